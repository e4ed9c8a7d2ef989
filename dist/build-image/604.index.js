export const id = 604;
export const ids = [604];
export const modules = {

/***/ 4604:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   runCredentialHelper: () => (/* binding */ runCredentialHelper)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1421);
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_child_process__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _text_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6542);
/* harmony import */ var _text_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(300);




const NAME = /^[\w.-]+$/;
const MAX_ANSWER_BYTES = 64 * 1024;
const TIMEOUT_MILLISECONDS = 30_000;
/**
 * Runs `docker-credential-NAME get` (docker-credential-helpers protocol): the server goes to its standard input, the secret comes
 * from its standard output, nothing through a shell or an argument. Undefined when the helper knows no such server.
 * It is searched on PATH, unless its directory is told.
 * @throws UserError when it is missing, fails, or answers anything else.
 */
async function runCredentialHelper(name, server, directory = '') {
    const program = `docker-credential-${name}`;
    if (!NAME.test(name)) {
        throw new _text_error_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .yo({ what: 'not the name of a credential helper', seen: JSON.stringify(name) });
    }
    const { code, output } = await run(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(directory, program), server);
    if (code === 0)
        return parse(program, server, output);
    if (/credentials not found/i.test(output))
        return undefined;
    throw new _text_error_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .yo({
        what: `the credential helper ${program} failed for ${server}`,
        seen: `exit code ${code ?? 'none'}`,
        next: `run 'echo ${server} | ${program} get' to see why`,
    });
}
async function run(program, server) {
    return new Promise((resolve, reject) => {
        const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(program, ['get'], { stdio: ['pipe', 'pipe', 'ignore'] });
        const timer = setTimeout(() => child.kill(), TIMEOUT_MILLISECONDS);
        const chunks = [];
        let bytes = 0;
        child.on('error', (cause) => {
            clearTimeout(timer);
            const what = `the credential helper ${node_path__WEBPACK_IMPORTED_MODULE_1___default().basename(program)} cannot be run`;
            reject(new _text_error_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .yo({ what, next: 'install it, or remove it from docker’s config.json' }, { cause }));
        });
        child.stdout.on('data', (chunk) => {
            bytes += chunk.length;
            if (bytes > MAX_ANSWER_BYTES)
                child.kill();
            else
                chunks.push(chunk);
        });
        child.on('close', (code) => {
            clearTimeout(timer);
            resolve({ code, output: Buffer.concat(chunks).toString() });
        });
        // A helper that ends without reading is judged by its exit code.
        child.stdin.on('error', () => undefined);
        child.stdin.end(server);
    });
}
function parse(program, server, output) {
    const answer = (0,_text_json_js__WEBPACK_IMPORTED_MODULE_3__/* .tryJson */ .MR)(output);
    const { Username: username, Secret: secret } = (answer ?? {});
    if (typeof username !== 'string' || typeof secret !== 'string') {
        throw new _text_error_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .yo({
            what: `the credential helper ${program} did not answer with Username and Secret for ${server}`,
        });
    }
    const source = `the credential helper ${program}`;
    return username === '<token>' ? { identityToken: secret, source } : { username, password: secret, source };
}


/***/ })

};
