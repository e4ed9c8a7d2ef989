import { defaulted, optional } from '../../shared/action/contract.ts';
import { boolean, lines, oneOf, pair, parsedBy, text } from '../../shared/action/parser.ts';
import { parsePlatform } from '../../shared/oci/platform.ts';
import { parseAttestationRequest } from './builders/attestation-request.ts';

/** Inputs that only a Dockerfile has a use for. */
export const dockerfileInputs = {
  builder: defaulted(
    oneOf(['auto', 'assemble', 'buildkit', 'buildah']),
    'auto',
    'Who builds. `auto`: an `image.yml` is assembled; a Dockerfile goes to BuildKit when docker buildx can write a layout, else to buildah.',
  ),
  context: defaulted(
    text,
    '.',
    'Of a Dockerfile: the directory that is sent to the builder. Never a git URL.',
  ),
  target: optional(text, 'Of a Dockerfile: the stage to build.'),
  platforms: optional(
    lines(parsedBy('OS/ARCHITECTURE[/VARIANT]', parsePlatform)),
    "Of a Dockerfile: the platforms, one a line; without it the builder's own. An `image.yml` names its own.",
  ),
  'build-args': optional(
    lines(pair('NAME', text)),
    'Of a Dockerfile: values of ARG, one a line. They stand in the image and in the provenance.',
  ),
  'build-contexts': optional(
    lines(pair('NAME', text)),
    'Of a Dockerfile: more contexts: `NAME=PATH`, `NAME=docker-image://…`, `NAME=oci-layout://…`, or with BuildKit a git URL that names its commit, `NAME=https://….git#COMMIT`.',
  ),
  'buildkit-attestations': optional(
    lines(parsedBy('provenance, or sbom=SCANNER@sha256:…', parseAttestationRequest)),
    'Of a Dockerfile with BuildKit: what BuildKit attests itself, one a line: `provenance`, `sbom=SCANNER@sha256:…`. It is read, joined with ours and taken out of the index; without it, nothing.',
  ),
  secrets: optional(
    lines(pair('ID', text)),
    'Of a Dockerfile: `ID=VALUE` for `RUN --mount=type=secret`; in no argument and no layer.',
    { secret: true },
  ),
  'secret-files': optional(
    lines(pair('ID', text)),
    'Of a Dockerfile: `ID=PATH` for `RUN --mount=type=secret`.',
  ),
  ssh: optional(lines(text), 'Of a Dockerfile: `default` or `ID=SOCKET`, for `RUN --mount=type=ssh`.'),
  'cache-from': optional(lines(text), "Of a Dockerfile: caches to read, in docker's notation."),
  'cache-to': optional(
    lines(text),
    'Of a Dockerfile: caches to write; never by a pull request, and a failure to write one fails nothing.',
  ),
  'no-cache': defaulted(boolean, 'false', 'Of a Dockerfile: run every step.'),
  pull: defaulted(boolean, 'false', 'Of a Dockerfile: look for newer bases.'),
  network: defaulted(
    oneOf(['default', 'none', 'host']),
    'default',
    'Of a Dockerfile: the network of RUN steps.',
  ),
} as const;
