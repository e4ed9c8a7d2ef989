import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ActionContext } from '../../shared/action/context.ts';
import { PROVENANCE_TYPE } from '../../shared/evidence/predicates/provenance.ts';
import { type AssembledImage } from '../../shared/image/assemble.ts';
import { type Digest, hexOf } from '../../shared/oci/digest.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { type ImageReference, repositoryName } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { catalogueImage } from '../../shared/sbom/inventory.ts';
import { cycloneDxText, toCycloneDx } from '../../shared/sbom/cyclonedx.ts';
import type { Problem } from '../../shared/text/error.ts';
import type { BuilderStatement } from './builders/attestations.ts';

const CYCLONEDX_TYPE = 'https://cyclonedx.org/bom';
const SPDX_TYPE = 'https://spdx.dev/Document';

/** Files that `sign` attaches. */
export interface EvidenceFiles {
  readonly provenancePath: string;
  readonly sboms: readonly Sbom[];
  /** The statements that the builder made, as it wrote them. */
  readonly statementPaths: readonly string[];
  /** `TYPE[@DIGEST]=PATH` lines. */
  readonly attestations: readonly string[];
}

export interface Sbom {
  readonly platform: string;
  readonly digest: Digest;
  readonly path: string;
  readonly packages: number;
  readonly problems: readonly Problem[];
}

export interface EvidenceRequest {
  readonly image: AssembledImage;
  readonly destination: ImageReference;
  /** Where the image's blobs can be read. */
  readonly store: ImageStore;
  readonly provenance: object;
  /** What the builder attests itself. */
  readonly statements: readonly BuilderStatement[];
  /** The SBOM's time: the image's own, so that an equal image has an equal SBOM. */
  readonly epoch: number;
}

/** Writes provenance, one SBOM a platform and what the builder attests below the runner's temporary directory. */
export async function writeEvidence(
  request: EvidenceRequest,
  context: ActionContext,
): Promise<EvidenceFiles> {
  const { image } = request;
  const directory = path.join(
    context.temp,
    'fixity',
    `build-${hexOf(image.index.descriptor.digest).slice(0, 16)}`,
  );
  mkdirSync(directory, { recursive: true });
  const provenancePath = path.join(directory, 'provenance.json');
  writeFileSync(provenancePath, `${JSON.stringify(request.provenance, null, 2)}\n`);
  const sboms: Sbom[] = [];
  for (const platform of image.platforms) sboms.push(await writeSbom(platform, request, directory, context));
  const written = request.statements.map((statement) => writeStatement(statement, directory));
  return {
    provenancePath,
    sboms,
    statementPaths: written.map(({ path: file }) => file),
    attestations: [
      `${PROVENANCE_TYPE}=${provenancePath}`,
      ...sboms.map(({ digest, path: file }) => `${CYCLONEDX_TYPE}@${digest}=${file}`),
      ...written.flatMap(({ attestation }) => attestation),
    ],
  };
}

/**
 * The builder's SBOM is one more document to sign. Its provenance is not: signed by this workflow, what it says of builder and invocation would be taken
 * for this workflow's word. Ours names its digest and has its materials.
 */
function writeStatement(
  { kind, platform, subject, predicate, bytes }: BuilderStatement,
  directory: string,
): { readonly path: string; readonly attestation: readonly string[] } {
  const name = formatPlatform(platform).replaceAll('/', '-');
  const statement = path.join(directory, `buildkit-${kind}-${name}.intoto.json`);
  writeFileSync(statement, bytes);
  switch (kind) {
    case 'provenance':
      return { path: statement, attestation: [] };
    case 'sbom': {
      const document = path.join(directory, `sbom-${name}.spdx.json`);
      writeFileSync(document, JSON.stringify(predicate));
      return { path: statement, attestation: [`${SPDX_TYPE}@${subject}=${document}`] };
    }
  }
}

async function writeSbom(
  { platform, manifest }: AssembledImage['platforms'][number],
  { store, destination, epoch }: EvidenceRequest,
  directory: string,
  context: ActionContext,
): Promise<Sbom> {
  const name = formatPlatform(platform);
  const { digest } = manifest.descriptor;
  const inventory = await catalogueImage(store, manifest, { signal: context.signal });
  const subject = { name: repositoryName(destination), digest, platform };
  const document = toCycloneDx(inventory, { subject, timestamp: new Date(epoch * 1000) });
  const file = path.join(directory, `sbom-${name.replaceAll('/', '-')}.cdx.json`);
  writeFileSync(file, cycloneDxText(document));
  return {
    platform: name,
    digest,
    path: file,
    packages: inventory.components.length,
    problems: inventory.problems,
  };
}
