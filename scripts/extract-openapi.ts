/**
 * Extracts the operations that the GitHub fake answers from GitHub's own description of its REST API, without descriptions and examples,
 * in the dialect of JSON Schema 2020-12. Usage: `node scripts/extract-openapi.ts PACKAGE_DIRECTORY`, where the directory holds the
 * unpacked npm package @octokit/openapi; the result is test/kit/github/openapi.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const REPOSITORY = '/repos/{owner}/{repo}';

const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  [REPOSITORY]: ['get'],
  [`${REPOSITORY}/actions/runs/{run_id}`]: ['get'],
  [`${REPOSITORY}/actions/runs/{run_id}/approvals`]: ['get'],
  [`${REPOSITORY}/actions/runs/{run_id}/jobs`]: ['get'],
  [`${REPOSITORY}/attestations`]: ['post'],
  [`${REPOSITORY}/attestations/{subject_digest}`]: ['get'],
  [`${REPOSITORY}/branches/{branch}`]: ['get'],
  [`${REPOSITORY}/check-runs`]: ['post'],
  [`${REPOSITORY}/check-runs/{check_run_id}`]: ['patch'],
  [`${REPOSITORY}/code-scanning/sarifs`]: ['post'],
  [`${REPOSITORY}/commits`]: ['get'],
  [`${REPOSITORY}/commits/{ref}`]: ['get'],
  [`${REPOSITORY}/commits/{ref}/statuses`]: ['get'],
  [`${REPOSITORY}/commits/{commit_sha}/pulls`]: ['get'],
  [`${REPOSITORY}/contents/{path}`]: ['get'],
  [`${REPOSITORY}/deployments`]: ['get', 'post'],
  [`${REPOSITORY}/deployments/{deployment_id}`]: ['get'],
  [`${REPOSITORY}/deployments/{deployment_id}/statuses`]: ['get', 'post'],
  [`${REPOSITORY}/environments/{environment_name}`]: ['get'],
  [`${REPOSITORY}/git/blobs`]: ['post'],
  [`${REPOSITORY}/git/blobs/{file_sha}`]: ['get'],
  [`${REPOSITORY}/git/commits`]: ['post'],
  [`${REPOSITORY}/git/commits/{commit_sha}`]: ['get'],
  [`${REPOSITORY}/git/matching-refs/{ref}`]: ['get'],
  [`${REPOSITORY}/git/ref/{ref}`]: ['get'],
  [`${REPOSITORY}/git/refs`]: ['post'],
  [`${REPOSITORY}/git/refs/{ref}`]: ['patch', 'delete'],
  [`${REPOSITORY}/git/trees`]: ['post'],
  [`${REPOSITORY}/git/trees/{tree_sha}`]: ['get'],
  [`${REPOSITORY}/issues`]: ['get', 'post'],
  [`${REPOSITORY}/issues/{issue_number}`]: ['get', 'patch'],
  [`${REPOSITORY}/issues/{issue_number}/comments`]: ['get', 'post'],
  [`${REPOSITORY}/pulls`]: ['get', 'post'],
  [`${REPOSITORY}/pulls/{pull_number}`]: ['get', 'patch'],
  [`${REPOSITORY}/pulls/{pull_number}/reviews`]: ['get'],
  [`${REPOSITORY}/statuses/{sha}`]: ['post'],
  '/orgs/{org}/teams/{team_slug}/memberships/{username}': ['get'],
};

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, Json>>;

const object = (value: Json | undefined): JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {};

const array = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : [];

const DOCUMENTATION = new Set([
  'description',
  'summary',
  'example',
  'examples',
  'externalDocs',
  'title',
  'deprecated',
]);

/** Drops documentation and vendor extensions; `nullable` of OpenAPI 3.0 becomes a type, a null in an enumeration, or an alternative. */
function schema(value: Json, isProperties = false): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => schema(each));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value as JsonObject)
    .filter(
      ([key]) => isProperties || !(DOCUMENTATION.has(key) || key.startsWith('x-') || key === 'nullable'),
    )
    .map(
      ([key, each]) =>
        [key, schema(each, !isProperties && (key === 'properties' || key === 'patternProperties'))] as const,
    );
  const plain = Object.fromEntries(kept);
  return !isProperties && object(value)['nullable'] === true ? nullable(plain) : plain;
}

function nullable(plain: JsonObject): Json {
  const type = plain['type'];
  if (typeof type !== 'string' || plain['allOf'] !== undefined || plain['oneOf'] !== undefined) {
    return { anyOf: [plain, { type: 'null' }] };
  }
  const values = plain['enum'];
  return {
    ...plain,
    type: [type, 'null'],
    ...(values === undefined ? {} : { enum: [...array(values), null] }),
  };
}

function resolveReference(document: JsonObject, value: Json | undefined): JsonObject {
  const reference = object(value)['$ref'];
  if (typeof reference !== 'string') return object(value);
  return reference
    .slice(2)
    .split('/')
    .reduce((at, name) => object(at[name]), document);
}

/** The schema of a JSON body, or undefined. */
function bodySchema(document: JsonObject, holder: Json | undefined): Json | undefined {
  const content = object(resolveReference(document, holder)['content']);
  const found = object(content['application/json'])['schema'];
  return found === undefined ? undefined : schema(found);
}

function operation(document: JsonObject, source: JsonObject): Json {
  const parameters = array(source['parameters']).map((each) => {
    const { name, in: place, required, schema: type } = resolveReference(document, each);
    return { name: name ?? '', in: place ?? '', required: required === true, schema: schema(type ?? {}) };
  });
  const responses = Object.entries(object(source['responses']))
    .filter(([status]) => status.startsWith('2'))
    .map(([status, response]) => [status, bodySchema(document, response) ?? null] as const);
  const body = bodySchema(document, source['requestBody']);
  return {
    operationId: source['operationId'] ?? '',
    parameters,
    ...(body === undefined ? {} : { body, bodyRequired: object(source['requestBody'])['required'] === true }),
    responses: Object.fromEntries(responses),
  };
}

/** Every schema that the operations refer to, directly or through others. */
function referred(document: JsonObject, operations: Json): JsonObject {
  const all = object(object(document['components'])['schemas']);
  const found: Record<string, Json> = {};
  const visit = (value: Json): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (found[name] !== undefined) continue;
      found[name] = schema(all[name] ?? {});
      visit(found[name]);
    }
  };
  visit(operations);
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function extract(directory: string): Json {
  const read = (file: string): JsonObject =>
    object(JSON.parse(readFileSync(path.join(directory, file), 'utf8')) as Json);
  const document = read('generated/api.github.com.json');
  const version = read('package.json')['version'] ?? '';
  const operations = Object.fromEntries(
    Object.entries(OPERATIONS).flatMap(([route, methods]) =>
      methods.map((method) => {
        const source = object(object(document['paths'])[route])[method];
        if (source === undefined) throw new Error(`${method} ${route} is not in the description`);
        return [`${method.toUpperCase()} ${route}`, operation(document, object(source))] as const;
      }),
    ),
  );
  return {
    source: `@octokit/openapi ${typeof version === 'string' ? version : 'of an unknown version'} (MIT), generated/api.github.com.json, by scripts/extract-openapi.ts`,
    operations,
    components: { schemas: referred(document, operations) },
  };
}

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('usage: node scripts/extract-openapi.ts PACKAGE_DIRECTORY');
const target = path.resolve(import.meta.dirname, '../test/kit/github/openapi.json');
writeFileSync(target, `${JSON.stringify(extract(directory))}\n`);
