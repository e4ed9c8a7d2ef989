export const id = 843;
export const ids = [843];
export const modules = {

/***/ 8843:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  refreshedRoot: () => (/* binding */ refreshedRoot)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./node_modules/tuf-js/dist/index.js
var dist = __webpack_require__(4706);
// EXTERNAL MODULE: ./shared/text/error.ts
var text_error = __webpack_require__(6542);
// EXTERNAL MODULE: ./shared/evidence/embedded-root.ts
var embedded_root = __webpack_require__(6723);
// EXTERNAL MODULE: ./node_modules/tuf-js/dist/error.js
var error = __webpack_require__(6376);
// EXTERNAL MODULE: ./shared/oci/http.ts + 6 modules
var http = __webpack_require__(3738);
;// CONCATENATED MODULE: ./shared/evidence/tuf-fetcher.ts




/** A connection on which nothing moves for so long is given up: long enough for a network that works. */
const IDLE_MILLISECONDS = 5_000;
/**
 * How an updater of The Update Framework gets its files: the library's own way knows no proxy.
 * A status other than 200 becomes the error by which the library tells the end of a chain of roots.
 */
function tufFetcher({ proxy, directory }) {
    const send = (0,http/* createSend */.Rx)({ idleMilliseconds: IDLE_MILLISECONDS, ...(proxy === undefined ? {} : { proxy }) });
    const downloadBytes = async (url, maxLength) => {
        const answer = await send({ method: 'GET', url: new URL(url) });
        if (answer.status === 200)
            return (0,http/* readAll */.yw)(answer, maxLength);
        await (0,http/* discard */.vf)(answer);
        throw new error.DownloadHTTPError(`${url} answered ${answer.status}`, answer.status);
    };
    return {
        downloadBytes,
        downloadFile: async (url, maxLength, handle) => {
            const file = external_node_path_default().join(directory, `download-${process.pid}`);
            await (0,promises_.writeFile)(file, await downloadBytes(url, maxLength));
            try {
                return await handle(file);
            }
            finally {
                await (0,promises_.rm)(file, { force: true });
            }
        },
    };
}

;// CONCATENATED MODULE: ./shared/evidence/refreshed-root.ts







/**
 * The trusted root that a repository of The Update Framework publishes now; every step from the first root to it is verified.
 * @throws Error when the repository does not answer in time, or does not verify.
 */
async function refreshedRoot(source, ports) {
    try {
        return await fetchRoot(source, ports);
    }
    catch (error) {
        // A cache that was written by halves would fail for ever.
        await (0,promises_.rm)(ports.cache, { recursive: true, force: true });
        throw new Error(rootCause(error), { cause: error });
    }
}
async function fetchRoot(source, { cache, proxy }) {
    const { mirror, target } = source;
    const { host, pathname } = new URL(mirror);
    const metadataDir = external_node_path_default().join(cache, encodeURIComponent(`${host}${pathname.replace(/\/$/, '')}`));
    const targetDir = external_node_path_default().join(metadataDir, 'targets');
    await (0,promises_.mkdir)(targetDir, { recursive: true });
    const firstRoot = external_node_path_default().join(metadataDir, 'root.json');
    if (!(0,external_node_fs_.existsSync)(firstRoot))
        await (0,promises_.writeFile)(firstRoot, await readFirstRoot(source));
    const updater = new dist/* Updater */.Sx({
        metadataBaseUrl: mirror,
        targetBaseUrl: `${mirror}/targets`,
        metadataDir,
        targetDir,
        fetcher: tufFetcher({ proxy, directory: metadataDir }),
    });
    const info = await updater.getTargetInfo(target);
    if (info === undefined)
        throw new Error(`there is no ${target}`);
    const file = (await updater.findCachedTarget(info)) ?? (await updater.downloadTarget(info));
    return (0,promises_.readFile)(file, 'utf8');
}
const readFirstRoot = async ({ mirror, firstRoot }) => typeof firstRoot === 'object' ? (0,promises_.readFile)(firstRoot.file, 'utf8') : (0,embedded_root/* embeddedFirstRoot */.$i)(mirror);
/** The library wraps what happened in what it was doing. */
function rootCause(error) {
    const { cause } = error;
    return error instanceof Error && cause instanceof Error ? rootCause(cause) : (0,text_error/* messageOf */.bD)(error);
}


/***/ })

};
