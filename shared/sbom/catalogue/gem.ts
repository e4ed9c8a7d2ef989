import { type Catalogue, type Finding, whole } from './catalogue.ts';

const SPECIFICATION = /(?:^|\/)specifications\/(?:default\/)?[^/]+\.gemspec$/;
const MAX_BYTES = 1024 * 1024;

/** Is this the specification of an installed gem? */
export const isGemSpecification = (path: string): boolean => SPECIFICATION.test(path);

/** Gems by the specification that RubyGems writes when it installs one: Ruby, of which we read two assignments and run nothing. */
export const gemCatalogue: Catalogue = {
  name: 'gem',
  open: (path) =>
    isGemSpecification(path)
      ? whole(path, MAX_BYTES, (content) => parseGemSpecification(content.toString('utf8')))
      : undefined,
};

/** The gem of one specification, as RubyGems writes it; undefined when it names none. */
export function parseGemSpecification(text: string): Finding | undefined {
  const assigned = (name: string): string =>
    new RegExp(
      `^[ \\t]*\\w+\\.${name}[ \\t]*=[ \\t]*(?:Gem::Version\\.new[ \\t]*(?:\\([ \\t]*)?)?["']([^"'\\n]*)["']`,
      'm',
    ).exec(text)?.[1] ?? '';
  const [name, version] = [assigned('name'), assigned('version')];
  const licence = /^[ \t]*\w+\.licenses[ \t]*=[ \t]*\[[ \t]*["']([^"'\n]*)["']/m.exec(text)?.[1] ?? '';
  if (!/^[A-Za-z0-9._-]+$/.test(name) || !/^[0-9A-Za-z.-]+$/.test(version)) return undefined;
  return {
    kind: 'packages',
    packages: [
      {
        type: 'gem',
        name,
        version,
        ...(licence === '' ? {} : { licence: licence.slice(0, 200) }),
        confidence: 'installed',
      },
    ],
  };
}
