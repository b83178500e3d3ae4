/** Finds the stream that an operation names, or answers as AWS does for one that is not there. */
import type { LocalContext } from '../../context.ts';
import { AwsError } from '../../errors.ts';
import type { FirehoseRoom } from '../firehose-room.ts';
import type { Stream } from '../stream.ts';

/** The stream of a name. Throws ResourceNotFoundException. */
export function streamOf({ context, streams }: FirehoseRoom, name: string): Stream {
  const stream = streams.get(name);
  if (!stream) throw streamNotFound(context, name);
  return stream;
}

/** AWS's error for a stream that is not there. */
export function streamNotFound({ accountId }: LocalContext, name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Firehose ${name} under account ${accountId} not found.`);
}
