export const id = 592;
export const ids = [592];
export const modules = {

/***/ 80592:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
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

// EXTERNAL MODULE: ./shared/text/json.ts
var text_json = __webpack_require__(30300);
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

// EXTERNAL MODULE: ./shared/text/size.ts
var text_size = __webpack_require__(99831);
;// CONCATENATED MODULE: ./shared/sbom/purl.ts

/** Types whose names do not distinguish case; what the specification calls normalisation per type. */
const LOWER_NAME = new Set([
    'apk',
    'bitbucket',
    'composer',
    'deb',
    'github',
    'gitlab',
    'golang',
    'hex',
    'npm',
    'oci',
    'pypi',
]);
const LOWER_NAMESPACE = new Set([
    'alpm',
    'apk',
    'bitbucket',
    'composer',
    'deb',
    'github',
    'gitlab',
    'golang',
    'hex',
    'npm',
    'rpm',
]);
const QUALIFIER_KEY = /^[a-z.\-_][a-z0-9.\-_]*$/;
/** Percent-encodes all but `A-Z a-z 0-9 . - _ ~` and the colon. */
const encode = (text) => encodeURIComponent(text)
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%3A/g, ':');
const encodePath = (text) => text.split('/').map(encode).join('/');
/** The canonical text: normalised for its type, encoded, qualifiers in the order of their keys. @throws UserError for parts that no purl can hold. */
function formatPurl(purl) {
    const { type, namespace, name, version, qualifiers, subpath } = normalise(purl);
    const pairs = Object.entries(qualifiers ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    return [
        `pkg:${type}/`,
        namespace === undefined ? '' : `${encodePath(namespace)}/`,
        encode(name),
        version === undefined ? '' : `@${encode(version)}`,
        pairs.length === 0 ? '' : `?${pairs.map(([key, value]) => `${key}=${encodePath(value)}`).join('&')}`,
        subpath === undefined ? '' : `#${encodePath(subpath)}`,
    ].join('');
}
/** Parses and normalises. @throws UserError saying which part is wrong. */
function parsePurl(text) {
    const scheme = /^pkg:\/*/i.exec(text);
    if (scheme === null)
        throw bad(text, "starts with 'pkg:'");
    const [beforeSubpath, subpath] = splitLast(text.slice(scheme[0].length), '#');
    const [beforeQualifiers, query] = splitLast(beforeSubpath, '?');
    const slash = beforeQualifiers.indexOf('/');
    if (slash < 0)
        throw bad(text, 'has a type and a name');
    const type = beforeQualifiers.slice(0, slash);
    const [path, version] = splitVersion(withoutSlashes(beforeQualifiers.slice(slash + 1)));
    const segments = path.split('/').map((part) => purl_decode(part, text));
    const name = segments.pop() ?? '';
    return normalise({
        type,
        ...(segments.length === 0 ? {} : { namespace: segments.filter((part) => part !== '').join('/') }),
        name,
        ...(version === undefined ? {} : { version: purl_decode(version, text) }),
        ...(query === undefined ? {} : { qualifiers: parseQualifiers(query, text) }),
        ...(subpath === undefined ? {} : { subpath: purl_decode(subpath, text) }),
    });
}
function normalise(purl) {
    const type = purl.type.toLowerCase();
    if (!/^[a-z][a-z0-9.-]*$/.test(type))
        throw bad(purl.type, 'a type of letters, digits, dot and dash');
    if (purl.name === '')
        throw bad(`pkg:${type}/`, 'has a name');
    const parts = {
        namespace: trimmed(purl.namespace, LOWER_NAMESPACE.has(type)),
        version: purl.version === '' ? undefined : purl.version,
        qualifiers: normalQualifiers(purl.qualifiers ?? {}),
        subpath: normalSubpath(purl.subpath),
    };
    const known = Object.entries(parts).filter(([, part]) => part !== undefined);
    return { type, name: normalName(type, purl.name), ...Object.fromEntries(known) };
}
function normalQualifiers(given) {
    const pairs = Object.entries(given)
        .map(([key, value]) => [key.toLowerCase(), value])
        .filter(([, value]) => value !== '');
    for (const [key] of pairs) {
        if (!QUALIFIER_KEY.test(key))
            throw bad(key, 'a qualifier key of letters, digits, dot, dash and underscore');
    }
    return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}
function normalSubpath(subpath = '') {
    const parts = subpath.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
    return parts.length === 0 ? undefined : parts.join('/');
}
function trimmed(namespace, lower) {
    const text = withoutSlashes(namespace ?? '');
    if (text === '')
        return undefined;
    return lower ? text.toLowerCase() : text;
}
function normalName(type, name) {
    const cased = LOWER_NAME.has(type) ? name.toLowerCase() : name;
    // PEP 503 treats - _ and . alike; the specification maps the underscore alone.
    return type === 'pypi' ? cased.replace(/_/g, '-') : cased;
}
function parseQualifiers(query, text) {
    const pairs = {};
    for (const pair of query.split('&').filter((each) => each !== '')) {
        const equals = pair.indexOf('=');
        if (equals <= 0)
            throw bad(text, 'qualifiers are key=value');
        const key = pair.slice(0, equals).toLowerCase();
        if (Object.hasOwn(pairs, key))
            throw bad(text, 'each qualifier stands once');
        pairs[key] = purl_decode(pair.slice(equals + 1), text);
    }
    return pairs;
}
/** The version follows the last `@` that comes after the last `/`; an npm scope may stand unencoded before that. */
function splitVersion(path) {
    const at = path.lastIndexOf('@');
    if (at <= 0 || at < path.lastIndexOf('/'))
        return [path, undefined];
    return [withoutSlashes(path.slice(0, at)), path.slice(at + 1)];
}
/** Without those at either end; a pattern for them takes quadratic time. */
function withoutSlashes(text) {
    let [start, end] = [0, text.length];
    while (text[start] === '/')
        start += 1;
    while (end > start && text[end - 1] === '/')
        end -= 1;
    return text.slice(start, end);
}
function splitLast(text, mark) {
    const at = text.lastIndexOf(mark);
    return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
function purl_decode(part, whole) {
    try {
        return decodeURIComponent(part);
    }
    catch (cause) {
        throw bad(whole, 'percent-encoding is UTF-8', cause);
    }
}
const bad = (seen, rule, cause) => new text_error/* UserError */.yo({ what: 'not a package URL', rule, seen: JSON.stringify(seen) }, { cause });

;// CONCATENATED MODULE: ./shared/sbom/component.ts

/** Types that belong to the operating system; their advisories are the distribution's. */
const isSystemPackage = (type) => type === 'deb' || type === 'apk' || type === 'rpm';
/** The component that a record stands for; `os` names the distribution in the package URL of its own packages. */
function toComponent(record, os, place) {
    const { type, name, version, source, licence, confidence } = record;
    return {
        type,
        name,
        version,
        purl: formatPurl(purlOf(record, os)),
        ...(source === undefined ? {} : { source }),
        ...(licence === undefined ? {} : { licence }),
        confidence,
        ...place,
    };
}
/** Scopes, module paths and distributions become the namespace. */
function purlOf({ type, name, version, architecture }, os) {
    if (isSystemPackage(type)) {
        const qualifiers = {
            ...(architecture === undefined ? {} : { arch: architecture }),
            ...(os === undefined ? {} : { distro: os.versionId === '' ? os.id : `${os.id}-${os.versionId}` }),
        };
        return { type, namespace: os?.id ?? (type === 'deb' ? 'debian' : 'alpine'), name, version, qualifiers };
    }
    const slash = type === 'npm' || type === 'golang' ? name.lastIndexOf('/') : -1;
    return slash < 0
        ? { type, name, version }
        : { type, namespace: name.slice(0, slash), name: name.slice(slash + 1), version };
}
/** By purl, then by path: the order of every list of components. */
function compareComponents(a, b) {
    if (a.purl !== b.purl)
        return a.purl < b.purl ? -1 : 1;
    return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

;// CONCATENATED MODULE: ./shared/advisories/version/number.ts
/** Numbers of any length: the longer without leading zeros is larger. */
function compareDigits(a, b) {
    const [one, other] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
    if (one.length !== other.length)
        return one.length - other.length;
    return one < other ? -1 : one > other ? 1 : 0;
}
/** What is missing is zero: `1.2` is `1.2.0`. */
function compareNumbers(a, b) {
    for (let at = 0; at < Math.max(a.length, b.length); at++) {
        const difference = compareDigits(a[at] ?? '', b[at] ?? '');
        if (difference !== 0)
            return difference;
    }
    return 0;
}

;// CONCATENATED MODULE: ./shared/advisories/version/apk.ts

/** Suffixes before and after a release, in their order (apk-tools, version.c). */
const BEFORE = ['alpha', 'beta', 'pre', 'rc'];
const AFTER = ['cvs', 'svn', 'git', 'hg', 'p'];
const VERSION = /^(\d+(?:\.\d+)*)([a-z])?((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~[0-9a-f]+)?(?:-r(\d+))?$/;
/** Compares Alpine versions as apk does: numbers, a letter, suffixes, the package's revision. Undefined when either is no version. */
function compareApk(a, b) {
    const [one, other] = [parse(a), parse(b)];
    if (one === undefined || other === undefined)
        return undefined;
    return (apk_compareNumbers(one.numbers, other.numbers) ||
        one.letter.localeCompare(other.letter, 'en') ||
        compareSuffixes(one.suffixes, other.suffixes) ||
        compareRevisions(one.revision, other.revision));
}
function parse(text) {
    const [, numbers = '', letter = '', suffixes = '', revision] = VERSION.exec(text.trim()) ?? [];
    if (numbers === '')
        return undefined;
    return {
        numbers: numbers.split('.'),
        letter,
        suffixes: Array.from(suffixes.matchAll(/_([a-z]+)(\d*)/g), ([, name = '', number = '']) => ({
            rank: rankOf(name),
            number,
        })),
        revision,
    };
}
/** Negative for what comes before the release. */
function rankOf(name) {
    const before = BEFORE.indexOf(name);
    return before >= 0 ? before - BEFORE.length : AFTER.indexOf(name) + 1;
}
/** After the first, a number with a leading zero is a fraction: 1.05 is older than 1.5. The longer version is newer. */
function apk_compareNumbers(a, b) {
    for (let at = 0; at < Math.min(a.length, b.length); at++) {
        const [one = '', other = ''] = [a[at], b[at]];
        const fraction = at > 0 && (one.startsWith('0') || other.startsWith('0'));
        const difference = fraction ? compareText(one, other) : compareDigits(one, other);
        if (difference !== 0)
            return difference;
    }
    return a.length - b.length;
}
const compareText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
function compareSuffixes(a, b) {
    for (let at = 0; at < Math.max(a.length, b.length); at++) {
        const [one, other] = [a[at], b[at]];
        const difference = (one?.rank ?? 0) - (other?.rank ?? 0) || compareDigits(one?.number ?? '', other?.number ?? '');
        if (difference !== 0)
            return difference;
    }
    return 0;
}
function compareRevisions(a, b) {
    if (a === undefined || b === undefined)
        return Number(a !== undefined) - Number(b !== undefined);
    return compareDigits(a, b);
}

;// CONCATENATED MODULE: ./shared/advisories/version/gem.ts

/**
 * Compares versions of gems (Gem::Version): runs of digits and of letters are parts, letters are a prerelease and come before every
 * number, trailing zeros do not count. Undefined when either is no version.
 */
function compareGem(a, b) {
    const [one, other] = [gem_parse(a), gem_parse(b)];
    if (one === undefined || other === undefined)
        return undefined;
    for (let at = 0; at < Math.max(one.length, other.length); at++) {
        const difference = compareParts(one[at] ?? '0', other[at] ?? '0');
        if (difference !== 0)
            return difference;
    }
    return 0;
}
/** A dash begins a prerelease. */
function gem_parse(text) {
    const trimmed = text.trim();
    if (!/^\d+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/.test(trimmed))
        return undefined;
    return trimmed.replace(/-/g, '.pre.').match(/\d+|[a-z]+/gi) ?? undefined;
}
function compareParts(a, b) {
    const [numeric, otherNumeric] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (numeric !== otherNumeric)
        return numeric ? 1 : -1;
    if (numeric)
        return compareDigits(a, b);
    return a < b ? -1 : a > b ? 1 : 0;
}

;// CONCATENATED MODULE: ./shared/advisories/version/pep440.ts

const pep440_VERSION = /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:(?:[-_.]?(post|rev|r)[-_.]?(\d*))|-(\d+))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i;
const PRE = new Map([
    ['a', 1],
    ['alpha', 1],
    ['b', 2],
    ['beta', 2],
    ['c', 3],
    ['rc', 3],
    ['pre', 3],
    ['preview', 3],
]);
/** Compares Python versions (PEP 440, "Summary of permitted suffixes and relative ordering"). Undefined when either is no version. */
function comparePep440(a, b) {
    const [one, other] = [pep440_parse(a), pep440_parse(b)];
    if (one === undefined || other === undefined)
        return undefined;
    return (compareDigits(one.epoch, other.epoch) ||
        compareNumbers(one.release, other.release) ||
        one.pre - other.pre ||
        compareDigits(one.preNumber, other.preNumber) ||
        compareOptional(one.post, other.post, -1) ||
        compareOptional(one.dev, other.dev, 1) ||
        compareLocal(one.local, other.local));
}
function pep440_parse(text) {
    const match = pep440_VERSION.exec(text.trim());
    if (match === null)
        return undefined;
    const [, epoch = '0', release = '', preWord, preNumber = '', postWord, postNumber = '', postShort, devWord, devNumber = '', local,] = match;
    const post = postShort ?? (postWord === undefined ? undefined : postNumber);
    const dev = devWord === undefined ? undefined : devNumber;
    return {
        epoch,
        release: release.split('.'),
        pre: preOf(preWord, post, dev),
        preNumber,
        post,
        dev,
        local: local?.toLowerCase().split(/[-_.]/) ?? [],
    };
}
/** `1.0.dev1` comes before `1.0a1`; `1.0.post1.dev1` does not. */
function preOf(word, post, dev) {
    if (word !== undefined)
        return PRE.get(word.toLowerCase()) ?? 3;
    return post === undefined && dev !== undefined ? 0 : 4;
}
/** `absent` is where a version without the part stands: before those that have it (-1), or after them (1). */
function compareOptional(a, b, absent) {
    if (a === undefined && b === undefined)
        return 0;
    if (a === undefined)
        return absent;
    return b === undefined ? -absent : compareDigits(a, b);
}
/** Numbers are newer than words, and more parts than fewer. */
function compareLocal(a, b) {
    for (let at = 0; at < Math.min(a.length, b.length); at++) {
        const [one = '', other = ''] = [a[at], b[at]];
        const [numeric, otherNumeric] = [/^\d+$/.test(one), /^\d+$/.test(other)];
        if (numeric !== otherNumeric)
            return numeric ? 1 : -1;
        const difference = numeric ? compareDigits(one, other) : one < other ? -1 : one > other ? 1 : 0;
        if (difference !== 0)
            return difference;
    }
    return a.length - b.length;
}

;// CONCATENATED MODULE: ./shared/advisories/version/dpkg.ts

/**
 * Compares Debian versions (Debian Policy 4.16, section 5.6.12): epoch, upstream version, Debian revision; `~` sorts before the end,
 * letters before other characters, runs of digits as numbers. Negative when `a` is older; undefined when either is no version.
 */
function compareDpkg(a, b) {
    const [one, other] = [dpkg_parse(a), dpkg_parse(b)];
    if (one === undefined || other === undefined)
        return undefined;
    return (one.epoch - other.epoch ||
        dpkg_compareParts(one.upstream, other.upstream) ||
        dpkg_compareParts(one.revision, other.revision));
}
function dpkg_parse(text) {
    const [, epoch = '0', rest = ''] = /^(?:(\d{1,9}):)?([A-Za-z0-9.+~:-]+)$/.exec(text.trim()) ?? [];
    if (rest === '')
        return undefined;
    const dash = rest.lastIndexOf('-');
    return {
        epoch: Number(epoch),
        upstream: dash < 0 ? rest : rest.slice(0, dash),
        revision: dash < 0 ? '' : rest.slice(dash + 1),
    };
}
/** Alternates between a run of other characters and a run of digits; neither run need have any. */
function dpkg_compareParts(a, b) {
    let [i, j] = [0, 0];
    while (i < a.length || j < b.length) {
        while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
            const difference = orderAt(a, i) - orderAt(b, j);
            if (difference !== 0)
                return difference;
            i += 1;
            j += 1;
        }
        const [one, other] = [digitsAt(a, i), digitsAt(b, j)];
        const difference = compareDigits(one, other);
        if (difference !== 0)
            return difference;
        i += one.length;
        j += other.length;
    }
    return 0;
}
const isDigit = (text, at) => /\d/.test(text.charAt(at));
/** The end and digits count as nothing; a tilde as less than that; letters before all else. */
function orderAt(text, at) {
    const character = text.charAt(at);
    if (character === '' || /\d/.test(character))
        return 0;
    if (character === '~')
        return -1;
    return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}
const digitsAt = (text, at) => /^\d*/.exec(text.slice(at))?.[0] ?? '';

;// CONCATENATED MODULE: ./shared/advisories/version/semver.ts

/**
 * Compares versions as Semantic Versioning 2.0.0 (section 11) does, and takes what real packages have beside: a leading `v`, fewer or
 * more than three numbers, numbers of any length, leading zeros. Build metadata does not count. Undefined when either is no version.
 */
function compareSemver(a, b) {
    const [one, other] = [semver_parse(a), semver_parse(b)];
    if (one === undefined || other === undefined)
        return undefined;
    return compareNumbers(one.numbers, other.numbers) || comparePrerelease(one.prerelease, other.prerelease);
}
const semver_VERSION = /^[v=]*(\d+(?:\.\d+)*)(?:(?:-|(?![\d.]))([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]*)?$/i;
function semver_parse(text) {
    const [, numbers = '', prerelease] = semver_VERSION.exec(text.trim()) ?? [];
    if (numbers === '')
        return undefined;
    return { numbers: numbers.split('.'), prerelease: prerelease?.split('.') ?? [] };
}
/** A release is newer than its prereleases; a longer list is newer when all before is equal. */
function comparePrerelease(a, b) {
    if (a.length === 0 || b.length === 0)
        return b.length - a.length;
    for (let at = 0; at < Math.min(a.length, b.length); at++) {
        const difference = compareIdentifiers(a[at] ?? '', b[at] ?? '');
        if (difference !== 0)
            return difference;
    }
    return a.length - b.length;
}
/** Numbers as numbers and before words; words by their characters. */
function compareIdentifiers(a, b) {
    const [numeric, otherNumeric] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (numeric && otherNumeric)
        return compareDigits(a, b);
    if (numeric !== otherNumeric)
        return numeric ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
}

;// CONCATENATED MODULE: ./shared/advisories/ecosystem.ts






/** How the versions of an OSV ecosystem, such as `Debian:12` or `npm`, are ordered; undefined for one that we do not know. */
function versionOrder(ecosystem) {
    return ORDERS.get(ecosystem.split(':', 1)[0] ?? '');
}
const ORDERS = new Map(Object.entries({
    Debian: compareDpkg,
    Ubuntu: compareDpkg,
    npm: compareSemver,
    Go: compareSemver,
    Alpine: compareApk,
    Wolfi: compareApk,
    Chainguard: compareApk,
    PyPI: comparePep440,
    RubyGems: compareGem,
    'crates.io': compareSemver,
}));
const LANGUAGE = new Map(Object.entries({ npm: 'npm', golang: 'Go', cargo: 'crates.io', pypi: 'PyPI', gem: 'RubyGems' }));
/** Undefined for a package that no advisory we could read would ever be about. Distributions speak of source packages. */
function coordinatesOf(component, os) {
    const { type, name, version, source } = component;
    if (isSystemPackage(type)) {
        const ecosystem = systemEcosystem(type, os);
        if (ecosystem === undefined)
            return undefined;
        return { ecosystem, name: source?.name ?? name, version: source?.version ?? version };
    }
    const ecosystem = LANGUAGE.get(type);
    return ecosystem === undefined ? undefined : { ecosystem, name, version };
}
/** Which part of a release's number names it in OSV, and what stands before: Debian has whole numbers, Alpine two. */
const RELEASES = new Map([
    ['deb debian', [/^\d+/, 'Debian:']],
    ['deb ubuntu', [/^\d\d\.\d\d$/, 'Ubuntu:']],
    ['apk alpine', [/^\d+\.\d+/, 'Alpine:v']],
    // These have no releases.
    ['apk wolfi', [/^/, 'Wolfi']],
    ['apk chainguard', [/^/, 'Chainguard']],
]);
/** A derivative has packages of its own, and no ecosystem. */
function systemEcosystem(type, os) {
    const [pattern, prefix] = RELEASES.get(`${type} ${os?.id ?? ''}`) ?? [];
    const release = pattern?.exec(os?.versionId ?? '')?.[0];
    return prefix === undefined || release === undefined ? undefined : `${prefix}${release}`;
}
/** The ecosystem under which a record is filed: `Ubuntu:22.04:LTS` is what an image calls `Ubuntu:22.04`. */
const normaliseEcosystem = (ecosystem) => ecosystem.replace(/^(Ubuntu:\d\d\.\d\d):LTS$/, '$1');

;// CONCATENATED MODULE: ./shared/advisories/range.ts
/**
 * Is a version among those that a record lists, or within one of its ranges (OSV schema, "Evaluation")? The list of versions and the
 * ranges add to each other.
 */
function isAffected(version, affected, compare) {
    const verdicts = affected.ranges.map((range) => inRange(version, range, compare));
    const within = verdicts.find(({ affected: is }) => is === true);
    if (within !== undefined)
        return within;
    if (affected.versions.includes(version))
        return { affected: true };
    return verdicts.find(({ affected: is }) => is === 'unknown') ?? { affected: false };
}
function inRange(version, range, compare) {
    const order = (a, b) => a === '0' || b === '0' ? zero(a, b) : compare(a, b);
    const unordered = range.events.find((event) => event.version !== '*' && order(version, event.version) === undefined);
    if (unordered !== undefined) {
        const own = compare(version, version) === undefined;
        return { affected: 'unknown', version: own ? version : unordered.version };
    }
    const events = sorted(range.events, order);
    const against = (event) => order(version, event.version) ?? 0;
    const vulnerable = beforeLimits(version, range, order) && walk(events, against);
    if (!vulnerable)
        return { affected: false };
    const fixed = events.find((event) => event.kind === 'fixed' && against(event) < 0);
    return { affected: true, ...(fixed === undefined ? {} : { fixed: fixed.version }) };
}
/** Goes through the events in the order of their versions, as far as they lie at or before the version. */
function walk(events, against) {
    let vulnerable = false;
    for (const event of events) {
        const difference = against(event);
        if (event.kind === 'introduced' && difference >= 0)
            vulnerable = true;
        if (event.kind === 'fixed' && difference >= 0)
            vulnerable = false;
        if (event.kind === 'last_affected' && difference > 0)
            vulnerable = false;
    }
    return vulnerable;
}
/** `0` stands before every version there is. */
const zero = (a, b) => (a === b ? 0 : a === '0' ? -1 : 1);
function beforeLimits(version, range, order) {
    const limits = range.events.filter(({ kind }) => kind === 'limit');
    return (limits.length === 0 ||
        limits.some((limit) => limit.version === '*' || (order(version, limit.version) ?? 0) < 0));
}
const RANK = { introduced: 0, fixed: 1, last_affected: 2, limit: 3 };
/** By version; a fix in the version that introduces it again comes first, as it is written. */
function sorted(events, order) {
    const bounded = events.filter(({ kind }) => kind !== 'limit');
    return bounded.sort((a, b) => (order(a.version, b.version) ?? 0) || RANK[b.kind] - RANK[a.kind]);
}

;// CONCATENATED MODULE: ./shared/advisories/cvss3.ts
/** Weights of CVSS v3.1's base metrics (first.org, CVSS v3.1 Specification, section 7.4); privileges weigh more where the scope changes. */
const WEIGHTS = {
    AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
    AC: { L: 0.77, H: 0.44 },
    PR: { N: 0.85, L: 0.62, H: 0.27 },
    UI: { N: 0.85, R: 0.62 },
    S: { U: 0, C: 1 },
    C: { H: 0.56, L: 0.22, N: 0 },
    I: { H: 0.56, L: 0.22, N: 0 },
    A: { H: 0.56, L: 0.22, N: 0 },
};
const METRICS = Object.keys(WEIGHTS);
const CHANGED_PRIVILEGES = { L: 0.68, H: 0.5 };
/** The metrics of a vector by name; undefined when one stands twice or is not `NAME:VALUE`. */
function parseVector(vector, prefix) {
    const start = prefix.exec(vector);
    if (start === null)
        return undefined;
    const metrics = new Map();
    for (const part of vector.slice(start[0].length).replace(/\/$/, '').split('/')) {
        const [, name = '', value = ''] = /^([A-Z]{1,3}):([A-Za-z])[a-z]*$/.exec(part) ?? [];
        if (name === '' || metrics.has(name))
            return undefined;
        metrics.set(name, value);
    }
    return metrics;
}
/** The base score, 0 to 10, of a CVSS v3.0 or v3.1 vector; undefined when a base metric is missing or unknown. */
function scoreCvss3(vector) {
    const metrics = parseVector(vector, /^CVSS:3\.[01]\//);
    if (metrics === undefined)
        return undefined;
    const weights = new Map();
    for (const metric of METRICS) {
        const known = WEIGHTS[metric];
        const weight = known[metrics.get(metric) ?? ''];
        if (weight === undefined)
            return undefined;
        weights.set(metric, weight);
    }
    const weight = (metric) => weights.get(metric) ?? 0;
    const changed = weight('S') === 1;
    const privileges = (changed ? CHANGED_PRIVILEGES[metrics.get('PR') ?? ''] : undefined) ?? weight('PR');
    const base = 1 - (1 - weight('C')) * (1 - weight('I')) * (1 - weight('A'));
    const impact = changed ? 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 : 6.42 * base;
    if (impact <= 0)
        return 0;
    const exploitability = 8.22 * weight('AV') * weight('AC') * privileges * weight('UI');
    return roundUp(Math.min((changed ? 1.08 : 1) * (impact + exploitability), 10));
}
/** To the next tenth, in whole numbers so that 4.000000000000001 is not 4.1 (appendix A). */
function roundUp(value) {
    const whole = Math.round(value * 100_000);
    return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}

;// CONCATENATED MODULE: ./shared/advisories/cvss4-table.ts
/**
 * Scores in tenths of the macro vectors of CVSS v4.0 (first.org, CVSS v4.0 Specification, section 8.3): by EQ1, EQ2 and EQ3, then in the
 * order of EQ4, EQ5 and EQ6. Where EQ3 is 2 there is no EQ6 of 0.
 */
const ROWS = {
    '000': '100 99 98 95 95 92 100 96 93 87 91 81 93 90 89 80 81 68',
    '001': '98 95 95 92 90 84 93 92 89 81 81 65 88 80 78 70 69 48',
    '002': '92 82 72 79 69 50 69 55 27',
    '010': '99 97 95 92 92 85 95 91 90 83 84 71 92 81 82 71 72 53',
    '011': '95 93 92 85 85 73 92 82 80 72 70 59 84 70 71 52 50 30',
    '012': '86 75 52 71 52 29 63 29 17',
    '100': '98 95 94 87 91 81 94 89 86 74 77 64 87 75 74 63 63 49',
    '101': '94 89 88 77 76 67 86 76 74 58 59 50 72 57 57 52 52 25',
    '102': '83 70 54 65 58 26 53 21 13',
    '110': '95 90 88 76 76 70 90 77 75 62 61 53 77 66 68 59 52 30',
    '111': '89 78 76 67 62 58 74 59 57 57 47 23 61 52 57 29 24 16',
    '112': '71 59 30 58 26 15 23 13 6',
    '200': '93 87 86 72 75 58 86 74 74 61 56 34 70 54 52 40 40 22',
    '201': '85 75 74 55 62 51 72 57 55 41 46 19 53 36 34 19 19 8',
    '202': '64 51 20 47 21 11 24 9 4',
    '210': '88 75 73 53 60 50 73 55 59 40 41 20 54 43 45 22 20 11',
    '211': '75 55 58 45 40 21 61 51 48 18 20 9 46 18 17 7 8 2',
    '212': '53 24 14 24 12 5 10 3 1',
};
const SCORES = Object.fromEntries(Object.entries(ROWS).map(([key, row]) => [key, row.split(' ').map((tenths) => Number(tenths) / 10)]));
/** The score of the most severe vector of a macro vector; undefined where there is no such macro vector. */
function scoreOfMacroVector([eq1, eq2, eq3, eq4, eq5, eq6]) {
    if (eq4 > 2 || eq5 > 2 || eq6 > 1 || (eq3 === 2 && eq6 === 0))
        return undefined;
    const at = eq3 === 2 ? eq4 * 3 + eq5 : (eq4 * 3 + eq5) * 2 + eq6;
    return SCORES[`${eq1}${eq2}${eq3}`]?.[at];
}

;// CONCATENATED MODULE: ./shared/advisories/cvss4.ts


/** Values of each metric from the most severe on: their place is their distance (CVSS v4.0 Specification, section 8.2, table 24 ff.). */
const LEVELS = {
    AV: 'NALP',
    PR: 'NLH',
    UI: 'NPA',
    AC: 'LH',
    AT: 'NP',
    VC: 'HLN',
    VI: 'HLN',
    VA: 'HLN',
    SC: 'SHLN',
    SI: 'SHLN',
    SA: 'SHLN',
    CR: 'HML',
    IR: 'HML',
    AR: 'HML',
    E: 'APU',
};
const cvss4_METRICS = Object.keys(LEVELS);
/** What a metric is when a vector leaves it out: the worst that is possible. Base metrics have no such value. */
const DEFAULTS = { CR: 'H', IR: 'H', AR: 'H', E: 'A' };
/** The score, 0 to 10, of a CVSS v4.0 vector with its threat and environmental metrics; undefined when it is not one. */
function scoreCvss4(vector) {
    const given = parseVector(vector, /^CVSS:4\.0\//);
    const values = given && effective(given);
    if (values === undefined)
        return undefined;
    const impacts = [values.VC, values.VI, values.VA, values.SC, values.SI, values.SA];
    if (impacts.every((impact) => impact === 'N'))
        return 0;
    const macro = macroVector(values);
    const highest = scoreOfMacroVector(macro);
    if (highest === undefined)
        return undefined;
    const score = highest - meanDistance(values, macro, highest);
    return Math.round((Math.min(10, Math.max(0, score)) + 1e-6) * 10) / 10;
}
/** A modified metric stands for its base metric; X is as if it were left out. */
function effective(given) {
    const values = [];
    for (const metric of cvss4_METRICS) {
        const [modified = 'X', own = 'X'] = [given.get(`M${metric}`), given.get(metric)];
        const chosen = modified === 'X' ? own : modified;
        const value = chosen === 'X' ? DEFAULTS[metric] : chosen;
        // Safety is an environmental value: no base metric has it.
        if (value === undefined || !LEVELS[metric].includes(value) || own === 'S')
            return undefined;
        values.push([metric, value]);
    }
    return Object.fromEntries(values);
}
function macroVector(values) {
    const { VC, VI, VA, CR, IR, AR } = values;
    const required = (CR === 'H' && VC === 'H') || (IR === 'H' && VI === 'H') || (AR === 'H' && VA === 'H');
    return [
        exploitability(values),
        values.AC === 'L' && values.AT === 'N' ? 0 : 1,
        VC === 'H' && VI === 'H' ? 0 : [VC, VI, VA].includes('H') ? 1 : 2,
        subsequent(values),
        LEVELS.E.indexOf(values.E),
        required ? 0 : 1,
    ];
}
function exploitability({ AV, PR, UI }) {
    const open = [AV, PR, UI].filter((value) => value === 'N').length;
    if (open === 3)
        return 0;
    return open > 0 && AV !== 'P' ? 1 : 2;
}
function subsequent({ SC, SI, SA }) {
    if (SI === 'S' || SA === 'S')
        return 0;
    return [SC, SI, SA].includes('H') ? 1 : 2;
}
/** The most severe vectors of each class (section 8.2); EQ3 and EQ6 are one. Every vector of a class is below at least one of them. */
const MOST_SEVERE = {
    eq1: {
        0: ['AV:N/PR:N/UI:N'],
        1: ['AV:A/PR:N/UI:N', 'AV:N/PR:L/UI:N', 'AV:N/PR:N/UI:P'],
        2: ['AV:P/PR:N/UI:N', 'AV:A/PR:L/UI:P'],
    },
    eq2: { 0: ['AC:L/AT:N'], 1: ['AC:H/AT:N', 'AC:L/AT:P'] },
    eq36: {
        '00': ['VC:H/VI:H/VA:H/CR:H/IR:H/AR:H'],
        '01': ['VC:H/VI:H/VA:L/CR:M/IR:M/AR:H', 'VC:H/VI:H/VA:H/CR:M/IR:M/AR:M'],
        '10': ['VC:L/VI:H/VA:H/CR:H/IR:H/AR:H', 'VC:H/VI:L/VA:H/CR:H/IR:H/AR:H'],
        '11': [
            'VC:L/VI:H/VA:L/CR:H/IR:M/AR:H',
            'VC:L/VI:H/VA:H/CR:H/IR:M/AR:M',
            'VC:H/VI:L/VA:H/CR:M/IR:H/AR:M',
            'VC:H/VI:L/VA:L/CR:M/IR:H/AR:H',
            'VC:L/VI:L/VA:H/CR:H/IR:H/AR:M',
        ],
        '21': ['VC:L/VI:L/VA:L/CR:H/IR:H/AR:H'],
    },
    eq4: { 0: ['SC:H/SI:S/SA:S'], 1: ['SC:H/SI:H/SA:H'], 2: ['SC:L/SI:L/SA:L'] },
};
/** How many steps lie between the most and the least severe vector of a class (section 8.2, "depth"). */
const DEPTH = {
    eq1: { 0: 1, 1: 4, 2: 5 },
    eq2: { 0: 1, 1: 2 },
    eq36: { '00': 7, '01': 6, '10': 8, '11': 8, '21': 10 },
    eq4: { 0: 6, 1: 5, 2: 4 },
};
/** The mean, over the classes that have a lower neighbour, of how far down to that neighbour the vector stands (section 8.2). */
function meanDistance(values, macro, highest) {
    const [eq1, eq2, eq3, eq4, eq5, eq6] = macro;
    const classes = { eq1: `${eq1}`, eq2: `${eq2}`, eq36: `${eq3}${eq6}`, eq4: `${eq4}` };
    const lower = {
        eq1: scoreOfMacroVector([eq1 + 1, eq2, eq3, eq4, eq5, eq6]),
        eq2: scoreOfMacroVector([eq1, eq2 + 1, eq3, eq4, eq5, eq6]),
        eq36: lowerImpact(macro),
        eq4: scoreOfMacroVector([eq1, eq2, eq3, eq4 + 1, eq5, eq6]),
    };
    const distances = Object.keys(classes).flatMap((name) => {
        const next = lower[name];
        if (next === undefined)
            return [];
        return [
            (highest - next) *
                (steps(values, MOST_SEVERE[name][classes[name]] ?? []) / (DEPTH[name][classes[name]] ?? 1)),
        ];
    });
    // Exploit maturity has a lower neighbour too, and no steps within its class.
    if (scoreOfMacroVector([eq1, eq2, eq3, eq4, eq5 + 1, eq6]) !== undefined)
        distances.push(0);
    return distances.length === 0 ? 0 : distances.reduce((sum, each) => sum + each, 0) / distances.length;
}
/** EQ3 and EQ6 go down together; from 00 there are two ways, and the higher score counts. */
function lowerImpact([eq1, eq2, eq3, eq4, eq5, eq6]) {
    const byRequirement = eq6 === 0 ? scoreOfMacroVector([eq1, eq2, eq3, eq4, eq5, 1]) : undefined;
    if (eq3 === 1 && eq6 === 0)
        return byRequirement;
    const byImpact = scoreOfMacroVector([eq1, eq2, eq3 + 1, eq4, eq5, eq6]);
    if (byRequirement === undefined || byImpact === undefined)
        return byImpact ?? byRequirement;
    return Math.max(byRequirement, byImpact);
}
/** Steps down from the first of the most severe vectors that is not below in any metric. */
function steps(values, mostSevere) {
    for (const vector of mostSevere) {
        const differences = vector.split('/').map((part) => {
            const [metric, value] = part.split(':');
            return LEVELS[metric].indexOf(values[metric]) - LEVELS[metric].indexOf(value);
        });
        if (differences.every((difference) => difference >= 0))
            return differences.reduce((sum, each) => sum + each, 0);
    }
    return 0;
}

;// CONCATENATED MODULE: ./shared/advisories/severity.ts


/** From bad to good; `unknown` is counted on its own, and gated as `medium`. */
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'unknown'];
/** Words of distributions and databases; Debian's `unimportant` and Ubuntu's `negligible` are the least there is. */
const WORDS = new Map(Object.entries({
    critical: 'critical',
    high: 'high',
    important: 'high',
    medium: 'medium',
    moderate: 'medium',
    low: 'low',
    minor: 'low',
    negligible: 'low',
    unimportant: 'low',
}));
/** The qualitative scale of CVSS v3.1 (section 5) and v4.0 (section 6). */
function severityOfScore(score) {
    if (score >= 9)
        return 'critical';
    if (score >= 7)
        return 'high';
    return score >= 4 ? 'medium' : 'low';
}
/**
 * The severity from what is known, nearest first: a word (the distribution's or the database's own judgement) decides before a vector,
 * CVSS v4 before v3; within one kind the first that can be read.
 */
function rate(ratings) {
    for (const { kind, value } of ratings) {
        const severity = kind === 'word' ? WORDS.get(value.toLowerCase()) : undefined;
        if (severity !== undefined)
            return { severity };
    }
    for (const [kind, scorer] of [
        ['cvss4', scoreCvss4],
        ['cvss3', scoreCvss3],
    ]) {
        for (const rating of ratings) {
            const score = rating.kind === kind ? scorer(rating.value) : undefined;
            if (score !== undefined)
                return { severity: severityOfScore(score), score };
        }
    }
    return { severity: 'unknown' };
}

;// CONCATENATED MODULE: ./shared/advisories/match.ts




/** Compares every package with every advisory of its name. Withdrawn records do not count; packages that a distribution brought are judged as the distribution's. */
function matchInventory(inventory, snapshot) {
    const unknown = new Map();
    const unordered = new Map();
    const ecosystems = new Set();
    const hits = [];
    for (const component of inventory.components.filter(({ ownedBy }) => ownedBy === undefined)) {
        const coordinates = coordinatesOf(component, inventory.os);
        if (coordinates === undefined || !snapshot.ecosystems.has(coordinates.ecosystem)) {
            const name = coordinates?.ecosystem ?? foreign(component, inventory.os);
            unknown.set(name, [...(unknown.get(name) ?? []), component]);
            continue;
        }
        ecosystems.add(coordinates.ecosystem);
        const seen = hitsOf(component, coordinates, snapshot);
        hits.push(...seen.hits);
        for (const version of seen.unordered)
            unordered.set(`${coordinates.name} ${version}`, coordinates.ecosystem);
    }
    return {
        findings: toFindings(hits, snapshot).sort(compareFindings),
        ecosystems: [...ecosystems].sort(),
        problems: [...uncovered(unknown), ...incomparable(unordered), ...unreadRecords(snapshot)],
    };
}
const foreign = ({ type }, os) => type === 'deb' || type === 'apk' || type === 'rpm' ? `${os?.name ?? 'an unknown system'} (${type})` : type;
function uncovered(unknown) {
    return [...unknown]
        .filter(([, components]) => components.some(({ confidence }) => confidence === 'installed'))
        .map(([ecosystem, components]) => ({
        what: `the advisories know nothing of ${ecosystem}`,
        seen: `${(0,text_size/* plural */.L)(components.length, 'package')}, such as ${components[0]?.name ?? ''}`,
        next: 'add its OSV records to the advisories',
    }));
}
const incomparable = (unordered) => [...unordered].map(([what, ecosystem]) => ({
    what: 'a version that cannot be compared',
    rule: `as ${ecosystem} orders versions`,
    seen: what,
}));
function unreadRecords({ rejected }) {
    const [first] = rejected;
    if (first === undefined)
        return [];
    return [{ ...first, what: `${(0,text_size/* plural */.L)(rejected.length, 'advisory', 'advisories')} could not be read` }];
}
function hitsOf(component, { ecosystem, name, version }, snapshot) {
    const compare = versionOrder(ecosystem) ?? (() => undefined);
    const hits = [];
    const unordered = [];
    for (const advisory of snapshot.about(ecosystem, name)) {
        if (advisory.withdrawn)
            continue;
        for (const affected of advisory.affected) {
            if (affected.name !== name || normaliseEcosystem(affected.ecosystem) !== ecosystem)
                continue;
            const verdict = isAffected(version, affected, compare);
            if (verdict.affected === 'unknown')
                unordered.push(verdict.version);
            if (verdict.affected !== true)
                continue;
            const ratings = [...affected.severities, ...advisory.severities];
            hits.push({ advisory, component, ratings, fixed: verdict.fixed });
            break;
        }
    }
    return { hits, unordered };
}
/** Names of one vulnerability: its own, its aliases, and what a record was derived from where that is one thing. */
const namesOf = ({ id, aliases, upstream }) => [
    id,
    ...aliases,
    ...(upstream.length === 1 ? upstream : []),
];
/** Hits on one package that share a name become one finding. */
function toFindings(hits, snapshot) {
    const byPurl = Map.groupBy(hits, ({ component }) => component.purl);
    return [...byPurl.values()].flatMap((ofPackage) => {
        const groups = closures(ofPackage);
        return groups.filter((group) => !isCovered(group, groups)).map((group) => toFinding(group, snapshot));
    });
}
function closures(hits) {
    let groups = [];
    for (const hit of hits) {
        const names = namesOf(hit.advisory);
        const joined = groups.filter((group) => names.some((name) => group.names.has(name)));
        const merged = {
            names: new Set([...names, ...joined.flatMap((group) => [...group.names])]),
            hits: [...joined.flatMap((group) => group.hits), hit],
        };
        groups = [...groups.filter((group) => !joined.includes(group)), merged];
    }
    return groups;
}
/** A distribution's notice of several vulnerabilities says nothing new where each of them is a finding already. */
function isCovered(group, groups) {
    return group.hits.every(({ advisory: { upstream } }) => {
        if (upstream.length < 2)
            return false;
        return upstream.every((name) => groups.some((other) => other !== group && other.names.has(name)));
    });
}
function toFinding({ names, hits }, snapshot) {
    const [first] = hits;
    if (first === undefined)
        throw new Error('a group has a hit');
    const id = primaryName([...names], first.advisory.id);
    const rated = ratingOf(hits, names, snapshot);
    const fixed = hits.map((hit) => hit.fixed).find((version) => version !== undefined);
    const published = hits.map(({ advisory }) => advisory.published).find((time) => time !== undefined);
    const components = hits.map(({ component }) => component);
    return {
        id,
        aliases: [...names].filter((name) => name !== id).sort(),
        ...rated,
        component: components.find(({ confidence }) => confidence === 'installed') ?? first.component,
        paths: [...new Set(components.map(({ path }) => path).filter((path) => path !== ''))].sort(),
        ...(fixed === undefined ? {} : { fixed }),
        summary: hits.map(({ advisory }) => advisory.summary).find((summary) => summary !== '') ?? '',
        ...(published === undefined ? {} : { published }),
        vendored: components.every(({ confidence }) => confidence === 'vendored'),
    };
}
const primaryName = (names, own) => names.filter((name) => /^CVE-\d+-\d+$/.test(name)).sort()[0] ?? own;
/** The records that matched decide; where none of them rates it, other records of the same vulnerability, or of what a notice covers, do. */
function ratingOf(hits, names, snapshot) {
    const own = rate(hits.flatMap(({ ratings }) => ratings));
    if (own.severity !== 'unknown')
        return own;
    const related = [...names, ...hits.flatMap(({ advisory }) => advisory.upstream)];
    return worst(related.map((name) => rate(snapshot.byId(name)?.severities ?? [])));
}
const match_RANK = { critical: 0, high: 1, medium: 2, low: 3, unknown: 4 };
const worst = (ratings) => ratings.reduce((bad, each) => (match_RANK[each.severity] < match_RANK[bad.severity] ? each : bad), {
    severity: 'unknown',
});
function compareFindings(a, b) {
    const severity = match_RANK[a.severity] - match_RANK[b.severity];
    if (severity !== 0)
        return severity;
    const [one, other] = [a, b].map(({ id, component }) => `${id}\n${component.purl}`);
    return one < other ? -1 : one > other ? 1 : 0;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./shared/oci/digest.ts
var oci_digest = __webpack_require__(60162);
// EXTERNAL MODULE: ./shared/text/json-value.ts
var json_value = __webpack_require__(3456);
;// CONCATENATED MODULE: ./shared/advisories/record.ts


const EVENTS = ['introduced', 'fixed', 'last_affected', 'limit'];
const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const RATING_KIND = new Map([
    ['CVSS_V4', 'cvss4'],
    ['CVSS_V3', 'cvss3'],
    ['Ubuntu', 'word'],
]);
/** A record that is not as the schema says is a Problem: matching with half of it would be guessing. */
function parseAdvisory(value) {
    try {
        return read(objectAt(value, 'the record'));
    }
    catch (error) {
        if (error instanceof Malformed)
            return { what: 'not an OSV record', rule: error.message };
        throw error;
    }
}
/** Leaves the reading of one record. */
class Malformed extends Error {
}
function read(record) {
    const id = record_textAt(record['id'], 'id');
    if (!ID.test(id))
        throw new Malformed('id is letters, digits, dots, dashes, colons and underscores');
    const database = (0,json_value/* asRecord */.qY)(record['database_specific']);
    const published = optionalTime(record['published']);
    return {
        id,
        aliases: textsAt(record['aliases'], 'aliases').filter((each) => ID.test(each)),
        upstream: textsAt(record['upstream'], 'upstream').filter((each) => ID.test(each)),
        modified: record_timeAt(record['modified'], 'modified'),
        ...(published === undefined ? {} : { published }),
        withdrawn: optionalTime(record['withdrawn']) !== undefined,
        summary: firstLine(record['summary'], record['details']),
        severities: [...ratings(record['severity']), ...wordOf(database['severity'])],
        affected: listAt(record['affected'], 'affected').map(readAffected),
    };
}
function readAffected(value) {
    const affected = objectAt(value, 'affected');
    const named = objectAt(affected['package'] ?? {}, 'affected.package');
    const specific = [(0,json_value/* asRecord */.qY)(affected['ecosystem_specific']), (0,json_value/* asRecord */.qY)(affected['database_specific'])];
    return {
        // A record about commits only has no package; it is kept, and matches nothing.
        ecosystem: named['ecosystem'] === undefined ? '' : record_textAt(named['ecosystem'], 'affected.package.ecosystem'),
        name: named['name'] === undefined ? '' : record_textAt(named['name'], 'affected.package.name'),
        severities: [
            ...ratings(affected['severity']),
            ...specific.flatMap((each) => [...wordOf(each['severity']), ...wordOf(each['urgency'])]),
        ],
        ranges: listAt(affected['ranges'], 'affected.ranges').flatMap(readRange),
        versions: textsAt(affected['versions'], 'affected.versions'),
    };
}
function readRange(value) {
    const range = objectAt(value, 'affected.ranges');
    const type = record_textAt(range['type'], 'affected.ranges.type');
    if (type === 'GIT')
        return [];
    if (type !== 'SEMVER' && type !== 'ECOSYSTEM')
        throw new Malformed('a range is SEMVER, ECOSYSTEM or GIT');
    const events = listAt(range['events'], 'affected.ranges.events').map(readEvent);
    if (!events.some(({ kind }) => kind === 'introduced'))
        throw new Malformed('a range has an introduced event');
    return [{ type, events }];
}
function readEvent(value) {
    const event = objectAt(value, 'an event');
    const kinds = EVENTS.filter((kind) => event[kind] !== undefined);
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1)
        throw new Malformed(`an event is one of ${EVENTS.join(', ')}`);
    return { kind, version: record_textAt(event[kind], kind) };
}
function ratings(value) {
    return listAt(value, 'severity').flatMap((each) => {
        const { type, score } = objectAt(each, 'severity');
        const kind = RATING_KIND.get(type);
        return kind === undefined || typeof score !== 'string' ? [] : [{ kind, value: score }];
    });
}
const wordOf = (value) => typeof value === 'string' && value !== '' ? [{ kind: 'word', value: value.toLowerCase() }] : [];
function firstLine(summary, details) {
    const text = [summary, details].find((each) => typeof each === 'string' && each.trim() !== '');
    return (text ?? '').trim().split('\n', 1)[0]?.slice(0, 300) ?? '';
}
function objectAt(value, field) {
    if ((0,json_value/* isRecord */.u4)(value))
        return value;
    throw new Malformed(`${field} is an object`);
}
function listAt(value, field) {
    if (value === undefined || value === null)
        return [];
    if (Array.isArray(value))
        return value;
    throw new Malformed(`${field} is a list`);
}
function record_textAt(value, field) {
    if (typeof value === 'string' && value !== '')
        return value;
    throw new Malformed(`${field} is a text`);
}
const textsAt = (value, field) => listAt(value, field).map((each) => record_textAt(each, field));
function record_timeAt(value, field) {
    const time = optionalTime(value);
    if (time === undefined)
        throw new Malformed(`${field} is a time in UTC, such as 2026-11-24T12:00:00Z`);
    return time;
}
function optionalTime(value) {
    if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value))
        return undefined;
    const time = new Date(value);
    return Number.isNaN(time.getTime()) ? undefined : time;
}

;// CONCATENATED MODULE: ./shared/advisories/snapshot.ts








const MAX_FILE_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 8;
/** Files read at once: enough to hide the disk, few enough to keep memory flat. */
const AT_ONCE = 16;
/**
 * Reads every `*.json` file below a directory as one OSV record. Symbolic links are not followed.
 * @throws UserError when the directory cannot be read or holds no JSON file: an empty directory is no knowledge.
 */
async function loadAdvisories(directory) {
    const files = await listFiles(directory, 0);
    if (files.length === 0) {
        throw new text_error/* UserError */.yo({
            what: 'no advisories to compare with',
            rule: 'a directory with OSV records as *.json files',
            seen: `no such file in ${directory}`,
            next: 'fetch the records first, or name another directory in `advisories`',
        });
    }
    const lines = [];
    const advisories = [];
    const rejected = [];
    for (let at = 0; at < files.length; at += AT_ONCE) {
        const read = await Promise.all(files.slice(at, at + AT_ONCE).map(readRecord));
        for (const { file, digest, record } of read) {
            if ('what' in record) {
                rejected.push({ ...record, seen: external_node_path_default().relative(directory, file) });
                continue;
            }
            lines.push(`${record.id} ${digest}\n`);
            advisories.push(record);
        }
    }
    return indexAdvisories(advisories, snapshotDigest(lines), rejected);
}
const snapshotDigest = (lines) => {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    for (const line of [...lines].sort())
        hash.update(line);
    return `sha256:${hash.digest('hex')}`;
};
async function listFiles(directory, depth) {
    const entries = await (0,promises_.readdir)(directory, { withFileTypes: true }).catch((cause) => {
        throw new text_error/* UserError */.yo({
            what: 'the advisories cannot be read',
            rule: 'a directory',
            seen: `${directory}: ${(0,text_error/* messageOf */.bD)(cause)}`,
        }, { cause });
    });
    const found = [];
    for (const entry of entries) {
        const full = external_node_path_default().join(directory, entry.name);
        if (entry.isDirectory() && depth < MAX_DEPTH)
            found.push(...(await listFiles(full, depth + 1)));
        else if (entry.isFile() && entry.name.endsWith('.json'))
            found.push(full);
    }
    return found;
}
async function readRecord(file) {
    const { size } = await (0,promises_.stat)(file);
    if (size > MAX_FILE_BYTES) {
        const record = { what: 'an advisory that is too large', rule: `at most ${MAX_FILE_BYTES} bytes` };
        return { file, digest: (0,oci_digest/* digestOf */.ol)(''), record };
    }
    const bytes = await (0,promises_.readFile)(file);
    return { file, digest: (0,oci_digest/* digestOf */.ol)(bytes), record: parseRecord(bytes) };
}
function parseRecord(bytes) {
    let value;
    try {
        value = (0,text_json/* parseJson */.qF)(bytes);
    }
    catch (error) {
        return { what: 'not an OSV record', rule: `JSON: ${(0,text_error/* messageOf */.bD)(error)}` };
    }
    return parseAdvisory(value);
}
/** A snapshot of records in memory; of two records of one id the one modified later counts. */
function indexAdvisories(advisories, digest, rejected = []) {
    const byId = new Map();
    for (const advisory of advisories) {
        const known = byId.get(advisory.id);
        if (known === undefined || known.modified < advisory.modified)
            byId.set(advisory.id, advisory);
    }
    const byPackage = new Map();
    const ecosystems = new Set();
    for (const advisory of byId.values()) {
        for (const key of packagesOf(advisory, ecosystems)) {
            byPackage.set(key, [...(byPackage.get(key) ?? []), advisory]);
        }
    }
    const newest = advisories.reduce((latest, { modified }) => Math.max(latest, modified.getTime()), -Infinity);
    return {
        digest,
        newest: Number.isFinite(newest) ? new Date(newest) : undefined,
        records: byId.size,
        rejected,
        ecosystems: new Set([...ecosystems].sort()),
        about: (ecosystem, name) => byPackage.get(`${ecosystem}\n${name}`) ?? [],
        byId: (id) => byId.get(id),
    };
}
function packagesOf(advisory, ecosystems) {
    const keys = new Set();
    for (const { ecosystem, name } of advisory.affected) {
        if (ecosystem === '')
            continue;
        const normal = normaliseEcosystem(ecosystem);
        ecosystems.add(normal);
        keys.add(`${normal}\n${name}`);
    }
    return keys;
}

// EXTERNAL MODULE: ./shared/evidence/canonical.ts
var canonical = __webpack_require__(79124);
// EXTERNAL MODULE: ./shared/evidence/limits.ts
var limits = __webpack_require__(30260);
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
    return supportedKey(key_read(() => (0,external_node_crypto_.createPrivateKey)(pem.trim()), label));
}
/** A public key in PEM (SubjectPublicKeyInfo). @throws UserError; a private key in its place is refused, it must not lie about. */
function key_parsePublicKey(pem) {
    const label = labelOf(pem, 'a public key in PEM', 'PUBLIC KEY');
    return supportedKey(key_read(() => (0,external_node_crypto_.createPublicKey)(pem.trim()), label));
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
function key_read(parse, label) {
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
const secretbox_ROWS = [
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
        for (const [a, b, c, d] of [...COLUMNS, ...secretbox_ROWS]) {
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
    const key = key_parsePublicKey(await readOpen(publicKey, ports));
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
    const { publishedRoot } = await __webpack_require__.e(/* import() */ 653).then(__webpack_require__.bind(__webpack_require__, 71653));
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

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
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
var oci_reference = __webpack_require__(77121);
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
var duration = __webpack_require__(74154);
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

;// CONCATENATED MODULE: ./shared/sbom/serial-number.ts

/** A version 8 UUID (RFC 9562): our own bits, from the content, so that equal contents have equal names. */
function digestUuid(content) {
    const hex = (0,external_node_crypto_.createHash)('sha256').update(content).digest('hex');
    const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
    const groups = [
        hex.slice(0, 8),
        hex.slice(8, 12),
        `8${hex.slice(13, 16)}`,
        `${variant}${hex.slice(17, 20)}`,
        hex.slice(20, 32),
    ];
    return groups.join('-');
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

;// CONCATENATED MODULE: ./shared/sbom/cyclonedx.ts



/** Our own properties start with it. */
const PROPERTY = 'fixity:';
/**
 * An inventory as CycloneDX 1.6. The serial number is made from the content, so that an unchanged image has an unchanged SBOM; only
 * `metadata.timestamp` is the caller's. `compositions` says whether the inventory is complete.
 */
function toCycloneDx(inventory, options) {
    const { subject } = options;
    const ref = `image:${subject.digest}`;
    const components = [...osComponent(inventory.os), ...packageComponents(inventory.components)];
    const content = {
        metadata: {
            tools: { components: [{ type: 'application', name: 'fixity', group: 'fixity-actions' }] },
            component: {
                type: 'container',
                'bom-ref': ref,
                name: subject.name,
                version: subject.digest,
                hashes: [{ alg: 'SHA-256', content: subject.digest.slice('sha256:'.length) }],
                ...(subject.platform === undefined
                    ? {}
                    : { properties: ownProperties({ platform: formatPlatform(subject.platform) }) }),
            },
            properties: ownProperties({
                layers: inventory.layers.join(' '),
                catalogues: inventory.catalogues.join(' '),
                ...(inventory.problems.length === 0
                    ? {}
                    : { incomplete: inventory.problems.map(({ what }) => what).join('; ') }),
            }),
        },
        components,
        compositions: [{ aggregate: inventory.complete ? 'complete' : 'incomplete', assemblies: [ref] }],
    };
    const { tools, component, properties: facts } = content.metadata;
    return {
        bomFormat: 'CycloneDX',
        specVersion: '1.6',
        serialNumber: `urn:uuid:${digestUuid(JSON.stringify(content))}`,
        version: 1,
        metadata: { timestamp: options.timestamp.toISOString(), tools, component, properties: facts },
        components,
        compositions: content.compositions,
    };
}
/** The bytes of the document: two spaces of indentation and a line feed at the end. */
const cycloneDxText = (document) => `${JSON.stringify(document, null, 2)}\n`;
/** Properties of ours, as the readers know them. */
const ownProperties = (values) => Object.entries(values).map(([name, value]) => ({ name: `${PROPERTY}${name}`, value }));
function osComponent(os) {
    if (os === undefined)
        return [];
    return [
        {
            type: 'operating-system',
            'bom-ref': `os:${os.id}`,
            name: os.id,
            version: os.versionId,
            description: os.name,
            properties: ownProperties({
                'os:like': os.idLike.join(' '),
                ...(os.codename === undefined ? {} : { 'os:codename': os.codename }),
            }),
        },
    ];
}
/** One component a purl and path; the second and later of the same purl get a counted reference. */
function packageComponents(components) {
    const seen = new Map();
    return [...components].sort(compareComponents).map((component) => {
        const count = (seen.get(component.purl) ?? 0) + 1;
        seen.set(component.purl, count);
        return packageComponent(component, count === 1 ? component.purl : `${component.purl}#${count}`);
    });
}
function packageComponent(component, ref) {
    // The purl's own parts would not do: they are in lower case, and some names are not.
    const slash = component.name.lastIndexOf('/');
    return {
        type: 'library',
        'bom-ref': ref,
        ...(slash < 0
            ? { name: component.name }
            : { group: component.name.slice(0, slash), name: component.name.slice(slash + 1) }),
        version: component.version,
        ...(component.licence === undefined ? {} : { licenses: [{ license: { name: component.licence } }] }),
        purl: component.purl,
        properties: ownProperties({
            confidence: component.confidence,
            ...(component.source === undefined
                ? {}
                : { 'source:name': component.source.name, 'source:version': component.source.version }),
            ...(component.ownedBy === undefined ? {} : { 'owned-by': component.ownedBy }),
            ...(component.path === '' ? {} : { path: component.path }),
            ...(component.layer === undefined ? {} : { layer: component.layer }),
        }),
    };
}

;// CONCATENATED MODULE: ./shared/sbom/spdx.ts



const NAMESPACE = 'https://fixity-actions.github.io/spdx/';
const IMAGE = 'SPDXRef-Image';
/**
 * An inventory as SPDX 2.3 JSON. The namespace is made from the content, so that an unchanged image has an unchanged document but for
 * the time. Licences that packages declare are texts of theirs, which need not be SPDX expressions: they stand in the comment.
 */
function toSpdx(inventory, { subject, timestamp }) {
    const { os, components, problems } = inventory;
    const packages = [
        imagePackage(subject.name, subject.digest),
        ...(os === undefined ? [] : [osPackage(os)]),
        ...components.map(toPackage),
    ];
    const relationships = [
        { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: IMAGE },
        ...packages.slice(1).map((each) => ({
            spdxElementId: IMAGE,
            relationshipType: 'CONTAINS',
            relatedSpdxElement: each['SPDXID'],
        })),
    ];
    const incomplete = problems.map(({ what }) => what).join('; ');
    return {
        spdxVersion: 'SPDX-2.3',
        dataLicense: 'CC0-1.0',
        SPDXID: 'SPDXRef-DOCUMENT',
        name: subject.name,
        documentNamespace: `${NAMESPACE}${digestUuid(JSON.stringify([packages, incomplete]))}`,
        ...(incomplete === '' ? {} : { comment: `${INCOMPLETE}${incomplete}` }),
        creationInfo: {
            created: `${timestamp.toISOString().slice(0, 19)}Z`,
            creators: ['Tool: fixity', 'Organization: fixity-actions'],
        },
        packages,
        relationships,
    };
}
/** How a document says that something may be missing. */
const INCOMPLETE = 'Incomplete: ';
const NOTHING_ASSERTED = {
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: 'NOASSERTION',
    copyrightText: 'NOASSERTION',
};
const imagePackage = (name, digest) => ({
    SPDXID: IMAGE,
    name,
    versionInfo: digest,
    primaryPackagePurpose: 'CONTAINER',
    checksums: [{ algorithm: 'SHA256', checksumValue: (0,oci_digest/* hexOf */.ZD)(digest) }],
    ...NOTHING_ASSERTED,
});
const osPackage = ({ id, versionId, name }) => ({
    SPDXID: 'SPDXRef-OperatingSystem',
    name: id,
    ...(versionId === '' ? {} : { versionInfo: versionId }),
    summary: name,
    primaryPackagePurpose: 'OPERATING_SYSTEM',
    ...NOTHING_ASSERTED,
});
function toPackage(component) {
    const { name, version, purl, source, licence, path } = component;
    const facts = [
        ...(source === undefined ? [] : [`built package from: ${source.name} ${source.version}`]),
        ...(path === '' ? [] : [`found in: /${path}`]),
    ];
    return {
        SPDXID: `SPDXRef-Package-${(0,external_node_crypto_.createHash)('sha256').update(`${purl}\n${path}`).digest('hex').slice(0, 24)}`,
        name,
        versionInfo: version,
        primaryPackagePurpose: 'LIBRARY',
        ...NOTHING_ASSERTED,
        ...(licence === undefined ? {} : { licenseComments: `declared as ${JSON.stringify(licence)}` }),
        ...(facts.length === 0 ? {} : { sourceInfo: facts.join('; ') }),
        externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
    };
}

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

// EXTERNAL MODULE: ./shared/oci/parallel.ts
var parallel = __webpack_require__(65413);
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
        const read = await readReferrer(store, descriptor);
        if ('bytes' in read)
            total += read.bundle.size;
        if (total > limits/* LIMIT */.u.totalBytes)
            throw tooMuch(store, subject, (0,text_size/* formatBytes */.z)(limits/* LIMIT */.u.totalBytes), (0,text_size/* formatBytes */.z)(total));
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
    return layer.size > limits/* LIMIT */.u.bundleBytes ? ignore('too large', (0,text_size/* formatBytes */.z)(layer.size)) : layer;
}
const ignore = (reason, detail) => ({ reason, detail });

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
        from: promotion_listAt(value, 'from').filter((each) => typeof each === 'string'),
        image: text('image'),
        source: text('source'),
        repository: text('repository'),
        digest: digest('digest'),
        ...(at(value, 'previousDigest') === undefined ? {} : { previousDigest: digest('previousDigest') }),
        policy: { uri: text('policy.uri'), digest: digest('policy.digest') },
        evidence: promotion_listAt(value, 'evidence').map((_, index) => ({
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
const promotion_listAt = (value, path) => {
    const found = at(value, path);
    return Array.isArray(found) ? found : [];
};
function optionalParts(value) {
    const commit = textAt(value, 'commit');
    const deployment = at(value, 'deployment');
    const warnings = promotion_listAt(value, 'warnings').filter((each) => typeof each === 'string');
    const approvedBy = promotion_listAt(value, 'approvedBy').filter((each) => typeof each === 'string');
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

// EXTERNAL MODULE: ./shared/evidence/identity.ts
var evidence_identity = __webpack_require__(26026);
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

;// CONCATENATED MODULE: ./actions/scan/evidence.ts








/** The version of what is read and how it is compared: another one may find other things in the same bytes. */
const SCANNER_VERSION = '1';
/** A scan that says the same as one of the last hour, by the same signer, is not written again. */
const REUSE_MILLISECONDS = 60 * 60 * 1000;
/** What a scan recorded about one platform. */
function toScan({ scanned, stood, passed, counts, incomplete }, context) {
    const { inventory, matched } = scanned;
    const { snapshot, startedAt, finishedAt, policyDigest, baseline } = context;
    const told = stood.filter(({ standing }) => standing !== 'vendored');
    // First what exceptions cover: a list that is cut must not hide them.
    const recorded = told
        .toSorted((a, b) => Number(b.exception !== undefined) - Number(a.exception !== undefined))
        .map(toRecorded);
    const exceptions = recordedExceptions(told);
    return {
        startedAt,
        finishedAt,
        version: SCANNER_VERSION,
        verdict: passed ? 'pass' : 'fail',
        counts,
        complete: incomplete.length === 0,
        incomplete: incomplete.map(({ what, seen }) => (seen === undefined ? what : `${what}: ${seen}`)),
        packages: inventory.components.length,
        ecosystems: matched.ecosystems,
        snapshot: { digest: snapshot.digest, newest: snapshot.newest, records: snapshot.records },
        policyDigest,
        sbom: (0,canonical/* digestOfJson */.Q)(inventory.components),
        ...(baseline === undefined ? {} : { baseline }),
        ...(scanned.secrets === undefined ? {} : { secrets: scanned.secrets.length }),
        ...(exceptions.length === 0 ? {} : { exceptions }),
        findings: recorded,
        findingsTotal: recorded.length,
    };
}
const recordedExceptions = (stood) => {
    const used = new Map(stood.flatMap(({ exception }) => (exception === undefined ? [] : [[exception.id, exception]])));
    return [...used.values()].map(({ id, advisory, package: name }) => ({
        id,
        advisory,
        ...(name === undefined ? {} : { package: name }),
    }));
};
const toRecorded = ({ finding: { id, aliases, severity, component, fixed }, exception, }) => ({
    id,
    aliases,
    severity,
    purl: component.purl,
    ...(fixed === undefined ? {} : { fixed }),
    ...(exception === undefined ? {} : { exception: exception.id }),
});
/** Attaches a record to each platform manifest, and a summary of all of them to the image. A refusal is attached like a pass. */
async function attachScan(store, signer, top, platforms, context, options) {
    const entries = [];
    const times = [];
    for (const { descriptor, verdict } of platforms) {
        const scan = toScan(verdict, context);
        const known = await recentScan(store, signer, descriptor, scan);
        const statement = known ??
            (0,evidence_statement/* statementAbout */.pT)([descriptor], VULNERABILITIES_TYPE, vulnerabilitiesPredicate(scan, context.invocation));
        const { finishedAt } = known === undefined ? scan : parseVulnerabilities(known.predicate);
        times.push(finishedAt.getTime());
        entries.push(await evidence_attach(store, signer, { label: verdict.scanned.label, descriptor, statement }, options.dryRun));
    }
    const summary = (0,evidence_statement/* statementAbout */.pT)([top], VERIFICATION_SUMMARY_TYPE, summaryPredicate(platforms, entries, context, new Date(Math.max(...times)), options.passed));
    entries.push(await evidence_attach(store, signer, { label: 'image', descriptor: top, statement: summary }, options.dryRun));
    return entries;
}
const summaryPredicate = (platforms, entries, context, verifiedAt, passed) => verificationSummaryPredicate({
    verifierId: SCAN_VERIFIER_ID,
    verifiedAt,
    resourceUri: context.resourceUri,
    policy: { uri: context.policyUri, digest: context.policyDigest },
    inputs: entries.flatMap(({ bundleDigest }) => (bundleDigest === undefined ? [] : [bundleDigest])),
    passed,
    platforms: platforms.map(({ descriptor, verdict }) => ({
        digest: descriptor.digest,
        platform: verdict.scanned.label,
        passed: verdict.passed,
    })),
});
async function evidence_attach(store, signer, { label, descriptor, statement }, dryRun) {
    const facts = { label, subject: descriptor.digest, predicateType: statement.predicateType };
    if (dryRun) {
        const present = await presentStatements(store, signer, [statement], descriptor);
        const known = present.get((0,evidence_statement/* contentDigest */.eZ)(statement));
        return known === undefined
            ? { ...facts, status: 'would write' }
            : { ...facts, status: 'unchanged', bundleDigest: known.bundleDigest };
    }
    const { status, bundleDigest } = await attachStatement(store, signer, statement, descriptor);
    return { ...facts, status, bundleDigest };
}
/** This signer's newest statement, if it is of the last hour and differs from `scan` in nothing but its times. */
async function recentScan(store, signer, { digest }, scan) {
    const { accepted } = await loadEvidence([store], digest, [signer.trust]);
    const mine = accepted
        .filter(({ predicateType }) => predicateType === VULNERABILITIES_TYPE)
        .flatMap(({ statement }) => {
        const read = readOwn(statement);
        return read === undefined ? [] : [{ statement, read }];
    })
        .sort((a, b) => b.read.finishedAt.getTime() - a.read.finishedAt.getTime());
    const [newest] = mine;
    if (newest === undefined || comparable(newest.read) !== comparable(scan))
        return undefined;
    const age = scan.finishedAt.getTime() - newest.read.finishedAt.getTime();
    return age >= 0 && age < REUSE_MILLISECONDS ? newest.statement : undefined;
}
function readOwn({ predicate }) {
    try {
        const own = (0,fields/* textAt */.$6)(predicate, 'scanner.uri') === SCANNER_URI;
        return own ? parseVulnerabilities(predicate) : undefined;
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return undefined;
        throw error;
    }
}
/** Everything but the times; the findings follow from the SBOM and the snapshot. */
const comparable = (scan) => (0,canonical/* digestOfJson */.Q)({ ...scan, startedAt: '', finishedAt: '', findings: [] });

;// CONCATENATED MODULE: ./shared/advisories/exception.ts

/** Within this time before its end an exception is shown as a warning. */
const SOON_MILLISECONDS = 7 * 24 * 60 * 60 * 1000;
/** The exception that covers a finding now: the one that lasts longest. */
function exceptionFor(finding, exceptions, now) {
    return exceptions
        .filter(({ expires }) => expires > now)
        .filter((exception) => covers(exception, finding))
        .sort((a, b) => b.expires.getTime() - a.expires.getTime())[0];
}
function covers({ advisory, package: text }, finding) {
    if (advisory !== finding.id && !finding.aliases.includes(advisory))
        return false;
    return text === undefined || isSamePackage(parsePurl(text), finding.component);
}
function isSamePackage(wanted, { purl, source }) {
    const seen = parsePurl(purl);
    if (wanted.type !== seen.type || wanted.namespace !== seen.namespace)
        return false;
    if (wanted.name !== seen.name && wanted.name !== source?.name)
        return false;
    const version = wanted.name === seen.name ? seen.version : source?.version;
    return wanted.version === undefined || wanted.version === version;
}
/** Every exception with what it did, in their order: none is invisible. */
function reviewExceptions(findings, exceptions, now) {
    const used = new Set(findings.map((finding) => exceptionFor(finding, exceptions, now)));
    return exceptions.map((exception) => {
        const left = exception.expires.getTime() - now.getTime();
        if (left <= 0)
            return { exception, state: 'expired' };
        if (!used.has(exception))
            return { exception, state: 'unused' };
        return { exception, state: left <= SOON_MILLISECONDS ? 'expires soon' : 'in use' };
    });
}

;// CONCATENATED MODULE: ./actions/scan/standing.ts

/** The same vulnerability in the same package, whichever version: an upgrade that does not help brings nothing new. */
const inheritedKey = ({ id, component: { type, name } }) => [id, type, name].join('\n');
/** @returns the finding with how it counts. One that nobody has dated is due at once. */
function stand(finding, { baseline, grace, exceptions, now }) {
    if (finding.vendored)
        return { finding, standing: 'vendored' };
    const exception = exceptionFor(finding, exceptions, now);
    if (exception !== undefined)
        return { finding, standing: 'excepted', exception };
    if (baseline?.has(inheritedKey(finding)) !== true)
        return { finding, standing: 'new' };
    if (finding.published === undefined)
        return { finding, standing: 'due' };
    const allowed = finding.severity === 'critical' ? grace.critical : grace.others;
    const until = new Date(finding.published.getTime() + allowed);
    return until > now ? { finding, standing: 'in grace', until } : { finding, standing: 'due' };
}
/** Does it count against the limits? */
const isCounted = ({ standing }) => standing === 'new' || standing === 'due';

;// CONCATENATED MODULE: ./actions/scan/gate.ts




/** The verdict on all platforms; the same arguments give the same verdict. */
function gate_judge(scanned, context) {
    const stale = staleness(context.snapshot, context.gate, context.now);
    const platforms = scanned.map((each) => judgePlatform(each, stale, context));
    const stood = new Map(platforms.flatMap((platform) => platform.stood.map((each) => [distinctKey(each.finding), each])));
    const incomplete = platforms.flatMap((platform) => platform.incomplete);
    const findings = scanned.flatMap(({ matched }) => matched.findings);
    return {
        passed: platforms.length > 0 && platforms.every(({ passed }) => passed),
        platforms,
        counts: count([...stood.values()]),
        exceptions: reviewExceptions(findings, context.exceptions, context.now),
        incomplete: [...new Map(incomplete.map((problem) => [JSON.stringify(problem), problem])).values()],
    };
}
/** The same package of the same version on another architecture is no other finding. */
const distinctKey = ({ id, component: { type, name, version } }) => [id, type, name, version].join('\n');
function judgePlatform(scanned, stale, context) {
    const { label, inventory, matched } = scanned;
    const { gate, exceptions, now } = context;
    const incomplete = [...inventory.problems, ...emptiness(inventory), ...matched.problems, ...stale];
    // A platform that the baseline does not have is new as a whole.
    const baseline = context.baseline && (context.baseline.get(label) ?? new Set());
    const stood = matched.findings.map((finding) => stand(finding, { baseline, grace: gate.grace, exceptions, now }));
    const excess = SEVERITIES.flatMap((severity) => excessOf(severity, label, stood, gate));
    return {
        scanned,
        stood,
        passed: excess.length === 0 &&
            (incomplete.length === 0 || gate.incomplete === 'warn') &&
            (gate.secrets !== 'fail' || (scanned.secrets ?? []).length === 0),
        counts: count(stood),
        excess,
        incomplete,
    };
}
function excessOf(severity, platform, stood, gate) {
    if (severity === 'unknown')
        return [];
    const allowed = gate.limits[severity];
    const counted = stood
        .filter(isCounted)
        .map(({ finding }) => finding)
        .filter((finding) => gatedAs(finding) === severity && (finding.fixed !== undefined || !gate.fixableOnly));
    if (counted.length <= allowed)
        return [];
    return [{ platform, severity, seen: counted.length, allowed, findings: counted }];
}
/** What nobody has rated is not taken for harmless. */
const gatedAs = ({ severity }) => severity === 'unknown' ? 'medium' : severity;
/** What is in grace counts here: it is there, whoever brought it. */
function count(stood) {
    const counted = stood
        .filter(({ standing }) => standing !== 'vendored' && standing !== 'excepted')
        .map(({ finding }) => finding);
    const entries = SEVERITIES.map((severity) => {
        const ofSeverity = counted.filter((finding) => finding.severity === severity);
        const fixable = ofSeverity.filter(({ fixed }) => fixed !== undefined).length;
        return [severity, { found: ofSeverity.length, fixable }];
    });
    return Object.fromEntries(entries);
}
/** An image without an operating system may hold no package at all; an SBOM without one says nothing. */
const emptiness = ({ components, layers }) => components.length === 0 && layers.length === 0
    ? [{ what: 'an SBOM without a package', rule: 'it lists what is there' }]
    : [];
/** More than this in the future is no difference between clocks. */
const SKEW = 60 * 60 * 1000;
function staleness(snapshot, { maxSnapshotAge }, now) {
    if (snapshot.newest === undefined)
        return [{ what: 'the advisories have no record that can be read' }];
    const age = now.getTime() - snapshot.newest.getTime();
    if (age < -SKEW) {
        const seen = (0,duration/* formatTime */.fU)(snapshot.newest);
        return [
            { what: 'an advisory is dated in the future, so that nobody can tell how old the others are', seen },
        ];
    }
    if (age <= maxSnapshotAge)
        return [];
    return [
        {
            what: 'the advisories are too old',
            rule: `the newest may be at most ${(0,duration/* formatDuration */.a3)(maxSnapshotAge)} old (max-snapshot-age)`,
            seen: `it is of ${(0,duration/* formatTime */.fU)(snapshot.newest)}, ${(0,duration/* formatDuration */.a3)(age)} old`,
            next: 'fetch them again, or say in max-snapshot-age how old they may be',
        },
    ];
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
        path: contents_encodePath(path),
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
const contents_encodePath = (path) => path.split('/').map(encodeURIComponent).join('/');

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
const shape_count = scalar('a whole number from 0', { type: 'integer', minimum: 0 }, (value) => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined));
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
    critical: optional(shape_count, 'How many findings of this severity may be there.'),
    high: optional(shape_count, 'How many findings of this severity may be there.'),
    medium: optional(shape_count, 'How many findings of this severity may be there.'),
    low: optional(shape_count, 'How many findings of this severity may be there.'),
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
    'at-least': needed(shape_count, 'How many people must have approved the job that applies the plan.'),
    'not-by': optional(list(oneOf(['author', 'requester'])), 'Whose approval does not count: the author of the commit, whoever started the run.'),
    from: optional(list(shape_text('user:LOGIN or team:ORG/TEAM', /^(user:[A-Za-z0-9-]+|team:[A-Za-z0-9-]+\/[A-Za-z0-9_.-]+)$/)), 'Whose approval counts; absent: whoever GitHub lets approve.'),
});
const environmentProtection = mapping({
    reviewers: optional(shape_count, 'How many people or teams GitHub must ask at least.'),
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
        if (whole && entry.issuer !== undefined && (0,evidence_identity/* workflowServer */.vM)(entry.issuer) === undefined) {
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

;// CONCATENATED MODULE: ./actions/scan/exceptions.ts





/**
 * The exceptions of the policy on the default branch, whatever branch is scanned: nobody lets their own change pass. None where there is
 * no policy, or no token to ask with, which only ever makes the gate stricter.
 * @throws UserError for a policy that is not right, with line and column.
 */
async function loadExceptions({ token }, { run, clock, signal, log }) {
    const { repository, apiUrl, serverUrl } = run;
    if (token === undefined || repository === '')
        return [];
    const github = await connectGitHub({ repository, token, apiUrl, serverUrl, clock, signal });
    const { commit } = await defaultBranch(github);
    const bytes = await filesAt(github, commit).read(POLICY_PATH);
    if (bytes === undefined)
        return [];
    const { exceptions = [] } = parsePolicy(new TextDecoder().decode(bytes));
    const begun = exceptions.filter((each) => hasBegun(each, clock.now()));
    log.info(`Policy: ${(0,text_size/* plural */.L)(begun.length, 'exception')}, at ${commit}`);
    return begun.map(toException);
}
function toException({ id, match, owner, reason, expires }) {
    return {
        id,
        advisory: match.advisory,
        ...(match.package === undefined ? {} : { package: match.package }),
        owner,
        reason,
        expires,
    };
}

;// CONCATENATED MODULE: ./shared/image/checks/secret-patterns.ts
const SECRET_PATTERNS = [
    {
        kind: 'a private key',
        pattern: /-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH|ENCRYPTED|ENCRYPTED SIGSTORE|PGP) )?PRIVATE KEY(?: BLOCK)?-----\r?\n[A-Za-z0-9+/=\-: \r\n]{40}/,
    },
    { kind: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50})/ },
    { kind: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
    { kind: 'a Slack token', pattern: /\bxox[abprs]-[0-9A-Za-z]{10}/ },
    { kind: 'a Google API key', pattern: /\bAIza[0-9A-Za-z_-]{35}\b/ },
    {
        kind: 'an npm token',
        pattern: /\bnpm_[A-Za-z0-9]{36}\b|:_(?:authToken|auth|password)=(?!\$\{)["']?[^\s"'$]{8}/,
    },
    { kind: 'a Stripe key', pattern: /\b[rs]k_live_[0-9A-Za-z]{20}/ },
    {
        kind: 'an authorization header of a checkout',
        pattern: /[Ee]xtra[Hh]eader\s*=\s*(?:AUTHORIZATION|[Aa]uthorization):/,
    },
];
/** All patterns in one pass; which one it was is asked only after a hit. */
const ANY = new RegExp(SECRET_PATTERNS.map(({ pattern }) => `(?:${pattern.source})`).join('|'), 'g');
/** The first credential in a text, if there is one. */
function secret_patterns_findSecret(text) {
    ANY.lastIndex = 0;
    const hit = ANY.exec(text);
    if (hit === null)
        return undefined;
    const found = SECRET_PATTERNS.find(({ pattern }) => pattern.test(hit[0]));
    return { kind: found?.kind ?? 'a credential', offset: hit.index };
}

;// CONCATENATED MODULE: ./shared/image/checks/secret-values.ts

const secret_values_NAME = /(?:^|[_.-])(?:[a-z]*passw(?:or)?d|passphrase|pass|[a-z]*pwd|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|credentials?)(?:[_.-]|$)/i;
/** Names that say where a credential is, and values that are places or switches, hold none. */
const HARMLESS_NAME = /(?:^|[_.-])(?:file|path|dir|url|uri|endpoint|name|ttl|expiry|length|type|algorithm)$/i;
const HARMLESS_VALUE = /^(?:|\/.*|true|false|\d{1,4}|\$\{?.*)$/i;
/** Environment variables and labels of a config that look like credentials; their values are not shown. */
function secretValues(config) {
    const env = (config.Env ?? []).map((line) => ['environment variable', ...splitLine(line)]);
    const labels = Object.entries(config.Labels ?? {}).map(([name, value]) => ['label', name, value]);
    return [...env, ...labels].flatMap(([kind, name, value]) => {
        const why = suspicion(name, value);
        return why === undefined
            ? []
            : [
                {
                    check: 'secret-values',
                    what: `the ${kind} '${name}' ${why}`,
                    next: 'give it to the container when it is started; anyone who can pull the image can read it',
                },
            ];
    });
}
/**
 * What the steps of a finished image tell everybody: arguments of a build stand before the command that was run with them (`|1 TOKEN=… /bin/sh -c …`),
 * ARG and ENV with their values. One finding a name.
 */
function historySecrets(history) {
    const found = new Map();
    for (const [at, { created_by: by = '', comment = '' }] of history.entries()) {
        const named = assignments(by).flatMap(({ name, value }) => {
            const why = suspicion(name, value);
            return why === undefined ? [] : [`'${name}', which ${why},`];
        });
        const hit = named.length > 0 ? undefined : findSecret(`${by}\n${comment}`);
        for (const what of [...named, ...(hit === undefined ? [] : [hit.kind])]) {
            if (!found.has(what))
                found.set(what, historyFinding(what, at + 1, history.length));
        }
    }
    return [...found.values()];
}
const historyFinding = (what, step, steps) => ({
    check: 'secret-values',
    what: `${what} stands in the history of the image`,
    seen: `step ${step} of ${steps}`,
    next: 'give it to the step as RUN --mount=type=secret, and replace it if the image was ever published',
});
function assignments(by) {
    const [, count, args = ''] = /^(?:RUN )?\|(\d{1,3}) (.*)$/s.exec(by) ?? [];
    const [, set] = /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:ARG|ENV)\s+(.*)$/s.exec(by) ?? [];
    const text = count === undefined ? (set ?? '') : args;
    const all = Array.from(text.matchAll(/([A-Za-z_]\w*)=(\S*)/g), ([, name = '', value = '']) => ({
        name,
        value,
    }));
    return count === undefined ? all : all.slice(0, Number(count));
}
function splitLine(line) {
    const at = line.indexOf('=');
    return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}
function suspicion(name, value) {
    const hit = secret_patterns_findSecret(value);
    if (hit !== undefined)
        return `holds ${hit.kind}`;
    const named = secret_values_NAME.test(name) && !HARMLESS_NAME.test(name);
    return named && !HARMLESS_VALUE.test(value) ? 'is named like a credential' : undefined;
}

;// CONCATENATED MODULE: ./shared/image/checks/config-checks.ts

/** What a finished image's config says about how it runs. `ours` is the part that this build adds; a base's credentials are its own check's. */
function checkConfig(config, ours = config) {
    return [...secretValues(ours), ...rootUser(config), ...healthcheck(config)];
}
/** No user means root (OCI image-spec 1.1, config.md "User"). */
function rootUser({ User = '' }) {
    const user = User.split(':')[0] ?? '';
    if (user !== '' && user !== '0' && user !== 'root')
        return [];
    return [
        {
            check: 'root-user',
            what: 'the container runs as root',
            seen: User === '' ? 'no user' : User,
            next: "set config.user in image.yml or USER in a Dockerfile, such as '65532:65532'",
        },
    ];
}
const healthcheck = ({ Healthcheck }) => Healthcheck === undefined
    ? [
        {
            check: 'healthcheck',
            what: 'there is no health check',
            next: 'set config.healthcheck in image.yml or HEALTHCHECK in a Dockerfile, or rely on the probes of the cluster',
        },
    ]
    : [];

;// CONCATENATED MODULE: ./shared/image/checks/secret-files.ts

const NAMES = [
    {
        pattern: /(?:^|\/)\.env(?:\.(?!example$|sample$|template$|dist$|defaults$)[^/]*)?$/,
        why: 'environment files hold credentials',
    },
    { pattern: /(?:^|\/)\.git$/, why: 'a repository holds its history and, after a checkout, often a token' },
    { pattern: /(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/, why: 'a private SSH key' },
    { pattern: /(?:^|\/)\.(?:netrc|pgpass|git-credentials)$/, why: 'a file of passwords' },
    { pattern: /(?:^|\/)\.docker\/config\.json$/, why: "docker's credentials" },
    { pattern: /(?:^|\/)\.aws\/credentials$/, why: 'AWS credentials' },
    { pattern: /(?:^|\/)\.kube\/config$/, why: 'cluster credentials' },
];
/** Why a file's name alone says that it holds credentials; undefined when it does not. */
const secretName = (path) => NAMES.find(({ pattern }) => pattern.test(path))?.why;
/** The most that a credential spans, so that one on the border of two chunks is seen. */
const OVERLAP = 256;
/** A file with a NUL this early is not text. */
const TEXT_PROBE = 8 * 1024;
/**
 * Looks for credentials in files as they stream by: by name, and by content where a file is text. One finding a file. Where several streams run at a time
 * each has a scan of its own, and all write to one `found`.
 */
function secretScan(found = new Map()) {
    let current;
    return {
        see: (file) => {
            const why = secretName(file.path);
            if (why !== undefined)
                found.set(file.path, finding(file, why));
        },
        inspect: (file, chunk) => {
            if (current?.path !== file.path)
                current = secret_files_begin(file, chunk);
            if (current.skip)
                return;
            const hit = search(current, chunk);
            if (hit === undefined)
                return;
            current.skip = true;
            if (!found.has(file.path))
                found.set(file.path, finding(file, `it holds ${hit.kind}`, hit.line));
        },
        findings: () => [...found.values()],
    };
}
function secret_files_begin(file, chunk) {
    const binary = chunk.subarray(0, TEXT_PROBE).includes(0);
    return { ...file, skip: binary, tail: '', lines: 0 };
}
function search(current, chunk) {
    const text = current.tail + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    const hit = secret_patterns_findSecret(text);
    if (hit !== undefined)
        return { kind: hit.kind, line: current.lines + lineBreaks(text.slice(0, hit.offset)) + 1 };
    current.tail = text.slice(-OVERLAP);
    current.lines += lineBreaks(text.slice(0, -OVERLAP));
    return undefined;
}
function lineBreaks(text) {
    let count = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
        count += 1;
    return count;
}
const finding = (file, why, line = 1) => ({
    check: 'secret-files',
    what: `'/${file.path}' does not belong into an image: ${why}`,
    next: 'add it to ignore: of image.yml or to .dockerignore, and replace the credential if it was ever published',
    at: { file: file.name, line },
});

;// CONCATENATED MODULE: ./actions/scan/secrets.ts



/** Packages bring test keys and examples with them, and pages that show what a token looks like; these open nothing. */
const HARMLESS = /(?:^|\/)(?:node_modules|site-packages|dist-packages|gems|usr\/(?:local\/)?(?:lib|share))\/(?:(?:.*\/)?(?:tests?|__tests__|spec|fixtures?|testdata|examples?|docs?)\/|.*\.(?:md|markdown|rst)$)/i;
/** @param ignored paths whose files, and files below, are passed over. */
function watchSecrets(ignored) {
    const scans = [];
    let isOwned = () => false;
    const skip = (path) => HARMLESS.test(path) || isBelow(path, ignored);
    return {
        observer: {
            entry: ({ path, type }, layer) => {
                const scan = (scans[layer] ??= secretScan());
                if ((type !== 'file' && type !== 'directory') || skip(path))
                    return undefined;
                const file = { path, name: path };
                scan.see(file);
                if (type === 'directory')
                    return undefined;
                return {
                    write: (chunk) => {
                        scan.inspect(file, chunk);
                    },
                    end: () => undefined,
                };
            },
            owned: (decide) => {
                isOwned = decide;
            },
        },
        findings: () => scans.flatMap((scan, index) => scan.findings().flatMap(({ what, at }) => {
            const path = at?.file ?? '';
            return isOwned(path) ? [] : [{ what, path, line: at?.line ?? 1, layer: index + 1 }];
        })),
    };
}
/** A path is ignored by itself, or by a directory that it is in. */
const isBelow = (path, ignored) => ignored.some((each) => path === each || path.startsWith(`${each}/`));
/** Environment variables and labels of an image's config that look like credentials; what is not of its type is no text to read. */
function configSecrets(config) {
    const { Env, Labels } = (0,json_value/* isRecord */.u4)(config) ? config : {};
    const env = Array.isArray(Env) ? Env.filter((line) => typeof line === 'string') : [];
    const labels = Object.entries((0,json_value/* isRecord */.u4)(Labels) ? Labels : {}).filter((label) => typeof label[1] === 'string');
    return checkConfig({ Env: env, Labels: Object.fromEntries(labels) })
        .filter(({ check }) => check === 'secret-values')
        .map(({ what }) => ({ what }));
}
/** For people: where it is. */
function placeOf({ path, line, layer }, layers) {
    if (path === undefined)
        return 'the config';
    return `/${path}:${line ?? 1}, layer ${layer ?? 0} of ${layers.length}`;
}

;// CONCATENATED MODULE: ./actions/scan/report.ts



/** The report for tools. */
function reportJson(report) {
    const { reference, gate, verdict, snapshot, policyDigest, files, evidence, signer, milliseconds } = report;
    return {
        reference,
        verdict: verdict.passed ? 'pass' : 'fail',
        counts: verdict.counts,
        complete: verdict.incomplete.length === 0,
        incomplete: verdict.incomplete,
        gate: {
            ...gate,
            limits: Object.fromEntries(Object.entries(gate.limits).map(([severity, limit]) => [
                severity,
                Number.isFinite(limit) ? limit : 'unlimited',
            ])),
        },
        policyDigest,
        snapshot: {
            digest: snapshot.digest,
            newest: snapshot.newest,
            records: snapshot.records,
            ecosystems: [...snapshot.ecosystems],
        },
        platforms: verdict.platforms.map(({ scanned, passed, counts, incomplete }) => ({
            platform: scanned.label,
            digest: scanned.digest,
            verdict: passed ? 'pass' : 'fail',
            os: scanned.inventory.os,
            packages: scanned.inventory.components.length,
            ecosystems: scanned.matched.ecosystems,
            counts,
            incomplete,
        })),
        baseline: report.baseline,
        exceptions: verdict.exceptions,
        secrets: secretsOf(verdict),
        findings: findingsOf(verdict).map(({ finding, ...others }) => ({ ...finding, ...others })),
        files,
        evidence,
        signer,
        milliseconds,
    };
}
/** Distinct findings, what counts first, then worst first. */
function findingsOf(verdict) {
    const found = new Map();
    for (const { scanned, stood } of verdict.platforms) {
        for (const each of stood) {
            const key = `${distinctKey(each.finding)}\n${each.standing}`;
            const known = found.get(key) ?? { stood: each, platforms: [] };
            known.platforms.push(scanned.label);
            found.set(key, known);
        }
    }
    const rank = ({ finding, standing }) => SEVERITIES.indexOf(finding.severity) + ORDER.indexOf(standing) * SEVERITIES.length;
    return [...found.values()]
        .map(({ stood, platforms }) => ({ ...stood, platforms }))
        .sort((a, b) => rank(a) - rank(b));
}
const ORDER = ['new', 'due', 'in grace', 'excepted', 'vendored'];
/** What looks like a credential, and where; one of several platforms that share it is named. */
function secretsOf(verdict) {
    const found = new Map();
    for (const { scanned } of verdict.platforms) {
        for (const secret of scanned.secrets ?? []) {
            const place = `${placeOf(secret, scanned.inventory.layers)}, ${scanned.label}`;
            const key = [secret.what, secret.path, secret.line].join('\n');
            if (!found.has(key))
                found.set(key, { what: secret.what, place });
        }
    }
    return [...found.values()];
}

// EXTERNAL MODULE: ./shared/text/markdown.ts
var markdown = __webpack_require__(41043);
;// CONCATENATED MODULE: ./actions/scan/summary-tables.ts







const STANDING_TEXT = {
    new: 'new',
    due: 'inherited, due',
    'in grace': 'inherited, in grace',
    excepted: 'excepted',
    vendored: 'not counted: a copy in another package',
};
/** How many there are of each severity, how they stand, and what is allowed. */
function countTable(report) {
    const { verdict, gate, baseline } = report;
    const found = findingsOf(verdict);
    const columns = baseline === undefined ? ['new', 'excepted'] : ['new', 'in grace', 'due', 'excepted'];
    const exceeded = new Set(verdict.platforms.flatMap(({ excess }) => excess.map(({ severity }) => severity)));
    const rows = SEVERITIES.map((severity) => {
        const counts = columns.map((column) => {
            const count = found.filter(({ finding, standing }) => finding.severity === severity && standing === column).length;
            const bold = count > 0 && exceeded.has(severity) && (column === 'new' || column === 'due');
            return bold ? `**${count}**` : String(count);
        });
        return [severity, ...counts, String(verdict.counts[severity].fixable), allowedText(gate, severity)];
    });
    const names = columns.map((column) => baseline === undefined && column === 'new' ? 'found' : STANDING_TEXT[column]);
    const allowed = gate.fixableOnly ? 'fixable allowed on a platform' : 'allowed on a platform';
    return (0,markdown/* table */.tp)(['severity', ...names, 'fixable', allowed], rows);
}
function allowedText({ limits }, severity) {
    if (severity === 'unknown')
        return 'as medium';
    const allowed = limits[severity];
    return Number.isFinite(allowed) ? String(allowed) : 'any';
}
/** Every exception of the policy with what it did here. */
function exceptionTable({ verdict }) {
    if (verdict.exceptions.length === 0)
        return [];
    const rows = verdict.exceptions.map(({ exception: { id, advisory, owner, reason, expires }, state }) => [id, advisory, owner, reason, (0,duration/* formatTime */.fU)(expires), state].map(markdown/* cell */.Hn));
    return [(0,markdown/* table */.tp)(['exception', 'advisory', 'owner', 'reason', 'until', 'state'], rows), ''];
}
/** Why the inventory or the comparison is not whole. */
function incompleteTable({ verdict }) {
    if (verdict.incomplete.length === 0)
        return [];
    const rows = verdict.incomplete.map(({ what, rule, seen, next }) => [what, rule ?? '–', seen ?? '–', next ?? '–'].map(markdown/* cell */.Hn));
    return ['**Incomplete**', '', (0,markdown/* table */.tp)(['what is missing', 'rule', 'seen', 'what to do'], rows), ''];
}
/** What looks like a credential, and where; never the credential. */
function secretTable({ verdict }) {
    const rows = secretsOf(verdict).map(({ what, place }) => [(0,markdown/* cell */.Hn)(what), (0,markdown/* cell */.Hn)(place)]);
    return rows.length === 0 ? [] : [(0,markdown/* table */.tp)(['looks like a credential', 'where'], rows), ''];
}
/** One row a finding, whatever number of platforms have it. */
function findingTable({ verdict, baseline }) {
    const rows = findingsOf(verdict).map(({ finding, platforms, standing, until, exception }) => {
        const { id, severity, component, fixed, summary } = finding;
        const where = platforms.length === verdict.platforms.length ? 'all' : platforms.join(', ');
        const known = baseline === undefined && standing === 'new' ? '' : STANDING_TEXT[standing];
        const end = until === undefined ? (exception?.id ?? '') : `until ${(0,duration/* formatTime */.fU)(until)}`;
        return [
            (0,markdown/* cell */.Hn)([severity, known, end].filter((part) => part !== '').join(', ')),
            (0,markdown/* cell */.Hn)(id),
            (0,markdown/* code */.aY)(`${component.name} ${component.version}`),
            fixed === undefined ? '–' : (0,markdown/* code */.aY)(fixed),
            (0,markdown/* cell */.Hn)(where),
            (0,markdown/* cell */.Hn)(summary),
        ];
    });
    if (rows.length === 0)
        return [];
    return [(0,markdown/* table */.tp)(['severity', 'advisory', 'package', 'fixed in', 'platforms', 'what it is'], rows), ''];
}
/** What was compared with what, and the evidence that was attached. */
function facts(report) {
    const { verdict, snapshot, evidence } = report;
    const platforms = verdict.platforms.map(({ scanned: { label, inventory, matched } }) => [
        (0,markdown/* cell */.Hn)(label),
        (0,markdown/* cell */.Hn)(inventory.os?.name ?? 'no operating system'),
        String(inventory.components.length),
        (0,markdown/* cell */.Hn)(matched.ecosystems.join(', ') || 'nothing'),
    ]);
    const newest = snapshot.newest === undefined ? 'none' : (0,duration/* formatTime */.fU)(snapshot.newest);
    return [
        (0,markdown/* table */.tp)(['platform', 'system', 'packages', 'compared as'], platforms),
        '',
        `Advisories: ${(0,text_size/* plural */.L)(snapshot.records, 'record')}, the newest of ${(0,markdown/* cell */.Hn)(newest)}.`,
        '',
        secretsText(report),
        '',
        evidenceText(report),
        ...(evidence.length === 0
            ? []
            : [
                '',
                (0,markdown/* table */.tp)(['evidence', 'on', 'bundle', 'done'], evidence.map(({ label, predicateType, bundleDigest, status }) => [
                    (0,markdown/* cell */.Hn)(predicateName(predicateType)),
                    (0,markdown/* cell */.Hn)(label),
                    bundleDigest === undefined ? '–' : (0,markdown/* code */.aY)((0,oci_digest/* shortDigest */.VK)(bundleDigest)),
                    status,
                ])),
            ]),
    ].join('\n');
}
function secretsText({ verdict }) {
    const looked = verdict.platforms.filter(({ scanned }) => scanned.secrets !== undefined);
    if (looked.length === 0)
        return 'Nobody looked for secrets.';
    const layers = new Set(looked.flatMap(({ scanned }) => scanned.inventory.layers)).size;
    const { length } = secretsOf(verdict);
    return `Secrets: ${length === 0 ? 'none' : length} in ${(0,text_size/* plural */.L)(layers, 'layer')} and the config.`;
}
function evidenceText({ signer, attachable, dryRun }) {
    if (!attachable)
        return 'An SBOM was scanned: there is no image to attach the result to.';
    if (signer === undefined)
        return 'Nothing was signed, so nothing is attached; a gate that wants a scan will refuse this image.';
    return dryRun ? 'A dry run: nothing was attached.' : `Signed by ${(0,markdown/* code */.aY)(signer)}.`;
}
/** The digests of limits and advisories, and how long it took. */
function footer({ policyDigest, snapshot, milliseconds }) {
    const parts = [
        `limits ${(0,markdown/* code */.aY)((0,oci_digest/* shortDigest */.VK)(policyDigest))}`,
        `advisories ${(0,markdown/* code */.aY)((0,oci_digest/* shortDigest */.VK)(snapshot.digest))}`,
        (0,markdown/* escape */.ih)((0,duration/* formatDuration */.a3)(milliseconds)),
    ];
    return `<sub>${parts.join(' · ')}</sub>`;
}

;// CONCATENATED MODULE: ./actions/scan/summary.ts







/** The verdict in one line: `scan: refused, 1 fixable critical`. */
function headline(report) {
    const { verdict } = report;
    if (verdict.passed) {
        const known = SEVERITIES.reduce((sum, severity) => sum + verdict.counts[severity].found, 0);
        const excepted = findingsOf(verdict).filter(({ standing }) => standing === 'excepted').length;
        const below = known === 0 ? 'no findings' : `${(0,text_size/* plural */.L)(known, 'finding')} within the limits`;
        const tolerated = excepted === 0 ? '' : `, ${excepted} excepted`;
        return `scan: passed, ${below}${tolerated}${verdict.incomplete.length > 0 ? ', incomplete' : ''}`;
    }
    const worst = worstExcess(report);
    if (worst === undefined) {
        const secrets = report.gate.secrets === 'fail' ? secretsOf(verdict) : [];
        return secrets.length > 0
            ? `scan: refused, ${(0,text_size/* plural */.L)(secrets.length, 'secret')}`
            : 'scan: refused, incomplete';
    }
    const all = verdict.platforms
        .flatMap(({ excess }) => excess)
        .filter(({ severity }) => severity === worst.severity)
        .flatMap(({ findings }) => findings);
    const count = new Set(all.map(distinctKey)).size;
    const fixable = all.every(({ fixed }) => fixed !== undefined) ? 'fixable ' : '';
    const fresh = report.baseline !== undefined && isNew(report, worst) ? 'new ' : '';
    return `scan: refused, ${count} ${fresh}${fixable}${worst.severity}`;
}
function isNew({ verdict }, { findings }) {
    const fresh = new Set(findingsOf(verdict)
        .filter(({ standing }) => standing === 'new')
        .map(({ finding }) => distinctKey(finding)));
    return findings.every((finding) => fresh.has(distinctKey(finding)));
}
function worstExcess({ verdict }) {
    const all = verdict.platforms.flatMap(({ excess }) => excess);
    return [...all].sort((a, b) => rank(a.severity) - rank(b.severity) || b.seen - a.seen)[0];
}
const rank = (severity) => SEVERITIES.indexOf(severity);
/** The job summary: verdict, the finding that decided, what to do, the subject, the counts, the findings. */
function summarise(report) {
    const { verdict } = report;
    const sign = !verdict.passed ? '⛔' : verdict.incomplete.length > 0 ? '⚠️' : '✅';
    return [
        `### ${sign} ${(0,markdown/* escape */.ih)(headline(report))}`,
        '',
        ...why(report),
        '',
        [(0,markdown/* code */.aY)(report.reference), ...verdict.platforms.map(({ scanned }) => (0,markdown/* cell */.Hn)(scanned.label))].join(' · '),
        '',
        countTable(report),
        '',
        ...incompleteTable(report),
        ...secretTable(report),
        ...findingTable(report),
        ...exceptionTable(report),
        (0,markdown/* details */.zH)('Packages, advisories, evidence', facts(report)),
        '',
        footer(report),
        '',
    ].join('\n');
}
/** The deciding fact, and what to do about it. */
function why(report) {
    const { verdict, gate } = report;
    const worst = worstExcess(report);
    const [deciding] = worst?.findings.toSorted(fixableFirst) ?? [];
    if (worst !== undefined && deciding !== undefined)
        return whyRefused(report, worst, deciding);
    const [secret] = secretsOf(verdict);
    if (secret !== undefined && gate.secrets === 'fail')
        return whySecret(secret);
    const [missing] = verdict.incomplete;
    if (missing === undefined)
        return ['Nothing exceeds the limits, and every package that was found could be compared.'];
    const { next, ...reason } = missing;
    const todo = next ?? 'make it readable, or accept it with incomplete: warn';
    const end = gate.incomplete === 'fail' ? 'what is not known cannot pass' : 'the limits hold for what is known';
    return [`${(0,markdown/* escape */.ih)((0,text_error/* describeProblem */.BJ)(reason))}; ${end}.  `, `**To do:** ${(0,markdown/* escape */.ih)(todo)}`];
}
const whySecret = ({ what, place }) => [
    `${(0,markdown/* escape */.ih)(what)} (${(0,markdown/* escape */.ih)(place)}).  `,
    '**To do:** build the image without it, and replace the credential: whoever can pull the image has it. A later layer that deletes the file does not take it away.',
];
const fixableFirst = (a, b) => Number(a.fixed === undefined) - Number(b.fixed === undefined);
function whyRefused(report, worst, { id, severity, component, fixed }) {
    const remedy = fixed === undefined ? 'no fix is known' : `fixed in ${(0,markdown/* code */.aY)(fixed)}`;
    const allowed = `${worst.allowed} ${worst.severity} allowed on ${(0,markdown/* cell */.Hn)(worst.platform)}`;
    const fresh = isNew(report, worst) ? ', which is not in' : ', which is, longer than it may, in';
    const origin = report.baseline === undefined ? '' : `${fresh} ${(0,markdown/* code */.aY)(report.baseline)}`;
    const { name } = component.source ?? component;
    const closed = findingsOf(report.verdict).filter(({ finding }) => (finding.component.source ?? finding.component).name === name && finding.fixed === fixed);
    const upgrade = `upgrade ${(0,markdown/* code */.aY)(name)} to ${(0,markdown/* code */.aY)(fixed ?? '')} or newer, which mends ${(0,text_size/* plural */.L)(closed.length, 'finding')}`;
    const todo = fixed === undefined ? 'replace the package, or raise the limit with a reason' : upgrade;
    return [
        `${(0,markdown/* code */.aY)(`${component.name} ${component.version}`)} brings ${(0,markdown/* cell */.Hn)(id)} (${severity}, ${remedy})${origin}; ${allowed}.  `,
        `**To pass:** ${todo}.`,
    ];
}

;// CONCATENATED MODULE: ./actions/scan/outcome.ts




/** A refusal fails the step, after everything was written. */
function toOutcome(report) {
    const { verdict, evidence, files, snapshot } = report;
    const { counts } = verdict;
    const found = Object.fromEntries(SEVERITIES.map((severity) => [severity, counts[severity].found]));
    const bundles = [...new Set(evidence.flatMap(({ bundleDigest }) => bundleDigest ?? []))];
    return {
        result: outcome_resultOf(report),
        headline: headline(report),
        outputs: {
            verdict: verdict.passed ? 'pass' : 'fail',
            ...found,
            newFindings: findingsOf(verdict).filter(({ standing }) => standing === 'new').length,
            secrets: secretsOf(verdict).length,
            fixable: SEVERITIES.reduce((sum, severity) => sum + counts[severity].fixable, 0),
            sarifPath: files.sarif,
            sbomPaths: files.sboms.join('\n'),
            spdxPaths: files.spdx.join('\n'),
            snapshotDigest: snapshot.digest,
            complete: verdict.incomplete.length === 0,
            ...(bundles.length === 0 ? {} : { bundleDigests: bundles.join('\n') }),
        },
        summary: summarise(report),
        report: reportJson(report),
        problems: verdict.passed ? [] : problemsOf(report),
    };
}
function outcome_resultOf({ verdict, evidence }) {
    if (!verdict.passed)
        return 'refused';
    const unchanged = evidence.length > 0 && evidence.every(({ status }) => status === 'unchanged');
    return unchanged ? 'unchanged' : 'done';
}
function problemsOf({ verdict, gate }) {
    const excess = verdict.platforms.flatMap((platform) => platform.excess.map(describeExcess));
    const secrets = secretsOf(verdict).map(({ what, place }) => ({
        what,
        seen: place,
        next: 'build the image without it, and replace the credential: whoever can pull the image has it',
    }));
    return [
        ...excess,
        ...(gate.secrets === 'fail' ? secrets : []),
        ...(gate.incomplete === 'fail' ? verdict.incomplete : []),
    ];
}
function describeExcess({ platform, severity, seen, allowed, findings }) {
    const named = findings
        .slice(0, 3)
        .map(({ id, component: { name, version } }) => `${id} in ${name} ${version}`);
    const more = findings.length > named.length ? ` and ${findings.length - named.length} more` : '';
    const [first] = findings;
    return {
        what: `${platform}: ${(0,text_size/* plural */.L)(seen, `${severity} finding`)}`,
        rule: `at most ${allowed}`,
        seen: `${named.join(', ')}${more}`,
        ...(first?.fixed === undefined ? {} : { next: `upgrade ${first.component.name} to ${first.fixed}` }),
    };
}

;// CONCATENATED MODULE: ./actions/scan/sarif.ts



/** GitHub keeps this many results of a run. */
const MAX_RESULTS = 5_000;
const LEVEL = {
    critical: 'error',
    high: 'error',
    medium: 'warning',
    low: 'note',
    unknown: 'warning',
};
/** What GitHub sorts by, where no CVSS score is known: the middle of each severity's range. */
const SCORE = {
    critical: 9.5,
    high: 8,
    medium: 5.5,
    low: 2,
    unknown: 5.5,
};
/** The findings as SARIF 2.1.0 within GitHub's limits: one run a platform, one location a result, the worst first. */
function toSarif(platforms, options) {
    return {
        $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
        version: '2.1.0',
        runs: platforms.map((platform) => toRun(platform, options)),
    };
}
function toRun({ scanned: { label }, stood }, options) {
    const kept = stood.slice(0, MAX_RESULTS);
    const findings = kept.map(({ finding }) => finding);
    const rules = [...new Map(findings.map((finding) => [finding.id, finding])).values()];
    const places = new Map(rules.map(({ id }, index) => [id, index]));
    const ruleIndex = (id) => places.get(id) ?? -1;
    return {
        tool: {
            driver: {
                name: 'Fixity scan',
                informationUri: 'https://github.com/fixity-actions/fixity',
                rules: rules.map(toRule),
            },
        },
        automationDetails: { id: `scan/${options.image}/${label}/` },
        columnKind: 'utf16CodeUnits',
        results: kept.map((each) => toResult(each, ruleIndex(each.finding.id), label, options)),
    };
}
function toRule(finding) {
    const summary = finding.summary === '' ? finding.id : finding.summary;
    const names = [finding.id, ...finding.aliases];
    return {
        id: finding.id,
        name: finding.id,
        shortDescription: { text: summary },
        fullDescription: { text: `${summary} (${names.join(', ')})` },
        helpUri: `https://osv.dev/vulnerability/${encodeURIComponent(finding.id)}`,
        help: {
            text: `${summary}. Known as ${names.join(', ')}.`,
            markdown: `${(0,markdown/* escape */.ih)(summary)}\n\nKnown as ${names.map(markdown/* code */.aY).join(', ')}.`,
        },
        defaultConfiguration: { level: LEVEL[finding.severity] },
        properties: {
            tags: ['security', 'vulnerability', finding.severity],
            'security-severity': (finding.score ?? SCORE[finding.severity]).toFixed(1),
        },
    };
}
function toResult({ finding, exception, standing }, ruleIndex, label, { sourceFile }) {
    const { component, fixed, paths } = finding;
    const remedy = fixed === undefined ? 'no fixed version is known' : `fixed in ${fixed}`;
    return {
        ruleId: finding.id,
        ruleIndex,
        level: standing === 'vendored' ? 'note' : LEVEL[finding.severity],
        message: {
            text: `${component.name} ${component.version} on ${label}: ${finding.id} (${finding.severity}), ${remedy}`,
        },
        locations: [
            {
                physicalLocation: {
                    artifactLocation: { uri: sourceFile, uriBaseId: '%SRCROOT%' },
                    region: { startLine: 1 },
                },
                logicalLocations: [
                    { fullyQualifiedName: component.purl, kind: 'package' },
                    ...(component.layer === undefined ? [] : [{ fullyQualifiedName: component.layer, kind: 'layer' }]),
                ],
            },
        ],
        ...(exception === undefined
            ? {}
            : {
                suppressions: [
                    { kind: 'external', status: 'accepted', justification: `${exception.id}: ${exception.reason}` },
                ],
            }),
        partialFingerprints: { 'fixity/v1': fingerprint(finding, paths[0] ?? '') },
    };
}
/** Without the version, so that an upgrade that does not help keeps its alert. */
function fingerprint({ id, component }, path) {
    const { type, namespace, name } = parsePurl(component.purl);
    const purl = formatPurl({ type, name, ...(namespace === undefined ? {} : { namespace }) });
    return (0,external_node_crypto_.createHash)('sha256').update([id, purl, path].join('\n')).digest('hex').slice(0, 32);
}

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

;// CONCATENATED MODULE: ./shared/image/config-shape.ts

const config_shape_optional = (check) => (value) => value === undefined || value === null || check(value);
const config_shape_text = config_shape_optional((value) => typeof value === 'string');
const flag = config_shape_optional((value) => typeof value === 'boolean');
const config_shape_record = config_shape_optional(json_value/* isRecord */.u4);
const config_shape_texts = config_shape_optional((value) => Array.isArray(value) && value.every((each) => typeof each === 'string'));
const textRecord = config_shape_optional((value) => (0,json_value/* isRecord */.u4)(value) && Object.values(value).every((each) => typeof each === 'string'));
const config_shape_list = config_shape_optional(Array.isArray);
const config_shape_IMAGE = {
    created: config_shape_text,
    variant: config_shape_text,
    config: config_shape_record,
    history: config_shape_list,
};
const CONTAINER = {
    User: config_shape_text,
    WorkingDir: config_shape_text,
    StopSignal: config_shape_text,
    Env: config_shape_texts,
    Entrypoint: config_shape_texts,
    Cmd: config_shape_texts,
    Labels: textRecord,
    ExposedPorts: config_shape_record,
    Volumes: config_shape_record,
    Healthcheck: config_shape_record,
};
const HISTORY = {
    created: config_shape_text,
    created_by: config_shape_text,
    comment: config_shape_text,
    empty_layer: flag,
};
/** The names of all fields of an image config (OCI image-spec 1.1, config.md) that are of another type than they must be. */
function wrongFields(config) {
    const { config: container, history } = config;
    const entries = Array.isArray(history) ? history : [];
    return [
        ...wrong('', config, config_shape_IMAGE),
        ...wrong('config.', container, CONTAINER),
        ...entries.flatMap((entry, index) => (0,json_value/* isRecord */.u4)(entry) ? wrong(`history[${index}].`, entry, HISTORY) : [`history[${index}]`]),
    ];
}
function wrong(prefix, value, checks) {
    if (!(0,json_value/* isRecord */.u4)(value))
        return [];
    return Object.entries(checks).flatMap(([name, check]) => (check(value[name]) ? [] : [`${prefix}${name}`]));
}

;// CONCATENATED MODULE: ./shared/image/config.ts








/** In the history it stands before the name of each layer that was assembled. */
const layerPrefix = 'fixity build-image: ';
/** Who runs in an image that is made from nothing: nobody in particular, and not root. */
const SCRATCH_USER = '65532:65532';
/**
 * The config of a platform manifest.
 * @throws UserError for an index, when it is not an image config, or when it speaks of other layers than the manifest.
 */
async function readImageConfig(store, { content, descriptor }) {
    if (isImageIndex(content))
        throw new text_error/* UserError */.yo({ what: `${descriptor.digest} is an index and has no config` });
    const bytes = await readConfigBytes(store, content);
    const name = `${store.name}@${descriptor.digest}`;
    const config = parseImageConfig(bytes, name);
    checkLayerCount(config, content.layers.length, name);
    return config;
}
/** @throws UserError when config and manifest have different numbers of layers. */
function checkLayerCount(config, count, name) {
    const { length } = config.rootfs.diff_ids;
    if (length === count)
        return;
    throw new text_error/* UserError */.yo({
        what: `${name} contradicts itself`,
        rule: 'one diff ID in the config for each layer of the manifest',
        seen: `${(0,text_size/* plural */.L)(count, 'layer')}, ${(0,text_size/* plural */.L)(length, 'diff ID')}`,
    });
}
/** @throws UserError when the bytes are not an image config. */
function parseImageConfig(bytes, name) {
    let value;
    try {
        value = (0,text_json/* parseJson */.qF)(bytes);
    }
    catch (error) {
        throw new text_error/* UserError */.yo({ what: `the config of ${name} is not JSON` }, { cause: error });
    }
    const { os, architecture, rootfs } = (value ?? {});
    const diffIds = rootfs?.diff_ids;
    const sound = Array.isArray(diffIds) && diffIds.every((each) => typeof each === 'string' && (0,oci_digest/* isDigest */.Bc)(each));
    if (typeof os !== 'string' || typeof architecture !== 'string' || !sound) {
        throw new text_error/* UserError */.yo({
            what: `the config of ${name} is not an image config`,
            rule: 'os, architecture and rootfs.diff_ids (OCI image-spec 1.1)',
        });
    }
    const wrong = wrongFields(value);
    if (wrong.length > 0) {
        throw new text_error/* UserError */.yo({
            what: `the config of ${name} is not an image config`,
            rule: 'each field has the type that OCI image-spec 1.1 gives it',
            seen: `another type in ${wrong.slice(0, 10).join(', ')}`,
        });
    }
    return value;
}
/** The config of the new image: the base's, with what is set on top. Setting an entrypoint drops the base's command, as in a Dockerfile. */
function imageConfig(wanted) {
    const { base, platform, created } = wanted;
    const history = historyOf(wanted);
    return config_sorted({
        ...base,
        created,
        architecture: platform.architecture,
        os: platform.os,
        ...(platform.variant === undefined ? {} : { variant: platform.variant }),
        config: containerConfig(wanted),
        rootfs: {
            type: 'layers',
            diff_ids: [...(base?.rootfs.diff_ids ?? []), ...wanted.layers.map((layer) => layer.diffId)],
        },
        ...(history === undefined ? {} : { history }),
    });
}
function containerConfig({ base, run, labels }) {
    const { Cmd, ...below } = base?.config ?? {};
    const keptCmd = run.entrypoint === undefined ? Cmd : undefined;
    const scratchUser = base === undefined ? SCRATCH_USER : undefined;
    return {
        ...Object.fromEntries(Object.entries(below).filter(([, value]) => value !== null)),
        ...defined({
            Cmd: run.cmd ?? keptCmd ?? undefined,
            User: run.user ?? below.User ?? scratchUser,
            Env: filled(mergeEnv(below.Env ?? [], run.env)),
            Labels: filled({ ...below.Labels, ...labels, ...run.labels }),
            ExposedPorts: filled({ ...below.ExposedPorts, ...asSet(run.ports) }),
            Volumes: filled({ ...below.Volumes, ...asSet(run.volumes) }),
        }),
        ...defined({
            Entrypoint: run.entrypoint,
            WorkingDir: run.workdir,
            StopSignal: run.stopSignal,
            Healthcheck: run.healthcheck,
        }),
    };
}
const filled = (value) => Object.keys(value).length === 0 ? undefined : value;
const asSet = (names) => Object.fromEntries(names.map((name) => [name, {}]));
/** `NAME=value` lines in the base's order, new names sorted behind; an equal name takes the new value. */
function mergeEnv(below, env) {
    const nameOf = (line) => line.split('=', 1)[0] ?? '';
    const replaced = below.map((line) => Object.hasOwn(env, nameOf(line)) ? `${nameOf(line)}=${env[nameOf(line)] ?? ''}` : line);
    const known = new Set(below.map(nameOf));
    const added = Object.keys(env)
        .filter((name) => !known.has(name))
        .sort();
    return [...replaced, ...added.map((name) => `${name}=${env[name] ?? ''}`)];
}
/** Undefined when the base's history does not tell its layers: an incomplete one would misname every layer above. */
function historyOf({ base, layers, created }) {
    const below = base?.history ?? [];
    const told = below.filter((each) => each.empty_layer !== true).length;
    if (told !== (base?.rootfs.diff_ids.length ?? 0))
        return undefined;
    return [...below, ...layers.map(({ name }) => ({ created, created_by: `${layerPrefix}${name}` }))];
}
/** Keys in one order at every depth, so that the bytes do not depend on how a value came about. */
function config_sorted(value) {
    if (Array.isArray(value))
        return value.map(config_sorted);
    if (typeof value !== 'object' || value === null)
        return value;
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, config_sorted(each)]));
}

;// CONCATENATED MODULE: ./shared/sbom/cyclonedx-reader.ts






/** Components of these types are no packages. */
const OTHER_TYPES = new Set([
    'operating-system',
    'file',
    'container',
    'data',
    'device',
    'cryptographic-asset',
]);
const cyclonedx_reader_MAX_DEPTH = 16;
/**
 * Reads CycloneDX JSON of versions 1.4 to 1.7, ours, Syft's or Trivy's. A package without a readable package URL cannot be matched with
 * advisories: that makes the inventory incomplete. @throws UserError when it is no CycloneDX document.
 */
function parseCycloneDx(value) {
    const document = (0,json_value/* asRecord */.qY)(value);
    const { bomFormat, specVersion } = document;
    if (bomFormat !== 'CycloneDX' || !/^1\.[4-7]$/.test((0,json_value/* asText */.e1)(specVersion))) {
        throw new text_error/* UserError */.yo({
            what: 'not an SBOM that can be read',
            rule: 'CycloneDX JSON of version 1.4 to 1.7',
            seen: JSON.stringify({ bomFormat, specVersion }),
        });
    }
    const metadata = (0,json_value/* asRecord */.qY)(document['metadata']);
    const facts = propertiesOf(metadata);
    const all = flatten(document['components'], 0);
    const read = all.filter((each) => !OTHER_TYPES.has((0,json_value/* asText */.e1)(each['type']))).map(readComponent);
    const components = read
        .filter((each) => typeof each === 'object')
        .sort(compareComponents);
    const unread = read.filter((each) => typeof each === 'string');
    const problems = [...unreadPackages(unread), ...declaredIncomplete(document, facts)];
    return {
        inventory: {
            os: all.map(readOs).find((os) => os !== undefined) ?? osOfPurls(components),
            components,
            layers: cyclonedx_reader_words(facts.get('layers')).filter(oci_digest/* isDigest */.Bc),
            catalogues: cyclonedx_reader_words(facts.get('catalogues')),
            problems,
            complete: problems.length === 0,
        },
        subject: readSubject((0,json_value/* asRecord */.qY)(metadata['component'])),
    };
}
function unreadPackages(names) {
    const [first] = names;
    if (first === undefined)
        return [];
    return [
        {
            what: `${names.length} of the SBOM's packages have no readable package URL`,
            seen: JSON.stringify(first),
        },
    ];
}
function declaredIncomplete(document, facts) {
    const aggregates = (0,json_value/* asList */.DD)(document['compositions']).map((each) => (0,json_value/* asText */.e1)((0,json_value/* asRecord */.qY)(each)['aggregate']));
    const incomplete = aggregates.find((each) => each.startsWith('incomplete') || each === 'unknown');
    if (incomplete === undefined)
        return [];
    const seen = facts.get('incomplete') ?? incomplete;
    return [{ what: 'the SBOM says of itself that it is not complete', seen }];
}
/** A component, or the name of one that has no package URL with a version. */
function readComponent(component) {
    const name = (0,json_value/* asText */.e1)(component['name']);
    const purl = readPurl((0,json_value/* asText */.e1)(component['purl']));
    if (purl?.version === undefined)
        return name;
    const facts = propertiesOf(component);
    const layer = facts.get('layer') ?? '';
    const source = readSource(component, purl, facts);
    const ownedBy = facts.get('owned-by');
    const licence = readLicence(component);
    return {
        type: purl.type,
        name: casedName(component, fullName(purl)),
        version: purl.version,
        purl: formatPurl(purl),
        ...(source === undefined ? {} : { source }),
        ...(licence === '' ? {} : { licence }),
        confidence: facts.get('confidence') === 'vendored' ? 'vendored' : 'installed',
        ...(ownedBy === undefined ? {} : { ownedBy }),
        path: facts.get('path') ?? '',
        ...((0,oci_digest/* isDigest */.Bc)(layer) ? { layer } : {}),
    };
}
/** The first licence that is named: an SPDX expression, an SPDX id, or free text; empty when there is none. */
function readLicence(component) {
    const names = (0,json_value/* asList */.DD)(component['licenses']).map((each) => {
        const { expression, license } = (0,json_value/* asRecord */.qY)(each);
        const { id, name } = (0,json_value/* asRecord */.qY)(license);
        return (0,json_value/* asText */.e1)(expression) || (0,json_value/* asText */.e1)(id) || (0,json_value/* asText */.e1)(name);
    });
    return names.find((name) => name !== '') ?? '';
}
function readPurl(given) {
    try {
        return parsePurl(given);
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return undefined;
        throw error;
    }
}
/** Purls of some types are in lower case: where the component's own name is the same but for that, it is the right one. */
function casedName(component, name) {
    const own = [(0,json_value/* asText */.e1)(component['group']), (0,json_value/* asText */.e1)(component['name'])].filter((part) => part !== '').join('/');
    return own.toLowerCase() === name.toLowerCase() ? own : name;
}
/** A distribution is no part of a package's name; a scope, group or module path is. */
function fullName({ type, namespace, name }) {
    if (namespace === undefined || type === 'deb' || type === 'apk' || type === 'rpm')
        return name;
    return type === 'maven' ? `${namespace}:${name}` : `${namespace}/${name}`;
}
/** Ours are properties; Syft's stands in the purl as `upstream=NAME@VERSION`; Trivy has properties of its own. */
function readSource(component, purl, facts) {
    if (purl.type !== 'deb' && purl.type !== 'apk')
        return undefined;
    const own = facts.get('source:name');
    const version = purl.version ?? '';
    if (own !== undefined)
        return { name: own, version: facts.get('source:version') ?? version };
    const upstream = /^([^@]+)(?:@(.+))?$/.exec(purl.qualifiers?.['upstream'] ?? '');
    if (upstream !== null)
        return { name: upstream[1] ?? purl.name, version: upstream[2] ?? version };
    return trivySource(allProperties(component), version);
}
function trivySource(facts, version) {
    const [name, epoch, base = version, release] = ['SrcName', 'SrcEpoch', 'SrcVersion', 'SrcRelease'].map((fact) => facts.get(`aquasecurity:trivy:${fact}`));
    if (name === undefined)
        return undefined;
    const prefix = epoch === undefined ? '' : `${epoch}:`;
    return { name, version: `${prefix}${base}${release === undefined ? '' : `-${release}`}` };
}
function readOs(component) {
    if (component['type'] !== 'operating-system')
        return undefined;
    const id = (0,json_value/* asText */.e1)(component['name']).toLowerCase();
    if (id === '')
        return undefined;
    const facts = propertiesOf(component);
    const codename = facts.get('os:codename');
    return {
        id,
        versionId: (0,json_value/* asText */.e1)(component['version']),
        name: (0,json_value/* asText */.e1)(component['description']) || `${id} ${(0,json_value/* asText */.e1)(component['version'])}`,
        idLike: cyclonedx_reader_words(facts.get('os:like')),
        ...(codename === undefined ? {} : { codename }),
    };
}
/** Where no component is the operating system, its packages' `distro=debian-12` says which it is. */
function osOfPurls(components) {
    for (const { purl } of components) {
        const [id, versionId] = parsePurl(purl).qualifiers?.['distro']?.split(/-(?=\d)/) ?? [];
        if (id !== undefined && versionId !== undefined)
            return { id, versionId, name: `${id} ${versionId}`, idLike: [] };
    }
    return undefined;
}
function readSubject(component) {
    const name = (0,json_value/* asText */.e1)(component['name']);
    const digest = (0,json_value/* asText */.e1)(component['version']);
    const [os, architecture, variant] = (propertiesOf(component).get('platform') ?? '').split('/');
    const platform = os !== undefined && architecture !== undefined ? { os, architecture } : undefined;
    return {
        ...(name === '' ? {} : { name }),
        ...((0,oci_digest/* isDigest */.Bc)(digest) ? { digest } : {}),
        ...(platform === undefined
            ? {}
            : { platform: variant === undefined ? platform : { ...platform, variant } }),
    };
}
const cyclonedx_reader_words = (value = '') => value.split(' ').filter((word) => word !== '');
/** Components may be nested; deeper than any tool writes is not followed. */
function flatten(value, depth) {
    if (depth > cyclonedx_reader_MAX_DEPTH)
        return [];
    return (0,json_value/* asList */.DD)(value)
        .filter(json_value/* isRecord */.u4)
        .flatMap((component) => [component, ...flatten(component['components'], depth + 1)]);
}
function allProperties(component) {
    return new Map((0,json_value/* asList */.DD)(component['properties']).map((each) => {
        const property = (0,json_value/* asRecord */.qY)(each);
        return [(0,json_value/* asText */.e1)(property['name']), (0,json_value/* asText */.e1)(property['value'])];
    }));
}
/** Our own, by their name without the prefix. */
function propertiesOf(component) {
    const own = [...allProperties(component)].filter(([name]) => name.startsWith(PROPERTY));
    return new Map(own.map(([name, value]) => [name.slice(PROPERTY.length), value]));
}

;// CONCATENATED MODULE: ./shared/sbom/spdx-reader.ts





/** What a package of a document may be that is no package of an image. */
const NO_PACKAGES = new Set(['CONTAINER', 'FILE', 'SOURCE', 'DEVICE', 'FIRMWARE']);
/**
 * Reads an SBOM of either format that we know. @throws UserError when it is none.
 */
function parseSbom(value) {
    const { spdxVersion } = (0,json_value/* asRecord */.qY)(value);
    return spdxVersion === undefined ? parseCycloneDx(value) : parseSpdx(value);
}
/**
 * Reads SPDX JSON of version 2.2 or 2.3, ours, Syft's or Trivy's: the packages with a package URL. A package without one makes the
 * inventory incomplete, unless it is what the document describes. @throws UserError when it is no such document.
 */
function parseSpdx(value) {
    const document = (0,json_value/* asRecord */.qY)(value);
    const { spdxVersion } = document;
    if (spdxVersion !== 'SPDX-2.2' && spdxVersion !== 'SPDX-2.3') {
        throw new text_error/* UserError */.yo({
            what: 'not an SBOM that can be read',
            rule: 'SPDX JSON of version 2.2 or 2.3',
            seen: JSON.stringify({ spdxVersion }),
        });
    }
    const described = new Set(describedBy(document));
    const packages = (0,json_value/* asList */.DD)(document['packages'])
        .map(json_value/* asRecord */.qY)
        .filter((each) => !described.has((0,json_value/* asText */.e1)(each['SPDXID'])) && !NO_PACKAGES.has((0,json_value/* asText */.e1)(each['primaryPackagePurpose'])));
    const comment = (0,json_value/* asText */.e1)(document['comment']);
    const incomplete = comment.startsWith(INCOMPLETE) ? comment.slice(INCOMPLETE.length) : undefined;
    return parseCycloneDx({
        bomFormat: 'CycloneDX',
        specVersion: '1.6',
        metadata: {
            component: imageOf(document),
            properties: incomplete === undefined ? [] : ownProperties({ incomplete }),
        },
        components: packages.map(spdx_reader_toComponent),
        compositions: incomplete === undefined ? [] : [{ aggregate: 'incomplete' }],
    });
}
/** What both formats say in other words. */
function spdx_reader_toComponent(spdxPackage) {
    const { name, versionInfo, summary, primaryPackagePurpose } = spdxPackage;
    // The specification's text has a hyphen, its JSON schema an underscore; both are written.
    if (/^OPERATING[-_]SYSTEM$/.test((0,json_value/* asText */.e1)(primaryPackagePurpose))) {
        return { type: 'operating-system', name, version: versionInfo, description: summary };
    }
    const info = (0,json_value/* asText */.e1)(spdxPackage['sourceInfo']);
    const [, source, version] = /built package from: ([^\s;]+) ([^\s;]+)/.exec(info) ?? [];
    const path = /found in: \/([^;]+)/.exec(info)?.[1];
    return {
        type: 'library',
        name,
        purl: spdx_reader_purlOf(spdxPackage),
        properties: ownProperties({
            ...(source === undefined || version === undefined
                ? {}
                : { 'source:name': source, 'source:version': version }),
            ...(path === undefined ? {} : { path }),
        }),
    };
}
const spdx_reader_purlOf = (spdxPackage) => (0,json_value/* asList */.DD)(spdxPackage['externalRefs'])
    .map(json_value/* asRecord */.qY)
    .find(({ referenceType }) => referenceType === 'purl')?.['referenceLocator'];
/** The subject of DESCRIBES, or of documentDescribes as version 2.2 has it. */
function describedBy(document) {
    const related = (0,json_value/* asList */.DD)(document['relationships'])
        .map(json_value/* asRecord */.qY)
        .filter(({ relationshipType }) => relationshipType === 'DESCRIBES')
        .map(({ relatedSpdxElement }) => (0,json_value/* asText */.e1)(relatedSpdxElement));
    return [...related, ...(0,json_value/* asList */.DD)(document['documentDescribes']).map(json_value/* asText */.e1)];
}
function imageOf(document) {
    const [first] = describedBy(document);
    const found = (0,json_value/* asList */.DD)(document['packages'])
        .map(json_value/* asRecord */.qY)
        .find(({ SPDXID }) => SPDXID === first) ?? {};
    return { name: found['name'], version: found['versionInfo'] };
}

;// CONCATENATED MODULE: ./shared/sbom/catalogue/catalogue.ts
/** Paths as `Owned.list` holds them: each between two line feeds. */
const pathList = (paths) => Buffer.from(`\n${paths.join('\n')}\n`);
/** A reader that keeps the whole file, up to `limit` bytes, and gives it to `parse`. */
function whole(path, limit, parse) {
    const chunks = [];
    let bytes = 0;
    return {
        write: (chunk) => {
            bytes += chunk.length;
            if (bytes <= limit)
                chunks.push(Uint8Array.from(chunk));
            else
                chunks.length = 0;
        },
        end: () => (bytes > limit ? tooLarge(path, bytes, limit) : parse(Buffer.concat(chunks))),
    };
}
const tooLarge = (path, bytes, limit) => ({
    kind: 'unreadable',
    problem: {
        what: `/${path} is too large to be read`,
        rule: `at most ${limit} bytes`,
        seen: `${bytes} bytes`,
    },
});
/** A database that is there and cannot be understood: the inventory is incomplete, and says why. */
const catalogue_unreadable = (path, rule, seen) => ({
    kind: 'unreadable',
    problem: {
        what: `/${path} is not readable`,
        rule,
        ...(seen === undefined ? {} : { seen: JSON.stringify(seen.slice(0, 200)) }),
    },
});

;// CONCATENATED MODULE: ./shared/sbom/catalogue/apk.ts

/** Since distributions merge /lib into /usr/lib both places are in use. */
const INSTALLED = new Set(['lib/apk/db/installed', 'usr/lib/apk/db/installed']);
const MAX_DATABASE = 64 * 1024 * 1024;
/** Packages that apk knows (Alpine, Wolfi, Chainguard), and which of the `interesting` files they brought. */
const apkCatalogue = (interesting) => ({
    name: 'apk',
    open: (path) => INSTALLED.has(path)
        ? whole(path, MAX_DATABASE, (content) => parseApkDatabase(path, content.toString('utf8'), interesting))
        : undefined,
});
/** Reads the database of installed packages (apk-tools, "installed" format): `P:` name, `V:` version, `o:` origin, `F:` and `R:` files. */
function parseApkDatabase(path, text, interesting) {
    const packages = [];
    const owned = [];
    for (const paragraph of text.split(/\n\n+/)) {
        if (paragraph.trim() === '')
            continue;
        const lines = paragraph.split('\n').filter((line) => line !== '');
        const record = toRecord(lines);
        if (record === undefined)
            return catalogue_unreadable(path, 'an installed package has a name and a version', paragraph);
        packages.push(record);
        const paths = filesOf(lines);
        owned.push({ owner: record.name, paths: paths.filter(interesting), list: pathList(paths) });
    }
    return { kind: 'packages', packages, owned };
}
function toRecord(lines) {
    const field = (key) => lines
        .find((line) => line.startsWith(`${key}:`))
        ?.slice(2)
        .trim() ?? '';
    const [name, version, architecture, origin, licence] = [
        field('P'),
        field('V'),
        field('A'),
        field('o'),
        field('L'),
    ];
    if (!/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(name) || !/^[A-Za-z0-9._~+-]+$/.test(version))
        return undefined;
    return {
        type: 'apk',
        name,
        version,
        ...(architecture === '' ? {} : { architecture }),
        source: { name: origin === '' ? name : origin, version },
        ...(licence === '' ? {} : { licence: licence.slice(0, 200) }),
        confidence: 'installed',
    };
}
/** A file follows the directory that it is in. */
function filesOf(lines) {
    let directory = '';
    return lines.flatMap((line) => {
        if (line.startsWith('F:'))
            directory = line.slice(2);
        if (!line.startsWith('R:'))
            return [];
        return [directory === '' ? line.slice(2) : `${directory}/${line.slice(2)}`];
    });
}

;// CONCATENATED MODULE: ./shared/sbom/catalogue/dpkg.ts

const STATUS = /^var\/lib\/dpkg\/status$/;
/** Distroless images keep one paragraph a file here. */
const STATUS_D = /^var\/lib\/dpkg\/status\.d\/([^/]+)$/;
const LIST = /^var\/lib\/dpkg\/info\/([^/:]+)(?::[^/]+)?\.list$/;
const SUMS = /^var\/lib\/dpkg\/status\.d\/([^/]+)\.md5sums$/;
const dpkg_MAX_DATABASE = 64 * 1024 * 1024;
/** States (dpkg(1), "Package states") in which no file of the package but its configuration is left. */
const GONE = new Set(['not-installed', 'config-files']);
/** Packages that dpkg knows, and which of the `interesting` files they brought. */
const dpkgCatalogue = (interesting) => ({
    name: 'dpkg',
    open: (path) => {
        if (!path.startsWith('var/lib/dpkg/'))
            return undefined;
        const owner = LIST.exec(path)?.[1] ?? SUMS.exec(path)?.[1];
        if (owner !== undefined)
            return whole(path, dpkg_MAX_DATABASE, (content) => owned(owner, content, interesting));
        if (!STATUS.test(path) && !STATUS_D.test(path))
            return undefined;
        return whole(path, dpkg_MAX_DATABASE, (content) => parseDpkgStatus(path, content.toString('utf8')));
    },
});
/** A list's lines are absolute paths, a sums file's are `MD5  PATH`. */
function owned(owner, content, interesting) {
    const paths = content
        .toString('utf8')
        .split('\n')
        .map((line) => line.replace(/^[0-9a-f]{32} {2}/, '').replace(/^\//, ''))
        .filter((path) => path !== '');
    return { kind: 'owned', owner, paths: paths.filter(interesting), list: pathList(paths) };
}
/** Reads a status database (deb-control syntax); a paragraph that cannot be read makes the whole of it unreadable. */
function parseDpkgStatus(path, text) {
    const packages = [];
    for (const paragraph of text.split(/\r?\n(?:[ \t]*\r?\n)+/)) {
        if (paragraph.trim() === '')
            continue;
        const fields = dpkg_parseFields(paragraph);
        if (fields === undefined)
            return catalogue_unreadable(path, 'lines are "Field: value"', paragraph);
        const record = dpkg_toRecord(fields);
        if (record === 'invalid')
            return catalogue_unreadable(path, 'an installed package has a name and a version', paragraph);
        if (record !== undefined)
            packages.push(record);
    }
    return { kind: 'packages', packages };
}
/** Fields by lower-case name; continuation lines are dropped, for none of the fields we read has any. */
function dpkg_parseFields(paragraph) {
    const fields = new Map();
    for (const line of paragraph.split(/\r?\n/)) {
        if (line === '' || /^[ \t#]/.test(line))
            continue;
        const colon = line.indexOf(':');
        if (colon <= 0)
            return undefined;
        fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
    return fields;
}
function dpkg_toRecord(fields) {
    const status = fields.get('status');
    const state = status?.split(/\s+/)[2];
    if (status !== undefined && state === undefined)
        return 'invalid';
    if (state !== undefined && GONE.has(state))
        return undefined;
    const [name = '', version = ''] = [fields.get('package'), fields.get('version')];
    if (!/^[a-z0-9][a-z0-9+.-]*$/i.test(name) || !/^[A-Za-z0-9.+~:-]+$/.test(version))
        return 'invalid';
    const architecture = fields.get('architecture');
    return {
        type: 'deb',
        name,
        version,
        ...(architecture === undefined ? {} : { architecture }),
        source: dpkg_sourceOf(fields.get('source'), name, version),
        confidence: 'installed',
    };
}
/** `Source: glibc (2.36-9)`; without it, or without its parentheses, the package's own. A binary rebuild's `+b1` is not the source's. */
function dpkg_sourceOf(field, name, version) {
    const parts = /^(\S+)(?:\s+\(([^)]+)\))?$/.exec(field ?? '');
    return { name: parts?.[1] ?? name, version: parts?.[2] ?? version.replace(/\+b\d+$/, '') };
}

;// CONCATENATED MODULE: ./shared/sbom/catalogue/gem.ts

const SPECIFICATION = /(?:^|\/)specifications\/(?:default\/)?[^/]+\.gemspec$/;
const MAX_BYTES = 1024 * 1024;
/** Is this the specification of an installed gem? */
const isGemSpecification = (path) => SPECIFICATION.test(path);
/** Gems by the specification that RubyGems writes when it installs one: Ruby, of which we read two assignments and run nothing. */
const gemCatalogue = {
    name: 'gem',
    open: (path) => isGemSpecification(path)
        ? whole(path, MAX_BYTES, (content) => parseGemSpecification(content.toString('utf8')))
        : undefined,
};
/** The gem of one specification, as RubyGems writes it; undefined when it names none. */
function parseGemSpecification(text) {
    const assigned = (name) => new RegExp(`^[ \\t]*\\w+\\.${name}[ \\t]*=[ \\t]*(?:Gem::Version\\.new[ \\t]*(?:\\([ \\t]*)?)?["']([^"'\\n]*)["']`, 'm').exec(text)?.[1] ?? '';
    const [name, version] = [assigned('name'), assigned('version')];
    const licence = /^[ \t]*\w+\.licenses[ \t]*=[ \t]*\[[ \t]*["']([^"'\n]*)["']/m.exec(text)?.[1] ?? '';
    if (!/^[A-Za-z0-9._-]+$/.test(name) || !/^[0-9A-Za-z.-]+$/.test(version))
        return undefined;
    return {
        kind: 'packages',
        packages: [
            {
                type: 'gem',
                name,
                version,
                ...(licence === '' ? {} : { licence: licence.slice(0, 200) }),
                confidence: 'installed',
            },
        ],
    };
}

;// CONCATENATED MODULE: ./shared/sbom/catalogue/go.ts
/** What the linker puts around the module information (Go's cmd/go/internal/modload/build.go), and in front of the build information (debug/buildinfo). */
const START = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const END = Buffer.from('f932433186182072008242104116d8f2', 'hex');
const BUILD_INFO = Buffer.concat([Buffer.from([0xff]), Buffer.from(' Go buildinf:')]);
/** First bytes of the formats that Go links: ELF, PE, Mach-O. */
const EXECUTABLE = ['7f454c46', '4d5a', 'cffaedfe', 'feedfacf', 'cefaedfe', 'feedface', 'cafebabe'].map((hex) => Buffer.from(hex, 'hex'));
/** No Go program is smaller. */
const MIN_SIZE = 256 * 1024;
const MAX_MODULES = 4 * 1024 * 1024;
/** What the header of the build information and the toolchain's version need together. */
const HEADER = 128;
/** Modules of programs that Go linked. The file passes once; nothing of it is kept but the module information. */
const goCatalogue = {
    name: 'go',
    open: (_path, size) => (size < MIN_SIZE ? undefined : goReader()),
};
function goReader() {
    const state = {
        tail: Buffer.alloc(0),
        seen: 0,
        skip: false,
        modules: undefined,
        complete: false,
        header: undefined,
    };
    return {
        write: (chunk) => {
            if (!state.skip)
                go_take(state, chunk);
        },
        end: () => {
            if (state.skip || !state.complete || state.modules === undefined)
                return undefined;
            return parseModules(state.modules.toString('utf8'), toolchainOf(state.header));
        },
    };
}
function go_take(state, chunk) {
    const bytes = Buffer.concat([state.tail, chunk]);
    if (state.seen === 0 && bytes.length >= 4) {
        state.skip = !EXECUTABLE.some((magic) => bytes.subarray(0, magic.length).equals(magic));
        if (state.skip)
            return;
    }
    if (state.seen === 0 && bytes.length < 4) {
        state.tail = bytes;
        return;
    }
    state.seen += chunk.length;
    collectHeader(state, bytes, chunk);
    collectModules(state, bytes, chunk);
    state.tail = Buffer.from(bytes.subarray(Math.max(0, bytes.length - START.length + 1)));
}
function collectHeader(state, bytes, chunk) {
    if (state.header !== undefined) {
        if (state.header.length < HEADER)
            state.header = Buffer.concat([state.header, chunk.subarray(0, HEADER)]);
        return;
    }
    const at = bytes.indexOf(BUILD_INFO);
    if (at >= 0)
        state.header = Buffer.from(bytes.subarray(at, at + HEADER));
}
function collectModules(state, bytes, chunk) {
    if (state.complete)
        return;
    if (state.modules === undefined) {
        const at = bytes.indexOf(START);
        if (at < 0)
            return;
        state.modules = Buffer.from(bytes.subarray(at + START.length));
    }
    else {
        state.modules = Buffer.concat([state.modules, chunk]);
    }
    const end = state.modules.indexOf(END);
    if (end >= 0) {
        state.modules = state.modules.subarray(0, end);
        state.complete = true;
    }
    else if (state.modules.length > MAX_MODULES) {
        // The mark stands in a program that looks for it, such as a scanner: the search goes on behind it.
        state.modules = undefined;
    }
}
/** The toolchain's version, where it stands in line (Go 1.18 and later: flag 2, a length, the text); older programs hold a pointer. */
function toolchainOf(header) {
    if (header === undefined || header.length < 34 || ((header[15] ?? 0) & 2) === 0)
        return undefined;
    const length = header[32] ?? 0;
    if (length > 0x7f)
        return undefined;
    return /^go(\d+\.\d+(?:\.\d+)?(?:(?:rc|beta)\d+)?)/.exec(header.toString('latin1', 33, 33 + length))?.[1];
}
/** Lines of `mod`, `dep` and `=>` with path, version and sum, divided by tabs; a replacement stands for the line before it. */
function parseModules(text, toolchain) {
    const modules = [];
    for (const line of text.split('\n')) {
        const [kind, path = '', version = ''] = line.split('\t');
        if (kind !== 'mod' && kind !== 'dep' && kind !== '=>')
            continue;
        if (kind === '=>')
            modules.pop();
        // A program built in its own checkout is `(devel)`: no version, so nothing to compare.
        modules.push(go_record(path, version.replace(/^v/, '')));
    }
    const packages = modules.filter(({ name, version }) => /^[\x21-\x7e]{1,500}$/.test(name) && /^\d[\x21-\x7e]{0,200}$/.test(version));
    if (toolchain !== undefined)
        packages.push(go_record('stdlib', toolchain));
    return packages.length === 0 ? undefined : { kind: 'packages', packages };
}
const go_record = (name, version) => ({
    type: 'golang',
    name,
    version,
    confidence: 'installed',
});

;// CONCATENATED MODULE: ./shared/sbom/catalogue/npm.ts



const npm_INSTALLED = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@][^/]*\/package\.json$/;
const npm_MAX_BYTES = 4 * 1024 * 1024;
/** npm's own rule for names is stricter today; old packages have capitals. */
const npm_NAME = /^(?:@[A-Za-z0-9._~-]+\/)?[A-Za-z0-9._~!'()*-]{1,214}$/;
/** Is this a file that describes an npm package? */
const isPackageJson = (path) => path.endsWith('/package.json') || path === 'package.json';
/** Does Node find a package where this file stands? */
const isInstalledNpm = (path) => npm_INSTALLED.test(path);
/**
 * npm packages: `node_modules/NAME/package.json` is installed; any other package.json with a name and a version is a copy inside of
 * something (bundled, a fixture, the application itself), and is marked so, unless a link in `node_modules` leads to it. One that is not JSON cannot be loaded by Node either.
 */
const npmCatalogue = {
    name: 'npm',
    open: (path) => isPackageJson(path)
        ? whole(path, npm_MAX_BYTES, (content) => parsePackageJson(path, content.toString('utf8')))
        : undefined,
};
/** The package of one package.json; undefined when it has no name and version that npm would take. */
function parsePackageJson(path, text) {
    const content = (0,json_value/* asRecord */.qY)((0,text_json/* tryJson */.MR)(text.replace(/^\ufeff/, '')));
    const { name, version, license } = content;
    if (typeof name !== 'string' || typeof version !== 'string')
        return undefined;
    if (!npm_NAME.test(name) || !/^[\x21-\x7e]{1,256}$/.test(version))
        return undefined;
    const record = {
        type: 'npm',
        name,
        version: version.replace(/^[=v]+/, ''),
        ...(typeof license === 'string' && license !== '' ? { licence: license.slice(0, 200) } : {}),
        confidence: isInstalledNpm(path) ? 'installed' : 'vendored',
    };
    return { kind: 'packages', packages: [record] };
}

;// CONCATENATED MODULE: ./shared/sbom/catalogue/os.ts

const PATHS = new Set(['etc/os-release', 'usr/lib/os-release']);
const os_MAX_BYTES = 64 * 1024;
/** Which distribution it is (os-release(5)); both places are read, since the first is often a link to the second. */
const osCatalogue = {
    name: 'os-release',
    open: (path) => PATHS.has(path)
        ? whole(path, os_MAX_BYTES, (content) => {
            const os = parseOsRelease(content.toString('utf8'));
            return os === undefined ? undefined : { kind: 'os', os };
        })
        : undefined,
};
/** Undefined when it names no distribution: shell-like assignments, quoted or not; the last of a name holds. */
function parseOsRelease(text) {
    const fields = parseAssignments(text);
    const field = (name) => fields.get(name) ?? '';
    const id = field('ID').toLowerCase();
    if (!/^[a-z0-9._-]{1,64}$/.test(id))
        return undefined;
    const versionId = field('VERSION_ID');
    const codename = field('VERSION_CODENAME');
    return {
        id,
        versionId: /^[A-Za-z0-9._~+-]{0,64}$/.test(versionId) ? versionId : '',
        name: (field('PRETTY_NAME') || field('NAME') || id).slice(0, 200),
        idLike: field('ID_LIKE')
            .toLowerCase()
            .split(/\s+/)
            .filter((each) => each !== ''),
        ...(codename === '' ? {} : { codename }),
    };
}
function parseAssignments(text) {
    const fields = new Map();
    for (const line of text.split('\n')) {
        const [, name = '', value = ''] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? [];
        if (name !== '')
            fields.set(name, unquote(value.trim()));
    }
    return fields;
}
function unquote(value) {
    const quoted = /^(["'])(.*)\1$/.exec(value);
    return (quoted?.[2] ?? value).replace(/\\(["'$`\\])/g, '$1');
}

;// CONCATENATED MODULE: ./shared/sbom/catalogue/python.ts

const METADATA = /(?:^|\/)([^/]+\.(?:dist-info\/METADATA|egg-info\/PKG-INFO|egg-info))$/;
const python_INSTALLED = /(?:^|\/)(?:site-packages|dist-packages)\/[^/]+\.(?:dist-info\/METADATA|egg-info\/PKG-INFO|egg-info)$/;
const python_MAX_BYTES = 4 * 1024 * 1024;
/** Is this a file that describes a Python distribution? */
const isPythonMetadata = (path) => METADATA.test(path);
/** Does Python find a distribution where this file stands? */
const isInstalledPython = (path) => python_INSTALLED.test(path);
/** Python distributions by their metadata (Core metadata specifications); those outside of site-packages are copies inside of others. */
const pythonCatalogue = {
    name: 'python',
    open: (path) => isPythonMetadata(path)
        ? whole(path, python_MAX_BYTES, (content) => parsePythonMetadata(path, content.toString('utf8')))
        : undefined,
};
/** The package of one METADATA or PKG-INFO (PyPA core metadata); undefined when it names none. */
function parsePythonMetadata(path, text) {
    const [head = ''] = text.split(/\r?\n\r?\n/, 1);
    const field = (name) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
    const [name, version, licence] = [
        field('Name'),
        field('Version'),
        field('License-Expression') || field('License'),
    ];
    if (!/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name) || !/^[\x21-\x7e]{1,128}$/.test(version))
        return undefined;
    return {
        kind: 'packages',
        packages: [
            {
                type: 'pypi',
                name: normalisePythonName(name),
                version,
                ...(licence === '' || licence === 'UNKNOWN' ? {} : { licence: licence.slice(0, 200) }),
                confidence: isInstalledPython(path) ? 'installed' : 'vendored',
            },
        ],
    };
}
/** As the index compares names (PEP 503). */
const normalisePythonName = (name) => name.toLowerCase().replace(/[-_.]+/g, '-');

;// CONCATENATED MODULE: ./shared/sbom/catalogue/all.ts







/**
 * Files of languages' own managers, which an operating system's package may have brought. Programs are not among them: a distribution's
 * advisories say nothing of the modules that a foreign package was linked with.
 */
const ownable = (path) => isPackageJson(path) || isPythonMetadata(path) || isGemSpecification(path);
/** Every catalogue there is; the first that wants a file reads it. The one that wants every program comes last. */
const CATALOGUES = [
    osCatalogue,
    dpkgCatalogue(ownable),
    apkCatalogue(ownable),
    npmCatalogue,
    pythonCatalogue,
    gemCatalogue,
    goCatalogue,
];

// EXTERNAL MODULE: external "node:path/posix"
var posix_ = __webpack_require__(53916);
var posix_default = /*#__PURE__*/__webpack_require__.n(posix_);
;// CONCATENATED MODULE: ./shared/sbom/file-tree.ts

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
const MAX_LINKS = 40;
/** An empty image, over which layers are laid one after the other. */
function createFileTree() {
    const state = { root: node(), replaced: new Map(), emptied: new Set(), layer: 0 };
    const resolved = (filePath) => follow(state.root, filePath);
    return {
        beginLayer: (index) => {
            state.layer = index;
            state.replaced.clear();
            state.emptied.clear();
        },
        see: (entry) => {
            see(state, entry);
        },
        keep: (filePath, value) => {
            const at = resolved(filePath);
            const place = ensure(state.root, at);
            const before = place.kept?.layer === state.layer ? state.replaced.get(at) : (place.kept ?? state.replaced.get(at));
            place.kept = { value: value(before), layer: state.layer };
        },
        files: () => new Map(collect(state.root, '')),
        links: () => linksIn(state.root, state.root, ''),
        resolve: resolved,
    };
}
const node = () => ({ children: new Map() });
function see(state, entry) {
    const base = posix_default().basename(entry.path);
    const directory = leadsTo(state.root, parentOf(entry.path));
    if (base === OPAQUE)
        hideLower(state, directory, false);
    else if (base.startsWith(WHITEOUT))
        hideLower(state, join(directory, base.slice(WHITEOUT.length)), true);
    else
        file_tree_replace(state, join(directory, base), entry);
}
/** A whiteout: what lower layers have at a path, and below it, is gone. */
function hideLower(state, at, itself) {
    if (state.emptied.has(at))
        return;
    state.emptied.add(at);
    const found = file_tree_find(state.root, at);
    if (found !== undefined)
        clear(state, found, at, { itself, below: true, lowerOnly: true });
}
/** An entry takes its path: a directory keeps what is below, all else does not. */
function file_tree_replace(state, at, entry) {
    if (at === '')
        return;
    const found = file_tree_find(state.root, at);
    if (found !== undefined) {
        clear(state, found, at, { itself: true, below: entry.type !== 'directory', lowerOnly: false });
    }
    if (entry.type === 'symlink')
        ensure(state.root, at).link = { value: entry.linkTarget ?? '', layer: state.layer };
}
function clear(state, at, filePath, clearing) {
    const goes = (kept) => kept !== undefined && !(clearing.lowerOnly && kept.layer === state.layer);
    if (clearing.itself && at.kept !== undefined && goes(at.kept)) {
        if (at.kept.layer < state.layer)
            state.replaced.set(filePath, at.kept);
        delete at.kept;
    }
    if (clearing.itself && goes(at.link))
        delete at.link;
    if (!clearing.below)
        return;
    for (const [name, child] of at.children) {
        clear(state, child, join(filePath, name), { ...clearing, itself: true });
        if (child.children.size === 0 && child.kept === undefined && child.link === undefined)
            at.children.delete(name);
    }
}
function file_tree_find(root, at) {
    let current = root;
    for (const part of partsOf(at))
        current = current?.children.get(part);
    return current;
}
function ensure(root, at) {
    let current = root;
    for (const part of partsOf(at)) {
        const next = current.children.get(part) ?? node();
        current.children.set(part, next);
        current = next;
    }
    return current;
}
/** Where a directory is, when its own name is a link too. */
const leadsTo = (root, directory) => follow(root, `${directory}/.`).replace(/\/?\.$/, '');
/** Follows links in all parts but the last, as unpacking does, never out of the root. */
function follow(root, filePath) {
    if (root.children.size === 0)
        return filePath;
    let [done, current, hops] = ['', root, 0];
    const todo = filePath.split('/').reverse();
    while (todo.length > 0) {
        const part = todo.pop() ?? '';
        if (part === '')
            continue;
        const next = current?.children.get(part);
        const link = todo.length === 0 ? undefined : next?.link;
        if (link === undefined) {
            done = join(done, part);
            current = next;
            continue;
        }
        hops += 1;
        if (hops > MAX_LINKS)
            return filePath;
        const target = posix_default().resolve('/', done, link.value);
        [done, current] = ['', root];
        todo.push(...partsOf(target).reverse());
    }
    return done;
}
function* collect(at, filePath) {
    if (at.kept !== undefined)
        yield [filePath, at.kept];
    for (const [name, child] of at.children)
        yield* collect(child, join(filePath, name));
}
function* linksIn(root, at, filePath) {
    if (at.link !== undefined)
        yield [filePath, leadsTo(root, filePath)];
    for (const [name, child] of at.children)
        yield* linksIn(root, child, join(filePath, name));
}
const partsOf = (at) => at.split('/').filter((part) => part !== '');
const join = (directory, base) => (directory === '' ? base : `${directory}/${base}`);
const parentOf = (at) => at.slice(0, Math.max(0, at.lastIndexOf('/')));

// EXTERNAL MODULE: external "node:buffer"
var external_node_buffer_ = __webpack_require__(4573);
;// CONCATENATED MODULE: ./shared/image/tar-header.ts

const BLOCK = 512;
const tar_header_field = (block, start, length) => tarText(block.subarray(start, start + length));
/** The text before the first NUL. */
function tarText(bytes) {
    const end = bytes.indexOf(0);
    return tar_header_decode(end < 0 ? bytes : bytes.subarray(0, end));
}
/** Names are bytes: where they are no UTF-8, each byte from 0x80 becomes half of a surrogate pair, so that two names never become one. */
function tar_header_decode(bytes) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if ((0,external_node_buffer_.isUtf8)(buffer))
        return buffer.toString('utf8');
    return buffer
        .toString('latin1')
        .replace(/[\x80-\xff]/g, (byte) => String.fromCharCode(0xdc00 + byte.charCodeAt(0)));
}
/**
 * Octal text between spaces and NULs, or base 256 when the first bit is set (GNU); NaN when it is neither or negative, and for a NUL
 * before the digits, which ends the field for some programs and not for others.
 */
function numeric(block, start, length) {
    const first = block[start] ?? 0;
    if ((first & 0x80) !== 0) {
        if (first !== 0x80)
            return Number.NaN;
        let value = 0;
        for (let at = start + 1; at < start + length; at++)
            value = value * 256 + (block[at] ?? 0);
        return Number.isSafeInteger(value) ? value : Number.NaN;
    }
    const text = Buffer.from(block.subarray(start, start + length)).toString('latin1');
    if (/^[ \0]*$/.test(text))
        return 0;
    const [, digits] = /^ *([0-7]+) *(?:\0|$)/.exec(text) ?? [];
    return digits === undefined ? Number.NaN : Number.parseInt(digits, 8);
}
/** The sum of all bytes with the checksum's own field as spaces; historic writers summed signed bytes. */
function sums(block) {
    let [unsigned, signed] = [0, 0];
    for (let at = 0; at < BLOCK; at++) {
        const byte = at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0);
        unsigned += byte;
        signed += byte > 127 ? byte - 256 : byte;
    }
    return [unsigned, signed];
}
const isZeroBlock = (block) => block.every((byte) => byte === 0);
/** Reads one header; the Problem says why it is none. */
function parseTarHeader(block) {
    const checksum = numeric(block, 148, 8);
    if (!sums(block).includes(checksum)) {
        return { what: 'not a tar archive, or a damaged one', rule: 'the checksum of each header agrees' };
    }
    const size = numeric(block, 124, 12);
    if (Number.isNaN(size))
        return { what: 'a tar header without a readable size', rule: 'octal or base 256' };
    const name = tar_header_field(block, 0, 100);
    const prefix = prefixOf(block);
    if (typeof prefix !== 'string')
        return prefix;
    return {
        name: prefix === '' ? name : `${prefix}/${name}`,
        linkName: tar_header_field(block, 157, 100),
        typeFlag: String.fromCharCode(block[156] ?? 0),
        size,
        mode: numeric(block, 100, 8) || 0,
        uid: numeric(block, 108, 8) || 0,
        gid: numeric(block, 116, 8) || 0,
        mtime: numeric(block, 136, 12) || 0,
    };
}
/**
 * Only POSIX's magic has a prefix, and Schilling's star keeps times in the end of it. GNU's ("ustar  ") keeps times in its place; where
 * these are no numbers, Go takes them for a prefix and GNU does not.
 */
function prefixOf(block) {
    const text = (start, length) => Buffer.from(block.subarray(start, start + length)).toString('latin1');
    if (text(257, 6) === 'ustar\0')
        return tar_header_field(block, 345, text(508, 4) === 'tar\0' ? 131 : 155);
    const times = [345, 357].filter((at) => block[at] !== 0);
    const isGnu = text(257, 8) === 'ustar  \0';
    if (!isGnu || block[345] === 0 || !times.some((at) => Number.isNaN(numeric(block, at, 12))))
        return '';
    return { what: 'a tar header of GNU with a prefix', rule: 'what every program unpacks alike' };
}
/** Records of a pax extended header, `LENGTH KEY=VALUE\n`; a Problem when a length lies. */
function parsePaxRecords(bytes) {
    const records = new Map();
    let at = 0;
    while (at < bytes.length) {
        const space = bytes.indexOf(0x20, at);
        const digits = space < 0 ? '' : Buffer.from(bytes.subarray(at, space)).toString('latin1');
        const end = at + Number(digits);
        const whole = /^[1-9]\d{0,8}$/.test(digits) && end <= bytes.length && bytes[end - 1] === 0x0a;
        const equals = whole ? bytes.indexOf(0x3d, space) : -1;
        if (equals < 0 || equals >= end)
            return { what: 'a malformed pax header in a tar archive' };
        records.set(tar_header_decode(bytes.subarray(space + 1, equals)), tar_header_decode(bytes.subarray(equals + 1, end - 1)));
        at = end;
    }
    return records;
}

;// CONCATENATED MODULE: ./shared/image/tar-extended.ts

const isExtendedFlag = (flag) => 'xgLK'.includes(flag) && flag !== '';
const NO_EXTENSIONS = { flags: [], records: new Map() };
/**
 * Adds one extended header to those that came before it for the same entry, as Go's archive/tar reads it (and with it what unpacks
 * images): an empty value says nothing, and pax records for all entries are passed by. A Problem where programs differ in what they
 * unpack: a header given twice or a name given by two, one that another entry comes between, a name or a size for all entries.
 */
function extend(before, flag, bytes) {
    const records = recordsOf(flag, bytes);
    if ('what' in records)
        return records;
    if (flag === 'g') {
        const key = [...records.keys()].find(decides);
        if (key !== undefined)
            return ambiguous(`a global pax header with '${key}'`);
        if (before.flags.length > 0)
            return ambiguous('a global pax header between an entry and its own headers');
        return before;
    }
    if (before.flags.includes(flag))
        return ambiguous(`two '${flag}' headers before one entry`);
    const told = [...records].filter(([, value]) => value !== '');
    const twice = told.find(([key]) => before.records.has(key));
    if (twice !== undefined)
        return ambiguous(`an entry with both a pax and a GNU '${twice[0]}'`);
    return { flags: [...before.flags, flag], records: new Map([...before.records, ...told]) };
}
function recordsOf(flag, bytes) {
    switch (flag) {
        case 'L':
            return new Map([['path', tarText(bytes)]]);
        case 'K':
            return new Map([['linkpath', tarText(bytes)]]);
        default:
            return parsePaxRecords(bytes);
    }
}
/** Does it decide which file an entry is, or where the next one begins? */
const decides = (key) => ['path', 'linkpath', 'size'].includes(key) || key.startsWith('GNU.sparse.');
/** A tar archive that two programs unpack to two trees cannot be answered for. */
const ambiguous = (what) => ({
    what: `a tar archive with ${what}`,
    rule: 'what every program unpacks alike',
});

;// CONCATENATED MODULE: ./shared/image/tar-entry.ts
/** The path relative to the root; undefined when it leaves the root or holds a NUL. */
function normalisePath(raw) {
    if (raw.includes('\0'))
        return undefined;
    const parts = raw.split('/').filter((part) => part !== '' && part !== '.');
    return parts.includes('..') ? undefined : parts.join('/');
}

;// CONCATENATED MODULE: ./shared/image/tar-reader.ts



const TAR_LIMITS = { entries: 2_000_000, pathBytes: 4096, totalBytes: 64 * 1024 ** 3 };
const MAX_EXTENDED = 1024 * 1024;
/** Types that never have content, whatever their size field claims. */
const HEADER_ONLY = new Set(['1', '2', '3', '4', '5', '6']);
const TYPES = {
    '\0': 'file',
    '0': 'file',
    '7': 'file',
    '1': 'link',
    '2': 'symlink',
    '5': 'directory',
};
/**
 * Reads a tar archive in one pass, as Go's archive/tar does, which unpacks images: ustar, pax, GNU long names, base 256 sizes, pre-POSIX
 * directories. Paths come normalised and relative; a path that leaves the root, a sparse file, a broken header, a limit that is hit, and
 * all that programs read in two ways stop the reading with a Problem, so that a caller can tell "not there" from "not read".
 */
function createTarParser(visit, limits = TAR_LIMITS) {
    const state = {
        mode: 'header',
        remaining: 0,
        padding: 0,
        block: new Uint8Array(BLOCK),
        filled: 0,
        extended: undefined,
        sink: undefined,
        extensions: NO_EXTENSIONS,
        entries: 0,
        bytes: 0,
        zeroBlocks: 0,
        stopped: undefined,
    };
    return {
        push: (chunk) => {
            state.bytes += chunk.length;
            if (state.bytes > limits.totalBytes)
                stop(state, limitHit('bytes unpacked', limits.totalBytes));
            let at = 0;
            while (at < chunk.length && state.mode !== 'over') {
                if (state.mode === 'header')
                    at = takeHeader(state, chunk, at, visit, limits);
                else
                    at = state.mode === 'trailer' ? takeTrailer(state, chunk, at) : takeContent(state, chunk, at);
            }
            return state.mode !== 'over';
        },
        end: () => {
            const midway = state.mode === 'extended' ||
                state.mode === 'content' ||
                (state.mode === 'header' && state.filled > 0);
            if (midway)
                stop(state, { what: 'a tar archive that ends in the middle of an entry' });
            const { entries, bytes, stopped } = state;
            return { entries, bytes, ...(stopped === undefined ? {} : { stopped }) };
        },
    };
}
/** Reads a whole archive. Errors of the source (a wrong digest, a broken compression) are thrown as they come. */
async function readTar(source, visit, limits = TAR_LIMITS) {
    const parser = createTarParser(visit, limits);
    for await (const chunk of source)
        parser.push(chunk);
    return parser.end();
}
const limitHit = (what, limit) => ({
    what: `a tar archive beyond the limit of ${what}`,
    rule: `at most ${limit}`,
});
function stop(state, problem) {
    state.stopped ??= problem;
    state.mode = 'over';
}
function takeHeader(state, chunk, at, visit, limits) {
    const end = Math.min(chunk.length, at + BLOCK - state.filled);
    state.block.set(chunk.subarray(at, end), state.filled);
    state.filled += end - at;
    if (state.filled < BLOCK)
        return end;
    state.filled = 0;
    if (isZeroBlock(state.block)) {
        state.zeroBlocks += 1;
        if (state.zeroBlocks === 2)
            state.mode = 'trailer';
        return end;
    }
    if (state.zeroBlocks > 0) {
        stop(state, BEHIND_THE_END);
        return end;
    }
    const header = parseTarHeader(state.block);
    if ('what' in header)
        stop(state, header);
    else
        tar_reader_begin(state, header, visit, limits);
    return end;
}
const BEHIND_THE_END = ambiguous('something behind its end');
function takeTrailer(state, chunk, at) {
    if (!isZeroBlock(chunk.subarray(at)))
        stop(state, BEHIND_THE_END);
    return chunk.length;
}
function tar_reader_begin(state, header, visit, limits) {
    state.entries += 1;
    if (state.entries > limits.entries) {
        stop(state, limitHit('entries', limits.entries));
        return;
    }
    if (isExtendedFlag(header.typeFlag)) {
        if (header.size > MAX_EXTENDED)
            stop(state, limitHit('bytes in an extended header', MAX_EXTENDED));
        else
            expectContent(state, header.size, 'extended');
        state.extended = { flag: header.typeFlag, parts: [] };
        if (header.size === 0)
            finishContent(state);
        return;
    }
    const entry = toEntry(state.extensions.records, header, limits);
    state.extensions = NO_EXTENSIONS;
    if ('what' in entry) {
        stop(state, entry);
        return;
    }
    const sink = visit(entry);
    if (entry.type !== 'file' && entry.type !== 'other')
        return;
    state.sink = entry.type === 'file' ? sink : undefined;
    expectContent(state, entry.size, 'content');
    if (entry.size === 0)
        finishContent(state);
}
function expectContent(state, size, mode) {
    state.mode = mode;
    state.remaining = size;
    state.padding = (BLOCK - (size % BLOCK)) % BLOCK;
}
function takeContent(state, chunk, at) {
    if (state.remaining > 0) {
        const end = Math.min(chunk.length, at + state.remaining);
        const part = chunk.subarray(at, end);
        if (state.extended === undefined)
            state.sink?.write(part);
        else
            state.extended.parts.push(Uint8Array.from(part));
        state.remaining -= end - at;
        if (state.remaining === 0 && state.padding === 0)
            finishContent(state);
        return end;
    }
    const end = Math.min(chunk.length, at + state.padding);
    state.padding -= end - at;
    if (state.padding === 0)
        finishContent(state);
    return end;
}
function finishContent(state) {
    state.mode = 'header';
    const { extended, sink } = state;
    state.extended = undefined;
    state.sink = undefined;
    sink?.end();
    if (extended !== undefined)
        applyExtended(state, extended.flag, Buffer.concat(extended.parts));
}
function applyExtended(state, flag, bytes) {
    const extensions = extend(state.extensions, flag, bytes);
    if ('what' in extensions)
        stop(state, extensions);
    else
        state.extensions = extensions;
}
function toEntry(records, header, limits) {
    const { typeFlag, mode } = header;
    const sparse = [...records.keys()].some((key) => key.startsWith('GNU.sparse.'));
    if (typeFlag === 'S' || sparse)
        return { what: 'a sparse file in a tar archive', rule: 'not read' };
    const size = HEADER_ONLY.has(typeFlag) ? 0 : tar_reader_sizeOf(records.get('size'), header.size);
    if (Number.isNaN(size))
        return { what: 'a tar entry without a readable size' };
    const names = {
        raw: records.get('path') ?? header.name,
        target: records.get('linkpath') ?? header.linkName,
    };
    const type = tar_reader_typeOf(typeFlag, names.raw, size);
    if (typeof type !== 'string')
        return type;
    const mtime = Math.floor(Number(records.get('mtime') ?? header.mtime)) || 0;
    const owner = { uid: idOf(records.get('uid'), header.uid), gid: idOf(records.get('gid'), header.gid) };
    return tar_reader_named({ type, size, mode, ...owner, mtime }, names, limits);
}
function tar_reader_named(facts, { raw, target }, limits) {
    if (Math.max(Buffer.byteLength(raw), Buffer.byteLength(target)) > limits.pathBytes) {
        return limitHit('bytes in a path', limits.pathBytes);
    }
    const path = normalisePath(raw);
    if (path === undefined)
        return escaping(raw);
    if (facts.type !== 'link' && facts.type !== 'symlink')
        return { path, ...facts };
    const linkTarget = facts.type === 'link' ? normalisePath(target) : target;
    return linkTarget === undefined ? escaping(target) : { path, ...facts, linkTarget };
}
/** Before POSIX a directory was a file, without content, whose name ends in a slash; a file of POSIX that does is one to Go, not to others. */
function tar_reader_typeOf(typeFlag, raw, size) {
    const type = TYPES[typeFlag] ?? 'other';
    if (type !== 'file' || !raw.endsWith('/'))
        return type;
    return typeFlag === '\0' && size === 0 ? 'directory' : ambiguous('a file whose name ends in a slash');
}
/** An owner that does not fit the header stands in a pax record; one that is no number counts as absent. */
const idOf = (override, id) => override !== undefined && /^\d{1,10}$/.test(override) ? Number(override) : id;
const tar_reader_sizeOf = (override, size) => {
    if (override === undefined)
        return size;
    return /^\d{1,15}$/.test(override) ? Number(override) : Number.NaN;
};
const escaping = (path) => ({
    what: 'a tar archive with a path that leaves its root',
    rule: "no '..' and no NUL in a path",
    seen: JSON.stringify(path.slice(0, 200)),
});

// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
;// CONCATENATED MODULE: ./shared/image/unpack.ts



const unpack_KNOWN = /^application\/vnd\.(?:oci\.image\.layer|docker\.image\.rootfs)\..*tar(?:[.+](gzip|zstd))?$/;
const unpack_CHUNK_BYTES = 256 * 1024;
/** Whether `unpack` knows how a layer of this media type is packed. */
const isUnpackable = (mediaType) => unpack_KNOWN.test(mediaType);
/**
 * What `consume` makes of a layer's archive, unpacked as its media type says (OCI image-spec 1.1, layer.md; Docker schema 2).
 * @param name what errors call the layer.
 * @throws UserError for a media type that names another compression, and for bytes that are not what it names.
 */
async function unpack(blob, mediaType, name, consume) {
    const known = unpack_KNOWN.exec(mediaType);
    if (known === null) {
        blob.destroy();
        throw new text_error/* UserError */.yo({
            what: `${name} is packed in a way that is not known`,
            rule: 'a tar archive, plain or with gzip or zstd',
            seen: mediaType,
        });
    }
    try {
        if (known[1] === undefined)
            return await (0,external_node_stream_promises_.pipeline)(blob, consume);
        return await (0,external_node_stream_promises_.pipeline)(blob, decompressor(known[1]), consume);
    }
    catch (error) {
        const code = String(error?.code);
        if (!/^(Z_|ZSTD_|ERR_ZLIB)/.test(code))
            throw error;
        throw new text_error/* UserError */.yo({ what: `${name} does not unpack`, rule: 'a sound gzip or zstd stream', seen: (0,text_error/* messageOf */.bD)(error) }, { cause: error });
    }
}
const decompressor = (compression) => compression === 'gzip'
    ? (0,external_node_zlib_.createGunzip)({ chunkSize: unpack_CHUNK_BYTES })
    : (0,external_node_zlib_.createZstdDecompress)({ chunkSize: unpack_CHUNK_BYTES });

;// CONCATENATED MODULE: ./shared/sbom/layer.ts






const LAYER_LIMITS = { ...TAR_LIMITS, ratio: 200, ratioFrom: 256 * 1024 * 1024 };
/**
 * Streams one layer: bytes are verified by the store as they are read, and again unpacked against the config's diff id.
 * `stopped` says why a layer was not read to its end. @throws UserError when the bytes are not what digest or diff id say, or do not unpack.
 */
async function readLayer(read) {
    const { store, descriptor, diffId, visit, limits } = read;
    const unread = layer_unreadable(descriptor);
    if (unread !== undefined)
        return { entries: 0, bytes: 0, stopped: unread };
    const parser = createTarParser(visit, limits);
    const hash = (0,external_node_crypto_.createHash)('sha256');
    const stop = {};
    let bytes = 0;
    const consume = async (source) => {
        for await (const chunk of source) {
            bytes += chunk.length;
            hash.update(chunk);
            const problem = exploding(descriptor, bytes, limits);
            if (problem === undefined)
                parser.push(chunk);
            else
                stop.problem = problem;
            // Leaving early ends the download too.
            if (stop.problem !== undefined)
                throw new Stopped();
        }
    };
    try {
        const source = await store.readBlob(descriptor, read.signal === undefined ? {} : { signal: read.signal });
        await unpack(source, descriptor.mediaType, `layer ${descriptor.digest}`, consume);
    }
    catch (error) {
        if (stop.problem !== undefined)
            return { ...parser.end(), stopped: stop.problem };
        throw error;
    }
    const seen = hash.digest('hex');
    if (diffId !== undefined && seen !== (0,oci_digest/* hexOf */.ZD)(diffId))
        throw wrongDiffId(descriptor, diffId, seen);
    return parser.end();
}
class Stopped extends Error {
}
/** Why a layer is not even looked at. */
function layer_unreadable({ mediaType, digest, urls }) {
    if (urls !== undefined && urls.length > 0) {
        return {
            what: `layer ${digest} is kept elsewhere`,
            rule: 'foreign layers are not read',
            seen: urls[0] ?? '',
        };
    }
    if (isUnpackable(mediaType))
        return undefined;
    return { what: `layer ${digest} cannot be read`, rule: 'a tar, plain, gzip or zstd', seen: mediaType };
}
function exploding({ digest, size }, bytes, limits) {
    if (bytes > limits.totalBytes) {
        return {
            what: `layer ${digest} is too large`,
            rule: `at most ${(0,text_size/* formatBytes */.z)(limits.totalBytes)} unpacked`,
        };
    }
    if (bytes <= limits.ratioFrom || bytes <= size * limits.ratio)
        return undefined;
    return {
        what: `layer ${digest} unpacks to more than it can honestly hold`,
        rule: `at most ${limits.ratio} bytes for each packed one`,
        seen: `${(0,text_size/* formatBytes */.z)(bytes)} out of ${(0,text_size/* formatBytes */.z)(size)}`,
    };
}
const wrongDiffId = ({ digest }, diffId, seen) => new text_error/* UserError */.yo({
    what: `layer ${digest} is not the one that the image's config promises`,
    rule: `its unpacked bytes have the digest ${diffId}`,
    seen: `sha256:${seen}`,
    next: 'build the image again; its config and its layers do not belong together',
});

;// CONCATENATED MODULE: ./shared/sbom/layer-files.ts
/**
 * Lets the catalogues read one layer into the tree. Where a hard link bears the name that matters and its content stands under
 * another, the archive is read once more for just those. Returns what stayed unread.
 */
async function catalogueLayer({ tree, catalogues, layer, read, observe, }) {
    const open = (path, size) => {
        for (const catalogue of catalogues) {
            const reader = catalogue.open(path, size);
            if (reader !== undefined)
                return reader;
        }
        return undefined;
    };
    const linked = new Map();
    tree.beginLayer(layer);
    const outcome = await read((entry) => {
        tree.see(entry);
        const path = tree.resolve(entry.path);
        const observer = observe(entry);
        if (entry.type === 'file')
            return both(keeping(tree, layer, path, open(path, entry.size)), observer);
        const target = entry.linkTarget ?? '';
        if (entry.type === 'link' && open(path, 0) !== undefined) {
            linked.set(target, [...(linked.get(target) ?? []), path]);
        }
        return observer;
    });
    if (linked.size > 0 && outcome.stopped === undefined)
        await readLinked(tree, layer, read, linked, open);
    return { outcome, problems: [...linked.keys()].map(unresolved) };
}
/** Gives each link its own reader on the content of its target; takes what was found out of `linked`. */
async function readLinked(tree, layer, read, linked, open) {
    await read((entry) => {
        const paths = entry.type === 'file' ? linked.get(entry.path) : undefined;
        if (paths === undefined)
            return undefined;
        linked.delete(entry.path);
        const sinks = paths.map((path) => keeping(tree, layer, path, open(path, entry.size)));
        return sinks.reduce(both, undefined);
    });
}
function both(one, other) {
    if (one === undefined || other === undefined)
        return one ?? other;
    return {
        write: (chunk) => {
            one.write(chunk);
            other.write(chunk);
        },
        end: () => {
            one.end();
            other.end();
        },
    };
}
function keeping(tree, layer, path, reader) {
    if (reader === undefined)
        return undefined;
    return {
        write: (chunk) => {
            reader.write(chunk);
        },
        end: () => {
            const finding = reader.end();
            if (finding !== undefined)
                tree.keep(path, (before) => tell(finding, layer, before));
        },
    };
}
/** One package in one version, whatever file says so. */
const packageKey = ({ name, version, architecture }) => `${name}@${version}/${architecture ?? ''}`;
function tell(finding, layer, before) {
    if (finding.kind !== 'packages')
        return { finding, since: new Map() };
    const since = finding.packages.map((record) => {
        const key = packageKey(record);
        return [key, before?.value.since.get(key) ?? layer];
    });
    return { finding, since: new Map(since) };
}
const unresolved = (target) => ({
    what: 'a hard link whose content is in no file of its layer',
    seen: JSON.stringify(`/${target.slice(0, 200)}`),
});

;// CONCATENATED MODULE: ./shared/sbom/installed.ts


/** Of which types a package counts as installed by where it stands, and where that is. */
const PLACES = new Map([
    ['npm', isInstalledNpm],
    ['pypi', isInstalledPython],
]);
const ROOTS = new Set(['node_modules', 'site-packages', 'dist-packages']);
/** A root, a scope in it, a package in that. */
const MAX_TAIL = 3;
/**
 * Says how a package counts, once all layers are known: `/app/node_modules` may be a link, from a layer above, to where its packages
 * are; what Node or Python finds through it is installed. `links` are directory links with where they lead.
 */
function throughLinks(links) {
    const names = new Map();
    for (const [link, target] of links) {
        const tail = tailOf(link);
        if (tail !== undefined)
            names.set(target, (names.get(target) ?? new Set()).add(tail));
    }
    return (record, path) => {
        const isInstalled = PLACES.get(record.type);
        if (record.confidence !== 'vendored' || isInstalled === undefined || names.size === 0)
            return record;
        const found = otherNames(path, names).some(isInstalled);
        return found ? { ...record, confidence: 'installed' } : record;
    };
}
/** The end of a link's path that matters, from the last root on, with names made equal: however many links there are, few differ. */
function tailOf(link) {
    const names = link.split('/');
    const tail = names.slice(names.findLastIndex((name) => ROOTS.has(name)));
    const isBelowRoot = ROOTS.has(tail[0] ?? '') && tail.length <= MAX_TAIL;
    return isBelowRoot ? tail.map(shapeOf).join('/') : undefined;
}
function shapeOf(name) {
    if (ROOTS.has(name))
        return name;
    if (name.startsWith('@'))
        return '@scope';
    return `name${/\.(?:dist|egg)-info$/.exec(name)?.[0] ?? ''}`;
}
/** A path as it reads through the links that lead to a directory above it; a package is never further below one than a few names. */
function otherNames(path, names) {
    const parts = path.split('/');
    return Array.from({ length: Math.min(MAX_TAIL, parts.length) }, (_, index) => {
        const at = parts.length - 1 - index;
        const below = parts.slice(at).join('/');
        return Array.from(names.get(parts.slice(0, at).join('/')) ?? [], (tail) => `${tail}/${below}`);
    }).flat();
}

;// CONCATENATED MODULE: ./shared/sbom/inventory.ts







/** Which package type a distribution's own packages have; others are read by nobody. */
const SYSTEM_TYPE = new Map([
    ['debian', 'deb'],
    ['ubuntu', 'deb'],
    ['alpine', 'apk'],
    ['wolfi', 'apk'],
    ['chainguard', 'apk'],
]);
/**
 * Reads every layer of a platform manifest once, as a stream, and lists its packages. Memory does not grow with the size of layers.
 * @throws UserError when bytes differ from their digest or the image's parts do not belong together.
 */
async function catalogueImage(store, image, options = {}) {
    const { content } = image;
    if (!('layers' in content))
        throw new Error('catalogueImage takes a platform manifest, not an index');
    const { diff_ids: diffIds } = (await readImageConfig(store, image)).rootfs;
    const limits = { ...LAYER_LIMITS, ...options.limits };
    const tree = createFileTree();
    const problems = [];
    for (const [index, descriptor] of content.layers.entries()) {
        const { signal } = options;
        const read = async (visit) => readLayer({ store, descriptor, diffId: diffIds[index], visit, limits, signal });
        const { outcome, problems: unread } = await catalogueLayer({
            tree,
            catalogues: CATALOGUES,
            layer: index,
            read,
            observe: (entry) => options.observer?.entry(entry, index),
        });
        const found = outcome.stopped === undefined ? unread : [outcome.stopped, ...unread];
        problems.push(...found.map((problem) => inLayer(problem, index, content.layers.length)));
        options.onLayer?.(descriptor, outcome.bytes);
    }
    options.observer?.owned(ownership(tree));
    return inventory_summarise(tree, content.layers.map(({ digest }) => digest), problems);
}
const inLayer = (problem, index, count) => ({
    ...problem,
    what: `layer ${index + 1} of ${count}: ${problem.what}`,
});
function inventory_summarise(tree, layers, unread) {
    const files = tree.files();
    const os = findOs(files);
    const components = listComponents(files, {
        owners: ownersOf(tree, files),
        os,
        layers,
        standing: throughLinks(tree.links()),
    });
    const problems = [...unread, ...unreadableFiles(files), ...systemProblems(os, components)];
    return {
        os,
        components,
        layers,
        catalogues: CATALOGUES.map(({ name }) => name),
        problems,
        complete: problems.length === 0,
    };
}
/** /etc/os-release wins over the one in /usr/lib, as os-release(5) says. */
function findOs(files) {
    for (const path of ['etc/os-release', 'usr/lib/os-release']) {
        const finding = files.get(path)?.value.finding;
        if (finding?.kind === 'os')
            return finding.os;
    }
    return undefined;
}
function listComponents(files, { owners, os, layers, standing, }) {
    const components = [];
    for (const [path, { value }] of files) {
        if (value.finding.kind !== 'packages')
            continue;
        const ownedBy = owners.get(path);
        for (const record of value.finding.packages) {
            const layer = layers[value.since.get(packageKey(record)) ?? -1];
            const place = {
                path,
                ...(layer === undefined ? {} : { layer }),
                ...(ownedBy === undefined ? {} : { ownedBy }),
            };
            components.push(toComponent(standing(record, path), os, place));
        }
    }
    return components.sort(compareComponents);
}
/** Lists name paths as they were packed, before directories such as /lib became links. */
function ownersOf(tree, files) {
    const owners = new Map();
    for (const { value } of files.values()) {
        for (const { owner, paths } of ownedIn(value.finding)) {
            for (const path of paths)
                owners.set(tree.resolve(path), owner);
        }
    }
    return owners;
}
/** Is a file in the list of any package of the operating system? Lists name it as it was packed, or where links lead now. */
function ownership(tree) {
    const lists = [...tree.files().values()].flatMap(({ value }) => ownedIn(value.finding).map(({ list }) => list));
    return (path) => {
        const names = [path, path.replace(/^usr\/(?=(?:s?bin|lib(?:32|64|x32)?)\/)/, '')].map((name) => `\n${name}\n`);
        return lists.some((list) => names.some((name) => list.includes(name)));
    };
}
function ownedIn(finding) {
    if (finding.kind === 'owned')
        return [finding];
    return finding.kind === 'packages' ? (finding.owned ?? []) : [];
}
const unreadableFiles = (files) => [...files.values()].flatMap(({ value }) => value.finding.kind === 'unreadable' ? [value.finding.problem] : []);
/** A distribution without its package database hides what is installed; that is never the same as nothing installed. */
function systemProblems(os, components) {
    const systems = new Set(components.map(({ type }) => type).filter(isSystemPackage));
    if (os === undefined) {
        if (systems.size === 0)
            return [];
        return [{ what: 'packages of an unknown operating system', rule: '/etc/os-release names it' }];
    }
    const expected = SYSTEM_TYPE.get(os.id) ??
        os.idLike.map((like) => SYSTEM_TYPE.get(like)).find((type) => type !== undefined);
    if (expected === undefined) {
        return [{ what: `no catalogue knows the packages of ${os.name}`, seen: `ID=${os.id}` }];
    }
    if (systems.has(expected))
        return [];
    return [
        {
            what: `${os.name} without a single ${expected} package`,
            rule: 'its package database is where the distribution keeps it',
        },
    ];
}

;// CONCATENATED MODULE: ./actions/scan/target.ts











/** Reads every platform of an image. @throws UserError when it has none, or its bytes are not what they should be. */
async function readImageTarget(store, digest, ports) {
    const { top, platforms } = await readRunnableImage(store, digest);
    const targets = [];
    // One after the other: layers are read as streams, and two at once are not faster.
    for (const each of platforms)
        targets.push(await readPlatform(store, each, ports));
    return { top: top.descriptor, targets };
}
async function readPlatform(store, { platform, manifest }, { log, signal, ignoreSecrets }) {
    const label = formatPlatform(platform);
    const watch = ignoreSecrets && watchSecrets(ignoreSecrets);
    const inventory = await log.group(`Packages of ${label}`, async () => {
        const read = await catalogueImage(store, manifest, {
            signal,
            ...(watch === undefined ? {} : { observer: watch.observer }),
            onLayer: ({ digest }, bytes) => {
                log.info(`layer ${digest}: ${(0,text_size/* formatBytes */.z)(bytes)} unpacked`);
            },
        });
        const system = read.os === undefined ? 'no operating system' : read.os.name;
        log.info(`${(0,text_size/* plural */.L)(read.components.length, 'package')}, ${system}`);
        return read;
    });
    const { config } = await readImageConfig(store, manifest);
    const secrets = watch && [...configSecrets(config), ...watch.findings()];
    return { label, descriptor: manifest.descriptor, platform, inventory, secrets };
}
const MAX_SBOM_BYTES = 256 * 1024 * 1024;
/** Reads an SBOM file. @throws UserError when it is neither a CycloneDX nor an SPDX document. */
async function readSbomTarget(file, workspace) {
    const bytes = await (0,promises_.readFile)(external_node_path_default().resolve(workspace, file)).catch((cause) => {
        throw new text_error/* UserError */.yo({ what: "input 'sbom'", rule: 'a file that can be read', seen: (0,text_error/* messageOf */.bD)(cause) }, { cause });
    });
    if (bytes.length > MAX_SBOM_BYTES) {
        throw new text_error/* UserError */.yo({
            what: "input 'sbom'",
            rule: `at most ${(0,text_size/* formatBytes */.z)(MAX_SBOM_BYTES)}`,
            seen: (0,text_size/* formatBytes */.z)(bytes.length),
        });
    }
    const { inventory, subject } = parseSbom(readJson(bytes, file));
    const platform = subject.platform === undefined ? '' : ` ${formatPlatform(subject.platform)}`;
    return {
        label: `${external_node_path_default().basename(file)}${platform}`,
        descriptor: undefined,
        platform: subject.platform,
        inventory,
        secrets: undefined,
    };
}
function readJson(bytes, file) {
    try {
        return (0,text_json/* parseJson */.qF)(bytes, MAX_SBOM_BYTES);
    }
    catch (cause) {
        throw new text_error/* UserError */.yo({ what: "input 'sbom'", rule: 'CycloneDX or SPDX JSON', seen: `${file}: ${(0,text_error/* messageOf */.bD)(cause)}` }, { cause });
    }
}

;// CONCATENATED MODULE: ./actions/scan/scan.ts





















/** Advisories and key are loaded before the registry is asked anything; evidence is attached whatever the verdict is. */
async function run(inputs, context, given) {
    const { clock, workspace, log } = context;
    const startedAt = clock.now();
    const snapshot = await loadAdvisories(external_node_path_default().resolve(workspace, inputs.advisories));
    log.info(`Advisories: ${(0,text_size/* plural */.L)(snapshot.records, 'record')}, ${snapshot.digest}`);
    const exceptions = given ?? (await loadExceptions(inputs, context));
    const signer = inputs.image === undefined ? undefined : await loadSigner(inputs, signerPorts(context));
    const subject = await scan_readSubject(inputs, context);
    const gate = gateOf(inputs);
    const scanned = scanTargets(subject.targets, snapshot);
    const baseline = await readBaseline(inputs, snapshot, context);
    const verdict = gate_judge(scanned, { snapshot, gate, now: clock.now(), exceptions, baseline });
    const files = await writeFiles(subject, verdict, inputs.sourceFile, context);
    const policyDigest = policyDigestOf(gate, exceptions);
    const evidence = await attachEvidence(signer, subject, verdict, inputs.dryRun, {
        snapshot,
        policyDigest,
        baseline: inputs.baseline?.digest,
        policyUri: `${context.run.serverUrl}/${context.run.workflowRef}`,
        resourceUri: subject.name,
        invocation: invocationOf(context),
        startedAt,
        finishedAt: clock.now(),
    });
    return toOutcome({
        reference: subject.reference,
        gate,
        verdict,
        snapshot,
        policyDigest,
        files,
        evidence,
        signer: signer?.description,
        dryRun: inputs.dryRun,
        baseline: inputs.baseline === undefined ? undefined : (0,oci_reference/* formatReference */.FH)(inputs.baseline),
        attachable: subject.image !== undefined,
        milliseconds: clock.now().getTime() - startedAt.getTime(),
    });
}
const gateOf = (inputs) => ({
    limits: {
        critical: inputs.maxCritical,
        high: inputs.maxHigh,
        medium: inputs.maxMedium,
        low: inputs.maxLow,
    },
    fixableOnly: inputs.fixableOnly,
    secrets: inputs.secrets,
    grace: { critical: inputs.graceCritical, others: inputs.graceHigh },
    incomplete: inputs.incomplete,
    maxSnapshotAge: inputs.maxSnapshotAge,
});
/** Infinity has no JSON. */
const policyDigestOf = ({ limits, ...others }, exceptions) => (0,canonical/* digestOfJson */.Q)({
    ...others,
    ...(exceptions.length === 0 ? {} : { exceptions }),
    limits: Object.fromEntries(Object.entries(limits).map(([severity, limit]) => [
        severity,
        Number.isFinite(limit) ? limit : 'unlimited',
    ])),
});
const scanTargets = (targets, snapshot) => targets.map(({ label, descriptor, inventory, secrets }) => ({
    label,
    secrets,
    digest: descriptor?.digest,
    inventory,
    matched: matchInventory(inventory, snapshot),
}));
/** What the baseline's findings are today: a verdict of another day would make everything that was published since look new. */
async function readBaseline(inputs, snapshot, context) {
    const { baseline } = inputs;
    if (baseline === undefined)
        return undefined;
    const store = openStore(baseline, storePorts(inputs, context, baseline));
    const { targets } = await readImageTarget(store, baseline.digest, context);
    return new Map(scanTargets(targets, snapshot).map(({ label, matched }) => [
        label,
        new Set(matched.findings.filter(({ vendored }) => !vendored).map(inheritedKey)),
    ]));
}
async function scan_readSubject(inputs, context) {
    const { image, sbom = '' } = inputs;
    if (image === undefined) {
        const target = await readSbomTarget(sbom, context.workspace);
        return { name: target.label, reference: sbom, targets: [target] };
    }
    const store = openStore(image, storePorts(inputs, context, image));
    const ignoreSecrets = inputs.secrets === 'off' ? undefined : (inputs.ignoreSecrets ?? []);
    const { log, signal } = context;
    const { top, targets } = await readImageTarget(store, image.digest, { log, signal, ignoreSecrets });
    return { name: (0,oci_reference/* repositoryName */.aR)(image), reference: (0,oci_reference/* formatReference */.FH)(image), image: { store, top }, targets };
}
function invocationOf({ run }) {
    return {
        uri: `${run.serverUrl}/${run.repository}/actions/runs/${run.runId}/attempts/${run.runAttempt}`,
        builder: `${run.serverUrl}/${run.workflowRef}`,
        run: run.runId,
    };
}
/** SBOMs and SARIF, in a directory that the runner empties. */
async function writeFiles({ name, targets }, verdict, sourceFile, { temp, clock }) {
    const directory = external_node_path_default().join(temp, 'fixity', 'scan');
    await (0,promises_.mkdir)(directory, { recursive: true });
    const [sboms, spdx] = [[], []];
    for (const { label, descriptor, platform, inventory } of targets) {
        if (descriptor === undefined)
            continue;
        const { digest } = descriptor;
        const about = {
            subject: { name, digest, ...(platform === undefined ? {} : { platform }) },
            timestamp: clock.now(),
        };
        const base = external_node_path_default().join(directory, `sbom-${label.replace(/[^a-z0-9]+/gi, '-')}-${(0,oci_digest/* hexOf */.ZD)(digest).slice(0, 12)}`);
        await (0,promises_.writeFile)(`${base}.cdx.json`, cycloneDxText(toCycloneDx(inventory, about)));
        await (0,promises_.writeFile)(`${base}.spdx.json`, `${JSON.stringify(toSpdx(inventory, about), null, 2)}\n`);
        sboms.push(`${base}.cdx.json`);
        spdx.push(`${base}.spdx.json`);
    }
    const sarif = external_node_path_default().join(directory, 'scan.sarif');
    await (0,promises_.writeFile)(sarif, `${JSON.stringify(toSarif(verdict.platforms, { image: name, sourceFile }), null, 2)}\n`);
    return { sarif, sboms, spdx };
}
async function attachEvidence(signer, { image, targets }, verdict, dryRun, context) {
    if (signer === undefined || image === undefined)
        return [];
    const platforms = targets.flatMap(({ descriptor }, index) => {
        const platform = verdict.platforms[index];
        return descriptor === undefined || platform === undefined ? [] : [{ descriptor, verdict: platform }];
    });
    return attachScan(image.store, signer, image.top, platforms, context, { passed: verdict.passed, dryRun });
}


/***/ }),

/***/ 79124:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ digestOfJson)
/* harmony export */ });
/* unused harmony export canonicalJson */
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
/* harmony export */   DD: () => (/* binding */ asList),
/* harmony export */   e1: () => (/* binding */ asText),
/* harmony export */   qY: () => (/* binding */ asRecord),
/* harmony export */   u4: () => (/* binding */ isRecord)
/* harmony export */ });
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
