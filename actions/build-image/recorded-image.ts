import { parsePurl } from '../../shared/sbom/purl.ts';
import { UserError } from '../../shared/text/error.ts';
import type { BuildMaterial } from './builders/request.ts';

/** An image among what BuildKit recorded. */
export interface RecordedImage {
  /** Without `docker.io/library/`, as people write it. */
  readonly name: string;
  /** Undefined where it was named by digest. */
  readonly tag: string | undefined;
  readonly digest: string;
  /** Whether a reference of the Dockerfile is this name and tag. */
  readonly isNamed: (reference: string) => boolean;
}

/** Reads `pkg:docker/NAME@TAG?digest=…&platform=…`, as BuildKit writes images; undefined for everything else. */
export function recordedImage({ uri, digest }: BuildMaterial): RecordedImage | undefined {
  const hex = digest['sha256'];
  if (!uri.startsWith('pkg:docker/') || hex === undefined) return undefined;
  const purl = purlIn(uri);
  if (purl === undefined) return undefined;
  const name = familiar([purl.namespace, purl.name].filter((part) => part !== undefined).join('/'));
  const byDigest = purl.qualifiers?.['digest'] !== undefined || purl.version?.startsWith('sha256:') === true;
  const tag = byDigest ? undefined : (purl.version ?? 'latest');
  const full = tag === undefined ? undefined : `${name}:${tag}`;
  return {
    name,
    tag,
    digest: `sha256:${hex}`,
    isNamed: (reference) => full !== undefined && tagged(familiar(reference)) === full,
  };
}

function purlIn(uri: string): ReturnType<typeof parsePurl> | undefined {
  try {
    return parsePurl(uri);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

const familiar = (name: string): string => name.replace(/^docker\.io\/(?:library\/)?/, '');

const tagged = (name: string): string => (/:[^/]*$/.test(name) ? name : `${name}:latest`);
