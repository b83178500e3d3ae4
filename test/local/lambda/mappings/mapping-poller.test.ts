import { throttleError } from '../../../../src/local/faults/fault-errors.ts';
import type { InvokeResult } from '../../../../src/local/lambda/functions/function-control.ts';
import type { EventSourceMapping } from '../../../../src/local/lambda/mappings/event-source-mapping.ts';
import { createMappingPoller, type MappingPoller } from '../../../../src/local/lambda/mappings/mapping-poller.ts';
import { type Messaging, openMessaging, turns } from '../../../support/messaging.ts';

const OK: InvokeResult = { payload: 'null' };
const FAILED: InvokeResult = { payload: '{}', functionError: 'Unhandled' };

describe('the poller of a queue', () => {
  let stack: Messaging;
  let orders: string;
  let poller: MappingPoller;
  /** The bodies of each batch, and how to end it. */
  let batches: { bodies: string[]; at: number; end(result?: InvokeResult | Error): void }[];
  /** Ends batches at once when it gives a result. */
  let result: InvokeResult | undefined;
  let receives: (() => Promise<undefined> | undefined) | undefined;
  let received: number[];
  const started = Date.UTC(2026, 0, 15, 10, 30);

  beforeEach(async () => {
    stack = openMessaging();
    await stack.queue('orders', { VisibilityTimeout: '43200' });
    orders = stack.queues.arnOf('orders');
    batches = [];
    result = undefined;
    receives = undefined;
    received = [];
    poller = createMappingPoller({
      context: {
        ...stack.context,
        faults: {
          pass: (service, operation, resource) =>
            service === 'sqs' && operation === 'ReceiveMessage' && resource === 'orders' ? receives?.() : undefined,
        },
      },
      queues: {
        ...stack.queues,
        receive(arn, max) {
          received.push(max);
          return stack.queues.receive(arn, max);
        },
      },
      functions: {
        invoke: (_name, payload) =>
          new Promise<InvokeResult>((resolve, reject) => {
            const { Records } = JSON.parse(payload) as { Records: { body: string }[] };
            const end = (outcome: InvokeResult | Error = OK) =>
              outcome instanceof Error ? reject(outcome) : resolve(outcome);
            batches.push({ bodies: Records.map(({ body }) => body), at: stack.clock.now() - started, end });
            if (result) end(result);
          }),
      },
    });
  });
  afterEach(async () => {
    poller.stop();
    for (const { end } of batches) end();
    await poller.idle();
    stack.close();
  });
  const apply = (settings: Partial<EventSourceMapping> = {}, filter?: (body: string) => boolean) =>
    poller.apply(
      {
        uuid: 'u',
        state: 'Enabled',
        modifiedAt: 0,
        functionName: 'consumer',
        queueArn: orders,
        batchSize: 10,
        windowSeconds: 0,
        enabled: true,
        responseTypes: [],
        ...settings,
      },
      filter,
    );
  const send = (...bodies: string[]) => {
    for (const body of bodies) stack.queues.send(orders, { body });
  };
  const bodies = () => batches.map((batch) => batch.bodies.join(''));
  const depth = () => stack.queues.depth(orders);
  const pass = async (ms: number) => {
    stack.clock.advance(ms);
    await turns(8);
  };
  const settle = (ms = 2000) => poller.settle(performance.now() + ms);

  it('takes what is there when it begins, and what comes later', async () => {
    result = OK;
    send('a', 'b');
    apply();
    await turns();
    expect(bodies()).toEqual(['ab']);

    send('c');
    await turns();

    expect(bodies()).toEqual(['ab', 'c']);
    expect(stack.queues.counts()).toEqual({ orders: 0 });
  });

  it('runs two batches at once unless the mapping says how many', async () => {
    send(...'abcde');
    apply({ batchSize: 1 });
    await turns();
    expect(bodies()).toEqual(['a', 'b']);
    batches[0]?.end();
    await turns();
    expect(bodies()).toEqual(['a', 'b', 'c']);

    apply({ batchSize: 1, maximumConcurrency: 4 });
    await turns();
    expect(bodies()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(depth()).toMatchObject({ visible: 0 });
  });

  it('asks for no more than has room in the batch: ten at a time, a hundred once it knows them to be small', async () => {
    send(...Array.from({ length: 150 }, () => 'x'));
    apply({ batchSize: 130, maximumConcurrency: 2 });
    await turns();

    expect(batches.map((batch) => batch.bodies.length)).toEqual([130, 20]);
    expect(received).toEqual([10, 100, 20, 10, 100, 100]);
  });

  it('asks for ten at a time while they are large', async () => {
    send(...Array.from({ length: 25 }, () => 'x'.repeat(4096)));
    apply({ batchSize: 24 });
    await turns();

    expect(batches.map((batch) => batch.bodies.length)).toEqual([24, 1]);
    expect(received).toEqual([10, 10, 4, 10, 10]);
  });

  it('carries what does not fit in six megabytes into the next batch', async () => {
    const large = (letter: string) => letter.repeat(1_000_000);
    send(...[...'abcdefghijklmn'].map(large));
    apply({ batchSize: 100, maximumConcurrency: 3 });
    await turns();

    expect(batches.map((batch) => batch.bodies.map((body) => body[0]).join(''))).toEqual(['abcdef', 'ghijkl', 'mn']);
  });

  describe('with a window', () => {
    it('gathers from the first message on until the window is over', async () => {
      result = OK;
      apply({ windowSeconds: 5 });
      await pass(3000);
      send('a');
      await turns();
      await pass(4999);
      send('b');
      await turns();
      expect(bodies()).toEqual([]);
      await pass(1);
      expect(bodies()).toEqual(['ab']);

      send('c');
      await turns();
      await pass(4999);
      expect(bodies()).toHaveLength(1);
      await pass(1);
      expect(bodies()).toEqual(['ab', 'c']);
    });

    it('runs a batch that is full at once, and gathers the rest in a window of its own', async () => {
      result = OK;
      apply({ windowSeconds: 5, batchSize: 2 });
      send('a');
      await turns();
      await pass(4000);
      send('b', 'c');
      await turns();
      expect(bodies()).toEqual(['ab']);

      await pass(4999);
      expect(bodies()).toEqual(['ab']);
      await pass(1);
      expect(bodies()).toEqual(['ab', 'c']);
    });

    it('gives back what it gathered when it stops, what was carried too', async () => {
      apply({ windowSeconds: 5, batchSize: 100 });
      send('a', 'b');
      await turns();
      expect(depth()).toEqual({ visible: 0, inFlight: 2, delayed: 0 });

      poller.stop();
      await pass(10_000);

      expect(depth()).toEqual({ visible: 2, inFlight: 0, delayed: 0 });
      expect(bodies()).toEqual([]);
    });

    it('begins a new window when it is applied again', async () => {
      result = OK;
      apply({ windowSeconds: 5 });
      send('a');
      await turns();
      await pass(4000);

      apply({ windowSeconds: 5 });
      await turns();
      await pass(4999);
      expect(bodies()).toEqual([]);
      await pass(1);
      expect(bodies()).toEqual(['a']);
    });
  });

  it('deletes what the filter lets not through, and runs the rest', async () => {
    result = OK;
    send('keep', 'drop', 'keep');
    apply({}, (body) => body === 'keep');
    await turns();

    expect(bodies()).toEqual(['keepkeep']);
    expect(stack.queues.metrics()['orders']).toMatchObject({ deleted: 3, held: 0 });
    send('drop');
    await turns();
    expect(bodies()).toHaveLength(1);
    expect(stack.queues.counts()).toEqual({ orders: 0 });
  });

  it('does nothing while it is disabled, or has no queue', async () => {
    send('a');
    apply({ enabled: false });
    await turns();
    expect(bodies()).toEqual([]);

    apply({ queueArn: stack.queues.arnOf('none') });
    await turns();
    expect(bodies()).toEqual([]);
    apply();
    await turns();
    expect(bodies()).toEqual(['a']);
  });

  it('stops when its queue is deleted', async () => {
    apply();
    await stack.sqs('DeleteQueue', { QueueUrl: stack.queues.urlOf('orders') });
    await turns();

    expect(await settle()).toBe(false);
  });

  it('begins nothing after it has stopped, and lets what is in flight end', async () => {
    send('a', 'b', 'c');
    apply({ batchSize: 1 });
    await turns();
    poller.stop();
    let idle = false;
    const ended = poller.idle().then(() => {
      idle = true;
    });
    await turns();
    expect(idle).toBe(false);

    for (const { end } of batches) end();
    await ended;
    await turns();

    expect(bodies()).toEqual(['a', 'b']);
    expect(stack.queues.counts()).toEqual({ orders: 1 });
  });

  it('slows down from the third error in a row on: 0.1, 0.2, 0.4 … 10 seconds', async () => {
    result = FAILED;
    await stack.sqs('SetQueueAttributes', {
      QueueUrl: stack.queues.urlOf('orders'),
      Attributes: { VisibilityTimeout: '0' },
    });
    send('a');
    apply({ batchSize: 1, maximumConcurrency: 1 });
    await turns(40);
    const waits = [100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000];
    expect(batches).toHaveLength(3);

    for (const [index, wait] of waits.entries()) {
      await pass(wait - 1);
      expect(batches).toHaveLength(3 + index);
      await pass(1);
      expect(batches).toHaveLength(4 + index);
    }
    result = OK;
    await pass(10_000);
    expect(stack.queues.counts()).toEqual({ orders: 0 });
    result = FAILED;
    send('b');
    await turns(40);
    expect(batches.filter((batch) => batch.bodies[0] === 'b')).toHaveLength(3);
  });

  describe('under faults', () => {
    it('asks before it receives, one question at a time', async () => {
      result = OK;
      const asked: (() => void)[] = [];
      receives = () => new Promise((resolve) => asked.push(() => resolve(undefined)));
      send('a');
      apply();
      send('b');
      await turns();
      expect([asked.length, received]).toEqual([1, []]);

      asked[0]?.();
      await turns();

      expect(bodies()).toEqual(['ab']);
    });

    it('asks again a second after a refusal', async () => {
      result = OK;
      let refusals = 2;
      receives = () => (refusals-- > 0 ? Promise.reject(throttleError('sqs')) : undefined);
      send('a');
      apply();
      await turns();
      await pass(999);
      expect(bodies()).toEqual([]);
      await pass(1);
      await pass(999);
      expect(bodies()).toEqual([]);
      await pass(1);

      expect(bodies()).toEqual(['a']);
    });

    it('receives nothing when it was stopped meanwhile', async () => {
      let answer = () => {};
      receives = () =>
        new Promise((resolve) => {
          answer = () => resolve(undefined);
        });
      send('a');
      apply();
      poller.stop();
      answer();
      await turns();

      expect(received).toEqual([]);
    });
  });

  describe('brought to rest', () => {
    it('runs all that is visible, windows and back-off left out, and says whether there was any', async () => {
      result = OK;
      apply({ windowSeconds: 300, batchSize: 2 });
      send(...'abcde');
      await turns();

      expect(await settle()).toBe(true);
      expect(bodies().join('')).toBe('abcde');
      expect(await settle()).toBe(false);
    });

    it('waits for what is in flight, and for what that leaves behind', async () => {
      send('a', 'b', 'c');
      apply({ batchSize: 1, maximumConcurrency: 1 });
      await turns();
      let settled: boolean | undefined;
      const settling = settle(20_000).then((moved) => {
        settled = moved;
      });
      await turns();
      expect(settled).toBeUndefined();
      result = OK;
      batches[0]?.end();
      await settling;

      expect(settled).toBe(true);
      expect(bodies()).toEqual(['a', 'b', 'c']);
    });

    it('says that something moved when a batch was in flight before', async () => {
      send('a');
      apply();
      await turns();
      const settling = settle(20_000);
      batches[0]?.end();

      expect(await settling).toBe(true);
    });

    it('ends at its time although a batch goes on', async () => {
      send('a');
      apply();
      await turns();

      expect(await poller.settle(performance.now() + 30)).toBe(true);
      expect(await poller.settle(performance.now() - 1)).toBe(true);
      expect(batches).toHaveLength(1);
    });

    it('wakes what waits to be invoked again', async () => {
      send('a');
      apply();
      await turns();
      batches[0]?.end(throttleError('lambda'));
      await turns();
      expect(batches).toHaveLength(1);
      result = OK;

      expect(await settle()).toBe(true);
      expect(bodies()).toEqual(['a', 'a']);
      expect(stack.queues.counts()).toEqual({ orders: 0 });
    });

    it('asks again soon after a refusal', async () => {
      result = OK;
      let refusals = 1;
      receives = () => (refusals-- > 0 ? Promise.reject(throttleError('sqs')) : undefined);
      send('a');
      apply();
      await turns();

      expect(await settle()).toBe(true);
      expect(bodies()).toEqual(['a']);
    });

    it('gathers in windows again afterwards', async () => {
      result = OK;
      apply({ windowSeconds: 5 });
      await settle();
      send('a');
      await turns();
      expect(bodies()).toEqual([]);
      await pass(5000);

      expect(bodies()).toEqual(['a']);
    });
  });
});
