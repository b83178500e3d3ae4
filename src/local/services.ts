/**
 * The engines of one local stack, each given what it needs of the others, and the AWS endpoint's services over them.
 * It stands in for an account; it adds no behaviour of its own.
 */
import type { LocalDoor } from '../domain/drive-by/local-door.ts';
import { type Alarms, createAlarms } from './alarms/index.ts';
import type { LocalContext } from './context.ts';
import { cloudFormationOperations } from './deployment/index.ts';
import { cborService } from './endpoint/cbor-service.ts';
import { jsonService } from './endpoint/json-service.ts';
import { queryService } from './endpoint/query-service.ts';
import { eitherProtocol } from './endpoint/router.ts';
import { securityTokenService } from './endpoint/security-tokens.ts';
import type { LocalService, Operations } from './endpoint/service.ts';
import { faultyOperations } from './faults/faulty-operations.ts';
import { createFirehose, type Firehose } from './firehose/index.ts';
import { createHttpApis, type HttpApis } from './http-api/index.ts';
import { createLambda, type Functions } from './lambda/index.ts';
import { countEmptyReceives, type EmptyReceives } from './metrics/empty-receives.ts';
import { everyMinute } from './metrics/every-minute.ts';
import { metricOperations, openMetrics } from './metrics/index.ts';
import { TIMES, toMetricQueryResult } from './metrics/query-protocol.ts';
import { figuresOf } from './metrics/service-figures.ts';
import { createObjects, type Objects } from './objects/index.ts';
import { createQueues, fromQueueQuery, type Queues, toQueueQueryResult } from './queues/index.ts';
import { call } from './resources/engines.ts';
import { createSearch, type Search } from './search/index.ts';
import { createTables, type Tables } from './tables/index.ts';
import { createTopics, type Topics, toTopicQueryResult } from './topics/index.ts';

/** In machine time: what is counted and not yet recorded is lost to kill -9. */
const RECORD_EVERY_MS = 1000;

/** Every engine of a stack, and what the endpoint serves of them. */
export interface Services {
  readonly topics: Topics;
  readonly queues: Queues;
  readonly objects: Objects;
  readonly tables: Tables;
  readonly firehose: Firehose;
  readonly functions: Functions;
  readonly alarms: Alarms;
  readonly httpApi: HttpApis;
  readonly search: Search;
  /** What the AWS endpoint serves, by signature scope. */
  readonly endpoint: readonly LocalService[];
  /** The counters of `GET /_local/metrics`, by physical name. */
  metrics(): {
    functions: ReturnType<Functions['metrics']>;
    streams: ReturnType<Firehose['metrics']>;
    queues: ReturnType<Queues['metrics']>;
    topics: ReturnType<Topics['metrics']>;
  };
  /** Records what was counted so far, before the clock is moved. */
  record(): void;
  /** Stops the engines in the order in which events travel, so that none hands anything to one that is gone. */
  close(): Promise<void>;
}

export interface ServiceOptions {
  searchEndpoint?: string | undefined;
  dynamodbEndpoint?: string | undefined;
  /** Picks up changed sources of functions. */
  watch?: boolean | undefined;
  /** Who may call the HTTP APIs. */
  door?: LocalDoor | undefined;
  onLog?: ((line: { functionName: string; text: string }) => void) | undefined;
}

