export const id = 799;
export const ids = [799];
export const modules = {

/***/ 52799:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: ./shared/evidence/predicates/fields.ts
var fields = __webpack_require__(11956);
// EXTERNAL MODULE: ./shared/text/error.ts
var text_error = __webpack_require__(96542);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
;// CONCATENATED MODULE: ./shared/action/signing-command.ts


const TIMEOUT_MILLISECONDS = 60_000;
const MAX_ANSWER_BYTES = 64 * 1024;
/**
 * Runs a command of the user's with `input` on its standard input, and returns what it writes. Words are parted by spaces; there is no
 * shell. It has the step's environment, for it may need a cloud's credentials, but not the inputs of the action.
 * @throws UserError when it cannot be started or fails; what it says for people is shown, what it answers is not.
 */
async function runSigningCommand(command, input, cwd) {
    const [program = '', ...argv] = command.trim().split(/\s+/);
    return new Promise((resolve, reject) => {
        const options = {
            cwd,
            env: withoutInputs(process.env),
            encoding: 'buffer',
            timeout: TIMEOUT_MILLISECONDS,
            maxBuffer: MAX_ANSWER_BYTES,
        };
        const child = (0,external_node_child_process_.execFile)(program, argv, options, (error, stdout, stderr) => {
            if (error === null)
                resolve(stdout);
            else
                reject(failed(program, error, stderr));
        });
        // A command that does not read its input ends before it is written; its answer tells whether it signed.
        child.stdin?.on('error', () => undefined).end(input);
    });
}
const withoutInputs = (env) => Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('INPUT_')));
function failed(program, error, stderr) {
    const said = stderr.toString().trim().slice(-500);
    const end = error.killed === true
        ? `no answer in ${TIMEOUT_MILLISECONDS / 1_000} s`
        : `it ended with ${String(error.code)}`;
    return new text_error/* UserError */.yo({
        what: `the signing command '${program}' gave no signature`,
        rule: 'it reads a SHA-256 digest from standard input and writes the signature',
        seen: said === '' ? end : `${end}: ${said}`,
        next: 'run it by itself with 32 bytes on its standard input',
    });
}

;// CONCATENATED MODULE: ./shared/action/signing.ts





/** What `loadSigner` takes from the outside. Whatever may be a key is masked before it is returned, line by line: so the log is read. */
function signerPorts(context) {
    const masked = (text) => {
        for (const line of text.split(/\r?\n/))
            context.mask(line.trim());
        return text;
    };
    return {
        pullRequest: context.run.eventName === 'pull_request',
        variable: (name) => {
            const value = context.variable(name);
            return value === undefined ? undefined : masked(value);
        },
        readFile: async (file) => masked(await readTextFile('key file', external_node_path_default().resolve(context.workspace, file))),
        readText: (file) => readTextFile(file, external_node_path_default().resolve(context.workspace, file)),
        ...(hasIdToken(context) ? { idToken: (audience) => askToken(context, audience) } : {}),
        runCommand: (command, input) => runSigningCommand(command, input, context.workspace),
        clock: context.clock,
        signal: context.signal,
        instance: { serverUrl: context.run.serverUrl, visibility: visibilityOf(context.run.event) },
        roots: rootPorts(context),
    };
}
/** @throws UnavailableError when the token service does not answer; its client has asked several times. */
async function askToken(context, audience) {
    try {
        return await context.idToken(audience);
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            throw error;
        const what = "the runner's token service gave no OIDC token";
        throw new text_error/* UnavailableError */.hG({ what, seen: (0,text_error/* messageOf */.bD)(error), next: 'run the job again' }, { cause: error });
    }
}
/** What refreshing a trusted root needs; what it brings is kept until the job ends. */
const rootPorts = ({ temp, proxy, log }) => ({
    cache: external_node_path_default().join(temp, 'fixity', 'trust'),
    proxy,
    warn: (line) => {
        log.warn(line);
    },
});
/** The runner sets this for jobs with `id-token: write` alone. */
const hasIdToken = (context) => (context.variable('ACTIONS_ID_TOKEN_REQUEST_URL') ?? '') !== '';
const visibilityOf = (event) => (0,fields/* textAt */.$6)(event, 'repository.visibility');
async function readTextFile(what, file) {
    try {
        return await (0,promises_.readFile)(file, 'utf8');
    }
    catch (error) {
        throw new text_error/* UserError */.yo({ what, rule: 'a file that can be read', seen: (0,text_error/* messageOf */.bD)(error) }, { cause: error });
    }
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./shared/oci/digest.ts
var oci_digest = __webpack_require__(60162);
// EXTERNAL MODULE: ./shared/text/json.ts
var text_json = __webpack_require__(30300);
// EXTERNAL MODULE: ./shared/evidence/limits.ts
var limits = __webpack_require__(30260);
// EXTERNAL MODULE: ./shared/text/json-value.ts
var json_value = __webpack_require__(3456);
;// CONCATENATED MODULE: ./shared/evidence/bundle.ts





/** A Sigstore bundle, version 0.3 (sigstore/protobuf-specs, sigstore_bundle.proto). */
const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
/** The first spelling of the same format; read, never written. */
const OLD_BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle+json;version=0.3';
const isBundleMediaType = (mediaType) => mediaType === BUNDLE_MEDIA_TYPE || mediaType === OLD_BUNDLE_MEDIA_TYPE;
/**
 * The bundle of a statement signed with a key. The signature's `keyid` stays empty: readers built on go-dsse compare it with a
 * fingerprint of another form and find no signature when it differs; the hint belongs to the verification material.
 */
function keyBundle(envelope) {
    const json = {
        mediaType: BUNDLE_MEDIA_TYPE,
        verificationMaterial: { publicKey: { hint: envelope.hint } },
        dsseEnvelope: {
            payload: envelope.payload.toString('base64'),
            payloadType: envelope.payloadType,
            signatures: [{ sig: envelope.signature.toString('base64') }],
        },
    };
    const bytes = Buffer.from(JSON.stringify(json));
    return { bytes, digest: (0,oci_digest/* digestOf */.ol)(bytes) };
}
/**
 * Reads a bundle strictly: known fields only, one DSSE envelope with one signature, one kind of verification material.
 * @throws UserError that names the field.
 */
function parseBundle(bytes) {
    if (bytes.length > limits/* LIMIT */.u.bundleBytes) {
        throw malformed('size', `at most ${limits/* LIMIT */.u.bundleBytes} bytes`, String(bytes.length));
    }
    const top = record(jsonOf(bytes), 'bundle', ['mediaType', 'verificationMaterial', 'dsseEnvelope']);
    const mediaType = bundle_text(top['mediaType'], 'mediaType');
    if (!isBundleMediaType(mediaType))
        throw malformed('mediaType', BUNDLE_MEDIA_TYPE, mediaType);
    return { material: parseMaterial(top['verificationMaterial']), ...parseEnvelope(top['dsseEnvelope']) };
}
function parseMaterial(value) {
    const field = 'verificationMaterial';
    const known = ['publicKey', 'certificate', 'tlogEntries', 'timestampVerificationData'];
    const material = record(value, field, known);
    const { publicKey, certificate } = material;
    if ((publicKey === undefined) === (certificate === undefined)) {
        throw malformed(field, 'either publicKey or certificate', Object.keys(material).join(', '));
    }
    if (publicKey !== undefined) {
        const { hint } = record(publicKey, `${field}.publicKey`, ['hint']);
        return { kind: 'key', hint: hint === undefined ? '' : bundle_text(hint, `${field}.publicKey.hint`) };
    }
    const { rawBytes } = record(certificate, `${field}.certificate`, ['rawBytes']);
    return { kind: 'certificate', der: base64(rawBytes, `${field}.certificate.rawBytes`) };
}
function parseEnvelope(value) {
    const field = 'dsseEnvelope';
    const envelope = record(value, field, ['payload', 'payloadType', 'signatures']);
    const { signatures } = envelope;
    if (!Array.isArray(signatures) || signatures.length !== 1) {
        const seen = Array.isArray(signatures) ? String(signatures.length) : typeof signatures;
        throw malformed(`${field}.signatures`, 'exactly one signature', seen);
    }
    const signature = record(signatures[0], `${field}.signatures[0]`, ['sig', 'keyid']);
    return {
        payloadType: bundle_text(envelope['payloadType'], `${field}.payloadType`),
        payload: base64(envelope['payload'], `${field}.payload`),
        signature: base64(signature['sig'], `${field}.signatures[0].sig`),
    };
}
function jsonOf(bytes) {
    try {
        return (0,text_json/* parseJson */.qF)(bytes);
    }
    catch (error) {
        throw new text_error/* UserError */.yo({ what: 'malformed bundle', rule: 'JSON in UTF-8' }, { cause: error });
    }
}
function record(value, field, known) {
    if (!(0,json_value/* isRecord */.u4)(value))
        throw malformed(field, 'an object', typeof value);
    const unknown = Object.keys(value).find((key) => !known.includes(key));
    if (unknown !== undefined)
        throw malformed(field, `the fields ${known.join(', ')}`, unknown);
    return value;
}
function bundle_text(value, field) {
    if (typeof value !== 'string')
        throw malformed(field, 'text', typeof value);
    return value;
}
function base64(value, field) {
    const encoded = bundle_text(value, field);
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.length === 0 || bytes.toString('base64') !== encoded) {
        throw malformed(field, 'base64 with padding', encoded.slice(0, 40));
    }
    return bytes;
}
const malformed = (field, rule, seen) => new text_error/* UserError */.yo({ what: `malformed bundle at ${field}`, rule, seen: JSON.stringify(seen) });

// EXTERNAL MODULE: ./shared/evidence/dsse.ts
var dsse = __webpack_require__(14045);
;// CONCATENATED MODULE: ./shared/evidence/key.ts


const KEY_RULE = 'P-256 (ECDSA), or RSA of 2048 bits or more';
const MIN_RSA_BITS = 2_048;
/**
 * A private key in PEM: PKCS #8, SEC1 (`EC PRIVATE KEY`) or PKCS #1 (`RSA PRIVATE KEY`).
 * @throws UserError that never shows the key; other key types are named, for tools disagree on how they sign (P-384, Ed25519).
 */
function parsePrivateKey(pem) {
    const label = labelOf(pem, 'a private key in PEM', 'PRIVATE KEY');
    if (label.startsWith('ENCRYPTED')) {
        throw new text_error/* UserError */.yo({
            what: 'the signing key is encrypted',
            rule: "a plain key in PEM, or cosign's key file with key-password",
            seen: label,
            next: 'decrypt it once, for example with openssl pkcs8 -topk8 -nocrypt, and store the result as the secret',
        });
    }
    return supportedKey(read(() => (0,external_node_crypto_.createPrivateKey)(pem.trim()), label));
}
/** A public key in PEM (SubjectPublicKeyInfo). @throws UserError; a private key in its place is refused, it must not lie about. */
function parsePublicKey(pem) {
    const label = labelOf(pem, 'a public key in PEM', 'PUBLIC KEY');
    return supportedKey(read(() => (0,external_node_crypto_.createPublicKey)(pem.trim()), label));
}
/** Base64 of SHA-256 over the public key's SubjectPublicKeyInfo in DER: what bundles carry as the key's hint. */
const keyHint = (key) => spkiHash(key).toString('base64');
/** For people: `key sha256:` and 12 characters of the hash of the public key's SubjectPublicKeyInfo. */
const describeKey = (key) => `key sha256:${spkiHash(key).toString('hex').slice(0, 12)}`;
/** The key itself, when it is public already. */
const publicPart = (key) => key.type === 'private' ? (0,external_node_crypto_.createPublicKey)(key) : key;
const spkiHash = (key) => (0,external_node_crypto_.createHash)('sha256')
    .update(publicPart(key).export({ type: 'spki', format: 'der' }))
    .digest();
function labelOf(pem, wanted, ending) {
    const label = /^-----BEGIN ([A-Z0-9 ]+)-----/.exec(pem.trim())?.[1];
    if (label?.endsWith(ending) === true)
        return label;
    throw new text_error/* UserError */.yo({
        what: `not ${wanted}`,
        rule: `text that starts with -----BEGIN … ${ending}-----`,
        seen: label ?? 'text of another kind',
    });
}
function read(parse, label) {
    try {
        return parse();
    }
    catch (error) {
        const next = 'store the whole file, with its first and last line and its line breaks';
        throw new text_error/* UserError */.yo({ what: `a ${label} that cannot be read`, rule: 'valid PEM', next }, { cause: error });
    }
}
/** The key itself. @throws UserError for types on whose signatures tools disagree (P-384, Ed25519). */
function supportedKey(key) {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
    if (type === 'ec' && details?.namedCurve === 'prime256v1')
        return key;
    if (type === 'rsa' && (details?.modulusLength ?? 0) >= MIN_RSA_BITS)
        return key;
    throw new text_error/* UserError */.yo({
        what: 'a key of a type that not every verifier reads',
        rule: KEY_RULE,
        seen: [type, details?.namedCurve, details?.modulusLength && `${details.modulusLength} bits`]
            .filter((part) => part !== undefined && part !== 0)
            .join(' '),
        next: 'make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256',
    });
}

// EXTERNAL MODULE: ./shared/evidence/statement.ts
var evidence_statement = __webpack_require__(40791);
;// CONCATENATED MODULE: ./shared/evidence/command-signer.ts






/**
 * Signs with a key that never leaves its device or service: a command gets a digest and gives a signature. What it gives is verified
 * with the public key before it is used.
 */
function commandSigner(publicKey, signDigest) {
    const description = describeKey(publicKey);
    return {
        description,
        trust: { name: description, publicKey },
        sign: async (statement) => {
            const payload = (0,evidence_statement/* encodeStatement */._i)(statement);
            const digest = (0,external_node_crypto_.createHash)('sha256').update((0,dsse/* preAuthEncoding */.JC)(dsse/* IN_TOTO_PAYLOAD_TYPE */.T4, payload)).digest();
            const answer = await signDigest(digest);
            const signature = readSignature(answer).find((each) => (0,dsse/* verifyPayload */.Lo)(dsse/* IN_TOTO_PAYLOAD_TYPE */.T4, payload, each, publicKey));
            if (signature === undefined)
                throw notASignature(answer, description);
            const hint = keyHint(publicKey);
            return { ...keyBundle({ payloadType: dsse/* IN_TOTO_PAYLOAD_TYPE */.T4, payload, signature, hint }), statement };
        },
    };
}
/** Services write signatures as bytes, as base64 of either alphabet, or with the key's version before it; ECDSA as DER or as r and s. */
function readSignature(answer) {
    const text = answer.toString('latin1').trim();
    const encoded = text.replace(/^vault:v\d+:/, '');
    const decoded = /^[A-Za-z0-9+/_=\s-]+$/.test(encoded) ? [Buffer.from(encoded, 'base64')] : [];
    return [answer, ...decoded].flatMap((bytes) => (bytes.length === 64 ? [bytes, derOf(bytes)] : [bytes]));
}
const [SEQUENCE, INTEGER] = [0x30, 0x02];
/** r and s of P-256 as DER (RFC 3279, 2.2.3). */
function derOf(pair) {
    const integer = (bytes) => {
        const first = bytes.findIndex((byte) => byte !== 0);
        const short = bytes.subarray(first === -1 ? bytes.length - 1 : first);
        const content = (short[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), short]) : short;
        return Buffer.concat([Buffer.from([INTEGER, content.length]), content]);
    };
    const content = Buffer.concat([integer(pair.subarray(0, 32)), integer(pair.subarray(32))]);
    return Buffer.concat([Buffer.from([SEQUENCE, content.length]), content]);
}
const notASignature = (answer, key) => new text_error/* UserError */.yo({
    what: "the signing command's answer is no signature by the public key",
    rule: `ECDSA with SHA-256 or RSA PKCS #1 v1.5 with SHA-256 over the digest, by ${key}`,
    seen: `${answer.length} bytes`,
    next: 'check that public-key is the public part of the key that the command uses, and that it signs a digest, not a message',
});

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
;// CONCATENATED MODULE: ./shared/evidence/secretbox.ts

const KEY_BYTES = 32;
const NONCE_BYTES = 24;
const TAG_BYTES = 16;
const BLOCK_BYTES = 64;
/** `expand 32-byte k`, as four little-endian words. */
const SIGMA = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
/**
 * Opens a NaCl secretbox: XSalsa20 with Poly1305 (Bernstein, "Cryptography in NaCl", 2009), which node:crypto does not have. Made for
 * short texts such as keys.
 * @returns undefined when the key is wrong or the box was changed.
 */
function openSecretbox(box, nonce, key) {
    if (key.length !== KEY_BYTES || nonce.length !== NONCE_BYTES || box.length < TAG_BYTES)
        return undefined;
    const subkey = hsalsa20(words(key), words(nonce.subarray(0, 16)));
    const sealed = box.subarray(TAG_BYTES);
    const stream = salsa20(subkey, words(nonce.subarray(16)), KEY_BYTES + sealed.length);
    const tag = poly1305(sealed, stream.subarray(0, KEY_BYTES));
    if (!(0,external_node_crypto_.timingSafeEqual)(tag, box.subarray(0, TAG_BYTES)))
        return undefined;
    return Buffer.from(sealed.map((byte, index) => byte ^ (stream[KEY_BYTES + index] ?? 0)));
}
function words(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4, true));
}
const word = (list, index) => list[index] ?? 0;
/** The sixteen words that the rounds start from: constants on the diagonal, the key in two halves, `input` in the middle. */
const matrix = (key, input) => Uint32Array.of(SIGMA[0], ...key.subarray(0, 4), SIGMA[1], ...Array.from({ length: 4 }, (_, index) => word(input, index)), SIGMA[2], ...key.subarray(4, 8), SIGMA[3]);
const COLUMNS = [
    [0, 4, 8, 12],
    [5, 9, 13, 1],
    [10, 14, 2, 6],
    [15, 3, 7, 11],
];
const ROWS = [
    [0, 1, 2, 3],
    [5, 6, 7, 4],
    [10, 11, 8, 9],
    [15, 12, 13, 14],
];
function twentyRounds(start) {
    const x = Uint32Array.from(start);
    const step = (target, one, other, bits) => {
        const sum = (word(x, one) + word(x, other)) >>> 0;
        x[target] = word(x, target) ^ ((sum << bits) | (sum >>> (32 - bits)));
    };
    for (let round = 0; round < 10; round += 1) {
        for (const [a, b, c, d] of [...COLUMNS, ...ROWS]) {
            step(b, a, d, 7);
            step(c, b, a, 9);
            step(d, c, b, 13);
            step(a, d, c, 18);
        }
    }
    return x;
}
function hsalsa20(key, input) {
    const x = twentyRounds(matrix(key, input));
    return Uint32Array.from([0, 5, 10, 15, 6, 7, 8, 9], (index) => word(x, index));
}
function salsa20(key, nonce, length) {
    const stream = new Uint8Array(Math.ceil(length / BLOCK_BYTES) * BLOCK_BYTES);
    const view = new DataView(stream.buffer);
    for (let block = 0; block * BLOCK_BYTES < length; block += 1) {
        const start = matrix(key, [...nonce, block, 0]);
        const mixed = twentyRounds(start);
        for (let index = 0; index < 16; index += 1) {
            view.setUint32(block * BLOCK_BYTES + index * 4, word(mixed, index) + word(start, index), true);
        }
    }
    return stream.subarray(0, length);
}
const PRIME = (1n << 130n) - 5n;
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;
function poly1305(message, key) {
    const r = littleEndian(key.subarray(0, 16)) & CLAMP;
    let sum = 0n;
    for (let at = 0; at < message.length; at += 16) {
        const block = message.subarray(at, at + 16);
        sum = ((sum + littleEndian(block) + (1n << BigInt(8 * block.length))) * r) % PRIME;
    }
    const tag = (sum + littleEndian(key.subarray(16))) & ((1n << 128n) - 1n);
    return Buffer.from(tag.toString(16).padStart(32, '0'), 'hex').reverse();
}
const littleEndian = (bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex') || '0'}`);

;// CONCATENATED MODULE: ./shared/evidence/cosign-key.ts






/** The labels of cosign's encrypted key files, the newer first. */
const LABELS = ['ENCRYPTED SIGSTORE PRIVATE KEY', 'ENCRYPTED COSIGN PRIVATE KEY'];
const PEM = /^-----BEGIN ([A-Z ]+)-----\s+([A-Za-z0-9+/=\s]+)-----END \1-----$/;
const cosign_key_KEY_BYTES = 32;
/** cosign uses N = 65,536, r = 8: 64 MiB. A file that wants more than 256 MiB is not from cosign. */
const MAX_MEMORY = 256 * 1024 * 1024;
/** By its label alone; whether it can be read is another question. */
const isCosignKey = (pem) => LABELS.includes(PEM.exec(pem.trim())?.[1] ?? '');
/**
 * Reads cosign's encrypted key file: scrypt and NaCl secretbox around PKCS #8. Takes about 0.3 s and 64 MiB, by the design of scrypt.
 * @throws UserError when the password is wrong or the file is damaged; neither is shown.
 */
async function readCosignKey(pem, password) {
    const file = parseFile(pem);
    const { N, r, p, salt, nonce, ciphertext } = file;
    const derive = (0,external_node_util_.promisify)(external_node_crypto_.scrypt);
    // Node's own limit is 32 MiB; what scrypt needs is 128 N r and a little.
    const key = await derive(password, salt, cosign_key_KEY_BYTES, { N, r, p, maxmem: 128 * N * r + 1024 * 1024 });
    const der = openSecretbox(ciphertext, nonce, key);
    if (der !== undefined)
        return (0,external_node_crypto_.createPrivateKey)({ key: der, format: 'der', type: 'pkcs8' });
    throw new text_error/* UserError */.yo({
        what: 'the signing key does not open',
        rule: "key-password must be the password of cosign's key file",
        seen: password === '' ? 'an empty password' : 'another password, or a damaged file',
    });
}
function parseFile(pem) {
    const json = (0,text_json/* tryJson */.MR)(Buffer.from(PEM.exec(pem.trim())?.[2] ?? '', 'base64'));
    if (json === undefined)
        throw unreadable('it holds JSON');
    const expect = (path, value) => {
        if ((0,fields/* textAt */.$6)(json, path) !== value)
            throw unreadable(`${path} is ${value}`);
    };
    const integer = (path) => {
        const found = (0,fields.at)(json, path);
        if (typeof found === 'number' && Number.isInteger(found) && found > 0)
            return found;
        throw unreadable(`${path} is a whole number`);
    };
    const bytes = (path) => Buffer.from((0,fields/* textAt */.$6)(json, path) ?? '', 'base64');
    expect('kdf.name', 'scrypt');
    expect('cipher.name', 'nacl/secretbox');
    const [N, r, p] = [integer('kdf.params.N'), integer('kdf.params.r'), integer('kdf.params.p')];
    if (128 * N * r > MAX_MEMORY || p > 4 || (N & (N - 1)) !== 0)
        throw unreadable('scrypt takes at most 256 MiB');
    return { N, r, p, salt: bytes('kdf.salt'), nonce: bytes('cipher.nonce'), ciphertext: bytes('ciphertext') };
}
const unreadable = (rule) => new text_error/* UserError */.yo({ what: "cosign's key file cannot be read", rule });

// EXTERNAL MODULE: ./shared/evidence/instance.ts
var evidence_instance = __webpack_require__(93955);
;// CONCATENATED MODULE: ./shared/evidence/key-signer.ts




/** Signs with a private key that `parsePrivateKey` has accepted. */
function keySigner(key) {
    const publicKey = publicPart(key);
    const hint = keyHint(publicKey);
    const description = describeKey(publicKey);
    return {
        description,
        trust: { name: description, publicKey },
        sign: (statement) => {
            const payload = (0,evidence_statement/* encodeStatement */._i)(statement);
            const signature = (0,dsse/* signPayload */.cM)(dsse/* IN_TOTO_PAYLOAD_TYPE */.T4, payload, key);
            const bundle = keyBundle({ payloadType: dsse/* IN_TOTO_PAYLOAD_TYPE */.T4, payload, signature, hint });
            return Promise.resolve({ ...bundle, statement });
        },
    };
}

;// CONCATENATED MODULE: ./shared/evidence/signer.ts







/**
 * The signer that the inputs ask for: the key if one is given, else, for `auto` and `keyless`, the job's identity. Undefined means that
 * nothing is signed: asked for with `none`, or `auto` in a pull request that has neither key nor token.
 * @throws UserError when a key or a token is needed and missing, or cannot be used.
 */
async function loadSigner(inputs, ports) {
    const { signing, key } = inputs;
    switch (signing) {
        case 'none':
            return undefined;
        case 'keyless':
            return loadKeyless(inputs, ports, 'keyless signing has no OIDC token to ask a certificate for');
        case 'key':
            if (key !== undefined)
                return loadKey(key, inputs, ports);
            throw new text_error/* UserError */.yo({ ...NO_KEY, rule: 'signing: key needs one', next: GIVE_KEY });
        case 'auto':
            if (key !== undefined)
                return loadKey(key, inputs, ports);
            if (ports.pullRequest && ports.idToken === undefined)
                return undefined;
            return loadKeyless(inputs, ports, 'there is no signing key, and no OIDC token to sign without one');
    }
}
const NO_KEY = { what: 'there is no signing key' };
const GIVE_KEY = "give 'key' a secret with a PEM text, env:NAME or file:PATH; or say signing: none";
async function loadKey(key, inputs, ports) {
    if (key.startsWith(COMMAND))
        return loadCommand(key.slice(COMMAND.length), inputs.publicKey, ports);
    return keySigner(await openKey(await readKey(key, ports), inputs.keyPassword));
}
const COMMAND = 'command:';
async function loadCommand(command, publicKey, ports) {
    const { runCommand } = ports;
    if (command.trim() === '' || publicKey === undefined || runCommand === undefined) {
        throw new text_error/* UserError */.yo({
            what: 'a signing command needs its public key',
            rule: 'key: command:PROGRAM ARGUMENTS, and public-key: FILE',
            next: "give 'public-key' the public part of the key that the command signs with, in PEM",
        });
    }
    const key = parsePublicKey(await readOpen(publicKey, ports));
    return commandSigner(key, (digest) => runCommand(command, digest));
}
/** A file that is no secret: nothing of it is masked. */
const readOpen = (file, ports) => ports.readText?.(file) ?? ports.readFile(file);
async function loadKeyless(inputs, ports, without) {
    const { idToken, clock, signal } = ports;
    if (idToken === undefined || clock === undefined)
        throw noToken(without, inputs);
    const chosen = await chooseServices(inputs, ports, clock);
    const { keylessSigner } = await Promise.all(/* import() */[__webpack_require__.e(654), __webpack_require__.e(187), __webpack_require__.e(335), __webpack_require__.e(179), __webpack_require__.e(491)]).then(__webpack_require__.bind(__webpack_require__, 61491));
    return keylessSigner({ ...chosen, idToken, clock, ...(signal === undefined ? {} : { signal }) });
}
const noToken = (what, { signing }) => new text_error/* UserError */.yo({
    what,
    rule: 'a job has a token when it is given one; a pull request from a fork never is, and a reusable workflow has only what its caller grants',
    next: `add 'permissions: { id-token: write }' to the job, and to the caller of a reusable workflow${signing === 'auto' ? `; or ${GIVE_KEY}` : ''}`,
});
/** The services of the files that are given, else of a built-in instance; and the trusted root that goes with them. */
async function chooseServices(inputs, ports, clock) {
    const { signingConfig, trustRoot, sigstore = 'auto' } = inputs;
    if (signingConfig !== undefined) {
        if (trustRoot === undefined)
            throw noTrustRoot(signingConfig);
        const [config, root, { parseSigningConfig }] = await Promise.all([
            readOpen(signingConfig, ports),
            readOpen(trustRoot, ports),
            Promise.all(/* import() */[__webpack_require__.e(654), __webpack_require__.e(72)]).then(__webpack_require__.bind(__webpack_require__, 22072)),
        ]);
        return { services: parseSigningConfig(config, clock.now()), trustRoot: root };
    }
    const { instance: facts = { serverUrl: 'https://github.com', visibility: undefined }, roots } = ports;
    const instance = (0,evidence_instance/* chooseInstance */.NF)(sigstore, facts);
    if (trustRoot !== undefined) {
        return { services: instance.services, trustRoot: await readOpen(trustRoot, ports) };
    }
    if (roots === undefined)
        throw new Error('nowhere to keep a trusted root');
    const { publishedRoot } = await Promise.resolve(/* import() */).then(__webpack_require__.bind(__webpack_require__, 71653));
    return { services: instance.services, trustRoot: await publishedRoot(instance, roots) };
}
const noTrustRoot = (signingConfig) => new text_error/* UserError */.yo({
    what: `${signingConfig} names a Sigstore instance, and nothing says whom to believe there`,
    rule: "'signing-config' needs 'trust-root': what is signed is verified with it before it is attached",
    next: "give 'trust-root' the trusted_root.json that the instance publishes",
});
async function openKey(pem, password = '') {
    if (!isCosignKey(pem))
        return parsePrivateKey(pem);
    return supportedKey(await readCosignKey(pem, password));
}
async function readKey(key, ports) {
    if (key.startsWith('env:')) {
        const name = key.slice('env:'.length);
        const value = ports.variable(name);
        if (value !== undefined && value !== '')
            return value;
        const next = `set it with 'env: { ${name}: … }' on the step`;
        throw new text_error/* UserError */.yo({ what: `key env:${name}`, rule: 'a variable that is set', seen: 'nothing', next });
    }
    return key.startsWith('file:') ? ports.readFile(key.slice('file:'.length)) : key;
}

// EXTERNAL MODULE: ./shared/text/duration.ts
var duration = __webpack_require__(74154);
// EXTERNAL MODULE: ./shared/oci/reference.ts
var oci_reference = __webpack_require__(77121);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(38815);
;// CONCATENATED MODULE: ./shared/text/yaml/seen.ts

/** How a node is shown in an error: texts in quotes, other scalars as they are written. */
function seenNode(node) {
    if ((0,dist/* isScalar */.jn)(node)) {
        if (typeof node.value === 'string')
            return JSON.stringify(node.value);
        return node.value === null ? 'nothing' : (node.source ?? JSON.stringify(node.value));
    }
    return (0,dist/* isMap */.jh)(node) ? 'a mapping' : (0,dist/* isSeq */.oP)(node) ? 'a list' : 'nothing';
}

;// CONCATENATED MODULE: ./shared/policy/shape.ts




/** Notes a problem with the value at `path`. */
function note(reading, path, problem) {
    reading.problems.push({ ...problem, at: reading.at(path) });
}
/** How a path is written for people: `environments.staging.from[0]`. */
const pathText = (path) => path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
/** A scalar that `take` accepts; undefined from `take` is a problem that names `rule`. */
function scalar(rule, schema, take) {
    return {
        schema,
        read: (node, path, reading) => {
            const value = (0,dist/* isScalar */.jn)(node) ? take(node.value) : undefined;
            if (value === undefined) {
                note(reading, path, { what: `${pathText(path)} is not right`, rule, seen: seenNode(node) });
            }
            return value;
        },
    };
}
/** Text that is not empty, and matches `pattern` when one is given; `rule` says it in words. */
const shape_text = (rule = 'text', pattern) => scalar(rule, { type: 'string', minLength: 1, ...(pattern === undefined ? {} : { pattern: pattern.source }) }, (value) => typeof value === 'string' && value !== '' && (pattern?.test(value) ?? true) ? value : undefined);
/** Text that `parse` takes; `rule` says in words what that is. */
function parsed(rule, parse, pattern) {
    const schema = { type: 'string', ...(pattern === undefined ? {} : { pattern }) };
    return {
        schema,
        read: (node, path, reading) => {
            const value = (0,dist/* isScalar */.jn)(node) ? node.value : undefined;
            const taken = typeof value === 'string' ? attempt(parse, value) : undefined;
            if (taken === undefined) {
                note(reading, path, { what: `${pathText(path)} is not right`, rule, seen: seenNode(node) });
            }
            return taken;
        },
    };
}
function attempt(parse, value) {
    try {
        return parse(value);
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return undefined;
        throw error;
    }
}
const shape_boolean = scalar('true or false', { type: 'boolean' }, (value) => typeof value === 'boolean' ? value : undefined);
/** A whole number from 0. */
const count = scalar('a whole number from 0', { type: 'integer', minimum: 0 }, (value) => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined));
/** One of a few words or numbers. */
const oneOf = (words) => scalar(words.map((word) => JSON.stringify(word)).join(' or '), { enum: words }, (value) => words.find((word) => word === value));
const shape_duration = parsed('a duration such as 30m, 24h or 7d', duration/* parseDuration */.E9, '^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$');
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/;
const dayOrInstant = (timeOfDay) => scalar('a day such as 2027-06-30, or an instant such as 2027-06-30T12:00Z', { type: 'string', pattern: INSTANT.source }, (value) => {
    if (typeof value !== 'string' || !INSTANT.test(value))
        return undefined;
    const time = new Date(DAY.test(value) ? `${value}T${timeOfDay}Z` : value);
    const real = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value.slice(0, 10));
    return real ? time : undefined;
});
/** A day (its end in UTC: the day is included) or an instant in UTC. */
const lastDay = dayOrInstant('23:59:59.999');
/** A day (its beginning in UTC) or an instant in UTC. */
const firstDay = dayOrInstant('00:00:00.000');

;// CONCATENATED MODULE: ./shared/policy/fields.ts



/** What a person calls a trust entry, an image, an environment or a suite. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const fields_name = shape_text('a name of letters, digits, dots, dashes and underscores', NAME);
/** A file of the repository, from its top: no absolute path, no `..`, no backslash. */
const repositoryPath = shape_text('a path from the top of the repository, with forward slashes and without . or .. steps', /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))(?!.*\/\/)[^\\\u0000-\u001f]+(?<!\/)$/);
/** A repository of images, without tag and digest. */
const imageRepository = parsed('a repository such as ghcr.io/acme/shop, without tag and digest', (value) => {
    const reference = (0,oci_reference/* parseReference */.F2)(value);
    if (reference.tag !== undefined || reference.digest !== undefined) {
        throw new text_error/* UserError */.yo({ what: 'a tag or a digest in the name of a repository' });
    }
    return (0,oci_reference/* repositoryName */.aR)(reference);
});

;// CONCATENATED MODULE: ./shared/text/yaml/depth.ts


/** Collections in collections; what people write has a tenth of it, and the composer's own stack ends at some thousands. */
const MAX_DEPTH = 200;
/** Looks at a text before it is composed. @throws UserError where it nests deeper than anything may. */
function refuseDeep(file, text) {
    const parser = new dist/* Parser */.iX();
    for (const lexeme of new dist/* Lexer */.JG().lex(text)) {
        // Consumed for its effect: what is open stands on the parser's stack.
        Array.from(parser.next(lexeme));
        if (parser.stack.length > MAX_DEPTH)
            throw tooDeep(file, text.slice(0, parser.offset));
    }
}
function tooDeep(file, before) {
    const lines = before.split('\n');
    return new text_error/* UserError */.yo({
        what: `${file} is nested too deeply`,
        rule: `at most ${MAX_DEPTH} levels`,
        at: { file, line: lines.length, column: Math.max(lines.at(-1)?.length ?? 1, 1) },
    });
}

;// CONCATENATED MODULE: ./shared/text/yaml/document.ts


/**
 * Parses YAML 1.2, one document. Every syntax error, duplicate key and alias is a problem.
 * @param file what problems call it.
 * @throws UserError only for a text that is nested too deeply to be looked at.
 */
function parseYamlFile(file, text) {
    const lines = new dist/* LineCounter */.HN();
    refuseDeep(file, text);
    const document = (0,dist/* parseDocument */.Tp)(text, {
        lineCounter: lines,
        prettyErrors: false,
        uniqueKeys: true,
    });
    const position = (offset) => {
        const { line, col } = lines.linePos(offset);
        return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
    };
    const problems = document.errors.map((error) => ({
        what: `not valid YAML: ${error.message}`,
        at: position(error.pos[0]),
    }));
    (0,dist/* visit */.YR)(document, {
        Alias: (_, node) => {
            problems.push({
                what: `an alias, *${node.source}`,
                rule: 'every value stands where it is used, so that a reviewer sees it',
                at: position(node.range?.[0] ?? 0),
            });
        },
    });
    return { document, problems, position };
}

;// CONCATENATED MODULE: ./shared/policy/reading.ts


/** Reads YAML 1.2 and notes every syntax error, duplicate key and alias as a problem. @throws UserError only for a text nested too deeply. */
function readYaml(file, text) {
    const { document, problems, position } = parseYamlFile(file, text);
    return {
        file,
        document,
        problems,
        at: (path) => position(startOf(document, path)),
        atKey: (path) => position(keyOffset(document, path) ?? startOf(document, path)),
    };
}
function startOf(document, path) {
    for (let length = path.length; length >= 0; length -= 1) {
        const node = nodeAt(document, path.slice(0, length));
        if (node?.range !== undefined && node.range !== null)
            return node.range[0];
    }
    return 0;
}
/** The node at `path`, when there is one. */
function nodeAt(document, path) {
    const found = path.length === 0 ? document.contents : document.getIn(path, true);
    return (0,dist/* isNode */.Ll)(found) ? found : undefined;
}
function keyOffset(document, path) {
    const parent = nodeAt(document, path.slice(0, -1));
    let offset;
    (0,dist/* visit */.YR)(parent ?? null, {
        Pair: (_, pair) => {
            if ((0,dist/* isPair */.tO)(pair) && (0,dist/* isNode */.Ll)(pair.key) && String(pair.key) === String(path.at(-1))) {
                offset ??= pair.key.range?.[0];
            }
            return dist/* visit */.YR.SKIP;
        },
    });
    return offset;
}

// EXTERNAL MODULE: ./shared/text/case.ts
var text_case = __webpack_require__(22354);
;// CONCATENATED MODULE: ./shared/policy/structure.ts




/** A key that must be there. */
const needed = (shape, description) => ({
    shape,
    required: true,
    description,
});
/** A key that may be absent. */
const optional = (shape, description) => ({
    shape,
    required: false,
    description,
});
/** A mapping with known keys; an unknown one is a problem that names the nearest known key. */
function mapping(fields) {
    const names = Object.keys(fields);
    return {
        schema: mappingSchema(fields),
        read: (node, path, reading) => {
            if (!(0,dist/* isMap */.jh)(node)) {
                wrongKind('a mapping', node, path, reading);
                return undefined;
            }
            for (const key of keysOf(node)) {
                if (!names.includes(key))
                    unknownKey(key, names, path, reading);
            }
            const value = {};
            for (const [name, field] of Object.entries(fields)) {
                if (node.has(name)) {
                    value[(0,text_case/* camel */.nJ)(name)] = field.shape.read(structure_valueOf(node, name), [...path, name], reading);
                }
                else if (field.required) {
                    note(reading, path, {
                        what: `${pathText([...path, name])} is missing`,
                        rule: field.description,
                    });
                }
            }
            return value;
        },
    };
}
function mappingSchema(fields) {
    const required = Object.entries(fields).filter(([, field]) => field.required);
    const properties = Object.entries(fields).map(([name, { shape, description }]) => [
        name,
        { ...shape.schema, description },
    ]);
    return {
        type: 'object',
        additionalProperties: false,
        ...(required.length === 0 ? {} : { required: required.map(([name]) => name) }),
        properties: Object.fromEntries(properties),
    };
}
function unknownKey(key, names, path, reading) {
    reading.problems.push({
        what: `unknown key ${JSON.stringify(pathText([...path, key]))}`,
        rule: `known are ${names.join(', ')}`,
        ...(0,text_case/* didYouMean */.au)(key, names),
        at: reading.atKey([...path, key]),
    });
}
/** A mapping whose keys are names that the user gives; an empty one is a problem when `rule` says so. */
function named(kind, pattern, shape) {
    return {
        schema: {
            type: 'object',
            propertyNames: { pattern: pattern.source },
            additionalProperties: shape.schema,
        },
        read: (node, path, reading) => {
            if (!(0,dist/* isMap */.jh)(node)) {
                wrongKind(`${kind} by name`, node, path, reading);
                return undefined;
            }
            const found = new Map();
            for (const key of keysOf(node)) {
                if (!pattern.test(key)) {
                    reading.problems.push({
                        what: `${JSON.stringify(key)} does not name ${kind}`,
                        rule: pattern.source,
                        at: reading.atKey([...path, key]),
                    });
                }
                const value = shape.read(structure_valueOf(node, key), [...path, key], reading);
                if (value !== undefined)
                    found.set(key, value);
            }
            return found;
        },
    };
}
/** A list with at least one item. */
function list(shape) {
    return {
        schema: { type: 'array', minItems: 1, items: shape.schema },
        read: (node, path, reading) => {
            if (!(0,dist/* isSeq */.oP)(node) || node.items.length === 0) {
                wrongKind('a list with at least one item', node, path, reading);
                return undefined;
            }
            return node.items
                .map((item, index) => shape.read(item, [...path, index], reading))
                .filter((value) => value !== undefined);
        },
    };
}
/** The first shape whose kind of node fits: a mapping for `whenMap`, anything else for `otherwise`. */
const mapOr = (whenMap, otherwise) => ({
    schema: { anyOf: [otherwise.schema, whenMap.schema] },
    read: (node, path, reading) => ((0,dist/* isMap */.jh)(node) ? whenMap : otherwise).read(node, path, reading),
});
function wrongKind(rule, node, path, reading) {
    const what = path.length === 0 ? 'the file is not right' : `${pathText(path)} is not right`;
    note(reading, path, { what, rule, seen: seenNode(node) });
}
const keysOf = (node) => node.items.map(({ key }) => ((0,dist/* isScalar */.jn)(key) ? String(key.value) : String(key)));
const structure_valueOf = (node, key) => node.get(key, true);

;// CONCATENATED MODULE: ./shared/policy/holds.ts







/** Where holds are, beside the policy. */
const HOLDS_PATH = '.github/fixity/holds.yml';
/** What it might be called by mistake; it would hold nothing. */
const MISTAKEN_PATH = '.github/fixity/holds.yaml';
const hold = mapping({
    id: needed(fields_name, 'What people call it.'),
    environment: needed(fields_name, 'The environment that it keeps things out of.'),
    image: optional(fields_name, 'The image; absent: every image.'),
    digest: optional(parsed('a digest, sha256:…', oci_digest/* parseDigest */.m), 'The digest, of the image or of one of its platforms; absent: every digest.'),
    reason: needed(shape_text(), 'Why.'),
    by: needed(shape_text(), 'Who set it.'),
    until: optional(lastDay, 'When it ends by itself; absent: when it is taken out.'),
});
const holdsShape = mapping({
    version: needed(oneOf([1]), 'The version of this format.'),
    holds: optional(list(hold), 'What is kept out of which environment.'),
});
/**
 * Reads the holds of the commit that the policy is from. A hold is a file and no evidence, for whoever deletes evidence would lift it.
 * @returns none when there is no such file.
 * @throws UserError when the file cannot be read whole: nobody knows then what it keeps out.
 */
async function loadHolds(policy, files) {
    const [bytes, mistaken] = await Promise.all([files.read(HOLDS_PATH), files.read(MISTAKEN_PATH)]);
    if (mistaken !== undefined) {
        throw new text_error/* UserError */.yo({
            what: `${MISTAKEN_PATH} is not read, so what it holds would not be held`,
            rule: `holds are in ${HOLDS_PATH}`,
            next: `rename it to ${HOLDS_PATH}`,
        });
    }
    if (bytes === undefined)
        return [];
    const reading = readYaml(HOLDS_PATH, new TextDecoder().decode(bytes));
    const file = reading.problems.length > 0 ? undefined : holdsShape.read(reading.document.contents, [], reading);
    const known = { environment: policy.environments, image: policy.images };
    (reading.problems.length > 0 ? [] : (file?.holds ?? [])).forEach((each, index) => {
        for (const key of ['environment', 'image']) {
            const named = each[key];
            if (named === undefined || known[key]?.has(named) === true)
                continue;
            note(reading, ['holds', index, key], {
                what: `a hold names no ${key} of the policy`,
                rule: `known are ${[...(known[key]?.keys() ?? [])].join(', ')}`,
                seen: JSON.stringify(named),
            });
        }
    });
    if (file === undefined || reading.problems.length > 0)
        throw new text_error/* UserError */.yo(reading.problems);
    return file.holds ?? [];
}
/** A platform that is held keeps its whole image out: nothing promotes one without the other. */
const digestsOf = ({ digest, platforms }) => [
    digest,
    ...platforms.map((each) => each.digest),
];
/** The holds that keep this image out of this environment now, each as a finding; none when nothing does. */
const checkHolds = (holds, environment, subject, now) => holds
    .filter((each) => each.environment === environment &&
    (each.image === undefined || each.image === subject.image) &&
    (each.digest === undefined || digestsOf(subject).includes(each.digest)) &&
    (each.until === undefined || now <= each.until))
    .map((each) => ({
    requirement: `hold ${each.id}`,
    environment,
    result: 'fail',
    wanted: 'no hold',
    seen: `held by ${each.by}: ${each.reason}${each.until === undefined ? '' : `, until ${(0,duration/* formatTime */.fU)(each.until)}`}`,
    evidence: [],
    next: `when its reason is gone, take ${each.id} out of ${HOLDS_PATH} on the default branch`,
}));

;// CONCATENATED MODULE: ./shared/policy/inheritance.ts


/** @throws UserError when the policy has no such environment. */
function environmentOf(policy, name) {
    const found = policy.environments?.get(name);
    if (found !== undefined)
        return found;
    const known = [...(policy.environments?.keys() ?? [])];
    throw new text_error/* UserError */.yo({
        what: `the policy has no environment '${name}'`,
        rule: known.length === 0 ? 'it has no environments' : `it has ${known.join(', ')}`,
        ...(0,text_case/* didYouMean */.au)(name, known),
    });
}
/** The environments that lead to `name`, nearest first, each once. */
function ancestorsOf(policy, name) {
    const found = [];
    let level = environmentOf(policy, name).from ?? [];
    while (level.length > 0) {
        const fresh = level.filter((each) => !found.includes(each));
        found.push(...new Set(fresh));
        level = fresh.flatMap((each) => environmentOf(policy, each).from ?? []);
    }
    return found;
}
/** What is required in `name`: its own requirements, then those of the environments that lead to it. */
const statedFor = (policy, name) => [name, ...ancestorsOf(policy, name)].map((environment) => ({
    environment,
    requirements: environmentOf(policy, environment).require ?? {},
    signers: signersOf(policy, environment),
}));
/** The trust entries of the nearest signed-by: the environment's own, else those of all it comes from, else every entry. */
function signersOf(policy, name) {
    const levels = [name, ...ancestorsOf(policy, name)];
    const own = levels
        .map((each) => environmentOf(policy, each).require?.signedBy)
        .find((by) => by !== undefined);
    return own ?? [...(policy.trust?.keys() ?? [])];
}
/** The trust entries whose promotion records into `name` count. */
const promotersOf = (policy, name) => environmentOf(policy, name).promotedBy ?? signersOf(policy, name);
/** The repositories that `image` is copied to for `environment`, in the policy's order; none: it stays where it is. */
function destinationsOf(policy, environment, image) {
    const all = environmentOf(policy, environment).destinations ?? [];
    return all.flatMap((each) => {
        if (typeof each === 'string')
            return [each];
        return each.image === image ? [each.repository] : [];
    });
}

;// CONCATENATED MODULE: ./shared/github/answer.ts
/** A field of an answer, which is of any shape until it was looked at. */
function field(answer, ...path) {
    return path.reduce((at, key) => typeof at === 'object' && at !== null ? at[key] : undefined, answer);
}
/** @throws Error when GitHub's answer lacks a text that its description promises. */
function textField(answer, ...path) {
    const value = field(answer, ...path);
    if (typeof value === 'string')
        return value;
    throw new Error(`GitHub's answer has no text at ${path.join('.')}`);
}
/** @throws Error when GitHub's answer lacks a number that its description promises. */
function numberField(answer, ...path) {
    const value = field(answer, ...path);
    if (typeof value === 'number')
        return value;
    throw new Error(`GitHub's answer has no number at ${path.join('.')}`);
}
/** @throws Error when GitHub's answer is not the list that its description promises. */
function items(answer) {
    if (Array.isArray(answer))
        return answer;
    throw new Error("GitHub's answer is not a list");
}

;// CONCATENATED MODULE: ./shared/github/contents.ts


/** The repository's default branch, now. */
async function defaultBranch(github) {
    const repository = await github.request('GET /repos/{owner}/{repo}');
    return readBranch(github, textField(repository, 'default_branch'));
}
/** @throws UserError when there is no such branch. */
async function readBranch(github, name) {
    const answer = await github.request('GET /repos/{owner}/{repo}/git/ref/{+ref}', { ref: `heads/${name}` });
    return { name, commit: textField(answer, 'object', 'sha') };
}
/** Reads files as they are in `commit`: no branch that moves meanwhile changes an answer. */
function filesAt(github, commit) {
    const known = new Map();
    return {
        uri: `${github.url}@${commit}`,
        read: (path) => {
            const reading = known.get(path) ?? readFile(github, path, commit);
            known.set(path, reading);
            return reading;
        },
    };
}
/** GitHub gives the content of files up to 1 MB; nothing that is read here may be larger. */
async function readFile(github, path, ref) {
    const answer = await github.find('GET /repos/{owner}/{repo}/contents/{+path}', {
        path: encodePath(path),
        ref,
    });
    if (answer === undefined)
        return undefined;
    const kind = Array.isArray(answer) ? 'a directory' : field(answer, 'type');
    if (kind === 'file' && field(answer, 'encoding') === 'base64') {
        return Buffer.from(textField(answer, 'content'), 'base64');
    }
    throw new text_error/* UserError */.yo({
        what: `${path} cannot be read`,
        rule: 'a file of at most 1 MB; what is there and is no such file is not taken for nothing',
        seen: kind === 'file' ? 'a larger file' : String(kind),
        next: `put the file at ${path} of the branch`,
    });
}
const encodePath = (path) => path.split('/').map(encodeURIComponent).join('/');

;// CONCATENATED MODULE: ./shared/github/history.ts

/** The newest commits of a branch that changed a file, newest first. */
async function commitsOf(github, branch, path, count) {
    const answer = await github.request('GET /repos/{owner}/{repo}/commits', {
        sha: branch,
        path,
        per_page: count,
    });
    return items(answer).map((each) => ({
        sha: textField(each, 'sha'),
        message: textField(each, 'commit', 'message'),
        parents: items(field(each, 'parents') ?? []).map((parent) => textField(parent, 'sha')),
    }));
}

// EXTERNAL MODULE: ./shared/evidence/canonical.ts
var canonical = __webpack_require__(79124);
;// CONCATENATED MODULE: ./actions/promote/plan.ts


/** Puts the decisions and the edits into a plan. */
const makePlan = (environment, policy, decided, targets) => ({
    version: 1,
    environment,
    policy,
    images: decided.map(({ verdict, source, destinations }) => ({
        image: verdict.image,
        digest: verdict.digest,
        source,
        destinations,
        verdict: verdict.result,
        evidence: [...new Set(verdict.findings.flatMap(({ evidence }) => evidence))].sort(),
    })),
    targets: targets.map(({ path, image, before, after }) => ({ path, image, before, after })),
});
/** The plan's bytes: what people approve is the digest of these. */
const planText = (plan) => (0,canonical/* canonicalJson */.d)(plan);
const planDigest = (plan) => (0,oci_digest/* digestOf */.ol)(planText(plan));
/** The worst of several verdicts and of what the environment asks beside; `lenient`: the environment's mode is warn. */
function worstResult(verdicts, gates = [], lenient = false) {
    const closed = gates.some(({ result }) => result === 'fail' || result === 'missing');
    const results = [...verdicts.map(({ result }) => result), ...(closed ? [lenient ? 'warn' : 'fail'] : [])];
    if (results.includes('fail'))
        return 'fail';
    return results.includes('warn') ? 'warn' : 'pass';
}
/** What the targets name before the plan is applied; undefined when they do not name it by digest, or disagree, or name it already. */
function previousDigest(targets, image, digest) {
    const before = targets.filter((target) => target.image === image).map((target) => target.before.digest);
    const [first, ...others] = [...new Set(before)];
    return others.length > 0 || first === digest ? undefined : first;
}

;// CONCATENATED MODULE: ./shared/github/failure.ts

/** The HTTP status of an error of octokit's. */
function statusOf(error) {
    if (error instanceof text_error/* UserError */.yo || typeof error !== 'object' || error === null)
        return undefined;
    const status = 'status' in error ? error.status : undefined;
    return typeof status === 'number' ? status : undefined;
}
/** A header of the answer that an error of octokit's carries. */
function headerOf(error, name) {
    const response = error?.response;
    const value = response?.headers?.[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

;// CONCATENATED MODULE: ./shared/github/permission.ts


/** The name that git gives to no object. */
const NO_OBJECT = '0'.repeat(40);
/**
 * Finds out whether the token may do something, by asking for it with `parameters` that cannot be: reading cannot tell, but GitHub looks
 * at the permission before it looks for what is named. Nothing is done.
 * @throws UserError that names the permission.
 */
async function requirePermission(github, route, parameters) {
    try {
        await github.request(route, parameters);
    }
    catch (error) {
        if (!(error instanceof text_error/* UserError */.yo) || statusOf(error.cause) !== 422)
            throw error;
    }
}

;// CONCATENATED MODULE: ./shared/github/commits.ts





/** Finds out whether the token may commit, and commits nothing. @throws UserError that names the permission. */
const requireCommittable = (github) => requirePermission(github, 'POST /repos/{owner}/{repo}/git/commits', {
    message: 'never made',
    tree: NO_OBJECT,
    parents: [],
});
/** Somebody else may commit this often in between; then the branch is too busy to wait. */
const TRIES = 5;
/**
 * One commit with all changes on top of a branch, or none: the branch is only ever moved forward (Git database API). Author and
 * committer are left to GitHub, which signs what a token writes.
 * @returns the new commit; undefined when there was nothing to change.
 */
async function commitChanges(github, request) {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const { commit: head } = await readBranch(github, request.branch);
        const changes = await request.edit(filesAt(github, head));
        if (changes.length === 0)
            return undefined;
        const commit = await writeCommit(github, head, changes, request.message);
        if (commit !== undefined && (await moveBranch(github, request.branch, commit, head)))
            return commit;
    }
    throw new text_error/* UserError */.yo({
        what: `the branch ${request.branch} keeps moving`,
        rule: `a commit goes on top of what it was made from; tried ${TRIES} times`,
        next: 'run the job again; use `concurrency` to let one promotion at a time write',
    });
}
/** Undefined when GitHub has not seen its own tree yet, which happens right after it was made; the next try makes it again. */
async function writeCommit(github, head, changes, message) {
    const parent = await github.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
        commit_sha: head,
    });
    const base = textField(parent, 'tree', 'sha');
    const modes = await fileModes(github, base, changes);
    const tree = await github.request('POST /repos/{owner}/{repo}/git/trees', {
        base_tree: base,
        tree: changes.map(({ path, text }) => ({
            path,
            mode: modes.get(path) ?? '100644',
            type: 'blob',
            content: text,
        })),
    });
    try {
        const commit = await github.request('POST /repos/{owner}/{repo}/git/commits', {
            message,
            tree: textField(tree, 'sha'),
            parents: [head],
        });
        return textField(commit, 'sha');
    }
    catch (error) {
        if (isUnseenTree(error))
            return undefined;
        throw error;
    }
}
const isUnseenTree = (error) => error instanceof text_error/* UserError */.yo &&
    statusOf(error.cause) === 422 &&
    /tree sha does not exist/i.test((0,text_error/* messageOf */.bD)(error.cause));
/** An executable file stays executable. */
async function fileModes(github, tree, changes) {
    const answer = await github.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
        tree_sha: tree,
        recursive: '1',
    });
    const entries = answer.tree ?? [];
    const wanted = new Set(changes.map(({ path }) => path));
    return new Map(entries.flatMap(({ path = '', mode = '' }) => (wanted.has(path) ? [[path, mode]] : [])));
}
/** Whether the branch now names `commit`; false when somebody else moved it first. */
async function moveBranch(github, branch, commit, head) {
    try {
        await github.request('PATCH /repos/{owner}/{repo}/git/refs/{+ref}', {
            ref: `heads/${branch}`,
            sha: commit,
            force: false,
        });
        return true;
    }
    catch (error) {
        if (!(error instanceof text_error/* UserError */.yo) || statusOf(error.cause) !== 422)
            throw error;
        const { commit: now } = await readBranch(github, branch);
        // Unchanged and yet refused: a rule of the branch forbids it, and repeating would not help.
        if (now === head) {
            throw new text_error/* UserError */.yo({
                what: `the branch ${branch} does not take commits of this token`,
                rule: 'write: commit needs a branch that the token may push to',
                seen: error.message,
                next: 'let the token bypass the rule, or use write: none and commit the files yourself',
            }, { cause: error });
        }
        return now === commit;
    }
}

;// CONCATENATED MODULE: ./shared/manifests/edit.ts
/** `repository[:tag][@digest]`, as Kubernetes and Kustomize read it; a port is not a tag. */
function parseNamedImage(text) {
    const at = text.indexOf('@');
    const [name, digest] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
    const colon = name.lastIndexOf(':');
    const hasTag = colon > name.lastIndexOf('/');
    return {
        repository: hasTag ? name.slice(0, colon) : name,
        ...(hasTag ? { tag: name.slice(colon + 1) } : {}),
        ...(digest === undefined ? {} : { digest }),
    };
}
/** The opposite of parseNamedImage. */
const formatNamedImage = ({ repository, tag, digest }) => `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
/** Whether two texts name one repository: `docker.io/library/` is implied where no registry is named. */
const sameRepository = (a, b) => fullName(a) === fullName(b);
function fullName(repository) {
    const [first = '', ...rest] = repository.split('/');
    const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
    const registry = hasRegistry ? first.replace(/^index\.docker\.io$/, 'docker.io') : 'docker.io';
    const path = hasRegistry ? rest.join('/') : repository;
    return registry === 'docker.io' && !path.includes('/')
        ? `docker.io/library/${path}`
        : `${registry}/${path}`;
}

;// CONCATENATED MODULE: ./actions/promote/write.ts







/** The job's workspace: later steps of the job see the change. */
const workspaceFiles = (workspace) => ({
    read: (file) => readWorkspaceFile(workspace, file),
    requireWritable: () => Promise.resolve(),
    write: async ({ files }) => {
        for (const file of files)
            await (0,promises_.writeFile)(external_node_path_default().join(workspace, file.path), file.after);
        return undefined;
    },
});
/** As GitHub gives them. */
const MAX_FILE_BYTES = 1024 * 1024;
/**
 * A file of the workspace; undefined when nothing is there. A link may lead elsewhere within the workspace, but not out of it.
 * @throws UserError for what is no file, too large, or outside; nothing of it is read then.
 */
async function readWorkspaceFile(workspace, file) {
    try {
        const [root, full] = await Promise.all([(0,promises_.realpath)(workspace), (0,promises_.realpath)(external_node_path_default().join(workspace, file))]);
        if (external_node_path_default().relative(root, full).split((external_node_path_default()).sep)[0] === '..')
            throw notAFile(file, 'a link out of the workspace');
        const found = await (0,promises_.stat)(full);
        if (!found.isFile())
            throw notAFile(file, found.isDirectory() ? 'a directory' : 'no regular file');
        if (found.size > MAX_FILE_BYTES)
            throw notAFile(file, `${found.size} bytes`);
        return await (0,promises_.readFile)(full);
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            throw error;
        const { code = '' } = error;
        if (code === 'ENOENT' || code === 'ENOTDIR')
            return undefined;
        throw notAFile(file, code, error);
    }
}
const notAFile = (file, seen, cause) => new text_error/* UserError */.yo({
    what: `${file} cannot be read`,
    rule: `a file in the workspace, of at most ${MAX_FILE_BYTES} bytes`,
    seen,
}, { cause });
/** A branch on GitHub: one commit, on top of whatever is there by then. */
const branchFiles = (github, branch, read, message) => ({
    read,
    requireWritable: () => requireCommittable(github),
    write: (planned, again) => commitChanges(github, {
        branch,
        message,
        edit: async (files) => {
            const now = await again(files.read);
            refuseMoved(planned.targets, now.targets);
            return now.files.map((file) => ({ path: file.path, text: file.after }));
        },
    }),
});
/** Somebody may have changed the files since the plan was made, but not what the plan is about. */
function refuseMoved(planned, now) {
    const problems = now.flatMap((target, index) => {
        const before = planned[index]?.before;
        const unchanged = before !== undefined && formatNamedImage(before) === formatNamedImage(target.before);
        if (unchanged || !target.changed)
            return [];
        return [
            {
                what: `somebody else changed ${target.image} in ${target.path} meanwhile`,
                rule: 'what was decided on is what is replaced',
                seen: `${formatNamedImage(target.before)} instead of ${before === undefined ? 'nothing' : formatNamedImage(before)}`,
                next: 'look at their change, then run the job again',
            },
        ];
    });
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems, { result: 'refused' });
}
/** The line of a commit's message that names the plan it carries out. */
const PLAN_TRAILER = 'Plan: ';
/** The commit's message: what, where to, and for machines the digests and the run. */
function commitMessage(plan, run) {
    const names = plan.images.map(({ image, digest }) => `${image} ${(0,oci_digest/* shortDigest */.VK)(digest)}`).join(', ');
    const trailers = plan.images.map(({ image, digest, destinations }) => `Image: ${image}=${destinations[0] ?? ''}@${digest}`);
    const facts = [...trailers, `${PLAN_TRAILER}${planDigest(plan)}`, `Run: ${run}`];
    return [`Promote ${names} to ${plan.environment}`, '', ...facts].join('\n');
}

;// CONCATENATED MODULE: ./actions/promote/approved.ts





/** How far back the commit of a run that broke off is looked for. */
const COMMITS = 20;
/**
 * The plan that was approved, when it is what would be done now, or what a run that broke off had begun to do.
 * @throws UserError when something has changed since it was approved.
 */
async function approvedPlan(session, approved, plan, planFrom, replan) {
    if (planDigest(plan) === approved)
        return plan;
    const begun = await begunPlan(session, approved, plan, planFrom, replan);
    if (begun !== undefined)
        return begun;
    throw new text_error/* UserError */.yo({
        what: 'what would be done now is not what was approved',
        rule: `plan ${approved} was approved, and nothing else`,
        seen: `plan ${planDigest(plan)}: an image, its evidence, the policy or what the deployment files name has changed since`,
        next: 'make a new plan and have it approved; plan-path of both plans shows the difference',
    }, { result: 'refused' });
}
/** The commit is made once: after it the files no longer are as the plan found them, but its parent still is. */
async function begunPlan({ github, branch, inputs }, approved, plan, planFrom, replan) {
    const [target] = plan.targets;
    if (target === undefined || inputs.write === 'none')
        return undefined;
    const commits = await commitsOf(github, branch.name, target.path, COMMITS);
    const begun = commits.find(({ message }) => message.split('\n').includes(`${PLAN_TRAILER}${approved}`));
    const parent = begun?.parents[0];
    if (parent === undefined)
        return undefined;
    const before = planFrom(await replan(filesAt(github, parent).read));
    return planDigest(before) === approved ? before : undefined;
}

;// CONCATENATED MODULE: ./shared/github/deployments.ts



/** GitHub allows 140 characters (docs: "Create a deployment status"). */
const MAX_DESCRIPTION = 140;
/** The newest deployments of an environment made for `task`, newest first. */
async function listDeployments(github, environment, task, count = 30) {
    const answer = await github.request('GET /repos/{owner}/{repo}/deployments', {
        environment,
        task,
        per_page: count,
    });
    return items(answer).map((each) => ({ id: numberField(each, 'id'), payload: payloadOf(each) }));
}
/** GitHub gives a payload back as an object or as the text that it was. */
function payloadOf(deployment) {
    const payload = field(deployment, 'payload');
    if (typeof payload !== 'string')
        return payload;
    return (0,text_json/* tryJson */.MR)(payload) ?? payload;
}
/** Makes a deployment without merging anything and without waiting for checks: the policy has decided. */
async function createDeployment(github, deployment) {
    const answer = await github.request('POST /repos/{owner}/{repo}/deployments', {
        ref: deployment.ref,
        task: deployment.task,
        environment: deployment.environment,
        description: deployment.description.slice(0, MAX_DESCRIPTION),
        payload: deployment.payload,
        auto_merge: false,
        required_contexts: [],
        production_environment: deployment.production,
    });
    return numberField(answer, 'id');
}
/** Finds out whether the token may make deployments, and makes none. @throws UserError that names the permission. */
const requireDeployable = (github, environment, task) => requirePermission(github, 'POST /repos/{owner}/{repo}/deployments', {
    ref: NO_OBJECT,
    task,
    environment,
    auto_merge: false,
    required_contexts: [],
});
/** The newest state of a deployment; undefined when it has none yet. */
async function deploymentState(github, id) {
    const answer = await github.request('GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
        deployment_id: id,
        per_page: 1,
    });
    const [newest] = items(answer);
    return newest === undefined ? undefined : textField(newest, 'state');
}
/** Adds a state; `success` makes earlier deployments of the environment inactive, as far as GitHub does that. */
async function setDeploymentState(github, id, state, details) {
    await github.request('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
        deployment_id: id,
        state,
        log_url: details.logUrl,
        description: details.description.slice(0, MAX_DESCRIPTION),
        auto_inactive: true,
    });
}

;// CONCATENATED MODULE: ./shared/oci/media-types.ts
/** OCI image-spec 1.1 (media-types.md) and Docker Image Manifest V2, Schema 2. */
const MEDIA_TYPE = {
    index: 'application/vnd.oci.image.index.v1+json',
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    empty: 'application/vnd.oci.empty.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar',
    layerGzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
    layerZstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
    dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
    dockerManifestList: 'application/vnd.docker.distribution.manifest.list.v2+json',
    dockerConfig: 'application/vnd.docker.container.image.v1+json',
    dockerLayerGzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
    dockerForeignLayer: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
};
const isIndex = (mediaType) => mediaType === MEDIA_TYPE.index || mediaType === MEDIA_TYPE.dockerManifestList;
const isManifest = (mediaType) => mediaType === MEDIA_TYPE.manifest || mediaType === MEDIA_TYPE.dockerManifest;

;// CONCATENATED MODULE: ./shared/oci/manifest.ts





/** What a registry must accept at least (OCI distribution-spec 1.1, "Pushing Manifests"), and the most that is read. */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const SCHEMA_1 = /^application\/vnd\.docker\.distribution\.manifest\.v1\+(json|prettyjws)$/;
const isImageIndex = (content) => isIndex(content.mediaType);
/**
 * Reads a manifest or index, keeping its bytes. `mediaType` is what its sender called it; undefined, or a general type such as
 * application/json, leaves it to the content.
 * @throws UserError for Docker schema 1, an unknown type, a type that contradicts the content, or content of the wrong shape.
 */
function parseManifest(bytes, mediaType, from) {
    const { content, type } = manifest_open(bytes, mediaType, from);
    const list = isIndex(type) ? 'manifests' : 'layers';
    const items = listOf(content, list, from);
    items.forEach((item, index) => {
        checkDescriptor(item, `${from}: ${list}[${index}]`);
    });
    if (list === 'layers')
        checkDescriptor(content['config'], `${from}: config`);
    if (content['subject'] !== undefined)
        checkDescriptor(content['subject'], `${from}: subject`);
    const { artifactType, annotations } = content;
    return {
        bytes,
        content: { ...content, mediaType: type, [list]: items },
        descriptor: {
            mediaType: type,
            digest: (0,oci_digest/* digestOf */.ol)(bytes),
            size: bytes.length,
            ...(typeof artifactType === 'string' ? { artifactType } : {}),
            ...(isTextRecord(annotations) ? { annotations } : {}),
        },
    };
}
/**
 * Reads an index as a list of referrers; undefined when it is a manifest. One bad entry says nothing about the rest.
 * @throws UserError as `parseManifest` does for what is not such an index as a whole.
 */
function parseReferrerList(bytes, mediaType, from) {
    const { content, type } = manifest_open(bytes, mediaType, from);
    if (!isIndex(type))
        return undefined;
    const items = listOf(content, 'manifests', from);
    return {
        entries: items.filter(isDescriptor),
        others: items.filter((item) => !isDescriptor(item)).map((item) => JSON.stringify(item)),
    };
}
/**
 * The descriptor by which a referrer is listed (OCI distribution-spec 1.1, "Listing Referrers"): annotations are pulled up, and
 * the artifact type, which for a manifest without one is its config's media type.
 */
function referrerDescriptor(manifest) {
    const { content, descriptor } = manifest;
    const artifactType = content.artifactType ?? (isImageIndex(content) ? undefined : content.config.mediaType);
    return artifactType === undefined ? descriptor : { ...descriptor, artifactType };
}
function manifest_open(bytes, mediaType, from) {
    if (bytes.length > MAX_MANIFEST_BYTES) {
        throw manifest_malformed(from, { rule: `at most ${MAX_MANIFEST_BYTES} bytes`, seen: `${bytes.length} bytes` });
    }
    let content;
    try {
        content = (0,text_json/* parseJson */.qF)(bytes);
    }
    catch (cause) {
        throw manifest_malformed(from, { rule: 'a manifest is JSON', seen: (0,text_error/* messageOf */.bD)(cause).slice(0, 100) }, cause);
    }
    if (!(0,json_value/* isRecord */.u4)(content))
        throw manifest_malformed(from, { rule: 'a manifest is a JSON object' });
    return { content, type: typeOf(content, mediaType, from) };
}
function typeOf(content, sent, from) {
    const header = sent?.split(';')[0]?.trim().toLowerCase() ?? '';
    checkSchema(content, header, from);
    const said = textOf(content['mediaType']);
    const named = isKnown(header) ? header : undefined;
    if (named !== undefined && said !== undefined && named !== said) {
        throw manifest_malformed(from, {
            rule: `its sender calls it ${named}`,
            seen: `mediaType ${JSON.stringify(said)}`,
        });
    }
    const type = named ?? said ?? guess(content) ?? header;
    if (isKnown(type))
        return type;
    throw manifest_malformed(from, { rule: 'an OCI or Docker manifest or index', seen: JSON.stringify(type) });
}
function checkSchema(content, header, from) {
    if (content['schemaVersion'] === 1 || SCHEMA_1.test(header)) {
        throw new text_error/* UserError */.yo({
            what: `${from} is a Docker schema 1 manifest`,
            rule: 'that format cannot be verified by digest and is not supported',
            next: 'push the image again with a current tool',
        });
    }
    if (content['schemaVersion'] !== 2) {
        throw manifest_malformed(from, {
            rule: 'schemaVersion 2',
            seen: JSON.stringify(content['schemaVersion'] ?? null),
        });
    }
}
const textOf = (value) => (typeof value === 'string' ? value : undefined);
const isKnown = (type) => isManifest(type) || isIndex(type);
function guess(content) {
    if (Array.isArray(content['manifests']) && content['layers'] === undefined)
        return MEDIA_TYPE.index;
    if (Array.isArray(content['layers']) && content['manifests'] === undefined)
        return MEDIA_TYPE.manifest;
    return undefined;
}
/** Writers in Go say null for a list of nothing: BuildKit for an image without layers, registries for no referrers. */
function listOf(content, list, from) {
    const other = list === 'layers' ? 'manifests' : 'layers';
    // CVE-2021-41190: one document that is an index to one reader and a manifest to another.
    if ((content[other] ?? undefined) !== undefined)
        throw manifest_malformed(from, { rule: `${list} without ${other}` });
    const items = content[list] === null ? [] : content[list];
    if (!Array.isArray(items))
        throw manifest_malformed(from, { rule: `a list of ${list}` });
    return items;
}
/**
 * @throws UserError unless `value` has a media type, a SHA-256 digest and a size, and what else it has is of the right type: it is
 * shown and compared.
 */
function checkDescriptor(value, where) {
    if (isDescriptor(value))
        return;
    throw manifest_malformed(where, {
        rule: 'a descriptor has mediaType, digest (sha256) and size, and texts in its other fields',
        seen: JSON.stringify(value ?? null).slice(0, 200),
    });
}
const isDescriptor = (value) => (0,json_value/* isRecord */.u4)(value) && isNamed(value) && isDescribed(value);
function isNamed({ mediaType, digest, size }) {
    const named = typeof mediaType === 'string' && typeof digest === 'string' && (0,oci_digest/* isDigest */.Bc)(digest);
    return named && Number.isSafeInteger(size) && size >= 0;
}
/** Some writers say null for what is absent. */
function isDescribed({ annotations, artifactType, platform, urls }) {
    const { os, architecture, variant } = (0,json_value/* isRecord */.u4)(platform) ? platform : { os: '', architecture: '' };
    const texts = Array.isArray(urls) ? urls : [];
    const optional = [artifactType, variant, ...texts].filter((text) => text !== undefined && text !== null);
    return ([os, architecture, ...optional].every((text) => typeof text === 'string') &&
        (annotations === undefined || annotations === null || isTextRecord(annotations)));
}
const isTextRecord = (value) => (0,json_value/* isRecord */.u4)(value) && Object.values(value).every((text) => typeof text === 'string');
function manifest_malformed(where, why, cause) {
    return new text_error/* UserError */.yo({ what: `the manifest ${where} is malformed`, ...why }, { cause });
}

// EXTERNAL MODULE: ./shared/oci/parallel.ts
var parallel = __webpack_require__(65413);
;// CONCATENATED MODULE: ./shared/oci/copy.ts




const DEFAULT_PARALLEL = 4;
const SMALL_BYTES = 64 * 1024;
const copy_MAX_DEPTH = 16;
/**
 * Copies an image as it is, byte for byte: blobs, then children, then the index, then referrers. Nothing is tagged, so that a copy that
 * fails leaves nothing behind that anyone would find. What the destination has is not sent.
 * @throws UserError when the source is damaged; UnavailableError when a registry stops answering.
 */
async function copyImage(from, to, digest, options) {
    const mountFrom = options.mountFrom ?? mountable(from, to);
    const limit = options.parallel ?? DEFAULT_PARALLEL;
    const copy = {
        from,
        to,
        limit,
        slots: (0,parallel/* limiter */.T)(limit),
        smallSlots: (0,parallel/* limiter */.T)(2 * limit),
        withReferrers: options.referrers,
        blobOptions: mountFrom === undefined ? {} : { mountFrom },
        blobs: new Map(),
        manifests: new Map(),
        count: {
            blobs: { present: 0, mounted: 0, written: 0 },
            manifests: { present: 0, written: 0 },
            referrers: { present: 0, attached: 0, unreadable: 0 },
            bytes: 0,
        },
    };
    await copyManifest(copy, digest, 0);
    return copy.count;
}
const mountable = (from, to) => from.registry !== undefined && from.registry.host === to.registry?.host
    ? from.registry.repository
    : undefined;
/** One work for each digest, however often it is named. */
async function once(known, digest, work) {
    let running = known.get(digest);
    if (running === undefined) {
        running = work();
        known.set(digest, running);
    }
    await running;
}
const copyManifest = (copy, digest, depth) => once(copy.manifests, digest, async () => {
    const { from, to, count, withReferrers } = copy;
    const [manifest, there] = await Promise.all([from.readManifest(digest), to.resolve(digest)]);
    if (there === undefined) {
        await copyContent(copy, manifest, depth);
        await to.putManifest(manifest.bytes, { mediaType: manifest.descriptor.mediaType });
        count.manifests.written += 1;
    }
    else {
        // A registry takes a manifest only when it has what it names, and so do we: only referrers can be missing below.
        count.manifests.present += 1;
        if (withReferrers)
            await copyChildren(copy, manifest, depth);
    }
    if (withReferrers)
        await copyReferrers(copy, digest, depth);
});
async function copyContent(copy, manifest, depth) {
    await copyChildren(copy, manifest, depth);
    if (isImageIndex(manifest.content))
        return;
    await (0,parallel/* parallel */._)(blobsOf(manifest.content), 3 * copy.limit, (blob) => copyBlob(copy, blob));
}
async function copyChildren(copy, { content, descriptor }, depth) {
    if (!isImageIndex(content))
        return;
    if (depth === copy_MAX_DEPTH) {
        throw new text_error/* UserError */.yo({
            what: `${copy.from.name}@${descriptor.digest} is nested too deeply`,
            rule: `${copy_MAX_DEPTH} levels`,
        });
    }
    await (0,parallel/* parallel */._)(content.manifests, copy.limit, (child) => isManifest(child.mediaType) || isIndex(child.mediaType)
        ? copyManifest(copy, child.digest, depth + 1)
        : copyBlob(copy, child));
}
/** Foreign layers (with `urls`) stay where they are: their licence forbids to copy them. */
const blobsOf = ({ config, layers }) => [...layers, config].filter(({ urls }) => urls === undefined || urls.length === 0);
const copyBlob = (copy, blob) => once(copy.blobs, blob.digest, () => (blob.size > SMALL_BYTES ? copy.slots : copy.smallSlots)(async () => {
    const { from, to, count, blobOptions } = copy;
    const outcome = await to.writeBlob(blob, () => from.readBlob(blob), blobOptions);
    count.blobs[outcome] += 1;
    if (outcome === 'written')
        count.bytes += blob.size;
}));
async function copyReferrers(copy, subject, depth) {
    if (depth === copy_MAX_DEPTH)
        return;
    const { from, to, count } = copy;
    const [wanted, had] = await Promise.all([from.listReferrers(subject), to.listReferrers(subject)]);
    const present = new Set(had.map(({ digest }) => digest));
    await (0,parallel/* parallel */._)(wanted, copy.limit, async ({ digest }) => {
        if (present.has(digest))
            count.referrers.present += 1;
        else if (!(await attachReferrer(copy, digest, depth)))
            return;
        await copyReferrers(copy, digest, depth + 1);
    });
}
/** False for one that cannot be read. What it consists of must be there: a copy of half a referrer would be none. */
async function attachReferrer(copy, digest, depth) {
    const manifest = await readReferrer(copy.from, digest);
    if (manifest === undefined) {
        copy.count.referrers.unreadable += 1;
        return false;
    }
    await copyContent(copy, manifest, depth + 1);
    await copy.to.attach(manifest.bytes);
    copy.count.referrers.attached += 1;
    return true;
}
async function readReferrer(from, digest) {
    try {
        return await from.readManifest(digest);
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return undefined;
        throw error;
    }
}

// EXTERNAL MODULE: ./shared/text/size.ts
var size = __webpack_require__(99831);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
;// CONCATENATED MODULE: ./shared/oci/blob.ts



/** The whole of a small blob. @throws UserError when it says to be, or is, larger than `limit` bytes. */
async function readSmallBlob(store, descriptor, limit) {
    if (descriptor.size > limit) {
        throw new text_error/* UserError */.yo({
            what: `blob ${descriptor.digest} in ${store.name} is larger than expected`,
            rule: `at most ${limit} bytes`,
            seen: `${descriptor.size} bytes`,
        });
    }
    const chunks = [];
    for await (const chunk of (await store.readBlob(descriptor)))
        chunks.push(chunk);
    return Buffer.concat(chunks);
}
/** Stores bytes that are in memory, and returns what names them. */
async function writeBytes(store, bytes, mediaType) {
    const descriptor = { mediaType, digest: (0,oci_digest/* digestOf */.ol)(bytes), size: bytes.length };
    await store.writeBlob(descriptor, () => external_node_stream_.Readable.from([Buffer.from(bytes)], { objectMode: false }));
    return descriptor;
}

;// CONCATENATED MODULE: ./shared/evidence/collect.ts







const SHOWN_CHARACTERS = 200;
/** The annotation in which writers repeat the predicate type; it is not signed and decides nothing. */
const PREDICATE_TYPE_ANNOTATION = 'dev.sigstore.bundle.predicateType';
/**
 * Reads every bundle that refers to `subject` in one store, and gives each to `judge` as it comes: bytes that were judged are not kept,
 * however much somebody has attached. Results in the order of the store's list; what cannot be used is named with its reason.
 * @throws UserError when there are more referrers, or bytes, than anybody needs: then nobody can say that the newest was seen.
 */
async function collectBundles(store, subject, options, judge) {
    const leftOut = [];
    const listed = await store.listReferrers(subject, (entry) => {
        const detail = `an entry of the list: ${entry.slice(0, SHOWN_CHARACTERS)}`;
        leftOut.push({ ...ignore('malformed', detail), store: store.name });
    });
    const count = listed.length + leftOut.length;
    if (count > limits/* LIMIT */.u.referrers)
        throw tooMuch(store, subject, `${limits/* LIMIT */.u.referrers} referrers`, count);
    const wanted = listed.filter((descriptor) => isWanted(descriptor, options));
    const results = new Array(wanted.length);
    let total = 0;
    await (0,parallel/* parallel */._)([...wanted.entries()], limits/* LIMIT */.u.parallel, async ([index, descriptor]) => {
        const read = await collect_readReferrer(store, descriptor);
        if ('bytes' in read)
            total += read.bundle.size;
        if (total > limits/* LIMIT */.u.totalBytes)
            throw tooMuch(store, subject, (0,size/* formatBytes */.z)(limits/* LIMIT */.u.totalBytes), (0,size/* formatBytes */.z)(total));
        results[index] = 'bytes' in read ? judge(read) : read;
    });
    // What is left aside is named once, though two kinds of claims be asked for one after the other.
    return options.notClaiming === undefined ? [...results, ...leftOut] : results;
}
const tooMuch = (store, subject, limit, seen) => new text_error/* UserError */.yo({
    what: `too many referrers of ${subject} in ${store.name}`,
    rule: `at most ${limit}`,
    seen: String(seen),
    next: 'remove what does not belong there',
}, { result: 'refused' });
function isWanted({ annotations }, { claiming, notClaiming }) {
    const claimed = annotations?.[PREDICATE_TYPE_ANNOTATION];
    if (notClaiming !== undefined)
        return claimed !== undefined && !notClaiming.has(claimed);
    return claiming === undefined || claimed === undefined || claiming.has(claimed);
}
/** By the manifest itself. cosign leaves its bundles with the type of their empty config, so that this type says nothing. */
const mayHoldBundle = ({ artifactType }) => artifactType === undefined || artifactType === MEDIA_TYPE.empty || isBundleMediaType(artifactType);
/**
 * Reads one listed referrer, whatever its label in the list says: anybody may have written that. Only a service that does not answer
 * is an error.
 */
async function collect_readReferrer(store, descriptor) {
    const found = await readBundle(store, descriptor);
    const claimedType = descriptor.annotations?.[PREDICATE_TYPE_ANNOTATION];
    const claim = claimedType === undefined ? {} : { claimedType };
    return { ...claim, ...found, store: store.name, manifestDigest: descriptor.digest };
}
async function readBundle(store, descriptor) {
    try {
        const { content } = await store.readManifest(descriptor.digest);
        if (!mayHoldBundle(content))
            return ignore('unknown media type', content.artifactType ?? '');
        const bundle = bundleLayer(content);
        if ('reason' in bundle)
            return bundle;
        const bytes = await readSmallBlob(store, bundle, limits/* LIMIT */.u.bundleBytes);
        const claimedType = content.annotations?.[PREDICATE_TYPE_ANNOTATION];
        return { bundle, bytes, ...(claimedType === undefined ? {} : { claimedType }) };
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return ignore('unreadable', (0,text_error/* messageOf */.bD)(error));
        throw error;
    }
}
function bundleLayer(content) {
    const [layer, ...others] = 'layers' in content ? content.layers : [];
    if (layer === undefined || !isBundleMediaType(layer.mediaType)) {
        return ignore('unknown media type', layer?.mediaType ?? 'no layer');
    }
    if (others.length > 0)
        return ignore('malformed', `${others.length + 1} layers instead of one`);
    return layer.size > limits/* LIMIT */.u.bundleBytes ? ignore('too large', (0,size/* formatBytes */.z)(layer.size)) : layer;
}
const ignore = (reason, detail) => ({ reason, detail });

// EXTERNAL MODULE: ./shared/evidence/identity.ts
var evidence_identity = __webpack_require__(26026);
;// CONCATENATED MODULE: ./shared/evidence/predicates/canary.ts

/** The verdict on a canary, with every number that it was made of. Schema: docs/predicates/canary-v1.json. */
const CANARY_TYPE = `${evidence_statement/* PREDICATE_BASE */.cS}canary/v1`;

;// CONCATENATED MODULE: ./shared/evidence/predicates/promotion.ts




/** The record that one digest was promoted to one environment; docs/predicates/promotion-v1.schema.json describes it. */
const PROMOTION_TYPE = `${evidence_statement/* PREDICATE_BASE */.cS}promotion/v1`;
/**
 * Reads a predicate of this type; fields that are not known are passed over.
 * @throws UserError with everything that is missing or not what it must be.
 */
function parsePromotion(value) {
    const problems = [];
    const text = (path) => {
        const found = (0,fields/* textAt */.$6)(value, path);
        if (found === undefined || found === '')
            problems.push({ what: `promotion: ${path} is missing`, rule: 'text' });
        return found ?? '';
    };
    const digest = (path) => {
        const found = text(path);
        if (!(0,oci_digest/* isDigest */.Bc)(found))
            problems.push({ what: `promotion: ${path} is not a digest`, seen: JSON.stringify(found) });
        return found;
    };
    const time = text('time');
    if ((0,fields/* parseTime */.pe)(time) === undefined)
        problems.push({ what: 'promotion: time is not a time', seen: JSON.stringify(time) });
    const promotion = {
        environment: text('environment'),
        from: listAt(value, 'from').filter((each) => typeof each === 'string'),
        image: text('image'),
        source: text('source'),
        repository: text('repository'),
        digest: digest('digest'),
        ...((0,fields.at)(value, 'previousDigest') === undefined ? {} : { previousDigest: digest('previousDigest') }),
        policy: { uri: text('policy.uri'), digest: digest('policy.digest') },
        evidence: listAt(value, 'evidence').map((_, index) => ({
            type: text(`evidence.${index}.type`),
            digest: digest(`evidence.${index}.digest`),
        })),
        ...((0,fields.at)(value, 'plan') === undefined ? {} : { plan: digest('plan') }),
        requestedBy: text('requestedBy'),
        run: text('run'),
        time,
        ...optionalParts(value),
    };
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    return promotion;
}
const listAt = (value, path) => {
    const found = (0,fields.at)(value, path);
    return Array.isArray(found) ? found : [];
};
function optionalParts(value) {
    const commit = (0,fields/* textAt */.$6)(value, 'commit');
    const deployment = (0,fields.at)(value, 'deployment');
    const warnings = listAt(value, 'warnings').filter((each) => typeof each === 'string');
    const approvedBy = listAt(value, 'approvedBy').filter((each) => typeof each === 'string');
    return {
        ...(approvedBy.length === 0 ? {} : { approvedBy }),
        ...(commit === undefined ? {} : { commit }),
        ...(typeof deployment === 'number' ? { deployment } : {}),
        ...(warnings.length === 0 ? {} : { warnings }),
    };
}

;// CONCATENATED MODULE: ./shared/evidence/predicates/provenance.ts


/** SLSA provenance v1 (slsa.dev/spec/v1.0/provenance). */
const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';
/** What `buildDefinition.buildType` says of our own builds; docs/predicates explains its parameters. */
const BUILD_TYPE_BASE = 'https://fixity-actions.github.io/build-types/';
/** The provenance of a build of ours. */
function provenancePredicate(build) {
    const { invocationId } = build;
    return {
        buildDefinition: {
            buildType: `${BUILD_TYPE_BASE}${build.buildType}`,
            externalParameters: build.externalParameters,
            internalParameters: build.internalParameters,
            resolvedDependencies: build.dependencies,
        },
        runDetails: {
            builder: { id: build.builderId, version: build.builderVersion },
            metadata: {
                ...(invocationId === undefined ? {} : { invocationId }),
                startedOn: toSeconds(build.startedOn),
                finishedOn: toSeconds(build.finishedOn),
            },
            ...(build.byproducts.length === 0 ? {} : { byproducts: build.byproducts }),
        },
    };
}
const toSeconds = (time) => `${time.toISOString().slice(0, 19)}Z`;
/** @throws UserError when a field that the specification requires is missing. */
function parseProvenance(value) {
    const buildType = (0,fields/* textAt */.$6)(value, 'buildDefinition.buildType');
    const builderId = (0,fields/* textAt */.$6)(value, 'runDetails.builder.id');
    const parameters = (0,fields.at)(value, 'buildDefinition.externalParameters');
    if (buildType === undefined ||
        builderId === undefined ||
        typeof parameters !== 'object' ||
        parameters === null) {
        throw new text_error/* UserError */.yo({
            what: 'not a provenance',
            rule: 'buildDefinition.buildType, buildDefinition.externalParameters and runDetails.builder.id (SLSA v1)',
        });
    }
    const dependencies = dependenciesOf(value);
    const source = sourceOf(buildType, dependencies);
    const [repository, ref] = splitSource(source?.uri);
    return {
        buildType,
        builderId,
        source: repository,
        commit: source?.digest?.['gitCommit'],
        ref: ref ?? (0,fields/* textAt */.$6)(parameters, 'workflow.ref'),
        invocationId: (0,fields/* textAt */.$6)(value, 'runDetails.metadata.invocationId'),
        finishedOn: (0,fields/* timeAt */.lC)(value, 'runDetails.metadata.finishedOn'),
        dependencies,
    };
}
/** Our own builds name it; of others it is the first commit. A repository that a step fetched is not what was built. */
function sourceOf(buildType, dependencies) {
    const commits = dependencies.filter(({ digest }) => digest?.['gitCommit'] !== undefined);
    return buildType.startsWith(BUILD_TYPE_BASE) ? commits.find(({ name }) => name === 'source') : commits[0];
}
function dependenciesOf(value) {
    const list = (0,fields.at)(value, 'buildDefinition.resolvedDependencies');
    if (!Array.isArray(list))
        return [];
    return list.map((item) => {
        const [name, uri] = [(0,fields/* textAt */.$6)(item, 'name'), (0,fields/* textAt */.$6)(item, 'uri')];
        return {
            ...(name === undefined ? {} : { name }),
            ...(uri === undefined ? {} : { uri }),
            digest: provenance_digestsOf((0,fields.at)(item, 'digest')),
        };
    });
}
function provenance_digestsOf(value) {
    if (typeof value !== 'object' || value === null)
        return {};
    return Object.fromEntries(Object.entries(value).filter((entry) => typeof entry[1] === 'string'));
}
/** `git+https://github.com/acme/shop@refs/tags/v1` is `github.com/acme/shop` and `refs/tags/v1`. */
function splitSource(uri) {
    const [, repository, ref] = /^git\+https?:\/\/([^@\s]+?)(?:\.git)?(?:@(\S+))?$/.exec(uri ?? '') ?? [];
    return [repository, ref];
}

;// CONCATENATED MODULE: ./shared/evidence/predicates/sbom.ts
/** CycloneDX JSON as a predicate, of any specification version. */
const CYCLONEDX_TYPE = 'https://cyclonedx.org/bom';
/** SPDX 2 JSON as a predicate, as cosign and in-toto name it. */
const SPDX_TYPE = 'https://spdx.dev/Document';
/** Some writers put SPDX's version into the type. */
const SPDX_VERSIONED_TYPE = 'https://spdx.dev/Document/v2.3';
/** Every type under which an SBOM is found. */
const SBOM_TYPES = [CYCLONEDX_TYPE, SPDX_TYPE, SPDX_VERSIONED_TYPE];
const isSbomType = (predicateType) => SBOM_TYPES.includes(predicateType);

;// CONCATENATED MODULE: ./shared/evidence/predicates/test-result.ts
/** in-toto Test Result v0.1 (in-toto attestation framework, spec/predicates/test-result.md). */
const TEST_RESULT_TYPE = 'https://in-toto.io/attestation/test-result/v0.1';
/** The predicate of one suite's outcome. */
function testResultPredicate(outcome) {
    const { suite, result, finishedOn, reportSha256, annotations, failedTests, url } = outcome;
    const known = { ...annotations, ...(finishedOn && { finishedOn: finishedOn.toISOString() }) };
    const configuration = {
        name: suite,
        ...(reportSha256 === undefined ? {} : { digest: { sha256: reportSha256 } }),
        ...(Object.keys(known).length === 0 ? {} : { annotations: known }),
    };
    return {
        result,
        configuration: [configuration],
        ...(url === undefined ? {} : { url }),
        ...(failedTests === undefined ? {} : { failedTests }),
    };
}

;// CONCATENATED MODULE: ./shared/evidence/predicates/verification-summary.ts

/** SLSA Verification Summary Attestation, version 1 (slsa.dev/spec/v1.1/verification_summary). */
const VERIFICATION_SUMMARY_TYPE = 'https://slsa.dev/verification_summary/v1';
/** Who a scan's summaries are by; a promotion's have another id, so that neither can pass for the other. */
const SCAN_VERIFIER_ID = 'https://fixity-actions.github.io/verifiers/scan';
const sha256 = (digest) => ({ sha256: (0,oci_digest/* hexOf */.ZD)(digest) });
const resultOf = (passed) => (passed ? 'PASSED' : 'FAILED');
/** Where the policy is a gate and no SLSA track, no level is claimed: level 0 on a pass, FAILED otherwise. */
function verificationSummaryPredicate(summary) {
    const { verifierId, verifiedAt, resourceUri, policy, inputs, passed, platforms } = summary;
    return {
        verifier: { id: verifierId },
        timeVerified: verifiedAt.toISOString(),
        resourceUri,
        policy: { uri: policy.uri, digest: sha256(policy.digest) },
        ...(inputs.length === 0
            ? {}
            : { inputAttestations: inputs.map((digest) => ({ uri: `bundle:${digest}`, digest: sha256(digest) })) }),
        verificationResult: resultOf(passed),
        verifiedLevels: [passed ? 'SLSA_BUILD_LEVEL_0' : 'FAILED'],
        slsaVersion: '1.1',
        ...(platforms.length === 0
            ? {}
            : {
                fixity_platforms: platforms.map((each) => ({
                    digest: sha256(each.digest),
                    platform: each.platform,
                    verificationResult: resultOf(each.passed),
                })),
            }),
    };
}

;// CONCATENATED MODULE: ./shared/evidence/predicates/vulnerabilities.ts



/** cosign's vulnerability scan record (sigstore/cosign, specs/COSIGN_VULN_ATTESTATION_SPEC.md). */
const VULNERABILITIES_TYPE = 'https://cosign.sigstore.dev/attestation/vuln/v1';
/** What scans by Fixity name as their scanner; it tells them apart from other scanners' about the same image. */
const SCANNER_URI = 'https://fixity-actions.github.io/scan';
const COUNTED_SEVERITIES = [
    'critical',
    'high',
    'medium',
    'low',
    'unknown',
];
/** The predicate; findings past `MAX_FINDINGS` are counted and not listed. */
function vulnerabilitiesPredicate(scan, invocation) {
    const { startedAt, finishedAt, version, snapshot, findings, ...facts } = scan;
    const newest = snapshot.newest?.toISOString();
    return {
        invocation: { uri: invocation.uri, event_id: invocation.run, 'builder.id': invocation.builder },
        scanner: {
            uri: SCANNER_URI,
            version,
            db: {
                uri: 'https://ossf.github.io/osv-schema/',
                version: snapshot.digest,
                ...(newest === undefined ? {} : { lastUpdate: newest }),
            },
            result: {
                ...facts,
                snapshot: {
                    digest: snapshot.digest,
                    records: snapshot.records,
                    ...(newest === undefined ? {} : { newest }),
                },
                findings: findings.slice(0, MAX_FINDINGS),
            },
        },
        metadata: { scanStartedOn: startedAt.toISOString(), scanFinishedOn: finishedAt.toISOString() },
    };
}
const MAX_FINDINGS = 2_000;
/**
 * Reads what a scan of ours recorded; unknown fields are passed over.
 * @throws UserError that names the field, also for another scanner's record: its result has no shape that we know.
 */
function parseVulnerabilities(value) {
    const result = (0,fields.at)(value, 'scanner.result');
    const [startedAt, finishedAt] = [
        (0,fields/* timeAt */.lC)(value, 'metadata.scanStartedOn'),
        (0,fields/* timeAt */.lC)(value, 'metadata.scanFinishedOn'),
    ];
    if (finishedAt === undefined)
        throw vulnerabilities_malformed('metadata.scanFinishedOn', 'a time with its zone');
    const verdict = (0,fields/* textAt */.$6)(result, 'verdict');
    if (verdict !== 'pass' && verdict !== 'fail')
        throw vulnerabilities_malformed('scanner.result.verdict', 'pass or fail');
    const complete = (0,fields.at)(result, 'complete');
    if (typeof complete !== 'boolean')
        throw vulnerabilities_malformed('scanner.result.complete', 'true or false');
    const baseline = (0,fields.at)(result, 'baseline') === undefined ? undefined : digestAt(result, 'baseline');
    const findings = vulnerabilities_listOf((0,fields.at)(result, 'findings')).map(parseFinding);
    const exceptions = vulnerabilities_listOf((0,fields.at)(result, 'exceptions')).map(parseException);
    return {
        startedAt: startedAt ?? finishedAt,
        finishedAt,
        version: (0,fields/* textAt */.$6)(value, 'scanner.version') ?? '',
        verdict,
        counts: parseCounts((0,fields.at)(result, 'counts')),
        complete,
        incomplete: texts((0,fields.at)(result, 'incomplete')),
        packages: countAt(result, 'packages'),
        ecosystems: texts((0,fields.at)(result, 'ecosystems')),
        snapshot: {
            digest: digestAt(result, 'snapshot.digest'),
            newest: (0,fields/* timeAt */.lC)(result, 'snapshot.newest'),
            records: countAt(result, 'snapshot.records'),
        },
        policyDigest: digestAt(result, 'policyDigest'),
        ...(baseline === undefined ? {} : { baseline }),
        ...((0,fields.at)(result, 'secrets') === undefined ? {} : { secrets: countAt(result, 'secrets') }),
        sbom: (0,fields/* textAt */.$6)(result, 'sbom') ?? '',
        ...(exceptions.length === 0 ? {} : { exceptions }),
        findings,
        findingsTotal: countAt(result, 'findingsTotal'),
    };
}
function parseCounts(value) {
    const entries = COUNTED_SEVERITIES.map((severity) => {
        const count = {
            found: countAt(value, `${severity}.found`),
            fixable: countAt(value, `${severity}.fixable`),
        };
        return [severity, count];
    });
    return Object.fromEntries(entries);
}
function parseFinding(value) {
    const [id, purl, fixed] = [(0,fields/* textAt */.$6)(value, 'id'), (0,fields/* textAt */.$6)(value, 'purl'), (0,fields/* textAt */.$6)(value, 'fixed')];
    const severity = COUNTED_SEVERITIES.find((each) => each === (0,fields/* textAt */.$6)(value, 'severity'));
    const exception = (0,fields/* textAt */.$6)(value, 'exception');
    if (id === undefined || purl === undefined || severity === undefined) {
        throw vulnerabilities_malformed('scanner.result.findings', 'each has id, purl and severity');
    }
    return {
        id,
        aliases: texts((0,fields.at)(value, 'aliases')),
        severity,
        purl,
        ...(fixed === undefined ? {} : { fixed }),
        ...(exception === undefined ? {} : { exception }),
    };
}
function parseException(value) {
    const [id, advisory, name] = [(0,fields/* textAt */.$6)(value, 'id'), (0,fields/* textAt */.$6)(value, 'advisory'), (0,fields/* textAt */.$6)(value, 'package')];
    if (id === undefined || advisory === undefined) {
        throw vulnerabilities_malformed('scanner.result.exceptions', 'each has id and advisory');
    }
    return { id, advisory, ...(name === undefined ? {} : { package: name }) };
}
function countAt(value, path) {
    const count = (0,fields.at)(value, path);
    if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0)
        return count;
    throw vulnerabilities_malformed(`scanner.result … ${path}`, 'a whole number');
}
function digestAt(value, path) {
    const text = (0,fields/* textAt */.$6)(value, path) ?? '';
    if (!(0,oci_digest/* isDigest */.Bc)(text))
        throw vulnerabilities_malformed(`scanner.result.${path}`, 'a digest');
    return text;
}
const vulnerabilities_listOf = (value) => (Array.isArray(value) ? value : []);
const texts = (value) => vulnerabilities_listOf(value).filter((each) => typeof each === 'string');
const vulnerabilities_malformed = (field, rule) => new text_error/* UserError */.yo({ what: `malformed vulnerability scan at ${field}`, rule });

;// CONCATENATED MODULE: ./shared/evidence/predicates/known.ts










const SIGNATURE_TYPE = 'https://sigstore.dev/cosign/sign/v1';
const nothing = () => '';
const byText = (...paths) => (predicate) => paths.map((path) => (0,fields/* textAt */.$6)(predicate, path) ?? '').join('\n');
/** The texts at these paths, those that are there, with spaces between. */
const say = (...paths) => (predicate) => paths
    .map((path) => (0,fields/* textAt */.$6)(predicate, path))
    .filter((text) => text !== undefined)
    .join(' ');
const byTime = (...paths) => (predicate) => paths.map((path) => (0,fields/* timeAt */.lC)(predicate, path)).find((time) => time !== undefined);
const SPDX = {
    name: 'SPDX SBOM',
    detail: say('spdxVersion'),
    required: { spdxVersion: 'text', SPDXID: 'text', creationInfo: 'object' },
    discriminator: () => 'spdx',
    time: byTime('creationInfo.created'),
};
const KNOWN = new Map(Object.entries({
    [SIGNATURE_TYPE]: {
        name: 'signature',
        detail: nothing,
        required: {},
        discriminator: nothing,
        time: () => undefined,
    },
    [PROVENANCE_TYPE]: {
        name: 'SLSA provenance',
        detail: say('runDetails.builder.id'),
        required: {
            'buildDefinition.buildType': 'text',
            'buildDefinition.externalParameters': 'object',
            'runDetails.builder.id': 'text',
        },
        discriminator: nothing,
        time: byTime('runDetails.metadata.finishedOn', 'runDetails.metadata.startedOn'),
    },
    [CYCLONEDX_TYPE]: {
        name: 'CycloneDX SBOM',
        detail: say('specVersion'),
        required: { bomFormat: 'text', specVersion: 'text' },
        discriminator: () => 'cyclonedx',
        time: byTime('metadata.timestamp'),
    },
    [SPDX_TYPE]: SPDX,
    [SPDX_VERSIONED_TYPE]: SPDX,
    [TEST_RESULT_TYPE]: {
        name: 'test results',
        detail: say('configuration.0.name', 'result'),
        required: { result: 'text', configuration: 'list' },
        discriminator: byText('configuration.0.name'),
        time: byTime('configuration.0.annotations.finishedOn'),
    },
    [VULNERABILITIES_TYPE]: {
        name: 'vulnerability scan',
        detail: say('scanner.uri'),
        required: { 'scanner.uri': 'text', 'metadata.scanFinishedOn': 'text' },
        discriminator: byText('scanner.uri'),
        time: byTime('metadata.scanFinishedOn'),
    },
    [VERIFICATION_SUMMARY_TYPE]: {
        name: 'verification summary',
        detail: say('verificationResult', 'resourceUri'),
        required: {
            'verifier.id': 'text',
            timeVerified: 'text',
            resourceUri: 'text',
            policy: 'object',
            verificationResult: 'text',
        },
        discriminator: byText('verifier.id', 'resourceUri'),
        time: byTime('timeVerified'),
    },
    [CANARY_TYPE]: {
        name: 'canary',
        detail: say('environment', 'verdict'),
        required: { environment: 'text', verdict: 'text', finishedAt: 'text' },
        discriminator: byText('environment'),
        time: byTime('finishedAt'),
    },
    [PROMOTION_TYPE]: {
        name: 'promotion',
        detail: say('environment'),
        required: { environment: 'text', digest: 'text', time: 'text' },
        discriminator: byText('environment'),
        time: byTime('time'),
    },
}));
/** Undefined for types that we do not know: they are signed and found like any other, without a time of their own. */
const knownPredicate = (predicateType) => KNOWN.get(predicateType);
/** The type's name for people, else its URI. */
const predicateName = (predicateType) => KNOWN.get(predicateType)?.name ?? predicateType;
/**
 * Checks that a predicate is an object with the fields that its type requires; unknown types need only be objects.
 * @param from what people know it by, such as the path of its file.
 * @throws UserError with every missing field.
 */
function checkPredicate(predicateType, predicate, from) {
    if (!isRecord(predicate)) {
        throw new UserError({
            what: `${from} is not a predicate`,
            rule: 'a JSON object',
            seen: kindOf(predicate),
        });
    }
    const known = KNOWN.get(predicateType);
    const problems = Object.entries(known?.required ?? {}).flatMap(([path, kind]) => {
        const seen = kindOf(at(predicate, path));
        if (seen === kind)
            return [];
        return [
            { what: `${from}: field '${path}' of ${known?.name ?? predicateType}`, rule: `needs ${kind}`, seen },
        ];
    });
    if (problems.length > 0)
        throw new UserError(problems);
}
function kindOf(value) {
    if (value === undefined)
        return 'nothing';
    if (Array.isArray(value))
        return 'list';
    if (isRecord(value))
        return 'object';
    return typeof value === 'string' ? 'text' : value === null ? 'null' : typeof value;
}

;// CONCATENATED MODULE: ./shared/evidence/trust.ts


/** The signers that have a key. @throws UserError when one cannot be read. */
const trustedKeys = (signers) => signers.flatMap(({ name, publicKey, validUntil, revoked = false }) => {
    if (publicKey === undefined)
        return [];
    const key = typeof publicKey === 'string' ? parsePublicKey(publicKey) : publicKey;
    return [{ name, key, hint: keyHint(key), validUntil, revoked }];
});
/** The signers that have an identity. @throws UserError for a `*` that would let strangers in. */
const trustedIdentities = (signers) => signers.filter((signer) => {
    if (signer.publicKey !== undefined)
        return false;
    checkSubject(signer);
    return true;
});
function checkSubject({ name, subject }) {
    const star = subject.indexOf('*');
    const fixed = star === -1 ? undefined : subject.slice(0, star);
    const good = fixed === undefined || (star === subject.length - 1 && /@refs\/(heads|tags)\/./.test(fixed));
    if (good && subject !== '')
        return;
    throw new text_error/* UserError */.yo({
        what: `the identity '${name}' would trust strangers`,
        rule: "a '*' stands only at the end, after the beginning of a branch's or tag's name: …@refs/tags/v*",
        seen: JSON.stringify(subject),
    });
}

;// CONCATENATED MODULE: ./shared/evidence/verify.ts








/**
 * Everything that trusted signers have said about `subject`, found in any of `stores`, and what was left aside with its reasons. A
 * bundle that several stores hold counts once, for the first of them. That something is absent proves nothing: it may be hidden.
 * @throws UserError when a trusted key cannot be read or a store lists too much; UnavailableError when a store does not answer.
 */
async function loadEvidence(stores, subject, trusted, options = {}) {
    const { types, now = new Date(), trustRoots = [] } = options;
    const rules = await rulesFor(subject, trusted, trustRoots, now);
    const collect = async (collectOptions) => {
        const judge = (referrer) => judgeReferrer(referrer, rules);
        const found = await Promise.all(stores.map((store) => collectBundles(store, subject, collectOptions, judge)));
        return sort(found.flat());
    };
    if (types === undefined)
        return collect({});
    const found = await collect({ claiming: types });
    const all = [...types].every((type) => found.accepted.some(({ predicateType }) => predicateType === type));
    return all ? found : merge(found, await collect({ notClaiming: types }));
}
const merge = (one, other) => sort([...one.accepted, ...other.accepted, ...one.ignored, ...other.ignored]);
/** A bundle that is found twice counts where it was found first. */
function sort(judged) {
    const accepted = new Map();
    const ignored = [];
    for (const each of judged) {
        if ('reason' in each)
            ignored.push(each);
        else if (!accepted.has(each.bundleDigest))
            accepted.set(each.bundleDigest, each);
    }
    return { accepted: [...accepted.values()], ignored };
}
/** Loads what certificates are judged with only where an identity is trusted. @throws UserError when that has no trust root. */
async function rulesFor(subject, trusted, trustRoots, now) {
    const [keys, identities] = [trustedKeys(trusted), trustedIdentities(trusted)];
    const [identity] = identities;
    if (identity === undefined)
        return { subject, keys, identities, now };
    if (trustRoots.length === 0) {
        throw new text_error/* UserError */.yo({
            what: `'${identity.name}' is trusted by certificate, and no certificate authority is`,
            rule: 'identities need a trust root',
            next: 'give trust-root the trusted_root.json of your Sigstore instance',
        });
    }
    const { certificateJudge } = await Promise.all(/* import() */[__webpack_require__.e(654), __webpack_require__.e(187), __webpack_require__.e(857)]).then(__webpack_require__.bind(__webpack_require__, 4857));
    return { subject, keys, identities, judgeCertificate: certificateJudge(trustRoots), now };
}
/** Evidence, or the reason why it is none. Never throws: whatever is attached to an image may have been made to make us fail. */
function judgeReferrer(referrer, rules) {
    const { store, manifestDigest, claimedType, bundle } = referrer;
    const judged = judgeBundle(referrer.bytes, rules);
    if ('reason' in judged) {
        const claim = claimedType === undefined ? {} : { claimedType };
        return { ...judged, store, manifestDigest, ...claim };
    }
    const { statement, signer } = judged;
    const { predicateType, predicate } = statement;
    const evidence = {
        statement,
        predicateType,
        subject: rules.subject,
        signedBy: signer.name,
        bundleDigest: bundle.digest,
        store,
    };
    if (signer.trusted !== undefined)
        return { ...evidence, ...signer.trusted };
    return { ...evidence, time: knownPredicate(predicateType)?.time(predicate), timeSource: 'predicate' };
}
/** What a bundle proves by itself, wherever it is kept. Never throws. */
function judgeBundle(bytes, rules) {
    try {
        const bundle = parseBundle(bytes);
        if (bundle.payloadType !== dsse/* IN_TOTO_PAYLOAD_TYPE */.T4) {
            return { reason: 'malformed', detail: `payload type ${bundle.payloadType} is not in-toto` };
        }
        const signer = bundle.material.kind === 'key' ? findKey(bundle, rules) : findIdentity(bytes, rules);
        if ('reason' in signer)
            return signer;
        const statement = (0,evidence_statement/* parseStatement */.By)(bundle.payload);
        if (!(0,evidence_statement/* isAbout */.KH)(statement, rules.subject)) {
            const subjects = statement.subject.map((each) => Object.values(each.digest).join('+')).join(', ');
            return { reason: 'other subject', detail: `it is about ${subjects || 'nothing'}` };
        }
        return { statement, signer };
    }
    catch (error) {
        return { reason: 'malformed', detail: (0,text_error/* messageOf */.bD)(error) };
    }
}
/** The key that made the signature; the hint only says which one to try first. */
function findKey(bundle, { keys, now }) {
    const { material, payloadType, payload, signature } = bundle;
    const hint = material.kind === 'key' ? material.hint : '';
    const ordered = [...keys.filter((key) => key.hint === hint), ...keys.filter((key) => key.hint !== hint)];
    const signers = ordered.filter(({ key }) => (0,dsse/* verifyPayload */.Lo)(payloadType, payload, signature, key));
    if (signers.length === 0) {
        return { reason: 'other signer', detail: `signed with a key that is not trusted (hint ${hint})` };
    }
    return admit(signers, now);
}
/** Whoever the certificate names, if a trust root vouches for it. Without trusted identities no certificate lets anybody in. */
function findIdentity(bytes, { identities, judgeCertificate }) {
    if (judgeCertificate === undefined) {
        return { reason: 'other signer', detail: 'signed with a certificate, and only keys are trusted' };
    }
    const judged = judgeCertificate(bytes);
    if ('problem' in judged)
        return { reason: 'other signer', detail: `no trust root vouches for its certificate: ${judged.problem}` };
    const { identity, time, timeSource } = judged;
    const signers = identities.filter((trusted) => (0,evidence_identity/* isSameIdentity */.B2)(trusted, identity));
    if (signers.length === 0) {
        return { reason: 'other signer', detail: `signed by ${identity.subject} (${identity.issuer})` };
    }
    const admitted = admit(signers, time);
    return 'reason' in admitted ? admitted : { ...admitted, trusted: { time, timeSource } };
}
/** The first of several trusted entries for one signer that is in force at `time`; a revoked one counts against all. */
function admit(signers, time) {
    const revoked = signers.find((signer) => signer.revoked === true);
    if (revoked !== undefined)
        return { reason: 'revoked signer', detail: `'${revoked.name}' is revoked` };
    const valid = signers.find(({ validUntil }) => validUntil === undefined || time <= validUntil);
    if (valid !== undefined)
        return { name: valid.name };
    const names = signers.map(({ name, validUntil }) => `'${name}' until ${validUntil?.toISOString() ?? ''}`);
    return { reason: 'expired signer', detail: `trusted was ${names.join(', ')}` };
}

;// CONCATENATED MODULE: ./shared/evidence/key-of-evidence.ts

/** Equal for pieces of evidence of which only the newest counts: predicate type, discriminator, subject and signer. */
function keyOfEvidence(evidence) {
    const { predicateType, statement, subject, signedBy } = evidence;
    const discriminator = knownPredicate(predicateType)?.discriminator(statement.predicate) ?? '';
    return JSON.stringify([predicateType, discriminator, subject, signedBy]);
}
/**
 * The newest of each key, in the order in which the keys first appear; several where they are of one moment, so that neither hides
 * the other and a check can let the one that says no decide. What has no time is older than what has one.
 */
function newestPerKey(evidence) {
    const newest = new Map();
    for (const each of evidence) {
        const key = keyOfEvidence(each);
        const known = newest.get(key) ?? [];
        const [age, knownAge] = [momentOf(each), known[0] === undefined ? -Infinity : momentOf(known[0])];
        if (age === knownAge)
            newest.set(key, [...known, each].sort(byDigest));
        else if (age > knownAge)
            newest.set(key, [each]);
    }
    return [...newest.values()].flat();
}
const momentOf = ({ time }) => time?.getTime() ?? -Infinity;
/** The order in which a registry lists them never decides. */
const byDigest = (one, other) => (one.bundleDigest < other.bundleDigest ? -1 : 1);

;// CONCATENATED MODULE: ./shared/policy/checks/case.ts


/** Clocks of runners differ by this much; evidence that is dated further ahead is not believed. */
const SKEW_MILLISECONDS = 5 * 60_000;
/** Of each key the newest piece: an older one is never shown to a check. */
const currentEvidence = (evidence) => newestPerKey(evidence);
/** Evidence of one of these types about `subject`, by one of `by` (default: the signers of the environment). */
function evidenceFor({ evidence, stated }, types, subject, by = stated.signers) {
    return evidence.filter((each) => types.includes(each.predicateType) && each.subject === subject && by.includes(each.signedBy));
}
/** Makes a finding of this case's environment. */
const finding = ({ stated }, requirement, parts) => ({
    requirement,
    environment: stated.environment,
    result: parts.result,
    wanted: parts.wanted,
    seen: parts.seen,
    evidence: (parts.evidence ?? []).map(({ bundleDigest }) => bundleDigest),
    ...(parts.next === undefined || parts.result === 'pass' ? {} : { next: parts.next }),
});
/** Whether evidence is young enough: `undefined` when it is, else what is wrong with its time. */
function tooOld(evidence, within, now) {
    const age = ageOf(evidence, now);
    if (age === undefined)
        return within === undefined ? undefined : 'its time is not known';
    if (age < -SKEW_MILLISECONDS)
        return `it is dated ${(0,duration/* formatDuration */.a3)(-age)} in the future`;
    if (within !== undefined && age > within)
        return `it is ${(0,duration/* formatDuration */.a3)(age)} old`;
    return undefined;
}
const ageOf = ({ time }, now) => time === undefined ? undefined : now.getTime() - time.getTime();
/** `, 26 min ago`, `, just now`, or nothing where the time is not known. */
function agoText(evidence, now) {
    const age = ageOf(evidence, now);
    if (age === undefined)
        return '';
    return age < 1_000 ? ', just now' : `, ${(0,duration/* formatDuration */.a3)(age)} ago`;
}
/** `, at most 24 h old`, or nothing. */
const withinText = (within) => within === undefined ? '' : `, at most ${(0,duration/* formatDuration */.a3)(within)} old`;
/** `release or offline`. */
const orText = (names) => names.join(' or ') || 'nobody';
/** Names of the platforms of which nothing was found; an image without platforms lacks everything. */
const lacking = (platforms) => platforms.length === 0
    ? ['any platform, the image has none']
    : platforms.filter(({ found }) => found.length === 0).map(({ name }) => name);

;// CONCATENATED MODULE: ./shared/policy/checks/canary.ts



/** The newest canary of this digest, in the environment that the policy names, ended with the verdict that it wants. */
function checkCanary(of) {
    const wanted = of.stated.requirements.canary;
    if (wanted === undefined)
        return [];
    const found = evidenceFor(of, [CANARY_TYPE], of.subject.digest, wanted.by)
        .filter((each) => (0,fields/* textAt */.$6)(each.statement.predicate, 'environment') === wanted.in)
        .map((each) => {
        const verdict = (0,fields/* textAt */.$6)(each.statement.predicate, 'verdict') ?? 'no verdict';
        const old = tooOld(each, wanted.within, of.now);
        const wrong = verdict === wanted.verdict ? old : `${verdict}${agoText(each, of.now)}`;
        return { each, wrong };
    });
    const decisive = found.find(({ wrong }) => wrong !== undefined) ?? found[0];
    const requirement = `canary in ${wanted.in}`;
    const common = { wanted: `${wanted.verdict} in ${wanted.in}${withinText(wanted.within)}` };
    if (decisive === undefined) {
        return [
            finding(of, requirement, {
                ...common,
                result: 'missing',
                seen: 'no canary verdict',
                next: `run action 'canary-verify' with environment: ${wanted.in} on this digest`,
            }),
        ];
    }
    const { each, wrong } = decisive;
    return [
        finding(of, requirement, {
            ...common,
            result: wrong === undefined ? 'pass' : 'fail',
            seen: wrong ?? `${wanted.verdict}${agoText(each, of.now)}`,
            evidence: [each],
            next: 'find out what the canary saw; a digest that failed needs a new build, not a new canary',
        }),
    ];
}

;// CONCATENATED MODULE: ./shared/policy/checks/origin.ts





/** The digest itself is signed by one of the named. */
function checkSignature(of) {
    const { signedBy } = of.stated.requirements;
    if (signedBy === undefined)
        return [];
    const found = evidenceFor(of, [SIGNATURE_TYPE], of.subject.digest, signedBy);
    const signers = [...new Set(found.map((each) => each.signedBy))];
    return [
        finding(of, 'signed-by', {
            result: found.length > 0 ? 'pass' : 'missing',
            wanted: `a signature by ${orText(signedBy)}`,
            seen: found.length > 0 ? `signed by ${signers.join(' and ')}` : 'no signature of theirs',
            evidence: found,
            next: "sign the digest with action 'sign' and the key that the policy trusts",
        }),
    ];
}
/** SLSA provenance v1 of the digest names the source that the policy wants. */
function checkProvenance(of) {
    const wanted = of.stated.requirements.provenance;
    if (wanted === undefined)
        return [];
    const found = evidenceFor(of, [PROVENANCE_TYPE], of.subject.digest, wanted.by);
    const [decisive] = found;
    // Provenances of two signers that disagree prove nothing.
    const agree = found.every((each) => sameSource(origin_sourceOf(each), wanted.source));
    const sources = [...new Set(found.map((each) => origin_sourceOf(each) ?? 'an unnamed source'))];
    return [
        finding(of, 'provenance', {
            result: decisive === undefined ? 'missing' : agree ? 'pass' : 'fail',
            wanted: `built from ${wanted.source}`,
            seen: decisive === undefined
                ? 'no provenance'
                : `built from ${sources.join(' and ')}${agoText(decisive, of.now)}`,
            evidence: found,
            next: "build the image from this source with action 'build-image' and sign its attestations",
        }),
    ];
}
function origin_sourceOf({ statement }) {
    try {
        return parseProvenance(statement.predicate).source;
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return undefined;
        throw error;
    }
}
/** `https://github.com/acme/shop.git` is `github.com/acme/shop`. */
const plainSource = (source) => source
    .replace(/^(git\+)?https?:\/\//, '')
    .replace(/(\.git)?\/*$/, '')
    .toLowerCase();
const sameSource = (a, b) => a !== undefined && plainSource(a) === plainSource(b);
/** Every platform has an SBOM. */
function checkSbom(of) {
    const { sbom } = of.stated.requirements;
    if (sbom === undefined || sbom === false)
        return [];
    const { format, by } = sbom === true ? {} : sbom;
    const types = SBOM_TYPES.filter((type) => format === undefined || (type === CYCLONEDX_TYPE) === (format === 'cyclonedx'));
    const perPlatform = of.subject.platforms.map(({ name, digest }) => ({
        name,
        found: evidenceFor(of, types, digest, by),
    }));
    const without = lacking(perPlatform);
    const label = format === undefined ? 'an SBOM' : `an SBOM (${format})`;
    return [
        finding(of, 'sbom', {
            result: without.length === 0 ? 'pass' : 'missing',
            wanted: `${label} of every platform`,
            seen: without.length === 0
                ? `of ${perPlatform.map(({ name }) => name).join(', ')}`
                : `none of ${without.join(', ')}`,
            evidence: perPlatform.flatMap(({ found }) => found),
            next: "sign the attestations of action 'build-image', or run action 'scan'",
        }),
    ];
}

;// CONCATENATED MODULE: ./shared/policy/checks/promotion.ts





/** Promotion records of this digest, as this image, into `environment` and one of its destinations, by whom the policy trusts with it. */
function recordsOf(of, environment, by = promotersOf(of.policy, environment)) {
    const destinations = destinationsOf(of.policy, environment, of.subject.image);
    return evidenceFor(of, [PROMOTION_TYPE], of.subject.digest, by).flatMap((evidence) => {
        const promotion = readable(evidence);
        const fits = promotion?.environment === environment &&
            promotion.image === of.subject.image &&
            promotion.digest === of.subject.digest &&
            (destinations.length === 0 || destinations.includes(promotion.repository)) &&
            tooOld(evidence, undefined, of.now) === undefined;
        return fits ? [{ evidence, promotion }] : [];
    });
}
function readable(evidence) {
    try {
        return parsePromotion(evidence.statement.predicate);
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return undefined;
        throw error;
    }
}
/** The digest was promoted to every environment that the judged one comes from. */
function checkFrom(of) {
    const { from = [] } = environmentOf(of.policy, of.stated.environment);
    return from.map((environment) => {
        const [record] = recordsOf(of, environment);
        return finding(of, `from ${environment}`, {
            result: record === undefined ? 'missing' : 'pass',
            wanted: `promoted to ${environment}, recorded by ${orText(promotersOf(of.policy, environment))}`,
            seen: record === undefined ? 'no promotion record' : `promoted${agoText(record.evidence, of.now)}`,
            evidence: record === undefined ? [] : [record.evidence],
            next: `promote this digest to ${environment} first`,
        });
    });
}
/** The digest has been in another environment for long enough. */
function checkSoak(of) {
    const wanted = of.stated.requirements.soak;
    if (wanted === undefined)
        return [];
    const times = recordsOf(of, wanted.in, wanted.by).map((record) => ({
        record,
        since: Date.parse(record.promotion.time),
    }));
    // A digest that was replaced and came back has been there since it came back.
    const [first] = times.toSorted((a, b) => b.since - a.since);
    const age = first === undefined ? undefined : of.now.getTime() - first.since;
    const passed = age !== undefined && age >= wanted.atLeast;
    return [
        finding(of, `soak in ${wanted.in}`, {
            result: age === undefined ? 'missing' : passed ? 'pass' : 'fail',
            wanted: `at least ${(0,duration/* formatDuration */.a3)(wanted.atLeast)} in ${wanted.in}`,
            seen: age === undefined ? 'no promotion record' : `${(0,duration/* formatDuration */.a3)(Math.max(0, age))} in ${wanted.in}`,
            evidence: first === undefined ? [] : [first.record.evidence],
            next: age === undefined
                ? `promote this digest to ${wanted.in} first`
                : `wait another ${(0,duration/* formatDuration */.a3)(wanted.atLeast - age)}`,
        }),
    ];
}

;// CONCATENATED MODULE: ./shared/policy/checks/tests.ts



/** Every suite that the policy names passed, recently enough. */
const checkTests = (of) => (of.stated.requirements.tests ?? []).map((wanted) => checkSuite(of, wanted));
function checkSuite(of, wanted) {
    const results = evidenceFor(of, [TEST_RESULT_TYPE], of.subject.digest, wanted.by).filter((each) => (0,fields/* textAt */.$6)(each.statement.predicate, 'configuration.0.name') === wanted.suite);
    const judged = results.map((each) => ({ each, wrong: whatIsWrong(each, wanted, of.now) }));
    // Two signers of one suite: neither hides the other, so the one that says no decides.
    const decisive = judged.find(({ wrong }) => wrong !== undefined) ?? judged[0];
    const common = { wanted: `${wanted.suite} passed${withinText(wanted.within)}` };
    const requirement = `tests ${wanted.suite}`;
    if (decisive === undefined) {
        return finding(of, requirement, {
            ...common,
            result: 'missing',
            seen: 'no result of this suite',
            next: `run the suite and sign its result: tests: ${wanted.suite}=<junit.xml> in action 'sign'`,
        });
    }
    return finding(of, requirement, {
        ...common,
        result: decisive.wrong === undefined ? 'pass' : 'fail',
        seen: decisive.wrong ?? `passed${agoText(decisive.each, of.now)}`,
        evidence: [decisive.each],
        next: 'run the suite again against this digest and sign the result',
    });
}
function whatIsWrong(evidence, wanted, now) {
    const result = (0,fields/* textAt */.$6)(evidence.statement.predicate, 'result') ?? 'no result';
    // "WARNED" of this predicate means that it passed with warnings (in-toto attestation framework, test-result.md).
    if (result !== 'PASSED' && result !== 'WARNED') {
        const failed = (0,fields.at)(evidence.statement.predicate, 'failedTests');
        const count = Array.isArray(failed) && failed.length > 0 ? `, ${failed.length} failed` : '';
        return `${result}${count}${agoText(evidence, now)}`;
    }
    return tooOld(evidence, wanted.within, now);
}

;// CONCATENATED MODULE: ./shared/policy/exception.ts




const who = shape_text('user:LOGIN or team:ORG/TEAM', /^(user:[A-Za-z0-9-]+|team:[A-Za-z0-9-]+\/[A-Za-z0-9_.-]+)$/);
const match = mapping({
    advisory: needed(shape_text('the name of an advisory, such as CVE-2026-1', /^[A-Za-z0-9][A-Za-z0-9:._-]*$/), 'Any name of the vulnerability: CVE, GHSA, or the distribution’s.'),
    package: optional(shape_text('a package URL, such as pkg:deb/debian/openssl', /^pkg:[a-z0-9.+-]+\/[^\s?#]+$/), 'The package, with or without version; the source package counts as well. Absent: every package.'),
});
/** A decision to live with a finding for a while. */
const exceptionShape = mapping({
    id: needed(fields_name, 'What people call it.'),
    rule: needed(oneOf(['vulnerabilities']), 'What it is an exception from.'),
    match: needed(match, 'What it covers.'),
    owner: needed(who, 'Who answers for it.'),
    reason: needed(shape_text(), 'Why it is tolerable.'),
    justification: optional(oneOf([
        'component_not_present',
        'vulnerable_code_not_present',
        'vulnerable_code_not_in_execute_path',
        'vulnerable_code_cannot_be_controlled_by_adversary',
        'inline_mitigations_already_exist',
    ]), 'The same in a word of OpenVEX.'),
    'approved-by': optional(who, 'Who agreed.'),
    created: needed(firstDay, 'From when on it holds.'),
    expires: needed(lastDay, 'When it ends by itself, at most 90 days after created.'),
});
/** Nobody remembers for longer why it was tolerable. */
const LONGEST_MILLISECONDS = 90 * 24 * 60 * 60_000;
/** The last day is included. */
const DAY_MILLISECONDS = 24 * 60 * 60_000;
/** Notes every exception that lasts too long or not at all, or has the id of another. */
function checkExceptions(exceptions = [], reading) {
    exceptions.forEach(({ id, created, expires }, index) => {
        const path = ['exceptions', index];
        const lasts = expires.getTime() - created.getTime();
        if (lasts <= 0 || lasts > LONGEST_MILLISECONDS + DAY_MILLISECONDS) {
            note(reading, [...path, 'expires'], {
                what: `exception ${id} ${lasts <= 0 ? 'ends before it begins' : 'lasts too long'}`,
                rule: 'it ends at most 90 days after created; who still needs it then decides again',
                seen: (0,duration/* formatDuration */.a3)(Math.abs(lasts)),
            });
        }
        if (exceptions.findIndex((each) => each.id === id) < index) {
            note(reading, [...path, 'id'], {
                what: `two exceptions are called ${id}`,
                rule: 'each has its own id',
            });
        }
    });
}
/** Whether it has begun; one that has ended is shown as such, and covers nothing. */
const hasBegun = ({ created }, now) => created <= now;
/** It covers findings now. */
const isInForce = (exception, now) => hasBegun(exception, now) && now <= exception.expires;

;// CONCATENATED MODULE: ./shared/policy/checks/excepted.ts


/** Looks every exception that a scan used up in the policy of today: a scan's own word is not enough to tolerate a finding. */
function reviewExcepted(scan, exceptions, now) {
    const lapsed = [];
    const reasons = new Set();
    const tolerated = [];
    for (const finding of scan.findings) {
        const { exception: id } = finding;
        if (id === undefined)
            continue;
        const used = scan.exceptions?.find((each) => each.id === id);
        const current = exceptions.find((each) => each.id === id);
        const why = current === undefined ? 'is not in the policy' : whyNot(finding, used, current, now);
        if (current !== undefined && why === undefined)
            tolerated.push({ finding: finding.id, exception: current });
        else {
            lapsed.push(finding);
            reasons.add(`exception ${id} ${why ?? ''}`);
        }
    }
    return { lapsed, reasons: [...reasons], tolerated };
}
/** What each exception tolerates: whoever reads the verdict sees it beside what is met. */
const describeTolerated = (tolerated) => [...Map.groupBy(tolerated, ({ exception }) => exception)].map(([exception, covered]) => ({
    requirement: `exception ${exception.id}`,
    wanted: `in force, until ${(0,duration/* formatTime */.fU)(exception.expires)}`,
    seen: `${exception.owner} tolerates ${[...new Set(covered.map(({ finding }) => finding))].join(', ')}: ${exception.reason}`,
}));
function whyNot({ id, aliases }, used, current, now) {
    const { match } = current;
    const isSame = used?.advisory === match.advisory && used.package === match.package;
    if (!isSame || ![id, ...aliases].includes(match.advisory))
        return 'covers something else by now';
    if (isInForce(current, now))
        return undefined;
    return hasBegun(current, now) ? `ended ${(0,duration/* formatTime */.fU)(current.expires)}` : 'has not begun';
}

;// CONCATENATED MODULE: ./shared/policy/checks/vulnerabilities.ts




const SEVERITIES = ['critical', 'high', 'medium', 'low'];
/** Every platform was scanned, recently enough, and no scan found more than the policy allows. */
function checkVulnerabilities(of) {
    const wanted = of.stated.requirements.vulnerabilities;
    if (wanted === undefined)
        return [];
    const platforms = of.subject.platforms.map((platform) => judgePlatform(of, platform, wanted));
    const without = lacking(platforms.map(({ name, scans }) => ({ name, found: scans })));
    const wrong = platforms.flatMap(({ name, reasons }) => reasons.map((reason) => `${name}: ${reason}`));
    const scans = platforms.flatMap((platform) => platform.scans);
    const tolerated = describeTolerated(platforms.flatMap((platform) => platform.tolerated));
    const common = { wanted: wantedText(wanted), evidence: scans };
    if (without.length > 0) {
        return [
            finding(of, 'vulnerabilities', {
                ...common,
                result: 'missing',
                seen: `no scan of ${without.join(', ')}`,
                next: "run action 'scan' on this digest, with the key that the policy trusts",
            }),
        ];
    }
    const [newest] = scans;
    return [
        finding(of, 'vulnerabilities', {
            ...common,
            result: wrong.length > 0 ? 'fail' : 'pass',
            seen: wrong.length > 0
                ? wrong.join('; ')
                : `within the limits${newest === undefined ? '' : agoText(newest, of.now)}`,
            next: "rebuild on a base that has the fixes, or run action 'scan' again when the scan is too old",
        }),
        ...tolerated.map(({ requirement, ...parts }) => finding(of, requirement, { ...parts, result: 'pass' })),
    ];
}
/** All scanners of one platform count: none hides what another found. */
function judgePlatform(of, { name, digest }, wanted) {
    const scans = evidenceFor(of, [VULNERABILITIES_TYPE], digest, wanted.by);
    const judged = scans.map((scan) => {
        const old = tooOld(scan, wanted.scannedWithin, of.now);
        const read = readScan(scan);
        const { reasons, tolerated } = read === undefined ? UNKNOWN_FORM : judgeScan(of, read, wanted);
        return {
            tolerated,
            reasons: [...(old === undefined ? [] : [`the scan does not count, ${old}`]), ...reasons],
        };
    });
    return {
        name,
        scans,
        reasons: [...new Set(judged.flatMap(({ reasons }) => reasons))],
        tolerated: judged.flatMap(({ tolerated }) => tolerated),
    };
}
const UNKNOWN_FORM = {
    reasons: ['a scan of a form that is not known'],
    tolerated: [],
};
function judgeScan({ policy, now }, read, wanted) {
    const incomplete = read.complete
        ? []
        : [`the scan is incomplete: ${read.incomplete.join(', ') || 'it does not say why'}`];
    const excepted = reviewExcepted(read, policy.exceptions ?? [], now);
    const above = excess(countsWith(read, excepted.lapsed), wanted);
    return {
        reasons: [...incomplete, ...above, ...(above.length === 0 ? [] : excepted.reasons)],
        tolerated: excepted.tolerated,
    };
}
/** What was found, and what is no longer excepted. */
function countsWith({ counts }, lapsed) {
    const entries = COUNTED_SEVERITIES.map((severity) => {
        const again = lapsed.filter((each) => each.severity === severity);
        const { found, fixable } = counts[severity];
        const fixableAgain = again.filter(({ fixed }) => fixed !== undefined).length;
        return [severity, { found: found + again.length, fixable: fixable + fixableAgain }];
    });
    return Object.fromEntries(entries);
}
function excess(counts, wanted) {
    const kind = wanted.fixableOnly === true ? 'fixable' : 'found';
    return SEVERITIES.flatMap((severity) => {
        const allowed = wanted[severity];
        // Nobody knows how bad they are; they are not counted as harmless.
        const unknown = severity === 'medium' ? counts.unknown[kind] : 0;
        const seen = counts[severity][kind] + unknown;
        if (allowed === undefined || seen <= allowed)
            return [];
        return [`${seen} ${severity}${kind === 'fixable' ? ' with a fix' : ''}, ${allowed} allowed`];
    });
}
function readScan({ statement }) {
    try {
        return parseVulnerabilities(statement.predicate);
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return undefined;
        throw error;
    }
}
function wantedText(wanted) {
    const limits = SEVERITIES.flatMap((severity) => {
        const allowed = wanted[severity];
        return allowed === undefined ? [] : [`${allowed} ${severity}`];
    });
    const kind = wanted.fixableOnly === true ? ' with a fix' : '';
    const text = limits.length === 0 ? 'a scan of every platform' : `at most ${limits.join(', ')}${kind}`;
    return `${text}${withinText(wanted.scannedWithin)}`;
}

;// CONCATENATED MODULE: ./shared/policy/decide.ts








/** Every check looks at what one environment states; it returns nothing for what is not asked for. */
const CHECKS = {
    signedBy: checkSignature,
    provenance: checkProvenance,
    sbom: checkSbom,
    tests: checkTests,
    vulnerabilities: checkVulnerabilities,
    canary: checkCanary,
    soak: checkSoak,
};
/** Whether `decide` looks at a requirement, by its key in the policy file; what it does not look at, somebody else has to. */
const isDecided = (key) => Object.hasOwn(CHECKS, camel(key));
/**
 * Whether `subject` may go to `environment`: its requirements and, again, those of every environment that it comes from.
 * Only `evidence` counts, which was verified; of each key the newest decides; what is absent never passes.
 * @throws UserError when the policy has no such environment or image.
 */
function decide(policy, environment, subject, evidence, now) {
    const current = currentEvidence(evidence);
    const [own, ...inherited] = statedFor(policy, environment).map((stated) => ({
        policy,
        stated,
        subject,
        evidence: current,
        now,
    }));
    const cases = own === undefined ? [] : [own, ...inherited];
    const findings = distinct([
        ...(own === undefined ? [] : checkFrom(own)),
        ...cases.flatMap((of) => Object.values(CHECKS).flatMap((check) => check(of))),
    ]);
    const failed = findings.some(({ result }) => result !== 'pass');
    const lenient = environmentOf(policy, environment).mode === 'warn';
    return {
        environment,
        image: subject.image,
        digest: subject.digest,
        policy: { uri: policy.uri, digest: policy.digest },
        result: !failed ? 'pass' : lenient ? 'warn' : 'fail',
        findings,
    };
}
/** What two environments require in the same words, and with the same outcome, is told once. */
function distinct(findings) {
    const seen = new Set();
    return findings.filter(({ requirement, wanted, seen: saw, result }) => {
        const key = JSON.stringify([requirement, wanted, saw, result]);
        return !seen.has(key) && seen.add(key);
    });
}

;// CONCATENATED MODULE: ./actions/promote/evidence.ts


/** Reads and verifies what is known about the image and its platforms in any of the stores, and decides on it. */
async function judge(policy, environment, subject, stores, now) {
    const digests = new Set([subject.digest, ...subject.platforms.map(({ digest }) => digest)]);
    const loaded = await Promise.all([...digests].map((digest) => loadEvidence(stores, digest, policy.signers, { now, trustRoots: policy.trustedRoots })));
    const evidence = loaded.flatMap(({ accepted }) => accepted);
    return {
        verdict: decide(policy, environment, subject, evidence, now),
        evidence,
        ignored: loaded.flatMap(({ ignored }) => ignored),
    };
}

;// CONCATENATED MODULE: ./actions/promote/copy.ts





/**
 * Copies the image with everything that refers to it, from every store that has it, and decides again on what the destination
 * itself holds: bytes that arrived without their evidence are not a promotion.
 * @throws UserError when evidence did not arrive.
 */
async function copyTo(policy, environment, subject, destination, ports) {
    const { judged } = subject;
    const copied = {
        image: judged.image,
        repository: destination.repository,
        bytes: 0,
        mounted: 0,
        manifests: 0,
        referrers: 0,
        unreadable: 0,
    };
    for (const store of subject.stores) {
        if (store.name === destination.store.name || !(await holds(store, subject)))
            continue;
        const report = await copyImage(store, destination.store, judged.digest, { referrers: true });
        copied.bytes += report.bytes;
        copied.mounted += report.blobs.mounted;
        copied.manifests += report.manifests.written;
        copied.referrers += report.referrers.attached;
        copied.unreadable += report.referrers.unreadable;
    }
    ports.log.info(`${destination.repository}@${(0,oci_digest/* shortDigest */.VK)(judged.digest)}: ${(0,size/* formatBytes */.z)(copied.bytes)} sent, ${copied.referrers} referrers attached`);
    const { verdict } = await judge(policy, environment, judged, [destination.store], ports.now);
    if (verdict.result === 'fail')
        throw lost(destination.repository, verdict.findings);
    return copied;
}
const holds = async (store, { judged }) => (await store.resolve(judged.digest)) !== undefined;
function lost(repository, findings) {
    const missing = findings.filter(({ result }) => result !== 'pass');
    return new text_error/* UserError */.yo(missing.map(({ requirement, wanted, seen }) => ({
        what: `the evidence did not arrive in ${repository}: ${requirement}`,
        rule: `after copying, the destination alone has to satisfy the policy: ${wanted}`,
        seen,
        next: 'run the job again',
    })), { result: 'refused' });
}

;// CONCATENATED MODULE: ./actions/promote/deployment.ts



/** All deployments of ours carry it, so that those that GitHub makes for jobs are told apart. */
const TASK = 'promote';
const coordinatesOf = (plan) => ({
    environment: plan.environment,
    images: plan.images.map(({ image, digest, destinations }) => ({
        name: image,
        image: `${destinations[0] ?? ''}@${digest}`,
    })),
});
/**
 * Finds the newest deployment of the environment: a run that follows a broken one goes on with its deployment. Where one is to be made
 * or brought to its end, the token is known to be allowed to when this returns.
 * @throws UserError that names the permission.
 */
async function findDeployment(github, plan) {
    const listed = await listDeployments(github, plan.environment, TASK);
    const found = firstOf(listed, plan);
    const known = found === undefined ? undefined : await stateOf(github, found);
    if (known?.state !== 'success')
        await requireDeployable(github, plan.environment, TASK);
    const [newest] = listed;
    return { ours: known, ran: new Map(newest === undefined ? [] : ranIn(newest)) };
}
/** Of the newest deployments, as far as they are all of this release, the first that was made: of runs at once only one had made it. */
function firstOf(newestFirst, plan) {
    const other = newestFirst.findIndex((each) => !isOf(each, plan));
    return newestFirst[(other === -1 ? newestFirst.length : other) - 1];
}
async function stateOf(github, deployment) {
    const state = (await deploymentState(github, deployment.id)) === 'success' ? 'success' : 'open';
    return { id: deployment.id, state, previous: previousIn(deployment) };
}
/**
 * Makes the deployment, unless there is one. When another run made one of the same release at the same time, the one that was made later
 * steps back: its deployment becomes inactive. `previous` is what the deployment files named before.
 */
async function openDeployment(github, plan, { ours, ran }, details) {
    if (ours !== undefined)
        return ours;
    const previous = new Map([...ran, ...details.previous]);
    const id = await createDeployment(github, {
        environment: plan.environment,
        ref: details.ref,
        task: TASK,
        description: plan.images.map(({ image, digest }) => `${image} ${digest}`).join(', '),
        production: plan.environment === 'production',
        payload: {
            ...coordinatesOf(plan),
            previous: Object.fromEntries(previous),
            plan: details.planDigest,
            policy: plan.policy,
            run: details.run,
        },
    });
    const first = firstOf(await listDeployments(github, plan.environment, TASK), plan);
    if (first === undefined || first.id >= id)
        return { id, state: 'open', previous };
    const description = `deployment ${first.id} of another run came first`;
    await setDeploymentState(github, id, 'inactive', { logUrl: details.run, description });
    return { id: first.id, state: 'elsewhere', previous: previousIn(first) };
}
const isOf = ({ payload }, plan) => (0,external_node_util_.isDeepStrictEqual)({ environment: field(payload, 'environment'), images: field(payload, 'images') }, { ...coordinatesOf(plan) });
function previousIn({ payload }) {
    const previous = field(payload, 'previous');
    const entries = typeof previous === 'object' && previous !== null ? Object.entries(previous) : [];
    return new Map(entries.filter((entry) => typeof entry[1] === 'string'));
}
/** What an earlier deployment brought, by image name: it is what ran before this one. */
function ranIn({ payload }) {
    const images = field(payload, 'images');
    return (Array.isArray(images) ? items(images) : []).flatMap((image) => {
        const [name, reference] = [field(image, 'name'), field(image, 'image')];
        const digest = typeof reference === 'string' ? reference.split('@')[1] : undefined;
        return typeof name === 'string' && digest !== undefined ? [[name, digest]] : [];
    });
}

;// CONCATENATED MODULE: ./shared/evidence/attach.ts








/**
 * Signs `statement` and attaches it to `subject`, unless this signer has said just that of it before. What was written is read back
 * from the store and verified before this returns.
 * @throws UserError when the statement is not about `subject`, is too large, or does not come back as it was written.
 */
async function attachStatement(store, signer, statement, subject) {
    const [attached] = await attachStatements(store, signer, [statement], subject);
    if (attached === undefined)
        throw new Error('a statement went in and none came out');
    return attached;
}
/** Like `attachStatement` for several statements about one subject; what is there already is read once. Results in their order. */
async function attachStatements(store, signer, statements, subject) {
    for (const statement of statements)
        mustBeAbout(statement, subject);
    const present = await presentStatements(store, signer, statements, subject);
    const known = statements.map((statement) => present.get((0,evidence_statement/* contentDigest */.eZ)(statement)));
    // All are signed before the first is attached: a witness that does not answer leaves the image as it was.
    const signed = await Promise.all(statements.map(async (statement, index) => known[index] === undefined ? signer.sign(statement) : undefined));
    const results = [];
    // One after the other: parallel writers of one subject would only make each other repeat the fallback tag.
    for (const [index, bundle] of signed.entries()) {
        const attached = known[index] ?? (bundle && (await attachBundle(store, signer, bundle, subject)));
        if (attached !== undefined)
            results.push(attached);
    }
    return results;
}
function mustBeAbout(statement, subject) {
    if ((0,evidence_statement/* isAbout */.KH)(statement, subject.digest))
        return;
    throw new text_error/* UserError */.yo({
        what: `the statement ${statement.predicateType} is not about what it would be attached to`,
        rule: 'one of its subjects is that digest',
        seen: statement.subject.map((each) => each.digest['sha256'] ?? '').join(', '),
        next: `attach it to one of these, not to ${subject.digest}`,
    });
}
/** What this signer has attached to `subject` already, by content. */
async function presentStatements(store, signer, statements, subject) {
    const claiming = new Set(statements.map((statement) => statement.predicateType));
    const wanted = new Set(statements.map(evidence_statement/* contentDigest */.eZ));
    const present = new Map();
    const rules = await rulesOf(signer, subject);
    await collectBundles(store, subject.digest, { claiming }, (referrer) => {
        const judged = judgeReferrer(referrer, rules);
        if ('reason' in judged)
            return;
        const { manifestDigest, bytes } = referrer;
        const { bundleDigest } = judged;
        const content = (0,evidence_statement/* contentDigest */.eZ)(judged.statement);
        if (wanted.has(content))
            present.set(content, { status: 'unchanged', bundleDigest, manifestDigest, bytes });
    });
    return present;
}
/** Attaches a bundle that is signed already, and reads it back. */
async function attachBundle(store, signer, signed, subject) {
    const { bytes, digest, statement } = signed;
    const config = await writeBytes(store, Buffer.from('{}'), MEDIA_TYPE.empty);
    const layer = await writeBytes(store, bytes, BUNDLE_MEDIA_TYPE);
    const manifest = referrerManifest(statement, { config, layer, subject });
    const { digest: manifestDigest } = await store.attach(manifest);
    await readBack(store, signer, { subject, statement, manifestDigest, bundleDigest: digest });
    return { status: 'written', bundleDigest: digest, manifestDigest, bytes };
}
/** The referrer as cosign 3 lays it out (OCI image-spec 1.1, manifest.md "Guidelines for Artifact Usage"). */
function referrerManifest(statement, parts) {
    const { config, layer } = parts;
    const { mediaType, digest, size } = parts.subject;
    const time = knownPredicate(statement.predicateType)?.time(statement.predicate);
    const manifest = {
        schemaVersion: 2,
        mediaType: MEDIA_TYPE.manifest,
        artifactType: BUNDLE_MEDIA_TYPE,
        config,
        layers: [layer],
        subject: { mediaType, digest, size },
        annotations: {
            'dev.sigstore.bundle.content': 'dsse-envelope',
            [PREDICATE_TYPE_ANNOTATION]: statement.predicateType,
            ...(time === undefined ? {} : { 'org.opencontainers.image.created': time.toISOString() }),
        },
    };
    return Buffer.from(JSON.stringify(manifest));
}
async function readBack(store, signer, expected) {
    const { subject, statement, manifestDigest, bundleDigest } = expected;
    const listed = await store.listReferrers(subject.digest);
    const descriptor = listed.find(({ digest }) => digest === manifestDigest);
    const read = descriptor && (await collect_readReferrer(store, descriptor));
    const judged = read && ('bytes' in read ? judgeReferrer(read, await rulesOf(signer, subject)) : read);
    if (judged !== undefined && 'statement' in judged && judged.bundleDigest === bundleDigest)
        return;
    throw new text_error/* UserError */.yo({
        what: `${predicateName(statement.predicateType)} was attached to ${subject.digest} and does not come back`,
        rule: 'what was written is read from the store and verified',
        seen: judged === undefined ? 'it is not among the referrers' : attach_whyNot(judged),
        next: `repeat the step; the referrer's manifest is ${manifestDigest}`,
    });
}
const attach_whyNot = (judged) => 'reason' in judged ? `${judged.reason}: ${judged.detail}` : 'another bundle in its place';
/** A signer's own bundles, judged at a moment when no key has expired: only the signature matters here. */
const rulesOf = ({ trust, trustRoots = [] }, subject) => rulesFor(subject.digest, [trust], trustRoots, new Date(0));

;// CONCATENATED MODULE: ./actions/promote/record.ts








/** Who a promotion's summaries are by; a scan's have another id. */
const PROMOTE_VERIFIER_ID = 'https://fixity-actions.github.io/verifiers/promote';
/** The predicate of a promotion into one destination. */
function promotionOf(policy, subject, { verdict, evidence }, repository, facts) {
    const types = new Map(evidence.map(({ bundleDigest, predicateType }) => [bundleDigest, predicateType]));
    const warnings = verdict.findings.filter(({ result }) => result !== 'pass');
    return {
        environment: verdict.environment,
        from: environmentOf(policy, verdict.environment).from ?? [],
        image: verdict.image,
        source: subject.source,
        repository,
        digest: verdict.digest,
        ...(facts.previousDigest === undefined ? {} : { previousDigest: facts.previousDigest }),
        policy: verdict.policy,
        evidence: decisive(verdict).map((digest) => ({ type: types.get(digest) ?? '', digest })),
        ...(warnings.length === 0 ? {} : { warnings: warnings.map(({ requirement }) => requirement) }),
        plan: facts.plan,
        ...(facts.approvedBy.length === 0 ? {} : { approvedBy: facts.approvedBy }),
        requestedBy: facts.requestedBy,
        run: facts.run,
        ...(facts.commit === undefined ? {} : { commit: facts.commit }),
        deployment: facts.deployment,
        time: facts.time.toISOString(),
    };
}
const decisive = (verdict) => [
    ...new Set(verdict.findings.flatMap(({ evidence }) => evidence)),
];
/** Signs what was decided and attaches it in the destination. It says nothing of what was done, so it can be there before anything is. */
async function attachSummary(signer, { top: { descriptor }, judged }, destination, verdict, verifiedAt) {
    const passed = verdict.result === 'pass';
    const summary = verificationSummaryPredicate({
        verifierId: PROMOTE_VERIFIER_ID,
        verifiedAt,
        resourceUri: destination.repository,
        policy: verdict.policy,
        inputs: decisive(verdict),
        passed,
        platforms: judged.platforms.map(({ name, digest }) => ({ platform: name, digest, passed })),
    });
    const statement = (0,evidence_statement/* statementAbout */.pT)([descriptor], VERIFICATION_SUMMARY_TYPE, summary);
    await attachStatement(destination.store, signer, statement, descriptor);
}
/** Signs the record of what was done and attaches it in the destination, where the summary is already. */
async function attachRecord(signer, { top: { descriptor } }, destination, promotion) {
    const statement = (0,evidence_statement/* statementAbout */.pT)([descriptor], PROMOTION_TYPE, promotion);
    const { bundleDigest } = await attachStatement(destination.store, signer, statement, descriptor);
    return { status: 'written', digest: bundleDigest };
}
/** The record that an earlier run made of this very deployment; undefined when it is not there, or by nobody whom the policy trusts. */
async function findRecord(policy, subject, environment, destination, deployment, now) {
    const { judged } = subject;
    const { accepted } = await loadEvidence([destination.store], judged.digest, policy.signers, {
        now,
        trustRoots: policy.trustedRoots,
        types: new Set([PROMOTION_TYPE]),
    });
    const promoters = promotersOf(policy, environment);
    const isThis = (evidence) => {
        const promotion = record_readable(evidence);
        return (promotion?.deployment === deployment &&
            promotion.environment === environment &&
            promotion.image === judged.image &&
            promotion.repository === destination.repository &&
            promoters.includes(evidence.signedBy));
    };
    const records = accepted.filter(({ predicateType }) => predicateType === PROMOTION_TYPE);
    return newestPerKey(records).find(isThis)?.bundleDigest;
}
function record_readable({ statement }) {
    try {
        return parsePromotion(statement.predicate);
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./actions/promote/apply.ts







/**
 * Looks whether the token may deploy and commit, then copies, attests, commits, records, in this order: whoever cannot sign or may not write
 * to the registry is found out before the commit, what fails midway leaves nothing running that was not proven, and a second run finds what
 * is there and does the rest.
 */
async function applyPlan(work) {
    const { plan, edits, log } = work;
    const known = await findDeployment(work.github, plan);
    if (edits.files.length > 0)
        await work.files.requireWritable();
    const copied = await copyAll(work).catch(beforeCommit);
    const places = await attest(work, known.ours?.id);
    const commit = edits.files.length === 0 ? undefined : await work.files.write(edits, work.replan);
    if (commit !== undefined)
        log.info(`committed ${commit}`);
    const deployment = await openDeployment(work.github, plan, known, {
        ref: commit ?? work.head,
        planDigest: planDigest(plan),
        run: work.run.url,
        previous: previousOf(plan, edits),
    }).catch(afterCommit(commit));
    const elsewhere = deployment.state === 'elsewhere';
    if (elsewhere)
        log.info(`another run came first and records deployment ${deployment.id}`);
    const records = elsewhere
        ? []
        : await conclude(work, places, deployment, commit).catch(afterCommit(commit));
    const settled = elsewhere
        ? commit === undefined
        : edits.files.length === 0 && deployment.state === 'success';
    const unchanged = settled && !copied.some(isSent) && places.every(({ record }) => record !== undefined);
    return { copied, commit, deployment: deployment.id, records, unchanged };
}
async function copyAll({ policy, plan, decisions, clock, log }) {
    const copied = [];
    for (const { subject } of decisions) {
        for (const destination of subject.destinations) {
            copied.push(await copyTo(policy, plan.environment, subject, destination, { now: clock.now(), log }));
        }
    }
    return copied;
}
const isSent = ({ bytes, manifests, referrers }) => bytes + manifests + referrers > 0;
const previousOf = (plan, edits) => new Map(plan.images.flatMap(({ image, digest }) => {
    const previous = previousDigest(edits.targets, image, digest);
    return previous === undefined ? [] : [[image, previous]];
}));
/** Attaches to every image what was decided on it, wherever an earlier run has not made the whole record. */
async function attest(work, deployment) {
    const { policy, plan, decisions, signer, clock } = work;
    if (signer === undefined)
        return [];
    const places = [];
    for (const decision of decisions) {
        const { subject, judgement } = decision;
        for (const destination of subject.destinations) {
            const now = clock.now();
            const record = deployment === undefined
                ? undefined
                : await findRecord(policy, subject, plan.environment, destination, deployment, now);
            if (record === undefined) {
                await attachSummary(signer, subject, destination, judgement.verdict, now).catch(beforeCommit);
            }
            places.push({ decision, destination, signer, record });
        }
    }
    return places;
}
/** Says of an error how far things went. */
const saying = (fact) => (error) => {
    const added = (problem) => ({
        ...problem,
        next: problem.next === undefined ? fact : `${problem.next}; ${fact}`,
    });
    if (error instanceof text_error/* UserError */.yo) {
        throw new text_error/* UserError */.yo(error.problems.map(added), { result: error.result, cause: error });
    }
    if (error instanceof text_error/* UnavailableError */.hG)
        throw new text_error/* UnavailableError */.hG(added(error.problem), { cause: error });
    throw error;
};
const beforeCommit = saying('nothing was committed');
const afterCommit = (commit) => saying(commit === undefined
    ? 'nothing had to be committed'
    : `the deployment files name the image since commit ${commit}, and running the job again completes the record`);
/** Makes the records, and brings the deployment to its end, well or badly. */
async function conclude(work, places, deployment, commit) {
    const { github, run, plan } = work;
    const say = async (state, description) => {
        if (deployment.state === 'success')
            return;
        await setDeploymentState(github, deployment.id, state, { logUrl: run.url, description });
    };
    await say('in_progress', `promoting to ${plan.environment}`);
    try {
        const records = [];
        for (const place of places)
            records.push(await recordIn(work, place, deployment, commit));
        await say('success', `promoted to ${plan.environment}, by policy ${work.policy.digest}`);
        return records;
    }
    catch (error) {
        // What went wrong first is what is told; that GitHub may not hear of it either does not matter then.
        await say('failure', 'the promotion could not be recorded; run the job again').catch(() => undefined);
        throw error;
    }
}
async function recordIn({ policy, plan, clock, run, approvedBy }, { decision: { subject, judgement }, destination, signer, record }, deployment, commit) {
    const place = { image: subject.judged.image, repository: destination.repository };
    if (record !== undefined)
        return { ...place, status: 'unchanged', digest: record };
    const promotion = promotionOf(policy, subject, judgement, destination.repository, {
        requestedBy: run.actor,
        run: run.url,
        time: clock.now(),
        commit,
        deployment: deployment.id,
        plan: planDigest(plan),
        approvedBy,
        previousDigest: otherDigest(deployment.previous.get(place.image), subject.judged.digest),
    });
    return { ...place, ...(await attachRecord(signer, subject, destination, promotion)) };
}
const otherDigest = (text, digest) => text !== undefined && text !== digest && (0,oci_digest/* isDigest */.Bc)(text) ? text : undefined;

;// CONCATENATED MODULE: ./shared/manifests/documents.ts



/** @throws UserError with every syntax error; a template that is not YAML yet is one. */
function parseDocuments(file, text) {
    const lines = new dist/* LineCounter */.HN();
    refuseDeep(file, text);
    const found = (0,dist/* parseAllDocuments */.hR)(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
    const documents = Array.isArray(found) ? found : [];
    const at = (offset) => {
        const { line, col } = lines.linePos(offset);
        return { file, line, column: col };
    };
    const problems = documents.flatMap(({ errors }) => errors.map((error) => ({
        what: `${file} is not plain YAML: ${error.message}`,
        rule: 'only files that are YAML as they stand are edited, not templates',
        at: at(error.pos[0]),
    })));
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    return { file, text, documents, at };
}
/** The value of `key`, when `node` is a mapping that has it. */
const valueAt = (node, key) => {
    const value = (0,dist/* isMap */.jh)(node) ? node.get(key, true) : undefined;
    return value === undefined || value === null ? undefined : value;
};
/** The text of a scalar under `key`; undefined when it is absent, empty or not text. */
function textAt(node, key) {
    const value = valueAt(node, key);
    return (0,dist/* isScalar */.jn)(value) && typeof value.value === 'string' ? value.value : undefined;
}
/**
 * Refuses what cannot be changed in one place: an alias stands for a value that others use too.
 * @throws UserError
 */
function refuseAlias(documents, node, key) {
    if (!(0,dist/* isAlias */.Vj)(node))
        return;
    throw new text_error/* UserError */.yo({
        what: `${key} is an alias, *${node.source}`,
        rule: 'an alias shares its value with other places, so changing it would change more than the image',
        next: `write the value out at ${key}`,
        at: documents.at(node.range?.[0] ?? 0),
    });
}

;// CONCATENATED MODULE: ./shared/manifests/splice.ts



/** Applies splices that do not overlap. */
function applySplices(text, splices) {
    let result = text;
    for (const { start, end, text: replacement } of splices.toSorted(laterFirst)) {
        result = result.slice(0, start) + replacement + result.slice(end);
    }
    return result;
}
// An insertion at the place where a removal starts has to survive it.
const laterFirst = (a, b) => b.start - a.start || b.end - a.end;
/** Replaces a scalar's text, in the quotes that it has. */
function replaceScalar(documents, node, value) {
    const [start, end] = node.range ?? [0, 0];
    if (node.type === dist/* Scalar */.X5.BLOCK_FOLDED || node.type === dist/* Scalar */.X5.BLOCK_LITERAL) {
        throw new text_error/* UserError */.yo({
            what: 'the value is a block of text',
            rule: 'an image stands on one line',
            at: documents.at(start),
        });
    }
    return { start, end, text: styled(value, node.type) };
}
/** Gives a value to a key that has none: right behind its colon, before any comment. */
function fillEmpty(documents, pair, value) {
    const at = documents.text.indexOf(':', pair.key.range?.[1] ?? 0) + 1;
    return { start: at, end: at, text: ` ${plain(value)}` };
}
function styled(value, type) {
    if (type === dist/* Scalar */.X5.QUOTE_DOUBLE)
        return JSON.stringify(value);
    if (type === dist/* Scalar */.X5.QUOTE_SINGLE)
        return `'${value.replace(/'/g, "''")}'`;
    return plain(value);
}
/** Plain where YAML 1.1 and 1.2 both read it as the same text; repository names and digests are. */
const plain = (value) => /^[A-Za-z][\w./@:-]*[\w]$/.test(value) && !value.includes(': ') ? value : JSON.stringify(value);
/** Adds `key: value` after `sibling`, in the same mapping, with the sibling's indentation, quotes and line end. */
function insertAfter(documents, map, sibling, key, value) {
    const keyNode = sibling.key;
    const valueNode = sibling.value;
    const end = (valueNode.range ?? keyNode.range)?.[1] ?? 0;
    if (map.flow === true) {
        const quotedKey = keyNode.type === dist/* Scalar */.X5.QUOTE_DOUBLE ? JSON.stringify(key) : key;
        return {
            start: end,
            end,
            text: `${flowSeparator(documents.text, keyNode)}${quotedKey}: ${styled(value, valueNode.type)}`,
        };
    }
    const lineEnd = endOfLine(documents.text, end);
    const newline = documents.text.includes('\r\n') ? '\r\n' : '\n';
    const indent = ' '.repeat((documents.at(keyNode.range?.[0] ?? 0).column ?? 1) - 1);
    return {
        start: lineEnd,
        end: lineEnd,
        text: `${newline}${indent}${key}: ${styled(value, valueNode.type)}`,
    };
}
/** In a flow mapping that is spread over lines, the next key goes on its own line too. */
function flowSeparator(text, key) {
    const start = key.range?.[0] ?? 0;
    const lead = /\r?\n[ \t]*$/.exec(text.slice(0, start));
    return lead === null ? ', ' : `,${lead[0]}`;
}
const endOfLine = (text, from) => {
    const at = text.indexOf('\n', from);
    if (at < 0)
        return text.length;
    return text[at - 1] === '\r' ? at - 1 : at;
};
/** Takes `key: value` out of a mapping, with its whole line when it stands alone on one. */
function removePair(documents, map, pair) {
    const index = map.items.indexOf(pair);
    const [start, end] = [splice_startOf(pair), endOf(pair)];
    const next = map.items[index + 1];
    if (map.flow === true) {
        if (next !== undefined)
            return { start, end: splice_startOf(next), text: '' };
        const previous = map.items[index - 1];
        return { start: previous === undefined ? start : endOf(previous), end, text: '' };
    }
    const { text } = documents;
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    if (text.slice(lineStart, start).trim() === '')
        return wholeLine(text, lineStart, end);
    // It is the first key after a list's dash: the next key moves up to its place.
    return { start, end: next === undefined ? end : splice_startOf(next), text: '' };
}
const splice_startOf = ({ key }) => key.range?.[0] ?? 0;
const endOf = ({ key, value }) => (value ?? key).range?.[1] ?? 0;
/** With its line end; the last line of a text without one takes the end of the line before. */
function wholeLine(text, lineStart, end) {
    const lineEnd = text.indexOf('\n', end);
    if (lineEnd >= 0)
        return { start: lineStart, end: lineEnd + 1, text: '' };
    const before = text.slice(0, lineStart).replace(/\r?\n$/, '').length;
    return { start: before, end: text.length, text: '' };
}
/**
 * Applies the splices, reads the result again and compares: outside of what `change` does to the data, nothing may differ.
 * @throws Error when more than the image changed; that is a mistake of ours, and nothing has been written.
 */
function spliceAndCheck(documents, splices, change) {
    const text = applySplices(documents.text, splices);
    const expected = documents.documents.map((document) => document.toJS());
    change(expected);
    const found = (0,dist/* parseAllDocuments */.hR)(text, { prettyErrors: false, uniqueKeys: true });
    const seen = Array.isArray(found) ? found.map((document) => document.toJS()) : [];
    const valid = Array.isArray(found) && found.every(({ errors }) => errors.length === 0);
    if (!valid || !(0,external_node_util_.isDeepStrictEqual)(seen, expected)) {
        throw new Error(`editing ${documents.file} would have changed more than the image`);
    }
    return text;
}
/** The pair of `key` in a mapping. */
const pairOf = (map, key) => map.items.find((pair) => (0,dist/* isScalar */.jn)(pair.key) && pair.key.value === key);

;// CONCATENATED MODULE: ./shared/manifests/containers.ts





/** Keys whose value holds containers, in a list or by name. */
const HOLDERS = {
    kubernetes: ['containers', 'initContainers', 'ephemeralContainers'],
    ecs: ['containerDefinitions'],
    compose: ['services'],
};
/**
 * Sets the image of every container that runs it to `repository@digest`.
 * @throws UserError when none does, or when those that do disagree about what they run now.
 */
function editContainers(text, target, image) {
    const documents = parseDocuments(target.file, text);
    const containers = documents.documents.flatMap((document, index) => findContainers(documents, document.contents, [], index, target));
    const first = containers[0];
    if (first === undefined)
        throw notFound(target, documents);
    const different = containers.find(({ image: other }) => other !== first.image);
    if (different !== undefined) {
        throw new text_error/* UserError */.yo({
            what: `${target.file} runs two versions of one image`,
            rule: 'containers of one target name the same image',
            seen: `${first.image} and ${different.image}`,
            next: "name one of them with container: in the policy's target",
            at: documents.at(different.node.range?.[0] ?? 0),
        });
    }
    const value = formatNamedImage(image);
    const changes = containers.filter(({ node }) => node.value !== value);
    const edited = spliceAndCheck(documents, changes.map(({ node }) => replaceScalar(documents, node, value)), (data) => {
        for (const { document, path } of changes)
            setAt(data[document], path, value);
    });
    return {
        text: edited,
        changed: edited !== text,
        line: documents.at(first.node.range?.[0] ?? 0).line,
        before: parseNamedImage(first.image),
        after: image,
    };
}
function notFound(target, documents) {
    const wanted = target.container === undefined
        ? `whose image is ${target.repositories.join(' or ')}`
        : `named ${target.container}`;
    return new text_error/* UserError */.yo({
        what: `${target.file} has no container ${wanted}`,
        rule: 'promote changes an image that is there',
        next: "correct the manifest, or say container: in the policy's target",
        at: documents.at(0),
    });
}
function findContainers(documents, node, path, document, target) {
    if ((0,dist/* isSeq */.oP)(node)) {
        return node.items.flatMap((item, index) => findContainers(documents, item, [...path, index], document, target));
    }
    if (!(0,dist/* isMap */.jh)(node))
        return [];
    return node.items.flatMap(({ key, value }) => {
        const name = (0,dist/* isScalar */.jn)(key) ? String(key.value) : '';
        const holds = HOLDERS[target.kind].some((holder) => holder === name);
        const held = holds ? heldIn(value) : [];
        return held.length > 0
            ? held.flatMap((each) => asContainer(documents, each, [...path, name, each.step, 'image'], document, target))
            : findContainers(documents, value, [...path, name], document, target);
    });
}
/** The containers of a list, which have their name within, or of a mapping, whose keys are the names. */
function heldIn(value) {
    if ((0,dist/* isSeq */.oP)(value))
        return value.items.map((item, step) => ({ step, name: textAt(item, 'name'), item }));
    if (!(0,dist/* isMap */.jh)(value))
        return [];
    return value.items.map(({ key, value: item }) => {
        const name = (0,dist/* isScalar */.jn)(key) ? String(key.value) : '';
        return { step: name, name, item };
    });
}
function asContainer(documents, { name, item }, path, document, target) {
    const node = valueAt(item, 'image');
    const wantedByName = target.container !== undefined && name === target.container;
    if (wantedByName)
        refuseAlias(documents, node, 'image');
    if (!(0,dist/* isScalar */.jn)(node) || typeof node.value !== 'string')
        return [];
    const { value } = node;
    if (wantedByName)
        refuseVariables(documents, node, target);
    const { repository } = parseNamedImage(value);
    const wantedByRepository = target.container === undefined && target.repositories.some((other) => sameRepository(other, repository));
    return wantedByName || wantedByRepository ? [{ document, path, node, image: value }] : [];
}
function refuseVariables(documents, node, { container = '', file }) {
    const value = String(node.value);
    if (!value.includes('${'))
        return;
    throw new text_error/* UserError */.yo({
        what: `the image of ${container} in ${file} is made of variables`,
        rule: 'only an image that is written out is changed',
        seen: value,
        next: 'write the image out there',
        at: documents.at(node.range?.[0] ?? 0),
    });
}
function setAt(data, path, value) {
    const parent = path
        .slice(0, -1)
        .reduce((at, step) => at[step], data);
    parent[path.at(-1) ?? ''] = value;
}

;// CONCATENATED MODULE: ./shared/manifests/helm.ts





/**
 * Names the digest in a chart's values. In one text: `repository@digest`. In keys: `digest`, and `repository` (with `registry`, where
 * the chart has it) when it is another. A `tag` stays as it is: charts need one, and what runs is decided by the digest.
 * @throws UserError when there is no such place, or the chart has no key for a digest.
 */
function editHelmValues(text, target, image) {
    const documents = parseDocuments(target.file, text);
    const [document] = documents.documents;
    const keys = target.path.split('.');
    const node = keys.reduce((at, key) => {
        const next = valueAt(at, key);
        refuseAlias(documents, next, key);
        return next;
    }, document?.contents);
    const edit = (0,dist/* isMap */.jh)(node)
        ? editKeys(documents, node, target, image)
        : editText(documents, node, target, image);
    const edited = spliceAndCheck(documents, edit.splices, (data) => {
        const parent = keys.slice(0, -1).reduce((at, key) => at[key], data[0]);
        const last = keys.at(-1) ?? '';
        if (typeof edit.value === 'string')
            parent[last] = edit.value;
        else
            Object.assign(parent[last] ?? {}, edit.value);
    });
    const line = documents.at(edit.offset).line;
    return { text: edited, changed: edited !== text, line, before: edit.before, after: image };
}
function editText(documents, node, target, image) {
    if (!(0,dist/* isScalar */.jn)(node) || typeof node.value !== 'string' || node.value === '') {
        throw new text_error/* UserError */.yo({
            what: `${target.file} has no image at ${target.path}`,
            rule: 'a text, or a mapping with repository and digest',
            next: "say path: in the policy's target",
            at: documents.at(0),
        });
    }
    const value = formatNamedImage(image);
    const splices = node.value === value ? [] : [replaceScalar(documents, node, value)];
    return { splices, value, before: parseNamedImage(node.value), offset: node.range?.[0] ?? 0 };
}
function editKeys(documents, map, target, image) {
    const digest = pairOf(map, 'digest');
    if (digest === undefined) {
        throw new text_error/* UserError */.yo({
            what: `${target.file} has no digest at ${target.path}`,
            rule: 'a chart that takes a digest has a key for it; a digest in place of a tag would be no reference',
            next: `where the chart knows it, add 'digest: ""' to ${target.path}`,
            at: documents.at(map.range?.[0] ?? 0),
        });
    }
    const value = { ...placeOf(map, image.repository), digest: image.digest };
    const splices = Object.entries(value).flatMap(([key, text]) => setKey(documents, pairOf(map, key), text));
    return { splices, value, before: readKeys(map), offset: digest.key.range?.[0] ?? 0 };
}
/** Where the chart parts the registry from the repository, both are set. */
function placeOf(map, repository) {
    if (pairOf(map, 'registry') === undefined)
        return pairOf(map, 'repository') === undefined ? {} : { repository };
    const slash = repository.indexOf('/');
    return { registry: repository.slice(0, slash), repository: repository.slice(slash + 1) };
}
function readKeys(map) {
    const [registry, repository, tag, digest] = ['registry', 'repository', 'tag', 'digest'].map((key) => textAt(map, key));
    const name = [registry, repository].filter((part) => part !== undefined && part !== '').join('/');
    return {
        repository: name,
        ...(tag === undefined || tag === '' ? {} : { tag }),
        ...(digest === undefined || digest === '' ? {} : { digest }),
    };
}
function setKey(documents, pair, value) {
    if (pair === undefined)
        return [];
    const node = pair.value;
    refuseAlias(documents, node, String(pair.key));
    if (!(0,dist/* isScalar */.jn)(node))
        return [];
    if (node.range?.[0] === node.range?.[1])
        return [fillEmpty(documents, pair, value)];
    return node.value === value ? [] : [replaceScalar(documents, node, value)];
}

;// CONCATENATED MODULE: ./shared/manifests/kustomize.ts





/**
 * Sets `digest` (and `newName`, where the entry leads elsewhere) and takes `newTag` out: a digest beside an old tag would show a
 * version that does not run, and kustomize itself drops the tag when it sets a digest.
 * @throws UserError when there is no such entry, or more than one, or it holds an alias.
 */
function editKustomization(text, target, image) {
    const documents = parseDocuments(target.file, text);
    const entry = findEntry(documents, target);
    const before = readEntry(entry.map);
    const line = documents.at(valueAt(entry.map, 'digest')?.range?.[0] ?? entry.map.range?.[0] ?? 0).line;
    const splices = [];
    const change = {};
    kustomize_setKey(documents, entry.map, 'digest', image.digest, splices, change);
    if (!sameRepository(before.repository, image.repository)) {
        kustomize_setKey(documents, entry.map, 'newName', image.repository, splices, change);
    }
    const tag = pairOf(entry.map, 'newTag');
    if (tag !== undefined) {
        splices.push(removePair(documents, entry.map, tag));
        change['newTag'] = undefined;
    }
    const edited = spliceAndCheck(documents, merged(splices), (data) => {
        applyChange(data, entry.document, entry.index, change);
    });
    return { text: edited, changed: edited !== text, line, before, after: image };
}
function findEntry(documents, target) {
    const entries = documents.documents.flatMap((document, at) => {
        const images = valueAt(document.contents, 'images');
        refuseAlias(documents, images, 'images');
        if (!(0,dist/* isSeq */.oP)(images))
            return [];
        return images.items.flatMap((map, index) => (0,dist/* isMap */.jh)(map) ? [{ document: at, index, map }] : []);
    });
    const named = target.names.map((name) => entries.filter(({ map }) => textAt(map, 'name') === name));
    const [first, ...others] = named.find((found) => found.length > 0) ?? [];
    const wanted = target.names.join(' or ');
    if (first === undefined) {
        throw new text_error/* UserError */.yo({
            what: `${target.file} has no images entry named ${wanted}`,
            rule: 'promote changes an entry that is there; where a new one belongs it cannot know',
            seen: entries.map(({ map }) => textAt(map, 'name') ?? '?').join(', ') || 'no images list',
            next: `add "images: [{name: ${target.names[0] ?? ''}}]", or say name: in the policy's target`,
            at: documents.at(0),
        });
    }
    if (others.length > 0) {
        throw new text_error/* UserError */.yo({
            what: `${target.file} has ${others.length + 1} images entries named ${wanted}`,
            rule: 'one entry decides',
            at: documents.at(others[0]?.map.range?.[0] ?? 0),
        });
    }
    return first;
}
function readEntry(map) {
    const [tag, digest] = [textAt(map, 'newTag'), textAt(map, 'digest')];
    return {
        repository: textAt(map, 'newName') ?? textAt(map, 'name') ?? '',
        ...(tag === undefined ? {} : { tag }),
        ...(digest === undefined ? {} : { digest }),
    };
}
function kustomize_setKey(documents, map, key, value, splices, change) {
    const present = pairOf(map, key);
    const node = valueAt(map, key);
    refuseAlias(documents, node, key);
    change[key] = value;
    if (present !== undefined && (0,dist/* isScalar */.jn)(node)) {
        const empty = node.range?.[0] === node.range?.[1];
        if (empty)
            splices.push(fillEmpty(documents, present, value));
        else if (node.value !== value)
            splices.push(replaceScalar(documents, node, value));
        return;
    }
    const sibling = pairOf(map, 'newName') ?? pairOf(map, 'name');
    if (sibling !== undefined)
        splices.push(insertAfter(documents, map, sibling, key, value));
}
/** Two insertions at one place become one, in the order in which they were asked for. */
function merged(splices) {
    const result = [];
    for (const splice of splices) {
        const at = result.findIndex((other) => other.start === splice.start && other.end === other.start && splice.end === splice.start);
        const other = result[at];
        if (other === undefined)
            result.push(splice);
        else
            result[at] = { ...other, text: splice.text + other.text };
    }
    return result;
}
function applyChange(data, document, index, change) {
    const { images } = data[document];
    const entry = images[index];
    for (const [key, value] of Object.entries(change)) {
        if (entry === undefined)
            return;
        if (value === undefined)
            Reflect.deleteProperty(entry, key);
        else
            entry[key] = value;
    }
}

;// CONCATENATED MODULE: ./shared/manifests/image.ts



/**
 * Makes the target name `image`, and changes nothing else: every other byte of the text stays.
 * @throws UserError when the place is not there, is there twice, or cannot be changed alone.
 */
function editImage(text, target, image) {
    switch (target.kind) {
        case 'kustomize':
            return editKustomization(text, target, image);
        case 'helm':
            return editHelmValues(text, target, image);
        case 'kubernetes':
        case 'ecs':
        case 'compose':
            return editContainers(text, target, image);
    }
}

;// CONCATENATED MODULE: ./actions/promote/edits.ts



/**
 * What has to change in the environment's targets so that they name these images, by their name in the policy.
 * @throws UserError with everything that stands in the way, in all files.
 */
async function planEdits(policy, environment, images, read) {
    const texts = new Map();
    const targets = [];
    const failures = [];
    for (const target of environmentOf(policy, environment).targets ?? []) {
        const image = images.get(target.image);
        if (image === undefined)
            continue;
        try {
            const place = manifestTarget(policy, environment, target);
            const text = texts.get(place.file) ?? (await readText(place.file, read));
            const edit = editImage(text.now, place, image);
            texts.set(place.file, { before: text.before, now: edit.text });
            targets.push(targetEdit(place.file, target.image, edit));
        }
        catch (error) {
            if (!(error instanceof text_error/* UserError */.yo))
                throw error;
            failures.push(error);
        }
    }
    if (failures.length > 0)
        throw new text_error/* UserError */.yo(failures.flatMap(({ problems }) => problems));
    const files = [...texts].map(([path, { before, now }]) => ({ path, before, after: now }));
    return { targets, files: files.filter(({ before, after }) => before !== after) };
}
const targetEdit = (path, image, edit) => ({
    path,
    image,
    line: edit.line,
    before: edit.before,
    after: edit.after,
    changed: edit.changed,
});
function manifestTarget(policy, environment, target) {
    const repository = policy.images?.get(target.image)?.repository;
    const known = [
        ...destinationsOf(policy, environment, target.image),
        ...(repository === undefined ? [] : [repository]),
    ];
    if (target.kustomize !== undefined) {
        const names = target.name === undefined ? [target.image, ...known] : [target.name];
        return { kind: 'kustomize', file: target.kustomize, names };
    }
    if (target.helm !== undefined)
        return { kind: 'helm', file: target.helm, path: target.path ?? 'image' };
    const kind = CONTAINER_KINDS.find((each) => target[each] !== undefined) ?? 'kubernetes';
    return {
        kind,
        file: target[kind] ?? '',
        repositories: known,
        ...(target.container === undefined ? {} : { container: target.container }),
    };
}
const CONTAINER_KINDS = ['kubernetes', 'compose', 'ecs'];
async function readText(file, read) {
    const bytes = await read(file);
    if (bytes === undefined) {
        throw new text_error/* UserError */.yo({
            what: `there is no ${file}`,
            rule: 'every target of the environment is a file of the branch',
            next: "correct the policy's targets, or add the file",
        });
    }
    try {
        const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
        return { before: text, now: text };
    }
    catch (error) {
        throw new text_error/* UserError */.yo({ what: `${file} is not text in UTF-8` }, { cause: error });
    }
}

;// CONCATENATED MODULE: ./shared/github/environments.ts

/**
 * The protection of an environment; undefined when it does not exist. GitHub would make it on first use, without any rule, so that
 * an approval would be asked of nobody.
 */
async function readEnvironment(github, name) {
    const answer = await github.find('GET /repos/{owner}/{repo}/environments/{environment_name}', {
        environment_name: name,
    });
    if (answer === undefined)
        return undefined;
    const rules = items(field(answer, 'protection_rules') ?? []);
    const ofType = (type) => rules.find((rule) => field(rule, 'type') === type);
    const review = ofType('required_reviewers');
    const bypass = field(answer, 'can_admins_bypass');
    const wait = field(ofType('wait_timer'), 'wait_timer');
    return {
        reviewers: review === undefined ? 0 : items(field(review, 'reviewers') ?? []).length,
        preventSelfReview: field(review, 'prevent_self_review') === true,
        waitMinutes: typeof wait === 'number' ? wait : 0,
        branchPolicy: ofType('branch_policy') !== undefined,
        adminsMayBypass: typeof bypass === 'boolean' ? bypass : undefined,
    };
}

;// CONCATENATED MODULE: ./shared/github/runs.ts

/** The reviews of a workflow run, of all its environments. */
async function runReviews(github, runId) {
    const answer = await github.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals', {
        run_id: Number(runId),
    });
    return items(answer).flatMap((each) => {
        const state = textField(each, 'state');
        if (state !== 'approved' && state !== 'rejected')
            return [];
        const environments = items(field(each, 'environments') ?? []).map((one) => textField(one, 'name'));
        return [
            {
                environments,
                state,
                by: textField(each, 'user', 'login'),
                isBot: field(each, 'user', 'type') === 'Bot',
            },
        ];
    });
}
/** Who started the run, and each attempt of it that we can see, and who wrote and committed what it runs on. */
async function runPeople(github, runId) {
    const run = await github.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
        run_id: Number(runId),
    });
    const commit = await github.request('GET /repos/{owner}/{repo}/commits/{ref}', {
        ref: textField(run, 'head_sha'),
    });
    const attempt = field(run, 'run_attempt');
    return {
        requesters: runs_texts(field(run, 'actor', 'login'), field(run, 'triggering_actor', 'login')),
        authors: authorsOf(commit),
        attempt: typeof attempt === 'number' ? attempt : undefined,
    };
}
/** A co-author counts where the commit names an account; any other address is nobody's that GitHub would tell. */
const CO_AUTHOR = /^co-authored-by:.*<(?:\d+\+)?([^<>@\s+]+)@users\.noreply\.github\.com>\s*$/gim;
function authorsOf(commit) {
    const known = [field(commit, 'author', 'login'), field(commit, 'committer', 'login')];
    if (!known.every((login) => typeof login === 'string'))
        return undefined;
    const message = field(commit, 'commit', 'message');
    const others = typeof message === 'string' ? [...message.matchAll(CO_AUTHOR)].map(([, login]) => login) : [];
    return runs_texts(...known, ...others);
}
const runs_texts = (...values) => [
    ...new Set(values.filter((value) => typeof value === 'string')),
];
/** Whether a person is in a team (`org/slug`); needs a token that may read the organisation's members. */
async function isTeamMember(github, team, login) {
    const [org = '', slug = ''] = team.split('/');
    const answer = await github.find('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', {
        org,
        team_slug: slug,
        username: login,
    });
    return answer !== undefined && field(answer, 'state') === 'active';
}

;// CONCATENATED MODULE: ./shared/policy/gates.ts
/**
 * Whether enough people approved. Each person counts once; bots, those who are excluded and those who are not entitled do not count,
 * and one rejection is enough to refuse. `facts` are undefined while a plan is made: nobody can have approved it yet.
 */
function checkApprovals(environment, wanted, facts) {
    const common = { requirement: 'approvals', environment, wanted: approvalsText(wanted), evidence: [] };
    if (facts === undefined) {
        return {
            ...common,
            result: 'pending',
            seen: 'not asked yet',
            next: 'approve the job that applies this plan',
        };
    }
    const rejected = facts.approvals.find(({ state }) => state === 'rejected');
    if (rejected !== undefined)
        return { ...common, result: 'fail', seen: `rejected by ${rejected.by}` };
    const unbound = whyUnbound(wanted, facts);
    if (unbound !== undefined) {
        return { ...common, result: 'fail', seen: unbound, next: 'start a new run, and approve the plan there' };
    }
    const counted = approvers(wanted, facts);
    const left = gates_distinct(facts.approvals.flatMap((approval) => {
        const why = gates_whyNot(approval, wanted, facts);
        return why === undefined ? [] : [`not ${approval.by}, ${why}`];
    }));
    const passed = counted.length >= wanted.atLeast;
    return {
        ...common,
        result: passed ? 'pass' : counted.length + left.length === 0 ? 'missing' : 'fail',
        seen: [counted.length === 0 ? 'nobody' : `by ${counted.join(', ')}`, ...left].join('; '),
        ...(passed ? {} : { next: 'let others approve the job in the environment of this name' }),
    };
}
/**
 * Why nobody can say that it is this plan that was approved: GitHub tells of a run's approvals neither the attempt nor the job. One
 * approval lets one job go on, so more than are asked for were of other jobs too.
 */
function whyUnbound(wanted, facts) {
    if (facts.attempt === undefined)
        return 'GitHub does not say which attempt of the run this is';
    if (facts.attempt > 1)
        return `attempt ${facts.attempt} of the run: approvals may be of an earlier one`;
    const given = facts.approvals.filter((each) => gates_whyNot(each, wanted, facts) === undefined).length;
    if (given <= Math.max(1, wanted.atLeast))
        return undefined;
    return `${given} approvals in this run: some are of another job or plan`;
}
/** The people whose approval counts, each once. */
const approvers = (wanted, facts) => gates_distinct(facts.approvals
    .filter((approval) => approval.state === 'approved' && gates_whyNot(approval, wanted, facts) === undefined)
    .map(({ by }) => by));
function gates_whyNot(approval, wanted, facts) {
    const is = (people) => people.some((login) => login.toLowerCase() === approval.by.toLowerCase());
    if (approval.isBot)
        return 'a bot';
    if (wanted.notBy?.includes('author') === true) {
        if (facts.authors === undefined)
            return 'maybe the author, who is not known to GitHub';
        if (is(facts.authors))
            return 'the author';
    }
    if (wanted.notBy?.includes('requester') === true && is(facts.requesters))
        return 'the requester';
    return approval.entitled ? undefined : `not one of ${wanted.from?.join(', ') ?? 'those who may'}`;
}
const gates_distinct = (texts) => [...new Set(texts)];
function approvalsText({ atLeast, notBy, from }) {
    const not = notBy === undefined ? '' : `, not the ${notBy.join(' or the ')}`;
    return `at least ${atLeast}${not}${from === undefined ? '' : `, from ${from.join(', ')}`}`;
}
/** Whether GitHub protects the environment as the policy wants; `facts` are undefined when there is no such environment. */
function checkProtection(environment, wanted, facts) {
    const common = {
        requirement: 'environment-protection',
        environment,
        wanted: protectionText(wanted),
        evidence: [],
        next: `set it in the repository's settings, Environments, ${environment}`,
    };
    if (facts === undefined) {
        return {
            ...common,
            result: 'missing',
            seen: 'no such environment; GitHub would make one without any protection',
        };
    }
    const wrong = [
        ...(facts.reviewers < (wanted.reviewers ?? 0) ? [`${facts.reviewers} reviewers`] : []),
        ...(wanted.preventSelfReview === true && !facts.preventSelfReview ? ['self-review is allowed'] : []),
        ...(wanted.adminsMayBypass === false ? bypassText(facts.adminsMayBypass) : []),
    ];
    const { next, ...told } = common;
    const result = wrong.length === 0 ? 'pass' : 'fail';
    return { ...told, result, seen: wrong.join(', ') || 'as wanted', ...(result === 'pass' ? {} : { next }) };
}
function bypassText(mayBypass) {
    if (mayBypass === undefined)
        return ['GitHub does not say whether administrators may bypass'];
    return mayBypass ? ['administrators may bypass'] : [];
}
const protectionText = ({ reviewers, preventSelfReview, adminsMayBypass }) => [
    ...(reviewers === undefined ? [] : [`at least ${reviewers} reviewers`]),
    ...(preventSelfReview === true ? ['no self-review'] : []),
    ...(adminsMayBypass === false ? ['no bypass by administrators'] : []),
].join(', ') || 'that it exists';

;// CONCATENATED MODULE: ./shared/policy/window.ts


const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const window_DAY = DAYS.join('|');
const SPAN = new RegExp(`^(${window_DAY})(?:-(${window_DAY}))? ([01]\\d|2[0-3]):([0-5]\\d)-([01]\\d|2[0-3]|24):([0-5]\\d)$`);
const MINUTES_PER_DAY = 1_440;
const span = scalar('days and times such as Mon-Thu 08:00-16:00 or Sun 10:00-24:00', { type: 'string', pattern: SPAN.source }, (value) => (typeof value === 'string' ? parseSpan(value) : undefined));
function parseSpan(value) {
    const [, first, last = first, fromHour, fromMinute, toHour, toMinute] = SPAN.exec(value) ?? [];
    if (first === undefined)
        return undefined;
    const start = DAYS.indexOf(first);
    const count = (DAYS.indexOf(last) - start + 7) % 7;
    const days = Array.from({ length: count + 1 }, (_, index) => (start + index) % 7);
    const [from, to] = [Number(fromHour) * 60 + Number(fromMinute), Number(toHour) * 60 + Number(toMinute)];
    return from < to && to <= MINUTES_PER_DAY ? { text: value, days, from, to } : undefined;
}
const zone = scalar('a time zone such as Europe/London or UTC', { type: 'string' }, (value) => typeof value === 'string' && isZone(value) ? value : undefined);
/** Offsets such as +02:00 are no zones: they do not know about summer. */
function isZone(name) {
    if (!/^[A-Za-z]/.test(name))
        return false;
    try {
        return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
    }
    catch {
        return false;
    }
}
const calendarDay = shape_text('a day such as 2026-12-20', /^\d{4}-\d{2}-\d{2}$/);
/** When an environment may be changed. */
const windowShape = mapping({
    zone: needed(zone, 'The time zone of everything below.'),
    allow: optional(list(span), 'Days and times at which promotions are let in; absent: always.'),
    freeze: optional(list(mapping({
        from: needed(calendarDay, 'The first day.'),
        to: needed(calendarDay, 'The last day; it is included.'),
        reason: needed(shape_text(), 'Why.'),
    })), 'Days on which nothing is let in.'),
});
function localTime(now, timeZone) {
    const parts = new Intl.DateTimeFormat('en-GB', {
        timeZone,
        weekday: 'short',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
    }).formatToParts(now);
    const part = (type) => parts.find((each) => each.type === type)?.value ?? '';
    const [weekday, hour, minute] = [part('weekday'), part('hour'), part('minute')];
    return {
        date: `${part('year')}-${part('month')}-${part('day')}`,
        day: DAYS.findIndex((each) => each === weekday),
        minute: Number(hour) * 60 + Number(minute),
        text: `${weekday} ${hour}:${minute} in ${timeZone}`,
    };
}
/** Whether the environment may be changed now. */
function checkWindow(environment, window, now) {
    const local = localTime(now, window.zone);
    const frozen = window.freeze?.find(({ from, to }) => from <= local.date && local.date <= to);
    const allowed = window.allow === undefined ||
        window.allow.some(({ days, from, to }) => days.includes(local.day) && from <= local.minute && local.minute < to);
    const wanted = [
        window.allow === undefined ? 'any time' : window.allow.map((each) => each.text).join(', '),
        ...(window.freeze === undefined ? [] : ['no freeze']),
    ].join(', ');
    const common = { requirement: 'window', environment, wanted: `${wanted} (${window.zone})`, evidence: [] };
    if (frozen !== undefined) {
        const seen = `${local.date}: frozen from ${frozen.from} to ${frozen.to}, ${frozen.reason}`;
        return { ...common, result: 'fail', seen, next: `wait until after ${frozen.to}` };
    }
    if (!allowed)
        return { ...common, result: 'fail', seen: local.text, next: 'run it again when the window is open' };
    return { ...common, result: 'pass', seen: local.text };
}

;// CONCATENATED MODULE: ./actions/promote/gates.ts






/** What the environment asks of GitHub and of people, beside what is known about the images. */
async function judgeGates(policy, environment, github, runId, moment, now) {
    const { require: wanted, window } = environmentOf(policy, environment);
    const { approvals, environmentProtection } = wanted ?? {};
    const findings = window === undefined ? [] : [checkWindow(environment, window, now)];
    if (environmentProtection !== undefined) {
        const protection = await readEnvironment(github, environment);
        findings.push(checkProtection(environment, environmentProtection, protection));
    }
    if (approvals === undefined)
        return { findings, approvedBy: [] };
    const facts = moment === 'before' ? undefined : await approvalFacts(github, runId, environment, approvals.from);
    findings.push(checkApprovals(environment, approvals, facts));
    return { findings, approvedBy: facts === undefined ? [] : approvers(approvals, facts) };
}
async function approvalFacts(github, runId, environment, from) {
    const [reviews, people] = await Promise.all([runReviews(github, runId), runPeople(github, runId)]);
    const mine = reviews.filter(({ environments }) => environments.includes(environment));
    return {
        ...people,
        approvals: await Promise.all(mine.map(async (review) => ({
            by: review.by,
            state: review.state,
            isBot: review.isBot,
            entitled: from === undefined || (await isOneOf(github, review, from)),
        }))),
    };
}
async function isOneOf(github, { by }, from) {
    const teams = from.flatMap((each) => (each.startsWith('team:') ? [each.slice('team:'.length)] : []));
    if (from.some((each) => each.toLowerCase() === `user:${by.toLowerCase()}`))
        return true;
    const memberships = await Promise.all(teams.map((team) => isTeamMember(github, team, by)));
    return memberships.includes(true);
}
/**
 * Approvals are of a plan: a job that plans and applies at once would have been approved before anybody saw what it does.
 * @throws UserError
 */
function refuseUnplanned(policy, environment) {
    if (environmentOf(policy, environment).require?.approvals === undefined)
        return;
    throw new text_error/* UserError */.yo({
        what: `${environment} needs approvals, and mode: promote asks nobody`,
        rule: 'people approve a plan: a job with mode: plan shows it, a job in the environment applies it',
        next: 'use mode: plan, and in a job with this environment mode: apply with its plan-digest',
    }, { result: 'refused' });
}

;// CONCATENATED MODULE: ./actions/promote/report.ts
/** It stands in the way; what is pending does not, for it is still to come. */
const isOpen = ({ result }) => result === 'fail' || result === 'missing';

;// CONCATENATED MODULE: ./shared/evidence/evidence.ts
/** `2 other signer, 1 malformed`: reasons with their counts, the most frequent first. */
function countIgnored(ignored) {
    const counts = new Map();
    for (const { reason } of ignored)
        counts.set(reason, (counts.get(reason) ?? 0) + 1);
    return [...counts].sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0]));
}

;// CONCATENATED MODULE: ./shared/manifests/diff.ts
/** Lines of context around a change. */
const CONTEXT = 3;
/** A unified diff of two texts (POSIX diff -u), empty when they are equal; carriage returns at line ends are not shown. */
function unifiedDiff(file, before, after) {
    if (before === after)
        return '';
    const [a, b] = [linesOf(before), linesOf(after)];
    let shift = 0;
    const hunks = hunksOf(changesOf(a, b)).map((changes) => {
        const hunk = renderHunk(a, changes, shift);
        for (const { removed, added } of changes)
            shift += added.length - removed.length;
        return hunk;
    });
    return [`--- a/${file}`, `+++ b/${file}`, ...hunks].join('\n') + '\n';
}
const linesOf = (text) => text.replace(/\n$/, '').split('\n');
/** Changes in order; lines are matched by the longest common subsequence of what is between equal beginnings and ends. */
function changesOf(a, b) {
    let head = 0;
    while (head < a.length && head < b.length && a[head] === b[head])
        head += 1;
    let tail = 0;
    while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail))
        tail += 1;
    const middle = matchLines(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
    return middle.map((change) => ({ ...change, start: change.start + head }));
}
function matchLines(a, b) {
    const lengths = commonLengths(a, b);
    const at = (i, j) => lengths[i]?.[j] ?? 0;
    const changes = [];
    let [i, j] = [0, 0];
    let open;
    while (i < a.length || j < b.length) {
        if (i < a.length && j < b.length && a[i] === b[j]) {
            [i, j, open] = [i + 1, j + 1, undefined];
            continue;
        }
        if (open === undefined)
            changes.push((open = { start: i, removed: [], added: [] }));
        if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1)))
            open.removed.push(a[i++] ?? '');
        else
            open.added.push(b[j++] ?? '');
    }
    return changes;
}
function commonLengths(a, b) {
    const lengths = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
    for (let i = a.length - 1; i >= 0; i -= 1) {
        for (let j = b.length - 1; j >= 0; j -= 1) {
            const row = lengths[i];
            if (row === undefined)
                continue;
            const below = lengths[i + 1];
            row[j] = a[i] === b[j] ? (below?.[j + 1] ?? 0) + 1 : Math.max(below?.[j] ?? 0, row[j + 1] ?? 0);
        }
    }
    return lengths;
}
/** Changes whose contexts touch share a hunk. */
function hunksOf(changes) {
    const hunks = [];
    for (const change of changes) {
        const open = hunks.at(-1);
        const last = open?.at(-1);
        if (open !== undefined &&
            last !== undefined &&
            change.start - (last.start + last.removed.length) <= 2 * CONTEXT) {
            open.push(change);
        }
        else
            hunks.push([change]);
    }
    return hunks;
}
function renderHunk(a, changes, shift) {
    const first = changes[0]?.start ?? 0;
    const last = changes.at(-1);
    const end = Math.min(a.length, (last?.start ?? 0) + (last?.removed.length ?? 0) + CONTEXT);
    const start = Math.max(0, first - CONTEXT);
    const body = [];
    let line = start;
    for (const { start: at, removed, added } of changes) {
        body.push(...a.slice(line, at).map((text) => ` ${text}`));
        body.push(...removed.map((text) => `-${text}`), ...added.map((text) => `+${text}`));
        line = at + removed.length;
    }
    body.push(...a.slice(line, end).map((text) => ` ${text}`));
    const counts = (marks) => body.filter((text) => marks.includes(text[0] ?? '')).length;
    const heading = `@@ -${start + 1},${counts(' -')} +${start + shift + 1},${counts(' +')} @@`;
    return [heading, ...body.map((text) => text.replace(/\r$/, ''))].join('\n');
}

// EXTERNAL MODULE: ./shared/text/markdown.ts
var markdown = __webpack_require__(41043);
;// CONCATENATED MODULE: ./actions/promote/summary.ts







const MARK = {
    pass: '✅ pass',
    fail: '⛔ fail',
    missing: '⛔ missing',
    pending: '⏸️ pending',
};
const RANK = { fail: 0, missing: 1, pending: 2, pass: 3 };
/** The heading's words: what became of which images; `show` is what a text from outside goes through. */
function headline(report, show = (text) => text) {
    const { images, applied, mode, verdict } = report;
    const environment = show(report.environment);
    const names = show(images.map((image) => image.verdict.image).join(', '));
    if (verdict === 'fail') {
        const failed = (0,size/* plural */.L)(allFindings(report).filter(isOpen).length, 'requirement');
        return `promote: refused, ${names} may not go to ${environment}: ${failed} not met`;
    }
    if (mode === 'plan') {
        const pending = allFindings(report).filter(({ result }) => result === 'pending');
        const open = pending.length === 0
            ? ''
            : `; ${show(pending.map(({ requirement }) => requirement).join(', '))} pending`;
        return `promote: ${environment} would get ${names}${open}`;
    }
    if (applied === undefined)
        return `promote: ${names} may go to ${environment}, nothing was written`;
    if (applied.unchanged)
        return `promote: unchanged, ${names} is in ${environment} already`;
    if (onlyEvidence(applied)) {
        const statements = (0,size/* plural */.L)(sumOf(applied.copied, 'referrers'), 'new statement');
        return `promote: ${names} is in ${environment} already, ${statements} copied`;
    }
    return `promote: ${names} promoted to ${environment}`;
}
const sumOf = (copied, what) => copied.reduce((sum, each) => sum + each[what], 0);
/** The images were there, named and recorded; what refers to them was not all there. */
const onlyEvidence = ({ copied, commit, records }) => commit === undefined &&
    records.length > 0 &&
    records.every(({ status }) => status === 'unchanged') &&
    sumOf(copied, 'manifests') === 0 &&
    sumOf(copied, 'referrers') > 0;
const allFindings = ({ images, gates }) => [
    ...images.flatMap(({ verdict }) => verdict.findings),
    ...gates,
];
const SIGN = { pass: '✅', warn: '⚠️', fail: '⛔' };
function signOf(report) {
    const waits = allFindings(report).some(({ result }) => result === 'pending');
    return report.verdict === 'pass' && waits ? '⏸️' : SIGN[report.verdict];
}
/** The job summary: verdict, deciding fact, what to do, subjects, requirements, diff, details, policy. */
function summarise(report) {
    const { images, gates, files, policy } = report;
    const first = allFindings(report).find(isOpen);
    const diff = files.map(({ path, before, after }) => unifiedDiff(path, before, after)).join('');
    return [
        `### ${signOf(report)} ${headline(report, markdown/* escape */.ih)}`,
        why(report, first),
        whatToDo(report, first),
        images.map(subjectLine).join('\n'),
        ...images.map(({ verdict }, index) => requirements(verdict.image, [...verdict.findings, ...(index === 0 ? gates : [])])),
        diff !== '' ? (0,markdown/* fenced */.OF)('diff', diff) : report.verdict === 'fail' ? '' : targetsLine(report),
        report.applied === undefined ? '' : writes(report.applied),
        ignoredDetails(images.flatMap(({ ignored }) => ignored)),
        previewDetails(report),
        `<sub>policy ${(0,markdown/* code */.aY)((0,oci_digest/* shortDigest */.VK)(policy.digest))} of ${(0,markdown/* escape */.ih)(policy.uri)} · plan ${(0,markdown/* code */.aY)((0,oci_digest/* shortDigest */.VK)(report.planDigest))}</sub>`,
    ]
        .filter((part) => part !== '')
        .join('\n\n')
        .concat('\n');
}
function why(report, first) {
    const environment = (0,markdown/* escape */.ih)(report.environment);
    if (first !== undefined) {
        const but = report.verdict === 'warn' ? ` ${environment} is in mode warn, so this did not stop it.` : '';
        return `${(0,markdown/* escape */.ih)(`${first.requirement}: ${first.seen}; wanted ${first.wanted}`)} (required by ${(0,markdown/* escape */.ih)(first.environment)}).${but}`;
    }
    const met = allFindings(report).filter(({ result }) => result === 'pass').length;
    return allFindings(report).length === 0
        ? `**${environment} requires nothing**, so nothing was proven.`
        : `${(0,size/* plural */.L)(met, 'requirement')} of ${environment} and what leads to it ${met === 1 ? 'is' : 'are'} met.`;
}
function whatToDo({ mode, verdict, planDigest }, first) {
    if (first?.next !== undefined)
        return `**To do:** ${(0,markdown/* escape */.ih)(first.next)}`;
    return mode === 'plan' && verdict !== 'fail'
        ? `Approving the job that applies it approves plan ${(0,markdown/* code */.aY)(planDigest)} and nothing else.`
        : '';
}
const subjectLine = ({ verdict, source, platforms, destinations }) => [
    (0,markdown/* code */.aY)(`${destinations[0]?.split('@')[0] ?? source}@${verdict.digest}`),
    ...platforms.map(markdown/* escape */.ih),
    ...destinations.slice(1).map((each) => `also in ${(0,markdown/* code */.aY)(each)}`),
].join(' · ') + '  ';
function requirements(image, findings) {
    const rows = findings
        .toSorted((a, b) => RANK[a.result] - RANK[b.result])
        .map(({ requirement, environment, result, wanted, seen, evidence }) => [
        MARK[result],
        (0,markdown/* cell */.Hn)(requirement),
        (0,markdown/* cell */.Hn)(environment),
        (0,markdown/* cell */.Hn)(wanted),
        (0,markdown/* cell */.Hn)(seen),
        evidence.map((digest) => (0,markdown/* code */.aY)((0,oci_digest/* shortDigest */.VK)(digest))).join(' ') || '–',
    ]);
    const headings = ['', `requirement (${(0,markdown/* cell */.Hn)(image)})`, 'of', 'wanted', 'seen', 'evidence'];
    return rows.length === 0 ? '' : (0,markdown/* table */.tp)(headings, rows);
}
function targetsLine({ targets, environment }) {
    if (targets.length === 0)
        return `${(0,markdown/* escape */.ih)(environment)} has no targets: no deployment file names the digest.`;
    const files = [...new Set(targets.map(({ path }) => path))];
    return `The deployment files name it already: ${files.map(markdown/* code */.aY).join(', ')}.`;
}
function writes({ copied, commit, deployment, records, signed }) {
    const unreadable = sumOf(copied, 'unreadable');
    const facts = [
        copiedText(copied),
        ...(unreadable === 0 ? [] : [`${(0,size/* plural */.L)(unreadable, 'unreadable referrer')} left behind`]),
        commit === undefined ? 'no commit' : `commit ${(0,markdown/* code */.aY)(commit.slice(0, 12))}`,
        `deployment ${deployment}`,
        ...records.map(({ digest, status }) => `record ${(0,markdown/* code */.aY)((0,oci_digest/* shortDigest */.VK)(digest))}${status === 'unchanged' ? ' (was there)' : ''}`),
        ...(signed
            ? []
            : ['**not recorded**: signing is none, so no later environment can rely on this promotion']),
    ];
    return facts.join(' · ');
}
/** What became of the image's parts: sent, taken from elsewhere in the registry, written, attached. */
function copiedText(copied) {
    const sum = (what) => sumOf(copied, what);
    const parts = [
        ...(sum('bytes') === 0 ? [] : [`${(0,size/* formatBytes */.z)(sum('bytes'))} sent`]),
        ...(sum('mounted') === 0 ? [] : [`${(0,size/* plural */.L)(sum('mounted'), 'blob')} mounted`]),
        ...(sum('manifests') === 0 ? [] : [`${(0,size/* plural */.L)(sum('manifests'), 'manifest')} written`]),
        ...(sum('referrers') === 0 ? [] : [`${(0,size/* plural */.L)(sum('referrers'), 'statement')} copied`]),
    ];
    return parts.length === 0 ? 'nothing had to be copied' : parts.join(', ');
}
/** Counts by reason, then what was left aside, at most so many. */
function ignoredDetails(ignored) {
    if (ignored.length === 0)
        return '';
    const counts = countIgnored(ignored).map(([reason, count]) => `${count} ${reason}`);
    const rows = ignored.map(({ reason, detail, claimedType, store, manifestDigest }) => [
        (0,markdown/* cell */.Hn)(reason),
        (0,markdown/* cell */.Hn)(detail),
        (0,markdown/* cell */.Hn)(claimedType ?? '–'),
        (0,markdown/* cell */.Hn)(manifestDigest === undefined ? store : `${store}@${(0,oci_digest/* shortDigest */.VK)(manifestDigest)}`),
    ]);
    return (0,markdown/* details */.zH)(`Ignored: ${counts.join(', ')}`, (0,markdown/* table */.tp)(['reason', 'detail', 'it says it is', 'where'], rows));
}
function previewDetails({ preview }) {
    if (preview === undefined)
        return '';
    if ('problems' in preview) {
        const list = preview.problems.map((each) => `- ${(0,markdown/* escape */.ih)(each)}`).join('\n');
        return (0,markdown/* details */.zH)("Preview only: nothing can be judged by this pull request's policy", list);
    }
    const failed = preview.verdicts.flatMap(({ findings }) => findings.filter(isOpen));
    const verdict = worstResult(preview.verdicts);
    const rows = failed.map(({ requirement, wanted, seen }) => [(0,markdown/* cell */.Hn)(requirement), (0,markdown/* cell */.Hn)(wanted), (0,markdown/* cell */.Hn)(seen)]);
    return (0,markdown/* details */.zH)(`Preview only: with this pull request's policy (${(0,oci_digest/* shortDigest */.VK)(preview.digest)}) the verdict would be ${verdict}`, rows.length === 0 ? 'Every requirement would be met.' : (0,markdown/* table */.tp)(['requirement', 'wanted', 'seen'], rows));
}

;// CONCATENATED MODULE: ./actions/promote/outcome.ts



/** Outputs, summary and report of what was decided and done. */
function outcomeOf(report) {
    const { images, targets, applied, planDigest, planPath, verdict } = report;
    const changed = targets.filter((target) => target.changed);
    return {
        result: verdict === 'fail' ? 'refused' : applied?.unchanged === true ? 'unchanged' : 'done',
        headline: headline(report),
        outputs: {
            verdict,
            changes: changed.map(({ path, line, image, before, after }) => ({
                path,
                line,
                image,
                before: formatNamedImage(before),
                after: formatNamedImage(after),
            })),
            image: images.map(({ destinations }) => destinations[0]).join('\n'),
            // Nothing is to be done of what is refused, so there is nothing to approve.
            ...(verdict === 'fail' ? {} : { planDigest }),
            ...(planPath === undefined ? {} : { planPath }),
            ...(applied === undefined ? {} : writtenOutputs(applied)),
        },
        summary: summarise(report),
        report: { ...report, files: report.files.map(({ path }) => path) },
        problems: verdict === 'fail' ? problemsOf(report) : [],
    };
}
function writtenOutputs({ commit, records, deployment }) {
    const first = new Map(records.toReversed().map(({ image, digest }) => [image, digest]));
    return {
        deploymentId: String(deployment),
        ...(commit === undefined ? {} : { commit }),
        ...(first.size === 0 ? {} : { recordDigest: [...first.values()].reverse().join('\n') }),
    };
}
function problemsOf({ images, gates, environment }) {
    const problem = (image, { requirement, wanted, seen, next }) => ({
        what: `${image} may not go to ${environment}: ${requirement}`,
        rule: wanted,
        seen,
        ...(next === undefined ? {} : { next }),
    });
    const all = images.map(({ verdict }) => verdict.image).join(', ');
    return [
        ...images.flatMap(({ verdict }) => verdict.findings.filter(isOpen).map((each) => problem(verdict.image, each))),
        ...gates.filter(isOpen).map((each) => problem(all, each)),
    ];
}

// EXTERNAL MODULE: ./shared/evidence/published-root.ts
var published_root = __webpack_require__(71653);
;// CONCATENATED MODULE: ./shared/policy/names.ts




/** Notes every name that names nothing, every environment that comes from itself, and every target that is not one thing. */
function checkNames(policy, reading) {
    const known = {
        trust: [...(policy.trust?.keys() ?? [])],
        images: [...(policy.images?.keys() ?? [])],
        environments: [...(policy.environments?.keys() ?? [])],
    };
    for (const [name, environment] of policy.environments ?? []) {
        const path = ['environments', name];
        checkList(environment.from, [...path, 'from'], known.environments, 'environment', reading);
        checkList(environment.promotedBy, [...path, 'promoted-by'], known.trust, 'trust entry', reading);
        checkRequirements(environment, [...path, 'require'], known, reading);
        checkDestinations(environment, [...path, 'destinations'], known.images, reading);
        environment.targets?.forEach((target, index) => {
            checkTarget(target, [...path, 'targets', index], known.images, reading);
        });
    }
    checkCycles(policy, reading);
}
/** A destination is of one image; only where there is just one it need not say which. */
function checkDestinations({ destinations }, path, images, reading) {
    destinations?.forEach((destination, index) => {
        const at = [...path, index];
        if (typeof destination === 'object') {
            checkName(destination.image, [...at, 'image'], images, 'image', reading);
        }
        else if (images.length !== 1) {
            note(reading, at, {
                what: `${pathText(at)} does not say for which image it is`,
                rule: 'with more than one image: {image: NAME, repository: REPOSITORY}',
                seen: destination,
            });
        }
    });
}
function checkRequirements(environment, path, known, reading) {
    const { require: wanted } = environment;
    if (wanted === undefined)
        return;
    checkList(wanted.signedBy, [...path, 'signed-by'], known.trust, 'trust entry', reading);
    for (const key of ['canary', 'soak']) {
        const place = wanted[key]?.in;
        if (place !== undefined) {
            checkName(place, [...path, key, 'in'], known.environments, 'environment', reading);
        }
    }
    const limited = {
        provenance: wanted.provenance,
        vulnerabilities: wanted.vulnerabilities,
        canary: wanted.canary,
        soak: wanted.soak,
        sbom: typeof wanted.sbom === 'object' ? wanted.sbom : undefined,
    };
    for (const [key, requirement] of Object.entries(limited)) {
        checkList(requirement?.by, [...path, key, 'by'], known.trust, 'trust entry', reading);
    }
    wanted.tests?.forEach(({ by }, index) => {
        checkList(by, [...path, 'tests', index, 'by'], known.trust, 'trust entry', reading);
    });
}
function checkList(names, path, known, kind, reading) {
    names?.forEach((name, index) => {
        checkName(name, [...path, index], known, kind, reading);
    });
}
function checkName(name, path, known, kind, reading) {
    if (known.includes(name))
        return;
    note(reading, path, {
        what: `${pathText(path)} names no ${kind}`,
        rule: known.length === 0 ? `the file has no ${kind}` : `known are ${known.join(', ')}`,
        seen: seenNode(nodeAt(reading.document, path)),
        ...(0,text_case/* didYouMean */.au)(name, known),
    });
}
/** Of a target exactly one is given: the file, and by its kind how the image stands in it. */
const TARGET_KINDS = ['kustomize', 'kubernetes', 'helm', 'compose', 'ecs'];
function checkTarget(target, path, images, reading) {
    checkName(target.image, [...path, 'image'], images, 'image', reading);
    const kinds = TARGET_KINDS.filter((kind) => target[kind] !== undefined);
    if (kinds.length !== 1) {
        note(reading, path, {
            what: `${pathText(path)} is not one target`,
            rule: `exactly one of ${TARGET_KINDS.join(', ')}`,
            seen: kinds.join(' and ') || 'none of them',
        });
    }
    const misplaced = [
        ['name', target.name, target.kustomize],
        ['path', target.path, target.helm],
        ['container', target.container, target.kubernetes ?? target.compose ?? target.ecs],
    ];
    for (const [key, value, kind] of misplaced) {
        if (value !== undefined && kind === undefined) {
            note(reading, [...path, key], {
                what: `${pathText([...path, key])} does not belong to this kind of target`,
            });
        }
    }
}
function checkCycles(policy, reading) {
    for (const name of policy.environments?.keys() ?? []) {
        const back = pathBack(policy, name, [name]);
        // One cycle is one problem: it is told at the first of its names.
        if (back !== undefined && [...back].sort()[0] === name) {
            note(reading, ['environments', name, 'from'], {
                what: `environment '${name}' comes from itself`,
                rule: 'from leads back to build, never in a circle',
                seen: [...back, name].join(' ← '),
            });
        }
    }
}
function pathBack(policy, goal, trail) {
    for (const next of policy.environments?.get(trail.at(-1) ?? goal)?.from ?? []) {
        if (next === goal)
            return trail;
        if (trail.includes(next))
            continue;
        const found = pathBack(policy, goal, [...trail, next]);
        if (found !== undefined)
            return found;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./shared/policy/schema.ts





const by = optional(list(fields_name), 'Trust entries whose evidence counts here; default: those of signed-by.');
const trustEntry = mapping({
    key: optional(repositoryPath, 'A public key (PEM) in this repository; it is read from the same commit as this file.'),
    issuer: optional(shape_text(), 'An identity instead of a key: who vouches for it, such as https://token.actions.githubusercontent.com.'),
    workflow: optional(shape_text('OWNER/REPO/.github/workflows/FILE', /^[^/@\s]+\/[^/@\s]+\/\.github\/workflows\/[^/@\s]+$/), 'The workflow that signs: OWNER/REPO/.github/workflows/FILE.'),
    ref: optional(shape_text('a ref such as refs/tags/v*', /^refs\/\S+$/), 'The ref that the workflow is taken from; a * may end it, after the beginning of a name: refs/tags/v*.'),
    subject: optional(shape_text(), "Instead of workflow and ref, for other issuers: the certificate's whole subject."),
    repository: optional(shape_text('OWNER/REPO', /^[^/\s]+\/[^/\s]+$/), 'The repository that called a reusable workflow: OWNER/REPO.'),
    'repository-id': optional(shape_text('digits', /^\d+$/), "The repository's id, which survives a rename."),
    'owner-id': optional(shape_text('digits', /^\d+$/), "The owner's id."),
    'valid-until': optional(lastDay, 'Evidence that is dated later does not count.'),
    revoked: optional(shape_boolean, 'true: nothing that it signed counts any more.'),
});
const schema_image = mapping({
    repository: needed(imageRepository, 'Where builds of this image are pushed.'),
});
const sbomDetails = mapping({
    format: optional(oneOf(['cyclonedx', 'spdx']), 'The format that is wanted; either when it is absent.'),
    by,
});
const testSuite = mapping({
    suite: needed(fields_name, 'The name that the suite was signed under.'),
    within: optional(shape_duration, 'How old the result may be.'),
    by,
});
const vulnerabilities = mapping({
    critical: optional(count, 'How many findings of this severity may be there.'),
    high: optional(count, 'How many findings of this severity may be there.'),
    medium: optional(count, 'How many findings of this severity may be there.'),
    low: optional(count, 'How many findings of this severity may be there.'),
    'fixable-only': optional(shape_boolean, 'true: findings without a fixed version are not counted.'),
    'scanned-within': optional(shape_duration, 'How old the scan may be.'),
    by,
});
const canaryRequirement = mapping({
    verdict: needed(oneOf(['pass']), 'The verdict that is wanted.'),
    in: needed(fields_name, 'The environment in which the canary ran.'),
    within: optional(shape_duration, 'How old the verdict may be.'),
    by,
});
const soak = mapping({
    in: needed(fields_name, 'The environment in which the digest has to have been.'),
    'at-least': needed(shape_duration, 'For how long, counted from its promotion record.'),
    by,
});
const approvals = mapping({
    'at-least': needed(count, 'How many people must have approved the job that applies the plan.'),
    'not-by': optional(list(oneOf(['author', 'requester'])), 'Whose approval does not count: the author of the commit, whoever started the run.'),
    from: optional(list(shape_text('user:LOGIN or team:ORG/TEAM', /^(user:[A-Za-z0-9-]+|team:[A-Za-z0-9-]+\/[A-Za-z0-9_.-]+)$/)), 'Whose approval counts; absent: whoever GitHub lets approve.'),
});
const environmentProtection = mapping({
    reviewers: optional(count, 'How many people or teams GitHub must ask at least.'),
    'prevent-self-review': optional(oneOf([true]), 'Whoever started the run may not approve it.'),
    'admins-may-bypass': optional(oneOf([false]), 'Administrators may not pass the rules by.'),
});
const schema_requirements = mapping({
    'signed-by': optional(list(fields_name), 'Trust entries, one of which must have signed the digest.'),
    provenance: optional(mapping({ source: needed(shape_text(), 'The source repository, such as github.com/acme/shop.'), by }), 'SLSA provenance that names this source.'),
    sbom: optional(mapOr(sbomDetails, oneOf([true, false])), 'An SBOM of every platform.'),
    tests: optional(list(testSuite), 'Test suites that must have passed.'),
    vulnerabilities: optional(vulnerabilities, 'A scan of every platform, within these numbers.'),
    canary: optional(canaryRequirement, 'What canary-verify must have found.'),
    soak: optional(soak, 'How long the digest must have been in another environment.'),
    approvals: optional(approvals, 'People who must agree; not inherited.'),
    'environment-protection': optional(environmentProtection, 'How GitHub must protect the environment of the same name; not inherited.'),
});
const target = mapping({
    kustomize: optional(repositoryPath, 'A kustomization file, whose images entry is edited.'),
    kubernetes: optional(repositoryPath, 'A Kubernetes manifest, whose containers are edited.'),
    helm: optional(repositoryPath, 'Values of a Helm chart.'),
    compose: optional(repositoryPath, 'A Compose file, whose services are edited.'),
    ecs: optional(repositoryPath, 'An ECS task definition in JSON, whose containers are edited.'),
    image: needed(fields_name, 'The image, by its name under images.'),
    path: optional(shape_text('keys parted by dots', /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/), 'helm: where the image is, such as web.image; default: image.'),
    name: optional(shape_text(), "kustomize: the name of the images entry; default: the image's name or its repository."),
    container: optional(shape_text(), 'kubernetes, ecs, compose: only the container (the service) of this name.'),
});
const destination = mapping({
    image: needed(fields_name, 'The image, by its name under images.'),
    repository: needed(imageRepository, 'Where it is copied to.'),
});
const environment = mapping({
    from: optional(list(fields_name), 'Environments that the digest must have been promoted to; absent: straight from build.'),
    mode: optional(oneOf(['enforce', 'warn']), 'warn: what fails is shown and does not stop.'),
    'promoted-by': optional(list(fields_name), 'Trust entries whose promotion records count; default: those of signed-by.'),
    require: optional(schema_requirements, 'What must be known about the digest; inherited along from.'),
    destinations: optional(list(mapOr(destination, imageRepository)), 'Repositories that the image is copied to; absent: it stays in the one that was given.'),
    window: optional(windowShape, 'When it may be changed; not inherited.'),
    targets: optional(list(target), 'What names the digest that runs there.'),
});
/** The policy file, `.github/fixity.yml`, version 1. */
const policyShape = mapping({
    version: needed(oneOf([1]), 'The version of this format.'),
    trust: optional(named('a trust entry', NAME, trustEntry), 'Who may sign.'),
    'trust-roots': optional(list(repositoryPath), 'Trusted roots of Sigstore instances (trusted_root.json), in this repository; without them identities are believed by the public-good instance.'),
    images: optional(named('an image', NAME, schema_image), 'The images that this policy speaks of.'),
    environments: optional(named('an environment', NAME, environment), 'Where images go, and on which conditions.'),
    exceptions: optional(list(exceptionShape), 'Findings that are tolerated for a while, each with an owner, a reason and an end.'),
});

;// CONCATENATED MODULE: ./shared/policy/trust.ts




/** What a workflow's identity is made of, beside the ref, never has a wildcard. */
const EXACT = ['issuer', 'workflow', 'subject', 'repository', 'repositoryId', 'ownerId'];
const IDENTITY = [...EXACT, 'ref'];
const keyName = (field) => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
/** Notes every trust entry that is neither a key nor a whole identity, or that would let strangers in. */
function checkTrust(policy, reading) {
    for (const [name, entry] of policy.trust ?? []) {
        const path = ['trust', name];
        const given = IDENTITY.filter((field) => entry[field] !== undefined);
        if (entry.key !== undefined) {
            for (const field of given) {
                note(reading, [...path, keyName(field)], {
                    what: `${pathText([...path, keyName(field)])} does not belong to a key`,
                    rule: 'an entry is a key, or an identity',
                });
            }
        }
        else
            checkIdentity(path, entry, reading);
    }
}
function checkIdentity(path, entry, reading) {
    const missing = (fields, rule) => {
        note(reading, path, { what: `${pathText(path)} is not whole: ${fields} missing`, rule });
    };
    if (entry.issuer === undefined)
        missing('key or issuer is', 'an entry is a key, or an identity that an issuer vouches for');
    if (entry.subject === undefined) {
        const whole = entry.workflow !== undefined && entry.ref !== undefined;
        if (!whole)
            missing('workflow and ref, or subject, are', 'a workflow is trusted on a ref');
        if (whole && entry.issuer !== undefined && (0,evidence_identity/* workflowServer */.vM)(entry.issuer) === undefined) {
            missing('subject is', 'workflow and ref are for the issuers of github.com and ghe.com; for other issuers give the whole subject');
        }
    }
    else if (entry.workflow !== undefined || entry.ref !== undefined) {
        note(reading, [...path, 'subject'], {
            what: `${pathText(path)} has two subjects`,
            rule: 'either subject, or workflow and ref',
        });
    }
    checkWildcards(path, entry, reading);
}
function checkWildcards(path, entry, reading) {
    const wrong = [
        ...EXACT.filter((field) => entry[field]?.includes('*') === true),
        ...(/^[^*]*$|^refs\/(heads|tags)\/[^*]+\*$/.test(entry.ref ?? '') ? [] : ['ref']),
    ];
    for (const field of wrong) {
        note(reading, [...path, keyName(field)], {
            what: `${pathText([...path, keyName(field)])} would trust strangers`,
            rule: "a '*' stands only at the end of ref, after the beginning of a branch's or tag's name: refs/tags/v*",
            seen: JSON.stringify(entry[field]),
        });
    }
}
/** Everybody who is trusted, ready to verify; a key that cannot be read is noted. */
async function readSigners(policy, read, reading) {
    const signers = [...(policy.trust ?? [])].map(async ([name, entry]) => {
        const { validUntil, revoked } = entry;
        const named = { name, validUntil, revoked };
        if (entry.key === undefined)
            return [{ ...named, ...identityOf(entry) }];
        const publicKey = await readWith(['trust', name, 'key'], entry.key, parsePublicKey, read, reading);
        return publicKey === undefined ? [] : [{ ...named, publicKey }];
    });
    return (await Promise.all(signers)).flat();
}
const identityOf = ({ issuer = '', workflow = '', ref = '', subject, repository, repositoryId, ownerId, }) => ({
    issuer,
    subject: subject ?? `${serverOf(issuer)}/${workflow}@${ref}`,
    repository: repository === undefined ? undefined : `${serverOf(issuer)}/${repository}`,
    repositoryId,
    ownerId,
});
const serverOf = (issuer) => (0,evidence_identity/* workflowServer */.vM)(issuer) ?? 'https://github.com';
/** The Sigstore instances whose certificates are believed; a file that cannot be read is noted. */
async function readTrustRoots(policy, read, reading, defaultRoots) {
    if (policy.trustRoots === undefined) {
        const identity = [...(policy.trust ?? [])].find(([, { key }]) => key === undefined);
        if (identity === undefined)
            return [];
        if (defaultRoots !== undefined)
            return defaultRoots();
        note(reading, ['trust', identity[0]], {
            what: `trust.${identity[0]} names an identity, and no certificate authority is trusted`,
            rule: 'identities need trust-roots',
            next: 'add trust-roots: with the trusted_root.json of your Sigstore instance, kept in this repository',
        });
        return [];
    }
    // It brings the whole of Sigstore's verification with it.
    const { parseTrustRoots } = await Promise.all(/* import() */[__webpack_require__.e(654), __webpack_require__.e(187), __webpack_require__.e(249)]).then(__webpack_require__.bind(__webpack_require__, 74249));
    const files = policy.trustRoots.map((file, index) => readWith(['trust-roots', index], file, parseTrustRoots, read, reading));
    return (await Promise.all(files)).flatMap((roots) => roots ?? []);
}
async function readWith(path, file, parse, read, reading) {
    const bytes = await read(file);
    const what = `${pathText(path)} cannot be used`;
    if (bytes === undefined) {
        note(reading, path, {
            what,
            rule: 'a file of the commit that the policy is from',
            seen: `no file ${file}`,
        });
        return undefined;
    }
    try {
        return parse(new TextDecoder().decode(bytes));
    }
    catch (error) {
        if (!(error instanceof text_error/* UserError */.yo))
            throw error;
        note(reading, path, { what: `${what}: ${(0,text_error/* messageOf */.bD)(error)}` });
        return undefined;
    }
}

;// CONCATENATED MODULE: ./shared/policy/load.ts







/** Where the policy is, in every repository. */
const POLICY_PATH = '.github/fixity.yml';
/**
 * Reads the policy and the keys that it trusts.
 * @param defaultRoots whose certificates are believed where the policy trusts identities and names no trust-roots.
 * @throws UserError with every problem at once, each with line and column.
 */
async function loadPolicy(files, defaultRoots) {
    const bytes = await files.read(POLICY_PATH);
    if (bytes === undefined) {
        throw new text_error/* UserError */.yo({
            what: `there is no policy in ${files.uri}`,
            rule: `a decision needs ${POLICY_PATH}; without one nothing is allowed`,
            next: `add ${POLICY_PATH} to the default branch`,
        });
    }
    const { file, reading } = readPolicy(new TextDecoder().decode(bytes));
    if (file === undefined)
        throw new text_error/* UserError */.yo(inOrder(reading));
    const [signers, trustedRoots] = await Promise.all([
        readSigners(file, files.read, reading),
        readTrustRoots(file, files.read, reading, defaultRoots),
    ]);
    if (reading.problems.length > 0)
        throw new text_error/* UserError */.yo(inOrder(reading));
    return { ...file, uri: `${files.uri}/${POLICY_PATH}`, digest: (0,oci_digest/* digestOf */.ol)(bytes), signers, trustedRoots };
}
/**
 * Reads a policy's text without its keys, for whoever needs only its shape.
 * @throws UserError with every problem at once.
 */
function parsePolicy(text) {
    const { file, reading } = readPolicy(text);
    if (file === undefined || reading.problems.length > 0)
        throw new UserError(inOrder(reading));
    return file;
}
function readPolicy(text) {
    const reading = readYaml(POLICY_PATH, text);
    if (reading.problems.length > 0)
        return { file: undefined, reading };
    const file = policyShape.read(reading.document.contents, [], reading);
    // A part that was not read is not known by its name; a second complaint about it would mislead.
    if (file !== undefined && reading.problems.length === 0) {
        checkTrust(file, reading);
        checkNames(file, reading);
        checkExceptions(file.exceptions, reading);
    }
    return { file, reading };
}
const inOrder = ({ problems }) => problems.toSorted((a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0));

;// CONCATENATED MODULE: ./actions/promote/policy.ts









/**
 * The policy of a pull request's working tree, where it differs from the one in force. It is only ever shown: whoever could change the
 * rules in the change that they judge would judge themselves.
 */
async function previewPolicy(inForce, context) {
    if (context.run.eventName !== 'pull_request')
        return undefined;
    const files = {
        uri: 'this pull request',
        read: (file) => readWorkspaceFile(context.workspace, file),
    };
    if ((await files.read(POLICY_PATH)) === undefined)
        return undefined;
    const policy = await loadPolicy(files, () => (0,published_root/* defaultRoots */.P)(rootPorts(context)));
    if (policy.digest === inForce.digest)
        return undefined;
    refuseOtherRegistries(policy, inForce);
    return policy;
}
/** Judging asks every place that a policy names: which registries the runner talks to is not for a pull request to choose. */
function refuseOtherRegistries(preview, inForce) {
    const known = new Set(registriesOf(inForce));
    const others = registriesOf(preview).filter((registry) => !known.has(registry));
    if (others.length === 0)
        return;
    throw new text_error/* UserError */.yo({
        what: 'no verdict is shown for it: it names registries that the policy in force does not',
        rule: 'a pull request does not choose whom the runner talks to',
        seen: [...new Set(others)].join(', '),
    });
}
function registriesOf({ images, environments }) {
    const places = [
        ...[...(images?.values() ?? [])].map(({ repository }) => repository),
        ...[...(environments?.values() ?? [])].flatMap(({ destinations = [] }) => destinations.map((place) => (typeof place === 'string' ? place : place.repository))),
    ];
    return places.map((place) => {
        const reference = (0,oci_reference/* parseReference */.F2)(place);
        return reference.kind === 'registry' ? reference.registry : place;
    });
}
/**
 * A record by somebody whom the policy does not trust with this environment would be worth nothing to the next one.
 * @throws UserError before anything is written.
 */
function checkRecorder(policy, environment, signer) {
    const names = promotersOf(policy, environment);
    const allowed = policy.signers.filter(({ name, revoked }) => names.includes(name) && revoked !== true);
    const accepted = isKey(signer, allowed) || isIdentity(signer.trust, allowed);
    if (accepted)
        return;
    throw new text_error/* UserError */.yo({
        what: `this signer may not record promotions to ${environment}`,
        rule: `the policy accepts records by ${names.join(' or ') || 'nobody'}`,
        seen: signer.description,
        next: "sign as one of them, or add the signer to trust and name it in the environment's promoted-by",
    });
}
function isKey(signer, allowed) {
    const [own] = trustedKeys([signer.trust]);
    return own !== undefined && trustedKeys(allowed).some(({ hint }) => hint === own.hint);
}
function isIdentity(own, allowed) {
    if (own.publicKey !== undefined)
        return false;
    const { issuer, subject, repository, repositoryId, ownerId } = own;
    const identity = { issuer, subject, repository, repositoryId, ownerId };
    return trustedIdentities(allowed).some((each) => (0,evidence_identity/* isSameIdentity */.B2)(each, identity));
}

;// CONCATENATED MODULE: ./shared/oci/credentials.ts




/** No credentials for anyone. */
const anonymous = { for: () => Promise.resolve(undefined) };
/**
 * The credentials of docker's config.json in `configDir`, by docker's own order: `credHelpers` of the registry, `auths` (the longest
 * key that covers the repository), `credsStore`. The file is read once, at first use; no file means anonymous.
 */
function dockerCredentials(configDir, helper) {
    const file = external_node_path_default().join(configDir, 'config.json');
    let config;
    return {
        for: async (registry, repository) => {
            config ??= readConfig(file);
            return find(await config, { registry, repository, file, ask: helper ?? askHelper });
        },
    };
}
async function find(config, wanted) {
    const { registry, repository, file, ask } = wanted;
    const hosts = serverNames(registry);
    const helper = hosts.map((host) => own(config.credHelpers, host)).find((name) => name !== undefined);
    if (helper !== undefined)
        return askAll(ask, helper, hosts);
    for (const key of hosts.flatMap((host) => scopesOf(host, repository))) {
        const auth = own(config.auths, key) ?? own(config.auths, `https://${key}`) ?? own(config.auths, `https://${key}/`);
        const credential = auth === undefined ? undefined : decode(auth, `${key} in ${file}`);
        if (credential !== undefined)
            return credential;
    }
    return config.credsStore === undefined ? undefined : askAll(ask, config.credsStore, hosts);
}
/** Docker Hub is known by several names; docker itself writes the first. */
const serverNames = (registry) => registry === 'docker.io'
    ? ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io', 'registry-1.docker.io']
    : [registry];
/** `ghcr.io/acme/shop`, `ghcr.io/acme`, `ghcr.io`: podman's per-repository keys, longest first. */
function scopesOf(host, repository) {
    if (host.startsWith('https://'))
        return [host];
    const parts = repository.split('/');
    return [...parts.map((_, index) => [host, ...parts.slice(0, parts.length - index)].join('/')), host];
}
async function askAll(ask, name, hosts) {
    for (const host of hosts) {
        const credential = await ask(name, host);
        if (credential !== undefined)
            return credential;
    }
    return undefined;
}
async function askHelper(name, server) {
    const { runCredentialHelper } = await __webpack_require__.e(/* import() */ 604).then(__webpack_require__.bind(__webpack_require__, 24604));
    return runCredentialHelper(name, server);
}
function decode(auth, source) {
    if (nonEmpty(auth.identitytoken))
        return { identityToken: auth.identitytoken, source };
    if (nonEmpty(auth.username) && nonEmpty(auth.password)) {
        return { username: auth.username, password: auth.password, source };
    }
    if (!nonEmpty(auth.auth))
        return undefined;
    const text = Buffer.from(auth.auth, 'base64').toString();
    const colon = text.indexOf(':');
    if (colon > 0)
        return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, ''), source };
    throw new text_error/* UserError */.yo({ what: `the entry ${source} is malformed`, rule: 'auth is base64 of NAME:PASSWORD' });
}
const nonEmpty = (value) => typeof value === 'string' && value !== '';
const own = (record, key) => record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
async function readConfig(file) {
    let text;
    try {
        text = await (0,promises_.readFile)(file, 'utf8');
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return {};
        throw new text_error/* UserError */.yo({ what: `${file} cannot be read` }, { cause: error });
    }
    try {
        const config = (0,text_json/* parseJson */.qF)(text);
        return typeof config === 'object' && config !== null ? config : {};
    }
    catch {
        throw new text_error/* UserError */.yo({ what: `${file} is not JSON`, next: 'log in again, or remove the file' });
    }
}

;// CONCATENATED MODULE: ./shared/action/stores.ts

/**
 * What every store needs from the outside: credentials, time, proxy, cancellation, and where relative layouts start.
 * The credentials of the inputs belong to the registry of `image` and are offered to no other.
 */
function storePorts(inputs, context, image) {
    return {
        credentials: credentialsFrom(inputs, context, image),
        clock: context.clock,
        proxy: context.proxy,
        signal: context.signal,
        log: context.log,
        workspace: context.workspace,
    };
}
/** Given credentials first, then docker's configuration, then, for GitHub's registry alone, the job's token. */
function credentialsFrom(inputs, context, image) {
    const { registryUsername: username, registryPassword: password, token } = inputs;
    const docker = dockerCredentials(context.dockerConfig);
    return {
        for: async (registry, repository) => {
            const given = image.kind === 'registry' && image.registry === registry;
            if (given && username !== undefined && password !== undefined)
                return { username, password };
            const configured = await docker.for(registry, repository);
            if (configured !== undefined || registry !== 'ghcr.io' || token === undefined)
                return configured;
            return { username: context.run.actor || 'token', password: token };
        },
    };
}

;// CONCATENATED MODULE: ./shared/github/refusal.ts


/** Which permission of the job's token GitHub asks for (docs: "Permissions required for GitHub Apps"). */
const SCOPES = [
    { route: /\/attestations/, scope: 'attestations', level: 'write' },
    { route: /\/deployments/, scope: 'deployments' },
    { route: /\/environments/, scope: 'actions' },
    { route: /\/actions\//, scope: 'actions' },
    { route: /\/pulls/, scope: 'pull-requests' },
    { route: /\/(contents|git|branches|commits)/, scope: 'contents' },
];
/** What a failed request means to the user; anything that is not an answer of GitHub's is returned as it is. */
function explain(error, route, repository) {
    const status = statusOf(error);
    if (status === undefined || error instanceof text_error/* UnavailableError */.hG)
        return error;
    const options = { cause: error };
    const seen = `HTTP ${status}: ${(0,text_error/* messageOf */.bD)(error)}`;
    switch (status) {
        case 401:
            return new text_error/* UserError */.yo({
                what: 'GitHub does not know the token',
                rule: route,
                seen,
                next: "leave 'token' out to use the job's own",
            }, options);
        case 403:
        case 404:
            return new text_error/* UserError */.yo({
                what: `the token may not do this in ${repository}, or it is not there`,
                rule: `${route} (GitHub answers 404 for what a token may not see)`,
                seen,
                next: permissionNeeded(route),
            }, options);
        default:
            return status >= 500
                ? new text_error/* UnavailableError */.hG({ what: 'GitHub failed', rule: route, seen, next: 'run the job again later' }, options)
                : new text_error/* UserError */.yo({ what: 'GitHub refused a request', rule: route, seen }, options);
    }
}
function permissionNeeded(route) {
    if (route.includes('/orgs/')) {
        return "give 'token' a GitHub App's token that may read the organisation's members, or name people with user:";
    }
    const found = SCOPES.find((each) => each.route.test(route));
    const level = found?.level ?? (route.startsWith('GET ') ? 'read' : 'write');
    const scope = found?.scope ?? 'contents';
    return `add 'permissions: { ${scope}: ${level} }' to the job`;
}

;// CONCATENATED MODULE: ./shared/github/client.ts



const client_TRIES = 4;
const FIRST_WAIT_MILLISECONDS = 1_000;
const LONGEST_WAIT_MILLISECONDS = 60_000;
/** The methods that may be repeated when nobody knows whether the first try arrived. */
const REPEATABLE = /^(GET|HEAD|PUT|PATCH|DELETE) /;
/** A client for one repository of GitHub, or of a GitHub Enterprise server. */
async function connectGitHub(options) {
    const { Octokit } = await __webpack_require__.e(/* import() */ 194).then(__webpack_require__.bind(__webpack_require__, 35194));
    const [owner = '', repo = ''] = options.repository.split('/');
    const octokit = new Octokit({
        auth: options.token,
        baseUrl: options.apiUrl.replace(/\/$/, ''),
        userAgent: 'fixity',
        request: {
            fetch: options.fetch ?? fetch,
            ...(options.signal === undefined ? {} : { signal: options.signal }),
        },
        log: { debug: client_ignore, info: client_ignore, warn: client_ignore, error: client_ignore },
    });
    const send = async (route, parameters) => {
        const headers = { 'x-github-api-version': '2022-11-28' };
        const ours = route.includes('{owner}') ? { owner, repo } : {};
        const answer = await octokit.request(route, { ...ours, headers, ...parameters });
        return answer.data;
    };
    const request = (route, parameters = {}) => tryAgain(options, send, route, parameters);
    return {
        owner,
        repo,
        url: `${options.serverUrl}/${options.repository}`,
        request: async (route, parameters) => {
            try {
                return await request(route, parameters);
            }
            catch (error) {
                throw explain(error, route, options.repository);
            }
        },
        find: async (route, parameters) => {
            try {
                return await request(route, parameters);
            }
            catch (error) {
                if (statusOf(error) === 404)
                    return undefined;
                throw explain(error, route, options.repository);
            }
        },
    };
}
const client_ignore = () => undefined;
async function tryAgain({ clock, signal }, send, route, parameters) {
    for (let attempt = 1;; attempt += 1) {
        try {
            return await send(route, parameters);
        }
        catch (error) {
            signal?.throwIfAborted();
            const wait = waitAfter(error, route, attempt);
            if (wait === undefined)
                throw error;
            if (attempt === client_TRIES || wait > LONGEST_WAIT_MILLISECONDS)
                throw unavailable(error, route, attempt);
            await clock.sleep(wait, signal);
        }
    }
}
/** Milliseconds until the next try; undefined when another one would get the same answer. */
function waitAfter(error, route, attempt) {
    const status = statusOf(error);
    const limited = limitedFor(error);
    if (limited !== undefined)
        return limited;
    // 500 is what octokit makes of a connection that broke: whether the request arrived is not known.
    const broken = status === undefined || status >= 500;
    if (!broken || !REPEATABLE.test(route))
        return status === 502 || status === 503 ? backoff(attempt) : undefined;
    return backoff(attempt);
}
const backoff = (attempt) => FIRST_WAIT_MILLISECONDS * 2 ** (attempt - 1);
/** GitHub's primary and secondary rate limits: 429, or 403 with a header that says when (docs: "Rate limits for the REST API"). */
function limitedFor(error) {
    const status = statusOf(error);
    if (status !== 429 && status !== 403)
        return undefined;
    const after = headerOf(error, 'retry-after');
    if (after !== undefined && /^\d+$/.test(after))
        return Number(after) * 1_000;
    if (status === 429)
        return LONGEST_WAIT_MILLISECONDS;
    return headerOf(error, 'x-ratelimit-remaining') === '0' ? LONGEST_WAIT_MILLISECONDS + 1 : undefined;
}
function unavailable(error, route, tries) {
    const status = statusOf(error);
    return new text_error/* UnavailableError */.hG({
        what: 'GitHub does not answer',
        rule: route,
        seen: `${status === undefined ? 'no answer' : `HTTP ${status}`} after ${tries} ${tries === 1 ? 'try' : 'tries'}`,
        next: 'run the job again later; what was written already is found and kept',
    }, { cause: error });
}

// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: ./shared/oci/blocks.ts
var blocks = __webpack_require__(14588);
;// CONCATENATED MODULE: ./shared/oci/block-file.ts



/** What is read ahead of a slow reader. */
const BUFFER_BYTES = 512 * 1024;
/** The bytes of a file from `start`, in blocks that belong to whoever reads them. */
function readInBlocks(file, start, signal) {
    let handle;
    let position = start;
    const next = async () => {
        const block = (0,blocks/* takeBlock */.rS)();
        const { bytesRead = 0 } = (await handle?.read(block, 0, block.length, position)) ?? {};
        position += bytesRead;
        stream.push(bytesRead === 0 ? null : block.subarray(0, bytesRead));
    };
    const stream = new external_node_stream_.Readable({
        highWaterMark: BUFFER_BYTES,
        ...(signal === undefined ? {} : { signal }),
        construct: (done) => {
            (0,promises_.open)(file).then((opened) => {
                handle = opened;
                done();
            }, done);
        },
        read: () => {
            next().catch((error) => stream.destroy(error));
        },
        // Closed when what is being read has been read.
        destroy: (error, done) => {
            (handle?.close() ?? Promise.resolve()).then(() => {
                done(error);
            }, done);
        },
    });
    return (0,blocks/* handOver */.Cl)(stream);
}

;// CONCATENATED MODULE: ./shared/oci/file-error.ts

const NO_ROOM = 'make room, or use a directory on a larger disk; then run it again: what is there is kept';
const NO_RIGHT = 'let the user that runs this write there, or name another directory';
const NO_DIRECTORY = 'name a directory: something else is in its place, or on the way to it';
const ADVICE = {
    ENOSPC: NO_ROOM,
    EDQUOT: NO_ROOM,
    EFBIG: NO_ROOM,
    EACCES: NO_RIGHT,
    EPERM: NO_RIGHT,
    EROFS: NO_RIGHT,
    ENOTDIR: NO_DIRECTORY,
    EISDIR: NO_DIRECTORY,
    EEXIST: NO_DIRECTORY,
    ELOOP: NO_DIRECTORY,
};
/** The error that a person can use for a file system that refuses to read or write the layout `name`; others as they are. */
function explainFileError(error, name) {
    const { code, syscall } = (error ?? {});
    const next = code === undefined ? undefined : ADVICE[code];
    if (code === undefined || next === undefined)
        return error;
    const seen = syscall === undefined ? code : `${code} from ${syscall}`;
    return new text_error/* UserError */.yo({ what: `${name} cannot be read or written`, seen, next }, { cause: error });
}
/** The store's work with its errors explained. */
async function explained(name, work) {
    try {
        return await work();
    }
    catch (error) {
        throw explainFileError(error, name);
    }
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
;// CONCATENATED MODULE: ./shared/oci/layout-lock.ts




/** A holder keeps the lock for milliseconds; one that is seen unchanged for so long was killed. */
const STALE_MILLISECONDS = 10_000;
const PAUSE_MILLISECONDS = 10;
const MAX_WAIT_MILLISECONDS = 120_000;
const queues = new Map();
/**
 * Runs `work` while no other process or caller holds the lock file. A lock whose holder died is taken over: at once when it was a
 * process of this machine, else when nothing happened to it for ten seconds.
 */
async function withLock(file, clock, work) {
    const before = queues.get(file) ?? Promise.resolve();
    const mine = before.then(() => locked(file, clock, work), () => locked(file, clock, work));
    queues.set(file, mine);
    try {
        return await mine;
    }
    finally {
        if (queues.get(file) === mine)
            queues.delete(file);
    }
}
async function locked(file, clock, work) {
    const holder = `${(0,external_node_os_.hostname)()} ${process.pid} ${(0,external_node_crypto_.randomUUID)()}\n`;
    let waited = 0;
    let unchanged = 0;
    let last;
    while (!(await take(file, holder))) {
        const current = await holderOf(file);
        unchanged = current === last ? unchanged + PAUSE_MILLISECONDS : 0;
        last = current;
        if (current !== undefined && (isDead(current) || unchanged >= STALE_MILLISECONDS))
            await breakLock(file, current);
        if (waited >= MAX_WAIT_MILLISECONDS) {
            throw new text_error/* UnavailableError */.hG({
                what: `${file} stays locked`,
                seen: `held by ${last?.trim() ?? 'nobody'}`,
            });
        }
        await clock.sleep(PAUSE_MILLISECONDS);
        waited += PAUSE_MILLISECONDS;
    }
    try {
        return await work();
    }
    finally {
        if ((await holderOf(file)) === holder)
            await (0,promises_.rm)(file, { force: true });
    }
}
async function take(file, holder) {
    try {
        const handle = await (0,promises_.open)(file, 'wx');
        await handle.writeFile(holder);
        await handle.close();
        return true;
    }
    catch (error) {
        if (error.code === 'EEXIST')
            return false;
        throw error;
    }
}
async function holderOf(file) {
    try {
        return await (0,promises_.readFile)(file, 'utf8');
    }
    catch {
        return undefined;
    }
}
function isDead(holder) {
    const [host, pid] = holder.split(' ');
    return isDeadProcess(host, pid);
}
/** Whether it was a process of this machine and has ended; of others nobody knows. */
function isDeadProcess(host, pid) {
    if (host !== (0,external_node_os_.hostname)() || pid === undefined)
        return false;
    try {
        process.kill(Number(pid), 0);
        return false;
    }
    catch (error) {
        return error.code === 'ESRCH';
    }
}
/** Moved aside first: only one of those who wait can do that, and it sees whether it moved the lock that it meant. */
async function breakLock(file, stale) {
    const aside = `${file}.${(0,external_node_crypto_.randomUUID)()}`;
    try {
        await (0,promises_.rename)(file, aside);
    }
    catch {
        return;
    }
    // It was a fresh one: put back, unless the next has taken the place already.
    if ((await holderOf(aside)) !== stale)
        await (0,promises_.link)(aside, file).catch(() => undefined);
    await (0,promises_.rm)(aside, { force: true });
}

;// CONCATENATED MODULE: ./shared/oci/layout-partial.ts





/** A file that is still written changes all the time; one that has not for so long was left behind. */
const layout_partial_STALE_MILLISECONDS = 60 * 60_000;
const PARTIAL = /^\.partial-(?:(\d+)-)?[0-9a-f-]{36}(?:@(.+))?$/;
/** A new name in `directory` for a file that gets its own when it is whole; it says who writes it. */
const partialPath = (directory) => external_node_path_default().join(directory, `.partial-${process.pid}-${(0,external_node_crypto_.randomUUID)()}@${encodeURIComponent((0,external_node_os_.hostname)())}`);
/**
 * Removes the partial files whose writer was killed: a process of this machine that has ended, or one of another machine that has
 * written nothing for an hour before `now`. What others are writing stays.
 */
async function removeStalePartials(directory, now) {
    const names = await (0,promises_.readdir)(directory).catch(() => []);
    for (const name of names) {
        const writer = PARTIAL.exec(name);
        if (writer === null)
            continue;
        const file = external_node_path_default().join(directory, name);
        const [, pid, host] = writer;
        const isOurs = host === encodeURIComponent((0,external_node_os_.hostname)());
        const isStale = isOurs ? isDeadProcess((0,external_node_os_.hostname)(), pid) : await isOld(file, now);
        if (isStale)
            await (0,promises_.rm)(file, { force: true });
    }
}
async function isOld(file, now) {
    try {
        return now.getTime() - (await (0,promises_.stat)(file)).mtimeMs > layout_partial_STALE_MILLISECONDS;
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./shared/oci/layout-index.ts








/** The annotation that is an entry's tag (OCI image-spec 1.1, annotations.md). */
const REF_NAME = 'org.opencontainers.image.ref.name';
const EMPTY = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: [] };
const layout_index_MARK = JSON.stringify({ imageLayoutVersion: '1.0.0' });
/**
 * The entries of a layout; none when there is no index.json yet.
 * @throws UserError when it is there and cannot be understood.
 */
async function readLayoutIndex(root, name) {
    const text = await layout_index_readText(external_node_path_default().join(root, 'index.json'));
    if (text === undefined)
        return EMPTY;
    let index;
    try {
        index = (0,text_json/* parseJson */.qF)(text);
    }
    catch (cause) {
        throw new text_error/* UserError */.yo({ what: `index.json of ${name} is not JSON` }, { cause });
    }
    const manifests = typeof index === 'object' && index !== null && 'manifests' in index ? index.manifests : undefined;
    if (!Array.isArray(manifests))
        throw new text_error/* UserError */.yo({ what: `index.json of ${name} has no list of manifests` });
    manifests.forEach((entry, number) => {
        checkDescriptor(entry, `${name}: index.json: manifests[${number}]`);
    });
    return index;
}
/** Replaces index.json as a whole, one writer at a time; makes the layout where there is none. */
async function updateLayoutIndex(root, name, clock, change) {
    await (0,promises_.mkdir)(external_node_path_default().join(root, 'blobs', 'sha256'), { recursive: true });
    await withLock(external_node_path_default().join(external_node_path_default().resolve(root), '.index.lock'), clock, async () => {
        if ((await layout_index_readText(external_node_path_default().join(root, 'oci-layout'))) === undefined)
            await replace(external_node_path_default().join(root, 'oci-layout'), layout_index_MARK);
        const before = await readLayoutIndex(root, name);
        const after = change(before);
        if (JSON.stringify(after) !== JSON.stringify(before))
            await replace(external_node_path_default().join(root, 'index.json'), JSON.stringify(after));
        for (const directory of [root, external_node_path_default().join(root, 'blobs')])
            await removeStalePartials(directory, clock.now());
    });
}
async function layout_index_readText(file) {
    try {
        return await (0,promises_.readFile)(file, 'utf8');
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return undefined;
        throw error;
    }
}
async function replace(file, text) {
    const partial = partialPath(external_node_path_default().dirname(file));
    try {
        const handle = await (0,promises_.open)(partial, 'wx');
        try {
            await handle.writeFile(text);
            await handle.sync();
        }
        finally {
            await handle.close();
        }
        await (0,promises_.rename)(partial, file);
    }
    catch (error) {
        await (0,promises_.rm)(partial, { force: true });
        throw error;
    }
}

;// CONCATENATED MODULE: ./shared/oci/referrers.ts




/** The tag under which a registry without the referrers API keeps the list (OCI distribution-spec 1.1, "Referrers Tag Schema"). */
const fallbackTag = (subject) => `sha256-${(0,oci_digest/* hexOf */.ZD)(subject)}`;
const isFallbackTag = (tag) => /^sha256-[0-9a-f]{64}$/.test(tag);
/**
 * One entry a digest, that of the first list which has it: lists come in the order in which their labels are believed. Nobody signs
 * the labels of a tag, while the referrers API takes them from the manifest itself.
 */
function unite(...lists) {
    const byDigest = new Map();
    for (const descriptor of lists.flat()) {
        if (!byDigest.has(descriptor.digest))
            byDigest.set(descriptor.digest, descriptor);
    }
    return [...byDigest.values()];
}
/** The bytes of a fallback index, in the order of digests: the same entries make the same index, whoever writes it. */
function fallbackIndex(entries, others = []) {
    const manifests = [...entries].sort((a, b) => (a.digest < b.digest ? -1 : 1));
    const index = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests };
    const foreign = [...new Set(others)].sort().map((other) => (0,text_json/* parseJson */.qF)(other));
    return Buffer.from(JSON.stringify({ ...index, manifests: [...manifests, ...foreign] }));
}
const SEEN_ENOUGH = 3;
const MAX_ROUNDS = 100;
const referrers_PAUSE_MILLISECONDS = 20;
/**
 * Adds entries to a fallback tag that others write too. A tag has no compare-and-swap, so they are written until they were all
 * seen in three reads in a row; whatever was seen on the way is written back with it, so that a racing write loses nothing.
 */
async function settle(entries, port, options) {
    const { clock, signal, random = Math.random } = options;
    let known = entries;
    const others = new Set();
    let seen = 0;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const state = await port.read();
        const present = state?.entries ?? [];
        const presentOthers = new Set(state?.others);
        known = unite(entries, present, known);
        presentOthers.forEach((other) => others.add(other));
        const complete = presentOthers.size === others.size && known.every((wanted) => present.some((had) => same(had, wanted)));
        seen = complete ? seen + 1 : 0;
        if (seen === SEEN_ENOUGH)
            return;
        if (!complete)
            await port.write(fallbackIndex(known, [...others]), state);
        await clock.sleep(referrers_PAUSE_MILLISECONDS * (1 + random() * (complete ? 1 : 2 ** Math.min(round, 4))), signal);
    }
    throw new text_error/* UnavailableError */.hG({
        what: `the list of referrers does not settle`,
        rule: `entries must be seen in ${SEEN_ENOUGH} reads in a row`,
        seen: `${MAX_ROUNDS} rounds; stored, but perhaps not listed: ${entries.map(({ digest }) => digest).join(', ')}`,
        next: 'run the step again; a concurrency group on the job avoids the race',
    });
}
/** cosign up to 3.1 writes the empty type for a manifest that has a better one. */
const same = (had, wanted) => had.digest === wanted.digest && had.artifactType === wanted.artifactType;
/** The error of a fallback tag that names something else: overwriting it could destroy an image. */
const notAnIndex = (tag, mediaType, where) => new text_error/* UserError */.yo({
    what: `the tag ${tag} in ${where} is not a list of referrers`,
    rule: 'it is never overwritten',
    seen: mediaType,
    next: `move or delete the tag (older 'cosign copy' writes it), then run the step again`,
}, { result: 'refused' });
/** Entries that are added to one tag while it settles wait, and go into it together: they do not race each other. */
function createSettler(run) {
    const running = new Map();
    const next = new Map();
    return async (subject, entry) => {
        const batch = next.get(subject);
        if (batch !== undefined) {
            batch.entries.push(entry);
            return batch.done;
        }
        const entries = [entry];
        const before = running.get(subject) ?? Promise.resolve();
        const start = async () => {
            next.delete(subject);
            await run(subject, entries);
        };
        const done = before.then(start, start);
        next.set(subject, { entries, done });
        running.set(subject, done);
        return done;
    };
}

;// CONCATENATED MODULE: ./shared/oci/layout-referrers.ts





/**
 * Entries whose manifest names the subject, and those of a fallback index that another tool copied here. One that nobody can read says
 * nothing about the others: `leftOut` hears of it.
 */
async function layoutReferrers({ name, manifests, read }, subject, leftOut = () => undefined) {
    const [own, tagged] = [[], []];
    for (const entry of manifests.filter(({ mediaType }) => isManifest(mediaType) || isIndex(mediaType))) {
        const bytes = await read(entry.digest);
        if (bytes === undefined)
            continue;
        const from = `${name}@${entry.digest}`;
        if (entry.annotations?.[REF_NAME] === fallbackTag(subject)) {
            const list = parseReferrerList(bytes, entry.mediaType, from);
            list?.others.forEach(leftOut);
            tagged.push(...(list?.entries ?? []));
            continue;
        }
        const manifest = layout_referrers_readable(() => parseManifest(bytes, entry.mediaType, from));
        if (manifest === undefined)
            leftOut(entry.digest);
        else if (manifest.content.subject?.digest === subject)
            own.push(referrerDescriptor(manifest));
    }
    return unite(own, tagged);
}
function layout_referrers_readable(parse) {
    try {
        return parse();
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./shared/oci/verified.ts





/** The error of content that is not what its descriptor says. */
function mismatch(wanted, seen, from) {
    const size = seen.size === wanted.size ? '' : `${seen.size} bytes`;
    const digest = seen.digest === undefined || seen.digest === wanted.digest ? '' : seen.digest;
    return new text_error/* UserError */.yo({
        what: `content from ${from} is not what its descriptor says`,
        rule: `${wanted.digest}, ${wanted.size} bytes`,
        seen: [digest, size].filter((part) => part !== '').join(', '),
        next: 'the copy there is damaged: push the image again, or remove it',
    });
}
/** @throws UserError when the bytes are not those of the descriptor. */
function checkBytes(bytes, wanted, from) {
    const digest = (0,oci_digest/* digestOf */.ol)(bytes);
    if (digest !== wanted.digest || bytes.length !== wanted.size) {
        throw mismatch(wanted, { digest, size: bytes.length }, from);
    }
}
function createTally(wanted, from) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    let size = 0;
    return {
        add: (chunk) => {
            hash.update(chunk);
            size += chunk.length;
            if (size > wanted.size)
                throw mismatch(wanted, { size }, from);
        },
        finish: () => {
            const digest = `sha256:${hash.digest('hex')}`;
            if (digest !== wanted.digest || size !== wanted.size)
                throw mismatch(wanted, { digest, size }, from);
        },
    };
}
/** Streams that were checked already, and for what. */
const checkedFor = new WeakMap();
/** Says that `stream` checks itself, and gives out its last chunk only when digest and size are right. */
function markVerified(stream, { digest }) {
    checkedFor.set(stream, digest);
    return stream;
}
/**
 * The source, checked on its way; when either ends badly, both do. The last chunk is held back until digest and size are known to be
 * right, so that wrong content never arrives whole: a registry cannot commit it, a file is not complete. A stream that is known to
 * have been checked for the same digest is not hashed a second time.
 */
function verified(source, wanted, from) {
    if (checkedFor.get(source) === wanted.digest)
        return source;
    const tally = createTally(wanted, from);
    let held;
    const checked = new external_node_stream_.Transform({
        transform(chunk, _encoding, done) {
            const ready = held;
            held = chunk;
            verified_attempt(done, () => {
                tally.add(chunk);
            }, ready);
        },
        flush(done) {
            verified_attempt(done, () => {
                tally.finish();
            }, held);
        },
    });
    source.on('error', (error) => checked.destroy(error));
    checked.on('close', () => source.destroy());
    if ((0,blocks/* isHandedOver */.nc)(source))
        (0,blocks/* handOver */.Cl)(checked);
    return markVerified(source.pipe(checked), wanted);
}
function verified_attempt(done, step, ready) {
    try {
        step();
    }
    catch (error) {
        done(error);
        return;
    }
    done(null, ready);
}

;// CONCATENATED MODULE: ./shared/oci/layout.ts














/** What waits to be written to a file; several blocks go in one call. */
const WRITE_BYTES = 1024 * 1024;
/**
 * An OCI image layout directory (OCI image-spec 1.1, image-layout.md) at `root`; it is made at the first write. Tags and referrers
 * are entries of index.json, which one writer at a time replaces as a whole.
 */
function layoutStore(root, name, clock) {
    const layout = { root, name, clock };
    const guarded = async (work) => explained(name, work);
    return {
        name,
        resolve: (reference) => guarded(() => resolve(layout, reference)),
        readManifest: (reference) => guarded(() => readManifest(layout, reference)),
        readBlob: (descriptor, options) => guarded(() => readBlob(layout, descriptor, options)),
        hasBlob: (descriptor) => guarded(() => hasBlob(layout, descriptor)),
        writeBlob: (descriptor, open) => guarded(() => writeBlob(layout, descriptor, open)),
        putManifest: (bytes, options) => guarded(() => putManifest(layout, bytes, options)),
        listReferrers: (subject, leftOut) => guarded(() => listReferrers(layout, subject, leftOut)),
        attach: (bytes) => guarded(() => attach(layout, bytes)),
        listTags: () => guarded(() => listTags(layout)),
        delete: (digest) => guarded(() => remove(layout, digest)),
        capabilities: () => Promise.resolve({ referrersApi: true }),
    };
}
async function listTags({ root, name }) {
    const { manifests } = await readLayoutIndex(root, name);
    const names = manifests.map((entry) => entry.annotations?.[REF_NAME]);
    return [...new Set(names.filter((tag) => tag !== undefined))].sort();
}
const blobPath = (root, digest) => external_node_path_default().join(root, 'blobs', 'sha256', (0,oci_digest/* hexOf */.ZD)(digest));
async function resolve(layout, reference) {
    if ((0,oci_digest/* isDigest */.Bc)(reference)) {
        const bytes = await readBytes(layout, reference);
        return bytes && parseManifest(bytes, undefined, `${layout.name}@${reference}`).descriptor;
    }
    const { manifests } = await readLayoutIndex(layout.root, layout.name);
    const entry = manifests.find(({ annotations }) => annotations?.[REF_NAME] === reference);
    return entry && { mediaType: entry.mediaType, digest: entry.digest, size: entry.size };
}
/** The bytes of a manifest, checked; undefined when it is not there. */
async function readBytes({ root, name }, digest) {
    const file = blobPath(root, digest);
    try {
        const { size } = await (0,promises_.stat)(file);
        if (size > MAX_MANIFEST_BYTES)
            throw new text_error/* UserError */.yo({ what: `${name}@${digest} is too large for a manifest` });
        const bytes = await (0,promises_.readFile)(file);
        checkBytes(bytes, { digest, size: bytes.length }, name);
        return bytes;
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return undefined;
        throw error;
    }
}
async function readManifest(layout, reference) {
    const entry = (0,oci_digest/* isDigest */.Bc)(reference) ? undefined : await resolve(layout, reference);
    const digest = (0,oci_digest/* isDigest */.Bc)(reference) ? reference : entry?.digest;
    const bytes = digest === undefined ? undefined : await readBytes(layout, digest);
    if (bytes === undefined) {
        throw new text_error/* UserError */.yo({
            what: `there is no ${(0,oci_digest/* isDigest */.Bc)(reference) ? '' : 'tag '}${reference} in ${layout.name}`,
        });
    }
    if (entry !== undefined)
        checkBytes(bytes, entry, layout.name);
    return parseManifest(bytes, entry?.mediaType, `${layout.name} ${reference}`);
}
async function readBlob({ root, name }, descriptor, options = {}) {
    const { offset = 0, signal } = options;
    const file = blobPath(root, descriptor.digest);
    const found = await sizeOf(file);
    if (found === undefined) {
        throw new text_error/* UserError */.yo({
            what: `${name} has no blob ${descriptor.digest}`,
            next: 'the layout is not complete',
        });
    }
    if (found !== descriptor.size)
        throw mismatch(descriptor, { size: found }, name);
    const stream = readInBlocks(file, offset, signal);
    if (offset > 0)
        return stream;
    return verified(stream, descriptor, name);
}
async function sizeOf(file) {
    try {
        return (await (0,promises_.stat)(file)).size;
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return undefined;
        throw error;
    }
}
const hasBlob = async ({ root }, { digest, size }) => (await sizeOf(blobPath(root, digest))) === size;
async function writeBlob(layout, descriptor, open) {
    if (await hasBlob(layout, descriptor))
        return 'present';
    await place(layout, descriptor.digest, async (file) => {
        await writeFrom(verified(await open(), descriptor, 'the source'), file);
    });
    return 'written';
}
async function writeFrom(source, file) {
    const sink = (0,external_node_fs_.createWriteStream)(file, { flags: 'wx', highWaterMark: WRITE_BYTES });
    source.on('error', (error) => sink.destroy(error));
    (0,blocks/* pour */.fO)(source, sink);
    try {
        await (0,external_node_stream_promises_.finished)(sink);
    }
    finally {
        source.destroy();
    }
}
/** Written beside its place and renamed, so that a file with a digest for its name is always whole. */
async function place({ root }, digest, write) {
    const file = blobPath(root, digest);
    await (0,promises_.mkdir)(external_node_path_default().dirname(file), { recursive: true });
    const partial = partialPath(external_node_path_default().join(root, 'blobs'));
    try {
        await write(partial);
        await (0,promises_.rename)(partial, file);
    }
    catch (error) {
        await (0,promises_.rm)(partial, { force: true });
        throw error;
    }
}
async function putManifest(layout, bytes, options) {
    const manifest = parseManifest(bytes, options.mediaType, `for ${layout.name}`);
    const { tag, expect } = options;
    await placeBytes(layout, bytes);
    await updateLayoutIndex(layout.root, layout.name, layout.clock, (index) => {
        const tagged = index.manifests.find(({ annotations }) => annotations?.[REF_NAME] === tag);
        const before = tag === undefined ? undefined : tagged?.digest;
        if (tag !== undefined &&
            expect !== undefined &&
            before !== manifest.descriptor.digest &&
            before !== (expect ?? undefined)) {
            throw tagMoved(layout, tag, expect, before);
        }
        return withEntry(index, manifest, tag);
    });
    const { mediaType, digest, size } = manifest.descriptor;
    return { mediaType, digest, size };
}
const tagMoved = ({ name }, tag, expect, seen) => new text_error/* UserError */.yo({
    what: `the tag ${tag} of ${name} is not what it must be before the write`,
    rule: expect ?? 'no such tag',
    seen: seen ?? 'no such tag',
    next: 'use another tag: this one is never moved',
}, { result: 'refused' });
/** The tag moves to the new entry; what an index holds needs no untagged entries of its own. */
function withEntry(index, manifest, tag) {
    const { content, descriptor } = manifest;
    const children = new Set(isImageIndex(content) ? content.manifests.map(({ digest }) => digest) : []);
    const named = index.manifests.filter((entry) => {
        const name = entry.annotations?.[REF_NAME];
        if (name !== undefined)
            return name !== tag;
        return entry.digest !== descriptor.digest && !children.has(entry.digest);
    });
    const listed = content.subject === undefined ? descriptor : referrerDescriptor(manifest);
    const { annotations, ...bare } = listed;
    const kept = content.subject === undefined ? {} : annotations;
    const all = { ...kept, ...(tag === undefined ? {} : { [REF_NAME]: tag }) };
    const alreadyNamed = tag === undefined && named.some(({ digest }) => digest === descriptor.digest);
    if (alreadyNamed)
        return { ...index, manifests: named };
    return {
        ...index,
        manifests: [...named, Object.keys(all).length === 0 ? bare : { ...bare, annotations: all }],
    };
}
async function placeBytes(layout, bytes) {
    const digest = (0,oci_digest/* digestOf */.ol)(bytes);
    if ((await sizeOf(blobPath(layout.root, digest))) === bytes.length)
        return;
    await place(layout, digest, (file) => (0,promises_.writeFile)(file, bytes));
}
async function attach(layout, bytes) {
    const manifest = parseManifest(bytes, undefined, 'to attach');
    checkDescriptor(manifest.content.subject, 'to attach: subject');
    await putManifest(layout, bytes, { mediaType: manifest.descriptor.mediaType });
    return referrerDescriptor(manifest);
}
async function listReferrers(layout, subject, leftOut) {
    const { root, name } = layout;
    const { manifests } = await readLayoutIndex(root, name);
    return layoutReferrers({ name, manifests, read: (digest) => readBytes(layout, digest) }, subject, leftOut);
}
async function remove(layout, digest) {
    await updateLayoutIndex(layout.root, layout.name, layout.clock, (index) => ({
        ...index,
        manifests: index.manifests.filter((entry) => entry.digest !== digest),
    }));
    await (0,promises_.rm)(blobPath(layout.root, digest), { force: true });
}

;// CONCATENATED MODULE: ./shared/oci/challenge.ts
const TOKEN = String.raw `[!#$%&'*+.^_\x60|~0-9A-Za-z-]+`;
const PARAMETER = new RegExp(String.raw `^(${TOKEN})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(${TOKEN}))\s*(?:,\s*|$)`);
const SCHEME = new RegExp(`^(${TOKEN})(?:\\s+|\\s*,\\s*|$)`);
/** Parses `WWW-Authenticate`: several challenges in one value, quoted commas, any case. What cannot be read ends the list. */
function parseChallenges(value) {
    const challenges = [];
    let rest = (value ?? '').trim();
    while (rest !== '') {
        const scheme = SCHEME.exec(rest);
        if (scheme === null)
            break;
        rest = rest.slice(scheme[0].length);
        const parameters = {};
        for (let match = PARAMETER.exec(rest); match !== null; match = PARAMETER.exec(rest)) {
            parameters[(match[1] ?? '').toLowerCase()] = (match[2] ?? match[3] ?? '').replace(/\\(.)/g, '$1');
            rest = rest.slice(match[0].length);
        }
        challenges.push({ scheme: (scheme[1] ?? '').toLowerCase(), parameters });
    }
    return challenges;
}

// EXTERNAL MODULE: ./shared/oci/http.ts + 6 modules
var http = __webpack_require__(3738);
;// CONCATENATED MODULE: ./shared/oci/retry.ts
const DEFAULT_BUDGET = { tries: 5, milliseconds: 180_000 };
/** Longest single wait; a service that asks for more is not waited for. */
const MAX_WAIT = 60_000;
const FIRST_WAIT = 500;
const TRANSIENT_STATUS = new Set([408, 429, 499, 500, 502, 503, 504, 522]);
const TRANSIENT_CODES = new Set([
    'ECONNRESET',
    'ECONNREFUSED',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'EAI_AGAIN',
    'ENOTFOUND',
    'ENETUNREACH',
    'EHOSTUNREACH',
    'ERR_STREAM_PREMATURE_CLOSE',
]);
const isTransientStatus = (status) => TRANSIENT_STATUS.has(status);
/** A broken connection, a lookup that may work later, a timeout: worth another try. */
function isTransientError(error) {
    const { code } = (error ?? {});
    return typeof code === 'string' && TRANSIENT_CODES.has(code);
}
/**
 * How long to wait before try `attempt` (from 1): what the service asked for, else twice as long each time with full jitter.
 * @returns milliseconds, or undefined when the service asks for longer than is sensible.
 */
function waitBefore(attempt, asked, random = Math.random) {
    if (asked !== undefined)
        return asked > MAX_WAIT ? undefined : asked;
    return Math.min(MAX_WAIT, FIRST_WAIT * 2 ** (attempt - 1)) * (0.5 + random() / 2);
}
/** `Retry-After` (RFC 9110, 10.2.3) in milliseconds from `now`: seconds or a date; undefined when absent or unreadable. */
function parseRetryAfter(value, now) {
    if (value === undefined)
        return undefined;
    if (/^\d+$/.test(value.trim()))
        return Number(value) * 1_000;
    const date = Date.parse(value);
    return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
/**
 * Tries until done, or until the budget of tries and time is spent; then `exhausted` makes the error of the last failure.
 * @throws the signal's reason at once when it aborts.
 */
async function retry(attempt, options) {
    const { clock, signal, budget = DEFAULT_BUDGET } = options;
    const deadline = clock.now().getTime() + budget.milliseconds;
    for (let number = 1;; number += 1) {
        signal?.throwIfAborted();
        const outcome = await attempt(number);
        if ('done' in outcome)
            return outcome.done;
        const wait = waitBefore(number, outcome.retryAfter);
        const late = wait === undefined || clock.now().getTime() + wait > deadline;
        if (number >= budget.tries || late)
            throw options.exhausted(outcome.failed, number);
        options.waiting?.(outcome.failed, wait);
        await clock.sleep(wait, signal);
    }
}

;// CONCATENATED MODULE: ./shared/oci/authorizer.ts





const scopeOf = (repository, actions) => `repository:${repository}:${actions}`;
const MAX_TOKEN_BYTES = 64 * 1024;
/** Without `expires_in` a token lives 60 seconds (distribution, token authentication). */
const DEFAULT_LIFETIME = 60;
const MARGIN_MILLISECONDS = 5_000;
const registries = new WeakMap();
/** The authorizer of a registry; stores with the same credentials share it, and with it their tokens. */
function authorizerFor(registry, credentials) {
    let known = registries.get(credentials);
    if (known === undefined)
        registries.set(credentials, (known = new Map()));
    let authorizer = known.get(registry);
    if (authorizer === undefined)
        known.set(registry, (authorizer = createAuthorizer(registry, credentials)));
    return authorizer;
}
function createAuthorizer(registry, credentials) {
    const tokens = new Map();
    let challenge;
    const keyOf = (scopes) => [challenge?.parameters['realm'], challenge?.parameters['service'], ...[...scopes].sort()].join(' ');
    const authorize = async (offer, wanted) => {
        const credential = await credentials.for(registry, wanted.repository);
        if (offer.scheme === 'basic')
            return basicHeader(registry, credential);
        const key = keyOf(wanted.scopes);
        let token = tokens.get(key);
        if (token === undefined || (await token).expires - MARGIN_MILLISECONDS <= wanted.clock.now().getTime()) {
            token = fetchToken({ registry, offer, credential, wanted });
            tokens.set(key, token);
            token.catch(() => tokens.delete(key));
        }
        return (await token).header;
    };
    return {
        header: async (wanted) => (challenge === undefined ? undefined : authorize(challenge, wanted)),
        renew: async (answer, sent, wanted) => {
            const credential = await credentials.for(registry, wanted.repository);
            const offer = choose(parseChallenges(answer.headers['www-authenticate']));
            if (offer === undefined || (sent !== undefined && offer.scheme === 'basic'))
                throw refused(registry, credential);
            challenge = offer;
            const key = keyOf(wanted.scopes);
            const held = await tokens.get(key);
            if (held !== undefined && held.header === sent)
                tokens.delete(key);
            return authorize(offer, wanted);
        },
    };
}
/** Bearer before Basic: a token is worth less when it leaks. */
function choose(challenges) {
    const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters['realm'] !== undefined);
    return bearer ?? challenges.find(({ scheme }) => scheme === 'basic');
}
function basicHeader(registry, credential) {
    if (credential === undefined || !('username' in credential))
        throw refused(registry, credential);
    return `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString('base64')}`;
}
/** Says whose credentials were refused and where they came from, never what they are. */
function refused(registry, credential) {
    if (credential === undefined) {
        return new text_error/* UserError */.yo({
            what: `${registry} wants credentials`,
            rule: 'there are none for it',
            next: `log in to ${registry} first, or give registry-username and registry-password`,
        });
    }
    const name = 'username' in credential ? ` of '${credential.username}'` : '';
    return new text_error/* UserError */.yo({
        what: `${registry} does not accept the credentials${name}`,
        seen: `credentials from ${credential.source ?? 'the inputs'}`,
        next: 'check that they are current and may read (and write, where needed) this repository',
    });
}
async function fetchToken(request) {
    const { registry, offer, credential, wanted } = request;
    const realm = checkRealm(registry, offer.parameters['realm'] ?? '');
    const answer = await retry(async () => {
        try {
            const got = await askForToken(realm, request);
            if (!isTransientStatus(got.status))
                return { done: got };
            await (0,http/* discard */.vf)(got);
            const retryAfter = parseRetryAfter(got.headers['retry-after'], wanted.clock.now());
            return { failed: `status ${got.status}`, retryAfter };
        }
        catch (error) {
            if (isTransientError(error))
                return { failed: error };
            throw error;
        }
    }, {
        clock: wanted.clock,
        signal: wanted.signal,
        exhausted: (cause, tries) => new text_error/* UnavailableError */.hG({ what: `${realm.host} gives no token for ${registry}`, seen: `${tries} tries` }, { cause }),
    });
    const body = await (0,http/* readAll */.yw)(answer, MAX_TOKEN_BYTES);
    if (answer.status !== 200)
        throw refused(registry, credential);
    return parseToken(body, realm, wanted.clock.now());
}
/** Where credentials are sent to is decided by the registry, so the place must be one that it may name. */
function checkRealm(registry, text) {
    if (URL.canParse(text) && isSafeRealm(new URL(text), registry))
        return new URL(text);
    throw new text_error/* UserError */.yo({
        what: `${registry} asks for credentials to be sent to an address that is not safe`,
        rule: 'https, or the registry itself on loopback',
        seen: JSON.stringify(text),
    });
}
function isSafeRealm(realm, registry) {
    const local = (0,http/* isLoopback */.U9)(realm.hostname);
    if (realm.username !== '' || (local && !(0,http/* isLoopback */.U9)(registry.replace(/:\d+$/, ''))))
        return false;
    return realm.protocol === 'https:' || (realm.protocol === 'http:' && local);
}
async function askForToken(realm, { offer, credential, wanted }) {
    const service = offer.parameters['service'];
    const named = service === undefined ? [] : [['service', service]];
    if (credential !== undefined && 'identityToken' in credential) {
        const form = new URLSearchParams([
            ['grant_type', 'refresh_token'],
            ['refresh_token', credential.identityToken],
            ['client_id', 'fixity'],
            ['scope', wanted.scopes.join(' ')],
            ...named,
        ]);
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        return wanted.send({
            method: 'POST',
            url: realm,
            headers,
            body: Buffer.from(form.toString()),
            signal: wanted.signal,
        });
    }
    const url = new URL(realm);
    for (const [name, value] of named)
        url.searchParams.set(name, value);
    for (const scope of wanted.scopes)
        url.searchParams.append('scope', scope);
    const headers = credential === undefined ? {} : { authorization: basicHeader(realm.host, credential) };
    return wanted.send({ method: 'GET', url, headers, signal: wanted.signal });
}
function parseToken(body, realm, now) {
    const malformed = new text_error/* UnavailableError */.hG({ what: `${realm.host} did not answer with a token` });
    const answer = (0,text_json/* tryJson */.MR)(body);
    if (typeof answer !== 'object' || answer === null)
        throw malformed;
    const { token, access_token: access, expires_in: lifetime } = answer;
    const value = typeof token === 'string' && token !== '' ? token : access;
    if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value))
        throw malformed;
    const seconds = typeof lifetime === 'number' && lifetime > 0 ? lifetime : DEFAULT_LIFETIME;
    return { header: `Bearer ${value}`, expires: now.getTime() + seconds * 1_000 };
}

;// CONCATENATED MODULE: ./shared/oci/blob-download.ts







/** What is read ahead of a slow writer. */
const blob_download_BUFFER_BYTES = 256 * 1024;
/** Below that another kind of connection would cost more than it saves. */
const BULK_BYTES = 1024 * 1024;
/** Less than that in one answer is no progress: by a few bytes at a time nothing large would ever arrive. */
const PROGRESS_BYTES = 64 * 1024;
/**
 * The bytes of a blob from `offset`. A connection that breaks is taken up again where it broke (RFC 9110, 14: Range), as often as
 * the budget allows; progress renews it. From offset 0 digest and size are checked on the way.
 */
async function downloadBlob(client, descriptor, options = {}) {
    const { offset = 0, signal } = options;
    const first = await openAt(client, descriptor, offset, signal);
    const whole = offset === 0;
    const tally = whole ? createTally(descriptor, `${client.registry}/${client.repository}`) : uncounted;
    const stream = resuming(client, descriptor, { first, offset, tally, signal: signal ?? client.signal });
    return whole ? markVerified(stream, descriptor) : stream;
}
/** A part of a blob has no digest that could be checked. */
const uncounted = { add: () => undefined, finish: () => undefined };
async function openAt(client, descriptor, offset, signal) {
    const answer = await client.request({
        method: 'GET',
        url: client.url(`blobs/${descriptor.digest}`),
        scopes: [scopeOf(client.repository, 'pull')],
        headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
        isBulk: descriptor.size - offset >= BULK_BYTES,
        ...(signal === undefined ? {} : { signal }),
    });
    return position(client, descriptor, offset, answer);
}
async function position(client, descriptor, offset, answer) {
    switch (answer.status) {
        case 200:
            return { body: answer.body, skip: offset };
        case 206: {
            const start = /^bytes (\d+)-/.exec(answer.headers['content-range'] ?? '');
            const skip = offset - Number(start?.[1] ?? offset);
            if (skip >= 0)
                return { body: answer.body, skip };
            break;
        }
        case 404:
            await (0,http/* discard */.vf)(answer);
            throw new text_error/* UserError */.yo({
                what: `${client.registry}/${client.repository} has no blob ${descriptor.digest}`,
                next: 'the image there is not complete: push it again',
            });
    }
    throw await client.unexpected(`read blob ${descriptor.digest}`, answer);
}
function resuming(client, descriptor, { first, offset, tally, signal }) {
    let position = offset;
    let begun = offset;
    let failures = 0;
    let source;
    // The last chunk is held back until digest and size are known to be right.
    let held;
    const tries = client.budget?.tries ?? DEFAULT_BUDGET.tries;
    const again = async (cause) => {
        failures = position - begun < PROGRESS_BYTES ? failures + 1 : 1;
        begun = position;
        if (stream.destroyed)
            return;
        if (!isTransientError(cause) || failures >= tries) {
            throw brokenOff(client, descriptor, { cause, position, failures });
        }
        const wait = waitBefore(failures, undefined) ?? 0;
        client.waiting(cause, wait);
        await client.clock.sleep(wait, signal);
        follow(await openAt(client, descriptor, position, signal));
    };
    const follow = (opened) => {
        source = opened.body;
        // Its reader has stopped meanwhile.
        if (stream.destroyed)
            source.destroy();
        listen(opened, stream, {
            chunk: (fresh) => {
                position += fresh.length;
                tally.add(fresh);
                const ready = held;
                held = fresh;
                return ready === undefined || stream.push(ready);
            },
            end: () => {
                tally.finish();
                if (held !== undefined)
                    stream.push(held);
                stream.push(null);
            },
            error: again,
        });
    };
    const stream = new external_node_stream_.Readable({
        highWaterMark: blob_download_BUFFER_BYTES,
        read: () => {
            source?.resume();
        },
        destroy: (error, done) => {
            source?.destroy();
            done(error);
        },
    });
    follow(first);
    return (0,blocks/* handOver */.Cl)(stream);
}
/** Passes a body on to the stream, past what it has; whatever a handler throws ends the stream. */
function listen({ body, skip: before }, stream, handlers) {
    let skip = before;
    const guarded = (step) => {
        try {
            step();
        }
        catch (error) {
            stream.destroy(error);
        }
    };
    body.on('data', (chunk) => {
        const fresh = skip === 0 ? chunk : chunk.subarray(Math.min(skip, chunk.length));
        skip -= chunk.length - fresh.length;
        if (fresh.length === 0 || stream.destroyed)
            return;
        guarded(() => {
            if (!handlers.chunk(fresh))
                body.pause();
        });
    });
    body.on('end', () => {
        guarded(handlers.end);
    });
    body.on('error', (cause) => {
        handlers.error(cause).catch((error) => stream.destroy(error));
    });
}
function brokenOff(client, { digest, size }, { cause, position, failures }) {
    if (!isTransientError(cause))
        return cause;
    const tries = `${failures} ${failures === 1 ? 'try' : 'tries'}`;
    return new text_error/* UnavailableError */.hG({
        what: `reading blob ${digest} from ${client.registry}/${client.repository} breaks off`,
        seen: `${cause.message} at byte ${position} of ${size}, after ${tries}`,
        next: 'run it again later',
    }, { cause });
}

;// CONCATENATED MODULE: ./shared/oci/upload-session.ts



/** Where an upload goes on: relative to the request, on any host, and with a query that must be kept. */
function uploadLocation(answer) {
    const { location } = answer.headers;
    if (location !== undefined && URL.canParse(location, answer.url.href))
        return new URL(location, answer.url);
    throw new text_error/* UserError */.yo({
        what: `${answer.url.host} opened an upload without saying where`,
        rule: 'a Location header',
    });
}
const ANEW = { location: undefined, offset: 0 };
/** Asks how much of a broken upload arrived (OCI distribution-spec 1.1, "Pushing a blob in chunks"). */
async function uploadProgress(client, location, descriptor, signal) {
    if (location === undefined)
        return ANEW;
    const answer = await client.request({
        method: 'GET',
        url: location,
        scopes: [scopeOf(client.repository, 'pull,push')],
        signal,
    });
    await (0,http/* discard */.vf)(answer);
    const range = /^(?:bytes=)?0-(\d+)$/.exec(answer.headers['range'] ?? '');
    if (answer.status !== 204 || range === null)
        return ANEW;
    const last = Number(range[1]);
    // `0-0` is said of an empty upload too; to send one byte again is refused, to begin anew is not.
    if (last === 0 || last >= descriptor.size)
        return ANEW;
    return {
        location: answer.headers.location === undefined ? location : uploadLocation(answer),
        offset: last + 1,
    };
}

;// CONCATENATED MODULE: ./shared/oci/blob-chunks.ts



/** GHCR takes no more in one PATCH. */
const CHUNK_BYTES = 4 * 1024 * 1024;
/**
 * Sends the rest of a blob in chunks and closes the upload (OCI distribution-spec 1.1, "Pushing a blob in chunks"). Where it stands
 * is counted here: what registries answer in Range after a PATCH is stale in some and relative in others.
 * @returns the answer that ended it: 201, or the first that was not 202.
 */
async function sendChunks(client, source, upload) {
    const scopes = [scopeOf(client.repository, 'pull,push')];
    const { descriptor, signal, moved } = upload;
    let { location, offset } = upload;
    for await (const chunk of chunksFrom(source, offset)) {
        const answer = await client.request({
            method: 'PATCH',
            url: location,
            scopes,
            headers: {
                'content-type': 'application/octet-stream',
                'content-range': `${offset}-${offset + chunk.length - 1}`,
            },
            body: chunk,
            signal,
            retried: false,
        });
        if (answer.status !== 202 && answer.status !== 204)
            return answer;
        await (0,http/* discard */.vf)(answer);
        location = uploadLocation(answer);
        moved(location);
        offset += chunk.length;
    }
    const url = new URL(location);
    url.searchParams.set('digest', descriptor.digest);
    return client.request({
        method: 'PUT',
        url,
        scopes,
        headers: { 'content-length': '0' },
        signal,
        retried: false,
    });
}
/** The source from `offset`, in pieces of the size of a chunk. All of it is read, so that its digest can be checked. */
async function* chunksFrom(source, offset) {
    let skip = offset;
    let held = [];
    let bytes = 0;
    for await (const piece of source) {
        const fresh = piece.subarray(Math.min(skip, piece.length));
        skip -= piece.length - fresh.length;
        held.push(fresh);
        bytes += fresh.length;
        while (bytes >= CHUNK_BYTES) {
            const all = Buffer.concat(held);
            yield all.subarray(0, CHUNK_BYTES);
            held = [all.subarray(CHUNK_BYTES)];
            bytes = all.length - CHUNK_BYTES;
        }
    }
    if (bytes > 0)
        yield Buffer.concat(held);
}

;// CONCATENATED MODULE: ./shared/oci/blob-upload.ts







/** Smaller than what asking costs: where the answer to a mount is wrong, no more than that is sent in vain. */
const blob_upload_SMALL_BYTES = 64 * 1024;
/**
 * Stores a blob unless it is there (OCI distribution-spec 1.1, "Pushing Blobs"): one request when it is present or can be mounted,
 * three when its bytes must be sent (HEAD, POST, PUT), two for a small one: asked to mount it from the repository itself, a registry
 * says that it is there, or opens the upload. A connection that breaks is taken up again where the registry says it is.
 */
async function uploadBlob(client, descriptor, open, options = {}) {
    const upload = { client, descriptor, open, signal: options.signal };
    const { mountFrom = client.repository } = options;
    const isOther = mountFrom !== client.repository;
    if (!isOther && descriptor.size <= blob_upload_SMALL_BYTES && !mountsNothing.has(client)) {
        const outcome = await mount(upload, mountFrom);
        if (outcome === 'mounted')
            return 'present';
        if (outcome !== undefined)
            return sent(upload, outcome);
        mountsNothing.add(client);
    }
    const outcome = isOther ? await mount(upload, mountFrom) : undefined;
    if (outcome === 'mounted')
        return 'mounted';
    if (await blobExists(client, descriptor, options.signal))
        return 'present';
    return sent(upload, outcome);
}
/** Clients of repositories that refused to mount from themselves. */
const mountsNothing = new WeakSet();
async function sent(upload, location) {
    await send(upload, location);
    return 'written';
}
/** Whether the repository has the blob; from a HEAD. */
async function blobExists(client, descriptor, signal) {
    const answer = await client.request({
        method: 'HEAD',
        url: client.url(`blobs/${descriptor.digest}`),
        scopes: [scopeOf(client.repository, 'pull')],
        signal,
    });
    await (0,http/* discard */.vf)(answer);
    if (answer.status === 200)
        return true;
    if (answer.status === 404)
        return false;
    throw await client.unexpected(`look for blob ${descriptor.digest}`, answer);
}
const pushScope = (client) => scopeOf(client.repository, 'pull,push');
const NO_BODY = { 'content-length': '0' };
/** The registry mounts, or opens an upload instead, or (some) refuses the question: then the blob is sent as any other. */
async function mount({ client, descriptor, signal }, from) {
    const url = client.url('blobs/uploads/');
    url.searchParams.set('mount', descriptor.digest);
    url.searchParams.set('from', from);
    const isOther = from !== client.repository;
    const scopes = [pushScope(client), ...(isOther ? [scopeOf(from, 'pull')] : [])];
    try {
        const headers = NO_BODY;
        const answer = await client.request({ method: 'POST', url, scopes, headers, signal, retried: isOther });
        await (0,http/* discard */.vf)(answer);
        if (answer.status === 201)
            return 'mounted';
        return answer.status === 202 ? uploadLocation(answer) : undefined;
    }
    catch (error) {
        // The other repository may not be readable with these credentials, or mounting not work at all; the blob can still be sent.
        if (error instanceof text_error/* UserError */.yo || error instanceof text_error/* UnavailableError */.hG || isTransientError(error)) {
            return undefined;
        }
        throw error;
    }
}
async function begin({ client, signal }) {
    const url = client.url('blobs/uploads/');
    const answer = await client.request({
        method: 'POST',
        url,
        scopes: [pushScope(client)],
        headers: NO_BODY,
        signal,
    });
    if (answer.status !== 202)
        throw await client.unexpected('begin an upload', answer);
    await (0,http/* discard */.vf)(answer);
    return uploadLocation(answer);
}
/**
 * A larger blob goes in chunks after its connection broke: distribution 2.8 forgets all of a request that was cut, but keeps the
 * chunks before it.
 */
const LARGE_BYTES = 16 * 1024 * 1024;
async function send(upload, location) {
    const { client, descriptor } = upload;
    const standing = { location, offset: 0, inChunks: false };
    await retry(async () => blob_upload_attempt(upload, standing), {
        clock: client.clock,
        signal: upload.signal ?? client.signal,
        waiting: client.waiting,
        ...(client.budget === undefined ? {} : { budget: client.budget }),
        exhausted: (cause, tries) => new text_error/* UnavailableError */.hG({
            what: `${client.registry} does not take blob ${descriptor.digest}`,
            seen: `${(0,text_error/* messageOf */.bD)(cause)}, after ${tries} tries`,
            next: 'run it again later: what is there already is not sent again',
        }, { cause }),
    });
}
async function blob_upload_attempt(upload, standing) {
    const { client } = upload;
    try {
        standing.location ??= await begin(upload);
        const answer = await sendFrom(upload, standing, standing.location);
        if (answer.status === 201) {
            await (0,http/* discard */.vf)(answer);
            return { done: true };
        }
        return await blob_upload_judge(upload, standing, answer);
    }
    catch (error) {
        if (!isTransientError(error))
            throw error;
        const progress = await uploadProgress(client, standing.location, upload.descriptor, upload.signal);
        Object.assign(standing, progress);
        standing.inChunks ||= progress.offset === 0 && upload.descriptor.size > LARGE_BYTES;
        return { failed: error };
    }
}
async function sendFrom(upload, standing, location) {
    const { client, descriptor, open, signal } = upload;
    if (standing.offset > 0 || standing.inChunks) {
        const moved = (next) => {
            standing.location = next;
        };
        const { offset } = standing;
        const source = verified(await open(), descriptor, 'the source');
        return sendChunks(client, source, { location, offset, descriptor, signal, moved });
    }
    const url = new URL(location);
    url.searchParams.set('digest', descriptor.digest);
    return client.request({
        method: 'PUT',
        url,
        scopes: [pushScope(client)],
        headers: { 'content-type': 'application/octet-stream', 'content-length': String(descriptor.size) },
        body: async () => verified(await open(), descriptor, 'the source'),
        signal,
        retried: false,
    });
}
/** What to do about an answer that is not 201; the upload begins anew unless the registry can say how far it came. */
async function blob_upload_judge(upload, standing, answer) {
    const { client, descriptor } = upload;
    const wasWhole = standing.offset === 0 && !standing.inChunks;
    const { status } = answer;
    const retryAfter = parseRetryAfter(answer.headers['retry-after'], client.clock.now());
    const error = await client.unexpected(`store blob ${descriptor.digest}`, answer);
    Object.assign(standing, { location: undefined, offset: 0 });
    if (isTransientStatus(status))
        return { failed: error, retryAfter };
    // Some registries want PATCH; others lost the session, or do not agree about where it was.
    if (wasWhole && [400, 405, 411, 501].includes(status)) {
        standing.inChunks = true;
        return { failed: error, retryAfter: 0 };
    }
    if (!wasWhole && [404, 416].includes(status))
        return { failed: error };
    throw error;
}

;// CONCATENATED MODULE: ./shared/oci/pace.ts
/** As many as there are connections to one server. */
const MOST_AT_ONCE = 16;
const TIMES_WELL = 10;
function createPace(most = MOST_AT_ONCE) {
    let room = most;
    let running = 0;
    let begun = 0;
    /** What was begun up to then says nothing about the room since. */
    let narrowed = 0;
    let well = 0;
    const waiting = [];
    const learn = (number, tooMuch) => {
        if (!tooMuch) {
            well += 1;
            if (well >= TIMES_WELL * room && room < most)
                [room, well] = [room + 1, 0];
        }
        else if (number > narrowed) {
            room = Math.max(1, Math.floor(room / 2));
            [narrowed, well] = [begun, 0];
        }
    };
    const leave = () => {
        running -= 1;
        for (; running < room && waiting.length > 0; running += 1)
            waiting.shift()?.();
    };
    return {
        room: () => room,
        run: async (work, isTooMuch) => {
            if (running < room)
                running += 1;
            else
                await new Promise((resolve) => waiting.push(resolve));
            begun += 1;
            const number = begun;
            try {
                const answer = await work();
                learn(number, isTooMuch(answer));
                return answer;
            }
            finally {
                leave();
            }
        },
    };
}
const known = new Map();
function pacesOf(registry) {
    let paces = known.get(registry);
    if (paces === undefined)
        known.set(registry, (paces = { read: createPace(), write: createPace() }));
    return paces;
}

;// CONCATENATED MODULE: ./shared/oci/client.ts







const MAX_ERROR_BYTES = 64 * 1024;
function createClient(registry, repository, ports) {
    const send = (0,http/* createSend */.Rx)(ports);
    const authorizer = authorizerFor(registry, ports.credentials);
    const base = registryUrl(registry, ports.insecureRegistries);
    const name = `${registry}/${repository}`;
    const paces = pacesOf(registry);
    const waiting = sayWaiting(registry, ports.log);
    const isOwn = (url) => url.origin === base.origin;
    const once = async (request) => {
        const answer = await sendAuthorized(request, {
            authorizer,
            repository,
            isOwn,
            send,
            pace: request.method === 'GET' || request.method === 'HEAD' ? paces.read : paces.write,
            clock: ports.clock,
            signal: ports.signal,
        });
        if (answer.status !== 401 && answer.status !== 403)
            return answer;
        const detail = await describeError(answer);
        if (!isOwn(answer.url))
            throw refusedElsewhere(registry, answer, detail);
        const credential = await ports.credentials.for(registry, repository);
        if (answer.status === 401)
            throw refused(registry, credential);
        throw forbidden(registry, `${request.method} in ${repository}`, detail, credential);
    };
    const persist = async ({ method, signal }, work) => retry(async () => client_attempt(work, ports.clock), {
        clock: ports.clock,
        signal: signal ?? ports.signal,
        waiting,
        ...(ports.budget === undefined ? {} : { budget: ports.budget }),
        exhausted: gaveUp(registry, `${method} in ${repository}`),
    });
    return {
        registry,
        repository,
        clock: ports.clock,
        signal: ports.signal,
        budget: ports.budget,
        waiting,
        url: (path) => new URL(`/v2/${repository}/${path}`, base),
        unexpected: async (action, answer) => unexpected(`${name}: ${action}`, answer),
        request: async (request) => request.retried === false ? once(request) : persist(request, () => once(request)),
        read: async (request, limit) => persist(request, async () => {
            const answer = await once(request);
            return { answer, bytes: answer.status === 200 ? await (0,http/* readAll */.yw)(answer, limit) : undefined };
        }),
    };
}
const forbidden = (registry, request, seen, credential) => new text_error/* UserError */.yo({
    what: `${registry} does not allow this (${request})`,
    seen,
    next: `${remedy(seen)}; the credentials came from ${credential?.source ?? (credential === undefined ? 'nowhere: the request was anonymous' : 'the inputs')}`,
});
/** GitHub's registry says so to a job's token; the one is the job's own permission, the other the package's list of repositories. */
const remedy = (seen) => /write_package|not allowed to (?:write|create) organization package/i.test(seen)
    ? "add 'permissions: { packages: write }' to the job; where it has that, give the repository the role Write under Manage Actions access in the package's settings"
    : "give the credentials the right to do it, or check the repository's name";
/** Another host than the registry, to which it sent us. */
const refusedElsewhere = (registry, answer, detail) => new text_error/* UserError */.yo({
    what: `${answer.url.host}, to which ${registry} leads, refuses the request`,
    rule: `credentials for ${registry} go to no other host`,
    seen: detail.startsWith('status') ? detail : `status ${answer.status}: ${detail}`,
    next: `run the step again; when it stays, ask whoever runs ${registry} where it keeps its blobs`,
});
const sayWaiting = (registry, log) => (failure, wait) => {
    log?.info(`${registry}: ${(0,text_error/* messageOf */.bD)(failure)}; trying again in ${(0,duration/* formatDuration */.a3)(wait)}`);
};
const gaveUp = (registry, request) => (cause, tries) => new text_error/* UnavailableError */.hG({
    what: `${registry} does not answer ${request} as it must`,
    seen: `${(0,text_error/* messageOf */.bD)(cause)}, after ${tries} ${tries === 1 ? 'try' : 'tries'}`,
    next: 'run it again later',
}, { cause });
async function client_attempt(work, clock) {
    try {
        const done = await work();
        const answer = 'answer' in done ? done.answer : done;
        if (!isTransientStatus(answer.status))
            return { done };
        checkQuota(answer);
        const retryAfter = parseRetryAfter(answer.headers['retry-after'], clock.now());
        return { failed: `status ${answer.status}: ${await describeError(answer)}`, retryAfter };
    }
    catch (error) {
        if (isTransientError(error))
            return { failed: error };
        throw error;
    }
}
/** Docker Hub counts pulls per six hours; trying again only burns more of them. */
function checkQuota(answer) {
    const remaining = answer.headers['ratelimit-remaining'];
    if (answer.status !== 429 || typeof remaining !== 'string' || !/^0\b/.test(remaining))
        return;
    answer.body.destroy();
    throw new text_error/* UnavailableError */.hG({
        what: `the pull quota of ${answer.url.host} is used up`,
        seen: `ratelimit-remaining ${remaining}`,
        next: 'log in for a larger quota, use a mirror, or wait some hours',
    });
}
/** A registry that says so is asked less at a time. */
const isTooMuch = ({ status }) => status === 429 || status === 503;
/**
 * Sends, and once more with a fresh authorisation after a 401 of the registry's own. Another origin (an upload's, a redirect's) gets no
 * credentials, and cannot name the place where they would be sent to.
 */
async function sendAuthorized(request, way) {
    const { authorizer, isOwn, send, pace, signal } = way;
    // Its body is opened first: that may itself be a request.
    const sendInTurn = async (ready) => pace.run(() => send(ready), isTooMuch);
    const wanted = { ...way, scopes: request.scopes, signal: request.signal ?? signal };
    const header = isOwn(request.url) ? await authorizer.header(wanted) : undefined;
    const first = await sendInTurn(await toHttp(request, header, signal));
    if (first.status !== 401 || !isOwn(first.url) || !isOwn(request.url))
        return first;
    const renewed = await authorizer.renew(first, header, wanted);
    await (0,http/* discard */.vf)(first);
    return sendInTurn(await toHttp(request, renewed, signal));
}
async function toHttp(request, authorization, signal) {
    const { method, url, body, headers = {}, isBulk = false } = request;
    const bytes = typeof body === 'function' ? await body() : body;
    return {
        method,
        url,
        headers: authorization === undefined ? headers : { ...headers, authorization },
        ...(bytes === undefined ? {} : { body: bytes }),
        signal: request.signal ?? signal,
        isBulk,
    };
}
/** Where a registry's API is, http where it may be spoken to so. Docker Hub's is not where its name says. */
function registryUrl(registry, insecure) {
    const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
    const url = new URL(`https://${host}/`);
    return (0,http/* mayBePlain */.ft)(url, insecure) ? new URL(`http://${host}/`) : url;
}
/** Codes and messages of a registry's error (OCI distribution-spec 1.1, "Error Codes"), in one line. */
async function describeError(answer) {
    try {
        const { errors } = (0,text_json/* parseJson */.qF)(await (0,http/* readAll */.yw)(answer, MAX_ERROR_BYTES));
        if (!Array.isArray(errors))
            return `status ${answer.status}`;
        const lines = errors.map(({ code, message }) => [code, message].filter((part) => typeof part === 'string' && part !== '').join(' '));
        return lines.join('; ').slice(0, 300) || `status ${answer.status}`;
    }
    catch {
        answer.body.destroy();
        return `status ${answer.status}`;
    }
}
const NO_REPOSITORY = 'check the name of the repository; some registries want it to be created before the first push';
async function unexpected(what, answer) {
    const seen = `status ${answer.status}, ${await describeError(answer)}`;
    if (isTransientStatus(answer.status))
        return new text_error/* UnavailableError */.hG({ what, seen });
    const next = seen.includes('NAME_UNKNOWN') ? { next: NO_REPOSITORY } : {};
    return new text_error/* UserError */.yo({ what, rule: 'the registry refused it', seen, ...next });
}

;// CONCATENATED MODULE: ./shared/oci/registry-manifests.ts






/** Everything that we can read; registries pick one, and older ones convert when OCI is not listed. */
const ACCEPT = [
    MEDIA_TYPE.index,
    MEDIA_TYPE.dockerManifestList,
    MEDIA_TYPE.manifest,
    MEDIA_TYPE.dockerManifest,
].join(', ');
/** What a tag or digest names, from a HEAD; where a registry leaves out the digest, from the content. */
async function registry_manifests_resolve(client, reference) {
    const answer = await client.request({
        method: 'HEAD',
        url: client.url(`manifests/${reference}`),
        scopes: [scopeOf(client.repository, 'pull')],
        headers: { accept: ACCEPT },
    });
    await (0,http/* discard */.vf)(answer);
    if (answer.status === 404)
        return undefined;
    if (answer.status !== 200)
        throw await client.unexpected(`look for ${reference}`, answer);
    const found = fromHeaders(answer) ?? (await getManifest(client, reference))?.manifest.descriptor;
    if (found === undefined || !(0,oci_digest/* isDigest */.Bc)(reference) || found.digest === reference)
        return found;
    throw wrongDigest(client, reference, found.digest);
}
function fromHeaders({ headers }) {
    const digest = headers['docker-content-digest'];
    const size = Number(headers['content-length'] ?? Number.NaN);
    const mediaType = headers['content-type']?.split(';')[0]?.trim() ?? '';
    const known = isManifest(mediaType) || isIndex(mediaType);
    return typeof digest === 'string' && (0,oci_digest/* isDigest */.Bc)(digest) && Number.isSafeInteger(size) && known
        ? { mediaType, digest, size }
        : undefined;
}
/** A manifest as it came over the wire, with its ETag; undefined when there is no such tag or digest. */
async function getManifest(client, reference) {
    const found = await fetchManifest(client, reference);
    if (found === undefined)
        return undefined;
    const { bytes, mediaType, etag, from } = found;
    return { manifest: parseManifest(bytes, mediaType, from), etag };
}
/** As `getManifest`, for those who read it in another way. */
async function fetchManifest(client, reference) {
    const { answer, bytes } = await client.read({
        method: 'GET',
        url: client.url(`manifests/${reference}`),
        scopes: [scopeOf(client.repository, 'pull')],
        headers: { accept: ACCEPT },
    }, MAX_MANIFEST_BYTES);
    if (answer.status === 404) {
        await (0,http/* discard */.vf)(answer);
        return undefined;
    }
    if (bytes === undefined)
        throw await client.unexpected(`read ${reference}`, answer);
    const digest = (0,oci_digest/* digestOf */.ol)(bytes);
    const said = answer.headers['docker-content-digest'];
    const wanted = (0,oci_digest/* isDigest */.Bc)(reference) ? reference : said;
    if (wanted !== undefined && wanted !== digest)
        throw wrongDigest(client, String(wanted), digest);
    return {
        bytes,
        digest,
        mediaType: answer.headers['content-type'],
        etag: answer.headers.etag,
        from: `${client.registry}/${client.repository} ${reference}`,
    };
}
const wrongDigest = (client, wanted, seen) => new text_error/* UserError */.yo({
    what: `a manifest from ${client.registry}/${client.repository} is not the one that was asked for`,
    rule: wanted,
    seen,
    next: 'the copy there is damaged, or something on the way changes it',
});
/** Deletes a manifest; one that is not there is as good as deleted. */
async function deleteManifest(client, digest) {
    const answer = await client.request({
        method: 'DELETE',
        url: client.url(`manifests/${digest}`),
        scopes: [scopeOf(client.repository, 'pull,push,delete')],
    });
    if (![200, 202, 404].includes(answer.status))
        throw await client.unexpected(`delete ${digest}`, answer);
    await (0,http/* discard */.vf)(answer);
}

;// CONCATENATED MODULE: ./shared/oci/registry-put.ts






/** Stores a manifest under its tag or digest, with the conditions of `PutManifestOptions`. */
async function registry_put_putManifest(client, bytes, options) {
    const descriptor = {
        mediaType: options.mediaType,
        digest: (0,oci_digest/* digestOf */.ol)(bytes),
        size: bytes.length,
    };
    if (bytes.length > MAX_MANIFEST_BYTES) {
        throw new text_error/* UserError */.yo({
            what: 'the manifest is too large',
            rule: `${MAX_MANIFEST_BYTES} bytes`,
            seen: `${bytes.length} bytes`,
        });
    }
    const { tag, expect } = options;
    if (tag === undefined || expect === undefined) {
        await store(client, bytes, descriptor, tag);
        return descriptor;
    }
    const before = (await registry_manifests_resolve(client, tag))?.digest;
    if (before === descriptor.digest)
        return descriptor;
    if (before !== (expect ?? undefined))
        throw tagRace(client, tag, expect, before, 'before');
    await store(client, bytes, descriptor, tag, expect === null ? { 'if-none-match': '*' } : {});
    await checkWon(client, tag, descriptor.digest);
    return descriptor;
}
/** Long enough for who looked before our write to have written too. */
const SETTLE_MILLISECONDS = 250;
/**
 * Few registries know conditional writes. Of two who write one tag the last wins, so each looks twice whether it was the last: the other
 * one, which saw no tag before either wrote, has written by then.
 */
async function checkWon(client, tag, digest) {
    for (const wait of [0, SETTLE_MILLISECONDS]) {
        if (wait > 0)
            await client.clock.sleep(wait, client.signal);
        const after = (await registry_manifests_resolve(client, tag))?.digest;
        if (after !== digest)
            throw tagRace(client, tag, digest, after, 'after');
    }
}
async function store(client, bytes, descriptor, tag, conditions = {}) {
    const answer = await sendWhenBlobsAreThere(client, bytes, descriptor, tag ?? descriptor.digest, conditions);
    if (answer.status === 201 || answer.status === 200) {
        await (0,http/* discard */.vf)(answer);
        return;
    }
    const failure = await client.unexpected(`store ${tag ?? descriptor.digest}`, answer);
    if (tag === undefined)
        throw failure;
    // Registries with immutable tags refuse to store even what the tag names already.
    const now = (await registry_manifests_resolve(client, tag))?.digest;
    if (now === descriptor.digest)
        return;
    const isTaken = now !== undefined && ([409, 412].includes(answer.status) || SAYS_TAKEN.test(failure.message));
    throw isTaken ? tagRace(client, tag, null, now, 'before') : failure;
}
/** What registries with immutable tags say, each in its own words. */
const SAYS_TAKEN = /immutab|already ?exists|TAG_INVALID/i;
const BLOB_TRIES = 4;
/**
 * Puts a manifest, again after a 400: distribution 2.8 answers that for a moment while another client uploads one of the blobs,
 * although it has it.
 */
async function sendWhenBlobsAreThere(client, bytes, descriptor, reference, conditions = {}) {
    for (let number = 1;; number += 1) {
        const answer = await sendManifest(client, bytes, descriptor, reference, conditions);
        if (answer.status !== 400 || number === BLOB_TRIES)
            return answer;
        await (0,http/* discard */.vf)(answer);
        await client.clock.sleep(50 * 2 ** number, client.signal);
    }
}
/** Puts a manifest; `conditions` may hold If-Match or If-None-Match, which few registries honour and the others ignore. */
async function sendManifest(client, bytes, descriptor, reference, conditions = {}) {
    return client.request({
        method: 'PUT',
        url: client.url(`manifests/${reference}`),
        scopes: [scopeOf(client.repository, 'pull,push')],
        headers: { 'content-type': descriptor.mediaType, ...conditions },
        body: bytes,
    });
}
const registry_put_named = (digest) => digest ?? 'no such tag';
function tagRace(client, tag, wanted, seen, when) {
    return new text_error/* UserError */.yo({
        what: `the tag ${tag} of ${client.registry}/${client.repository} is not what it must be ${when} the write`,
        rule: registry_put_named(wanted),
        seen: registry_put_named(seen),
        next: when === 'before'
            ? 'use another tag: this one is never moved'
            : 'someone else moved it meanwhile; look at both images',
    }, { result: 'refused' });
}

;// CONCATENATED MODULE: ./shared/oci/registry-tags.ts




const MAX_PAGE_BYTES = 4 * 1024 * 1024;
const MAX_PAGES = 1_000;
/** The address of the next page (RFC 8288), on the same origin; undefined after the last. */
function nextPage(answer) {
    const link = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(String(answer.headers['link'] ?? ''));
    if (link?.[1] === undefined || !URL.canParse(link[1], answer.url.href))
        return undefined;
    const next = new URL(link[1], answer.url);
    if (next.origin === answer.url.origin)
        return next;
    throw new text_error/* UserError */.yo({ what: `${answer.url.host} continues a list on another host`, seen: next.host });
}
/** @throws UserError for a list that goes on after as many pages as no honest one has. */
function checkPages(pages, client, what) {
    if (pages < MAX_PAGES)
        return;
    throw new text_error/* UserError */.yo({
        what: `${client.registry}/${client.repository}: ${what} do not end`,
        rule: `at most ${MAX_PAGES} pages`,
        next: 'tell whoever runs the registry',
    });
}
/** Every tag of the repository, from all pages; none when the repository does not exist. */
async function registry_tags_listTags(client) {
    const tags = [];
    let url = client.url('tags/list');
    for (let page = 0; url !== undefined; page += 1) {
        checkPages(page, client, 'its tags');
        const { answer, bytes } = await client.read({ method: 'GET', url, scopes: [scopeOf(client.repository, 'pull')] }, MAX_PAGE_BYTES);
        if (answer.status === 404) {
            await (0,http/* discard */.vf)(answer);
            return tags;
        }
        if (bytes === undefined)
            throw await client.unexpected('list tags', answer);
        url = nextPage(answer);
        tags.push(...parseTags(bytes, client));
    }
    return tags;
}
/** An empty repository has `null` for its tags in some registries. */
function parseTags(body, client) {
    const answer = (0,text_json/* tryJson */.MR)(body);
    if (typeof answer === 'object' && answer !== null) {
        const { tags } = answer;
        if (tags === null || tags === undefined)
            return [];
        if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string'))
            return tags;
    }
    throw new text_error/* UserError */.yo({
        what: `${client.registry} did not answer with a list of tags for ${client.repository}`,
    });
}

;// CONCATENATED MODULE: ./shared/oci/registry-referrers.ts










const registry_referrers_MAX_PAGE_BYTES = 4 * 1024 * 1024;
const registry_referrers_MAX_ERROR_BYTES = 64 * 1024;
const MAX_REFERRERS = 10_000;
/** Never pushed by anyone; good enough to ask whether the API answers. */
const NOTHING = (0,oci_digest/* digestOf */.ol)('');
function createReferrers(client) {
    let api;
    const listFromApi = async (subject) => {
        if (api === false)
            return undefined;
        const found = await pages(client, subject);
        if (found === 'no repository')
            return undefined;
        api = found !== undefined;
        return found;
    };
    const { clock, signal } = client;
    return {
        addToTag: createSettler((subject, entries) => settle(entries, fallbackPort(client, subject), { clock, signal })),
        listFromApi,
        hasApi: async (subject) => api ?? (await listFromApi(subject ?? NOTHING)) !== undefined,
        list: async (subject, leftOut) => {
            const [listed, tagged] = await Promise.all([listFromApi(subject), readFallback(client, subject)]);
            new Set([...(listed?.others ?? []), ...(tagged?.others ?? [])]).forEach((other) => leftOut?.(other));
            return unite(listed?.entries ?? [], tagged?.entries ?? []);
        },
    };
}
/** Where there is no repository yet, that says nothing about the API. */
async function pages(client, subject) {
    const [entries, others] = [[], []];
    let url = client.url(`referrers/${subject}`);
    for (let page = 0; url !== undefined; page += 1) {
        checkPages(page, client, `the referrers of ${subject}`);
        const { answer, bytes } = await client.read({
            method: 'GET',
            url,
            scopes: [scopeOf(client.repository, 'pull')],
            headers: { accept: MEDIA_TYPE.index },
        }, registry_referrers_MAX_PAGE_BYTES);
        const isList = bytes !== undefined && answer.headers['content-type']?.startsWith(MEDIA_TYPE.index) === true;
        if (!isList) {
            const known = [200, 400, 404, 405, 501].includes(answer.status);
            if (!known || page > 0)
                throw await client.unexpected('list referrers', answer);
            return (await saysNameUnknown(answer)) ? 'no repository' : undefined;
        }
        url = nextPage(answer);
        const list = parsePage(bytes, client);
        entries.push(...list.entries);
        others.push(...list.others);
        if (entries.length + others.length > MAX_REFERRERS) {
            throw new text_error/* UserError */.yo({ what: `${subject} has too many referrers`, rule: `at most ${MAX_REFERRERS}` });
        }
    }
    return { entries, others };
}
function parsePage(body, client) {
    const from = `${client.registry}/${client.repository}: referrers`;
    return parseReferrerList(body, MEDIA_TYPE.index, from) ?? { entries: [], others: [] };
}
async function saysNameUnknown(answer) {
    if (answer.status !== 404) {
        answer.body.resume();
        return false;
    }
    const body = await (0,http/* readAll */.yw)(answer, registry_referrers_MAX_ERROR_BYTES).catch(() => '');
    return body.includes('"NAME_UNKNOWN"');
}
/** Some registries resolve the tag to the subject itself; that is no list. */
async function readFallback(client, subject) {
    const found = await fetchManifest(client, fallbackTag(subject));
    if (found === undefined || found.digest === subject)
        return undefined;
    const list = parseReferrerList(found.bytes, found.mediaType, found.from);
    return list && { ...list, etag: found.etag };
}
/**
 * Stores a manifest with a subject and makes it listed. With the API the registry does that, and it is asked whether it did; without
 * it the fallback tag is written until it has settled.
 */
async function registry_referrers_attachReferrer(client, referrers, bytes) {
    const manifest = parseManifest(bytes, undefined, 'to attach');
    const { subject } = manifest.content;
    checkDescriptor(subject, 'to attach: subject');
    const entry = referrerDescriptor(manifest);
    const answer = await sendWhenBlobsAreThere(client, bytes, manifest.descriptor, entry.digest);
    if (answer.status !== 201)
        throw await client.unexpected(`store ${entry.digest}`, answer);
    await (0,http/* discard */.vf)(answer);
    // Asked only now: before its first manifest a repository may not be there to ask.
    if (await referrers.hasApi(subject.digest))
        await awaitListing(client, referrers, subject.digest, entry);
    else
        await referrers.addToTag(subject.digest, entry);
    return entry;
}
const LISTING_TRIES = 6;
async function awaitListing(client, referrers, subject, entry) {
    for (let number = 1; number <= LISTING_TRIES; number += 1) {
        const listed = await referrers.listFromApi(subject);
        if (listed?.entries.some(({ digest }) => digest === entry.digest) === true)
            return;
        await client.clock.sleep(200 * 2 ** number, client.signal);
    }
    throw new text_error/* UnavailableError */.hG({
        what: `${client.registry} does not list ${entry.digest} among the referrers of ${subject}`,
        seen: `${LISTING_TRIES} tries`,
        next: 'the manifest is stored; run the step again',
    });
}
function fallbackPort(client, subject) {
    const tag = fallbackTag(subject);
    return {
        read: async () => {
            const found = await fetchManifest(client, tag);
            if (found === undefined || found.digest === subject)
                return undefined;
            const list = parseReferrerList(found.bytes, found.mediaType, found.from);
            if (list !== undefined)
                return { ...list, etag: found.etag };
            throw notAnIndex(tag, found.mediaType ?? 'a manifest', `${client.registry}/${client.repository}`);
        },
        write: async (index, previous) => {
            const conditions = previous === undefined
                ? { 'if-none-match': '*' }
                : previous.etag === undefined
                    ? {}
                    : { 'if-match': previous.etag };
            const descriptor = { mediaType: MEDIA_TYPE.index, digest: (0,oci_digest/* digestOf */.ol)(index), size: index.length };
            const answer = await sendManifest(client, index, descriptor, tag, conditions);
            // 412: another writer was first. 400 and 404: distribution 2.8 while a blob is being written beside it. Reading decides.
            if (![200, 201, 400, 404, 412].includes(answer.status))
                throw await client.unexpected(`write ${tag}`, answer);
            await (0,http/* discard */.vf)(answer);
        },
    };
}

;// CONCATENATED MODULE: ./shared/oci/registry.ts









/** One repository of a registry (OCI distribution-spec 1.1). Nothing is asked of it until it is used. */
function registryStore(reference, ports) {
    const { registry, repository } = reference;
    const client = createClient(registry, repository, ports);
    const name = `${registry}/${repository}`;
    const referrers = createReferrers(client);
    return {
        name,
        registry: { host: registry, repository },
        resolve: (wanted) => registry_manifests_resolve(client, wanted),
        readManifest: async (wanted) => {
            const manifest = await getManifest(client, wanted);
            if (manifest !== undefined)
                return manifest.manifest;
            throw new text_error/* UserError */.yo({ what: `there is no ${(0,oci_digest/* isDigest */.Bc)(wanted) ? '' : 'tag '}${wanted} in ${name}` });
        },
        readBlob: (descriptor, options) => downloadBlob(client, descriptor, options),
        hasBlob: (descriptor) => blobExists(client, descriptor),
        writeBlob: (descriptor, open, options) => uploadBlob(client, descriptor, open, options),
        putManifest: (bytes, options) => registry_put_putManifest(client, bytes, options),
        listReferrers: (subject, leftOut) => referrers.list(subject, leftOut),
        attach: (bytes) => registry_referrers_attachReferrer(client, referrers, bytes),
        listTags: () => registry_tags_listTags(client),
        delete: (digest) => deleteManifest(client, digest),
        capabilities: async () => ({ referrersApi: await referrers.hasApi() }),
    };
}

;// CONCATENATED MODULE: ./shared/oci/open.ts




/** The repository that a reference names; its tag and digest do not matter. Nothing is read or asked yet. */
function openStore(reference, ports) {
    switch (reference.kind) {
        case 'registry':
            return registryStore(reference, ports);
        case 'layout':
            return layoutStore(external_node_path_default().resolve(ports.workspace ?? '', reference.path), (0,oci_reference/* repositoryName */.aR)(reference), ports.clock);
    }
}

;// CONCATENATED MODULE: ./shared/oci/platform.ts

/** `linux/arm64/v8`. */
const formatPlatform = ({ os, architecture, variant }) => variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
/** @throws UserError unless the text is os/architecture or os/architecture/variant. */
function parsePlatform(text) {
    const match = /^([a-z0-9]+)\/([a-z0-9_]+)(?:\/([a-z0-9_.-]+))?$/.exec(text);
    if (match?.[1] === undefined || match[2] === undefined) {
        throw new UserError({
            what: 'not a platform',
            rule: 'os/architecture[/variant], such as linux/amd64',
            seen: JSON.stringify(text),
        });
    }
    const [, os, architecture, variant] = match;
    return variant === undefined ? { os, architecture } : { os, architecture, variant };
}
/**
 * BuildKit puts its attestations into the index as children of no platform; they are not images. An annotation does not make one of
 * what runs somewhere: it would be passed over by whoever looks, and not by whoever runs it.
 */
const isAttestation = ({ platform }) => platform?.os === 'unknown' && platform.architecture === 'unknown';

;// CONCATENATED MODULE: ./shared/oci/image.ts






const image_MAX_DEPTH = 4;
/**
 * Reads an image and its platform manifests, in the order of the index, nested indexes included; attestation children are passed over.
 * @throws UserError when something is missing, malformed, or nested too deeply.
 */
async function readImage(store, digest) {
    const top = await store.readManifest(digest);
    return { top, platforms: await platformsOf(store, top, undefined, 0) };
}
/**
 * Reads an image that is to be judged or to run.
 * @throws UserError as `readImage`, and when it has no platform: of nothing, everything would be true.
 */
async function readRunnableImage(store, digest) {
    const image = await readImage(store, digest);
    if (image.platforms.length > 0)
        return image;
    throw new text_error/* UserError */.yo({
        what: `${store.name}@${digest} has no image for any platform`,
        rule: 'an index lists at least one platform manifest',
    });
}
async function platformsOf(store, manifest, platform, depth) {
    const { content } = manifest;
    if (!isImageIndex(content)) {
        return [
            {
                platform: platform ?? (await platformFromConfig(store, manifest.descriptor.digest, content)),
                manifest,
            },
        ];
    }
    if (depth === image_MAX_DEPTH)
        throw new text_error/* UserError */.yo({
            what: `${store.name}: indexes are nested too deeply`,
            rule: `${image_MAX_DEPTH} levels`,
        });
    const images = content.manifests.filter((child) => isImage(child) && !isAttestation(child));
    const found = await Promise.all(images.map(async (child) => platformsOf(store, await store.readManifest(child.digest), child.platform, depth + 1)));
    return found.flat();
}
const isImage = ({ mediaType }) => isManifest(mediaType) || isIndex(mediaType);
const MAX_CONFIG_BYTES = 8 * 1024 * 1024;
/** The bytes of a platform's config. @throws UserError when there are more than any config has. */
const readConfigBytes = (store, { config }) => readSmallBlob(store, config, MAX_CONFIG_BYTES);
/** A manifest that stands alone says its platform in its config; the rest of the config is read by those who make images. */
async function platformFromConfig(store, digest, content) {
    const { os, architecture, variant } = parseFields(await readConfigBytes(store, content));
    if (!isName(os) || !isName(architecture)) {
        throw new text_error/* UserError */.yo({
            what: `${store.name}@${digest} is not an image for a platform`,
            rule: 'its config names os and architecture',
        });
    }
    return isName(variant) ? { os, architecture, variant } : { os, architecture };
}
const isName = (value) => typeof value === 'string' && value !== '';
const parseFields = (bytes) => Object((0,text_json/* tryJson */.MR)(bytes));

;// CONCATENATED MODULE: ./actions/promote/subjects.ts






/**
 * Checks names and repositories against the policy, then reads the images.
 * @throws UserError with every image that the policy does not know, or not from there.
 */
async function readSubjects(policy, environment, given, open) {
    const problems = given.flatMap((image) => subjects_problemsOf(policy, environment, image));
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    return Promise.all(given.map((image) => readSubject(policy, environment, image, open)));
}
function subjects_problemsOf(policy, environment, { name, value }) {
    const known = [...(policy.images?.keys() ?? [])];
    const image = policy.images?.get(name);
    if (image === undefined) {
        return [
            {
                what: `the policy has no image '${name}'`,
                rule: known.length === 0 ? 'it has no images' : `it has ${known.join(', ')}`,
                ...(0,text_case/* didYouMean */.au)(name, known),
            },
        ];
    }
    const allowed = [image.repository, ...placesOf(policy, environment, name)];
    const repository = (0,oci_reference/* repositoryName */.aR)(value);
    if (allowed.includes(repository))
        return [];
    return [
        {
            what: `'${name}' does not come from ${repository}`,
            rule: `for ${environment} it comes from ${[...new Set(allowed)].join(' or ')}`,
            seen: repository,
            next: 'give the image from there, or correct images or destinations in the policy',
        },
    ];
}
/** The destinations of an image in an environment and in all that it comes from. */
const placesOf = (policy, environment, image) => [environment, ...ancestorsOf(policy, environment)].flatMap((each) => destinationsOf(policy, each, image));
async function readSubject(policy, environment, { name, value }, open) {
    const source = (0,oci_reference/* repositoryName */.aR)(value);
    const store = open(value);
    const { top, platforms } = await readRunnableImage(store, value.digest);
    const before = ancestorsOf(policy, environment).flatMap((each) => destinationsOf(policy, each, name));
    const others = [...new Set(before)].filter((each) => each !== source);
    const wanted = destinationsOf(policy, environment, name);
    return {
        judged: {
            image: name,
            digest: value.digest,
            platforms: platforms.map(({ platform, manifest }) => ({
                name: formatPlatform(platform),
                digest: manifest.descriptor.digest,
            })),
        },
        source,
        top,
        stores: [store, ...others.map((each) => open((0,oci_reference/* parseReference */.F2)(each)))],
        destinations: (wanted.length === 0 ? [source] : wanted).map((repository) => ({
            repository,
            store: repository === source ? store : open((0,oci_reference/* parseReference */.F2)(repository)),
        })),
    };
}

;// CONCATENATED MODULE: ./actions/promote/session.ts













/**
 * Reads the policy of the default branch, whatever branch the run is of.
 * @throws UserError when it is not there or not right, or has no such environment.
 */
async function openSession(inputs, context) {
    const github = await connect(inputs, context);
    const inForce = await defaultBranch(github);
    const files = filesAt(github, inForce.commit);
    const policy = await loadPolicy(files, () => (0,published_root/* defaultRoots */.P)(rootPorts(context)));
    const holds = await loadHolds(policy, files);
    environmentOf(policy, inputs.environment);
    const branch = inputs.branch === undefined ? inForce : await readBranch(github, inputs.branch);
    const { run } = context;
    const runUrl = `${run.serverUrl}/${run.repository}/actions/runs/${run.runId}`;
    return { inputs, context, github, policy, holds, branch, runUrl };
}
function connect({ token }, { run, clock, signal }) {
    if (token === undefined) {
        throw new text_error/* UserError */.yo({
            what: "input 'token' is missing",
            rule: 'the policy is read from GitHub',
            next: 'leave the input out, or give it ${{ github.token }}',
        });
    }
    const { repository, apiUrl, serverUrl } = run;
    return connectGitHub({ repository, token, apiUrl, serverUrl, clock, signal });
}
/** Reads all images and what is known about them, and decides on each by `policy`. */
async function decideAll({ inputs, context }, policy) {
    const subjects = await readSubjects(policy, inputs.environment, inputs.images, session_opener(inputs, context));
    return Promise.all(subjects.map(async (subject) => ({
        subject,
        judgement: await judge(policy, inputs.environment, subject.judged, subject.stores, context.clock.now()),
    })));
}
/** The credentials of the inputs belong to the registry of the first image; all others come from docker's configuration. */
function session_opener(inputs, context) {
    const [first] = inputs.images;
    return (reference) => openStore(reference, storePorts(inputs, context, first?.value ?? reference));
}
/** Reads the deployment files, where they will be written. */
const readerOf = ({ inputs, context, github, branch }) => inputs.write === 'none' ? workspaceFiles(context.workspace).read : filesAt(github, branch.commit).read;
/** Where the deployment files are written. */
function filesFor(session, plan) {
    const { inputs, context, github, branch, runUrl } = session;
    switch (inputs.write) {
        case 'none':
            return workspaceFiles(context.workspace);
        case 'commit':
            return branchFiles(github, branch.name, readerOf(session), commitMessage(plan, runUrl));
    }
}

;// CONCATENATED MODULE: ./actions/promote/promote.ts
















/** Reads everything, decides, and only then writes; a refusal has written nothing. */
async function run(inputs, context) {
    const session = await openSession(inputs, context);
    if (inputs.mode === 'promote')
        refuseUnplanned(session.policy, inputs.environment);
    const signer = await signerFor(session);
    const decided = await promote_decide(session);
    const planned = await plan(session, decided);
    const applied = planned.verdict === 'fail' || !isWriting(inputs) ? undefined : await apply(session, planned, signer);
    const preview = inputs.mode === 'check' ? await previewOf(session) : undefined;
    const planPath = inputs.mode === 'plan' && planned.verdict !== 'fail' ? writePlan(context, planned.plan) : undefined;
    return outcomeOf(reportOf(session, planned, { applied, signer, preview, planPath }));
}
const isWriting = ({ mode, dryRun }) => (mode === 'promote' || mode === 'apply') && !dryRun;
/** Loaded before anything else is read: a key that cannot record is found out at once. */
async function signerFor({ inputs, context, policy }) {
    if (!isWriting(inputs))
        return undefined;
    const signer = await loadSigner(inputs, signerPorts(context));
    if (signer !== undefined)
        checkRecorder(policy, inputs.environment, signer);
    return signer;
}
async function promote_decide(session) {
    const { inputs, context, policy, github } = session;
    const decisions = await decideAll(session, policy);
    const moment = inputs.mode === 'apply' ? 'after' : 'before';
    const gates = await judgeGates(policy, inputs.environment, github, context.run.runId, moment, context.clock.now());
    const lenient = environmentOf(policy, inputs.environment).mode === 'warn';
    const verdicts = decisions.map(({ judgement }) => judgement.verdict);
    const held = decisions.flatMap(({ subject }) => checkHolds(session.holds, inputs.environment, subject.judged, context.clock.now()));
    // No mode lets a hold through: somebody has said no.
    const verdict = held.length > 0 ? 'fail' : worstResult(verdicts, gates.findings, lenient);
    return { decisions, gates: { ...gates, findings: [...held, ...gates.findings] }, verdict };
}
/** What would be done; of what is refused nothing is looked up. */
async function plan(session, decided) {
    const { inputs, policy } = session;
    const images = valuesOf(decided.decisions);
    const replan = (read) => planEdits(policy, inputs.environment, images, read);
    const planFrom = (edits) => planOf(session, decided.decisions, edits);
    const refused = decided.verdict === 'fail';
    const edits = refused ? { targets: [], files: [] } : await replan(readerOf(session));
    const made = planFrom(edits);
    const { planDigest: approved } = inputs;
    const agreed = refused || approved === undefined ? made : await approvedPlan(session, approved, made, planFrom, replan);
    return { ...decided, edits, replan, plan: agreed };
}
/** What the deployment files are to name: each image in its first destination. */
const valuesOf = (decisions) => new Map(decisions.map(({ subject: { judged, destinations, source } }) => [
    judged.image,
    { repository: destinations[0]?.repository ?? source, digest: judged.digest },
]));
const planOf = ({ inputs, policy }, decisions, edits) => makePlan(inputs.environment, policy.digest, decisions.map(({ subject, judgement }) => ({
    verdict: judgement.verdict,
    source: subject.source,
    destinations: subject.destinations.map(({ repository }) => repository),
})), edits.targets);
async function apply(session, planned, signer) {
    const { inputs, context, policy, github, branch, runUrl } = session;
    const { decisions, edits, replan, gates } = planned;
    return applyPlan({
        policy,
        plan: planned.plan,
        decisions,
        edits,
        replan,
        files: filesFor(session, planned.plan),
        github,
        signer,
        clock: context.clock,
        log: context.log,
        run: { actor: context.run.actor, url: runUrl, sha: context.run.sha },
        head: inputs.write === 'none' ? context.run.sha : branch.commit,
        approvedBy: gates.approvedBy,
    });
}
/** What a pull request's own policy would say; it decides nothing, and neither does what is wrong with it. */
async function previewOf(session) {
    try {
        const other = await previewPolicy(session.policy, session.context);
        if (other === undefined)
            return undefined;
        const decisions = await decideAll(session, other);
        return { digest: other.digest, verdicts: decisions.map(({ judgement }) => judgement.verdict) };
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return { problems: error.problems.map(text_error/* describeProblem */.BJ) };
        if (error instanceof text_error/* UnavailableError */.hG)
            return { problems: [(0,text_error/* describeProblem */.BJ)(error.problem)] };
        throw error;
    }
}
function writePlan({ temp }, made) {
    const file = external_node_path_default().join(temp, 'fixity', `plan-${(0,oci_digest/* hexOf */.ZD)(planDigest(made)).slice(0, 12)}.json`);
    (0,external_node_fs_.mkdirSync)(external_node_path_default().dirname(file), { recursive: true });
    (0,external_node_fs_.writeFileSync)(file, planText(made));
    return file;
}
const reportOf = ({ inputs, policy }, planned, done) => ({
    environment: inputs.environment,
    mode: inputs.mode,
    dryRun: inputs.dryRun,
    verdict: planned.verdict,
    policy: { uri: policy.uri, digest: policy.digest },
    images: planned.decisions.map(({ subject, judgement: { verdict, ignored } }) => ({
        verdict,
        source: subject.source,
        destinations: subject.destinations.map(({ repository }) => `${repository}@${subject.judged.digest}`),
        platforms: subject.judged.platforms.map(({ name }) => name),
        ignored,
    })),
    gates: planned.gates.findings,
    targets: planned.edits.targets,
    files: planned.edits.files,
    planDigest: planDigest(planned.plan),
    planPath: done.planPath,
    applied: done.applied === undefined ? undefined : { ...done.applied, signed: done.signer !== undefined },
    preview: done.preview,
});


/***/ }),

/***/ 79124:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ digestOfJson),
/* harmony export */   d: () => (/* binding */ canonicalJson)
/* harmony export */ });
/* harmony import */ var _oci_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(60162);
/* harmony import */ var _text_json_value_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3456);


/** JSON with sorted keys and no spaces, so that equal values are equal texts whoever wrote them. */
function canonicalJson(value) {
    return JSON.stringify(value, (_, inner) => ((0,_text_json_value_js__WEBPACK_IMPORTED_MODULE_1__/* .isRecord */ .u4)(inner) ? sorted(inner) : inner));
}
function sorted(record) {
    // Without a prototype the key `__proto__` is a key like any other.
    const result = Object.create(null);
    for (const key of Object.keys(record).sort())
        result[key] = record[key];
    return result;
}
const digestOfJson = (value) => (0,_oci_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .digestOf */ .ol)(canonicalJson(value));


/***/ }),

/***/ 14045:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JC: () => (/* binding */ preAuthEncoding),
/* harmony export */   Lo: () => (/* binding */ verifyPayload),
/* harmony export */   T4: () => (/* binding */ IN_TOTO_PAYLOAD_TYPE),
/* harmony export */   cM: () => (/* binding */ signPayload)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);

/** The payload type of an in-toto statement (in-toto attestation framework, spec/v1/envelope.md). */
const IN_TOTO_PAYLOAD_TYPE = 'application/vnd.in-toto+json';
/** Exactly the bytes that a DSSE signature covers: `DSSEv1 <length> <type> <length> <payload>` (DSSE 1.0, protocol.md). */
function preAuthEncoding(payloadType, payload) {
    const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
    return Buffer.concat([Buffer.from(head), payload]);
}
/** ECDSA as DER, RSA as PKCS #1 v1.5, both over SHA-256: what every Sigstore client accepts. */
const signPayload = (payloadType, payload, key) => (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.sign)('sha256', preAuthEncoding(payloadType, payload), key);
/** Whether `signature` is that of `key`; a signature of another form is a false one, not an error. */
function verifyPayload(payloadType, payload, signature, key) {
    try {
        return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.verify)('sha256', preAuthEncoding(payloadType, payload), key, signature);
    }
    catch {
        return false;
    }
}


/***/ }),

/***/ 96723:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $i: () => (/* binding */ embeddedFirstRoot),
/* harmony export */   JP: () => (/* binding */ embeddedRoot),
/* harmony export */   V6: () => (/* binding */ EMBEDDED_ROOT_DATE)
/* harmony export */ });
/* harmony import */ var _instance_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(93955);

/** When the package was published whose snapshot this is; its digest is held by a test, so that an update is noticed. */
const EMBEDDED_ROOT_DATE = '2026-11-05';
async function seedOf(mirror) {
    const { default: seeds } = await __webpack_require__.e(/* import() */ 32).then(__webpack_require__.t.bind(__webpack_require__, 8032, 19));
    const seed = seeds[mirror];
    if (seed === undefined)
        throw new Error(`nothing that comes with us vouches for ${mirror}`);
    return seed;
}
/** The public-good instance's trusted root as it was at `EMBEDDED_ROOT_DATE`, as JSON. */
async function embeddedRoot() {
    const { mirror, target } = _instance_js__WEBPACK_IMPORTED_MODULE_0__/* .PUBLIC_GOOD */ .wN.trust;
    const { targets } = await seedOf(mirror);
    return Buffer.from(targets[target] ?? '', 'base64').toString();
}
/** The root from which every update of a repository is verified, as JSON. @throws Error for a repository that we know none of. */
const embeddedFirstRoot = async (mirror) => Buffer.from((await seedOf(mirror))['root.json'], 'base64').toString();


/***/ }),

/***/ 26026:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B2: () => (/* binding */ isSameIdentity),
/* harmony export */   qy: () => (/* binding */ describeSubject),
/* harmony export */   vM: () => (/* binding */ workflowServer)
/* harmony export */ });
/** Compares text with text: no pattern, no prefix but the one that the trusted subject ends in `*` for. */
function isSameIdentity(trusted, identity) {
    const { issuer, subject, repository, repositoryId, ownerId } = trusted;
    return (identity.issuer === issuer &&
        isSameSubject(subject, identity.subject) &&
        (repository === undefined || identity.repository === repository) &&
        (repositoryId === undefined || identity.repositoryId === repositoryId) &&
        (ownerId === undefined || identity.ownerId === ownerId));
}
const isSameSubject = (trusted, seen) => trusted.endsWith('*') ? seen.startsWith(trusted.slice(0, -1)) : seen === trusted;
/** For people: the workflow and ref of a GitHub subject, any other subject as it stands. */
const describeSubject = (subject) => subject.replace(/^https:\/\/[^/]+\//, '');
const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';
/**
 * The server whose workflows an issuer vouches for, `https://github.com` for GitHub's own, also where an enterprise has an issuer of its
 * own under it; `https://NAME.ghe.com` for that of a company there. Undefined for an issuer that names workflows in no known way.
 */
function workflowServer(issuer) {
    const isEnterprise = issuer.startsWith(`${GITHUB_ISSUER}/`) && /^[\w-]+$/.test(issuer.slice(GITHUB_ISSUER.length + 1));
    if (issuer === GITHUB_ISSUER || isEnterprise)
        return 'https://github.com';
    const [, host] = /^https:\/\/token\.actions\.([a-z0-9-]+\.ghe\.com)$/.exec(issuer) ?? [];
    return host === undefined ? undefined : `https://${host}`;
}


/***/ }),

/***/ 30260:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ LIMIT)
/* harmony export */ });
/** Bounds of what is signed and of what is read; a bound that is hit is always said. */
const LIMIT = {
    /** Bytes of one predicate as JSON. */
    predicateBytes: 16 * 1024 * 1024,
    /** Bytes of one bundle: the largest predicate in base64, with room for certificate and log entries. */
    bundleBytes: 24 * 1024 * 1024,
    /** Subjects of one statement. */
    subjects: 1_024,
    /** Referrers of one digest in one store. */
    referrers: 2_000,
    /** Bytes of all bundles of one digest in one store. */
    totalBytes: 1024 * 1024 * 1024,
    /** Referrers read at the same moment. */
    parallel: 8,
};


/***/ }),

/***/ 11956:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $6: () => (/* binding */ textAt),
/* harmony export */   at: () => (/* binding */ at),
/* harmony export */   lC: () => (/* binding */ timeAt),
/* harmony export */   pe: () => (/* binding */ parseTime)
/* harmony export */ });
/** What stands at a dotted path (`configuration.0.name`) of a JSON value; undefined when something on the way is missing. */
function at(value, path) {
    return path.split('.').reduce((inner, key) => {
        if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key))
            return undefined;
        return inner[key];
    }, value);
}
/** The text at a dotted path; undefined for anything else. */
function textAt(value, path) {
    const found = at(value, path);
    return typeof found === 'string' ? found : undefined;
}
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
/** A time with its zone, as RFC 3339 writes it; undefined for anything else. */
function parseTime(text) {
    if (!RFC_3339.test(text))
        return undefined;
    const time = new Date(text);
    return Number.isNaN(time.getTime()) ? undefined : time;
}
/** The time at a dotted path, as `parseTime` reads it. */
function timeAt(value, path) {
    const text = textAt(value, path);
    return text === undefined ? undefined : parseTime(text);
}


/***/ }),

/***/ 71653:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ defaultRoots),
/* harmony export */   publishedRoot: () => (/* binding */ publishedRoot)
/* harmony export */ });
/* harmony import */ var _text_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(96542);
/* harmony import */ var _embedded_root_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(96723);
/* harmony import */ var _instance_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(93955);



/**
 * The trusted root of an instance, as JSON: refreshed from where the instance publishes it, else, with a warning that says how old it
 * is, the one that comes with us.
 * @throws UserError when nothing vouches for what the instance publishes.
 */
async function publishedRoot({ name, trust }, ports) {
    if (trust.firstRoot === undefined)
        throw noFirstRoot(name, trust);
    try {
        const { refreshedRoot } = await Promise.all(/* import() */[__webpack_require__.e(335), __webpack_require__.e(706), __webpack_require__.e(843)]).then(__webpack_require__.bind(__webpack_require__, 58843));
        return await refreshedRoot(trust, ports);
    }
    catch (error) {
        const embedded = trust.mirror === _instance_js__WEBPACK_IMPORTED_MODULE_2__/* .PUBLIC_GOOD */ .wN.trust.mirror ? await (0,_embedded_root_js__WEBPACK_IMPORTED_MODULE_1__/* .embeddedRoot */ .JP)() : undefined;
        if (embedded === undefined)
            throw notRefreshed(name, trust, error);
        ports.warn(`The trusted root of ${name} could not be refreshed from ${trust.mirror} (${(0,_text_error_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error)}); the one of ${_embedded_root_js__WEBPACK_IMPORTED_MODULE_1__/* .EMBEDDED_ROOT_DATE */ .V6} is used. It ages as the instance changes its keys: give trust-root a current one where that address is not reached.`);
        return embedded;
    }
}
/** What is believed where nobody has said otherwise: the public-good instance. */
async function defaultRoots(ports) {
    const [text, { parseTrustRoots }] = await Promise.all([
        publishedRoot(_instance_js__WEBPACK_IMPORTED_MODULE_2__/* .PUBLIC_GOOD */ .wN, ports),
        Promise.all(/* import() */[__webpack_require__.e(654), __webpack_require__.e(187), __webpack_require__.e(249)]).then(__webpack_require__.bind(__webpack_require__, 74249)),
    ]);
    return parseTrustRoots(text);
}
const noFirstRoot = (name, { mirror, target }) => new _text_error_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo({
    what: `the trusted root of ${name} is not known here`,
    rule: `it is published at ${mirror} (${target}), and nothing that comes with us vouches for that address`,
    next: "run 'gh attestation trusted-root > .github/trusted_root.jsonl' once, commit the file, and give it to 'trust-root'",
});
const notRefreshed = (name, { mirror }, error) => new _text_error_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo({
    what: `the trusted root of ${name} could not be refreshed`,
    rule: `from ${mirror}`,
    seen: (0,_text_error_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error),
    next: "give 'trust-root' the instance's trusted_root.json",
}, { cause: error });


/***/ }),

/***/ 40791:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   By: () => (/* binding */ parseStatement),
/* harmony export */   KH: () => (/* binding */ isAbout),
/* harmony export */   _i: () => (/* binding */ encodeStatement),
/* harmony export */   cS: () => (/* binding */ PREDICATE_BASE),
/* harmony export */   eZ: () => (/* binding */ contentDigest),
/* harmony export */   pT: () => (/* binding */ statementAbout)
/* harmony export */ });
/* harmony import */ var _oci_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(60162);
/* harmony import */ var _text_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(96542);
/* harmony import */ var _text_json_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(30300);
/* harmony import */ var _text_size_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(99831);
/* harmony import */ var _canonical_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(79124);
/* harmony import */ var _limits_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(30260);
/* harmony import */ var _text_json_value_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3456);







/** The one place of Fixity's own predicate types; each has a version in its path and a JSON Schema in docs/predicates. */
const PREDICATE_BASE = 'https://fixity-actions.github.io/predicates/';
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** cosign attest still writes version 0.1; its fields are the same. */
const STATEMENT_TYPES = [STATEMENT_TYPE, 'https://in-toto.io/Statement/v0.1'];
/** A statement about images by digest: an index, and the platform manifests that it is meant for too. */
const statementAbout = (subjects, predicateType, predicate) => ({
    _type: STATEMENT_TYPE,
    subject: subjects.map(({ digest }) => ({ digest: { sha256: (0,_oci_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .hexOf */ .ZD)(digest) } })),
    predicateType,
    predicate,
});
const isAbout = (statement, digest) => statement.subject.some((subject) => subject.digest['sha256'] === (0,_oci_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .hexOf */ .ZD)(digest));
/** Equal for statements that say the same of the same subjects, whoever serialised them. */
const contentDigest = ({ subject, predicateType, predicate }) => (0,_canonical_js__WEBPACK_IMPORTED_MODULE_2__/* .digestOfJson */ .Q)({
    subjects: subject.map((each) => each.digest['sha256'] ?? '').sort(),
    predicateType,
    predicate,
});
/** The bytes to sign. @throws UserError when predicate or subjects exceed what verifiers accept. */
function encodeStatement(statement) {
    const predicateBytes = Buffer.byteLength(JSON.stringify(statement.predicate));
    if (predicateBytes > _limits_js__WEBPACK_IMPORTED_MODULE_3__/* .LIMIT */ .u.predicateBytes) {
        throw new _text_error_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo({
            what: `the predicate ${statement.predicateType} is too large to sign`,
            rule: `at most ${(0,_text_size_js__WEBPACK_IMPORTED_MODULE_4__/* .formatBytes */ .z)(_limits_js__WEBPACK_IMPORTED_MODULE_3__/* .LIMIT */ .u.predicateBytes)} (${_limits_js__WEBPACK_IMPORTED_MODULE_3__/* .LIMIT */ .u.predicateBytes} bytes)`,
            seen: `${predicateBytes} bytes`,
        });
    }
    if (statement.subject.length > _limits_js__WEBPACK_IMPORTED_MODULE_3__/* .LIMIT */ .u.subjects) {
        throw new _text_error_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo({
            what: `the statement ${statement.predicateType} has too many subjects`,
            rule: `at most ${_limits_js__WEBPACK_IMPORTED_MODULE_3__/* .LIMIT */ .u.subjects}`,
            seen: String(statement.subject.length),
        });
    }
    return Buffer.from(JSON.stringify(statement));
}
/**
 * Reads a verified payload; fields that we do not know are left out.
 * @throws UserError that names the field.
 */
function parseStatement(payload) {
    const value = jsonOf(payload);
    if (!(0,_text_json_value_js__WEBPACK_IMPORTED_MODULE_5__/* .isRecord */ .u4)(value))
        throw malformed('', 'a JSON object');
    const { _type: type, subject, predicateType, predicate } = value;
    if (!STATEMENT_TYPES.includes(type))
        throw malformed('_type', STATEMENT_TYPE);
    if (typeof predicateType !== 'string' || predicateType === '')
        throw malformed('predicateType', 'a URI');
    if (!Array.isArray(subject))
        throw malformed('subject', 'a list');
    if (!(0,_text_json_value_js__WEBPACK_IMPORTED_MODULE_5__/* .isRecord */ .u4)(predicate))
        throw malformed('predicate', 'an object');
    return { _type: STATEMENT_TYPE, subject: subject.map(parseSubject), predicateType, predicate };
}
function parseSubject(value) {
    const digest = (0,_text_json_value_js__WEBPACK_IMPORTED_MODULE_5__/* .isRecord */ .u4)(value) ? value['digest'] : undefined;
    if (!(0,_text_json_value_js__WEBPACK_IMPORTED_MODULE_5__/* .isRecord */ .u4)(value) || !(0,_text_json_value_js__WEBPACK_IMPORTED_MODULE_5__/* .isRecord */ .u4)(digest))
        throw malformed('subject', 'objects with a digest');
    const entries = Object.entries(digest);
    if (!entries.every((entry) => typeof entry[1] === 'string')) {
        throw malformed('subject.digest', 'texts by algorithm');
    }
    const { name } = value;
    return { ...(typeof name === 'string' ? { name } : {}), digest: Object.fromEntries(entries) };
}
function jsonOf(payload) {
    try {
        return (0,_text_json_js__WEBPACK_IMPORTED_MODULE_6__/* .parseJson */ .qF)(payload);
    }
    catch (error) {
        throw new _text_error_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo({ what: 'malformed statement', rule: 'JSON in UTF-8' }, { cause: error });
    }
}
const malformed = (field, rule) => new _text_error_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo({ what: `malformed statement${field && ` at ${field}`}`, rule });


/***/ }),

/***/ 14588:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cl: () => (/* binding */ handOver),
/* harmony export */   fO: () => (/* binding */ pour),
/* harmony export */   nc: () => (/* binding */ isHandedOver),
/* harmony export */   rS: () => (/* binding */ takeBlock)
/* harmony export */ });
/**
 * Memory for bulk data that is used again. Node makes a new buffer for every read of a socket; a copy of gigabytes then spends more
 * on fresh pages and their collection than on hashing. Blocks go from the connection to whoever writes the bytes, and back.
 */
const BLOCK_BYTES = 128 * 1024;
/** 8 MiB at most wait to be used again. */
const MAX_FREE = 64;
const free = [];
/** The memory of every block. */
const ours = new WeakSet();
/** A block of memory whose content does not matter. */
function takeBlock() {
    const known = free.pop();
    if (known !== undefined)
        return known;
    const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    ours.add(block.buffer);
    return block;
}
/** Streams whose chunks nobody else has. */
const handedOver = new WeakSet();
/** Says that the chunks of `stream` belong to whoever reads it, and blocks among them may be given back by them. */
function handOver(stream) {
    handedOver.add(stream);
    return stream;
}
/** Whether its chunks belong to whoever reads it. */
const isHandedOver = (stream) => handedOver.has(stream);
function giveBack(stream, { buffer }) {
    if (isHandedOver(stream) && ours.has(buffer) && free.length < MAX_FREE) {
        free.push(Buffer.from(buffer));
    }
}
/** As `pipe` does it, and a block is given back as soon as it is written. Errors are left to the caller. */
function pour(source, sink) {
    source.on('data', (chunk) => {
        const more = sink.write(chunk, (error) => {
            if (error === null || error === undefined)
                giveBack(source, chunk);
        });
        if (!more)
            source.pause();
    });
    sink.on('drain', () => source.resume());
    source.on('end', () => sink.end());
}


/***/ }),

/***/ 3738:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Rx: () => (/* binding */ createSend),
  vf: () => (/* binding */ discard),
  U9: () => (/* binding */ isLoopback),
  ft: () => (/* binding */ mayBePlain),
  yw: () => (/* binding */ readAll)
});

// UNUSED EXPORTS: redirected

// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(37067);
var external_node_http_default = /*#__PURE__*/__webpack_require__.n(external_node_http_);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: ./shared/text/error.ts
var text_error = __webpack_require__(96542);
// EXTERNAL MODULE: ./shared/oci/blocks.ts
var blocks = __webpack_require__(14588);
;// CONCATENATED MODULE: ./shared/oci/bulk-body.ts


/** What is read ahead of a slow reader. */
const BUFFER_BYTES = 256 * 1024;
/** A block with less room than that is passed on as it is: a read should not be a short one. */
const MIN_READ_BYTES = 32 * 1024;
/**
 * The body of the `length` bytes that come next. `ended` hears once that nothing more will be read, and whether exactly the body had
 * come: then the connection is where it should be.
 */
function bulkBody(socket, length, ended) {
    let left = length;
    let block;
    let filled = 0;
    const stream = new external_node_stream_.Readable({
        highWaterMark: BUFFER_BYTES,
        read: () => {
            if (left > 0)
                socket.resume();
        },
        destroy: (error, done) => {
            if (left > 0)
                socket.destroy();
            done(error);
        },
    });
    const pass = () => {
        if (block === undefined || filled === 0)
            return true;
        const chunk = block.subarray(0, filled);
        [block, filled] = [undefined, 0];
        return stream.push(chunk);
    };
    const space = () => (block ??= (0,blocks/* takeBlock */.rS)()).subarray(filled);
    const took = (bytes) => {
        const wanted = Math.min(bytes, left);
        filled += wanted;
        left -= wanted;
        if (left > 0)
            return space().length >= MIN_READ_BYTES || pass();
        pass();
        stream.push(null);
        ended(wanted === bytes);
        return true;
    };
    const lost = (error) => {
        // What came is not asked for again.
        pass();
        stream.destroy(error);
        ended(false);
    };
    return { stream: (0,blocks/* handOver */.Cl)(stream), space, took, lost };
}

;// CONCATENATED MODULE: ./shared/oci/response-head.ts
/** What is read of an answer before it must have come to its body; Node's own parser reads no more. */
const MAX_HEAD_BYTES = 16 * 1024;
const STATUS_LINE = /^HTTP\/1\.1 ([2-5]\d\d)(?: [\t\x20-\x7e]*)?$/;
const FIELD_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t\x20-\x7e]*)$/;
const LENGTH = /^\d{1,15}$/;
/** What says something else when it is said twice. */
const SAID_ONCE = new Set([
    'content-length',
    'content-range',
    'content-type',
    'docker-content-digest',
    'location',
    'ratelimit-remaining',
    'retry-after',
]);
/**
 * Reads status line and fields, without the empty line at their end (RFC 9112, 3 to 6). Only what can be understood in one way is
 * taken: HTTP/1.1, visible ASCII, one Content-Length, no transfer coding, a status whose answer has a body.
 * @returns undefined for everything else; whoever gets that leaves it to a full parser.
 */
function parseResponseHead(head) {
    const [first = '', ...lines] = head.toString('latin1').split('\r\n');
    const status = Number(STATUS_LINE.exec(first)?.[1] ?? Number.NaN);
    const headers = parseFields(lines);
    if (Number.isNaN(status) || headers === undefined)
        return undefined;
    const { 'content-length': length = '', 'transfer-encoding': coding, connection = '' } = headers;
    if (coding !== undefined || !LENGTH.test(length) || [204, 205, 304].includes(status))
        return undefined;
    return { status, headers, length: Number(length), keepsAlive: !/\b(close|upgrade)\b/i.test(connection) };
}
function parseFields(lines) {
    const fields = new Map();
    for (const line of lines) {
        const [, name, value] = FIELD_LINE.exec(line) ?? [];
        if (name === undefined || value === undefined)
            return undefined;
        const key = name.toLowerCase();
        const before = fields.get(key);
        if (before !== undefined && SAID_ONCE.has(key))
            return undefined;
        fields.set(key, before === undefined ? value.trim() : `${before}, ${value.trim()}`);
    }
    return Object.fromEntries(fields);
}

;// CONCATENATED MODULE: ./shared/oci/bulk-answer.ts


/**
 * Reads one answer from a connection on which its request was sent. `ended` hears once that nothing more will be read, and whether the
 * connection may be used again.
 */
async function readAnswer(connection, ended) {
    const { socket, head: memory } = connection;
    let filled = 0;
    let body;
    return new Promise((resolve) => {
        const begin = (head, rest) => {
            body = bulkBody(socket, head.length, (isClean) => {
                ended(isClean && head.keepsAlive);
            });
            resolve({ kind: 'answered', head, body: body.stream });
            return body.took(rest.copy(body.space()));
        };
        const tookHead = (bytes) => {
            filled += bytes;
            const end = memory.subarray(0, filled).indexOf('\r\n\r\n');
            if (end === -1 && filled < memory.length && !hasBareLineFeed(memory.subarray(0, filled)))
                return true;
            const head = end === -1 ? undefined : parseResponseHead(memory.subarray(0, end));
            if (head !== undefined)
                return begin(head, memory.subarray(end + 4, filled));
            resolve({ kind: 'complicated' });
            ended(false);
            return false;
        };
        connection.listen({
            space: () => body?.space() ?? memory.subarray(filled),
            took: (bytes) => body?.took(bytes) ?? tookHead(bytes),
            lost: (error) => {
                if (body !== undefined) {
                    body.lost(error);
                    return;
                }
                resolve({ kind: 'lost', error, wasClosed: filled === 0 && !isTimeout(error) });
                ended(false);
            },
        });
    });
}
/** Its end may never be seen: such a server ends its head in another way. */
const hasBareLineFeed = (head) => /(?<!\r)\n/.test(head.toString('latin1'));
const isTimeout = (error) => error.code === 'ETIMEDOUT';

// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(77030);
;// CONCATENATED MODULE: ./shared/oci/network-error.ts

const TLS = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO$)/;
const PRIVATE_AUTHORITY = 'for a private authority set NODE_EXTRA_CA_CERTS in the env of the job to the path of its certificates (PEM); a registry without TLS must be listed as insecure';
const ADVICE = {
    CERT_HAS_EXPIRED: 'renew the certificate of the registry, or set the clock of this machine',
    CERT_NOT_YET_VALID: 'set the clock of this machine',
    ERR_TLS_CERT_ALTNAME_INVALID: 'use the name that the certificate is for, or give the registry one for this name',
    EPROTO: 'does it speak TLS at all? A registry without TLS must be listed as insecure',
    ERR_SSL_WRONG_VERSION_NUMBER: 'does it speak TLS at all? A registry without TLS must be listed as insecure',
};
/**
 * The error that a person can use for a connection that could not be made or understood; others, and those that are worth another
 * try, as they are.
 */
function explainNetworkError(error, host) {
    const code = error.code ?? '';
    if (TLS.test(code)) {
        return new text_error/* UserError */.yo({
            what: `no encrypted connection to ${host}`,
            rule: 'a certificate that this machine trusts, for this name and this day',
            seen: code,
            next: ADVICE[code] ?? PRIVATE_AUTHORITY,
        }, { cause: error });
    }
    if (code.startsWith('HPE_')) {
        return new text_error/* UnavailableError */.hG({ what: `${host} does not speak HTTP as it must`, seen: code }, { cause: error });
    }
    return error;
}
/** Of a connection on which nothing moved; its code is one that is worth another try. */
const idleError = (url, milliseconds) => Object.assign(new Error(`${url.host} was silent for ${milliseconds} ms`), { code: 'ETIMEDOUT' });

;// CONCATENATED MODULE: ./shared/oci/bulk-connection.ts



/** Connects to the origin of `url`; a silence of `idle` milliseconds ends the connection. */
function openConnection(url, idle, connectTo) {
    const head = Buffer.allocUnsafeSlow(MAX_HEAD_BYTES);
    let reader;
    let failure = Object.assign(new Error(`${url.host} closed the connection`), { code: 'ECONNRESET' });
    let isTrusted = url.protocol !== 'https:';
    const socket = connectTo(url, {
        buffer: () => reader?.space() ?? head,
        callback: (bytes) => {
            if (reader !== undefined)
                return reader.took(bytes);
            socket.destroy();
            return false;
        },
    });
    socket.setNoDelay(true);
    socket.setTimeout(idle, () => socket.destroy(idleError(url, idle)));
    socket.once('secureConnect', () => {
        isTrusted = true;
    });
    socket.on('error', (error) => {
        failure = error;
    });
    // A server that ends its side has nothing more to say.
    socket.on('end', () => socket.destroy());
    socket.on('close', () => reader?.lost(failure));
    return {
        socket,
        head,
        listen: (next) => {
            reader = next;
        },
        send: (text) => {
            if (isTrusted)
                socket.write(text);
            else
                socket.once('secureConnect', () => socket.write(text));
        },
    };
}
/** How to connect by this protocol; to `https:` with the trust and the checks of node:https. */
async function connectorFor(protocol) {
    if (protocol !== 'https:') {
        return (url, onread) => (0,external_node_net_.connect)({ host: hostOf(url), port: Number(url.port || 80), onread });
    }
    const tls = await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 41692, 23));
    return (url, onread) => {
        const host = hostOf(url);
        const settings = {
            host,
            port: Number(url.port || 443),
            ALPNProtocols: ['http/1.1'],
            // Its types forget that a secure socket is read as any other.
            onread,
            ...((0,external_node_net_.isIP)(host) === 0 ? { servername: host } : {}),
        };
        return tls.connect(settings);
    };
}
const hostOf = ({ hostname }) => hostname.replace(/^\[(.*)\]$/, '$1');

// EXTERNAL MODULE: ./shared/oci/parallel.ts
var parallel = __webpack_require__(65413);
;// CONCATENATED MODULE: ./shared/oci/bulk-read.ts




/** Connections to one origin that are in use at a time. */
const MAX_CONNECTIONS = 16;
const origins = new Map();
function originOf({ origin }) {
    let known = origins.get(origin);
    if (known === undefined) {
        known = { waiting: [], slots: (0,parallel/* limiter */.T)(MAX_CONNECTIONS), isComplicated: false };
        origins.set(origin, known);
    }
    return known;
}
/**
 * A GET whose body goes from the connection into blocks of memory as it is: Node's parser would copy every byte once more. Connections
 * are kept and used again; one that the server has closed meanwhile costs no try.
 * @param idle milliseconds after which a silent server is given up.
 * @returns undefined when request or answer are not of the plain kind: then it is left to node:http to ask, and to say what is wrong.
 */
async function readBulk(request, idle) {
    const origin = originOf(request.url);
    const text = requestText(request);
    if (text === undefined || origin.isComplicated)
        return undefined;
    const connectTo = await connectorFor(request.url.protocol);
    return new Promise((resolve, reject) => {
        const turn = origin.slots(async () => {
            const { answer, ended } = await ask({ origin, request, text, idle, connectTo });
            resolve(answer);
            await ended;
        });
        turn.catch(reject);
    });
}
const NAME = /^[A-Za-z0-9-]+$/;
const VALUE = /^[\x20-\x7e]*$/;
const TARGET = /^\/[\x21-\x7e]*$/;
/** The request as it is sent; undefined when anything in it could be read as the end of a line, or its address has a password. */
function requestText({ url, headers = {} }) {
    const target = `${url.pathname}${url.search}`;
    const fixed = { host: url.host, connection: 'keep-alive', 'user-agent': 'fixity' };
    const fields = Object.entries({ ...fixed, ...headers });
    const isPlain = fields.every(([name, value]) => NAME.test(name) && VALUE.test(value));
    if (!isPlain || !TARGET.test(target) || url.username !== '' || url.password !== '')
        return undefined;
    return `GET ${target} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}
async function ask(question) {
    const { origin, request } = question;
    for (;;) {
        request.signal?.throwIfAborted();
        const kept = origin.waiting.pop();
        const { outcome, ended } = await askOn(kept ?? bulk_read_open(question), question);
        switch (outcome.kind) {
            case 'answered': {
                const { status, headers } = outcome.head;
                return { answer: { status, headers, body: outcome.body }, ended };
            }
            case 'complicated':
                origin.isComplicated = true;
                return { answer: undefined, ended };
            case 'lost':
                if (kept === undefined || !outcome.wasClosed || request.signal?.aborted === true) {
                    throw explainNetworkError(outcome.error, request.url.host);
                }
        }
    }
}
function bulk_read_open({ origin: { waiting }, request, idle, connectTo }) {
    const connection = openConnection(request.url, idle, connectTo);
    connection.socket.once('close', () => {
        const place = waiting.indexOf(connection);
        if (place !== -1)
            waiting.splice(place, 1);
    });
    return connection;
}
async function askOn(connection, { origin, request, text, idle }) {
    const { signal, url } = request;
    const { socket } = connection;
    const abort = () => socket.destroy(signal?.reason);
    signal?.addEventListener('abort', abort);
    const { promise: ended, resolve: end } = Promise.withResolvers();
    // The time of a whole head: a server that sends a byte now and then is never silent.
    const late = setTimeout(() => socket.destroy(idleError(url, idle)), idle);
    socket.ref();
    const answering = readAnswer(connection, (isReusable) => {
        signal?.removeEventListener('abort', abort);
        connection.listen(undefined);
        if (isReusable)
            keep(origin, connection);
        else
            socket.destroy();
        end(undefined);
    });
    connection.send(text);
    const outcome = await answering;
    clearTimeout(late);
    return { outcome, ended };
}
/** The process may end while a connection waits. */
function keep({ waiting }, connection) {
    waiting.push(connection);
    connection.socket.unref();
}

;// CONCATENATED MODULE: ./shared/oci/http.ts






const MAX_REDIRECTS = 10;
const MAX_SOCKETS = 16;
const IDLE_MILLISECONDS = 60_000;
const isLoopback = (hostname) => /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
/** Whether `host` (with its port) may be spoken to without TLS. */
function mayBePlain(url, insecure = []) {
    return isLoopback(url.hostname) || insecure.includes(url.host) || insecure.includes(url.hostname);
}
/** Sends requests over shared, kept-alive connections, one pool per proxy setting and process. */
function createSend(options = {}) {
    return async (request) => {
        let current = request;
        for (let hop = 0;; hop += 1) {
            checkPlain(current.url, options);
            const answer = (await exchangeBulk(current, options)) ?? (await exchange(current, options));
            const next = leaving(answer, () => redirected(current, answer, options));
            if (next === undefined)
                return answer;
            answer.body.resume();
            if (hop === MAX_REDIRECTS) {
                throw new text_error/* UserError */.yo({
                    what: `${request.url.host} redirects without end`,
                    rule: `at most ${MAX_REDIRECTS}`,
                });
            }
            current = next;
        }
    };
}
/** Frees the connection when the decision about its answer is an error. */
function leaving(answer, decide) {
    try {
        return decide();
    }
    catch (error) {
        answer.body.destroy();
        throw error;
    }
}
function checkPlain(url, options) {
    if (url.protocol === 'https:')
        return;
    if (url.protocol === 'http:' && mayBePlain(url, options.insecureRegistries))
        return;
    throw new text_error/* UserError */.yo({
        what: `${url.host} would be spoken to without encryption`,
        rule: 'https, except for loopback and registries that are listed as insecure',
        seen: `${url.protocol}//${url.host}`,
    });
}
/**
 * The request that a redirect leads to, or undefined when the answer is no redirect that is followed. Only reads follow one, never
 * from https to http, and credentials stay behind when the origin changes.
 * @throws UserError for a redirect that gives up encryption.
 */
function redirected(request, answer, options = {}) {
    const { location } = answer.headers;
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || location === undefined || ![301, 302, 303, 307, 308].includes(answer.status)) {
        return undefined;
    }
    if (!URL.canParse(location, request.url.href)) {
        throw new text_error/* UserError */.yo({
            what: `${request.url.host} redirects to what is no address`,
            seen: JSON.stringify(location.slice(0, 200)),
        });
    }
    const url = new URL(location, request.url);
    if (request.url.protocol === 'https:' && url.protocol !== 'https:') {
        throw new text_error/* UserError */.yo({
            what: `${request.url.host} redirects from https to http`,
            rule: 'encryption is never given up on the way',
            seen: `${url.protocol}//${url.host}`,
        });
    }
    checkPlain(url, options);
    const headers = url.origin === request.url.origin ? (request.headers ?? {}) : withoutSecrets(request.headers);
    return { ...request, url, headers };
}
const withoutSecrets = (headers = {}) => Object.fromEntries(Object.entries(headers).filter(([name]) => !['authorization', 'cookie'].includes(name.toLowerCase())));
const schemes = new Map();
/** A proxy is never asked for loopback, where it would find another machine than we mean. */
async function schemeFor(url, options) {
    const proxy = options.proxy === undefined || isLoopback(url.hostname) ? {} : options.proxy;
    const key = url.protocol + JSON.stringify(Object.entries(proxy).sort());
    let scheme = schemes.get(key);
    if (scheme === undefined)
        schemes.set(key, (scheme = openScheme(url.protocol, proxy)));
    return scheme;
}
async function openScheme(protocol, proxyEnv) {
    // TLS takes a third of a process's start to load, and not every action speaks to somebody.
    const { request, Agent } = protocol === 'https:' ? await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 44708, 23)) : (external_node_http_default());
    const settings = { keepAlive: true, maxSockets: MAX_SOCKETS, scheduling: 'lifo', proxyEnv };
    return { start: request, agent: new Agent(settings) };
}
/** Through a proxy Node makes the connections in ways of its own. */
const goesThroughProxy = (url, { proxy = {} }) => !isLoopback(url.hostname) &&
    Object.entries(proxy).some(([name, value]) => value !== '' && !/^no_proxy$/i.test(name));
async function exchangeBulk(request, options) {
    const { method, url, isBulk = false } = request;
    if (!isBulk || method !== 'GET' || goesThroughProxy(url, options))
        return undefined;
    const answer = await readBulk(request, options.idleMilliseconds ?? IDLE_MILLISECONDS);
    // Whoever reads the body hears of its errors; nobody need when it is thrown away.
    answer?.body.on('error', () => undefined);
    return answer && { ...answer, url };
}
async function exchange(request, options) {
    const { method, url, headers = {}, body, signal } = request;
    const idle = options.idleMilliseconds ?? IDLE_MILLISECONDS;
    const { start, agent } = await schemeFor(url, options);
    return new Promise((resolve, reject) => {
        const length = body instanceof Uint8Array ? { 'content-length': String(body.length) } : {};
        const outgoing = start(url, {
            method,
            agent,
            headers: { 'user-agent': 'fixity', ...length, ...headers },
            ...(signal === undefined ? {} : { signal }),
        });
        outgoing.setTimeout(idle, () => {
            outgoing.destroy(idleError(url, idle));
        });
        const fail = (error) => {
            if (body instanceof external_node_stream_.Readable)
                body.destroy();
            reject(signal?.aborted === true ? signal.reason : explainNetworkError(error, url.host));
        };
        outgoing.on('error', fail);
        outgoing.on('upgrade', (_, socket) => {
            // Nobody asked for another protocol; what has no listener would end in silence.
            socket.destroy();
            fail(Object.assign(new Error('101 Switching Protocols'), { code: 'HPE_PAUSED_UPGRADE' }));
        });
        outgoing.on('response', (incoming) => {
            // Whoever reads the body hears of its errors; nobody need when it is thrown away.
            incoming.on('error', () => undefined);
            if (body instanceof external_node_stream_.Readable && !body.readableEnded && (incoming.statusCode ?? 0) >= 300) {
                stopSending(body, outgoing, incoming);
            }
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming, url });
        });
        if (!(body instanceof external_node_stream_.Readable)) {
            outgoing.end(body);
            return;
        }
        body.on('error', (error) => {
            outgoing.destroy(error);
        });
        (0,blocks/* pour */.fO)(body, outgoing);
    });
}
/** A refusal came before all was sent: no more is, and the connection, half way through a request, is not used again. */
function stopSending(body, outgoing, incoming) {
    body.destroy();
    incoming.on('close', () => outgoing.destroy());
}
/**
 * Reads a whole answer of at most `limit` bytes.
 * @throws UserError when it is longer; nothing more of it is read.
 */
async function readAll(answer, limit) {
    const tooLong = (seen) => new text_error/* UserError */.yo({
        what: `${answer.url.host} sent more than expected`,
        rule: `at most ${limit} bytes`,
        seen,
    });
    const announced = Number(answer.headers['content-length'] ?? 0);
    if (announced > limit) {
        answer.body.destroy();
        throw tooLong(`${announced} bytes`);
    }
    return new Promise((resolve, reject) => {
        const chunks = [];
        let bytes = 0;
        // Events, since the asynchronous iterator closes the connection after an answer without a body.
        answer.body.on('data', (chunk) => {
            bytes += chunk.length;
            chunks.push(chunk);
            if (bytes <= limit)
                return;
            answer.body.destroy();
            reject(tooLong('more'));
        });
        answer.body.on('end', () => {
            resolve(Buffer.concat(chunks));
        });
        answer.body.on('error', reject);
    });
}
/** Reads and forgets a short answer, so that its connection is free again; a long one costs the connection instead. */
async function discard(answer) {
    try {
        await readAll(answer, 64 * 1024);
    }
    catch {
        answer.body.destroy();
    }
}


/***/ }),

/***/ 65413:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ limiter),
/* harmony export */   _: () => (/* binding */ parallel)
/* harmony export */ });
/** Runs at most `limit` works at a time. After the first failure nothing new is begun; it is thrown when all that runs has ended. */
async function parallel(items, limit, work) {
    const waiting = [...items].reverse();
    const failures = [];
    const worker = async () => {
        for (let item = waiting.pop(); item !== undefined && failures.length === 0; item = waiting.pop()) {
            try {
                await work(item);
            }
            catch (error) {
                failures.push(error);
            }
        }
    };
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
    if (failures.length > 0)
        throw failures[0];
}
function limiter(limit) {
    let running = 0;
    const waiting = [];
    return async (work) => {
        if (running >= limit)
            await new Promise((resolve) => waiting.push(resolve));
        else
            running += 1;
        try {
            return await work();
        }
        finally {
            // The place is handed over, not given up, so that nobody overtakes.
            const next = waiting.shift();
            if (next === undefined)
                running -= 1;
            else
                next();
        }
    };
}


/***/ }),

/***/ 3456:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   u4: () => (/* binding */ isRecord)
/* harmony export */ });
/* unused harmony exports asRecord, asList, asText */
/** Looks at JSON values of others, which are of any shape until somebody looked. */
/** An object with keys: no list, and not null. */
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** The object; an empty one for anything else. */
const asRecord = (value) => (isRecord(value) ? value : {});
/** The list; an empty one for anything else. */
const asList = (value) => Array.isArray(value) ? value : [];
/** The text; an empty one for anything else. */
const asText = (value) => (typeof value === 'string' ? value : '');


/***/ })

};
