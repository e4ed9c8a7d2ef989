import { afterEach, describe, expect, it } from '@jest/globals';
import { marked } from 'marked';
import { openStore } from '../../../../shared/oci/open.ts';
import { parseReference } from '../../../../shared/oci/reference.ts';
import { AMD64, ARM64, writeTestImage } from '../../../kit/registry/image.ts';
import { ANONYMOUS } from '../../image/workspace.ts';
import {
  FILES,
  IMAGE_YML,
  buildImage,
  commit,
  contextFor,
  destination,
  outputOf,
  removeDirectories,
  repository,
  write,
} from './repository.ts';

afterEach(removeDirectories);

describe('the summary', () => {
  it('says of a dry run which tags there would be, and tells nobody to pull what is not there', async () => {
    const { image } = await destination();
    const workspace = repository();
    const { summary } = await buildImage({ image, 'dry-run': 'true' }, contextFor(workspace));
    expect(summary).toMatch(/built, not pushed[^]*would be <code>v1.2.3<\/code>, <code>latest<\/code>/);
    expect(summary).not.toMatch(/docker pull|crane/);
    const built = await buildImage({ image }, contextFor(workspace));
    expect(built.summary).not.toContain('would be');
    for (const result of ['done', 'unchanged']) {
      const again = result === 'done' ? built : await buildImage({ image }, contextFor(workspace));
      expect(again.result).toBe(result);
      expect(again.summary).toContain(`docker pull ${outputOf(again, 'image')}`);
      expect(again.summary).toContain(`crane validate --remote ${outputOf(again, 'image')}`);
    }
  });

  it('names the checks that are off, and how to set one that warns', async () => {
    const { image } = await destination();
    const yaml = IMAGE_YML.replace('config: {', "config: {user: '0', ");
    const workspace = repository({ ...FILES, 'image.yml': yaml });
    const inputs = { image, checks: 'leftovers=off\nclean-tree=off' };
    const { summary } = await buildImage(inputs, contextFor(workspace));
    expect(summary).toContain('Checks: 1 warning, off: leftovers, clean-tree');
    expect(summary).toMatch(/^The container runs as root\.\n\n\*\*To do:\*\* set config\.user/m);
    expect(summary).toContain('<code>root-user=error</code> or <code>root-user=off</code>');
    const strict = { ...inputs, checks: 'root-user=error' };
    await expect(buildImage(strict, contextFor(workspace))).rejects.toMatchObject({ result: 'refused' });
  });

  it('of a merge tells platforms apart, and takes no credit for checks of other jobs', async () => {
    const { image, registry } = await destination();
    const parts = openStore(parseReference(`${registry.host}/parts`), ANONYMOUS);
    const sources: string[] = [];
    for (const platform of [AMD64, ARM64]) {
      const { digest } = await writeTestImage(parts, { platforms: [platform] });
      sources.push(`${registry.host}/parts@${digest}`);
    }
    const inputs = { mode: 'merge', image, sources: sources.join('\n') };
    const { summary, headline } = await buildImage(inputs, contextFor(repository()));
    expect(headline).toMatch(/^build-image: merged \(sha256:/);
    expect(summary).toContain('Checks: those of the jobs that built the platforms');
    expect(summary).toMatch(/\| linux\/amd64 \| <code>sha256&#58;\w{12}<\/code> \| 7 B \| 1 layer \|/);
    expect(summary).not.toContain('entries');
  });

  it('shows names from outside as they are, in one line, and never as HTML, links or other files', async () => {
    const { image } = await destination();
    const evil = '<img src=x onerror=alert(1)> | `x` [a](javascript:1) @team';
    const yaml = IMAGE_YML.replace('name: application', `name: ${JSON.stringify(evil)}`);
    const workspace = repository({ ...FILES, 'image.yml': yaml });
    await buildImage({ image, tags: 'latest' }, contextFor(workspace));
    write(workspace, { 'src/a\n+ passwd': '', 'src/```\u202e.js': '', 'src/<b>.js': '' });
    commit(workspace, 'second');
    const { summary } = await buildImage({ image, tags: 'latest' }, contextFor(workspace));
    const html = await marked.parse(summary, { gfm: true });
    expect(html).not.toMatch(/<(img|b|a)\b/);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    const [, shown = ''] = /````diff\n([^]*?)\n````/.exec(summary) ?? [];
    expect(shown.split('\n')).toEqual([
      '+ /app/src/<b>.js',
      '+ /app/src/```\\u{202e}.js',
      '+ /app/src/a\\u{a}+ passwd',
    ]);
  });
});
