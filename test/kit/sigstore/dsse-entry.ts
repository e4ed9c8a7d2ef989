import { createHash } from 'node:crypto';

interface Envelope {
  readonly payload: string;
  readonly signatures: readonly { readonly sig: string }[];
}

interface ProposedEntry {
  readonly kind: string;
  readonly spec: {
    readonly proposedContent?: { readonly envelope: string; readonly verifiers: readonly string[] };
  };
}

const sha256 = (bytes: Uint8Array | string) => ({
  algorithm: 'sha256',
  value: createHash('sha256').update(bytes).digest('hex'),
});

/** What a log keeps of a proposed DSSE entry: hashes and signatures instead of the envelope. Other kinds stay as they are. */
export function dsseEntry(proposed: unknown): unknown {
  const entry = proposed as ProposedEntry;
  const content = entry.spec.proposedContent;
  if (entry.kind !== 'dsse' || content === undefined) return proposed;
  const envelope = JSON.parse(content.envelope) as Envelope;
  return {
    ...entry,
    spec: {
      envelopeHash: sha256(content.envelope),
      payloadHash: sha256(Buffer.from(envelope.payload, 'base64')),
      signatures: envelope.signatures.map(({ sig }, index) => ({
        signature: sig,
        verifier: content.verifiers[index],
      })),
    },
  };
}
