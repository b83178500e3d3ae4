import type { Connection } from '../../../aws/connection.ts';
import { RequestError, type Sentence } from '../../errors.ts';
import type { Deployment } from '../../stack/deployment.ts';
import type { Binding, Checkpoint } from './checkpoint.ts';

/**
 * What a replay is bound to: the stack, whose ARN names account and Region. Without a stack it is the endpoint and the
 * Region; then it is the bucket that says which archive it is, for AWS has each bucket's name once.
 */
export function bindingOf({ endpoint, region }: Connection, deployment: Deployment | undefined): Binding {
  return { stackId: deployment?.stacks[0]?.id ?? null, endpoint: endpoint ?? null, region: region ?? null };
}

/** Whether two bindings are of one stack. An endpoint may be another after a restart; a stack's id never is. */
export function isSameStack(a: Binding, b: Binding): boolean {
  if (a.stackId !== null || b.stackId !== null) return a.stackId === b.stackId;
  return a.endpoint === b.endpoint && a.region === b.region;
}

/** Throws RequestError for a replay that was begun on another stack, or on one that nobody knows and this is not said to be. */
export function refuseOtherStack(
  { id, boundTo, bucket, destination }: Checkpoint,
  here: Binding,
  { adopt }: { adopt: boolean },
): void {
  const hereText = placeText(here);
  if (boundTo === undefined && !adopt) {
    throw new RequestError(
      (called) =>
        `the replay ${id} does not say on which stack it was begun: it reads s3://${bucket} and sends to ${destination}; this is ${hereText}: if it was begun here, ${called('adopt')} goes on with it`,
    );
  }
  if (boundTo !== undefined && !isSameStack(boundTo, here)) {
    throw new RequestError(
      (called) =>
        `the replay ${id} was begun on ${placeText(boundTo)}, and this is ${hereText}: go on with it there, or begin one here under another ${called('id')}`,
    );
  }
}

/** Throws RequestError where a replay would go on in another archive than it was begun with. */
export function refuseOtherBucket({ id, bucket }: Checkpoint, found: string): void {
  if (bucket === found) return;
  throw new RequestError(
    (called) =>
      `the replay ${id} reads s3://${bucket}, and the archive here is s3://${found}: name the one it was begun with by ${called('bucket')}`,
  );
}

/** What is told where a replay that does not say its stack is gone on with. */
export function adoptedText({ id, bucket }: Checkpoint, here: Binding): Sentence {
  return () => `the replay ${id} belongs to ${placeText(here)} from now on, and reads s3://${bucket}`;
}

function placeText({ stackId, endpoint, region }: Binding): string {
  const where = endpoint === null ? '' : ` at ${endpoint}`;
  return stackId === null
    ? `no stack${where}${region === null ? '' : `, in ${region}`}`
    : `the stack ${stackId}${where}`;
}
