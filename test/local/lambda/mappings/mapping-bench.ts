/** A queue, a function written in the test, and a mapping between them, on one manual clock. */
import type { LocalContext } from '../../../../src/local/context.ts';
import type { ServiceRequest } from '../../../../src/local/endpoint/service.ts';
import type { FunctionDefinition } from '../../../../src/local/lambda/index.ts';
import type { EventSourceMappingDefinition } from '../../../../src/local/lambda/mappings/event-source-mapping.ts';
import { createQueues, type Queues } from '../../../../src/local/queues/index.ts';
import { type LambdaBench, openLambdaBench } from '../functions/lambda-bench.ts';

export interface MappingBench extends LambdaBench {
  readonly queues: Queues;
  /** Creates a queue and returns its ARN. */
  queue(name: string, attributes?: Record<string, string>): Promise<string>;
  /** Adds a function and maps the queue to it; returns the mapping's UUID. */
  map(
    queueArn: string,
    source: string,
    settings?: Partial<EventSourceMappingDefinition>,
    definition?: Partial<FunctionDefinition>,
  ): Promise<string>;
  send(queueArn: string, ...bodies: string[]): string[];
  /** Brings everything to rest. */
  settle(): Promise<boolean>;
  /** The JSON values that the function printed with `console.info`. */
  printed(): unknown[];
}

export const request: ServiceRequest = {
  method: 'POST',
  path: '/',
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
  requestId: 'test',
};

/** Opens queues and a Lambda on one database. */
export function openMappingBench(options: { folder?: string; context?: Partial<LocalContext> } = {}): MappingBench {
  let queues: Queues | undefined;
  const lambdaBench = openLambdaBench({
    ...options,
    queues(context) {
      queues = createQueues(context);
      return queues;
    },
  });
  if (!queues) throw new Error('the bench made no queues');
  const open = queues;
  const bench: MappingBench = {
    ...lambdaBench,
    queues: open,
    async queue(name, attributes = {}) {
      await open.operations['CreateQueue']?.({ QueueName: name, Attributes: attributes }, request);
      return open.arnOf(name);
    },
    async map(queueArn, source, settings = {}, definition = {}) {
      const functionName = settings.functionName ?? 'consumer';
      await bench.add(functionName, source, definition);
      return bench.lambda.mappings.create({
        queueArn,
        functionName,
        batchSize: 10,
        windowSeconds: 0,
        enabled: true,
        responseTypes: ['ReportBatchItemFailures'],
        ...settings,
      });
    },
    send: (queueArn, ...bodies) => bodies.map((body) => open.send(queueArn, { body }).messageId),
    settle: () => bench.lambda.mappings.settle(performance.now() + 120_000),
    printed: () =>
      bench.lines.flatMap((line) => {
        const [, json] = /\tINFO\t(.*)$/s.exec(line) ?? [];
        return json === undefined ? [] : [JSON.parse(json)];
      }),
    async close() {
      open.close();
      await lambdaBench.close();
    },
  };
  return bench;
}
