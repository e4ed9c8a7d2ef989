import path from 'node:path';
import type { ActionContext } from '../../shared/action/context.ts';
import type { Values } from '../../shared/action/contract.ts';
import type { Outcome } from '../../shared/action/run.ts';
import { signerPorts } from '../../shared/action/signing.ts';
import { storePorts } from '../../shared/action/stores.ts';
import { type Signer, loadSigner } from '../../shared/evidence/signer.ts';
import { readImage } from '../../shared/oci/image.ts';
import { isIndex } from '../../shared/oci/media-types.ts';
import { openStore } from '../../shared/oci/open.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { type ImageReference, formatReference } from '../../shared/oci/reference.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { plural } from '../../shared/text/size.ts';
import { type Entry, applyPlan, previewPlan } from './apply.ts';
import type { contract } from './contract.ts';
import { loadFiles } from './files.ts';
import { type Planned, type SignedImage, planStatements } from './plan.ts';
import { type SignReport, headline, summarise } from './summary.ts';

type Inputs = Values<(typeof contract)['inputs']>;

/** Files are read and the key is loaded before the registry is asked anything; the whole plan is made before anything is written. */
export async function run(inputs: Inputs, context: ActionContext): Promise<Outcome> {
  const { attestations = [], tests = [], bundles = [], dryRun, recursive } = inputs;
  const files = await loadFiles({ attestations, tests, bundles }, context.workspace);
  const signer = await loadSigner(inputs, signerPorts(context));
  const opened = await Promise.all(
    inputs.image.map((reference) =>
      open(reference, openStore(reference, storePorts(inputs, context, reference))),
    ),
  );
  const images = opened.map(({ image }) => image);
  const planned = planStatements(images, { ...files, recursive });
  const directory = path.join(context.temp, 'fixity', 'bundles');
  const entries: Entry[] = [];
  for (const [index, { store, reference }] of opened.entries()) {
    const mine = planned.filter((each) => each.image === index);
    context.log.info(`${formatReference(reference)}: ${plural(mine.length, 'statement')}`);
    entries.push(...(await attach({ store, mine, dryRun, directory }, signer)));
  }
  const report: SignReport = {
    images: opened.map(({ reference, image }) => ({
      reference: formatReference(reference),
      platforms: image.platforms.map(({ label }) => label),
    })),
    signer: signer?.description,
    dryRun,
    entries,
    failedSuites: files.tests
      .filter(({ predicate }) => predicate.result === 'FAILED')
      .map(({ suite }) => suite),
  };
  return outcome(report);
}

interface Work {
  readonly store: ImageStore;
  readonly mine: readonly Planned[];
  readonly dryRun: boolean;
  readonly directory: string;
}

const attach = async ({ store, mine, dryRun, directory }: Work, signer: Signer | undefined) =>
  signer === undefined || dryRun
    ? previewPlan(store, signer, mine)
    : applyPlan(store, signer, mine, directory);

interface Opened {
  readonly reference: ImageReference;
  readonly store: ImageStore;
  readonly image: SignedImage;
}

async function open(
  reference: ImageReference & { readonly digest: Digest },
  store: ImageStore,
): Promise<Opened> {
  const { top, platforms } = await readImage(store, reference.digest);
  if (!isIndex(top.descriptor.mediaType)) {
    return {
      reference,
      store,
      image: { top: { descriptor: top.descriptor, label: 'image' }, platforms: [] },
    };
  }
  const places = platforms.map(({ platform, manifest }) => ({
    descriptor: manifest.descriptor,
    label: formatPlatform(platform),
  }));
  return {
    reference,
    store,
    image: { top: { descriptor: top.descriptor, label: 'index' }, platforms: places },
  };
}

function outcome(report: SignReport): Outcome {
  const { entries, signer, dryRun } = report;
  const bundles = new Map(entries.map((entry) => [entry.bundleDigest, entry.bundlePath]));
  bundles.delete(undefined);
  const paths = [...bundles.values()].filter((each) => each !== undefined);
  const written = entries.some(({ status }) => status === 'written');
  return {
    result: written ? 'done' : 'unchanged',
    headline: headline(report),
    outputs: {
      bundleDigests: [...bundles.keys()].join('\n'),
      ...(paths.length > 0 && !dryRun ? { bundlePaths: paths.join('\n') } : {}),
      ...(signer === undefined ? {} : { signer }),
    },
    summary: summarise(report),
    report,
  };
}
