import { UserError } from '../text/error.ts';

/** A package URL's parts (purl-spec 1.0, ECMA-427); qualifiers have lower-case keys and no empty values. */
export interface Purl {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers?: Readonly<Record<string, string>>;
  readonly subpath?: string;
}

/** Types whose names do not distinguish case; what the specification calls normalisation per type. */
const LOWER_NAME = new Set([
  'apk',
  'bitbucket',
  'composer',
  'deb',
  'github',
  'gitlab',
  'golang',
  'hex',
  'npm',
  'oci',
  'pypi',
]);
const LOWER_NAMESPACE = new Set([
  'alpm',
  'apk',
  'bitbucket',
  'composer',
  'deb',
  'github',
  'gitlab',
  'golang',
  'hex',
  'npm',
  'rpm',
]);

const QUALIFIER_KEY = /^[a-z.\-_][a-z0-9.\-_]*$/;

/** Percent-encodes all but `A-Z a-z 0-9 . - _ ~` and the colon. */
const encode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%3A/g, ':');

const encodePath = (text: string): string => text.split('/').map(encode).join('/');

/** The canonical text: normalised for its type, encoded, qualifiers in the order of their keys. @throws UserError for parts that no purl can hold. */
export function formatPurl(purl: Purl): string {
  const { type, namespace, name, version, qualifiers, subpath } = normalise(purl);
  const pairs = Object.entries(qualifiers ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `pkg:${type}/`,
    namespace === undefined ? '' : `${encodePath(namespace)}/`,
    encode(name),
    version === undefined ? '' : `@${encode(version)}`,
    pairs.length === 0 ? '' : `?${pairs.map(([key, value]) => `${key}=${encodePath(value)}`).join('&')}`,
    subpath === undefined ? '' : `#${encodePath(subpath)}`,
  ].join('');
}

/** Parses and normalises. @throws UserError saying which part is wrong. */
export function parsePurl(text: string): Purl {
  const scheme = /^pkg:\/*/i.exec(text);
  if (scheme === null) throw bad(text, "starts with 'pkg:'");
  const [beforeSubpath, subpath] = splitLast(text.slice(scheme[0].length), '#');
  const [beforeQualifiers, query] = splitLast(beforeSubpath, '?');
  const slash = beforeQualifiers.indexOf('/');
  if (slash < 0) throw bad(text, 'has a type and a name');
  const type = beforeQualifiers.slice(0, slash);
  const [path, version] = splitVersion(withoutSlashes(beforeQualifiers.slice(slash + 1)));
  const segments = path.split('/').map((part) => decode(part, text));
  const name = segments.pop() ?? '';
  return normalise({
    type,
    ...(segments.length === 0 ? {} : { namespace: segments.filter((part) => part !== '').join('/') }),
    name,
    ...(version === undefined ? {} : { version: decode(version, text) }),
    ...(query === undefined ? {} : { qualifiers: parseQualifiers(query, text) }),
    ...(subpath === undefined ? {} : { subpath: decode(subpath, text) }),
  });
}

function normalise(purl: Purl): Purl {
  const type = purl.type.toLowerCase();
  if (!/^[a-z][a-z0-9.-]*$/.test(type)) throw bad(purl.type, 'a type of letters, digits, dot and dash');
  if (purl.name === '') throw bad(`pkg:${type}/`, 'has a name');
  const parts = {
    namespace: trimmed(purl.namespace, LOWER_NAMESPACE.has(type)),
    version: purl.version === '' ? undefined : purl.version,
    qualifiers: normalQualifiers(purl.qualifiers ?? {}),
    subpath: normalSubpath(purl.subpath),
  };
  const known = Object.entries(parts).filter(([, part]) => part !== undefined);
  return { type, name: normalName(type, purl.name), ...(Object.fromEntries(known) as Partial<Purl>) };
}

function normalQualifiers(given: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const pairs = Object.entries(given)
    .map(([key, value]) => [key.toLowerCase(), value] as const)
    .filter(([, value]) => value !== '');
  for (const [key] of pairs) {
    if (!QUALIFIER_KEY.test(key))
      throw bad(key, 'a qualifier key of letters, digits, dot, dash and underscore');
  }
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

function normalSubpath(subpath = ''): string | undefined {
  const parts = subpath.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.length === 0 ? undefined : parts.join('/');
}

function trimmed(namespace: string | undefined, lower: boolean): string | undefined {
  const text = withoutSlashes(namespace ?? '');
  if (text === '') return undefined;
  return lower ? text.toLowerCase() : text;
}

function normalName(type: string, name: string): string {
  const cased = LOWER_NAME.has(type) ? name.toLowerCase() : name;
  // PEP 503 treats - _ and . alike; the specification maps the underscore alone.
  return type === 'pypi' ? cased.replace(/_/g, '-') : cased;
}

function parseQualifiers(query: string, text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const pair of query.split('&').filter((each) => each !== '')) {
    const equals = pair.indexOf('=');
    if (equals <= 0) throw bad(text, 'qualifiers are key=value');
    const key = pair.slice(0, equals).toLowerCase();
    if (Object.hasOwn(pairs, key)) throw bad(text, 'each qualifier stands once');
    pairs[key] = decode(pair.slice(equals + 1), text);
  }
  return pairs;
}

/** The version follows the last `@` that comes after the last `/`; an npm scope may stand unencoded before that. */
function splitVersion(path: string): readonly [string, string | undefined] {
  const at = path.lastIndexOf('@');
  if (at <= 0 || at < path.lastIndexOf('/')) return [path, undefined];
  return [withoutSlashes(path.slice(0, at)), path.slice(at + 1)];
}

/** Without those at either end; a pattern for them takes quadratic time. */
function withoutSlashes(text: string): string {
  let [start, end] = [0, text.length];
  while (text[start] === '/') start += 1;
  while (end > start && text[end - 1] === '/') end -= 1;
  return text.slice(start, end);
}

function splitLast(text: string, mark: string): readonly [string, string | undefined] {
  const at = text.lastIndexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(part: string, whole: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw bad(whole, 'percent-encoding is UTF-8', cause);
  }
}

const bad = (seen: string, rule: string, cause?: unknown): UserError =>
  new UserError({ what: 'not a package URL', rule, seen: JSON.stringify(seen) }, { cause });
