import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** How a fake builder behaves at the command that builds. */
export type BuilderMode =
  | 'works'
  | 'is-gone'
  | 'fails'
  | 'is-killed'
  | 'exits-137'
  | 'writes-half'
  | 'writes-nothing'
  | 'says-nothing'
  | 'says-garbage'
  | 'never-ends';

/** A program in a directory for PATH, which is a shell script. */
export interface FakeBuilder {
  /** Of PATH: the script first, then where the shell finds its tools. */
  readonly searchPath: string;
  behave(mode: BuilderMode): void;
  /** The process id of the last build that never ends; undefined before it began. */
  processId(): number | undefined;
}

/**
 * `docker` with buildx, or `buildah`, as far as this project asks them: versions, what there is, and a build, whose image is the layout `template`.
 * `digest` is the manifest in it, and its tag is `image`.
 */
export function fakeBuilder(
  directory: string,
  name: 'docker' | 'buildah',
  template: string,
  digest: string,
): FakeBuilder {
  const place = path.join(directory, `fake-${name}`);
  mkdirSync(place);
  const [mode, pid] = [path.join(place, 'mode'), path.join(place, 'pid')];
  const script = path.join(place, name);
  const settings = `MODE=$(cat '${mode}')\nPID='${pid}'\nTEMPLATE='${template}'\nDIGEST='${digest}'\n`;
  writeFileSync(script, `#!/bin/sh\n${settings}${name === 'docker' ? DOCKER : BUILDAH}${BUILD}`);
  chmodSync(script, 0o755);
  writeFileSync(mode, 'works');
  return {
    searchPath: `${place}:/usr/bin:/bin`,
    behave: (next) => {
      writeFileSync(mode, next);
    },
    processId: () => (existsSync(pid) ? Number(readFileSync(pid, 'utf8')) : undefined),
  };
}

/** Sets DEST and METADATA, or answers and ends. */
const DOCKER = `
case "$1 $2" in
  'buildx version')
    [ "$MODE" != is-gone ] || { echo "docker: 'buildx' is not a docker command." >&2; exit 1; }
    echo 'github.com/docker/buildx v0.29.1 abc'; exit ;;
  'buildx inspect')
    printf 'Name: fake\\nDriver: docker-container\\nBuildKit version: v0.20.0\\nPlatforms: linux/amd64, linux/arm64\\n'; exit ;;
esac
while [ $# -gt 0 ]; do
  case "$1" in
    --output) DEST=$(echo "$2" | sed 's/.*dest=//; s/,.*//') ;;
    --metadata-file) METADATA=$2 ;;
  esac
  shift
done
failure() {
  printf 'Dockerfile:2\\n   1 |     FROM scratch\\n   2 | >>> COPY a.txt /a.txt\\nERROR: failed to build: failed to solve: exit code: 3\\n' >&2
}
`;

const BUILDAH = `
case "$*" in
  version) [ "$MODE" != is-gone ] || exit 1; echo 'Version: 1.39.0'; exit ;;
  *info) echo '{}'; exit ;;
esac
while [ $# -gt 0 ]; do
  case "$1" in --tag) DEST=$(echo "$2" | sed 's/^oci://; s/:image$//') ;; esac
  shift
done
METADATA=/dev/null
failure() { printf 'STEP 1/2: FROM scratch\\nSTEP 2/2: COPY a.txt /a.txt\\nError: building at STEP "COPY a.txt /a.txt": exit status 3\\n' >&2; }
`;

const BUILD = `
write() { mkdir -p "$DEST"; cp -r "$TEMPLATE/." "$DEST/"; }
half() { write; for blob in "$DEST"/blobs/sha256/*; do printf x > "$blob"; done; }
said() { printf '{"containerimage.digest":"%s"}' "$DIGEST" > "$METADATA"; }
case "$MODE" in
  works) write; said ;;
  fails) failure; exit 3 ;;
  is-killed) half; kill -9 $$ ;;
  exits-137) half; exit 137 ;;
  writes-half) half; said ;;
  writes-nothing) said ;;
  says-nothing) write ;;
  says-garbage) write; printf '{"containerimage.digest' > "$METADATA" ;;
  never-ends) echo $$ > "$PID"; half; while :; do sleep 0.1; done ;;
esac
`;
