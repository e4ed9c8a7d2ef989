import { UserError, messageOf } from '../text/error.ts';
import { EMBEDDED_ROOT_DATE, embeddedRoot } from './embedded-root.ts';
import { type Instance, PUBLIC_GOOD, type TrustSource } from './instance.ts';
import type { TrustRoot } from './trust-root.ts';

export interface RootPorts {
  /** A directory that may be written: what an update has brought is kept there for the next. */
  readonly cache: string;
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY and their lower-case forms. */
  readonly proxy?: Readonly<Record<string, string>>;
  warn(line: string): void;
}

/**
 * The trusted root of an instance, as JSON: refreshed from where the instance publishes it, else, with a warning that says how old it
 * is, the one that comes with us.
 * @throws UserError when nothing vouches for what the instance publishes.
 */
export async function publishedRoot({ name, trust }: Instance, ports: RootPorts): Promise<string> {
  if (trust.firstRoot === undefined) throw noFirstRoot(name, trust);
  try {
    const { refreshedRoot } = await import('./refreshed-root.ts');
    return await refreshedRoot(trust, ports);
  } catch (error) {
    const embedded = trust.mirror === PUBLIC_GOOD.trust.mirror ? await embeddedRoot() : undefined;
    if (embedded === undefined) throw notRefreshed(name, trust, error);
    ports.warn(
      `The trusted root of ${name} could not be refreshed from ${trust.mirror} (${messageOf(error)}); the one of ${EMBEDDED_ROOT_DATE} is used. It ages as the instance changes its keys: give trust-root a current one where that address is not reached.`,
    );
    return embedded;
  }
}

/** What is believed where nobody has said otherwise: the public-good instance. */
export async function defaultRoots(ports: RootPorts): Promise<readonly TrustRoot[]> {
  const [text, { parseTrustRoots }] = await Promise.all([
    publishedRoot(PUBLIC_GOOD, ports),
    import('./trust-root.ts'),
  ]);
  return parseTrustRoots(text);
}

const noFirstRoot = (name: string, { mirror, target }: TrustSource): UserError =>
  new UserError({
    what: `the trusted root of ${name} is not known here`,
    rule: `it is published at ${mirror} (${target}), and nothing that comes with us vouches for that address`,
    next: "run 'gh attestation trusted-root > .github/trusted_root.jsonl' once, commit the file, and give it to 'trust-root'",
  });

const notRefreshed = (name: string, { mirror }: TrustSource, error: unknown): UserError =>
  new UserError(
    {
      what: `the trusted root of ${name} could not be refreshed`,
      rule: `from ${mirror}`,
      seen: messageOf(error),
      next: "give 'trust-root' the instance's trusted_root.json",
    },
    { cause: error },
  );
