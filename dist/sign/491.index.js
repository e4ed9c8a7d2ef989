export const id = 491;
export const ids = [491,249];
export const modules = {

/***/ 4857:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   certificateJudge: () => (/* binding */ certificateJudge)
/* harmony export */ });
/* unused harmony export utf8String */
/* harmony import */ var _sigstore_bundle__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1040);
/* harmony import */ var _sigstore_verify__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4187);
/* harmony import */ var _text_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6542);
/* harmony import */ var _text_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(300);




/**
 * A judge of certificate signatures by any of `roots`. It never throws: the library throws errors of many kinds, and texts, for what an
 * attacker may have made. Identity is left to the caller, for the library would take a text as a pattern that may match anywhere.
 */
const certificateJudge = (roots) => (bytes) => {
    const problems = new Set();
    for (const root of roots) {
        try {
            return judge(bytes, root);
        }
        catch (error) {
            problems.add((0,_text_error_js__WEBPACK_IMPORTED_MODULE_2__/* .messageOf */ .bD)(error));
        }
    }
    return { problem: [...problems].join('; ') || 'no trust root' };
};
function judge(bytes, { material, thresholds }) {
    const bundle = (0,_sigstore_bundle__WEBPACK_IMPORTED_MODULE_0__.bundleFromJSON)((0,_text_json_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJson */ .qF)(bytes));
    if (bundle.verificationMaterial.content.$case !== 'certificate')
        throw new Error('not signed with a certificate');
    const entity = (0,_sigstore_verify__WEBPACK_IMPORTED_MODULE_1__/* .toSignedEntity */ .DC)(bundle);
    const signer = new _sigstore_verify__WEBPACK_IMPORTED_MODULE_1__/* .Verifier */ .BL(material, thresholds).verify(entity);
    return { identity: identityOf(signer), ...timeOf(entity) };
}
/** The earliest of the verified times, so that nothing looks younger than it is. */
function timeOf({ timestamps }) {
    const times = timestamps.flatMap((each) => {
        if (each.$case === 'timestamp-authority')
            return [{ time: each.timestamp.signingTime, timeSource: 'timestamp' }];
        // A log's time is signed in its promise alone.
        if (each.tlogEntry.inclusionPromise === undefined)
            return [];
        return [{ time: new Date(Number(each.tlogEntry.integratedTime) * 1_000), timeSource: 'log' }];
    });
    const [earliest] = times.sort((one, other) => one.time.getTime() - other.time.getTime());
    if (earliest === undefined)
        throw new Error('no trusted time');
    return earliest;
}
/** Fulcio's certificate extensions (fulcio, docs/oid-info.md): DER UTF-8 strings under this prefix. */
const FULCIO = '1.3.6.1.4.1.57264.1.';
const [REPOSITORY, REPOSITORY_ID, OWNER_ID] = [`${FULCIO}12`, `${FULCIO}15`, `${FULCIO}17`];
function identityOf({ identity }) {
    const { subjectAlternativeName: subject, extensions, oids = [] } = identity ?? {};
    const issuer = extensions?.issuer;
    if (subject === undefined || issuer === undefined)
        throw new Error('the certificate names nobody');
    const extension = (wanted) => {
        const found = oids.find(({ oid }) => oid?.id.join('.') === wanted);
        return found && utf8String(Buffer.from(found.value));
    };
    return {
        issuer,
        subject,
        repository: extension(REPOSITORY),
        repositoryId: extension(REPOSITORY_ID),
        ownerId: extension(OWNER_ID),
    };
}
const UTF8_STRING = 0x0c;
const LONG_FORM = 0x80;
/** The text of a DER UTF8String (ITU-T X.690, 8.1.3): a length over 127 is written as the number of its bytes, then these. */
function utf8String(der) {
    const [tag, first = 0] = der;
    const lengthBytes = first < LONG_FORM ? 0 : first - LONG_FORM;
    if (tag !== UTF8_STRING || lengthBytes > 3 || der.length < 2 + lengthBytes)
        return undefined;
    const length = lengthBytes === 0 ? first : der.readUIntBE(2, lengthBytes);
    const text = der.subarray(2 + lengthBytes);
    return text.length === length ? text.toString('utf8') : undefined;
}


