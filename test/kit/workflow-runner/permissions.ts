/** What a job's token may do, by scope. A scope that is not named is `none`. */
export type Level = 'read' | 'write' | 'none';
export type Permissions = Readonly<Record<string, Level>>;

/** Every scope of a workflow's `permissions` key (GitHub Docs, "Workflow syntax", 2026). */
export const SCOPES = [
  'actions',
  'artifact-metadata',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'repository-projects',
  'security-events',
  'statuses',
] as const;

/** What a token may do when the workflow says nothing: the restricted default of new repositories. */
export const DEFAULT_PERMISSIONS: Permissions = { contents: 'read', packages: 'read' };

/** The job's own permissions, else the workflow's, else the default; they replace each other as a whole. `metadata` is always readable. */
export function effectivePermissions(job: unknown, workflow: unknown): Permissions {
  return { ...read(job ?? workflow), metadata: 'read' };
}

function read(permissions: unknown): Permissions {
  if (permissions === undefined || permissions === null) return DEFAULT_PERMISSIONS;
  if (permissions === 'read-all' || permissions === 'write-all') {
    const level = permissions === 'read-all' ? 'read' : 'write';
    const scopes = SCOPES.filter((scope) => level === 'write' || scope !== 'id-token');
    return Object.fromEntries(scopes.map((scope) => [scope, level]));
  }
  return permissions as Permissions;
}

/** Whether `permissions` holds at least `level` of `scope`. */
export function allows(permissions: Permissions, scope: string, level: 'read' | 'write'): boolean {
  const held = permissions[scope] ?? 'none';
  return held === 'write' || held === level;
}
