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
