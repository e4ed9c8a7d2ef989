import { describe, expect, it } from '@jest/globals';
import { parseResponseHead } from '../../../shared/oci/response-head.ts';

const parse = (...lines: readonly string[]): ReturnType<typeof parseResponseHead> =>
  parseResponseHead(Buffer.from(lines.join('\r\n'), 'latin1'));

describe('the head of an answer', () => {
  it('gives status, fields by their lower-case names, and length', () => {
    expect(
      parse('HTTP/1.1 206 Partial Content', 'Content-Length: 7', 'X-A:  b\t', 'Content-Range: bytes 3-9/10'),
    ).toEqual({
      status: 206,
      headers: { 'content-length': '7', 'x-a': 'b', 'content-range': 'bytes 3-9/10' },
      length: 7,
      keepsAlive: true,
    });
  });

  it.each(['HTTP/1.1 200', 'HTTP/1.1 200 ', 'HTTP/1.1 200 OK then'])('begins with %j', (line) => {
    expect(parse(line, 'content-length: 0')?.status).toBe(200);
  });

  it('unites fields that may be said twice', () => {
    const head = parse(
      'HTTP/1.1 401 No',
      'content-length: 0',
      'WWW-Authenticate: Basic',
      'www-authenticate: Bearer',
    );
    expect(head?.headers['www-authenticate']).toBe('Basic, Bearer');
  });

  it.each(['close', 'Close', 'keep-alive, close', 'upgrade'])('with Connection: %s ends it', (value) => {
    expect(parse('HTTP/1.1 200 OK', 'content-length: 0', `connection: ${value}`)?.keepsAlive).toBe(false);
  });

  it.each([
    ['another version', ['HTTP/1.0 200 OK', 'content-length: 1']],
    ['another protocol', ['ICY 200 OK', 'content-length: 1']],
    ['a short status', ['HTTP/1.1 20 OK', 'content-length: 1']],
    ['a long status', ['HTTP/1.1 2000 OK', 'content-length: 1']],
    ['an answer before the answer', ['HTTP/1.1 103 Early Hints', 'content-length: 1']],
    ['a status without a body', ['HTTP/1.1 204 No Content', 'content-length: 0']],
    ['another status without a body', ['HTTP/1.1 304 Not Modified', 'content-length: 1']],
    ['no length', ['HTTP/1.1 200 OK']],
    ['an empty length', ['HTTP/1.1 200 OK', 'content-length:']],
    ['a negative length', ['HTTP/1.1 200 OK', 'content-length: -1']],
    ['a signed length', ['HTTP/1.1 200 OK', 'content-length: +1']],
    ['a hexadecimal length', ['HTTP/1.1 200 OK', 'content-length: 0x1']],
    ['a list of lengths', ['HTTP/1.1 200 OK', 'content-length: 1, 1']],
    ['an absurd length', ['HTTP/1.1 200 OK', 'content-length: 99999999999999999999']],
    ['two lengths', ['HTTP/1.1 200 OK', 'content-length: 1', 'Content-Length: 1']],
    ['two places to go to', ['HTTP/1.1 302 Found', 'content-length: 0', 'location: /a', 'location: /b']],
    ['a transfer coding', ['HTTP/1.1 200 OK', 'transfer-encoding: chunked']],
    [
      'a transfer coding beside a length',
      ['HTTP/1.1 200 OK', 'content-length: 1', 'transfer-encoding: chunked'],
    ],
    ['an empty transfer coding', ['HTTP/1.1 200 OK', 'content-length: 1', 'transfer-encoding:']],
    ['space before the colon', ['HTTP/1.1 200 OK', 'content-length : 1']],
    ['a folded line', ['HTTP/1.1 200 OK', 'content-length: 1', ' 2']],
    ['a line without a name', ['HTTP/1.1 200 OK', 'content-length: 1', ': x']],
    ['a line without a colon', ['HTTP/1.1 200 OK', 'content-length: 1', 'x']],
    ['a bare line feed', ['HTTP/1.1 200 OK\ncontent-length: 1']],
    ['a bare line feed in a value', ['HTTP/1.1 200 OK', 'content-length: 1', 'x: a\nlocation: /']],
    ['a bare carriage return', ['HTTP/1.1 200 OK', 'content-length: 1', 'x: a\rlocation: /']],
    ['a zero byte', ['HTTP/1.1 200 OK', 'content-length: 1', 'x: a\0']],
    ['a value outside of ASCII', ['HTTP/1.1 200 OK', 'content-length: 1', 'x: \u00e4']],
    ['nothing', []],
  ])('with %s is left to a full parser', (_, lines) => {
    expect(parse(...lines)).toBeUndefined();
  });
});
