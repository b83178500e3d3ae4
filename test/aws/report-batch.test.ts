import { createTelemetry, reportBatch } from '../../src/aws/report-batch.ts';
import { TEST_CARDS } from '../support/card-numbers.ts';
import { recordedTelemetry } from '../support/telemetry.ts';

const failures = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ messageId: `${index}`, kind: 'later' as const, reason: 'why' }));

test('a batch that got through is one line and a metric for each count', () => {
  const { telemetry, lines, metrics } = recordedTelemetry();
  let published = 0;
  Object.assign(telemetry.metrics, { publishStoredMetrics: () => published++ });

  reportBatch(telemetry, 'Stored', { stored: 2, repeated: 1 }, []);

  expect(lines).toEqual([{ level: 'info', message: 'Stored', extra: [{ stored: 2, repeated: 1 }] }]);
  expect(metrics).toEqual({ Stored: 2, Repeated: 1 });
  expect(published).toBe(1);
});

test('failures are told, the first ten by their reasons', () => {
  const { telemetry, lines } = recordedTelemetry();

  reportBatch(telemetry, 'Stored', { stored: 0 }, failures(11));

  expect(lines[1]).toEqual({ level: 'error', message: '11 messages failed', extra: [{ failures: failures(10) }] });
});

test('a reason is told without the card data that a service may have quoted', () => {
  const { telemetry, lines } = recordedTelemetry();
  const reason = (digits: string, code: string) => `ValidationException: no number: ${digits}, cvv=${code}`;

  reportBatch(telemetry, 'Stored', {}, [{ messageId: 'a', kind: 'later', reason: reason(TEST_CARDS.Visa, '123') }]);

  expect(lines[1]?.extra).toEqual([
    { failures: [{ messageId: 'a', kind: 'later', reason: reason('*'.repeat(16), '***') }] },
  ]);
});

test('a function has a logger and metrics of its own', () => {
  expect(Object.keys(createTelemetry())).toEqual(['logger', 'metrics']);
});
