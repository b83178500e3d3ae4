import type { EventSourceMappingDefinition } from '../../../../src/local/lambda/mappings/event-source-mapping.ts';
import { checkMapping } from '../../../../src/local/lambda/mappings/mapping-validation.ts';
import { queueName, release, visibilitySeconds } from '../../../../src/local/lambda/mappings/queue-source.ts';
import { type Messaging, openMessaging } from '../../../support/messaging.ts';

describe('a mapping', () => {
  let stack: Messaging;
  beforeEach(async () => {
    stack = openMessaging();
    await stack.queue('orders', { VisibilityTimeout: '30' });
    await stack.queue('orders.fifo', { FifoQueue: 'true' });
  });
  afterEach(() => stack.close());
  const check = (settings: Partial<EventSourceMappingDefinition> = {}, timeoutSeconds = 3) =>
    checkMapping(
      {
        functionName: 'f',
        queueArn: stack.queues.arnOf('orders'),
        batchSize: 10,
        windowSeconds: 0,
        enabled: true,
        responseTypes: [],
        ...settings,
      },
      { queues: stack.queues, timeoutSeconds },
    );
  const refused = (message: string) =>
    expect.objectContaining({ code: 'InvalidParameterValueException', status: 400, message });
  const outOfBounds = (value: number, name: string, bound: string) =>
    expect.objectContaining({
      code: 'ValidationException',
      message: `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${bound}`,
    });
  const fifo = () => ({ queueArn: stack.queues.arnOf('orders.fifo') });

  it.each([
    ['batchSize', 'batchSize', 1, 10_000, { windowSeconds: 1 }],
    ['windowSeconds', 'maximumBatchingWindowInSeconds', 0, 300, {}],
    ['maximumConcurrency', 'scalingConfig.maximumConcurrency', 2, 1000, {}],
  ])('has a %s within its bounds', (name, shown, least, most, settings) => {
    for (const value of [least, most]) expect(() => check({ ...settings, [name]: value })).not.toThrow();

    expect(() => check({ ...settings, [name]: least - 1 })).toThrow(
      outOfBounds(least - 1, shown, `greater than or equal to ${least}`),
    );
    expect(() => check({ ...settings, [name]: most + 1 })).toThrow(
      outOfBounds(most + 1, shown, `less than or equal to ${most}`),
    );
  });

  it('reports failures of items, or nothing', () => {
    expect(() => check({ responseTypes: ['ReportBatchItemFailures'] })).not.toThrow();
    expect(() => check({ responseTypes: ['ReportBatchItemFailures', 'Other'] })).toThrow(
      expect.objectContaining({
        code: 'ValidationException',
        message:
          "1 validation error detected: Value '[Other]' at 'functionResponseTypes' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [ReportBatchItemFailures]]",
      }),
    );
  });

  it('has a window when it gathers more than ten', () => {
    const window = refused(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );

    expect(() => check({ batchSize: 11 })).toThrow(window);
    expect(() => check({ batchSize: 11, windowSeconds: 1 })).not.toThrow();
    expect(() => check({ batchSize: 10, windowSeconds: 0 })).not.toThrow();
  });

  it('of a FIFO queue has ten at most and no window', () => {
    expect(() => check({ ...fifo(), batchSize: 10 })).not.toThrow();
    expect(() => check({ ...fifo(), batchSize: 11 })).toThrow(
      refused('Batch size 11 is not supported for FIFO queues; at most 10.'),
    );
    expect(() => check({ ...fifo(), windowSeconds: 1 })).toThrow(
      refused('Batching window is not supported for FIFO queues.'),
    );
  });

  it('needs a queue that is there, and one that hides a message as long as the function may run', () => {
    expect(() => check({ queueArn: stack.queues.arnOf('none') })).toThrow(
      refused(
        'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
      ),
    );
    expect(() => check({}, 30)).not.toThrow();
    expect(() => check({}, 31)).toThrow(
      refused('Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds'),
    );
  });
});

describe('the queue of a mapping', () => {
  let stack: Messaging;
  let orders: string;
  beforeEach(async () => {
    stack = openMessaging();
    await stack.queue('orders', { VisibilityTimeout: '45' });
    orders = stack.queues.arnOf('orders');
  });
  afterEach(() => stack.close());

  it('has its name in its ARN, and says how long it hides a message', () => {
    expect([queueName(orders), queueName('orders')]).toEqual(['orders', 'orders']);
    expect(visibilitySeconds(stack.queues, orders)).toBe(45);
    expect(visibilitySeconds({ ...stack.queues, operations: {} }, orders)).toBeUndefined();
  });

  it('shows again at once what is given back, and passes over what is gone', () => {
    for (const body of ['a', 'b']) stack.queues.send(orders, { body });
    const handles = stack.queues.receive(orders, 2).map(({ receiptHandle }) => receiptHandle);
    stack.queues.remove(orders, handles.slice(0, 1));

    release(stack.queues, orders, handles);

    expect(stack.queues.depth(orders)).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  });
});
