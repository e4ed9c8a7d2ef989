import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 6540:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ attestationOptions),
/* harmony export */   z: () => (/* binding */ parseAttestationRequest)
/* harmony export */ });
/* harmony import */ var _shared_oci_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7121);
/* harmony import */ var _shared_text_error_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6542);


/**
 * Reads `provenance`, or `sbom=SCANNER@sha256:…`. The scanner is an image that BuildKit runs on what was built: without a digest it would be whatever
 * a registry has by that name.
 * @throws UserError for anything else.
 */
function parseAttestationRequest(text) {
    if (text === 'provenance')
        return { kind: 'provenance' };
    const [, , scanner] = /^sbom(=(\S+))?$/.exec(text) ?? [];
    if (scanner === undefined && text !== 'sbom') {
        throw new _shared_text_error_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo({
            what: 'BuildKit attests no such thing',
            rule: 'provenance, or sbom=SCANNER@sha256:…',
            seen: JSON.stringify(text),
        });
    }
    const reference = scanner === undefined ? undefined : (0,_shared_oci_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseReference */ .F2)(scanner);
    if (scanner === undefined || reference?.kind !== 'registry' || reference.digest === undefined) {
        throw new _shared_text_error_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo({
            what: "the image that makes BuildKit's SBOM is not named by digest",
            rule: 'sbom=SCANNER@sha256:…: it is run on everything that was built',
            seen: JSON.stringify(text),
            next: 'look up the digest of the scanner that you reviewed, such as docker/buildkit-syft-scanner, and write it behind the name',
        });
    }
    return { kind: 'sbom', scanner };
}
/** The options of `docker buildx build`: nothing that is not asked for, also where BuildKit would attest by itself. */
function attestationOptions(requests = []) {
    const provenance = requests.some(({ kind }) => kind === 'provenance');
    const scanner = requests.flatMap((each) => (each.kind === 'sbom' ? [each.scanner] : [])).at(-1);
    return [
        // An older BuildKit passes over `version` and writes SLSA v0.2, which is read too.
        provenance ? '--provenance=mode=max,version=v1' : '--provenance=false',
        scanner === undefined ? '--sbom=false' : `--sbom=generator=${scanner}`,
    ];
}


/***/ }),

/***/ 8241:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  d: () => (/* binding */ contract_contract)
});

// EXTERNAL MODULE: ./shared/action/contract.ts
var contract = __nccwpck_require__(2175);
// EXTERNAL MODULE: ./shared/text/error.ts
var text_error = __nccwpck_require__(6542);
;// CONCATENATED MODULE: ./shared/evidence/instance.ts

/** The instance that everybody may use. What it certifies is in a public log, with the names of repository and workflow. */
const PUBLIC_GOOD = {
    name: 'the public-good Sigstore',
    services: {
        fulcio: 'https://fulcio.sigstore.dev',
        rekor: { url: 'https://rekor.sigstore.dev', majorApiVersion: 1 },
    },
    trust: {
        mirror: 'https://tuf-repo-cdn.sigstore.dev',
        target: 'trusted_root.json',
        firstRoot: 'bundled',
    },
};
const INSTANCE_CHOICES = ['auto', 'public-good', 'github'];
/**
 * The instance for a job, chosen as GitHub's own attestations choose it: the public one for repositories that the event calls public,
 * GitHub's for all others, so that no name of a private repository gets into a public log.
 * @throws UserError for a server that has none.
 */
function chooseInstance(choice, facts) {
    const isPublic = choice === 'public-good' || (choice === 'auto' && facts.visibility === 'public');
    return isPublic ? PUBLIC_GOOD : gitHubInstance(facts.serverUrl);
}
/** GitHub's instance for github.com, or that of a company at ghe.com. It has no log: its timestamp authority vouches for the time. */
function gitHubInstance(serverUrl) {
    const { hostname } = new URL(serverUrl);
    const [tenant] = /^[a-z0-9-]+(?=\.ghe\.com$)/.exec(hostname) ?? [];
    if (hostname !== 'github.com' && tenant === undefined) {
        throw new UserError({
            what: `keyless signing does not know the Sigstore instance of ${hostname}`,
            rule: 'github.com and ghe.com have one of their own; a server of your own has not',
            next: "give 'signing-config' and 'trust-root' of your instance, or 'key', or say sigstore: public-good",
        });
    }
    const domain = tenant === undefined ? 'githubapp.com' : hostname;
    return {
        name: tenant === undefined ? "GitHub's Sigstore" : `the Sigstore of ${hostname}`,
        services: { fulcio: `https://fulcio.${domain}`, timestamp: `https://timestamp.${domain}` },
        trust: {
            mirror: 'https://tuf-repo.github.com',
            target: tenant === undefined ? 'trusted_root.json' : `${tenant}.trusted_root.json`,
        },
    };
}

// EXTERNAL MODULE: ./shared/text/duration.ts
var duration = __nccwpck_require__(4154);
;// CONCATENATED MODULE: ./shared/action/parser.ts


/** Any text, as it stands. */
const parser_text = { type: 'text', parse: (value) => value };
/** A parser made of a function that throws UserError. */
const parsedBy = (type, parse) => ({ type, parse });
/** `true` or `false` in the three spellings that YAML 1.2's core schema knows. */
const parser_boolean = parsedBy('true or false', (value) => {
    if (/^(true|True|TRUE)$/.test(value))
        return true;
    if (/^(false|False|FALSE)$/.test(value))
        return false;
    throw new text_error/* UserError */.yo({ what: 'not a boolean', rule: 'true or false', seen: JSON.stringify(value) });
});
/** A number within [min, max], written out in full: no `12abc`, no empty text, no exponent. */
function number(range) {
    const kind = range.integer === true ? 'a whole number' : 'a number';
    const type = `${kind} from ${range.min} to ${range.max}`;
    return parsedBy(type, (value) => {
        const parsed = /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
        const whole = range.integer !== true || Number.isInteger(parsed);
        if (whole && parsed >= range.min && parsed <= range.max)
            return parsed;
        throw new UserError({ what: 'not in range', rule: type, seen: JSON.stringify(value) });
    });
}
/** A duration such as `90s`, `10m`, `1h30m`, within [min, max] given the same way. */
function parser_duration(range) {
    const [min, max] = [parseDuration(range.min), parseDuration(range.max)];
    const type = `a duration from ${range.min} to ${range.max}`;
    return parsedBy(type, (value) => {
        const parsed = parseDuration(value);
        if (parsed >= min && parsed <= max)
            return parsed;
        throw new UserError({ what: 'not in range', rule: type, seen: JSON.stringify(value) });
    });
}
/** One of a few words; the error lists them. */
function oneOf(words) {
    const type = `one of ${words.join(', ')}`;
    return parsedBy(type, (value) => {
        const found = words.find((word) => word === value);
        if (found !== undefined)
            return found;
        throw new text_error/* UserError */.yo({ what: 'not one of the values', rule: type, seen: JSON.stringify(value) });
    });
}
/** One item a line; blank lines and lines that start with `#` are passed over. Every bad line is reported. */
function lines(item) {
    return parsedBy(`${item.type}, one a line`, (value) => {
        const problems = [];
        const items = [];
        for (const line of value.split(/\r?\n/).map((each) => each.trim())) {
            if (line === '' || line.startsWith('#'))
                continue;
            try {
                items.push(item.parse(line));
            }
            catch (error) {
                if (!(error instanceof text_error/* UserError */.yo))
                    throw error;
                problems.push(error);
            }
        }
        if (problems.length > 0)
            throw new text_error/* UserError */.yo(problems.flatMap((error) => error.problems));
        return items;
    });
}
/** `name=value`; the first `=` divides. */
function pair(names, value) {
    const type = `${names}=${value.type}`;
    return parsedBy(type, (line) => {
        const at = line.indexOf('=');
        if (at <= 0)
            throw new text_error/* UserError */.yo({ what: 'no name before "="', rule: type, seen: JSON.stringify(line) });
        return { name: line.slice(0, at).trim(), value: value.parse(line.slice(at + 1).trim()) };
    });
}

;// CONCATENATED MODULE: ./shared/action/inputs.ts



