import { maskedReason, maskedValues } from '../../../src/domain/replay/masked-values.ts';
import { grouped } from '../../support/card-numbers.ts';

const event = { redacted: undefined, subject: undefined, attributes: {}, body: '{"id":7}' };
const stars = '*'.repeat(16);
const attribute = (name: string, value: string) => ({ attributes: { [name]: { type: 'Number', value } } });

test.each([
  ['a pointer', { dropped: 0, masked: ['/text'] }, 'masked'],
  ['more than it names', { dropped: 0, masked: [], more: 1 }, 'masked'],
  ['members that were removed', { dropped: 3, masked: [] }, 'none'],
  ['no more', { dropped: 1, masked: [], more: 0 }, 'none'],
])('a line that tells of %s is believed', (_what, redacted, expected) => {
  expect(maskedValues({ ...event, redacted })).toBe(expected);
  expect(maskedValues({ ...event, redacted, body: stars })).toBe(expected);
});

test.each([
  ['asterisks in the body', { body: `{"note":"paid with ${stars}"}` }],
  ['thirteen of them', { body: '*'.repeat(13) }],
  ['groups of them', { body: grouped(stars, ' ') }],
  ['groups parted as the number was', { body: grouped(stars, '\u2011') }],
  ['asterisks in the subject', { subject: stars }],
  ['asterisks in an attribute', attribute('event-id', stars)],
  ['an attribute that is an id of 0', attribute('event-id', '0')],
  ['an attribute whose name is an id', attribute('id', '0')],
  ['an attribute in camel case', attribute('orderId', '0')],
  ['an id of 0', { body: '{"id":0}' }],
  ['an id of 0 among others', { body: '{"a":[{"id" : 0 ,"b":1}]}' }],
  ['an id by another name', { body: '{"order_id":0}' }],
  ['an id in camel case', { body: '{"orderId":0}' }],
  ['an id in capitals', { body: '{"orderID":0}' }],
  ['an id of 0 in JSON in a string', { body: '{"a":"{\\"id\\":0}"}' }],
])('a line that tells nothing may be masked by %s', (_what, changes) => {
  expect(maskedValues({ ...event, ...changes })).toBe('possiblyMasked');
});

test.each([
  ['twelve asterisks', { body: '*'.repeat(12) }],
  ['asterisks here and there', { body: '** a ** b ** c ** d ** e ** f ** g **' }],
  ['an id that begins with 0', { body: '{"id":0.5}' }],
  ['another id', { body: '{"id":10,"orderId":20}' }],
  ['an id of text', { body: '{"id":"0"}' }],
  ['a 0 by another name', { body: '{"paid":0,"amount":0,"identity":0}' }],
  ['an amount of 0', attribute('amount', '0')],
  ['an attribute by another name', attribute('paid', '0')],
])('a line that tells nothing is taken for whole with %s', (_what, changes) => {
  expect(maskedValues({ ...event, ...changes })).toBe('none');
});

test('names the first of the masked values, and how many more there are', () => {
  const masked = ['/a', '/b', '/c', '/d', '/e', '/f'];

  expect(maskedReason({ ...event, redacted: { dropped: 0, masked: masked.slice(0, 5) } })).toBe(
    'redaction masked values of it: /a, /b, /c, /d, /e',
  );
  expect(maskedReason({ ...event, redacted: { dropped: 0, masked, more: 2 } })).toBe(
    'redaction masked values of it: /a, /b, /c, /d, /e, 3 more',
  );
  expect(maskedReason({ ...event, redacted: { dropped: 0, masked: [], more: 2 } })).toBe(
    'redaction masked values of it: 2 more',
  );
  expect(maskedReason(event)).toBe('it may be masked: a text has 13 asterisks or more, or an id is 0');
});
