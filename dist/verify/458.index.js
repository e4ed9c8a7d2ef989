export const id = 458;
export const ids = [458];
export const modules = {

/***/ 3458:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./shared/text/error.ts
var text_error = __webpack_require__(6542);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
;// CONCATENATED MODULE: ./shared/action/signing-command.ts


const TIMEOUT_MILLISECONDS = 60_000;
const MAX_ANSWER_BYTES = (/* unused pure expression or super */ null && (64 * 1024));
/**
 * Runs a command of the user's with `input` on its standard input, and returns what it writes. Words are parted by spaces; there is no
 * shell. It has the step's environment, for it may need a cloud's credentials, but not the inputs of the action.
 * @throws UserError when it cannot be started or fails; what it says for people is shown, what it answers is not.
 */
async function signing_command_runSigningCommand(command, input, cwd) {
    const [program = '', ...argv] = command.trim().split(/\s+/);
    return new Promise((resolve, reject) => {
        const options = {
            cwd,
            env: withoutInputs(process.env),
            encoding: 'buffer',
            timeout: TIMEOUT_MILLISECONDS,
            maxBuffer: MAX_ANSWER_BYTES,
        };
        const child = execFile(program, argv, options, (error, stdout, stderr) => {
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
    return new UserError({
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
        readFile: async (file) => masked(await readTextFile('key file', path.resolve(context.workspace, file))),
        readText: (file) => readTextFile(file, path.resolve(context.workspace, file)),
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
        if (error instanceof UserError)
            throw error;
        const what = "the runner's token service gave no OIDC token";
        throw new UnavailableError({ what, seen: messageOf(error), next: 'run the job again' }, { cause: error });
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
const visibilityOf = (event) => textAt(event, 'repository.visibility');
async function readTextFile(what, file) {
    try {
        return await readFile(file, 'utf8');
    }
    catch (error) {
        throw new UserError({ what, rule: 'a file that can be read', seen: messageOf(error) }, { cause: error });
    }
}

// EXTERNAL MODULE: ./shared/text/json.ts
var json = __webpack_require__(300);
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
        const config = (0,json/* parseJson */.qF)(text);
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
        throw new UserError({
            what: 'the signing key is encrypted',
            rule: "a plain key in PEM, or cosign's key file with key-password",
            seen: label,
            next: 'decrypt it once, for example with openssl pkcs8 -topk8 -nocrypt, and store the result as the secret',
        });
    }
    return supportedKey(read(() => createPrivateKey(pem.trim()), label));
}
/** A public key in PEM (SubjectPublicKeyInfo). @throws UserError; a private key in its place is refused, it must not lie about. */
function key_parsePublicKey(pem) {
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

// EXTERNAL MODULE: ./shared/oci/digest.ts
var oci_digest = __webpack_require__(162);
// EXTERNAL MODULE: ./shared/text/duration.ts
var duration = __webpack_require__(4154);
// EXTERNAL MODULE: ./shared/text/markdown.ts
var markdown = __webpack_require__(1043);
;// CONCATENATED MODULE: ./shared/evidence/tree-text.ts



const MAX_CHARACTERS = 100;
/** The tree for a terminal; what signers wrote is shown on one line, without anything that could move the cursor. */
function treeText({ image, nodes }) {
    const lines = [plain(image)];
    for (const [index, node] of nodes.entries()) {
        const last = index === nodes.length - 1;
        lines.push(`${last ? '└─' : '├─'} ${plain(node.label)} ${(0,oci_digest/* shortDigest */.VK)(node.digest)}`);
        const leaves = leavesOf(node, plain, plain);
        for (const [leaf, text] of leaves.entries()) {
            lines.push(`${last ? '   ' : '│  '}${leaf === leaves.length - 1 ? '└─' : '├─'} ${text}`);
        }
    }
    return `${lines.join('\n')}\n`;
}
/** The tree as nested lists. */
function treeMarkdown({ image, nodes }) {
    const lines = [(0,markdown/* code */.aY)(image), ''];
    for (const node of nodes) {
        lines.push(`- **${(0,markdown/* escape */.ih)(node.label)}** ${(0,markdown/* code */.aY)((0,oci_digest/* shortDigest */.VK)(node.digest))}`);
        lines.push(...leavesOf(node, (text) => (0,markdown/* escape */.ih)((0,markdown/* cut */.Jj)(text, MAX_CHARACTERS)), markdown/* code */.aY).map((text) => `  - ${text}`));
    }
    return `${lines.join('\n')}\n`;
}
function leavesOf(node, show, showDigest) {
    const entries = node.entries.map((entry) => entryLine(entry, show, showDigest));
    const ignored = node.ignored.map(([reason, count]) => `${count} ${reason}`).join(', ');
    const leaves = ignored === '' ? entries : [...entries, `ignored: ${ignored}`];
    return leaves.length === 0 ? ['no evidence'] : leaves;
}
function entryLine(entry, show, showDigest) {
    const { name, detail, signedBy, time, timeSource, bundleDigest, superseded } = entry;
    const said = detail === '' ? show(name) : `${show(name)}: ${show(detail)}`;
    const when = time === undefined ? '' : ` · ${(0,duration/* formatTime */.fU)(time)}${timeSource === 'predicate' ? ' (as signed)' : ''}`;
    const bundle = showDigest((0,oci_digest/* shortDigest */.VK)(bundleDigest));
    return `${said} · by ${show(signedBy)}${when} · ${bundle}${superseded ? ' · superseded' : ''}`;
}
/** Control, format and unassigned characters become one space, as do runs of spaces. */
const plain = (text) => (0,markdown/* cut */.Jj)(text.replace(/[\p{C}\s]+/gu, ' ').trim(), MAX_CHARACTERS + 60);

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

;// CONCATENATED MODULE: ./shared/evidence/evidence.ts
/** `2 other signer, 1 malformed`: reasons with their counts, the most frequent first. */
function countIgnored(ignored) {
    const counts = new Map();
    for (const { reason } of ignored)
        counts.set(reason, (counts.get(reason) ?? 0) + 1);
    return [...counts].sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0]));
}

;// CONCATENATED MODULE: ./shared/evidence/canonical.ts


/** JSON with sorted keys and no spaces, so that equal values are equal texts whoever wrote them. */
function canonicalJson(value) {
    return JSON.stringify(value, (_, inner) => (isRecord(inner) ? sorted(inner) : inner));
}
function sorted(record) {
    // Without a prototype the key `__proto__` is a key like any other.
    const result = Object.create(null);
    for (const key of Object.keys(record).sort())
        result[key] = record[key];
    return result;
}
const canonical_digestOfJson = (value) => digestOf(canonicalJson(value));

;// CONCATENATED MODULE: ./shared/evidence/limits.ts
/** Bounds of what is signed and of what is read; a bound that is hit is always said. */
const limits_LIMIT = {
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

;// CONCATENATED MODULE: ./shared/text/json-value.ts
/** Looks at JSON values of others, which are of any shape until somebody looked. */
/** An object with keys: no list, and not null. */
const json_value_isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** The object; an empty one for anything else. */
const asRecord = (value) => (json_value_isRecord(value) ? value : {});
/** The list; an empty one for anything else. */
const asList = (value) => Array.isArray(value) ? value : [];
/** The text; an empty one for anything else. */
const asText = (value) => (typeof value === 'string' ? value : '');

;// CONCATENATED MODULE: ./shared/evidence/statement.ts







/** The one place of Fixity's own predicate types; each has a version in its path and a JSON Schema in docs/predicates. */
const PREDICATE_BASE = 'https://fixity-actions.github.io/predicates/';
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** cosign attest still writes version 0.1; its fields are the same. */
const STATEMENT_TYPES = [STATEMENT_TYPE, 'https://in-toto.io/Statement/v0.1'];
/** A statement about images by digest: an index, and the platform manifests that it is meant for too. */
const statementAbout = (subjects, predicateType, predicate) => ({
    _type: STATEMENT_TYPE,
    subject: subjects.map(({ digest }) => ({ digest: { sha256: hexOf(digest) } })),
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
    if (predicateBytes > LIMIT.predicateBytes) {
        throw new UserError({
            what: `the predicate ${statement.predicateType} is too large to sign`,
            rule: `at most ${formatBytes(LIMIT.predicateBytes)} (${LIMIT.predicateBytes} bytes)`,
            seen: `${predicateBytes} bytes`,
        });
    }
    if (statement.subject.length > LIMIT.subjects) {
        throw new UserError({
            what: `the statement ${statement.predicateType} has too many subjects`,
            rule: `at most ${LIMIT.subjects}`,
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
    if (!json_value_isRecord(value))
        throw malformed('', 'a JSON object');
    const { _type: type, subject, predicateType, predicate } = value;
    if (!STATEMENT_TYPES.includes(type))
        throw malformed('_type', STATEMENT_TYPE);
    if (typeof predicateType !== 'string' || predicateType === '')
        throw malformed('predicateType', 'a URI');
    if (!Array.isArray(subject))
        throw malformed('subject', 'a list');
    if (!json_value_isRecord(predicate))
        throw malformed('predicate', 'an object');
    return { _type: STATEMENT_TYPE, subject: subject.map(parseSubject), predicateType, predicate };
}
function parseSubject(value) {
    const digest = json_value_isRecord(value) ? value['digest'] : undefined;
    if (!json_value_isRecord(value) || !json_value_isRecord(digest))
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

;// CONCATENATED MODULE: ./shared/evidence/predicates/canary.ts

/** The verdict on a canary, with every number that it was made of. Schema: docs/predicates/canary-v1.json. */
const CANARY_TYPE = `${PREDICATE_BASE}canary/v1`;

;// CONCATENATED MODULE: ./shared/evidence/predicates/fields.ts
/** What stands at a dotted path (`configuration.0.name`) of a JSON value; undefined when something on the way is missing. */
function fields_at(value, path) {
    return path.split('.').reduce((inner, key) => {
        if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key))
            return undefined;
        return inner[key];
    }, value);
}
/** The text at a dotted path; undefined for anything else. */
function fields_textAt(value, path) {
    const found = fields_at(value, path);
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
    const text = fields_textAt(value, path);
    return text === undefined ? undefined : parseTime(text);
}

;// CONCATENATED MODULE: ./shared/evidence/predicates/promotion.ts




/** The record that one digest was promoted to one environment; docs/predicates/promotion-v1.schema.json describes it. */
const PROMOTION_TYPE = `${PREDICATE_BASE}promotion/v1`;
/**
 * Reads a predicate of this type; fields that are not known are passed over.
 * @throws UserError with everything that is missing or not what it must be.
 */
function parsePromotion(value) {
    const problems = [];
    const text = (path) => {
        const found = fields_textAt(value, path);
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
    if (parseTime(time) === undefined)
        problems.push({ what: 'promotion: time is not a time', seen: JSON.stringify(time) });
    const promotion = {
        environment: text('environment'),
        from: listAt(value, 'from').filter((each) => typeof each === 'string'),
        image: text('image'),
        source: text('source'),
        repository: text('repository'),
        digest: digest('digest'),
        ...(fields_at(value, 'previousDigest') === undefined ? {} : { previousDigest: digest('previousDigest') }),
        policy: { uri: text('policy.uri'), digest: digest('policy.digest') },
        evidence: listAt(value, 'evidence').map((_, index) => ({
            type: text(`evidence.${index}.type`),
            digest: digest(`evidence.${index}.digest`),
        })),
        ...(fields_at(value, 'plan') === undefined ? {} : { plan: digest('plan') }),
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
    const found = fields_at(value, path);
    return Array.isArray(found) ? found : [];
};
function optionalParts(value) {
    const commit = fields_textAt(value, 'commit');
    const deployment = fields_at(value, 'deployment');
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
    const buildType = fields_textAt(value, 'buildDefinition.buildType');
    const builderId = fields_textAt(value, 'runDetails.builder.id');
    const parameters = fields_at(value, 'buildDefinition.externalParameters');
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
        ref: ref ?? fields_textAt(parameters, 'workflow.ref'),
        invocationId: fields_textAt(value, 'runDetails.metadata.invocationId'),
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
    const list = fields_at(value, 'buildDefinition.resolvedDependencies');
    if (!Array.isArray(list))
        return [];
    return list.map((item) => {
        const [name, uri] = [fields_textAt(item, 'name'), fields_textAt(item, 'uri')];
        return {
            ...(name === undefined ? {} : { name }),
            ...(uri === undefined ? {} : { uri }),
            digest: digestsOf(fields_at(item, 'digest')),
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
    const result = fields_at(value, 'scanner.result');
    const [startedAt, finishedAt] = [
        timeAt(value, 'metadata.scanStartedOn'),
        timeAt(value, 'metadata.scanFinishedOn'),
    ];
    if (finishedAt === undefined)
        throw vulnerabilities_malformed('metadata.scanFinishedOn', 'a time with its zone');
    const verdict = fields_textAt(result, 'verdict');
    if (verdict !== 'pass' && verdict !== 'fail')
        throw vulnerabilities_malformed('scanner.result.verdict', 'pass or fail');
    const complete = fields_at(result, 'complete');
    if (typeof complete !== 'boolean')
        throw vulnerabilities_malformed('scanner.result.complete', 'true or false');
    const baseline = fields_at(result, 'baseline') === undefined ? undefined : digestAt(result, 'baseline');
    const findings = listOf(fields_at(result, 'findings')).map(parseFinding);
    const exceptions = listOf(fields_at(result, 'exceptions')).map(parseException);
    return {
        startedAt: startedAt ?? finishedAt,
        finishedAt,
        version: fields_textAt(value, 'scanner.version') ?? '',
        verdict,
        counts: parseCounts(fields_at(result, 'counts')),
        complete,
        incomplete: texts(fields_at(result, 'incomplete')),
        packages: countAt(result, 'packages'),
        ecosystems: texts(fields_at(result, 'ecosystems')),
        snapshot: {
            digest: digestAt(result, 'snapshot.digest'),
            newest: timeAt(result, 'snapshot.newest'),
            records: countAt(result, 'snapshot.records'),
        },
        policyDigest: digestAt(result, 'policyDigest'),
        ...(baseline === undefined ? {} : { baseline }),
        ...(fields_at(result, 'secrets') === undefined ? {} : { secrets: countAt(result, 'secrets') }),
        sbom: fields_textAt(result, 'sbom') ?? '',
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
    const [id, purl, fixed] = [fields_textAt(value, 'id'), fields_textAt(value, 'purl'), fields_textAt(value, 'fixed')];
    const severity = COUNTED_SEVERITIES.find((each) => each === fields_textAt(value, 'severity'));
    const exception = fields_textAt(value, 'exception');
    if (id === undefined || purl === undefined || severity === undefined) {
        throw vulnerabilities_malformed('scanner.result.findings', 'each has id, purl and severity');
    }
    return {
        id,
        aliases: texts(fields_at(value, 'aliases')),
        severity,
        purl,
        ...(fixed === undefined ? {} : { fixed }),
        ...(exception === undefined ? {} : { exception }),
    };
}
function parseException(value) {
    const [id, advisory, name] = [fields_textAt(value, 'id'), fields_textAt(value, 'advisory'), fields_textAt(value, 'package')];
    if (id === undefined || advisory === undefined) {
        throw vulnerabilities_malformed('scanner.result.exceptions', 'each has id and advisory');
    }
    return { id, advisory, ...(name === undefined ? {} : { package: name }) };
}
function countAt(value, path) {
    const count = fields_at(value, path);
    if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0)
        return count;
    throw vulnerabilities_malformed(`scanner.result … ${path}`, 'a whole number');
}
function digestAt(value, path) {
    const text = fields_textAt(value, path) ?? '';
    if (!(0,oci_digest/* isDigest */.Bc)(text))
        throw vulnerabilities_malformed(`scanner.result.${path}`, 'a digest');
    return text;
}
const listOf = (value) => (Array.isArray(value) ? value : []);
const texts = (value) => listOf(value).filter((each) => typeof each === 'string');
const vulnerabilities_malformed = (field, rule) => new text_error/* UserError */.yo({ what: `malformed vulnerability scan at ${field}`, rule });

;// CONCATENATED MODULE: ./shared/evidence/predicates/known.ts










const SIGNATURE_TYPE = 'https://sigstore.dev/cosign/sign/v1';
const nothing = () => '';
const byText = (...paths) => (predicate) => paths.map((path) => fields_textAt(predicate, path) ?? '').join('\n');
/** The texts at these paths, those that are there, with spaces between. */
const say = (...paths) => (predicate) => paths
    .map((path) => fields_textAt(predicate, path))
    .filter((text) => text !== undefined)
    .join(' ');
const byTime = (...paths) => (predicate) => paths.map((path) => timeAt(predicate, path)).find((time) => time !== undefined);
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
    return { bytes, digest: digestOf(bytes) };
}
/**
 * Reads a bundle strictly: known fields only, one DSSE envelope with one signature, one kind of verification material.
 * @throws UserError that names the field.
 */
function parseBundle(bytes) {
    if (bytes.length > limits_LIMIT.bundleBytes) {
        throw bundle_malformed('size', `at most ${limits_LIMIT.bundleBytes} bytes`, String(bytes.length));
    }
    const top = record(bundle_jsonOf(bytes), 'bundle', ['mediaType', 'verificationMaterial', 'dsseEnvelope']);
    const mediaType = bundle_text(top['mediaType'], 'mediaType');
    if (!isBundleMediaType(mediaType))
        throw bundle_malformed('mediaType', BUNDLE_MEDIA_TYPE, mediaType);
    return { material: parseMaterial(top['verificationMaterial']), ...parseEnvelope(top['dsseEnvelope']) };
}
function parseMaterial(value) {
    const field = 'verificationMaterial';
    const known = ['publicKey', 'certificate', 'tlogEntries', 'timestampVerificationData'];
    const material = record(value, field, known);
    const { publicKey, certificate } = material;
    if ((publicKey === undefined) === (certificate === undefined)) {
        throw bundle_malformed(field, 'either publicKey or certificate', Object.keys(material).join(', '));
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
        throw bundle_malformed(`${field}.signatures`, 'exactly one signature', seen);
    }
    const signature = record(signatures[0], `${field}.signatures[0]`, ['sig', 'keyid']);
    return {
        payloadType: bundle_text(envelope['payloadType'], `${field}.payloadType`),
        payload: base64(envelope['payload'], `${field}.payload`),
        signature: base64(signature['sig'], `${field}.signatures[0].sig`),
    };
}
function bundle_jsonOf(bytes) {
    try {
        return (0,json/* parseJson */.qF)(bytes);
    }
    catch (error) {
        throw new text_error/* UserError */.yo({ what: 'malformed bundle', rule: 'JSON in UTF-8' }, { cause: error });
    }
}
function record(value, field, known) {
    if (!json_value_isRecord(value))
        throw bundle_malformed(field, 'an object', typeof value);
    const unknown = Object.keys(value).find((key) => !known.includes(key));
    if (unknown !== undefined)
        throw bundle_malformed(field, `the fields ${known.join(', ')}`, unknown);
    return value;
}
function bundle_text(value, field) {
    if (typeof value !== 'string')
        throw bundle_malformed(field, 'text', typeof value);
    return value;
}
function base64(value, field) {
    const encoded = bundle_text(value, field);
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.length === 0 || bytes.toString('base64') !== encoded) {
        throw bundle_malformed(field, 'base64 with padding', encoded.slice(0, 40));
    }
    return bytes;
}
const bundle_malformed = (field, rule, seen) => new text_error/* UserError */.yo({ what: `malformed bundle at ${field}`, rule, seen: JSON.stringify(seen) });

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
    const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length };
    await store.writeBlob(descriptor, () => Readable.from([Buffer.from(bytes)], { objectMode: false }));
    return descriptor;
}

// EXTERNAL MODULE: ./shared/oci/parallel.ts
var parallel = __webpack_require__(5413);
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
async function collectBundles(store, subject, options, judge) {
    const leftOut = [];
    const listed = await store.listReferrers(subject, (entry) => {
        const detail = `an entry of the list: ${entry.slice(0, SHOWN_CHARACTERS)}`;
        leftOut.push({ ...ignore('malformed', detail), store: store.name });
    });
    const count = listed.length + leftOut.length;
    if (count > limits_LIMIT.referrers)
        throw tooMuch(store, subject, `${limits_LIMIT.referrers} referrers`, count);
    const wanted = listed.filter((descriptor) => isWanted(descriptor, options));
    const results = new Array(wanted.length);
    let total = 0;
    await (0,parallel/* parallel */._)([...wanted.entries()], limits_LIMIT.parallel, async ([index, descriptor]) => {
        const read = await readReferrer(store, descriptor);
        if ('bytes' in read)
            total += read.bundle.size;
        if (total > limits_LIMIT.totalBytes)
            throw tooMuch(store, subject, (0,size/* formatBytes */.z)(limits_LIMIT.totalBytes), (0,size/* formatBytes */.z)(total));
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
            return ignore('unknown media type', content.artifactType ?? '');
        const bundle = bundleLayer(content);
        if ('reason' in bundle)
            return bundle;
        const bytes = await readSmallBlob(store, bundle, limits_LIMIT.bundleBytes);
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
    return layer.size > limits_LIMIT.bundleBytes ? ignore('too large', (0,size/* formatBytes */.z)(layer.size)) : layer;
}
const ignore = (reason, detail) => ({ reason, detail });

;// CONCATENATED MODULE: ./shared/evidence/dsse.ts

/** The payload type of an in-toto statement (in-toto attestation framework, spec/v1/envelope.md). */
const IN_TOTO_PAYLOAD_TYPE = 'application/vnd.in-toto+json';
/** Exactly the bytes that a DSSE signature covers: `DSSEv1 <length> <type> <length> <payload>` (DSSE 1.0, protocol.md). */
function preAuthEncoding(payloadType, payload) {
    const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
    return Buffer.concat([Buffer.from(head), payload]);
}
/** ECDSA as DER, RSA as PKCS #1 v1.5, both over SHA-256: what every Sigstore client accepts. */
const signPayload = (payloadType, payload, key) => sign('sha256', preAuthEncoding(payloadType, payload), key);
/** Whether `signature` is that of `key`; a signature of another form is a false one, not an error. */
function verifyPayload(payloadType, payload, signature, key) {
    try {
        return (0,external_node_crypto_.verify)('sha256', preAuthEncoding(payloadType, payload), key, signature);
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./shared/evidence/identity.ts
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
function identity_workflowServer(issuer) {
    const isEnterprise = issuer.startsWith(`${GITHUB_ISSUER}/`) && /^[\w-]+$/.test(issuer.slice(GITHUB_ISSUER.length + 1));
    if (issuer === GITHUB_ISSUER || isEnterprise)
        return 'https://github.com';
    const [, host] = /^https:\/\/token\.actions\.([a-z0-9-]+\.ghe\.com)$/.exec(issuer) ?? [];
    return host === undefined ? undefined : `https://${host}`;
}

;// CONCATENATED MODULE: ./shared/evidence/trust.ts


/** The signers that have a key. @throws UserError when one cannot be read. */
const trustedKeys = (signers) => signers.flatMap(({ name, publicKey, validUntil, revoked = false }) => {
    if (publicKey === undefined)
        return [];
    const key = typeof publicKey === 'string' ? key_parsePublicKey(publicKey) : publicKey;
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
    const { certificateJudge } = await Promise.all(/* import() */[__webpack_require__.e(187), __webpack_require__.e(857)]).then(__webpack_require__.bind(__webpack_require__, 4857));
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
        if (bundle.payloadType !== IN_TOTO_PAYLOAD_TYPE) {
            return { reason: 'malformed', detail: `payload type ${bundle.payloadType} is not in-toto` };
        }
        const signer = bundle.material.kind === 'key' ? findKey(bundle, rules) : findIdentity(bytes, rules);
        if ('reason' in signer)
            return signer;
        const statement = parseStatement(bundle.payload);
        if (!isAbout(statement, rules.subject)) {
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
    const signers = ordered.filter(({ key }) => verifyPayload(payloadType, payload, signature, key));
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
    const signers = identities.filter((trusted) => isSameIdentity(trusted, identity));
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

;// CONCATENATED MODULE: ./shared/evidence/tree.ts






/**
 * Reads and verifies the evidence of an image and of each of its platforms.
 * @throws as `loadEvidence` does.
 */
async function loadEvidenceTree(stores, image, trusted, options = {}) {
    return (await treeOf(stores, image, trusted, options)).tree;
}
/** The tree, and the evidence that it shows, for whoever decides on it too: nothing is read twice. */
async function treeOf(stores, image, trusted, options = {}) {
    const loaded = await Promise.all(places(image).map(async ({ label, digest }) => {
        const found = await loadEvidence(stores, digest, trusted, options);
        return { node: treeNode(label, digest, found), evidence: found.accepted };
    }));
    return {
        tree: { image: image.name, nodes: loaded.map(({ node }) => node) },
        evidence: loaded.flatMap(({ evidence }) => evidence),
    };
}
/** The part of the tree that is about one digest. */
function treeNode(label, digest, { accepted, ignored }) {
    const newest = new Set(newestPerKey(accepted));
    const entries = accepted.map((evidence) => treeEntry(evidence, !newest.has(evidence)));
    return { label, digest, entries: entries.sort(tree_byTime), ignored: countIgnored(ignored) };
}
function places({ top, platforms }) {
    const place = (label, { digest }) => ({ label, digest });
    if (!isIndex(top.descriptor.mediaType))
        return [place('image', top.descriptor)];
    const children = platforms.map(({ platform, manifest }) => place(formatPlatform(platform), manifest.descriptor));
    return [place('index', top.descriptor), ...children];
}
function treeEntry(evidence, superseded) {
    const { statement, predicateType, signedBy, time, timeSource, bundleDigest, store } = evidence;
    const detail = knownPredicate(predicateType)?.detail(statement.predicate) ?? '';
    const name = predicateName(predicateType);
    return { name, detail, predicateType, signedBy, time, timeSource, bundleDigest, store, superseded };
}
function tree_byTime(one, other) {
    const [mine, theirs] = [one.time?.getTime() ?? 0, other.time?.getTime() ?? 0];
    return (mine - theirs || one.name.localeCompare(other.name) || (one.bundleDigest < other.bundleDigest ? -1 : 1));
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
    const items = manifest_listOf(content, list, from);
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
    const items = manifest_listOf(content, 'manifests', from);
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
        content = (0,json/* parseJson */.qF)(bytes);
    }
    catch (cause) {
        throw manifest_malformed(from, { rule: 'a manifest is JSON', seen: (0,text_error/* messageOf */.bD)(cause).slice(0, 100) }, cause);
    }
    if (!json_value_isRecord(content))
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
function manifest_listOf(content, list, from) {
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
const isDescriptor = (value) => json_value_isRecord(value) && isNamed(value) && isDescribed(value);
function isNamed({ mediaType, digest, size }) {
    const named = typeof mediaType === 'string' && typeof digest === 'string' && (0,oci_digest/* isDigest */.Bc)(digest);
    return named && Number.isSafeInteger(size) && size >= 0;
}
/** Some writers say null for what is absent. */
function isDescribed({ annotations, artifactType, platform, urls }) {
    const { os, architecture, variant } = json_value_isRecord(platform) ? platform : { os: '', architecture: '' };
    const texts = Array.isArray(urls) ? urls : [];
    const optional = [artifactType, variant, ...texts].filter((text) => text !== undefined && text !== null);
    return ([os, architecture, ...optional].every((text) => typeof text === 'string') &&
        (annotations === undefined || annotations === null || isTextRecord(annotations)));
}
const isTextRecord = (value) => json_value_isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
function manifest_malformed(where, why, cause) {
    return new text_error/* UserError */.yo({ what: `the manifest ${where} is malformed`, ...why }, { cause });
}

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
const parseFields = (bytes) => Object((0,json/* tryJson */.MR)(bytes));

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
        index = (0,json/* parseJson */.qF)(text);
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
    const foreign = [...new Set(others)].sort().map((other) => (0,json/* parseJson */.qF)(other));
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
    const answer = (0,json/* tryJson */.MR)(body);
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
        const { errors } = (0,json/* parseJson */.qF)(await (0,http/* readAll */.yw)(answer, MAX_ERROR_BYTES));
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
    const answer = (0,json/* tryJson */.MR)(body);
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

// EXTERNAL MODULE: ./shared/text/case.ts
var text_case = __webpack_require__(2354);
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
        .filter((each) => fields_textAt(each.statement.predicate, 'environment') === wanted.in)
        .map((each) => {
        const verdict = fields_textAt(each.statement.predicate, 'verdict') ?? 'no verdict';
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

;// CONCATENATED MODULE: ./shared/policy/checks/promotion.ts





/** Promotion records of this digest, as this image, into `environment` and one of its destinations, by whom the policy trusts with it. */
function recordsOf(of, environment, by = promotersOf(of.policy, environment)) {
    const destinations = destinationsOf(of.policy, environment, of.subject.image);
    return evidenceFor(of, [PROMOTION_TYPE], of.subject.digest, by).flatMap((evidence) => {
        const promotion = promotion_readable(evidence);
        const fits = promotion?.environment === environment &&
            promotion.image === of.subject.image &&
            promotion.digest === of.subject.digest &&
            (destinations.length === 0 || destinations.includes(promotion.repository)) &&
            tooOld(evidence, undefined, of.now) === undefined;
        return fits ? [{ evidence, promotion }] : [];
    });
}
function promotion_readable(evidence) {
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
    const results = evidenceFor(of, [TEST_RESULT_TYPE], of.subject.digest, wanted.by).filter((each) => fields_textAt(each.statement.predicate, 'configuration.0.name') === wanted.suite);
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
    const result = fields_textAt(evidence.statement.predicate, 'result') ?? 'no result';
    // "WARNED" of this predicate means that it passed with warnings (in-toto attestation framework, test-result.md).
    if (result !== 'PASSED' && result !== 'WARNED') {
        const failed = fields_at(evidence.statement.predicate, 'failedTests');
        const count = Array.isArray(failed) && failed.length > 0 ? `, ${failed.length} failed` : '';
        return `${result}${count}${agoText(evidence, now)}`;
    }
    return tooOld(evidence, wanted.within, now);
}

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
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
function shape_note(reading, path, problem) {
    reading.problems.push({ ...problem, at: reading.at(path) });
}
/** How a path is written for people: `environments.staging.from[0]`. */
const shape_pathText = (path) => path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
/** A scalar that `take` accepts; undefined from `take` is a problem that names `rule`. */
function scalar(rule, schema, take) {
    return {
        schema,
        read: (node, path, reading) => {
            const value = (0,dist/* isScalar */.jn)(node) ? take(node.value) : undefined;
            if (value === undefined) {
                shape_note(reading, path, { what: `${shape_pathText(path)} is not right`, rule, seen: seenNode(node) });
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
            const taken = typeof value === 'string' ? shape_attempt(parse, value) : undefined;
            if (taken === undefined) {
                shape_note(reading, path, { what: `${shape_pathText(path)} is not right`, rule, seen: seenNode(node) });
            }
            return taken;
        },
    };
}
function shape_attempt(parse, value) {
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
                    shape_note(reading, path, {
                        what: `${shape_pathText([...path, name])} is missing`,
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
        what: `unknown key ${JSON.stringify(shape_pathText([...path, key]))}`,
        rule: `known are ${names.join(', ')}`,
        ...(0,text_case/* didYouMean */.au)(key, names),
        at: reading.atKey([...path, key]),
    });
}
/** A mapping whose keys are names that the user gives; an empty one is a problem when `rule` says so. */
function structure_named(kind, pattern, shape) {
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
    const what = path.length === 0 ? 'the file is not right' : `${shape_pathText(path)} is not right`;
    shape_note(reading, path, { what, rule, seen: seenNode(node) });
}
const keysOf = (node) => node.items.map(({ key }) => ((0,dist/* isScalar */.jn)(key) ? String(key.value) : String(key)));
const structure_valueOf = (node, key) => node.get(key, true);

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
            shape_note(reading, [...path, 'expires'], {
                what: `exception ${id} ${lasts <= 0 ? 'ends before it begins' : 'lasts too long'}`,
                rule: 'it ends at most 90 days after created; who still needs it then decides again',
                seen: (0,duration/* formatDuration */.a3)(Math.abs(lasts)),
            });
        }
        if (exceptions.findIndex((each) => each.id === id) < index) {
            shape_note(reading, [...path, 'id'], {
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
const isDecided = (key) => Object.hasOwn(CHECKS, (0,text_case/* camel */.nJ)(key));
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

;// CONCATENATED MODULE: ./shared/text/yaml/depth.ts


/** Collections in collections; what people write has a tenth of it, and the composer's own stack ends at some thousands. */
const depth_MAX_DEPTH = 200;
/** Looks at a text before it is composed. @throws UserError where it nests deeper than anything may. */
function refuseDeep(file, text) {
    const parser = new dist/* Parser */.iX();
    for (const lexeme of new dist/* Lexer */.JG().lex(text)) {
        // Consumed for its effect: what is open stands on the parser's stack.
        Array.from(parser.next(lexeme));
        if (parser.stack.length > depth_MAX_DEPTH)
            throw tooDeep(file, text.slice(0, parser.offset));
    }
}
function tooDeep(file, before) {
    const lines = before.split('\n');
    return new text_error/* UserError */.yo({
        what: `${file} is nested too deeply`,
        rule: `at most ${depth_MAX_DEPTH} levels`,
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
            shape_note(reading, at, {
                what: `${shape_pathText(at)} does not say for which image it is`,
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
    shape_note(reading, path, {
        what: `${shape_pathText(path)} names no ${kind}`,
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
        shape_note(reading, path, {
            what: `${shape_pathText(path)} is not one target`,
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
            shape_note(reading, [...path, key], {
                what: `${shape_pathText([...path, key])} does not belong to this kind of target`,
            });
        }
    }
}
function checkCycles(policy, reading) {
    for (const name of policy.environments?.keys() ?? []) {
        const back = pathBack(policy, name, [name]);
        // One cycle is one problem: it is told at the first of its names.
        if (back !== undefined && [...back].sort()[0] === name) {
            shape_note(reading, ['environments', name, 'from'], {
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
const requirements = mapping({
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
    require: optional(requirements, 'What must be known about the digest; inherited along from.'),
    destinations: optional(list(mapOr(destination, imageRepository)), 'Repositories that the image is copied to; absent: it stays in the one that was given.'),
    window: optional(windowShape, 'When it may be changed; not inherited.'),
    targets: optional(list(target), 'What names the digest that runs there.'),
});
/** The policy file, `.github/fixity.yml`, version 1. */
const policyShape = mapping({
    version: needed(oneOf([1]), 'The version of this format.'),
    trust: optional(structure_named('a trust entry', NAME, trustEntry), 'Who may sign.'),
    'trust-roots': optional(list(repositoryPath), 'Trusted roots of Sigstore instances (trusted_root.json), in this repository; without them identities are believed by the public-good instance.'),
    images: optional(structure_named('an image', NAME, schema_image), 'The images that this policy speaks of.'),
    environments: optional(structure_named('an environment', NAME, environment), 'Where images go, and on which conditions.'),
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
                shape_note(reading, [...path, keyName(field)], {
                    what: `${shape_pathText([...path, keyName(field)])} does not belong to a key`,
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
        shape_note(reading, path, { what: `${shape_pathText(path)} is not whole: ${fields} missing`, rule });
    };
    if (entry.issuer === undefined)
        missing('key or issuer is', 'an entry is a key, or an identity that an issuer vouches for');
    if (entry.subject === undefined) {
        const whole = entry.workflow !== undefined && entry.ref !== undefined;
        if (!whole)
            missing('workflow and ref, or subject, are', 'a workflow is trusted on a ref');
        if (whole && entry.issuer !== undefined && identity_workflowServer(entry.issuer) === undefined) {
            missing('subject is', 'workflow and ref are for the issuers of github.com and ghe.com; for other issuers give the whole subject');
        }
    }
    else if (entry.workflow !== undefined || entry.ref !== undefined) {
        shape_note(reading, [...path, 'subject'], {
            what: `${shape_pathText(path)} has two subjects`,
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
        shape_note(reading, [...path, keyName(field)], {
            what: `${shape_pathText([...path, keyName(field)])} would trust strangers`,
            rule: "a '*' stands only at the end of ref, after the beginning of a branch's or tag's name: refs/tags/v*",
            seen: JSON.stringify(entry[field]),
        });
    }
}
/** Everybody who is trusted, ready to verify; a key that cannot be read is noted. */
async function trust_readSigners(policy, read, reading) {
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
const serverOf = (issuer) => workflowServer(issuer) ?? 'https://github.com';
/** The Sigstore instances whose certificates are believed; a file that cannot be read is noted. */
async function trust_readTrustRoots(policy, read, reading, defaultRoots) {
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
    const { parseTrustRoots } = await Promise.all(/* import() */[__webpack_require__.e(187), __webpack_require__.e(249)]).then(__webpack_require__.bind(__webpack_require__, 4249));
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
        if (!(error instanceof UserError))
            throw error;
        note(reading, path, { what: `${what}: ${messageOf(error)}` });
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
        throw new UserError({
            what: `there is no policy in ${files.uri}`,
            rule: `a decision needs ${POLICY_PATH}; without one nothing is allowed`,
            next: `add ${POLICY_PATH} to the default branch`,
        });
    }
    const { file, reading } = readPolicy(new TextDecoder().decode(bytes));
    if (file === undefined)
        throw new UserError(inOrder(reading));
    const [signers, trustedRoots] = await Promise.all([
        readSigners(file, files.read, reading),
        readTrustRoots(file, files.read, reading, defaultRoots),
    ]);
    if (reading.problems.length > 0)
        throw new UserError(inOrder(reading));
    return { ...file, uri: `${files.uri}/${POLICY_PATH}`, digest: digestOf(bytes), signers, trustedRoots };
}
/**
 * Reads a policy's text without its keys, for whoever needs only its shape.
 * @throws UserError with every problem at once.
 */
function parsePolicy(text) {
    const { file, reading } = readPolicy(text);
    if (file === undefined || reading.problems.length > 0)
        throw new text_error/* UserError */.yo(inOrder(reading));
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

;// CONCATENATED MODULE: ./actions/verify/requirement.ts







/** The environment and the image of the policy that a `require` block is put into. */
const HERE = 'here';
const IMAGE = 'image';
/**
 * A policy of one environment that requires what the block says, of the signers that are trusted here. Whoever is not named by
 * `signed-by` may be any of them.
 * @throws UserError with every problem of the block.
 */
function policyOf(require, signers, trustedRoots) {
    const names = signers.map(({ name }) => name);
    const block = { 'signed-by': names, ...readBlock(require ?? '{}') };
    const others = ['canary', 'soak'].flatMap((key) => environmentIn(block, key));
    const text = (0,dist/* stringify */.As)({
        version: 1,
        // Requirements refer to names; the keys behind them were read already.
        trust: Object.fromEntries(names.map((name) => [name, { key: name }])),
        images: { [IMAGE]: { repository: 'localhost/image' } },
        environments: { ...Object.fromEntries(others.map((name) => [name, {}])), [HERE]: { require: block } },
    });
    try {
        const policy = parsePolicy(text);
        refuseUnverifiable(block);
        return { ...policy, uri: "input 'require'", digest: (0,oci_digest/* digestOf */.ol)(text), signers, trustedRoots };
    }
    catch (error) {
        if (!(error instanceof text_error/* UserError */.yo))
            throw error;
        throw new text_error/* UserError */.yo(error.problems.map(inBlock), { cause: error });
    }
}
/**
 * What nothing here looks at must not look as if it had been met.
 * @throws UserError with every such key.
 */
function refuseUnverifiable(block) {
    const problems = Object.keys(block).flatMap((key) => {
        const why = isDecided(key)
            ? WITHOUT_POLICY[key]
            : "people and GitHub's settings are no evidence of an image";
        if (why === undefined)
            return [];
        return [
            {
                what: `input 'require': ${key} cannot be verified here`,
                rule: why,
                next: "take it out; action 'promote' looks at it where it stands in the policy",
            },
        ];
    });
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
}
/** Evidence tells of these only together with the names and repositories of a policy. */
const WITHOUT_POLICY = {
    soak: 'only the policy says whose promotions into which repository count',
};
const INPUT = "input 'require'";
function readBlock(text) {
    const { document, problems } = parseYamlFile(INPUT, text);
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems.map(inInput));
    const block = document.toJS();
    if (json_value_isRecord(block))
        return block;
    throw new text_error/* UserError */.yo({
        what: `${INPUT} is not a block of requirements`,
        rule: 'a mapping in YAML',
        seen: typeof block,
    });
}
/** An input is no file that an annotation could point at; its lines are counted all the same. */
const inInput = ({ at, ...problem }) => ({
    ...problem,
    what: `${INPUT}, line ${at?.line ?? 1}: ${problem.what}`,
});
function environmentIn(block, key) {
    const requirement = block[key];
    const name = json_value_isRecord(requirement) ? requirement['in'] : undefined;
    return typeof name === 'string' && name !== HERE ? [name] : [];
}
/** Where it stands in the policy that was made of the block means nothing to its author. */
const inBlock = ({ what, rule, seen, next }) => ({
    what: what.replaceAll(`environments.${HERE}.`, ''),
    ...(rule === undefined ? {} : { rule }),
    ...(seen === undefined ? {} : { seen }),
    ...(next === undefined ? {} : { next }),
});

;// CONCATENATED MODULE: ./actions/verify/summary.ts




const SIGN = { pass: '✅', fail: '⛔', missing: '⛔' };
const failedOf = ({ findings }) => findings.filter(({ result }) => result !== 'pass');
/** The verdict in one line, and of how many requirements how many are open. */
function headline(verdict) {
    const failed = failedOf(verdict).length;
    if (failed === 0)
        return `verify: pass, ${(0,size/* plural */.L)(verdict.findings.length, 'requirement')} met`;
    return `verify: fail, ${failed} of ${(0,size/* plural */.L)(verdict.findings.length, 'requirement')} not met`;
}
/** The job summary: verdict, the first reason, what to do, the subject, requirements with the failed first, and the tree. */
function summarise(verdict, tree) {
    const failed = failedOf(verdict);
    const [first] = failed;
    const passed = verdict.findings.filter(({ result }) => result === 'pass');
    return [
        `### ${first === undefined ? '✅' : '⛔'} ${(0,markdown/* escape */.ih)(headline(verdict))}`,
        ...(first === undefined
            ? []
            : ['', `${(0,markdown/* escape */.ih)(first.requirement)}: wanted ${(0,markdown/* escape */.ih)(first.wanted)}, saw ${(0,markdown/* escape */.ih)(first.seen)}.`]),
        ...(first?.next === undefined ? [] : ['', `**To do:** ${(0,markdown/* escape */.ih)(first.next)}`]),
        '',
        (0,markdown/* code */.aY)(tree.image),
        '',
        (0,markdown/* table */.tp)(['', 'requirement', 'wanted', 'seen', 'evidence'], [...failed, ...passed].map(row)),
        '',
        (0,markdown/* details */.zH)('Evidence', treeMarkdown(tree)),
        '',
    ].join('\n');
}
const row = ({ result, requirement, wanted, seen, evidence }) => [
    `${SIGN[result]} ${result}`,
    (0,markdown/* cell */.Hn)(requirement),
    (0,markdown/* cell */.Hn)(wanted),
    (0,markdown/* cell */.Hn)(seen),
    evidence.map((digest) => (0,markdown/* code */.aY)((0,oci_digest/* shortDigest */.VK)(digest))).join(' ') || '–',
];

;// CONCATENATED MODULE: ./actions/verify/verify.ts















const MAX_EVIDENCE_OUTPUT = 200 * 1024;
/** Keys and requirements are read before the registry is asked anything. */
async function run(inputs, context) {
    const signers = await loadSigners(inputs, context.workspace);
    const trustRoots = await loadTrustRoots(inputs, context);
    const policy = policyOf(inputs.require, signers, trustRoots);
    const store = openStore(inputs.image, storePorts(inputs, context, inputs.image));
    const image = await readRunnableImage(store, inputs.image.digest);
    const now = context.clock.now();
    const name = (0,oci_reference/* formatReference */.FH)((0,oci_reference/* withDigest */.hQ)(inputs.image, inputs.image.digest));
    const { tree, evidence } = await treeOf([store], { ...image, name }, signers, { now, trustRoots });
    const platforms = image.platforms.map(({ platform, manifest }) => ({
        name: formatPlatform(platform),
        digest: manifest.descriptor.digest,
    }));
    const judged = { image: IMAGE, digest: inputs.image.digest, platforms };
    const verdict = decide(policy, HERE, judged, evidence, now);
    await context.log.group('Evidence', async () => {
        for (const line of treeText(tree).trimEnd().split('\n'))
            context.log.info(line);
        await Promise.resolve();
    });
    return outcome(verdict, tree);
}
function outcome(verdict, tree) {
    const passed = verdict.result === 'pass';
    const evidence = JSON.stringify(tree.nodes);
    const signers = new Set(tree.nodes.flatMap(({ entries }) => entries.map(({ signedBy }) => signedBy)));
    const failed = verdict.findings.filter(({ result }) => result !== 'pass');
    return {
        result: passed ? 'done' : 'refused',
        headline: headline(verdict),
        outputs: {
            verdict: passed ? 'pass' : 'fail',
            signers: [...signers].sort().join('\n'),
            ...(evidence.length <= MAX_EVIDENCE_OUTPUT ? { evidence } : {}),
        },
        summary: summarise(verdict, tree),
        report: { verdict, tree },
        problems: failed.map(({ requirement, wanted, seen, next }) => ({
            what: `requirement ${requirement} is not met`,
            rule: wanted,
            seen,
            ...(next === undefined ? {} : { next }),
        })),
    };
}
async function loadSigners(inputs, workspace) {
    const { keys = [], identities = [] } = inputs;
    const loaded = keys.map(async ({ name, file }) => ({
        name,
        publicKey: key_parsePublicKey(await verify_readText(external_node_path_default().resolve(workspace, file), `key '${name}'`)),
    }));
    return [...(await Promise.all(loaded)), ...identities];
}
/** Without a file the public-good instance is believed, and only where somebody is trusted by certificate. */
async function loadTrustRoots({ identities = [], trustRoot }, context) {
    if (trustRoot === undefined) {
        if (identities.length === 0)
            return [];
        const { defaultRoots } = await __webpack_require__.e(/* import() */ 653).then(__webpack_require__.bind(__webpack_require__, 1653));
        return defaultRoots(rootPorts(context));
    }
    const { parseTrustRoots } = await Promise.all(/* import() */[__webpack_require__.e(187), __webpack_require__.e(249)]).then(__webpack_require__.bind(__webpack_require__, 4249));
    return parseTrustRoots(await verify_readText(external_node_path_default().resolve(context.workspace, trustRoot), 'trust-root'));
}
async function verify_readText(file, what) {
    try {
        return await (0,promises_.readFile)(file, 'utf8');
    }
    catch (error) {
        throw new text_error/* UserError */.yo({ what: `${what} cannot be read`, rule: 'a file in the workspace', seen: (0,text_error/* messageOf */.bD)(error) }, { cause: error });
    }
}


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


/***/ })

};
