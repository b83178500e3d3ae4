import { proxyResponse } from '../../../src/local/http-api/proxy-response.ts';

const respond = (value: unknown) => proxyResponse(JSON.stringify(value));
const plain = { 'content-type': 'text/plain; charset=utf-8' };

// API Gateway guide, "Create AWS Lambda proxy integrations for HTTP APIs", response of format 2.0.
describe('an answer without a status code', () => {
  test.each([
    ['an object', '{"message": "hello"}', '{"message": "hello"}'],
    ['a list', '[1,2]', '[1,2]'],
    ['a text', '"hello"', 'hello'],
    ['an empty text', '""', ''],
    ['a number', '17', '17'],
    ['null', 'null', 'null'],
    ['true', 'true', 'true'],
  ])('that is %s is a 200 with it as JSON', (_title, payload, body) => {
    expect(proxyResponse(payload)).toEqual({ status: 200, headers: { 'content-type': 'application/json' }, body });
  });

  test('that is no JSON cannot be used', () => {
    expect(proxyResponse('hello')).toBeUndefined();
    expect(proxyResponse('')).toBeUndefined();
  });
});

describe('an answer with a status code', () => {
  test.each([
    [100, 100],
    [200, 200],
    [599, 599],
    ['200', 200],
    ['404', 404],
  ])('takes %j', (statusCode, status) => {
    expect(respond({ statusCode })).toEqual({ status, headers: plain, body: '' });
  });

  test.each([99, 600, 200.5, '99', '600', '20', '2000', 'x200', '200x', ' 200', 'ok', null, true, [200]])(
    'does not take %j',
    (statusCode) => {
      expect(respond({ statusCode })).toBeUndefined();
    },
  );

  test('gives its headers in lower case, as texts', () => {
    expect(respond({ statusCode: 200, headers: { 'X-Text': 'a', 'X-Number': 1, 'X-Flag': false } })).toEqual({
      status: 200,
      headers: { ...plain, 'x-text': 'a', 'x-number': '1', 'x-flag': 'false' },
      body: '',
    });
  });

  test('gives its own content type in place of the default', () => {
    expect(respond({ statusCode: 200, headers: { 'Content-Type': 'text/html' } })?.headers).toEqual({
      'content-type': 'text/html',
    });
  });

  test.each(['Connection', 'Content-Length', 'Transfer-Encoding'])('leaves %s to who sends it', (name) => {
    expect(respond({ statusCode: 200, headers: { [name]: 'x' } })?.headers).toEqual(plain);
  });

  test('gives each cookie in a header of its own', () => {
    expect(respond({ statusCode: 200, cookies: ['a=1', 'b=2; Secure'] })?.headers).toEqual({
      ...plain,
      'set-cookie': ['a=1', 'b=2; Secure'],
    });
    expect(respond({ statusCode: 200, cookies: [] })?.headers).toEqual(plain);
  });

  test.each([
    ['no body', {}, ''],
    ['null for a body', { body: null, headers: null, cookies: null, isBase64Encoded: null }, ''],
    ['a text', { body: 'eA==', isBase64Encoded: false }, 'eA=='],
    ['base64', { body: 'eA==', isBase64Encoded: true }, Buffer.from('x')],
    ['base64 of nothing', { isBase64Encoded: true }, Buffer.alloc(0)],
  ])('with %s has that for a body', (_title, parts, body) => {
    expect(respond({ statusCode: 200, ...parts })).toEqual({ status: 200, headers: plain, body });
  });

  test.each([
    ['a body that is no text', { body: { a: 1 } }],
    ['a body that is a number', { body: 1 }],
    ['a header that is an object', { headers: { a: {} } }],
    ['a header name with a space', { headers: { 'a b': 'x' } }],
    ['an empty header name', { headers: { '': 'x' } }],
    ['a header value with a line break', { headers: { a: 'x\ny' } }],
    ['a cookie with a line break', { cookies: ['a=1', 'b=\n'] }],
    ['cookies that are no list', { cookies: 'a=1' }],
    ['cookies that are no texts', { cookies: [1] }],
    ['a word for the encoding', { isBase64Encoded: 'true' }],
  ])('and %s cannot be used', (_title, parts) => {
    expect(respond({ statusCode: 200, ...parts })).toBeUndefined();
  });
});
