import * as v from 'valibot';
import type { JsonEdit } from '../json/edit-json.ts';
import { type JsonPlace, pointerOf } from '../json/json-place.ts';

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** What redaction did to an archived event: the member `redacted` of its line, which is not there where it did nothing. */
export type RedactionNote = v.InferOutput<typeof RedactionNote>;
export const RedactionNote = v.object({
  /** How many members were removed. */
  dropped: Count,
  /** JSON pointers, from the top of the line, of the values that are not what was published, or whose key is not. */
  masked: v.array(v.string()),
  /** How many more of these there are. */
  more: v.optional(Count),
});

/** A line names so many masked values, in so many characters, at the most: what it grows by is bounded. */
const MAX_POINTERS = 100;
const MAX_CHARACTERS = 8192;

/** What `edits` do to an event, and what was done to it before; undefined where they do nothing. */
export function noteOf(edits: readonly JsonEdit[], before: RedactionNote | undefined): RedactionNote | undefined {
  if (edits.length === 0) return undefined;
  const masked = new Set(before?.masked);
  let dropped = before?.dropped ?? 0;
  let more = before?.more ?? 0;
  let room = MAX_CHARACTERS - [...masked].reduce((sum, { length }) => sum + length, 0);
  let last: JsonPlace | undefined;
  for (const { removed, changes, place } of edits) {
    dropped += removed;
    if (!changes || place === undefined || place === last) continue;
    last = place;
    const pointer = masked.size < MAX_POINTERS && more === 0 ? pointerOf(place, room) : undefined;
    if (pointer === undefined) {
      more += 1;
    } else if (!masked.has(pointer)) {
      masked.add(pointer);
      room -= pointer.length;
    }
  }
  return { dropped, masked: [...masked], ...(more === 0 ? {} : { more }) };
}
