import { at } from './predicates/fields.ts';
import { parseJson } from '../text/json.ts';

const PUBLIC_LOG = 'https://rekor.sigstore.dev';

/**
 * Where people can look up the log's entry of a bundle: the public log has a page for it, any other log answers by its API.
 * Undefined when the bundle is in no log.
 */
export function logUrlOf(bundle: Uint8Array, rekorUrl: string | undefined): string | undefined {
  const index = at(parseJson(bundle), 'verificationMaterial.tlogEntries.0.logIndex');
  if (rekorUrl === undefined || typeof index !== 'string' || !/^\d+$/.test(index)) return undefined;
  return rekorUrl === PUBLIC_LOG
    ? `https://search.sigstore.dev/?logIndex=${index}`
    : `${rekorUrl}/api/v1/log/entries?logIndex=${index}`;
}
