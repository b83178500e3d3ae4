import { allowingRule, corsHeaders, readCorsRules } from '../../../../src/local/objects/configuration/cors-rules.ts';

const rules = await readCorsRules(`<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <CORSRule>
    <AllowedOrigin>https://shop.example</AllowedOrigin><AllowedOrigin>https://*.shop.example</AllowedOrigin>
    <AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>
    <AllowedHeader>x-amz-*</AllowedHeader><AllowedHeader>Content-Type</AllowedHeader>
    <ExposeHeader>ETag</ExposeHeader><ExposeHeader>x-amz-version-id</ExposeHeader><MaxAgeSeconds>3000</MaxAgeSeconds>
  </CORSRule>
  <CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>HEAD</AllowedMethod></CORSRule>
</CORSConfiguration>`);
const ask = (origin: string, method = 'GET', ...headers: string[]) => ({ origin, method, headers });

test.each([
  ['https://shop.example', 'GET', []],
  ['https://shop.example', 'PUT', ['content-type', 'x-amz-date']],
  ['https://eu.shop.example', 'PUT', []],
  ['https://anything.example', 'HEAD', []],
])('%s may %s with %j', (origin, method, headers) => {
  expect(allowingRule(rules, ask(origin, method, ...headers))).toBeDefined();
});

test.each([
  ['http://shop.example', 'GET', []],
  ['https://shop.example.evil', 'GET', []],
  ['https://.shop.exampl', 'GET', []],
  ['https://shop.example', 'DELETE', []],
  ['https://shop.example', 'get', []],
  ['https://shop.example', 'PUT', ['content-type', 'authorization']],
  ['https://anything.example', 'HEAD', ['x-amz-date']],
  ['*', 'GET', []],
])('%s may not %s with %j', (origin, method, headers) => {
  expect(allowingRule(rules, ask(origin, method, ...headers))).toBeUndefined();
});

test('a star stands for as many characters as there are, and for none twice', () => {
  const [rule] = rules;
  const one = rule ? [{ ...rule, origins: ['ab*ba'] }] : [];

  expect(allowingRule(one, ask('abba'))).toBeDefined();
  expect(allowingRule(one, ask('aba'))).toBeUndefined();
});

test('the headers name the page, unless the rule is for every page', () => {
  const [first, second] = rules;
  const vary = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

  expect(first && corsHeaders(first, ask('https://shop.example', 'PUT', 'content-type', 'x-amz-date'))).toEqual({
    'access-control-allow-origin': 'https://shop.example',
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, PUT',
    'access-control-allow-headers': 'content-type, x-amz-date',
    'access-control-expose-headers': 'ETag, x-amz-version-id',
    'access-control-max-age': '3000',
    vary,
  });
  expect(second && corsHeaders(second, ask('https://anything.example', 'HEAD'))).toEqual({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'HEAD',
    vary,
  });
});

test('a document that says no rules has none', async () => {
  expect(await readCorsRules('<Other/>')).toEqual([]);
});
