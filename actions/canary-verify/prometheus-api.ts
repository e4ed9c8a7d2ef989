import { type Milliseconds } from '../../shared/text/duration.ts';
import { UnavailableError, UserError, messageOf } from '../../shared/text/error.ts';
import type { Series } from './counters.ts';
import { tryJson } from '../../shared/text/json.ts';
import { asRecord, isRecord } from '../../shared/text/json-value.ts';

/** A range query (Prometheus HTTP API, "Range queries"): times in milliseconds since 1970, as everywhere here. */
export interface RangeQuery {
  readonly query: string;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Asks for series. */
export type Ask = (query: RangeQuery, signal: AbortSignal) => Promise<readonly Series[]>;

export interface PrometheusAccess {
  readonly url: URL;
  /** Sent with every request, and to nobody else: redirects are refused. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeout: Milliseconds;
}

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Asks the HTTP API that Prometheus, Mimir, Thanos and VictoriaMetrics share. */
export function prometheusApi({ url, headers, timeout }: PrometheusAccess): Ask {
  const endpoint = new URL(`${url.origin}${url.pathname.replace(/\/$/, '')}/api/v1/query_range`);
  return async ({ query, start, end, step }, signal) => {
    const [from, to, every] = [start, end, step].map((time) => String(time / 1000)) as [
      string,
      string,
      string,
    ];
    const body = new URLSearchParams({ query, start: from, end: to, step: every });
    let response: Response;
    let text: string;
    try {
      response = await fetch(endpoint, {
        method: 'POST',
        body,
        headers,
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
      });
      text = await readText(response);
    } catch (error) {
      signal.throwIfAborted();
      const seen = causeOf(error);
      throw new UnavailableError({ what: `${endpoint.origin} does not answer`, seen }, { cause: error });
    }
    return parseAnswer(response.status, text, query);
  };
}

/** fetch hides the reason of a failed connection in its cause. */
function causeOf(error: unknown): string {
  const cause = isRecord(error) && isRecord(error['cause']) ? error['cause'] : {};
  const reason = cause['code'] ?? cause['message'];
  return typeof reason === 'string' && reason !== '' ? reason : messageOf(error);
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error(`an answer of more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/**
 * Reads an answer. Samples that are not numbers (`NaN`, `+Inf`) are left out.
 * @throws UserError when the query or the credentials are refused, UnavailableError when the answer is not one.
 */
export function parseAnswer(status: number, text: string, query: string): readonly Series[] {
  const answer = asRecord(tryJson(text));
  const said = typeof answer['error'] === 'string' ? answer['error'] : text.slice(0, 200);
  if (status === 401 || status === 403) {
    throw new UserError({
      what: 'Prometheus refuses the credentials',
      seen: `status ${status}`,
      next: "check 'prometheus-token' and 'prometheus-headers'",
    });
  }
  if (status === 400 || status === 422) {
    throw new UserError({ what: `Prometheus refuses the query ${query}`, seen: said });
  }
  const data = asRecord(answer['data']);
  const { result } = data;
  if (
    status !== 200 ||
    answer['status'] !== 'success' ||
    data['resultType'] !== 'matrix' ||
    !Array.isArray(result)
  ) {
    throw new UnavailableError({ what: 'Prometheus gives no matrix', seen: `status ${status}: ${said}` });
  }
  return result.map(readSeries);
}

function readSeries(value: unknown): Series {
  const { metric, values } = asRecord(value);
  const labels = Object.entries(asRecord(metric)).map(([name, text]) => [name, String(text)] as const);
  const points = (Array.isArray(values) ? (values as readonly unknown[]) : []).flatMap((point) => {
    if (!Array.isArray(point)) return [];
    const [time, count] = [Math.round(Number(point[0]) * 1000), Number(point[1])];
    return Number.isFinite(time) && Number.isFinite(count) ? [[time, count] as const] : [];
  });
  return { labels: Object.fromEntries(labels), points };
}
