export const id = 143;
export const ids = [143];
export const modules = {

/***/ 9143:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ build_run)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: ./shared/text/error.ts
var text_error = __webpack_require__(6542);
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

// EXTERNAL MODULE: ./shared/oci/digest.ts
var oci_digest = __webpack_require__(162);
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

;// CONCATENATED MODULE: ./shared/oci/parallel.ts
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

// EXTERNAL MODULE: ./shared/oci/platform.ts
var oci_platform = __webpack_require__(1413);
;// CONCATENATED MODULE: ./shared/image/file-tree.ts
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/** As Linux counts for ELOOP. */
const MAX_LINKS = 40;
/** Of all files there is nothing else to know. */
const FILE = { type: 'file' };
const emptyTree = () => ({ type: 'directory', children: new Map() });
/** Applies a layer's members to `tree`, whiteouts first (OCI image-spec 1.1, layer.md "Whiteouts": they hide only what lower layers have). */
function applyLayer(tree, members) {
    for (const { path } of members) {
        const { parent, name } = split(path);
        const directory = name.startsWith(WHITEOUT) ? nodeAt(tree, parent) : undefined;
        if (directory?.type !== 'directory')
            continue;
        if (name === OPAQUE)
            directory.children.clear();
        else
            directory.children.delete(name.slice(WHITEOUT.length));
    }
    let last;
    for (const member of members)
        last = place(tree, member, last);
}
/** The place of the next member, unless something stands where a directory was. */
function place(tree, member, last) {
    const { parent, name } = split(member.path);
    if (name === '' || name.startsWith(WHITEOUT))
        return last;
    const directory = last?.path === parent ? last.directory : makeDirectory(tree, parent);
    const isDirectory = directory.children.get(name)?.type === 'directory';
    if (isDirectory && member.type === 'directory')
        return { path: parent, directory };
    directory.children.set(name, nodeOf(member));
    return isDirectory ? undefined : { path: parent, directory };
}
function nodeOf({ type, target = '' }) {
    switch (type) {
        case 'directory':
            return emptyTree();
        case 'symlink':
            return { type, target };
        case 'file':
            return FILE;
    }
}
function makeDirectory(tree, path) {
    let current = tree;
    for (const part of parts(path)) {
        const next = current.children.get(part);
        if (next?.type === 'directory') {
            current = next;
        }
        else {
            const made = emptyTree();
            current.children.set(part, made);
            current = made;
        }
    }
    return current;
}
/** What stands at exactly this path; links are not followed. */
function nodeAt(tree, path) {
    let current = tree;
    for (const part of parts(path)) {
        current = current?.type === 'directory' ? current.children.get(part) : undefined;
    }
    return current;
}
/**
 * Follows every symbolic link on the way, as the kernel would inside the image: `bin/sh` is `usr/bin/sh` where `bin` links to `usr/bin`.
 * Names that do not exist stay as they are. `..` never leaves the root. Undefined when links go in circles.
 */
function followLinks(tree, path) {
    const waiting = parts(path).reverse();
    let done = [];
    let links = 0;
    for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
        if (part === '..') {
            done.pop();
            continue;
        }
        const above = done.length === 0 ? tree : done.at(-1)?.node;
        const node = above?.type === 'directory' ? above.children.get(part) : undefined;
        if (node?.type !== 'symlink') {
            done.push({ name: part, node });
            continue;
        }
        links += 1;
        if (links > MAX_LINKS)
            return undefined;
        if (node.target.startsWith('/'))
            done = [];
        waiting.push(...parts(node.target).reverse());
    }
    return done.map(({ name }) => name).join('/');
}
/** As `nodeAt`, for many paths whose neighbours share directories; the tree must not change meanwhile. */
function treeReader(tree) {
    let known = { path: '', node: tree };
    return (path) => {
        const { parent, name } = split(path);
        if (parent !== known.path)
            known = { path: parent, node: nodeAt(tree, parent) };
        return known.node?.type === 'directory' ? known.node.children.get(name) : undefined;
    };
}
const parts = (path) => path.split('/').filter((part) => part !== '' && part !== '.');
/** `usr/bin/sh` is `usr/bin` and `sh`. */
function split(path) {
    const at = path.lastIndexOf('/');
    return { parent: at < 0 ? '' : path.slice(0, at), name: path.slice(at + 1) };
}

// EXTERNAL MODULE: external "node:buffer"
var external_node_buffer_ = __webpack_require__(4573);
;// CONCATENATED MODULE: ./shared/image/tar-header.ts

const BLOCK = 512;
const field = (block, start, length) => tarText(block.subarray(start, start + length));
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
    const name = field(block, 0, 100);
    const prefix = prefixOf(block);
    if (typeof prefix !== 'string')
        return prefix;
    return {
        name: prefix === '' ? name : `${prefix}/${name}`,
        linkName: field(block, 157, 100),
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
        return field(block, 345, text(508, 4) === 'tar\0' ? 131 : 155);
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
        begin(state, header, visit, limits);
    return end;
}
const BEHIND_THE_END = ambiguous('something behind its end');
function takeTrailer(state, chunk, at) {
    if (!isZeroBlock(chunk.subarray(at)))
        stop(state, BEHIND_THE_END);
    return chunk.length;
}
function begin(state, header, visit, limits) {
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
    const size = HEADER_ONLY.has(typeFlag) ? 0 : sizeOf(records.get('size'), header.size);
    if (Number.isNaN(size))
        return { what: 'a tar entry without a readable size' };
    const names = {
        raw: records.get('path') ?? header.name,
        target: records.get('linkpath') ?? header.linkName,
    };
    const type = typeOf(typeFlag, names.raw, size);
    if (typeof type !== 'string')
        return type;
    const mtime = Math.floor(Number(records.get('mtime') ?? header.mtime)) || 0;
    const owner = { uid: idOf(records.get('uid'), header.uid), gid: idOf(records.get('gid'), header.gid) };
    return named({ type, size, mode, ...owner, mtime }, names, limits);
}
function named(facts, { raw, target }, limits) {
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
function typeOf(typeFlag, raw, size) {
    const type = TYPES[typeFlag] ?? 'other';
    if (type !== 'file' || !raw.endsWith('/'))
        return type;
    return typeFlag === '\0' && size === 0 ? 'directory' : ambiguous('a file whose name ends in a slash');
}
/** An owner that does not fit the header stands in a pax record; one that is no number counts as absent. */
const idOf = (override, id) => override !== undefined && /^\d{1,10}$/.test(override) ? Number(override) : id;
const sizeOf = (override, size) => {
    if (override === undefined)
        return size;
    return /^\d{1,15}$/.test(override) ? Number(override) : Number.NaN;
};
const escaping = (path) => ({
    what: 'a tar archive with a path that leaves its root',
    rule: "no '..' and no NUL in a path",
    seen: JSON.stringify(path.slice(0, 200)),
});

// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(6466);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
var external_node_zlib_default = /*#__PURE__*/__webpack_require__.n(external_node_zlib_);
;// CONCATENATED MODULE: ./shared/image/unpack.ts



const KNOWN = /^application\/vnd\.(?:oci\.image\.layer|docker\.image\.rootfs)\..*tar(?:[.+](gzip|zstd))?$/;
const CHUNK_BYTES = 256 * 1024;
/** Whether `unpack` knows how a layer of this media type is packed. */
const isUnpackable = (mediaType) => KNOWN.test(mediaType);
/**
 * What `consume` makes of a layer's archive, unpacked as its media type says (OCI image-spec 1.1, layer.md; Docker schema 2).
 * @param name what errors call the layer.
 * @throws UserError for a media type that names another compression, and for bytes that are not what it names.
 */
async function unpack(blob, mediaType, name, consume) {
    const known = KNOWN.exec(mediaType);
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
    ? (0,external_node_zlib_.createGunzip)({ chunkSize: CHUNK_BYTES })
    : (0,external_node_zlib_.createZstdDecompress)({ chunkSize: CHUNK_BYTES });

;// CONCATENATED MODULE: ./shared/image/base-tree.ts








/**
 * What the base's layers hold, path by path. Each layer is streamed once, its bytes verified by the store; what was found is kept under the
 * layer's digest in `cache`, so that platforms with common layers and later steps do not read it again.
 * @throws UserError when a layer cannot be read to its end: placing files in a half-known base could destroy it.
 */
async function baseTree(store, layers, cache) {
    const tree = emptyTree();
    for (const layer of layers)
        applyLayer(tree, await layerMembers(store, layer, cache));
    return tree;
}
async function layerMembers(store, layer, cache) {
    const file = external_node_path_default().join(cache, `${(0,oci_digest/* hexOf */.ZD)(layer.digest)}.members.json`);
    const known = cached(file);
    if (known !== undefined)
        return known;
    const members = [];
    const stopped = await readMembers(store, layer, members);
    if (stopped !== undefined)
        throw new text_error/* UserError */.yo({ ...stopped, what: `layer ${layer.digest} of the base: ${stopped.what}` });
    keep(file, members);
    return members;
}
/** Where there is no room the layer is only read once more. */
function keep(file, members) {
    const partial = `${file}.${process.pid}`;
    try {
        (0,external_node_fs_.mkdirSync)(external_node_path_default().dirname(file), { recursive: true });
        (0,external_node_fs_.writeFileSync)(partial, JSON.stringify(members));
        (0,external_node_fs_.renameSync)(partial, file);
    }
    catch {
        (0,external_node_fs_.rmSync)(partial, { force: true });
    }
}
function cached(file) {
    try {
        return (0,json/* parseJson */.qF)((0,external_node_fs_.readFileSync)(file));
    }
    catch {
        return undefined;
    }
}
async function readMembers(store, layer, members) {
    const name = `layer ${layer.digest} of the base`;
    return unpack(await store.readBlob(layer), layer.mediaType, name, async (archive) => {
        const { stopped } = await readTar(archive, (entry) => {
            members.push(memberOf(entry));
            return undefined;
        });
        return stopped;
    });
}
function memberOf(entry) {
    switch (entry.type) {
        case 'directory':
            return { path: entry.path, type: 'directory' };
        case 'symlink':
            return { path: entry.path, type: 'symlink', target: entry.linkTarget ?? '' };
        case 'file':
        case 'link':
        case 'other':
            return { path: entry.path, type: 'file' };
    }
}

;// CONCATENATED MODULE: ./shared/image/defined.ts
const defined = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

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

;// CONCATENATED MODULE: ./shared/image/config-shape.ts

const optional = (check) => (value) => value === undefined || value === null || check(value);
const config_shape_text = optional((value) => typeof value === 'string');
const flag = optional((value) => typeof value === 'boolean');
const record = optional(json_value_isRecord);
const texts = optional((value) => Array.isArray(value) && value.every((each) => typeof each === 'string'));
const textRecord = optional((value) => json_value_isRecord(value) && Object.values(value).every((each) => typeof each === 'string'));
const list = optional(Array.isArray);
const IMAGE = {
    created: config_shape_text,
    variant: config_shape_text,
    config: record,
    history: list,
};
const CONTAINER = {
    User: config_shape_text,
    WorkingDir: config_shape_text,
    StopSignal: config_shape_text,
    Env: texts,
    Entrypoint: texts,
    Cmd: texts,
    Labels: textRecord,
    ExposedPorts: record,
    Volumes: record,
    Healthcheck: record,
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
        ...wrong('', config, IMAGE),
        ...wrong('config.', container, CONTAINER),
        ...entries.flatMap((entry, index) => json_value_isRecord(entry) ? wrong(`history[${index}].`, entry, HISTORY) : [`history[${index}]`]),
    ];
}
function wrong(prefix, value, checks) {
    if (!json_value_isRecord(value))
        return [];
    return Object.entries(checks).flatMap(([name, check]) => (check(value[name]) ? [] : [`${prefix}${name}`]));
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
    const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length };
    await store.writeBlob(descriptor, () => Readable.from([Buffer.from(bytes)], { objectMode: false }));
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
        throw malformed(from, { rule: `at most ${MAX_MANIFEST_BYTES} bytes`, seen: `${bytes.length} bytes` });
    }
    let content;
    try {
        content = (0,json/* parseJson */.qF)(bytes);
    }
    catch (cause) {
        throw malformed(from, { rule: 'a manifest is JSON', seen: (0,text_error/* messageOf */.bD)(cause).slice(0, 100) }, cause);
    }
    if (!json_value_isRecord(content))
        throw malformed(from, { rule: 'a manifest is a JSON object' });
    return { content, type: manifest_typeOf(content, mediaType, from) };
}
function manifest_typeOf(content, sent, from) {
    const header = sent?.split(';')[0]?.trim().toLowerCase() ?? '';
    checkSchema(content, header, from);
    const said = textOf(content['mediaType']);
    const named = isKnown(header) ? header : undefined;
    if (named !== undefined && said !== undefined && named !== said) {
        throw malformed(from, {
            rule: `its sender calls it ${named}`,
            seen: `mediaType ${JSON.stringify(said)}`,
        });
    }
    const type = named ?? said ?? guess(content) ?? header;
    if (isKnown(type))
        return type;
    throw malformed(from, { rule: 'an OCI or Docker manifest or index', seen: JSON.stringify(type) });
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
        throw malformed(from, {
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
        throw malformed(from, { rule: `${list} without ${other}` });
    const items = content[list] === null ? [] : content[list];
    if (!Array.isArray(items))
        throw malformed(from, { rule: `a list of ${list}` });
    return items;
}
/**
 * @throws UserError unless `value` has a media type, a SHA-256 digest and a size, and what else it has is of the right type: it is
 * shown and compared.
 */
function checkDescriptor(value, where) {
    if (isDescriptor(value))
        return;
    throw malformed(where, {
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
function malformed(where, why, cause) {
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
    const images = content.manifests.filter((child) => isImage(child) && !(0,oci_platform/* isAttestation */.H3)(child));
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

// EXTERNAL MODULE: ./shared/text/size.ts
var text_size = __webpack_require__(9831);
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
        value = (0,json/* parseJson */.qF)(bytes);
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
    return sorted({
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
function sorted(value) {
    if (Array.isArray(value))
        return value.map(sorted);
    if (typeof value !== 'object' || value === null)
        return value;
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]));
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./shared/image/blocks.ts
/** Uncompressed bytes a block holds; changing it changes digests. */
const BLOCK_BYTES = 1024 * 1024;
/** More than Node's pool has threads, so that none waits for this thread to read the next block. */
const BLOCKS_AT_ONCE = 6;
function blockPool() {
    const free = [];
    return {
        take: () => free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES),
        give: (block) => {
            if (block.length === BLOCK_BYTES)
                free.push(block);
            else
                release(block);
        },
    };
}
/** Frees the memory of a buffer that nobody reads any more. Small ones share theirs with others, and Node 20 cannot free any. */
function release({ buffer, byteOffset }) {
    const isAlone = byteOffset === 0 && buffer.byteLength > Buffer.poolSize;
    if (isAlone && buffer instanceof ArrayBuffer && 'transfer' in buffer)
        buffer.transfer(0);
}
/** The same bytes in blocks of 1 MiB, the last one shorter. */
async function* blocks(chunks) {
    let block = Buffer.allocUnsafe(BLOCK_BYTES);
    let filled = 0;
    for await (const chunk of chunks) {
        if (filled === 0 && chunk.length === BLOCK_BYTES) {
            yield chunk;
            continue;
        }
        for (let at = 0; at < chunk.length;) {
            const copied = chunk.copy(block, filled, at);
            at += copied;
            filled += copied;
            if (filled < BLOCK_BYTES)
                continue;
            yield block;
            block = Buffer.allocUnsafe(BLOCK_BYTES);
            filled = 0;
        }
    }
    if (filled > 0)
        yield block.subarray(0, filled);
}
/** What `work` makes of each item, in the items' order; at most `parallelism` run at a time. */
async function* inOrder(items, work, parallelism) {
    const pending = [];
    for await (const item of items) {
        const made = work(item);
        // Awaited later, in order; a failure before that must not count as unhandled.
        made.catch(() => undefined);
        pending.push(made);
        const [first] = pending.length >= parallelism ? pending.splice(0, 1) : [];
        if (first !== undefined)
            yield await first;
    }
    for (const made of pending)
        yield await made;
}

;// CONCATENATED MODULE: ./shared/image/whole-block.ts

/** How much a compressor gives at a time: nearly every block of a layer becomes less. */
const OUTPUT_BYTES = BLOCK_BYTES / 2;
/**
 * What `compressor` makes of one block. The one-shot functions of node:zlib copy what they give and leave the first copy to the collector, which is in no
 * hurry: half a MiB for each block, up to 64 MiB.
 */
function compressWhole(compressor, block) {
    return new Promise((resolve, reject) => {
        const parts = [];
        compressor.on('data', (part) => parts.push(part));
        compressor.on('error', reject);
        compressor.on('end', () => {
            resolve(joined(parts));
        });
        compressor.end(block);
    });
}
function joined(parts) {
    const [first, ...more] = parts;
    if (first !== undefined && more.length === 0)
        return first;
    const whole = Buffer.concat(parts);
    for (const part of parts)
        release(part);
    return whole;
}

;// CONCATENATED MODULE: ./shared/image/gzip.ts



const DICTIONARY_BYTES = 32 * 1024;
const LEVEL = 6;
/** Nine takes 64 KiB more for each block, and a twentieth less time. */
const MEMORY_LEVEL = 9;
/** Deflate, no name, time 0, no hint of level, unknown system (RFC 1952, 2.3): the header that Node writes tells the system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** An empty final block with fixed codes (RFC 1951, 3.2.3): each of ours ends in a sync flush, so none is final. */
const FINAL_BLOCK = Buffer.from([3, 0]);
/**
 * Compresses to one gzip member (RFC 1952). Blocks of 1 MiB are deflated side by side, each primed with the 32 KiB before it; the bytes do
 * not depend on `parallelism`, nor on how the input is cut. Holds about `parallelism` blocks in memory.
 */
async function* gzip(chunks, parallelism = BLOCKS_AT_ONCE, pool) {
    let crc = 0;
    let length = 0;
    let before;
    const deflated = async (block) => {
        crc = (0,external_node_zlib_.crc32)(block, crc);
        length += block.length;
        const compressed = gzipBlock(block, before);
        before = Buffer.from(block.subarray(Math.max(0, block.length - DICTIONARY_BYTES)));
        const result = await compressed;
        pool?.give(block);
        return result;
    };
    yield HEADER;
    yield* inOrder(blocks(chunks), deflated, parallelism);
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(crc, 0);
    trailer.writeUInt32LE(length % 2 ** 32, 4);
    yield Buffer.concat([FINAL_BLOCK, trailer]);
}
/** One raw deflate block run that ends in a sync flush. */
const gzipBlock = (block, dictionary) => compressWhole((0,external_node_zlib_.createDeflateRaw)({
    level: LEVEL,
    memLevel: MEMORY_LEVEL,
    windowBits: 15,
    chunkSize: OUTPUT_BYTES,
    finishFlush: external_node_zlib_.constants.Z_SYNC_FLUSH,
    ...(dictionary === undefined ? {} : { dictionary }),
}), block);

;// CONCATENATED MODULE: ./shared/image/zstd.ts



const zstd_LEVEL = 3;
/**
 * Compresses to one zstd frame for each block of 1 MiB (RFC 8878, 3: frames may follow each other), side by side. The bytes do not depend on
 * `parallelism`, nor on how the input is cut.
 */
async function* zstd(chunks, parallelism = BLOCKS_AT_ONCE, pool) {
    const packed = async (block) => {
        const result = await zstdBlock(block);
        pool?.give(block);
        return result;
    };
    yield* inOrder(blocks(chunks), packed, parallelism);
}
/** One frame with the size of its content and a checksum. */
function zstdBlock(block) {
    const { constants, createZstdCompress } = (external_node_zlib_default());
    const params = { [constants.ZSTD_c_compressionLevel]: zstd_LEVEL, [constants.ZSTD_c_checksumFlag]: 1 };
    const options = { params, pledgedSrcSize: block.length, chunkSize: OUTPUT_BYTES };
    return compressWhole(createZstdCompress(options), block);
}

;// CONCATENATED MODULE: ./shared/image/compression.ts





/**
 * The contract of the bytes: tar form, block size, level and dictionary together. Any change of what is written for the same
 * input is a new version, never a silent change of version 1.
 */
const ASSEMBLER_VERSION = 1;
const COMPRESSIONS = {
    gzip: { mediaType: MEDIA_TYPE.layerGzip, suffix: 'tar.gz', pack: gzip },
    zstd: { mediaType: MEDIA_TYPE.layerZstd, suffix: 'tar.zst', pack: zstd },
    none: { mediaType: MEDIA_TYPE.layer, suffix: 'tar', pack: (chunks) => chunks },
};
/** SHA-256 of what version 1 makes of `knownText()`; of gzip equal on Node 20 to 26, x64 and arm64. */
const KNOWN_ANSWERS = {
    gzip: '7a6e7258e339610d771580a09dd9a5d6960fc1f48cffbf126b9136ef4122f39b',
    zstd: 'e7cc760a8cafc8637723edc3689597770dba1ef60d589591a1ce3717680c4dda',
    none: undefined,
};
/** 64 KiB that exercise matches, literals and incompressible bytes alike. */
function knownText() {
    const text = Buffer.alloc(64 * 1024);
    let state = 1;
    for (let at = 0; at < text.length; at += 1) {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        const isText = (at >> 12) % 2 === 0;
        text[at] = isText ? 97 + ((state >>> 16) % 4) : state >>> 24;
    }
    return text;
}
const answer = {
    gzip: async (text) => [
        await gzipBlock(text, undefined),
        await gzipBlock(text, text.subarray(-DICTIONARY_BYTES)),
    ],
    zstd: async (text) => [await zstdBlock(text)],
    none: () => Promise.resolve([]),
};
/**
 * Compresses a known text and compares: a Node that is linked to another library writes other, equally valid bytes, and would silently give
 * the same content another digest.
 * @throws UserError naming the runtime.
 */
async function checkCompressor(compression, runtime = process.versions, expected = KNOWN_ANSWERS[compression]) {
    if (expected === undefined)
        return;
    const library = compression === 'zstd' ? 'zstd' : 'zlib';
    const hash = (0,external_node_crypto_.createHash)('sha256');
    try {
        for (const part of await answer[compression](knownText()))
            hash.update(part);
        if (hash.digest('hex') === expected)
            return;
    }
    catch (error) {
        if (!(error instanceof TypeError))
            throw error;
    }
    throw new text_error/* UserError */.yo({
        what: `this Node's ${library} does not compress as the assembler's contract says`,
        rule: `assembler-version ${ASSEMBLER_VERSION} promises equal bytes for equal content`,
        seen: `Node ${runtime.node} with ${library} ${runtime[library] ?? 'missing'}`,
        next: "use an official build of Node (GitHub's runners have one); builds linked to a system's library differ",
    });
}

;// CONCATENATED MODULE: ./shared/image/full-disk.ts

/** What to say when a layer could not be written below `directory` for want of room; undefined for any other failure. */
function fullDisk(error, directory) {
    const { code } = (error ?? {});
    if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(code)))
        return undefined;
    return new text_error/* UserError */.yo({
        what: 'there is no room for a layer on the disk',
        rule: `layers are written below ${directory} before anything is stored`,
        seen: (0,text_error/* messageOf */.bD)(error),
        next: 'free space on the runner, or use a larger one; a rerun starts afresh',
    }, { cause: error });
}

;// CONCATENATED MODULE: ./shared/image/tar-writer.ts
/** Headers are one of these, and contents are filled up to them. */
const TAR_BLOCK = 512;
const NAME_BYTES = 100;
const MAX_OCTAL_SIZE = 0o77777777777;
const MAX_OCTAL_ID = 0o7777777;
/** Where ustar's magic and version end; what follows is zero. */
const LAST_USED = 265;
const [SPACE, ZERO] = [0x20, 0x30];
const NOTHING = Buffer.alloc(0);
const TYPE_FLAG = { file: '0', directory: '5', symlink: '2' };
/** Two blocks of zeros end an archive (POSIX.1-2017, pax, "ustar Interchange Format"). */
const TAR_END = Buffer.alloc(2 * TAR_BLOCK);
/** The zeros that fill a member's content up to a block. */
const tarPadding = (size) => TAR_END.subarray(0, (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK);
/**
 * The pax extended header that precedes a member's own; empty unless a value does not fit ustar, or is not ASCII. No user or group name, access
 * time or other trace of the machine is written in either, so equal entries give equal bytes.
 */
function tarExtension(entry) {
    const [name, link] = [nameOf(entry), entry.target ?? ''];
    const records = [];
    if (entry.gid > MAX_OCTAL_ID)
        records.push(['gid', String(entry.gid)]);
    if (!fits(link))
        records.push(['linkpath', link]);
    if (!fits(name))
        records.push(['path', name]);
    if (entry.size > MAX_OCTAL_SIZE)
        records.push(['size', String(entry.size)]);
    if (entry.uid > MAX_OCTAL_ID)
        records.push(['uid', String(entry.uid)]);
    return records.length === 0 ? NOTHING : extended(records);
}
/** Writes the ustar header of a member, 512 bytes, into `block` at `at`. */
function writeTarHeader(entry, block, at) {
    ustar({
        name: nameOf(entry),
        link: entry.target ?? '',
        flag: TYPE_FLAG[entry.type],
        mode: entry.mode,
        uid: entry.uid > MAX_OCTAL_ID ? 0 : entry.uid,
        gid: entry.gid > MAX_OCTAL_ID ? 0 : entry.gid,
        size: entry.size > MAX_OCTAL_SIZE ? 0 : entry.size,
        modified: entry.modified,
    }, block, at);
}
const nameOf = ({ type, path }) => (type === 'directory' ? `${path}/` : path);
const fits = (text) => text.length <= NAME_BYTES && /^[\x20-\x7e]*$/.test(text);
function extended(records) {
    const body = Buffer.concat(records.map(([key, value]) => paxRecord(key, value)));
    const header = Buffer.alloc(TAR_BLOCK);
    const fields = { name: 'PaxHeaders/x', link: '', flag: 'x', mode: 0o644, uid: 0, gid: 0, modified: 0 };
    ustar({ ...fields, size: body.length }, header, 0);
    return Buffer.concat([header, body, tarPadding(body.length)]);
}
/** `LENGTH KEY=VALUE\n`, where LENGTH counts itself. */
function paxRecord(key, value) {
    const rest = Buffer.from(` ${key}=${value}\n`);
    let length = rest.length;
    while (String(length).length + rest.length !== length)
        length = String(length).length + rest.length;
    return Buffer.concat([Buffer.from(String(length)), rest]);
}
function ustar(fields, block, at) {
    block.fill(0, at, at + TAR_BLOCK);
    tar_writer_text(block, fields.name, at);
    octal(block, fields.mode, at + 100, 8);
    octal(block, fields.uid, at + 108, 8);
    octal(block, fields.gid, at + 116, 8);
    octal(block, fields.size, at + 124, 12);
    octal(block, fields.modified, at + 136, 12);
    block.fill(SPACE, at + 148, at + 156);
    block.write(fields.flag, at + 156, 'latin1');
    tar_writer_text(block, fields.link, at + 157);
    block.write('ustar\u000000', at + 257, 'latin1');
    let sum = 0;
    for (let each = at; each < at + LAST_USED; each += 1)
        sum += block[each] ?? 0;
    octal(block, sum, at + 148, 7);
}
/** The first characters of a text that fit in a name field; `write` never splits a UTF-8 sequence. */
function tar_writer_text(block, value, at) {
    if (value !== '')
        block.write(value, at, NAME_BYTES, 'utf8');
}
/** Digits with zeros before them, and a NUL. */
function octal(block, value, offset, length) {
    let left = value;
    for (let at = offset + length - 2; at >= offset; at -= 1) {
        block[at] = ZERO + (left % 8);
        left = Math.floor(left / 8);
    }
    block[offset + length - 1] = 0;
}

;// CONCATENATED MODULE: ./shared/image/layer-archive.ts




/** The archive's bytes in blocks of 1 MiB, the last one shorter; the blocks are taken from `pool`, and whoever has read one gives it back. */
function* tarArchive(entries, inspect, pool = blockPool()) {
    const state = { pool, block: pool.take(), filled: 0 };
    for (const entry of entries) {
        const extension = tarExtension(entry);
        if (extension.length > 0)
            yield* put(state, extension);
        // Everything is of whole tar blocks, and so is what is left of this one.
        writeTarHeader(entry, state.block, state.filled);
        state.filled += TAR_BLOCK;
        if (state.filled === BLOCK_BYTES)
            yield next(state);
        if (entry.source === undefined)
            continue;
        yield* readWhole(state, entry, entry.source, inspect);
        yield* put(state, tarPadding(entry.size));
    }
    yield* put(state, TAR_END);
    if (state.filled > 0)
        yield state.block.subarray(0, state.filled);
}
function* put(state, bytes) {
    for (let at = 0; at < bytes.length;) {
        const copied = bytes.copy(state.block, state.filled, at);
        at += copied;
        state.filled += copied;
        if (state.filled === BLOCK_BYTES)
            yield next(state);
    }
}
function next(state) {
    const { block } = state;
    state.block = state.pool.take();
    state.filled = 0;
    return block;
}
/** Exactly `size` bytes of a file, and proof that there are no more and that it did not change meanwhile. */
function* readWhole(state, entry, file, inspect) {
    const { size } = entry;
    const descriptor = layer_archive_open(file);
    try {
        const before = (0,external_node_fs_.fstatSync)(descriptor);
        if (before.size !== size)
            throw changed(file, size, before.size);
        for (let left = size; left > 0;) {
            const { block, filled } = state;
            const length = (0,external_node_fs_.readSync)(descriptor, block, filled, Math.min(left, BLOCK_BYTES - filled), null);
            if (length === 0)
                throw changed(file, size, size - left);
            left -= length;
            inspect?.(entry, block.subarray(filled, filled + length));
            state.filled += length;
            if (state.filled === BLOCK_BYTES)
                yield next(state);
        }
        const after = (0,external_node_fs_.fstatSync)(descriptor);
        if (after.size !== size)
            throw changed(file, size, after.size);
        if (after.mtimeMs !== before.mtimeMs)
            throw changed(file, size, size);
    }
    finally {
        (0,external_node_fs_.closeSync)(descriptor);
    }
}
function layer_archive_open(file) {
    try {
        // A pipe that has taken the place of a file is not waited for.
        return (0,external_node_fs_.openSync)(file, external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_NOFOLLOW | external_node_fs_.constants.O_NONBLOCK);
    }
    catch (error) {
        throw new text_error/* UserError */.yo({
            what: `'${file}' cannot be read`,
            seen: (0,text_error/* messageOf */.bD)(error),
            next: 'make it readable for the job, or ignore it',
        }, { cause: error });
    }
}
const changed = (file, expected, seen) => new text_error/* UserError */.yo({
    what: `'${file}' changed while it was read`,
    rule: `${expected} bytes, as when it was listed`,
    seen: expected === seen ? 'the same size, written again' : `${seen} bytes`,
    next: 'let everything that writes there finish before this step',
});

;// CONCATENATED MODULE: ./shared/image/layer-shape.ts

/**
 * Stands for everything of a layer but the content of its files: 16 hexadecimal digits. A layer of another shape has another content; one of the same
 * shape may have.
 */
function layerShape(entries) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    for (const entry of entries)
        hash.update(lineOf(entry));
    return hash.digest('hex').slice(0, 16);
}
/** Stands for what a layer holds, files by where they are: two layers with one key are one layer. */
function layerKey(entries) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    for (const entry of entries)
        hash.update(`${lineOf(entry)}\0${entry.source ?? ''}\0`);
    return hash.digest('base64');
}
/** No path has a NUL. */
const lineOf = ({ path, type, mode, uid, gid, size, modified, target = '' }) => `${path}\0${type} ${mode} ${uid} ${gid} ${size} ${modified}\0${target}\0`;

;// CONCATENATED MODULE: ./shared/image/measure.ts

function measure() {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    let size = 0;
    const add = (chunk) => {
        hash.update(chunk);
        size += chunk.length;
    };
    return {
        add,
        through: async function* (chunks) {
            for await (const chunk of chunks) {
                add(chunk);
                yield chunk;
            }
        },
        digest: () => `sha256:${hash.digest('hex')}`,
        size: () => size,
    };
}

;// CONCATENATED MODULE: ./shared/image/layer-source.ts







/**
 * Fetches into `file` the first layer whose bytes have the digest it is named by and that is proven to hold `content`. Undefined when there is none: a
 * source that cannot be read, or that lies, only costs the work.
 */
async function reuseLayer(sources, content, compression, file) {
    for (const source of sources) {
        for (const found of source.find(content.diffId, compression)) {
            if (await isSound(found, content, file))
                return { descriptor: found.descriptor, from: source.name };
            (0,external_node_fs_.rmSync)(file, { force: true });
        }
    }
    return undefined;
}
async function isSound(found, content, file) {
    const { descriptor, proof } = found;
    const [packed, unpacked] = [measure(), measure()];
    try {
        await found.fetch(file);
        if (proof === 'content')
            await unpackInto(unpacked, packed.through(fileBlocks(file)), content, descriptor);
        else
            await hashInto(packed, file);
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo || error instanceof text_error/* UnavailableError */.hG || isOfFile(error))
            return false;
        throw error;
    }
    const holds = proof === 'seal' || unpacked.digest() === content.diffId;
    return holds && packed.digest() === descriptor.digest && packed.size() === descriptor.size;
}
/** Gives way after each block, so that others get on meanwhile. */
async function hashInto(packed, file) {
    for (const block of fileBlocks(file)) {
        packed.add(block);
        await (0,external_node_timers_promises_.setImmediate)();
    }
}
/** Stops at the first byte too many: what is packed to explode shall not. */
async function unpackInto(unpacked, bytes, { size }, { mediaType, digest }) {
    const name = `layer ${digest}`;
    await unpack(external_node_stream_.Readable.from(bytes), mediaType, name, async (archive) => {
        for await (const chunk of archive) {
            unpacked.add(chunk);
            if (unpacked.size() > size)
                throw new text_error/* UserError */.yo({ what: `${name} unpacks to more than it should` });
        }
    });
}
/**
 * Reads at once: a stream's reads would stand in line with the blocks that the same threads compress. What a source has put there is neither
 * followed when it is a link nor waited for when it is a pipe.
 */
function* fileBlocks(file) {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = external_node_fs_.constants;
    const descriptor = (0,external_node_fs_.openSync)(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
        for (;;) {
            const block = Buffer.allocUnsafe(BLOCK_BYTES);
            const length = (0,external_node_fs_.readSync)(descriptor, block);
            if (length === 0)
                return;
            yield block.subarray(0, length);
        }
    }
    finally {
        (0,external_node_fs_.closeSync)(descriptor);
    }
}
/** It is gone, as another job may have tidied up, or may not be read, or is no file. */
const isOfFile = (error) => typeof error?.syscall === 'string';

;// CONCATENATED MODULE: ./shared/image/layer.ts












/**
 * Makes a layer's archive: taken from a source that has it, else packed, and hashed twice on the way, unpacked and packed. Memory does not
 * grow with the content.
 * @throws UserError when a file cannot be read, or changes while it is read.
 */
async function spoolLayer(entries, options) {
    const { spool, sources = [], compression = 'gzip' } = options;
    (0,external_node_fs_.mkdirSync)(spool, { recursive: true });
    const file = external_node_path_default().join(spool, `${(0,external_node_crypto_.randomUUID)()}.${COMPRESSIONS[compression].suffix}`);
    const shape = sources.length === 0 ? '' : layerShape(entries);
    const look = sources.some((source) => source.mayHave(shape)) ? await lookAt(entries, options) : undefined;
    const reused = look && (await reuseLayer(sources, look, compression, file));
    if (look !== undefined && reused !== undefined)
        return layerFrom(reused, look, entries, file);
    const layer = await pack(entries, options, file, look);
    if (look !== undefined && layer.diffId !== look.diffId)
        throw changedBetween();
    for (const source of sources)
        source.keep?.({ ...layer, compression, shape, file });
    return layer;
}
/** Layers of more bytes are read once more when they have to be packed. */
const KEPT_BYTES = 8 * BLOCK_BYTES;
/** Gives way after each block, so that another layer gets on meanwhile. */
async function lookAt(entries, { inspect }) {
    const unpacked = measure();
    const pool = blockPool();
    const kept = [];
    const isSmall = entries.reduce((total, { size }) => total + size, 0) < KEPT_BYTES;
    for (const block of tarArchive(entries, inspect, pool)) {
        unpacked.add(block);
        if (isSmall)
            kept.push(block);
        else
            pool.give(block);
        await (0,external_node_timers_promises_.setImmediate)();
    }
    return { diffId: unpacked.digest(), size: unpacked.size(), ...(isSmall ? { archive: kept } : {}) };
}
async function pack(entries, { inspect, parallelism, compression = 'gzip' }, file, look) {
    const { mediaType, pack: packed } = COMPRESSIONS[compression];
    const [before, after] = [measure(), measure()];
    const pool = blockPool();
    // What was looked at is not looked at again.
    const archive = look?.archive ?? tarArchive(entries, look === undefined ? inspect : undefined, pool);
    const bytes = packed(before.through(archive), parallelism, pool);
    await write(after.through(bytes), file, pool);
    return {
        descriptor: { mediaType, digest: after.digest(), size: after.size() },
        diffId: before.digest(),
        unpackedSize: before.size(),
        entries,
        open: layer_opener(file),
    };
}
/** Writes at once: a stream's writes would stand in line with the blocks that the same threads compress. */
async function write(chunks, file, pool) {
    const descriptor = (0,external_node_fs_.openSync)(file, 'wx', 0o600);
    try {
        for await (const chunk of chunks) {
            for (let at = 0; at < chunk.length;)
                at += (0,external_node_fs_.writeSync)(descriptor, chunk, at);
            pool.give(chunk);
        }
    }
    catch (error) {
        throw fullDisk(error, external_node_path_default().dirname(file)) ?? error;
    }
    finally {
        (0,external_node_fs_.closeSync)(descriptor);
    }
}
const layerFrom = ({ descriptor, from }, { diffId, size }, entries, file) => ({ descriptor, diffId, unpackedSize: size, entries, open: layer_opener(file), reused: from });
const layer_opener = (file) => () => (0,external_node_fs_.createReadStream)(file, { highWaterMark: BLOCK_BYTES / 4 });
/** What was looked at must be what is packed. */
const changedBetween = () => new text_error/* UserError */.yo({
    what: 'a file changed between two readings',
    rule: 'what is checked is what goes into the image',
    next: 'let everything that writes to the workspace finish before this step',
});

;// CONCATENATED MODULE: ./shared/image/byte-order.ts
/** Compares texts by the bytes of their UTF-8, without making them: only surrogates stand elsewhere in UTF-16. */
function byteOrder(a, b) {
    const end = Math.min(a.length, b.length);
    for (let at = 0; at < end; at += 1) {
        const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
        if (one !== other)
            return rank(one) - rank(other);
    }
    return a.length - b.length;
}
/** Surrogates are of characters beyond all others. */
const rank = (unit) => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);

;// CONCATENATED MODULE: ./shared/image/glob.ts

/** Any number of characters of a name; between names, any number of names. */
const STAR = Symbol('*');
const ANY_NAME = [STAR];
/**
 * Parses a pattern of names with `/` between them: `*` and `?` stay within a name, `[a-z]`, `[!a-z]` and `[^a-z]` are sets, `\` takes the next
 * character as it is, a name `**` stands for any number of names, in the end for at least one.
 * @throws UserError for a range that goes backwards.
 */
function parseGlob(text, { anywhere, below }) {
    const names = namesOf(text);
    const parts = names.flatMap((name, index) => {
        if (name !== '**')
            return [parseName(name)];
        return index === names.length - 1 ? [ANY_NAME, STAR] : [STAR];
    });
    return [...(anywhere ? [STAR] : []), ...parts, ...(below ? [STAR] : [])];
}
/** Takes time that grows with the product of both lengths at most, whatever the pattern. */
const matchesGlob = (glob, path) => matches(glob, path.split('/'), (name, text) => matches(name, Array.from(text), (test, character) => test(character)));
/**
 * Walks along both; where they part, the last star takes one more. Earlier stars need never be asked again: what they took last is the
 * shortest, and the later star can take all the rest.
 */
function matches(pattern, text, isOne) {
    let [at, seen, star, taken] = [0, 0, -1, 0];
    while (seen < text.length) {
        const part = pattern[at];
        if (part === STAR) {
            [star, taken] = [at, seen];
            at += 1;
        }
        else if (part !== undefined && isOne(part, text[seen])) {
            at += 1;
            seen += 1;
        }
        else if (star >= 0) {
            taken += 1;
            [at, seen] = [star + 1, taken];
        }
        else {
            return false;
        }
    }
    return pattern.slice(at).every((part) => part === STAR);
}
/** The names between slashes; one in a set or after a backslash divides too, since no name has any. */
const namesOf = (text) => text.split('/');
function parseName(name) {
    const characters = Array.from(name);
    const pattern = [];
    let isClosed = true;
    for (let at = 0; at < characters.length;) {
        const set = isClosed && characters[at] === '[' ? parseSet(characters, at) : undefined;
        // A set that nothing closes is a bracket, and so is every one behind it.
        if (characters[at] === '[' && set === undefined)
            isClosed = false;
        const [part, next] = set ?? parseCharacter(characters, at);
        if (part !== STAR || pattern.at(-1) !== STAR)
            pattern.push(part);
        at = next;
    }
    return pattern;
}
/** The part at `at`, and where the next one begins; a set that nothing closes is a bracket. @throws UserError for a range that goes backwards. */
function parsePart(characters, at) {
    const set = characters[at] === '[' ? parseSet(characters, at) : undefined;
    return set ?? parseCharacter(characters, at);
}
function parseCharacter(characters, at) {
    const character = characters[at];
    if (character === '*')
        return [STAR, at + 1];
    if (character === '?')
        return [(seen) => seen !== '/', at + 1];
    const isEscaped = character === '\\' && at + 1 < characters.length;
    const meant = isEscaped ? characters[at + 1] : character;
    return [(seen) => seen === meant, isEscaped ? at + 2 : at + 1];
}
/** `[…]`, `[!…]` or `[^…]`, where a `]` that comes first is a member; undefined when nothing closes it. */
function parseSet(characters, start) {
    const isNegated = characters[start + 1] === '!' || characters[start + 1] === '^';
    const first = start + (isNegated ? 2 : 1);
    const members = [];
    let at = first;
    for (; at < characters.length && (at === first || characters[at] !== ']'); at += 1) {
        const isEscaped = characters[at] === '\\';
        if (isEscaped)
            at += 1;
        members.push({ character: characters[at] ?? '', isPlain: !isEscaped });
    }
    if (at >= characters.length)
        return undefined;
    const ranges = rangesOf(members, characters.slice(start, at + 1).join(''));
    const holds = (seen) => ranges.some(([low, high]) => low <= codeOf(seen) && codeOf(seen) <= high);
    return [isNegated ? (seen) => !holds(seen) : holds, at + 1];
}
function rangesOf(members, set) {
    const ranges = [];
    for (let at = 0; at < members.length; at += 1) {
        const [low, dash, high] = members.slice(at, at + 3).map(({ character }) => character);
        const isRange = dash === '-' && members[at + 1]?.isPlain === true && high !== undefined;
        const range = [codeOf(low ?? ''), codeOf((isRange ? high : low) ?? '')];
        if (range[0] > range[1]) {
            throw new text_error/* UserError */.yo({
                what: `the set ${set} has a range that goes backwards`,
                rule: 'the lower character comes first, as in [a-z]',
                seen: `${low ?? ''}-${high ?? ''}`,
            });
        }
        ranges.push(range);
        if (isRange)
            at += 2;
    }
    return ranges;
}
const codeOf = (character) => character.codePointAt(0) ?? 0;

;// CONCATENATED MODULE: ./shared/image/crossing-glob.ts

/** `**` where it is no whole name: nothing, or anything that ends in a slash. The second state is within. */
const SKIP = Symbol('(.*/)?');
const WITHIN = Symbol('.*/');
/** `**` in the end: anything. */
const REST = Symbol('.*');
const ANY_PATH = [SKIP, WITHIN];
/** Whether a pattern has `**` where it is no whole name. */
const isCrossing = (text) => text.split('/').some((name) => name !== '**' && name.includes('**'));
/**
 * Says whether a path, or a directory that it is in, matches. In a `.dockerignore` a `**` within a name is nothing, or anything that ends in a slash, and
 * takes a slash behind it along: `a**b` is `ab` and `a/b`, and not `axb`. One in the beginning, before plain characters, is anything at all.
 * @throws UserError for a range that goes backwards.
 */
function crossingGlob(text) {
    const plain = /^\*\*(?!\/)([^*?[\]\\]+)$/.exec(text)?.[1];
    const tokens = plain === undefined ? tokensOf(text) : [...ANY_PATH, STAR, ...tokensOf(plain)];
    return (path) => {
        let states = reached(tokens, [0]);
        for (const character of path) {
            if (character === '/' && states.has(tokens.length))
                return true;
            states = reached(tokens, [...states].flatMap((at) => after(tokens[at], at, character)));
        }
        return states.has(tokens.length);
    };
}
function tokensOf(text) {
    const characters = Array.from(text);
    const tokens = [];
    for (let at = 0; at < characters.length;) {
        if (characters[at] === '*' && characters[at + 1] === '*') {
            at += characters[at + 2] === '/' ? 3 : 2;
            if (at < characters.length)
                tokens.push(...ANY_PATH);
            else
                tokens.push(REST);
        }
        else {
            const [part, next] = parsePart(characters, at);
            tokens.push(part);
            at = next;
        }
    }
    return tokens;
}
/** These states, and what is reached from them without a character. */
function reached(tokens, from) {
    const states = new Set();
    const add = (at) => {
        if (states.has(at))
            return;
        states.add(at);
        const token = tokens[at];
        if (token === STAR || token === REST)
            add(at + 1);
        if (token === SKIP)
            add(at + 2);
    };
    from.forEach(add);
    return states;
}
function after(token, at, character) {
    const isSlash = character === '/';
    switch (token) {
        case undefined:
            return [];
        case STAR:
            return isSlash ? [] : [at];
        case SKIP:
            return isSlash ? [at + 1, at + 2] : [at + 1];
        case WITHIN:
            return isSlash ? [at, at + 1] : [at];
        case REST:
            return [at];
        default:
            return token(character) ? [at + 1] : [];
    }
}

;// CONCATENATED MODULE: ./shared/image/ignore.ts



/**
 * Reads patterns as git reads a `.gitignore` (gitignore(5), "Pattern format"): `*` and `?` stay within a name, and so do two stars that are no
 * name of their own; a name `**` crosses directories, a slash at the beginning or in the middle anchors the pattern, one at the end means
 * directories only, `!` takes back, the last match decides.
 * @throws UserError for a pattern that means nothing.
 */
function ignoreRules(patterns) {
    const rules = patterns.map(parseIgnoreRule).filter((rule) => rule !== undefined);
    if (rules.length === 0)
        return () => false;
    return (path, isDirectory) => {
        const last = rules.findLast((rule) => (isDirectory || !rule.directoriesOnly) && matchesGlob(rule.pattern, path));
        return last !== undefined && !last.negated;
    };
}
/** One pattern of `ignoreRules`; undefined for a comment. @throws UserError for one that means nothing. */
function parseIgnoreRule(line) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#'))
        return undefined;
    const negated = trimmed.startsWith('!');
    const pattern = negated ? trimmed.slice(1) : trimmed;
    const directoriesOnly = pattern.endsWith('/');
    const body = directoriesOnly ? pattern.slice(0, -1) : pattern;
    const anchored = body.includes('/');
    const glob = parseGlob(body.replace(/^\//, ''), { anywhere: !anchored, below: false });
    return { pattern: glob, negated, directoriesOnly };
}
/**
 * Reads a `.dockerignore` as BuildKit does: every pattern is anchored at the context's root, `*` and `?` stay within a name, `**` crosses
 * directories, what is below a match is left out too, `!` takes back even there, the last match decides.
 * @throws UserError with every pattern that means nothing, at its line of `file`.
 */
function dockerignoreRules(text, file = '.dockerignore') {
    const problems = [];
    const lines = text.replace(/^\ufeff/, '').split('\n');
    const rules = lines.flatMap((line, index) => {
        try {
            return parseDockerRule(line);
        }
        catch (error) {
            if (!(error instanceof text_error/* UserError */.yo))
                throw error;
            problems.push(...error.problems.map((problem) => ({ ...problem, at: { file, line: index + 1 } })));
            return [];
        }
    });
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    const isException = rules.some(({ negated }) => negated);
    return (path, isDirectory) => {
        const last = rules.findLast(({ matches }) => matches(path));
        if (last === undefined || last.negated)
            return false;
        return isDirectory && isException ? 'but-not-all' : true;
    };
}
function parseDockerRule(line) {
    if (line.startsWith('#'))
        return [];
    const trimmed = line.trim();
    const negated = trimmed.startsWith('!');
    const parts = trimmed
        .slice(negated ? 1 : 0)
        .trim()
        .split('/');
    const names = parts.filter((part) => part !== '' && part !== '.');
    if (names.length === 0 || names.includes('..'))
        return [];
    return [{ matches: dockerMatcher(names.join('/')), negated }];
}
function dockerMatcher(text) {
    if (isCrossing(text))
        return crossingGlob(text);
    const glob = parseGlob(text, { anywhere: false, below: true });
    return (path) => matchesGlob(glob, path);
}
/** Left out by either. */
const eitherIgnores = (one, other) => (path, isDirectory) => {
    const [first, second] = [one(path, isDirectory), other(path, isDirectory)];
    if (first === true || second === true)
        return true;
    return first === false ? second : first;
};

;// CONCATENATED MODULE: ./shared/image/source-files.ts




const readDirectory = (directory) => (0,external_node_fs_.readdirSync)(directory, { withFileTypes: true });
/**
 * Gives everything at and below `from` to `take`, a directory before what is in it, each directory in the order in which it is read. Symbolic links
 * below are taken as links. Ignored directories are not entered.
 * @throws UserError with every file that cannot go into an image: sockets, pipes, devices, unreadable ones, names that are not UTF-8.
 */
function eachSource(question, take) {
    const { workspace, from, ignore, read = readDirectory } = question;
    const problems = [];
    walk({ root: sourceRoot(workspace, from), ignore, read, problems, take }, '', false);
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
}
function sourceRoot(workspace, from) {
    const wanted = external_node_path_default().resolve(workspace, from);
    let real;
    try {
        real = (0,external_node_fs_.realpathSync)(wanted);
    }
    catch (error) {
        throw new text_error/* UserError */.yo({
            what: `'${from}' is not in the workspace`,
            seen: (0,text_error/* messageOf */.bD)(error),
            next: 'build it before this step, or correct the path',
        }, { cause: error });
    }
    if (!isWithin((0,external_node_fs_.realpathSync)(workspace), real)) {
        throw new text_error/* UserError */.yo({
            what: `'${from}' is outside of the workspace`,
            rule: 'an image is made of the checked-out directory only',
            seen: real,
        });
    }
    return real;
}
/** Whether `inner` is `outer` or below it; both absolute. */
function isWithin(outer, inner) {
    const relative = external_node_path_default().relative(outer, inner);
    return (relative === '' ||
        (!relative.startsWith(`..${(external_node_path_default()).sep}`) && relative !== '..' && !external_node_path_default().isAbsolute(relative)));
}
/** `isOnTheWay`: a directory that only leads to exceptions; it is taken for their sake, before the first of them. */
function walk(state, below, isOnTheWay) {
    const { root, ignore, read, problems, take } = state;
    const file = describe(root, below, problems);
    if (file === undefined)
        return;
    if (!isOnTheWay)
        take(file);
    if (file.type !== 'directory')
        return;
    let isTaken = !isOnTheWay;
    const taking = (child) => {
        if (!isTaken)
            take(file);
        isTaken = true;
        take(child);
    };
    const inner = isOnTheWay ? { ...state, take: taking } : state;
    for (const child of source_files_list(file.absolute, read, problems)) {
        const name = below === '' ? child.name : `${below}/${child.name}`;
        const ignored = ignore(name, child.isDirectory());
        if (ignored === true)
            continue;
        if (child.name.includes('\ufffd'))
            problems.push({ what: `the name of '${name}' is not UTF-8`, next: 'rename it, or ignore it' });
        else
            walk(inner, name, ignored === 'but-not-all');
    }
}
function source_files_list(directory, read, problems) {
    try {
        return read(directory);
    }
    catch (error) {
        problems.push({ what: `'${directory}' cannot be read`, seen: (0,text_error/* messageOf */.bD)(error) });
        return [];
    }
}
function describe(root, below, problems) {
    const absolute = below === '' ? root : `${root}/${below}`;
    const stat = (0,external_node_fs_.lstatSync)(absolute);
    const mode = stat.mode & 0o7777;
    if (stat.isFile())
        return { path: below, absolute, type: 'file', mode, size: stat.size };
    if (stat.isDirectory())
        return { path: below, absolute, type: 'directory', mode, size: 0 };
    if (stat.isSymbolicLink())
        return { path: below, absolute, type: 'symlink', mode, size: 0, target: (0,external_node_fs_.readlinkSync)(absolute) };
    problems.push({
        what: `'${absolute}' cannot go into an image`,
        rule: 'files, directories and symbolic links',
        seen: stat.isSocket() ? 'a socket' : stat.isFIFO() ? 'a named pipe' : 'a device',
        next: 'ignore it',
    });
    return undefined;
}

;// CONCATENATED MODULE: ./shared/image/copied-sources.ts



/** Gives what one `source: destination` takes to `take`; what is wrong with it is noted in `problems`, at its place. */
function copiedSources(copy, ignore, options, problems, take) {
    const place = copy.at === undefined ? {} : { at: copy.at };
    const { workspace, read, ignore: leftOut } = options;
    const root = copy.from
        .split('/')
        .filter((name) => name !== '' && name !== '.')
        .join('/');
    const prefix = root === '' ? '' : `${root}/`;
    const all = leftOut === undefined
        ? ignore
        : eitherIgnores(ignore, (path, isDirectory) => leftOut(prefix + path, isDirectory));
    const isLeftOut = ({ type }) => root !== '' && leftOut !== undefined && leftOut(root, type === 'directory') !== false;
    let held;
    try {
        eachSource({ workspace, from: copy.from, ignore: all, ...(read === undefined ? {} : { read }) }, (file) => {
            if (file.path === '' && isLeftOut(file)) {
                held = file;
                return;
            }
            if (held !== undefined)
                take(held);
            held = undefined;
            take(file);
        });
        if (held !== undefined)
            problems.push({ ...leftOutByName(copy.from), ...place });
    }
    catch (error) {
        if (!(error instanceof text_error/* UserError */.yo))
            throw error;
        problems.push(...error.problems.map((problem) => ({ ...problem, ...place })));
    }
}
const leftOutByName = (from) => ({
    what: `'${from}' is left out by the ignore file`,
    rule: 'what is copied by name is not ignored',
    next: 'take the line out of copy:, or add an exception, !…, to the ignore file',
});

;// CONCATENATED MODULE: ./shared/image/layer-collisions.ts

/** Why `entry` cannot stand beside `other` of this layer and what lower layers have below it; undefined when it can. */
function collision(other, below, entry) {
    if (other !== undefined && (other.type !== 'directory' || entry.type !== 'directory')) {
        return {
            what: `two sources go to '/${entry.path}'`,
            rule: 'one source for each path of a layer',
            next: 'use two layers where the second replaces the first',
        };
    }
    if (entry.type === 'directory' && below?.type === 'file') {
        return {
            what: `a directory would replace the file '/${entry.path}' of a lower layer`,
            next: 'remove: it in an earlier layer, or choose another destination',
        };
    }
    if (entry.type !== 'directory' && below?.type === 'directory') {
        return {
            what: `'/${entry.path}' is a directory of a lower layer, and a file would replace it with all that is in it`,
            next: `to copy into it, end the destination with '/'`,
        };
    }
    return undefined;
}
/** Two names that a file system without upper and lower case takes for one: the image would differ from what its files show. */
function caseCollisions(found) {
    const fold = (path) => path.normalize('NFC').toLowerCase();
    if (new Set([...found.keys()].map(fold)).size === found.size)
        return [];
    const seen = new Map();
    const problems = [];
    for (const path of found.keys()) {
        const folded = fold(path);
        const other = seen.get(folded);
        seen.set(folded, path);
        if (other === undefined)
            continue;
        problems.push({
            what: `'/${other}' and '/${path}' differ only in case`,
            rule: 'names of a layer differ by more than case',
            next: 'ignore one of them, or rename it',
        });
    }
    return problems;
}
/** Entries whose parent is a file or a link of the same layer: where they land would depend on who unpacks. */
function fileParents(found) {
    const problems = [];
    for (const path of found.keys()) {
        const parent = found.get(split(path).parent);
        if (parent === undefined || parent.type === 'directory')
            continue;
        problems.push({
            what: `'/${path}' goes below '/${parent.path}', which is a ${parent.type} in the same layer`,
            next: 'use two layers, or copy to the real directory',
        });
    }
    return problems;
}

;// CONCATENATED MODULE: ./shared/image/layer-entries.ts






/**
 * One second after the first moment that a zip archive can hold: tools that pack files again do not stumble. A server that makes ETags of
 * times wants `modified: commit`.
 */
const FIXED_TIME = 315_532_801;
/**
 * The members of a layer, in byte order of their paths. Destinations follow the links of lower layers (`/bin/x` becomes `usr/bin/x`); a directory
 * that a lower layer has is not written again, and so keeps its mode and owner.
 * @throws UserError with every collision, hostile name and thing that cannot be placed.
 */
function layerEntries(spec, options) {
    const problems = [];
    const found = new Map();
    const below = treeReader(options.tree);
    const put = (entry, at) => {
        const problem = collision(found.get(entry.path), below(entry.path), entry);
        if (problem === undefined)
            found.set(entry.path, entry);
        else
            problems.push({ ...problem, ...(at === undefined ? {} : { at }) });
    };
    copiedEntries(spec, options, problems, put);
    for (const entry of parentEntries(found, options, spec))
        put(entry, undefined);
    problems.push(...fileParents(found), ...caseCollisions(found));
    for (const whiteout of whiteouts(spec, options, found, problems))
        found.set(whiteout.path, whiteout);
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    const isKnown = ({ type, path }) => type === 'directory' && below(path)?.type === 'directory';
    return [...found.values()].filter((entry) => !isKnown(entry)).sort(byPath);
}
const byPath = (a, b) => byteOrder(a.path, b.path);
function copiedEntries(spec, options, problems, put) {
    const ignore = ignoreRules(spec.ignore);
    const place = placer(options.tree);
    for (const copy of spec.copies) {
        copiedSources(copy, ignore, options, problems, (source) => {
            const wanted = destination(copy, source);
            const problem = hostileName(wanted);
            const placed = problem === undefined ? place(wanted, source.type) : undefined;
            if (problem !== undefined)
                problems.push(problem);
            else if (placed === undefined)
                problems.push({ what: `the links on the way to '/${wanted}' go in circles` });
            else if (placed !== '')
                put(entryOf(placed, source, spec, options), copy.at);
        });
    }
}
function destination(copy, source) {
    if (source.path !== '')
        return join(copy.to, source.path);
    const single = source.type !== 'directory' && copy.intoDirectory;
    return single ? join(copy.to, split(copy.from.replace(/\/+$/, '')).name) : copy.to;
}
const join = (directory, name) => (directory === '' ? name : `${directory}/${name}`);
/** A name that would mean a whiteout to every runtime (OCI image-spec 1.1, layer.md). */
function hostileName(path) {
    if (!/(?:^|\/)\.wh\./.test(path))
        return undefined;
    return {
        what: `'/${path}' cannot be copied`,
        rule: 'a name that begins with .wh. means "removed" in a layer',
        next: 'rename it, ignore it, or use remove: to remove a file of the base',
    };
}
/** Where a path is once the links on the way are followed; undefined when they go in circles. Neighbours share the way. */
function placer(tree) {
    let known = {
        parent: '',
        directory: '',
    };
    return (path, type) => {
        if (type === 'directory')
            return followLinks(tree, path);
        const { parent, name } = split(path);
        if (parent !== known.parent)
            known = { parent, directory: followLinks(tree, parent) };
        return known.directory === undefined ? undefined : join(known.directory, name);
    };
}
function entryOf(path, source, spec, options) {
    const { uid, gid } = spec;
    const { type, size, target, absolute } = source;
    const mode = modeOf(source, spec.mode);
    const modified = timeOf(spec, options);
    if (type === 'file')
        return { path, type, mode, uid, gid, size, modified, source: absolute };
    if (target === undefined)
        return { path, type, mode, uid, gid, size, modified };
    return { path, type, mode, uid, gid, size, modified, target };
}
function modeOf(source, policy) {
    if (source.type === 'symlink')
        return 0o777;
    if (policy === 'preserve')
        return source.mode;
    return source.type === 'directory' || (source.mode & 0o111) !== 0 ? 0o755 : 0o644;
}
const timeOf = (spec, options) => spec.modified === 'commit' ? options.epoch : FIXED_TIME;
/** Directories on the way that neither lower layers nor this one have. */
function* parentEntries(found, options, spec) {
    const known = new Set();
    for (const path of [...found.keys()]) {
        for (let { parent } = split(path); parent !== '' && !known.has(parent) && !found.has(parent); { parent } = split(parent)) {
            known.add(parent);
            yield {
                path: parent,
                type: 'directory',
                mode: 0o755,
                uid: 0,
                gid: 0,
                size: 0,
                modified: timeOf(spec, options),
            };
        }
    }
}
function* whiteouts(spec, options, found, problems) {
    for (const { path, at } of spec.remove) {
        const placed = placer(options.tree)(path, 'file');
        const place = at === undefined ? {} : { at };
        if (placed === undefined || nodeAt(options.tree, placed) === undefined) {
            problems.push({
                what: `there is no '/${path}' to remove`,
                rule: 'remove: hides what lower layers have',
                ...place,
            });
            continue;
        }
        const within = [...found.keys()].find((each) => each === placed || each.startsWith(`${placed}/`));
        if (within !== undefined) {
            problems.push({
                what: `'/${path}' is removed and written in one layer`,
                seen: `/${within}`,
                next: 'remove it in an earlier layer',
                ...place,
            });
            continue;
        }
        const { parent, name } = split(placed);
        yield {
            path: join(parent, `.wh.${name}`),
            type: 'file',
            mode: 0o644,
            uid: 0,
            gid: 0,
            size: 0,
            modified: timeOf(spec, options),
        };
    }
}

;// CONCATENATED MODULE: ./shared/image/platform.ts
/** arm64 has one variant in use, v8, which some indexes name and others do not. */
const variantOf = ({ architecture, variant = '' }) => architecture === 'arm64' && variant === 'v8' ? '' : variant;
/** By os, architecture, variant: the order of an index that is the same everywhere. */
const comparePlatforms = (a, b) => compare(a.os, b.os) || compare(a.architecture, b.architecture) || compare(variantOf(a), variantOf(b));
const samePlatform = (a, b) => comparePlatforms(a, b) === 0;
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

;// CONCATENATED MODULE: ./shared/image/assemble.ts












/**
 * Makes an image of a base, layers of files and a config. There is always an index on top, for one platform too, so that its digest means the
 * same kind of object whatever is added later. Equal inputs give equal bytes on every machine.
 * @throws UserError with everything that is wrong, of all platforms.
 */
async function assembleImage(request) {
    const made = new Map();
    const problems = [];
    const platforms = [];
    const wanted = [...request.platforms].sort((a, b) => comparePlatforms(a.platform, b.platform));
    for (const { platform, layers } of wanted) {
        try {
            platforms.push(await assemblePlatform(request, platform, layers, made));
        }
        catch (error) {
            if (!(error instanceof text_error/* UserError */.yo))
                throw error;
            problems.push(...error.problems);
        }
    }
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(distinct(problems));
    return { index: indexOf(platforms, request.annotations), platforms };
}
const distinct = (problems) => [
    ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];
async function assemblePlatform(request, platform, specs, made) {
    const base = await platformBase(request.base, platform);
    const tree = base === undefined ? emptyTree() : await baseTree(base.store, base.manifest.layers, request.cache);
    const planned = specs.flatMap((spec) => {
        const entries = layerEntries(spec, { ...request, tree });
        applyLayer(tree, entries);
        return entries.length === 0 ? [] : [{ name: spec.name, entries }];
    });
    const layers = await spoolAll(planned, request, made);
    const config = imageConfig({
        ...request,
        base: base?.config,
        platform,
        layers,
        created: timeText(request.epoch),
    });
    const configBytes = Buffer.from(JSON.stringify(config));
    const baseLayers = base?.manifest.layers ?? [];
    const manifest = manifestOf(configBytes, [...baseLayers.map(ociLayer), ...layers.map((layer) => layer.descriptor)], request.annotations);
    return { platform, manifest, config, configBytes, baseLayers, layers };
}
/** While one is read, others are compressed or checked. */
const LAYERS_AT_ONCE = 3;
const BLOCKS_OF_SEVERAL = 4;
/** Those that certainly have to be packed come first: meanwhile the others are hashed. */
async function spoolAll(planned, request, made) {
    const { sources = [] } = request;
    const several = planned.length > 1 ? { parallelism: BLOCKS_OF_SEVERAL } : {};
    const isKnown = ({ entries }) => {
        const shape = sources.length === 0 ? '' : layerShape(entries);
        return sources.some((source) => source.mayHave(shape));
    };
    const work = planned.map((layer, at) => ({ ...layer, at, rank: isKnown(layer) ? 1 : 0 }));
    const layers = new Map();
    await parallel(work.sort((a, b) => a.rank - b.rank), LAYERS_AT_ONCE, async ({ at, name, entries }) => {
        layers.set(at, { ...(await spooled(entries, { ...several, ...request }, made)), name });
    });
    return planned.flatMap((_, at) => layers.get(at) ?? []);
}
/** Platforms with the same files share a layer, and its work. */
function spooled(entries, request, made) {
    const key = layerKey(entries);
    const layer = made.get(key) ?? spoolLayer(entries, optionsOf(request));
    made.set(key, layer);
    return layer;
}
function optionsOf({ inspect, ...rest }) {
    const look = inspect?.();
    return { ...rest, ...(look === undefined ? {} : { inspect: look }) };
}
async function platformBase(base, platform) {
    if (base === undefined)
        return undefined;
    const name = (0,oci_platform/* formatPlatform */.Bq)(platform);
    const found = base.platforms.find((each) => samePlatform(each.platform, platform));
    const manifest = found?.manifest.content;
    if (found === undefined || manifest === undefined || !('layers' in manifest)) {
        throw new text_error/* UserError */.yo({
            what: `the base has no image for ${name}`,
            rule: 'every platform of the image needs a base of its own',
            seen: base.platforms.map((each) => (0,oci_platform/* formatPlatform */.Bq)(each.platform)).join(', '),
            next: 'take it off platforms:, or choose another base',
        });
    }
    const config = await readImageConfig(base.store, found.manifest);
    return { store: base.store, manifest, config };
}
/** An OCI manifest names OCI types; the blob stays the same. */
function ociLayer(layer) {
    const mediaType = layer.mediaType === MEDIA_TYPE.dockerLayerGzip ? MEDIA_TYPE.layerGzip : layer.mediaType;
    return {
        mediaType,
        digest: layer.digest,
        size: layer.size,
        ...(layer.urls === undefined ? {} : { urls: layer.urls }),
    };
}
function manifestOf(config, layers, annotations) {
    const content = {
        schemaVersion: 2,
        mediaType: MEDIA_TYPE.manifest,
        config: { mediaType: MEDIA_TYPE.config, digest: (0,oci_digest/* digestOf */.ol)(config), size: config.length },
        layers,
        ...annotated(annotations),
    };
    return { ...encoded(content), content };
}
function indexOf(platforms, annotations) {
    const manifests = platforms.map(({ platform, manifest }) => ({
        ...pointer(manifest.descriptor),
        platform,
    }));
    return makeIndex(manifests, annotations);
}
/** An index of manifests that are in order already. */
function makeIndex(manifests, annotations) {
    return encoded({ schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests, ...annotated(annotations) });
}
const pointer = ({ mediaType, digest, size }) => ({ mediaType, digest, size });
const annotated = (annotations) => Object.keys(annotations).length === 0 ? {} : { annotations: sorted(annotations) };
function encoded(content) {
    const bytes = Buffer.from(JSON.stringify(content));
    return {
        bytes,
        content,
        descriptor: { mediaType: content.mediaType, digest: (0,oci_digest/* digestOf */.ol)(bytes), size: bytes.length },
    };
}
/** RFC 3339 in UTC, to the second. */
const timeText = (epoch) => new Date(epoch * 1000).toISOString().replace('.000Z', 'Z');

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
function findSecret(text) {
    ANY.lastIndex = 0;
    const hit = ANY.exec(text);
    if (hit === null)
        return undefined;
    const found = SECRET_PATTERNS.find(({ pattern }) => pattern.test(hit[0]));
    return { kind: found?.kind ?? 'a credential', offset: hit.index };
}

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
    const hit = findSecret(text);
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

;// CONCATENATED MODULE: ./shared/image/image-file.ts

/** The layers of one platform's image, with `{os}`, `{arch}` and `{variant}` in their sources filled in. */
function layersFor(file, platform) {
    return file.layers
        .filter((layer) => layer.platforms?.some((each) => samePlatform(each, platform)) ?? true)
        .map((layer) => ({ ...layer, copies: layer.copies.map((copy) => fillIn(copy, platform)) }));
}
const fillIn = (copy, platform) => ({
    ...copy,
    from: copy.from
        .replaceAll('{os}', platform.os)
        .replaceAll('{arch}', platform.architecture)
        .replaceAll('{variant}', platform.variant ?? ''),
});

;// CONCATENATED MODULE: ./shared/image/cache-seal.ts


/** Says what the derived key is for (RFC 5869, 3.2), so that it fits nothing else that is derived from the same secret. */
const PURPOSE = 'fixity build-image layer cache seal 1';
const KEY_BYTES = 32;
/** HMAC-SHA-256 (RFC 2104) with a key that is derived with HKDF-SHA-256 (RFC 5869). A seal is hexadecimal text. */
function cacheSeal(secret) {
    const key = Buffer.from((0,external_node_crypto_.hkdfSync)('sha256', secret, '', PURPOSE, KEY_BYTES));
    const code = ({ diffId, compression, digest, size }) => (0,external_node_crypto_.createHmac)('sha256', key)
        .update(JSON.stringify([ASSEMBLER_VERSION, compression, diffId, digest, size]))
        .digest();
    return {
        make: (layer) => code(layer).toString('hex'),
        holds: (layer, text) => {
            const [expected, given] = [code(layer), Buffer.from(text, 'hex')];
            return given.length === expected.length && (0,external_node_crypto_.timingSafeEqual)(given, expected);
        },
    };
}

;// CONCATENATED MODULE: ./shared/image/layer-cache.ts






const KEPT_DAYS = 14;
const DAY = 86_400_000;
/**
 * A directory of packed layers, for a job to keep between runs. A file appears whole or not at all, so jobs can share it, and names are only claims: see
 * `FoundLayer.proof`. With a secret each file has a seal beside it. What was not used for two weeks goes.
 */
function layerCache(directory, { clock, secret }) {
    const folder = external_node_path_default().join(directory, `v${ASSEMBLER_VERSION}`);
    const entries = tidy(folder, clock.now().getTime()).flatMap(layer_cache_parseName);
    const shapes = new Set(entries.map(({ shape }) => shape));
    const seal = secret === undefined ? undefined : cacheSeal(secret);
    return {
        name: 'cache',
        mayHave: (shape) => shapes.has(shape),
        find: (diffId, compression) => entries
            .filter((entry) => entry.diffId === diffId && entry.compression === compression)
            .flatMap((entry) => foundIn(folder, entry, seal, clock)),
        keep: (layer) => {
            layer_cache_keep(folder, layer, seal);
        },
    };
}
/** A cache that cannot be written, or is full, only costs the next build its work. */
function layer_cache_keep(folder, layer, seal) {
    const { descriptor, diffId, compression, file, shape } = layer;
    const name = layer_cache_nameOf({ diffId, compression, digest: descriptor.digest, shape });
    try {
        (0,external_node_fs_.mkdirSync)(folder, { recursive: true });
        if (seal !== undefined) {
            const text = seal.make({ diffId, compression, digest: descriptor.digest, size: descriptor.size });
            appear(sealOf(external_node_path_default().join(folder, name)), (partial) => {
                (0,external_node_fs_.writeFileSync)(partial, text, { flag: 'wx' });
            });
        }
        appear(external_node_path_default().join(folder, name), (partial) => {
            (0,external_node_fs_.copyFileSync)(file, partial);
        });
    }
    catch {
        return;
    }
}
/** The file is there whole or not at all. */
function appear(file, write) {
    const partial = external_node_path_default().join(external_node_path_default().dirname(file), `.${(0,external_node_crypto_.randomUUID)()}`);
    try {
        write(partial);
        (0,external_node_fs_.renameSync)(partial, file);
    }
    catch (error) {
        (0,external_node_fs_.rmSync)(partial, { force: true });
        throw error;
    }
}
const NAME = /^([0-9a-f]{64})-(gzip|zstd|none)-([0-9a-f]{64})-([0-9a-f]{16})\.tar(?:\.gz|\.zst)?$/;
const layer_cache_nameOf = ({ diffId, compression, digest, shape }) => `${(0,oci_digest/* hexOf */.ZD)(diffId)}-${compression}-${(0,oci_digest/* hexOf */.ZD)(digest)}-${shape}.${COMPRESSIONS[compression].suffix}`;
function layer_cache_parseName(name) {
    const [, content, compression, packed, shape] = NAME.exec(name) ?? [];
    if (content === undefined || packed === undefined || shape === undefined)
        return [];
    const [diffId, digest] = [(0,oci_digest/* parseDigest */.m)(`sha256:${content}`), (0,oci_digest/* parseDigest */.m)(`sha256:${packed}`)];
    return [{ name, diffId, compression: compression, digest, shape }];
}
const sealOf = (file) => `${file}.seal`;
/** The names of what is kept; leftovers of jobs that were killed go with what is old. What is no file was put there by somebody else. */
function tidy(folder, now) {
    return layer_cache_list(folder).filter((name) => {
        const file = external_node_path_default().join(folder, name);
        const modified = fileAt(file)?.mtimeMs;
        if (modified === undefined)
            return false;
        const isOld = now - modified > (name.startsWith('.') ? 1 : KEPT_DAYS) * DAY;
        if (isOld)
            remove(file);
        return !isOld && !name.startsWith('.');
    });
}
/** A regular file; undefined for anything else: a pipe would be waited for, and a link may lead anywhere. */
function fileAt(file) {
    try {
        const stat = (0,external_node_fs_.lstatSync)(file);
        return stat.isFile() ? stat : undefined;
    }
    catch {
        return undefined;
    }
}
/** Another job may use the directory, and not every job may write it. */
function remove(file) {
    try {
        (0,external_node_fs_.rmSync)(file, { force: true });
    }
    catch {
        return;
    }
}
function layer_cache_list(folder) {
    try {
        return (0,external_node_fs_.readdirSync)(folder);
    }
    catch {
        return [];
    }
}
function foundIn(folder, { name, diffId, compression, digest }, seal, clock) {
    const from = external_node_path_default().join(folder, name);
    const size = fileAt(from)?.size;
    if (size === undefined)
        return [];
    if (seal?.holds({ diffId, compression, digest, size }, readSeal(from)) === false)
        return [];
    return [
        {
            descriptor: { mediaType: COMPRESSIONS[compression].mediaType, digest, size },
            proof: seal === undefined ? 'content' : 'seal',
            fetch: (file) => Promise.resolve(from).then((known) => {
                layer_cache_link(known, file);
                for (const each of [known, sealOf(known)])
                    touch(each, clock.now());
            }),
        },
    ];
}
const SEAL_CHARACTERS = 64;
/** Empty when there is none. Whatever stands there, no more is read, and nothing is waited for. */
function readSeal(file) {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = external_node_fs_.constants;
    try {
        const seal = (0,external_node_fs_.openSync)(sealOf(file), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
        try {
            const text = Buffer.alloc(SEAL_CHARACTERS);
            return text.toString('latin1', 0, (0,external_node_fs_.readSync)(seal, text));
        }
        finally {
            (0,external_node_fs_.closeSync)(seal);
        }
    }
    catch {
        return '';
    }
}
/** A cache that is only read works all the same. */
function touch(file, now) {
    try {
        (0,external_node_fs_.utimesSync)(file, now, now);
    }
    catch {
        return;
    }
}
/** Costs nothing within one file system. */
function layer_cache_link(from, to) {
    try {
        (0,external_node_fs_.linkSync)(from, to);
    }
    catch {
        (0,external_node_fs_.copyFileSync)(from, to);
    }
}

;// CONCATENATED MODULE: ./shared/image/staged-store.ts


/**
 * An assembled image as a store to read from: own layers come from their spooled files, layers of the base from `base`. What catalogues an image
 * needs no round trip through the registry, and works where nothing is pushed.
 */
function stagedStore(image, base) {
    const manifests = new Map([image.index, ...image.platforms.map(({ manifest }) => manifest)].map((each) => [
        each.descriptor.digest,
        each,
    ]));
    const blobs = new Map(image.platforms.flatMap((platform) => [
        [platform.manifest.content.config.digest, () => external_node_stream_.Readable.from([platform.configBytes])],
        ...platform.layers.map((layer) => [layer.descriptor.digest, () => layer.open()]),
    ]));
    const find = (reference) => {
        const found = manifests.get(reference);
        if (found === undefined)
            throw missing(reference);
        return found;
    };
    return {
        name: 'the image that was just made',
        resolve: (reference) => Promise.resolve(manifests.get(reference)?.descriptor),
        readManifest: (reference) => Promise.resolve(reference).then(find),
        readBlob: async (descriptor, options) => {
            const own = blobs.get(descriptor.digest);
            if (own !== undefined)
                return own();
            if (base === undefined)
                throw missing(descriptor.digest);
            return base.readBlob(descriptor, options);
        },
        hasBlob: (descriptor) => Promise.resolve(blobs.has(descriptor.digest)),
        listReferrers: () => Promise.resolve([]),
        listTags: () => Promise.resolve([]),
        capabilities: () => Promise.resolve({ referrersApi: false }),
        writeBlob: readOnly,
        putManifest: readOnly,
        attach: readOnly,
        delete: readOnly,
    };
}
const missing = (digest) => new text_error/* UserError */.yo({ what: `${digest} is not part of the image that was just made` });
const readOnly = () => Promise.reject(new Error('an image that was just made is only read'));

;// CONCATENATED MODULE: ./shared/oci/blocks.ts
/**
 * Memory for bulk data that is used again. Node makes a new buffer for every read of a socket; a copy of gigabytes then spends more
 * on fresh pages and their collection than on hashing. Blocks go from the connection to whoever writes the bytes, and back.
 */
const blocks_BLOCK_BYTES = 128 * 1024;
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
    const block = Buffer.allocUnsafeSlow(blocks_BLOCK_BYTES);
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

;// CONCATENATED MODULE: ./shared/oci/block-file.ts



/** What is read ahead of a slow reader. */
const BUFFER_BYTES = 512 * 1024;
/** The bytes of a file from `start`, in blocks that belong to whoever reads them. */
function readInBlocks(file, start, signal) {
    let handle;
    let position = start;
    const next = async () => {
        const block = takeBlock();
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
    return handOver(stream);
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
    if (isHandedOver(source))
        handOver(checked);
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
        delete: (digest) => guarded(() => layout_remove(layout, digest)),
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
    const found = await layout_sizeOf(file);
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
async function layout_sizeOf(file) {
    try {
        return (await (0,promises_.stat)(file)).size;
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return undefined;
        throw error;
    }
}
const hasBlob = async ({ root }, { digest, size }) => (await layout_sizeOf(blobPath(root, digest))) === size;
async function writeBlob(layout, descriptor, open) {
    if (await hasBlob(layout, descriptor))
        return 'present';
    await layout_place(layout, descriptor.digest, async (file) => {
        await writeFrom(verified(await open(), descriptor, 'the source'), file);
    });
    return 'written';
}
async function writeFrom(source, file) {
    const sink = (0,external_node_fs_.createWriteStream)(file, { flags: 'wx', highWaterMark: WRITE_BYTES });
    source.on('error', (error) => sink.destroy(error));
    pour(source, sink);
    try {
        await (0,external_node_stream_promises_.finished)(sink);
    }
    finally {
        source.destroy();
    }
}
/** Written beside its place and renamed, so that a file with a digest for its name is always whole. */
async function layout_place({ root }, digest, write) {
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
    if ((await layout_sizeOf(blobPath(layout.root, digest))) === bytes.length)
        return;
    await layout_place(layout, digest, (file) => (0,promises_.writeFile)(file, bytes));
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
async function layout_remove(layout, digest) {
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

// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
var external_node_http_default = /*#__PURE__*/__webpack_require__.n(external_node_http_);
;// CONCATENATED MODULE: ./shared/oci/bulk-body.ts


/** What is read ahead of a slow reader. */
const bulk_body_BUFFER_BYTES = 256 * 1024;
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
        highWaterMark: bulk_body_BUFFER_BYTES,
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
    const space = () => (block ??= takeBlock()).subarray(filled);
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
    return { stream: handOver(stream), space, took, lost };
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
    const headers = response_head_parseFields(lines);
    if (Number.isNaN(status) || headers === undefined)
        return undefined;
    const { 'content-length': length = '', 'transfer-encoding': coding, connection = '' } = headers;
    if (coding !== undefined || !LENGTH.test(length) || [204, 205, 304].includes(status))
        return undefined;
    return { status, headers, length: Number(length), keepsAlive: !/\b(close|upgrade)\b/i.test(connection) };
}
function response_head_parseFields(lines) {
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
const network_error_ADVICE = {
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
            next: network_error_ADVICE[code] ?? PRIVATE_AUTHORITY,
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

;// CONCATENATED MODULE: ./shared/oci/bulk-read.ts




/** Connections to one origin that are in use at a time. */
const MAX_CONNECTIONS = 16;
const origins = new Map();
function originOf({ origin }) {
    let known = origins.get(origin);
    if (known === undefined) {
        known = { waiting: [], slots: limiter(MAX_CONNECTIONS), isComplicated: false };
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
const bulk_read_NAME = /^[A-Za-z0-9-]+$/;
const VALUE = /^[\x20-\x7e]*$/;
const TARGET = /^\/[\x21-\x7e]*$/;
/** The request as it is sent; undefined when anything in it could be read as the end of a line, or its address has a password. */
function requestText({ url, headers = {} }) {
    const target = `${url.pathname}${url.search}`;
    const fixed = { host: url.host, connection: 'keep-alive', 'user-agent': 'fixity' };
    const fields = Object.entries({ ...fixed, ...headers });
    const isPlain = fields.every(([name, value]) => bulk_read_NAME.test(name) && VALUE.test(value));
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
            bulk_read_keep(origin, connection);
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
function bulk_read_keep({ waiting }, connection) {
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
        pour(body, outgoing);
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
            await discard(got);
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
    const body = await readAll(answer, MAX_TOKEN_BYTES);
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
    const local = isLoopback(realm.hostname);
    if (realm.username !== '' || (local && !isLoopback(registry.replace(/:\d+$/, ''))))
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
            await discard(answer);
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
    return handOver(stream);
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
    await discard(answer);
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
const blob_chunks_CHUNK_BYTES = 4 * 1024 * 1024;
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
        await discard(answer);
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
        while (bytes >= blob_chunks_CHUNK_BYTES) {
            const all = Buffer.concat(held);
            yield all.subarray(0, blob_chunks_CHUNK_BYTES);
            held = [all.subarray(blob_chunks_CHUNK_BYTES)];
            bytes = all.length - blob_chunks_CHUNK_BYTES;
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
    await discard(answer);
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
        await discard(answer);
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
async function blob_upload_begin({ client, signal }) {
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
    await discard(answer);
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
        standing.location ??= await blob_upload_begin(upload);
        const answer = await sendFrom(upload, standing, standing.location);
        if (answer.status === 201) {
            await discard(answer);
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
    const send = createSend(ports);
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
            return { answer, bytes: answer.status === 200 ? await readAll(answer, limit) : undefined };
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
    await discard(first);
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
    return mayBePlain(url, insecure) ? new URL(`http://${host}/`) : url;
}
/** Codes and messages of a registry's error (OCI distribution-spec 1.1, "Error Codes"), in one line. */
async function describeError(answer) {
    try {
        const { errors } = (0,json/* parseJson */.qF)(await readAll(answer, MAX_ERROR_BYTES));
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
    await discard(answer);
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
        await discard(answer);
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
    await discard(answer);
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
        await discard(answer);
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
        await discard(answer);
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
            await discard(answer);
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
const registry_referrers_NOTHING = (0,oci_digest/* digestOf */.ol)('');
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
        hasApi: async (subject) => api ?? (await listFromApi(subject ?? registry_referrers_NOTHING)) !== undefined,
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
    const body = await readAll(answer, registry_referrers_MAX_ERROR_BYTES).catch(() => '');
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
    await discard(answer);
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
            await discard(answer);
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

;// CONCATENATED MODULE: ./actions/build-image/annotations.ts


const PREFIX = 'org.opencontainers.image.';
/**
 * What the image says of itself (OCI image-spec 1.1, annotations.md). On manifests and on the index, since some registries show one and some the
 * other; the part that does not name the base also goes into the config as labels.
 */
function standardAnnotations(facts) {
    const { base } = facts;
    return annotations_named({
        ...describing(facts),
        'base.name': base?.name,
        'base.digest': base?.digest,
    });
}
const standardLabels = (facts) => annotations_named(describing(facts));
function describing({ run, destination, epoch, revision, version, }) {
    return {
        created: timeText(epoch),
        revision: revision === '' ? undefined : revision,
        source: run.repository === '' ? undefined : `${run.serverUrl}/${run.repository}`,
        title: titleOf(run.repository, destination),
        version,
    };
}
/** The last part of the source's name, which does not depend on where the image is put; else of the destination's. */
const titleOf = (repository, destination) => (repository === '' ? (0,oci_reference/* repositoryName */.aR)(destination) : repository).split(/[/:]/).at(-1) ?? '';
const annotations_named = (values) => Object.fromEntries(Object.entries(values).flatMap(([name, value]) => value === undefined ? [] : [[`${PREFIX}${name}`, value]]));

;// CONCATENATED MODULE: ./shared/image/blob-cache.ts






/**
 * The same store, whose blobs are fetched once and then read from `directory`: base layers are read for their paths, for the destination
 * and for the inventory. A blob is kept only after the store has verified its last byte.
 */
function cachingStore(store, directory) {
    return {
        ...store,
        readBlob: async (descriptor, options) => {
            const file = external_node_path_default().join(directory, (0,oci_digest/* hexOf */.ZD)(descriptor.digest));
            if (!(0,external_node_fs_.existsSync)(file)) {
                const blob = await store.readBlob(descriptor, signalOf(options));
                await fetched(blob, file);
            }
            return (0,external_node_fs_.createReadStream)(file, { start: options?.offset ?? 0, highWaterMark: 256 * 1024 });
        },
    };
}
async function fetched(blob, file) {
    const directory = external_node_path_default().dirname(file);
    const partial = `${file}.${(0,external_node_crypto_.randomUUID)()}`;
    try {
        (0,external_node_fs_.mkdirSync)(directory, { recursive: true });
        await (0,external_node_stream_promises_.pipeline)(blob, (0,external_node_fs_.createWriteStream)(partial, { mode: 0o600 }));
        (0,external_node_fs_.renameSync)(partial, file);
    }
    catch (error) {
        (0,external_node_fs_.rmSync)(partial, { force: true });
        throw fullDisk(error, directory) ?? error;
    }
}
const signalOf = (options) => options?.signal === undefined ? {} : { signal: options.signal };

;// CONCATENATED MODULE: ./actions/build-image/base.ts






/** What `from` names; undefined for `scratch`. A tag is resolved here, once. */
async function resolveBase({ from }, ports, cache) {
    if (from.text === 'scratch')
        return undefined;
    const reference = parseFrom(from);
    const store = cachingStore(openStore(reference, ports), cache);
    const digest = reference.digest ?? (await resolveTag(store, reference, from));
    const { platforms } = await readImage(store, digest);
    const { digest: written, ...unpinned } = reference;
    const created = await createdOf(store, platforms);
    return {
        reference,
        digest,
        store,
        platforms,
        ...(created === undefined ? {} : { created }),
        name: (0,oci_reference/* formatReference */.FH)(unpinned),
        ...(written === undefined ? { finding: unpinnedBase(from, reference, digest) } : {}),
    };
}
/** When an image was made, by the word of its first platform; undefined when it says a time that means none. */
async function createdOf(store, platforms) {
    const [first] = platforms;
    const text = first === undefined ? undefined : (await readImageConfig(store, first.manifest)).created;
    const time = new Date(text ?? '');
    // A reproducible base says 1970 or 1980, which is no age.
    return Number.isNaN(time.getTime()) || time.getUTCFullYear() < 2000 ? undefined : time;
}
function parseFrom({ text, at }) {
    try {
        return (0,oci_reference/* parseReference */.F2)(text);
    }
    catch (error) {
        if (!(error instanceof text_error/* UserError */.yo))
            throw error;
        throw new text_error/* UserError */.yo(error.problems.map((problem) => ({ ...problem, what: `'from': ${problem.what}`, at })));
    }
}
async function resolveTag(store, reference, { text, at }) {
    const found = await store.resolve(reference.tag ?? 'latest');
    if (found !== undefined)
        return found.digest;
    throw new text_error/* UserError */.yo({ what: `the base '${text}' does not exist`, rule: 'a base is named by digest', at });
}
/** The line to paste keeps the tag, for people and for tools that propose updates. */
function unpinnedBase(from, reference, digest) {
    const line = `${from.text}@${digest}`;
    return {
        check: 'base-images',
        what: `the base '${from.text}' is not named by digest`,
        seen: reference.tag === undefined ? 'no tag and no digest' : `the tag ${reference.tag}, which can be moved`,
        next: `write  from: ${line}`,
        at: from.at,
    };
}

// EXTERNAL MODULE: ./shared/image/checks/check.ts
var check = __webpack_require__(9528);
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
    const hit = findSecret(value);
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

;// CONCATENATED MODULE: ./shared/image/checks/file-checks.ts
const LEFTOVERS = [
    { pattern: /(?:^|\/)\.(?:svn|hg|bzr)$/, what: 'a version-control folder' },
    { pattern: /(?:^|\/)node_modules\/\.cache$/, what: 'a build cache' },
    {
        pattern: /(?:^|\/)(?:\.npm\/_cacache|\.yarn\/cache|\.pnpm-store|\.cache\/(?:pip|go-build|yarn)|go\/pkg\/mod|\.cargo\/registry|\.gradle\/caches|\.m2\/repository|\.nuget\/packages|\.composer\/cache)$/,
        what: "a package manager's cache",
    },
    {
        pattern: /^var\/(?:cache\/apt\/archives\/[^/]+\.deb|lib\/apt\/lists\/[^/]+_(?:Packages|InRelease|Release)(?:\.\w+)?|cache\/apk\/[^/]+\.gz|cache\/(?:dnf|yum)\/.+\.(?:rpm|solv|xml\.\w+))$/,
        what: 'a download of the package manager',
    },
    { pattern: /(?:^|\/)usr\/bin\/(?:gcc|g\+\+|cc|clang|make|ld)(?:-\d+)?$/, what: 'a compiler' },
];
/** One finding for each setuid file, and for each kind of leftover: a list of hundreds of packages says no more than the first. */
function checkFiles(files) {
    const findings = [];
    const left = new Map();
    for (const { path, type, mode } of files) {
        if (type === 'file' && (mode & 0o6000) !== 0)
            findings.push(setuid(path, mode));
        const what = LEFTOVERS.find(({ pattern }) => pattern.test(path))?.what;
        if (what === undefined)
            continue;
        const known = left.get(what);
        if (known === undefined)
            left.set(what, { first: path, others: new Set() });
        else if (known.first !== path)
            known.others.add(path);
    }
    return [...findings, ...[...left].map(([what, { first, others }]) => leftover(what, first, others.size))];
}
const setuid = (path, mode) => ({
    check: 'setuid',
    what: `'/${path}' runs with its owner's or group's rights`,
    seen: `mode ${mode.toString(8)}`,
    next: "leave mode: of image.yml's layer at normalize, or clear the bit",
});
const leftover = (what, first, others) => ({
    check: 'leftovers',
    what: `'/${first}' is ${what}`,
    ...(others === 0 ? {} : { seen: `${others} more` }),
    next: 'add it to ignore: of image.yml or to .dockerignore, or remove it in the step that makes it',
});

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
;// CONCATENATED MODULE: ./actions/build-image/git.ts




const run = (0,external_node_util_.promisify)(external_node_child_process_.execFile);
/** Undefined when `workspace` is not in a git repository with a commit. */
async function readCommit(workspace) {
    let object;
    let sha;
    try {
        sha = (await git(workspace, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])).trim();
        object = await git(workspace, ['cat-file', 'commit', sha]);
    }
    catch {
        return undefined;
    }
    const tree = /^tree ([0-9a-f]+)$/m.exec(object)?.[1];
    const time = /^committer .* (\d+) [+-]\d{4}$/m.exec(object)?.[1];
    return tree === undefined || time === undefined ? undefined : { sha, tree, time: Number(time) };
}
/** Compares the working tree with the commit; `inputs` are the paths, relative to `workspace`, that go into the image. */
async function readTreeState(workspace, inputs) {
    const others = ['ls-files', '--full-name', '--others', '--exclude-standard', '-z'];
    const diff = ['diff', '--no-ext-diff', '--no-textconv', '--ignore-submodules=none', '--name-only', '-z'];
    const [changed, unknown, generated, known] = await Promise.all([
        git(workspace, [...diff, 'HEAD', '--']),
        inputs.length === 0 ? '' : git(workspace, [...others, '--', ...inputs]),
        inputs.length === 0 ? '' : git(workspace, [...others, '--ignored', '--directory', '--', ...inputs]),
        inputs.length === 0 ? '' : git(workspace, ['ls-files', '--full-name', '-v', '-z', '--', ...inputs]),
    ]);
    const unseen = names(known).flatMap((line) => (/^[Sa-z] /.test(line) ? [line.slice(2)] : []));
    return { changed: names(changed), unknown: names(unknown), generated: names(generated), unseen };
}
/** The repository's top, without links. */
const readTop = async (workspace) => (await git(workspace, ['rev-parse', '--show-toplevel'])).replace(/\n$/, '');
const names = (output) => output.split('\0').filter((name) => name !== '');
/**
 * Runs git without what a repository's own configuration could make it execute. A checkout that belongs to another user, as in a
 * container job, is read all the same: this job chose the directory.
 */
async function git(workspace, argv) {
    const options = [
        '-c',
        'core.fsmonitor=false',
        '-c',
        `safe.directory=${(0,external_node_fs_.realpathSync)(workspace)}`,
        '--literal-pathspecs',
        '--no-optional-locks',
    ];
    try {
        const { stdout } = await run('git', [...options, ...argv], {
            cwd: workspace,
            maxBuffer: 256 * 1024 * 1024,
        });
        return stdout;
    }
    catch (error) {
        throw new text_error/* UserError */.yo({ what: `git ${argv[0] ?? ''} failed`, seen: (0,text_error/* messageOf */.bD)(error).split('\n')[1] ?? (0,text_error/* messageOf */.bD)(error) }, { cause: error });
    }
}

;// CONCATENATED MODULE: ./actions/build-image/checks.ts












/** Whether the working tree is the commit, as far as the image goes. */
async function checkTree(question, workspace) {
    const check = 'clean-tree';
    if (question.levels[check] === 'off')
        return { findings: [], tree: undefined };
    if (question.commit === undefined) {
        const next = 'check it out with git, or set clean-tree: off and source-date-epoch';
        return { findings: [{ check, what: 'the workspace is not a git repository', next }], tree: undefined };
    }
    const tree = await readTreeState(workspace, question.inputs);
    const place = (file) => ({ file, line: 1 });
    const changed = tree.changed.map((file) => ({
        check,
        what: `'${file}' differs from the commit`,
        next: 'commit it, or undo the change',
        at: place(file),
    }));
    const unknown = await unknownTo(question, tree, workspace);
    return {
        findings: [
            ...changed,
            ...unseenFinding(tree),
            ...unknown.map(({ file, ...words }) => ({ check, ...words, at: place(file) })),
        ],
        tree,
    };
}
/** With such files missing or stale the image is not what its commit gives. */
function unseenFinding({ unseen }) {
    const [first] = unseen;
    if (first === undefined)
        return [];
    const others = unseen.length === 1 ? '' : ` and ${(0,text_size/* plural */.L)(unseen.length - 1, 'other file')}`;
    return [
        {
            check: 'clean-tree',
            what: `'${first}'${others} may go into the image, and git does not look at it`,
            seen: 'a sparse checkout, or a file that git was told to take for unchanged',
            next: 'check out everything that the image is made of',
        },
    ];
}
const readUnknown = (file) => ({
    file,
    what: `'${file}' is read by the build, and git does not know it`,
    next: 'commit it, or add it to .gitignore when the job makes it',
});
/** What may hold a credential is never to be committed. */
const takenUnknown = (file) => ({
    file,
    what: `'${file}' goes into the image, and git does not know it`,
    next: secretName(file) === undefined
        ? 'add it to ignore: unless the image needs it; else commit it, or add it to .gitignore when the job makes it'
        : 'add it to ignore:, and to .gitignore; do not commit it',
});
/** What git does not know, of that which the build reads or takes. */
async function unknownTo({ taken, leftOut = () => false, read = new Set() }, { unknown }, workspace) {
    if (unknown.length === 0)
        return [];
    const [top, files] = [await readTop(workspace), taken?.()];
    return unknown.flatMap((file) => {
        const absolute = external_node_path_default().join(top, file);
        if (read.has(absolute))
            return [readUnknown(file)];
        if (files === undefined)
            return leftOut(absolute) ? [] : [readUnknown(file)];
        return files.has(absolute) ? [takenUnknown(file)] : [];
    });
}
/** The files that say what the image is made of, relative to the workspace: image.yml, and its ignore file. */
const describingFiles = ({ file, origin }) => [
    origin.path,
    ...(file.ignoreFile === undefined ? [] : [file.ignoreFile.path]),
];
/** The file itself, and what it copies; placeholders are cut off, since every platform's files count. */
function inputPaths(plan, workspace) {
    const copied = plan.file.layers.flatMap((layer) => layer.copies.map(({ from }) => from.replace(/\/*[^/]*\{.*$/, '') || '.'));
    return [...describingFiles(plan), ...new Set(copied.flatMap((from) => behindLinks(from, workspace)))];
}
/** Git knows a link as a link; what is copied through it stands elsewhere in the workspace. */
function behindLinks(from, workspace) {
    try {
        const real = external_node_path_default().relative((0,external_node_fs_.realpathSync)(workspace), (0,external_node_fs_.realpathSync)(external_node_path_default().resolve(workspace, from)));
        const isInside = !real.startsWith('..') && !external_node_path_default().isAbsolute(real);
        return isInside ? [from, real === '' ? '.' : real] : [from];
    }
    catch {
        return [from];
    }
}
/** Every file that a layer takes, absolute: what is ignored needs no commit. */
function takenFiles({ file, ignore }, workspace) {
    const options = { workspace, ...(ignore === undefined ? {} : { ignore }) };
    const layers = file.platforms.flatMap((platform) => layersFor(file, platform));
    const taken = new Set();
    for (const layer of layers) {
        const ignored = ignoreRules(layer.ignore);
        for (const copy of layer.copies)
            copiedSources(copy, ignored, options, [], ({ absolute }) => taken.add(absolute));
    }
    return taken;
}
/** What an assembled image's own files and config say; equal findings of several platforms once. */
function checkImage(image, plan) {
    const ours = {
        Env: Object.entries(plan.file.config.env).map(([name, value]) => `${name}=${value}`),
        Labels: plan.file.config.labels,
    };
    const findings = image.platforms.flatMap(({ config, layers }) => [
        ...checkConfig(config.config ?? {}, ours),
        ...checkFiles(layers.flatMap((layer) => layer.entries)),
    ]);
    return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
/** @throws UserError ('refused') when a check of level error found something; else what the others found. */
function refuseErrors(findings, plan) {
    const judged = (0,check/* judge */.S4)(findings, plan.levels);
    const errors = judged.filter(({ level }) => level === 'error');
    if (errors.length > 0)
        throw new text_error/* UserError */.yo(errors.map(problemOf), { result: 'refused' });
    return judged;
}
/** Warnings as the log and the files that are to blame show them. */
function tell(warnings, log) {
    for (const warning of warnings)
        log.warn((0,text_error/* describeProblem */.BJ)(problemOf(warning)), warning.at);
}
const problemOf = ({ check, what, seen, next, at }) => ({
    what,
    rule: `check '${check}'`,
    ...(seen === undefined ? {} : { seen }),
    ...(next === undefined ? {} : { next }),
    ...(at === undefined ? {} : { at }),
});

;// CONCATENATED MODULE: ./shared/image/publish.ts


/**
 * Stores an image: blobs, then platform manifests, then the index, then tags, so that nothing that can be named is ever incomplete and a rerun
 * after a failure completes it. What the destination has is not sent again.
 */
async function publishImage(image, store, options) {
    const blobs = distinctBlobs(image, options.base);
    const counts = { present: 0, mounted: 0, written: 0 };
    let bytesWritten = 0;
    await parallel(blobs, options.parallelism ?? 4, async (blob) => {
        const outcome = await store.writeBlob(blob.descriptor, blob.open, {
            ...mountOption(blob, store),
            ...(options.signal === undefined ? {} : { signal: options.signal }),
        });
        counts[outcome] += 1;
        if (outcome === 'written')
            bytesWritten += blob.descriptor.size;
    });
    for (const { manifest } of image.platforms)
        await store.putManifest(manifest.bytes, { mediaType: manifest.descriptor.mediaType });
    const { bytes, descriptor } = image.index;
    const before = await store.resolve(descriptor.digest);
    if (before === undefined)
        await store.putManifest(bytes, { mediaType: descriptor.mediaType });
    const tagsWritten = await writeTags(image, store, options.tags);
    return { blobs: counts, bytesWritten, tagsWritten };
}
async function writeTags(image, store, tags) {
    const { bytes, descriptor } = image.index;
    const written = [];
    for (const { tag, expect } of tags) {
        const now = await store.resolve(tag);
        if (now?.digest === descriptor.digest)
            continue;
        await store.putManifest(bytes, {
            mediaType: descriptor.mediaType,
            tag,
            ...(expect === undefined ? {} : { expect }),
        });
        written.push(tag);
    }
    return written;
}
/** Equal blobs once: platforms share layers. Foreign layers, which are kept elsewhere, are not copied. */
function distinctBlobs(image, base) {
    const blobs = image.platforms.flatMap((platform) => platformBlobs(platform, base));
    return [...new Map(blobs.map((blob) => [blob.descriptor.digest, blob])).values()];
}
function platformBlobs(image, base) {
    const { config } = image.manifest.content;
    const own = image.layers.map(({ descriptor, open, origin }) => ({ descriptor, open, origin }));
    const below = image.baseLayers.flatMap((descriptor) => base === undefined || descriptor.urls !== undefined
        ? []
        : [{ descriptor, open: () => base.readBlob(descriptor), origin: base.registry }]);
    const configBlob = {
        descriptor: config,
        open: () => external_node_stream_.Readable.from([image.configBytes]),
        origin: undefined,
    };
    return [...below, ...own, configBlob];
}
/** A blob of another repository of the same registry is mounted from there. */
function mountOption({ origin }, { registry }) {
    const isNeighbour = origin?.host === registry?.host && origin?.repository !== registry?.repository;
    return origin !== undefined && isNeighbour ? { mountFrom: origin.repository } : {};
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

;// CONCATENATED MODULE: ./shared/advisories/version/pep440.ts

const VERSION = /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:(?:[-_.]?(post|rev|r)[-_.]?(\d*))|-(\d+))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i;
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
    const [one, other] = [parse(a), parse(b)];
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
function parse(text) {
    const match = VERSION.exec(text.trim());
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

;// CONCATENATED MODULE: ./actions/build-image/tags/version.ts

const SEMVER = /^v?(0|[1-9]\d{0,15})\.(0|[1-9]\d{0,15})\.(0|[1-9]\d{0,15})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
/** Semantic Versioning 2.0.0, with the `v` that git tags have; undefined for anything else. */
function parseSemver(raw) {
    const [whole, major, minor, patch, pre] = SEMVER.exec(raw) ?? [];
    if (whole === undefined)
        return undefined;
    const prerelease = pre?.split('.') ?? [];
    if (prerelease.some((part) => /^0\d+$/.test(part)))
        return undefined;
    const version = `${major ?? ''}.${minor ?? ''}.${patch ?? ''}${wrapped('-', pre, '')}`;
    const [x, y, z] = [Number(major), Number(minor), Number(patch)];
    return { scheme: 'semver', raw, version, major: x, minor: y, patch: z, prerelease };
}
const PEP440 = /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?((?:-\d+)|(?:[-_.]?(?:post|rev|r)[-_.]?\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;
const PHASES = { alpha: 'a', beta: 'b', c: 'rc', pre: 'rc', preview: 'rc' };
/** Python's versions (PEP 440, appendix B), normalised; undefined for anything else. */
function parsePep440(raw) {
    const found = PEP440.exec(raw.toLowerCase());
    if (found === null)
        return undefined;
    const [, epoch, release = '', phase, phaseNumber, post, dev, devNumber, local] = found;
    const numbers = release.split('.').map(digits);
    const pre = phase === undefined ? '' : `${PHASES[phase] ?? phase}${digits(phaseNumber)}`;
    const development = dev === undefined ? '' : `.dev${digits(devNumber)}`;
    const [major = 0, minor = 0, patch = 0] = numbers.map(Number);
    const prerelease = [pre, postText(post), development].filter((part) => part !== '');
    const version = [wrapped('', epoch, '!'), numbers.join('.'), ...prerelease, wrapped('+', local, '')];
    return { scheme: 'pep440', raw, version: version.join(''), major, minor, patch, prerelease };
}
/** A number as text: it may be a time, of more digits than a number of JavaScript holds. */
const digits = (text = '') => text.replace(/^0+(?=\d)/, '') || '0';
const wrapped = (before, text, after) => text === undefined ? '' : `${before}${text}${after}`;
const postText = (post) => post === undefined ? '' : `.post${digits(/\d+/.exec(post)?.[0])}`;
/** Precedence (Semantic Versioning 2.0.0, 11; PEP 440) of two versions of one grammar: negative when `a` comes before `b`. */
function compareVersions(a, b) {
    if (a.scheme === 'pep440')
        return comparePep440(a.version, b.version) ?? 0;
    const byNumber = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
    if (byNumber !== 0)
        return byNumber;
    if (a.prerelease.length === 0 || b.prerelease.length === 0)
        return b.prerelease.length - a.prerelease.length;
    const length = Math.max(a.prerelease.length, b.prerelease.length);
    for (let at = 0; at < length; at += 1) {
        const order = compareIdentifiers(a.prerelease[at], b.prerelease[at]);
        if (order !== 0)
            return order;
    }
    return 0;
}
function compareIdentifiers(a, b) {
    if (a === undefined || b === undefined)
        return a === b ? 0 : a === undefined ? -1 : 1;
    const [numberA, numberB] = [a, b].map((part) => (/^\d+$/.test(part) ? Number(part) : undefined));
    if (numberA !== undefined && numberB !== undefined)
        return numberA - numberB;
    if (numberA !== undefined || numberB !== undefined)
        return numberA !== undefined ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
}

;// CONCATENATED MODULE: ./actions/build-image/tags/release.ts

const NOTHING_AROUND = { before: '', after: '' };
/** Of the tags of a repository those that name a release in the grammar of `like`, with the same text around it. */
function releasesAmong(tags, like, around = NOTHING_AROUND) {
    return tags.flatMap((tag) => {
        const inner = within(tag, around);
        const version = inner === undefined ? undefined : parseLike(like, inner);
        if (version === undefined || version.prerelease.length > 0 || isDate(version, like))
            return [];
        return [{ tag, version }];
    });
}
const FIRST_YEAR = 2000;
/** Beside versions that do not count years, `2026.11.24` is the date of a nightly build, not the newest release. */
const isDate = ({ major }, like) => major >= FIRST_YEAR && like.major < FIRST_YEAR;
function within(tag, { before, after }) {
    const isOurs = tag.startsWith(before) && tag.endsWith(after) && tag.length > before.length + after.length;
    return isOurs ? tag.slice(before.length, tag.length - after.length) : undefined;
}
/** A number alone is a Python version too, but as a tag it is a date or a commit. */
function parseLike({ scheme }, text) {
    if (scheme === 'semver')
        return parseSemver(text);
    // A tag cannot hold the ! of an epoch.
    return text.includes('.') ? parsePep440(text.replace(/^(\d+)-(?=\d+\.)/, '$1!')) : undefined;
}

;// CONCATENATED MODULE: ./actions/build-image/tags/forward.ts


/**
 * Whether a `forward` tag may be written: not when the repository has a newer release of the same line, as after a fix of an old release.
 * `latest` is the line of all releases, `1` of those that begin with 1, `1.2` of those that begin with 1.2.
 */
function heldBack({ tag, kind, version, line, around }, existing) {
    if (kind !== 'forward' || version === undefined)
        return undefined;
    const newest = newestOf(releasesAmong(existing, version, around).filter((each) => isOfLine(each.version, version, line)));
    if (newest === undefined || compareVersions(newest.version, version) <= 0)
        return undefined;
    return { tag, newest: newest.tag };
}
const newestOf = (releases) => releases.reduce((best, each) => (best === undefined || compareVersions(each.version, best.version) > 0 ? each : best), undefined);
function isOfLine(other, version, line) {
    if (line === 'all')
        return true;
    return other.major === version.major && (line === 'major' || other.minor === version.minor);
}

;// CONCATENATED MODULE: ./actions/build-image/destination.ts


/**
 * Compares the wanted tags with the destination, before anything is written.
 * @throws UserError ('refused') with every version tag that names another digest.
 */
async function planTags(store, tags, digest) {
    const existing = tags.some(({ kind }) => kind === 'forward') ? await store.listTags() : [];
    const plan = { write: [], already: [], heldBack: [] };
    const problems = [];
    for (const wanted of tags) {
        const now = await store.resolve(wanted.tag);
        const back = heldBack(wanted, existing);
        if (now?.digest === digest)
            plan.already.push(wanted.tag);
        else if (back !== undefined)
            plan.heldBack.push(back);
        else if (wanted.kind !== 'version')
            plan.write.push({ tag: wanted.tag });
        else if (now === undefined)
            plan.write.push({ tag: wanted.tag, expect: null });
        else
            problems.push(movedVersion(store.name, wanted.tag, now.digest, digest));
    }
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems, { result: 'refused' });
    const unchanged = plan.write.length === 0 && (await store.resolve(digest)) !== undefined;
    return { ...plan, write: plan.write.toSorted((a, b) => destination_rank(a) - destination_rank(b)), unchanged };
}
/**
 * After tags were written: two releases at once do not see each other beforehand, and the older may be the last to write `latest`. Whoever
 * finds a newer release now gives its tag to that, so that it is there in the end whatever the order was.
 */
async function settleForward(store, tags, plan) {
    const written = new Set(plan.write.map(({ tag }) => tag));
    const wanted = tags.filter(({ kind, tag }) => kind === 'forward' && written.has(tag));
    const existing = wanted.length === 0 ? [] : await store.listTags();
    const overtaken = wanted.flatMap((tag) => heldBack(tag, existing) ?? []);
    for (const { tag, newest } of overtaken) {
        const { bytes, descriptor } = await store.readManifest(newest);
        await store.putManifest(bytes, { mediaType: descriptor.mediaType, tag });
        written.delete(tag);
    }
    const write = plan.write.filter(({ tag }) => written.has(tag));
    return { ...plan, write, heldBack: [...plan.heldBack, ...overtaken] };
}
/** Whose version someone else took in the meantime has written nothing yet; `latest` says last that all of it is there. */
const destination_rank = ({ tag, expect }) => (expect === null ? 0 : tag.includes('latest') ? 2 : 1);
const movedVersion = (name, tag, seen, wanted) => ({
    what: `${name}:${tag} exists with another digest`,
    rule: 'a version tag is never moved',
    seen: `${seen}, this build made ${wanted}`,
    next: `release a new version; verify-against: ${name}@${seen} tells what differs`,
});

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
function fields_parseTime(text) {
    if (!RFC_3339.test(text))
        return undefined;
    const time = new Date(text);
    return Number.isNaN(time.getTime()) ? undefined : time;
}
/** The time at a dotted path, as `parseTime` reads it. */
function fields_timeAt(value, path) {
    const text = fields_textAt(value, path);
    return text === undefined ? undefined : fields_parseTime(text);
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
        finishedOn: fields_timeAt(value, 'runDetails.metadata.finishedOn'),
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
const unreadable = (path, rule, seen) => ({
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
            return unreadable(path, 'an installed package has a name and a version', paragraph);
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
            return unreadable(path, 'lines are "Field: value"', paragraph);
        const record = dpkg_toRecord(fields);
        if (record === 'invalid')
            return unreadable(path, 'an installed package has a name and a version', paragraph);
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
const go_HEADER = 128;
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
        if (state.header.length < go_HEADER)
            state.header = Buffer.concat([state.header, chunk.subarray(0, go_HEADER)]);
        return;
    }
    const at = bytes.indexOf(BUILD_INFO);
    if (at >= 0)
        state.header = Buffer.from(bytes.subarray(at, at + go_HEADER));
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
    const content = asRecord((0,json/* tryJson */.MR)(text.replace(/^\ufeff/, '')));
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
var posix_ = __webpack_require__(3916);
var posix_default = /*#__PURE__*/__webpack_require__.n(posix_);
;// CONCATENATED MODULE: ./shared/sbom/file-tree.ts

const file_tree_WHITEOUT = '.wh.';
const file_tree_OPAQUE = '.wh..wh..opq';
const file_tree_MAX_LINKS = 40;
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
    if (base === file_tree_OPAQUE)
        hideLower(state, directory, false);
    else if (base.startsWith(file_tree_WHITEOUT))
        hideLower(state, file_tree_join(directory, base.slice(file_tree_WHITEOUT.length)), true);
    else
        file_tree_replace(state, file_tree_join(directory, base), entry);
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
        clear(state, child, file_tree_join(filePath, name), { ...clearing, itself: true });
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
            done = file_tree_join(done, part);
            current = next;
            continue;
        }
        hops += 1;
        if (hops > file_tree_MAX_LINKS)
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
        yield* collect(child, file_tree_join(filePath, name));
}
function* linksIn(root, at, filePath) {
    if (at.link !== undefined)
        yield [filePath, leadsTo(root, filePath)];
    for (const [name, child] of at.children)
        yield* linksIn(root, child, file_tree_join(filePath, name));
}
const partsOf = (at) => at.split('/').filter((part) => part !== '');
const file_tree_join = (directory, base) => (directory === '' ? base : `${directory}/${base}`);
const parentOf = (at) => at.slice(0, Math.max(0, at.lastIndexOf('/')));

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
                tree.keep(path, (before) => layer_files_tell(finding, layer, before));
        },
    };
}
/** One package in one version, whatever file says so. */
const packageKey = ({ name, version, architecture }) => `${name}@${version}/${architecture ?? ''}`;
function layer_files_tell(finding, layer, before) {
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
    return summarise(tree, content.layers.map(({ digest }) => digest), problems);
}
const inLayer = (problem, index, count) => ({
    ...problem,
    what: `layer ${index + 1} of ${count}: ${problem.what}`,
});
function summarise(tree, layers, unread) {
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
                    : { properties: ownProperties({ platform: (0,oci_platform/* formatPlatform */.Bq)(subject.platform) }) }),
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

;// CONCATENATED MODULE: ./actions/build-image/evidence.ts









const CYCLONEDX_TYPE = 'https://cyclonedx.org/bom';
const SPDX_TYPE = 'https://spdx.dev/Document';
/** Writes provenance, one SBOM a platform and what the builder attests below the runner's temporary directory. */
async function writeEvidence(request, context) {
    const { image } = request;
    const directory = external_node_path_default().join(context.temp, 'fixity', `build-${(0,oci_digest/* hexOf */.ZD)(image.index.descriptor.digest).slice(0, 16)}`);
    (0,external_node_fs_.mkdirSync)(directory, { recursive: true });
    const provenancePath = external_node_path_default().join(directory, 'provenance.json');
    (0,external_node_fs_.writeFileSync)(provenancePath, `${JSON.stringify(request.provenance, null, 2)}\n`);
    const sboms = [];
    for (const platform of image.platforms)
        sboms.push(await writeSbom(platform, request, directory, context));
    const written = request.statements.map((statement) => writeStatement(statement, directory));
    return {
        provenancePath,
        sboms,
        statementPaths: written.map(({ path: file }) => file),
        attestations: [
            `${PROVENANCE_TYPE}=${provenancePath}`,
            ...sboms.map(({ digest, path: file }) => `${CYCLONEDX_TYPE}@${digest}=${file}`),
            ...written.flatMap(({ attestation }) => attestation),
        ],
    };
}
/**
 * The builder's SBOM is one more document to sign. Its provenance is not: signed by this workflow, what it says of builder and invocation would be taken
 * for this workflow's word. Ours names its digest and has its materials.
 */
function writeStatement({ kind, platform, subject, predicate, bytes }, directory) {
    const name = (0,oci_platform/* formatPlatform */.Bq)(platform).replaceAll('/', '-');
    const statement = external_node_path_default().join(directory, `buildkit-${kind}-${name}.intoto.json`);
    (0,external_node_fs_.writeFileSync)(statement, bytes);
    switch (kind) {
        case 'provenance':
            return { path: statement, attestation: [] };
        case 'sbom': {
            const document = external_node_path_default().join(directory, `sbom-${name}.spdx.json`);
            (0,external_node_fs_.writeFileSync)(document, JSON.stringify(predicate));
            return { path: statement, attestation: [`${SPDX_TYPE}@${subject}=${document}`] };
        }
    }
}
async function writeSbom({ platform, manifest }, { store, destination, epoch }, directory, context) {
    const name = (0,oci_platform/* formatPlatform */.Bq)(platform);
    const { digest } = manifest.descriptor;
    const inventory = await catalogueImage(store, manifest, { signal: context.signal });
    const subject = { name: (0,oci_reference/* repositoryName */.aR)(destination), digest, platform };
    const document = toCycloneDx(inventory, { subject, timestamp: new Date(epoch * 1000) });
    const file = external_node_path_default().join(directory, `sbom-${name.replaceAll('/', '-')}.cdx.json`);
    (0,external_node_fs_.writeFileSync)(file, cycloneDxText(document));
    return {
        platform: name,
        digest,
        path: file,
        packages: inventory.components.length,
        problems: inventory.problems,
    };
}

;// CONCATENATED MODULE: ./shared/image/layer-diff.ts





/**
 * Every member of a layer with the digest of its content. Memory grows with the number of members, not with their size.
 * @throws UserError when it cannot be read to its end.
 */
async function indexLayer(blob, mediaType, name) {
    const index = new Map();
    await unpack(blob, mediaType, name, async (archive) => {
        const { stopped } = await readTar(archive, ({ path, type, mode, uid, gid, mtime, size, linkTarget = '' }) => {
            const facts = { type, mode, owner: `${uid}:${gid}`, modified: mtime, size, target: linkTarget };
            index.set(path, { ...facts, content: '' });
            if (type !== 'file')
                return undefined;
            const hash = (0,external_node_crypto_.createHash)('sha256');
            return {
                write: (chunk) => {
                    hash.update(chunk);
                },
                end: () => {
                    index.set(path, { ...facts, content: hash.digest('hex') });
                },
            };
        });
        if (stopped !== undefined)
            throw new text_error/* UserError */.yo({ ...stopped, what: `${name}: ${stopped.what}` });
    });
    return index;
}
/** What changed from one layer to another, in byte order of the paths. */
function compareLayers(before, after) {
    const paths = [...new Set([...before.keys(), ...after.keys()])];
    const ordered = paths.sort((a, b) => byteOrder(a, b));
    return ordered.flatMap((path) => {
        const [old, now] = [before.get(path), after.get(path)];
        if (old === undefined)
            return [{ path, kind: 'added' }];
        if (now === undefined)
            return [{ path, kind: 'removed' }];
        const field = Object.keys(old).find((key) => old[key] !== now[key]);
        return field === undefined ? [] : [{ path, kind: 'changed', field }];
    });
}

;// CONCATENATED MODULE: ./actions/build-image/previous.ts









/** Layers of more compressed bytes than this are compared by size only. */
const MAX_COMPARED_BYTES = 32 * 1024 * 1024;
/**
 * The newest release below this one, else what the first moving tag names now. Undefined when there is neither: it is only a help, so an image
 * that cannot be read as one is passed over.
 */
async function findPrevious(store, tags) {
    const tag = await previousTag(store, tags);
    const found = tag === undefined ? undefined : await store.resolve(tag);
    if (tag === undefined || found === undefined)
        return undefined;
    try {
        const { platforms } = await readImage(store, found.digest);
        const read = platforms.map(async ({ platform, manifest }) => {
            const layers = isImageIndex(manifest.content) ? [] : manifest.content.layers;
            return { platform, layers, config: await readImageConfig(store, manifest) };
        });
        return { tag, digest: found.digest, store, platforms: await Promise.all(read) };
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return undefined;
        throw error;
    }
}
/** How an image differs from its predecessor; undefined when it is the same one, or they have no platform in common. */
async function compareWithPrevious(previous, image) {
    if (previous === undefined || previous.digest === image.index.descriptor.digest)
        return undefined;
    const { tag, digest, store, platforms } = previous;
    const changes = new Map();
    let [sizeBefore, sizeNow] = [0, 0];
    for (const now of image.platforms) {
        const before = platforms.find((each) => samePlatform(each.platform, now.platform));
        if (before === undefined)
            continue;
        sizeBefore += totalSize(before.layers);
        sizeNow += totalSize(now.manifest.content.layers);
        const old = namedLayers(before.config, before.layers);
        for (const [layer, change] of await layerChanges(store, old, before.layers, now))
            changes.set(layer, change);
    }
    return sizeBefore === 0 ? undefined : { tag, digest, sizeBefore, sizeNow, layers: changes };
}
const totalSize = (layers) => layers.reduce((total, { size }) => total + size, 0);
async function previousTag(store, { tags }) {
    const named = tags.find(({ version, kind }) => version !== undefined && kind !== 'moving');
    if (named?.version === undefined)
        return tags.find(({ kind }) => kind === 'moving')?.tag;
    const { version, around } = named;
    const releases = releasesAmong(await store.listTags(), version, around);
    return newestOf(releases.filter((each) => compareVersions(each.version, version) < 0))?.tag;
}
/** Layers by the names that the history gives them. */
function namedLayers(config, layers) {
    const history = (config.history ?? []).filter((each) => each.empty_layer !== true);
    const named = history.flatMap(({ created_by: by = '' }, at) => {
        const layer = layers[at];
        return layer !== undefined && by.startsWith(layerPrefix) ? [[by.slice(layerPrefix.length), layer]] : [];
    });
    return history.length === layers.length ? new Map(named) : new Map();
}
async function layerChanges(store, old, all, now) {
    const known = new Set(all.map(({ digest }) => digest));
    const base = now.baseLayers.map(({ digest }) => [
        digest,
        { kind: known.has(digest) ? 'same' : 'new' },
    ]);
    const own = [];
    const isInOrder = old.size === 0 && all.length === now.baseLayers.length + now.layers.length;
    for (const [at, layer] of now.layers.entries()) {
        const { digest, size } = layer.descriptor;
        // Steps of a Dockerfile have no names that stay; as many layers as before are the same steps.
        const before = isInOrder ? all[now.baseLayers.length + at] : old.get(layer.name);
        if (known.has(digest))
            own.push([digest, { kind: 'same' }]);
        else if (before === undefined)
            own.push([digest, { kind: 'new' }]);
        else
            own.push([
                digest,
                { kind: 'changed', bytes: size - before.size, ...(await changedFiles(store, before, layer)) },
            ]);
    }
    return [...base, ...own];
}
async function changedFiles(store, before, layer) {
    if (before.size + layer.descriptor.size > MAX_COMPARED_BYTES)
        return {};
    const name = `layer ${before.digest} of the previous image`;
    try {
        const old = await indexLayer(await store.readBlob(before), before.mediaType, name);
        const now = await indexLayer(await layer.open(), layer.descriptor.mediaType, `layer ${layer.name}`);
        const changes = compareLayers(old, now);
        return { files: changes.map(({ path, kind }) => `${SIGN[kind]} /${path}`) };
    }
    catch (error) {
        // It is only a help: what others stored need not be readable.
        if (error instanceof text_error/* UserError */.yo)
            return {};
        throw error;
    }
}
const SIGN = { added: '+', removed: '-', changed: '~' };

;// CONCATENATED MODULE: ./actions/build-image/secret-values.ts



/** Shorter values are words, which stand anywhere. */
const MIN_LENGTH = 6;
/** A secret is a key or a token; a larger file is not searched for. */
const MAX_FILE_BYTES = 64 * 1024;
/** The secrets of these inputs; files are relative to the directory that builders start in. */
function secretsOf({ secrets = [], secretFiles = [], registryPassword, token, cacheSecret }, directory) {
    return [
        ...secrets,
        ...secretFiles.map(({ name, value }) => ({ name, value: contentOf(external_node_path_default().resolve(directory, value)) })),
        ...Object.entries({ 'registry-password': registryPassword, token, 'cache-secret': cacheSecret }).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
    ];
}
/** Nothing of a file that is not there: the builder says so. */
function contentOf(file) {
    const size = (0,external_node_fs_.statSync)(file, { throwIfNoEntry: false })?.size ?? 0;
    return size === 0 || size > MAX_FILE_BYTES ? '' : (0,external_node_fs_.readFileSync)(file, 'utf8').trim();
}
/**
 * Lets a document pass in which none of these secrets stands, whatever input carried it there.
 * @throws UserError ('refused') that names the secret, and never its value.
 */
function refuseSecrets(document, secrets) {
    const text = JSON.stringify(document);
    const found = secrets.filter(({ value }) => value.length >= MIN_LENGTH && text.includes(inJson(value)));
    if (found.length === 0)
        return;
    throw new text_error/* UserError */.yo(found.map(({ name }) => ({
        what: `the value of the secret '${name}' would stand in the image or its provenance, for everybody to read`,
        rule: 'a secret is given in secrets alone',
        next: 'take it out of build-args, labels, annotations and build contexts',
    })), { result: 'refused' });
}
const inJson = (value) => JSON.stringify(value).slice(1, -1);

;// CONCATENATED MODULE: ./actions/build-image/size.ts


/** Bytes of all blobs and manifests, each counted once. */
function imageSize(image) {
    const descriptors = image.platforms.flatMap(({ manifest }) => [
        manifest.descriptor,
        manifest.content.config,
        ...manifest.content.layers,
    ]);
    const distinct = new Map([image.index.descriptor, ...descriptors].map(({ digest, size }) => [digest, size]));
    return [...distinct.values()].reduce((total, size) => total + size, 0);
}
/** A growth beyond `limit` percent, which is worth a look before it is everywhere. */
function growthFinding(comparison, limit) {
    if (comparison === undefined)
        return [];
    const { sizeBefore, sizeNow, tag } = comparison;
    const growth = ((sizeNow - sizeBefore) / sizeBefore) * 100;
    if (growth <= limit)
        return [];
    return [
        {
            check: 'size',
            what: `the layers grew by ${growth.toFixed(0)} % since ${tag}`,
            seen: `${(0,text_size/* formatBytes */.z)(sizeBefore)} before, ${(0,text_size/* formatBytes */.z)(sizeNow)} now; ${limit} % is allowed`,
            next: 'look at the layers below, or raise max-size-growth',
        },
    ];
}
/** The platforms whose layers are more than `budget` bytes, packed: what a machine pulls. */
function budgetFindings(image, budget) {
    return image.platforms.flatMap(({ platform, manifest }) => {
        const size = manifest.content.layers.reduce((total, layer) => total + layer.size, 0);
        if (budget === undefined || size <= budget)
            return [];
        return [
            {
                check: 'size',
                what: `the layers of ${(0,oci_platform/* formatPlatform */.Bq)(platform)} are over their budget`,
                seen: `${(0,text_size/* formatBytes */.z)(size)}; max-size is ${(0,text_size/* formatBytes */.z)(budget)}`,
                next: 'look at the layers below, or raise max-size',
            },
        ];
    });
}

;// CONCATENATED MODULE: ./actions/build-image/deliver.ts










/**
 * What every way of building ends with: tags are compared with the destination, the image with its predecessor; its evidence is written, since a
 * tag must not name what cannot be signed; then it is stored, and tags come last.
 * @throws UserError ('refused') for a version tag that names another digest, and for a growth that is not allowed.
 */
async function deliver(ready, context) {
    const { plan, image, base, bases, startedOn, phases } = ready;
    const { inputs } = plan;
    const destination = openStore(inputs.image, storePorts(inputs, context, inputs.image));
    const planned = await planTags(destination, plan.tags.tags, image.index.descriptor.digest);
    const before = 'previous' in ready ? ready.previous : await findPrevious(destination, plan.tags);
    const previous = await phases.run('Compare', () => compareWithPrevious(before, image));
    const sizes = [...budgetFindings(image, inputs.maxSize), ...growthFinding(previous, inputs.maxSizeGrowth)];
    const warnings = refuseErrors(sizes, plan);
    tell(warnings, context.log);
    const stores = inputs.push && !inputs.dryRun;
    const evidence = await phases.run('Evidence', () => evidenceOf(ready, context));
    const published = stores ? await publish(ready, destination, planned.write, context) : undefined;
    const tags = stores ? await settled(ready, destination, planned, context) : planned;
    return {
        plan,
        base,
        bases,
        image,
        warnings,
        reproducible: 'unknown',
        tags,
        previous,
        published: published && { ...published, tagsWritten: stillThere(published, tags) },
        evidence,
        builtAt: startedOn,
        phases: phases.list(),
        milliseconds: context.clock.now().getTime() - startedOn.getTime(),
    };
}
async function evidenceOf({ plan, image, store, provenance, secrets, statements = [] }, context) {
    const written = provenance(context.clock.now());
    const configs = image.platforms.map(({ config }) => config);
    const manifests = [image.index, ...image.platforms.map(({ manifest }) => manifest)];
    const contents = manifests.map(({ content }) => content);
    const attested = statements.map(({ predicate }) => predicate);
    refuseSecrets({ written, configs, contents, attested }, secrets);
    return writeEvidence({
        image,
        destination: plan.inputs.image,
        store,
        provenance: written,
        statements,
        epoch: plan.epoch,
    }, context);
}
const publish = async ({ image, base, prepare, phases }, destination, tags, context) => phases.run('Publish', async () => {
    await prepare?.(destination);
    const options = { tags, signal: context.signal, ...(base === undefined ? {} : { base: base.store }) };
    return publishImage(image, destination, options);
});
/** Everything is there already: who cannot be asked whether a newer release came meanwhile fails nothing. */
async function settled({ plan }, destination, planned, { log }) {
    try {
        return await settleForward(destination, plan.tags.tags, planned);
    }
    catch (error) {
        if (!(error instanceof text_error/* UnavailableError */.hG || error instanceof text_error/* UserError */.yo))
            throw error;
        log.warn(`whether a newer release was made meanwhile is not known: ${error.message}`);
        return planned;
    }
}
const stillThere = ({ tagsWritten }, { heldBack }) => tagsWritten.filter((tag) => !heldBack.some((each) => each.tag === tag));

;// CONCATENATED MODULE: ./shared/image/inspect-image.ts



/**
 * Streams layers of a finished image once: lists their files, and shows every path and content to `secrets`. Memory does not grow with the size
 * of layers. @throws UserError when a layer cannot be read to its end.
 */
async function inspectLayers(layers, secrets) {
    const files = [];
    for (const layer of layers) {
        const name = `layer ${layer.descriptor.digest}`;
        await unpack(await layer.open(), layer.descriptor.mediaType, name, async (archive) => {
            const { stopped } = await readTar(archive, ({ path, type, mode }) => {
                const file = { path, name: `/${path}` };
                files.push({ path, type, mode });
                secrets.see(file);
                return {
                    write: (chunk) => {
                        secrets.inspect(file, chunk);
                    },
                    end: () => undefined,
                };
            });
            if (stopped !== undefined)
                throw new text_error/* UserError */.yo({ ...stopped, what: `${name}: ${stopped.what}` });
        });
    }
    return files;
}

;// CONCATENATED MODULE: ./actions/build-image/builders/platform-manifests.ts



/**
 * The manifests of an image for these platforms, of any variant; all of them where no platform is given, or where an index nests others. A base is there
 * for a dozen platforms, and registries count every manifest that is read.
 */
async function manifestsFor(store, digest, platforms) {
    const { content } = await store.readManifest(digest);
    const isFlat = isImageIndex(content) && content.manifests.every(({ mediaType }) => isManifest(mediaType));
    if (!isFlat || platforms.length === 0)
        return (await readImage(store, digest)).platforms;
    const wanted = content.manifests.flatMap(({ digest: child, platform }) => platform !== undefined && platforms.some((each) => isFor(platform, each)) ? [{ child, platform }] : []);
    return Promise.all(wanted.map(async ({ child, platform }) => ({ platform, manifest: await store.readManifest(child) })));
}
/** Of any variant. */
const isFor = (platform, { os, architecture }) => platform.os === os && platform.architecture === architecture;

;// CONCATENATED MODULE: ./actions/build-image/bases.ts






/** The images that a Dockerfile's build read, that of the target's layers first; a frontend is none of them. */
async function basesOf({ images, materials }, target, { ports, platforms }) {
    const bases = materials.flatMap((material, at) => images[at]?.use.kind === 'syntax' ? [] : (imageOf(material) ?? []));
    const distinct = [...new Map(bases.map((image) => [image.digest, image])).values()];
    const isTarget = ({ digest }) => (0,oci_digest/* hexOf */.ZD)(digest) === target?.material.digest['sha256'];
    distinct.sort((a, b) => Number(isTarget(b)) - Number(isTarget(a)));
    return Promise.all(distinct.map(async (image) => ({ ...image, ...(await ageOf(image, { ports, platforms })) })));
}
/** Undefined for what is no image: a context, a file that was fetched. */
function imageOf({ uri }) {
    const text = uri.replace(/^docker:\/\//, '');
    if (!/@sha256:[0-9a-f]{64}$/.test(text))
        return undefined;
    const { digest, ...reference } = (0,oci_reference/* parseReference */.F2)(text);
    return digest === undefined ? undefined : { name: (0,oci_reference/* formatReference */.FH)(reference), digest };
}
/** An age is worth one look, and no failure. */
async function ageOf({ name, digest }, { ports, platforms }) {
    try {
        const store = openStore((0,oci_reference/* parseReference */.F2)(name), ports);
        const created = await createdOf(store, await manifestsFor(store, digest, platforms.slice(0, 1)));
        return created === undefined ? {} : { created };
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo || error instanceof text_error/* UnavailableError */.hG)
            return {};
        throw error;
    }
}

;// CONCATENATED MODULE: ./shared/dockerfile/pattern.ts
/** The patterns of `${x#p}` and `${x/p/r}`: `*` and `?`, with `\` before what is meant literally. */
function patternSource(pattern, greedy) {
    let source = '';
    for (let index = 0; index < pattern.length; index += 1) {
        const character = pattern[index] ?? '';
        if (character === '\\' && index + 1 < pattern.length) {
            index += 1;
            source += literal(pattern[index] ?? '');
        }
        else if (character === '*')
            source += greedy ? '[^]*' : '[^]*?';
        else if (character === '?')
            source += '[^]';
        else
            source += literal(character);
    }
    return source;
}
const literal = (character) => character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
/** Takes the shortest or longest match of `pattern` off the start or end of `value`. */
function trimPattern(value, pattern, side, greedy) {
    const source = patternSource(pattern, greedy);
    if (side === 'start')
        return value.replace(new RegExp(`^${source}`), '');
    const whole = new RegExp(`^${patternSource(pattern, true)}$`);
    const starts = Array.from({ length: value.length + 1 }, (_, index) => index);
    const match = (greedy ? starts : starts.reverse()).find((start) => whole.test(value.slice(start)));
    return match === undefined ? value : value.slice(0, match);
}
/** Replaces the first or every longest match. */
function replacePattern(value, pattern, replacement, all) {
    return value.replace(new RegExp(patternSource(pattern, true), all ? 'g' : ''), () => replacement);
}

;// CONCATENATED MODULE: ./shared/dockerfile/expansion.ts


/**
 * Expands a word as BuildKit's frontend does (Dockerfile reference, "Environment replacement"): `$x`, `${x}`, `${x:-w}`, `${x-w}`,
 * `${x:+w}`, `${x+w}`, `${x:?w}`, `${x?w}`, `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}`, `${x/p/r}`, `${x//p/r}`. A variable without a value is empty.
 * @throws UserError when the word cannot be expanded, or `?` asks for a value that is not there.
 */
function expand(input, variables, escape) {
    const state = { input, variables, escape, unset: [], index: 0 };
    return { text: readUntil(state, ''), unset: state.unset };
}
/** Reads up to `stop` (not past it), or to the end where `stop` is empty. */
function readUntil(state, stop, keepEscapes = false) {
    let text = '';
    while (state.index < state.input.length) {
        const character = state.input[state.index] ?? '';
        if (character === stop)
            return text;
        if (character === "'")
            text += singleQuoted(state);
        else if (character === '"')
            text += doubleQuoted(state);
        else if (character === '$')
            text += variable(state);
        else if (character === state.escape) {
            text += (keepEscapes ? character : '') + (state.input[state.index + 1] ?? '');
            state.index += 2;
        }
        else {
            text += character;
            state.index += 1;
        }
    }
    if (stop !== '')
        fail(state, `missing '${stop}'`);
    return text;
}
function singleQuoted(state) {
    const end = state.input.indexOf("'", state.index + 1);
    if (end < 0)
        fail(state, "missing '");
    const text = state.input.slice(state.index + 1, end);
    state.index = end + 1;
    return text;
}
function doubleQuoted(state) {
    let text = '';
    state.index += 1;
    while (state.index < state.input.length) {
        const character = state.input[state.index] ?? '';
        const next = state.input[state.index + 1] ?? '';
        if (character === '"') {
            state.index += 1;
            return text;
        }
        if (character === '$')
            text += variable(state);
        else if (character === state.escape && ['"', '$', state.escape].includes(next)) {
            text += next;
            state.index += 2;
        }
        else {
            text += character;
            state.index += 1;
        }
    }
    return fail(state, 'missing "');
}
/** At a `$`. */
function variable(state) {
    state.index += 1;
    if (state.input[state.index] !== '{') {
        const name = readName(state);
        return name === '' ? '$' : (look(state, name) ?? '');
    }
    state.index += 1;
    const name = readName(state);
    if (name === '')
        fail(state, 'a bad substitution');
    const colon = state.input[state.index] === ':';
    if (colon)
        state.index += 1;
    const operator = state.input[state.index] ?? '';
    state.index += 1;
    if (operator === '}' && !colon)
        return look(state, name) ?? '';
    return substitute(state, name, operator, colon);
}
/** Letters, digits and `_`; the positional and special parameters of a shell are names too, and never set. */
function readName(state) {
    const rest = state.input.slice(state.index);
    const name = /^(?:[A-Za-z_]\w*|\d+|[@*#?$!-])/.exec(rest)?.[0] ?? '';
    state.index += name.length;
    return name;
}
function look(state, name) {
    const value = state.variables.get(name);
    if (value === undefined)
        state.unset.push(name);
    return value;
}
function substitute(state, name, operator, colon) {
    switch (operator) {
        case '-':
        case '+':
        case '?':
            return expansion_choose(state, name, operator, colon);
        case '#':
        case '%':
        case '/':
            if (colon)
                return fail(state, `an unsupported modifier (:${operator})`);
            return edit(state, state.variables.get(name) ?? '', operator);
        default:
            return fail(state, `an unsupported modifier (${colon ? ':' : ''}${operator})`);
    }
}
/** With a colon an empty value counts as none. */
function expansion_choose(state, name, operator, colon) {
    const value = state.variables.get(name);
    const present = value !== undefined && !(colon && value === '');
    const word = closing(state, false);
    if (operator === '+')
        return present ? word : '';
    if (present)
        return value;
    if (operator === '-')
        return word;
    const why = value === undefined ? 'is not allowed to be unset' : 'is not allowed to be empty';
    return fail(state, `${name}: ${word === '' ? why : word}`);
}
function edit(state, value, operator) {
    const doubled = state.input[state.index] === operator;
    if (doubled)
        state.index += 1;
    if (operator !== '/') {
        return trimPattern(value, closing(state, true), operator === '#' ? 'start' : 'end', doubled);
    }
    const pattern = readUntil(state, '/', true);
    state.index += 1;
    return replacePattern(value, pattern, closing(state, false), doubled);
}
/** The word up to the closing brace, which is passed. */
function closing(state, keepEscapes) {
    const word = readUntil(state, '}', keepEscapes);
    state.index += 1;
    return word;
}
function fail(state, what) {
    throw new text_error/* UserError */.yo({
        what: `a word cannot be expanded: ${what}`,
        rule: 'environment replacement of the Dockerfile reference',
        seen: JSON.stringify(state.input),
    });
}

;// CONCATENATED MODULE: ./shared/dockerfile/source.ts
/** Line ends are `\n` or `\r\n`; a byte order mark before the first line is no part of it. */
function source_sourceOf(text, file) {
    const lines = [];
    let start = text.startsWith('\ufeff') ? 1 : 0;
    for (const line of text.slice(start).split('\n')) {
        lines.push({ text: line.replace(/\r+$/, ''), start });
        start += line.length + 1;
    }
    return { file, text, lines };
}
/** The line and column, from 1, of an offset. */
function positionAt(source, offset) {
    let low = 0;
    let high = source.lines.length - 1;
    while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((source.lines[middle]?.start ?? 0) <= offset)
            low = middle;
        else
            high = middle - 1;
    }
    return { file: source.file, line: low + 1, column: offset - (source.lines[low]?.start ?? 0) + 1 };
}
/** The text with other words in the place of these parts, which do not overlap; everything else, and the number of lines, stays. */
function spliced({ text }, words) {
    return words
        .toSorted((a, b) => b.span.start - a.span.start)
        .reduce((result, { span, word }) => result.slice(0, span.start) + word + result.slice(span.end), text);
}

;// CONCATENATED MODULE: ./shared/dockerfile/scope.ts



/**
 * The variables before the first FROM, in their order: the automatic platform arguments, then each ARG with the build's value, else its own.
 * @throws UserError when a default cannot be expanded.
 */
function globalScope(dockerfile, { args = {}, ...build }) {
    const variables = new Map(Object.entries(platformArguments(build)));
    const places = new Map();
    const given = new Set();
    for (const { name, value } of dockerfile.globalArgs) {
        const fromBuild = Object.hasOwn(args, name) ? args[name] : undefined;
        places.delete(name);
        if (fromBuild !== undefined) {
            variables.set(name, fromBuild);
            given.add(name);
        }
        else if (value !== undefined) {
            variables.set(name, expandWord(dockerfile, value, variables).text);
            const place = literalSpan(value);
            if (place !== undefined)
                places.set(name, place);
        }
    }
    return { variables, places, given };
}
function platformArguments({ platform, buildPlatform, }) {
    const parts = (prefix, value) => {
        if (value === undefined)
            return {};
        const [os = '', architecture = '', variant = ''] = value.split('/');
        return {
            [`${prefix}PLATFORM`]: value,
            [`${prefix}OS`]: os,
            [`${prefix}ARCH`]: architecture,
            [`${prefix}VARIANT`]: variant,
        };
    };
    return { ...parts('TARGET', platform), ...parts('BUILD', buildPlatform ?? platform) };
}
/** Expands a word of the file. @throws UserError at its place. */
function expandWord({ source, escape }, word, variables) {
    try {
        return expand(word.text, variables, escape);
    }
    catch (error) {
        if (!(error instanceof text_error/* UserError */.yo))
            throw error;
        const at = positionAt(source, word.span.start);
        throw new text_error/* UserError */.yo(error.problems.map((problem) => ({ ...problem, at })));
    }
}
/** Where the text of a word stands that is neither expanded nor escaped; within its quotes, if it is quoted as a whole. */
function literalSpan({ text, span }) {
    if (span.end - span.start !== text.length)
        return undefined;
    if (/^[^$\\`'"]+$/.test(text))
        return span;
    if (/^"[^$\\`"]+"$|^'[^']+'$/.test(text))
        return { start: span.start + 1, end: span.end - 1 };
    return undefined;
}

// EXTERNAL MODULE: ./shared/text/case.ts
var text_case = __webpack_require__(2354);
;// CONCATENATED MODULE: ./shared/dockerfile/stage.ts


/**
 * The stage that a build ends with: the one with this name or number, else the last.
 * @throws UserError when there is no such stage.
 */
function targetStage({ stages, source }, target) {
    const wanted = target?.toLowerCase();
    const found = wanted === undefined || wanted === ''
        ? stages.at(-1)
        : (stages.find(({ name }) => name === wanted) ??
            (/^\d+$/.test(wanted) ? stages[Number(wanted)] : undefined));
    if (found !== undefined)
        return found;
    const names = stages.flatMap(({ name }) => name ?? []);
    throw new text_error/* UserError */.yo({
        what: `${source.file} has no stage '${target ?? ''}'`,
        rule: names.length === 0 ? 'none of its stages has a name' : `its stages are ${names.join(', ')}`,
        ...(0,text_case/* didYouMean */.au)(wanted ?? '', names),
    });
}
/** The stage before `before` that `name` means, by name, or by number where numbers are allowed; the nearest one wins. */
function earlierStage(stages, before, name, numbers) {
    const earlier = stages.slice(0, before);
    const named = earlier.findLast((stage) => stage.name === name.toLowerCase());
    return named ?? (numbers && /^\d+$/.test(name) ? earlier[Number(name)] : undefined);
}

;// CONCATENATED MODULE: ./shared/dockerfile/directive.ts

const directive_NAMES = ['syntax', 'escape', 'check'];
/**
 * Reads the directives. They end at the first line that is not one: a blank line, a comment of another kind, an unknown name
 * (BuildKit's Dockerfile reference, "Parser directives").
 */
function readDirectives(source) {
    const found = {};
    const problems = [];
    for (const { text, start } of source.lines) {
        const match = /^\s*#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*$/d.exec(text);
        const name = directive_NAMES.find((each) => each === match?.[1]?.toLowerCase());
        const [valueStart, valueEnd] = match?.indices?.[2] ?? [0, 0];
        if (match === null || name === undefined)
            break;
        const directive = {
            name,
            value: match[2] ?? '',
            span: { start: start + valueStart, end: start + valueEnd },
        };
        const at = positionAt(source, directive.span.start);
        if (found[name] !== undefined) {
            problems.push({ what: `a second parser directive '${name}'`, rule: 'each stands once', at });
        }
        else if (name === 'escape' && !['\\', '`'].includes(directive.value)) {
            problems.push({ what: 'not an escape character', rule: '\\ or `', seen: directive.value, at });
        }
        found[name] ??= directive;
    }
    return { ...found, problems };
}

;// CONCATENATED MODULE: ./shared/dockerfile/line.ts
const isComment = (line) => /^\s*#/.test(line);
const isBlank = (line) => line.trim() === '';
/**
 * Joins the line at index `first` with those that continue it. Comments and blank lines between them are dropped; the escape
 * character continues a line also before trailing blanks, unless it is escaped itself.
 */
function joinLine(source, first, escape) {
    const parts = [];
    let text = '';
    let index = first;
    let continued = true;
    for (; continued && index < source.lines.length; index += 1) {
        const line = source.lines[index] ?? { text: '', start: 0 };
        if (index > first && (isComment(line.text) || isBlank(line.text)))
            continue;
        const indent = index === first ? line.text.length - line.text.trimStart().length : 0;
        const cut = continuation(line.text, escape);
        continued = cut !== undefined;
        parts.push({ at: text.length, offset: line.start + indent });
        text += line.text.slice(indent, cut);
    }
    return { text: text.trimEnd(), parts, first, next: index };
}
/** Where the escape character stands that continues the line; undefined when it does not go on. */
function continuation(line, escape) {
    const trimmed = line.replace(/[ \t]+$/, '');
    if (!trimmed.endsWith(escape) || trimmed.at(-2) === escape)
        return undefined;
    return trimmed.length - 1;
}
/** Where the character at `index` of the joined text stands in the file. */
function offsetAt(line, index) {
    const part = line.parts.findLast(({ at }) => at <= index) ?? line.parts[0];
    return part === undefined ? 0 : part.offset + (index - part.at);
}
/** The part of the file that holds `start` to `end` of the joined text. */
function spanAt(line, start, end) {
    if (end <= start)
        return { start: offsetAt(line, start), end: offsetAt(line, start) };
    return { start: offsetAt(line, start), end: offsetAt(line, end - 1) + 1 };
}

;// CONCATENATED MODULE: ./shared/dockerfile/word.ts

const word = (line, start, end) => ({
    text: line.text.slice(start, end),
    index: start,
    span: spanAt(line, start, end),
});
/** The words from `from` on, parted by blanks alone: how FROM, COPY and ADD read theirs. */
function plainWords(line, from) {
    return Array.from(line.text.slice(from).matchAll(/\S+/g), (match) => word(line, from + match.index, from + match.index + match[0].length));
}
/** The words from `from` on, where blanks in quotes and behind the escape character do not part them: how ARG, ENV, LABEL and flags read theirs. */
function quotedWords(line, from, escape) {
    const words = [];
    let index = from;
    while (index < line.text.length) {
        if (/\s/.test(line.text[index] ?? '')) {
            index += 1;
            continue;
        }
        const end = wordEnd(line.text, index, escape);
        words.push(word(line, index, end));
        index = end;
    }
    return words;
}
function wordEnd(text, start, escape) {
    let quote = '';
    let index = start;
    for (; index < text.length; index += 1) {
        const character = text[index] ?? '';
        if (character === escape && quote !== "'")
            index += 1;
        else if (quote !== '')
            quote = character === quote ? '' : quote;
        else if (character === '"' || character === "'")
            quote = character;
        else if (/\s/.test(character))
            break;
    }
    return Math.min(index, text.length);
}
/** A part of a word, with its place. */
const subWord = (line, { index, text }, start, end = text.length) => word(line, index + start, index + end);

;// CONCATENATED MODULE: ./shared/dockerfile/heredoc.ts

/** Reads the bodies that follow an instruction; `from` is where its text starts that may open some, `next` the line after the last. */
function readHeredocs(source, line, from) {
    const heredocs = [];
    let next = line.next;
    for (const opening of from === undefined ? [] : openings(line, from)) {
        const start = source.lines[next]?.start ?? source.text.length;
        const closing = source.lines.findIndex(({ text }, index) => index >= next && closes(text, opening));
        if (closing < 0)
            return { heredocs, next: source.lines.length, unterminated: opening.name };
        const end = source.lines[closing]?.start ?? start;
        heredocs.push({ name: opening.name, expand: opening.expand, content: { start, end } });
        next = closing + 1;
    }
    return { heredocs, next };
}
const closes = (text, { name, tabs }) => (tabs ? text.replace(/^\t+/, '') : text) === name;
/** `<<` has to start a word, and the JSON form has none. The escape character is `\` here, whatever the directive says. */
function openings(line, from) {
    if (line.text.slice(from).trimStart().startsWith('['))
        return [];
    return quotedWords(line, from, '\\').flatMap(({ text }) => {
        const match = /^\d*<<(-?)([^<]+)$/.exec(text);
        if (match?.[2] === undefined)
            return [];
        const name = match[2].replace(/\\(.)|["']/g, '$1');
        return [{ name, expand: name === match[2], tabs: match[1] === '-' }];
    });
}

;// CONCATENATED MODULE: ./shared/dockerfile/instruction.ts


const WITH_FLAGS = new Set(['FROM', 'COPY', 'ADD', 'RUN', 'HEALTHCHECK']);
const WITH_HEREDOCS = new Set(['COPY', 'ADD', 'RUN']);
/** What stands before the arguments: the keyword and its flags. `heredocsFrom` is set where here-documents may be opened. */
function readHead(line, escape) {
    const [first, second] = plainWords(line, 0);
    const keyword = first?.text.toUpperCase() ?? '';
    const after = first === undefined ? 0 : endOf(first);
    const inner = keyword === 'ONBUILD' ? second : first;
    const mayOpen = inner !== undefined && WITH_HEREDOCS.has(inner.text.toUpperCase());
    const flags = WITH_FLAGS.has(keyword) ? readFlags(line, after, escape) : [];
    const last = flags.at(-1)?.value;
    return {
        keyword,
        flags,
        rest: last === undefined ? after : endOf(last),
        heredocsFrom: mayOpen ? endOf(inner) : undefined,
    };
}
const endOf = ({ index, text }) => index + text.length;
function readFlags(line, from, escape) {
    const flags = [];
    for (const word of quotedWords(line, from, escape)) {
        if (!word.text.startsWith('--') || word.text === '--')
            break;
        const equals = word.text.indexOf('=');
        const name = word.text.slice(2, equals < 0 ? undefined : equals);
        flags.push({ name, value: subWord(line, word, equals < 0 ? word.text.length : equals + 1) });
    }
    return flags;
}
/** Where the instruction's own text starts in the file. */
const startOf = ({ line }) => offsetAt(line, 0);
/** The arguments as text, continuation lines joined. */
const argumentsOf = ({ line, rest }) => line.text.slice(rest).trim();
/** The assignments of ARG, ENV and LABEL, also of the old form `ENV NAME rest of the line`. */
function assignmentsOf(instruction, escape) {
    const { line, rest, keyword } = instruction;
    const words = quotedWords(line, rest, escape);
    const [first] = words;
    if (first !== undefined && keyword !== 'ARG' && !first.text.includes('=')) {
        const [, second] = words;
        const name = { name: first.text, at: first };
        if (second === undefined)
            return [name];
        return [{ ...name, value: subWord(line, second, 0, line.text.length - second.index) }];
    }
    return words.map((word) => {
        const equals = word.text.indexOf('=');
        if (equals < 0)
            return { name: word.text, at: word };
        return { name: word.text.slice(0, equals), at: word, value: subWord(line, word, equals + 1) };
    });
}

;// CONCATENATED MODULE: ./shared/dockerfile/dockerfile.ts








const KEYWORDS = new Set('ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(' '));
const STAGE_NAME = /^[a-z][a-z0-9_.-]*$/;
/**
 * Reads a Dockerfile by the rules of BuildKit's frontend (Dockerfile reference, syntax 1). `file` is its name in messages.
 * @throws UserError with every problem that makes it unreadable, each with line and column.
 */
function parseDockerfile(text, file) {
    const source = source_sourceOf(text, file);
    const directives = readDirectives(source);
    const escape = directives.escape?.value ?? '\\';
    const { instructions, problems } = readInstructions(source, escape);
    const { globalArgs, stages, problems: structure } = readStages(source, instructions, escape);
    const all = [...directives.problems, ...problems, ...structure].sort(dockerfile_inOrder);
    if (all.length > 0)
        throw new text_error/* UserError */.yo(all);
    return { source, directives, escape, globalArgs, stages };
}
const dockerfile_inOrder = (a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0);
function readInstructions(source, escape) {
    const instructions = [];
    const problems = [];
    let index = 0;
    while (index < source.lines.length) {
        const text = source.lines[index]?.text ?? '';
        if (isBlank(text) || isComment(text)) {
            index += 1;
            continue;
        }
        const line = joinLine(source, index, escape);
        const read = readInstruction(source, line, escape);
        index = read.next;
        problems.push(...read.problems);
        if (read.problems.length === 0 && line.text !== '')
            instructions.push(read.instruction);
    }
    return { instructions, problems };
}
function readInstruction(source, line, escape) {
    const { heredocsFrom, ...head } = readHead(line, escape);
    const { heredocs, next, unterminated } = readHeredocs(source, line, heredocsFrom);
    const start = offsetAt(line, 0);
    const last = source.lines[next - 1] ?? { start, text: '' };
    const at = positionAt(source, start);
    const problems = [];
    if (unterminated !== undefined) {
        const what = `the here-document ${unterminated} does not end`;
        problems.push({ what, rule: 'a line with its name alone', at });
    }
    if (line.text !== '' && !KEYWORDS.has(head.keyword))
        problems.push({ ...unknown(head.keyword), at });
    const span = { start, end: last.start + last.text.length };
    return { instruction: { ...head, line, heredocs, span }, next, problems };
}
function unknown(keyword) {
    return {
        what: `'${keyword}' is not an instruction`,
        rule: 'an instruction of the Dockerfile reference',
        ...(0,text_case/* didYouMean */.au)(keyword, [...KEYWORDS]),
    };
}
function readStages(source, instructions, escape) {
    const first = instructions.findIndex(({ keyword }) => keyword === 'FROM');
    if (first < 0) {
        const empty = {
            what: `${source.file} has no FROM`,
            rule: 'an image starts from another, or from scratch',
        };
        return { globalArgs: [], stages: [], problems: [{ ...empty, at: { file: source.file, line: 1 } }] };
    }
    const before = instructions.slice(0, first);
    const problems = before
        .filter(({ keyword }) => keyword !== 'ARG')
        .map((each) => ({
        what: `${each.keyword} stands before the first FROM`,
        rule: 'only ARG may',
        at: positionAt(source, startOf(each)),
    }));
    const globalArgs = before
        .filter(({ keyword }) => keyword === 'ARG')
        .flatMap((each) => assignmentsOf(each, escape));
    const stages = [];
    let own = [];
    for (const instruction of instructions.slice(first)) {
        if (instruction.keyword !== 'FROM') {
            own.push(instruction);
            continue;
        }
        own = [];
        const stage = readFrom(source, instruction, stages.length);
        if ('what' in stage)
            problems.push(stage);
        else
            stages.push({ ...stage, instructions: own });
    }
    return { globalArgs, stages, problems };
}
function readFrom(source, from, index) {
    const [base, as, name, ...more] = plainWords(from.line, from.rest);
    const at = positionAt(source, startOf(from));
    const named = as?.text.toUpperCase() === 'AS' && name !== undefined;
    if (base === undefined || (as !== undefined && !named) || more.length > 0) {
        return {
            what: 'FROM cannot be read',
            rule: 'FROM [--platform=…] IMAGE [AS NAME]',
            seen: from.line.text,
            at,
        };
    }
    if (name !== undefined && !STAGE_NAME.test(name.text.toLowerCase())) {
        return {
            what: 'not a name for a stage',
            rule: 'a letter, then letters, digits, _ . -',
            seen: name.text,
            at,
        };
    }
    const platform = from.flags.find((flag) => flag.name === 'platform')?.value;
    return {
        index,
        base,
        from,
        ...(name === undefined ? {} : { name: name.text.toLowerCase() }),
        ...(platform === undefined ? {} : { platform }),
    };
}

;// CONCATENATED MODULE: ./shared/dockerfile/trigger.ts



/** The ONBUILD triggers that a stage leaves to those that are built on it, as text. */
const triggersOf = ({ instructions }) => instructions.filter(({ keyword }) => keyword === 'ONBUILD').map((each) => argumentsOf(each));
/**
 * The instructions of ONBUILD triggers, which run right after the FROM that brought them. What cannot be read is left out: the base's author wrote it,
 * and the builder refuses it.
 */
function triggerInstructions(triggers) {
    return triggers.flatMap((text) => {
        try {
            const { stages } = parseDockerfile(`FROM scratch\n${text}\n`, 'ONBUILD');
            return stages.length === 1 ? (stages[0]?.instructions ?? []) : [];
        }
        catch (error) {
            if (error instanceof text_error/* UserError */.yo)
                return [];
            throw error;
        }
    });
}

;// CONCATENATED MODULE: ./shared/dockerfile/stage-source.ts






/** What a stage starts from, copies from and mounts, in the order of the file; triggers of its base come right after FROM. */
function stageSources(dockerfile, stage, scope, { contexts = {}, triggers = {} }) {
    const base = expandWord(dockerfile, stage.base, scope.variables).text;
    // A stage that a context replaces is not built at all.
    const replaced = stage.name === undefined ? undefined : fromContext(stage.name, contexts);
    if (replaced !== undefined)
        return [{ kind: 'from', stage, word: stage.base, from: replaced }];
    const start = {
        kind: 'from',
        stage,
        word: stage.base,
        from: stage_source_originOf(dockerfile, stage, base, false, contexts),
    };
    const others = stage.instructions.flatMap((instruction) => namesIn(instruction).map(({ kind, word }) => {
        checkLiteral(dockerfile, word, kind);
        return { kind, stage, word, from: stage_source_originOf(dockerfile, stage, word.text, true, contexts) };
    }));
    return [start, ...triggered(dockerfile, start, contexts, triggers), ...others];
}
/** What the ONBUILD triggers of a stage's base use; they stand in another file, so that all of it is told at the FROM. */
function triggered(dockerfile, { stage, word, from }, contexts, triggers) {
    return triggersAt(dockerfile, from, triggers).flatMap((instruction) => namesIn(instruction)
        .filter(({ word: { text } }) => !text.includes('$'))
        .map(({ kind, word: { text } }) => ({
        kind,
        stage,
        word,
        from: stage_source_originOf(dockerfile, stage, text, true, contexts),
        trigger: instruction.line.text,
    })));
}
/** The instructions that the base of a stage brings by ONBUILD. */
function triggersFor(dockerfile, stage, scope, build) {
    const [start] = stageSources(dockerfile, stage, scope, build);
    return start === undefined ? [] : triggersAt(dockerfile, start.from, build.triggers ?? {});
}
function triggersAt({ stages }, from, triggers) {
    const earlier = from.kind === 'stage' ? stages[from.index] : undefined;
    if (earlier !== undefined)
        return triggerInstructions(triggersOf(earlier));
    const isKnown = from.kind === 'image' && Object.hasOwn(triggers, from.reference);
    return isKnown ? triggerInstructions(triggers[from.reference] ?? []) : [];
}
function namesIn(instruction) {
    const { keyword, flags, line } = instruction;
    if (keyword === 'COPY' || keyword === 'ADD') {
        return flags
            .filter(({ name }) => name === 'from')
            .map(({ value }) => ({ kind: 'copy', word: unquoted(line, value) }));
    }
    if (keyword !== 'RUN')
        return [];
    return flags
        .filter(({ name }) => name === 'mount')
        .flatMap(({ value }) => {
        const field = /(?:^|,)"?from=([^,"]*)/d.exec(value.text);
        const [start, end] = field?.indices?.[1] ?? [0, 0];
        return end > start ? [{ kind: 'mount', word: subWord(line, value, start, end) }] : [];
    });
}
const unquoted = (line, word) => /^(["']).+\1$/.test(word.text) ? subWord(line, word, 1, word.text.length - 1) : word;
function stage_source_originOf({ stages }, stage, name, numbers, contexts) {
    const replaced = fromContext(name, contexts);
    if (replaced !== undefined)
        return replaced;
    const found = earlierStage(stages, stage.index, name, numbers);
    if (found !== undefined)
        return { kind: 'stage', index: found.index };
    return name === 'scratch' || (name === 'context' && numbers)
        ? { kind: 'other' }
        : { kind: 'image', reference: name };
}
/** Names of contexts are compared as image names are: `docker.io/library/node:latest` is `node`. */
function fromContext(name, contexts) {
    const wanted = familiar(name);
    const entry = Object.entries(contexts).find(([context]) => familiar(context) === wanted);
    if (entry === undefined)
        return undefined;
    const [context, value] = entry;
    const match = /^(docker-image|container-image|oci-layout):\/\/(.+)$/.exec(value);
    if (match?.[2] === undefined)
        return { kind: 'other' };
    const reference = match[1] === 'oci-layout' ? `oci-layout:${match[2]}` : match[2];
    return { kind: 'image', reference, context };
}
const familiar = (name) => name
    .toLowerCase()
    .replace(/^(?:docker\.io\/(?:library\/)?)/, '')
    .replace(/:latest$/, '');
function checkLiteral({ source }, word, kind) {
    if (!word.text.includes('$'))
        return;
    const where = kind === 'copy' ? '--from' : '--mount=from';
    throw new text_error/* UserError */.yo({
        what: `${where} has no variables`,
        rule: 'the frontend does not expand them there',
        seen: JSON.stringify(word.text),
        next: 'give the image a stage of its own (FROM $IMAGE AS tools) and name that stage',
        at: positionAt(source, word.span.start),
    });
}

;// CONCATENATED MODULE: ./shared/dockerfile/image-use.ts




const PINNED = /@sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/;
/** The build argument that names the frontend. */
const FRONTEND_ARGUMENT = 'BUILDKIT_SYNTAX';
const isPinned = (reference) => PINNED.test(reference);
/**
 * Every image from outside, in the order of the file. Stages and `scratch` are none, nor are build contexts that are directories.
 * @throws UserError when a word cannot be expanded or the target does not exist.
 */
function imageUses(dockerfile, build = {}) {
    const scope = globalScope(dockerfile, build);
    const sources = dockerfile.stages.flatMap((stage) => stageSources(dockerfile, stage, scope, build));
    const needed = reachable(targetStage(dockerfile, build.target), sources);
    const uses = sources.flatMap((source) => {
        const { from } = source;
        if (from.kind !== 'image')
            return [];
        return [imageUse(dockerfile, scope, source, from, needed.has(source.stage.index))];
    });
    return [...frontendUse(dockerfile, build), ...uses];
}
/** The build's own BUILDKIT_SYNTAX wins over the directive, as BuildKit reads them. */
function frontendUse({ directives, source }, { args = {} }) {
    const given = Object.hasOwn(args, FRONTEND_ARGUMENT) ? args[FRONTEND_ARGUMENT] : undefined;
    const { syntax } = directives;
    const reference = given ?? syntax?.value;
    if (reference === undefined || reference === '')
        return [];
    const span = syntax?.span ?? { start: 0, end: 0 };
    return [
        {
            kind: 'syntax',
            reference,
            pinned: isPinned(reference),
            at: positionAt(source, span.start),
            span,
            place: given === undefined ? span : undefined,
            ...(given === undefined ? {} : { argument: { name: FRONTEND_ARGUMENT, given: true } }),
            unset: [],
            stage: undefined,
            needed: true,
        },
    ];
}
/** The image that the target's own layers lie on, through the stages that it is built on; undefined for `scratch` or a directory. */
function targetBase(dockerfile, build = {}) {
    const scope = globalScope(dockerfile, build);
    const baseOf = (stage) => {
        const [source] = stageSources(dockerfile, stage, scope, build);
        if (source?.from.kind === 'image')
            return imageUse(dockerfile, scope, source, source.from, true);
        const earlier = source?.from.kind === 'stage' ? dockerfile.stages[source.from.index] : undefined;
        return earlier && baseOf(earlier);
    };
    return baseOf(targetStage(dockerfile, build.target));
}
function imageUse(dockerfile, scope, { kind, word, stage, trigger }, image, needed) {
    const { reference, context } = image;
    const written = kind === 'from' ? origin(word, scope) : { place: literalSpan(word) };
    const brought = trigger === undefined ? {} : { trigger };
    return {
        kind,
        reference,
        pinned: isPinned(reference),
        at: positionAt(dockerfile.source, word.span.start),
        span: word.span,
        ...(context === undefined && trigger === undefined ? written : { place: undefined }),
        ...(context === undefined ? brought : { ...brought, context }),
        unset: kind === 'from' ? expandWord(dockerfile, word, scope.variables).unset : [],
        stage: stage.index,
        needed,
    };
}
/** A word that is one variable is written where the variable gets its value. */
function origin(word, scope) {
    const literal = literalSpan(word);
    if (literal !== undefined)
        return { place: literal };
    const match = /^"?\$(?:(\w+)|\{(\w+)(?::?-[^}]*)?\})"?$/.exec(word.text);
    const name = match?.[1] ?? match?.[2];
    if (name === undefined || !scope.variables.has(name))
        return { place: undefined };
    return { place: scope.places.get(name), argument: { name, given: scope.given.has(name) } };
}
/** The numbers of the stages that a build of the target runs. @throws UserError when the target does not exist. */
function neededStages(dockerfile, build = {}) {
    const scope = globalScope(dockerfile, build);
    const sources = dockerfile.stages.flatMap((stage) => stageSources(dockerfile, stage, scope, build));
    return reachable(targetStage(dockerfile, build.target), sources);
}
function reachable(target, sources) {
    const needed = new Set([target.index]);
    for (const index of needed) {
        for (const { stage, from } of sources) {
            if (stage.index === index && from.kind === 'stage')
                needed.add(from.index);
        }
    }
    return needed;
}

;// CONCATENATED MODULE: ./shared/dockerfile/secret-name.ts


/** A whole name, or words of it parted by `_`: the words of BuildKit's rule SecretsUsedInArgOrEnv. */
const secret_name_KEYWORDS = ['ARG', 'ENV'];
const SECRET = /(?:^|_)(?:apikey|auth|credentials?|key|passwd|password|pword|secret|token)(?:_|$)/i;
const PUBLIC = /(?:^|_)public(?:_|$)/i;
const looksSecret = (name) => SECRET.test(name) && !PUBLIC.test(name);
/** In the order of the file, in every stage: the history of a stage that is thrown away still is in a shared cache. */
function secretVariables({ globalArgs, stages, source, escape, }) {
    const inStages = stages.flatMap(({ instructions }) => instructions.flatMap((instruction) => {
        const keyword = secret_name_KEYWORDS.find((each) => each === instruction.keyword);
        if (keyword === undefined)
            return [];
        return assignmentsOf(instruction, escape).map((each) => ({ ...each, keyword }));
    }));
    return [...globalArgs.map((each) => ({ keyword: 'ARG', ...each })), ...inStages]
        .filter(({ name }) => looksSecret(name))
        .map(({ keyword, name, at }) => ({ keyword, name, at: positionAt(source, at.span.start) }));
}

;// CONCATENATED MODULE: ./shared/dockerfile/remote-address.ts

/** `git@HOST:PATH` */
const SCP = /^[\w.-]+@[\w.-]+:[^/].*$/;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const CHECKSUM = /^(sha256|sha384|sha512):([0-9a-f]{64,128})$/;
/**
 * Reads the source of an ADD, or a build context, as BuildKit does; `checksum` is what the instruction wants. Undefined for a path.
 * https, http, git and ssh URLs, and `git@HOST:PATH`; an http URL is a repository when its path ends in `.git`.
 */
function parseRemote(text, checksum) {
    const scheme = SCP.test(text) ? 'ssh' : /^(https?|git|ssh):\/\/\S+$/.exec(text)?.[1];
    if (scheme === undefined)
        return undefined;
    const [address = '', fragment = ''] = remote_address_split(text, '#');
    const [location = '', query = ''] = remote_address_split(address, '?');
    const isGit = !scheme.startsWith('http') || location.endsWith('.git');
    const digest = isGit ? commitIn(fragment, query, checksum) : fileDigest(checksum);
    return {
        kind: isGit ? 'git' : 'http',
        url: publicUrl(text),
        ...(digest === undefined ? {} : { digest }),
    };
}
const remote_address_split = (text, at) => {
    const index = text.indexOf(at);
    return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
};
function fileDigest(checksum = '') {
    const [, algorithm, hex] = CHECKSUM.exec(checksum) ?? [];
    return algorithm === undefined || hex === undefined ? undefined : { [algorithm]: hex };
}
/** The whole commit, from `--checksum`, the query or the fragment `#REF:DIRECTORY`; a branch or a tag can be moved. */
function commitIn(fragment, query, checksum = '') {
    const asked = new URLSearchParams(query);
    const candidates = [
        checksum,
        asked.get('checksum') ?? '',
        asked.get('commit') ?? '',
        asked.get('ref') ?? '',
        fragment.split(':')[0] ?? '',
    ];
    const commit = candidates.find((each) => COMMIT.test(each));
    return commit === undefined ? undefined : { gitCommit: commit };
}
const SIGNATURE = /(?:^|_)(?:sig|signature|sas|code|pass|pwd|jwt|hmac|session)$/i;
/** Words parted by `_`: `X-Amz-Signature` and `accessToken` are named in other ways than variables. */
const asVariable = (name) => name.replaceAll('-', '_').replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_');
/**
 * A URL as it may stand in a provenance: without user and password, which may hold an `@` themselves, and without a query that holds a credential or a
 * signature.
 */
function publicUrl(text) {
    const bare = text.replace(/^([a-z][a-z+]*:\/\/)[^/?#]*@/i, '$1');
    const start = bare.indexOf('?');
    if (start < 0)
        return bare;
    const end = bare.includes('#', start) ? bare.indexOf('#', start) : bare.length;
    const query = bare.slice(start + 1, end).replaceAll(';', '&');
    const names = [...new URLSearchParams(query).keys()].map(asVariable);
    const isSecret = names.some((name) => looksSecret(name) || SIGNATURE.test(name));
    return isSecret ? bare.slice(0, start) + bare.slice(end) : bare;
}

;// CONCATENATED MODULE: ./actions/build-image/builders/context.ts




/**
 * The directory that is sent to the builder, absolute.
 * @throws UserError for a URL, whose content would be another than what was checked out and looked at, and for what is no directory.
 */
function contextDirectory(value, workspace) {
    const directory = external_node_path_default().resolve(workspace, value);
    const isUrl = parseRemote(value) !== undefined || /^[a-z][a-z+.-]*:\/\//i.test(value);
    if (!isUrl && (0,external_node_fs_.statSync)(directory, { throwIfNoEntry: false })?.isDirectory() === true)
        return directory;
    throw new text_error/* UserError */.yo({
        what: `input 'context': ${isUrl ? 'a URL is not built' : 'there is no such directory'}`,
        rule: 'a directory of the checkout',
        seen: JSON.stringify(publicUrl(value)),
        next: 'check it out with actions/checkout in a step before, and name the directory',
    });
}
/**
 * Reads the named contexts of a request, by name.
 * @throws UserError for what is neither a directory, an image nor a commit: what a URL or a branch has is known to nobody before the build. A URL
 * with a password is refused too, since it would stand on a command line.
 */
function namedContexts({ buildContexts, workspace, }) {
    const problems = [];
    const contexts = Object.entries(buildContexts)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([name, value]) => {
        const context = namedContext(name, value, workspace);
        if (context !== undefined)
            return [context];
        problems.push({
            what: `the build context '${name}' is not here`,
            rule: 'a directory of the workspace, docker-image://REFERENCE, oci-layout://PATH, or a git URL that ends in # and a whole commit',
            seen: JSON.stringify(publicUrl(value)),
            next: 'name the commit, or check it out in a step before and name the directory',
        });
        return [];
    });
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    return contexts;
}
function namedContext(name, value, workspace) {
    const remote = parseRemote(value);
    if (remote !== undefined)
        return gitContext(name, value, remote);
    const match = /^([a-z][a-z+.-]*):\/\/(.+)$/.exec(value);
    const rest = match?.[2] ?? '';
    switch (match?.[1]) {
        case undefined:
            return /^[\w.-]+\/.*\.git(#|$)/.test(value)
                ? undefined
                : { kind: 'directory', name, path: external_node_path_default().resolve(workspace, value) };
        case 'docker-image':
        case 'container-image':
            return { kind: 'image', name, reference: rest };
        case 'oci-layout':
            return layoutContext(name, rest, workspace);
        default:
            return undefined;
    }
}
function gitContext(name, value, { kind, url, digest }) {
    const commit = digest?.['gitCommit'];
    return kind === 'git' && commit !== undefined && url === value ? { kind, name, url, commit } : undefined;
}
function layoutContext(name, text, workspace) {
    const match = /^(.+?)(?::(\w[\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text);
    const [, where = '', tag, digest] = match ?? [];
    return {
        kind: 'layout',
        name,
        path: external_node_path_default().resolve(workspace, where),
        ...(tag === undefined ? {} : { tag }),
        ...(digest === undefined ? {} : { digest }),
    };
}
/** In docker's notation. */
function contextLocation(context) {
    switch (context.kind) {
        case 'directory':
            return context.path;
        case 'git':
            return context.url;
        case 'image':
            return `docker-image://${context.reference}`;
        case 'layout': {
            const tag = context.tag === undefined ? '' : `:${context.tag}`;
            const digest = context.digest === undefined ? '' : `@${context.digest}`;
            return `oci-layout://${context.path}${tag}${digest}`;
        }
    }
}

;// CONCATENATED MODULE: ./actions/build-image/builders/build-arguments.ts


/** What the request gives to its Dockerfile, for reading it. */
function buildArgumentsOf(request, platform) {
    const { buildArgs, target } = request;
    return {
        args: buildArgs,
        contexts: Object.fromEntries(namedContexts(request).map((each) => [each.name, contextLocation(each)])),
        ...(target === undefined ? {} : { target }),
        ...(platform === undefined ? {} : { platform }),
    };
}
/** What is built for where neither the request nor the builder says: this machine's own. */
const HOST = { os: 'linux', architecture: process.arch === 'arm64' ? 'arm64' : 'amd64' };
/** The same for each platform that is built, `native` where the request names none, with the ONBUILD triggers of bases. */
function argumentsByPlatform(request, native, triggers) {
    const platforms = request.platforms.length === 0 ? [native] : request.platforms;
    return platforms.map((platform) => ({
        ...buildArgumentsOf(request, (0,oci_platform/* formatPlatform */.Bq)(platform)),
        buildPlatform: (0,oci_platform/* formatPlatform */.Bq)(native),
        triggers,
    }));
}

;// CONCATENATED MODULE: ./actions/build-image/builders/target-base.ts






/** Reads the base of the target stage; undefined for `scratch`, and for one that no reference names. */
async function targetBaseImages(request, ports) {
    const use = targetBase(request.dockerfile, buildArgumentsOf(request));
    if (use === undefined || use.unset.length > 0)
        return undefined;
    const reference = (0,oci_reference/* parseReference */.F2)(use.reference);
    const store = openStore(reference, ports);
    const digest = reference.digest ?? (await store.resolve(reference.tag ?? 'latest'))?.digest;
    if (digest === undefined)
        return undefined;
    const platforms = await manifestsFor(store, digest, request.platforms);
    return {
        material: { uri: (0,oci_reference/* formatReference */.FH)((0,oci_reference/* withDigest */.hQ)(reference, digest)), digest: { sha256: (0,oci_digest/* hexOf */.ZD)(digest) } },
        forPlatform: (wanted) => {
            const found = platforms.filter(({ platform }) => isFor(platform, wanted));
            const exact = found.find(({ platform }) => platform.variant === wanted.variant) ?? found[0];
            return exact && { store, manifest: exact.manifest };
        },
    };
}

;// CONCATENATED MODULE: ./shared/image/import-image.ts







/**
 * Joins the platforms of images into one, in the order of an index. Manifests and blobs stay as they are, byte for byte, so that what was signed
 * of them stays true; only the index is new. Every manifest and config is read, and so verified.
 * @throws UserError with every platform that two images have.
 */
async function joinImages(sources, annotations) {
    const found = (await Promise.all(sources.map(import_image_platformsOf))).flat();
    const problems = found.flatMap(({ image: { platform }, source }, at) => {
        const other = found.slice(0, at).find((each) => samePlatform(each.image.platform, platform));
        return other === undefined ? [] : [repeated((0,oci_platform/* formatPlatform */.Bq)(platform), other.source.name, source.name)];
    });
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    const platforms = found.map(({ image }) => image).sort((a, b) => comparePlatforms(a.platform, b.platform));
    return { index: import_image_indexOf(platforms, annotations), platforms };
}
const repeated = (platform, one, other) => ({
    what: `two images are for ${platform}`,
    rule: 'one image for each platform',
    seen: `${one} and ${other}`,
});
async function import_image_platformsOf(source) {
    const { platforms } = await readRunnableImage(source.store, source.digest);
    return Promise.all(platforms.map(async ({ platform, manifest }) => {
        const { content } = manifest;
        if (isImageIndex(content))
            throw new Error(`${manifest.descriptor.digest} is an index, not a platform's manifest`);
        const configBytes = await readConfigBytes(source.store, content);
        const config = parseImageConfig(configBytes, source.name);
        const layers = layersOf(source.store, config, content.layers);
        return {
            source,
            image: { platform, manifest: { ...manifest, content }, config, configBytes, baseLayers: [], layers },
        };
    }));
}
function layersOf(store, config, descriptors) {
    const diffIds = config.rootfs.diff_ids;
    checkLayerCount(config, descriptors.length, `an image in ${store.name}`);
    const names = (config.history ?? [])
        .filter((each) => each.empty_layer !== true)
        .map((each) => each.created_by ?? '');
    return descriptors.map((descriptor, at) => ({
        descriptor,
        diffId: diffIds[at] ?? descriptor.digest,
        name: (names[at] ?? '').replace(layerPrefix, '') || `layer ${at + 1}`,
        entries: [],
        open: () => store.readBlob(descriptor),
        ...(store.registry === undefined ? {} : { origin: store.registry }),
    }));
}
/**
 * The same image with annotations on the index and on every manifest; those that it has stay, unless they are given anew. A manifest that has them all
 * stays as it is, byte for byte: what was said of it stays true.
 */
function annotateImage(image, annotations) {
    const platforms = image.platforms.map((each) => {
        const { content } = each.manifest;
        if (hasAll(content.annotations ?? {}, annotations))
            return each;
        const bytes = Buffer.from(JSON.stringify({ ...content, annotations: { ...content.annotations, ...annotations } }));
        const manifest = parseManifest(bytes, content.mediaType, 'the annotated manifest');
        if (isImageIndex(manifest.content))
            throw new Error('a manifest became an index');
        return { ...each, manifest: { ...manifest, content: manifest.content } };
    });
    return { index: import_image_indexOf(platforms, annotations), platforms };
}
const hasAll = (own, wanted) => Object.entries(wanted).every(([name, value]) => own[name] === value);
/** One order of its fields, wherever it was read: an index says the same as a config, in another order. */
const import_image_inOrder = ({ os, architecture, variant, ...others }) => ({
    os,
    architecture,
    ...(variant === undefined ? {} : { variant }),
    ...others,
});
function import_image_indexOf(platforms, annotations) {
    const manifests = platforms.map(({ platform, manifest: { descriptor } }) => {
        const { mediaType, digest, size } = descriptor;
        return { mediaType, digest, size, platform: import_image_inOrder(platform) };
    });
    return makeIndex(manifests, annotations);
}

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

;// CONCATENATED MODULE: ./shared/evidence/canonical.ts


/** JSON with sorted keys and no spaces, so that equal values are equal texts whoever wrote them. */
function canonicalJson(value) {
    return JSON.stringify(value, (_, inner) => (isRecord(inner) ? canonical_sorted(inner) : inner));
}
function canonical_sorted(record) {
    // Without a prototype the key `__proto__` is a key like any other.
    const result = Object.create(null);
    for (const key of Object.keys(record).sort())
        result[key] = record[key];
    return result;
}
const canonical_digestOfJson = (value) => digestOf(canonicalJson(value));

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
const isAbout = (statement, digest) => statement.subject.some((subject) => subject.digest['sha256'] === hexOf(digest));
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
        throw statement_malformed('', 'a JSON object');
    const { _type: type, subject, predicateType, predicate } = value;
    if (!STATEMENT_TYPES.includes(type))
        throw statement_malformed('_type', STATEMENT_TYPE);
    if (typeof predicateType !== 'string' || predicateType === '')
        throw statement_malformed('predicateType', 'a URI');
    if (!Array.isArray(subject))
        throw statement_malformed('subject', 'a list');
    if (!json_value_isRecord(predicate))
        throw statement_malformed('predicate', 'an object');
    return { _type: STATEMENT_TYPE, subject: subject.map(parseSubject), predicateType, predicate };
}
function parseSubject(value) {
    const digest = json_value_isRecord(value) ? value['digest'] : undefined;
    if (!json_value_isRecord(value) || !json_value_isRecord(digest))
        throw statement_malformed('subject', 'objects with a digest');
    const entries = Object.entries(digest);
    if (!entries.every((entry) => typeof entry[1] === 'string')) {
        throw statement_malformed('subject.digest', 'texts by algorithm');
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
const statement_malformed = (field, rule) => new text_error/* UserError */.yo({ what: `malformed statement${field && ` at ${field}`}`, rule });

;// CONCATENATED MODULE: ./shared/evidence/predicates/canary.ts

/** The verdict on a canary, with every number that it was made of. Schema: docs/predicates/canary-v1.json. */
const CANARY_TYPE = `${PREDICATE_BASE}canary/v1`;

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

;// CONCATENATED MODULE: ./shared/evidence/predicates/sbom.ts
/** CycloneDX JSON as a predicate, of any specification version. */
const sbom_CYCLONEDX_TYPE = 'https://cyclonedx.org/bom';
/** SPDX 2 JSON as a predicate, as cosign and in-toto name it. */
const sbom_SPDX_TYPE = 'https://spdx.dev/Document';
/** Some writers put SPDX's version into the type. */
const SPDX_VERSIONED_TYPE = 'https://spdx.dev/Document/v2.3';
/** Every type under which an SBOM is found. */
const SBOM_TYPES = [sbom_CYCLONEDX_TYPE, sbom_SPDX_TYPE, SPDX_VERSIONED_TYPE];
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
        incomplete: vulnerabilities_texts(at(result, 'incomplete')),
        packages: countAt(result, 'packages'),
        ecosystems: vulnerabilities_texts(at(result, 'ecosystems')),
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
        aliases: vulnerabilities_texts(at(value, 'aliases')),
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
const vulnerabilities_texts = (value) => vulnerabilities_listOf(value).filter((each) => typeof each === 'string');
const vulnerabilities_malformed = (field, rule) => new UserError({ what: `malformed vulnerability scan at ${field}`, rule });

;// CONCATENATED MODULE: ./shared/evidence/predicates/known.ts










const SIGNATURE_TYPE = 'https://sigstore.dev/cosign/sign/v1';
const nothing = () => '';
const byText = (...paths) => (predicate) => paths.map((path) => fields_textAt(predicate, path) ?? '').join('\n');
/** The texts at these paths, those that are there, with spaces between. */
const say = (...paths) => (predicate) => paths
    .map((path) => fields_textAt(predicate, path))
    .filter((text) => text !== undefined)
    .join(' ');
const byTime = (...paths) => (predicate) => paths.map((path) => fields_timeAt(predicate, path)).find((time) => time !== undefined);
const SPDX = {
    name: 'SPDX SBOM',
    detail: say('spdxVersion'),
    required: { spdxVersion: 'text', SPDXID: 'text', creationInfo: 'object' },
    discriminator: () => 'spdx',
    time: byTime('creationInfo.created'),
};
const known_KNOWN = new Map(Object.entries({
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
    [sbom_CYCLONEDX_TYPE]: {
        name: 'CycloneDX SBOM',
        detail: say('specVersion'),
        required: { bomFormat: 'text', specVersion: 'text' },
        discriminator: () => 'cyclonedx',
        time: byTime('metadata.timestamp'),
    },
    [sbom_SPDX_TYPE]: SPDX,
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
const knownPredicate = (predicateType) => known_KNOWN.get(predicateType);
/** The type's name for people, else its URI. */
const predicateName = (predicateType) => known_KNOWN.get(predicateType)?.name ?? predicateType;
/**
 * Checks that a predicate is an object with the fields that its type requires; unknown types need only be objects.
 * @param from what people know it by, such as the path of its file.
 * @throws UserError with every missing field.
 */
function checkPredicate(predicateType, predicate, from) {
    if (!json_value_isRecord(predicate)) {
        throw new text_error/* UserError */.yo({
            what: `${from} is not a predicate`,
            rule: 'a JSON object',
            seen: kindOf(predicate),
        });
    }
    const known = known_KNOWN.get(predicateType);
    const problems = Object.entries(known?.required ?? {}).flatMap(([path, kind]) => {
        const seen = kindOf(fields_at(predicate, path));
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
    if (json_value_isRecord(value))
        return 'object';
    return typeof value === 'string' ? 'text' : value === null ? 'null' : typeof value;
}

;// CONCATENATED MODULE: ./actions/build-image/builders/attestations.ts









const IN_TOTO = 'application/vnd.in-toto+json';
const SUBJECT = 'vnd.docker.reference.digest';
const MAX_STATEMENTS = 16;
const KINDS = {
    [PROVENANCE_TYPE]: 'provenance',
    'https://slsa.dev/provenance/v0.2': 'provenance',
    'https://spdx.dev/Document': 'sbom',
};
/**
 * Reads the statements in the attestation children of BuildKit's index (BuildKit's docs/attestations/attestation-storage.md). Each has to be about a
 * platform of that index, in every place where it says what it is about.
 * @throws UserError when one is not, is malformed or too large, and when a platform has none or more than one of a kind that was asked for.
 */
async function readStatements(store, digest, platforms, requests) {
    if (requests.length === 0)
        return [];
    const { content } = await store.readManifest(digest);
    const children = isImageIndex(content) ? content.manifests.filter(oci_platform/* isAttestation */.H3) : [];
    const found = [];
    for (const child of children)
        found.push(...(await statementsOf(store, child, platforms)));
    const kinds = [...new Set(requests.map(({ kind }) => kind))];
    const problems = platforms.flatMap((each) => kinds.flatMap((kind) => oneProblem(found, kind, each)));
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    return found.filter(({ kind }) => kinds.includes(kind));
}
function oneProblem(found, kind, { platform, digest }) {
    const { length } = found.filter((each) => each.kind === kind && each.subject === digest);
    if (length === 1)
        return [];
    const where = `${kind} of ${(0,oci_platform/* formatPlatform */.Bq)(platform)}`;
    if (length === 0) {
        const next = 'use a builder with the driver docker-container, remote or kubernetes';
        return [
            { what: `BuildKit did not attest the ${where}`, rule: 'buildkit-attestations asks for it', next },
        ];
    }
    return [
        {
            what: `BuildKit attested the ${where} ${length} times`,
            rule: 'one describes the image; the newest would hide the others',
            next: 'take BUILDKIT_SBOM_SCAN_STAGE and BUILDKIT_SBOM_SCAN_CONTEXT out of the Dockerfile',
        },
    ];
}
async function statementsOf(store, child, platforms) {
    const { content } = await store.readManifest(child.digest);
    if (isImageIndex(content))
        throw attestations_malformed(child.digest, 'a manifest', 'an index');
    const named = [child.annotations?.[SUBJECT], content.subject?.digest].filter((each) => each !== undefined);
    const about = platforms.find(({ digest }) => named.length > 0 && named.every((each) => each === digest));
    if (about === undefined) {
        throw attestations_malformed(child.digest, 'it is about a platform of its index', named.join(' and ') || 'nothing');
    }
    const layers = content.layers.filter(({ mediaType }) => mediaType === IN_TOTO);
    if (layers.length > MAX_STATEMENTS) {
        throw attestations_malformed(child.digest, `at most ${MAX_STATEMENTS} statements`, String(layers.length));
    }
    const statements = await Promise.all(layers.map(async (layer) => {
        const bytes = await readSmallBlob(store, layer, limits_LIMIT.predicateBytes);
        return statementIn(bytes, layer.digest, about);
    }));
    return statements.flat();
}
/** A statement of a kind that nobody asked for is passed over. */
function statementIn(bytes, digest, { platform, digest: subject }) {
    const statement = parseStatement(bytes);
    checkSubjects(statement, digest, subject);
    const { predicateType, predicate } = statement;
    const kind = Object.hasOwn(KINDS, predicateType) ? KINDS[predicateType] : undefined;
    if (kind === undefined)
        return [];
    // `sign` asks the same later; a scanner that writes something else is told here.
    if (kind === 'sbom')
        checkPredicate(predicateType, predicate, `the SBOM of ${(0,oci_platform/* formatPlatform */.Bq)(platform)}`);
    return [{ kind, platform, subject, predicate, bytes, digest }];
}
/** BuildKit names subjects only where the image has a name; those that it names have to be this one. */
function checkSubjects({ subject }, digest, wanted) {
    const other = subject.find((each) => each.digest['sha256'] !== (0,oci_digest/* hexOf */.ZD)(wanted));
    if (other === undefined)
        return;
    throw attestations_malformed(digest, `it is about ${wanted}`, JSON.stringify(other.digest).slice(0, 200));
}
/**
 * What BuildKit attests is about the manifests that it wrote: those that are stored are the same, byte for byte, or it is about something else.
 * @throws UserError when one is about a manifest that is not among `stored`.
 */
function checkStored(statements, stored) {
    const other = statements.find(({ subject }) => !stored.includes(subject));
    if (other === undefined)
        return;
    throw new text_error/* UserError */.yo({
        what: "BuildKit's attestations are about a manifest that is not stored",
        rule: 'the builder writes the annotations, so that its manifest stays as it is',
        seen: `${other.subject} instead of ${stored.join(', ')}`,
        next: 'use a newer BuildKit, or leave buildkit-attestations out',
    });
}
const attestations_malformed = (digest, rule, seen) => new text_error/* UserError */.yo({ what: `BuildKit's attestation ${digest} cannot be used`, rule, seen });

;// CONCATENATED MODULE: ./shared/oci/copy.ts




const DEFAULT_PARALLEL = 4;
const copy_SMALL_BYTES = 64 * 1024;
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
        slots: limiter(limit),
        smallSlots: limiter(2 * limit),
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
    await parallel(blobsOf(manifest.content), 3 * copy.limit, (blob) => copyBlob(copy, blob));
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
    await parallel(content.manifests, copy.limit, (child) => isManifest(child.mediaType) || isIndex(child.mediaType)
        ? copyManifest(copy, child.digest, depth + 1)
        : copyBlob(copy, child));
}
/** Foreign layers (with `urls`) stay where they are: their licence forbids to copy them. */
const blobsOf = ({ config, layers }) => [...layers, config].filter(({ urls }) => urls === undefined || urls.length === 0);
const copyBlob = (copy, blob) => once(copy.blobs, blob.digest, () => (blob.size > copy_SMALL_BYTES ? copy.slots : copy.smallSlots)(async () => {
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
    await parallel(wanted, copy.limit, async ({ digest }) => {
        if (present.has(digest))
            count.referrers.present += 1;
        else if (!(await copy_attachReferrer(copy, digest, depth)))
            return;
        await copyReferrers(copy, digest, depth + 1);
    });
}
/** False for one that cannot be read. What it consists of must be there: a copy of half a referrer would be none. */
async function copy_attachReferrer(copy, digest, depth) {
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

// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(8474);
// EXTERNAL MODULE: external "node:string_decoder"
var external_node_string_decoder_ = __webpack_require__(6193);
// EXTERNAL MODULE: ./shared/text/markdown.ts
var markdown = __webpack_require__(1043);
;// CONCATENATED MODULE: ./shared/tools/line-splitter.ts


/**
 * `onLine` gets each line without its end; of lines that programs draw again and again, parted by `\r`, only the last. A line longer than
 * `limit` characters is cut, and no more than that is kept in memory.
 */
function lineSplitter(limit, onLine) {
    const decoder = new external_node_string_decoder_.StringDecoder('utf8');
    let rest = '';
    let dropped = false;
    const emit = (line) => {
        const drawn = line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
        onLine(dropped || drawn.length > limit ? (0,markdown/* cut */.Jj)(`${drawn} `, limit) : drawn);
        dropped = false;
    };
    const add = (text) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines)
            emit(line);
        if (rest.length > limit) {
            rest = rest.slice(0, limit);
            dropped = true;
        }
    };
    return {
        write: (chunk) => {
            add(decoder.write(chunk));
        },
        end: () => {
            add(decoder.end());
            if (rest !== '')
                emit(rest);
            rest = '';
        },
    };
}

;// CONCATENATED MODULE: ./shared/tools/run.ts




const KEEP = 40;
const LINE_LIMIT = 256 * 1024;
const CAPTURE_LIMIT = 4 * 1024 * 1024;
/** A runner leaves 7.5 seconds after it asks to stop. */
const GRACE_MILLISECONDS = 4_000;
/**
 * Runs a program to its end and says how it ended; to fail is up to the caller. It and what it started are stopped when the signal aborts.
 * @throws the signal's reason when it aborts, UserError when the program cannot be started.
 */
async function runProgram(request) {
    const { program, argv, env, cwd, signal, onLine, keep = KEEP, lineLimit = LINE_LIMIT } = request;
    signal?.throwIfAborted();
    // A process group of its own, so that what the program starts is stopped with it.
    const child = (0,external_node_child_process_.spawn)(program, argv, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const stop = stopWith(child, signal);
    const lastLines = [];
    for (const stream of ['stdout', 'stderr']) {
        const splitter = lineSplitter(lineLimit, (line) => {
            lastLines.push(line);
            if (lastLines.length > keep)
                lastLines.shift();
            onLine?.(line, stream);
        });
        child[stream].on('data', splitter.write).on('end', splitter.end);
    }
    try {
        const [exitCode, killedBy] = (await (0,external_node_events_.once)(child, 'close'));
        signal?.throwIfAborted();
        return { exitCode: exitCode ?? undefined, signal: killedBy ?? undefined, lastLines };
    }
    catch (error) {
        signal?.throwIfAborted();
        throw notStarted(program, error);
    }
    finally {
        stop.release();
    }
}
/**
 * Runs a program that answers a question, and returns what it wrote to its standard output; undefined when it failed.
 * @throws as `runProgram` does.
 */
async function askProgram(request) {
    const answer = [];
    let size = 0;
    const { exitCode } = await runProgram({
        ...request,
        onLine: (line, stream) => {
            size += line.length;
            if (stream === 'stdout' && size <= CAPTURE_LIMIT)
                answer.push(line);
        },
    });
    return exitCode === 0 ? answer.join('\n') : undefined;
}
/** `exit code 3`, or the signal. */
const describeEnd = ({ exitCode, signal }) => exitCode === undefined ? `ended by ${signal ?? 'a signal'}` : `exit code ${exitCode}`;
function stopWith(child, signal) {
    let timer;
    const stop = () => {
        kill(child, 'SIGTERM');
        timer = setTimeout(kill, GRACE_MILLISECONDS, child, 'SIGKILL');
    };
    signal?.addEventListener('abort', stop, { once: true });
    return {
        release: () => {
            signal?.removeEventListener('abort', stop);
            clearTimeout(timer);
        },
    };
}
function kill({ pid }, signal) {
    if (pid === undefined)
        return;
    try {
        process.kill(-pid, signal);
    }
    catch {
        // It has ended already.
    }
}
function notStarted(program, error) {
    return new text_error/* UserError */.yo({
        what: `'${program}' cannot be started`,
        seen: (0,text_error/* messageOf */.bD)(error),
        next: 'install it again, or give its directory in PATH',
    }, { cause: error });
}

;// CONCATENATED MODULE: ./shared/tools/secret-file.ts


/**
 * Puts each secret into a file that its owner alone can read, and gives `work` the paths by name: a command line is visible to every
 * process of the machine, a path in it is not the secret. The files are gone when `work` ends, however it ends.
 */
async function withSecretFiles(secrets, temp, work) {
    const names = Object.keys(secrets);
    if (names.length === 0)
        return work({});
    const directory = await (0,promises_.mkdtemp)(external_node_path_default().join(temp, 'secrets-'));
    try {
        const files = {};
        for (const [index, name] of names.entries()) {
            // Named by number: a name comes from the workflow and may hold a path.
            const file = external_node_path_default().join(directory, String(index));
            await (0,promises_.writeFile)(file, secrets[name] ?? '', { mode: 0o600, flag: 'wx' });
            files[name] = file;
        }
        return await work(files);
    }
    finally {
        await (0,promises_.rm)(directory, { recursive: true, force: true });
    }
}

;// CONCATENATED MODULE: ./actions/build-image/builders/base-layers.ts












/**
 * buildah writes the base's layers anew, uncompressed: other blobs with the same content, which a registry can neither share nor mount. Those whose
 * uncompressed digest is the base's become the base's blobs again; the others are compressed with our own frozen gzip.
 * @throws UserError when what buildah wrote is not an image.
 */
async function restoreLayers(layout, digest, base, temp) {
    const built = await readLayers({ store: layout, manifest: await layout.readManifest(digest) });
    const own = base === undefined ? [] : (await readLayers(base)).layers;
    const differing = own.findIndex(({ diffId }, index) => built.layers[index]?.diffId !== diffId);
    const restored = differing < 0 ? own.length : differing;
    const layers = [];
    for (const [index, { descriptor }] of built.layers.entries()) {
        const original = index < restored ? own[index]?.descriptor : undefined;
        layers.push(base === undefined || original === undefined
            ? await compress(layout, descriptor, temp)
            : await takeOver(layout, base.store, original));
    }
    const bytes = Buffer.from(JSON.stringify({ ...built.content, layers }));
    const { digest: manifest } = await layout.putManifest(bytes, { mediaType: MEDIA_TYPE.manifest });
    const used = new Set([manifest, ...layers.map((layer) => layer.digest)]);
    for (const old of [digest, ...built.layers.map(({ descriptor }) => descriptor.digest)]) {
        if (!used.has(old))
            await layout.delete(old);
    }
    return { manifest, restored, ofBase: own.length };
}
async function readLayers({ store, manifest, }) {
    const { content } = manifest;
    if (isImageIndex(content)) {
        throw new text_error/* UserError */.yo({ what: `${store.name}: an image for one platform is expected`, seen: 'an index' });
    }
    const bytes = await readConfigBytes(store, content);
    const diffIds = parseImageConfig(bytes, store.name).rootfs.diff_ids;
    const layers = content.layers.map((descriptor, index) => ({ descriptor, diffId: diffIds[index] }));
    return { content, layers };
}
/** Docker's name for a gzip layer becomes OCI's, as the manifest around it is OCI's; the blob is the same. */
async function takeOver(layout, from, original) {
    await layout.writeBlob(original, () => from.readBlob(original));
    const { mediaType, digest, size } = original;
    return {
        mediaType: mediaType === MEDIA_TYPE.dockerLayerGzip ? MEDIA_TYPE.layerGzip : mediaType,
        digest,
        size,
    };
}
/** Through a file: the digest, which is its name in the layout, is known only at the end. */
async function compress(layout, layer, temp) {
    if (layer.mediaType !== MEDIA_TYPE.layer)
        return layer;
    const directory = await (0,promises_.mkdtemp)(external_node_path_default().join(temp, 'layer-'));
    try {
        const file = external_node_path_default().join(directory, 'layer');
        const hash = (0,external_node_crypto_.createHash)('sha256');
        let size = 0;
        await (0,external_node_stream_promises_.pipeline)(gzip(await layout.readBlob(layer)), async function* (chunks) {
            for await (const chunk of chunks) {
                hash.update(chunk);
                size += chunk.length;
                yield chunk;
            }
        }, (0,external_node_fs_.createWriteStream)(file, { flags: 'wx' }));
        const digest = (0,oci_digest/* parseDigest */.m)(`sha256:${hash.digest('hex')}`);
        const compressed = { mediaType: MEDIA_TYPE.layerGzip, digest, size };
        await layout.writeBlob(compressed, () => (0,external_node_fs_.createReadStream)(file));
        return compressed;
    }
    finally {
        await (0,promises_.rm)(directory, { recursive: true, force: true });
    }
}

// EXTERNAL MODULE: ./actions/build-image/builders/attestation-request.ts
var attestation_request = __webpack_require__(6540);
;// CONCATENATED MODULE: ./actions/build-image/builders/option.ts
/** Comma-separated fields, as docker's options have them: a field with a comma or quote is quoted (RFC 4180). */
const csv = (fields) => fields.map(quoted).join(',');
const quoted = (field) => (/[",]/.test(field) ? `"${field.replace(/"/g, '""')}"` : field);
/** The fields of such a text. */
function csvFields(text) {
    return Array.from(text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), (match) => match[1] === undefined ? (match[2] ?? '') : match[1].replace(/""/g, '"'));
}
/** `--name value` for each value. */
const each = (name, values) => values.flatMap((value) => [name, value]);
/** `--name key=value` for each entry, by key, so that equal requests are equal commands. */
const eachPair = (name, pairs) => each(name, Object.entries(pairs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`));
/** `--name value` when there is one. */
const some = (name, value) => value === undefined || value === '' ? [] : [name, value];

;// CONCATENATED MODULE: ./actions/build-image/builders/cache.ts

/**
 * A cache never fails a build: `ignore-error=true` is set on every export that knows it, and a service that sends the build away is asked for two minutes.
 * A pull request reads caches and writes none: later builds of the branch would take its layers for their own.
 */
function planCache({ cacheFrom, cacheTo, trusted, }) {
    const from = cacheFrom.map(withType).map(withTimeLimit);
    if (trusted || cacheTo.length === 0) {
        return { from, to: cacheTo.map(withType).map(withTimeLimit).map(ignoringErrors), notes: [] };
    }
    return {
        from,
        to: [],
        notes: ['caches are not written: this is a pull request, and others would build on its layers'],
    };
}
/** A reference alone is a registry's, as docker reads it. */
const withType = (text) => csvFields(text).some((field) => field.includes('=')) ? text : csv(['type=registry', `ref=${text}`]);
/** BuildKit's own limit is ten minutes, for each of several requests. */
function withTimeLimit(text) {
    const fields = csvFields(text);
    const asks = fields.includes('type=gha') && !fields.some((field) => field.startsWith('timeout='));
    return asks ? csv([...fields, 'timeout=2m']) : text;
}
function ignoringErrors(text) {
    const fields = csvFields(text).filter((field) => !field.startsWith('ignore-error='));
    return fields.includes('type=inline') ? text : csv([...fields, 'ignore-error=true']);
}
/** The reference of a cache in a registry; undefined for other kinds. */
function cacheRepository(text) {
    const fields = new Map(csvFields(withType(text)).map((field) => field.split(/=(.*)/s, 2)));
    return fields.get('type') === 'registry' ? fields.get('ref') : undefined;
}

;// CONCATENATED MODULE: ./actions/build-image/builders/buildx-argv.ts







/**
 * The arguments after `docker`. Attestations are off unless they are asked for: BuildKit makes children of the index of them, which change its digest
 * with every run and show as `unknown/unknown`. Those that are asked for are read, and leave the index before it is stored.
 */
function buildxArgv(request, files, builder) {
    const { platforms, network } = request;
    const cache = planCache(request);
    return [
        'buildx',
        'build',
        ...some('--builder', builder),
        ...['--progress', 'rawjson', '--metadata-file', files.metadata],
        ...(0,attestation_request/* attestationOptions */.V)(request.attestations),
        ...['--output', output(request)],
        ...['--file', request.file],
        ...some('--target', request.target),
        ...some('--platform', platforms.map(oci_platform/* formatPlatform */.Bq).join(',')),
        ...eachPair('--build-arg', request.buildArgs),
        ...eachPair('--label', request.labels),
        ...each('--build-context', namedContexts(request).map((context) => `${context.name}=${contextLocation(context)}`)),
        ...each('--secret', secretOptions({ ...files.secrets, ...request.secretFiles })),
        ...each('--ssh', request.ssh),
        ...each('--cache-from', cache.from),
        ...each('--cache-to', cache.to),
        ...(request.noCache ? ['--no-cache'] : []),
        ...(request.pull ? ['--pull'] : []),
        ...some('--network', network === 'default' ? undefined : network),
        request.context,
    ];
}
/** `rewrite-timestamp` sets the times of files to SOURCE_DATE_EPOCH: without it only those in the config are. */
function output({ output: to, workspace, annotations = {}, attestations = [] }) {
    const annotated = Object.entries(annotations).map(([name, value]) => `annotation.${name}=${value}`);
    if (to.kind === 'layout') {
        return csv([
            'type=oci',
            `dest=${external_node_path_default().resolve(workspace, to.path)}`,
            'tar=false',
            'rewrite-timestamp=true',
            ...annotated,
        ]);
    }
    if (attestations.length > 0)
        throw new Error('attestations are taken out of a layout, not of a registry');
    return csv([
        'type=image',
        `name=${(0,oci_reference/* repositoryName */.aR)(to)}`,
        'push=true',
        'push-by-digest=true',
        'name-canonical=true',
        'oci-mediatypes=true',
        'rewrite-timestamp=true',
        ...annotated,
    ]);
}
/** Paths, never values: a command line is visible to every process of the machine. */
const secretOptions = (files) => Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, file]) => csv([`id=${id}`, `src=${file}`]));

;// CONCATENATED MODULE: ./actions/build-image/builders/buildah-argv.ts



/**
 * The arguments after `buildah`. `chroot` isolation needs no runtime and works for root and others alike; the label that names buildah's
 * version is off, and `--timestamp` sets all times, so that another day and another machine give the same image.
 */
function buildahArgv(request, run) {
    return [
        ...run.storage,
        'build',
        ...['--isolation', 'chroot', '--format', 'oci', '--identity-label=false'],
        ...['--timestamp', String(request.epoch)],
        '--layers=false',
        ...['--tag', `oci:${run.layout}:${run.tag}`],
        ...['--file', run.file],
        ...some('--ignorefile', run.ignoreFile),
        ...some('--target', request.target),
        ...some('--platform', run.platform && (0,oci_platform/* formatPlatform */.Bq)(run.platform)),
        ...eachPair('--build-arg', ownArguments(request)),
        ...eachPair('--label', request.labels),
        ...eachPair('--build-context', run.contexts),
        ...each('--secret', secretOptions({ ...run.secrets, ...request.secretFiles })),
        ...each('--ssh', request.ssh),
        ...(request.noCache ? ['--no-cache'] : []),
        ...(request.pull ? ['--pull=always'] : []),
        ...some('--network', request.network === 'default' ? undefined : request.network),
        request.context,
    ];
}
/** Those that only BuildKit's frontend reads are left out: buildah warns of each. */
const ownArguments = ({ buildArgs }) => Object.fromEntries(Object.entries(buildArgs).filter(([name]) => !name.startsWith('BUILDKIT_')));
/**
 * What the request asks for and buildah does not have; each is said, none fails the build. Its own caches are not used: it fails when one cannot be written,
 * and 1.28 cannot write one at all when the image goes into a layout.
 */
function buildahGaps({ cacheFrom, cacheTo, dockerfile }) {
    const checked = dockerfile.stages.flatMap(({ instructions }) => instructions.filter(({ keyword }) => keyword === 'HEALTHCHECK'));
    return [
        ...(cacheFrom.length + cacheTo.length > 0
            ? ['cache-from and cache-to are passed over: with buildah every step runs, only BuildKit has caches']
            : []),
        ...(checked.length > 0 ? ['buildah leaves HEALTHCHECK out of OCI images'] : []),
    ];
}

;// CONCATENATED MODULE: ./actions/build-image/builders/step.ts

const BEAT_MILLISECONDS = 5_000;
const MAX_TITLE_CHARACTERS = 160;
/** Steps that run side by side are told one after another, each as a whole. */
function stepLog(log, clock) {
    let last = clock.now().getTime();
    let done = Promise.resolve();
    const tell = (work) => {
        last = clock.now().getTime();
        done = done.then(work);
    };
    return {
        ended: (step) => {
            const title = step_titleOf(step);
            tell(() => {
                if (step.lines.length === 0) {
                    log.info(title);
                    return;
                }
                return log.group(title, () => {
                    for (const line of step.lines)
                        log.info(line);
                    return Promise.resolve();
                });
            });
        },
        working: (title) => {
            if (clock.now().getTime() - last < BEAT_MILLISECONDS)
                return;
            tell(() => {
                log.info(`… ${step_short(title)}`);
            });
        },
        settled: () => done,
    };
}
function step_titleOf({ title, milliseconds, cached }) {
    if (cached === true)
        return `${step_short(title)} · from the cache`;
    return milliseconds === undefined ? step_short(title) : `${step_short(title)} · ${(0,duration/* formatDuration */.a3)(milliseconds)}`;
}
/** Instructions of many lines in one, and not longer than a screen is wide. */
function step_short(title) {
    const line = title.replace(/\s+/g, ' ').trim();
    return line.length <= MAX_TITLE_CHARACTERS ? line : `${line.slice(0, MAX_TITLE_CHARACTERS - 1)}…`;
}
const MAX_STEP_LINES = 2_000;
function stepLines(limit = MAX_STEP_LINES) {
    const lines = [];
    let dropped = 0;
    return {
        add: (line) => {
            lines.push(line);
            if (lines.length <= limit)
                return;
            lines.shift();
            dropped += 1;
        },
        all: () => (dropped === 0 ? [...lines] : [`(${dropped} earlier lines are not shown)`, ...lines]),
    };
}

;// CONCATENATED MODULE: ./actions/build-image/builders/buildah-output.ts



const STEP = /^(?:\[(\d+)\/\d+\] )?STEP (\d+)\/\d+: (.*)$/;
const NOISE = /^time="[^"]*" level=|^subprocess exited with status|^--> ?[0-9a-f]*$|^COMMIT\b|^Trying to pull |^Getting image source signatures|^Copying (?:blob|config) |^Writing manifest to image|^Storing signatures/;
/** buildah works on one step at a time, so that what comes after its line is its own. */
function buildahOutput(steps) {
    let step;
    let lines = stepLines();
    let error;
    const end = () => {
        if (step !== undefined)
            steps.ended({ title: step.title, lines: lines.all() });
    };
    return {
        line: (line) => {
            const match = STEP.exec(line);
            if (match !== null) {
                end();
                step = { title: match[3] ?? '', stage: Number(match[1] ?? 1) - 1, number: Number(match[2]) - 1 };
                lines = stepLines();
            }
            else if (line.startsWith('Error: '))
                error = line.slice('Error: '.length);
            else if (!NOISE.test(line) && line !== '') {
                lines.add(line);
                if (step !== undefined)
                    steps.working(step.title);
            }
        },
        end,
        outcome: () => ({ lines: lines.all(), error, ...(step === undefined ? {} : { step }) }),
    };
}
/** The failure with the line of the instruction in the Dockerfile. */
function buildahFailure(dockerfile, outcome, end) {
    const { step, lines, error } = outcome;
    const reason = error?.replace(/^building at STEP ".*": (?=[^"]*(?:"[^"]*"[^"]*)*$)/s, '') ?? end;
    // An error before the first instruction is told after the last FROM; it has no output of its own.
    const at = step && placeOf(dockerfile, step);
    return {
        builder: 'buildah',
        reason,
        lastLines: lines,
        ...(step === undefined ? {} : { step: step.title }),
        ...(at === undefined ? {} : { at }),
    };
}
/** By number and words; ONBUILD triggers of the base move the numbers, and FROM is told with its variables expanded. */
function placeOf({ stages, source }, { title, stage, number }) {
    const found = stages[stage];
    if (found === undefined)
        return undefined;
    const instructions = [found.from, ...found.instructions];
    const numbered = instructions[number];
    const said = compact(title);
    const keyword = title.split(' ', 1)[0]?.toUpperCase();
    const instruction = [numbered, ...instructions].find((each) => each !== undefined && compact(each.line.text) === said) ??
        (numbered?.keyword === keyword ? numbered : undefined);
    return instruction && positionAt(source, startOf(instruction));
}
const compact = (text) => text.replace(/\s+/g, '').toLowerCase();

;// CONCATENATED MODULE: ./actions/build-image/builders/environment.ts


/** What docker, buildx, buildah and ssh read. The token of the job's cache service is among them: cache backend `gha` needs it, and it never is an argument. */
const environment_NAMES = [
    'PATH',
    'HOME',
    'TMPDIR',
    'XDG_RUNTIME_DIR',
    'SSH_AUTH_SOCK',
    'DOCKER_HOST',
    'DOCKER_CONTEXT',
    'DOCKER_TLS_VERIFY',
    'DOCKER_CERT_PATH',
    'BUILDX_BUILDER',
    'BUILDX_CONFIG',
    'BUILDKIT_HOST',
    'REGISTRY_AUTH_FILE',
    'CONTAINERS_CONF',
    'CONTAINERS_STORAGE_CONF',
    'CONTAINERS_REGISTRIES_CONF',
    'ACTIONS_CACHE_URL',
    'ACTIONS_RESULTS_URL',
    'ACTIONS_RUNTIME_TOKEN',
    'ACTIONS_CACHE_SERVICE_V2',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_REGION',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'http_proxy',
    'https_proxy',
    'no_proxy',
];
/** The environment that builders get: these variables as far as they are set, and docker's configuration directory. */
function builderEnvironment(variable, dockerConfig) {
    const set = environment_NAMES.flatMap((name) => {
        const value = variable(name);
        return value === undefined || value === '' ? [] : [[name, value]];
    });
    return { ...Object.fromEntries(set), DOCKER_CONFIG: dockerConfig };
}
/** For buildah: docker's credentials, if there are any. It refuses to start when the directory is named and has no config.json. */
function buildahEnvironment(env) {
    const others = Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'DOCKER_CONFIG'));
    const file = dockerConfigFile(env);
    if (file === undefined || others['REGISTRY_AUTH_FILE'] !== undefined || !(0,external_node_fs_.existsSync)(file))
        return others;
    return { ...others, REGISTRY_AUTH_FILE: file };
}
/** The files in which buildah may find credentials, the most important first: the one that is named, else docker's and its own (containers-auth.json(5)). */
function buildahAuthFiles(env) {
    const named = env['REGISTRY_AUTH_FILE'];
    if (named !== undefined)
        return [named];
    const runtime = env['XDG_RUNTIME_DIR'];
    return [
        dockerConfigFile(env),
        runtime === undefined
            ? `/run/containers/${process.getuid?.() ?? 0}/auth.json`
            : external_node_path_default().join(runtime, 'containers', 'auth.json'),
        external_node_path_default().join(env['HOME'] ?? '/', '.config', 'containers', 'auth.json'),
    ].filter((file) => file !== undefined);
}
function dockerConfigFile({ DOCKER_CONFIG: directory, }) {
    return directory === undefined ? undefined : external_node_path_default().join(directory, 'config.json');
}

;// CONCATENATED MODULE: ./actions/build-image/builders/buildah-context.ts









/**
 * Puts the image of each layout that is a named context into buildah's storage, as it pulls every base, and returns the names there by context. A
 * name comes from the content, so that it is the same on every machine and for builds side by side.
 */
async function pullLayouts(request, found, ports, platform) {
    const names = {};
    for (const context of namedContexts(request)) {
        if (context.kind === 'layout')
            names[context.name] = await pullLayout(context, found, ports, platform);
    }
    return names;
}
/** The named contexts that are directories, for `--build-context`; images stand in the Dockerfile itself. */
const directoryContexts = (request) => Object.fromEntries(namedContexts(request).flatMap((context) => context.kind === 'directory' ? [[context.name, context.path]] : []));
/**
 * buildah's `oci:` names an image by tag alone: a layout that shares the blobs and has this one entry stands in. Its path is relative, since
 * buildah makes a repository name of it, which may have no capitals.
 */
async function pullLayout(context, found, ports, platform) {
    const descriptor = await buildah_context_entryOf(context, ports);
    const directory = await (0,promises_.mkdtemp)(external_node_path_default().join(ports.temp, 'context-'));
    const layout = external_node_path_default().join(directory, 'context');
    try {
        await (0,promises_.mkdir)(layout);
        await (0,promises_.writeFile)(external_node_path_default().join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
        await (0,promises_.writeFile)(external_node_path_default().join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [descriptor] }));
        await (0,promises_.symlink)(external_node_path_default().join(context.path, 'blobs'), external_node_path_default().join(layout, 'blobs'));
        const wanted = platform === undefined ? [] : ['--platform', (0,oci_platform/* formatPlatform */.Bq)(platform)];
        const pulled = await buildah(found, ports, ['pull', '--quiet', ...wanted, 'oci:context'], directory);
        const id = pulled.at(-1) ?? '';
        const name = `localhost/fixity-context:${id.slice(0, 12)}`;
        await buildah(found, ports, ['tag', id, name]);
        return name;
    }
    finally {
        await (0,promises_.rm)(directory, { recursive: true, force: true });
    }
}
async function buildah_context_entryOf({ name, path: where, tag, digest }, ports) {
    const reference = { kind: 'layout', path: where };
    const store = openStore(reference, ports.stores);
    const descriptor = await store.resolve(digest === undefined ? (tag ?? 'latest') : (0,oci_digest/* parseDigest */.m)(digest));
    if (descriptor !== undefined)
        return descriptor;
    throw new text_error/* UserError */.yo({
        what: `the build context '${name}' has no image`,
        rule: `${digest ?? `tag ${tag ?? 'latest'}`} in ${store.name}`,
    });
}
/** Its lines. @throws UserError when it fails. */
async function buildah({ program, storage }, { env, temp, stores }, argv, cwd = temp) {
    const result = await runProgram({
        program,
        argv: [...storage, ...argv],
        env: buildahEnvironment(env),
        cwd,
        ...(stores.signal === undefined ? {} : { signal: stores.signal }),
    });
    if (result.exitCode === 0)
        return result.lastLines;
    throw new text_error/* UserError */.yo({
        what: `buildah ${argv[0] ?? ''} failed`,
        rule: describeEnd(result),
        seen: result.lastLines.slice(-3).join('\n'),
    });
}

;// CONCATENATED MODULE: ./actions/build-image/builders/buildah-dockerfile.ts





/**
 * The Dockerfile as buildah has to read it: each image from outside by its full name. Left to itself it asks the machine's configuration what
 * `node:24` means, where every other builder takes Docker Hub, and knows no named context behind a variable. No line moves.
 * `layouts` says under which name in buildah's storage the image of a named context is.
 */
function buildahDockerfile(request, platform, layouts) {
    const { dockerfile } = request;
    const given = buildArgumentsOf(request, platform === undefined ? undefined : (0,oci_platform/* formatPlatform */.Bq)(platform));
    const words = imageUses(dockerfile, given)
        .filter(({ kind, unset, trigger }) => kind !== 'syntax' && trigger === undefined && unset.length === 0)
        .map(({ span, reference, context }) => ({ span, word: layouts[context ?? ''] ?? fullName(reference) }));
    return spliced(dockerfile.source, words);
}
/** Beside a digest a tag says nothing, and buildah before 1.30 refuses the two together. */
function fullName(text) {
    const reference = (0,oci_reference/* parseReference */.F2)(text);
    return (0,oci_reference/* formatReference */.FH)(reference.digest === undefined ? reference : (0,oci_reference/* withDigest */.hQ)(reference, reference.digest));
}

;// CONCATENATED MODULE: ./actions/build-image/builders/repositories.ts






/**
 * The repositories in registries that a build reads or writes, each once: images of the Dockerfile and of its named contexts, the frontend, caches, the
 * scanner of an SBOM, and the destination.
 * @throws UserError for a text that is no reference.
 */
function usedRepositories(request) {
    const caches = [...request.cacheFrom, ...request.cacheTo].flatMap((text) => cacheRepository(text) ?? []);
    const scanners = (request.attestations ?? []).flatMap((each) => ('scanner' in each ? [each.scanner] : []));
    // Some of them are used by ONBUILD triggers alone, which stand in no Dockerfile.
    const contexts = namedContexts(request).flatMap((each) => (each.kind === 'image' ? [each.reference] : []));
    const references = [...usedImages(request), ...contexts, ...caches, ...scanners].map(oci_reference/* parseReference */.F2);
    const repositories = [...references, request.output].filter(isInRegistry);
    return [...new Map(repositories.map((each) => [(0,oci_reference/* repositoryName */.aR)(each), each])).values()];
}
function usedImages(request) {
    const platforms = request.platforms.length === 0 ? [undefined] : request.platforms.map(oci_platform/* formatPlatform */.Bq);
    return platforms
        .flatMap((platform) => imageUses(request.dockerfile, buildArgumentsOf(request, platform)))
        .filter(({ needed, unset }) => needed && unset.length === 0)
        .map(({ reference }) => reference);
}
const isInRegistry = (reference) => reference.kind === 'registry';

;// CONCATENATED MODULE: ./actions/build-image/builders/buildah-registries.ts





/**
 * Lets buildah speak plain http where this action itself may: to loopback, and to registries that are listed as insecure. Such registries are added to
 * a copy of the configuration that buildah would read (containers-registries.conf(5)); what it says of them already stays.
 */
async function withPlainRegistries(request, { env, stores, temp }, work) {
    const hosts = new Set(usedRepositories(request).map(({ registry }) => registry));
    const plain = [...hosts].filter((host) => mayBePlain(new URL(`https://${host}`), stores.insecureRegistries));
    if (plain.length === 0)
        return work(env);
    const file = configurationFile(env);
    const own = file === undefined ? '' : await (0,promises_.readFile)(file, 'utf8');
    const directory = await (0,promises_.mkdtemp)(external_node_path_default().join(temp, 'registries-'));
    try {
        const copy = external_node_path_default().join(directory, 'registries.conf');
        await (0,promises_.writeFile)(copy, withInsecure(own, plain));
        return await work({ ...env, CONTAINERS_REGISTRIES_CONF: copy });
    }
    finally {
        await (0,promises_.rm)(directory, { recursive: true, force: true });
    }
}
function configurationFile(env) {
    const named = env['CONTAINERS_REGISTRIES_CONF'];
    if (named !== undefined)
        return named;
    return [external_node_path_default().join(env['HOME'] ?? '/', '.config'), '/etc']
        .map((place) => external_node_path_default().join(place, 'containers', 'registries.conf'))
        .find((file) => (0,external_node_fs_.existsSync)(file));
}
/** The old format of the file, with `[registries.…]`, and lists in one line cannot be added to; then it stays as it is. */
function withInsecure(configuration, hosts) {
    if (/^\s*\[registries\b|^\s*registry\s*=/m.test(configuration))
        return configuration;
    const added = hosts
        .filter((host) => !configuration.includes(JSON.stringify(host)))
        .sort()
        .map((host) => `[[registry]]\nlocation = ${JSON.stringify(host)}\ninsecure = true\n`);
    return [configuration, ...added].join('\n');
}

;// CONCATENATED MODULE: ./actions/build-image/builders/login.ts

/** The logins of all registries that the build uses; a registry without one is asked anonymously. */
async function loginsFor(request, credentials) {
    const asked = usedRepositories(request).map(async ({ registry, repository }) => {
        const credential = await credentials.for(registry, repository);
        return credential === undefined ? [] : [{ registry, credential }];
    });
    return (await Promise.all(asked)).flat();
}
/** Whether docker's configuration does not have it: it was given to this action. */
const isGiven = ({ credential }) => credential.source === undefined;
/**
 * The configuration in which these logins win over whatever it has for their registries. With a `credsStore` docker looks at no `auths`, unless the
 * registry's own helper is the empty text.
 */
function configWithLogins(config, logins) {
    const registries = new Set(logins.map(({ registry }) => registry));
    const others = (entries = {}) => Object.fromEntries(Object.entries(entries).filter(([key]) => !registries.has(registryOf(key))));
    const auths = logins.map(({ registry, credential }) => [keyOf(registry), authOf(credential)]);
    const helpers = config.credsStore === undefined ? [] : logins.map(({ registry }) => [keyOf(registry), '']);
    return {
        ...config,
        auths: { ...others(config.auths), ...Object.fromEntries(auths) },
        credHelpers: { ...others(config.credHelpers), ...Object.fromEntries(helpers) },
    };
}
const HUB = 'https://index.docker.io/v1/';
/** Docker Hub goes by the name that docker itself writes. */
const keyOf = (registry) => (registry === 'docker.io' ? HUB : registry);
/** The registry of a key, which may be an address, or podman's `registry/repository`. */
function registryOf(key) {
    const host = key.replace(/^https?:\/\//, '').split('/', 1)[0] ?? '';
    return ['index.docker.io', 'registry-1.docker.io'].includes(host) ? 'docker.io' : host;
}
const base64 = (text) => Buffer.from(text).toString('base64');
const authOf = (credential) => 'password' in credential
    ? { auth: base64(`${credential.username}:${credential.password}`) }
    : { auth: base64('<token>:'), identitytoken: credential.identityToken };

;// CONCATENATED MODULE: ./actions/build-image/builders/docker-config.ts







/**
 * Lets docker and buildx log in with what this action was given. Such a login stands in a configuration directory of this build alone, for its owner's
 * eyes, which is gone when `work` ends, however it ends; all else in it is the user's own: contexts, plugins, and the builders that buildx knows.
 */
async function withDockerLogins(request, { env, stores, temp }, work) {
    const logins = (await loginsFor(request, stores.credentials)).filter(isGiven);
    if (logins.length === 0)
        return work(env);
    const own = env['DOCKER_CONFIG'] ?? external_node_path_default().join(env['HOME'] ?? '', '.docker');
    return withPrivateDirectory(temp, async (directory) => {
        await linkEntries(own, directory);
        const config = configWithLogins(await docker_config_readConfig(external_node_path_default().join(own, 'config.json')), logins);
        await writePrivate(external_node_path_default().join(directory, 'config.json'), config);
        return work({
            ...env,
            DOCKER_CONFIG: directory,
            BUILDX_CONFIG: env['BUILDX_CONFIG'] ?? external_node_path_default().join(own, 'buildx'),
        });
    });
}
/** The same for buildah, whose configuration is one file. It knows no `credsStore`: what docker's has for the build's registries is in the file too. */
async function withBuildahLogins(request, { env, stores, temp }, work) {
    const configs = await Promise.all(buildahAuthFiles(env).map(docker_config_readConfig));
    const stored = configs.some(({ credsStore }) => credsStore !== undefined);
    const logins = (await loginsFor(request, stores.credentials)).filter((each) => stored || isGiven(each));
    if (logins.length === 0)
        return work(buildahEnvironment(env));
    return withPrivateDirectory(temp, async (directory) => {
        const file = external_node_path_default().join(directory, 'auth.json');
        const { auths, credHelpers } = configWithLogins(docker_config_joined(configs), logins);
        await writePrivate(file, { auths, credHelpers });
        return work(buildahEnvironment({ ...env, REGISTRY_AUTH_FILE: file }));
    });
}
async function withPrivateDirectory(temp, work) {
    // Made with the mode 0700.
    const directory = await (0,promises_.mkdtemp)(external_node_path_default().join(temp, 'docker-config-'));
    try {
        return await work(directory);
    }
    finally {
        await (0,promises_.rm)(directory, { recursive: true, force: true });
    }
}
const writePrivate = (file, content) => (0,promises_.writeFile)(file, JSON.stringify(content), { mode: 0o600, flag: 'wx' });
async function linkEntries(from, to) {
    if (!(0,external_node_fs_.existsSync)(from))
        return;
    for (const name of await (0,promises_.readdir)(from)) {
        if (name !== 'config.json')
            await (0,promises_.symlink)(external_node_path_default().join(from, name), external_node_path_default().join(to, name));
    }
}
async function docker_config_readConfig(file) {
    if (!(0,external_node_fs_.existsSync)(file))
        return {};
    try {
        const config = (0,json/* parseJson */.qF)(await (0,promises_.readFile)(file));
        if (typeof config === 'object' && config !== null)
            return config;
    }
    catch {
        // Said below: an error of the parser may show a secret.
    }
    throw new text_error/* UserError */.yo({
        what: `${file} cannot be read`,
        rule: 'a JSON object',
        next: 'log in again, or remove the file',
    });
}
/** The first file that knows a registry decides about it. */
const docker_config_joined = (configs) => configs.reduceRight((others, { auths, credHelpers }) => ({
    auths: { ...others.auths, ...auths },
    credHelpers: { ...others.credHelpers, ...credHelpers },
}), {});

;// CONCATENATED MODULE: ./actions/build-image/builders/failure.ts


const SHOWN_LINES = 15;
/** The first that fits; what a step's own program ended with comes before what its words may look like. */
const CAUSES = [
    {
        reason: /^ended by SIG|^exit code 137$/,
        isService: true,
        next: 'the builder was ended from outside, most often because memory ran out: run the job again, on a larger runner if it stays',
    },
    {
        reason: /exit (?:code|status):? 137|signal: killed/,
        next: 'the step was killed, most often because memory ran out: let it use less, or take a larger runner',
    },
    {
        reason: /exit (?:code|status)/,
        next: 'run the same build here: the whole log of the step is in its group above',
    },
    {
        reason: /unauthorized|(?<!permission )denied|authentication required|no basic auth|\b40[13]\b/i,
        next: 'give registry-username and registry-password where the image goes to the same registry, else log in in a step before (docker/login-action)',
    },
    {
        reason: /dial tcp|i\/o timeout|TLS handshake|connection (?:refused|reset)|no such host|too ?many ?requests|\b429\b|\b50[0234]\b|unexpected EOF|error reading from server|code = Unavailable|transport is closing|deadline exceeded|Cannot connect to the Docker daemon|failed to (?:dial|connect to)/i,
        isService: true,
        next: 'run the job again; if it stays, look at the registry, the builder and the proxy',
    },
    {
        reason: /no space left on device|disk quota exceeded/i,
        next: 'free space on the runner, or take one with a larger disk',
    },
    {
        reason: /exec format error/i,
        next: 'the step is for another platform: add docker/setup-qemu-action, or build on a runner of that platform',
    },
    {
        reason: /SSH_AUTH_SOCK|ssh agent|ssh forward key/i,
        next: 'start an ssh-agent with the key in a step before, so that SSH_AUTH_SOCK is set, and give ssh: default; or give ssh: ID=SOCKET',
    },
    {
        reason: /\bsecret\b.*not found/i,
        next: 'give the secret that the step mounts: ID=VALUE in secrets, or ID=PATH in secret-files',
    },
    {
        reason: /resolve source metadata|manifest unknown|initializing source|no matching manifest|no image found/i,
        next: 'look at the name of the image, its tag or digest, and whether it has the platform',
    },
    {
        reason: /not found|no such file/i,
        next: 'look whether the file is in the context, and not in .dockerignore',
    },
];
const UNKNOWN = {
    reason: /$/,
    next: 'run the same build here, and look at the last lines of the log above',
};
/** The error to throw: what the Dockerfile's author can mend, with its line, or a service that did not answer. */
function buildError(failure) {
    const { builder, step, at, reason, lastLines } = failure;
    const printed = lastLines.filter((line) => line.trim() !== '').slice(-SHOWN_LINES);
    const cause = CAUSES.find((each) => each.reason.test(reason)) ?? UNKNOWN;
    const problem = {
        what: step === undefined ? `${builder} failed` : `${step_short(step)} failed`,
        rule: reason,
        ...(printed.length === 0 ? {} : { seen: `\n${printed.join('\n')}` }),
        next: cause.next,
        ...(at === undefined ? {} : { at }),
    };
    return cause.isService === true ? new text_error/* UnavailableError */.hG(problem) : new text_error/* UserError */.yo(problem);
}

;// CONCATENATED MODULE: ./actions/build-image/builders/written.ts



/**
 * Reads the image that a builder says it wrote; every blob is there in its full length. What the blobs hold is hashed when they are read.
 * @throws UnavailableError when the image is not there, or only in part: a disk was full, or something ended the builder.
 */
async function readWritten(builder, store, digest) {
    try {
        const image = await readRunnableImage(store, digest);
        for (const { manifest } of image.platforms) {
            if (isImageIndex(manifest.content))
                continue;
            const { config, layers } = manifest.content;
            for (const blob of [config, ...layers]) {
                if (!(await store.hasBlob(blob)))
                    throw notWhole(builder, `${blob.digest}, ${blob.size} bytes, is not there`);
            }
        }
        return image;
    }
    catch (error) {
        throw error instanceof text_error/* UserError */.yo ? notWhole(builder, (0,text_error/* messageOf */.bD)(error), error) : error;
    }
}
const notWhole = (builder, seen, cause) => new text_error/* UnavailableError */.hG({
    what: `${builder} left no whole image`,
    rule: 'every blob that the image names',
    seen,
    next: 'run the job again; if it stays, look at the space on the disk and the log of the builder',
}, cause === undefined ? {} : { cause });

;// CONCATENATED MODULE: ./actions/build-image/builders/buildah.ts























/**
 * Builds with buildah, one platform after another, without a daemon. Layers of the base are its own blobs afterwards, and new ones are
 * compressed as the assembler does it.
 * @throws UserError with the failing step, its line in the Dockerfile and its last lines; UnavailableError when a service did not answer.
 */
async function buildWithBuildah(request, found, ports) {
    const { output } = request;
    if (output.kind === 'layout')
        return buildLayout(request, found, ports, output);
    const directory = await (0,promises_.mkdtemp)(external_node_path_default().join(ports.temp, 'layout-'));
    try {
        const layout = { kind: 'layout', path: directory };
        const image = await buildLayout(request, found, ports, layout);
        const from = openStore(layout, ports.stores);
        await copyImage(from, openStore(output, ports.stores), image.digest, { referrers: false });
        return { ...image, reference: (0,oci_reference/* withDigest */.hQ)(output, image.digest) };
    }
    finally {
        await (0,promises_.rm)(directory, { recursive: true, force: true });
    }
}
async function buildLayout(request, found, ports, layout) {
    const store = openStore(layout, ports.stores);
    const base = await targetBaseImages(request, ports.stores);
    const wanted = request.platforms.length === 0 ? [undefined] : request.platforms;
    const built = [];
    for (const platform of wanted) {
        built.push(await buildPlatform(request, found, ports, { store, layout, base, platform }));
    }
    const top = await topOf(store, built);
    return {
        builder: 'buildah',
        version: found.version,
        reference: (0,oci_reference/* withDigest */.hQ)(layout, top.digest),
        ...top,
        platforms: built.map(({ platform, digest }) => ({ platform, digest })),
        materials: base === undefined ? [] : [base.material],
        warnings: [
            ...buildahGaps(request).map((what) => ({ what })),
            ...built.flatMap(({ warnings }) => warnings),
        ],
    };
}
async function buildPlatform(request, found, ports, { store, layout, base, platform }) {
    const tag = platform === undefined ? 'image' : (0,oci_platform/* formatPlatform */.Bq)(platform).replace(/\//g, '-');
    const root = external_node_path_default().resolve(request.workspace, layout.path);
    const layouts = await pullLayouts(request, found, ports, platform);
    const file = external_node_path_default().join(ports.temp, `Dockerfile.${tag}`);
    await (0,promises_.writeFile)(file, buildahDockerfile(request, platform, layouts));
    try {
        await withFiles(request, ports, (secrets, env) => {
            const files = { file, ignoreFile: ignoreFileOf(request), secrets, layout: root };
            const argv = buildahArgv(request, {
                ...files,
                storage: found.storage,
                platform,
                tag,
                contexts: directoryContexts(request),
            });
            return buildah_run(request, found, { ...ports, env }, argv);
        });
    }
    finally {
        await (0,promises_.rm)(file, { force: true });
    }
    const { digest: written } = await required(store, tag);
    const [image] = (await readWritten('buildah', store, written)).platforms;
    if (image === undefined)
        throw noImage(store, tag);
    const own = base?.forPlatform(image.platform);
    const { manifest, restored, ofBase } = await restoreLayers(store, written, own, ports.temp);
    const { descriptor } = await store.readManifest(manifest);
    const warnings = [];
    if (restored < ofBase) {
        warnings.push({
            what: `${ofBase - restored} of ${ofBase} layers of the base are written anew for ${(0,oci_platform/* formatPlatform */.Bq)(image.platform)}`,
            rule: 'a layer of the base keeps its digest, so that registries share it',
            next: 'use builder: buildkit, which keeps them',
        });
    }
    return { platform: image.platform, digest: manifest, size: descriptor.size, warnings };
}
/** What one run reads, and nobody may read afterwards: the files of its secrets, and those that its environment names. */
const withFiles = (request, ports, work) => withBuildahLogins(request, ports, (withLogins) => withPlainRegistries(request, { ...ports, env: withLogins }, (env) => withSecretFiles(request.secrets, ports.temp, (secrets) => work(secrets, env))));
/** The Dockerfile's own ignore file: buildah looks for it beside the file that it is given. */
function ignoreFileOf({ file }) {
    const own = `${file}.dockerignore`;
    return (0,external_node_fs_.existsSync)(own) ? own : undefined;
}
async function required(store, tag) {
    const descriptor = await store.resolve(tag);
    if (descriptor !== undefined)
        return descriptor;
    throw noImage(store, tag);
}
const noImage = (store, tag) => new text_error/* UnavailableError */.hG({
    what: 'buildah left no image',
    rule: `tag ${tag} in ${store.name}`,
    next: 'run the job again; if it stays, look at the space on the disk',
});
async function buildah_run(request, found, { stores, env, log }, argv) {
    const steps = stepLog(log, stores.clock);
    const output = buildahOutput(steps);
    const result = await runProgram({
        program: found.program,
        argv,
        env,
        cwd: request.context,
        onLine: output.line,
        ...(stores.signal === undefined ? {} : { signal: stores.signal }),
    });
    output.end();
    await steps.settled();
    if (result.exitCode === 0)
        return;
    throw buildError(buildahFailure(request.dockerfile, output.outcome(), describeEnd(result)));
}
/** One platform is its own manifest; of several an index is made, sorted, so that the order of the request does not matter. */
async function topOf(store, built) {
    const [first, ...others] = built;
    if (first !== undefined && others.length === 0)
        return { digest: first.digest, kind: 'manifest' };
    const manifests = built
        .map(({ digest, size, platform }) => ({ mediaType: MEDIA_TYPE.manifest, digest, size, platform }))
        .sort((a, b) => ((0,oci_platform/* formatPlatform */.Bq)(a.platform) < (0,oci_platform/* formatPlatform */.Bq)(b.platform) ? -1 : 1));
    const index = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests };
    const { digest } = await store.putManifest(Buffer.from(JSON.stringify(index)), {
        mediaType: MEDIA_TYPE.index,
    });
    return { digest, kind: 'index' };
}

;// CONCATENATED MODULE: ./actions/build-image/builders/buildkit-provenance.ts

const MAX_MATERIALS = 5_000;
/**
 * Reads BuildKit's provenance, SLSA v1 or, of versions that write no other, v0.2 (BuildKit's docs/attestations/slsa-definitions.md). Fields that are
 * not there are empty texts; a material without a digest is none.
 */
function parseBuildKitProvenance(predicate) {
    const value = asRecord(predicate);
    const definition = asRecord(value['buildDefinition']);
    const run = asRecord(value['runDetails']);
    const list = definition['resolvedDependencies'] ?? value['materials'];
    const builder = asRecord(run['builder'] ?? value['builder']);
    const metadata = asRecord(run['metadata'] ?? value['metadata']);
    return {
        materials: Array.isArray(list) ? list.slice(0, MAX_MATERIALS).flatMap(materialIn) : [],
        buildType: asText(definition['buildType'] ?? value['buildType']),
        builderId: asText(builder['id']),
        invocationId: asText(metadata['invocationId'] ?? metadata['invocationID'] ?? metadata['buildInvocationID']),
    };
}
/** Those of several provenances, each once. */
const distinctMaterials = (materials) => [
    ...new Map(materials.map((material) => [JSON.stringify(material), material])).values(),
];
function materialIn(value) {
    const { uri, digest } = asRecord(value);
    const digests = Object.entries(asRecord(digest)).filter((entry) => typeof entry[1] === 'string');
    if (typeof uri !== 'string' || digests.length === 0)
        return [];
    return [{ uri, digest: Object.fromEntries(digests) }];
}

;// CONCATENATED MODULE: ./actions/build-image/builders/buildx-failure.ts
/** What buildx calls the 20 seconds in which it tries to reach a remote BuildKit. */
const CONNECTING = '[internal] waiting for connection';
/** Reads what buildx prints last: the place in the Dockerfile, an excerpt that marks the instruction, and the error. */
function buildxFailure(dockerfile, outcome, end) {
    const { plain, failed } = outcome;
    const at = placeIn(plain, dockerfile.source.file);
    const reason = reasonIn(plain) ?? end;
    const isConnecting = failed?.title === CONNECTING;
    const step = marked(plain) ?? (isConnecting ? undefined : failed?.title);
    return {
        builder: 'docker buildx',
        reason: isConnecting ? `BuildKit does not answer: ${reason}` : reason,
        lastLines: failed?.lines ?? [],
        ...(step === undefined ? {} : { step }),
        ...(at === undefined ? {} : { at }),
    };
}
/** `Dockerfile:14`, with nothing else on the line. */
function placeIn(plain, file) {
    const match = plain.map((line) => /^\S.*:(\d+)$/.exec(line)).find((found) => found !== null);
    return match?.[1] === undefined ? undefined : { file, line: Number(match[1]) };
}
/** The lines of the excerpt behind `>>>`. */
function marked(plain) {
    const lines = plain.flatMap((line) => /^\s*\d+ \| >>> (.*)$/.exec(line)?.[1] ?? []);
    return lines.length === 0 ? undefined : lines.map((line) => line.replace(/\s*\\\s*$/, '').trim()).join(' ');
}
/** The error without what wraps it. The command of a failed process stands in the step already. */
function reasonIn(plain) {
    const line = plain.findLast((each) => each.startsWith('ERROR: ')) ?? plain.findLast((each) => /^error: /i.test(each));
    const text = line
        ?.replace(/^error: /i, '')
        .replace(/^(?:failed to (?:build|solve|compute cache key|calculate checksum of ref [^:]+::[^:]+): )+/, '');
    return text?.replace(/^process ".*" did not complete successfully: /s, '');
}

;// CONCATENATED MODULE: ./actions/build-image/builders/cache-watch.ts
/** BuildKit sets no time limit to a service that accepts and never answers; its limit for one that sends it away is shorter than this. */
const STALL_SECONDS = 180;
const cache_watch_BEAT_MILLISECONDS = 1_000;
/** `waitsFor` tells what is waited for in vain; undefined while a step is at work. */
function watchCaches(waitsFor, clock, cancelled) {
    const stop = new AbortController();
    let last = clock.now().getTime();
    const timer = setInterval(() => {
        if (clock.now().getTime() - last < STALL_SECONDS * 1_000)
            return;
        const stalled = waitsFor();
        if (stalled !== undefined)
            stop.abort({ stalled });
    }, cache_watch_BEAT_MILLISECONDS);
    return {
        signal: cancelled === undefined ? stop.signal : AbortSignal.any([cancelled, stop.signal]),
        alive: () => {
            last = clock.now().getTime();
        },
        stop: () => {
            clearInterval(timer);
        },
    };
}
const isStall = (thrown) => typeof thrown === 'object' && thrown !== null && 'stalled' in thrown;

;// CONCATENATED MODULE: ./actions/build-image/builders/silent-cache.ts





const ANSWERS_WITHIN_MILLISECONDS = 10_000;
/**
 * Leaves out the caches whose service does not answer at all. Any answer will do: BuildKit goes on after an error. For one that accepts and never answers it
 * waits without end, and runs no other build meanwhile, not even after this one was stopped.
 */
async function answeringCaches(request, ports, milliseconds = ANSWERS_WITHIN_MILLISECONDS) {
    const caches = [...new Set([...request.cacheFrom, ...request.cacheTo])];
    const probes = new Map();
    for (const text of caches) {
        const probe = probeOf(text, ports);
        if (probe !== undefined)
            probes.set(text, 'what' in probe ? Promise.resolve(probe) : silent_cache_ask(probe, ports, milliseconds));
    }
    const found = await Promise.all([...probes].map(async ([text, problem]) => [text, await problem]));
    const unusable = new Map(found.flatMap(([text, problem]) => (problem === undefined ? [] : [[text, problem]])));
    const isUsable = (text) => !unusable.has(text);
    return {
        request: {
            ...request,
            cacheFrom: request.cacheFrom.filter(isUsable),
            cacheTo: request.cacheTo.filter(isUsable),
        },
        problems: [...new Map([...unusable.values()].map((each) => [each.what, each])).values()],
    };
}
/** What to ask the service of a cache; undefined for kinds that are not asked, a problem when the job has no such service. */
function probeOf(text, { env, stores }) {
    if (csvFields(text).includes('type=gha')) {
        return (gitHubProbe(env) ?? {
            what: 'caches of type=gha are not used',
            rule: 'the runner gives this job no cache service',
        });
    }
    const name = cacheRepository(text);
    const reference = name === undefined ? undefined : (0,oci_reference/* parseReference */.F2)(name);
    if (reference?.kind !== 'registry')
        return undefined;
    return { method: 'GET', url: new URL('/v2/', registryUrl(reference.registry, stores.insecureRegistries)) };
}
/** Of the service's second version the call that looks for an entry, of the first one whatever is at its address. */
function gitHubProbe(env) {
    const isSecond = /^(?:true|1)$/i.test(env['ACTIONS_CACHE_SERVICE_V2'] ?? '');
    const base = env[isSecond ? 'ACTIONS_RESULTS_URL' : 'ACTIONS_CACHE_URL'];
    const token = env['ACTIONS_RUNTIME_TOKEN'];
    if (token === undefined || base === undefined || !URL.canParse(base))
        return undefined;
    const call = 'twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL';
    return {
        method: 'POST',
        url: new URL(isSecond ? call : '_apis/artifactcache/caches', base.endsWith('/') ? base : `${base}/`),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify({ key: 'fixity-probe', restore_keys: [], version: '0'.repeat(64) })),
    };
}
/** @throws the reason of the job's signal when it is cancelled. */
async function silent_cache_ask(probe, { stores }, milliseconds) {
    const limit = AbortSignal.timeout(milliseconds);
    const signal = stores.signal === undefined ? limit : AbortSignal.any([stores.signal, limit]);
    try {
        const answer = await createSend(stores)({ ...probe, signal });
        answer.body.destroy();
    }
    catch {
        stores.signal?.throwIfAborted();
        if (limit.aborted)
            return silent(probe.url.host, milliseconds);
    }
    return undefined;
}
const silent = (host, milliseconds) => ({
    what: `the caches at ${host} are not used`,
    rule: `a cache service has to answer within ${milliseconds / 1_000} seconds, for a build to wait for it`,
    seen: 'no answer',
    next: 'look at the status of the service; without caches every step runs',
});

;// CONCATENATED MODULE: ./actions/build-image/builders/cached-run.ts



/**
 * Runs a build in such a way that no cache fails it or holds it up: a cache service that does not answer is left out, and when a cache stands still the
 * build starts again without any. Steps that have run are known to BuildKit, and do not run again.
 * @throws UnavailableError when BuildKit still waits for the cache; else what `run` throws.
 */
async function runWithCaches(request, ports, run) {
    const { request: asked, problems } = await answeringCaches(request, ports);
    try {
        return withProblems(await run(asked, 'caches'), problems);
    }
    catch (error) {
        if (!isStall(error))
            throw error;
        const problem = stalledProblem(error);
        ports.log.info(problem.what);
        return withProblems(await again(request, run), [...problems, problem]);
    }
}
async function again(request, run) {
    try {
        return await run({ ...request, cacheFrom: [], cacheTo: [] }, 'anything');
    }
    catch (error) {
        if (!isStall(error))
            throw error;
        throw new text_error/* UnavailableError */.hG({
            what: 'BuildKit does not answer',
            rule: 'it still waits for a cache that stands still, and builds nothing meanwhile',
            next: 'run the job again, without cache-from if it stays',
        });
    }
}
const withProblems = (outcome, problems) => ({
    ...outcome,
    caches: [...problems, ...outcome.caches],
});
const stalledProblem = ({ stalled }) => ({
    what: `built without caches: ${stalled.join(', ')} stood still`,
    rule: `a cache never fails a build; after ${STALL_SECONDS} seconds without a word it is given up`,
    next: 'look at the status of the cache; without caches every step runs',
});

;// CONCATENATED MODULE: ./actions/build-image/builders/metadata.ts






/** Reads the file that `--metadata-file` names. @throws UserError when it is not there, or names no image. */
async function readMetadata(file) {
    let text;
    try {
        text = await (0,promises_.readFile)(file, 'utf8');
    }
    catch (error) {
        throw new text_error/* UserError */.yo({ what: 'buildx did not say what it built', rule: 'its metadata file', seen: (0,text_error/* messageOf */.bD)(error) }, { cause: error });
    }
    return parseMetadata(text);
}
/** @throws UserError when it names no image: a build without an image in it has no digest. */
function parseMetadata(text) {
    const metadata = asRecord((0,json/* tryJson */.MR)(text));
    const digest = metadata['containerimage.digest'];
    if (typeof digest !== 'string' || !(0,oci_digest/* isDigest */.Bc)(digest)) {
        throw new text_error/* UserError */.yo({
            what: 'buildx did not say what it built',
            rule: 'containerimage.digest in its metadata file',
            seen: Object.keys(metadata).join(', '),
            next: 'update buildx to 0.13 or later',
        });
    }
    return { digest, materials: materialsIn(metadata) };
}
/** BuildKit keeps a record of every build, whether it is asked for attestations or not: one provenance, or one for each platform. */
function materialsIn(metadata) {
    const provenances = Object.entries(metadata).filter(([name]) => name === 'buildx.build.provenance' || name.startsWith('buildx.build.provenance/'));
    return distinctMaterials(provenances.flatMap(([, value]) => parseBuildKitProvenance(value).materials));
}

;// CONCATENATED MODULE: ./actions/build-image/builders/cache-progress.ts
function cacheProgress() {
    const problems = new Map();
    const atWork = new Map();
    return {
        see: ({ id, title, isStarted, isCompleted, error }) => {
            if (isCompleted)
                atWork.delete(id);
            else if (isStarted)
                atWork.set(id, title);
            // On the first build there is no cache.
            if (isCacheWork(title) && error !== '' && !error.endsWith('not found')) {
                problems.set(id, cacheProblem(title, error));
            }
        },
        problems: () => [...problems.values()],
        waitsFor: () => {
            const titles = [...atWork.values()];
            return titles.every(isCacheWork) ? titles.map(cacheName) : undefined;
        },
    };
}
/** `importing cache manifest from …`, `exporting cache to registry`, `exporting to GitHub Actions Cache`, `preparing build cache for export`. */
const isCacheWork = (title) => /^(?:importing|exporting|preparing)\b.*\bcache\b/i.test(title) && !title.startsWith('exporting to image');
/** The cache itself; BuildKit calls that of GitHub by a number. */
const cacheName = (title) => title
    .replace(/^importing cache manifest from (?:gha:\d+$)?/, '')
    .replace(/^exporting (?:cache )?to /, '')
    .replace(/^$/, 'GitHub Actions Cache');
const cacheProblem = (title, error) => ({
    what: `the cache (${cacheName(title)}) was not ${title.startsWith('importing') ? 'read' : 'written'}`,
    rule: 'a cache makes a build faster, and never fails it',
    seen: error,
});

;// CONCATENATED MODULE: ./actions/build-image/builders/progress.ts



const MAX_PLAIN_LINES = 200;
/** Follows `buildx build --progress rawjson`: one object a line, with vertexes, logs and warnings. */
function buildkitProgress(steps) {
    const vertexes = new Map();
    const plain = stepLines(MAX_PLAIN_LINES);
    const warnings = [];
    const caches = cacheProgress();
    let failed;
    const vertex = (fields) => {
        const id = textIn(fields, 'digest');
        const known = vertexes.get(id) ?? { title: textIn(fields, 'name'), lines: stepLines(), told: false };
        vertexes.set(id, known);
        const error = textIn(fields, 'error');
        const completed = Date.parse(textIn(fields, 'completed'));
        caches.see({
            id,
            title: known.title,
            isStarted: textIn(fields, 'started') !== '',
            isCompleted: !Number.isNaN(completed),
            error,
        });
        if (blames(error, known.title))
            failed ??= { title: known.title, lines: known.lines.all() };
        if (Number.isNaN(completed) || known.told || isInternal(known.title))
            return;
        vertexes.set(id, { ...known, told: true });
        const cached = fields['cached'] === true;
        const milliseconds = completed - Date.parse(textIn(fields, 'started'));
        steps.ended({ title: known.title, lines: known.lines.all(), milliseconds, cached });
    };
    const print = (fields) => {
        const known = vertexes.get(textIn(fields, 'vertex'));
        if (known === undefined)
            return;
        const text = Buffer.from(textIn(fields, 'data'), 'base64').toString('utf8');
        for (const line of text.replace(/\r?\n$/, '').split(/\r?\n/))
            known.lines.add(line);
        steps.working(known.title);
    };
    return {
        line: (line) => {
            const status = progress_parse(line);
            if (status === undefined) {
                if (line !== '')
                    plain.add(line);
                return;
            }
            listIn(status, 'vertexes').forEach(vertex);
            listIn(status, 'logs').forEach(print);
            warnings.push(...listIn(status, 'warnings').map(warning));
        },
        outcome: () => ({
            plain: plain.all(),
            warnings: progress_distinct(warnings),
            caches: caches.problems(),
            ...(failed === undefined ? {} : { failed }),
        }),
        waitsFor: caches.waitsFor,
    };
}
/** Each platform says the same. */
const progress_distinct = (warnings) => [
    ...new Map(warnings.map((each) => [JSON.stringify(each), each])).values(),
];
/** What is stopped because another step failed is not to blame, and a cache never is. */
const blames = (error, title) => error !== '' && !error.endsWith('context canceled') && !isCacheWork(title);
/** Reading the Dockerfile, the context and metadata: of interest only when it fails. */
const isInternal = (title) => /^\[internal\]|^\[auth\]|load metadata for|^resolving provenance/.test(title);
function progress_parse(line) {
    return line.startsWith('{') ? (0,json/* tryJson */.MR)(line) : undefined;
}
function warning(fields) {
    const [range] = listIn(fields, 'range');
    const start = range?.['start'];
    const line = typeof start === 'object' && start !== null ? start['line'] : undefined;
    const short = Buffer.from(textIn(fields, 'short'), 'base64').toString('utf8');
    const text = short.replace(/ \(line \d+\)$/, '');
    return { text, line: typeof line === 'number' && line > 0 ? line : undefined };
}
const textIn = (fields, name) => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
};
const listIn = (fields, name) => {
    const value = fields[name];
    return Array.isArray(value) ? value : [];
};

;// CONCATENATED MODULE: ./actions/build-image/builders/buildx.ts


















/**
 * Builds with `docker buildx` and the BuildKit behind it: in docker, in a container, rootless or remote.
 * @throws UserError with the failing step, its line in the Dockerfile and its last lines; UnavailableError when a service did not answer.
 */
async function buildWithBuildx(request, found, ports) {
    const metadata = external_node_path_default().join(ports.temp, 'buildx-metadata.json');
    const outcome = await withDockerLogins(request, ports, (env) => withSecretFiles(request.secrets, ports.temp, (secrets) => runWithCaches(request, ports, (each, patience) => {
        const argv = buildxArgv(each, { metadata, secrets }, found.builder);
        return buildx_run(each, found, { ...ports, env }, argv, patience);
    })));
    const { digest, materials } = await readMetadata(metadata);
    const reference = (0,oci_reference/* withDigest */.hQ)(request.output, digest);
    const store = openStore(reference, ports.stores);
    const image = await readWritten('docker buildx', store, digest);
    const platforms = image.platforms.map(({ platform, manifest }) => ({
        platform,
        digest: manifest.descriptor.digest,
    }));
    return {
        builder: 'buildkit',
        version: found.buildkit ?? `buildx ${found.version}`,
        reference,
        digest,
        kind: isImageIndex(image.top.content) ? 'index' : 'manifest',
        platforms,
        materials,
        statements: await readStatements(store, digest, platforms, request.attestations ?? []),
        warnings: [
            ...planCache(request).notes.map((what) => ({ what })),
            ...outcome.caches,
            ...outcome.warnings.map((warning) => lintProblem(warning, request)),
        ],
    };
}
async function buildx_run(request, found, { stores, env, log }, argv, patience) {
    const steps = stepLog(log, stores.clock);
    const progress = buildkitProgress(steps);
    const waitsFor = () => {
        const caches = progress.waitsFor();
        return patience === 'caches' && caches?.length === 0 ? undefined : caches;
    };
    const watch = watchCaches(waitsFor, stores.clock, stores.signal);
    const result = await runProgram({
        program: found.docker,
        argv,
        env: { ...env, SOURCE_DATE_EPOCH: String(request.epoch), BUILDX_NO_DEFAULT_ATTESTATIONS: '1' },
        cwd: request.context,
        onLine: (line) => {
            watch.alive();
            progress.line(line);
        },
        signal: watch.signal,
    }).finally(watch.stop);
    await steps.settled();
    const outcome = progress.outcome();
    if (result.exitCode === 0)
        return outcome;
    throw buildError(buildxFailure(request.dockerfile, outcome, describeEnd(result)));
}
const lintProblem = ({ text, line }, { dockerfile }) => ({
    what: text,
    rule: 'a check of BuildKit',
    ...(line === undefined ? {} : { at: { file: dockerfile.source.file, line } }),
});

;// CONCATENATED MODULE: ./shared/tools/version.ts
/**
 * Finds `1.2`, `v1.2.3` or `1.2.3-rc.1+debian` in what a program says of itself. Undefined when there is none, and for 0.0.0, which
 * programs say that were built without a version.
 */
function findVersion(text) {
    const match = /(?:^|[^\d.])v?(\d+)\.(\d+)(?:\.(\d+))?(?![\d.]*\/)/.exec(text);
    if (match === null)
        return undefined;
    const version = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
    return version.some((number) => number > 0) ? version : undefined;
}
/** Whether `version` is `least` or later; an unknown one is taken to be. */
function atLeast(version, least) {
    if (version === undefined)
        return true;
    const differing = version.findIndex((number, index) => number !== least[index]);
    return differing < 0 || (version[differing] ?? 0) > (least[differing] ?? 0);
}
const formatVersion = (version) => version.join('.');

;// CONCATENATED MODULE: ./actions/build-image/builders/choose.ts


const SETUP = 'add docker/setup-buildx-action in a step before';
const OLDEST_BUILDX = [0, 13, 0];
const OLDEST_BUILDKIT = [0, 13, 0];
const BUILDAH_WITH_HEREDOCS = [1, 33, 0];
/** Chooses by what is wanted, what the file asks for and what was found. BuildKit goes first: Dockerfiles are written for it. */
function chooseBuilder(needs, found) {
    const { wanted, dockerfile } = needs;
    if (dockerfile === undefined)
        return chooseForImageFile(wanted);
    switch (wanted) {
        case 'assemble':
            return {
                what: 'builder: assemble',
                rule: 'a Dockerfile needs a builder that runs it',
                next: 'leave builder out, or write an image.yml',
            };
        case 'buildkit':
            return wantedOf(wanted, tryBuildkit(needs, found.buildx), tryBuildah(dockerfile, found.buildah));
        case 'buildah':
            return wantedOf(wanted, tryBuildah(dockerfile, found.buildah), tryBuildkit(needs, found.buildx));
        case 'auto':
            return firstOf(tryBuildkit(needs, found.buildx), (instead) => tryBuildah(dockerfile, found.buildah, instead));
    }
}
function chooseForImageFile(wanted) {
    if (wanted === 'auto' || wanted === 'assemble') {
        return { builder: 'assemble', why: 'the file lists files and a base: nothing needs to run' };
    }
    return {
        what: `builder: ${wanted}`,
        rule: 'an image.yml is assembled',
        next: 'leave builder out, or give a Dockerfile',
    };
}
/** The builder that was asked for, and no other; another that would do is named. */
function wantedOf(wanted, candidate, other) {
    if ('chosen' in candidate)
        return candidate.chosen;
    const { refused, next } = candidate;
    return {
        what: `${wanted} cannot build this Dockerfile`,
        rule: `builder: ${wanted}`,
        seen: refused,
        next: 'chosen' in other ? `${next}; or leave builder out: ${other.chosen.why} is here` : next,
    };
}
function firstOf(first, second) {
    if ('chosen' in first)
        return first.chosen;
    const other = second(first.refused);
    if ('chosen' in other)
        return other.chosen;
    return {
        what: 'nothing here can build this Dockerfile',
        rule: 'docker buildx, or buildah',
        seen: `${first.refused}; ${other.refused}`,
        next: `${first.next}; or ${other.next}; an image.yml needs neither`,
    };
}
function tryBuildkit({ platforms, output }, found) {
    if ('missing' in found)
        return { refused: found.missing, next: SETUP };
    const { version, buildkit, driver, builder } = found;
    if (!atLeast(findVersion(version), OLDEST_BUILDX)) {
        return { refused: `buildx ${version} is older than ${OLDEST_BUILDX.join('.')}`, next: SETUP };
    }
    if (!atLeast(findVersion(buildkit ?? ''), OLDEST_BUILDKIT)) {
        return { refused: `BuildKit ${buildkit ?? ''} is older than ${OLDEST_BUILDKIT.join('.')}`, next: SETUP };
    }
    if (output === 'layout' && !found.writesLayouts) {
        return {
            refused: `the builder ${builder} (driver ${driver}) cannot write an image to a file`,
            next: SETUP,
        };
    }
    const foreign = found.platforms.length === 0 ? [] : platforms.filter((each) => !builds(found.platforms, each));
    if (foreign.length > 0) {
        return {
            refused: `the builder ${builder} does not build ${foreign.map(oci_platform/* formatPlatform */.Bq).join(', ')}`,
            next: 'add docker/setup-qemu-action in a step before, or build on a runner of that platform',
        };
    }
    const why = `docker buildx ${version}, builder ${builder} (${driver}${buildkit === undefined ? '' : `, BuildKit ${buildkit}`})`;
    return { chosen: { builder: 'buildkit', why, found } };
}
/** A builder for arm64 builds arm64/v8, and says so or not. */
const builds = (offered, wanted) => offered.some((each) => each.os === wanted.os &&
    each.architecture === wanted.architecture &&
    (wanted.variant === undefined || each.variant === undefined || each.variant === wanted.variant));
function tryBuildah(dockerfile, found, instead) {
    if ('missing' in found)
        return { refused: found.missing, next: 'run apt-get install buildah' };
    const unknown = beyondBuildah(dockerfile, found.version);
    if (unknown !== undefined)
        return { refused: `buildah ${found.version} does not know ${unknown}`, next: SETUP };
    const why = `buildah ${found.version}${instead === undefined ? '' : `, since ${instead}`}`;
    return { chosen: { builder: 'buildah', why, found } };
}
/** The first thing in the file that this buildah would misread or refuse. */
function beyondBuildah({ directives, stages }, version) {
    const { syntax } = directives;
    if (syntax !== undefined && !/^(?:docker\.io\/)?docker\/dockerfile(?::1|$|@|:1\.\d+)/.test(syntax.value)) {
        return `the frontend ${syntax.value}`;
    }
    const instructions = stages.flatMap((stage) => stage.instructions);
    if (!atLeast(findVersion(version), BUILDAH_WITH_HEREDOCS) &&
        instructions.some(({ heredocs }) => heredocs.length > 0)) {
        return 'here-documents';
    }
    const flags = instructions.flatMap(({ keyword, flags: own }) => own.map(({ name }) => `${keyword} --${name}`));
    return flags.find((flag) => ['COPY --parents', 'RUN --security', 'RUN --device'].includes(flag));
}

;// CONCATENATED MODULE: ./shared/tools/program.ts


/** The file of the program `name` in the directories of `searchPath` (a PATH); undefined when none holds it. A relative directory is passed over: it would be the checkout's. */
function findProgram(name, searchPath) {
    return searchPath
        .split((external_node_path_default()).delimiter)
        .filter((directory) => external_node_path_default().isAbsolute(directory))
        .map((directory) => external_node_path_default().join(directory, name))
        .find(isExecutable);
}
function isExecutable(file) {
    try {
        (0,external_node_fs_.accessSync)(file, external_node_fs_.constants.X_OK);
        return (0,external_node_fs_.statSync)(file).isFile();
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./actions/build-image/builders/found.ts





/** Looks for both builders; `builder` names an instance of buildx, else its current one is taken. */
async function findBuilders(ports, builder) {
    const [buildx, buildah] = await Promise.all([findBuildx(ports, builder), findBuildah(ports)]);
    return { buildx, buildah };
}
const asker = (program, { env, temp, stores }) => (...argv) => askProgram({
    program,
    argv,
    env,
    cwd: temp,
    ...(stores.signal === undefined ? {} : { signal: stores.signal }),
});
async function findBuildx(ports, builder) {
    const docker = findProgram('docker', ports.env['PATH'] ?? '');
    if (docker === undefined)
        return { missing: 'docker is not installed' };
    const ask = asker(docker, ports);
    const version = await ask('buildx', 'version');
    if (version === undefined)
        return { missing: 'docker has no buildx plugin' };
    const text = await ask('buildx', 'inspect', ...(builder === undefined ? [] : [builder]));
    const instance = text === undefined ? undefined : parseInspect(text);
    if (instance === undefined)
        return { missing: `the builder ${builder ?? 'of buildx'} cannot be inspected` };
    if ('missing' in instance)
        return instance;
    const writesLayouts = instance.driver !== 'docker' || (await hasContainerdStore(ask));
    return { docker, version: versionText(version), ...instance, writesLayouts };
}
const versionText = (text) => {
    const version = findVersion(text);
    return version === undefined ? 'unknown' : formatVersion(version);
};
async function hasContainerdStore(ask) {
    const status = await ask('info', '--format', '{{json .DriverStatus}}');
    return status?.includes('io.containerd.snapshotter') === true;
}
/** What `docker buildx inspect` prints: `Name: value` lines, the instance first and then its nodes. Undefined when it names no driver. */
function parseInspect(text) {
    const first = (name) => new RegExp(`^${name}:[ \\t]+(.+)$`, 'm').exec(text)?.[1]?.trim();
    const builder = first('Name');
    const driver = first('Driver');
    const error = first('Error');
    if (builder !== undefined && error !== undefined)
        return { missing: `the builder ${builder} does not answer: ${error}` };
    if (builder === undefined || driver === undefined)
        return undefined;
    const buildkit = findVersion(first('BuildKit version') ?? '');
    return {
        builder,
        driver,
        platforms: [...text.matchAll(/^Platforms:[ \t]+(.+)$/gm)].flatMap(([, list = '']) => platformsIn(list)),
        ...(buildkit === undefined ? {} : { buildkit: formatVersion(buildkit) }),
    };
}
/** An asterisk marks the platforms that were asked for. */
const platformsIn = (list) => list
    .split(',')
    .map((platform) => platform.replace(/\*/g, '').trim())
    .filter((platform) => /^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9_.-]+)?$/.test(platform))
    .map(oci_platform/* parsePlatform */.FL);
async function findBuildah(ports) {
    const program = findProgram('buildah', ports.env['PATH'] ?? '');
    if (program === undefined)
        return { missing: 'buildah is not installed' };
    const ask = asker(program, { ...ports, env: buildahEnvironment(ports.env) });
    const version = await ask('version');
    if (version === undefined)
        return { missing: 'buildah does not start' };
    // Overlay file systems are not everywhere allowed; vfs copies, and always works.
    for (const storage of [[], ['--storage-driver', 'vfs']]) {
        if ((await ask(...storage, 'info')) !== undefined)
            return { program, version: versionText(version), storage };
    }
    return { missing: 'buildah has no storage that it can use here' };
}

;// CONCATENATED MODULE: ./actions/build-image/builders/on-build.ts


const MAX_TRIGGERS = 200;
/**
 * The ONBUILD triggers of a base for these platforms, each once, in their order (Dockerfile reference, "ONBUILD"; a field of docker's that OCI configs
 * carry on). They run in every build that starts from it, and stand in no Dockerfile.
 */
async function onBuildTriggers(store, digest, platforms) {
    const manifests = await manifestsFor(store, digest, platforms);
    const found = await Promise.all(manifests.map(async ({ manifest }) => {
        const triggers = (await readImageConfig(store, manifest)).config?.['OnBuild'];
        return Array.isArray(triggers) ? triggers.filter((each) => typeof each === 'string') : [];
    }));
    return [...new Set(found.flat())].slice(0, MAX_TRIGGERS);
}

;// CONCATENATED MODULE: ./actions/build-image/builders/pin.ts








/**
 * Resolves every image from outside that the target needs, once, and makes the build use just these: through named contexts, and through
 * BUILDKIT_SYNTAX for the frontend. The Dockerfile stays as it is. Images that the ONBUILD triggers of a base use are among them.
 * @throws UserError with every image that does not exist or depends on a variable without a value.
 */
async function pinImages(request, ports, options = {}) {
    const native = options.native ?? HOST;
    const images = new Map();
    const warnings = [];
    let triggers = {};
    // What a trigger copies from may be a stage that nothing else needs, with a base of its own: no more rounds than there are stages.
    for (let round = 0; round <= request.dockerfile.stages.length; round += 1) {
        const uses = distinctUses(request, native, triggers, options.frontends ?? true);
        const added = await pinAll(uses.filter((use) => !images.has(pin_keyOf(use))), ports);
        if (added.length === 0)
            break;
        for (const image of added)
            images.set(pin_keyOf(image.use), image);
        const brought = await triggersIn(added, { request, native, ports, warnings });
        if (Object.keys(brought).length === 0)
            break;
        triggers = { ...triggers, ...brought };
    }
    const list = [...images.values()];
    return {
        images: list,
        materials: list.map((image) => materialOf(image, request.workspace)),
        triggers,
        warnings,
        request: pinned(request, list),
    };
}
function pinned(request, images) {
    const syntax = images.find(({ use }) => use.kind === 'syntax');
    const contexts = images
        .filter(({ use }) => use.kind !== 'syntax' && use.context === undefined && !use.pinned)
        .map(({ use, digest }) => [use.reference, imageContext(use.reference, digest)]);
    return {
        ...request,
        buildContexts: { ...request.buildContexts, ...Object.fromEntries(contexts) },
        buildArgs: syntax === undefined
            ? request.buildArgs
            : { ...request.buildArgs, [FRONTEND_ARGUMENT]: bare(syntax.use.reference, syntax.digest) },
    };
}
/** A frontend is not a stage's image of the same name. */
const pin_keyOf = ({ kind, reference }) => `${kind === 'syntax' ? 'syntax ' : ''}${reference}`;
/** Of all platforms, each reference once. */
function distinctUses(request, native, triggers, frontends) {
    const uses = argumentsByPlatform(request, native, triggers)
        .flatMap((build) => imageUses(request.dockerfile, build))
        .filter(({ needed, kind }) => needed && (frontends || kind !== 'syntax'));
    return [...new Map(uses.map((use) => [pin_keyOf(use), use])).values()];
}
const unsetProblem = ({ unset, reference, at }) => unset.length === 0
    ? []
    : [
        {
            what: `the image '${reference}' depends on ${unset.join(', ')}, which has no value`,
            rule: 'an ARG before the first FROM, with a default, or a value in build-args',
            at,
        },
    ];
/** @throws UserError with all that cannot be resolved. */
async function pinAll(uses, ports) {
    const problems = uses.flatMap(unsetProblem);
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    const found = await Promise.all(uses.map((use) => pin(use, ports)));
    const missing = found.flatMap((each) => ('what' in each ? [each] : []));
    if (missing.length > 0)
        throw new text_error/* UserError */.yo(missing);
    return found.flatMap((each) => ('what' in each ? [] : [each]));
}
/** A base whose digest stands in the Dockerfile may be out of our reach and still in the builder's: that only leaves its triggers unknown. */
async function triggersIn(images, { request, native, ports, warnings }) {
    const platforms = request.platforms.length === 0 ? [native] : [...request.platforms, native];
    const read = await Promise.all(images
        .filter(({ use }) => use.kind === 'from')
        .map(async ({ use, digest }) => {
        try {
            const store = openStore((0,oci_reference/* parseReference */.F2)(use.reference), ports);
            return [[use.reference, await onBuildTriggers(store, digest, platforms)]];
        }
        catch (error) {
            if (!(error instanceof text_error/* UserError */.yo || error instanceof text_error/* UnavailableError */.hG))
                throw error;
            warnings.push(unknownTriggers(use, (0,text_error/* messageOf */.bD)(error)));
            return [];
        }
    }));
    return Object.fromEntries(read.flat().filter(([, triggers]) => triggers.length > 0));
}
const unknownTriggers = ({ reference, at }, seen) => ({
    what: `whether '${reference}' brings ONBUILD triggers is not known`,
    rule: 'what they copy goes into the image, and is looked at like everything else',
    seen,
    at,
});
async function pin(use, ports) {
    const reference = (0,oci_reference/* parseReference */.F2)(use.reference);
    const store = openStore(reference, ports);
    const digest = reference.digest ?? (await store.resolve(reference.tag ?? 'latest'))?.digest;
    if (digest === undefined) {
        return {
            what: `the image '${use.reference}' does not exist`,
            rule: `looked for in ${store.name}`,
            at: use.at,
        };
    }
    return { use, digest, pinned: use.pinned ? use.reference : `${use.reference}@${digest}` };
}
const bare = (text, digest) => (0,oci_reference/* formatReference */.FH)((0,oci_reference/* withDigest */.hQ)((0,oci_reference/* parseReference */.F2)(text), digest));
const imageContext = (text, digest) => `docker-image://${bare(text, digest)}`;
/** A layout is named by its place in the workspace: where that is on this machine is nobody's business. */
function materialOf({ use, digest }, workspace) {
    const reference = (0,oci_reference/* parseReference */.F2)(use.reference);
    const uri = (0,oci_reference/* formatReference */.FH)((0,oci_reference/* withDigest */.hQ)(placed(reference, workspace), digest));
    return {
        uri: reference.kind === 'registry' ? `docker://${uri}` : uri,
        digest: { sha256: (0,oci_digest/* hexOf */.ZD)(digest) },
    };
}
function placed(reference, workspace) {
    if (reference.kind === 'registry')
        return reference;
    const relative = external_node_path_default().relative(workspace, reference.path);
    return {
        kind: 'layout',
        path: relative.startsWith('..') ? external_node_path_default().basename(reference.path) : relative || '.',
    };
}

;// CONCATENATED MODULE: ./shared/dockerfile/source-words.ts



/** What a COPY or ADD takes, as it is written: all words but the last, which is the destination; here-documents are the file's own. */
function sourceWords(instruction) {
    const { line, rest } = instruction;
    const words = source_words_listIn(argumentsOf(instruction)) ?? plainWords(line, rest).map(({ text }) => text);
    return words.slice(0, -1).filter((word) => !word.startsWith('<<'));
}
/** `["a", "b"]`, as an instruction may write its words; undefined for anything else. */
function source_words_listIn(text) {
    if (!text.startsWith('['))
        return undefined;
    try {
        const list = (0,json/* parseJson */.qF)(text);
        return Array.isArray(list) && list.every((each) => typeof each === 'string') ? list : undefined;
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./actions/build-image/context-paths.ts





/** What the check of the tree looks at: the Dockerfile, and what its steps take out of the context, unless the ignore file leaves it out. */
function dockerfileTree(dockerfile, { file, context }, workspace) {
    const isInside = (each) => !external_node_path_default().isAbsolute(each) && !each.startsWith('..');
    return {
        inputs: [file, ...contextPaths(dockerfile, context)].filter(isInside),
        leftOut: contextIgnores(workspace, file, context),
        read: new Set([external_node_path_default().resolve((0,external_node_fs_.realpathSync)(workspace), file)]),
    };
}
/** Paths, relative to the workspace, that steps of a Dockerfile take out of its context: what a variable or a pattern leaves open counts whole. */
function contextPaths({ stages }, context) {
    const sources = stages.flatMap(({ instructions }) => instructions.flatMap(sourcesOf));
    const paths = sources.map((source) => external_node_path_default().posix.join(context, fixedPart(source)).replace(/(?<=.)\/$/, ''));
    return [...new Set(paths)];
}
function sourcesOf(instruction) {
    const { keyword, flags } = instruction;
    if (keyword === 'RUN')
        return flags.flatMap(({ name, value }) => (name === 'mount' ? bound(value.text) : []));
    if (keyword !== 'COPY' && keyword !== 'ADD')
        return [];
    if (flags.some(({ name }) => name === 'from'))
        return [];
    const words = sourceWords(instruction);
    const isList = argumentsOf(instruction).startsWith('[');
    return (isList ? words : words.map(context_paths_unquoted)).filter((word) => !isRemote(word));
}
/** `RUN --mount=type=bind` without `from` reads the context; bind is what a mount is unless it says otherwise. */
function bound(mount) {
    const fields = new Map(mount.split(',').map((field) => [/^[^=]*/.exec(field)?.[0] ?? '', field.replace(/^[^=]*=?/, '')]));
    const isOurs = (fields.get('type') ?? 'bind') === 'bind' && !fields.has('from');
    return isOurs ? [fields.get('source') ?? fields.get('src') ?? '.'] : [];
}
const context_paths_unquoted = (word) => word.replace(/^(["'])(.*)\1$/, '$2');
const isRemote = (word) => /^(?:https?:\/\/|git@|[a-z+]+:\/\/)/i.test(word);
/** The names before the first that is a pattern or holds a variable; a leading slash is the context's root. */
function fixedPart(source) {
    const names = source.split('/').filter((name) => name !== '');
    const open = names.findIndex((name) => /[*?[\\$]/.test(name));
    const fixed = external_node_path_default().posix.normalize((open < 0 ? names : names.slice(0, open)).join('/') || '.');
    return fixed.startsWith('..') ? '.' : fixed;
}
/** Whether the context's ignore file leaves a file out, absolute; the Dockerfile's own comes before that of the context. */
function contextIgnores(workspace, file, context) {
    const root = external_node_path_default().resolve((0,external_node_fs_.realpathSync)(workspace), context);
    const found = [external_node_path_default().resolve(workspace, `${file}.dockerignore`), external_node_path_default().join(root, '.dockerignore')].find(external_node_fs_.existsSync);
    if (found === undefined)
        return () => false;
    const rules = dockerignoreRules((0,external_node_fs_.readFileSync)(found, 'utf8'), external_node_path_default().relative(workspace, found));
    return (absolute) => rules(external_node_path_default().relative(root, absolute).split((external_node_path_default()).sep).join('/'), false) !== false;
}

;// CONCATENATED MODULE: ./actions/build-image/context-digest.ts








const context_digest_BLOCK = Buffer.alloc(1024 * 1024);
/** After so many bytes the rest of the program has its turn, such as what cancels the job. */
const TURN_BYTES = 64 * 1024 * 1024;
/**
 * The contexts of a build by what they hold: of the main one what the steps may take, of a named directory everything, of a repository its commit.
 * Images are not among them; they are resolved with all others.
 */
async function contextMaterials(request, { file, context }, signal) {
    const workspace = (0,external_node_fs_.realpathSync)(request.workspace);
    const taken = contextPaths(request.dockerfile, context).map((each) => external_node_path_default().resolve(workspace, each));
    const ignored = contextIgnores(workspace, file, context);
    const root = external_node_path_default().resolve(workspace, context);
    const found = taken.length === 0 ? [] : [...(await described('context', { root, starts: taken, ignored, signal }))];
    for (const each of namedContexts(request)) {
        const name = `context ${each.name}`;
        if (each.kind === 'git') {
            found.push({ name, uri: `git+${each.url}`, digest: { gitCommit: each.commit } });
        }
        else if (each.kind === 'directory') {
            const question = { root: each.path, starts: [each.path], ignored: () => false, signal };
            found.push(...(await described(name, question)));
        }
    }
    return found;
}
async function described(name, question) {
    let dirHash;
    try {
        dirHash = await directoryHash(question);
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            throw error;
        throw new text_error/* UserError */.yo({ what: `the ${name} cannot be read`, seen: (0,text_error/* messageOf */.bD)(error) }, { cause: error });
    }
    return dirHash === undefined ? [] : [{ name, digest: { dirHash } }];
}
/**
 * in-toto's `dirHash` (attestation framework, spec/v1/digest_set.md): SHA-256 of a sorted list of files with their SHA-256, in lower-case hex. Of a link
 * it is that of its target's name. Undefined where a name has a line break, which that list cannot hold.
 */
async function directoryHash({ root, starts, ignored, signal, }) {
    const files = new Map();
    for (const start of starts) {
        for (const found of filesBelow(start)) {
            if (!ignored(found.file))
                files.set(external_node_path_default().relative(root, found.file).split((external_node_path_default()).sep).join('/'), found);
        }
    }
    const ordered = [...files].sort(([a], [b]) => byteOrder(a, b));
    if (ordered.some(([name]) => name.includes('\n')))
        return undefined;
    const list = (0,external_node_crypto_.createHash)('sha256');
    let sinceTurn = 0;
    for (const [name, found] of ordered) {
        list.update(`${found.hash()}  ${name}\n`);
        sinceTurn += found.size;
        if (sinceTurn < TURN_BYTES)
            continue;
        sinceTurn = 0;
        await (0,external_node_timers_promises_.setImmediate)();
        signal?.throwIfAborted();
    }
    return list.digest('hex');
}
/** Every file and link below `start`, which may be one itself, or nothing. */
function filesBelow(start) {
    const entry = (0,external_node_fs_.lstatSync)(start, { throwIfNoEntry: false });
    if (entry === undefined)
        return [];
    const { size } = entry;
    if (entry.isDirectory())
        return (0,external_node_fs_.readdirSync)(start).flatMap((name) => filesBelow(external_node_path_default().join(start, name)));
    if (entry.isSymbolicLink()) {
        const hash = () => (0,external_node_crypto_.createHash)('sha256').update((0,external_node_fs_.readlinkSync)(start)).digest('hex');
        return [{ file: start, size, hash }];
    }
    return entry.isFile() ? [{ file: start, size, hash: () => fileHash(start) }] : [];
}
function fileHash(file) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    const descriptor = (0,external_node_fs_.openSync)(file, 'r');
    try {
        for (let read = (0,external_node_fs_.readSync)(descriptor, context_digest_BLOCK); read > 0; read = (0,external_node_fs_.readSync)(descriptor, context_digest_BLOCK)) {
            hash.update(context_digest_BLOCK.subarray(0, read));
        }
    }
    finally {
        (0,external_node_fs_.closeSync)(descriptor);
    }
    return hash.digest('hex');
}

;// CONCATENATED MODULE: ./shared/dockerfile/lineage.ts


/** The stages that a stage is built on, from the first on, and itself: what they do is done in it. */
function lineage(dockerfile, stage, scope) {
    const stages = [];
    let next = stage;
    while (next !== undefined) {
        stages.unshift(next);
        const base = expandWord(dockerfile, next.base, scope.variables).text;
        next = earlierStage(dockerfile.stages, next.index, base, false);
    }
    return stages;
}

;// CONCATENATED MODULE: ./shared/dockerfile/stage-variables.ts





/**
 * What an instruction of a stage knows: ARGs that were declared before it, and over them ENVs, of the stages below too. What the environment of a base
 * from outside holds is not known here. Without `at`: at the end of the stage.
 */
function stageVariables(dockerfile, stage, at, build) {
    const scope = globalScope(dockerfile, build);
    const args = new Map();
    const env = new Map();
    for (const { instructions } of lineage(dockerfile, stage, scope)) {
        for (const instruction of instructions) {
            if (instruction === at)
                return stage_variables_known(args, env);
            if (instruction.keyword !== 'ARG' && instruction.keyword !== 'ENV')
                continue;
            for (const assignment of assignmentsOf(instruction, dockerfile.escape)) {
                if (instruction.keyword === 'ENV')
                    set(env, assignment, stage_variables_known(args, env), dockerfile.escape);
                else
                    declare(args, assignment, { build, globals: scope.variables, seen: stage_variables_known(args, env), dockerfile });
            }
        }
    }
    return stage_variables_known(args, env);
}
const stage_variables_known = (args, env) => new Map([...args, ...env]);
function set(env, { name, value }, seen, escape) {
    const { text, unset } = value === undefined ? { text: '', unset: [] } : expandKnown(value.text, seen, escape);
    // Of a value that depends on the base nothing is known.
    if (unset.length > 0)
        env.delete(name);
    else
        env.set(name, text);
}
/** The build's value, else its own default, else that of the same ARG before the first FROM. */
function declare(args, { name, value }, { build, globals, seen, dockerfile }) {
    const given = build.args !== undefined && Object.hasOwn(build.args, name) ? build.args[name] : undefined;
    const own = value === undefined ? globals.get(name) : expandKnown(value.text, seen, dockerfile.escape).text;
    const text = given ?? own;
    if (text !== undefined)
        args.set(name, text);
}
/** Expands a word with what is known; one that cannot be expanded has an unset variable without a name. */
function expandKnown(text, variables, escape) {
    try {
        return expand(text, variables, escape);
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return { text, unset: [''] };
        throw error;
    }
}

;// CONCATENATED MODULE: ./shared/dockerfile/remote-source.ts








/**
 * Everything that the target's ADDs fetch, and those that bases bring by ONBUILD, in the order of the file, with what the Dockerfile says it has to be.
 * @throws UserError when the target does not exist.
 */
function remoteSources(dockerfile, build = {}) {
    const needed = neededStages(dockerfile, build);
    const scope = globalScope(dockerfile, build);
    return dockerfile.stages
        .filter(({ index }) => needed.has(index))
        .flatMap((stage) => {
        const start = { offset: stage.base.span.start, from: stage.instructions[0] };
        const brought = triggersFor(dockerfile, stage, scope, build).map((add) => ({ add, ...start }));
        const own = stage.instructions.map((add) => ({ add, offset: startOf(add), from: add }));
        return [...brought, ...own]
            .filter(({ add }) => add.keyword === 'ADD')
            .flatMap(({ add, offset, from }) => remote_source_fetched(add, stageVariables(dockerfile, stage, from, build), dockerfile.escape).map((each) => ({
            ...each,
            at: positionAt(dockerfile.source, offset),
        })));
    });
}
function remote_source_fetched(add, variables, escape) {
    const checksum = add.flags.find(({ name }) => name === 'checksum')?.value.text;
    const expected = checksum === undefined ? undefined : expandKnown(checksum, variables, escape).text;
    return sourceWords(add).flatMap((word) => {
        const { text, unset } = expandKnown(word, variables, escape);
        const address = parseRemote(text, expected);
        return address === undefined ? [] : [{ ...address, unset }];
    });
}

;// CONCATENATED MODULE: ./shared/dockerfile/leftover.ts





const HABITS = [
    {
        does: /\bapt(?:-get)?\s+(?:-\S+\s+)*(?:update|install)\b/,
        unless: /rm\s+-\S*r\S*\s[^;&|]*\/var\/lib\/apt\/lists/,
        cache: '/var/lib/apt',
        what: 'the package lists of apt stay in the image',
        next: 'end the same RUN with && rm -rf /var/lib/apt/lists/*',
    },
    {
        does: /\bapk\s+(?:-\S+\s+)*add\b/,
        unless: /--no-cache|rm\s+-\S*r\S*\s[^;&|]*\/var\/cache\/apk/,
        cache: '/var/cache/apk',
        what: 'the package index of apk stays in the image',
        next: 'use apk add --no-cache',
    },
    {
        does: /\b(?:microdnf|dnf|yum)\s+(?:-\S+\s+)*install\b/,
        unless: /\b(?:microdnf|dnf|yum)\s+(?:-\S+\s+)*clean\s+all\b/,
        cache: '/var/cache',
        what: 'the package cache of dnf stays in the image',
        next: 'end the same RUN with && dnf clean all',
    },
    {
        does: /\bpip3?\s+(?:-\S+\s+)*install\b/,
        unless: /--no-cache-dir|PIP_NO_CACHE_DIR/,
        cache: '/root/.cache',
        what: 'the download cache of pip stays in the image',
        next: 'use pip install --no-cache-dir, or RUN --mount=type=cache,target=/root/.cache/pip',
    },
];
const COMPILERS = /\b(?:apt-get|apt|apk|dnf|yum|microdnf)\s[^;&|]*\b(?:install|add)\b[^;&|]*\s(build-essential|build-base|gcc|g\+\+|clang|make|cmake|golang|rustc|cargo)(?=[\s;&|]|$)/;
const REMOVED = /\b(?:apt-get|apt|apk|dnf|yum|microdnf)\s[^;&|]*\b(?:purge|remove|autoremove|del)\b/;
const CLONE = /\bgit\s+clone\b/;
/** What the target's own stages, those that it is built on, leave behind; stages that it only copies from leave nothing. */
function leftovers(dockerfile, build = {}) {
    const target = targetStage(dockerfile, build.target);
    return lineage(dockerfile, target, globalScope(dockerfile, build)).flatMap(({ instructions }) => instructions
        .filter(({ keyword }) => keyword === 'RUN')
        .flatMap((run) => {
        const at = positionAt(dockerfile.source, startOf(run));
        return hints(run, scriptOf(dockerfile, run)).map((hint) => ({ ...hint, at }));
    }));
}
function hints(run, script) {
    const caches = run.flags
        .filter(({ name, value }) => name === 'mount' && value.text.includes('type=cache'))
        .map(({ value }) => value.text);
    const found = HABITS.filter(({ does, unless, cache }) => does.test(script) && !unless.test(script) && !caches.some((mount) => mount.includes(cache))).map(({ what, next }) => ({ what, next }));
    const compiler = COMPILERS.exec(script)?.[1];
    if (compiler !== undefined && !REMOVED.test(script)) {
        found.push({
            what: `${compiler} stays in the image`,
            next: 'compile in a stage of its own, and COPY --from it',
        });
    }
    if (CLONE.test(script) && !/rm\s+-\S*r\S*\s[^;&|]*\.git\b/.test(script)) {
        found.push({
            what: 'the history of a git repository stays in the image',
            next: 'clone in a stage of its own, or use ADD with the commit',
        });
    }
    return found;
}
/** The command with the bodies of its here-documents. */
function scriptOf({ source }, run) {
    const bodies = run.heredocs.map(({ content }) => source.text.slice(content.start, content.end));
    return [argumentsOf(run), ...bodies].join('\n');
}

;// CONCATENATED MODULE: ./actions/build-image/builders/findings.ts


/** What a Dockerfile itself shows before anything is built: images by tag, variables that look like credentials, and what would be left behind. */
const dockerfileFindings = (dockerfile, build, images) => [
    ...images.flatMap((image) => unpinned(image)),
    ...secretVariables(dockerfile).map(({ keyword, name, at }) => ({
        check: 'secret-values',
        what: `${keyword} ${name} looks like a credential`,
        seen: keyword === 'ARG'
            ? 'its value would stay in the history of the image'
            : 'its value would be in the image',
        next: `use RUN --mount=type=secret,id=${name.toLowerCase()}, and secrets of this action`,
        at,
    })),
    ...leftovers(dockerfile, build).map(({ what, next, at }) => ({
        check: 'leftovers',
        what,
        next,
        at,
    })),
];
function unpinned({ use, pinned }) {
    if (use.pinned)
        return [];
    const { reference, argument, context, trigger, at } = use;
    const finding = {
        check: 'base-images',
        what: `the image '${reference}' is not named by digest`,
        seen: 'a tag can be moved',
        next: whereToPin(use, pinned),
        at,
    };
    // A layout of this job is what the job made of it.
    if (reference.startsWith('oci-layout:'))
        return [];
    if (trigger !== undefined)
        return [
            { ...finding, what: `${finding.what}, in the ONBUILD trigger ${JSON.stringify(trigger)} of the base` },
        ];
    if (context !== undefined)
        return [{ ...finding, what: `${finding.what}, in the build context '${context}'` }];
    return argument === undefined
        ? [finding]
        : [{ ...finding, what: `${finding.what}, in ARG ${argument.name}` }];
}
/** The text to paste, and the place for it. */
function whereToPin({ kind, reference, argument, context, place, trigger }, pinned) {
    if (trigger !== undefined)
        return `write  ${reference}=docker-image://${pinned}  in build-contexts`;
    if (context !== undefined)
        return `write  ${context}=docker-image://${pinned}  in build-contexts`;
    if (argument?.given === true)
        return `write  ${argument.name}=${pinned}  in build-args`;
    if (argument !== undefined && place !== undefined)
        return `write  ARG ${argument.name}=${pinned}`;
    switch (kind) {
        case 'from':
            return `write  FROM ${pinned}`;
        case 'copy':
            return `write  --from=${pinned}`;
        case 'mount':
            return `write  from=${pinned}`;
        case 'syntax':
            return `write  # syntax=${pinned}`;
    }
}

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
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

;// CONCATENATED MODULE: ./shared/image/file/fields.ts





/** Reads YAML 1.2 (one document, no aliases: every value stands where it is used). */
function readYaml(file, text) {
    const { document, problems, position: at } = parseYamlFile(file, text);
    const position = (node) => at(node?.range?.[0] ?? 0);
    const reader = { problems, position };
    const node = (0,dist/* isNode */.Ll)(document.contents) ? document.contents : undefined;
    return { problems, root: { name: '', at: position(node), node, reader } };
}
/** Notes what is wrong with a field, at its place. */
function note(field, problem) {
    field.reader.problems.push({ ...problem, at: field.at });
}
const called = (field) => (field.name === '' ? 'the file' : `'${field.name}'`);
function fields_wrong(field, rule) {
    note(field, { what: `${called(field)} is not right`, rule, seen: seenNode(field.node) });
}
/** The fields of a mapping in the file's order; undefined, and noted, when it is none. */
function entriesOf(field) {
    const { node, reader } = field;
    if (!(0,dist/* isMap */.jh)(node)) {
        fields_wrong(field, 'a mapping');
        return undefined;
    }
    return node.items.map((pair) => {
        const key = (0,dist/* isScalar */.jn)(pair.key) ? (pair.key.source ?? '') : '';
        const value = (0,dist/* isNode */.Ll)(pair.value) ? pair.value : undefined;
        const keyAt = reader.position((0,dist/* isNode */.Ll)(pair.key) ? pair.key : undefined);
        const at = (0,dist/* isScalar */.jn)(value) ? reader.position(value) : keyAt;
        const name = field.name === '' ? key : `${field.name}.${key}`;
        return [key, { name, at, keyAt, node: value, reader }];
    });
}
/** The fields of a mapping that has only `known` keys; others are noted with the nearest one. */
function membersOf(field, known) {
    const members = {};
    for (const [key, value] of entriesOf(field) ?? []) {
        const name = known.find((each) => each === key);
        if (name !== undefined) {
            members[name] = value;
            continue;
        }
        note({ ...value, at: value.keyAt ?? value.at }, {
            what: `unknown key '${key}'${field.name === '' ? '' : ` in '${field.name}'`}`,
            rule: `known are ${known.join(', ')}`,
            ...(0,text_case/* didYouMean */.au)(key, known),
        });
    }
    return members;
}
/** The items of a list; undefined, and noted, when it is none. */
function itemsOf(field) {
    const { node, reader } = field;
    if (!(0,dist/* isSeq */.oP)(node)) {
        fields_wrong(field, 'a list');
        return undefined;
    }
    return node.items.map((item, index) => {
        const value = (0,dist/* isNode */.Ll)(item) ? item : undefined;
        return { name: `${field.name}[${index}]`, at: reader.position(value), node: value, reader };
    });
}
/** A scalar's text as it is written: `1.10` stays `1.10`, `0755` stays `0755`. */
function fields_textOf(field, rule = 'text') {
    const { node } = field;
    if (!(0,dist/* isScalar */.jn)(node) || node.value === null) {
        fields_wrong(field, rule);
        return undefined;
    }
    return typeof node.value === 'string' ? node.value : node.source;
}
/** A text that `parse` takes; its UserError becomes a problem at the field. */
function parsedOf(field, parse) {
    const text = fields_textOf(field);
    if (text === undefined)
        return undefined;
    try {
        return parse(text);
    }
    catch (error) {
        if (!(error instanceof text_error/* UserError */.yo))
            throw error;
        for (const problem of error.problems)
            note(field, { ...problem, what: `${called(field)}: ${problem.what}` });
        return undefined;
    }
}
/** A text that `pattern` matches; `rule` says it in words. */
const matching = (field, pattern, rule) => chosen(field, rule, (text) => (pattern.test(text) ? text : undefined));
/** One of a few words. */
const wordOf = (field, words) => chosen(field, words.join(' or '), (text) => words.find((word) => word === text));
function chosen(field, rule, choose) {
    const text = fields_textOf(field, rule);
    const found = text === undefined ? undefined : choose(text);
    if (text !== undefined && found === undefined)
        fields_wrong(field, rule);
    return found;
}
/** A list of texts; a single text is a list of one. */
function textsOf(field) {
    if ((0,dist/* isScalar */.jn)(field.node)) {
        const text = fields_textOf(field);
        return text === undefined ? undefined : [text];
    }
    return itemsOf(field)?.flatMap((item) => fields_textOf(item) ?? []);
}
/** Names to texts. */
function recordOf(field, name, rule) {
    const entries = entriesOf(field);
    if (entries === undefined)
        return undefined;
    return Object.fromEntries(entries.flatMap(([key, value]) => {
        const text = fields_textOf(value);
        if (!name.test(key))
            note(value, { what: `the name '${key}' in '${field.name}' is not right`, rule });
        return text === undefined ? [] : [[key, text]];
    }));
}
/** What `read` makes of a field that is there; `otherwise` when it is absent or wrong. */
const given = (field, read, otherwise) => (field === undefined ? undefined : read(field)) ?? otherwise;

;// CONCATENATED MODULE: ./shared/image/file/read-layer.ts





const KEYS = ['name', 'copy', 'ignore', 'mode', 'owner', 'modified', 'remove', 'platforms'];
const PLACEHOLDER = /\{([^{}]*)\}/g;
/** Reads one item of `layers`. */
function read_layer_readLayer(field, index, readPlatforms) {
    const members = membersOf(field, KEYS);
    if (members.copy === undefined && members.remove === undefined) {
        note(field, { what: `'${field.name}' does nothing`, rule: 'copy: or remove:' });
    }
    const copies = given(members.copy, readCopies, []);
    const owner = given(members.owner, readOwner, { uid: 0, gid: 0 });
    return {
        name: given(members.name, read_layer_readName, defaultName(copies, index)),
        copies,
        ignore: given(members.ignore, readIgnore, []),
        mode: given(members.mode, (mode) => wordOf(mode, ['normalize', 'preserve']), 'normalize'),
        ...owner,
        modified: given(members.modified, (time) => wordOf(time, ['fixed', 'commit']), 'fixed'),
        remove: given(members.remove, readRemovals, []),
        ...defined({ platforms: given(members.platforms, readPlatforms) }),
    };
}
const read_layer_readName = (field) => matching(field, /^[^\p{C}]{1,100}$/u, 'up to 100 characters on one line');
const defaultName = (copies, index) => copies.length === 0 ? `layer ${index + 1}` : copies.map((copy) => copy.from).join(', ');
function readCopies(field) {
    const entries = entriesOf(field) ?? [];
    if (entries.length === 0)
        note(field, { what: `'${field.name}' is empty`, rule: 'source: destination' });
    return entries.flatMap(([from, value]) => {
        checkSource(from, value);
        const to = parsedOf(value, parseDestination);
        return to === undefined ? [] : [{ from, ...to, at: value.at }];
    });
}
function checkSource(from, value) {
    for (const [whole, name] of from.matchAll(PLACEHOLDER)) {
        if (!['os', 'arch', 'variant'].includes(name ?? '')) {
            note(value, {
                what: `unknown placeholder ${whole} in the source '${from}'`,
                rule: '{os}, {arch} or {variant}',
            });
        }
    }
    const hostile = from === '' || from.startsWith('/') || from.split('/').includes('..') || from.includes('\0');
    if (hostile)
        note(value, {
            what: `the source '${from}' is not in the workspace`,
            rule: 'a path relative to the workspace, without ..',
        });
}
/**
 * A destination: absolute in the image, `/` between names. What ends in `/` is a directory.
 * @throws UserError for a relative path, `..`, a NUL or a backslash.
 */
function parseDestination(text) {
    const names = text.split('/').filter((name) => name !== '' && name !== '.');
    const hostile = !text.startsWith('/') || names.includes('..') || /[\0\\]/.test(text);
    if (hostile) {
        throw new text_error/* UserError */.yo({
            what: 'not a place in the image',
            rule: 'an absolute path without .. and \\, such as /app/',
            seen: JSON.stringify(text),
        });
    }
    return { to: names.join('/'), intoDirectory: text.endsWith('/') };
}
function readOwner(field) {
    const rule = "two numbers, 'UID:GID': names mean nothing without the image's own /etc/passwd";
    const text = matching(field, /^\d{1,9}:\d{1,9}$/, rule);
    const [uid, gid] = (text ?? '').split(':').map(Number);
    return uid === undefined || gid === undefined ? undefined : { uid, gid };
}
/** Patterns as they are written, each of which means something. */
function readIgnore(field) {
    const items = (0,dist/* isScalar */.jn)(field.node) ? [field] : (itemsOf(field) ?? []);
    return items.flatMap((item) => parsedOf(item, (text) => (parseIgnoreRule(text), text)) ?? []);
}
function readRemovals(field) {
    const items = (0,dist/* isScalar */.jn)(field.node) ? [field] : (itemsOf(field) ?? []);
    return items.flatMap((item) => {
        const place = parsedOf(item, parseDestination);
        if (place?.to === '')
            note(item, { what: `'${item.name}' would remove the whole root` });
        return place === undefined || place.to === '' ? [] : [{ path: place.to, at: item.at }];
    });
}

;// CONCATENATED MODULE: ./shared/image/file/read-config.ts






const read_config_KEYS = [
    'entrypoint',
    'cmd',
    'env',
    'user',
    'workdir',
    'ports',
    'volumes',
    'labels',
    'stop-signal',
    'healthcheck',
];
const HEALTH_KEYS = ['test', 'interval', 'timeout', 'start-period', 'retries'];
const EMPTY_CONFIG = { env: {}, ports: [], volumes: [], labels: {} };
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$/;
const SIGNAL = /^(SIG[A-Z0-9+-]+|\d{1,2})$/;
/** Reads `config`. */
function read_config_readConfig(field) {
    const members = membersOf(field, read_config_KEYS);
    const each = (read) => (list) => itemsOf(list)?.flatMap((item) => read(item) ?? []);
    return {
        env: given(members.env, (env) => recordOf(env, /^[^\s=\0]+$/, 'a name without = and spaces'), {}),
        labels: given(members.labels, (labels) => recordOf(labels, /^\S+$/, 'a name without spaces'), {}),
        ports: given(members.ports, each((item) => parsedOf(item, parsePort)), []),
        volumes: given(members.volumes, each(readPath), []),
        ...defined({
            entrypoint: given(members.entrypoint, readCommand),
            cmd: given(members.cmd, readCommand),
            user: given(members.user, (user) => matching(user, USER, "a user, 'UID', 'UID:GID' or 'NAME'")),
            workdir: given(members.workdir, readPath),
            stopSignal: given(members['stop-signal'], (signal) => matching(signal, SIGNAL, 'a signal such as SIGTERM')),
            healthcheck: given(members.healthcheck, readHealthcheck),
        }),
    };
}
/** A list of words: a text would leave open whether a shell splits it, and many images have none. */
function readCommand(field) {
    if ((0,dist/* isScalar */.jn)(field.node)) {
        note(field, {
            what: `'${field.name}' is a text`,
            rule: 'a list of words, such as [/app/server, --port, "8080"]',
            next: 'write a list; for a shell, [/bin/sh, -c, "…"]',
        });
        return undefined;
    }
    return itemsOf(field)?.flatMap((item) => fields_textOf(item) ?? []);
}
const readPath = (field) => {
    const place = parsedOf(field, parseDestination);
    return place === undefined ? undefined : `/${place.to}`;
};
/** `8080`, `8080/tcp`, `53/udp`. @throws UserError */
function parsePort(text) {
    const [, port, protocol = 'tcp'] = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/.exec(text) ?? [];
    if (port === undefined || Number(port) < 1 || Number(port) > 65_535) {
        throw new text_error/* UserError */.yo({
            what: 'not a port',
            rule: '1 to 65535, with /tcp, /udp or /sctp',
            seen: JSON.stringify(text),
        });
    }
    return `${Number(port)}/${protocol}`;
}
function readHealthcheck(field) {
    const members = membersOf(field, HEALTH_KEYS);
    const words = members.test === undefined ? undefined : textsOf(members.test);
    if (words === undefined || words.length === 0) {
        note(field, { what: `'${field.name}' has no test`, rule: 'the words of a command' });
        return undefined;
    }
    const nanoseconds = (time) => {
        const milliseconds = parsedOf(time, duration/* parseDuration */.E9);
        return milliseconds === undefined ? undefined : milliseconds * 1_000_000;
    };
    const retries = given(members.retries, (count) => matching(count, /^\d{1,4}$/, 'a whole number'));
    return {
        Test: ['CMD', 'CMD-SHELL', 'NONE'].includes(words[0] ?? '') ? words : ['CMD', ...words],
        ...defined({
            Interval: given(members.interval, nanoseconds),
            Timeout: given(members.timeout, nanoseconds),
            StartPeriod: given(members['start-period'], nanoseconds),
            Retries: retries === undefined ? undefined : Number(retries),
        }),
    };
}

;// CONCATENATED MODULE: ./shared/image/file/read-image-file.ts








const read_image_file_KEYS = [
    'from',
    'platforms',
    'ignore-file',
    'compression',
    'layers',
    'config',
    'annotations',
    'checks',
];
const DEFAULT_PLATFORM = { os: 'linux', architecture: 'amd64' };
/** What runtimes take (containerd and Docker stop at 127). */
const MAX_LAYERS = 127;
/**
 * Reads an `image.yml`; its JSON Schema is docs/schemas/image.schema.json.
 * @param file what errors call it, relative to the workspace.
 * @throws UserError with every problem at once, each with line and column.
 */
function readImageFile(file, text) {
    const { root, problems } = readYaml(file, text);
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    const members = membersOf(root, read_image_file_KEYS);
    if (members.from === undefined && root.node !== undefined) {
        note(root, {
            what: "'from' is missing",
            rule: 'a base by digest, an oci-layout: or scratch',
            next: 'write from: scratch for an image without a base',
        });
    }
    const result = {
        from: { text: given(members.from, read_image_file_readFrom, 'scratch'), at: members.from?.at ?? root.at },
        platforms: given(members.platforms, readPlatforms, [DEFAULT_PLATFORM]),
        layers: given(members.layers, read_image_file_readLayers, []),
        config: given(members.config, read_config_readConfig, EMPTY_CONFIG),
        annotations: given(members.annotations, readAnnotations, {}),
        checks: given(members.checks, readChecks, {}),
        compression: given(members.compression, (field) => wordOf(field, ['gzip', 'zstd', 'none']), 'gzip'),
        ...defined({ ignoreFile: given(members['ignore-file'], readIgnoreFile) }),
    };
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems.toSorted(byPlace));
    return result;
}
const byPlace = (a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0);
const read_image_file_readFrom = (field) => matching(field, /^\S+$/, 'an image by digest, oci-layout:PATH@DIGEST, or scratch');
function readIgnoreFile(field) {
    const path = matching(field, /^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\0\\]+$/, 'a file of the workspace, without .., such as .dockerignore');
    return path === undefined ? undefined : { path, at: field.at };
}
const readAnnotations = (field) => recordOf(field, /^\S+$/, 'a name without spaces');
function readPlatforms(field) {
    const items = itemsOf(field) ?? [];
    if (items.length === 0)
        note(field, { what: `'${field.name}' is empty`, rule: 'at least one platform' });
    const seen = [];
    return items.flatMap((item) => {
        const platform = parsedOf(item, oci_platform/* parsePlatform */.FL);
        if (platform === undefined)
            return [];
        const repeats = seen.some((each) => samePlatform(each, platform));
        if (repeats)
            note(item, { what: `'${item.name}' repeats ${(0,oci_platform/* formatPlatform */.Bq)(platform)}` });
        seen.push(platform);
        return [platform];
    });
}
function read_image_file_readLayers(field) {
    const items = itemsOf(field) ?? [];
    if (items.length > MAX_LAYERS) {
        note(field, {
            what: 'too many layers',
            rule: `at most ${MAX_LAYERS} with those of the base`,
            seen: String(items.length),
        });
    }
    return items.map((item, index) => read_layer_readLayer(item, index, readPlatforms));
}
function readChecks(field) {
    const names = Object.keys(check/* CHECKS */.ui);
    const members = membersOf(field, names);
    const levels = names.flatMap((name) => {
        const member = members[name];
        const level = member && wordOf(member, ['off', 'warn', 'error']);
        return level === undefined ? [] : [[name, level]];
    });
    return Object.fromEntries(levels);
}

;// CONCATENATED MODULE: ./actions/build-image/tags/event.ts
/** Reads a run. The payload is untrusted: a field of another type is as good as absent. */
function tagEvent(run, { commit, now }) {
    const named = refOf(run);
    const scheduled = run.eventName === 'schedule';
    const sha = commitOf(run, named.kind, commit?.sha);
    // A schedule runs on the default branch, and its payload need not name it.
    const fallback = scheduled && named.kind === 'branch' ? named.name : '';
    return {
        ...named,
        scheduled,
        sha: /^[0-9a-f]{40,64}$/.test(sha) ? sha : '',
        defaultBranch: event_text(run.event, 'repository', 'default_branch') ?? fallback,
        baseRef: baseOf(run.event, named.kind),
        commitTime: commit === undefined ? now : new Date(commit.time * 1000),
        now,
    };
}
/** The ref of `pull_request_target` is the branch that is to be changed; what is built is the pull request's all the same. */
function refOf({ ref, eventName, event }) {
    const number = member(event, 'pull_request', 'number');
    if (eventName === 'pull_request_target' && Number.isSafeInteger(number))
        return { kind: 'pull-request', name: String(number) };
    const [, kind, name] = /^refs\/(tags|heads|pull)\/(.+)$/s.exec(ref) ?? [];
    if (name === undefined)
        return { kind: 'none', name: '' };
    if (kind === 'tags')
        return { kind: 'tag', name };
    return kind === 'heads'
        ? { kind: 'branch', name }
        : { kind: 'pull-request', name: name.replace(/\/(merge|head)$/, '') };
}
/** A checkout of the branch that is to be changed holds nothing of a pull request, so it does not bear its commit's name. */
function commitOf(run, kind, checkedOut) {
    const head = kind === 'pull-request' ? event_text(run.event, 'pull_request', 'head', 'sha') : undefined;
    const isBase = run.eventName === 'pull_request_target' && checkedOut === run.sha;
    return (isBase ? undefined : head) ?? (run.sha === '' ? (checkedOut ?? '') : run.sha);
}
function baseOf(event, kind) {
    if (kind === 'pull-request')
        return event_text(event, 'pull_request', 'base', 'ref') ?? '';
    return kind === 'tag' ? (event_text(event, 'base_ref') ?? '').replace(/^refs\/heads\//, '') : '';
}
function event_text(value, ...path) {
    const found = member(value, ...path);
    return typeof found === 'string' && found !== '' ? found : undefined;
}
const member = (value, ...path) => path.reduce((inner, key) => typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
    ? inner[key]
    : undefined, value);

;// CONCATENATED MODULE: ./actions/build-image/tags/flavor.ts

const DEFAULT = {
    latest: 'auto',
    prefix: '',
    suffix: '',
    prefixOnLatest: false,
    suffixOnLatest: false,
};
/** Reads `latest=…`, `prefix=…[,onlatest=true]`, `suffix=…[,onlatest=true]`, one or several a line. @throws UserError with every bad line. */
function parseFlavor(text) {
    const problems = [];
    let flavor = DEFAULT;
    for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
        if (line === '' || line.startsWith('#'))
            continue;
        const read = readLine(flavor, line);
        if (read !== undefined)
            flavor = read;
        else {
            problems.push({
                what: "input 'flavor': a line that is not understood",
                rule: 'latest=auto|true|false, prefix=TEXT[,onlatest=true] or suffix=TEXT[,onlatest=true]',
                seen: JSON.stringify(line),
            });
        }
    }
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    return flavor;
}
/** `onlatest` belongs to the prefix or suffix before it; undefined for a line that is not understood. */
function readLine(before, line) {
    let [flavor, last] = [before, undefined];
    for (const field of line.split(',')) {
        const [, name, value = ''] = /^\s*([a-z]+)\s*=\s*(.*?)\s*$/.exec(field) ?? [];
        if (name === 'latest' && isLatest(value))
            flavor = { ...flavor, latest: value };
        else if (name === 'prefix' || name === 'suffix') {
            flavor = { ...flavor, [name]: value };
            last = name;
        }
        else if (name === 'onlatest' && last !== undefined && /^(?:true|false)$/.test(value))
            flavor = { ...flavor, [`${last}OnLatest`]: value === 'true' };
        else
            return undefined;
    }
    return flavor;
}
const isLatest = (value) => ['auto', 'true', 'false'].includes(value);

;// CONCATENATED MODULE: ./actions/build-image/tags/date.ts

/** Moment's tokens, the longest first; other letters are text, as is what stands in `[brackets]`. */
const date_TOKEN = /\[([^\]]*)\]|[MDd]o|DDDo|Q|YYYY|YY|MMMM|MMM|MM|M|DDDD|DDD|DD|D|dddd|ddd|dd|d|E|GGGG|GG|WW|W|HH|H|hh|h|kk|k|mm|m|ss|s|SSS|SS|S|X|x|A|a|ZZ|Z|LTS|LT|L+|l+|gggg|gg|ww|w|e|N+|y+|z+/g;
/**
 * Writes a time by moment's tokens, as docker's metadata action does: YYYY YY Q MMMM MMM MM M DDDD DDD DD D dddd ddd dd d E, of the ISO week GGGG GG
 * WW W, HH H hh h kk k mm m ss s SSS SS S A a Z ZZ X x; `[text]` stays.
 * @throws UserError when `zone` is not an IANA time zone, and for moment's tokens that depend on a language.
 */
function formatDate(time, format, zone = 'UTC') {
    const local = zonedTime(time, zone);
    const values = { ...dayTokens(local), ...clockTokens(local, time) };
    return format.replace(date_TOKEN, (token, literal) => {
        const value = literal ?? values[token];
        if (value !== undefined)
            return value;
        throw new text_error/* UserError */.yo({
            what: `the token ${token} of a date depends on a language`,
            rule: 'YYYY, MM, DD, HH, mm, ss and others of moment; text stands in [brackets]',
            seen: JSON.stringify(format),
        });
    });
}
const pad = (value, length = 2) => String(value).padStart(length, '0');
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July'].concat([
    'August',
    'September',
    'October',
    'November',
    'December',
]);
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DAY_MILLISECONDS = 86_400_000;
/** `local` has the fields of the zone in UTC's place. */
function dayTokens(local) {
    const [year, month, day, weekday] = [
        local.getUTCFullYear(),
        local.getUTCMonth(),
        local.getUTCDate(),
        local.getUTCDay(),
    ];
    const dayOfYear = daysSince(Date.UTC(year, 0, 1), local) + 1;
    const week = isoWeek(local);
    const [monthName = '', dayName = ''] = [MONTHS[month], DAYS[weekday]];
    return {
        YYYY: pad(year, 4),
        YY: pad(year % 100),
        Q: String(Math.floor(month / 3) + 1),
        MMMM: monthName,
        MMM: monthName.slice(0, 3),
        MM: pad(month + 1),
        M: String(month + 1),
        DDDD: pad(dayOfYear, 3),
        DDD: String(dayOfYear),
        DD: pad(day),
        D: String(day),
        dddd: dayName,
        ddd: dayName.slice(0, 3),
        dd: dayName.slice(0, 2),
        d: String(weekday),
        E: String(weekday === 0 ? 7 : weekday),
        GGGG: pad(week.year, 4),
        GG: pad(week.year % 100),
        WW: pad(week.number),
        W: String(week.number),
    };
}
function clockTokens(local, time) {
    const [hour, minute, second] = [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()];
    const hour12 = hour % 12 === 0 ? 12 : hour % 12;
    const milliseconds = pad(time.getUTCMilliseconds(), 3);
    const offset = Math.round((local.getTime() - time.getTime()) / 60_000);
    const [sign, minutes] = [offset < 0 ? '-' : '+', Math.abs(offset)];
    const [zoneHour, zoneMinute] = [pad(Math.floor(minutes / 60)), pad(minutes % 60)];
    return {
        HH: pad(hour),
        H: String(hour),
        hh: pad(hour12),
        h: String(hour12),
        kk: pad(hour === 0 ? 24 : hour),
        k: String(hour === 0 ? 24 : hour),
        mm: pad(minute),
        m: String(minute),
        ss: pad(second),
        s: String(second),
        SSS: milliseconds,
        SS: milliseconds.slice(0, 2),
        S: milliseconds.slice(0, 1),
        X: String(Math.floor(time.getTime() / 1000)),
        x: String(time.getTime()),
        A: hour < 12 ? 'AM' : 'PM',
        a: hour < 12 ? 'am' : 'pm',
        Z: `${sign}${zoneHour}:${zoneMinute}`,
        ZZ: `${sign}${zoneHour}${zoneMinute}`,
    };
}
const daysSince = (start, local) => Math.floor((local.getTime() - start) / DAY_MILLISECONDS);
/** Weeks begin on Monday; a week belongs to the year that has its Thursday (ISO 8601). */
function isoWeek(local) {
    const thursday = new Date(local.getTime() + (4 - (local.getUTCDay() || 7)) * DAY_MILLISECONDS);
    const year = thursday.getUTCFullYear();
    return { year, number: Math.floor(daysSince(Date.UTC(year, 0, 1), thursday) / 7) + 1 };
}
/** What clocks in `zone` show, as if it were UTC. */
function zonedTime(time, zone) {
    const parts = new Map(zoneFormat(zone)
        .formatToParts(time)
        .map(({ type, value }) => [type, Number(value)]));
    const read = (part) => parts.get(part) ?? 0;
    const day = [read('year'), read('month') - 1, read('day')];
    const milliseconds = time.getUTCMilliseconds();
    return new Date(Date.UTC(...day, read('hour'), read('minute'), read('second'), milliseconds));
}
function zoneFormat(zone) {
    try {
        return new Intl.DateTimeFormat('en-US', {
            timeZone: zone,
            hourCycle: 'h23',
            year: 'numeric',
            month: 'numeric',
            day: 'numeric',
            hour: 'numeric',
            minute: 'numeric',
            second: 'numeric',
        });
    }
    catch (error) {
        throw new text_error/* UserError */.yo({ what: 'not a time zone', rule: 'a name such as Europe/London', seen: JSON.stringify(zone) }, { cause: error });
    }
}

;// CONCATENATED MODULE: ./actions/build-image/tags/expression.ts


/** `{{name …}}`, or with three braces, which mean "as it is" in Handlebars: nothing is escaped here anyway. */
const EXPRESSION = /\{\{\{\s*([a-z_]+)((?:\s[^{}]*)?)\}\}\}|\{\{\s*([a-z_]+)((?:\s[^{}]*)?)\}\}/g;
const ARGUMENT = /^\s*(?:tz\s*=\s*(?:'([^']*)'|"([^"]*)")|'([^']*)'|"([^"]*)")/;
const SHORT_SHA = 7;
/**
 * Fills in `{{branch}}`, `{{tag}}`, `{{sha}}`, `{{base_ref}}`, `{{is_default_branch}}`, `{{is_not_default_branch}}`, `{{date 'YYYYMMDD' tz='UTC'}}`,
 * `{{commit_date '…'}}` and the rule's own names. What has no value here is an empty text.
 * @throws UserError for an unknown expression.
 */
function expression_expand(template, event, own = {}) {
    const known = valuesOf(event, own);
    const value = (name, rest) => expression_valueOf(name, rest, known);
    const parts = template.split(EXPRESSION);
    const filled = parts.map((part, at) => {
        if (at % 5 !== 0)
            return '';
        if (/\{\{|\}\}/.test(part))
            throw notKnown(template);
        const [, tripleName, tripleRest = '', name, rest = ''] = parts.slice(at);
        if (tripleName !== undefined)
            return part + value(tripleName, tripleRest);
        return name === undefined ? part : part + value(name, rest);
    });
    return filled.join('');
}
const notKnown = (template) => new text_error/* UserError */.yo({
    what: 'an expression that is not closed or not known',
    rule: '{{name}}',
    seen: JSON.stringify(template),
});
function valuesOf(event, own) {
    const plain = (name, value) => (rest) => {
        if (rest.trim() === '')
            return value();
        throw new text_error/* UserError */.yo({ what: `{{${name}}} takes nothing`, seen: JSON.stringify(rest.trim()) });
    };
    const texts = {
        branch: () => (event.kind === 'branch' ? event.name : ''),
        tag: () => (event.kind === 'tag' ? event.name : ''),
        sha: () => event.sha.slice(0, SHORT_SHA),
        base_ref: () => event.baseRef,
        is_default_branch: () => String(isDefaultBranch(event)),
        is_not_default_branch: () => String(!isDefaultBranch(event)),
        ...Object.fromEntries(Object.entries(own).map(([key, value]) => [key, () => value])),
    };
    return {
        ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, plain(name, value)])),
        date: (rest) => dated('date', event.now, rest),
        commit_date: (rest) => dated('commit_date', event.commitTime, rest),
    };
}
function expression_valueOf(name, rest, known) {
    const value = Object.hasOwn(known, name) ? known[name] : undefined;
    if (value !== undefined)
        return value(rest);
    throw new text_error/* UserError */.yo({
        what: `unknown expression {{${name}}}`,
        rule: `known are ${Object.keys(known).join(', ')}`,
    });
}
const isDefaultBranch = (event) => event.kind === 'branch' && event.name === event.defaultBranch;
/** `'FORMAT'` and `tz='ZONE'`, in any order; without a format YYYYMMDD. */
function dated(name, time, rest) {
    let [format, zone, left] = ['YYYYMMDD', 'UTC', rest];
    for (let found = ARGUMENT.exec(left); found !== null; found = ARGUMENT.exec(left)) {
        const [whole, zoneSingle, zoneDouble, single, double] = found;
        zone = zoneSingle ?? zoneDouble ?? zone;
        format = single ?? double ?? format;
        left = left.slice(whole.length);
    }
    if (left.trim() === '')
        return formatDate(time, format, zone);
    throw new text_error/* UserError */.yo({
        what: `{{${name}}} is not understood`,
        rule: `{{${name} 'FORMAT' tz='ZONE'}}`,
        seen: JSON.stringify(rest.trim()),
    });
}

// EXTERNAL MODULE: external "node:vm"
var external_node_vm_ = __webpack_require__(714);
;// CONCATENATED MODULE: ./actions/build-image/tags/rule.ts




/** Which attributes each type takes, beside `enable`, `priority`, `prefix` and `suffix`. */
const ATTRIBUTES = {
    schedule: ['pattern'],
    semver: ['pattern', 'value', 'match'],
    pep440: ['pattern', 'value', 'match'],
    match: ['pattern', 'group', 'value'],
    edge: ['branch'],
    ref: ['event'],
    branch: [],
    pr: [],
    raw: ['value'],
    sha: ['format'],
};
const PRIORITY = {
    schedule: 1000,
    semver: 900,
    pep440: 900,
    match: 800,
    edge: 700,
    ref: 600,
    branch: 600,
    pr: 600,
    raw: 200,
    sha: 100,
};
/** What stands in place of an absent `tags`: the name of what was pushed. */
const DEFAULT_TAGS = 'type=schedule\ntype=ref,event=branch\ntype=ref,event=tag\ntype=ref,event=pr';
/** @throws UserError with every bad line, by its number. */
function parseTagLines(text) {
    const problems = [];
    const lines = text.split(/\r?\n/).flatMap((line, index) => {
        if (line.trim() === '' || line.trim().startsWith('#'))
            return [];
        try {
            return [parseLine(line.trim())];
        }
        catch (error) {
            if (!(error instanceof text_error/* UserError */.yo))
                throw error;
            problems.push(...error.problems.map((problem) => ({
                ...problem,
                what: `input 'tags', line ${index + 1}: ${problem.what}`,
            })));
            return [];
        }
    });
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    return lines;
}
function parseLine(line) {
    if ((0,oci_reference/* isTag */.dz)(line))
        return ruleOf('raw', new Map([['value', line]]));
    if (!/[={]/.test(line))
        throw notTag(line);
    const named = rule_csvFields(line).map(splitField);
    const type = ruleType(named.find(([name]) => name === 'type')?.[1] ?? 'raw');
    const bare = named.find(([name]) => name === '');
    if (bare !== undefined && type !== 'raw') {
        throw new text_error/* UserError */.yo({
            what: 'an attribute without a value',
            rule: 'name=value, parted by commas',
            seen: JSON.stringify(bare[1]),
        });
    }
    return ruleOf(type, new Map(named.map(([name, value]) => [name === '' ? 'value' : name, value])));
}
function ruleOf(type, fields) {
    const common = ['type', 'enable', 'priority', 'prefix', 'suffix'];
    const known = [...common, ...ATTRIBUTES[type]];
    const problems = [...fields.keys()]
        .filter((name) => !known.includes(name))
        .map((name) => unknownAttribute(name, type, known));
    const own = Object.fromEntries([...fields].filter(([name]) => !common.includes(name)));
    problems.push(...attributeProblems(type, own));
    const priority = fields.get('priority') ?? String(PRIORITY[type]);
    if (!/^-?\d{1,6}$/.test(priority))
        problems.push({ what: `priority is not a whole number`, seen: JSON.stringify(priority) });
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    const [prefix, suffix] = [fields.get('prefix'), fields.get('suffix')];
    return {
        type,
        priority: Number(priority),
        enable: fields.get('enable') ?? 'true',
        ...(prefix === undefined ? {} : { prefix }),
        ...(suffix === undefined ? {} : { suffix }),
        own,
    };
}
function notTag(seen) {
    const tag = /^[^\s@]*\/[^\s@]*:([^/:@]+)$/.exec(seen)?.[1];
    return new text_error/* UserError */.yo({
        what: 'not a tag',
        rule: 'up to 128 letters, digits, _, . and -, the first not . or -; or a rule that begins with type=',
        seen: JSON.stringify(seen),
        ...(tag === undefined || !(0,oci_reference/* isTag */.dz)(tag)
            ? {}
            : { next: `write ${tag}: the repository has its own input, image` }),
    });
}
function ruleType(type) {
    const types = Object.keys(ATTRIBUTES);
    const found = types.find((each) => each === type);
    if (found !== undefined)
        return found;
    throw new text_error/* UserError */.yo({
        what: `unknown type '${type}'`,
        rule: `known are ${types.join(', ')}`,
        ...(0,text_case/* didYouMean */.au)(type, types),
    });
}
function unknownAttribute(name, type, known) {
    return {
        what: `unknown attribute '${name}' of type=${type}`,
        rule: `known are ${known.join(', ')}`,
        ...(0,text_case/* didYouMean */.au)(name, known),
    };
}
function attributeProblems(type, own) {
    const need = (name, test, rule) => test(own[name] ?? '')
        ? []
        : [{ what: `'${name}' of type=${type} is not right`, rule, seen: JSON.stringify(own[name] ?? '') }];
    const some = (value) => value !== '';
    switch (type) {
        case 'semver':
        case 'pep440':
            return [
                ...need('pattern', some, 'a pattern such as {{version}} or {{major}}.{{minor}}'),
                ...need('match', (value) => value === '' || isPattern(value), 'a regular expression'),
            ];
        case 'match':
            return [
                ...need('pattern', isPattern, 'a regular expression'),
                ...need('group', (value) => /^\d{0,2}$/.test(value), 'a number of a group'),
            ];
        case 'ref':
            return need('event', (value) => ['branch', 'tag', 'pr'].includes(value), 'branch, tag or pr');
        case 'raw':
            return need('value', some, 'a tag');
        case 'sha':
            return need('format', (value) => ['', 'short', 'long'].includes(value), 'short or long');
        case 'schedule':
        case 'edge':
        case 'branch':
        case 'pr':
            return [];
    }
}
function isPattern(value) {
    try {
        matchPattern(value);
        return value !== '';
    }
    catch {
        return false;
    }
}
/** `v(\d+)` or `/v(\d+)/i`. */
function matchPattern(text) {
    const [, source, flags] = /^\/(.+)\/([a-z]*)$/.exec(text) ?? [];
    return source === undefined ? new RegExp(text) : new RegExp(source, flags);
}
/** Far more than any sensible pattern needs for a name. */
const MATCH_MILLISECONDS = 1_000;
/**
 * What a pattern finds in the name of a git tag, which everybody may give who can push one.
 * @throws UserError when it does not come to an end: there are patterns that try each way to read a name.
 */
function findIn(subject, text) {
    const work = { pattern: matchPattern(text), subject };
    const options = { timeout: MATCH_MILLISECONDS };
    try {
        return (0,external_node_vm_.runInNewContext)('pattern.exec(subject)', work, options);
    }
    catch (error) {
        throw new text_error/* UserError */.yo({
            what: 'a regular expression that does not come to an end',
            rule: `at most ${MATCH_MILLISECONDS} ms for a name`,
            seen: `${JSON.stringify(text)} for ${JSON.stringify(subject)}`,
            next: 'repeat nothing that is itself a repetition, as (a+)+ does',
        }, { cause: error });
    }
}
/** Without a name, `=` may stand within an expression. */
function splitField(field) {
    const [, name, value] = /^\s*([A-Za-z_-]+)\s*=(.*)$/s.exec(field) ?? [];
    return name === undefined || value === undefined ? ['', field.trim()] : [name.toLowerCase(), value.trim()];
}
/** Fields of one line of CSV (RFC 4180): a comma within double quotes does not part. */
function rule_csvFields(line) {
    return Array.from(line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g), ([whole, quoted, plain]) => whole === '' ? undefined : (quoted?.replaceAll('""', '"') ?? plain ?? '')).filter((field) => field !== undefined && field !== '');
}

;// CONCATENATED MODULE: ./actions/build-image/tags/candidate.ts





/** Undefined when the rule does not apply; `notes` says why one that applies gives nothing. */
const candidateOf = (rule, event, notes) => MAKERS[rule.type](rule, event, notes);
const MAKERS = {
    schedule: ({ own }, event) => event.scheduled ? moving(expression_expand(own['pattern'] ?? 'nightly', event)) : undefined,
    semver: (rule, event, notes) => versionTag(rule, event, parseSemver, notes),
    pep440: (rule, event, notes) => versionTag(rule, event, parsePep440, notes),
    match: matchTag,
    edge: ({ own }, event) => edgeTag(own['branch'] ?? '', event),
    ref: ({ own }, event) => refTag(own['event'] ?? '', event),
    branch: (_, event) => refTag('branch', event),
    pr: (_, event) => refTag('pr', event),
    raw: ({ own }, event) => rawTag(own['value'] ?? '', event),
    sha: ({ own }, event) => shaTag(own['format'], event),
};
const moving = (text, prefix) => ({
    text,
    kind: 'moving',
    latest: false,
    ...(prefix === undefined ? {} : { prefix }),
});
function edgeTag(branch, event) {
    const wanted = branch === '' ? event.defaultBranch : branch;
    return event.kind === 'branch' && event.name === wanted ? moving('edge') : undefined;
}
/** What is written by hand, or is the git tag, may be a version; what is made of a branch or a date follows it. */
function rawTag(value, event) {
    const text = expression_expand(value, event);
    return value.replaceAll(/\{\{\s*tag\s*\}\}/g, '').includes('{{') ? moving(text) : candidate_named(text, false);
}
const shaTag = (format, { sha }) => sha === '' ? undefined : moving(format === 'long' ? sha : sha.slice(0, 7), 'sha-');
function refTag(kind, event) {
    if (kind === 'branch')
        return event.kind === 'branch' ? moving(event.name) : undefined;
    if (kind === 'pr')
        return event.kind === 'pull-request' ? moving(event.name, 'pr-') : undefined;
    return event.kind === 'tag' ? candidate_named(event.name, true) : undefined;
}
/** A text that reads like a version in full is one, behind the last slash too, as in a monorepo's `shop/v1.2.3`. */
function candidate_named(text, latest) {
    const { version, around } = versionIn(text);
    const isFull = version?.scheme === 'semver';
    if (version === undefined || !(isFull || latest))
        return { text, kind: 'moving', latest };
    const takesLatest = latest && version.prerelease.length === 0;
    return { text, kind: isFull ? 'version' : 'moving', version, around, latest: takesLatest };
}
/** The release that a name stands for; `1.2` is one too, by Python's grammar, when it comes to which is newer. */
function versionIn(text) {
    const before = text.slice(0, text.lastIndexOf('/') + 1);
    const rest = text.slice(before.length);
    const python = rest.includes('.') ? parsePep440(rest) : undefined;
    return { version: parseSemver(rest) ?? python, around: { before, after: '' } };
}
/** Whether a rule's tags are dates: `2026.11.24` reads like a version, and is none. */
const isDated = ({ own, prefix = '', suffix = '' }) => /\{\{\s*(?:commit_)?date\b/.test([own['value'], own['pattern'], prefix, suffix].join(' '));
/** The text that a version is looked for in: the rule's value, else the git tag's name. */
function subjectOf(rule, event) {
    const value = rule.own['value'];
    if (value !== undefined && value !== '')
        return expression_expand(value, event);
    return event.kind === 'tag' ? event.name : undefined;
}
function versionTag(rule, event, parse, notes) {
    const subject = subjectOf(rule, event);
    if (subject === undefined)
        return undefined;
    const part = partOf(rule, subject);
    const version = part === undefined ? undefined : parse(part);
    if (version !== undefined)
        return patternTag(rule.own['pattern'] ?? '', version, event);
    const why = part === undefined ? `does not match ${rule.own['match'] ?? ''}` : 'is not a version';
    notes.push(`type=${rule.type}: '${subject}' ${why}, so it gives no tag`);
    return undefined;
}
/** What `match` finds, its first group when it has one; without it what stands behind the last slash, as in `shop/v1.2.3`. */
function partOf({ own }, subject) {
    const match = own['match'] ?? '';
    if (match === '')
        return subject.replace(/^.*\//s, '');
    const found = findIn(subject, match);
    return found?.[1] ?? found?.[0];
}
function patternTag(pattern, version, event) {
    const isRaw = /^\{\{\s*raw\s*\}\}$/.test(pattern);
    const isRelease = version.prerelease.length === 0;
    // A prerelease must not take over the tag of its line: 1.3.0-rc.1 is not what `1.3` means.
    const used = isRelease || isRaw ? pattern : '{{version}}';
    const { major, minor, patch, raw, version: text } = version;
    const names = {
        raw,
        version: text,
        major: String(major),
        minor: String(minor),
        patch: String(patch),
        prerelease: version.prerelease.join('.'),
    };
    const around = {
        before: /^([^{]*?)v?\{\{/.exec(used)?.[1] ?? '',
        after: /\}\}([^}]*)$/.exec(used)?.[1] ?? '',
    };
    return { text: expression_expand(used, event, names), version, around, latest: isRelease, ...candidate_lineOf(used) };
}
/** What a pattern leaves open: `{{major}}.{{minor}}` names a line of releases, `{{version}}` one of them. */
function candidate_lineOf(pattern) {
    const has = (name) => new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`).test(pattern);
    if (has('version') || has('raw'))
        return { kind: 'version' };
    if (!has('major'))
        return { kind: 'moving' };
    if (!has('minor'))
        return { kind: 'forward', line: 'major' };
    return has('patch') ? { kind: 'version' } : { kind: 'forward', line: 'minor' };
}
function matchTag(rule, event, notes) {
    const subject = subjectOf(rule, event);
    if (subject === undefined)
        return undefined;
    const group = Number(rule.own['group'] ?? '0');
    const text = findIn(subject, rule.own['pattern'] ?? '')?.[group];
    if (text === undefined) {
        notes.push(`type=match: '${subject}' does not match, so it gives no tag`);
        return undefined;
    }
    const { version } = versionIn(subject);
    const itself = candidate_named(text, true);
    if (version === undefined || itself.kind === 'version')
        return itself;
    const isRelease = version.prerelease.length === 0;
    const line = lineNamed(text, version);
    const kind = line === undefined || !isRelease ? { kind: 'moving' } : { kind: 'forward', line };
    return { text, version, around: NOTHING_AROUND, latest: isRelease, ...kind };
}
/** The line that `1.2` or `1` is, of the version that it was cut from. */
function lineNamed(text, { major, minor }) {
    const bare = text.replace(/^v/, '');
    if (bare === String(major))
        return 'major';
    return bare === `${major}.${minor}` ? 'minor' : undefined;
}
/** @throws UserError when an attribute of a rule is neither true nor false. */
function isEnabled({ enable }, event) {
    const enabled = expression_expand(enable, event).trim();
    if (enabled === 'true' || enabled === 'false')
        return enabled === 'true';
    throw new text_error/* UserError */.yo({ what: "'enable' is neither true nor false", seen: JSON.stringify(enabled) });
}

;// CONCATENATED MODULE: ./actions/build-image/tags/resolve.ts






const MAX_TAG_CHARACTERS = 128;
/** The tags of an event. @throws UserError when an expression is not known, with the line's type. */
function resolveTags(rules, flavor, event) {
    const notes = [];
    const ranked = rules.flatMap((rule) => evaluate(rule, flavor, event, notes) ?? []);
    const ordered = ranked.toSorted((a, b) => b.priority - a.priority);
    const [main] = ordered;
    if (main === undefined)
        return { tags: [], version: undefined, notes };
    const latest = latestTag(flavor, event, main);
    const isAsked = flavor.latest === 'true' || (flavor.latest === 'auto' && main.latest);
    // Who writes `latest` by hand means the same tag: it does not go back either.
    const all = isAsked || ordered.some(({ tag }) => tag === latest.tag) ? [...ordered, latest] : ordered;
    return { tags: resolve_distinct(all), version: resolve_versionText(main), notes };
}
/** What was released calls itself by its version, all else by its tag. */
const resolve_versionText = ({ version, kind, tag }) => kind === 'moving' ? tag : (version?.version ?? tag);
const STRICTNESS = { version: 2, forward: 1, moving: 0 };
/** Each tag once, where it first stands, as what is moved least. */
function resolve_distinct(all) {
    const tags = new Map();
    for (const { tag, kind, version, line, around } of all) {
        const known = tags.get(tag);
        if (known !== undefined && STRICTNESS[known.kind] >= STRICTNESS[kind])
            continue;
        tags.set(tag, {
            tag,
            kind,
            ...(version === undefined ? {} : { version }),
            ...(around === undefined ? {} : { around }),
            ...(line === undefined ? {} : { line }),
        });
    }
    return [...tags.values()];
}
function latestTag(flavor, event, { version, around = NOTHING_AROUND }) {
    const prefix = flavor.prefixOnLatest ? expression_expand(flavor.prefix, event) : '';
    const suffix = flavor.suffixOnLatest ? expression_expand(flavor.suffix, event) : '';
    const tag = sanitise(`${prefix}latest${suffix}`);
    return version === undefined
        ? { tag, kind: 'moving' }
        : { tag, kind: 'forward', version, around, line: 'all' };
}
function evaluate(rule, flavor, event, notes) {
    try {
        const made = isEnabled(rule, event) ? candidateOf(rule, event, notes) : undefined;
        if (made === undefined || made.text === '')
            return undefined;
        const prefix = expression_expand(rule.prefix ?? made.prefix ?? flavor.prefix, event);
        const suffix = expression_expand(rule.suffix ?? flavor.suffix, event);
        const tag = fitted(prefix, made.text, suffix, notes);
        return tag === '' ? undefined : resolve_rank(rule, made, tag, { before: prefix, after: suffix });
    }
    catch (error) {
        if (!(error instanceof text_error/* UserError */.yo))
            throw error;
        throw new text_error/* UserError */.yo(error.problems.map((problem) => ({
            ...problem,
            what: `input 'tags', type=${rule.type}: ${problem.what}`,
        })));
    }
}
/** What reads like a release in full is never moved, whatever made it: a branch may be called `v1.2.3`. */
function resolve_rank(rule, made, tag, added) {
    const release = isDated(rule) ? undefined : parseSemver(tag);
    const isRelease = release?.prerelease.length === 0;
    const { kind, version = isRelease ? release : undefined, line, latest } = made;
    const { before, after } = made.around ?? NOTHING_AROUND;
    const around = { before: plain(added.before + before), after: plain(after + added.after) };
    return {
        tag,
        kind: isRelease ? 'version' : kind,
        ...(version === undefined ? {} : { version, around }),
        ...(line === undefined ? {} : { line }),
        latest,
        priority: rule.priority,
    };
}
/** A name that is too long is cut between prefix and suffix, which tell variants apart. */
function fitted(prefix, text, suffix, notes) {
    const whole = begun(prefix + text + suffix);
    if (whole.length <= MAX_TAG_CHARACTERS)
        return whole;
    const room = MAX_TAG_CHARACTERS - plain(prefix).length - plain(suffix).length;
    notes.push(`the tag of '${(0,markdown/* cut */.Jj)(text, 60)}' is cut to ${MAX_TAG_CHARACTERS} characters: others may begin alike`);
    return sanitise(prefix + plain(text).slice(0, Math.max(room, 1)) + suffix);
}
/** Characters that no tag may hold (OCI distribution-spec 1.1) become `-`. */
const plain = (text) => text.replace(/[^A-Za-z0-9_.-]+/g, '-');
const begun = (text) => plain(text).replace(/^[.-]+/, '');
/** What a tag may be: 128 characters that begin with neither `.` nor `-`; empty when nothing is left. */
const sanitise = (text) => begun(text).slice(0, MAX_TAG_CHARACTERS);

;// CONCATENATED MODULE: ./actions/build-image/plan.ts











/** @throws UserError with every problem of the file, the tags and the time. */
async function loadPlan(inputs, context) {
    const bytes = readWorkspaceFile(context.workspace, inputs.file);
    const problems = [];
    const file = plan_attempt(problems, () => readImageFile(inputs.file, bytes.toString('utf8')));
    const ignore = plan_attempt(problems, () => file?.ignoreFile && plan_readIgnoreFile(file.ignoreFile, context));
    const common = await loadCommon(inputs, context, problems);
    if (file === undefined || common === undefined || problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    return {
        ...common,
        file,
        ...(ignore === undefined ? {} : { ignore }),
        levels: { ...file.checks, ...common.levels },
        origin: { path: inputs.file, digest: (0,oci_digest/* digestOf */.ol)(bytes) },
    };
}
function plan_readIgnoreFile({ path: file, at }, { workspace }) {
    let text;
    try {
        text = (0,external_node_fs_.readFileSync)(external_node_path_default().resolve(workspace, file), 'utf8');
    }
    catch (error) {
        throw new text_error/* UserError */.yo({ what: `the ignore file '${file}' cannot be read`, seen: (0,text_error/* messageOf */.bD)(error), at }, { cause: error });
    }
    return dockerignoreRules(text, file);
}
/** @throws UserError with every problem of the tags and the time. */
async function loadImagePlan(inputs, context) {
    const problems = [];
    const common = await loadCommon(inputs, context, problems);
    if (common === undefined)
        throw new text_error/* UserError */.yo(problems);
    return common;
}
async function loadCommon(inputs, context, problems) {
    const commit = await readCommit(context.workspace);
    const event = tagEvent(context.run, { commit, now: context.clock.now() });
    const lines = plan_attempt(problems, () => parseTagLines(inputs.tags ?? DEFAULT_TAGS));
    const flavor = plan_attempt(problems, () => parseFlavor(inputs.flavor ?? ''));
    const tags = lines && flavor && plan_attempt(problems, () => resolveTags(lines, flavor, event));
    const epoch = plan_attempt(problems, () => epochOf(inputs, commit));
    if (tags === undefined || epoch === undefined)
        return undefined;
    return { inputs, commit, revision: event.sha, epoch, tags, levels: givenLevels(inputs) };
}
/** The result of `work`, or undefined and its problems noted. */
function plan_attempt(problems, work) {
    try {
        return work();
    }
    catch (error) {
        if (!(error instanceof text_error/* UserError */.yo))
            throw error;
        problems.push(...error.problems);
        return undefined;
    }
}
/** The inputs are stricter or looser than the file on purpose: they belong to this workflow. */
const givenLevels = (inputs) => ({
    ...Object.fromEntries((inputs.checks ?? []).map(({ name, level }) => [name, level])),
    ...(inputs.baseImages === undefined ? {} : { 'base-images': inputs.baseImages }),
    ...(inputs.cleanTree === undefined ? {} : { 'clean-tree': inputs.cleanTree }),
});
/** @throws UserError when it cannot be read. */
function readWorkspaceFile(workspace, file) {
    try {
        return (0,external_node_fs_.readFileSync)(external_node_path_default().resolve(workspace, file));
    }
    catch (error) {
        throw new text_error/* UserError */.yo({
            what: `'${file}' cannot be read`,
            rule: 'the file that says what the image is made of',
            seen: (0,text_error/* messageOf */.bD)(error),
            next: 'check out the repository first, or correct the input file',
        }, { cause: error });
    }
}
/** Never the clock's time: then no two builds would be equal. */
function epochOf({ sourceDateEpoch }, commit) {
    if (sourceDateEpoch !== 'commit')
        return sourceDateEpoch;
    if (commit !== undefined)
        return commit.time;
    throw new text_error/* UserError */.yo({
        what: 'there is no commit to take the time from',
        rule: 'the image says when its commit was made, so that a second build is equal',
        next: 'check out with git, which has to be installed for that (a shallow clone is enough), or set source-date-epoch',
    });
}

;// CONCATENATED MODULE: ./actions/build-image/dockerfile-plan.ts










/** Whether `file` is run by a builder, rather than assembled. */
const isDockerfile = (file) => !/\.ya?ml$/i.test(file);
/** @throws UserError with every problem of the Dockerfile, the tags and the time. */
async function loadDockerfilePlan(inputs, context) {
    const bytes = readWorkspaceFile(context.workspace, inputs.file);
    const dockerfile = parseDockerfile(bytes.toString('utf8'), inputs.file);
    const common = await loadImagePlan(inputs, context);
    return {
        ...common,
        dockerfile,
        // A RUN step installs what it likes: a base by tag is worth a word, and only what was asked for refuses.
        levels: { 'base-images': 'warn', ...common.levels },
        origin: { path: inputs.file, digest: (0,oci_digest/* digestOf */.ol)(bytes) },
    };
}
/** What a builder is asked for; the image goes into a layout, so that it is looked at before anything is stored. */
function buildRequest(plan, context, layout) {
    const { inputs, dockerfile, epoch } = plan;
    const { workspace } = context;
    return {
        context: contextDirectory(inputs.context, workspace),
        file: external_node_path_default().resolve(workspace, inputs.file),
        dockerfile,
        ...(inputs.target === undefined ? {} : { target: inputs.target }),
        platforms: inputs.platforms ?? [],
        buildArgs: dockerfile_plan_record(inputs.buildArgs),
        labels: dockerfile_plan_record(inputs.labels),
        attestations: inputs.buildkitAttestations ?? [],
        buildContexts: dockerfile_plan_record(inputs.buildContexts),
        workspace,
        secrets: dockerfile_plan_record(inputs.secrets),
        secretFiles: dockerfile_plan_record(inputs.secretFiles),
        ssh: inputs.ssh ?? [],
        cacheFrom: inputs.cacheFrom ?? [],
        cacheTo: inputs.cacheTo ?? [],
        trusted: !context.run.eventName.startsWith('pull_request'),
        noCache: inputs.noCache,
        pull: inputs.pull,
        network: inputs.network,
        epoch,
        output: { kind: 'layout', path: layout },
    };
}
const dockerfile_plan_record = (pairs = []) => Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
/** What a Dockerfile and the build's arguments show before anything is built. */
const dockerfile_plan_dockerfileFindings = (request, images) => [
    ...dockerfileFindings(request.dockerfile, buildArgumentsOf(request), images),
    ...Object.entries(request.buildArgs).flatMap(([name, value]) => argumentFinding(name, value)),
];
/** A value that looks like a credential is one, whatever it is called. */
function argumentFinding(name, value) {
    const kind = findSecret(value)?.kind ?? (looksSecret(name) ? 'what its name says' : undefined);
    if (kind === undefined || value === '')
        return [];
    return [
        {
            check: 'secret-values',
            what: `the build argument ${name} holds a credential`,
            seen: kind,
            next: 'give it in secrets, and read it with RUN --mount=type=secret',
        },
    ];
}
/** Everything that ADD fetches, for any of the platforms. */
const remotesOf = (request, native, triggers) => argumentsByPlatform(request, native, triggers).flatMap((build) => remoteSources(request.dockerfile, build));

;// CONCATENATED MODULE: ./actions/build-image/recorded-image.ts


/** Reads `pkg:docker/NAME@TAG?digest=…&platform=…`, as BuildKit writes images; undefined for everything else. */
function recordedImage({ uri, digest }) {
    const hex = digest['sha256'];
    if (!uri.startsWith('pkg:docker/') || hex === undefined)
        return undefined;
    const purl = purlIn(uri);
    if (purl === undefined)
        return undefined;
    const name = recorded_image_familiar([purl.namespace, purl.name].filter((part) => part !== undefined).join('/'));
    const byDigest = purl.qualifiers?.['digest'] !== undefined || purl.version?.startsWith('sha256:') === true;
    const tag = byDigest ? undefined : (purl.version ?? 'latest');
    const full = tag === undefined ? undefined : `${name}:${tag}`;
    return {
        name,
        tag,
        digest: `sha256:${hex}`,
        isNamed: (reference) => full !== undefined && tagged(recorded_image_familiar(reference)) === full,
    };
}
function purlIn(uri) {
    try {
        return parsePurl(uri);
    }
    catch (error) {
        if (error instanceof text_error/* UserError */.yo)
            return undefined;
        throw error;
    }
}
const recorded_image_familiar = (name) => name.replace(/^docker\.io\/(?:library\/)?/, '');
const tagged = (name) => (/:[^/]*$/.test(name) ? name : `${name}:latest`);

;// CONCATENATED MODULE: ./actions/build-image/materials.ts


/** Joins what was resolved with what the builder recorded, each thing once; who says what stays visible. */
function joinMaterials({ images, resolved, remotes, contexts, recorded }) {
    const shown = recorded.map((material) => ({ ...material, uri: publicUrl(material.uri) }));
    const fetched = materials_distinct(remotes);
    const fixed = fetched.flatMap(({ kind, url, digest }) => digest === undefined ? [] : [{ name: kind === 'git' ? 'git' : 'file', uri: uriOf(kind, url), digest }]);
    const own = [
        ...resolved.map((material, at) => ({ name: materials_nameOf(images[at]), ...material })),
        ...fixed,
        ...contexts,
    ];
    const hashes = new Set(own.flatMap(({ digest }) => Object.values(digest ?? {})));
    const others = shown.filter(({ digest }) => !Object.values(digest).some((hash) => hashes.has(hash)));
    const added = [...new Map(others.map((material) => [JSON.stringify(material.digest), material])).values()];
    const read = added.map((material) => ({ material, image: recordedImage(material) }));
    return {
        dependencies: [...own, ...added.map(fromBuilder)],
        findings: [
            ...fetched.flatMap((remote) => unpinnedRemote(remote, shown)),
            ...read.flatMap(({ image }) => unforeseen(image, images)),
        ],
        contradictions: [
            ...read.flatMap(({ image }) => otherImage(image, images)),
            ...fetched.flatMap((remote) => otherRemote(remote, shown)),
        ],
    };
}
function materials_nameOf(image) {
    if (image?.use.kind === 'syntax')
        return 'frontend';
    return image?.use.context === undefined ? 'image' : `context ${image.use.context}`;
}
const fromBuilder = ({ uri, digest }) => ({
    uri: /^(?:git|ssh):\/\/|\.git(?:[#?]|$)|^[\w.-]+@/.test(uri) ? uriOf('git', uri) : uri,
    digest: digest['sha1'] === undefined ? digest : { gitCommit: digest['sha1'] },
    annotations: { recordedBy: 'buildkit' },
});
const uriOf = (kind, url) => kind === 'git' ? `git+${withScheme(url)}` : url;
/** `git@HOST:PATH` is no URI. */
const withScheme = (url) => url.replace(/^([\w.-]+@[\w.-]+):(?!\/)/, 'ssh://$1/');
/** One place of the Dockerfile, whatever platform reads it. */
const materials_distinct = (remotes) => [
    ...new Map(remotes.map((remote) => [JSON.stringify(remote), remote])).values(),
];
const materials_recordOf = ({ url }, recorded) => {
    const found = recorded.find(({ uri }) => materials_placeOf(uri) === materials_placeOf(url));
    return found && Object.values(found.digest)[0];
};
/** BuildKit leaves out the directory of a repository that is taken. */
const materials_placeOf = (uri) => withScheme(uri.replace(/^git\+/, '')).replace(/(#[^:]*):.*$/s, '$1');
function unpinnedRemote(remote, recorded) {
    const { kind, url, digest, unset, at } = remote;
    if (digest !== undefined)
        return [];
    const check = 'remote-sources';
    if (unset.length > 0) {
        const what = `what ADD fetches from '${url}' depends on the environment of its base`;
        return [{ check, what, next: 'write the URL and its checksum without variables of the base', at }];
    }
    const seen = materials_recordOf(remote, recorded);
    return [
        {
            check,
            what: kind === 'git'
                ? `'${url}' is fetched by a name that can be moved`
                : `'${url}' is fetched without its checksum`,
            seen: seen === undefined ? 'whatever stands there when it is built' : `this time it was ${seen}`,
            next: kind === 'git' ? commitLine(url, seen) : checksumLine(url, seen),
            at,
        },
    ];
}
const checksumLine = (url, hash) => hash === undefined
    ? `look at it, take its sum (curl -fsSL ${url} | sha256sum), and write  ADD --checksum=sha256:<sum> ${url}`
    : `write  ADD --checksum=sha256:${hash} ${url}`;
/** `URL#REF:DIRECTORY` keeps its directory. */
function commitLine(url, commit) {
    const [, location = url, directory = ''] = /^([^#?]*)(?:#[^:]*(:.*)?)?$/s.exec(url) ?? [];
    return `write  ADD ${location}#${commit ?? '<commit>'}${directory}`;
}
/** An image by tag that the builder read and nobody saw coming, such as one that a frontend uses. */
function unforeseen(image, images) {
    if (image?.tag === undefined || images.some(({ use }) => image.isNamed(use.reference)))
        return [];
    return [
        {
            check: 'base-images',
            what: `BuildKit read the image '${image.name}:${image.tag}', which the Dockerfile does not show`,
            seen: image.digest,
            next: `write  ${image.name}:${image.tag}=docker-image://${image.name}@${image.digest}  in build-contexts`,
        },
    ];
}
function otherImage(image, images) {
    const expected = image && images.find(({ use }) => image.isNamed(use.reference));
    if (image === undefined || expected === undefined)
        return [];
    return [
        {
            what: `BuildKit used another image '${expected.use.reference}' than was resolved`,
            rule: 'what was checked is what is built on',
            seen: `${image.digest} instead of ${expected.digest}`,
            next: 'name it by digest in the Dockerfile',
            at: expected.use.at,
        },
    ];
}
function otherRemote(remote, recorded) {
    const { url, digest, at } = remote;
    const seen = materials_recordOf(remote, recorded);
    if (digest === undefined || seen === undefined || Object.values(digest).includes(seen))
        return [];
    const what = `BuildKit fetched something else from '${url}' than the Dockerfile names`;
    return [{ what, rule: Object.values(digest).join(', '), seen, at }];
}

;// CONCATENATED MODULE: ./actions/build-image/recipe-fields.ts
/** The object below a key of a provenance; an empty one when it is not there. */
function objectAt(value, key) {
    const found = value?.[key];
    return typeof found === 'object' && found !== null ? found : {};
}
/** Undefined when it is no text, or an empty one. */
function recipe_fields_textAt(value, key) {
    const found = value[key];
    return typeof found === 'string' && found !== '' ? found : undefined;
}
/** The texts below a key, by name; others are left out. */
const textsAt = (value, key) => Object.fromEntries(Object.entries(objectAt(value, key)).filter((entry) => typeof entry[1] === 'string'));
/** The texts of a list. */
function recipe_fields_listAt(value, key) {
    const found = value[key];
    return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : [];
}

;// CONCATENATED MODULE: ./actions/build-image/pins.ts





const NO_PINS = { images: {}, contexts: {} };
/** Reads `pins` of a provenance. @throws UserError for what is no image in a registry, or no digest: it would become part of a command line. */
function parsePins(internal) {
    const pins = objectAt(internal, 'pins');
    const frontend = recipe_fields_textAt(pins, 'frontend');
    const images = textsAt(pins, 'images');
    for (const [reference, digest] of Object.entries(images))
        pins_checkImage(`${reference}@${digest}`);
    if (frontend !== undefined)
        pins_checkImage(frontend);
    return {
        images: digests(images),
        contexts: digests(textsAt(pins, 'contexts')),
        ...(frontend === undefined ? {} : { frontend }),
    };
}
function pins_checkImage(text) {
    const reference = (0,oci_reference/* parseReference */.F2)(text);
    if (reference.kind === 'registry' && reference.digest !== undefined)
        return;
    throw new text_error/* UserError */.yo({
        what: 'not a pin of a provenance',
        rule: 'an image in a registry',
        seen: JSON.stringify(text),
    });
}
function digests(texts) {
    const entries = Object.entries(texts).map(([name, text]) => {
        if ((0,oci_digest/* isDigest */.Bc)(text))
            return [name, text];
        throw new text_error/* UserError */.yo({ what: 'not a pin of a provenance', rule: 'a digest', seen: JSON.stringify(text) });
    });
    return Object.fromEntries(entries);
}
/** A pin only says which digest of the same repository is meant: it never brings in another image, nor replaces a stage. */
function withPins(request, { images, contexts, frontend }) {
    const taken = new Set(['scratch', 'context', ...request.dockerfile.stages.map(({ name }) => name)]);
    const named = request.buildArgs[FRONTEND_ARGUMENT] ?? request.dockerfile.directives.syntax?.value;
    const isOurs = frontend !== undefined && named !== undefined && frontend.startsWith(`${named}@`);
    const pinned = Object.entries(images)
        .filter(([reference]) => !taken.has(reference.toLowerCase()))
        .map(([reference, digest]) => [reference, `docker-image://${reference}@${digest}`]);
    const given = Object.entries(request.buildContexts).map(([name, value]) => {
        const digest = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
        return [name, digest === undefined || isPinned(value) ? value : `${value}@${digest}`];
    });
    return {
        ...request,
        buildContexts: Object.fromEntries([...pinned, ...given]),
        buildArgs: isOurs ? { ...request.buildArgs, [FRONTEND_ARGUMENT]: frontend } : request.buildArgs,
    };
}

;// CONCATENATED MODULE: ./actions/build-image/dockerfile-image.ts























/** Reads what can be read without building: nothing is written but below `temp`. @throws UserError for an image that does not exist. */
async function prepareBuild(plan, context, temp, pins = NO_PINS) {
    const ports = portsOf(plan, context, temp);
    const asked = requestOf(plan, context, temp);
    const chosen = await dockerfile_image_choose(plan, asked, ports);
    const native = nativeOf(chosen);
    const frontends = !('builder' in chosen) || chosen.builder === 'buildkit';
    const request = withPins(asked, pins);
    const pinned = await pinImages(request, ports.stores, { frontends, native });
    const question = { ...plan, ...dockerfileTree(plan.dockerfile, plan.inputs, context.workspace) };
    const { findings, tree } = await checkTree(question, context.workspace);
    return {
        plan,
        context,
        ports,
        chosen,
        asked,
        pinned,
        remotes: remotesOf(request, native, pinned.triggers),
        contexts: await contextMaterials(asked, plan.inputs, context.signal),
        findings: [...findings, ...dockerfile_plan_dockerfileFindings(asked, pinned.images)],
        tree,
    };
}
/** The first of BuildKit's platforms is its own. */
const nativeOf = (chosen) => ('builder' in chosen && chosen.builder === 'buildkit' ? chosen.found.platforms[0] : undefined) ?? HOST;
function requestOf(plan, context, temp) {
    const asked = buildRequest(plan, context, external_node_path_default().join(temp, 'image'));
    const labels = { ...standardLabels(factsOf(plan, context)), ...asked.labels };
    return { ...asked, labels, annotations: annotationsOf(plan, context) };
}
function portsOf(plan, context, temp) {
    const { inputs } = plan;
    const scratch = external_node_path_default().join(temp, 'builder');
    (0,external_node_fs_.mkdirSync)(scratch, { recursive: true });
    return {
        stores: storePorts(inputs, context, inputs.image),
        env: builderEnvironment((name) => context.variable(name), context.dockerConfig),
        temp: scratch,
        log: context.log,
    };
}
const factsOf = (plan, { run }) => ({
    run,
    destination: plan.inputs.image,
    epoch: plan.epoch,
    revision: plan.revision,
    version: plan.tags.version,
    base: undefined,
});
const annotationsOf = (plan, context) => ({
    ...standardAnnotations(factsOf(plan, context)),
    ...dockerfile_plan_record(plan.inputs.annotations),
});
/** A problem is only told when nothing else was found: whoever mends the Dockerfile needs no builder for it. */
async function dockerfile_image_choose(plan, request, ports) {
    const found = await findBuilders(ports);
    const { builder: wanted, buildkitAttestations: attestations = [] } = plan.inputs;
    const chosen = chooseBuilder({ wanted, dockerfile: request.dockerfile, platforms: request.platforms, output: 'layout' }, found);
    if ('what' in chosen || chosen.builder === 'buildkit' || attestations.length === 0)
        return chosen;
    return {
        what: 'only BuildKit attests what it builds',
        rule: 'buildkit-attestations',
        seen: `${chosen.builder}: ${chosen.why}`,
        next: 'add docker/setup-buildx-action in a step before, or leave buildkit-attestations out: our own provenance and SBOM are written in any case',
    };
}
/**
 * Runs the builder, and reads what it made.
 * @throws UserError when there is no builder, when it fails, or when it used another image than was resolved.
 */
async function makeImage(prepared, given = {}) {
    const { plan, context, ports, chosen, pinned, remotes, contexts } = prepared;
    if ('what' in chosen)
        throw new text_error/* UserError */.yo(chosen);
    if (chosen.builder === 'buildah')
        refuseForBuildah(prepared);
    const built = await runBuilder(chosen, { ...pinned.request, ...given }, ports);
    const materials = joinMaterials({
        images: pinned.images,
        resolved: pinned.materials,
        remotes,
        contexts,
        recorded: recordedBy(built),
    });
    if (materials.contradictions.length > 0) {
        throw new text_error/* UserError */.yo(materials.contradictions, { result: 'refused' });
    }
    const store = openStore(built.reference, ports.stores);
    const annotations = annotationsOf(plan, context);
    const joined = await joinImages([{ name: built.builder, store, digest: built.digest }], annotations);
    const image = annotateImage(joined, annotations);
    checkStored(built.statements ?? [], image.platforms.map(({ manifest }) => manifest.descriptor.digest));
    return { built, image, materials };
}
/**
 * buildah resolves what triggers name by itself, at another moment than we do; it takes no repository for a context, and of one that ADD names it may
 * fetch the page instead (1.28).
 */
function refuseForBuildah({ pinned: { images, request }, remotes }) {
    const triggers = images
        .filter(({ use }) => use.trigger !== undefined && !use.pinned)
        .map(({ use, pinned }) => ({
        what: `buildah cannot be told which '${use.reference}' an ONBUILD trigger means`,
        rule: 'every image is resolved once',
        seen: use.trigger ?? '',
        next: `use builder: buildkit, or a base whose trigger names ${pinned}`,
        at: use.at,
    }));
    const repositories = namedContexts(request)
        .filter(({ kind }) => kind === 'git')
        .map(({ name }) => ({
        what: `buildah takes no repository for the build context '${name}'`,
        next: 'use builder: buildkit, or check it out in a step before and name the directory',
    }));
    const fetched = remotes
        .filter(({ kind }) => kind === 'git')
        .map(({ url, at }) => ({
        what: `buildah cannot be held to a commit of '${url}'`,
        next: 'use builder: buildkit, or check it out in a step before and COPY it',
        at,
    }));
    const problems = [...triggers, ...repositories, ...fetched];
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
}
async function runBuilder(chosen, request, ports) {
    switch (chosen.builder) {
        case 'buildkit':
            return buildWithBuildx(request, chosen.found, ports);
        case 'buildah':
            return buildWithBuildah(request, chosen.found, ports);
        case 'assemble':
            throw new Error('a Dockerfile is not assembled');
    }
}
/** buildah records nothing of its own: what it calls its materials is what we resolved for it. */
const recordedBy = ({ builder, materials, statements = [] }) => builder === 'buildkit'
    ? [
        ...materials,
        ...statements
            .filter(({ kind }) => kind === 'provenance')
            .flatMap(({ predicate }) => parseBuildKitProvenance(predicate).materials),
    ]
    : [];

;// CONCATENATED MODULE: ./actions/build-image/phases.ts
function phases({ clock, log }) {
    const done = [];
    return {
        run: (name, work) => log.group(name, async () => {
            const start = clock.now().getTime();
            try {
                return await work();
            }
            finally {
                done.push({ name, milliseconds: clock.now().getTime() - start });
            }
        }),
        list: () => done,
    };
}

;// CONCATENATED MODULE: ./actions/build-image/provenance.ts








const LOCAL_BUILDER = 'https://fixity-actions.github.io/builders/outside-of-a-workflow';
/** How an image came to be from files, in SLSA's words (docs/predicates describes the parameters of each build type). */
function buildProvenance(facts) {
    const { plan, image, base, tree } = facts;
    const { path, digest } = plan.origin;
    return predicateOf(facts, {
        buildType: 'assemble/v1',
        external: { file: { path, digest: { sha256: (0,oci_digest/* hexOf */.ZD)(digest) } } },
        internal: {
            assemblerVersion: ASSEMBLER_VERSION,
            ...(tree === undefined ? {} : { cleanTree: { ...tree } }),
        },
        dependencies: [
            { name: path, digest: { sha256: (0,oci_digest/* hexOf */.ZD)(digest) } },
            ...(base === undefined ? [] : baseDependencies(base)),
        ],
        byproducts: layerByproducts(image),
    });
}
/** How an index came to be from images. */
function mergeProvenance(facts) {
    return predicateOf(facts, {
        buildType: 'merge/v1',
        external: { sources: facts.sources.map(({ name }) => name) },
        internal: {},
        dependencies: facts.sources.map(({ name, digest }) => ({
            name: 'image',
            uri: name,
            digest: { sha256: (0,oci_digest/* hexOf */.ZD)(digest) },
        })),
        byproducts: [],
    });
}
/**
 * How an image came to be from a Dockerfile. Values of secrets are not known here; build arguments are, since the image shows them too, but for those
 * that are named like a credential.
 */
function dockerfileProvenance({ prepared, made, startedOn, finishedOn, }) {
    const { plan, asked, tree } = prepared;
    const { built, image, materials } = made;
    const { path, digest } = plan.origin;
    const { target, noCache, pull, network, secrets, secretFiles } = asked;
    const facts = { run: prepared.context.run, image, plan, startedOn, finishedOn };
    return predicateOf(facts, {
        buildType: `${built.builder}/v1`,
        external: {
            file: { path, digest: { sha256: (0,oci_digest/* hexOf */.ZD)(digest) } },
            context: plan.inputs.context,
            ...(target === undefined ? {} : { target }),
            ...provenance_argumentsOf(asked.buildArgs),
            buildContexts: mapped(asked.buildContexts, publicUrl),
            secretIds: [...Object.keys(secrets), ...Object.keys(secretFiles)].sort(),
        },
        internal: {
            builder: { name: built.builder, version: built.version },
            options: { noCache, pull, network },
            pins: pinsOf(prepared),
            ...(tree === undefined ? {} : { cleanTree: { changed: tree.changed, unknown: tree.unknown } }),
        },
        dependencies: [{ name: path, digest: { sha256: (0,oci_digest/* hexOf */.ZD)(digest) } }, ...materials.dependencies],
        byproducts: (built.statements ?? []).map(statementByproduct),
    });
}
/** Arguments that are named like credentials are named, and no more. */
function provenance_argumentsOf(given) {
    const pairs = Object.entries(given);
    const hidden = pairs.map(([name]) => name).filter(looksSecret);
    return {
        buildArgs: Object.fromEntries(pairs.filter(([name]) => !looksSecret(name))),
        ...(hidden.length === 0 ? {} : { hiddenBuildArgs: hidden.sort() }),
    };
}
const mapped = (pairs, change) => Object.fromEntries(Object.entries(pairs).map(([name, value]) => [name, change(value)]));
/** What each name that is no digest meant when it was built: with it the same can be built after a tag was moved. */
function pinsOf({ pinned }) {
    const named = pinned.images.filter(({ use }) => !use.pinned);
    const digests = (images) => Object.fromEntries(images.map(({ use, digest }) => [use.context ?? use.reference, digest]));
    const [frontend] = named.filter(({ use }) => use.kind === 'syntax');
    const stages = named.filter(({ use }) => use.kind !== 'syntax');
    return {
        images: digests(stages.filter(({ use }) => use.context === undefined)),
        contexts: digests(stages.filter(({ use }) => use.context !== undefined)),
        ...(frontend === undefined ? {} : { frontend: frontend.pinned }),
    };
}
/** What the builder says of itself is its word, and stays apart from what this workflow says. */
function statementByproduct({ kind, platform, subject, predicate, digest, }) {
    const { buildType, builderId, invocationId } = parseBuildKitProvenance(predicate);
    const claims = kind === 'provenance' ? { buildType, builderId, invocationId } : {};
    return {
        name: `BuildKit's ${kind} of ${(0,oci_platform/* formatPlatform */.Bq)(platform)}`,
        digest: { sha256: (0,oci_digest/* hexOf */.ZD)(digest) },
        annotations: { subject, ...claims },
    };
}
function predicateOf(facts, own) {
    const { plan, run, image, startedOn, finishedOn } = facts;
    return provenancePredicate({
        buildType: own.buildType,
        externalParameters: {
            ...workflowOf(run),
            ...own.external,
            platforms: image.platforms.map((each) => (0,oci_platform/* formatPlatform */.Bq)(each.platform)),
            image: (0,oci_reference/* repositoryName */.aR)(plan.inputs.image),
            inputs: provenance_given(plan),
        },
        internalParameters: {
            ...own.internal,
            sourceDateEpoch: plan.epoch,
            version: plan.tags.version,
            github: {
                event_name: run.eventName,
                repository_id: run.repositoryId,
                repository_owner_id: run.ownerId,
                runner_environment: run.runnerEnvironment,
            },
        },
        dependencies: [...sourceDependency(plan, run), ...own.dependencies],
        builderId: run.workflowRef === '' ? LOCAL_BUILDER : `${run.serverUrl}/${run.workflowRef}`,
        builderVersion: { node: process.versions.node, zlib: process.versions.zlib },
        invocationId: run.runId === ''
            ? undefined
            : `${run.serverUrl}/${run.repository}/actions/runs/${run.runId}/attempts/${run.runAttempt || '1'}`,
        startedOn,
        finishedOn,
        byproducts: own.byproducts,
    });
}
/** `acme/shop/.github/workflows/deliver.yml@refs/tags/v1` by its parts. */
function workflowOf({ workflowRef, serverUrl, repository, ref }) {
    if (workflowRef === '')
        return {};
    const path = workflowRef.replace(/@.*$/s, '').split('/').slice(2).join('/');
    return { workflow: { ref, repository: `${serverUrl}/${repository}`, path } };
}
/** What the user wrote, without credentials. */
function provenance_given({ inputs }) {
    const { tags, flavor, labels, annotations, sourceDateEpoch } = inputs;
    return { tags, flavor, labels, annotations, sourceDateEpoch };
}
/** The commit that is checked out; of a pull request that is the merge commit, since its files were used. */
function sourceDependency({ commit }, run) {
    if (commit === undefined)
        return [];
    const source = `git+${run.serverUrl}/${run.repository}`;
    const uri = run.repository === '' ? {} : { uri: run.ref === '' ? source : `${source}@${run.ref}` };
    return [{ name: 'source', ...uri, digest: { gitCommit: commit.sha, gitTree: commit.tree } }];
}
/** The base as it was named, and what its platforms are. */
function baseDependencies({ reference, digest, platforms }) {
    const uri = reference.kind === 'registry'
        ? `docker://${(0,oci_reference/* formatReference */.FH)({ ...reference, digest })}`
        : `${(0,oci_reference/* repositoryName */.aR)(reference)}@${digest}`;
    const children = platforms
        .filter(({ manifest }) => manifest.descriptor.digest !== digest)
        .map(({ platform, manifest }) => ({
        name: `base ${(0,oci_platform/* formatPlatform */.Bq)(platform)}`,
        digest: { sha256: (0,oci_digest/* hexOf */.ZD)(manifest.descriptor.digest) },
    }));
    return [{ name: 'base', uri, digest: { sha256: (0,oci_digest/* hexOf */.ZD)(digest) } }, ...children];
}
/** The layers that this build made, unpacked: their digests say what files went in, whatever compressed them. */
function layerByproducts(image) {
    const layers = image.platforms.flatMap((platform) => platform.layers);
    return [...new Map(layers.map((layer) => [layer.diffId, layer])).values()].map((layer) => ({
        name: `files of layer ${layer.name}`,
        digest: { sha256: (0,oci_digest/* hexOf */.ZD)(layer.diffId) },
    }));
}

;// CONCATENATED MODULE: ./shared/image/compare-images.ts





/** Compares two images by their deepest cause: unpacked layers first, then config, their compression, and what manifests say. */
async function compareImages(one, other) {
    if (one.image.index.descriptor.digest === other.image.index.descriptor.digest)
        return { verdict: 'identical' };
    const packed = [];
    for (const before of one.image.platforms) {
        const platform = (0,oci_platform/* formatPlatform */.Bq)(before.platform);
        const after = other.image.platforms.find((each) => samePlatform(each.platform, before.platform));
        if (after === undefined)
            return different({ platform, what: 'platforms' });
        if (before.manifest.descriptor.digest === after.manifest.descriptor.digest)
            continue;
        const found = await platformDifference(flat(before, one.base), flat(after, other.base));
        if (found === undefined)
            return different({ platform, ...whatElse(before, after) });
        if (!found.onlyPacked)
            return different({ platform, ...found.difference });
        if (settings(before) !== settings(after))
            return different({ platform, ...whatElse(before, after) });
        packed.push({ platform, ...found.difference });
    }
    const [first] = packed;
    const sameIndex = compare_images_annotationsOf(one) === compare_images_annotationsOf(other) && samePlatforms(one.image, other.image);
    if (!sameIndex)
        return different({ platform: 'all', what: 'index' });
    return first === undefined
        ? different({ platform: 'all', what: 'index' })
        : { verdict: 'same-content', difference: first };
}
const different = (difference) => ({ verdict: 'different', difference });
const samePlatforms = (one, other) => one.platforms.length === other.platforms.length;
const compare_images_annotationsOf = ({ image }) => JSON.stringify(sorted(image.index.content.annotations ?? {}));
/** Everything of a platform but how its layers are packed. */
const settings = ({ manifest: { content } }) => JSON.stringify(sorted({ ...content, layers: content.layers.length }));
function whatElse(one, other) {
    const sameConfig = one.manifest.content.config.digest === other.manifest.content.config.digest;
    const [what, before, after] = sameConfig
        ? ['manifest', one.manifest.content, other.manifest.content]
        : ['config', one.config, other.config];
    const path = firstSetting(before, after);
    return path === undefined ? { what } : { what, path };
}
/** Where two values part, by names; undefined when they are equal. What they are is not said: it may be a secret. */
function firstSetting(one, other, name = '') {
    if (JSON.stringify(sorted(one)) === JSON.stringify(sorted(other)))
        return undefined;
    const [before, after] = [asRecord(one), asRecord(other)];
    const isEntered = [one, other].every((each) => each === undefined || json_value_isRecord(each));
    const keys = isEntered ? [...new Set([...Object.keys(before), ...Object.keys(after)])].sort() : [];
    for (const key of keys) {
        const found = firstSetting(before[key], after[key], name === '' ? key : `${name}.${key}`);
        if (found !== undefined)
            return found;
    }
    return name;
}
/** All layers from the bottom, those of the base too. */
function flat(image, base) {
    const below = image.baseLayers.map((descriptor, at) => ({
        name: `${at + 1} of the base`,
        diffId: image.config.rootfs.diff_ids[at],
        descriptor,
        open: () => {
            if (base === undefined)
                throw new Error(`nobody said where ${descriptor.digest} is`);
            return base.readBlob(descriptor);
        },
    }));
    return [...below, ...image.layers];
}
async function platformDifference(before, after) {
    let packed;
    for (const [at, one] of before.entries()) {
        const other = after[at];
        if (other === undefined)
            break;
        if (one.diffId !== other.diffId) {
            const path = await firstPath(one, other);
            return { difference: { what: `files of layer ${one.name}`, path }, onlyPacked: false };
        }
        if (one.descriptor.digest !== other.descriptor.digest)
            packed ??= { difference: { what: `compression of layer ${one.name}` }, onlyPacked: true };
    }
    if (before.length !== after.length)
        return { difference: { what: 'number of layers' }, onlyPacked: false };
    return packed;
}
async function firstPath(one, other) {
    const [change] = compareLayers(await compare_images_indexOf(one, 'the first'), await compare_images_indexOf(other, 'the second'));
    return change === undefined
        ? 'the order of its members'
        : `/${change.path} (${change.field ?? change.kind})`;
}
const compare_images_indexOf = async ({ open, descriptor, name }, which) => indexLayer(await open(), descriptor.mediaType, `layer ${name} of ${which} image`);

;// CONCATENATED MODULE: ./actions/build-image/reproduce.ts




/** Assembles again: in another directory, reading directories backwards, one block at a time. Undefined when both are one image. */
async function reproduce(request, first, spool) {
    const second = await assembleImage({
        ...request,
        // The first time has looked already.
        inspect: () => undefined,
        // What is taken from elsewhere proves nothing.
        sources: [],
        spool,
        parallelism: 1,
        read: (directory) => readDirectory(directory).reverse(),
    });
    return firstDifference(first, second, request);
}
/** Where two images part; undefined when they are one. */
async function firstDifference(first, second, { base } = { base: undefined }) {
    const compared = await compareImages({ image: first, base: base?.store }, { image: second, base: base?.store });
    return compared.verdict === 'identical' ? undefined : compared.difference;
}
/** The refusal that names where two builds part. */
function notReproducible({ platform, what, path: file }) {
    return new text_error/* UserError */.yo({
        what: `a second build of ${platform} gave another image`,
        rule: 'verify-reproducible: equal inputs give equal bytes',
        seen: file === undefined ? `a difference in the ${what}` : `a difference in the ${what}: ${file}`,
        next: 'let everything that writes to the workspace finish before this step',
    }, { result: 'refused' });
}

;// CONCATENATED MODULE: ./actions/build-image/dockerfile-build.ts



















/** Builds what a Dockerfile says with BuildKit or buildah, then treats the image as every other. `temp` is this build's own. */
async function buildDockerfile(inputs, context, temp) {
    for (const { value } of inputs.secrets ?? [])
        context.mask(value);
    const plan = await loadDockerfilePlan(inputs, context);
    const startedOn = context.clock.now();
    const prepared = await prepareBuild(plan, context, temp);
    refuseErrors(prepared.findings, plan);
    sayBuilder(prepared, context);
    const timed = phases(context);
    const made = await timed.run('Build', () => makeImage(prepared));
    const { built, image, materials } = made;
    const { stores } = prepared.ports;
    const platforms = image.platforms.map(({ platform }) => platform);
    const target = await targetBaseImages({ ...prepared.pinned.request, platforms }, stores);
    const after = await timed.run('Checks', () => imageFindings(image, target));
    const said = ofBuilder([...prepared.pinned.warnings, ...built.warnings]);
    const warnings = refuseErrors([...prepared.findings, ...materials.findings, ...after, ...said], plan);
    tell(warnings, context.log);
    const reproducible = await verify(prepared, made);
    const bases = await basesOf(prepared.pinned, target, { ports: stores, platforms });
    const result = await deliver({
        plan,
        image,
        base: undefined,
        bases,
        store: stagedStore(image, undefined),
        provenance: (finishedOn) => dockerfileProvenance({ prepared, made, startedOn, finishedOn }),
        secrets: secretsOf(inputs, prepared.asked.context),
        statements: built.statements ?? [],
        startedOn,
        phases: timed,
    }, context);
    return { ...result, warnings: [...warnings, ...result.warnings], reproducible };
}
function sayBuilder({ chosen }, { log }) {
    if ('builder' in chosen)
        log.info(`builder: ${chosen.builder} (${chosen.why})`);
}
/** Layers of the base are not this build's to judge. */
async function imageFindings(image, base) {
    const secrets = secretScan();
    const findings = [];
    for (const each of image.platforms) {
        findings.push(...checkConfig(each.config.config ?? {}), ...historySecrets(each.config.history ?? []));
        findings.push(...checkFiles(await inspectLayers(ownLayers(each, base), secrets)));
    }
    const all = [
        ...findings,
        ...secrets
            .findings()
            .map(({ at, ...finding }) => ({ ...finding, ...(at && { seen: `line ${at.line}` }) })),
    ];
    return [...new Map(all.map((finding) => [JSON.stringify(finding), finding])).values()];
}
function ownLayers({ platform, layers }, base) {
    const below = base?.forPlatform(platform)?.manifest.content;
    if (below === undefined || isImageIndex(below))
        return layers;
    const known = new Set(below.layers.map(({ digest }) => digest));
    return layers.filter(({ descriptor }) => !known.has(descriptor.digest));
}
const ofBuilder = (warnings) => warnings.map((warning) => ({ ...warning, check: 'builder' }));
/** Builds again without any cache and without attestations, and compares. */
async function verify(prepared, first) {
    const { plan, ports } = prepared;
    if (!plan.inputs.verifyReproducible)
        return 'unknown';
    const temp = external_node_path_default().join(ports.temp, 'again');
    (0,external_node_fs_.mkdirSync)(temp);
    const output = { kind: 'layout', path: external_node_path_default().join(temp, 'image') };
    const again = await makeImage({ ...prepared, ports: { ...ports, temp } }, { output, noCache: true, cacheTo: [], attestations: [] });
    const difference = await firstDifference(first.image, again.image);
    if (difference !== undefined)
        throw notReproducible(difference);
    return 'true';
}

;// CONCATENATED MODULE: ./actions/build-image/dockerfile-recipe.ts





/** The inputs that say which part of the checkout is built, and how. */
function dockerfileInputs(builder, external) {
    const context = recipe_fields_textAt(external, 'context') ?? '.';
    const target = recipe_fields_textAt(external, 'target');
    if (leavesCheckout(context)) {
        throw new text_error/* UserError */.yo({
            what: 'this provenance does not say how to build the image again',
            rule: 'the context is a directory of the checkout',
            seen: context,
        });
    }
    return {
        builder,
        context,
        platforms: recipe_fields_listAt(external, 'platforms').map(oci_platform/* parsePlatform */.FL),
        noCache: true,
        ...(target === undefined ? {} : { target }),
    };
}
const leavesCheckout = (file) => external_node_path_default().isAbsolute(file) || external_node_path_default().normalize(file).split((external_node_path_default()).sep)[0] === '..';
function dockerfileRecipe(external, internal) {
    return {
        buildArgs: textsAt(external, 'buildArgs'),
        buildContexts: textsAt(external, 'buildContexts'),
        hiddenBuildArgs: recipe_fields_listAt(external, 'hiddenBuildArgs'),
        secretIds: recipe_fields_listAt(external, 'secretIds'),
        pins: parsePins(internal),
        builderVersion: recipe_fields_textAt(objectAt(internal, 'builder'), 'version') ?? 'an unknown version',
    };
}
/**
 * What a step has to say itself before the build is run again. A provenance is followed before anybody has verified it; build arguments and contexts
 * decide which programs run, with the secrets of this step, so that they are compared with it and never taken from it.
 */
function unconfirmed(recipe, given) {
    const { buildArgs = [], buildContexts = [], secrets = [], secretFiles = [] } = given;
    const names = (pairs) => new Set(pairs.map(({ name }) => name));
    const args = buildArgs.filter(({ name }) => !recipe.hiddenBuildArgs.includes(name));
    const missing = (input, wanted, has) => wanted
        .filter((name) => !has.has(name))
        .map((name) => ({
        what: `the image was built with ${JSON.stringify(name)} in ${input}`,
        rule: 'its value stands in no provenance',
        next: `give it in ${input}`,
    }));
    return [
        ...differing('build-args', recipe.buildArgs, args, (value) => value),
        ...differing('build-contexts', recipe.buildContexts, buildContexts, withoutPlace),
        ...missing('build-args', recipe.hiddenBuildArgs, names(buildArgs)),
        ...missing('secrets', recipe.secretIds, names([...secrets, ...secretFiles])),
    ];
}
/** Where a layout lies is another matter on each machine; what it holds is pinned. */
const withoutPlace = (value) => value.startsWith('oci-layout://') ? 'oci-layout://' : value.replace(/@sha256:[0-9a-f]{64}$/, '');
function differing(input, wanted, given, essence) {
    const asText = (pairs) => pairs
        .map(([name, value]) => `${name}=${essence(value)}`)
        .sort()
        .join('\n');
    const [then, now] = [asText(Object.entries(wanted)), asText(given.map(({ name, value }) => [name, value]))];
    if (then === now)
        return [];
    return [
        {
            what: `the image was built with other ${input} than this step names`,
            rule: 'what decides which programs run is never taken from a provenance alone',
            seen: now === '' ? 'none' : now,
            next: then === ''
                ? `leave ${input} out`
                : `look at them, and write them into ${input}: ${Object.entries(wanted)
                    .map(([name, value]) => `${name}=${value}`)
                    .join(', ')}`,
        },
    ];
}

;// CONCATENATED MODULE: ./actions/build-image/rebuild.ts






/** @throws UserError when the checkout is not the commit that the image was built from. */
function asItWas(plan, { recipe }) {
    if (recipe === undefined)
        return plan;
    const { commit, version } = recipe;
    if (plan.commit?.sha !== commit) {
        throw new text_error/* UserError */.yo({
            what: 'the checkout is not the commit of the image',
            rule: `its provenance names ${commit}`,
            seen: plan.commit?.sha ?? 'no commit',
            next: `check out ${commit} before this step`,
        });
    }
    return { ...plan, revision: commit, tags: { ...plan.tags, tags: [], version } };
}
/** Compares what was built now with what was published. */
async function compareWithPublished({ store, reference }, rebuilt) {
    const name = (0,oci_reference/* formatReference */.FH)(reference);
    return compareImages({ image: await joinedAs(store, reference.digest, name) }, rebuilt);
}
/** The published image with its own index: joining alone would write a new one. */
async function joinedAs(store, digest, name) {
    const index = await store.readManifest(digest);
    const { platforms } = await joinImages([{ name, store, digest }], {});
    return { index, platforms };
}
const NEXT = 'find out who built it, and from what, before it is used any further';
const WORDS = {
    identical: 'identical',
    'same-content': 'same content, other compression',
    different: 'different',
};
/** Outputs, report and summary of a comparison; only an image of other content is refused. */
function rebuildOutcome({ reference, recipe }, comparison, { image }) {
    const { verdict } = comparison;
    const { digest } = image.index.descriptor;
    const difference = verdict === 'identical' ? undefined : comparison.difference;
    const where = difference === undefined
        ? undefined
        : [difference.platform, difference.what, difference.path].filter(Boolean).join(': ');
    const headline = `build-image: a rebuild is ${WORDS[verdict]}`;
    const mark = verdict === 'different' ? '⛔' : '✅';
    const recipeText = recipe === undefined
        ? 'No provenance was found: the inputs of this step were used.'
        : `Built again as its provenance says, from ${(0,markdown/* code */.aY)(recipe.commit)}.`;
    const lines = [
        `### ${mark} ${(0,markdown/* escape */.ih)(headline)}`,
        where === undefined ? '' : `First difference: ${(0,markdown/* escape */.ih)(where)}`,
        verdict === 'different' ? `**To do:** ${(0,markdown/* escape */.ih)(NEXT)}` : '',
        `published ${(0,markdown/* code */.aY)((0,oci_reference/* formatReference */.FH)(reference))} · rebuilt ${(0,markdown/* code */.aY)(digest)}`,
        recipeText,
    ];
    return {
        result: verdict === 'different' ? 'refused' : 'done',
        headline,
        outputs: {
            image: (0,oci_reference/* formatReference */.FH)(reference),
            digest: reference.digest,
            comparison: verdict,
            reproducible: verdict === 'identical' ? 'true' : 'false',
        },
        summary: `${lines.filter((line) => line !== '').join('\n\n')}\n`,
        report: {
            published: (0,oci_reference/* formatReference */.FH)(reference),
            rebuilt: digest,
            platforms: image.platforms.map(({ platform }) => (0,oci_platform/* formatPlatform */.Bq)(platform)),
            comparison,
            recipe: recipe ?? null,
        },
        ...(verdict === 'different' ? { problems: [refusal(where ?? '')] } : {}),
    };
}
const refusal = (where) => ({
    what: 'the published image is not what its sources give',
    rule: 'verify-against: a rebuild has the same content',
    seen: where,
    next: NEXT,
});

;// CONCATENATED MODULE: ./actions/build-image/dockerfile-rebuild.ts







/**
 * Builds the Dockerfile of what was published once more, without any cache, with every image that it was built on, and compares; nothing is stored.
 * `inputs` are those of its provenance, `given` those of the step.
 * @throws UserError when the step does not confirm what a provenance must not decide.
 */
async function rebuildDockerfile(published, { inputs, given }, context, temp) {
    for (const { value } of given.secrets ?? [])
        context.mask(value);
    const recipe = published.recipe?.dockerfile;
    const problems = recipe === undefined ? [] : unconfirmed(recipe, given);
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
    const plan = asItWas(await loadDockerfilePlan(inputs, context), published);
    const prepared = await prepareBuild(plan, context, temp, recipe?.pins);
    refuseErrors(prepared.findings.filter(({ check }) => check === 'clean-tree'), plan);
    const timed = phases(context);
    const { image, built } = await timed.run('Build', () => makeImage(prepared, { noCache: true, cacheFrom: [], cacheTo: [], attestations: [] }));
    const comparison = await timed.run('Compare', () => compareWithPublished(published, { image }));
    if (comparison.verdict !== 'identical' && recipe !== undefined && recipe.builderVersion !== built.version) {
        context.log.warn(`it was built by ${built.builder} ${recipe.builderVersion}, and is built again by ${built.version}: what they write may differ`);
    }
    return rebuildOutcome(published, comparison, { image });
}

;// CONCATENATED MODULE: ./actions/build-image/merge.ts














/**
 * Joins images that other jobs pushed, one or more platforms each, into one index. Their manifests stay as they are: what was signed of them
 * stays true, and where they come from another repository it comes along.
 */
async function merge(inputs, context) {
    const plan = await loadImagePlan(inputs, context);
    const startedOn = context.clock.now();
    const ports = storePorts(inputs, context, inputs.image);
    const sources = (inputs.sources ?? []).map((reference) => {
        return { name: (0,oci_reference/* formatReference */.FH)(reference), store: openStore(reference, ports), digest: reference.digest };
    });
    if (sources.length === 0)
        throw new Error('the contract asks for sources');
    const facts = {
        run: context.run,
        destination: inputs.image,
        epoch: plan.epoch,
        revision: plan.revision,
        version: plan.tags.version,
        base: undefined,
    };
    const given = Object.fromEntries((inputs.annotations ?? []).map(({ name, value }) => [name, value]));
    const timed = phases(context);
    const image = await timed.run('Join', () => joinImages(sources, { ...standardAnnotations(facts), ...given }));
    refuseLies(image);
    const provenance = (finishedOn) => mergeProvenance({ plan, run: context.run, image, sources, startedOn, finishedOn });
    const store = stagedStore(image, undefined);
    return deliver({
        plan,
        image,
        base: undefined,
        bases: [],
        store,
        provenance,
        secrets: secretsOf(inputs, context.workspace),
        startedOn,
        phases: timed,
        prepare: bringAlong(sources),
    }, context);
}
/** An index may call a platform what its config is not; whoever pulls it would get another machine's programs. */
function refuseLies({ platforms }) {
    const problems = platforms.flatMap(({ platform, config, manifest }) => {
        const { os, architecture } = config;
        if (os === platform.os && architecture === platform.architecture)
            return [];
        return [
            {
                what: `${manifest.descriptor.digest} is not for ${(0,oci_platform/* formatPlatform */.Bq)(platform)}, as its index says`,
                rule: 'a platform is what the config of its image names',
                seen: `${os}/${architecture}`,
                next: 'build that platform again',
            },
        ];
    });
    if (problems.length > 0)
        throw new text_error/* UserError */.yo(problems);
}
/** Copies the platforms of other repositories with what refers to them: signatures, SBOMs, provenance of each platform. */
function bringAlong(sources) {
    return async (destination) => {
        for (const { store, digest, name } of sources) {
            if (store.name === destination.name)
                continue;
            try {
                await copyImage(store, destination, digest, { referrers: true });
            }
            catch (error) {
                if (!(error instanceof text_error/* UserError */.yo))
                    throw error;
                throw new text_error/* UserError */.yo(error.problems.map((problem) => ({ ...problem, what: `${name}: ${problem.what}` })), { cause: error });
            }
        }
    };
}

;// CONCATENATED MODULE: ./actions/build-image/layer-table.ts





/** Each layer once, with the platforms that have it, and what it is to the previous release. */
function layerTable(build) {
    const { image, previous } = build;
    const rows = image.platforms.flatMap((each, index) => platformRows(build, each, image.platforms.slice(0, index)));
    const since = previous === undefined ? 'holds' : `since ${(0,markdown/* cell */.Hn)(previous.tag)}`;
    return (0,markdown/* table */.tp)(['layer', 'what', 'platforms', 'size', since], rows);
}
function platformRows(build, each, before) {
    const { base } = build;
    const isNew = (digest) => !before.some((other) => hasLayer(other, digest));
    const below = each.baseLayers.filter(({ digest }) => isNew(digest));
    const [lowest] = below;
    const baseName = base === undefined ? '' : `base ${(0,markdown/* code */.aY)(`${base.name}@${(0,oci_digest/* shortDigest */.VK)(base.digest)}`)}${layer_table_ageOf(build)}`;
    const baseRow = (layer) => [
        range(1, each.baseLayers.length),
        baseName,
        (0,markdown/* cell */.Hn)(holders(build, layer.digest)),
        (0,text_size/* formatBytes */.z)(below.reduce((total, { size }) => total + size, 0)),
        baseChange(build, below),
    ];
    const own = each.layers.flatMap(({ name, descriptor, entries }, at) => {
        if (!isNew(descriptor.digest))
            return [];
        const number = String(each.baseLayers.length + at + 1);
        const holds = entries.length === 0 ? '–' : (0,text_size/* plural */.L)(entries.length, 'entry', 'entries');
        const change = changeText(build.previous?.layers.get(descriptor.digest)) ?? holds;
        return [
            [
                number,
                (0,markdown/* cell */.Hn)(stepName(name)),
                (0,markdown/* cell */.Hn)(holders(build, descriptor.digest)),
                (0,text_size/* formatBytes */.z)(descriptor.size),
                change,
            ],
        ];
    });
    return lowest === undefined ? own : [baseRow(lowest), ...own];
}
/** What a layer does; builders name one that holds several steps by the last of them, which only labels it. */
const stepName = (name) => /#\(nop\)\s+LABEL /.test(name)
    ? 'what the steps changed'
    : name.replace(/^(?:RUN )?\/bin\/sh -c (?:#\(nop\)\s+)?/, '').replace(/ # buildkit$/, '');
/** Of a merge: what each platform is, as another job made it. */
function platformTable({ image, previous }) {
    const known = (digest) => (previous?.layers.get(digest)?.kind === 'same' ? 'same' : 'new');
    const rows = image.platforms.map(({ platform, manifest }) => {
        const { layers } = manifest.content;
        const kept = layers.filter(({ digest }) => known(digest) === 'same').length;
        return [
            (0,markdown/* cell */.Hn)((0,oci_platform/* formatPlatform */.Bq)(platform)),
            (0,markdown/* code */.aY)((0,oci_digest/* shortDigest */.VK)(manifest.descriptor.digest)),
            (0,text_size/* formatBytes */.z)(layers.reduce((total, { size }) => total + size, 0)),
            previous === undefined
                ? (0,text_size/* plural */.L)(layers.length, 'layer')
                : `${kept} of ${(0,text_size/* plural */.L)(layers.length, 'layer')} the same`,
        ];
    });
    const since = previous === undefined ? 'holds' : `since ${(0,markdown/* cell */.Hn)(previous.tag)}`;
    return (0,markdown/* table */.tp)(['platform', 'manifest', 'size', since], rows);
}
function holders({ image }, digest) {
    const names = image.platforms
        .filter((each) => hasLayer(each, digest))
        .map(({ platform }) => (0,oci_platform/* formatPlatform */.Bq)(platform));
    return names.length === image.platforms.length ? 'all' : names.join(', ');
}
function baseChange({ previous }, layers) {
    if (previous === undefined)
        return (0,text_size/* plural */.L)(layers.length, 'layer');
    return layers.every(({ digest }) => previous.layers.get(digest)?.kind === 'same') ? 'same' : 'another base';
}
function changeText(change) {
    switch (change?.kind) {
        case undefined:
            return undefined;
        case 'same':
            return 'same (reused)';
        case 'new':
            return 'new';
        case 'changed': {
            const bytes = `${change.bytes < 0 ? '−' : '+'}${(0,text_size/* formatBytes */.z)(Math.abs(change.bytes))}`;
            return change.files === undefined ? bytes : `${bytes}, ${(0,text_size/* plural */.L)(change.files.length, 'path')}`;
        }
    }
}
/** How old the base is at the time of the build, when its config says when it was made. */
function layer_table_ageOf({ base, builtAt }) {
    const old = age(base?.created, builtAt);
    return old === undefined ? '' : ` (${old} old)`;
}
/** Undefined when the time is not known, or lies ahead. */
function age(created, now) {
    const milliseconds = now.getTime() - (created?.getTime() ?? now.getTime());
    return milliseconds > 0 ? (0,duration/* formatDuration */.a3)(milliseconds) : undefined;
}
const hasLayer = ({ manifest }, digest) => manifest.content.layers.some((layer) => layer.digest === digest);
const range = (from, to) => (from === to ? String(from) : `${from}–${to}`);

;// CONCATENATED MODULE: ./actions/build-image/summary.ts







/** The verdict in words, for the heading and the log's last line. */
function headline(build) {
    const { tags, published, reproducible, image } = build;
    const made = isMerge(build) ? 'merged' : 'built';
    const what = tags.unchanged ? 'unchanged' : published === undefined ? `${made}, not pushed` : made;
    const how = reproducible === 'true' ? ', reproducible' : '';
    return `build-image: ${what}${how} (${image.index.descriptor.digest})`;
}
const isMerge = ({ plan }) => plan.origin === undefined;
/** The job summary; `reference` is the image by digest. */
function summary(build, reference) {
    const { warnings, evidence } = build;
    const sign = warnings.length > 0 ? '⚠️' : '✅';
    const [heading] = headline(build).split(' (');
    return ([
        `### ${sign} ${(0,markdown/* escape */.ih)(heading ?? '')}`,
        ...why(build),
        subjectLine(build, reference),
        isMerge(build) ? platformTable(build) : layerTable(build),
        (0,markdown/* details */.zH)(`${checksOf(build)} · provenance · how to pull and verify it`, [
            ...warningLines(build),
            ...changedPaths(build),
            evidenceLines(evidence),
            ...baseLines(build),
            ...phaseLines(build),
            commands(build, reference),
        ].join('\n\n')),
        footer(build),
    ].join('\n\n') + '\n');
}
/** What was looked for, and what was not: a check that is off has found nothing. */
function checksOf({ warnings, plan }) {
    const off = Object.entries(plan.levels).flatMap(([name, level]) => (level === 'off' ? [name] : []));
    const seen = warnings.length === 0 ? 'all passed' : (0,text_size/* plural */.L)(warnings.length, 'warning');
    const found = plan.origin === undefined ? 'those of the jobs that built the platforms' : seen;
    return ['Checks: ', found, ...(off.length === 0 ? [] : [`, off: ${off.join(', ')}`])].join('');
}
const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
function why({ warnings, tags, plan }) {
    const lines = [
        ...warnings
            .slice(0, 1)
            .flatMap(({ what, next }) => [
            (0,markdown/* escape */.ih)(sentence(what)),
            ...(next === undefined ? [] : [`**To do:** ${(0,markdown/* escape */.ih)(next)}`]),
        ]),
        ...tags.heldBack.map(({ tag, newest }) => `${(0,markdown/* code */.aY)(tag)} stays where it is: ${(0,markdown/* code */.aY)(newest)} is newer.`),
        ...plan.tags.notes.map((note) => (0,markdown/* escape */.ih)(sentence(note))),
    ];
    return lines.length === 0 ? [] : [lines.join('\n\n')];
}
function subjectLine({ tags, published, image }, reference) {
    const [wanted, { already }] = [tags.write.map(({ tag }) => tag), tags];
    const named = [...already, ...(published === undefined ? [] : wanted)].map(markdown/* code */.aY).join(', ');
    const planned = published === undefined && wanted.length > 0 ? `would be ${wanted.map(markdown/* code */.aY).join(', ')}` : '';
    const parts = [
        (0,markdown/* code */.aY)(reference),
        [named, planned].filter((text) => text !== '').join(', ') || 'no tag',
        image.platforms.map(({ platform }) => (0,markdown/* escape */.ih)((0,oci_platform/* formatPlatform */.Bq)(platform))).join(', '),
    ];
    return parts.join(' · ');
}
const MAX_PATHS = 20;
const MAX_PATH_CHARACTERS = 200;
/** The first changed paths of each layer that changed. */
function changedPaths({ image, previous }) {
    const layers = new Map(image.platforms.flatMap((each) => each.layers.map((layer) => [layer.descriptor.digest, layer.name])));
    return [...layers].flatMap(([digest, name]) => {
        const change = previous?.layers.get(digest);
        if (change?.kind !== 'changed' || change.files === undefined || change.files.length === 0)
            return [];
        const rest = change.files.length - MAX_PATHS;
        const lines = [
            ...change.files.slice(0, MAX_PATHS).map((file) => (0,markdown/* cut */.Jj)(visible(file), MAX_PATH_CHARACTERS)),
            ...(rest > 0 ? [`… and ${rest} more`] : []),
        ];
        return [`Changed in ${(0,markdown/* escape */.ih)(stepName(name))}:\n\n${(0,markdown/* fenced */.OF)('diff', lines.join('\n'))}`];
    });
}
/** A line break in a file's name would look like another file. */
const visible = (name) => name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`);
const warningLines = ({ warnings }) => warnings.length === 0
    ? []
    : [
        (0,markdown/* table */.tp)(['check', 'what', 'seen', 'where', 'what to do'], warnings.map(({ check, what, seen, at, next }) => [
            (0,markdown/* code */.aY)(check),
            (0,markdown/* cell */.Hn)(what),
            (0,markdown/* cell */.Hn)(seen ?? '–'),
            at === undefined ? '–' : (0,markdown/* code */.aY)(`${at.file}:${at.line}`),
            (0,markdown/* cell */.Hn)(next ?? '–'),
        ])),
        `To change what a check does, set the input ${(0,markdown/* code */.aY)('checks')}, such as ${(0,markdown/* code */.aY)(`${warnings[0]?.check ?? ''}=error`)} or ${(0,markdown/* code */.aY)(`${warnings[0]?.check ?? ''}=off`)}.`,
    ];
/** The bases of a Dockerfile; that of an image.yml stands among the layers. */
const baseLines = ({ base, bases, builtAt }) => base !== undefined || bases.length === 0
    ? []
    : [
        (0,markdown/* table */.tp)(['base', 'digest', 'age'], bases.map(({ name, digest, created }) => [
            (0,markdown/* code */.aY)(name),
            (0,markdown/* code */.aY)((0,oci_digest/* shortDigest */.VK)(digest)),
            (0,markdown/* cell */.Hn)(age(created, builtAt) ?? '–'),
        ])),
    ];
const phaseLines = ({ phases }) => phases.length === 0
    ? []
    : [
        `Time: ${phases.map(({ name, milliseconds }) => `${(0,markdown/* escape */.ih)(name)} ${(0,duration/* formatDuration */.a3)(milliseconds)}`).join(' · ')}`,
    ];
function evidenceLines({ provenancePath, sboms, statementPaths }) {
    const rows = sboms.map(({ platform, packages, problems }) => [
        (0,markdown/* cell */.Hn)(platform),
        String(packages),
        problems.length === 0 ? 'complete' : (0,markdown/* cell */.Hn)(problems.map(({ what }) => what).join('; ')),
    ]);
    const builders = statementPaths.map((file) => (0,markdown/* code */.aY)(file)).join(' ');
    const own = builders === '' ? '' : `\n\nWhat BuildKit itself attests, read into ours: ${builders}`;
    return `Provenance: ${(0,markdown/* code */.aY)(provenancePath)}${own}\n\n${(0,markdown/* table */.tp)(['SBOM', 'packages', 'coverage'], rows)}`;
}
/** What is there can be pulled and verified; what is only said to be built can be built. */
function commands({ plan, base, published, tags, reproducible }, reference) {
    const { commit, origin, inputs } = plan;
    const isThere = published !== undefined || tags.unchanged;
    const pull = inputs.image.kind === 'registry'
        ? [`docker pull ${reference}`, `crane validate --remote ${reference}`]
        : [`oras manifest fetch --oci-layout ${reference.slice('oci-layout:'.length)}`];
    const isRepeatable = origin !== undefined && (!isDockerfile(origin.path) || reproducible === 'true');
    const rebuild = commit === undefined || !isRepeatable
        ? []
        : [`git checkout ${commit.sha}   # then build ${visible(origin.path)} again: the digest is the same`];
    const from = base === undefined ? [] : [`# base: ${base.name}@${base.digest}`];
    return (0,markdown/* fenced */.OF)('sh', [...(isThere ? pull : []), ...rebuild, ...from].join('\n'));
}
function footer({ published, milliseconds, plan, tags }) {
    const sent = published === undefined
        ? 'nothing was stored'
        : `${(0,text_size/* formatBytes */.z)(published.bytesWritten)} sent, ${(0,text_size/* plural */.L)(published.blobs.present, 'blob')} there already, ${published.blobs.mounted} mounted`;
    const parts = [
        plan.origin === undefined ? 'merged' : `${plan.origin.path} ${(0,oci_digest/* shortDigest */.VK)(plan.origin.digest)}`,
        sent,
        (0,duration/* formatDuration */.a3)(milliseconds),
        tags.unchanged ? 'unchanged' : 'done',
    ];
    return `<sub>${(0,markdown/* escape */.ih)(parts.join(' · '))}</sub>`;
}

;// CONCATENATED MODULE: ./actions/build-image/outcome.ts




/** Outputs, report and summary of a build. */
function outcomeOf(build) {
    const { plan, image, evidence, tags } = build;
    const { digest } = image.index.descriptor;
    const reference = (0,oci_reference/* formatReference */.FH)((0,oci_reference/* withDigest */.hQ)(plan.inputs.image, digest));
    const stored = build.published !== undefined;
    const tagged = stored ? [...tags.already, ...tags.write.map(({ tag }) => tag)] : tags.already;
    const platformDigests = Object.fromEntries(image.platforms.map(({ platform, manifest }) => [(0,oci_platform/* formatPlatform */.Bq)(platform), manifest.descriptor.digest]));
    const bases = build.bases.map(({ name, digest: base, created }) => ({
        name,
        digest: base,
        ...(created === undefined ? {} : { created: created.toISOString() }),
    }));
    return {
        result: tags.unchanged ? 'unchanged' : 'done',
        headline: headline(build),
        outputs: {
            image: reference,
            digest,
            platformDigests,
            tags: tagged.join('\n'),
            metadata: metadataOf(build, tagged),
            version: plan.tags.version,
            attestations: evidence.attestations.join('\n'),
            buildkitAttestationPaths: evidence.statementPaths.join('\n'),
            provenancePath: evidence.provenancePath,
            sbomPaths: evidence.sboms.map(({ path }) => path).join('\n'),
            baseImages: bases,
            size: String(imageSize(image)),
            reproducible: build.reproducible,
        },
        summary: summary(build, reference),
        report: {
            image: reference,
            digest,
            platforms: image.platforms.map(platformReport),
            tags: { written: build.published?.tagsWritten ?? [], already: tags.already, heldBack: tags.heldBack },
            base: bases,
            previous: previousReport(build),
            warnings: build.warnings,
            reproducible: build.reproducible,
            published: build.published ?? null,
            source: { created: plan.epoch, file: plan.origin ?? null, commit: plan.commit?.sha ?? null },
            sboms: evidence.sboms,
            size: imageSize(image),
            phases: build.phases,
            milliseconds: build.milliseconds,
        },
    };
}
/** What docker/metadata-action calls its `json`. */
const metadataOf = ({ plan, image }, tags) => ({
    tags: tags.map((tag) => (0,oci_reference/* formatReference */.FH)({ ...plan.inputs.image, tag })),
    labels: image.platforms[0]?.config.config?.Labels ?? {},
    annotations: image.index.content.annotations ?? {},
    version: plan.tags.version ?? null,
});
const previousReport = ({ previous }) => previous === undefined
    ? null
    : {
        ...previous,
        layers: Object.fromEntries([...previous.layers].map(([digest, change]) => [digest, change])),
    };
const platformReport = ({ platform, manifest, baseLayers, layers, }) => ({
    platform: (0,oci_platform/* formatPlatform */.Bq)(platform),
    digest: manifest.descriptor.digest,
    config: manifest.content.config.digest,
    base: baseLayers.map(({ digest, size }) => ({ digest, size })),
    layers: layers.map(({ name, descriptor, diffId, unpackedSize, entries, reused }) => ({
        name,
        digest: descriptor.digest,
        diffId,
        size: descriptor.size,
        unpackedSize: unpackedSize ?? null,
        reused: reused ?? null,
        entries: entries.length,
    })),
});

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
    const top = bundle_record(bundle_jsonOf(bytes), 'bundle', ['mediaType', 'verificationMaterial', 'dsseEnvelope']);
    const mediaType = bundle_text(top['mediaType'], 'mediaType');
    if (!isBundleMediaType(mediaType))
        throw bundle_malformed('mediaType', BUNDLE_MEDIA_TYPE, mediaType);
    return { material: parseMaterial(top['verificationMaterial']), ...parseEnvelope(top['dsseEnvelope']) };
}
function parseMaterial(value) {
    const field = 'verificationMaterial';
    const known = ['publicKey', 'certificate', 'tlogEntries', 'timestampVerificationData'];
    const material = bundle_record(value, field, known);
    const { publicKey, certificate } = material;
    if ((publicKey === undefined) === (certificate === undefined)) {
        throw bundle_malformed(field, 'either publicKey or certificate', Object.keys(material).join(', '));
    }
    if (publicKey !== undefined) {
        const { hint } = bundle_record(publicKey, `${field}.publicKey`, ['hint']);
        return { kind: 'key', hint: hint === undefined ? '' : bundle_text(hint, `${field}.publicKey.hint`) };
    }
    const { rawBytes } = bundle_record(certificate, `${field}.certificate`, ['rawBytes']);
    return { kind: 'certificate', der: bundle_base64(rawBytes, `${field}.certificate.rawBytes`) };
}
function parseEnvelope(value) {
    const field = 'dsseEnvelope';
    const envelope = bundle_record(value, field, ['payload', 'payloadType', 'signatures']);
    const { signatures } = envelope;
    if (!Array.isArray(signatures) || signatures.length !== 1) {
        const seen = Array.isArray(signatures) ? String(signatures.length) : typeof signatures;
        throw bundle_malformed(`${field}.signatures`, 'exactly one signature', seen);
    }
    const signature = bundle_record(signatures[0], `${field}.signatures[0]`, ['sig', 'keyid']);
    return {
        payloadType: bundle_text(envelope['payloadType'], `${field}.payloadType`),
        payload: bundle_base64(envelope['payload'], `${field}.payload`),
        signature: bundle_base64(signature['sig'], `${field}.signatures[0].sig`),
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
function bundle_record(value, field, known) {
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
function bundle_base64(value, field) {
    const encoded = bundle_text(value, field);
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.length === 0 || bytes.toString('base64') !== encoded) {
        throw bundle_malformed(field, 'base64 with padding', encoded.slice(0, 40));
    }
    return bytes;
}
const bundle_malformed = (field, rule, seen) => new text_error/* UserError */.yo({ what: `malformed bundle at ${field}`, rule, seen: JSON.stringify(seen) });

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
    await parallel([...wanted.entries()], limits_LIMIT.parallel, async ([index, descriptor]) => {
        const read = await collect_readReferrer(store, descriptor);
        if ('bytes' in read)
            total += read.bundle.size;
        if (total > limits_LIMIT.totalBytes)
            throw tooMuch(store, subject, (0,text_size/* formatBytes */.z)(limits_LIMIT.totalBytes), (0,text_size/* formatBytes */.z)(total));
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
    return layer.size > limits_LIMIT.bundleBytes ? ignore('too large', (0,text_size/* formatBytes */.z)(layer.size)) : layer;
}
const ignore = (reason, detail) => ({ reason, detail });

;// CONCATENATED MODULE: ./actions/build-image/recipe.ts







const BUILDERS = {
    [`${BUILD_TYPE_BASE}assemble/v1`]: undefined,
    [`${BUILD_TYPE_BASE}buildkit/v1`]: 'buildkit',
    [`${BUILD_TYPE_BASE}buildah/v1`]: 'buildah',
};
/** @throws UserError when it is no provenance of a build from an `image.yml` or a Dockerfile, or does not say all that is needed. */
function parseRecipe(predicate) {
    const { buildType, commit } = parseProvenance(predicate);
    if (!Object.hasOwn(BUILDERS, buildType)) {
        throw unusable('a build from an image.yml or a Dockerfile', buildType);
    }
    const builder = BUILDERS[buildType];
    if (commit === undefined)
        throw unusable('the commit', 'none');
    const definition = objectAt(predicate, 'buildDefinition');
    const external = objectAt(definition, 'externalParameters');
    const internal = objectAt(definition, 'internalParameters');
    const workflow = objectAt(external, 'workflow');
    const [, serverUrl = '', repository = ''] = /^(https?:\/\/[^/]+)\/(.+)$/.exec(recipe_fields_textAt(workflow, 'repository') ?? '') ?? [];
    return {
        commit,
        serverUrl,
        repository,
        ref: recipe_fields_textAt(workflow, 'ref') ?? '',
        version: recipe_fields_textAt(internal, 'version'),
        inputs: {
            ...inputsOf(objectAt(external, 'inputs'), external, internal),
            ...(builder === undefined ? {} : dockerfileInputs(builder, external)),
        },
        dockerfile: builder === undefined ? undefined : dockerfileRecipe(external, internal),
    };
}
function inputsOf(given, external, internal) {
    const file = recipe_fields_textAt(objectAt(external, 'file'), 'path');
    const { sourceDateEpoch: epoch } = internal;
    if (file === undefined || typeof epoch !== 'number')
        throw unusable('the file and the time', 'not both');
    if (leavesCheckout(file))
        throw unusable('a file of the checkout', file);
    const [tags, flavor] = [recipe_fields_textAt(given, 'tags'), recipe_fields_textAt(given, 'flavor')];
    const [labels, annotations] = [pairsAt(given, 'labels'), pairsAt(given, 'annotations')];
    return {
        file,
        sourceDateEpoch: epoch,
        ...(tags === undefined ? {} : { tags }),
        ...(flavor === undefined ? {} : { flavor }),
        ...(labels === undefined ? {} : { labels }),
        ...(annotations === undefined ? {} : { annotations }),
    };
}
function pairsAt(value, key) {
    const found = value[key];
    if (!Array.isArray(found))
        return undefined;
    return found.flatMap((pair) => {
        const { name, value: text } = (pair ?? {});
        return typeof name === 'string' && typeof text === 'string' ? [{ name, value: text }] : [];
    });
}
const unusable = (rule, seen) => new text_error/* UserError */.yo({
    what: 'this provenance does not say how to build the image again',
    rule: `it tells ${rule}`,
    seen,
    next: 'use the provenance that build-image wrote',
});
/** The provenance that is attached to an image and is about a build of this action; undefined when there is none. */
async function attachedRecipe(store, digest) {
    const claiming = new Set([PROVENANCE_TYPE]);
    const found = await collectBundles(store, digest, { claiming }, ({ bytes }) => {
        try {
            const { predicateType, predicate } = parseStatement(parseBundle(bytes).payload);
            return predicateType === PROVENANCE_TYPE ? parseRecipe(predicate) : undefined;
        }
        catch (error) {
            if (error instanceof text_error/* UserError */.yo)
                return undefined;
            throw error;
        }
    });
    return found.find((each) => each !== undefined && 'commit' in each);
}
/** The inputs and the run as they were, with the place and the credentials of now. */
function replay(recipe, inputs, context) {
    const { ref, serverUrl, repository, commit } = recipe;
    const where = repository === '' ? {} : { serverUrl, repository };
    const run = { ...context.run, ...where, ref, sha: commit, eventName: 'push', event: {} };
    const blank = { tags: undefined, flavor: undefined, labels: undefined, annotations: undefined };
    const ofDockerfile = recipe.dockerfile === undefined ? {} : { target: undefined, platforms: undefined };
    return {
        inputs: { ...inputs, ...blank, ...ofDockerfile, ...recipe.inputs },
        context: { ...context, run },
    };
}

;// CONCATENATED MODULE: ./actions/build-image/build.ts



























/** Builds one image from plain files, or joins images that other jobs built. */
async function build_run(inputs, context) {
    if (inputs.mode === 'merge')
        return outcomeOf(await merge(inputs, context));
    const temp = (0,external_node_fs_.mkdtempSync)(external_node_path_default().join(context.temp, 'fixity-build-'));
    try {
        if (inputs.verifyAgainst !== undefined)
            return await rebuild(inputs.verifyAgainst, inputs, context, temp);
        if (isDockerfile(inputs.file))
            return outcomeOf(await buildDockerfile(inputs, context, temp));
        const plan = await loadPlan(inputs, context);
        await checkCompressor(plan.file.compression);
        return outcomeOf(await build(plan, context, temp));
    }
    finally {
        (0,external_node_fs_.rmSync)(temp, { recursive: true, force: true });
    }
}
/** Builds what was published once more, and compares; nothing is stored. */
async function rebuild(reference, given, here, temp) {
    const ports = storePorts(given, here, reference);
    const store = openStore(reference, ports);
    const recipe = await attachedRecipe(store, reference.digest);
    const published = { reference, store, recipe };
    const { inputs, context } = recipe === undefined ? { inputs: given, context: here } : replay(recipe, given, here);
    if (isDockerfile(inputs.file))
        return rebuildDockerfile(published, { inputs, given }, context, temp);
    const plan = asItWas(await loadPlan(inputs, context), published);
    await checkCompressor(plan.file.compression);
    const { findings } = await checkTree(treeQuestion(plan, context), context.workspace);
    const timed = phases(context);
    const base = await timed.run('Base', () => resolveBase(plan.file, ports, blobsIn(context)));
    refuseErrors(findings, plan);
    const { image } = await assembled({ plan, context, temp, base, sources: [], timed, before: [] });
    const rebuilt = { image, base: base?.store };
    const comparison = await timed.run('Compare', () => compareWithPublished(published, rebuilt));
    return rebuildOutcome(published, comparison, rebuilt);
}
async function build(plan, context, temp) {
    const startedOn = context.clock.now();
    const timed = phases(context);
    const ports = storePorts(plan.inputs, context, plan.inputs.image);
    const { findings, tree } = await checkTree(treeQuestion(plan, context), context.workspace);
    const base = await timed.run('Base', () => resolveBase(plan.file, ports, blobsIn(context)));
    const known = [...findings, ...(base?.finding === undefined ? [] : [base.finding])];
    const previous = await findPrevious(openStore(plan.inputs.image, ports), plan.tags);
    const sources = layerSources(plan, context);
    const work = {
        plan,
        context,
        temp,
        base,
        sources,
        timed,
        before: [...known, ...compressionFindings(plan)],
    };
    const { image, warnings, reproducible } = await assembled(work);
    const provenance = (finishedOn) => buildProvenance({ plan, run: context.run, base, image, tree, startedOn, finishedOn });
    const store = stagedStore(image, base?.store);
    const bases = base === undefined ? [] : [base];
    const secrets = secretsOf(plan.inputs, context.workspace);
    const result = await deliver({ plan, image, base, bases, previous, store, provenance, secrets, startedOn, phases: timed }, context);
    return { ...result, warnings: [...warnings, ...result.warnings], reproducible };
}
/** Where blobs of bases are kept for the later steps of the job. */
const blobsIn = ({ temp }) => external_node_path_default().join(temp, 'fixity', 'blobs');
const treeQuestion = (plan, { workspace }) => ({
    ...plan,
    inputs: inputPaths(plan, workspace),
    taken: () => takenFiles(plan, workspace),
    read: new Set(describingFiles(plan).map((file) => external_node_path_default().resolve((0,external_node_fs_.realpathSync)(workspace), file))),
});
/** Where layers may be found that need not be packed again. Never a registry: what another program packed would make another digest. */
function layerSources({ inputs }, { workspace, clock }) {
    const { cacheDir, cacheSecret } = inputs;
    if (cacheDir === undefined)
        return [];
    const options = cacheSecret === undefined ? { clock } : { clock, secret: cacheSecret };
    return [layerCache(external_node_path_default().resolve(workspace, cacheDir), options)];
}
const compressionFindings = ({ file }) => file.compression === 'zstd'
    ? [
        {
            check: 'compression',
            what: 'not every runtime reads zstd layers',
            seen: 'Docker before 23 and some registries, scanners and agents stop at them',
            next: 'use gzip, or set checks.compression: off when all that pull it are known',
        },
    ]
    : [];
/** Makes the image and looks at it; nothing has left the machine when this returns or refuses. */
async function assembled(work) {
    const { plan, context, temp, base, timed } = work;
    const found = new Map();
    const names = secretScan(found);
    const request = {
        ...build_requestOf(plan, context, base),
        spool: external_node_path_default().join(temp, 'layers'),
        cache: external_node_path_default().join(context.temp, 'fixity', 'layers'),
        inspect: () => {
            const secrets = secretScan(found);
            return ({ path: file, source }, chunk) => {
                secrets.inspect({ path: file, name: external_node_path_default().relative(context.workspace, source ?? '') }, chunk);
            };
        },
    };
    const image = await timed.run('Assemble', () => assembleImage({ ...request, sources: work.sources }));
    for (const entry of image.platforms.flatMap(({ layers }) => layers.flatMap(({ entries }) => entries))) {
        names.see({
            path: entry.path,
            name: entry.source === undefined ? plan.origin.path : external_node_path_default().relative(context.workspace, entry.source),
        });
    }
    const findings = [...work.before, ...checkImage(image, plan), ...names.findings()];
    const warnings = refuseErrors(findings, plan);
    tell(warnings, context.log);
    if (!plan.inputs.verifyReproducible)
        return { image, warnings, reproducible: 'unknown' };
    const difference = await timed.run('Assemble again', () => reproduce(request, image, external_node_path_default().join(temp, 'again')));
    if (difference !== undefined)
        throw notReproducible(difference);
    return { image, warnings, reproducible: 'true' };
}
function build_requestOf(plan, context, base) {
    const { file, inputs, epoch } = plan;
    const facts = {
        run: context.run,
        destination: inputs.image,
        epoch,
        revision: plan.revision,
        version: plan.tags.version,
        base,
    };
    return {
        base,
        platforms: file.platforms.map((platform) => ({ platform, layers: layersFor(file, platform) })),
        run: { ...file.config, labels: { ...file.config.labels, ...dockerfile_plan_record(inputs.labels) } },
        labels: standardLabels(facts),
        annotations: { ...standardAnnotations(facts), ...file.annotations, ...dockerfile_plan_record(inputs.annotations) },
        workspace: context.workspace,
        epoch,
        compression: file.compression,
        ...(plan.ignore === undefined ? {} : { ignore: plan.ignore }),
    };
}


/***/ })

};
