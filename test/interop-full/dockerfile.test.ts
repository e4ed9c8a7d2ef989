import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { buildWithBuildx } from '../../actions/build-image/builders/buildx.ts';
import { findBuilders } from '../../actions/build-image/builders/found.ts';
import { type Dockerfile, parseDockerfile } from '../../shared/dockerfile/dockerfile.ts';
import { expand } from '../../shared/dockerfile/expansion.ts';
import { startOf } from '../../shared/dockerfile/instruction.ts';
import { positionAt } from '../../shared/dockerfile/source.ts';
import { parseImageConfig } from '../../shared/image/config.ts';
import { readSmallBlob } from '../../shared/oci/blob.ts';
import { openStore } from '../../shared/oci/open.ts';
import { UserError } from '../../shared/text/error.ts';
import { askProgram } from '../../shared/tools/run.ts';
import { buildRequest, builderPorts } from '../kit/building.ts';
import { findProgram, interop } from '../kit/parts.ts';
import { type BuildKit, startBuildKit } from './buildkit-daemon.ts';

const PARTS = ['docker', 'buildkitd', 'runc'];

let directory = '';
let buildkit: BuildKit | undefined;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'dockerfile-'));
  if (PARTS.every((part) => findProgram(part) !== undefined)) buildkit = await startBuildKit(directory);
}, 60_000);
afterAll(async () => {
  await buildkit?.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface Target {
  readonly name: string | undefined;
  readonly line: number | undefined;
}

/** The stages as BuildKit's frontend reads them; undefined when it refuses the file. */
async function targetsByBuildKit(text: string, number: number): Promise<readonly Target[] | undefined> {
  if (buildkit === undefined) throw new Error('no BuildKit');
  const context = path.join(directory, `context-${number}`);
  mkdirSync(context);
  writeFileSync(path.join(context, 'Dockerfile'), text);
  const argv = ['buildx', 'build', '--builder', buildkit.builder, '--call', 'targets,format=json', context];
  const answer = await askProgram({
    program: findProgram('docker') ?? '',
    argv,
    env: buildkit.env,
    cwd: directory,
  });
  if (answer === undefined) return undefined;
  const { targets } = JSON.parse(answer) as {
    targets: { name?: string; location?: { ranges?: { start: { line: number } }[] } }[] | null;
  };
  // A file without stages has no targets; a build of it fails.
  return targets?.map(({ name, location }) => ({ name, line: location?.ranges?.[0]?.start.line }));
}

function targetsByUs(text: string): readonly Target[] | undefined {
  let file: Dockerfile;
  try {
    file = parseDockerfile(text, 'Dockerfile');
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
  return file.stages.map(({ name, from }) => ({ name, line: positionAt(file.source, startOf(from)).line }));
}

/** Without `check` directives: BuildKit 0.34 crashes on them when it is asked for its targets. */
const FILES: readonly string[] = [
  readFileSync(new URL('../unit/dockerfile/fixtures/service.Dockerfile', import.meta.url), 'utf8').replace(
    /^# (?:syntax|check).*$/gm,
    '#',
  ),
  'FROM scratch',
  '\ufeffFROM scratch AS bom\n',
  'FROM scratch AS Name\r\nLABEL a=b \\\r\n  c=d\r\nFROM name as two\r\n',
  '# escape=`\nFROM scratch AS w\nLABEL a=b `\nFROM=x\nFROM scratch AS second\n',
  '# comment\n# escape=`\nFROM scratch\nLABEL a=b \\\nFROM=x\n',
  '\n# escape=`\nFROM scratch\nLABEL a=`\n',
  '# unknown=1\n# escape=`\nFROM scratch\nLABEL a=b \\\n c=d\n',
  '# ESCAPE = `\nFROM scratch\nLABEL a=b `\n c=d\nFROM scratch AS x\n',
  'FROM scratch AS a\nLABEL x=y \\\n# FROM scratch AS no\n\n  z=w\nFROM scratch AS b\n',
  'FROM scratch AS a\nCOPY <<EOF /x\nFROM scratch AS no\nEOF\nFROM scratch AS b\n',
  'FROM scratch AS a\nCOPY <<-"EOF" <<B /x/\n\tFROM x\n\tEOF\nFROM y\nB\nFROM scratch AS b\n',
  'FROM scratch AS a\nRUN cat<<EOF\nFROM scratch AS b\n',
  'FROM scratch AS a\nRUN ["cat", "<<EOF"]\nFROM scratch AS b\n',
  'FROM scratch AS a\nRUN echo "<<EOF"\nFROM scratch AS b\n',
  "FROM scratch AS a\nRUN cat <<'E F'\nFROM x\nE F\nFROM scratch AS b\n",
  'FROM scratch AS a\nRUN cat 3<<E <<\\F\nE\nF\nFROM scratch AS b\n',
  'FROM scratch AS a\nONBUILD COPY <<E /x\nFROM y\nE\nFROM scratch AS b\n',
  'FROM scratch AS a\nCMD cat <<E\nFROM scratch AS b\n',
  'FROM scratch AS a\nRUN a \\\\\nFROM scratch AS b\n',
  'FROM scratch AS a\nRUN a \\  \nFROM scratch AS no\nFROM scratch AS b\n',
  'ARG A=1\nARG B=$A\nFROM scratch AS a-1_.b\n',
  'FROM scratch AS a\n  # indented comment\n\t FROM a AS b\n',
  'from \\\n  scratch \\\n  as \\\n  x\n',
  'FROM --platform=linux/amd64 scratch AS a\n',
  // What both refuse.
  '',
  '# only a comment\n',
  'ARG A=1\n',
  'RUN x\nFROM scratch\n',
  'FROM\n',
  'FROM a b\n',
  'FROM a b c\n',
  'FROM a AS b c\n',
  'FROM scratch AS 1a\n',
  'FROM scratch\nRUNN x\n',
  'FROM scratch\nRUN <<EOF\nx\n',
  '# escape=x\nFROM scratch\n',
  '# escape=`\n# escape=`\nFROM scratch\n',
];

describe("the reader of Dockerfiles, beside BuildKit's own", () => {
  interop(
    'finds the same stages on the same lines, and refuses the same files',
    PARTS,
    async () => {
      const theirs: (readonly Target[] | undefined)[] = [];
      for (const [number, text] of FILES.entries()) theirs.push(await targetsByBuildKit(text, number));
      const shown = (targets: readonly Target[] | undefined, index: number) => ({
        file: FILES[index],
        targets,
      });
      expect(FILES.map(targetsByUs).map(shown)).toEqual(theirs.map(shown));
      expect(theirs.filter((targets) => targets === undefined)).toHaveLength(13);
    },
    180_000,
  );

  interop('expands words to the same text', PARTS, async () => {
    if (buildkit === undefined) throw new Error('no BuildKit');
    const variables = new Map([
      ['x', 'value'],
      ['empty', ''],
      ['path', '/a/b/c.tar.gz'],
      ['star', 'a*b*c'],
    ]);
    const ports = builderPorts(directory, buildkit.env);
    const { buildx } = await findBuilders(ports, buildkit.builder);
    if ('missing' in buildx) throw new Error(buildx.missing);
    const set = [...variables].map(([name, value]) => `ENV ${name}="${value}"`);
    const lines = [
      'FROM scratch',
      'COPY Dockerfile /',
      ...set,
      ...WORDS.map((word, index) => `ENV W${index}=${word}`),
    ];
    const image = await buildWithBuildx(buildRequest(directory, 'words', lines), buildx, ports);
    const store = openStore(image.reference, ports.stores);
    const { content } = await store.readManifest(image.digest);
    if (!('config' in content)) throw new Error('an index');
    const env = parseImageConfig(await readSmallBlob(store, content.config, 1e6), 'words').config?.Env ?? [];
    const theirs = WORDS.map((word, index) => [
      word,
      env.find((entry) => entry.startsWith(`W${index}=`))?.replace(/^W\d+=/, ''),
    ]);
    const own = WORDS.map((word) => [word, expand(word, variables, '\\').text]);
    expect(own).toEqual(theirs);
  });
});

const WORDS: readonly string[] = [
  'plain',
  '$x',
  'a${x}b',
  '$x.1',
  '$x-y',
  '$nothing',
  '${nothing}x',
  '${nothing:-word}',
  '${nothing-word}',
  '${empty:-word}',
  '${empty-word}x',
  '${x:-word}',
  '${nothing:-$x}',
  '${nothing:-${empty:-deep}}',
  '${x:+word}',
  '${empty:+word}x',
  '${empty+word}',
  '${nothing+word}x',
  '${x:?message}',
  '${path#*/}',
  '${path##*/}',
  '${path%.*}',
  '${path%%.*}',
  '${path#x}',
  '${path%x}',
  '${star#a\\*}',
  '${path/b/B}',
  '${path//./-}',
  '${path/[.]/-}',
  '${path/?/X}',
  '${path//a*c/X}',
  "'$x'",
  '"$x y"',
  '"a\\nb"',
  '"\\$x \\""',
  'a\\nb',
  '\\$x',
  '$',
  'a$.b',
  '$1x',
  '${x}${path}',
  '"${nothing:-a b}"',
  "${nothing:-'$x'}",
  '${nothing:-"q"}',
  '$$x',
  '${path%/*}',
  '${path#/?/}',
  'a\'b\'"c"',
  '${path//\\//_}',
];
