import { isUtf8 } from 'node:buffer';
import type { ValueEdit } from '../json/edit-json.ts';
import { applyEdits, mergeEdits } from '../text-edits.ts';

/** The cheap look: false where no stretch of a text is long enough for base64 with a number or a code in it. */
export function mayHoldBase64(text: string): boolean {
  return RUN.test(text);
}

/**
 * The edits of what stands in base64 or base64url in a text, in one line or, where it is all of the text, over several;
 * `editDecoded` gives the edits of a decoded text. What is encoded anew has the alphabet, the padding and the lines it had.
 */
export function base64Edits(text: string, editDecoded: (text: string) => readonly ValueEdit[]): ValueEdit[] {
  if (!RUN.test(text)) return [];
  const whole = LINES.test(text) ? wholeEdit(text, editDecoded) : undefined;
  if (whole !== undefined) return [whole];
  const editsOf = (runs: readonly RegExpExecArray[]) =>
    runs.flatMap(({ 0: run, index }) => {
      const edit = editOf(run, editDecoded);
      return edit === undefined ? [] : [{ ...edit, start: edit.start + index, end: edit.end + index }];
    });
  const urlRuns = [...text.matchAll(URL_RUNS)].filter(([run]) => /[_-]/.test(run));
  return mergeEdits(editsOf(urlRuns), editsOf([...text.matchAll(RUNS)]));
}

const RUN = /[A-Za-z0-9+/_-]{14}/;
const RUNS = /[A-Za-z0-9+/]{14,}={0,2}/g;
const URL_RUNS = /[A-Za-z0-9_-]{14,}={0,2}/g;
/** Base64 over several lines (RFC 2045) and nothing else. */
const LINES = /^[A-Za-z0-9+/_-]+(?:[\r\n]+[A-Za-z0-9+/_-]+)+={0,2}\s*$/;

function wholeEdit(text: string, editDecoded: (text: string) => readonly ValueEdit[]): ValueEdit | undefined {
  const joined = text.replace(/\s+/g, '');
  const edit = editOf(joined, editDecoded);
  if (edit === undefined) return undefined;
  let encoded = joined.slice(0, edit.start) + edit.text;
  const parts = text.split(/([\r\n]+)/);
  const lines = parts.map((part, index) => {
    if (/^[\r\n]/.test(part)) return encoded === '' && index < parts.length - 2 ? '' : part;
    const line = encoded.slice(0, part.length);
    encoded = encoded.slice(line.length);
    return line;
  });
  return { ...edit, start: 0, end: text.length, text: lines.join('') };
}

/** The edit of a run from the first place at which it decodes to a text that has edits. */
function editOf(run: string, editDecoded: (text: string) => readonly ValueEdit[]): ValueEdit | undefined {
  const padding = /=*$/.exec(run)?.[0].length ?? 0;
  const encoded = run.slice(0, run.length - padding);
  for (const start of startsIn(encoded)) {
    // A character beyond whole quadruples and a pair or three encodes nothing.
    const beyond = (encoded.length - start) % 4 === 1 ? encoded.slice(-1) : '';
    const bytes = Buffer.from(encoded.slice(start, encoded.length - beyond.length), 'base64');
    // Not by a decoder that throws: most of what looks like base64 is none, and no text.
    const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
    const text = bytes.toString(encoding);
    const edits = editDecoded(text);
    if (edits.length === 0) continue;
    const edited = Buffer.from(applyEdits(text, edits), encoding);
    const isUrl = /[_-]/.test(encoded);
    const again = edited.toString(isUrl ? 'base64url' : 'base64').replace(/=+$/, '');
    // Whole quadruples need no padding: whether there would be some is told by the alphabet alone.
    const isPadded = padding > 0 || (!isUrl && run.length % 4 === 0);
    const padded = !isPadded ? again : again.padEnd(Math.ceil(again.length / 4) * 4, '=');
    return {
      start,
      end: run.length,
      text: padded + beyond,
      removed: edits.reduce((sum, { removed }) => sum + removed, 0),
      changes: edits.some(({ changes }) => changes),
    };
  }
  return undefined;
}

/** A path or a name may stand before what is encoded: its places, one of each that decodes to other bytes. */
function startsIn(run: string): readonly number[] {
  const starts = [0];
  for (let at = run.search(/[/+_-]/); at !== -1 && at < run.length && starts.length < 4; at += 1) {
    if (/[/+_-]/.test(run.charAt(at)) && !starts.some((start) => (at + 1 - start) % 4 === 0)) starts.push(at + 1);
  }
  return starts;
}
