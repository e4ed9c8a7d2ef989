import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { ActionContext } from '../../shared/action/context.ts';
import type { AssembledImage, PlatformImage } from '../../shared/image/assemble.ts';
import type { Finding } from '../../shared/image/checks/check.ts';
import { checkConfig } from '../../shared/image/checks/config-checks.ts';
import { checkFiles } from '../../shared/image/checks/file-checks.ts';
import { secretScan } from '../../shared/image/checks/secret-files.ts';
import { historySecrets } from '../../shared/image/checks/secret-values.ts';
import { inspectLayers } from '../../shared/image/inspect-image.ts';
import { stagedStore } from '../../shared/image/staged-store.ts';
import { isImageIndex } from '../../shared/oci/manifest.ts';
import type { Problem } from '../../shared/text/error.ts';
import { basesOf } from './bases.ts';
import { type TargetBase, targetBaseImages } from './builders/target-base.ts';
import { refuseErrors, tell } from './checks.ts';
import { deliver } from './deliver.ts';
import { type MadeImage, type PreparedBuild, makeImage, prepareBuild } from './dockerfile-image.ts';
import { loadDockerfilePlan } from './dockerfile-plan.ts';
import { phases } from './phases.ts';
import type { BuildInputs } from './plan.ts';
import { dockerfileProvenance } from './provenance.ts';
import { firstDifference, notReproducible } from './reproduce.ts';
import type { BuildResult } from './result.ts';
import { secretsOf } from './secret-values.ts';

/** Builds what a Dockerfile says with BuildKit or buildah, then treats the image as every other. `temp` is this build's own. */
export async function buildDockerfile(
  inputs: BuildInputs,
  context: ActionContext,
  temp: string,
): Promise<BuildResult> {
  for (const { value } of inputs.secrets ?? []) context.mask(value);
  const plan = await loadDockerfilePlan(inputs, context);
  const startedOn = context.clock.now();
  const prepared = await prepareBuild(plan, context, temp);
  refuseErrors(prepared.findings, plan);
  sayBuilder(prepared, context);
  const timed = phases(context);
  const made = await timed.run('Build', () => makeImage(prepared));
  const { built, image, materials } = made;
  const { stores } = prepared.ports;
  const platforms = image.platforms.map(({ platform }) => platform);
  const target = await targetBaseImages({ ...prepared.pinned.request, platforms }, stores);
  const after = await timed.run('Checks', () => imageFindings(image, target));
  const said = ofBuilder([...prepared.pinned.warnings, ...built.warnings]);
  const warnings = refuseErrors([...prepared.findings, ...materials.findings, ...after, ...said], plan);
  tell(warnings, context.log);
  const reproducible = await verify(prepared, made);
  const bases = await basesOf(prepared.pinned, target, { ports: stores, platforms });
  const result = await deliver(
    {
      plan,
      image,
      base: undefined,
      bases,
      store: stagedStore(image, undefined),
      provenance: (finishedOn) => dockerfileProvenance({ prepared, made, startedOn, finishedOn }),
      secrets: secretsOf(inputs, prepared.asked.context),
      statements: built.statements ?? [],
      startedOn,
      phases: timed,
    },
    context,
  );
  return { ...result, warnings: [...warnings, ...result.warnings], reproducible };
}

function sayBuilder({ chosen }: PreparedBuild, { log }: ActionContext): void {
  if ('builder' in chosen) log.info(`builder: ${chosen.builder} (${chosen.why})`);
}

/** Layers of the base are not this build's to judge. */
async function imageFindings(
  image: AssembledImage,
  base: TargetBase | undefined,
): Promise<readonly Finding[]> {
  const secrets = secretScan();
  const findings: Finding[] = [];
  for (const each of image.platforms) {
    findings.push(...checkConfig(each.config.config ?? {}), ...historySecrets(each.config.history ?? []));
    findings.push(...checkFiles(await inspectLayers(ownLayers(each, base), secrets)));
  }
  const all = [
    ...findings,
    ...secrets
      .findings()
      .map(({ at, ...finding }) => ({ ...finding, ...(at && { seen: `line ${at.line}` }) })),
  ];
  return [...new Map(all.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function ownLayers(
  { platform, layers }: PlatformImage,
  base: TargetBase | undefined,
): PlatformImage['layers'] {
  const below = base?.forPlatform(platform)?.manifest.content;
  if (below === undefined || isImageIndex(below)) return layers;
  const known = new Set(below.layers.map(({ digest }) => digest));
  return layers.filter(({ descriptor }) => !known.has(descriptor.digest));
}

const ofBuilder = (warnings: readonly Problem[]): readonly Finding[] =>
  warnings.map((warning) => ({ ...warning, check: 'builder' }));

/** Builds again without any cache and without attestations, and compares. */
async function verify(prepared: PreparedBuild, first: MadeImage): Promise<'true' | 'unknown'> {
  const { plan, ports } = prepared;
  if (!plan.inputs.verifyReproducible) return 'unknown';
  const temp = path.join(ports.temp, 'again');
  mkdirSync(temp);
  const output = { kind: 'layout' as const, path: path.join(temp, 'image') };
  const again = await makeImage(
    { ...prepared, ports: { ...ports, temp } },
    { output, noCache: true, cacheTo: [], attestations: [] },
  );
  const difference = await firstDifference(first.image, again.image);
  if (difference !== undefined) throw notReproducible(difference);
  return 'true';
}
