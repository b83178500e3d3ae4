import { AwsError } from '../../../../src/local/errors.ts';
import type { InvokeOptions, InvokeResult } from '../../../../src/local/lambda/functions/function-control.ts';
import { createBatchRun } from '../../../../src/local/lambda/mappings/batch-run.ts';
import { createOpenBatch } from '../../../../src/local/lambda/mappings/open-batch.ts';
import { type Messaging, openMessaging } from '../../../support/messaging.ts';

describe('one batch', () => {
  let stack: Messaging;
  let orders: string;
  let invoked: { name: string; payload: string; options: InvokeOptions | undefined }[];
  let answers: (InvokeResult | Error | ((ids: readonly string[]) => InvokeResult))[];
  let slept: number[];
  let active: boolean;
  let onSleep: () => void;
  let deletes: (() => Promise<{ failNext(): boolean }> | undefined)[];
  beforeEach(async () => {
    stack = openMessaging();
    await stack.queue('orders', { VisibilityTimeout: '100' });
    orders = stack.queues.arnOf('orders');
    invoked = [];
    answers = [];
    slept = [];
    deletes = [];
    active = true;
    onSleep = () => {};
  });
  afterEach(() => stack.close());
  const throttle = (code = 'TooManyRequestsException', status = 429) =>
    new AwsError(code, 'Rate exceeded.', { status });
  const run = async (count: number, responseTypes: string[] = []) => {
    const bodies = Array.from({ length: count }, (_, i) => `m${i}`);
    const ids = bodies.map((body) => stack.queues.send(orders, { body }).messageId);
    const batch = createOpenBatch(100);
    for (const message of stack.queues.receive(orders, 100)) batch.add({ message, json: JSON.stringify(message.body) });
    const runBatch = createBatchRun({
      context: {
        ...stack.context,
        faults: {
          pass: (service, operation, resource) =>
            service === 'sqs' && operation === 'DeleteMessageBatch' && resource === 'orders'
              ? deletes.shift()?.()
              : undefined,
        },
      },
      queues: stack.queues,
      functions: {
        async invoke(name, payload, options) {
          invoked.push({ name, payload, options });
          const answer = answers.shift() ?? { payload: 'null' };
          if (answer instanceof Error) throw answer;
          return typeof answer === 'function' ? answer(options?.messageIds ?? []) : answer;
        },
      },
      async sleep(ms) {
        slept.push(ms);
        stack.clock.advance(ms);
        onSleep();
      },
      isActive: () => active,
    });
    const result = await runBatch(batch, {
      uuid: 'u',
      state: 'Enabled',
      modifiedAt: 0,
      functionName: 'consumer',
      queueArn: orders,
      batchSize: 10,
      windowSeconds: 0,
      enabled: true,
      responseTypes,
    });
    return { result, ids };
  };
  const held = () => stack.queues.counts()['orders'];
  const failures = (...ids: (string | undefined)[]) => ({
    payload: JSON.stringify({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) }),
  });

  it('is deleted once the function answered, which got its records and knows their ids', async () => {
    const { result, ids } = await run(2);

    expect(result).toBe('done');
    expect(invoked).toEqual([{ name: 'consumer', payload: '{"Records":["m0","m1"]}', options: { messageIds: ids } }]);
    expect(held()).toBe(0);
    expect(stack.warnings).toEqual([]);
  });

  it('stays whole when the function failed, which is an error', async () => {
    answers = [{ payload: '{}', functionError: 'Unhandled' }];

    expect((await run(2)).result).toBe('error');
    expect(held()).toBe(2);
    expect(stack.warnings).toEqual([]);
  });

  it('keeps what is reported as failed, where it is asked for, and names it', async () => {
    answers = [(ids) => failures(ids[0], ids[2])];
    const { result, ids } = await run(3, ['ReportBatchItemFailures']);

    expect(result).toBe('done');
    expect(held()).toBe(2);
    expect(stack.warnings).toEqual([
      `consumer failed, message ${ids[0]} and 1 more: reported as failed, of 3 in the batch; the function's log says why`,
    ]);
  });

  it('fails whole for a report that cannot be used, and says why', async () => {
    answers = [failures('unknown')];
    const { result, ids } = await run(1, ['ReportBatchItemFailures']);

    expect(result).toBe('error');
    expect(held()).toBe(1);
    expect(stack.warnings).toEqual([`consumer failed, message ${ids[0]}: an itemIdentifier is not in the batch`]);
  });

  it('is deleted whatever the function reports when nobody asked', async () => {
    answers = [failures('unknown')];

    expect((await run(2)).result).toBe('done');
    expect(held()).toBe(0);
  });

  it('is invoked again when that was throttled or failed on the way: after 1, 2, 4 … 30 seconds', async () => {
    answers = [throttle(), throttle('ServiceException', 500), new Error('broken'), throttle(), throttle(), throttle()];

    expect((await run(1)).result).toBe('done');
    expect(slept).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000]);
    expect(held()).toBe(0);
    expect(stack.warnings).toEqual([]);
  });

  it('is given up when its messages would be visible again by then', async () => {
    answers = Array.from({ length: 20 }, () => throttle());
    const { result, ids } = await run(3);

    expect(result).toBe('error');
    // After 91 s in all the next wait of 30 s would end beyond the 100 s.
    expect(slept).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(stack.warnings).toEqual([`consumer was not invoked, message ${ids[0]} and 2 more: Rate exceeded.`]);
    expect(held()).toBe(3);
  });

  it('is tried as long as the wait ends a millisecond before its messages are visible, and no longer', async () => {
    for (const [VisibilityTimeout, waits] of [
      ['1', []],
      ['2', [1000]],
      ['3', [1000]],
      ['4', [1000, 2000]],
    ] as const) {
      await stack.sqs('SetQueueAttributes', {
        QueueUrl: stack.queues.urlOf('orders'),
        Attributes: { VisibilityTimeout },
      });
      answers = Array.from({ length: 20 }, () => throttle());
      slept = [];
      await run(1);
      expect(slept).toEqual(waits);
      await stack.sqs('DeleteQueue', { QueueUrl: stack.queues.urlOf('orders') });
      await stack.queue('orders');
    }
  });

  it.each([400, 404, 428, 430, 499])('is not invoked again after a refusal with status %d', async (status) => {
    answers = [throttle('ResourceNotFoundException', status)];
    const { result, ids } = await run(1);

    expect([result, slept]).toEqual(['error', []]);
    expect(stack.warnings).toEqual([`consumer was not invoked, message ${ids[0]}: Rate exceeded.`]);
  });

  it('is neither tried again nor warned of once the mapping is gone', async () => {
    answers = [throttle(), throttle()];
    onSleep = () => {
      active = false;
    };
    expect((await run(1)).result).toBe('error');
    expect(slept).toEqual([1000]);
    expect(invoked).toHaveLength(1);

    answers = [throttle()];
    expect((await run(1)).result).toBe('error');

    expect(slept).toEqual([1000]);
    expect(stack.warnings).toEqual([]);
  });

  it('is deleted at the third attempt at last, and left with a warning after it', async () => {
    const fails = () => Promise.reject(new Error('503'));
    deletes = [fails, fails];
    expect((await run(2)).result).toBe('done');
    expect([held(), stack.warnings]).toEqual([0, []]);

    deletes = [fails, fails, fails];
    expect((await run(2)).result).toBe('done');

    expect(held()).toBe(2);
    expect(stack.warnings).toEqual(['orders: 2 messages could not be deleted: 503']);
    expect(deletes).toEqual([]);
  });

  it('leaves what a partial fault keeps', async () => {
    let entry = 0;
    deletes = [() => Promise.resolve({ failNext: () => entry++ === 1 })];

    await run(3);

    expect(held()).toBe(1);
    await stack.pass(100);
    expect(stack.drain('orders')).toEqual(['m1']);
  });

  it('asks for no delete when everything failed', async () => {
    let asked = false;
    deletes = [
      () => {
        asked = true;
        return undefined;
      },
    ];
    answers = [failures('unknown')];

    await run(1, ['ReportBatchItemFailures']);

    expect(asked).toBe(false);
  });
});
