import type { Route } from './api.ts';
import { checkRoutes } from './routes/checks.ts';
import { contentsRoutes } from './routes/contents.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { gitDataRoutes } from './routes/git-data.ts';
import { issueRoutes } from './routes/issues.ts';
import { pullRoutes } from './routes/pulls.ts';
import { repositoryRoutes } from './routes/repository.ts';
import { runRoutes } from './routes/runs.ts';

/** Every route that the fake has. */
export const ROUTES: readonly Route[] = [
  ...repositoryRoutes,
  ...contentsRoutes,
  ...gitDataRoutes,
  ...deploymentRoutes,
  ...runRoutes,
  ...pullRoutes,
  ...issueRoutes,
  ...checkRoutes,
];

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Their values may hold slashes, as they stand. */
const WITH_SLASHES = new Set(['path', 'ref', 'branch']);

/** The longer address is tried first: `/commits/{ref}/statuses` before `/commits/{ref}`. */
const PATTERNS = [...ROUTES]
  .sort((a, b) => b.operation.split('/').length - a.operation.split('/').length)
  .map((route) => {
    const [method = '', template = ''] = route.operation.split(' ');
    const source = template.replace(/\{(\w+)\}/g, (_, name: string) =>
      WITH_SLASHES.has(name) ? `(?<${name}>.*)` : `(?<${name}>[^/]+)`,
    );
    return { route, method, pattern: new RegExp(`^${source}$`) };
  });

/** The route of a request; `path` is as it came, and its parameters are decoded. */
export function match(method: string, path: string): Match | undefined {
  for (const each of PATTERNS) {
    const found = each.method === method ? each.pattern.exec(path) : null;
    if (found === null) continue;
    const params = Object.entries(found.groups ?? {}).map(([name, value]) => [
      name,
      decodeURIComponent(value),
    ]);
    return { route: each.route, params: Object.fromEntries(params) as Record<string, string> };
  }
  return undefined;
}
