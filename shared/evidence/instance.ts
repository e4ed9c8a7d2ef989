import { UserError } from '../text/error.ts';

/** The services of one Sigstore instance: who certifies, who logs, who tells the time. */
export interface SigningServices {
  readonly fulcio: string;
  readonly rekor?: { readonly url: string; readonly majorApiVersion: number };
  readonly timestamp?: string;
}

/** Where an instance publishes whose certificates, logs and timestamps are its own (The Update Framework, 1.0). */
export interface TrustSource {
  readonly mirror: string;
  /** The name of the trusted root in there. */
  readonly target: string;
  /** What the first update is believed by: a root that comes with us, or one in a file. Without it nothing there is believed. */
  readonly firstRoot?: 'bundled' | { readonly file: string };
}

/** A Sigstore instance that needs no file to be signed with. */
export interface Instance {
  /** For people. */
  readonly name: string;
  readonly services: SigningServices;
  readonly trust: TrustSource;
}

/** The instance that everybody may use. What it certifies is in a public log, with the names of repository and workflow. */
export const PUBLIC_GOOD: Instance = {
  name: 'the public-good Sigstore',
  services: {
    fulcio: 'https://fulcio.sigstore.dev',
    rekor: { url: 'https://rekor.sigstore.dev', majorApiVersion: 1 },
  },
  trust: {
    mirror: 'https://tuf-repo-cdn.sigstore.dev',
    target: 'trusted_root.json',
    firstRoot: 'bundled',
  },
};

export const INSTANCE_CHOICES = ['auto', 'public-good', 'github'] as const;
export type InstanceChoice = (typeof INSTANCE_CHOICES)[number];

/** What decides which instance a job signs with. */
export interface InstanceFacts {
  /** `https://github.com`, `https://acme.ghe.com`, or a server of one's own. */
  readonly serverUrl: string;
  /** The repository's visibility as the event says it. */
  readonly visibility: string | undefined;
}

/**
 * The instance for a job, chosen as GitHub's own attestations choose it: the public one for repositories that the event calls public,
 * GitHub's for all others, so that no name of a private repository gets into a public log.
 * @throws UserError for a server that has none.
 */
export function chooseInstance(choice: InstanceChoice, facts: InstanceFacts): Instance {
  const isPublic = choice === 'public-good' || (choice === 'auto' && facts.visibility === 'public');
  return isPublic ? PUBLIC_GOOD : gitHubInstance(facts.serverUrl);
}

/** GitHub's instance for github.com, or that of a company at ghe.com. It has no log: its timestamp authority vouches for the time. */
function gitHubInstance(serverUrl: string): Instance {
  const { hostname } = new URL(serverUrl);
  const [tenant] = /^[a-z0-9-]+(?=\.ghe\.com$)/.exec(hostname) ?? [];
  if (hostname !== 'github.com' && tenant === undefined) {
    throw new UserError({
      what: `keyless signing does not know the Sigstore instance of ${hostname}`,
      rule: 'github.com and ghe.com have one of their own; a server of your own has not',
      next: "give 'signing-config' and 'trust-root' of your instance, or 'key', or say sigstore: public-good",
    });
  }
  const domain = tenant === undefined ? 'githubapp.com' : hostname;
  return {
    name: tenant === undefined ? "GitHub's Sigstore" : `the Sigstore of ${hostname}`,
    services: { fulcio: `https://fulcio.${domain}`, timestamp: `https://timestamp.${domain}` },
    trust: {
      mirror: 'https://tuf-repo.github.com',
      target: tenant === undefined ? 'trusted_root.json' : `${tenant}.trusted_root.json`,
    },
  };
}
