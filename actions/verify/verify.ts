import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ActionContext } from '../../shared/action/context.ts';
import type { Values } from '../../shared/action/contract.ts';
import type { Outcome } from '../../shared/action/run.ts';
import { rootPorts } from '../../shared/action/signing.ts';
import { storePorts } from '../../shared/action/stores.ts';
import { parsePublicKey } from '../../shared/evidence/key.ts';
import { treeText } from '../../shared/evidence/tree-text.ts';
import { type EvidenceTree, treeOf } from '../../shared/evidence/tree.ts';
import type { TrustRoot } from '../../shared/evidence/trust-root.ts';
import type { TrustedSigner } from '../../shared/evidence/trust.ts';
import { readRunnableImage } from '../../shared/oci/image.ts';
import { openStore } from '../../shared/oci/open.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { formatReference, withDigest } from '../../shared/oci/reference.ts';
import { decide } from '../../shared/policy/decide.ts';
import type { Verdict } from '../../shared/policy/verdict.ts';
import { UserError, messageOf } from '../../shared/text/error.ts';
import type { contract } from './contract.ts';
import { HERE, IMAGE, policyOf } from './requirement.ts';
import { headline, summarise } from './summary.ts';

type Inputs = Values<(typeof contract)['inputs']>;

const MAX_EVIDENCE_OUTPUT = 200 * 1024;

/** Keys and requirements are read before the registry is asked anything. */
export async function run(inputs: Inputs, context: ActionContext): Promise<Outcome> {
  const signers = await loadSigners(inputs, context.workspace);
  const trustRoots = await loadTrustRoots(inputs, context);
  const policy = policyOf(inputs.require, signers, trustRoots);
  const store = openStore(inputs.image, storePorts(inputs, context, inputs.image));
  const image = await readRunnableImage(store, inputs.image.digest);
  const now = context.clock.now();
  const name = formatReference(withDigest(inputs.image, inputs.image.digest));
  const { tree, evidence } = await treeOf([store], { ...image, name }, signers, { now, trustRoots });
  const platforms = image.platforms.map(({ platform, manifest }) => ({
    name: formatPlatform(platform),
    digest: manifest.descriptor.digest,
  }));
  const judged = { image: IMAGE, digest: inputs.image.digest, platforms };
  const verdict = decide(policy, HERE, judged, evidence, now);
  await context.log.group('Evidence', async () => {
    for (const line of treeText(tree).trimEnd().split('\n')) context.log.info(line);
    await Promise.resolve();
  });
  return outcome(verdict, tree);
}

function outcome(verdict: Verdict, tree: EvidenceTree): Outcome {
  const passed = verdict.result === 'pass';
  const evidence = JSON.stringify(tree.nodes);
  const signers = new Set(tree.nodes.flatMap(({ entries }) => entries.map(({ signedBy }) => signedBy)));
  const failed = verdict.findings.filter(({ result }) => result !== 'pass');
  return {
    result: passed ? 'done' : 'refused',
    headline: headline(verdict),
    outputs: {
      verdict: passed ? 'pass' : 'fail',
      signers: [...signers].sort().join('\n'),
      ...(evidence.length <= MAX_EVIDENCE_OUTPUT ? { evidence } : {}),
    },
    summary: summarise(verdict, tree),
    report: { verdict, tree },
    problems: failed.map(({ requirement, wanted, seen, next }) => ({
      what: `requirement ${requirement} is not met`,
      rule: wanted,
      seen,
      ...(next === undefined ? {} : { next }),
    })),
  };
}

async function loadSigners(inputs: Inputs, workspace: string): Promise<readonly TrustedSigner[]> {
  const { keys = [], identities = [] } = inputs;
  const loaded = keys.map(async ({ name, file }) => ({
    name,
    publicKey: parsePublicKey(await readText(path.resolve(workspace, file), `key '${name}'`)),
  }));
  return [...(await Promise.all(loaded)), ...identities];
}

/** Without a file the public-good instance is believed, and only where somebody is trusted by certificate. */
async function loadTrustRoots(
  { identities = [], trustRoot }: Inputs,
  context: ActionContext,
): Promise<readonly TrustRoot[]> {
  if (trustRoot === undefined) {
    if (identities.length === 0) return [];
    const { defaultRoots } = await import('../../shared/evidence/published-root.ts');
    return defaultRoots(rootPorts(context));
  }
  const { parseTrustRoots } = await import('../../shared/evidence/trust-root.ts');
  return parseTrustRoots(await readText(path.resolve(context.workspace, trustRoot), 'trust-root'));
}

async function readText(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError(
      { what: `${what} cannot be read`, rule: 'a file in the workspace', seen: messageOf(error) },
      { cause: error },
    );
  }
}
