import { defaulted, optional, required } from '../../shared/action/contract.ts';
import { dryRunInput, registryInputs, signingInputs } from '../../shared/action/inputs.ts';
import { duration, lines, number, oneOf, pair, parsedBy, text } from '../../shared/action/parser.ts';
import { formatPlatform, parsePlatform } from '../../shared/oci/platform.ts';
import { parseDigestReference } from '../../shared/oci/reference.ts';
import { parseEnvironment, parseHeaderName } from './names.ts';
import { parsePercent } from './percent.ts';
import { parseSelector } from './selector.ts';
import { parseExpectedStatus } from './status.ts';
import { parsePath, parseTarget } from './target.ts';

const percent = (min: number, max: number) =>
  parsedBy(`a percentage from ${min}% to ${max}%`, parsePercent('%', { min, max }));
const points = (max: number) =>
  parsedBy(`percentage points from 0pp to ${max}pp`, parsePercent('pp', { min: 0, max }));
const target = parsedBy('an http or https address without credentials', parseTarget);

/** The inputs of canary-verify; the contract makes types, action.yml and README of them. */
export const inputs = {
  image: required(
    parsedBy('REPOSITORY@sha256:… or oci-layout:PATH@sha256:…', parseDigestReference),
    'The image that the canary runs, pinned: `REPOSITORY@sha256:…` or `oci-layout:PATH@sha256:…`. The signed verdict is attached to it.',
  ),
  environment: required(
    parsedBy('the name of an environment', parseEnvironment),
    'The environment whose canary is judged, as the policy names it.',
  ),
  platform: defaulted(
    parsedBy('os/architecture[/variant]', (value) => formatPlatform(parsePlatform(value))),
    'linux/amd64',
    'The platform that the canary runs on: the verdict is attached to its manifest too.',
  ),
  provider: defaulted(
    oneOf(['probe', 'prometheus', 'json']),
    'probe',
    '`probe`: send requests to both sides. `prometheus`: read the counters of real traffic. `json`: judge samples recorded in a file.',
  ),
  canary: optional(target, 'Where the canary answers (`probe`).'),
  baseline: optional(target, 'Where the version in use answers (`probe`).'),
  path: defaulted(
    lines(parsedBy('a path', parsePath)),
    '/',
    'What to request, one path a line; they take turns. Must be safe to GET.',
  ),
  rate: defaulted(number({ min: 0.1, max: 500 }), '5', 'Requests per second to each side (`probe`).'),
  timeout: defaulted(
    duration({ min: '100ms', max: '60s' }),
    '5s',
    'A request without a whole answer by then has failed (`probe`).',
  ),
  'expect-status': defaulted(
    parsedBy('HTTP statuses', parseExpectedStatus),
    '200-399',
    'Statuses that are good, such as `200-299, 304`. Redirects are not followed (`probe`).',
  ),
  'version-header': optional(
    parsedBy('the name of a header', parseHeaderName),
    'A response header in which the canary names what it is. Another value ends the run without a verdict (`probe`).',
  ),
  'version-path': optional(
    parsedBy('a path', parsePath),
    'A page of `canary` that names what runs there, asked before the run and at every look. Another version ends the run without a verdict.',
  ),
  version: optional(text, 'What header or page must name; without it, the digest of the image.'),
  'prometheus-url': optional(
    target,
    'The server, up to and without `/api/v1`: Prometheus, Mimir, Thanos, VictoriaMetrics (`prometheus`).',
  ),
  'prometheus-token': optional(text, 'A bearer token for it.', { secret: true }),
  'prometheus-headers': optional(
    lines(pair('header', text)),
    'Headers for it, one `NAME=VALUE` a line, such as `X-Scope-OrgID=acme`.',
    { secret: true },
  ),
  requests: optional(
    parsedBy('a selector of series', parseSelector),
    'The counter of all requests, such as `http_requests_total{job="shop"}` (`prometheus`).',
  ),
  errors: optional(
    parsedBy('a selector of series', parseSelector),
    'What makes it a failed one: conditions such as `code=~"5.."`, or a counter of its own (`prometheus`).',
  ),
  'canary-labels': optional(
    parsedBy('conditions on labels', parseSelector),
    'The labels of the canary, such as `version="1.4.2"` (`prometheus`).',
  ),
  'baseline-labels': optional(
    parsedBy('conditions on labels', parseSelector),
    'The labels of the version in use (`prometheus`).',
  ),
  settle: defaulted(
    duration({ min: '0s', max: '10m' }),
    '30s',
    'How long after a moment its samples are there: two scrape intervals (`prometheus`).',
  ),
  samples: optional(text, 'The file with recorded samples, or the report of an earlier run (`json`).'),
  'max-duration': defaulted(
    duration({ min: '2s', max: '6h' }),
    '30m',
    'The end of the run; what is not proven by then is inconclusive.',
  ),
  'min-duration': defaulted(
    duration({ min: '1s', max: '6h' }),
    '5m',
    'No PASS before; FAIL may come at any look.',
  ),
  interval: defaulted(duration({ min: '500ms', max: '10m' }), '15s', 'The time between two looks.'),
  calibration: optional(
    duration({ min: '0s', max: '24h' }),
    'How long the baseline is compared with itself before the run, to learn its error rate and how much two sides differ by chance. `probe`: sends requests to the baseline alone for so long, not at all unless asked to. `prometheus`: reads so much history, `1h` unless told; `0s` leaves it out.',
  ),
  'baseline-error-rate': optional(
    percent(0, 50),
    "The baseline's usual error rate, such as `0.5%`, if it is known. Needed for a PASS where it is above a quarter of `pass-absolute`.",
  ),
  'fail-relative': defaulted(
    percent(0, 1000),
    '20%',
    'Tolerated on top of the baseline: FAIL needs proof of more.',
  ),
  'fail-absolute': defaulted(
    points(50),
    '0.1pp',
    'The same in percentage points; the larger of the two counts.',
  ),
  'pass-relative': defaulted(
    percent(1, 10000),
    '100%',
    'PASS needs proof of less than this on top of the baseline.',
  ),
  'pass-absolute': defaulted(
    points(50),
    '0.5pp',
    'The same in percentage points; the larger of the two counts.',
  ),
  latency: defaulted(
    oneOf(['off', 'judge']),
    'off',
    '`judge`: the canary must not be slower either. Needs `calibration`, which learns how fast the baseline is (`probe`).',
  ),
  'latency-fail': defaulted(
    percent(1, 1000),
    '5%',
    'Tolerated on top of every latency: FAIL needs proof of more.',
  ),
  'latency-pass': defaulted(
    percent(2, 1000),
    '20%',
    'PASS needs proof of less than this on top of every latency.',
  ),
  objective: optional(
    percent(50, 99.999),
    "The canary's service level objective, such as `99.9%`: burning its error budget 14.4 times too fast for five minutes is a FAIL, whatever the baseline does.",
  ),
  'traffic-share': optional(
    percent(0.1, 99),
    "The canary's part of all requests, such as `5%`: no PASS when it is off by more than a factor of two (`prometheus`, `json`).",
  ),
  'fail-level': defaulted(
    percent(0.01, 20),
    '1%',
    'The probability that a run fails a canary that is within tolerance, over all its looks.',
  ),
  'pass-level': defaulted(
    percent(0.01, 20),
    '5%',
    'The probability that a run passes a canary that is not, over all its looks.',
  ),
  ...registryInputs,
  ...signingInputs,
  ...dryRunInput,
} as const;
