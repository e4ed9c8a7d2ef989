import { readFileSync } from 'node:fs';
import { buildWithBuildx } from '../../actions/build-image/builders/buildx.ts';
import type { FoundBuildx } from '../../actions/build-image/builders/found.ts';
import type { BuilderPorts } from '../../actions/build-image/builders/request.ts';
import { copyImage } from '../../shared/oci/copy.ts';
import { openStore } from '../../shared/oci/open.ts';
import { formatReference, parseReference, withDigest } from '../../shared/oci/reference.ts';
import { buildRequest } from '../kit/building.ts';

/** BuildKit's protocol for SBOM generators: the root file system to look at, and the directory for documents, come as variables. */
const SCRIPT = [
  '#!/bin/sh',
  'set -e',
  'for source in "$BUILDKIT_SCAN_SOURCE" ${BUILDKIT_SCAN_SOURCE_EXTRAS:+$BUILDKIT_SCAN_SOURCE_EXTRAS/*}; do',
  '  name=$(busybox basename "$source")',
  '  cat > "$BUILDKIT_SCAN_DESTINATION/$name.spdx.json" <<DOCUMENT',
  '{"_type": "https://in-toto.io/Statement/v0.1", "predicateType": "https://spdx.dev/Document", "predicate": {',
  '  "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "$name", "dataLicense": "CC0-1.0",',
  '  "documentNamespace": "https://example.com/$name",',
  '  "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: tiny-scanner"]},',
  '  "packages": [{"SPDXID": "SPDXRef-p", "name": "entries-$(busybox ls "$source" | busybox wc -l)", "downloadLocation": "NOASSERTION"}]',
  '}}',
  'DOCUMENT',
  'done',
  '',
].join('\n');

/** Builds an SBOM generator of a busybox and a script, pushes it to `repository`, and returns it by digest. */
export const pushScanner = async (
  directory: string,
  repository: string,
  found: FoundBuildx,
  ports: BuilderPorts,
): Promise<string> =>
  pushBuilt({ directory, repository, found, ports }, 'scanner', {
    lines: ['FROM base', 'COPY --chmod=0755 scan.sh /scan.sh', 'ENTRYPOINT ["/scan.sh"]'],
    files: { 'scan.sh': SCRIPT },
  });

/** Makes an image of a frontend for Dockerfiles, as `# syntax=` names one, and returns it by digest. */
export const pushFrontend = async (place: Place, program: string): Promise<string> =>
  pushBuilt(place, 'frontend', {
    lines: [
      'FROM scratch',
      'COPY --chmod=0755 frontend /frontend',
      'LABEL moby.buildkit.frontend.caps=moby.buildkit.frontend.inputs,moby.buildkit.frontend.contexts',
      'ENTRYPOINT ["/frontend"]',
    ],
    files: { frontend: readFileSync(program) },
  });

/** Where an image is built, and where it is put. */
export interface Place {
  readonly directory: string;
  readonly repository: string;
  readonly found: FoundBuildx;
  readonly ports: BuilderPorts;
}

async function pushBuilt(
  { directory, repository, found, ports }: Place,
  name: string,
  {
    lines,
    files,
  }: { readonly lines: readonly string[]; readonly files: Readonly<Record<string, string | Buffer>> },
): Promise<string> {
  const buildContexts = { base: 'oci-layout://busybox:v1' };
  const request = buildRequest(directory, name, lines, { files, buildContexts });
  const { reference, digest } = await buildWithBuildx(request, found, ports);
  const destination = parseReference(repository);
  await copyImage(openStore(reference, ports.stores), openStore(destination, ports.stores), digest, {
    referrers: false,
  });
  return formatReference(withDigest(destination, digest));
}
