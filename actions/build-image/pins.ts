import { FRONTEND_ARGUMENT, isPinned } from '../../shared/dockerfile/image-use.ts';
import { type Digest, isDigest } from '../../shared/oci/digest.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { UserError } from '../../shared/text/error.ts';
import type { BuildRequest } from './builders/request.ts';
import { objectAt, textAt, textsAt } from './recipe-fields.ts';

/** What names meant in an earlier build: images of the Dockerfile, build contexts and the frontend. */
export interface Pins {
  readonly images: Readonly<Record<string, Digest>>;
  readonly contexts: Readonly<Record<string, Digest>>;
  readonly frontend?: string;
}

export const NO_PINS: Pins = { images: {}, contexts: {} };

/** Reads `pins` of a provenance. @throws UserError for what is no image in a registry, or no digest: it would become part of a command line. */
export function parsePins(internal: unknown): Pins {
  const pins = objectAt(internal, 'pins');
  const frontend = textAt(pins, 'frontend');
  const images = textsAt(pins, 'images');
  for (const [reference, digest] of Object.entries(images)) checkImage(`${reference}@${digest}`);
  if (frontend !== undefined) checkImage(frontend);
  return {
    images: digests(images),
    contexts: digests(textsAt(pins, 'contexts')),
    ...(frontend === undefined ? {} : { frontend }),
  };
}

function checkImage(text: string): void {
  const reference = parseReference(text);
  if (reference.kind === 'registry' && reference.digest !== undefined) return;
  throw new UserError({
    what: 'not a pin of a provenance',
    rule: 'an image in a registry',
    seen: JSON.stringify(text),
  });
}

function digests(texts: Readonly<Record<string, string>>): Readonly<Record<string, Digest>> {
  const entries = Object.entries(texts).map(([name, text]) => {
    if (isDigest(text)) return [name, text] as const;
    throw new UserError({ what: 'not a pin of a provenance', rule: 'a digest', seen: JSON.stringify(text) });
  });
  return Object.fromEntries(entries);
}

/** A pin only says which digest of the same repository is meant: it never brings in another image, nor replaces a stage. */
export function withPins(request: BuildRequest, { images, contexts, frontend }: Pins): BuildRequest {
  const taken = new Set(['scratch', 'context', ...request.dockerfile.stages.map(({ name }) => name)]);
  const named = request.buildArgs[FRONTEND_ARGUMENT] ?? request.dockerfile.directives.syntax?.value;
  const isOurs = frontend !== undefined && named !== undefined && frontend.startsWith(`${named}@`);
  const pinned = Object.entries(images)
    .filter(([reference]) => !taken.has(reference.toLowerCase()))
    .map(([reference, digest]) => [reference, `docker-image://${reference}@${digest}`] as const);
  const given = Object.entries(request.buildContexts).map(([name, value]) => {
    const digest = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
    return [name, digest === undefined || isPinned(value) ? value : `${value}@${digest}`] as const;
  });
  return {
    ...request,
    buildContexts: Object.fromEntries([...pinned, ...given]),
    buildArgs: isOurs ? { ...request.buildArgs, [FRONTEND_ARGUMENT]: frontend } : request.buildArgs,
  };
}
