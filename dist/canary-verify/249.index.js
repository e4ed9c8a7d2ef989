export const id = 249;
export const ids = [249];
export const modules = {

/***/ 4249:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   parseTrustRoots: () => (/* binding */ parseTrustRoots)
/* harmony export */ });
/* harmony import */ var _sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9654);
/* harmony import */ var _sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(_sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _sigstore_verify__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4187);
/* harmony import */ var _text_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6542);
/* harmony import */ var _text_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(300);




/**
 * Reads trusted roots of Sigstore instances: one as JSON, or several as JSON lines, as `gh attestation trusted-root` writes them.
 * @throws UserError that names the line.
 */
function parseTrustRoots(text) {
    const whole = (0,_text_json_js__WEBPACK_IMPORTED_MODULE_3__/* .tryJson */ .MR)(text);
    const documents = whole === undefined ? text.split('\n').filter((line) => line.trim() !== '') : [text];
    if (documents.length === 0)
        throw new _text_error_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .yo({ what: 'the trust root is empty', rule: 'JSON or JSON lines' });
    return documents.map((document, index) => parseTrustRoot(document, index + 1));
}
function parseTrustRoot(document, line) {
    try {
        const root = _sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_0__.TrustedRoot.fromJSON((0,_text_json_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJson */ .qF)(document));
        const material = (0,_sigstore_verify__WEBPACK_IMPORTED_MODULE_1__/* .toTrustMaterial */ .jO)(root);
        if (material.certificateAuthorities.length === 0)
            throw new Error('it has no certificate authority');
        const thresholds = {
            tlogThreshold: Math.min(1, material.tlogs.length),
            ctlogThreshold: Math.min(1, material.ctlogs.length),
            // Never less: without a time nobody can say that the certificate was valid when it signed.
            timestampThreshold: 1,
        };
        return { material, thresholds };
    }
    catch (error) {
        throw new _text_error_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .yo({
            what: `the trust root cannot be read (line ${line})`,
            rule: 'a Sigstore trusted root (application/vnd.dev.sigstore.trustedroot+json) with a certificate authority',
            seen: (0,_text_error_js__WEBPACK_IMPORTED_MODULE_2__/* .messageOf */ .bD)(error),
        }, { cause: error });
    }
}


/***/ })

};