/***/ }),

/***/ 1491:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  keylessSigner: () => (/* binding */ keylessSigner)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./node_modules/@sigstore/bundle/dist/index.js
var dist = __webpack_require__(1040);
// EXTERNAL MODULE: ./node_modules/@sigstore/sign/dist/index.js
var sign_dist = __webpack_require__(5179);
// EXTERNAL MODULE: ./shared/oci/digest.ts
var digest = __webpack_require__(162);
// EXTERNAL MODULE: ./shared/text/duration.ts
var duration = __webpack_require__(4154);
// EXTERNAL MODULE: ./shared/text/error.ts
var text_error = __webpack_require__(6542);
// EXTERNAL MODULE: ./shared/evidence/certificate.ts
var certificate = __webpack_require__(4857);
// EXTERNAL MODULE: ./shared/evidence/dsse.ts
var dsse = __webpack_require__(4045);
// EXTERNAL MODULE: ./shared/evidence/identity.ts
var identity = __webpack_require__(6026);
// EXTERNAL MODULE: ./shared/evidence/predicates/fields.ts
var fields = __webpack_require__(1956);
// EXTERNAL MODULE: ./shared/text/json.ts
var json = __webpack_require__(300);
;// CONCATENATED MODULE: ./shared/evidence/log-entry.ts


const PUBLIC_LOG = 'https://rekor.sigstore.dev';
/**
 * Where people can look up the log's entry of a bundle: the public log has a page for it, any other log answers by its API.
 * Undefined when the bundle is in no log.
 */
function logUrlOf(bundle, rekorUrl) {
    const index = (0,fields.at)((0,json/* parseJson */.qF)(bundle), 'verificationMaterial.tlogEntries.0.logIndex');
    if (rekorUrl === undefined || typeof index !== 'string' || !/^\d+$/.test(index))
        return undefined;
    return rekorUrl === PUBLIC_LOG
        ? `https://search.sigstore.dev/?logIndex=${index}`
        : `${rekorUrl}/api/v1/log/entries?logIndex=${index}`;
}

;// CONCATENATED MODULE: ./shared/evidence/patience.ts
/** Outages of minutes are common among certificate authorities and logs; a job that waits for them is cheaper than one that is lost. */
const BUDGET_MILLISECONDS = 5 * 60_000;
const FIRST_PAUSE_MILLISECONDS = 1_000;
const LONGEST_PAUSE_MILLISECONDS = 30_000;
/**
 * Does `work`, again and again with growing pauses while `mayPass` says that its failure may pass, for five minutes at most.
 * @throws what `giveUp` makes of the last failure; at once of one that cannot pass.
 */
async function patiently(work, { clock, signal }, mayPass, giveUp) {
    const start = clock.now().getTime();
    for (let count = 1;; count += 1) {
        signal?.throwIfAborted();
        try {
            return await work();
        }
        catch (error) {
            const milliseconds = clock.now().getTime() - start;
            const pause = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** (count - 1), LONGEST_PAUSE_MILLISECONDS);
            if (!mayPass(error) || milliseconds + pause > BUDGET_MILLISECONDS) {
                throw giveUp(error, { count, milliseconds });
            }
            await clock.sleep(pause, signal);
        }
    }
}

// EXTERNAL MODULE: ./shared/evidence/statement.ts + 1 modules
var evidence_statement = __webpack_require__(7267);
;// CONCATENATED MODULE: ./shared/evidence/token-identity.ts




/**
 * Who a certificate will name, read from the token that it will be issued for.
 * @throws UserError that never shows the token.
 */
