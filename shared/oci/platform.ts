import { UserError } from '../text/error.ts';
import type { Descriptor, Platform } from './descriptor.ts';

/** `linux/arm64/v8`. */
export const formatPlatform = ({ os, architecture, variant }: Platform): string =>
  variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;

/** @throws UserError unless the text is os/architecture or os/architecture/variant. */
export function parsePlatform(text: string): Platform {
  const match = /^([a-z0-9]+)\/([a-z0-9_]+)(?:\/([a-z0-9_.-]+))?$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new UserError({
      what: 'not a platform',
      rule: 'os/architecture[/variant], such as linux/amd64',
      seen: JSON.stringify(text),
    });
  }
  const [, os, architecture, variant] = match;
  return variant === undefined ? { os, architecture } : { os, architecture, variant };
}

/**
 * BuildKit puts its attestations into the index as children of no platform; they are not images. An annotation does not make one of
 * what runs somewhere: it would be passed over by whoever looks, and not by whoever runs it.
 */
export const isAttestation = ({ platform }: Descriptor): boolean =>
  platform?.os === 'unknown' && platform.architecture === 'unknown';
