import { runInNewContext } from 'node:vm';
import { codeOf, InvalidDocumentError, messageOf, nameOf, reasonOf } from '../../src/domain/errors.ts';

const foreign: unknown = runInNewContext(`Object.assign(new RangeError('too far'), { code: 'EFAR' })`);

test.each([
  ['an error', new Error('it broke'), { name: 'Error', message: 'it broke', code: undefined, reason: 'it broke' }],
  [
    'a named one',
    new TypeError('no text'),
    { name: 'TypeError', message: 'no text', code: undefined, reason: 'TypeError: no text' },
  ],
  [
    'one of another realm, with a code',
    foreign,
    { name: 'RangeError', message: 'too far', code: 'EFAR', reason: 'RangeError: too far' },
  ],
  ['a thing with a message only', { message: 7 }, { name: '', message: '7', code: undefined, reason: '7' }],
  ['a number as code', { code: 4 }, { name: '', message: '[object Object]', code: '4', reason: '[object Object]' }],
  ['a text', 'EIO', { name: '', message: 'EIO', code: undefined, reason: 'EIO' }],
  ['null', null, { name: '', message: 'null', code: undefined, reason: 'null' }],
  ['nothing', undefined, { name: '', message: 'undefined', code: undefined, reason: 'undefined' }],
])('%s has its name, message and code, and a reason of both', (_what, error, expected) => {
  expect({
    name: nameOf(error),
    message: messageOf(error),
    code: codeOf(error),
    reason: reasonOf(error),
  }).toEqual(expected);
});

test('an invalid document tells each problem with its path, and keeps its cause', () => {
  const cause = new Error('why');
  const error = new InvalidDocumentError(
    [
      { path: '', message: 'the body is short' },
      { path: 'items.0', message: 'is required' },
    ],
    { cause },
  );

  expect(error.message).toBe('The order is not valid: the body is short; items.0 is required.');
  expect([error.name, error.cause, error.problems.length]).toEqual(['InvalidDocumentError', cause, 2]);
});

test('an invalid document tells twenty problems one by one, and counts the others', () => {
  const problems = Array.from({ length: 20_000 }, (_, at) => ({ path: `items.${at}`, message: 'is required' }));
  const error = new InvalidDocumentError(problems);

  expect(error.problems).toEqual([...problems.slice(0, 20), { path: '', message: 'and 19980 more problems' }]);
  expect(error.message).toMatch(/; and 19980 more problems\.$/);
});
