/** An index of a search domain, as it is in memory; its documents and columns are in the database. */
import type { Json } from '../json.ts';
import type { Mapping } from '../mapping/mapping.ts';

export interface IndexState {
  readonly id: number;
  readonly domain: string;
  readonly name: string;
  readonly uuid: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Flat, as `index.…` without the prefix: `number_of_shards` and the like, as text. */
  settings: Json;
  /** By alias; `is_write_index` is all that an alias can say here. */
  aliases: Readonly<Record<string, Json>>;
  mapping: Mapping;
  /** The number that the next change of a document takes. */
  nextSequence: number;
}
