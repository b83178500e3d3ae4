import type { ApiRequest } from '../../../src/local/http-api/api-listener.ts';
import type { CorsConfiguration } from '../../../src/local/http-api/api-properties.ts';
import { preflight, withCors } from '../../../src/local/http-api/cross-origin.ts';

const ORIGIN = 'https://shop.test';
const request = (headers: Record<string, string>, method = 'GET'): ApiRequest => ({
  method,
  url: '/',
  headers,
  body: Buffer.alloc(0),
  protocol: 'HTTP/1.1',
  sourceIp: '127.0.0.1',
});
const answer = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'x' };
const headersFor = (cors: CorsConfiguration, headers: Record<string, string>) =>
  withCors(cors, request(headers), answer).headers;

// API Gateway guide, "Configure CORS for HTTP APIs".
describe('the answer of an integration', () => {
  test.each<[string, readonly string[] | undefined, string | undefined, string | undefined]>([
    ['its own origin', [ORIGIN], ORIGIN, ORIGIN],
    ['its own origin in other letters', ['HTTPS://Shop.Test'], ORIGIN, ORIGIN],
    ['one of several origins', ['https://a.test', ORIGIN], ORIGIN, ORIGIN],
    ['any origin', ['*'], ORIGIN, '*'],
    ['any origin beside a named one', [ORIGIN, '*'], ORIGIN, '*'],
    ['any host of the scheme', ['https://*'], ORIGIN, ORIGIN],
    ['any host of the scheme, in other letters', ['HTTPS://*'], 'https://Shop.test', 'https://Shop.test'],
    ['any host of another scheme', ['http://*'], ORIGIN, undefined],
    ['another origin', ['https://a.test'], ORIGIN, undefined],
    ['an origin that only begins alike', [`${ORIGIN}.evil`], ORIGIN, undefined],
    ['an origin that the allowed one begins with', ['https://shop.test'], 'https://shop.test.evil', undefined],
    ['a star that is no scheme', ['https://shop.*'], ORIGIN, undefined],
    ['no origins', [], ORIGIN, undefined],
    ['nothing said of origins', undefined, ORIGIN, undefined],
    ['a request without origin', ['*'], undefined, undefined],
  ])('with %s allowed, %j lets %s in as %s', (_title, AllowOrigins, origin, allowed) => {
    const headers = headersFor({ AllowOrigins }, origin === undefined ? {} : { origin });

    expect(headers).toEqual({
      'content-type': 'text/plain',
      ...(allowed === undefined ? {} : { 'access-control-allow-origin': allowed }),
    });
  });

  test('tells of credentials and headers where they are configured', () => {
    const cors = { AllowOrigins: [ORIGIN], AllowCredentials: true, ExposeHeaders: ['date', 'x-api-id'] };

    expect(headersFor(cors, { origin: ORIGIN })).toEqual({
      'content-type': 'text/plain',
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'date,x-api-id',
    });
    expect(headersFor({ ...cors, AllowCredentials: false, ExposeHeaders: [] }, { origin: ORIGIN })).toEqual({
      'content-type': 'text/plain',
      'access-control-allow-origin': ORIGIN,
    });
  });

  test('loses what the integration itself says of CORS, whether or not the origin is allowed', () => {
    const own = {
      ...answer,
      headers: { 'access-control-allow-origin': '*', 'access-control-max-age': '1', 'x-own': '1' },
    };
    const cors = { AllowOrigins: [ORIGIN] };

    expect(withCors(cors, request({ origin: ORIGIN }), own)).toEqual({
      ...own,
      headers: { 'x-own': '1', 'access-control-allow-origin': ORIGIN },
    });
    expect(withCors(cors, request({ origin: 'https://a.test' }), own).headers).toEqual({ 'x-own': '1' });
    expect(withCors(cors, request({}), own).headers).toEqual({ 'x-own': '1' });
  });

  test('stays as it is without a configuration', () => {
    const own = { ...answer, headers: { 'access-control-allow-origin': '*' } };

    expect(withCors(undefined, request({ origin: ORIGIN }), own)).toBe(own);
  });
});

describe('a preflight request', () => {
  const asks = { origin: ORIGIN, 'access-control-request-method': 'PUT' };
  const cors = {
    AllowOrigins: [ORIGIN],
    AllowMethods: ['GET', 'PUT'],
    AllowHeaders: ['x-a', 'x-b'],
    ExposeHeaders: ['x-c'],
    MaxAge: 0,
  };

  test('is answered with what is configured', () => {
    expect(preflight(cors, request(asks, 'OPTIONS'))).toEqual({
      status: 204,
      headers: {
        'access-control-allow-origin': ORIGIN,
        'access-control-allow-methods': 'GET,PUT',
        'access-control-allow-headers': 'x-a,x-b',
        'access-control-expose-headers': 'x-c',
        'access-control-max-age': '0',
      },
      body: '',
    });
  });

  test('is told only of what is configured', () => {
    for (const bare of [{ AllowOrigins: ['*'] }, { AllowOrigins: ['*'], AllowMethods: [], AllowHeaders: [] }]) {
      expect(preflight(bare, request(asks, 'OPTIONS'))).toEqual({
        status: 204,
        headers: { 'access-control-allow-origin': '*' },
        body: '',
      });
    }
  });

  test('of a foreign origin is answered without a word', () => {
    expect(preflight(cors, request({ ...asks, origin: 'https://a.test' }, 'OPTIONS'))).toEqual({
      status: 204,
      headers: {},
      body: '',
    });
  });

  test.each([
    ['another method', cors, request(asks, 'GET')],
    ['no asked-for method', cors, request({ origin: ORIGIN }, 'OPTIONS')],
    ['no configuration', undefined, request(asks, 'OPTIONS')],
  ])('is none with %s', (_title, configuration, asked) => {
    expect(preflight(configuration, asked)).toBeUndefined();
  });
});
