import { csv, csvFields } from './option.ts';
import type { BuildRequest } from './request.ts';

/** The caches that a build reads and writes, and why some are not written. */
export interface CachePlan {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly notes: readonly string[];
}

/**
 * A cache never fails a build: `ignore-error=true` is set on every export that knows it, and a service that sends the build away is asked for two minutes.
 * A pull request reads caches and writes none: later builds of the branch would take its layers for their own.
 */
export function planCache({
  cacheFrom,
  cacheTo,
  trusted,
}: Pick<BuildRequest, 'cacheFrom' | 'cacheTo' | 'trusted'>): CachePlan {
  const from = cacheFrom.map(withType).map(withTimeLimit);
  if (trusted || cacheTo.length === 0) {
    return { from, to: cacheTo.map(withType).map(withTimeLimit).map(ignoringErrors), notes: [] };
  }
  return {
    from,
    to: [],
    notes: ['caches are not written: this is a pull request, and others would build on its layers'],
  };
}

/** A reference alone is a registry's, as docker reads it. */
const withType = (text: string): string =>
  csvFields(text).some((field) => field.includes('=')) ? text : csv(['type=registry', `ref=${text}`]);

/** BuildKit's own limit is ten minutes, for each of several requests. */
function withTimeLimit(text: string): string {
  const fields = csvFields(text);
  const asks = fields.includes('type=gha') && !fields.some((field) => field.startsWith('timeout='));
  return asks ? csv([...fields, 'timeout=2m']) : text;
}

function ignoringErrors(text: string): string {
  const fields = csvFields(text).filter((field) => !field.startsWith('ignore-error='));
  return fields.includes('type=inline') ? text : csv([...fields, 'ignore-error=true']);
}

/** The reference of a cache in a registry; undefined for other kinds. */
export function cacheRepository(text: string): string | undefined {
  const fields = new Map(
    csvFields(withType(text)).map((field) => field.split(/=(.*)/s, 2) as [string, string]),
  );
  return fields.get('type') === 'registry' ? fields.get('ref') : undefined;
}
