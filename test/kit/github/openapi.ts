import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

/** A part of JSON Schema, as the description holds it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minLength?: number;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Schema;
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly body?: Schema;
  readonly bodyRequired?: boolean;
  /** By status; null has no body. */
  readonly responses: Readonly<Record<string, Schema | null>>;
}

interface Description {
  readonly source: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One thing that does not follow the description. */
export interface Violation {
  readonly field: string;
  readonly message: string;
}

const description = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'openapi.json'), 'utf8'),
) as Description;

const DOCUMENT = 'github';

const compiler = (coerceTypes: boolean): Ajv => {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, coerceTypes });
  formats(ajv);
  ajv.addSchema(description, DOCUMENT);
  return ajv;
};
const exact = compiler(false);
const lenient = compiler(true);

/** `GET /repos/{owner}/{repo}`, … */
export const operationNames = (): readonly string[] => Object.keys(description.operations);

/** @throws Error when the committed part of the description does not have it. */
function operation(name: string): Operation {
  const found = description.operations[name];
  if (found === undefined)
    throw new Error(`${name} is not in openapi.json; add it to scripts/extract-openapi.ts`);
  return found;
}

/** A JSON pointer into the description. */
const pointer = (...parts: readonly string[]): string =>
  `${DOCUMENT}#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

function validator(ajv: Ajv, reference: string): ValidateFunction {
  const found = ajv.getSchema(reference);
  if (found === undefined) throw new Error(`${reference} is not in openapi.json`);
  return found;
}

const violations = (
  errors: readonly ErrorObject[] | null | undefined,
  prefix: string,
): readonly Violation[] =>
  (errors ?? []).map((error) => ({
    field: `${prefix}${error.instancePath}`.replace(/^\//, ''),
    message: `${error.message ?? 'is wrong'}${error.keyword === 'enum' ? `: ${JSON.stringify(error.params['allowedValues'])}` : ''}`,
  }));

/** What is wrong with a request's query; parameters that the operation does not have are wrong too. */
export function checkQuery(name: string, query: URLSearchParams): readonly Violation[] {
  const parameters = operation(name).parameters;
  return [...query].flatMap(([key, value]) => {
    const at = parameters.findIndex((each) => each.name === key && each.in === 'query');
    if (at < 0) return [{ field: key, message: 'is not a parameter of this operation' }];
    const validate = validator(lenient, pointer('operations', name, 'parameters', String(at), 'schema'));
    return validate(value) ? [] : violations(validate.errors, key);
  });
}

/** What is wrong with a request's body; properties that the operation does not have are wrong too. */
export function checkBody(name: string, body: unknown): readonly Violation[] {
  const { body: schema, bodyRequired } = operation(name);
  if (schema === undefined || (body === undefined && bodyRequired !== true)) return [];
  const validate = validator(exact, pointer('operations', name, 'body'));
  const wrong = validate(body) ? [] : violations(validate.errors, '');
  const given = body !== null && typeof body === 'object' ? Object.keys(body) : [];
  const unknown = given.filter((key) => schema.properties !== undefined && !(key in schema.properties));
  return [...wrong, ...unknown.map((key) => ({ field: key, message: 'is not a permitted key' }))];
}

/** What is wrong with an answer; a status that the description does not have is wrong too. */
export function checkAnswer(name: string, status: number, body: unknown): readonly Violation[] {
  const schema = operation(name).responses[String(status)];
  if (schema === undefined) return [{ field: 'status', message: `${status} is not an answer of ${name}` }];
  if (schema === null) return body === undefined ? [] : [{ field: 'body', message: 'there is none' }];
  const validate = validator(exact, pointer('operations', name, 'responses', String(status)));
  return validate(body) ? [] : violations(validate.errors, '');
}

/** The schema of an answer's body, when it has one. */
export const answerSchema = (name: string, status: number): Schema | undefined =>
  operation(name).responses[String(status)] ?? undefined;

/** A schema with its references followed. */
export function followed(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const target = description.components.schemas[schema.$ref.replace('#/components/schemas/', '')];
  if (target === undefined) throw new Error(`${schema.$ref} is not in openapi.json`);
  return followed(target);
}
