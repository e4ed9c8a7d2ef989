import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterEach, describe, expect } from '@jest/globals';
import { unpackBundle } from '../kit/container.ts';
import { startDistribution } from '../kit/distribution.ts';
import { interop } from '../kit/parts.ts';
import {
  buildImage,
  contextFor,
  directory,
  outputOf,
  removeDirectories,
  repository,
} from '../unit/actions/build-image/repository.ts';

afterEach(removeDirectories);

const run = (program: string, ...argv: string[]): string =>
  execFileSync(program, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Debian as it is installed, as one layer in a registry; the mirror is the one that this machine uses. */
function debian(host: string): string {
  const place = directory();
  const [root, archive] = [path.join(place, 'root'), path.join(place, 'base.tar')];
  run('debootstrap', '--variant=minbase', 'bookworm', root);
  run(
    'tar',
    '-C',
    root,
    '--numeric-owner',
    '--exclude',
    './dev/*',
    '--exclude',
    './proc/*',
    '-cf',
    archive,
    '.',
  );
  const base = `${host}/debian`;
  run('crane', 'append', '--insecure', '--oci-empty-base', '-f', archive, '-t', `${base}:12`);
  run('crane', 'mutate', '--insecure', '--set-platform', 'linux/amd64', '-t', `${base}:12`, `${base}:12`);
  return `${base}:12@${run('crane', 'digest', '--insecure', `${base}:12`).trim()}`;
}

describe('an image on a whole Debian', () => {
  interop(
    'keeps the links of its directories, and its programs run',
    ['debootstrap', 'docker-registry', 'crane', 'runc', 'tar'],
    async () => {
      const distribution = await startDistribution();
      try {
        const yaml = `from: ${debian(distribution.host)}
layers:
  - copy: {tool: /bin/tool}
  - remove: [/usr/share/doc, /bin/factor]
config:
  entrypoint: [/bin/tool]
  env: {PATH: /usr/bin:/bin}
  user: '65532:65532'
`;
        const tool =
          '#!/bin/sh\nreadlink /bin /usr/bin/tool\nls -d /usr/share/doc /usr/bin/factor 2>/dev/null\nid -u\ndpkg --version | head -n 1\n';
        const workspace = repository({ 'image.yml': yaml, tool });
        execFileSync('chmod', ['+x', path.join(workspace, 'tool')]);
        const image = `${distribution.host}/acme/tool`;
        const outcome = await buildImage({ image, 'clean-tree': 'off' }, contextFor(workspace));
        const reference = outputOf(outcome, 'image');
        run('crane', 'validate', '--insecure', '--remote', reference);
        const bundle = unpackBundle(reference, directory());
        const said = run(
          'runc',
          '--root',
          bundle.state,
          'run',
          '--bundle',
          bundle.path,
          `fixity-debian-${process.pid}`,
        );
        expect(said).toMatch(/^usr\/bin\n65532\nDebian 'dpkg'/);
        expect(outcome.summary).toContain('linux/amd64');
      } finally {
        await distribution.close();
      }
    },
    600_000,
  );
});
