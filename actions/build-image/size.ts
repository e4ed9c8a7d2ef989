import type { AssembledImage } from '../../shared/image/assemble.ts';
import type { Finding } from '../../shared/image/checks/check.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { formatBytes } from '../../shared/text/size.ts';
import type { Comparison } from './previous.ts';

/** Bytes of all blobs and manifests, each counted once. */
export function imageSize(image: AssembledImage): number {
  const descriptors = image.platforms.flatMap(({ manifest }) => [
    manifest.descriptor,
    manifest.content.config,
    ...manifest.content.layers,
  ]);
  const distinct = new Map(
    [image.index.descriptor, ...descriptors].map(({ digest, size }) => [digest, size]),
  );
  return [...distinct.values()].reduce((total, size) => total + size, 0);
}

/** A growth beyond `limit` percent, which is worth a look before it is everywhere. */
export function growthFinding(comparison: Comparison | undefined, limit: number): readonly Finding[] {
  if (comparison === undefined) return [];
  const { sizeBefore, sizeNow, tag } = comparison;
  const growth = ((sizeNow - sizeBefore) / sizeBefore) * 100;
  if (growth <= limit) return [];
  return [
    {
      check: 'size',
      what: `the layers grew by ${growth.toFixed(0)} % since ${tag}`,
      seen: `${formatBytes(sizeBefore)} before, ${formatBytes(sizeNow)} now; ${limit} % is allowed`,
      next: 'look at the layers below, or raise max-size-growth',
    },
  ];
}

/** The platforms whose layers are more than `budget` bytes, packed: what a machine pulls. */
export function budgetFindings(image: AssembledImage, budget: number | undefined): readonly Finding[] {
  return image.platforms.flatMap(({ platform, manifest }): Finding[] => {
    const size = manifest.content.layers.reduce((total, layer) => total + layer.size, 0);
    if (budget === undefined || size <= budget) return [];
    return [
      {
        check: 'size',
        what: `the layers of ${formatPlatform(platform)} are over their budget`,
        seen: `${formatBytes(size)}; max-size is ${formatBytes(budget)}`,
        next: 'look at the layers below, or raise max-size',
      },
    ];
  });
}
