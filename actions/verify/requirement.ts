import { stringify } from 'yaml';
import type { TrustRoot } from '../../shared/evidence/trust-root.ts';
import type { TrustedSigner } from '../../shared/evidence/trust.ts';
import { digestOf } from '../../shared/oci/digest.ts';
import { isDecided } from '../../shared/policy/decide.ts';
import { type Policy, parsePolicy } from '../../shared/policy/load.ts';
import { type Problem, UserError } from '../../shared/text/error.ts';
import { parseYamlFile } from '../../shared/text/yaml/document.ts';
import { isRecord } from '../../shared/text/json-value.ts';

/** The environment and the image of the policy that a `require` block is put into. */
export const HERE = 'here';
export const IMAGE = 'image';

/**
 * A policy of one environment that requires what the block says, of the signers that are trusted here. Whoever is not named by
 * `signed-by` may be any of them.
 * @throws UserError with every problem of the block.
 */
export function policyOf(
  require: string | undefined,
  signers: readonly TrustedSigner[],
  trustedRoots: readonly TrustRoot[],
): Policy {
  const names = signers.map(({ name }) => name);
  const block = { 'signed-by': names, ...readBlock(require ?? '{}') };
  const others = ['canary', 'soak'].flatMap((key) => environmentIn(block, key));
  const text = stringify({
    version: 1,
    // Requirements refer to names; the keys behind them were read already.
    trust: Object.fromEntries(names.map((name) => [name, { key: name }])),
    images: { [IMAGE]: { repository: 'localhost/image' } },
    environments: { ...Object.fromEntries(others.map((name) => [name, {}])), [HERE]: { require: block } },
  });
  try {
    const policy = parsePolicy(text);
    refuseUnverifiable(block);
    return { ...policy, uri: "input 'require'", digest: digestOf(text), signers, trustedRoots };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.problems.map(inBlock), { cause: error });
  }
}

/**
 * What nothing here looks at must not look as if it had been met.
 * @throws UserError with every such key.
 */
function refuseUnverifiable(block: Readonly<Record<string, unknown>>): void {
  const problems = Object.keys(block).flatMap((key): Problem[] => {
    const why = isDecided(key)
      ? WITHOUT_POLICY[key]
      : "people and GitHub's settings are no evidence of an image";
    if (why === undefined) return [];
    return [
      {
        what: `input 'require': ${key} cannot be verified here`,
        rule: why,
        next: "take it out; action 'promote' looks at it where it stands in the policy",
      },
    ];
  });
  if (problems.length > 0) throw new UserError(problems);
}

/** Evidence tells of these only together with the names and repositories of a policy. */
const WITHOUT_POLICY: Readonly<Record<string, string>> = {
  soak: 'only the policy says whose promotions into which repository count',
};

const INPUT = "input 'require'";

function readBlock(text: string): Readonly<Record<string, unknown>> {
  const { document, problems } = parseYamlFile(INPUT, text);
  if (problems.length > 0) throw new UserError(problems.map(inInput));
  const block: unknown = document.toJS();
  if (isRecord(block)) return block;
  throw new UserError({
    what: `${INPUT} is not a block of requirements`,
    rule: 'a mapping in YAML',
    seen: typeof block,
  });
}

/** An input is no file that an annotation could point at; its lines are counted all the same. */
const inInput = ({ at, ...problem }: Problem): Problem => ({
  ...problem,
  what: `${INPUT}, line ${at?.line ?? 1}: ${problem.what}`,
});

function environmentIn(block: Readonly<Record<string, unknown>>, key: string): readonly string[] {
  const requirement = block[key];
  const name = isRecord(requirement) ? requirement['in'] : undefined;
  return typeof name === 'string' && name !== HERE ? [name] : [];
}

/** Where it stands in the policy that was made of the block means nothing to its author. */
const inBlock = ({ what, rule, seen, next }: Problem): Problem => ({
  what: what.replaceAll(`environments.${HERE}.`, ''),
  ...(rule === undefined ? {} : { rule }),
  ...(seen === undefined ? {} : { seen }),
  ...(next === undefined ? {} : { next }),
});