/** Creates the engines over one context; they go on from what its database holds. */
export function createServices(context: LocalContext, options: ServiceOptions = {}): Services {
  const { searchEndpoint, dynamodbEndpoint } = options;
  const metrics = openMetrics(context);
  const objects = createObjects(context);
  const queues = createQueues(context);
  const topics = createTopics(context, { queues });
  const tables = createTables(context, {
    buckets: objects,
    ...(dynamodbEndpoint !== undefined && { endpoint: dynamodbEndpoint }),
  });
  const search = createSearch(context, searchEndpoint === undefined ? {} : { endpoint: searchEndpoint });
  const functions = createLambda(context, {
    queues,
    onLog(line) {
      metrics.takeLine(line.text);
      options.onLog?.(line);
    },
    onInvoked: metrics.functionRan,
    watch: options.watch,
  });
  const alarms = createAlarms(context, {
    mappings: functions.mappings,
    metrics: metrics.store,
    async publish(TopicArn, { subject: Subject, message: Message }) {
      await call(topics.operations, 'Publish', { TopicArn, Subject, Message });
    },
    async deliver(target, event) {
      if (target.includes(':sns:')) await call(topics.operations, 'Publish', { TopicArn: target, Message: event });
      else {
        const QueueUrl = queues.urlOf(target.slice(target.lastIndexOf(':') + 1));
        await call(queues.operations, 'SendMessage', { QueueUrl, MessageBody: event });
      }
    },
  });
  const firehose = createFirehose(context, {
    ...{ objects, functions, search },
    onAttempt(attempt) {
      metrics.streamTried(attempt);
      const { step, freshness } = attempt;
      if (step === 'DeliveryToS3' && freshness !== undefined) alarms.attempted({ ...attempt, freshness });
    },
  });
  const httpApi = createHttpApis(context, { functions, door: options.door, onAnswer: metrics.apiAnswered });
  const emptyReceives = countEmptyReceives();
  const recorder = metrics.recorder(figuresOf({ queues, topics, functions, firehose, emptyReceives }));
  const stopMinutes = everyMinute(context.clock, (minutes) => {
    const [first = 0, ...passedOver] = minutes;
    // What a minute counted belongs to it, though it is over; what was counted before the clock was moved has been recorded.
    recorder.record(passedOver.length === 0 ? first - 1 : context.clock.now());
    for (const minute of minutes) recorder.sample(minute - 1);
    alarms.evaluate(minutes);
  });
  const seconds = setInterval(() => {
    if (context.database.trouble() === undefined) recorder.record(context.clock.now());
  }, RECORD_EVERY_MS).unref();
  const monitoring = {
    ...metricOperations({ clock: context.clock, metrics, recorder, queues, firehose, topics }),
    ...alarms.operations,
  };
  return {
    topics,
    queues,
    objects,
    tables,
    firehose,
    functions,
    alarms,
    httpApi,
    search,
    endpoint: endpointServices(context, {
      topics,
      queues,
      objects,
      tables,
      firehose,
      functions,
      monitoring,
      emptyReceives,
    }),
    metrics: () => ({
      functions: functions.metrics(),
      streams: firehose.metrics(),
      queues: queues.metrics(),
      topics: topics.metrics(),
    }),
    record: () => recorder.record(context.clock.now()),
    async close() {
      stopMinutes();
      clearInterval(seconds);
      await httpApi.close();
      topics.close();
      await functions.close();
      await firehose.close();
      recorder.record(context.clock.now());
      queues.close();
      await Promise.all([objects.close(), tables.close(), search.close()]);
    },
  };
}

function endpointServices(
  context: LocalContext,
  rooms: Pick<Services, 'topics' | 'queues' | 'objects' | 'tables' | 'firehose' | 'functions'> & {
    monitoring: Operations;
    emptyReceives: EmptyReceives;
  },
): LocalService[] {
  const { faults } = context;
  const queueOperations = faultyOperations('sqs', rooms.emptyReceives.counted(rooms.queues.operations), faults);
  return [
    queryService({
      scope: 'sns',
      namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
      operations: faultyOperations('sns', rooms.topics.operations, faults),
      toResult: toTopicQueryResult,
    }),
    eitherProtocol({
      json: jsonService({ scope: 'sqs', version: '1.0', operations: queueOperations, queryErrors: true }),
      query: queryService({
        scope: 'sqs',
        namespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
        operations: queueOperations,
        toInput: fromQueueQuery,
        toResult: toQueueQueryResult,
      }),
    }),
    jsonService({
      scope: 'firehose',
      version: '1.1',
      operations: faultyOperations('firehose', rooms.firehose.operations, faults, ['PutRecordBatch']),
    }),
    queryService({
      scope: 'cloudformation',
      namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
      operations: cloudFormationOperations(context),
    }),
    jsonService({ scope: 'logs', version: '1.1', operations: rooms.functions.logs }),
    eitherProtocol({
      cbor: cborService({ scope: 'monitoring', operations: rooms.monitoring, times: TIMES }),
      json: jsonService({ scope: 'monitoring', version: '1.0', operations: rooms.monitoring, queryErrors: true }),
      query: queryService({
        scope: 'monitoring',
        namespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
        operations: rooms.monitoring,
        toResult: toMetricQueryResult,
      }),
    }),
    securityTokenService(context),
    rooms.objects.service,
    rooms.tables.service,
    rooms.functions.service,
  ];
}
