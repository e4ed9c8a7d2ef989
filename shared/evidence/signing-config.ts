import { type Service, ServiceSelector, SigningConfig } from '@sigstore/protobuf-specs';
import { UserError, messageOf } from '../text/error.ts';
import type { SigningServices } from './instance.ts';
import { parseJson } from '../text/json.ts';

const MAX_VERSION = { fulcio: 1, rekor: 2, timestamp: 1 } as const;

/**
 * Chooses the services that a Sigstore signing config (v0.2) names: of those that are valid at `now` and of a version that we speak,
 * the one that started last.
 * @throws UserError when it names no certificate authority, or nobody who would vouch for the time.
 */
export function parseSigningConfig(text: string, now: Date): SigningServices {
  const config = read(text);
  const fulcio = choose(config.caUrls, MAX_VERSION.fulcio, now);
  const rekor = choose(config.rekorTlogUrls, MAX_VERSION.rekor, now);
  const timestamp = choose(config.tsaUrls, MAX_VERSION.timestamp, now);
  if (fulcio === undefined) throw unusable('it names a certificate authority that is valid today');
  if (rekor === undefined && timestamp === undefined) {
    throw unusable('it names a log or a timestamp authority: somebody must vouch for the time of signing');
  }
  for (const { selector = ServiceSelector.ANY } of [config.rekorTlogConfig, config.tsaConfig].filter(
    (each) => each !== undefined,
  )) {
    if (selector === ServiceSelector.EXACT || selector === ServiceSelector.ALL) {
      throw unusable(
        'it asks for one log and one timestamp authority (ANY); several at once are not written',
      );
    }
  }
  return {
    fulcio: fulcio.url,
    ...(rekor && { rekor: { url: rekor.url, majorApiVersion: rekor.majorApiVersion } }),
    ...(timestamp && { timestamp: timestamp.url }),
  };
}

function choose(services: readonly Service[], maxVersion: number, now: Date): Service | undefined {
  const start = ({ validFor }: Service): number => validFor?.start?.getTime() ?? 0;
  return services
    .filter(({ majorApiVersion }) => majorApiVersion <= maxVersion)
    .filter((service) => start(service) <= now.getTime() && (service.validFor?.end ?? now) >= now)
    .sort((one, other) => start(other) - start(one))[0];
}

function read(text: string): SigningConfig {
  try {
    return SigningConfig.fromJSON(parseJson(text));
  } catch (error) {
    throw unusable('JSON of a Sigstore signing config', messageOf(error));
  }
}

const unusable = (rule: string, seen?: string): UserError =>
  new UserError({ what: 'the signing config cannot be used', rule, ...(seen === undefined ? {} : { seen }) });
