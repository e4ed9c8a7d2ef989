import type { Problem } from '../../../shared/text/error.ts';
import type { Chosen } from './choose.ts';
import { type PinnedImage, pinImages } from './pin.ts';
import type { BuildRequest, BuilderPorts, BuiltImage } from './request.ts';

/** A chosen builder that runs a Dockerfile. */
export type DockerfileBuilder = Exclude<Chosen, { readonly builder: 'assemble' }>;

/** A finished image, with every image from outside that went into it. */
export interface DockerfileBuild {
  readonly image: BuiltImage;
  readonly inputs: readonly PinnedImage[];
}

/**
 * Builds a Dockerfile with the chosen builder. Images that it names by tag are resolved once, before anything runs; `judge` is told them, and what it
 * throws ends the build before it starts.
 * @throws UserError with what its author can mend; UnavailableError when a service did not answer.
 */
export async function buildDockerfile(
  chosen: DockerfileBuilder,
  request: BuildRequest,
  ports: BuilderPorts,
  judge: (inputs: readonly PinnedImage[]) => void,
): Promise<DockerfileBuild> {
  const { request: pinned, images, materials } = await pinImages(request, ports.stores);
  judge(images);
  const image = await run(chosen, pinned, ports);
  return { image: { ...image, materials, warnings: distinct(image.warnings) }, inputs: images };
}

async function run(
  chosen: DockerfileBuilder,
  request: BuildRequest,
  ports: BuilderPorts,
): Promise<BuiltImage> {
  switch (chosen.builder) {
    case 'buildkit': {
      const { buildWithBuildx } = await import('./buildx.ts');
      return buildWithBuildx(request, chosen.found, ports);
    }
    case 'buildah': {
      const { buildWithBuildah } = await import('./buildah.ts');
      return buildWithBuildah(request, chosen.found, ports);
    }
  }
}

const distinct = (warnings: readonly Problem[]): readonly Problem[] => [
  ...new Map(warnings.map((each) => [JSON.stringify(each), each])).values(),
];
