import { type Problem, UserError } from '../../text/error.ts';
import type { Platform } from '../../oci/descriptor.ts';
import { formatPlatform, parsePlatform } from '../../oci/platform.ts';
import { CHECKS, type CheckLevel, type CheckLevels, type CheckName } from '../checks/check.ts';
import { defined } from '../defined.ts';
import type { ImageFile, PlatformLayer } from '../image-file.ts';
import { samePlatform } from '../platform.ts';
import {
  type Field,
  given,
  itemsOf,
  matching,
  membersOf,
  note,
  parsedOf,
  readYaml,
  recordOf,
  wordOf,
} from './fields.ts';
import { readLayer } from './read-layer.ts';
import { EMPTY_CONFIG, readConfig } from './read-config.ts';

const KEYS = [
  'from',
  'platforms',
  'ignore-file',
  'compression',
  'layers',
  'config',
  'annotations',
  'checks',
] as const;
const DEFAULT_PLATFORM: Platform = { os: 'linux', architecture: 'amd64' };
/** What runtimes take (containerd and Docker stop at 127). */
const MAX_LAYERS = 127;

/**
 * Reads an `image.yml`; its JSON Schema is docs/schemas/image.schema.json.
 * @param file what errors call it, relative to the workspace.
 * @throws UserError with every problem at once, each with line and column.
 */
export function readImageFile(file: string, text: string): ImageFile {
  const { root, problems } = readYaml(file, text);
  if (problems.length > 0) throw new UserError(problems);
  const members = membersOf(root, KEYS);
  if (members.from === undefined && root.node !== undefined) {
    note(root, {
      what: "'from' is missing",
      rule: 'a base by digest, an oci-layout: or scratch',
      next: 'write from: scratch for an image without a base',
    });
  }
  const result: ImageFile = {
    from: { text: given(members.from, readFrom, 'scratch'), at: members.from?.at ?? root.at },
    platforms: given(members.platforms, readPlatforms, [DEFAULT_PLATFORM]),
    layers: given(members.layers, readLayers, []),
    config: given(members.config, readConfig, EMPTY_CONFIG),
    annotations: given(members.annotations, readAnnotations, {}),
    checks: given(members.checks, readChecks, {}),
    compression: given(members.compression, (field) => wordOf(field, ['gzip', 'zstd', 'none']), 'gzip'),
    ...defined({ ignoreFile: given(members['ignore-file'], readIgnoreFile) }),
  };
  if (problems.length > 0) throw new UserError(problems.toSorted(byPlace));
  return result;
}

const byPlace = (a: Problem, b: Problem): number =>
  (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0);

const readFrom = (field: Field): string | undefined =>
  matching(field, /^\S+$/, 'an image by digest, oci-layout:PATH@DIGEST, or scratch');

function readIgnoreFile(field: Field): ImageFile['ignoreFile'] {
  const path = matching(
    field,
    /^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\0\\]+$/,
    'a file of the workspace, without .., such as .dockerignore',
  );
  return path === undefined ? undefined : { path, at: field.at };
}

const readAnnotations = (field: Field) => recordOf(field, /^\S+$/, 'a name without spaces');

function readPlatforms(field: Field): readonly Platform[] {
  const items = itemsOf(field) ?? [];
  if (items.length === 0) note(field, { what: `'${field.name}' is empty`, rule: 'at least one platform' });
  const seen: Platform[] = [];
  return items.flatMap((item) => {
    const platform = parsedOf(item, parsePlatform);
    if (platform === undefined) return [];
    const repeats = seen.some((each) => samePlatform(each, platform));
    if (repeats) note(item, { what: `'${item.name}' repeats ${formatPlatform(platform)}` });
    seen.push(platform);
    return [platform];
  });
}

function readLayers(field: Field): readonly PlatformLayer[] {
  const items = itemsOf(field) ?? [];
  if (items.length > MAX_LAYERS) {
    note(field, {
      what: 'too many layers',
      rule: `at most ${MAX_LAYERS} with those of the base`,
      seen: String(items.length),
    });
  }
  return items.map((item, index) => readLayer(item, index, readPlatforms));
}

function readChecks(field: Field): CheckLevels {
  const names = Object.keys(CHECKS) as CheckName[];
  const members = membersOf(field, names);
  const levels: [CheckName, CheckLevel][] = names.flatMap((name) => {
    const member = members[name];
    const level = member && wordOf(member, ['off', 'warn', 'error']);
    return level === undefined ? [] : [[name, level]];
  });
  return Object.fromEntries(levels);
}