/** How an action reaches a registry whose credentials are not in docker's configuration. */
const registryInputs = {
    'registry-username': (0,contract/* optional */.lq)(parser_text, "User name for the registry of the image. Without it docker's configuration is used, and for ghcr.io the job's token."),
    'registry-password': (0,contract/* optional */.lq)(parser_text, 'Password or token for `registry-username`.', { secret: true }),
    token: (0,contract/* optional */.lq)(parser_text, "The job's token: for ghcr.io, and for what the action asks of GitHub.", {
        secret: true,
        expression: '${{ github.token }}',
    }),
};
/** How an action signs what it writes. */
const signingInputs = {
    signing: (0,contract/* defaulted */.P_)(oneOf(['auto', 'keyless', 'key', 'none']), 'auto', "`key`: sign with `key`. `keyless`: sign with a certificate for the job's OIDC token (`id-token: write`). `none`: sign nothing, and say so. `auto`: `key` if a key is given, else `keyless`; only in a pull request whose job has no token it is `none`."),
    key: (0,contract/* optional */.lq)(parser_text, "The signing key: a PEM text from a secret, `env:NAME` or `file:PATH`. P-256 (ECDSA) or RSA, in PKCS#8, SEC1 or cosign's encrypted form. Or `command:PROGRAM ARGUMENTS`, which reads a SHA-256 digest from standard input and writes the signature, for keys in a KMS or HSM.", { secret: true }),
    'key-password': (0,contract/* optional */.lq)(parser_text, "The password of cosign's encrypted key file.", { secret: true }),
    'public-key': (0,contract/* optional */.lq)(parser_text, 'For `key: command:…`: the file of the public key, in PEM.'),
    sigstore: (0,contract/* defaulted */.P_)(oneOf(INSTANCE_CHOICES), 'auto', "For keyless signing: the Sigstore instance. `public-good`: the public one, whose log shows the names of repository and workflow to everybody. `github`: GitHub's own, without a log. `auto`: `public-good` for public repositories, `github` for all others."),
    'signing-config': (0,contract/* optional */.lq)(parser_text, 'For keyless signing with an instance of your own: the file of its signing config (v0.2), which names certificate authority, log and timestamp authority. Needs `trust-root`.'),
    'trust-root': (0,contract/* optional */.lq)(parser_text, 'For keyless signing: the file of the trusted root of the instance, JSON or JSON lines; what is signed is verified with it before it is attached. Without it the public-good one is fetched. Needed with `signing-config`, and for `github` (`gh attestation trusted-root` writes it).'),
};
/** What `signing: keyless` needs of the job; part of the contract of every action with `signingInputs`. */
const signingPermission = {
    scope: 'id-token',
    level: 'write',
    why: 'to sign with `signing: keyless`; not with a key',
};
const dryRunInput = {
    'dry-run': (0,contract/* defaulted */.P_)(parser_boolean, 'false', 'Decide and report everything, write nothing.'),
};

// EXTERNAL MODULE: ./shared/oci/reference.ts
var oci_reference = __nccwpck_require__(7121);
// EXTERNAL MODULE: ./shared/image/checks/check.ts
var check = __nccwpck_require__(9528);
// EXTERNAL MODULE: ./shared/text/case.ts
var text_case = __nccwpck_require__(2354);
;// CONCATENATED MODULE: ./actions/build-image/contradictions.ts
const isAssembled = ({ file = '' }) => /\.ya?ml$/i.test(file);
const RULES = [
    {
        when: (given) => given.mode === 'build' && isAssembled(given) && /^build(kit|ah)$/.test(given.builder ?? ''),
        what: "input 'builder': buildkit or buildah runs a Dockerfile",
        rule: 'an image.yml is assembled',
        next: 'take builder away, or name a Dockerfile in file',
    },
    {
        when: ({ mode, sources = [] }) => mode === 'merge' && sources.length === 0,
        what: "input 'sources' is missing",
        rule: 'mode: merge joins images by digest, one a line',
    },
    {
        when: ({ mode, sources = [] }) => mode === 'build' && sources.length > 0,
        what: "input 'sources' has no meaning here",
        rule: 'it goes with mode: merge',
    },
    {
        when: (given) => given.verifyAgainst !== undefined && given.mode === 'merge',
        what: "input 'verify-against' goes with mode: build",
        rule: 'what was merged is not built again: each of its sources is',
    },
    {
        when: ({ builder, buildkitAttestations }) => buildkitAttestations !== undefined && builder === 'buildah',
        what: "input 'buildkit-attestations' has no meaning with builder: buildah",
        rule: 'only BuildKit attests what it builds',
        next: 'leave it out: our own provenance and SBOM are written in any case',
    },
    {
        when: ({ cacheSecret, cacheDir }) => cacheSecret !== undefined && cacheDir === undefined,
        what: "input 'cache-secret' has no meaning here",
        rule: 'it seals what cache-dir keeps',
    },
    {
        when: (given) => given.mode === 'build' && !isAssembled(given) && given.cacheDir !== undefined,
        what: "input 'cache-dir' goes with an image.yml",
        rule: 'what a Dockerfile runs is kept by cache-to and cache-from',
    },
];
const ofDockerfile = (given) => [
    ['target', given.target !== undefined],
    ['platforms', given.platforms !== undefined],
    ['build-args', given.buildArgs !== undefined],
    ['build-contexts', given.buildContexts !== undefined],
    ['buildkit-attestations', given.buildkitAttestations !== undefined],
    ['secrets', given.secrets !== undefined],
    ['secret-files', given.secretFiles !== undefined],
    ['ssh', given.ssh !== undefined],
    ['cache-from', given.cacheFrom !== undefined],
    ['cache-to', given.cacheTo !== undefined],
    ['context', (given.context ?? '.') !== '.'],
    ['no-cache', given.noCache === true],
    ['pull', given.pull === true],
    ['network', (given.network ?? 'default') !== 'default'],
];
const ofBuild = (given) => [
    ['labels', given.labels !== undefined],
    ['cache-dir', given.cacheDir !== undefined],
    ['verify-reproducible', given.verifyReproducible === true],
    ...ofDockerfile(given),
];
/** What would be passed over in silence is refused: who wrote it counts on it. */
function withoutMeaning(given) {
    const names = (listed) => listed.flatMap(([name, isGiven]) => (isGiven ? [`'${name}'`] : [])).join(', ');
    if (given.mode === 'merge') {
        const found = names(ofBuild(given));
        const rule = 'mode: merge takes platforms as other jobs built them';
        return found === ''
            ? []
            : [{ what: `these inputs have no meaning here: ${found}`, rule, next: 'give it to those jobs' }];
    }
    const found = isAssembled(given) ? names(ofDockerfile(given)) : '';
    const rule = 'an image.yml is not run, and says itself what it is made of';
    const next = "name the Dockerfile in 'file', or write it into the image.yml";
    return found === '' ? [] : [{ what: `these inputs have no meaning here: ${found}`, rule, next }];
}
/** What does not go together, all of it. */
const contradictions = (given) => [
    ...RULES.filter(({ when }) => when(given)).map(({ what, rule, next }) => ({
        what,
        ...(rule === undefined ? {} : { rule }),
        ...(next === undefined ? {} : { next }),
    })),
    ...withoutMeaning(given),
];

// EXTERNAL MODULE: ./shared/oci/platform.ts
var platform = __nccwpck_require__(1413);
// EXTERNAL MODULE: ./actions/build-image/builders/attestation-request.ts
var attestation_request = __nccwpck_require__(6540);
;// CONCATENATED MODULE: ./actions/build-image/dockerfile-inputs.ts




/** Inputs that only a Dockerfile has a use for. */
const dockerfileInputs = {
    builder: (0,contract/* defaulted */.P_)(oneOf(['auto', 'assemble', 'buildkit', 'buildah']), 'auto', 'Who builds. `auto`: an `image.yml` is assembled; a Dockerfile goes to BuildKit when docker buildx can write a layout, else to buildah.'),
    context: (0,contract/* defaulted */.P_)(parser_text, '.', 'Of a Dockerfile: the directory that is sent to the builder. Never a git URL.'),
    target: (0,contract/* optional */.lq)(parser_text, 'Of a Dockerfile: the stage to build.'),
    platforms: (0,contract/* optional */.lq)(lines(parsedBy('OS/ARCHITECTURE[/VARIANT]', platform/* parsePlatform */.FL)), "Of a Dockerfile: the platforms, one a line; without it the builder's own. An `image.yml` names its own."),
    'build-args': (0,contract/* optional */.lq)(lines(pair('NAME', parser_text)), 'Of a Dockerfile: values of ARG, one a line. They stand in the image and in the provenance.'),
    'build-contexts': (0,contract/* optional */.lq)(lines(pair('NAME', parser_text)), 'Of a Dockerfile: more contexts: `NAME=PATH`, `NAME=docker-image://…`, `NAME=oci-layout://…`, or with BuildKit a git URL that names its commit, `NAME=https://….git#COMMIT`.'),
    'buildkit-attestations': (0,contract/* optional */.lq)(lines(parsedBy('provenance, or sbom=SCANNER@sha256:…', attestation_request/* parseAttestationRequest */.z)), 'Of a Dockerfile with BuildKit: what BuildKit attests itself, one a line: `provenance`, `sbom=SCANNER@sha256:…`. It is read, joined with ours and taken out of the index; without it, nothing.'),
    secrets: (0,contract/* optional */.lq)(lines(pair('ID', parser_text)), 'Of a Dockerfile: `ID=VALUE` for `RUN --mount=type=secret`; in no argument and no layer.', { secret: true }),
    'secret-files': (0,contract/* optional */.lq)(lines(pair('ID', parser_text)), 'Of a Dockerfile: `ID=PATH` for `RUN --mount=type=secret`.'),
    ssh: (0,contract/* optional */.lq)(lines(parser_text), 'Of a Dockerfile: `default` or `ID=SOCKET`, for `RUN --mount=type=ssh`.'),
    'cache-from': (0,contract/* optional */.lq)(lines(parser_text), "Of a Dockerfile: caches to read, in docker's notation."),
    'cache-to': (0,contract/* optional */.lq)(lines(parser_text), 'Of a Dockerfile: caches to write; never by a pull request, and a failure to write one fails nothing.'),
    'no-cache': (0,contract/* defaulted */.P_)(parser_boolean, 'false', 'Of a Dockerfile: run every step.'),
    pull: (0,contract/* defaulted */.P_)(parser_boolean, 'false', 'Of a Dockerfile: look for newer bases.'),
    network: (0,contract/* defaulted */.P_)(oneOf(['default', 'none', 'host']), 'default', 'Of a Dockerfile: the network of RUN steps.'),
};

