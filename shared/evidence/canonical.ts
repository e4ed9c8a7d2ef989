import { type Digest, digestOf } from '../oci/digest.ts';
import { isRecord } from '../text/json-value.ts';

/** JSON with sorted keys and no spaces, so that equal values are equal texts whoever wrote them. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (isRecord(inner) ? sorted(inner) : inner));
}

function sorted(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  // Without a prototype the key `__proto__` is a key like any other.
  const result = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(record).sort()) result[key] = record[key];
  return result;
}

export const digestOfJson = (value: unknown): Digest => digestOf(canonicalJson(value));
