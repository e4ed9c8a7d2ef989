import { readFile } from 'node:fs/promises';
import { type Digest, isDigest } from '../../../shared/oci/digest.ts';
import { UserError, messageOf } from '../../../shared/text/error.ts';
import { tryJson } from '../../../shared/text/json.ts';
import { distinctMaterials, parseBuildKitProvenance } from './buildkit-provenance.ts';
import type { BuildMaterial } from './request.ts';
import { asRecord } from '../../../shared/text/json-value.ts';

/** What buildx says that it built. */
export interface BuildxMetadata {
  readonly digest: Digest;
  readonly materials: readonly BuildMaterial[];
}

/** Reads the file that `--metadata-file` names. @throws UserError when it is not there, or names no image. */
export async function readMetadata(file: string): Promise<BuildxMetadata> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError(
      { what: 'buildx did not say what it built', rule: 'its metadata file', seen: messageOf(error) },
      { cause: error },
    );
  }
  return parseMetadata(text);
}

/** @throws UserError when it names no image: a build without an image in it has no digest. */
export function parseMetadata(text: string): BuildxMetadata {
  const metadata = asRecord(tryJson(text));
  const digest = metadata['containerimage.digest'];
  if (typeof digest !== 'string' || !isDigest(digest)) {
    throw new UserError({
      what: 'buildx did not say what it built',
      rule: 'containerimage.digest in its metadata file',
      seen: Object.keys(metadata).join(', '),
      next: 'update buildx to 0.13 or later',
    });
  }
  return { digest, materials: materialsIn(metadata) };
}

/** BuildKit keeps a record of every build, whether it is asked for attestations or not: one provenance, or one for each platform. */
function materialsIn(metadata: Readonly<Record<string, unknown>>): readonly BuildMaterial[] {
  const provenances = Object.entries(metadata).filter(
    ([name]) => name === 'buildx.build.provenance' || name.startsWith('buildx.build.provenance/'),
  );
  return distinctMaterials(provenances.flatMap(([, value]) => parseBuildKitProvenance(value).materials));
}
