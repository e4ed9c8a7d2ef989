import type { Outcome } from '../../shared/action/run.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { formatReference, withDigest } from '../../shared/oci/reference.ts';
import type { BuildResult } from './result.ts';
import type { contract } from './contract.ts';
import { imageSize } from './size.ts';
import { headline, summary } from './summary.ts';

/** Outputs, report and summary of a build. */
export function outcomeOf(build: BuildResult): Outcome<keyof (typeof contract)['outputs']> {
  const { plan, image, evidence, tags } = build;
  const { digest } = image.index.descriptor;
  const reference = formatReference(withDigest(plan.inputs.image, digest));
  const stored = build.published !== undefined;
  const tagged = stored ? [...tags.already, ...tags.write.map(({ tag }) => tag)] : tags.already;
  const platformDigests = Object.fromEntries(
    image.platforms.map(({ platform, manifest }) => [formatPlatform(platform), manifest.descriptor.digest]),
  );
  const bases = build.bases.map(({ name, digest: base, created }) => ({
    name,
    digest: base,
    ...(created === undefined ? {} : { created: created.toISOString() }),
  }));
  return {
    result: tags.unchanged ? 'unchanged' : 'done',
    headline: headline(build),
    outputs: {
      image: reference,
      digest,
      platformDigests,
      tags: tagged.join('\n'),
      metadata: metadataOf(build, tagged),
      version: plan.tags.version,
      attestations: evidence.attestations.join('\n'),
      buildkitAttestationPaths: evidence.statementPaths.join('\n'),
      provenancePath: evidence.provenancePath,
      sbomPaths: evidence.sboms.map(({ path }) => path).join('\n'),
      baseImages: bases,
      size: String(imageSize(image)),
      reproducible: build.reproducible,
    },
    summary: summary(build, reference),
    report: {
      image: reference,
      digest,
      platforms: image.platforms.map(platformReport),
      tags: { written: build.published?.tagsWritten ?? [], already: tags.already, heldBack: tags.heldBack },
      base: bases,
      previous: previousReport(build),
      warnings: build.warnings,
      reproducible: build.reproducible,
      published: build.published ?? null,
      source: { created: plan.epoch, file: plan.origin ?? null, commit: plan.commit?.sha ?? null },
      sboms: evidence.sboms,
      size: imageSize(image),
      phases: build.phases,
      milliseconds: build.milliseconds,
    },
  };
}

/** What docker/metadata-action calls its `json`. */
const metadataOf = ({ plan, image }: BuildResult, tags: readonly string[]) => ({
  tags: tags.map((tag) => formatReference({ ...plan.inputs.image, tag })),
  labels: image.platforms[0]?.config.config?.Labels ?? {},
  annotations: image.index.content.annotations ?? {},
  version: plan.tags.version ?? null,
});

const previousReport = ({ previous }: BuildResult) =>
  previous === undefined
    ? null
    : {
        ...previous,
        layers: Object.fromEntries([...previous.layers].map(([digest, change]) => [digest, change])),
      };

const platformReport = ({
  platform,
  manifest,
  baseLayers,
  layers,
}: BuildResult['image']['platforms'][number]) => ({
  platform: formatPlatform(platform),
  digest: manifest.descriptor.digest,
  config: manifest.content.config.digest,
  base: baseLayers.map(({ digest, size }) => ({ digest, size })),
  layers: layers.map(({ name, descriptor, diffId, unpackedSize, entries, reused }) => ({
    name,
    digest: descriptor.digest,
    diffId,
    size: descriptor.size,
    unpackedSize: unpackedSize ?? null,
    reused: reused ?? null,
    entries: entries.length,
  })),
});