;// CONCATENATED MODULE: ./actions/build-image/contract.ts









/** No repository has capital letters, but `${{ github.repository }}` may. */
const lowerCase = (value) => (value.startsWith(oci_reference/* LAYOUT_PREFIX */.A$) ? value : value.toLowerCase());
const repository = parsedBy('a repository, or oci-layout:PATH, without tag and digest', (value) => {
    const reference = (0,oci_reference/* parseReference */.F2)(lowerCase(value));
    if (reference.tag === undefined && reference.digest === undefined)
        return reference;
    throw new text_error/* UserError */.yo({
        what: 'a tag or digest stands in the name of the repository',
        rule: 'a repository alone: the digest is what is built, and tags have their own input',
        seen: JSON.stringify(value),
        next: reference.tag === undefined ? 'take the digest away' : `write tags: ${reference.tag}`,
    });
});
/** Seconds since 1970, or the commit's own time. */
const epoch = parsedBy("'commit', or seconds since 1970", (value) => {
    if (value === 'commit')
        return value;
    if (/^\d{1,10}$/.test(value))
        return Number(value);
    throw new text_error/* UserError */.yo({
        what: 'not a time',
        rule: "'commit', or whole seconds since 1970",
        seen: JSON.stringify(value),
    });
});
const percent = parsedBy('a percentage such as 20%', (value) => {
    const [, digits] = /^(\d{1,4}(?:\.\d{1,2})?)%$/.exec(value) ?? [];
    if (digits !== undefined)
        return Number(digits);
    throw new text_error/* UserError */.yo({
        what: 'not a percentage',
        rule: 'a number and %, such as 20%',
        seen: JSON.stringify(value),
    });
});
const bytes = parsedBy('a size such as 200MB or 512MiB', (value) => {
    const [, digits, unit = ''] = /^(\d{1,6}(?:\.\d{1,2})?) ?([KMG]i?)B$/.exec(value) ?? [];
    const power = 'KMG'.indexOf(unit.charAt(0)) + 1;
    if (digits !== undefined)
        return Math.round(Number(digits) * (unit.endsWith('i') ? 1024 : 1000) ** power);
    throw new text_error/* UserError */.yo({
        what: 'not a size',
        rule: 'a number and KB, MB, GB, KiB, MiB or GiB, such as 200MB',
        seen: JSON.stringify(value),
    });
});
/** Short ones can be found by trying. */
const secret = parsedBy('a secret of 16 characters or more', (value) => {
    if (value.length >= 16)
        return value;
    throw new text_error/* UserError */.yo({ what: 'too short', rule: '16 characters or more' });
});
/** In docker's notation a name may begin with its level; here both have them anyway. */
const annotation = parsedBy('NAME=text', (line) => {
    const { name, value } = pair('NAME', parser_text).parse(line);
    const [, bare] = /^(?:(?:manifest|index),?)+:(.+)$/.exec(name) ?? [];
    if (!/^(?:manifest|index)(?:-descriptor|\[)/.test(name))
        return { name: bare ?? name, value };
    throw new text_error/* UserError */.yo({
        what: 'an annotation of one platform or descriptor',
        rule: 'annotations are on the index and on every manifest alike',
        seen: JSON.stringify(name),
        next: 'write the name alone',
    });
});
const level = oneOf(['error', 'warn', 'off']);
const checkNames = Object.keys(check/* CHECKS */.ui);
const checkLevel = parsedBy('CHECK=off, warn or error', (value) => {
    const given = pair('CHECK', level).parse(value);
    const name = checkNames.find((each) => each === given.name);
    if (name !== undefined)
        return { name, level: given.value };
    const meant = (0,text_case/* nearest */.pA)(given.name, checkNames);
    throw new text_error/* UserError */.yo({
        what: `unknown check '${given.name}'`,
        rule: `known are ${checkNames.join(', ')}`,
        ...(meant === undefined ? {} : { next: `did you mean '${meant}'?` }),
    });
});
const contract_contract = (0,contract/* defineContract */.ye)({
    name: 'build-image',
    description: 'Builds an image: from plain files and a base without a daemon, with the same digest on every machine, or from a Dockerfile with BuildKit or buildah. Writes SLSA provenance and a CycloneDX SBOM for sign.',
    inputs: {
        mode: (0,contract/* defaulted */.P_)(oneOf(['build', 'merge']), 'build', '`build`: an image from `file`. `merge`: one index of images that other jobs pushed, see `sources`.'),
        sources: (0,contract/* optional */.lq)(lines(parsedBy('REPOSITORY@sha256:… or oci-layout:PATH@sha256:…', oci_reference/* parseDigestReference */.Dn)), 'With `mode: merge`: the images to join, by digest, each with platforms of its own.'),
        file: (0,contract/* defaulted */.P_)(parser_text, 'image.yml', 'What the image is made of: an `image.yml` (docs/schemas/image.schema.json describes it to editors), or a Dockerfile.'),
        image: (0,contract/* required */.mw)(repository, 'Where to put it: a repository such as `ghcr.io/acme/shop`, or `oci-layout:PATH`. Capital letters of a repository become small.'),
        tags: (0,contract/* optional */.lq)(parser_text, 'Tags, one a line: literal, or rules in the grammar of docker/metadata-action (`type=semver,pattern={{version}}`). Without it: the name of the git tag, branch or pull request. A version tag that exists with another digest is never moved.'),
        flavor: (0,contract/* optional */.lq)(parser_text, 'How all rules behave: `latest=auto|true|false`, `prefix=`, `suffix=`.'),
        labels: (0,contract/* optional */.lq)(lines(pair('NAME', parser_text)), "Labels of the image's config, `NAME=VALUE` one a line; they win over those of `file`."),
        annotations: (0,contract/* optional */.lq)(lines(annotation), 'Annotations of the index and of every manifest, `NAME=VALUE` one a line; they win over those of `file`.'),
        push: (0,contract/* defaulted */.P_)(parser_boolean, 'true', '`false`: build, check and report, and store nothing.'),
        'base-images': (0,contract/* optional */.lq)(level, 'What to do about a base that is not named by digest; `error` unless `checks:` in `file` says otherwise.'),
        'clean-tree': (0,contract/* optional */.lq)(level, 'What to do about changes that are not committed, and inputs that git neither knows nor ignores. Without it `checks:` of `file` decides, else `error`.'),
        checks: (0,contract/* optional */.lq)(lines(checkLevel), 'What checks do, `CHECK=off`, `warn` or `error` one a line, such as `root-user=error`; they win over `checks:` of `file`.'),
        'source-date-epoch': (0,contract/* defaulted */.P_)(epoch, 'commit', 'The time that the image says it was made: the commit’s, or seconds since 1970.'),
        'max-size': (0,contract/* optional */.lq)(bytes, 'How much the layers of a platform may weigh, compressed, before the check `size` says so, such as `200MB`.'),
        'max-size-growth': (0,contract/* defaulted */.P_)(percent, '20%', 'By how much the layers may grow since the previous release before the check `size` says so.'),
        'cache-dir': (0,contract/* optional */.lq)(parser_text, 'A directory for packed layers, to be kept between runs with `actions/cache`: a layer whose files did not change is not compressed again. Of a Dockerfile: see `cache-from`.'),
        'cache-secret': (0,contract/* optional */.lq)(secret, 'With `cache-dir`: a repository secret of 16 characters or more, such as `openssl rand -hex 32` prints. What is kept is sealed with it, and only what is sealed with it is taken: a cache that others can write cannot choose a byte, and need not be unpacked to be believed.', { secret: true }),
        'verify-reproducible': (0,contract/* defaulted */.P_)(parser_boolean, 'false', 'Assemble a second time, in another place and order, and compare.'),
        'verify-against': (0,contract/* optional */.lq)(parsedBy('REPOSITORY@sha256:… or oci-layout:PATH@sha256:…', oci_reference/* parseDigestReference */.Dn), 'An image by digest: it is built once more, as the provenance that is attached to it says, else as these inputs say, and compared; nothing is stored. The checkout has to be its commit.'),
        ...dockerfileInputs,
        ...registryInputs,
        ...dryRunInput,
    },
    outputs: {
        image: 'The image by digest: `REPOSITORY@sha256:…`. Always an index, for one platform too.',
        digest: 'The digest of the index.',
        'platform-digests': 'JSON: platform to digest of its manifest.',
        tags: 'Tags that now name the digest, one a line.',
        metadata: 'JSON: `tags` as full references, `labels`, `annotations` and `version`, as docker/metadata-action gives them.',
        version: 'What the image calls itself: its version, else its first tag.',
        attestations: 'What `sign` attaches: `TYPE[@DIGEST]=PATH`, one a line.',
        'buildkit-attestation-paths': 'With `buildkit-attestations`: the statements as BuildKit wrote them, one file a line. Nobody signed them; the provenance names them by digest.',
        'provenance-path': 'The SLSA provenance, a JSON file.',
        'sbom-paths': 'The CycloneDX SBOMs, one a platform, one a line.',
        'base-images': 'JSON: what it was built on: name, digest and, when it is known, its time.',
        size: 'Bytes of all blobs and manifests, compressed, each counted once.',
        comparison: 'With `verify-against`: `identical`, `same-content` (only the compression is another), or `different`.',
        reproducible: '`true` when `verify-reproducible` or `verify-against` showed it, `false` when `verify-against` showed that it is not, else `unknown`. Where `verify-reproducible` finds a difference the step fails.',
    },
    contradictions: contradictions,
    permissions: [
        { scope: 'contents', level: 'read', why: 'to check out the files of the image' },
        { scope: 'packages', level: 'write', why: 'to push to ghcr.io; not for other registries or a layout' },
    ],
});


/***/ }),

