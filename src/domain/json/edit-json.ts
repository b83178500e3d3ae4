import { applyEdits, type TextEdit } from '../text-edits.ts';
import { decodeJsonString } from './decode-json-string.ts';
import type { JsonPlace } from './json-place.ts';
import { scanJson } from './scan-json.ts';

/** An edit of a text, and what it does to the JSON in it. */
export interface ValueEdit extends TextEdit {
  /** How many members go with it. */
  readonly removed: number;
  /** True where a value or a key becomes another; an edit may do both. */
  readonly changes: boolean;
}

/** An edit of a JSON text. */
export interface JsonEdit extends ValueEdit {
  /** What it changes, or holds the members that go: one object for all edits of a value. Undefined for the value at the top. */
  readonly place: JsonPlace | undefined;
}

/** A member of the object at the top: from its key to the end of its value. */
export interface TopMember {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** What to change in a JSON text. */
export interface JsonRules {
  /** True for a member that goes, key and value; `inside` holds for every level below a member that `enters` names. */
  drops(key: string, inside: boolean): boolean;
  /** True for a member whose value, at any depth, is `inside`. */
  enters(key: string): boolean;
  /** What a member that is a string says of those behind it in its object: that they are `marked`, or are not; or nothing. */
  marks?(key: string, value: string): boolean | undefined;
  /** The edits of a string's value, which itself may be JSON; their texts need no escape in a JSON string. */
  editString(value: string, context: StringContext): readonly ValueEdit[];
  /** What a number becomes, or undefined to keep it. */
  editNumber(source: string, place: JsonPlace | undefined): string | undefined;
}

/** Where a string stands. */
export interface StringContext {
  /** Its member's key; empty in a list, and for a key itself. */
  readonly key: string;
  readonly inside: boolean;
  readonly marked: boolean;
  /** Undefined for the value at the top, and for a key. */
  readonly place: JsonPlace | undefined;
}

/** What is to change in a JSON value, and how it is made. */
export interface EditedJson {
  /** In their order. */
  readonly edits: readonly JsonEdit[];
  /** Those that stay. */
  readonly members: readonly TopMember[];
  /** The index behind the value. */
  readonly end: number;
}

/**
 * The edits for the JSON value that begins at or after `from`; undefined where there is none. Everything but what the rules
 * name keeps its bytes, and the edited text is JSON again.
 */
export function editJson(text: string, from: number, rules: JsonRules, inside = false): EditedJson | undefined {
  const edits: JsonEdit[] = [];
  const members: TopMember[] = [];
  const root: Frame = newFrame('array', { inside, muted: false, place: undefined });
  const frames: Frame[] = [];
  const current = () => frames.at(-1) ?? root;
  const placeIn = (frame: Frame) => (frame === root ? undefined : memberPlace(frame));
  const endValue = (frame: Frame, end: number) => {
    if (frame === frames[0] && frame.kind === 'object' && !frame.dropping) {
      members.push({ key: frame.key, start: frame.keyStart, end });
    }
    endMember(frame, end, edits);
  };

  const end = scanJson(text, from, {
    open(kind) {
      const frame = current();
      frames.push(
        newFrame(kind, {
          inside: frame.inside || frame.entering,
          muted: frame.muted || frame.dropping,
          place: placeIn(frame),
        }),
      );
    },
    close(at) {
      const frame = frames.pop();
      if (frame && frame.leadStart !== undefined && !frame.muted) {
        edits.push(removal(frame, frame.leadStart, frame.memberEnd));
      }
      endValue(current(), at);
    },
    key(start, keyEnd) {
      const frame = current();
      if (frame.muted) return;
      const key = decodeJsonString(text, start, keyEnd);
      frame.key = key.value;
      frame.keyStart = start;
      frame.name = key.value;
      frame.member = undefined;
      frame.entering = rules.enters(key.value);
      frame.dropping = rules.drops(key.value, frame.inside);
      if (frame.dropping) {
        if (!frame.kept) frame.leadStart ??= start;
        frame.going += 1;
        return;
      }
      if (frame.leadStart !== undefined) edits.push(removal(frame, frame.leadStart, start));
      frame.leadStart = undefined;
      frame.going = 0;
      const context = { key: '', inside: false, marked: false, place: undefined };
      const keyEdits = rules.editString(key.value, context);
      if (keyEdits.length === 0) return;
      frame.name = applyEdits(key.value, keyEdits);
      pushMapped(edits, keyEdits, key.sourceOf, placeIn(frame));
    },
    scalar(kind, start, scalarEnd) {
      const frame = current();
      if (!frame.muted && !frame.dropping) {
        if (kind === 'string') {
          const { value, sourceOf } = decodeJsonString(text, start, scalarEnd);
          const { key, marked } = frame;
          const place = placeIn(frame);
          const context = { key, inside: frame.inside || frame.entering, marked, place };
          pushMapped(edits, rules.editString(value, context), sourceOf, place);
          frame.marked = rules.marks?.(key, value) ?? marked;
        } else if (kind === 'number') {
          const place = placeIn(frame);
          const replacement = rules.editNumber(text.slice(start, scalarEnd), place);
          if (replacement !== undefined) {
            edits.push({ start, end: scalarEnd, text: replacement, removed: 0, changes: true, place });
          }
        }
      }
      endValue(frame, scalarEnd);
    },
  });
  return end === -1 ? undefined : { edits, members, end };
}

interface Frame {
  readonly kind: 'object' | 'array';
  readonly inside: boolean;
  /** Within a member that goes: nothing in it needs an edit of its own. */
  readonly muted: boolean;
  readonly place: JsonPlace | undefined;
  key: string;
  keyStart: number;
  /** The key as it is after its edits. */
  name: string;
  /** How many values came before, which in a list is the index. */
  index: number;
  /** The place of the member or item at hand, made when it is asked for. */
  member: JsonPlace | undefined;
  entering: boolean;
  dropping: boolean;
  /** A member before this one stays, so that a member goes together with the comma before it. */
  kept: boolean;
  /** Where the members begin that go before any stays: they go together with the comma behind each. */
  leadStart: number | undefined;
  /** How many members go with the edit that is next. */
  going: number;
  memberEnd: number;
  marked: boolean;
}

function newFrame(kind: Frame['kind'], { inside, muted, place }: Pick<Frame, 'inside' | 'muted' | 'place'>): Frame {
  return {
    kind,
    inside,
    muted,
    place,
    key: '',
    keyStart: 0,
    name: '',
    index: 0,
    member: undefined,
    entering: false,
    dropping: false,
    kept: false,
    leadStart: undefined,
    going: 0,
    memberEnd: 0,
    marked: false,
  };
}

function memberPlace(frame: Frame): JsonPlace {
  frame.member ??= { name: frame.kind === 'object' ? frame.name : String(frame.index), within: frame.place };
  return frame.member;
}

function removal({ going, place }: Frame, start: number, end: number): JsonEdit {
  return { start, end, text: '', removed: going, changes: false, place };
}

function endMember(frame: Frame, end: number, edits: JsonEdit[]): void {
  if (frame.kind === 'object' && !frame.muted) {
    if (!frame.dropping) frame.kept = true;
    else if (frame.kept) {
      edits.push(removal(frame, frame.memberEnd, end));
      frame.going = 0;
    }
  }
  frame.memberEnd = end;
  frame.index += 1;
  frame.member = undefined;
}

function pushMapped(
  edits: JsonEdit[],
  inner: readonly ValueEdit[],
  sourceOf: (index: number) => number,
  place: JsonPlace | undefined,
): void {
  for (const { start, end, text, removed, changes } of inner) {
    edits.push({ start: sourceOf(start), end: sourceOf(end), text, removed, changes, place });
  }
}
