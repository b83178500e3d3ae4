/**
 * What the operations of this room share: the context and the streams that are open.
 * It stands in for no AWS service by itself.
 */
import type { LocalContext } from '../context.ts';
import type { Stream } from './stream.ts';

/** What the operations of this room share. */
export interface FirehoseRoom {
  readonly context: LocalContext;
  readonly streams: Map<string, Stream>;
}
