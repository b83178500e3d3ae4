import type { TextEdit } from '../text-edits.ts';
import { decodeJsonString } from './decode-json-string.ts';
import { scanJson } from './scan-json.ts';

/** What to change in a JSON text. */
export interface JsonRules {
  /** True for a member that goes, key and value; `inside` holds for every level below a member that `enters` names. */
  drops(key: string, inside: boolean): boolean;
  /** True for a member whose value, at any depth, is `inside`. */
  enters(key: string): boolean;
  /** What a member that is a string says of those behind it in its object: that they are `marked`, or are not; or nothing. */
  marks?(key: string, value: string): boolean | undefined;
  /** The edits of a string's value, which itself may be JSON; their texts need no escape in a JSON string. */
  editString(value: string, context: StringContext): TextEdit[];
  /** What a number becomes, or undefined to keep it. */
  editNumber(source: string): string | undefined;
}

/** Where a string stands. */
export interface StringContext {
  /** Its member's key; empty in a list, and for a key itself. */
  readonly key: string;
  readonly inside: boolean;
  readonly marked: boolean;
}

/**
 * The edits for the JSON value that begins at or after `from`, in order, and the index behind it; undefined where there
 * is none. Everything but what the rules name keeps its bytes, and the edited text is JSON again.
 */
export function editJson(
  text: string,
  from: number,
  rules: JsonRules,
  inside = false,
): { edits: TextEdit[]; end: number } | undefined {
  const edits: TextEdit[] = [];
  const root: Frame = newFrame('array', inside, false);
  const frames: Frame[] = [];
  const current = () => frames.at(-1) ?? root;

  const end = scanJson(text, from, {
    open(kind) {
      const frame = current();
      frames.push(newFrame(kind, frame.inside || frame.entering, frame.muted || frame.dropping));
    },
    close(at) {
      const frame = frames.pop();
      if (frame && frame.leadStart !== undefined && !frame.muted) {
        edits.push({ start: frame.leadStart, end: frame.memberEnd, text: '' });
      }
      endMember(current(), at, edits);
    },
    key(start, keyEnd) {
      const frame = current();
      if (frame.muted) return;
      const key = decodeJsonString(text, start, keyEnd);
      frame.key = key.value;
      frame.entering = rules.enters(key.value);
      frame.dropping = rules.drops(key.value, frame.inside);
      if (frame.dropping) {
        if (!frame.kept) frame.leadStart ??= start;
        return;
      }
      if (frame.leadStart !== undefined) edits.push({ start: frame.leadStart, end: start, text: '' });
      frame.leadStart = undefined;
      pushMapped(edits, rules.editString(key.value, { key: '', inside: false, marked: false }), key.sourceOf);
    },
    scalar(kind, start, scalarEnd) {
      const frame = current();
      if (!frame.muted && !frame.dropping) {
        if (kind === 'string') {
          const { value, sourceOf } = decodeJsonString(text, start, scalarEnd);
          const { key, marked } = frame;
          pushMapped(edits, rules.editString(value, { key, inside: frame.inside || frame.entering, marked }), sourceOf);
          frame.marked = rules.marks?.(key, value) ?? marked;
        } else if (kind === 'number') {
          const replacement = rules.editNumber(text.slice(start, scalarEnd));
          if (replacement !== undefined) edits.push({ start, end: scalarEnd, text: replacement });
        }
      }
      endMember(frame, scalarEnd, edits);
    },
  });
  return end === -1 ? undefined : { edits, end };
}

interface Frame {
  kind: 'object' | 'array';
  inside: boolean;
  /** Within a member that goes: nothing in it needs an edit of its own. */
  muted: boolean;
  key: string;
  entering: boolean;
  dropping: boolean;
  /** A member before this one stays, so that a member goes together with the comma before it. */
  kept: boolean;
  /** Where the members begin that go before any stays: they go together with the comma behind each. */
  leadStart: number | undefined;
  memberEnd: number;
  marked: boolean;
}

function newFrame(kind: Frame['kind'], inside: boolean, muted: boolean): Frame {
  return {
    kind,
    inside,
    muted,
    key: '',
    entering: false,
    dropping: false,
    kept: false,
    leadStart: undefined,
    memberEnd: 0,
    marked: false,
  };
}

function endMember(frame: Frame, end: number, edits: TextEdit[]): void {
  if (frame.kind === 'object' && !frame.muted) {
    if (!frame.dropping) frame.kept = true;
    else if (frame.kept) edits.push({ start: frame.memberEnd, end, text: '' });
  }
  frame.memberEnd = end;
}

function pushMapped(edits: TextEdit[], inner: readonly TextEdit[], sourceOf: (index: number) => number): void {
  for (const { start, end, text } of inner) edits.push({ start: sourceOf(start), end: sourceOf(end), text });
}