/***/ 112:
/***/ ((module, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _shared_action_run_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(461);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8241);


await (0,_shared_action_run_js__WEBPACK_IMPORTED_MODULE_0__/* .runAction */ .C)(_contract_js__WEBPACK_IMPORTED_MODULE_1__/* .contract */ .d, () => Promise.all(/* import() */[__nccwpck_require__.e(815), __nccwpck_require__.e(143)]).then(__nccwpck_require__.bind(__nccwpck_require__, 9143)));

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 2175:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P_: () => (/* binding */ defaulted),
/* harmony export */   TL: () => (/* binding */ parseInputs),
/* harmony export */   lq: () => (/* binding */ optional),
/* harmony export */   mw: () => (/* binding */ required),
/* harmony export */   ye: () => (/* binding */ defineContract)
/* harmony export */ });
/* harmony import */ var _text_case_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2354);
/* harmony import */ var _text_error_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6542);


/** An input that must be given. */
const required = (parser, description, options = {}) => ({
    parser,
    description,
    required: true,
    secret: options.secret ?? false,
});
/** An input that may be absent; `expression` is a runner expression that fills it in, such as `${{ github.token }}`. */
const optional = (parser, description, options = {}) => ({
    parser,
    description,
    required: false,
    secret: options.secret ?? false,
    ...(options.expression === undefined ? {} : { default: options.expression }),
});
/** An input with a literal default, written as a user would write it. */
const defaulted = (parser, literal, description) => ({
    parser,
    description,
    required: false,
    default: literal,
    secret: false,
});
const RESULT_OUTPUTS = {
    result: '`done`, `unchanged`, `refused`, `inconclusive`, `invalid`, `unavailable` or `bug`; set on failure too.',
    'report-path': 'The report as JSON, for tools; absent when the inputs were invalid.',
};
/** Adds the outputs that every action has. */
function defineContract(contract) {
    return { ...contract, outputs: { ...contract.outputs, ...RESULT_OUTPUTS } };
}
/**
 * Reads every input once. An empty text is an absent input.
 * @throws UserError with all problems at once: missing, malformed, out of range, contradictory.
 */
function parseInputs(contract, read) {
    const problems = [];
    const values = {};
    const written = new Set();
    for (const [name, input] of Object.entries(contract.inputs)) {
        const given = read(name) || literalDefault(input);
        if (given === '') {
            values[(0,_text_case_js__WEBPACK_IMPORTED_MODULE_1__/* .camel */ .nJ)(name)] = undefined;
            if (input.required)
                problems.push({ what: `input '${name}' is missing`, rule: input.parser.type });
            continue;
        }
        written.add(name);
        try {
            values[(0,_text_case_js__WEBPACK_IMPORTED_MODULE_1__/* .camel */ .nJ)(name)] = input.parser.parse(given);
        }
        catch (error) {
            if (!(error instanceof _text_error_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo))
                throw error;
            problems.push(...error.problems.map((problem) => about(name, input, problem)));
        }
    }
    problems.push(...(contract.contradictions?.(values, written) ?? []));
    if (problems.length > 0)
        throw new _text_error_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo(problems);
    return values;
}
const literalDefault = (input) => input.default === undefined || input.default.includes('${{') ? '' : input.default;
/** Names the input; what a secret held is not shown. */
function about(name, input, problem) {
    const what = `input '${name}': ${problem.what}`;
    if (!input.secret)
        return { ...problem, what };
    return { what, ...(problem.rule === undefined ? {} : { rule: problem.rule }) };
}


/***/ }),

/***/ 461:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  C: () => (/* binding */ runAction)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
var external_node_path_default = /*#__PURE__*/__nccwpck_require__.n(external_node_path_);
// EXTERNAL MODULE: ./shared/text/error.ts
var text_error = __nccwpck_require__(6542);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(8161);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __nccwpck_require__(8500);
;// CONCATENATED MODULE: ./shared/action/system-clock.ts

const systemClock = {
    now: () => new Date(),
    sleep: async (milliseconds, signal) => {
        signal?.throwIfAborted();
        try {
            await (0,promises_.setTimeout)(milliseconds, undefined, signal === undefined ? {} : { signal });
        }
        catch (error) {
            signal?.throwIfAborted();
            throw error;
        }
    },
};

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
;// CONCATENATED MODULE: ./shared/action/runner.ts


/**
 * The runner's protocol: what it gives a step in variables, and what it reads from its standard output and from files (GitHub Docs,
 * "Workflow commands for GitHub Actions"). The runner's own toolkit does the same, and brings an HTTP client of a megabyte.
 */
