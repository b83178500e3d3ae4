import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type MappingState, readMapping } from '../../aws/describe/event-source-mapping.ts';
import { type FunctionSettings, readFunctionSettings } from '../../aws/describe/function-configuration.ts';
import { readOldestMessage } from '../../aws/describe/oldest-message.ts';
import { held, type QueueState, readQueueState } from '../../aws/describe/queue-state.ts';
import type { Operator } from '../operator.ts';
import type { Deployment } from '../stack/deployment.ts';
import { findDeployment } from '../stack/find-deployment.ts';
import { openStackClock } from '../stack/stack-clock.ts';
import { type ReplayApplication, requireReplayApplication } from './application.ts';
import { type ReplayProgress, readReplayProgress } from './progress.ts';

/** The replay of a stack and the clients to work on it. */
export interface Replay {
  readonly deployment: Deployment;
  readonly application: ReplayApplication;
  readonly settings: FunctionSettings;
  readonly lambda: LambdaClient;
  readonly sqs: SQSClient;
  readonly logs: CloudWatchLogsClient;
  readonly metrics: CloudWatchClient;
  /** The time by the stack's own clock. */
  readonly now: () => number;
}

/** One look at a replay. */
export interface ReplayView {
  readonly mapping: MappingState;
  readonly buffer: QueueState;
  /** How long the oldest event has been in the buffer; undefined while CloudWatch tells of none. */
  readonly oldestSeconds: number | undefined;
  readonly progress: ReplayProgress;
}

/** Finds the replay application of the operator's stack. */
export async function openReplay(operator: Operator): Promise<Replay> {
  const deployment = await findDeployment(operator);
  const application = requireReplayApplication(deployment);
  const lambda = new LambdaClient(operator.connection);
  return {
    deployment,
    application,
    lambda,
    settings: await readFunctionSettings(lambda, application.functionName),
    sqs: new SQSClient(operator.connection),
    logs: new CloudWatchLogsClient(operator.connection),
    metrics: new CloudWatchClient(operator.connection),
    now: (await openStackClock(operator)).now,
  };
}

/** Looks at the mapping, the buffer, and what was sent since the mapping was switched last. */
export async function viewReplay({
  application,
  settings,
  lambda,
  sqs,
  logs,
  metrics,
  now,
}: Replay): Promise<ReplayView> {
  const queueName = application.queueUrl.split('/').at(-1) ?? '';
  const [mapping, buffer, oldest] = await Promise.all([
    readMapping(lambda, application.mappingId),
    readQueueState(sqs, application.queueUrl),
    // Who may not ask CloudWatch, or is where there is none, can replay all the same.
    readOldestMessage(metrics, { queueName, now: now() }).catch(() => undefined),
  ]);
  const progress = await readReplayProgress(logs, { logGroup: settings.logGroup, from: mapping.changedAt ?? 0 });
  return { mapping, buffer, oldestSeconds: oldest?.seconds, progress };
}

/** A replay of the buffer as it stands. */
export interface BufferReplay {
  /** The mapping's id. */
  readonly mapping: string;
  readonly state: string;
  readonly destination: string;
  /** The URL of the buffer. */
  readonly queue: string;
  readonly buffer: { readonly visible: number; readonly inFlight: number; readonly delayed: number };
  /** How long the oldest event has been in the buffer; null while CloudWatch tells of none. */
  readonly oldestSeconds: number | null;
  /** Since the mapping was switched last. */
  readonly batches: number;
  readonly sent: number;
  readonly failed: number;
  /** Events a second; null before the second batch. */
  readonly rate: number | null;
  readonly etaSeconds: number | null;
}

/**
 * Looks at the replay of the operator's stack once.
 *
 * @example
 * const { state, buffer, sent } = await readBufferReplay(operator);
 */
export async function readBufferReplay(operator: Operator): Promise<BufferReplay> {
  const replay = await openReplay(operator);
  return bufferReplay(replay, await viewReplay(replay));
}

/** A look at a replay, without the clients. */
export function bufferReplay(
  { application, settings }: Replay,
  { mapping, buffer, oldestSeconds, progress }: ReplayView,
): BufferReplay {
  const { visible, inFlight, delayed } = buffer;
  const { sent, failed, poison, batches, rate = null } = progress;
  return {
    mapping: mapping.id,
    state: mapping.state,
    destination: destinationOf(settings),
    queue: application.queueUrl,
    buffer: { visible, inFlight, delayed },
    oldestSeconds: oldestSeconds ?? null,
    batches,
    sent,
    failed: failed + poison,
    rate,
    etaSeconds: mapping.state === 'Enabled' && rate ? Math.ceil(held(buffer) / rate) : null,
  };
}

/** The name of the queue that the replay sends to. */
export function destinationOf({ environment }: FunctionSettings): string {
  return environment['DESTINATION_QUEUE_NAME'] ?? 'unknown';
}
