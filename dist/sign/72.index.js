export const id = 72;
export const ids = [72];
export const modules = {

/***/ 2072:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   parseSigningConfig: () => (/* binding */ parseSigningConfig)
/* harmony export */ });
/* harmony import */ var _sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9654);
/* harmony import */ var _sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(_sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _text_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6542);
/* harmony import */ var _text_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(300);



const MAX_VERSION = { fulcio: 1, rekor: 2, timestamp: 1 };
/**
 * Chooses the services that a Sigstore signing config (v0.2) names: of those that are valid at `now` and of a version that we speak,
 * the one that started last.
 * @throws UserError when it names no certificate authority, or nobody who would vouch for the time.
 */
function parseSigningConfig(text, now) {
    const config = read(text);
    const fulcio = choose(config.caUrls, MAX_VERSION.fulcio, now);
    const rekor = choose(config.rekorTlogUrls, MAX_VERSION.rekor, now);
    const timestamp = choose(config.tsaUrls, MAX_VERSION.timestamp, now);
    if (fulcio === undefined)
        throw unusable('it names a certificate authority that is valid today');
    if (rekor === undefined && timestamp === undefined) {
        throw unusable('it names a log or a timestamp authority: somebody must vouch for the time of signing');
    }
    for (const { selector = _sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_0__.ServiceSelector.ANY } of [config.rekorTlogConfig, config.tsaConfig].filter((each) => each !== undefined)) {
        if (selector === _sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_0__.ServiceSelector.EXACT || selector === _sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_0__.ServiceSelector.ALL) {
            throw unusable('it asks for one log and one timestamp authority (ANY); several at once are not written');
        }
    }
    return {
        fulcio: fulcio.url,
        ...(rekor && { rekor: { url: rekor.url, majorApiVersion: rekor.majorApiVersion } }),
        ...(timestamp && { timestamp: timestamp.url }),
    };
}
function choose(services, maxVersion, now) {
    const start = ({ validFor }) => validFor?.start?.getTime() ?? 0;
    return services
        .filter(({ majorApiVersion }) => majorApiVersion <= maxVersion)
        .filter((service) => start(service) <= now.getTime() && (service.validFor?.end ?? now) >= now)
        .sort((one, other) => start(other) - start(one))[0];
}
function read(text) {
    try {
        return _sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_0__.SigningConfig.fromJSON((0,_text_json_js__WEBPACK_IMPORTED_MODULE_2__/* .parseJson */ .qF)(text));
    }
    catch (error) {
        throw unusable('JSON of a Sigstore signing config', (0,_text_error_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error));
    }
}
const unusable = (rule, seen) => new _text_error_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo({ what: 'the signing config cannot be used', rule, ...(seen === undefined ? {} : { seen }) });


/***/ })

};