/** The text of an input, trimmed; empty when it is absent. Spaces of a name become underscores, hyphens stay. */
const readInput = (name) => (process.env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim();
const escapeData = (text) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text) => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
/** Writes `::name key=value,…::text`, escaped. */
function writeCommand(name, text, properties = {}) {
    const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
    writeLine(`::${name}${list.length > 0 ? ` ${list.join(',')}` : ''}::${escapeData(text)}`);
}
/** Writes one or more lines as they are; what is not ours must have gone through `inert`. */
function writeLine(text) {
    process.stdout.write(`${text}\n`);
}
/** From now on the log shows `***` instead; each line of a secret is masked too, since the runner masks line by line. */
function maskSecret(secret) {
    writeCommand('add-mask', secret);
}
/** Sets an output of the step. Outside of a runner it is printed. */
function writeOutput(name, value) {
    const file = process.env['GITHUB_OUTPUT'] ?? '';
    if (file === '') {
        writeCommand('set-output', value, { name });
        return;
    }
    // The delimiter is random, so that no value can hold the end of itself and another output behind it.
    const delimiter = `ghadelimiter_${(0,external_node_crypto_.randomUUID)()}`;
    (0,external_node_fs_.appendFileSync)(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}
/** Adds Markdown to the job summary. Outside of a runner it goes nowhere. */
function writeSummary(markdown) {
    const file = process.env['GITHUB_STEP_SUMMARY'] ?? '';
    if (file !== '')
        (0,external_node_fs_.appendFileSync)(file, `${markdown}\n`);
}

;// CONCATENATED MODULE: ./shared/action/log.ts

/**
 * Text from outside could be a workflow command: `::set-output::…` at the start of a line, or the older `##[…]`, which the runner finds
 * anywhere in a line. A zero-width space within the mark leaves it readable and makes it mean nothing.
 */
const inert = (text) => text
    .replace(/\r\n?/g, '\n')
    .replace(/^([^\S\n]*)::/gm, '$1\u200b::')
    .replaceAll('##[', '##\u200b[');
/** As an annotation of the file has it. */
const placeOf = ({ file, line, column, }) => ({
    file,
    line,
    ...(column === undefined ? {} : { col: column }),
});
const log = {
    info: (line) => {
        writeLine(inert(line));
    },
    warn: (line, at) => {
        writeCommand('warning', line, at === undefined ? {} : placeOf(at));
    },
    group: async (title, work) => {
        writeCommand('group', title);
        try {
            return await work();
        }
        finally {
            writeCommand('endgroup', '');
        }
    },
};

// EXTERNAL MODULE: ./shared/text/json.ts
var json = __nccwpck_require__(300);
;// CONCATENATED MODULE: ./shared/action/context.ts








/** Why everything stops when the runner says so. */
const CANCELLED = {
    what: 'the job was cancelled',
    rule: 'what was begun may be there in part; nothing is tagged, recorded or decided before all of it is',
    next: 'run the job again: it completes what is there',
};
const variable = (name) => process.env[name] ?? '';
/** Reads the runner's environment once. */
function loadContext() {
    const controller = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM']) {
        process.once(signal, () => {
            controller.abort(new text_error/* UserError */.yo(CANCELLED));
        });
    }
    return {
        run: loadRun(),
        log: log,
        clock: systemClock,
        workspace: variable('GITHUB_WORKSPACE') || process.cwd(),
        temp: variable('RUNNER_TEMP') || (0,external_node_os_.tmpdir)(),
        dockerConfig: variable('DOCKER_CONFIG') || external_node_path_default().join((0,external_node_os_.homedir)(), '.docker'),
        proxy: loadProxy(),
        signal: controller.signal,
        variable: (name) => process.env[name],
        mask: (secret) => {
            if (secret !== '')
                maskSecret(secret);
        },
        idToken,
    };
}
function loadRun() {
    return {
        repository: variable('GITHUB_REPOSITORY'),
        repositoryId: variable('GITHUB_REPOSITORY_ID'),
        ownerId: variable('GITHUB_REPOSITORY_OWNER_ID'),
        ref: variable('GITHUB_REF'),
        sha: variable('GITHUB_SHA'),
        workflowRef: variable('GITHUB_WORKFLOW_REF'),
        job: variable('GITHUB_JOB'),
        runId: variable('GITHUB_RUN_ID'),
        runAttempt: variable('GITHUB_RUN_ATTEMPT'),
        actor: variable('GITHUB_ACTOR'),
        eventName: variable('GITHUB_EVENT_NAME'),
        event: loadEvent(variable('GITHUB_EVENT_PATH')),
        serverUrl: variable('GITHUB_SERVER_URL') || 'https://github.com',
        apiUrl: variable('GITHUB_API_URL') || 'https://api.github.com',
        runnerEnvironment: variable('RUNNER_ENVIRONMENT'),
    };
}
function loadEvent(file) {
    if (file === '')
        return undefined;
    try {
        return (0,json/* parseJson */.qF)((0,external_node_fs_.readFileSync)(file));
    }
    catch {
        return undefined;
    }
}
function loadProxy() {
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
    const set = names.map((name) => [name, process.env[name]]);
    return Object.fromEntries(set.filter((entry) => entry[1] !== undefined));
}
async function idToken(audience) {
    if (variable('ACTIONS_ID_TOKEN_REQUEST_URL') === '' || variable('ACTIONS_ID_TOKEN_REQUEST_TOKEN') === '') {
        throw new text_error/* UserError */.yo({
            what: 'this job has no OIDC token',
            rule: 'keyless signing needs one; a pull request from a fork never has it, and a reusable workflow has only what its caller grants',
            next: "add 'permissions: { id-token: write }' to the job (and to the caller of a reusable workflow)",
        });
    }
    const { getIDToken } = await __nccwpck_require__.e(/* import() */ 421).then(__nccwpck_require__.bind(__nccwpck_require__, 6421));
    return getIDToken(audience);
}

// EXTERNAL MODULE: ./shared/action/contract.ts
var action_contract = __nccwpck_require__(2175);
// EXTERNAL MODULE: ./shared/text/markdown.ts
var markdown = __nccwpck_require__(1043);
;// CONCATENATED MODULE: ./shared/action/failure-summary.ts

/** How a run can end without a verdict: what the output `result` says, and the words of the heading. */
const ENDS = {
    inputs: { result: 'invalid', sign: '⛔', words: 'the inputs are not valid, nothing was done' },
    invalid: { result: 'invalid', sign: '⛔', words: 'stopped, something it was given is not valid' },
    refused: { result: 'refused', sign: '⛔', words: 'refused' },
    cancelled: { result: 'inconclusive', sign: '⏸️', words: 'cancelled, a new run completes it' },
    unavailable: { result: 'unavailable', sign: '⚠️', words: 'a service did not answer' },
    bug: { result: 'bug', sign: '⚠️', words: 'failed by a mistake of ours' },
};
/** Markdown for a run that could not reach a verdict: what happened, what to do, then why; a table when there are several problems. */
function failureSummary(action, end, problems) {
    const heading = `### ${ENDS[end].sign} ${action}: ${ENDS[end].words}`;
    const [first, ...others] = problems;
    if (first === undefined)
        return `${heading}\n`;
    const parts = others.length === 0 ? onlyProblem(first) : [problemTable(problems)];
    return `${[heading, ...parts].join('\n\n')}\n`;
}
function onlyProblem({ what, rule, seen, next, at }) {
    const facts = [
        ...(rule === undefined ? [] : [`- rule: ${(0,markdown/* escape */.ih)(rule)}`]),
        ...(seen === undefined ? [] : [`- seen: ${(0,markdown/* escape */.ih)(seen)}`]),
        ...(at === undefined ? [] : [`- where: ${failure_summary_placeOf(at)}`]),
    ];
    return [
        (0,markdown/* escape */.ih)(what),
        ...(next === undefined ? [] : [`**To do:** ${(0,markdown/* escape */.ih)(next)}`]),
        ...(facts.length === 0 ? [] : [facts.join('\n')]),
    ];
}
/** A text in the table; the annotations have it whole. */
const MAX_CHARACTERS = 300;
const COLUMNS = [
    ['what', ({ what }) => shown(what)],
    ['rule', ({ rule }) => shown(rule)],
    ['seen', ({ seen }) => shown(seen)],
    ['where', ({ at }) => at && failure_summary_placeOf(at)],
    ['what to do', ({ next }) => shown(next)],
];
const shown = (text) => text && (0,markdown/* escape */.ih)((0,markdown/* cut */.Jj)(text, MAX_CHARACTERS));
/** Columns of which no problem says anything are left out. */
function problemTable(problems) {
    const used = COLUMNS.filter(([, content]) => problems.some((problem) => content(problem) !== undefined));
    return (0,markdown/* table */.tp)(used.map(([heading]) => heading), problems.map((problem) => used.map(([, content]) => content(problem) ?? '–')));
}
const failure_summary_placeOf = ({ file, line, column }) => (0,markdown/* code */.aY)([file, line, ...(column === undefined ? [] : [column])].join(':'));

;// CONCATENATED MODULE: ./shared/action/run.ts








const MAX_SUMMARY_BYTES = 900 * 1024;
const MAX_OUTPUT_BYTES = 256 * 1024;
const PLATFORMS = ['linux-x64', 'linux-arm64'];
/**
 * Runs an action: inputs are parsed and secrets masked before its program is loaded, and no network is touched before inputs are valid.
 * The only place that catches: outputs, summary, annotations, `result` and the exit code are all decided here.
 */
