import path from 'node:path';

const EXPORT = /^export (?:async )?(?:function\*?|const|class) (\w+)/gm;
const NAMED = /\b(?:import|export) (?:type )?\{([^}]*)\} from '(\.[^']+)'/g;
const LAZY = /\bimport\(\s*'(\.[^']+)'/g;

/** Which files take a name from `file`. */
type Importers = ReadonlyMap<string, ReadonlySet<string>>;

const wordsOf = (text: string): readonly string[] => text.match(/\w+/g) ?? [];

/** `import { type A, b as c }` takes A and b. */
const namesIn = (list: string): readonly string[] =>
  list
    .split(',')
    .map((item) => item.trim().replace(/^type /, ''))
    .flatMap((item) => item.split(/\s/, 1));

/** What a file imports, as `module name`; of a module that is loaded late, every word of the file might be. */
function takenBy(file: string, source: string): readonly string[] {
  const at = (specifier: string): string => path.posix.join(path.posix.dirname(file), specifier);
  const named = [...source.matchAll(NAMED)].flatMap(([, names = '', from = '']) =>
    namesIn(names).map((name) => `${at(from)} ${name}`),
  );
  const lazy = [...source.matchAll(LAZY)].flatMap(([, from = '']) =>
    ['run', ...new Set(wordsOf(source))].map((name) => `${at(from)} ${name}`),
  );
  return [...named, ...lazy];
}

function importersOf(sources: ReadonlyMap<string, string>): Importers {
  const importers = new Map<string, Set<string>>();
  for (const [file, source] of sources) {
    for (const taken of takenBy(file, source)) {
      importers.set(taken, (importers.get(taken) ?? new Set()).add(file));
    }
  }
  return importers;
}

const isTest = (file: string): boolean => file.startsWith('test/');

/**
 * Values that are exported for nobody, and those that only tests call: as `file: name, why`. Types are let be; they describe what is
 * exported beside them. `sources` are all files by path, with `/`.
 */
export function deadExports(sources: ReadonlyMap<string, string>): readonly string[] {
  const importers = importersOf(sources);
  return [...sources]
    .filter(([file]) => !isTest(file))
    .flatMap(([file, source]) =>
      [...source.matchAll(EXPORT)].flatMap(([, name = '']) => {
        const users = [...(importers.get(`${file} ${name}`) ?? [])];
        const isUsedHere = wordsOf(source).filter((word) => word === name).length > 1;
        if (users.length === 0) return [`${file}: ${name} is exported, and nobody imports it`];
        return users.every(isTest) && !isUsedHere ? [`${file}: only tests call ${name}`] : [];
      }),
    );
}
