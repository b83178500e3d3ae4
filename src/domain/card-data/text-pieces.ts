import type { EditedJson, ValueEdit } from '../json/edit-json.ts';
import { mergeEdits } from '../text-edits.ts';
import { type Context, contextBelow } from './keys/context.ts';
import { nameBefore } from './keys/labels.ts';

/** How the pieces of a text are edited. */
export interface TextPieces {
  /** The JSON value that begins at an index, or what begins like one. */
  editValue(text: string, start: number, context: Context): EditedJson<Context>;
  /** What stands between values. */
  editPlain(text: string, context: Context): readonly ValueEdit[];
}

/**
 * The edits of a text: of the objects and lists of JSON that stand anywhere in it, of the strings that begin a line or hold
 * an object or a list, and of the plain text between. What only begins like JSON is edited as far as it goes, and is plain
 * text too. Each character is looked at a bounded number of times.
 */
export function editsOfText(text: string, context: Context, { editValue, editPlain }: TextPieces): ValueEdit[] {
  const edits: ValueEdit[] = [];
  const add = (more: readonly ValueEdit[]) => {
    for (const edit of more) edits.push(edit);
  };
  let plainFrom = text.startsWith('\ufeff') ? 1 : 0;
  let unfinished: ValueEdit[] = [];
  let known = context;
  const endPlain = (to: number) => {
    const plain = editPlain(text.slice(plainFrom, to), known);
    add(
      mergeEdits(
        unfinished,
        plain.map((edit) => moved(edit, plainFrom)),
      ),
    );
    unfinished = [];
  };
  let end = plainFrom;
  for (let at = nextValue(text, end); at !== -1; at = nextValue(text, end)) {
    if (text.charAt(at - 1) === '\n') known = context;
    const name = nameBefore(text, plainFrom, at);
    const value = editValue(text, at, name === undefined ? known : contextBelow(name, known));
    end = Math.max(value.end, at + 1);
    if (value.broken) {
      for (const edit of value.edits) unfinished.push(edit);
      known |= value.context;
      continue;
    }
    endPlain(at);
    add(value.edits);
    plainFrom = end;
    known = context;
  }
  endPlain(text.length);
  return edits;
}

/** A string is looked into where it begins a line, or an object or a list begins it; one behind a backslash is in another. */
const VALUE = /[{[]|^[ \t]*"|(?<!\\)"(?=[ \t]{0,8}[{[])/gm;

function nextValue(text: string, from: number): number {
  VALUE.lastIndex = from;
  const found = VALUE.exec(text);
  return found === null ? -1 : found.index + found[0].length - 1;
}

function moved(edit: ValueEdit, by: number): ValueEdit {
  return { ...edit, start: edit.start + by, end: edit.end + by };
}
