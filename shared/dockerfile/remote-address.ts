import { looksSecret } from './secret-name.ts';

/** Something on the network that a build fetches. */
export interface RemoteAddress {
  readonly kind: 'http' | 'git';
  /** As it may be shown: without credentials. */
  readonly url: string;
  /** What it has to be, in SLSA's names for digests; undefined when whatever stands there is taken. */
  readonly digest?: Readonly<Record<string, string>>;
}

/** `git@HOST:PATH` */
const SCP = /^[\w.-]+@[\w.-]+:[^/].*$/;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const CHECKSUM = /^(sha256|sha384|sha512):([0-9a-f]{64,128})$/;

/**
 * Reads the source of an ADD, or a build context, as BuildKit does; `checksum` is what the instruction wants. Undefined for a path.
 * https, http, git and ssh URLs, and `git@HOST:PATH`; an http URL is a repository when its path ends in `.git`.
 */
export function parseRemote(text: string, checksum?: string): RemoteAddress | undefined {
  const scheme = SCP.test(text) ? 'ssh' : /^(https?|git|ssh):\/\/\S+$/.exec(text)?.[1];
  if (scheme === undefined) return undefined;
  const [address = '', fragment = ''] = split(text, '#');
  const [location = '', query = ''] = split(address, '?');
  const isGit = !scheme.startsWith('http') || location.endsWith('.git');
  const digest = isGit ? commitIn(fragment, query, checksum) : fileDigest(checksum);
  return {
    kind: isGit ? 'git' : 'http',
    url: publicUrl(text),
    ...(digest === undefined ? {} : { digest }),
  };
}

const split = (text: string, at: string): readonly string[] => {
  const index = text.indexOf(at);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
};

function fileDigest(checksum = ''): RemoteAddress['digest'] {
  const [, algorithm, hex] = CHECKSUM.exec(checksum) ?? [];
  return algorithm === undefined || hex === undefined ? undefined : { [algorithm]: hex };
}

/** The whole commit, from `--checksum`, the query or the fragment `#REF:DIRECTORY`; a branch or a tag can be moved. */
function commitIn(fragment: string, query: string, checksum = ''): RemoteAddress['digest'] {
  const asked = new URLSearchParams(query);
  const candidates = [
    checksum,
    asked.get('checksum') ?? '',
    asked.get('commit') ?? '',
    asked.get('ref') ?? '',
    fragment.split(':')[0] ?? '',
  ];
  const commit = candidates.find((each) => COMMIT.test(each));
  return commit === undefined ? undefined : { gitCommit: commit };
}

const SIGNATURE = /(?:^|_)(?:sig|signature|sas|code|pass|pwd|jwt|hmac|session)$/i;

/** Words parted by `_`: `X-Amz-Signature` and `accessToken` are named in other ways than variables. */
const asVariable = (name: string): string =>
  name.replaceAll('-', '_').replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_');

/**
 * A URL as it may stand in a provenance: without user and password, which may hold an `@` themselves, and without a query that holds a credential or a
 * signature.
 */
export function publicUrl(text: string): string {
  const bare = text.replace(/^([a-z][a-z+]*:\/\/)[^/?#]*@/i, '$1');
  const start = bare.indexOf('?');
  if (start < 0) return bare;
  const end = bare.includes('#', start) ? bare.indexOf('#', start) : bare.length;
  const query = bare.slice(start + 1, end).replaceAll(';', '&');
  const names = [...new URLSearchParams(query).keys()].map(asVariable);
  const isSecret = names.some((name) => looksSecret(name) || SIGNATURE.test(name));
  return isSecret ? bare.slice(0, start) + bare.slice(end) : bare;
}