async function runAction(contract, load) {
    let context;
    try {
        const inputs = start(contract);
        context = loadContext();
        const program = await load();
        conclude(contract, context, await program.run(inputs, context));
    }
    catch (error) {
        fail(contract.name, failureOf(error, context));
    }
}
/** Masks secrets, then parses every input. */
function start(contract) {
    for (const [name, input] of Object.entries(contract.inputs)) {
        const value = input.secret ? readInput(name) : '';
        if (value !== '')
            maskSecret(value);
    }
    const platform = `${process.platform}-${process.arch}`;
    if (!PLATFORMS.includes(platform)) {
        throw new text_error/* UserError */.yo({
            what: `${contract.name} does not run here`,
            rule: `runners on ${PLATFORMS.join(' and ')}`,
            seen: platform,
            next: 'use runs-on: ubuntu-24.04 or ubuntu-24.04-arm',
        });
    }
    return (0,action_contract/* parseInputs */.TL)(contract, readInput);
}
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
function conclude(contract, context, outcome) {
    const reportPath = external_node_path_default().join(context.temp, 'fixity', `${contract.name}-${process.pid}.json`);
    (0,external_node_fs_.mkdirSync)(external_node_path_default().dirname(reportPath), { recursive: true });
    (0,external_node_fs_.writeFileSync)(reportPath, `${JSON.stringify(outcome.report, null, 2)}\n`);
    const outputs = { ...outcome.outputs, result: outcome.result, reportPath };
    let bytes = 0;
    for (const [name, value] of Object.entries(outputs)) {
        if (value === undefined)
            continue;
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        bytes += Buffer.byteLength(text);
        if (bytes > MAX_OUTPUT_BYTES)
            throw new Error(`the outputs exceed ${MAX_OUTPUT_BYTES} bytes at '${kebab(name)}'`);
        writeOutput(kebab(name), text);
    }
    writeSummary(fitting(outcome.summary));
    for (const problem of outcome.problems ?? [])
        annotate(problem);
    writeLine(inert(outcome.headline));
    if (outcome.result === 'refused' || outcome.result === 'inconclusive')
        process.exitCode = 1;
}
function fitting(markdown) {
    const bytes = Buffer.from(markdown);
    if (bytes.length <= MAX_SUMMARY_BYTES)
        return markdown;
    return `${bytes.subarray(0, MAX_SUMMARY_BYTES).toString()}\n\n(cut; the report has it all)`;
}
function annotate(problem) {
    writeCommand('error', (0,text_error/* describeProblem */.BJ)(problem), problem.at === undefined ? {} : placeOf(problem.at));
}
/** Whatever was thrown; without a context nothing but the inputs had been looked at. */
function failureOf(error, context) {
    if (context?.signal.aborted === true)
        return { end: 'cancelled', problems: [CANCELLED] };
    if (error instanceof text_error/* UserError */.yo) {
        return { end: context === undefined ? 'inputs' : error.result, problems: error.problems };
    }
    if (error instanceof text_error/* UnavailableError */.hG)
        return { end: 'unavailable', problems: [error.problem] };
    const problem = {
        what: (0,text_error/* messageOf */.bD)(error),
        rule: 'this is a mistake of ours',
        next: 'report it with the stack in the log',
    };
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { end: 'bug', problems: [problem], stack };
}
function fail(action, { end, problems, stack }) {
    process.exitCode = 1;
    writeOutput('result', ENDS[end].result);
    if (stack !== undefined) {
        writeCommand('group', 'Stack');
        writeLine(inert(stack));
        writeCommand('endgroup', '');
    }
    for (const problem of problems)
        annotate(problem);
    writeSummary(failureSummary(action, end, problems));
    writeLine(inert(`${action}: ${ENDS[end].words}`));
}


/***/ }),

/***/ 9528:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   S4: () => (/* binding */ judge),
/* harmony export */   ui: () => (/* binding */ CHECKS)
/* harmony export */ });
/* unused harmony export DEFAULT_LEVELS */
/** What can be looked for before and after a build; each can be `off`, `warn` or `error`. */
const CHECKS = {
    'base-images': 'every base is named by digest',
    'remote-sources': 'everything that an ADD of a Dockerfile fetches is named by checksum or commit',
    'clean-tree': 'everything that goes in is committed, or ignored by git on purpose',
    'secret-files': 'no file that is known to hold credentials',
    'secret-values': 'no environment variable, label or step of the history that looks like a credential',
    'root-user': 'the container does not run as root',
    setuid: 'no new file takes on its owner’s rights',
    leftovers: 'no version-control folder, package cache or compiler',
    healthcheck: 'there is a health check',
    builder: 'nothing that the builder itself warns of',
    compression: 'every runtime can read the layers',
    size: 'the layers keep within their budget, and did not grow by more than a limit since the previous release',
};
/** What each check does where nothing else is said. */
const DEFAULT_LEVELS = {
    'base-images': 'error',
    'remote-sources': 'warn',
    'clean-tree': 'error',
    'secret-files': 'error',
    'secret-values': 'error',
    'root-user': 'warn',
    setuid: 'warn',
    leftovers: 'warn',
    healthcheck: 'off',
    builder: 'warn',
    compression: 'warn',
    size: 'warn',
};
/** Findings with their levels; those of checks that are off are left out. Errors come first. */
function judge(findings, levels) {
    const judged = findings.flatMap((finding) => {
        const level = levels[finding.check] ?? DEFAULT_LEVELS[finding.check];
        return level === 'off' ? [] : [{ ...finding, level }];
    });
    return [
        ...judged.filter((each) => each.level === 'error'),
        ...judged.filter((each) => each.level === 'warn'),
    ];
}


/***/ }),

/***/ 162:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Bc: () => (/* binding */ isDigest),
/* harmony export */   VK: () => (/* binding */ shortDigest),
/* harmony export */   ZD: () => (/* binding */ hexOf),
/* harmony export */   m: () => (/* binding */ parseDigest),
/* harmony export */   ol: () => (/* binding */ digestOf)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__nccwpck_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _text_error_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6542);


const DIGEST = /^sha256:[0-9a-f]{64}$/;
/** @throws UserError for anything but a SHA-256 digest; other algorithms are named in the error. */
function parseDigest(text) {
    if (isDigest(text))
        return text;
    throw new _text_error_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .yo({
        what: 'not a digest',
        rule: 'sha256: and 64 lower-case hexadecimal characters',
        seen: JSON.stringify(text),
    });
}
const isDigest = (text) => DIGEST.test(text);
const digestOf = (bytes) => `sha256:${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(bytes).digest('hex')}`;
/** The 64 hexadecimal characters. */
const hexOf = (digest) => digest.slice('sha256:'.length);
/** For tables: `sha256:` and 12 characters. */
const shortDigest = (digest) => digest.slice(0, 'sha256:'.length + 12);


/***/ }),

/***/ 1413:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Bq: () => (/* binding */ formatPlatform),
/* harmony export */   FL: () => (/* binding */ parsePlatform),
/* harmony export */   H3: () => (/* binding */ isAttestation)
/* harmony export */ });
/* harmony import */ var _text_error_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6542);

/** `linux/arm64/v8`. */
const formatPlatform = ({ os, architecture, variant }) => variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
/** @throws UserError unless the text is os/architecture or os/architecture/variant. */
function parsePlatform(text) {
    const match = /^([a-z0-9]+)\/([a-z0-9_]+)(?:\/([a-z0-9_.-]+))?$/.exec(text);
    if (match?.[1] === undefined || match[2] === undefined) {
        throw new _text_error_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo({
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


/***/ }),

/***/ 7121:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   A$: () => (/* binding */ LAYOUT_PREFIX),
/* harmony export */   Dn: () => (/* binding */ parseDigestReference),
/* harmony export */   F2: () => (/* binding */ parseReference),
/* harmony export */   FH: () => (/* binding */ formatReference),
/* harmony export */   aR: () => (/* binding */ repositoryName),
/* harmony export */   dz: () => (/* binding */ isTag),
/* harmony export */   hQ: () => (/* binding */ withDigest)
/* harmony export */ });
/* harmony import */ var _text_error_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6542);
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(162);


