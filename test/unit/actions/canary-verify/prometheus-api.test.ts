import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseAnswer, prometheusApi } from '../../../../actions/canary-verify/prometheus-api.ts';
import { formatSelector, narrow, parseSelector } from '../../../../actions/canary-verify/selector.ts';
import { UnavailableError, UserError } from '../../../../shared/text/error.ts';
import { seconds } from './fixtures.ts';

describe('a selector', () => {
  it.each([
    ['http_requests_total', 'http_requests_total{}'],
    ['http_requests_total{job="shop"}', 'http_requests_total{job="shop"}'],
    [' m { a = "1" , b!~"x|y", } ', 'm{a="1",b!~"x|y"}'],
    ['version="v2"', '{version="v2"}'],
    ['{version="v2",pod=~"shop-.*"}', '{version="v2",pod=~"shop-.*"}'],
    ['a="say \\"hi\\" \\\\ there"', '{a="say \\"hi\\" \\\\ there"}'],
    ['a="}{,"', '{a="}{,"}'],
  ])('%s is read, and written as %s', (text, written) => {
    expect(formatSelector(parseSelector(text))).toBe(written);
    expect(formatSelector(parseSelector(formatSelector(parseSelector(text))))).toBe(written);
  });

  it.each([
    '',
    'rate(x[5m])',
    'x[5m]',
    'x{a=1}',
    "x{a='1'}",
    'x{a="1"} or y',
    'a="1"} or up{',
    'x{a="1" b="2"}',
    'a="x\ny"',
    'x + y',
  ])('refuses %j', (text) => {
    expect(() => parseSelector(text)).toThrow(UserError);
  });

  it('is narrowed by conditions, and replaced by another metric', () => {
    const base = parseSelector('requests_total{job="shop"}');
    expect(formatSelector(narrow(base, parseSelector('code=~"5.."')))).toBe(
      'requests_total{job="shop",code=~"5.."}',
    );
    expect(formatSelector(narrow(base, parseSelector('errors_total')))).toBe('errors_total{}');
  });
});

describe('the HTTP API', () => {
  const open: http.Server[] = [];
  afterEach(() => {
    for (const server of open.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function serve(handler: http.RequestListener): Promise<URL> {
    const server = http.createServer(handler).listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(server);
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/prometheus/`);
  }

  const query = { query: 'up{}', start: 1_000_500, end: 1_015_500, step: 15_000 };
  const ask = (url: URL, headers = {}) =>
    prometheusApi({ url, headers, timeout: seconds(1) })(query, new AbortController().signal);

  it('is asked by POST below the path of the server, with its headers, in seconds', async () => {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      seen.push(
        `${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''} ${String(request.headers['x-scope-orgid'])}`,
      );
      request.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
      request.on('end', () => {
        const values = [
          [1000.5, '3'],
          [1015.5, 'NaN'],
          [1030.5, '7'],
        ];
        response.end(
          JSON.stringify({
            status: 'success',
            data: { resultType: 'matrix', result: [{ metric: { pod: 'a' }, values }] },
          }),
        );
      });
    });
    expect(await ask(url, { authorization: 'Bearer t', 'X-Scope-OrgID': 'acme' })).toEqual([
      {
        labels: { pod: 'a' },
        points: [
          [1_000_500, 3],
          [1_030_500, 7],
        ],
      },
    ]);
    expect(seen).toEqual([
      'POST /prometheus/api/v1/query_range Bearer t acme',
      'query=up%7B%7D&start=1000.5&end=1015.5&step=15',
    ]);
  });

  it('gets no credentials sent on by a redirect', async () => {
    const url = await serve((_, response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    );
    await expect(ask(url, { authorization: 'Bearer t' })).rejects.toThrow(UnavailableError);
  });

  it('is unavailable when it does not answer in time, or not at all', async () => {
    await expect(ask(await serve(() => undefined))).rejects.toThrow('does not answer');
    const url = await serve(() => undefined);
    open.pop()?.close();
    await expect(ask(url)).rejects.toThrow(/does not answer.*ECONNREFUSED/);
  });

  it.each([
    [401, '', UserError, 'credentials'],
    [403, '', UserError, 'credentials'],
    [400, '{"status":"error","errorType":"bad_data","error":"parse error"}', UserError, 'parse error'],
    [422, '{"status":"error","error":"too many samples"}', UserError, 'too many samples'],
    [503, 'Service Unavailable', UnavailableError, 'Service Unavailable'],
    [200, '<html>login</html>', UnavailableError, 'no matrix'],
    [200, '{"status":"success","data":{"resultType":"vector","result":[]}}', UnavailableError, 'no matrix'],
    [200, '{"status":"error","error":"query timed out"}', UnavailableError, 'timed out'],
  ])('answers %d %s as an error of its kind', (status, text, kind, words) => {
    const parse = (): unknown => parseAnswer(status, text, 'up{}');
    expect(parse).toThrow(kind);
    expect(parse).toThrow(words);
  });

  it('may answer with malformed series, which are empty', () => {
    const text = JSON.stringify({
      status: 'success',
      data: { resultType: 'matrix', result: [7, { metric: null, values: [null, ['x', 'y']] }] },
    });
    expect(parseAnswer(200, text, 'up{}')).toEqual([
      { labels: {}, points: [] },
      { labels: {}, points: [] },
    ]);
  });
});
