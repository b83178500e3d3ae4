import { type Messaging, openMessaging, turns } from '../../support/messaging.ts';

describe('tasks that move messages', () => {
  let stack: Messaging;
  beforeEach(async () => {
    stack = openMessaging();
    await stack.queue('dead');
    await stack.queue('orders', redrive('dead'));
    await stack.queue('other');
  });
  afterEach(() => stack.close());
  const arn = (name: string) => stack.queues.arnOf(name);
  const redrive = (name: string) => ({
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount: 1 }),
  });
  const start = (input: Record<string, unknown> = {}) =>
    stack.sqs('StartMessageMoveTask', { SourceArn: arn('dead'), DestinationArn: arn('other'), ...input });
  const list = async (input: Record<string, unknown> = {}) =>
    (await stack.sqs('ListMessageMoveTasks', { SourceArn: arn('dead'), ...input })).Results ?? [];
  const cancel = (TaskHandle: string | undefined) => stack.sqs('CancelMessageMoveTask', { TaskHandle });
  const fill = (count: number) => {
    for (let i = 0; i < count; i++) stack.queues.send(arn('dead'), { body: `m${i}` });
  };
  const notFound = (message: string) => ({ code: 'ResourceNotFoundException', status: 404, message });
  const refused = (message: string) => ({ code: 'InvalidParameterValueException', message });
  const moved = async () => (await list())[0]?.ApproximateNumberOfMessagesMoved;

  it('tell all of themselves while they run, and their handle no longer once they are through', async () => {
    fill(3);
    const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 2 });
    const common = {
      SourceArn: arn('dead'),
      DestinationArn: arn('other'),
      MaxNumberOfMessagesPerSecond: 2,
      ApproximateNumberOfMessagesToMove: 3,
      StartedTimestamp: stack.clock.now(),
    };

    expect(await list()).toEqual([{ ...common, TaskHandle, Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 0 }]);
    await stack.pass(0);
    await stack.pass(1);

    expect(await list()).toEqual([{ ...common, Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 }]);
    expect(JSON.parse(Buffer.from(TaskHandle ?? '', 'base64').toString())).toEqual({
      taskId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sourceArn: arn('dead'),
    });
  });

  it('tell no destination and no rate that was not given', async () => {
    await start({ DestinationArn: undefined });
    await turns();

    expect(await list()).toEqual([
      {
        Status: 'COMPLETED',
        SourceArn: arn('dead'),
        ApproximateNumberOfMessagesMoved: 0,
        ApproximateNumberOfMessagesToMove: 0,
        StartedTimestamp: stack.clock.now(),
      },
    ]);
  });

  it('move all at once without a rate, two hundred in a turn', async () => {
    fill(401);
    await start();

    await turns(1);
    expect(await moved()).toBe(200);
    await turns(3);

    expect(await list()).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 401 }]);
    expect(stack.queues.counts()).toEqual({ dead: 0, orders: 0, other: 401 });
  });

  it('move up to the rate in each second begun, more than two hundred in several turns', async () => {
    fill(1001);
    stack.clock.advance(300);
    await start({ MaxNumberOfMessagesPerSecond: 500 });
    await turns(1);
    expect(await moved()).toBe(200);
    await turns(4);
    expect(await moved()).toBe(500);

    stack.clock.advance(999);
    await turns(4);
    expect(await moved()).toBe(500);
    stack.clock.advance(1);
    await turns(6);
    expect(await moved()).toBe(1000);
    stack.clock.advance(1000);
    await turns(4);

    expect(await list()).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1001 }]);
  });

  it('catch up with what the rate allowed while the clock jumped', async () => {
    fill(10);
    await start({ MaxNumberOfMessagesPerSecond: 2 });
    await stack.pass(0);

    await stack.pass(3.5);
    expect(await moved()).toBe(8);
    await stack.pass(0.5);

    expect(await moved()).toBe(10);
  });

  it('leave what is in flight or older than the queue keeps it', async () => {
    await stack.sqs('SetQueueAttributes', {
      QueueUrl: stack.queues.urlOf('dead'),
      Attributes: { MessageRetentionPeriod: '60' },
    });
    fill(1);
    await stack.pass(60);
    fill(2);
    stack.queues.receive(arn('dead'), 1);

    await start();
    await turns();

    expect(await list()).toMatchObject([
      { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1, ApproximateNumberOfMessagesToMove: 1 },
    ]);
    expect(stack.queues.counts()).toEqual({ dead: 1, orders: 0, other: 1 });
  });

  it('begin the retention of what they move anew', async () => {
    await stack.sqs('SetQueueAttributes', {
      QueueUrl: stack.queues.urlOf('other'),
      Attributes: { MessageRetentionPeriod: '60' },
    });
    stack.queues.counts();
    fill(1);
    await stack.pass(100);
    await start();
    await stack.pass(0);

    await stack.pass(59);
    expect(stack.queues.counts()).toMatchObject({ other: 1 });
    await stack.pass(1);
    expect(stack.queues.counts()).toMatchObject({ other: 0 });
  });

  it('wake who waits for the destination', async () => {
    fill(1);
    const waiting = stack.sqs('ReceiveMessage', { QueueUrl: stack.queues.urlOf('other'), WaitTimeSeconds: 20 });
    await turns();

    await start();
    await turns();

    await expect(waiting).resolves.toMatchObject({ Messages: [{ Body: 'm0' }] });
  });

  it('fail when their source is deleted, or their destination', async () => {
    fill(3);
    await start({ MaxNumberOfMessagesPerSecond: 1 });
    await turns();
    await stack.sqs('DeleteQueue', { QueueUrl: stack.queues.urlOf('other') });
    await stack.pass(1);
    expect(await list()).toMatchObject([
      {
        Status: 'FAILED',
        FailureReason: 'AWS.SimpleQueueService.NonExistentQueue',
        ApproximateNumberOfMessagesMoved: 1,
      },
    ]);

    await stack.queue('other');
    await start({ MaxNumberOfMessagesPerSecond: 1 });
    await turns();
    await stack.sqs('DeleteQueue', { QueueUrl: stack.queues.urlOf('dead') });
    await stack.pass(1);
    await stack.queue('dead');

    expect(await list()).toMatchObject([
      { Status: 'FAILED', FailureReason: 'AWS.SimpleQueueService.NonExistentQueue' },
    ]);
  });

  it('say why they failed when a message did not come through a policy', async () => {
    fill(1);
    await start({ DestinationArn: undefined });
    await turns();

    expect(await list()).toMatchObject([{ FailureReason: 'CouldNotDetermineMessageSource' }]);
    await start();
    await turns();
    expect(await list()).toMatchObject([{ Status: 'COMPLETED' }]);
    expect((await list())[0]).not.toHaveProperty('FailureReason');
  });

  it('move what came through a policy before a message that was sent, and tell how many', async () => {
    stack.queues.send(arn('orders'), { body: 'through the policy' });
    await stack.sqs('ReceiveMessage', { QueueUrl: stack.queues.urlOf('orders'), VisibilityTimeout: 0 });
    await stack.sqs('ReceiveMessage', { QueueUrl: stack.queues.urlOf('orders') });
    await stack.pass(1);
    fill(1);

    await start({ DestinationArn: undefined });
    await turns();

    expect(await list()).toMatchObject([
      {
        Status: 'FAILED',
        FailureReason: 'CouldNotDetermineMessageSource',
        ApproximateNumberOfMessagesMoved: 1,
      },
    ]);
    expect(stack.queues.counts()).toMatchObject({ dead: 1, orders: 1 });
  });

  it('are cancelled by their handle alone, and only while they run', async () => {
    fill(3);
    const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 });

    await expect(cancel(TaskHandle)).resolves.toEqual({ ApproximateNumberOfMessagesMoved: 0 });
    await stack.pass(5);

    expect(await list()).toMatchObject([{ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 0 }]);
    await expect(cancel(TaskHandle)).rejects.toMatchObject({
      code: 'UnsupportedOperation',
      queryCode: 'AWS.SimpleQueueService.UnsupportedOperation',
      message: 'Only a task with the status RUNNING can be cancelled.',
    });
    await expect(cancel(Buffer.from('{"taskId":"x"}').toString('base64'))).rejects.toMatchObject(
      notFound('Task does not exist.'),
    );
    await expect(cancel('nonsense')).rejects.toMatchObject(refused('Value for parameter TaskHandle is invalid.'));
    await expect(cancel(undefined)).rejects.toThrow('The request must contain the parameter TaskHandle.');
  });

  it('run one at a time for each source, and a hundred in all', async () => {
    fill(3);
    await start({ MaxNumberOfMessagesPerSecond: 1 });
    await expect(start()).rejects.toMatchObject(
      refused(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      ),
    );
    for (let i = 1; i < 100; i++) {
      await stack.queue(`dead-${i}`);
      await stack.queue(`orders-${i}`, redrive(`dead-${i}`));
      await start({ SourceArn: arn(`dead-${i}`) });
    }
    await stack.queue('dead-100');
    await stack.queue('orders-100', redrive('dead-100'));

    await expect(start({ SourceArn: arn('dead-100') })).rejects.toMatchObject({
      code: 'RequestThrottled',
      queryCode: 'AWS.SimpleQueueService.RequestThrottled',
      status: 403,
      message: 'Too many active move tasks.',
    });
    await turns();
    await expect(start({ SourceArn: arn('dead-100') })).resolves.toHaveProperty('TaskHandle');
  });

  it('need a source that is another queue’s dead-letter queue, and a destination that is there', async () => {
    const dead = refused('Source queue must be configured as a Dead Letter Queue.');
    const none = (name: string) => notFound(`The resource that you specified for the ${name} parameter doesn't exist.`);

    await expect(start({ SourceArn: arn('none') })).rejects.toMatchObject(none('SourceArn'));
    await expect(start({ DestinationArn: arn('none') })).rejects.toMatchObject(none('DestinationArn'));
    await expect(start({ SourceArn: arn('other') })).rejects.toMatchObject(dead);
    await expect(start({ SourceArn: undefined })).rejects.toThrow('The request must contain the parameter SourceArn.');
    const QueueUrl = await stack.queue('own');
    await stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: redrive('own') });
    await expect(start({ SourceArn: arn('own') })).rejects.toMatchObject(dead);
    await expect(list({ SourceArn: arn('none') })).rejects.toMatchObject(none('SourceArn'));
    await expect(list({ SourceArn: undefined })).rejects.toThrow('The request must contain the parameter SourceArn.');
  });

  it.each([
    ['MaxNumberOfMessagesPerSecond', 1, 500, start],
    ['MaxResults', 1, 10, list],
  ] as const)('take %s from %d to %d', async (name, least, most, act) => {
    for (const number of [least, most]) {
      await expect(act({ [name]: number })).resolves.toBeDefined();
      await turns();
    }
    for (const number of [least - 1, most + 1]) {
      await expect(act({ [name]: number })).rejects.toMatchObject(
        refused(
          `Value ${number} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
        ),
      );
    }
  });

  it('are listed newest first, one unless more are asked for', async () => {
    for (const rate of [1, 2, 3]) {
      await start({ MaxNumberOfMessagesPerSecond: rate });
      await turns();
    }
    const rates = (tasks: Awaited<ReturnType<typeof list>>) =>
      tasks.map(({ MaxNumberOfMessagesPerSecond }) => MaxNumberOfMessagesPerSecond);

    expect(rates(await list())).toEqual([3]);
    expect(rates(await list({ MaxResults: 2 }))).toEqual([3, 2]);
  });

  it('stop with the stack', async () => {
    fill(3);
    await start({ MaxNumberOfMessagesPerSecond: 1 });
    await turns();

    stack.queues.close();
    await stack.pass(10);

    expect(stack.queues.counts()).toMatchObject({ dead: 2 });
  });
});
