export const id = 653;
export const ids = [653];
export const modules = {

/***/ 6723:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $i: () => (/* binding */ embeddedFirstRoot),
/* harmony export */   JP: () => (/* binding */ embeddedRoot),
/* harmony export */   V6: () => (/* binding */ EMBEDDED_ROOT_DATE)
/* harmony export */ });
/* harmony import */ var _instance_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3955);

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

/***/ 1653:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   publishedRoot: () => (/* binding */ publishedRoot)
/* harmony export */ });
/* unused harmony export defaultRoots */
/* harmony import */ var _text_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6542);
/* harmony import */ var _embedded_root_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6723);
/* harmony import */ var _instance_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3955);



/**
 * The trusted root of an instance, as JSON: refreshed from where the instance publishes it, else, with a warning that says how old it
 * is, the one that comes with us.
 * @throws UserError when nothing vouches for what the instance publishes.
 */
async function publishedRoot({ name, trust }, ports) {
    if (trust.firstRoot === undefined)
        throw noFirstRoot(name, trust);
    try {
        const { refreshedRoot } = await Promise.all(/* import() */[__webpack_require__.e(335), __webpack_require__.e(706), __webpack_require__.e(843)]).then(__webpack_require__.bind(__webpack_require__, 8843));
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
        publishedRoot(PUBLIC_GOOD, ports),
        Promise.all(/* import() */[__webpack_require__.e(654), __webpack_require__.e(187), __webpack_require__.e(249)]).then(__webpack_require__.bind(__webpack_require__, 4249)),
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


/***/ })

};
