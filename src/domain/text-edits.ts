/** A replacement of the UTF-16 range `start` to `end` (exclusive) of a text. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** Applies edits that are in order and do not overlap; everything outside them stays as it is. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  if (edits.length === 0) return text;
  let edited = '';
  let at = 0;
  for (const edit of edits) {
    edited += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return edited + text.slice(at);
}

/** Edits of a text in order, each list of which is: of `others` those that overlap none of `first`. */
export function mergeEdits<E extends TextEdit>(first: readonly E[], others: readonly E[]): E[] {
  const merged: E[] = [];
  let next = 0;
  for (const edit of others) {
    for (let before = first[next]; before !== undefined && before.start < edit.end; before = first[next]) {
      merged.push(before);
      next += 1;
    }
    if ((merged.at(-1)?.end ?? 0) <= edit.start) merged.push(edit);
  }
  for (const edit of first.slice(next)) merged.push(edit);
  return merged;
}
