/**
 * What a SLSA provenance v1 predicate lacks or has too much (slsa.dev/spec/v1.0/provenance, in-toto ResourceDescriptor v1): nothing for one that any
 * verifier reads. Every place is named.
 */
export function slsaProblems(predicate: unknown): readonly string[] {
  const definition = at(predicate, 'buildDefinition');
  const run = at(predicate, 'runDetails');
  const descriptors = (value: unknown, where: string): readonly string[] =>
    value === undefined
      ? []
      : Array.isArray(value)
        ? value.flatMap((each, index) => descriptorProblems(each, `${where}[${index}]`))
        : [`${where} is a list`];
  return [
    ...onlyFields(predicate, '', ['buildDefinition', 'runDetails']),
    ...onlyFields(definition, 'buildDefinition', [
      'buildType',
      'externalParameters',
      'internalParameters',
      'resolvedDependencies',
    ]),
    ...onlyFields(run, 'runDetails', ['builder', 'metadata', 'byproducts']),
    ...onlyFields(at(run, 'metadata'), 'runDetails.metadata', ['invocationId', 'startedOn', 'finishedOn']),
    ...(isUri(at(definition, 'buildType')) ? [] : ['buildDefinition.buildType is a URI']),
    ...(isUri(at(at(run, 'builder'), 'id')) ? [] : ['runDetails.builder.id is a URI']),
    ...(isRecord(at(definition, 'externalParameters')) ? [] : ['externalParameters is an object']),
    ...descriptors(at(definition, 'resolvedDependencies'), 'resolvedDependencies'),
    ...descriptors(at(run, 'byproducts'), 'byproducts'),
  ];
}

const DESCRIPTOR = ['uri', 'digest', 'name', 'downloadLocation', 'mediaType', 'content', 'annotations'];

function descriptorProblems(value: unknown, where: string): readonly string[] {
  const digest = at(value, 'digest');
  const hasContent = ['uri', 'digest', 'content'].some((field) => at(value, field) !== undefined);
  const digests = isRecord(digest) ? Object.values(digest) : [];
  return [
    ...onlyFields(value, where, DESCRIPTOR),
    ...(hasContent ? [] : [`${where} has a uri, a digest or content`]),
    ...(digest === undefined ||
    (digests.length > 0 && digests.every((each) => /^[0-9a-f]+$/.test(String(each))))
      ? []
      : [`${where}.digest is hexadecimal`]),
    ...(at(value, 'uri') === undefined || isUri(at(value, 'uri')) ? [] : [`${where}.uri is a URI`]),
  ];
}

function onlyFields(value: unknown, where: string, fields: readonly string[]): readonly string[] {
  if (!isRecord(value)) return [`${where} is an object`];
  return Object.keys(value)
    .filter((field) => !fields.includes(field))
    .map((field) => `${where}.${field} is not in the specification`);
}

const isUri = (value: unknown): boolean =>
  typeof value === 'string' && /^[a-z][a-z0-9+.-]*:\S+$/i.test(value);

const at = (value: unknown, field: string): unknown => (isRecord(value) ? value[field] : undefined);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
