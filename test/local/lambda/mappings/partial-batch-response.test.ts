import { readBatchResponse } from '../../../../src/local/lambda/mappings/partial-batch-response.ts';

const ids = new Set(['a', 'b', 'c']);
const failed = (...itemIdentifiers: unknown[]) =>
  JSON.stringify({ batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })) });

test.each([
  ['an empty list', '{"batchItemFailures":[]}', []],
  ['a null list', '{"batchItemFailures":null}', []],
  ['an empty object', '{}', []],
  ['null', 'null', []],
  ['a misspelt key, which reads as an empty object', '{"BatchItemFailures":[{"itemIdentifier":"a"}]}', []],
  ['valid ids', failed('a', 'c'), ['a', 'c']],
  ['an id twice', failed('b', 'b'), ['b']],
  ['an empty id', failed('a', ''), ['a', 'b', 'c']],
  ['a null id', failed(null), ['a', 'b', 'c']],
  ['an id of another type', failed(7), ['a', 'b', 'c']],
  ['a wrong key in an entry', '{"batchItemFailures":[{"foo":"notvalid"}]}', ['a', 'b', 'c']],
  ['an id that is not in the batch', failed('a', 'z'), ['a', 'b', 'c']],
  ['a list of no objects', '{"batchItemFailures":["a"]}', ['a', 'b', 'c']],
  ['no list', '{"batchItemFailures":"a"}', ['a', 'b', 'c']],
  ['no object', '"done"', ['a', 'b', 'c']],
  ['a list', '[]', ['a', 'b', 'c']],
  ['no JSON', 'done', ['a', 'b', 'c']],
])('a response with %s', (_title, payload, expected) => {
  expect([...readBatchResponse(payload, ids).failedIds]).toEqual(expected);
});

test.each([
  ['done', 'the response is not JSON'],
  ['"done"', 'the response is no object'],
  ['7', 'the response is no object'],
  ['[]', 'the response is no object'],
  ['{"batchItemFailures":{}}', 'batchItemFailures is no list'],
  ['{"batchItemFailures":[{}]}', 'an entry of batchItemFailures has no itemIdentifier'],
  ['{"batchItemFailures":[null]}', 'an entry of batchItemFailures has no itemIdentifier'],
  ['{"batchItemFailures":["a"]}', 'an entry of batchItemFailures has no itemIdentifier'],
  [failed(''), 'an itemIdentifier is empty'],
  [failed('z'), 'an itemIdentifier is not in the batch'],
])('the response %s fails the batch because %s', (payload, invalid) => {
  expect(readBatchResponse(payload, ids)).toEqual({ failedIds: ids, invalid });
});

test.each(['null', '{}', '{"batchItemFailures":null}', failed('a')])('the response %s is valid', (payload) => {
  expect(readBatchResponse(payload, ids)).not.toHaveProperty('invalid');
});
