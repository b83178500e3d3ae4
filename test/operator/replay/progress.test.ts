import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { readReplayProgress } from '../../../src/operator/replay/progress.ts';
import { askedOf } from '../../support/answering-aws.ts';

const line = (timestamp: number, replayed: unknown, failed: unknown, message = 'Replayed events', poison?: number) => ({
  timestamp,
  message: JSON.stringify({ message, replayed, failed, poison }),
});
const none = { batches: 0, sent: 0, failed: 0, poison: 0, rate: undefined };

describe('the progress of a replay', () => {
  it.each([
    ['no line', [], none],
    ['one batch', [line(2000, 3, 1)], { ...none, batches: 1, sent: 3, failed: 1 }],
    ['two batches', [line(2000, 3, 1), line(3000, 5, 2)], { ...none, batches: 2, sent: 8, failed: 3, rate: 4 }],
    ['what can never be sent', [line(2000, 0, 1, undefined, 2)], { ...none, batches: 1, failed: 1, poison: 2 }],
    [
      'batches out of order',
      [line(3000, 3, 1), line(2000, 5, 2)],
      { ...none, batches: 2, sent: 8, failed: 3, rate: 4 },
    ],
    ['two batches at once', [line(1000, 3, 0), line(1000, 5, 0)], { ...none, batches: 2, sent: 8 }],
    [
      'lines of something else',
      [
        line(2000, 1, 0, 'Replayed'),
        line(2000, '1', 0),
        line(2000, 1, undefined),
        { timestamp: 2000, message: 'Replayed events' },
      ],
      none,
    ],
  ])('is the sum of its batches: %s', async (_, events, expected) => {
    const asked = await askedOf(
      () => ({ events }),
      async (settings) => {
        const client = new CloudWatchLogsClient(settings);
        expect(await readReplayProgress(client, { logGroup: 'group', from: 1000 })).toEqual(expected);
        client.destroy();
      },
    );

    expect(asked).toEqual([
      {
        operation: 'FilterLogEvents',
        input: { logGroupName: 'group', startTime: 1000, filterPattern: '"Replayed events"' },
      },
    ]);
  });
});
