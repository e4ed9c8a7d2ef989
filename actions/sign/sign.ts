import path from 'node:path';
import type { ActionContext } from '../../shared/action/context.ts';
import type { Values } from '../../shared/action/contract.ts';
import type { Outcome } from '../../shared/action/run.ts';
import { signerPorts } from '../../shared/action/signing.ts';
import { storePorts } from '../../shared/action/stores.ts';
import { type Signer, loadSigner } from '../../shared/evidence/signer.ts';
import { deleteStaleTags, staleTags } from '../../shared/evidence/stale-tag.ts';
import { type GitHub, connectGitHub } from '../../shared/github/client.ts';
import { readImage } from '../../shared/oci/image.ts';
import { isIndex } from '../../shared/oci/media-types.ts';
import { openStore } from '../../shared/oci/open.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { type ImageReference, formatReference } from '../../shared/oci/reference.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { UserError } from '../../shared/text/error.ts';
import { plural } from '../../shared/text/size.ts';
import { type Entry, applyPlan, previewPlan } from './apply.ts';
import type { contract } from './contract.ts';
import { loadFiles } from './files.ts';
import { type Planned, type SignedImage, planStatements } from './plan.ts';
import { checkForGitHub, storeWithGitHub } from './github.ts';
import { type CleanedRepository, type SignReport, headline, summarise } from './summary.ts';

type Inputs = Values<(typeof contract)['inputs']>;

/** Files are read and the key is loaded before the registry is asked anything; the whole plan is made before anything is written. */
export async function run(inputs: Inputs, context: ActionContext): Promise<Outcome> {
  const { attestations = [], tests = [], bundles = [], dryRun, recursive } = inputs;
  const files = await loadFiles({ attestations, tests, bundles }, context.workspace, context.clock.now());
  const signer = await loadSigner(inputs, signerPorts(context));
  if (inputs.githubAttestations && signer !== undefined) checkForGitHub(signer);
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
  const stored = signer !== undefined && inputs.githubAttestations && !dryRun;
  const report: SignReport = {
    ...(stored ? { storedWithGitHub: await storeWithGitHub(await connect(inputs, context), entries) } : {}),
    ...(inputs.cleanup === 'off' ? {} : { cleanup: await cleanUp(opened, inputs) }),
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

/** @throws UserError without a token: GitHub keeps nothing for nobody. */
function connect({ token }: Inputs, { run, clock, signal }: ActionContext): Promise<GitHub> {
  if (token === undefined) {
    const next = 'leave the input token out: it is the token of the job then';
    throw new UserError({ what: 'github-attestations needs a token', rule: "the job's token", next });
  }
  const { repository, apiUrl, serverUrl } = run;
  return connectGitHub({ repository, token, apiUrl, serverUrl, clock, signal });
}

/** Each repository once, whichever of its images were signed. */
async function cleanUp(opened: readonly Opened[], inputs: Inputs): Promise<readonly CleanedRepository[]> {
  const stores = new Map(opened.map(({ store }) => [store.name, store]));
  const cleaned: CleanedRepository[] = [];
  for (const [repository, store] of stores) {
    const stale = await staleTags(store);
    const isListed = inputs.cleanup === 'list' || inputs.dryRun;
    cleaned.push({ repository, tags: isListed ? stale : await deleteStaleTags(store, stale) });
  }
  return cleaned;
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
  const stale = (report.cleanup ?? []).flatMap(({ tags }) => tags);
  const logUrls = [...new Set(entries.flatMap(({ logUrl }) => logUrl ?? []))];
  const bundles = new Map(entries.map((entry) => [entry.bundleDigest, entry.bundlePath]));
  bundles.delete(undefined);
  const paths = [...bundles.values()].filter((each) => each !== undefined);
  const changed =
    entries.some(({ status }) => status === 'written') ||
    (report.storedWithGitHub ?? 0) > 0 ||
    stale.some((each) => 'status' in each && each.status === 'deleted');
  return {
    result: changed ? 'done' : 'unchanged',
    headline: headline(report),
    outputs: {
      bundleDigests: [...bundles.keys()].join('\n'),
      ...(paths.length > 0 && !dryRun ? { bundlePaths: paths.join('\n') } : {}),
      ...(signer === undefined ? {} : { signer }),
      ...(logUrls.length > 0 ? { logUrl: logUrls.join('\n') } : {}),
      ...(report.cleanup === undefined ? {} : { staleTags: stale.map(({ tag }) => tag).join('\n') }),
    },
    summary: summarise(report),
    report,
  };
}