const LAYOUT_PREFIX = 'oci-layout:';
const DOCKER_HUB = 'docker.io';
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-fA-F:]+\\])(?::([0-9]{1,5}))?$`);
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const MAX_REPOSITORY_CHARACTERS = 255;
const isTag = (text) => TAG.test(text);
/**
 * Parses `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]` by the grammar of the distribution project, with Docker Hub's short names
 * (`nginx` is `docker.io/library/nginx`), and `oci-layout:PATH[:TAG][@DIGEST]`.
 * @throws UserError that says which part is wrong.
 */
function parseReference(text) {
    if (text.startsWith(LAYOUT_PREFIX))
        return parseLayout(text);
    const { name, tag, digest } = splitReference(text, text);
    const { registry, repository } = splitName(name);
    checkRegistry(registry, text);
    checkRepository(repository, text);
    return { kind: 'registry', registry, repository, ...version(tag, digest) };
}
/**
 * Parses a reference that names its image by digest.
 * @throws UserError also for a tag without a digest: a tag may name something else by the time it is read.
 */
function parseDigestReference(text) {
    const reference = parseReference(text);
    const { digest } = reference;
    if (digest !== undefined)
        return { ...reference, digest };
    throw new _text_error_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo({
        what: 'the image is not named by digest',
        rule: 'a tag can be moved between two steps, a digest cannot: REPOSITORY@sha256:…',
        seen: JSON.stringify(text),
        next: 'use the image output of the step that built or copied it',
    });
}
/** The reference as text, in full: `docker.io/library/nginx:1.27@sha256:…`. */
function formatReference(reference) {
    const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
    const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
    return `${repositoryName(reference)}${tag}${digest}`;
}
/** The same repository, pinned to `digest`; a tag is dropped, since it no longer decides anything. */
function withDigest(reference, digest) {
    const parts = Object.entries(reference).filter(([part]) => part !== 'tag');
    return { ...Object.fromEntries(parts), digest };
}
/** Without tag and digest: `ghcr.io/acme/shop`, `oci-layout:./image`. */
const repositoryName = (reference) => reference.kind === 'registry'
    ? `${reference.registry}/${reference.repository}`
    : `${LAYOUT_PREFIX}${reference.path}`;
function parseLayout(text) {
    const { name, tag, digest } = splitReference(text.slice(LAYOUT_PREFIX.length), text);
    if (name === '' || name.includes('\0'))
        fail('an image layout needs a path', 'oci-layout:PATH[:TAG][@DIGEST]', text);
    return { kind: 'layout', path: name, ...version(tag, digest) };
}
/** A colon is a tag's only after the last slash: before it, it is a port's. */
function splitReference(text, whole) {
    const at = text.indexOf('@');
    const digest = at === -1 ? undefined : text.slice(at + 1);
    if (digest !== undefined && !(0,_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .isDigest */ .Bc)(digest)) {
        fail('not a digest', 'sha256: and 64 lower-case hexadecimal characters after the @', whole);
    }
    const rest = at === -1 ? text : text.slice(0, at);
    const colon = rest.lastIndexOf(':');
    if (colon <= rest.lastIndexOf('/'))
        return { name: rest, tag: undefined, digest };
    const tag = rest.slice(colon + 1);
    if (!isTag(tag))
        fail('not a tag', 'up to 128 letters, digits, _, . and -, the first not . or -', whole);
    return { name: rest.slice(0, colon), tag, digest };
}
/** The first part is a registry when it could not be a repository's: it has a dot, a port or a capital, or is `localhost`. */
function splitName(name) {
    const slash = name.indexOf('/');
    const first = name.slice(0, Math.max(slash, 0));
    const isRegistry = /[.:[]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
    if (slash === -1 || !isRegistry)
        return { registry: DOCKER_HUB, repository: hubRepository(name) };
    const repository = name.slice(slash + 1);
    const hub = ['index.docker.io', 'registry-1.docker.io', DOCKER_HUB].includes(first);
    return hub
        ? { registry: DOCKER_HUB, repository: hubRepository(repository) }
        : { registry: first, repository };
}
const hubRepository = (name) => name.includes('/') || name === '' ? name : `library/${name}`;
function checkRegistry(registry, whole) {
    const host = HOST.exec(registry);
    if (host === null)
        fail('not a registry', 'a host name or address, with an optional port', whole);
    else if (host[1] !== undefined && Number(host[1]) > 65_535)
        fail('not a port', '0 to 65535', whole);
}
function checkRepository(repository, whole) {
    if (repository !== repository.toLowerCase()) {
        fail('a repository name has no capital letters', 'write it in lower case', whole);
    }
    if (!REPOSITORY.test(repository)) {
        fail('not a repository name', 'lower-case letters and digits, parted by /, ., _, __ or -', whole);
    }
    if (repository.length > MAX_REPOSITORY_CHARACTERS) {
        fail('the repository name is too long', `${MAX_REPOSITORY_CHARACTERS} characters`, whole);
    }
    if (/^(library\/)?[0-9a-f]{64}$/.test(repository)) {
        fail('a bare image ID does not name a repository', 'REPOSITORY@sha256:…', whole);
    }
}
function fail(what, rule, seen) {
    throw new _text_error_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo({ what, rule, seen: JSON.stringify(seen) });
}
const version = (tag, digest) => ({
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
});


/***/ }),

/***/ 2354:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   au: () => (/* binding */ didYouMean),
/* harmony export */   nJ: () => (/* binding */ camel),
/* harmony export */   pA: () => (/* binding */ nearest)
/* harmony export */ });
/** `registry-username` becomes `registryUsername`. */
const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
/** The candidate that is spelled most like `text`, when it is near enough to be what was meant (at most a third of it differs). */
function nearest(text, candidates) {
    const limit = Math.max(1, Math.floor(text.length / 3));
    const ranked = candidates
        .map((candidate) => ({ candidate, steps: distance(text.toLowerCase(), candidate.toLowerCase()) }))
        .filter(({ steps }) => steps <= limit)
        .sort((a, b) => a.steps - b.steps);
    return ranked[0]?.candidate;
}
/** What to do about a name that nobody knows: nothing of it when no candidate is near. */
function didYouMean(text, candidates) {
    const meant = nearest(text, candidates);
    return meant === undefined ? {} : { next: `did you mean '${meant}'?` };
}
/** Damerau's and Levenshtein's distance: letters inserted, removed, replaced, or two neighbours swapped, each letter once. */
function distance(a, b) {
    let before = [];
    let row = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i += 1) {
        const next = [i];
        for (let j = 1; j <= b.length; j += 1) {
            const replaced = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
            const swapped = areSwapped(a, i, b, j) ? at(before, j - 2) + 1 : Infinity;
            next.push(Math.min(replaced, swapped, at(row, j) + 1, at(next, j - 1) + 1));
        }
        [before, row] = [row, next];
    }
    return at(row, b.length);
}
const at = (row, index) => row[index] ?? 0;
/** Whether the last two letters of `a`'s first `i` are those of `b`'s first `j` the other way round. */
const areSwapped = (a, i, b, j) => i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];


/***/ }),

/***/ 4154:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E9: () => (/* binding */ parseDuration),
/* harmony export */   a3: () => (/* binding */ formatDuration)
/* harmony export */ });
/* unused harmony export formatTime */
/* harmony import */ var _error_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6542);

const MILLISECONDS_PER = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const PART = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)/;
/**
 * Parses `90s`, `1h30m`, `7d`, `250ms`: whole or decimal numbers with units from large to small.
 * @throws UserError when anything else stands in the text.
 */
function parseDuration(text) {
    let total = 0;
    let previous = Infinity;
    let rest = text;
    do {
        const part = PART.exec(rest);
        const factor = part === null ? Infinity : MILLISECONDS_PER[part[2]];
        if (part === null || factor >= previous) {
            throw new _error_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .yo({
                what: 'not a duration',
                rule: 'numbers with ms, s, m, h or d, from large to small, such as 90s or 1h30m',
                seen: JSON.stringify(text),
            });
        }
        total += Number(part[1]) * factor;
        previous = factor;
        rest = rest.slice(part[0].length);
    } while (rest !== '');
    return total;
}
/** The two largest units that matter: `4 min 30 s`, `2 h`, `8 days`, `250 ms`. */
function formatDuration(milliseconds) {
    if (milliseconds < 1_000)
        return `${Math.round(milliseconds)} ms`;
    const seconds = Math.round(milliseconds / 1_000);
    const [minutes, hours, days] = [
        Math.floor(seconds / 60),
        Math.floor(seconds / 3_600),
        Math.floor(seconds / 86_400),
    ];
    if (days >= 2)
        return `${days} days`;
    if (hours > 0)
        return two(`${hours} h`, minutes % 60, 'min');
    if (minutes > 0)
        return two(`${minutes} min`, seconds % 60, 's');
    return `${seconds} s`;
}
const two = (first, rest, name) => rest === 0 ? first : `${first} ${rest} ${name}`;
/** UTC to the second, as summaries show it: `2026-11-24 14:02:11Z`. */
const formatTime = (time) => `${time.toISOString().slice(0, 19).replace('T', ' ')}Z`;


/***/ }),

/***/ 6542:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   BJ: () => (/* binding */ describeProblem),
/* harmony export */   bD: () => (/* binding */ messageOf),
/* harmony export */   hG: () => (/* binding */ UnavailableError),
/* harmony export */   yo: () => (/* binding */ UserError)
/* harmony export */ });
/** `what – rule – saw seen – next`, leaving out what is not known; one line when its parts are. */
function describeProblem(problem) {
    const parts = [problem.what, problem.rule, problem.seen && `saw ${problem.seen}`, problem.next];
    return parts.filter((part) => part !== undefined && part !== '').join(' – ');
}
/** Something that its user can mend: wrong input, or a refusal by a rule. It carries every problem that was found, not only the first. */
class UserError extends Error {
    name = 'UserError';
    problems;
    result;
    constructor(problems, options = {}) {
        const list = Array.isArray(problems) ? problems : [problems];
        super(list.map(describeProblem).join('\n'), options.cause === undefined ? {} : { cause: options.cause });
        this.problems = list;
        this.result = options.result ?? 'invalid';
    }
}
/** A service did not answer as it must; trying again later may help, changing the input will not. */
class UnavailableError extends Error {
    name = 'UnavailableError';
    problem;
    constructor(problem, options = {}) {
        super(describeProblem(problem), options.cause === undefined ? {} : { cause: options.cause });
        this.problem = problem;
    }
}
/** The text of anything that was thrown. */
function messageOf(thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
}


/***/ }),

/***/ 300:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   MR: () => (/* binding */ tryJson),
/* harmony export */   qF: () => (/* binding */ parseJson)
/* harmony export */ });
/* unused harmony exports MAX_JSON_DEPTH, MAX_JSON_LENGTH */
/* harmony import */ var _size_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9831);

/** Honest documents stay far below; functions that call themselves for each level stay far above. */
const MAX_JSON_DEPTH = 256;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** In bytes, or characters; what may be larger says so where it is read. */
const MAX_JSON_LENGTH = 64 * 1024 * 1024;
/**
 * `JSON.parse` for texts from outside, which are bounded: whatever walks over the value may call itself for each level. Bytes are UTF-8.
 * @throws SyntaxError when it is no JSON, too long, or nests deeper than `MAX_JSON_DEPTH`; it never quotes the text, which may hold secrets.
 */
function parseJson(json, maxLength = MAX_JSON_LENGTH) {
    if (json.length > maxLength)
        throw new SyntaxError(`more than ${(0,_size_js__WEBPACK_IMPORTED_MODULE_0__/* .formatBytes */ .z)(maxLength)} of JSON`);
    const text = typeof json === 'string' ? json : decode(json);
    if (isTooDeep(text))
        throw new SyntaxError(`nested deeper than ${MAX_JSON_DEPTH} levels`);
    try {
        return JSON.parse(text);
    }
    catch (error) {
        throw new SyntaxError(withoutQuote(error.message));
    }
}
/** What `parseJson` reads; undefined instead of an error. */
function tryJson(json) {
    try {
        return parseJson(json);
    }
    catch {
        return undefined;
    }
}
function decode(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    }
    catch {
        throw new SyntaxError('not UTF-8');
    }
}
/** V8 says `Unexpected token 'x', ..."text"... is not valid JSON`, or where it stopped. */
const withoutQuote = (message) => message.replace(/, (?:\.\.\.)?".*$/su, '');
function isTooDeep(text) {
    let depth = 0;
    for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (code === QUOTE)
            at = endOfString(text, at);
        else if (code === 0x5b || code === 0x7b)
            depth += 1;
        else if (code === 0x5d || code === 0x7d)
            depth -= 1;
        if (depth > MAX_JSON_DEPTH)
            return true;
    }
    return false;
}
/** The place of the quote that ends the string which begins at `start`; the end of the text when none does. */
function endOfString(text, start) {
    let end = text.indexOf('"', start + 1);
    while (end !== -1 && isEscaped(text, end))
        end = text.indexOf('"', end + 1);
    return end === -1 ? text.length : end;
}
function isEscaped(text, at) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH)
        backslashes += 1;
    return backslashes % 2 === 1;
}


/***/ }),

/***/ 1043:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Hn: () => (/* binding */ cell),
/* harmony export */   Jj: () => (/* binding */ cut),
/* harmony export */   OF: () => (/* binding */ fenced),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   ih: () => (/* binding */ escape),
/* harmony export */   tp: () => (/* binding */ table),
/* harmony export */   zH: () => (/* binding */ details)
/* harmony export */ });
/** Markdown for GitHub's job summaries (GitHub Flavored Markdown 0.29). Whatever comes from outside goes through `escape`, `cell` or `code`. */
/** A cell shows at most this many characters of a text from outside. */
const MAX_CELL_CHARACTERS = 120;
/** Control, bidirectional and zero-width characters: they can hide text or reorder it, and none of them carries meaning here. */
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const oneLine = (text) => text
    .replace(/[\s\u2028\u2029]+/g, ' ')
    .replace(INVISIBLE, '')
    .trim();
/** Cuts after `limit` characters, never inside a surrogate pair, and shows that it did. */
function cut(text, limit) {
    const characters = Array.from(text);
    return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}
const entity = (mark) => `&#${mark.charCodeAt(0)};`;
/**
 * Makes one line of text mean only itself in Markdown and HTML: no link, image, mention, emphasis, tag, code, emoji, list or table.
 * What is harmless where it stands stays readable in the source, such as the hyphen within a word.
 */
