import type { LambdaClient } from '@aws-sdk/client-lambda';
import { type MappingState, readMapping } from '../../aws/describe/event-source-mapping.ts';
import { type FunctionSettings, readFunctionSettings } from '../../aws/describe/function-configuration.ts';
import { parseArn } from '../../domain/arn.ts';
import type { Sentence } from '../errors.ts';
import { bugVariable } from '../stack/bug-function.ts';
import { type Deployment, resourcesOf } from '../stack/deployment.ts';
import type { Fix } from '../stack/fix.ts';
import { findReplayApplications } from './application.ts';

/** A function that takes from a queue. */
export interface Consumer {
  readonly functionName: string;
  readonly mapping: MappingState;
  readonly settings: FunctionSettings;
}

/**
 * The functions of a deployment that take from a queue, given by its URL. Without one, every function that takes from any, but
 * for those of the replay, which is off unless somebody wants it on.
 */
export async function readConsumers(
  lambda: LambdaClient,
  deployment: Deployment,
  queueUrl: string | undefined,
): Promise<Consumer[]> {
  const replays = new Set(findReplayApplications(deployment).map(({ mappingId }) => mappingId));
  const mappings = await Promise.all(
    resourcesOf(deployment, 'AWS::Lambda::EventSourceMapping').map(({ physicalId }) => readMapping(lambda, physicalId)),
  );
  return Promise.all(
    mappings
      .filter(({ id, queueArn }) => (queueUrl === undefined ? !replays.has(id) : isQueueOf(queueUrl, queueArn)))
      .map(async (mapping) => {
        const { functionName } = mapping;
        return { functionName, mapping, settings: await readFunctionSettings(lambda, functionName) };
      }),
  );
}

/** What should be known before a replay sends anything, and what sets it right. */
export interface ReplayWarning {
  readonly sentence: Sentence;
  readonly fix?: Fix;
}

/** What stands against a replay: a consumer that corrupts what it is sent, or takes nothing. */
export function consumerWarnings(consumers: readonly Consumer[]): ReplayWarning[] {
  return consumers.flatMap(({ functionName, mapping: { id, state }, settings }) => [
    ...(settings.environment[bugVariable] === 'true'
      ? [warning(`the bug is on in ${functionName}, so what is sent is corrupted again`, { kind: 'bug', to: 'off' })]
      : []),
    ...(state === 'Disabled' || state === 'Disabling'
      ? [warning(`the mapping of ${functionName} is off, so what is sent stays in the queue`, { kind: 'mapping', id })]
      : []),
  ]);
}

function warning(text: string, fix: Fix): ReplayWarning {
  return { sentence: () => text, fix };
}

/** `…/ACCOUNT/NAME` and `arn:…:ACCOUNT:NAME`. */
function isQueueOf(queueUrl: string, queueArn: string): boolean {
  const { accountId, resource } = parseArn(queueArn);
  return queueUrl.endsWith(`/${accountId}/${resource}`);
}