function tokenIdentity(token) {
    const claims = parseClaims(token);
    const issuer = (0,fields/* textAt */.$6)(claims, 'iss');
    const workflow = (0,fields/* textAt */.$6)(claims, 'job_workflow_ref');
    const subject = workflow === undefined
        ? ((0,fields/* textAt */.$6)(claims, 'email') ?? (0,fields/* textAt */.$6)(claims, 'sub'))
        : `${serverOf(issuer)}/${workflow}`;
    if (issuer === undefined || subject === undefined) {
        throw new text_error/* UserError */.yo({
            what: 'the OIDC token names nobody',
            rule: 'iss, and job_workflow_ref, email or sub',
        });
    }
    return {
        name: (0,identity/* describeSubject */.qy)(subject),
        issuer,
        subject,
        ...(workflow === undefined ? {} : callerOf(issuer, claims)),
    };
}
/** The repository whose workflow was started, which may call a workflow of another. */
function callerOf(issuer, claims) {
    const repository = (0,fields/* textAt */.$6)(claims, 'repository');
    return {
        repository: repository === undefined ? undefined : `${serverOf(issuer)}/${repository}`,
        repositoryId: (0,fields/* textAt */.$6)(claims, 'repository_id'),
        ownerId: (0,fields/* textAt */.$6)(claims, 'repository_owner_id'),
    };
}
/** An enterprise server vouches for its workflows under its own address. */
const serverOf = (issuer) => issuer === undefined ? '' : ((0,identity/* workflowServer */.vM)(issuer) ?? new URL(issuer).origin);
function parseClaims(token) {
    try {
        return (0,json/* parseJson */.qF)(Buffer.from(token.split('.')[1] ?? '', 'base64url'));
    }
    catch {
        throw new text_error/* UserError */.yo({ what: 'the OIDC token cannot be read', rule: 'a JSON web token' });
    }
}

// EXTERNAL MODULE: ./shared/evidence/trust-root.ts
var trust_root = __webpack_require__(4249);
;// CONCATENATED MODULE: ./shared/evidence/keyless.ts















const REQUEST_MILLISECONDS = 20_000;
const AUDIENCE = 'sigstore';
/**
 * Signs with a certificate that a Sigstore instance issues for the job's identity. One certificate serves every statement of a step.
 * A statement is signed when the log and the timestamp authority of the instance have answered, and what they answered verifies.
 * @throws UserError when there is no token, or the root cannot be read.
 */
async function keylessSigner(options) {
    const { services } = options;
    const trustRoots = (0,trust_root.parseTrustRoots)(options.trustRoot);
    const trust = tokenIdentity(await options.idToken(AUDIENCE));
    const ask = askTogether(options);
    const signer = oneCertificate(options, ask);
    const builder = new sign_dist/* DSSEBundleBuilder */.VV({ signer, witnesses: witnesses(options, ask) });
    return {
        description: `${(0,identity/* describeSubject */.qy)(trust.subject)} (keyless)`,
        trust,
        trustRoots,
        logUrl: (bundle) => logUrlOf(bundle, services.rekor?.url),
        sign: async (statement) => {
            const data = (0,evidence_statement/* encodeStatement */._i)(statement);
            const bundle = await builder.create({ data, type: dsse/* IN_TOTO_PAYLOAD_TYPE */.T4 });
            const bytes = Buffer.from(JSON.stringify((0,dist.bundleToJSON)(bundle)));
            checkSigned(bytes, trust, trustRoots);
            return { bytes, digest: (0,digest/* digestOf */.ol)(bytes), statement };
        },
    };
}
/** The library asks once; how often and how long is ours to say. */
const transport = ({ requestMilliseconds = REQUEST_MILLISECONDS }) => ({
    retry: 0,
    timeout: requestMilliseconds,
});
/** Each is asked again by itself: an entry that the log took stays the one of this statement while the others are waited for. */
function witnesses(options, ask) {
    const { rekor, timestamp } = options.services;
    const asked = [];
    if (rekor !== undefined) {
        const { url: rekorBaseURL, majorApiVersion } = rekor;
        asked.push(new sign_dist/* RekorWitness */.fU({ rekorBaseURL, majorApiVersion, ...transport(options) }));
    }
    if (timestamp !== undefined)
        asked.push(new sign_dist/* TSAWitness */.gs({ tsaBaseURL: timestamp, ...transport(options) }));
    return asked.map((witness) => ({
        testify: (content, publicKey) => ask(() => witness.testify(content, publicKey)),
    }));
}
/** Asks for a certificate once, and again only shortly before it ends. The key never leaves this process. */
function oneCertificate(options, ask) {
    const { privateKey, publicKey } = (0,external_node_crypto_.generateKeyPairSync)('ec', { namedCurve: 'P-256' });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const keyHolder = {
        sign: (data) => Promise.resolve({
            signature: (0,external_node_crypto_.sign)('sha256', data, privateKey),
            key: { $case: 'publicKey', publicKey: pem },
        }),
    };
    const identityProvider = { getToken: () => options.idToken(AUDIENCE) };
    const fulcioBaseURL = options.services.fulcio;
    const fulcio = new sign_dist/* FulcioSigner */.$o({ fulcioBaseURL, identityProvider, keyHolder, ...transport(options) });
    let issued;
    return {
        sign: async (data) => {
            if (issued !== undefined && !isFresh(await issued, options.clock.now()))
                issued = undefined;
            issued ??= ask(() => fulcio.sign(Buffer.from('certificate'))).then(({ key }) => key);
            const key = await issued;
            return { signature: (0,external_node_crypto_.sign)('sha256', data, privateKey), key };
        },
    };
}
const SPARE_MILLISECONDS = 60_000;
const isFresh = (key, now) => key.$case === 'x509Certificate' &&
    Date.parse(new external_node_crypto_.X509Certificate(key.certificate).validTo) - now.getTime() > SPARE_MILLISECONDS;
