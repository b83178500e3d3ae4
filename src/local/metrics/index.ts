/**
 * Stands in for Amazon CloudWatch's metrics: those that are put, those in the logs of functions, and those of the services that
 * alarms and operators ask for. Any other metric of AWS's own namespaces, and any other operation, is refused by name.
 */
import { messageOf } from '../../domain/errors.ts';
import type { LocalContext } from '../context.ts';
import type { Operations } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import type { Firehose, StreamAttempt } from '../firehose/index.ts';
import type { Queues } from '../queues/index.ts';
import type { Topics } from '../topics/index.ts';
import { collectDurations } from './durations.ts';
import { embeddedMetrics } from './embedded-format.ts';
import { listMetrics } from './list-metrics.ts';
import { getMetricData } from './metric-data.ts';
import { checkExtent, type Metrics, readMetricRequest, type StatisticsRequest } from './metric-request.ts';
import { type MetricId, type MetricStore, type MetricWindow, oneValue, openMetricStore } from './metric-store.ts';
import { putMetricData } from './put-metric-data.ts';
import { queueAge } from './queue-age.ts';
import {
  COUNTED_METRICS,
  createServiceRecorder,
  type ServiceFigures,
  type ServiceRecorder,
} from './service-recorder.ts';
import { figuresOf, statisticOf } from './statistics.ts';
import { streamFreshness } from './stream-freshness.ts';
import { topicFailures } from './topic-failures.ts';

/** The metrics of one stack. */
export interface MetricRoom {
  readonly store: MetricStore;
  /** Takes the metrics that a line of a function's log holds. */
  takeLine(text: string): void;
  /** Takes an attempt of a stream. */
  streamTried(attempt: StreamAttempt): void;
  /** Takes how long an invocation took. */
  functionRan(invocation: { functionName: string; durationMs: number }): void;
  /** Takes the status of an API's answer. */
  apiAnswered(apiId: string, status: number): void;
  /** Begins to keep the figures of the services. */
  recorder(figures: ServiceFigures): ServiceRecorder;
}

/** Opens the metrics of the state folder. */
export function openMetrics(context: LocalContext): MetricRoom {
  const store = openMetricStore(context);
  const durations = collectDurations();
  let refused = false;
  return {
    store,
    takeLine(text) {
      try {
        for (const { unit, values, ...metric } of embeddedMetrics(text)) {
          store.add(metric, values, { at: context.clock.now(), unit });
        }
      } catch (error) {
        if (!refused) context.warn(`metrics in logs are not kept: ${messageOf(error)}`);
        refused = true;
      }
    },
    streamTried({ streamName, step, succeeded, freshness }) {
      const tell = (name: string, value: number, unit: string) =>
        store.add(
          { namespace: 'AWS/Firehose', name: `${step}.${name}`, dimensions: { DeliveryStreamName: streamName } },
          oneValue(value),
          { at: context.clock.now(), unit },
        );
      tell('Success', succeeded ? 1 : 0, 'Count');
      if (freshness !== undefined) tell('DataFreshness', freshness, 'Seconds');
    },
    functionRan: ({ functionName, durationMs }) => durations.add(functionName, durationMs),
    apiAnswered(apiId, status) {
      if (status < 400) return;
      const metric = { namespace: 'AWS/ApiGateway', name: status < 500 ? '4xx' : '5xx', dimensions: { ApiId: apiId } };
      store.add(metric, oneValue(1), { at: context.clock.now(), unit: 'Count' });
    },
    recorder: (figures) => createServiceRecorder({ store, figures, durations }),
  };
}

/** PutMetricData, ListMetrics, GetMetricData and GetMetricStatistics. What the services counted is recorded before it is told. */
export function metricOperations({
  clock,
  metrics: { store },
  recorder,
  queues,
  firehose,
  topics,
}: Pick<LocalContext, 'clock'> & {
  metrics: MetricRoom;
  recorder: Pick<ServiceRecorder, 'record'>;
  queues: Pick<Queues, 'arnOf' | 'exists' | 'oldest'>;
  firehose: Pick<Firehose, 'oldest'>;
  topics: Pick<Topics, 'failures'>;
}): Operations {
  const now: Metrics = {
    ...queueAge(clock, queues),
    ...streamFreshness(clock, firehose),
    ...topicFailures(topics.failures),
  };
  const known = new Set([...Object.keys(now), ...COUNTED_METRICS]);
  const check = (metric: MetricId) => {
    if (metric.namespace.startsWith('AWS/') && !known.has(keyOf(metric))) throw notKept(keyOf(metric), known);
  };
  const datapoints = (request: StatisticsRequest) => {
    const { metric, statistics, extended, ...window } = request;
    const key = keyOf(metric);
    check(metric);
    if (now[key] !== undefined && extended.length === 0) return now[key](request);
    checkExtent(request);
    recorder.record(clock.now());
    if (extended.length > 0) return extendedPoints(store, metric, { ...window, statistics: extended });
    return store.read(metric, window).map((point) => ({
      Timestamp: point.at / 1000,
      ...Object.fromEntries(statistics.map((name) => [name, statisticOf(point, name)])),
      Unit: point.unit,
    }));
  };
  return {
    PutMetricData(input) {
      putMetricData(store, clock, input);
      return {};
    },
    ListMetrics(input) {
      recorder.record(clock.now());
      return listMetrics(store, clock, input);
    },
    GetMetricData(input) {
      recorder.record(clock.now());
      return getMetricData(store, input, check);
    },
    GetMetricStatistics(input) {
      const request = readMetricRequest(input);
      return { Label: request.metric.name, Datapoints: datapoints(request) };
    },
  };
}

/** Datapoints as the API has them; none of a period of which none of the statistics is known. */
function extendedPoints(
  store: MetricStore,
  metric: MetricId,
  { statistics, ...window }: MetricWindow & { statistics: readonly string[] },
): object[] {
  const figures = statistics.flatMap((statistic) =>
    figuresOf(store, metric, { ...window, statistic }).map((figure) => ({ ...figure, statistic })),
  );
  return [...Map.groupBy(figures, ({ at, unit }) => `${at} ${unit}`).values()].flatMap((told) => {
    const [first] = told;
    if (first === undefined) return [];
    return {
      Timestamp: first.at / 1000,
      Unit: first.unit,
      ExtendedStatistics: Object.fromEntries(told.map(({ statistic, value }) => [statistic, value])),
    };
  });
}

function keyOf({ namespace, name }: MetricId): string {
  return `${namespace} ${name}`;
}

function notKept(key: string, known: ReadonlySet<string>): AwsError {
  return new AwsError(
    'InvalidParameterValue',
    `The local stack has no metric ${key}; it has ${[...known].join(', ')}, and every metric that is put or embedded in a function's log.`,
  );
}
