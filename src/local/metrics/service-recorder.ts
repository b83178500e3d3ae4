/**
 * What SQS, SNS, Lambda and Firehose tell CloudWatch by the minute, as far as alarms and operators ask for it.
 * Counts are the differences of the engines' own counters, so that no message pays for them; those of the second in which a
 * process is killed are lost.
 */
import type { Durations } from './durations.ts';
import { type MetricStore, oneValue } from './metric-store.ts';

/** Counters by physical name, from the start of the process on. */
type Counters = Readonly<Record<string, object>>;

export interface ServiceFigures {
  counters(): { queues: Counters; topics: Counters; functions: Counters; streams: Counters };
  /** What is now, by metric, as it is at a time; a figure of 0 that was 0 before is not kept. */
  gauges(at: number): readonly Gauge[];
}

export interface Gauge {
  readonly namespace: string;
  readonly name: string;
  readonly dimension: readonly [name: string, value: string];
  readonly value: number;
  readonly unit: string;
}

interface Counted {
  readonly source: keyof ReturnType<ServiceFigures['counters']>;
  readonly namespace: string;
  readonly dimension: string;
  /** The counter of each metric. */
  readonly metrics: Readonly<Record<string, string>>;
}

const COUNTED: readonly Counted[] = [
  {
    source: 'queues',
    namespace: 'AWS/SQS',
    dimension: 'QueueName',
    metrics: {
      NumberOfMessagesSent: 'sent',
      NumberOfMessagesReceived: 'received',
      NumberOfMessagesDeleted: 'deleted',
      NumberOfEmptyReceives: 'emptyReceives',
    },
  },
  {
    source: 'topics',
    namespace: 'AWS/SNS',
    dimension: 'TopicName',
    metrics: {
      NumberOfMessagesPublished: 'published',
      NumberOfNotificationsDelivered: 'delivered',
      NumberOfNotificationsFilteredOut: 'filteredOut',
      NumberOfNotificationsFailed: 'failed',
      NumberOfNotificationsRedrivenToDlq: 'redriven',
      NumberOfNotificationsFailedToRedriveToDlq: 'failedToRedrive',
    },
  },
  {
    source: 'functions',
    namespace: 'AWS/Lambda',
    dimension: 'FunctionName',
    metrics: { Invocations: 'invocations', Errors: 'errors' },
  },
  {
    source: 'streams',
    namespace: 'AWS/Firehose',
    dimension: 'DeliveryStreamName',
    metrics: { IncomingRecords: 'records', IncomingBytes: 'bytes', IncomingPutRequests: 'putCalls' },
  },
];

/** The metrics of AWS's own namespaces that are kept by the minute, as `Namespace MetricName`. */
export const COUNTED_METRICS: readonly string[] = [
  ...COUNTED.flatMap(({ namespace, metrics }) => Object.keys(metrics).map((name) => `${namespace} ${name}`)),
  ...['Visible', 'NotVisible', 'Delayed'].map((state) => `AWS/SQS ApproximateNumberOfMessages${state}`),
  ...['DeliveryToS3.Success', 'ExecuteProcessing.Success'].map((name) => `AWS/Firehose ${name}`),
  ...['Success', 'DataFreshness'].map((name) => `AWS/Firehose DeliveryToAmazonOpenSearchService.${name}`),
  ...['4xx', '5xx'].map((name) => `AWS/ApiGateway ${name}`),
  ...['AWS/Lambda Duration', 'AWS/States ExecutionsFailed'],
];

export interface ServiceRecorder {
  /** Writes what was counted since the last time, into the minute of `at`. */
  record(at: number): void;
  /** Writes what is in queues and streams, as it is at a time, into its minute. */
  sample(at: number): void;
}

/** Records the figures of the engines. */
export function createServiceRecorder({
  store,
  figures,
  durations,
}: {
  store: MetricStore;
  figures: ServiceFigures;
  durations?: Pick<Durations, 'record'> | undefined;
}): ServiceRecorder {
  const seen = new Map<string, number>();

  /** How much a counter grew; a thing that was made anew begins at 0 again. */
  const growth = (key: string, count: number) => {
    const before = seen.get(key) ?? 0;
    seen.set(key, count);
    return count < before ? count : count - before;
  };
  const record = (at: number) => {
    durations?.record(store, at);
    const counters = figures.counters();
    for (const { source, namespace, dimension, metrics } of COUNTED) {
      for (const [physicalName, counts] of Object.entries(counters[source])) {
        const grown = Object.entries(metrics).map(([name, counter]) => ({
          name,
          by: growth(`${namespace} ${name} ${physicalName}`, figureOf(counts, counter)),
        }));
        // Lambda tells 0 errors of an invocation that had none, and a minute without any count has no datapoint.
        if (grown.every(({ by }) => by === 0)) continue;
        for (const { name, by } of grown) {
          const metric = { namespace, name, dimensions: { [dimension]: physicalName } };
          store.count(metric, by, { at, unit: name.endsWith('Bytes') ? 'Bytes' : 'Count' });
        }
      }
    }
  };
  return {
    record,
    sample(at) {
      for (const { namespace, name, dimension, value, unit } of figures.gauges(at)) {
        const key = `${namespace} ${name} ${dimension[1]}`;
        if (value === 0 && (seen.get(key) ?? 0) === 0) continue;
        seen.set(key, value);
        store.add({ namespace, name, dimensions: { [dimension[0]]: dimension[1] } }, oneValue(value), { at, unit });
      }
    },
  };
}

function figureOf(counts: object, counter: string): number {
  const found = Object.entries(counts).find(([name]) => name === counter)?.[1];
  return typeof found === 'number' ? found : 0;
}
