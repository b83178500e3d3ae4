import { unreadableBody } from '../../../../src/local/search/rest/content-type.ts';

const body = Buffer.from('{}');

test.each([
  'application/json',
  'application/json; charset=UTF-8',
  'application/json;charset=utf-8',
  'Application/JSON',
  'application/x-ndjson',
])('a body of the type %s is read', (type) => {
  expect(unreadableBody(type, body)).toBeUndefined();
});

test.each([
  'text/plain;charset=UTF-8',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'json',
  'application/jsonp',
])('a body of the type %s is not', (type) => {
  expect(unreadableBody(type, body)).toBe(`Content-Type header [${type}] is not supported`);
});

test('a body without a type is not read, and no body needs one', () => {
  for (const none of [undefined, '']) expect(unreadableBody(none, body)).toBe('Content-Type header is missing');
  expect(unreadableBody(undefined, Buffer.alloc(0))).toBeUndefined();
  expect(unreadableBody('text/plain', Buffer.alloc(0))).toBeUndefined();
});

test.each(['application/yaml', 'application/cbor', 'application/smile'])('%s is refused by name', (type) => {
  expect(() => unreadableBody(type, body)).toThrow(`a body of the type [${type}] is not done by the embedded search`);
});
