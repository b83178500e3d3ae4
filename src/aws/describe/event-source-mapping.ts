import {
  GetEventSourceMappingCommand,
  type LambdaClient,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { parseArn } from '../../domain/arn.ts';

/** An event source mapping as Lambda describes it. */
export interface MappingState {
  readonly id: string;
  /** Enabled, Disabled, or on the way: Enabling, Disabling, Creating, Updating. */
  readonly state: string;
  readonly reason: string | undefined;
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  /** When the mapping was changed last, in ms. */
  readonly changedAt: number | undefined;
}

/** True for a mapping that takes no more messages, or is about to take none. */
export function isOff({ state }: MappingState): boolean {
  return state === 'Disabled' || state === 'Disabling';
}

/** Reads an event source mapping. */
export async function readMapping(client: LambdaClient, id: string): Promise<MappingState> {
  const mapping = await client.send(new GetEventSourceMappingCommand({ UUID: id }));
  // Stryker disable next-line StringLiteral: no text without colons names a function.
  const { resource } = parseArn(mapping.FunctionArn ?? '');
  return {
    id,
    state: mapping.State ?? 'unknown',
    reason: mapping.StateTransitionReason,
    queueArn: mapping.EventSourceArn ?? '',
    functionName: resource.split(':')[1] ?? '',
    batchSize: mapping.BatchSize ?? 1,
    changedAt: mapping.LastModified?.getTime(),
  };
}

/**
 * Switches a mapping on or off and resolves once Lambda says it is. A mapping that is on its way is waited for, because
 * Lambda refuses a second change meanwhile. Throws when Lambda never gets there within two minutes.
 */
export async function switchMapping(
  client: LambdaClient,
  { id, enabled, wait }: { id: string; enabled: boolean; wait: (ms: number) => Promise<void> },
): Promise<MappingState> {
  const wanted = enabled ? 'Enabled' : 'Disabled';
  if ((await settled(client, id, wait)).state !== wanted) {
    await client.send(new UpdateEventSourceMappingCommand({ UUID: id, Enabled: enabled }));
  }
  const mapping = await settled(client, id, wait);
  if (mapping.state === wanted) return mapping;
  throw new Error(
    `the mapping ${id} is ${mapping.state}, not ${wanted}${mapping.reason === undefined ? '' : ` (${mapping.reason})`}`,
  );
}

async function settled(client: LambdaClient, id: string, wait: (ms: number) => Promise<void>): Promise<MappingState> {
  for (let left = 120; ; left--) {
    const mapping = await readMapping(client, id);
    if (mapping.state === 'Enabled' || mapping.state === 'Disabled' || left === 0) return mapping;
    await wait(1000);
  }
}
