import { forwarderConfig } from '../../../src/domain/framing/forwarder-config.ts';

const env = { DELIVERY_STREAM_NAME: 'backup' };

test('is an envelope of up to 500 events, as they are, where only the stream is given', () => {
  expect(forwarderConfig(env)).toEqual({
    streamName: 'backup',
    format: 'Envelope',
    eventsPerRecord: 500,
    redact: false,
    exempt: [],
    codeKeys: [],
  });
});

test.each(['Envelope', 'Body', 'Document'])('takes the format %s', (RECORD_FORMAT) => {
  expect(forwarderConfig({ ...env, RECORD_FORMAT }).format).toBe(RECORD_FORMAT);
});

test.each([
  ['None', false],
  ['CardData', true],
])('with the redaction %s takes card data out: %s', (REDACTION, redact) => {
  expect(forwarderConfig({ ...env, REDACTION }).redact).toBe(redact);
});

test('reads the fields whose numbers are not masked', () => {
  expect(forwarderConfig({ ...env, REDACTION_EXEMPT_PATHS: '/id,/items/*/id' }).exempt).toEqual([
    ['id'],
    ['items', '*', 'id'],
  ]);
  expect(forwarderConfig({ ...env, REDACTION_EXEMPT_PATHS: '' }).exempt).toEqual([]);
});

test.each(['1', '499', '500'])('takes %s events a record', (EVENTS_PER_RECORD) => {
  expect(forwarderConfig({ ...env, EVENTS_PER_RECORD }).eventsPerRecord).toBe(Number(EVENTS_PER_RECORD));
});

test.each([
  ['no stream', {}],
  ['a stream without a name', { DELIVERY_STREAM_NAME: '' }],
  ['another format', { ...env, RECORD_FORMAT: 'Lines' }],
  ['an empty format', { ...env, RECORD_FORMAT: '' }],
  ['another redaction', { ...env, REDACTION: 'All' }],
  ['an exempt path that is no pointer', { ...env, REDACTION_EXEMPT_PATHS: 'id' }],
  ['an empty redaction', { ...env, REDACTION: '' }],
  ['no event a record', { ...env, EVENTS_PER_RECORD: '0' }],
  ['more events than a batch has', { ...env, EVENTS_PER_RECORD: '501' }],
  ['half an event', { ...env, EVENTS_PER_RECORD: '1.5' }],
])('refuses %s', (_what, environment) => {
  expect(() => forwarderConfig(environment)).toThrow(expect.objectContaining({ name: 'ValiError' }));
});
