export const id = 810;
export const ids = [810];
export const modules = {

/***/ 7810:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: ./shared/evidence/predicates/fields.ts
var fields = __webpack_require__(1956);
// EXTERNAL MODULE: ./shared/text/error.ts
var text_error = __webpack_require__(6542);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
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

// EXTERNAL MODULE: ./shared/text/json.ts
var text_json = __webpack_require__(300);
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
    const { runCredentialHelper } = await __webpack_require__.e(/* import() */ 604).then(__webpack_require__.bind(__webpack_require__, 4604));
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

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./shared/oci/digest.ts
var oci_digest = __webpack_require__(162);
// EXTERNAL MODULE: ./shared/evidence/limits.ts
var limits = __webpack_require__(260);
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
var dsse = __webpack_require__(4045);
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

// EXTERNAL MODULE: ./shared/evidence/statement.ts + 1 modules
var evidence_statement = __webpack_require__(7267);
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
var external_node_util_ = __webpack_require__(7975);
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
var evidence_instance = __webpack_require__(3955);
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
    const { keylessSigner } = await Promise.all(/* import() */[__webpack_require__.e(654), __webpack_require__.e(187), __webpack_require__.e(335), __webpack_require__.e(179), __webpack_require__.e(491)]).then(__webpack_require__.bind(__webpack_require__, 1491));
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
            Promise.all(/* import() */[__webpack_require__.e(654), __webpack_require__.e(72)]).then(__webpack_require__.bind(__webpack_require__, 2072)),
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
    const { publishedRoot } = await __webpack_require__.e(/* import() */ 653).then(__webpack_require__.bind(__webpack_require__, 1653));
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

// EXTERNAL MODULE: ./shared/oci/parallel.ts
var parallel = __webpack_require__(5413);
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
const PAUSE_MILLISECONDS = 20;
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
        await clock.sleep(PAUSE_MILLISECONDS * (1 + random() * (complete ? 1 : 2 ** Math.min(round, 4))), signal);
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

;// CONCATENATED MODULE: ./shared/evidence/stale-tag.ts





const PARALLEL = 8;
/**
 * The fallback tags of a repository whose subject is no longer in it, in the order of their names. Tags that name something other than
 * a list are left out, whatever they are called. @throws UnavailableError when the store does not answer: then nothing is gone.
 */
async function staleTags(store) {
    const stale = [];
    const tags = (await store.listTags()).filter(isFallbackTag);
    await (0,parallel/* parallel */._)(tags, PARALLEL, async (tag) => {
        const found = await isStale(store, tag);
        if (found !== undefined)
            stale.push(found);
    });
    return stale.sort((one, other) => (one.tag < other.tag ? -1 : 1));
}
async function isStale(store, tag) {
    const subject = (0,oci_digest/* parseDigest */.m)(tag.replace('-', ':'));
    if ((await store.resolve(subject)) !== undefined)
        return undefined;
    const list = await store.resolve(tag);
    if (list === undefined || !isIndex(list.mediaType))
        return undefined;
    return { tag, subject, list: list.digest };
}
/**
 * Deletes stale tags. A registry deletes by digest, and with it every tag that names the same list: one that a living tag names too is
 * kept, and so is one whose image has come back since.
 */
async function deleteStaleTags(store, stale) {
    if (stale.length === 0)
        return [];
    const dead = new Set(stale.map(({ tag }) => tag));
    const living = new Map();
    await (0,parallel/* parallel */._)((await store.listTags()).filter((tag) => !dead.has(tag)), PARALLEL, async (tag) => {
        const named = await store.resolve(tag);
        if (named !== undefined)
            living.set(named.digest, tag);
    });
    const cleaned = [];
    for (const each of stale) {
        const why = living.has(each.list)
            ? `the tag ${living.get(each.list) ?? ''} names the same list`
            : await deleteOne(store, each);
        cleaned.push(why === undefined ? { ...each, status: 'deleted' } : { ...each, status: 'kept', why });
    }
    return cleaned;
}
/** Why it could not be deleted. Litter that stays is no reason to fail a step that has signed. */
async function deleteOne(store, { tag, subject, list }) {
    try {
        if ((await store.resolve(subject)) !== undefined)
            return 'its image is back';
        const now = await store.resolve(tag);
        if (now?.digest !== list)
            return 'it has changed since';
        await store.delete(list);
        return undefined;
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo || error instanceof text_error/* UnavailableError */.hG)
            return (0,text_error/* messageOf */.bD)(error);
        throw error;
    }
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



const TRIES = 4;
const FIRST_WAIT_MILLISECONDS = 1_000;
const LONGEST_WAIT_MILLISECONDS = 60_000;
/** The methods that may be repeated when nobody knows whether the first try arrived. */
const REPEATABLE = /^(GET|HEAD|PUT|PATCH|DELETE) /;
/** A client for one repository of GitHub, or of a GitHub Enterprise server. */
async function connectGitHub(options) {
    const { Octokit } = await __webpack_require__.e(/* import() */ 194).then(__webpack_require__.bind(__webpack_require__, 5194));
    const [owner = '', repo = ''] = options.repository.split('/');
    const octokit = new Octokit({
        auth: options.token,
        baseUrl: options.apiUrl.replace(/\/$/, ''),
        userAgent: 'fixity',
        request: {
            fetch: options.fetch ?? fetch,
            ...(options.signal === undefined ? {} : { signal: options.signal }),
        },
        log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
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
const ignore = () => undefined;
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
            if (attempt === TRIES || wait > LONGEST_WAIT_MILLISECONDS)
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

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
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






const MAX_DEPTH = 4;
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
    throw new UserError({
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
    if (depth === MAX_DEPTH)
        throw new text_error/* UserError */.yo({
            what: `${store.name}: indexes are nested too deeply`,
            rule: `${MAX_DEPTH} levels`,
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

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(6466);
// EXTERNAL MODULE: ./shared/oci/blocks.ts
var blocks = __webpack_require__(4588);
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
var external_node_os_ = __webpack_require__(8161);
;// CONCATENATED MODULE: ./shared/oci/layout-lock.ts




/** A holder keeps the lock for milliseconds; one that is seen unchanged for so long was killed. */
const STALE_MILLISECONDS = 10_000;
const layout_lock_PAUSE_MILLISECONDS = 10;
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
        unchanged = current === last ? unchanged + layout_lock_PAUSE_MILLISECONDS : 0;
        last = current;
        if (current !== undefined && (isDead(current) || unchanged >= STALE_MILLISECONDS))
            await breakLock(file, current);
        if (waited >= MAX_WAIT_MILLISECONDS) {
            throw new text_error/* UnavailableError */.hG({
                what: `${file} stays locked`,
                seen: `held by ${last?.trim() ?? 'nobody'}`,
            });
        }
        await clock.sleep(layout_lock_PAUSE_MILLISECONDS);
        waited += layout_lock_PAUSE_MILLISECONDS;
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
const MARK = JSON.stringify({ imageLayoutVersion: '1.0.0' });
/**
 * The entries of a layout; none when there is no index.json yet.
 * @throws UserError when it is there and cannot be understood.
 */
async function readLayoutIndex(root, name) {
    const text = await readText(external_node_path_default().join(root, 'index.json'));
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
        if ((await readText(external_node_path_default().join(root, 'oci-layout'))) === undefined)
            await replace(external_node_path_default().join(root, 'oci-layout'), MARK);
        const before = await readLayoutIndex(root, name);
        const after = change(before);
        if (JSON.stringify(after) !== JSON.stringify(before))
            await replace(external_node_path_default().join(root, 'index.json'), JSON.stringify(after));
        for (const directory of [root, external_node_path_default().join(root, 'blobs')])
            await removeStalePartials(directory, clock.now());
    });
}
async function readText(file) {
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
        const manifest = readable(() => parseManifest(bytes, entry.mediaType, from));
        if (manifest === undefined)
            leftOut(entry.digest);
        else if (manifest.content.subject?.digest === subject)
            own.push(referrerDescriptor(manifest));
    }
    return unite(own, tagged);
}
function readable(parse) {
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
            attempt(done, () => {
                tally.add(chunk);
            }, ready);
        },
        flush(done) {
            attempt(done, () => {
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
function attempt(done, step, ready) {
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

// EXTERNAL MODULE: ./shared/oci/reference.ts
var oci_reference = __webpack_require__(7121);
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
const SMALL_BYTES = 64 * 1024;
/**
 * Stores a blob unless it is there (OCI distribution-spec 1.1, "Pushing Blobs"): one request when it is present or can be mounted,
 * three when its bytes must be sent (HEAD, POST, PUT), two for a small one: asked to mount it from the repository itself, a registry
 * says that it is there, or opens the upload. A connection that breaks is taken up again where the registry says it is.
 */
async function uploadBlob(client, descriptor, open, options = {}) {
    const upload = { client, descriptor, open, signal: options.signal };
    const { mountFrom = client.repository } = options;
    const isOther = mountFrom !== client.repository;
    if (!isOther && descriptor.size <= SMALL_BYTES && !mountsNothing.has(client)) {
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
        return await judge(upload, standing, answer);
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
async function judge(upload, standing, answer) {
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

// EXTERNAL MODULE: ./shared/text/duration.ts
var duration = __webpack_require__(4154);
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
const named = (digest) => digest ?? 'no such tag';
function tagRace(client, tag, wanted, seen, when) {
    return new text_error/* UserError */.yo({
        what: `the tag ${tag} of ${client.registry}/${client.repository} is not what it must be ${when} the write`,
        rule: named(wanted),
        seen: named(seen),
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
async function attachReferrer(client, referrers, bytes) {
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
        attach: (bytes) => attachReferrer(client, referrers, bytes),
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

// EXTERNAL MODULE: ./shared/text/size.ts
var size = __webpack_require__(9831);
;// CONCATENATED MODULE: ./shared/evidence/collect.ts







const SHOWN_CHARACTERS = 200;
/** The annotation in which writers repeat the predicate type; it is not signed and decides nothing. */
const PREDICATE_TYPE_ANNOTATION = 'dev.sigstore.bundle.predicateType';
/**
 * Reads every bundle that refers to `subject` in one store, and gives each to `judge` as it comes: bytes that were judged are not kept,
 * however much somebody has attached. Results in the order of the store's list; what cannot be used is named with its reason.
 * @throws UserError when there are more referrers, or bytes, than anybody needs: then nobody can say that the newest was seen.
 */
async function collect_collectBundles(store, subject, options, judge) {
    const leftOut = [];
    const listed = await store.listReferrers(subject, (entry) => {
        const detail = `an entry of the list: ${entry.slice(0, SHOWN_CHARACTERS)}`;
        leftOut.push({ ...collect_ignore('malformed', detail), store: store.name });
    });
    const count = listed.length + leftOut.length;
    if (count > limits/* LIMIT */.u.referrers)
        throw tooMuch(store, subject, `${limits/* LIMIT */.u.referrers} referrers`, count);
    const wanted = listed.filter((descriptor) => isWanted(descriptor, options));
    const results = new Array(wanted.length);
    let total = 0;
    await (0,parallel/* parallel */._)([...wanted.entries()], limits/* LIMIT */.u.parallel, async ([index, descriptor]) => {
        const read = await readReferrer(store, descriptor);
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
async function readReferrer(store, descriptor) {
    const found = await readBundle(store, descriptor);
    const claimedType = descriptor.annotations?.[PREDICATE_TYPE_ANNOTATION];
    const claim = claimedType === undefined ? {} : { claimedType };
    return { ...claim, ...found, store: store.name, manifestDigest: descriptor.digest };
}
async function readBundle(store, descriptor) {
    try {
        const { content } = await store.readManifest(descriptor.digest);
        if (!mayHoldBundle(content))
            return collect_ignore('unknown media type', content.artifactType ?? '');
        const bundle = bundleLayer(content);
        if ('reason' in bundle)
            return bundle;
        const bytes = await readSmallBlob(store, bundle, limits/* LIMIT */.u.bundleBytes);
        const claimedType = content.annotations?.[PREDICATE_TYPE_ANNOTATION];
        return { bundle, bytes, ...(claimedType === undefined ? {} : { claimedType }) };
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return collect_ignore('unreadable', (0,text_error/* messageOf */.bD)(error));
        throw error;
    }
}
function bundleLayer(content) {
    const [layer, ...others] = 'layers' in content ? content.layers : [];
    if (layer === undefined || !isBundleMediaType(layer.mediaType)) {
        return collect_ignore('unknown media type', layer?.mediaType ?? 'no layer');
    }
    if (others.length > 0)
        return collect_ignore('malformed', `${others.length + 1} layers instead of one`);
    return layer.size > limits/* LIMIT */.u.bundleBytes ? collect_ignore('too large', (0,size/* formatBytes */.z)(layer.size)) : layer;
}
const collect_ignore = (reason, detail) => ({ reason, detail });

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
        const found = textAt(value, path);
        if (found === undefined || found === '')
            problems.push({ what: `promotion: ${path} is missing`, rule: 'text' });
        return found ?? '';
    };
    const digest = (path) => {
        const found = text(path);
        if (!isDigest(found))
            problems.push({ what: `promotion: ${path} is not a digest`, seen: JSON.stringify(found) });
        return found;
    };
    const time = text('time');
    if (parseTime(time) === undefined)
        problems.push({ what: 'promotion: time is not a time', seen: JSON.stringify(time) });
    const promotion = {
        environment: text('environment'),
        from: listAt(value, 'from').filter((each) => typeof each === 'string'),
        image: text('image'),
        source: text('source'),
        repository: text('repository'),
        digest: digest('digest'),
        ...(at(value, 'previousDigest') === undefined ? {} : { previousDigest: digest('previousDigest') }),
        policy: { uri: text('policy.uri'), digest: digest('policy.digest') },
        evidence: listAt(value, 'evidence').map((_, index) => ({
            type: text(`evidence.${index}.type`),
            digest: digest(`evidence.${index}.digest`),
        })),
        ...(at(value, 'plan') === undefined ? {} : { plan: digest('plan') }),
        requestedBy: text('requestedBy'),
        run: text('run'),
        time,
        ...optionalParts(value),
    };
    if (problems.length > 0)
        throw new UserError(problems);
    return promotion;
}
const listAt = (value, path) => {
    const found = at(value, path);
    return Array.isArray(found) ? found : [];
};
function optionalParts(value) {
    const commit = textAt(value, 'commit');
    const deployment = at(value, 'deployment');
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
    const buildType = textAt(value, 'buildDefinition.buildType');
    const builderId = textAt(value, 'runDetails.builder.id');
    const parameters = at(value, 'buildDefinition.externalParameters');
    if (buildType === undefined ||
        builderId === undefined ||
        typeof parameters !== 'object' ||
        parameters === null) {
        throw new UserError({
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
        ref: ref ?? textAt(parameters, 'workflow.ref'),
        invocationId: textAt(value, 'runDetails.metadata.invocationId'),
        finishedOn: timeAt(value, 'runDetails.metadata.finishedOn'),
        dependencies,
    };
}
/** Our own builds name it; of others it is the first commit. A repository that a step fetched is not what was built. */
function sourceOf(buildType, dependencies) {
    const commits = dependencies.filter(({ digest }) => digest?.['gitCommit'] !== undefined);
    return buildType.startsWith(BUILD_TYPE_BASE) ? commits.find(({ name }) => name === 'source') : commits[0];
}
function dependenciesOf(value) {
    const list = at(value, 'buildDefinition.resolvedDependencies');
    if (!Array.isArray(list))
        return [];
    return list.map((item) => {
        const [name, uri] = [textAt(item, 'name'), textAt(item, 'uri')];
        return {
            ...(name === undefined ? {} : { name }),
            ...(uri === undefined ? {} : { uri }),
            digest: digestsOf(at(item, 'digest')),
        };
    });
}
function digestsOf(value) {
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
const sha256 = (digest) => ({ sha256: hexOf(digest) });
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
const COUNTED_SEVERITIES = (/* unused pure expression or super */ null && ([
    'critical',
    'high',
    'medium',
    'low',
    'unknown',
]));
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
    const result = at(value, 'scanner.result');
    const [startedAt, finishedAt] = [
        timeAt(value, 'metadata.scanStartedOn'),
        timeAt(value, 'metadata.scanFinishedOn'),
    ];
    if (finishedAt === undefined)
        throw vulnerabilities_malformed('metadata.scanFinishedOn', 'a time with its zone');
    const verdict = textAt(result, 'verdict');
    if (verdict !== 'pass' && verdict !== 'fail')
        throw vulnerabilities_malformed('scanner.result.verdict', 'pass or fail');
    const complete = at(result, 'complete');
    if (typeof complete !== 'boolean')
        throw vulnerabilities_malformed('scanner.result.complete', 'true or false');
    const baseline = at(result, 'baseline') === undefined ? undefined : digestAt(result, 'baseline');
    const findings = vulnerabilities_listOf(at(result, 'findings')).map(parseFinding);
    const exceptions = vulnerabilities_listOf(at(result, 'exceptions')).map(parseException);
    return {
        startedAt: startedAt ?? finishedAt,
        finishedAt,
        version: textAt(value, 'scanner.version') ?? '',
        verdict,
        counts: parseCounts(at(result, 'counts')),
        complete,
        incomplete: texts(at(result, 'incomplete')),
        packages: countAt(result, 'packages'),
        ecosystems: texts(at(result, 'ecosystems')),
        snapshot: {
            digest: digestAt(result, 'snapshot.digest'),
            newest: timeAt(result, 'snapshot.newest'),
            records: countAt(result, 'snapshot.records'),
        },
        policyDigest: digestAt(result, 'policyDigest'),
        ...(baseline === undefined ? {} : { baseline }),
        ...(at(result, 'secrets') === undefined ? {} : { secrets: countAt(result, 'secrets') }),
        sbom: textAt(result, 'sbom') ?? '',
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
    const [id, purl, fixed] = [textAt(value, 'id'), textAt(value, 'purl'), textAt(value, 'fixed')];
    const severity = COUNTED_SEVERITIES.find((each) => each === textAt(value, 'severity'));
    const exception = textAt(value, 'exception');
    if (id === undefined || purl === undefined || severity === undefined) {
        throw vulnerabilities_malformed('scanner.result.findings', 'each has id, purl and severity');
    }
    return {
        id,
        aliases: texts(at(value, 'aliases')),
        severity,
        purl,
        ...(fixed === undefined ? {} : { fixed }),
        ...(exception === undefined ? {} : { exception }),
    };
}
function parseException(value) {
    const [id, advisory, name] = [textAt(value, 'id'), textAt(value, 'advisory'), textAt(value, 'package')];
    if (id === undefined || advisory === undefined) {
        throw vulnerabilities_malformed('scanner.result.exceptions', 'each has id and advisory');
    }
    return { id, advisory, ...(name === undefined ? {} : { package: name }) };
}
function countAt(value, path) {
    const count = at(value, path);
    if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0)
        return count;
    throw vulnerabilities_malformed(`scanner.result … ${path}`, 'a whole number');
}
function digestAt(value, path) {
    const text = textAt(value, path) ?? '';
    if (!isDigest(text))
        throw vulnerabilities_malformed(`scanner.result.${path}`, 'a digest');
    return text;
}
const vulnerabilities_listOf = (value) => (Array.isArray(value) ? value : []);
const texts = (value) => vulnerabilities_listOf(value).filter((each) => typeof each === 'string');
const vulnerabilities_malformed = (field, rule) => new UserError({ what: `malformed vulnerability scan at ${field}`, rule });

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
    if (!(0,json_value/* isRecord */.u4)(predicate)) {
        throw new text_error/* UserError */.yo({
            what: `${from} is not a predicate`,
            rule: 'a JSON object',
            seen: kindOf(predicate),
        });
    }
    const known = KNOWN.get(predicateType);
    const problems = Object.entries(known?.required ?? {}).flatMap(([path, kind]) => {
        const seen = kindOf((0,fields.at)(predicate, path));
        if (seen === kind)
            return [];
        return [
            { what: `${from}: field '${path}' of ${known?.name ?? predicateType}`, rule: `needs ${kind}`, seen },
        ];
    });
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
}
function kindOf(value) {
    if (value === undefined)
        return 'nothing';
    if (Array.isArray(value))
        return 'list';
    if ((0,json_value/* isRecord */.u4)(value))
        return 'object';
    return typeof value === 'string' ? 'text' : value === null ? 'null' : typeof value;
}

// EXTERNAL MODULE: ./shared/evidence/identity.ts
var evidence_identity = __webpack_require__(6026);
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
    await collect_collectBundles(store, subject.digest, { claiming }, (referrer) => {
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
    const read = descriptor && (await readReferrer(store, descriptor));
    const judged = read && ('bytes' in read ? judgeReferrer(read, await rulesOf(signer, subject)) : read);
    if (judged !== undefined && 'statement' in judged && judged.bundleDigest === bundleDigest)
        return;
    throw new text_error/* UserError */.yo({
        what: `${predicateName(statement.predicateType)} was attached to ${subject.digest} and does not come back`,
        rule: 'what was written is read from the store and verified',
        seen: judged === undefined ? 'it is not among the referrers' : whyNot(judged),
        next: `repeat the step; the referrer's manifest is ${manifestDigest}`,
    });
}
const whyNot = (judged) => 'reason' in judged ? `${judged.reason}: ${judged.detail}` : 'another bundle in its place';
/** A signer's own bundles, judged at a moment when no key has expired: only the signature matters here. */
const rulesOf = ({ trust, trustRoots = [] }, subject) => rulesFor(subject.digest, [trust], trustRoots, new Date(0));

;// CONCATENATED MODULE: ./actions/sign/apply.ts







/** Attaches what is not there yet to one image, place after place, and keeps every bundle as a file in `directory`. */
async function applyPlan(store, signer, planned, directory) {
    const once = await signOnce(signer, planned);
    const entries = [];
    await (0,promises_.mkdir)(directory, { recursive: true });
    for (const { place, planned: here } of batches(planned)) {
        const statements = here.map(({ statement }) => statement);
        const attached = await attachStatements(store, once, statements, place.descriptor);
        for (const [index, each] of attached.entries()) {
            const logUrl = signer.logUrl?.(each.bytes);
            const entry = { ...entryOf(store, place, here[index]), ...(logUrl === undefined ? {} : { logUrl }) };
            entries.push(await keep(entry, each, directory));
        }
    }
    return entries;
}
/** What `applyPlan` would write, read only. */
async function previewPlan(store, signer, planned) {
    const entries = [];
    for (const { place, planned: here } of batches(planned)) {
        const statements = here.map(({ statement }) => statement);
        const present = signer && (await presentStatements(store, signer, statements, place.descriptor));
        for (const each of here) {
            const known = present?.get((0,evidence_statement/* contentDigest */.eZ)(each.statement));
            const { bundleDigest, manifestDigest } = known ?? {};
            entries.push({
                ...entryOf(store, place, each),
                ...(known === undefined ? { status: 'would write' } : { status: 'unchanged' }),
                ...(bundleDigest && { bundleDigest }),
                ...(manifestDigest && { manifestDigest }),
            });
        }
    }
    return entries;
}
function batches(planned) {
    const byDigest = new Map();
    for (const each of planned) {
        for (const place of each.places) {
            const { digest } = place.descriptor;
            const batch = byDigest.get(digest) ?? { place, planned: [] };
            batch.planned.push(each);
            byDigest.set(digest, batch);
        }
    }
    return [...byDigest.values()];
}
/**
 * A statement with several places is signed once: the places share one bundle. Bundles of before are taken as they are.
 * @throws UserError for a bundle that this signer has not made: nobody who trusts this signer would read it.
 */
async function signOnce(signer, planned) {
    const signed = new Map();
    for (const { statement, signed: bundle, places } of planned) {
        const [place] = places;
        if (bundle === undefined || place === undefined)
            continue;
        const rules = await rulesOf(signer, place.descriptor);
        const judged = judgeBundle(bundle.bytes, rules);
        if ('reason' in judged)
            throw notOurs(bundle, signer, judged);
        signed.set(statement, Promise.resolve(bundle));
    }
    return {
        ...signer,
        sign: (statement) => {
            const known = signed.get(statement) ?? signer.sign(statement);
            signed.set(statement, known);
            return known;
        },
    };
}
const notOurs = ({ digest }, { description }, { reason, detail }) => new text_error/* UserError */.yo({
    what: `the bundle ${digest} is not attached again`,
    rule: `it must have been made by ${description}`,
    seen: `${reason}: ${detail}`,
    next: 'use the key or the workflow that has signed it',
});
const entryOf = (store, place, planned) => ({
    image: store.name,
    label: planned?.label ?? '',
    predicateType: planned?.statement.predicateType ?? '',
    place: place.label,
    subject: place.descriptor.digest,
});
async function keep(entry, attached, directory) {
    const { status, bundleDigest, manifestDigest, bytes } = attached;
    const bundlePath = external_node_path_default().join(directory, `${(0,oci_digest/* hexOf */.ZD)(bundleDigest)}.sigstore.json`);
    await (0,promises_.writeFile)(bundlePath, bytes);
    return { ...entry, status, bundleDigest, manifestDigest, bundlePath };
}

;// CONCATENATED MODULE: ./actions/sign/xml.ts

const XML_LIMIT = { bytes: 64 * 1024 * 1024, depth: 64, attributes: 256 };
const OPEN = /<([A-Za-z_][\w.:-]*)/y;
const CLOSE = /<\/([A-Za-z_][\w.:-]*)\s*>/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const END = /\s*(\/?)>/y;
const ENTITIES = new Map([
    ['lt', '<'],
    ['gt', '>'],
    ['amp', '&'],
    ['quot', '"'],
    ['apos', "'"],
]);
/**
 * Reads the subset of XML 1.0 that test reports are written in: UTF-8, no document type, no entities but the five of XML itself and
 * characters by number. What is outside of it, or larger than `XML_LIMIT`, is refused rather than guessed.
 * @param file names the text in errors.
 * @throws UserError with file and line.
 */
function readXml(bytes, file, handler) {
    const text = xml_decode(bytes, file);
    const fail = (at, what) => {
        const line = text.slice(0, at).split('\n').length;
        throw new text_error/* UserError */.yo({ what: `${file} is not a test report`, rule: what, at: { file, line } });
    };
    const open = [];
    const closeElement = (at) => {
        const [whole, name = ''] = match(CLOSE, text, at) ?? [];
        if (whole === undefined)
            return undefined;
        if (open.pop() !== name)
            fail(at, `</${name}> closes what is not open`);
        handler.close(name);
        return at + whole.length;
    };
    let roots = 0;
    const openElement = (at) => {
        if (open.length === 0)
            roots += 1;
        if (roots > 1)
            fail(at, 'XML has one root element');
        if (open.length >= XML_LIMIT.depth)
            fail(at, `at most ${XML_LIMIT.depth} levels`);
        const element = readOpening(text, at, fail);
        handler.open(element.name, element.attributes);
        if (element.empty)
            handler.close(element.name);
        else
            open.push(element.name);
        return element.end;
    };
    let at = text.indexOf('<');
    if (at === -1 || text.slice(0, at).trim() !== '')
        fail(0, 'XML starts with an element');
    while (at !== -1) {
        const end = skipMarkup(text, at, fail) ?? closeElement(at) ?? openElement(at);
        at = text.indexOf('<', end);
    }
    if (open.length > 0)
        fail(text.length, `<${open.at(-1) ?? ''}> is not closed`);
}
function xml_decode(bytes, file) {
    if (bytes.length > XML_LIMIT.bytes) {
        const rule = `at most ${XML_LIMIT.bytes} bytes`;
        throw new text_error/* UserError */.yo({ what: `${file} is too large`, rule, seen: `${bytes.length} bytes` });
    }
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    }
    catch (error) {
        throw new text_error/* UserError */.yo({ what: `${file} is not a test report`, rule: 'XML in UTF-8' }, { cause: error });
    }
}
/** The end of a comment, CDATA section or processing instruction that starts at `at`; undefined when none does. */
function skipMarkup(text, at, fail) {
    for (const [start, end] of [
        ['<!--', '-->'],
        ['<![CDATA[', ']]>'],
        ['<?', '?>'],
    ]) {
        if (!text.startsWith(start, at))
            continue;
        const found = text.indexOf(end, at + start.length);
        return found === -1 ? fail(at, `${start} is not closed`) : found + end.length;
    }
    return text.startsWith('<!', at) ? fail(at, 'no document type is read') : undefined;
}
function readOpening(text, start, fail) {
    const [whole, name = ''] = match(OPEN, text, start) ?? fail(start, 'a < starts an element');
    const attributes = new Map();
    let at = start + whole.length;
    for (let found = match(ATTRIBUTE, text, at); found !== undefined; found = match(ATTRIBUTE, text, at)) {
        const [attribute, key = '', double, single] = found;
        if (attributes.has(key))
            fail(at, `attribute ${key} is given once`);
        if (attributes.size >= XML_LIMIT.attributes)
            fail(at, `at most ${XML_LIMIT.attributes} attributes`);
        attributes.set(key, xml_unescape(double ?? single ?? '', at, fail));
        at += attribute.length;
    }
    const [end, slash] = match(END, text, at) ?? fail(at, `<${name}> is not finished`);
    return { name, attributes, empty: slash === '/', end: at + end.length };
}
function xml_unescape(value, at, fail) {
    return value.replace(/&([^;&]{0,12};)?/g, (_, reference) => {
        const name = reference?.slice(0, -1) ?? '';
        const number = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name);
        if (number === null)
            return ENTITIES.get(name) ?? fail(at, `no entity &${name}; is read`);
        const point = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
        return point <= 0x10ffff ? String.fromCodePoint(point) : fail(at, `no character has the number ${point}`);
    });
}
function match(pattern, text, at) {
    pattern.lastIndex = at;
    return pattern.exec(text) ?? undefined;
}

;// CONCATENATED MODULE: ./actions/sign/junit.ts


const MAX_NAMES = 1_000;
const MAX_NAME_CHARACTERS = 500;
/**
 * Reads a report as Maven Surefire, Jest, pytest, Go's gotestsum and others write it.
 * @param file names it in errors.
 * @throws UserError for what is no such report, and for one in which no test ran: it proves nothing.
 */
function readJUnit(bytes, file) {
    const cases = [];
    const open = [];
    const claims = { failed: 0, finished: undefined };
    let outside = 0;
    readXml(bytes, file, {
        open: (written, attributes) => {
            const name = localName(written);
            if (open.length === 0 && !isSuite(name)) {
                throw new text_error/* UserError */.yo({
                    what: `${file} is not a test report`,
                    rule: 'JUnit XML starts with <testsuites> or <testsuite>',
                    seen: `<${written}>`,
                });
            }
            const current = open.includes('testcase') ? cases.at(-1) : undefined;
            open.push(name);
            if (name === 'testcase')
                cases.push({ name: nameOf(attributes), outcome: 'passed' });
            else if (isSuite(name))
                readClaims(claims, attributes, file);
            else if (current !== undefined)
                junit_judge(current, name);
            else if (isFailure(name))
                outside += 1;
        },
        close: () => {
            open.pop();
        },
    });
    return summarise(cases, Math.max(claims.failed, outside), claims.finished, file);
}
function junit_judge(testCase, element) {
    if (isFailure(element))
        testCase.outcome = 'failed';
    else if (element === 'skipped' && testCase.outcome === 'passed')
        testCase.outcome = 'skipped';
}
function readClaims(claims, attributes, file) {
    claims.failed = Math.max(claims.failed, count(attributes, 'failures', file) + count(attributes, 'errors', file));
    claims.finished = latest(claims.finished, endOf(attributes));
}
/** A name without its prefix: whatever the namespace, a failure is a failure. */
const localName = (name) => name.slice(name.lastIndexOf(':') + 1);
const isSuite = (name) => name === 'testsuite' || name === 'testsuites';
const isFailure = (name) => name === 'failure' || name === 'error';
function summarise(cases, claimed, finished, file) {
    const failures = cases.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
    const skipped = cases.filter(({ outcome }) => outcome === 'skipped').length;
    // A suite can fail outside of any test case, in its set-up.
    const failed = failures.length > 0 ? failures.length : claimed;
    if (cases.length === skipped && failed === 0) {
        throw new text_error/* UserError */.yo({
            what: `${file} proves nothing`,
            rule: 'at least one test ran',
            seen: `${cases.length} tests, ${skipped} skipped`,
        });
    }
    return {
        tests: cases.length,
        passed: cases.length - skipped - failures.length,
        skipped,
        failed,
        failedTests: failures.slice(0, MAX_NAMES),
        finishedOn: finished === undefined ? undefined : new Date(finished),
    };
}
const nameOf = (attributes) => [attributes.get('classname'), attributes.get('name')]
    .filter((part) => part !== undefined && part !== '')
    .join(' ')
    .slice(0, MAX_NAME_CHARACTERS);
/** @throws UserError for what is no number: it may have been one of failures. */
function count(attributes, name, file) {
    const value = attributes.get(name) ?? '0';
    if (/^\d{1,9}$/.test(value))
        return Number(value);
    throw new text_error/* UserError */.yo({
        what: `${file} cannot be counted`,
        rule: `${name} of a suite is a whole number`,
        seen: JSON.stringify(value),
    });
}
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;
/** The end of a suite in milliseconds since 1970; a time without zone is UTC, as on hosted runners. */
function endOf(attributes) {
    const found = TIMESTAMP.exec(attributes.get('timestamp') ?? '');
    if (found === null)
        return undefined;
    const start = Date.parse(found[2] === undefined ? `${found[0]}Z` : found[0]);
    const seconds = Number(attributes.get('time') ?? 0);
    const end = start + (Number.isFinite(seconds) ? Math.max(0, seconds) * 1_000 : 0);
    return Number.isNaN(new Date(end).getTime()) ? undefined : Math.round(end);
}
const latest = (one, other) => one === undefined || (other !== undefined && other > one) ? other : one;

;// CONCATENATED MODULE: ./actions/sign/files.ts













/**
 * Reads every file that is attached, before anything is asked of the network.
 * @throws UserError with the problems of all files.
 */
async function loadFiles(paths, workspace, now) {
    const [attestations, tests, bundles] = await Promise.all([
        loadEach(paths.attestations, (line) => loadAttestation(line, workspace)),
        loadEach(paths.tests, ({ name, value }) => loadSuite(name, value, workspace, now)),
        loadEach(paths.bundles, (file) => loadBundle(file, workspace)),
    ]);
    const problems = [attestations, tests, bundles].flatMap((each) => each.problems);
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    return { attestations: attestations.loaded, tests: tests.loaded, bundles: bundles.loaded };
}
/** What was loaded, and the problems of what was not, both in the order of `list` whichever was read first. */
async function loadEach(list, load) {
    const settled = await Promise.allSettled(list.map(load));
    const problems = settled.flatMap((each) => {
        if (each.status === 'fulfilled')
            return [];
        if (each.reason instanceof text_error/* UserError */.yo)
            return each.reason.problems;
        throw each.reason;
    });
    return { loaded: settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])), problems };
}
async function loadBundle(file, workspace) {
    const { bytes } = await readLimited(file, workspace, limits/* LIMIT */.u.bundleBytes);
    try {
        const statement = (0,evidence_statement/* parseStatement */.By)(parseBundle(bytes).payload);
        return { path: file, signed: { bytes, digest: (0,oci_digest/* digestOf */.ol)(bytes), statement } };
    }
    catch (error) {
        throw new text_error/* UserError */.yo({
            what: `${file} cannot be attached`,
            rule: 'a Sigstore bundle with a statement',
            seen: (0,text_error/* messageOf */.bD)(error),
        }, { cause: error });
    }
}
async function loadAttestation(line, workspace) {
    const { bytes } = await readLimited(line.path, workspace, limits/* LIMIT */.u.predicateBytes);
    const predicate = readJson(bytes, line.path);
    checkPredicate(line.predicateType, predicate, line.path);
    return { ...line, predicate };
}
/** Clocks of runners and file servers differ by this much. */
const SKEW_MILLISECONDS = 5 * 60_000;
/**
 * A suite's results. Where the report has no time, that of its file stands for it: the same file gives the same statement, and a
 * second run has nothing to write.
 */
async function loadSuite(suite, file, workspace, now) {
    const { bytes, modified } = await readLimited(file, workspace, XML_LIMIT.bytes);
    const { failedTests, finishedOn, tests, passed, failed, skipped } = readJUnit(bytes, file);
    const ended = finishedOn ?? modified;
    if (ended.getTime() > now.getTime() + SKEW_MILLISECONDS) {
        throw new text_error/* UserError */.yo({
            what: `${file} ended in the future`,
            rule: 'of one suite the newest result decides; one that is dated ahead would hide those that come',
            seen: ended.toISOString(),
            next: 'let the test runner write its times in UTC, or with their zone',
        });
    }
    const predicate = testResultPredicate({
        suite,
        result: failed > 0 ? 'FAILED' : 'PASSED',
        finishedOn: ended,
        reportSha256: (0,external_node_crypto_.createHash)('sha256').update(bytes).digest('hex'),
        annotations: { tests, passed, failed, skipped },
        failedTests,
    });
    return { suite, predicate };
}
async function readLimited(file, workspace, limit) {
    const full = external_node_path_default().resolve(workspace, file);
    try {
        const { size, mtime } = await (0,promises_.stat)(full);
        if (size > limit) {
            throw new text_error/* UserError */.yo({
                what: `${file} is too large`,
                rule: `at most ${limit} bytes`,
                seen: `${size} bytes`,
            });
        }
        return { bytes: await (0,promises_.readFile)(full), modified: mtime };
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            throw error;
        throw new text_error/* UserError */.yo({ what: `${file} cannot be read`, rule: 'a file, relative to the workspace', seen: (0,text_error/* messageOf */.bD)(error) }, { cause: error });
    }
}
function readJson(bytes, file) {
    try {
        return (0,text_json/* parseJson */.qF)(bytes);
    }
    catch (error) {
        throw new text_error/* UserError */.yo({ what: `${file} is not JSON`, rule: 'a predicate as JSON in UTF-8', seen: (0,text_error/* messageOf */.bD)(error) }, { cause: error });
    }
}

;// CONCATENATED MODULE: ./actions/sign/plan.ts





const plan_PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';
/**
 * Decides what is said of which digest, and where it is attached.
 * @throws UserError for digests that are in none of the images, and for an SBOM that could be of several platforms; all at once.
 */
function planStatements(images, wishes) {
    const problems = [];
    const keep = (planned) => {
        if ('image' in planned)
            return [planned];
        problems.push(planned);
        return [];
    };
    const attested = [
        ...wishes.attestations.flatMap((each) => keep(planAttestation(images, each, wishes.recursive))),
        ...wishes.bundles.flatMap((each) => keep(planBundle(images, each))),
    ];
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    const planned = images.flatMap((image, index) => [
        ...signatures(image, index, wishes.recursive),
        ...attested.filter((each) => each.image === index),
        ...wishes.tests.map(({ suite, predicate }) => ({
            image: index,
            label: `${predicateName(TEST_RESULT_TYPE)} ${suite}`,
            statement: (0,evidence_statement/* statementAbout */.pT)([image.top.descriptor], TEST_RESULT_TYPE, predicate),
            places: [image.top],
        })),
    ]);
    return withoutRepetition(planned);
}
/** What a bundle of before says already is not signed anew. */
function withoutRepetition(planned) {
    const kept = planned.filter(({ signed }) => signed !== undefined);
    const said = new Set(kept.map(({ statement }) => (0,evidence_statement/* contentDigest */.eZ)(statement)));
    return planned.filter(({ signed, statement }) => signed !== undefined || !said.has((0,evidence_statement/* contentDigest */.eZ)(statement)));
}
/** cosign's signature is a statement with an empty predicate; each place has its own, so that each verifies alone. */
const signatures = (image, index, recursive) => [image.top, ...(recursive ? image.platforms : [])].map((place) => ({
    image: index,
    label: predicateName(SIGNATURE_TYPE),
    statement: (0,evidence_statement/* statementAbout */.pT)([place.descriptor], SIGNATURE_TYPE, {}),
    places: [place],
}));
function planAttestation(images, attestation, recursive) {
    const { predicateType, predicate, path } = attestation;
    const found = findPlace(images, attestation);
    if ('what' in found)
        return found;
    const { index, image, place } = found;
    const label = predicateName(predicateType);
    const planned = (subjects, places) => {
        const descriptors = subjects.map(({ descriptor }) => descriptor);
        return { image: index, label, places, statement: (0,evidence_statement/* statementAbout */.pT)(descriptors, predicateType, predicate) };
    };
    if (place !== image.top)
        return planned([place], [place]);
    if (predicateType === plan_PROVENANCE_TYPE) {
        const all = [image.top, ...image.platforms];
        return planned(all, recursive ? all : [image.top]);
    }
    if (!isSbomType(predicateType) || image.platforms.length === 0)
        return planned([place], [place]);
    const [only, ...others] = image.platforms;
    if (only !== undefined && others.length === 0)
        return planned([only], [only]);
    return {
        what: `${path} could be the SBOM of any of ${image.platforms.length} platforms`,
        rule: 'an SBOM is about one platform: TYPE@DIGEST=PATH',
        seen: `${predicateType} on the index`,
        next: `use one of ${image.platforms.map((each) => `${each.descriptor.digest} (${each.label})`).join(', ')}`,
    };
}
/** Back to the index when it is about the index, else to the platforms that it is about. */
function planBundle(images, { path, signed }) {
    const { statement } = signed;
    for (const [index, { top, platforms }] of images.entries()) {
        const about = [top, ...platforms].filter(({ descriptor }) => (0,evidence_statement/* isAbout */.KH)(statement, descriptor.digest));
        if (about.length === 0)
            continue;
        const label = predicateName(statement.predicateType);
        return { image: index, label, statement, places: about.includes(top) ? [top] : about, signed };
    }
    return {
        what: `${path} is about a digest that is not in the image`,
        rule: 'the index or one of its platform manifests',
        next: `use one that is about one of ${plan_digestsOf(images).join(', ')}`,
    };
}
function findPlace(images, { digest, path }) {
    for (const [index, image] of images.entries()) {
        const places = [image.top, ...image.platforms];
        const place = digest === undefined ? image.top : places.find((each) => each.descriptor.digest === digest);
        if (place !== undefined)
            return { index, image, place };
    }
    return {
        what: `${path} is about a digest that is not in the image`,
        rule: 'the index or one of its platform manifests',
        seen: digest ?? 'nothing',
        next: `use one of ${plan_digestsOf(images).join(', ')}`,
    };
}
const plan_digestsOf = (images) => images.flatMap(({ top, platforms }) => [top, ...platforms].map(({ descriptor }) => descriptor.digest));

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

;// CONCATENATED MODULE: ./shared/github/attestations.ts

/** GitHub's attestations of one artifact, as `gh attestation verify` reads them. */
const MAX_PER_PAGE = 100;
const signatureOf = (bundle) => field(bundle, 'dsseEnvelope', 'signatures', '0', 'sig');
/**
 * Whether GitHub keeps a bundle already. What it keeps is not the same text: the signature tells.
 * @param subject the digest that the bundle's statement is about.
 */
async function hasAttestation(github, subject, bundle) {
    const route = 'GET /repos/{owner}/{repo}/attestations/{subject_digest}';
    const answer = await github.find(route, { subject_digest: subject, per_page: MAX_PER_PAGE });
    if (answer === undefined)
        return false;
    const kept = items(field(answer, 'attestations')).map((each) => signatureOf(field(each, 'bundle')));
    return kept.includes(signatureOf(bundle));
}
/** Stores a Sigstore bundle with the repository, and returns its id there. */
async function createAttestation(github, bundle) {
    return numberField(await github.request('POST /repos/{owner}/{repo}/attestations', { bundle }), 'id');
}

;// CONCATENATED MODULE: ./actions/sign/github.ts




/** @throws UserError for a key: GitHub's attestations are verified by certificate alone, and one by a key would only look like proof. */
function checkForGitHub({ trust, description }) {
    if (trust.publicKey === undefined)
        return;
    throw new text_error/* UserError */.yo({
        what: "a key's signatures are not stored with GitHub",
        rule: "'gh attestation verify' takes certificates alone",
        seen: description,
        next: 'sign with signing: keyless, or leave github-attestations out',
    });
}
/** Stores every bundle with the repository that is not there yet. @returns how many were stored. */
async function storeWithGitHub(github, entries) {
    const bundles = new Map(entries.map((entry) => [entry.bundlePath, entry]));
    let stored = 0;
    for (const [file, { subject }] of bundles) {
        if (file === undefined)
            continue;
        const bundle = (0,text_json/* parseJson */.qF)(await (0,promises_.readFile)(file));
        if (await hasAttestation(github, subject, bundle))
            continue;
        await createAttestation(github, bundle);
        stored += 1;
    }
    return stored;
}

// EXTERNAL MODULE: ./shared/text/markdown.ts
var markdown = __webpack_require__(1043);
;// CONCATENATED MODULE: ./actions/sign/summary.ts




/** The heading's words: what was done, with how many statements. */
function headline({ signer, dryRun, entries, images }) {
    const count = (status) => entries.filter((entry) => entry.status === status).length;
    const statements = (0,size/* plural */.L)(entries.length, 'statement');
    if (signer === undefined)
        return `sign: nothing signed, ${statements} left out`;
    if (dryRun) {
        return `sign: dry run, ${(0,size/* plural */.L)(count('would write'), 'statement')} would be attached, ${count('unchanged')} unchanged`;
    }
    const written = count('written');
    const inRegistries = images.every(({ reference }) => !reference.startsWith(oci_reference/* LAYOUT_PREFIX */.A$));
    const verified = `verified ${inRegistries ? 'in the registry' : 'where it is stored'}`;
    if (written === 0)
        return `sign: unchanged, ${statements} ${verified}`;
    const others = entries.length === written ? '' : ` (${entries.length - written} were there already)`;
    return `sign: ${(0,size/* plural */.L)(written, 'statement')} attached, ${verified}${others}`;
}
/** The job summary: verdict, why, what to do, the subjects, one table. */
function summary_summarise(report) {
    const { signer, failedSuites, images, entries } = report;
    const sign = signer === undefined || failedSuites.length > 0 ? '⚠️' : '✅';
    return [
        `### ${sign} ${(0,markdown/* escape */.ih)(headline(report))}`,
        '',
        why(report),
        '',
        ...images.map(({ reference, platforms }) => `${(0,markdown/* code */.aY)(reference)}${platforms.map((each) => ` · ${(0,markdown/* cell */.Hn)(each)}`).join('')}  `),
        '',
        (0,markdown/* table */.tp)(['statement', 'on', 'bundle', 'done'], rows(entries)),
        '',
        ...logged(entries),
        ...(report.cleanup ?? []).flatMap(cleaned),
    ].join('\n');
}
/** Links to the log's entries, for whoever wants to see them. */
function logged(entries) {
    const urls = [...new Set(entries.flatMap(({ logUrl }) => logUrl ?? []))];
    if (urls.length === 0)
        return [];
    return [(0,markdown/* details */.zH)('Entries in the transparency log', urls.map((url) => `- ${(0,markdown/* code */.aY)(url)}`).join('\n')), ''];
}
function cleaned({ repository, tags }) {
    if (tags.length === 0)
        return [`No tag in ${(0,markdown/* code */.aY)(repository)} has lost its image.`, ''];
    const what = (each) => {
        if (!('status' in each))
            return 'would be deleted';
        return each.status === 'kept' ? `kept: ${each.why}` : 'deleted';
    };
    const lines = tags.map((each) => [(0,markdown/* code */.aY)(each.tag), (0,markdown/* cell */.Hn)(what(each))]);
    const title = `${(0,size/* plural */.L)(tags.length, 'tag')} in ${repository} whose image is gone`;
    return [(0,markdown/* details */.zH)(title, (0,markdown/* table */.tp)(['tag', 'done'], lines)), ''];
}
function why({ signer, failedSuites, storedWithGitHub }) {
    const stored = storedWithGitHub === undefined
        ? ''
        : ` ${(0,size/* plural */.L)(storedWithGitHub, 'bundle')} stored with GitHub that it did not have.`;
    const by = signer === undefined
        ? 'There is neither a key nor a token here, so nothing was signed; a gate that wants evidence will refuse this image.'
        : `Signed by ${(0,markdown/* code */.aY)(signer)}.${stored}`;
    if (failedSuites.length === 0)
        return by;
    return `${by} **Failed tests were attached as failed:** ${failedSuites.map(markdown/* cell */.Hn).join(', ')}; a gate that wants them will refuse this image.`;
}
/** Rows of one bundle become one row that names its places. */
function rows(entries) {
    const groups = new Map();
    for (const entry of entries) {
        const key = entry.bundleDigest ?? `${entry.label} ${entry.subject}`;
        groups.set(key, [...(groups.get(key) ?? []), entry]);
    }
    return [...groups.values()].flatMap((group) => {
        const [first] = group;
        if (first === undefined)
            return [];
        const bundle = first.bundleDigest === undefined ? '–' : (0,markdown/* code */.aY)((0,oci_digest/* shortDigest */.VK)(first.bundleDigest));
        return [
            [(0,markdown/* cell */.Hn)(first.label), (0,markdown/* cell */.Hn)(group.map(({ place }) => place).join(', ')), bundle, (0,markdown/* cell */.Hn)(summary_statusOf(group))],
        ];
    });
}
const summary_statusOf = (group) => [...new Set(group.map(({ status }) => status))].join(', ');

;// CONCATENATED MODULE: ./actions/sign/sign.ts


















/** Files are read and the key is loaded before the registry is asked anything; the whole plan is made before anything is written. */
async function run(inputs, context) {
    const { attestations = [], tests = [], bundles = [], dryRun, recursive } = inputs;
    const files = await loadFiles({ attestations, tests, bundles }, context.workspace, context.clock.now());
    const signer = await loadSigner(inputs, signerPorts(context));
    if (inputs.githubAttestations && signer !== undefined)
        checkForGitHub(signer);
    const opened = await Promise.all(inputs.image.map((reference) => sign_open(reference, openStore(reference, storePorts(inputs, context, reference)))));
    const images = opened.map(({ image }) => image);
    const planned = planStatements(images, { ...files, recursive });
    const directory = external_node_path_default().join(context.temp, 'fixity', 'bundles');
    const entries = [];
    for (const [index, { store, reference }] of opened.entries()) {
        const mine = planned.filter((each) => each.image === index);
        context.log.info(`${(0,oci_reference/* formatReference */.FH)(reference)}: ${(0,size/* plural */.L)(mine.length, 'statement')}`);
        entries.push(...(await sign_attach({ store, mine, dryRun, directory }, signer)));
    }
    const stored = signer !== undefined && inputs.githubAttestations && !dryRun;
    const report = {
        ...(stored ? { storedWithGitHub: await storeWithGitHub(await connect(inputs, context), entries) } : {}),
        ...(inputs.cleanup === 'off' ? {} : { cleanup: await cleanUp(opened, inputs) }),
        images: opened.map(({ reference, image }) => ({
            reference: (0,oci_reference/* formatReference */.FH)(reference),
            platforms: image.platforms.map(({ label }) => label),
        })),
        signer: signer?.description,
        dryRun,
        entries,
        failedSuites: files.tests
            .filter(({ predicate }) => predicate.result === 'FAILED')
            .map(({ suite }) => suite),
    };
    return outcome(report);
}
/** @throws UserError without a token: GitHub keeps nothing for nobody. */
function connect({ token }, { run, clock, signal }) {
    if (token === undefined) {
        const next = 'leave the input token out: it is the token of the job then';
        throw new text_error/* UserError */.yo({ what: 'github-attestations needs a token', rule: "the job's token", next });
    }
    const { repository, apiUrl, serverUrl } = run;
    return connectGitHub({ repository, token, apiUrl, serverUrl, clock, signal });
}
/** Each repository once, whichever of its images were signed. */
async function cleanUp(opened, inputs) {
    const stores = new Map(opened.map(({ store }) => [store.name, store]));
    const cleaned = [];
    for (const [repository, store] of stores) {
        const stale = await staleTags(store);
        const isListed = inputs.cleanup === 'list' || inputs.dryRun;
        cleaned.push({ repository, tags: isListed ? stale : await deleteStaleTags(store, stale) });
    }
    return cleaned;
}
const sign_attach = async ({ store, mine, dryRun, directory }, signer) => signer === undefined || dryRun
    ? previewPlan(store, signer, mine)
    : applyPlan(store, signer, mine, directory);
async function sign_open(reference, store) {
    const { top, platforms } = await readImage(store, reference.digest);
    if (!isIndex(top.descriptor.mediaType)) {
        return {
            reference,
            store,
            image: { top: { descriptor: top.descriptor, label: 'image' }, platforms: [] },
        };
    }
    const places = platforms.map(({ platform, manifest }) => ({
        descriptor: manifest.descriptor,
        label: formatPlatform(platform),
    }));
    return {
        reference,
        store,
        image: { top: { descriptor: top.descriptor, label: 'index' }, platforms: places },
    };
}
function outcome(report) {
    const { entries, signer, dryRun } = report;
    const stale = (report.cleanup ?? []).flatMap(({ tags }) => tags);
    const logUrls = [...new Set(entries.flatMap(({ logUrl }) => logUrl ?? []))];
    const bundles = new Map(entries.map((entry) => [entry.bundleDigest, entry.bundlePath]));
    bundles.delete(undefined);
    const paths = [...bundles.values()].filter((each) => each !== undefined);
    const changed = entries.some(({ status }) => status === 'written') ||
        (report.storedWithGitHub ?? 0) > 0 ||
        stale.some((each) => 'status' in each && each.status === 'deleted');
    return {
        result: changed ? 'done' : 'unchanged',
        headline: headline(report),
        outputs: {
            bundleDigests: [...bundles.keys()].join('\n'),
            ...(paths.length > 0 && !dryRun ? { bundlePaths: paths.join('\n') } : {}),
            ...(signer === undefined ? {} : { signer }),
            ...(logUrls.length > 0 ? { logUrl: logUrls.join('\n') } : {}),
            ...(report.cleanup === undefined ? {} : { staleTags: stale.map(({ tag }) => tag).join('\n') }),
        },
        summary: summary_summarise(report),
        report,
    };
}


/***/ }),

/***/ 4045:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JC: () => (/* binding */ preAuthEncoding),
/* harmony export */   Lo: () => (/* binding */ verifyPayload),
/* harmony export */   T4: () => (/* binding */ IN_TOTO_PAYLOAD_TYPE),
/* harmony export */   cM: () => (/* binding */ signPayload)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
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

/***/ 6026:
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

/***/ 260:
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

/***/ 1956:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $6: () => (/* binding */ textAt),
/* harmony export */   at: () => (/* binding */ at),
/* harmony export */   lC: () => (/* binding */ timeAt)
/* harmony export */ });
/* unused harmony export parseTime */
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

/***/ 7267:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  cS: () => (/* binding */ PREDICATE_BASE),
  eZ: () => (/* binding */ contentDigest),
  _i: () => (/* binding */ encodeStatement),
  KH: () => (/* binding */ isAbout),
  By: () => (/* binding */ parseStatement),
  pT: () => (/* binding */ statementAbout)
});

// EXTERNAL MODULE: ./shared/oci/digest.ts
var oci_digest = __webpack_require__(162);
// EXTERNAL MODULE: ./shared/text/error.ts
var text_error = __webpack_require__(6542);
// EXTERNAL MODULE: ./shared/text/json.ts
var json = __webpack_require__(300);
// EXTERNAL MODULE: ./shared/text/size.ts
var size = __webpack_require__(9831);
// EXTERNAL MODULE: ./shared/text/json-value.ts
var json_value = __webpack_require__(3456);
;// CONCATENATED MODULE: ./shared/evidence/canonical.ts


/** JSON with sorted keys and no spaces, so that equal values are equal texts whoever wrote them. */
function canonicalJson(value) {
    return JSON.stringify(value, (_, inner) => ((0,json_value/* isRecord */.u4)(inner) ? sorted(inner) : inner));
}
function sorted(record) {
    // Without a prototype the key `__proto__` is a key like any other.
    const result = Object.create(null);
    for (const key of Object.keys(record).sort())
        result[key] = record[key];
    return result;
}
const digestOfJson = (value) => (0,oci_digest/* digestOf */.ol)(canonicalJson(value));

// EXTERNAL MODULE: ./shared/evidence/limits.ts
var limits = __webpack_require__(260);
;// CONCATENATED MODULE: ./shared/evidence/statement.ts







/** The one place of Fixity's own predicate types; each has a version in its path and a JSON Schema in docs/predicates. */
const PREDICATE_BASE = 'https://fixity-actions.github.io/predicates/';
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** cosign attest still writes version 0.1; its fields are the same. */
const STATEMENT_TYPES = [STATEMENT_TYPE, 'https://in-toto.io/Statement/v0.1'];
/** A statement about images by digest: an index, and the platform manifests that it is meant for too. */
const statementAbout = (subjects, predicateType, predicate) => ({
    _type: STATEMENT_TYPE,
    subject: subjects.map(({ digest }) => ({ digest: { sha256: (0,oci_digest/* hexOf */.ZD)(digest) } })),
    predicateType,
    predicate,
});
const isAbout = (statement, digest) => statement.subject.some((subject) => subject.digest['sha256'] === (0,oci_digest/* hexOf */.ZD)(digest));
/** Equal for statements that say the same of the same subjects, whoever serialised them. */
const contentDigest = ({ subject, predicateType, predicate }) => digestOfJson({
    subjects: subject.map((each) => each.digest['sha256'] ?? '').sort(),
    predicateType,
    predicate,
});
/** The bytes to sign. @throws UserError when predicate or subjects exceed what verifiers accept. */
function encodeStatement(statement) {
    const predicateBytes = Buffer.byteLength(JSON.stringify(statement.predicate));
    if (predicateBytes > limits/* LIMIT */.u.predicateBytes) {
        throw new text_error/* UserError */.yo({
            what: `the predicate ${statement.predicateType} is too large to sign`,
            rule: `at most ${(0,size/* formatBytes */.z)(limits/* LIMIT */.u.predicateBytes)} (${limits/* LIMIT */.u.predicateBytes} bytes)`,
            seen: `${predicateBytes} bytes`,
        });
    }
    if (statement.subject.length > limits/* LIMIT */.u.subjects) {
        throw new text_error/* UserError */.yo({
            what: `the statement ${statement.predicateType} has too many subjects`,
            rule: `at most ${limits/* LIMIT */.u.subjects}`,
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
    if (!(0,json_value/* isRecord */.u4)(value))
        throw malformed('', 'a JSON object');
    const { _type: type, subject, predicateType, predicate } = value;
    if (!STATEMENT_TYPES.includes(type))
        throw malformed('_type', STATEMENT_TYPE);
    if (typeof predicateType !== 'string' || predicateType === '')
        throw malformed('predicateType', 'a URI');
    if (!Array.isArray(subject))
        throw malformed('subject', 'a list');
    if (!(0,json_value/* isRecord */.u4)(predicate))
        throw malformed('predicate', 'an object');
    return { _type: STATEMENT_TYPE, subject: subject.map(parseSubject), predicateType, predicate };
}
function parseSubject(value) {
    const digest = (0,json_value/* isRecord */.u4)(value) ? value['digest'] : undefined;
    if (!(0,json_value/* isRecord */.u4)(value) || !(0,json_value/* isRecord */.u4)(digest))
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
        return (0,json/* parseJson */.qF)(payload);
    }
    catch (error) {
        throw new text_error/* UserError */.yo({ what: 'malformed statement', rule: 'JSON in UTF-8' }, { cause: error });
    }
}
const malformed = (field, rule) => new text_error/* UserError */.yo({ what: `malformed statement${field && ` at ${field}`}`, rule });


/***/ }),

/***/ 4588:
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
var external_node_http_ = __webpack_require__(7067);
var external_node_http_default = /*#__PURE__*/__webpack_require__.n(external_node_http_);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
// EXTERNAL MODULE: ./shared/text/error.ts
var text_error = __webpack_require__(6542);
// EXTERNAL MODULE: ./shared/oci/blocks.ts
var blocks = __webpack_require__(4588);
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
var external_node_net_ = __webpack_require__(7030);
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
    const tls = await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 1692, 23));
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
var parallel = __webpack_require__(5413);
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
    const { request, Agent } = protocol === 'https:' ? await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 4708, 23)) : (external_node_http_default());
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

/***/ 5413:
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
