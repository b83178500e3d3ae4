import { formatStatus } from '../../../src/cli/stack/status-text.ts';

describe('a status', () => {
  const empty = {
    stack: 'shop',
    endpoint: 'http://127.0.0.1:4566',
    queues: [],
    deadLetters: [],
    topics: [],
    mappings: [],
    streams: [],
    stores: [],
    paused: [],
    drift: [],
  };
  const queue = { physicalName: 'q', url: 'u', inFlight: 0, delayed: 0 };

  test('says that nothing differs from the template', () => {
    expect(formatStatus(empty)).toEqual([
      'Stack shop at http://127.0.0.1:4566',
      '',
      'Everything is as the template deployed it',
    ]);
  });

  test('lists dead letters only where some wait, and drift with its cure', () => {
    const lines = formatStatus({
      ...empty,
      queues: [{ ...queue, name: 'Checkout/OrdersQueue', visible: 3 }],
      deadLetters: [
        { ...queue, name: 'Checkout/OrdersDeadLetterQueue', visible: 2, waiting: 2 },
        { ...queue, name: 'Replay/ReplayDeadLetterQueue', visible: 0, waiting: 0 },
      ],
      drift: [
        { what: 'replay', is: 'on', expected: 'off', fix: { kind: 'replay', to: 'off' } },
        { what: 'replay', is: 'off', expected: 'on', fix: { kind: 'replay', to: 'on' } },
        { what: 'bug in f', is: 'on', expected: 'off', fix: { kind: 'bug', to: 'off' } },
        { what: 'mapping m', is: 'off', expected: 'on', fix: { kind: 'mapping', id: 'u-1' } },
        { what: 'mapping b', is: 'off', expected: 'on', fix: { kind: 'backup' } },
      ],
    });

    expect(lines).toEqual([
      'Stack shop at http://127.0.0.1:4566',
      '',
      'QUEUE                 VISIBLE  IN FLIGHT  DELAYED',
      'Checkout/OrdersQueue        3          0        0',
      '',
      'DEAD LETTERS                    WAITING',
      'Checkout/OrdersDeadLetterQueue        2',
      '',
      'DRIFT  replay is on, the template says off: forks replay stop',
      'DRIFT  replay is off, the template says on: forks replay start',
      'DRIFT  bug in f is on, the template says off: forks bug off',
      'DRIFT  mapping m is off, the template says on: aws lambda update-event-source-mapping --uuid u-1 --enabled',
      'DRIFT  mapping b is off, the template says on: forks backup resume',
    ]);
  });

  test('tells what a topic lost, and where that is not known', () => {
    const topic = { name: 'CheckoutTopic', topicArn: 'arn' };

    const lines = formatStatus({
      ...empty,
      topics: [
        { ...topic, lost: 2 },
        { ...topic, name: 'One', lost: 1 },
        { ...topic, name: 'Sound', lost: 0 },
        { ...topic, name: 'Denied', lost: null },
      ],
    });

    expect(lines.slice(1, -2)).toEqual([
      '',
      'LOST  2 deliveries of CheckoutTopic in the last 24 hours: neither the queue nor a dead-letter queue took them',
      '',
      'LOST  1 delivery of One in the last 24 hours: neither the queue nor a dead-letter queue took them',
      '',
      'Whether Denied lost events is not known: CloudWatch did not answer (cloudwatch:GetMetricStatistics)',
    ]);
  });

  test.each([
    [0, null, 'nothing waits in backup yet'],
    [7, null, '7 events in backup, CloudWatch does not tell yet for how long'],
    [1, '2026-12-01T00:00:00.000Z', '1 event in backup, the oldest until 2026-12-01T00:00:00.000Z'],
  ])('says of a paused backup with %s events until %s what waits', (held, lastsUntil, words) => {
    const paused = [{ stream: 's', mapping: 'm', paused: true, queue: 'http://q/backup', held, lastsUntil }];

    expect(formatStatus({ ...empty, paused })).toContain(`PAUSED  the backup by s: ${words}`);
  });
});
