/** What the engines of a stack tell CloudWatch: their counters, and what lies in their queues and streams. */
import type { Firehose } from '../firehose/index.ts';
import type { Functions } from '../lambda/index.ts';
import type { Queues } from '../queues/index.ts';
import type { Topics } from '../topics/index.ts';
import type { EmptyReceives } from './empty-receives.ts';
import type { Gauge, ServiceFigures } from './service-recorder.ts';

/**
 * Five long polls of 20 s, with which Lambda begins (Lambda guide, SQS scaling behavior). Pollers wait without asking here, so of a
 * queue that holds something and is polled they are told as AWS would have them.
 */
const EMPTY_RECEIVES = 15;

/** The figures of the engines, read when they are asked for. */
export function figuresOf(engines: {
  queues: Pick<Queues, 'metrics' | 'counts' | 'depth' | 'oldest' | 'arnOf'>;
  topics: Pick<Topics, 'metrics'>;
  functions: Pick<Functions, 'metrics'> & { mappings: Pick<Functions['mappings'], 'list'> };
  firehose: Pick<Firehose, 'metrics' | 'waiting'>;
  emptyReceives: Pick<EmptyReceives, 'counts'>;
}): ServiceFigures {
  const { queues, topics, functions, firehose } = engines;
  const age = (since: number | undefined, at: number) => (since === undefined ? 0 : Math.max(0, (at - since) / 1000));
  const ofQueue = (queue: string, { held, isPolled, at }: { held: number; isPolled: boolean; at: number }): Gauge[] => {
    const arn = queues.arnOf(queue);
    const { visible, inFlight, delayed } = held === 0 ? { visible: 0, inFlight: 0, delayed: 0 } : queues.depth(arn);
    const gauge = (name: string, value: number, unit = 'Count'): Gauge => ({
      namespace: 'AWS/SQS',
      name,
      dimension: ['QueueName', queue],
      value,
      unit,
    });
    return [
      gauge('ApproximateNumberOfMessagesVisible', visible),
      gauge('ApproximateNumberOfMessagesNotVisible', inFlight),
      gauge('ApproximateNumberOfMessagesDelayed', delayed),
      gauge('NumberOfEmptyReceives', held > 0 && isPolled ? EMPTY_RECEIVES : 0),
      gauge('ApproximateAgeOfOldestMessage', held === 0 ? 0 : age(queues.oldest(arn), at), 'Seconds'),
    ];
  };
  return {
    counters: () => ({
      queues: withEmptyReceives(queues.metrics(), engines.emptyReceives.counts()),
      topics: topics.metrics(),
      functions: functions.metrics(),
      streams: firehose.metrics(),
    }),
    gauges(at) {
      const polled = new Set(functions.mappings.list().flatMap(({ enabled, queueArn }) => (enabled ? [queueArn] : [])));
      return [
        ...Object.entries(queues.counts()).flatMap(([queue, held]) =>
          ofQueue(queue, { held, isPolled: polled.has(queues.arnOf(queue)), at }),
        ),
        ...firehose.waiting().map(
          ({ stream, step, since }): Gauge => ({
            namespace: 'AWS/Firehose',
            name: `${step}.DataFreshness`,
            dimension: ['DeliveryStreamName', stream],
            value: age(since, at),
            unit: 'Seconds',
          }),
        ),
      ];
    },
  };
}

/** Of a queue that is gone nothing more is told. */
function withEmptyReceives(queues: Readonly<Record<string, object>>, counts: Readonly<Record<string, number>>) {
  const entries = Object.entries(queues);
  return Object.fromEntries(entries.map(([name, each]) => [name, { ...each, emptyReceives: counts[name] ?? 0 }]));
}
