import { type MappingBench, openMappingBench, request } from './mapping-bench.ts';

let bench: MappingBench;
beforeEach(() => {
  bench = openMappingBench();
});
afterEach(() => bench.close());

/** Prints the bodies of each batch; answers with the JSON after `answer ` in the last body, where there is one. */
const printBodies = `export const handler = async (event) => {
  const bodies = event.Records.map(({ body }) => body);
  console.info(JSON.stringify(bodies));
  if (bodies.includes('throw')) throw new Error('no');
  return { batchItemFailures: event.Records.filter(({ body }) => body === 'fail').map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

test('messages reach the function in batches and are deleted once it answered', async () => {
  const queue = await bench.queue('orders');
  await bench.map(queue, printBodies, { maximumConcurrency: 2 });
  bench.send(queue, ...Array.from({ length: 25 }, (_, n) => String(n)));

  const moved = await bench.settle();

  expect(moved).toBe(true);
  expect(
    bench
      .printed()
      .flat()
      .map(Number)
      .sort((a, b) => a - b),
  ).toEqual(Array.from({ length: 25 }, (_, n) => n));
  expect(
    bench
      .printed()
      .map((batch) => Object(batch).length)
      .sort(),
  ).toEqual([10, 10, 5]);
  expect(bench.queues.depth(queue)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  expect(await bench.settle()).toBe(false);
});

test('a mapping works by itself as soon as messages are sent', async () => {
  const queue = await bench.queue('orders');
  const uuid = await bench.map(queue, printBodies);
  bench.send(queue, 'hello');

  await new Promise<void>((resolve) => {
    const look = () => (bench.lambda.metrics()['consumer']?.billedMs ? resolve() : setImmediate(look));
    look();
  });

  expect(bench.lambda.mappings.get(uuid).state).toBe('Enabled');
  expect(bench.printed()).toEqual([['hello']]);
});

test('a mapping that is created just before the stack resumes becomes Enabled', async () => {
  const queue = await bench.queue('orders');
  const uuid = await bench.map(queue, printBodies);
  bench.lambda.mappings.resume();

  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

  expect(bench.lambda.mappings.get(uuid).state).toBe('Enabled');
});

test('a batch that is sent over the API is noticed at once', async () => {
  const queue = await bench.queue('orders');
  await bench.map(queue, printBodies);
  const Entries = ['a', 'b'].map((body) => ({ Id: body, MessageBody: body }));
  await bench.queues.operations['SendMessageBatch']?.({ QueueUrl: bench.queues.urlOf('orders'), Entries }, request);

  await finished(1);

  expect(bench.printed()).toEqual([['a', 'b']]);
});

test('a record has the members that AWS sends, in its order', async () => {
  const queue = await bench.queue('orders');
  bench.queues.send(queue, {
    body: 'text',
    attributes: {
      n: { DataType: 'Number.int', StringValue: '7' },
      b: { DataType: 'Binary', BinaryValue: 'AAE=' },
    },
    traceHeader: 'Root=1-00000000-000000000000000000000000',
  });
  bench.send(queue, 'plain');
  await bench.map(queue, 'export const handler = async (event) => { console.info(JSON.stringify(event)); };');

  await bench.settle();

  const [event] = bench.printed();
  const [first, second] = Object(event).Records;
  expect(Object.keys(first)).toEqual([
    'messageId',
    'receiptHandle',
    'body',
    'attributes',
    'messageAttributes',
    'md5OfMessageAttributes',
    'md5OfBody',
    'eventSource',
    'eventSourceARN',
    'awsRegion',
  ]);
  expect(first).toMatchObject({
    body: 'text',
    attributes: {
      ApproximateReceiveCount: '1',
      AWSTraceHeader: 'Root=1-00000000-000000000000000000000000',
      SenderId: expect.any(String),
      SentTimestamp: expect.stringMatching(/^\d{13}$/),
      ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
    },
    messageAttributes: {
      n: { stringValue: '7', stringListValues: [], binaryListValues: [], dataType: 'Number.int' },
      b: { binaryValue: 'AAE=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
    },
    md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
    md5OfBody: '1cb251ec0d568de6a929b520c4aed8d1',
    eventSource: 'aws:sqs',
    eventSourceARN: queue,
    awsRegion: 'us-east-1',
  });
  expect(second).toMatchObject({ body: 'plain', messageAttributes: {} });
  expect(second).not.toHaveProperty('md5OfMessageAttributes');
});

test('messages reported as failed stay and the others go, and the failed come again after their own visibility timeout', async () => {
  const queue = await bench.queue('orders', { VisibilityTimeout: '60' });
  await bench.map(queue, printBodies);
  bench.send(queue, 'a', 'fail', 'b');
  await bench.settle();

  expect(bench.queues.depth(queue)).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  expect(bench.warnings).toEqual([
    expect.stringMatching(/^consumer failed, message [\w-]+: reported as failed, of 3 in the batch/),
  ]);

  bench.context.clock.advance(59_999);
  await bench.settle();
  expect(bench.printed()).toHaveLength(1);

  bench.context.clock.advance(1);
  await bench.settle();
  expect(bench.printed()).toEqual([['a', 'fail', 'b'], ['fail']]);
});

test('a batch that throws stays whole, and a poisoned message ends in its dead-letter queue while its neighbours are delivered', async () => {
  const dead = await bench.queue('dead');
  const queue = await bench.queue('orders', {
    VisibilityTimeout: '30',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 2 }),
  });
  await bench.map(queue, printBodies, { batchSize: 1 });
  bench.send(queue, 'throw', 'good');

  for (let round = 0; round < 3; round++) {
    await bench.settle();
    bench.context.clock.advance(30_000);
  }
  await bench.settle();

  expect(bench.printed()).toEqual(expect.arrayContaining([['good'], ['throw'], ['throw']]));
  expect(bench.printed()).toHaveLength(3);
  expect(bench.queues.counts()).toEqual({ dead: 1, orders: 0 });
  expect(bench.lambda.metrics()['consumer']).toMatchObject({ invocations: 3, errors: 2 });
});

test('without ReportBatchItemFailures whatever the function returns deletes the batch', async () => {
  const queue = await bench.queue('orders');
  await bench.map(queue, printBodies, { responseTypes: [] });
  bench.send(queue, 'fail');

  await bench.settle();

  expect(bench.queues.counts()).toEqual({ orders: 0 });
});

test('a window gathers until its end by the clock, or until the batch is full', async () => {
  const queue = await bench.queue('orders', { VisibilityTimeout: '300' });
  await bench.map(queue, printBodies, { batchSize: 12, windowSeconds: 60 });
  bench.send(queue, 'a');
  await turn();
  bench.context.clock.advance(59_000);
  bench.send(queue, 'b');
  await turn();
  expect(bench.lambda.metrics()['consumer']?.invocations).toBe(0);

  bench.context.clock.advance(1000);
  await finished(1);
  expect(bench.printed()).toEqual([['a', 'b']]);

  bench.send(queue, ...'abcdefghijklm');
  await finished(2);
  expect(bench.printed()[1]).toEqual([...'abcdefghijkl']);
  expect(bench.queues.depth(queue)).toMatchObject({ inFlight: 1 });
});

test('a batch closes before six megabytes', async () => {
  const queue = await bench.queue('orders');
  await bench.map(
    queue,
    'export const handler = async (event) => { console.info(JSON.stringify(event.Records.length)); };',
    { batchSize: 100, windowSeconds: 1 },
  );
  bench.send(queue, ...Array.from({ length: 14 }, () => 'x'.repeat(1_000_000)));

  await bench.settle();

  expect(bench.printed().sort()).toEqual([2, 6, 6]);
});

test('a disabled mapping runs nothing, gives back what its window held, and runs again once enabled', async () => {
  const queue = await bench.queue('orders');
  const uuid = await bench.map(queue, printBodies, { windowSeconds: 60 });
  bench.send(queue, 'held');
  await turn();
  expect(bench.queues.depth(queue).inFlight).toBe(1);

  bench.lambda.mappings.update(uuid, { enabled: false });
  bench.send(queue, 'later');
  bench.context.clock.advance(600_000);
  await turn();
  await bench.settle();
  expect(bench.lambda.metrics()['consumer']?.invocations).toBe(0);
  expect(bench.queues.depth(queue)).toEqual({ visible: 2, inFlight: 0, delayed: 0 });
  expect(bench.lambda.mappings.get(uuid).state).toBe('Disabled');

  expect(bench.lambda.mappings.update(uuid, { enabled: true }).state).toBe('Enabling');
  await bench.settle();
  expect(bench.printed().flat().sort()).toEqual(['held', 'later']);
});

test('batches run in parallel up to the maximum concurrency, one per isolate', async () => {
  const queue = await bench.queue('orders');
  await bench.map(
    queue,
    `let running = 0;
     export const handler = async (_event, context) => {
       running += 1;
       console.info(JSON.stringify([running, context.logStreamName]));
       await new Promise((resolve) => setTimeout(resolve, 150));
       running -= 1;
     };`,
    { batchSize: 1, maximumConcurrency: 3 },
    { concurrency: 3 },
  );
  bench.send(queue, ...'abcdef');

  await bench.settle();

  const printed = bench.printed().map((pair) => [...Object(pair)]);
  expect(printed.map(([running]) => running)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(new Set(printed.map(([, isolate]) => isolate)).size).toBe(3);
});

test('two mappings of different queues do not wait for each other', async () => {
  const slow = await bench.queue('slow');
  const quick = await bench.queue('quick');
  await bench.map(
    slow,
    'export const handler = () => new Promise((resolve) => setTimeout(resolve, 600_000));',
    { functionName: 'hangs', batchSize: 1 },
    { timeoutSeconds: 30 },
  );
  await bench.map(quick, printBodies, { functionName: 'consumer' });
  bench.send(slow, 'x', 'y', 'z');
  bench.send(quick, 'served');

  await finished(1);

  expect(bench.printed()).toEqual([['served']]);
});

test('messages that no filter lets through are deleted', async () => {
  const queue = await bench.queue('orders');
  await bench.map(queue, printBodies, {
    filterCriteria: { Filters: [{ Pattern: '{"body":{"amount":[{"numeric":[">=",100]}]}}' }] },
  });
  bench.send(queue, '{"amount":99}', '{"amount":100}', 'plain');

  await bench.settle();

  expect(bench.printed()).toEqual([['{"amount":100}']]);
  expect(bench.queues.counts()).toEqual({ orders: 0 });
});

test('a FIFO queue keeps its order within a group', async () => {
  const queue = await bench.queue('orders.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
  await bench.map(queue, printBodies, { batchSize: 2 });
  for (const n of [1, 2, 3, 4, 5]) bench.queues.send(queue, { body: `a${n}`, groupId: 'a' });

  await bench.settle();

  expect(bench.printed().flat()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
});

test('mappings and what their queues hold are found again after a restart', async () => {
  const queue = await bench.queue('orders');
  const uuid = await bench.map(queue, printBodies, { windowSeconds: 300, batchSize: 100 });
  bench.send(queue, 'kept');
  await turn();
  bench.queues.close();
  await bench.lambda.close();
  bench.context.database.close();

  bench = openMappingBench({ folder: bench.folder });
  await bench.settle();
  expect(bench.printed()).toEqual([]);
  bench.lambda.mappings.resume();
  await bench.settle();

  expect(bench.lambda.mappings.get(uuid)).toMatchObject({ state: 'Enabled', windowSeconds: 300, batchSize: 100 });
  expect(bench.printed()).toEqual([['kept']]);
});

test.each([
  [
    'more than 10,000 messages',
    { batchSize: 10_001, windowSeconds: 1 },
    "Value '10001' at 'batchSize' failed to satisfy constraint: Member must have value less than or equal to 10000",
  ],
  [
    'more than 10 messages without a window',
    { batchSize: 11 },
    'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
  ],
  ['a window over 300 s', { windowSeconds: 301 }, "Value '301' at 'maximumBatchingWindowInSeconds'"],
  ['a concurrency of 1', { maximumConcurrency: 1 }, "Value '1' at 'scalingConfig.maximumConcurrency'"],
  [
    'a queue that is not there',
    { queueArn: 'arn:aws:sqs:us-east-1:000000000000:none' },
    'SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
  ],
  [
    'a filter that is no pattern',
    { filterCriteria: { Filters: [{ Pattern: '{"eventSource":"aws:sqs"}' }] } },
    'Invalid filter pattern definition.',
  ],
  [
    'a filter on something else',
    { filterCriteria: { Filters: [{ Pattern: '{"attributes":{"SenderId":["x"]}}' }] } },
    'The local stack filters on body only, not on attributes.',
  ],
])('%s is refused', async (_title, settings, message) => {
  const queue = await bench.queue('orders');

  await expect(bench.map(queue, printBodies, settings)).rejects.toThrow(message);
});

test('a queue whose visibility timeout is below the timeout of the function is refused', async () => {
  const queue = await bench.queue('orders', { VisibilityTimeout: '30' });

  await expect(bench.map(queue, printBodies, {}, { timeoutSeconds: 60 })).rejects.toThrow(
    'Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds',
  );
});

test('a second mapping of the same queue and function is refused', async () => {
  const queue = await bench.queue('orders');
  const uuid = await bench.map(queue, printBodies);

  await expect(bench.map(queue, printBodies)).rejects.toThrow(
    `An event source mapping with SQS arn (" ${queue} ") and function (" consumer ") already exists. Please update or delete the existing mapping with UUID ${uuid}`,
  );
});

test('a throttled invocation is tried again, and nothing is lost or counted as an error', async () => {
  let throttles = 3;
  await bench.close();
  const { throttleError } = await import('../../../../src/local/faults/fault-errors.ts');
  bench = openMappingBench({
    context: {
      faults: {
        pass: (service, operation) =>
          service === 'lambda' && operation === 'Invoke' && throttles-- > 0
            ? Promise.reject(throttleError('lambda'))
            : undefined,
      },
    },
  });
  const queue = await bench.queue('orders');
  await bench.map(queue, printBodies);
  bench.send(queue, 'hello');

  await bench.settle();

  expect(bench.printed()).toEqual([['hello']]);
  expect(bench.lambda.metrics()['consumer']).toMatchObject({ invocations: 1, errors: 0 });
  expect(bench.queues.counts()).toEqual({ orders: 0 });
});

test('a settle ends although a fault list is asked before every receive', async () => {
  let asked = 0;
  await bench.close();
  bench = openMappingBench({
    context: {
      faults: {
        pass: (service, operation) =>
          service === 'sqs' && operation === 'ReceiveMessage' ? Promise.resolve(void asked++) : undefined,
      },
    },
  });
  const queue = await bench.queue('orders');
  await bench.map(queue, printBodies, { maximumConcurrency: 2 });
  bench.send(queue, 'hello');

  expect(await bench.settle()).toBe(true);
  expect(await bench.settle()).toBe(false);
  expect(asked).toBeLessThan(20);
  expect(bench.queues.counts()).toEqual({ orders: 0 });
});

/** One turn of the event loop, in which watchers are told. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** Resolves when the function has run so many times and its batches are deleted or left. */
async function finished(invocations: number): Promise<void> {
  while (
    (bench.lambda.metrics()['consumer']?.invocations ?? 0) < invocations ||
    bench.lines.filter((line) => line.startsWith('REPORT')).length < invocations
  )
    await turn();
  await turn();
}
