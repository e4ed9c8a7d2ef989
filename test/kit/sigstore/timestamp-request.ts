/** The fields of a TimeStampReq in DER (RFC 3161, 2.4.1) that the authority needs; SHA-256 imprints alone. */
export function timestampRequest(der: Buffer): Readonly<Record<string, unknown>> {
  const [, imprint, ...others] = children(children(der)[0]?.content ?? Buffer.alloc(0));
  const artifactHash = imprint && children(imprint.content)[1]?.content;
  const nonce = others.find(({ tag }) => tag === 0x02);
  const certificates = others.find(({ tag }) => tag === 0x01);
  return {
    artifactHash: artifactHash?.toString('base64'),
    hashAlgorithm: 'sha256',
    certificates: certificates?.content[0] === 0xff,
    ...(nonce === undefined ? {} : { nonce: Number(BigInt(`0x${nonce.content.toString('hex')}`)) }),
  };
}

interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

function children(der: Buffer): readonly Element[] {
  const found: Element[] = [];
  let at = 0;
  while (at < der.length) {
    const tag = der[at] ?? 0;
    const first = der[at + 1] ?? 0;
    const lengthBytes = first < 0x80 ? 0 : first - 0x80;
    const length = lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes);
    const start = at + 2 + lengthBytes;
    found.push({ tag, content: der.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}
