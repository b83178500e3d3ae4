import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type MappingState, readMapping } from '../aws/operator/event-source-mapping.ts';
import { type FunctionSettings, readFunctionSettings } from '../aws/operator/function-configuration.ts';
import { held, type QueueState, readQueueState } from '../aws/operator/queue-state.ts';
import { findDeployment } from './find-deployment.ts';
import { type ReplayApplication, requireReplayApplication } from './replay-application.ts';
import { type ReplayProgress, readReplayProgress } from './replay-progress.ts';
import type { Session } from './session.ts';

/** The replay of a stack and the clients to work on it. */
export interface Replay {
  readonly application: ReplayApplication;
  readonly settings: FunctionSettings;
  readonly lambda: LambdaClient;
  readonly sqs: SQSClient;
  readonly logs: CloudWatchLogsClient;
}

/** One look at a replay. */
export interface ReplayView {
  readonly mapping: MappingState;
  readonly buffer: QueueState;
  readonly progress: ReplayProgress;
}

/** Finds the replay application of the session's stack. */
export async function openReplay(session: Session): Promise<Replay> {
  const application = requireReplayApplication(await findDeployment(session));
  const lambda = new LambdaClient(session.connection);
  return {
    application,
    lambda,
    settings: await readFunctionSettings(lambda, application.functionName),
    sqs: new SQSClient(session.connection),
    logs: new CloudWatchLogsClient(session.connection),
  };
}

/** Looks at the mapping, the buffer, and what was sent since the mapping was switched last. */
export async function viewReplay({ application, settings, lambda, sqs, logs }: Replay): Promise<ReplayView> {
  const [mapping, buffer] = await Promise.all([
    readMapping(lambda, application.mappingId),
    readQueueState(sqs, application.queueUrl),
  ]);
  const progress = await readReplayProgress(logs, { logGroup: settings.logGroup, from: mapping.changedAt ?? 0 });
  return { mapping, buffer, progress };
}

/** The view as --json prints it. */
export function replayDocument({ application, settings }: Replay, { mapping, buffer, progress }: ReplayView) {
  const { visible, inFlight, delayed } = buffer;
  const { sent, failed, batches, rate = null } = progress;
  return {
    mapping: mapping.id,
    state: mapping.state,
    destination: destinationOf(settings),
    queue: application.queueUrl,
    buffer: { visible, inFlight, delayed },
    batches,
    sent,
    failed,
    rate,
    etaSeconds: mapping.state === 'Enabled' && rate ? Math.ceil(held(buffer) / rate) : null,
  };
}

/** The name of the queue that the replay sends to. */
export function destinationOf({ environment }: FunctionSettings): string {
  return environment['DESTINATION_QUEUE_NAME'] ?? 'unknown';
}
