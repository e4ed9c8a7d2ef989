import { stringify } from 'yaml';
import type { Contract, Input } from '../shared/action/contract.ts';

/** The text of action.yml, made from the action's contract. */
export function actionYaml(contract: Contract, hasPost: boolean): string {
  const entry = (file: string): string => `../../dist/${contract.name}/${file}`;
  const document = {
    name: `Fixity ${contract.name}`,
    description: contract.description,
    author: 'The Fixity authors',
    inputs: mapValues(contract.inputs, ({ description, required, default: literal }) => ({
      description,
      required,
      ...(literal === undefined ? {} : { default: literal }),
    })),
    outputs: mapValues(contract.outputs, (description) => ({ description })),
    runs: {
      using: 'node24',
      main: entry('index.js'),
      ...(hasPost ? { post: entry('post/index.js') } : {}),
    },
  };
  return `# Made from contract.ts by 'npm run docs'.\n${stringify(document, { lineWidth: 0 })}`;
}

const mapValues = <T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));

/** The parts of a README that are made from the contract, by the name of their marker. */
export function readmeParts(contract: Contract): Readonly<Record<string, string>> {
  return {
    inputs: inputTable(contract),
    outputs: outputTable(contract),
    permissions: permissionBlock(contract),
  };
}

function inputTable(contract: Contract): string {
  const rows = Object.entries(contract.inputs).map(([name, input]) =>
    row([`\`${name}\``, input.parser.type, defaultText(input), input.description]),
  );
  return [row(['input', 'takes', 'default', 'what it is']), row(['---', '---', '---', '---']), ...rows].join(
    '\n',
  );
}

const defaultText = (input: Input<unknown>): string => {
  if (input.required) return '**required**';
  return input.default === undefined ? '' : `\`${input.default}\``;
};

function outputTable(contract: Contract): string {
  const rows = Object.entries(contract.outputs).map(([name, description]) =>
    row([`\`${name}\``, description]),
  );
  return [row(['output', 'what it is']), row(['---', '---']), ...rows].join('\n');
}

function permissionBlock(contract: Contract): string {
  const width = Math.max(...contract.permissions.map(({ scope, level }) => `${scope}: ${level}`.length), 0);
  const lines = contract.permissions.map(
    ({ scope, level, why }) => `  ${`${scope}: ${level}`.padEnd(width)} # ${why}`,
  );
  return ['```yaml', 'permissions:', ...lines, '```'].join('\n');
}

const row = (cells: readonly string[]): string =>
  `| ${cells.map((text) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;

/**
 * Puts each part between its markers, `<!-- begin NAME -->` and `<!-- end NAME -->`.
 * @throws Error when a marker is absent, so that no README drifts unseen.
 */
export function fillReadme(readme: string, parts: Readonly<Record<string, string>>, file: string): string {
  return Object.entries(parts).reduce((text, [name, part]) => {
    const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${file} lacks '${begin}' … '${end}'`);
    return `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`;
  }, readme);
}
