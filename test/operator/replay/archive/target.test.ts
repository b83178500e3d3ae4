import type { ArchivedEntry } from '../../../../src/domain/replay/archived-entry.ts';
import { openTarget } from '../../../../src/operator/replay/archive/target.ts';
import { findDeployment } from '../../../../src/operator/stack/find-deployment.ts';
import { openReplayStack, type ReplayStack, TOPIC_ARN } from '../../../support/replay-stack.ts';

const entry = (messageId: string, body = messageId): ArchivedEntry => ({
  messageId,
  body,
  attributes: {},
  bytes: body.length,
  groupId: undefined,
  deduplicationId: undefined,
  traceHeader: undefined,
  subject: undefined,
});

describe('the destination of a replay', () => {
  let stack: ReplayStack;
  beforeEach(async () => {
    stack = await openReplayStack();
  });
  afterEach(() => stack.close());
  const open = (wanted?: string) => openTarget(stack.operator, () => findDeployment(stack.operator), wanted);
  const ordersUrl = () => stack.queues.urlOf('orders');
  const unreachable = (address: string) => ({
    name: 'UnreachableError',
    message: `the destination ${address} cannot be reached, so nothing is sent`,
    cause: expect.any(Error),
  });

  it.each([
    ['its name', () => 'orders', {}],
    ['its ARN', () => stack.queues.arnOf('orders'), { QueueOwnerAWSAccountId: '000000000000' }],
    ['its URL', () => ordersUrl(), { QueueOwnerAWSAccountId: '000000000000' }],
  ])('is a queue by %s', async (_, wanted, account) => {
    stack.state.before = (operation) => {
      if (operation === 'GetQueueUrl') stack.clock.advance(250);
    };

    const target = await open(wanted());

    expect(target).toMatchObject({
      kind: 'queue',
      address: ordersUrl(),
      name: 'orders',
      maxBytes: 1_048_576,
      callSeconds: 0.25,
    });
    expect(stack.inputsOf('GetQueueUrl')).toEqual([{ QueueName: 'orders', ...account }]);
    expect(await target.send([entry('a')])).toEqual([]);
    expect(stack.drain('orders').map(({ body }) => body)).toEqual(['a']);
  });

  it('is the one of the replay application where none is wanted', async () => {
    expect(await open()).toMatchObject({ kind: 'queue', name: 'orders' });
    stack.state.configuration.Environment.Variables = { DESTINATION_QUEUE_NAME: 'gone' };
    await expect(open()).rejects.toMatchObject(unreachable('gone'));
  });

  it('is a queue by its place in the stacks', async () => {
    stack.state.more = [{ logicalId: 'Orders', physicalId: ordersUrl(), type: 'AWS::SQS::Queue' }];

    expect(await open('Orders')).toMatchObject({ name: 'orders', address: ordersUrl() });
  });

  it('has to be the only one of its name', async () => {
    const queue = { logicalId: 'Orders', physicalId: ordersUrl(), type: 'AWS::SQS::Queue' };
    stack.state.more = [queue, queue];

    await expect(open('Orders')).rejects.toMatchObject({
      name: 'RequestError',
      message: 'Orders is not unique, choose one of: Orders, Orders',
    });
  });

  it.each(['none', 'arn:aws:sqs:us-east-1:000000000000:none', 'http://127.0.0.1/000000000000/none'])(
    'is refused where it cannot be reached: %s',
    async (wanted) => {
      await expect(open(wanted)).rejects.toMatchObject(unreachable(wanted));
    },
  );

  it('gives back what a queue did not take', async () => {
    const target = await open('orders');
    await stack.deleteQueue('orders');

    expect(await target.send([entry('a')])).toMatchObject([
      { messageId: 'a', reason: expect.stringContaining('QueueDoesNotExist') },
    ]);
  });

  describe('that is the topic', () => {
    it('is looked at once', async () => {
      await stack.topic('orders');
      stack.state.before = (operation) => {
        if (operation === 'GetTopicAttributes') stack.clock.advance(500);
      };

      expect(await open('topic')).toMatchObject({
        kind: 'topic',
        address: TOPIC_ARN,
        name: TOPIC_ARN,
        maxBytes: 262_144,
        callSeconds: 0.5,
      });
    });

    it('is refused where it is gone', async () => {
      await expect(open('topic')).rejects.toMatchObject(unreachable(TOPIC_ARN));
    });

    it('takes what is not too large for it, and tells what is', async () => {
      await stack.topic('orders');
      const target = await open('topic');

      const unsent = await target.send([entry('a', 'x'.repeat(262_145)), entry('b', 'y'.repeat(262_144))]);

      expect(unsent).toEqual([
        { messageId: 'a', reason: 'it has 262145 bytes; SNS takes at most 262144', senderFault: true },
      ]);
      expect(stack.drain('orders').map(({ body }) => body.length)).toEqual([262_144]);
      expect(await target.send([entry('a', 'x'.repeat(262_145))])).toHaveLength(1);
      expect(stack.inputsOf('PublishBatch')).toHaveLength(1);
    });

    it('gives all back, with what is too large, when a call fails', async () => {
      await stack.topic('orders');
      const target = await open('topic');

      const unsent = await target.send([entry('a', 'x'.repeat(262_145)), entry('b', ''), entry('c')]);

      expect(unsent).toEqual([
        expect.objectContaining({ messageId: 'a', senderFault: true }),
        { messageId: 'b', reason: expect.stringContaining('Empty message') },
        { messageId: 'c', reason: expect.stringContaining('Empty message') },
      ]);
    });
  });
});
