import { idempotencyKey, parseApiRequest } from '../../../src/domain/api/api-request.ts';

const authorized = (authorizer: object) => ({ body: '{}', requestContext: { authorizer } });

test('takes a body whatever its content type', () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };

  expect(parseApiRequest({ body: '{"a":"%20+"}', headers }).body).toBe('{"a":"%20+"}');
});

test('decodes a body in base64', () => {
  const body = Buffer.from('{"a":"é"}').toString('base64');

  expect(parseApiRequest({ body, isBase64Encoded: true }).body).toBe('{"a":"é"}');
});

test('refuses a body that is not UTF-8', () => {
  const body = Buffer.from([0x7b, 0xff]).toString('base64');

  expect(() => parseApiRequest({ body, isBase64Encoded: true })).toThrow('the body must be UTF-8');
});

test.each([[{}], [{ body: '' }], [{ body: null }], [{ body: ' \n' }]])('refuses the empty body of %j', (event) => {
  expect(() => parseApiRequest(event)).toThrow('the body must not be empty');
});

test('knows the caller by IAM principal or JWT subject', () => {
  expect(parseApiRequest(authorized({ iam: { userArn: 'arn:aws:iam::1:user/a' } })).caller).toBe(
    'arn:aws:iam::1:user/a',
  );
  expect(parseApiRequest(authorized({ jwt: { claims: { sub: 'b' }, scopes: null } })).caller).toBe('b');
  expect(parseApiRequest({ body: '{}' }).caller).toBe('');
});

test('is keyed by header or order, each for its caller alone', () => {
  const keys = [
    idempotencyKey(parseApiRequest({ body: '{}', headers: { 'Idempotency-Key': ' 7 ' } }), '7'),
    idempotencyKey(parseApiRequest({ body: '{}', headers: { 'idempotency-key': '' } }), '7'),
    idempotencyKey(parseApiRequest(authorized({ jwt: { claims: { sub: 'b' } } })), '7'),
  ];

  expect(keys).toEqual([
    ['', 'header', '7'],
    ['', 'order', '7'],
    ['b', 'order', '7'],
  ]);
});