function escape(text) {
    return oneLine(text)
        .replace(/&/g, '&amp;')
        .replace(/</g, '&lt;')
        .replace(/>/g, '&gt;')
        .replace(/(?<!&)#|[\\`*_[\]|~$@]|:(?=\S)/g, entity)
        .replace(/^[-+=]/, entity)
        .replace(/^(\d+)\./, (_, digits) => `${digits}${entity('.')}`)
        .replace(/\b(www)\./gi, (_, word) => `${word}${entity('.')}`);
}
/** Text from outside, for one table cell. */
const cell = (text) => escape(cut(oneLine(text), MAX_CELL_CHARACTERS));
/** A code span that shows `text` literally, whatever it holds; for inside and outside of tables. */
function code(text) {
    const escaped = oneLine(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    return `<code>${escaped.replace(/(?<!&)#|[\\`*_[\]|~$:@]/g, entity)}</code>`;
}
/** A table; headings and cells are Markdown already (use `cell` and `code`). Rows past `fold` go into a folded part. */
function table(headings, rows, fold = 20) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    const head = [line(headings), line(headings.map(() => '---'))];
    const shown = [...head, ...rows.slice(0, fold).map(line)].join('\n');
    const rest = rows.slice(fold);
    if (rest.length === 0)
        return shown;
    return `${shown}\n\n${details(`${rest.length} more`, [...head, ...rest.map(line)].join('\n'))}`;
}
/** A folded part; `summary` is plain text, `body` Markdown. */
const details = (summary, body) => `<details><summary>${escape(summary)}</summary>\n\n${body}\n\n</details>`;
/** A fenced block whose fence is longer than any run of backticks within. */
function fenced(language, text) {
    const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), (run) => run[0].length));
    const fence = '`'.repeat(longest + 1);
    return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}


/***/ }),

/***/ 9831:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ plural),
/* harmony export */   z: () => (/* binding */ formatBytes)
/* harmony export */ });
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
/** Bytes for people: `512 B`, `1.5 KiB`, `41.2 MiB`. */
function formatBytes(bytes) {
    const power = Math.min(UNITS.length - 1, bytes < 1024 ? 0 : Math.floor(Math.log2(bytes) / 10));
    const unit = UNITS[power] ?? 'B';
    return power === 0 ? `${bytes} B` : `${(bytes / 1024 ** power).toFixed(1)} ${unit}`;
}
/** `1 layer`, `2 layers`. */
const plural = (count, noun, many = `${noun}s`) => `${count} ${count === 1 ? noun : many}`;


/***/ }),

/***/ 2613:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");

/***/ }),

/***/ 181:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("buffer");

/***/ }),

/***/ 5317:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process");

/***/ }),

/***/ 6982:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");

/***/ }),

/***/ 4434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 8611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 5692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 9278:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("net");

/***/ }),

/***/ 4589:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:assert");

/***/ }),

/***/ 6698:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:async_hooks");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:buffer");

/***/ }),

/***/ 1421:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");

/***/ }),

/***/ 7540:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:console");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 3053:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:diagnostics_channel");

/***/ }),

/***/ 610:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:dns");

/***/ }),

/***/ 8474:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 7067:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");

/***/ }),

/***/ 2467:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http2");

/***/ }),

/***/ 4708:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");

/***/ }),

/***/ 7030:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");

/***/ }),

/***/ 8161:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 3916:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path/posix");

/***/ }),

/***/ 643:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:perf_hooks");

/***/ }),

/***/ 1792:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:querystring");

/***/ }),

/***/ 7075:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");

/***/ }),

/***/ 6466:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream/promises");

/***/ }),

/***/ 6193:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:string_decoder");

/***/ }),

/***/ 8500:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");

/***/ }),

/***/ 1692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");

/***/ }),

/***/ 3136:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:url");

/***/ }),

/***/ 7975:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");

/***/ }),

/***/ 3429:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util/types");

/***/ }),

/***/ 714:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:vm");

/***/ }),

/***/ 5919:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 6928:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("process");

/***/ }),

/***/ 3193:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("string_decoder");

/***/ }),

/***/ 3557:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("timers");

/***/ }),

/***/ 4756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tls");

/***/ }),

/***/ 9023:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/compat get default export */
/******/ (() => {
/******/ 	// getDefaultExport function for compatibility with non-harmony modules
/******/ 	__nccwpck_require__.n = (module) => {
/******/ 		var getter = module && module.__esModule ?
/******/ 			() => (module['default']) :
/******/ 			() => (module);
/******/ 		__nccwpck_require__.d(getter, { a: getter });
/******/ 		return getter;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(112);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
