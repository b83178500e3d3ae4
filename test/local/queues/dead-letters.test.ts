import { type Messaging, openMessaging, turns } from '../../support/messaging.ts';

describe('dead letters', () => {
  let stack: Messaging;
  let QueueUrl: string;
  beforeEach(async () => {
    stack = openMessaging();
    await stack.queue('dead');
    QueueUrl = await stack.queue('orders', redrive('dead', 2));
  });
  afterEach(() => stack.close());
  const redrive = (name: string, maxReceiveCount: number) => ({
    VisibilityTimeout: '10',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: stack.queues.arnOf(name), maxReceiveCount }),
  });
  const arn = (name: string) => stack.queues.arnOf(name);
  const receive = async (url = QueueUrl) =>
    (await stack.sqs('ReceiveMessage', { QueueUrl: url, MaxNumberOfMessages: 10, AttributeNames: ['All'] })).Messages ??
    [];
  /** Receives until everything has been received too often. */
  const exhaust = async () => {
    for (let i = 0; i < 3; i++) {
      await receive();
      await stack.pass(10);
    }
  };

  it('are messages received more than maxReceiveCount times, with their id, their time and where they came from', async () => {
    const { MessageId } = await stack.sqs('SendMessage', { QueueUrl, MessageBody: 'poison' });
    const sentAt = stack.clock.now();

    const counts: Array<string | undefined> = [];
    for (let i = 0; i < 3; i++) {
      const [message] = await receive();
      counts.push(message?.Attributes?.ApproximateReceiveCount);
      await stack.pass(10);
    }

    expect(counts).toEqual(['1', '2', undefined]);
    expect(stack.queues.depth(arn('orders'))).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    const [dead] = await receive(stack.queues.urlOf('dead'));
    expect(dead).toMatchObject({
      MessageId,
      Body: 'poison',
      Attributes: { SentTimestamp: String(sentAt), DeadLetterQueueSourceArn: arn('orders') },
    });
    expect(stack.queues.metrics()).toMatchObject({
      orders: { sent: 1, received: 2, deleted: 0, deadLettered: 1, held: 0 },
      dead: { sent: 0, held: 1, inFlight: 1 },
    });
  });

  it('leave room in the same receive for the messages behind them', async () => {
    await stack.sqs('SendMessage', { QueueUrl, MessageBody: 'poison' });
    await receive();
    await stack.pass(10);
    await receive();
    await stack.pass(11);
    await stack.sqs('SendMessage', { QueueUrl, MessageBody: 'good' });

    const [message] = (await stack.sqs('ReceiveMessage', { QueueUrl })).Messages ?? [];

    expect(message?.Body).toBe('good');
    expect(stack.queues.counts()).toEqual({ dead: 1, orders: 1 });
  });

  it('wake whoever waits for the dead-letter queue', async () => {
    await stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: { VisibilityTimeout: '5' } });
    await stack.sqs('SendMessage', { QueueUrl, MessageBody: 'poison' });
    const waiting = stack.sqs('ReceiveMessage', { QueueUrl: stack.queues.urlOf('dead'), WaitTimeSeconds: 20 });

    for (let i = 0; i < 3; i++) {
      stack.queues.receive(arn('orders'), 10);
      if (i < 2) await stack.pass(5);
    }
    await turns();

    await expect(waiting).resolves.toMatchObject({ Messages: [{ Body: 'poison' }] });
  });

  it('keep their first time of sending, so their retention began in the source queue', async () => {
    const url = await stack.queue('brief-dead', { MessageRetentionPeriod: '60' });
    await stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: redrive('brief-dead', 1) });
    await stack.sqs('SendMessage', { QueueUrl, MessageBody: 'poison' });
    await receive();
    await stack.pass(40);
    await receive();

    expect(stack.queues.counts()).toMatchObject({ orders: 0, 'brief-dead': 1 });
    await stack.pass(20);
    await expect(receive(url)).resolves.toEqual([]);
  });

  it('stay where they are when the dead-letter queue is gone', async () => {
    await stack.sqs('SendMessage', { QueueUrl, MessageBody: 'poison' });
    await stack.sqs('DeleteQueue', { QueueUrl: stack.queues.urlOf('dead') });

    await exhaust();

    expect(stack.queues.counts()).toEqual({ orders: 1 });
    await expect(receive()).resolves.toMatchObject([{ Attributes: { ApproximateReceiveCount: '4' } }]);
  });

  describe('moved by a task', () => {
    const start = (input: Record<string, unknown> = {}) =>
      stack.sqs('StartMessageMoveTask', { SourceArn: arn('dead'), ...input });
    const list = async (input: Record<string, unknown> = {}) =>
      (await stack.sqs('ListMessageMoveTasks', { SourceArn: arn('dead'), ...input })).Results ?? [];
    const bury = async (count: number) => {
      for (let i = 0; i < count; i++) await stack.sqs('SendMessage', { QueueUrl, MessageBody: `m${i}` });
      for (let i = 0; i < 3; i++) {
        for (let taken = count; taken > 0; ) taken = stack.queues.receive(arn('orders'), count).length;
        await stack.pass(10);
      }
    };

    it('go back to their own queue with a new id, a new time and no receives', async () => {
      await bury(1);
      const [dead] = stack.queues.receive(arn('dead'), 1);
      await stack.pass(30);

      const { TaskHandle } = await start();
      expect(await list()).toMatchObject([{ Status: 'RUNNING', TaskHandle, ApproximateNumberOfMessagesToMove: 1 }]);
      await turns();

      const [message] = await receive();
      expect(message?.Body).toBe('m0');
      expect(message?.MessageId).not.toBe(dead?.messageId);
      expect(message?.Attributes).toEqual({
        SenderId: '000000000000',
        SentTimestamp: String(stack.clock.now()),
        ApproximateReceiveCount: '1',
        ApproximateFirstReceiveTimestamp: String(stack.clock.now()),
      });
      const [task] = await list();
      expect(task).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1, SourceArn: arn('dead') });
      expect(task).not.toHaveProperty('TaskHandle');
    });

    it('go to any queue that is named', async () => {
      await stack.queue('other');
      await bury(3);

      await start({ DestinationArn: arn('other') });
      await turns(10);

      expect(stack.drain('other')).toEqual(['m0', 'm1', 'm2']);
    });

    it('go no faster than the rate, by the clock', async () => {
      await bury(25);
      await start({ MaxNumberOfMessagesPerSecond: 10 });

      const moved: Array<number | undefined> = [];
      for (const seconds of [0, 1, 1, 1]) {
        await stack.pass(seconds);
        moved.push((await list())[0]?.ApproximateNumberOfMessagesMoved);
      }

      expect(moved).toEqual([10, 20, 25, 25]);
      expect(await list()).toMatchObject([{ Status: 'COMPLETED', MaxNumberOfMessagesPerSecond: 10 }]);
    });

    it('can be cancelled, and only while the task runs', async () => {
      await bury(25);
      const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 10 });
      await turns();

      await expect(start()).rejects.toThrow('There is already a task running.');
      await expect(stack.sqs('CancelMessageMoveTask', { TaskHandle })).resolves.toEqual({
        ApproximateNumberOfMessagesMoved: 10,
      });
      await stack.pass(10);

      expect(await list()).toMatchObject([{ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 10 }]);
      expect(stack.queues.counts()).toEqual({ dead: 15, orders: 10 });
      await expect(stack.sqs('CancelMessageMoveTask', { TaskHandle })).rejects.toMatchObject({
        code: 'UnsupportedOperation',
      });
    });

    it('go on after a restart', async () => {
      await bury(25);
      await start({ MaxNumberOfMessagesPerSecond: 10 });
      await turns();

      stack = stack.reopen();
      await stack.pass(1);
      await stack.pass(1);

      expect(stack.queues.counts()).toEqual({ dead: 0, orders: 25 });
      expect(await list()).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 25 }]);
    });

    it('fail as a task when one did not come through a queue', async () => {
      stack.queues.send(arn('dead'), { body: 'put here by hand' });

      await start();
      await turns();

      expect(await list()).toMatchObject([{ Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' }]);
      expect(stack.queues.counts()).toMatchObject({ dead: 1 });
    });

    it('are listed newest first', async () => {
      await start();
      await stack.pass(1);
      await start({ MaxNumberOfMessagesPerSecond: 5 });
      await turns();

      expect(await list()).toMatchObject([{ MaxNumberOfMessagesPerSecond: 5 }]);
      expect(await list({ MaxResults: 10 })).toHaveLength(2);
    });

    it.each([
      [
        'a source that is nobody’s dead-letter queue',
        { SourceArn: 'orders' },
        /must be configured as a Dead Letter Queue/,
      ],
      ['a source that is not there', { SourceArn: 'none' }, /for the SourceArn parameter doesn't exist/],
      ['a destination that is not there', { DestinationArn: 'none' }, /for the DestinationArn parameter doesn't exist/],
      ['a rate over 500', { MaxNumberOfMessagesPerSecond: 501 }, /Must be between 1 and 500/],
    ])('are refused %s', async (_, input, message) => {
      const named = Object.entries(input).map(([key, value]) => [key, typeof value === 'string' ? arn(value) : value]);

      await expect(start(Object.fromEntries(named))).rejects.toThrow(message);
    });

    it('are refused a source that only a subscription uses for its dead letters', async () => {
      await stack.queue('subscription-dead');

      await expect(start({ SourceArn: arn('subscription-dead') })).rejects.toThrow(
        'Source queue must be configured as a Dead Letter Queue.',
      );
    });

    it('are refused an unknown handle', async () => {
      const cancel = (TaskHandle: string) => stack.sqs('CancelMessageMoveTask', { TaskHandle });

      await expect(cancel('nonsense')).rejects.toThrow('Value for parameter TaskHandle is invalid.');
      const unknown = Buffer.from('{"taskId":"x"}').toString('base64');
      await expect(cancel(unknown)).rejects.toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
    });
  });
});
