import { parseFilterPolicy } from '../../../src/domain/filter-policy/index.ts';
import { backfillDocument, backfillNames } from '../../../src/domain/search/backfill.ts';
import { TEST_CARDS } from '../../support/card-numbers.ts';

const policy = parseFilterPolicy('{"amount":[{"numeric":[">=",100]}]}', 'MessageAttributes');
const archived = (body: string, amount?: string) => ({
  id: 'sns-1',
  publishedAt: '2026-01-15T10:00:00.000Z',
  source: 'arn:aws:sns:us-east-1:000000000000:topic',
  subject: undefined,
  redacted: undefined,
  attributes: amount === undefined ? {} : { amount: { type: 'Number', value: amount } },
  body,
});

const DEEP = `{"id":1,"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;

describe('backfillDocument', () => {
  it.each([
    ['100', 'document'],
    ['99.99', 'filtered'],
    [undefined, 'filtered'],
  ])('takes what the subscription takes: amount %s is %s', (amount, kind) => {
    expect(backfillDocument(archived('{"id":1}', amount), { policy, redact: false, exempt: [] }).kind).toBe(kind);
  });

  it.each([
    ['{"id":"order-1"}', 'order-1', true],
    ['{"id":7}', '7', true],
    ['{"id":""}', 'sns-1', false],
    ['{"kind":"no order"}', 'sns-1', false],
    ['{"id":9007199254740993}', '9007199254740993', true],
    ['{"id":0}', 'sns-1', false],
    [`{"id":"${'*'.repeat(16)}"}`, 'sns-1', false],
    ['{"id":"****"}', '****', true],
  ])('goes by the id of the event, else of its message: %s is %s', (body, id, hasId) => {
    expect(backfillDocument(archived(body), { policy: undefined, redact: false, exempt: [] })).toEqual({
      kind: 'document',
      id,
      hasId,
      source: body,
    });
  });

  it.each(['no JSON', '[1]', '"text"', '7', 'null', DEEP])('cannot use %.20s', (body) => {
    expect(backfillDocument(archived(body), { policy: undefined, redact: false, exempt: [] })).toEqual({
      kind: 'unusable',
      reason: 'it is no JSON object, or is nested too deeply',
    });
  });

  it('cannot use an event without an id in an archive of plain bodies', () => {
    const plain = { ...archived('{"kind":"no order"}'), id: undefined };

    expect(backfillDocument(plain, { policy: undefined, redact: false, exempt: [] })).toEqual({
      kind: 'unusable',
      reason: 'it has no id',
    });
  });

  it('is redacted again where the fork redacts, on one line, every token as it was written', () => {
    const body = `{\n  "id": 1,\n  "payment": {"amount": 450.00, "card-number": "${TEST_CARDS.Visa}"}\n}`;

    expect(backfillDocument(archived(body), { policy: undefined, redact: true, exempt: [] })).toMatchObject({
      source: '{"id":1,"payment":{"amount":450.00}}',
    });
  });

  it.each([
    ['a number', TEST_CARDS.Visa, '0'],
    ['a text', `"${TEST_CARDS.Visa}"`, `"${'*'.repeat(16)}"`],
  ])('goes by the message where the fork masks the id, %s', (_what, id, masked) => {
    expect(backfillDocument(archived(`{"id":${id}}`), { policy: undefined, redact: true, exempt: [] })).toEqual({
      kind: 'document',
      id: 'sns-1',
      hasId: false,
      source: `{"id":${masked}}`,
    });
  });

  it('keeps the numbers that the fork exempts', () => {
    const body = `{"id":${TEST_CARDS.Visa},"no":${TEST_CARDS.Visa}}`;

    expect(backfillDocument(archived(body), { policy: undefined, redact: true, exempt: [['id']] })).toMatchObject({
      source: `{"id":${TEST_CARDS.Visa},"no":0}`,
    });
  });
});

describe('backfillNames', () => {
  it('are hidden from the readers of the index, but for the alias', () => {
    const names = backfillNames('checkout_events', Date.parse('2026-11-21T08:30:05.900Z'));

    expect(names).toEqual({
      id: '20261121-083005',
      index: 'backfill-checkout_events-20261121-083005',
      alias: 'checkout_events-backfill-20261121-083005',
    });
    expect(backfillNames('checkout_events', names.id)).toEqual(names);
  });
});
