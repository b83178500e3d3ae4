import { occurredAt } from '../../src/domain/occurred-at.ts';

const PUBLISHED_AT = '2026-01-15T18:30:00.123Z';
const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:checkout-events';
const said = (value: string, { source = TOPIC_ARN, type = 'String' }: { source?: string; type?: string } = {}) =>
  occurredAt({ attributes: { 'occurred-at': { type, value } }, source, publishedAt: PUBLISHED_AT });

test.each([
  ['2026-01-15T18:29:00.123Z', '2026-01-15T18:29:00.123Z'],
  ['2026-01-15T18:29:00Z', '2026-01-15T18:29:00.000Z'],
  ['2026-01-15T18:29Z', '2026-01-15T18:29:00.000Z'],
  ['2026-01-15T18:29:00.5Z', '2026-01-15T18:29:00.500Z'],
  ['2026-01-15T18:29:00,123456789Z', '2026-01-15T18:29:00.123Z'],
  ['2026-01-15T10:29:00-08:00', '2026-01-15T18:29:00.000Z'],
  ['2026-01-16T00:14:00+0545', '2026-01-15T18:29:00.000Z'],
  ['2026-01-15T19:29:00+01', '2026-01-15T18:29:00.000Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
])('%s is the instant %s', (value, time) => {
  expect(said(value)).toEqual({ time, by: 'publisher' });
});

test.each([
  '',
  'yesterday',
  '1768501800123',
  '2026-01-15',
  '2026-01-15T18:29:00',
  '2026-01-15 18:29:00Z',
  '2026-01-15T18Z',
  '2026-01-15T18:29.5Z',
  '2026-01-15T24:00:00Z',
  '2026-01-15T18:60:00Z',
  '2026-01-15T18:29:60Z',
  '2026-02-29T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-00-10T00:00:00Z',
  '2026-01-15T18:29:00+24:00',
  '2026-01-15T18:29:00+01:60',
  '0000-01-01T00:00:00+01:00',
  '+002026-01-15T18:29:00Z',
  ' 2026-01-15T18:29:00Z',
  '2026-01-15T18:29:00Z\n',
])('%j is none, so the time of SNS counts', (value) => {
  expect(said(value)).toEqual({ time: PUBLISHED_AT, by: 'sns' });
});

test('a time that zone and year carry beyond four digits is none', () => {
  expect(said('9999-12-31T23:59:59-01:00', { source: 'arn:aws:sqs:us-east-1:123456789012:orders' })).toEqual({
    time: undefined,
    by: undefined,
  });
});

test('bytes are no time, and without the attribute the time of SNS counts', () => {
  expect(said('2026-01-15T18:29:00Z', { type: 'Binary' })).toEqual({ time: PUBLISHED_AT, by: 'sns' });
  expect(occurredAt({ attributes: {}, source: TOPIC_ARN, publishedAt: PUBLISHED_AT }).time).toBe(PUBLISHED_AT);
});

test('a time up to five minutes ahead of SNS counts; one further ahead is replaced by that of SNS', () => {
  expect(said('2026-01-15T18:35:00.123Z')).toEqual({ time: '2026-01-15T18:35:00.123Z', by: 'publisher' });
  expect(said('2026-01-15T18:35:00.124Z')).toEqual({ time: PUBLISHED_AT, by: 'replaced' });
  expect(said('9999-12-31T23:59:59Z')).toEqual({ time: PUBLISHED_AT, by: 'replaced' });
});

test('the time of a queue never counts: a redrive renews it', () => {
  const source = 'arn:aws:sqs:us-east-1:123456789012:orders';

  expect(occurredAt({ attributes: {}, source, publishedAt: PUBLISHED_AT })).toEqual({ time: undefined, by: undefined });
  expect(said('2027-01-01T00:00:00Z', { source })).toEqual({ time: '2027-01-01T00:00:00.000Z', by: 'publisher' });
  expect(occurredAt({ attributes: {}, source: undefined, publishedAt: undefined }).time).toBeUndefined();
});