/** An instance that certified another key or logged another body would only be noticed by those who verify later. */
function checkSigned(bytes, trust, trustRoots) {
    const judged = (0,certificate.certificateJudge)(trustRoots)(bytes);
    if ('identity' in judged && (0,identity/* isSameIdentity */.B2)(trust, judged.identity))
        return;
    throw new text_error/* UserError */.yo({
        what: 'the Sigstore instance answered with something that does not verify',
        rule: 'nothing is attached that its own trust root does not vouch for',
        seen: 'problem' in judged ? judged.problem : `a certificate for ${judged.identity.subject}`,
        next: 'check that trust-root and signing-config are of the same instance, and that the trust root is a current one',
    });
}
/** When one service is given up nothing will be attached: the others are not waited for any longer. */
function askTogether({ clock, signal }) {
    const givenUp = new AbortController();
    const ends = AbortSignal.any([givenUp.signal, ...(signal === undefined ? [] : [signal])]);
    return async (work) => {
        try {
            return await patiently(work, { clock, signal: ends }, mayPass, explain);
        }
        catch (error) {
            givenUp.abort(error);
            throw error;
        }
    };
}
function mayPass(error) {
    if (!(error instanceof sign_dist/* InternalError */.Gd) || SERVICE[error.code] === undefined)
        return false;
    const status = (0,fields.at)(error.cause, 'statusCode');
    return typeof status !== 'number' || status >= 500 || status === 408 || status === 429;
}
/** The library's own texts may hold the token; only its code and the status of the answer are told. */
function explain(error, { count, milliseconds }) {
    if (!(error instanceof sign_dist/* InternalError */.Gd))
        return error;
    const what = SERVICE[error.code];
    if (what === undefined)
        return withoutService(error);
    const status = (0,fields.at)(error.cause, 'statusCode');
    if (!mayPass(error)) {
        const seen = `status ${String(status)}`;
        return new text_error/* UserError */.yo({ what, rule: 'the service accepts what it is asked', seen }, { cause: error });
    }
    const seen = typeof status === 'number' ? `status ${status}` : 'no answer';
    return new text_error/* UnavailableError */.hG({
        what,
        seen: `${seen}, ${count} times in ${(0,duration/* formatDuration */.a3)(milliseconds)}`,
        next: 'nothing was attached; run the step again when the service is back',
    }, { cause: error });
}
/** Before any service was asked: the token. */
const withoutService = ({ code, cause }) => cause instanceof text_error/* UserError */.yo || cause instanceof text_error/* UnavailableError */.hG
    ? cause
    : new text_error/* UserError */.yo({ what: 'the OIDC token cannot be used', rule: 'a token with a subject', seen: code }, { cause });
const SERVICE = {
    CA_CREATE_SIGNING_CERTIFICATE_ERROR: 'the certificate authority (Fulcio) issued no certificate',
    TLOG_CREATE_ENTRY_ERROR: 'the transparency log (Rekor) took no entry',
    TLOG_FETCH_ENTRY_ERROR: 'the transparency log (Rekor) did not show its entry',
    TSA_CREATE_TIMESTAMP_ERROR: 'the timestamp authority gave no timestamp',
};


/***/ }),

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
