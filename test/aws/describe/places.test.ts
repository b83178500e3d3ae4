import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SQSClient } from '@aws-sdk/client-sqs';
import { readLogLines } from '../../../src/aws/describe/log-lines.ts';
import { readOldestMessage } from '../../../src/aws/describe/oldest-message.ts';
import { held, readQueueState } from '../../../src/aws/describe/queue-state.ts';
import { listRootStacks } from '../../../src/aws/describe/root-stacks.ts';
import { collect } from '../../support/archive.ts';
import { NOWHERE, scripted } from '../../support/scripted-client.ts';

describe('the state of a queue', () => {
  test('is its counts, how long it keeps messages, and where its dead letters go', async () => {
    const { client, asked } = scripted(new SQSClient(NOWHERE), [
      {
        Attributes: {
          QueueArn: 'arn:q',
          ApproximateNumberOfMessages: '1',
          ApproximateNumberOfMessagesNotVisible: '20',
          ApproximateNumberOfMessagesDelayed: '300',
          MessageRetentionPeriod: '345600',
          RedrivePolicy: '{"deadLetterTargetArn":"arn:dead","maxReceiveCount":3}',
        },
      },
    ]);

    const queue = await readQueueState(client, 'https://q');

    const counts = { visible: 1, inFlight: 20, delayed: 300 };
    expect(queue).toEqual({ arn: 'arn:q', ...counts, deadLetterArn: 'arn:dead', retentionSeconds: 345_600 });
    expect(held(queue)).toBe(321);
    expect(asked).toEqual([['GetQueueAttributes', { QueueUrl: 'https://q', AttributeNames: ['All'] }]]);
  });

  test('is empty where SQS says nothing', async () => {
    const nothing = { arn: '', visible: 0, inFlight: 0, delayed: 0, deadLetterArn: undefined, retentionSeconds: 0 };

    expect(await readQueueState(scripted(new SQSClient(NOWHERE), [{}]).client, 'q')).toEqual(nothing);
    expect(await readQueueState(scripted(new SQSClient(NOWHERE), [{ Attributes: {} }]).client, 'q')).toEqual(nothing);
  });
});

describe('the age of the oldest message', () => {
  const now = Date.parse('2026-01-15T10:30:00Z');
  const at = (minute: number, Maximum?: number) => ({ Timestamp: new Date(now - minute * 60_000), Maximum });
  const read = async (answer: object) => {
    const { client, asked } = scripted(new CloudWatchClient(NOWHERE), [answer]);
    return { age: await readOldestMessage(client, { queueName: 'q', now }), asked };
  };

  test('is what CloudWatch knew last', async () => {
    const { age, asked } = await read({ Datapoints: [at(3, 7), at(1, 120), at(2, 60)] });

    expect(age).toEqual({ seconds: 120, since: now - 60_000 - 120_000 });
    expect(asked).toEqual([
      [
        'GetMetricStatistics',
        {
          Namespace: 'AWS/SQS',
          MetricName: 'ApproximateAgeOfOldestMessage',
          Dimensions: [{ Name: 'QueueName', Value: 'q' }],
          StartTime: new Date('2026-01-15T10:15:00Z'),
          EndTime: new Date(now),
          Period: 60,
          Statistics: ['Maximum'],
        },
      ],
    ]);
  });

  test('is unknown where CloudWatch tells of none', async () => {
    expect((await read({})).age).toBeUndefined();
    expect((await read({ Datapoints: [] })).age).toBeUndefined();
    expect((await read({ Datapoints: [at(1)] })).age).toBeUndefined();
  });
});

test('root stacks are those that no stack nests and that are there, of every page', async () => {
  const { client, asked } = scripted(new CloudFormationClient(NOWHERE), [
    {
      Stacks: [
        { StackName: 'shop', StackStatus: 'CREATE_COMPLETE' },
        { StackName: 'shop-Backup', ParentId: 'arn:shop', StackStatus: 'CREATE_COMPLETE' },
        { StackName: 'gone', StackStatus: 'DELETE_COMPLETE' },
        { StackStatus: 'CREATE_COMPLETE' },
      ],
      NextToken: 'more',
    },
    { NextToken: 'last' },
    { Stacks: [{ StackName: 'other', ParentId: '', StackStatus: 'UPDATE_COMPLETE' }] },
  ]);

  expect(await listRootStacks(client)).toEqual(['shop', 'other']);
  expect(asked).toHaveLength(3);
});

describe('the lines of a log group', () => {
  const read = async (more: { from: number; pattern?: string }, ...answers: object[]) => {
    const { client, asked } = scripted(new CloudWatchLogsClient(NOWHERE), answers);
    return { lines: await collect(readLogLines(client, { logGroup: '/shop/f', ...more })), asked };
  };

  test('come page by page, without the line breaks at their ends', async () => {
    const { lines, asked } = await read(
      { from: 5.9, pattern: 'ERROR' },
      { events: [{ eventId: 'e-1', timestamp: 6, message: ' a \n' }], nextToken: 'more' },
      { nextToken: 'last' },
      { events: [{}] },
    );

    expect(lines).toEqual([
      { id: 'e-1', timestamp: 6, message: ' a' },
      { id: '', timestamp: 0, message: '' },
    ]);
    expect(asked[0]).toEqual([
      'FilterLogEvents',
      expect.objectContaining({ logGroupName: '/shop/f', startTime: 5, filterPattern: 'ERROR' }),
    ]);
  });

  test('begin at the epoch at the earliest, with any text', async () => {
    const { asked } = await read({ from: -7 }, {});

    expect(asked[0]?.[1]).toMatchObject({ startTime: 0 });
    expect(asked[0]?.[1]).not.toHaveProperty('filterPattern');
  });

  test('are none where the group is not there yet', async () => {
    const missing = Object.assign(new Error('It is not there.'), { name: 'ResourceNotFoundException' });

    expect((await read({ from: 0 }, missing)).lines).toEqual([]);
  });

  test('are not told from a fault', async () => {
    await expect(read({ from: 0 }, new Error('It broke.'))).rejects.toThrow('It broke.');
  });
});
