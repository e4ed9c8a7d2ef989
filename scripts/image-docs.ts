/** As much of a JSON Schema as the reference of image.yml shows. `$comment` says what a value is, where its type alone does not. */
interface Schema {
  readonly description?: string;
  readonly $comment?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** The tables of docs/building.md, by the name of their marker, made from the schema of image.yml. */
export function imageReference(schema: Schema): Readonly<Record<string, string>> {
  const { layer, config } = schema.$defs ?? {};
  return {
    file: keyTable(schema, schema),
    layer: keyTable(layer, schema),
    config: keyTable(config, schema),
    checks: alignedTable(
      ['check', 'default', 'what it looks for'],
      propertiesOf(schema.properties?.['checks']).map(([name, check]) => [
        `\`${name}\``,
        String(check.default),
        check.description ?? '',
      ]),
    ),
  };
}

const propertiesOf = (schema: Schema | undefined): [string, Schema][] =>
  Object.entries(schema?.properties ?? {});

const keyTable = (schema: Schema | undefined, root: Schema): string =>
  alignedTable(
    ['key', 'takes', 'default', 'what it means'],
    propertiesOf(schema).map(([name, property]) => [
      `\`${name}\``,
      takes(property, root),
      property.default === undefined ? '' : `\`${[property.default].flat().map(String).join(', ')}\``,
      property.description ?? '',
    ]),
  );

function takes(property: Schema, root: Schema): string {
  const definition = root.$defs?.[property.$ref?.replace('#/$defs/', '') ?? ''];
  const words = property.enum?.map((word) => `\`${word}\``).join(', ');
  const text = property.$comment ?? definition?.$comment ?? words;
  if (text === undefined) throw new Error(`no words for what ${JSON.stringify(property)} takes`);
  return text;
}

/** A table as the formatter leaves it. */
function alignedTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((row) => row.map((text) => text.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [first = [], ...rest] = all;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)].join('\n');
}
