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

/** What to change in a JSON text; a context `C` is what is known of an object, a list or a value from what it stands in. */
export interface JsonRules<C> {
  /** The context of a member's value, and of all that is in it. */
  below(key: string, context: C): C;
  /** The context of the object that begins at an index of the text. */
  within?(start: number, context: C): C;
  /** True for a member that goes, key and value; the context is its object's. */
  drops(key: string, context: C): boolean;
  /** What a member that is a string says of those behind it in its object: that they are `marked`, or are not; or nothing. */
  marks?(key: string, value: string): boolean | undefined;
  /** The edits of a string's value, which itself may be JSON; their texts need no escape in a JSON string. */
  editString(value: string, at: StringAt<C>): readonly ValueEdit[];
  /** What a number becomes, or undefined to keep it. */
  editNumber(source: string, context: C, place: JsonPlace | undefined): string | undefined;
}

/** Where a string stands. */
export interface StringAt<C> {
  /** Its member's key; empty in a list, and for a key itself. */
  readonly key: string;
  readonly context: C;
  readonly marked: boolean;
  /** Undefined for the value at the top, and for a key. */
  readonly place: JsonPlace | undefined;
}

/** What is to change in a JSON value, and how it is made. */
export interface EditedJson<C> {
  /** In their order. */
  readonly edits: readonly JsonEdit[];
  /** Those that stay. */
  readonly members: readonly TopMember[];
  /** The index behind the value; where it is broken, the one behind which others may begin. */
  readonly end: number;
  /** The text turned out to be no JSON at `end`: the edits are of what stands before. */
  readonly broken: boolean;
  /** The context that it ends in. */
  readonly context: C;
}

/**
 * The edits for the JSON value that begins at or after `from`. Everything but what the rules name keeps its bytes, and the
 * edited text is JSON again. Where it is not JSON, a member that goes is taken as far as its value can be told.
 */
export function editJson<C>(text: string, from: number, rules: JsonRules<C>, context: C): EditedJson<C> {
  const edits: JsonEdit[] = [];
  const members: TopMember[] = [];
  const root = newFrame('array', { context, muted: false, place: undefined });
  const frames: Frame<C>[] = [];
  const current = () => frames.at(-1) ?? root;
  const placeIn = (frame: Frame<C>) => (frame === root ? undefined : memberPlace(frame));
  const endValue = (frame: Frame<C>, end: number) => {
    if (frame === frames[0] && frame.kind === 'object' && !frame.dropping) {
      members.push({ key: frame.key, start: frame.keyStart, end });
    }
    endMember(frame, end, edits);
  };
  let brokenAt = -1;

  const end = scanJson(text, from, {
    open(kind, start) {
      const frame = current();
      const muted = frame.muted || frame.dropping;
      const within = muted || kind === 'array' ? undefined : rules.within?.(start, frame.below);
      frames.push(newFrame(kind, { context: within ?? frame.below, muted, place: placeIn(frame) }));
    },
    close(at) {
      const frame = frames.pop();
      if (frame) pushLead(frame, edits);
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
      frame.below = rules.below(key.value, frame.context);
      frame.dropping = rules.drops(key.value, frame.context);
      if (frame.dropping) {
        if (!frame.kept) frame.leadStart ??= start;
        frame.going += 1;
        return;
      }
      if (frame.leadStart !== undefined) edits.push(removal(frame, frame.leadStart, start));
      frame.leadStart = undefined;
      frame.going = 0;
      const keyEdits = rules.editString(key.value, {
        key: '',
        context: frame.context,
        marked: false,
        place: undefined,
      });
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
          pushMapped(edits, rules.editString(value, { key, context: frame.below, marked, place }), sourceOf, place);
          frame.marked = rules.marks?.(key, value) ?? marked;
        } else if (kind === 'number') {
          const place = placeIn(frame);
          const replacement = rules.editNumber(text.slice(start, scalarEnd), frame.below, place);
          if (replacement !== undefined) {
            edits.push({ start, end: scalarEnd, text: replacement, removed: 0, changes: true, place });
          }
        }
      }
      endValue(frame, scalarEnd);
    },
    failed(at) {
      brokenAt = at;
    },
  });
  if (end !== -1) return { edits, members, end, broken: false, context };
  const known = current().below;
  return { edits, members, end: endBroken(text, frames, brokenAt, edits), broken: true, context: known };
}

/** Takes what goes of an unfinished value, and returns the index behind which others may begin. */
function endBroken<C>(text: string, frames: readonly Frame<C>[], at: number, edits: JsonEdit[]): number {
  const goes = frames.find(({ dropping, muted }) => dropping && !muted);
  if (goes === undefined) {
    const last = frames.at(-1);
    if (last) pushLead(last, edits);
    return at;
  }
  const end = endOfBrokenValue(text, at);
  edits.push(removal(goes, goes.kept ? goes.memberEnd : (goes.leadStart ?? goes.keyStart), end));
  return end;
}

/** A string goes up to the next quotation mark, or whole; what else is no value, up to what ends a member or the line. */
function endOfBrokenValue(text: string, at: number): number {
  if (text.charAt(at - 1) === '"') {
    for (let end = at; end < text.length; end += 1) {
      if (text.charAt(end) === '\\') end += 1;
      else if (text.charAt(end) === '"') return end + 1;
    }
    return text.length;
  }
  const rest = /[,}\]\n]/g;
  rest.lastIndex = at;
  return rest.exec(text)?.index ?? text.length;
}

/** The members that go before any that stays, with what parts them from the next or the end. */
function pushLead<C>(frame: Frame<C>, edits: JsonEdit[]): void {
  if (frame.leadStart === undefined || frame.muted) return;
  edits.push(removal(frame, frame.leadStart, frame.memberEnd));
}

interface Frame<C> {
  readonly kind: 'object' | 'array';
  readonly context: C;
  /** The context of the value at hand. */
  below: C;
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

function newFrame<C>(
  kind: Frame<C>['kind'],
  { context, muted, place }: Pick<Frame<C>, 'context' | 'muted' | 'place'>,
): Frame<C> {
  return {
    kind,
    context,
    below: context,
    muted,
    place,
    key: '',
    keyStart: 0,
    name: '',
    index: 0,
    member: undefined,
    dropping: false,
    kept: false,
    leadStart: undefined,
    going: 0,
    memberEnd: 0,
    marked: false,
  };
}

function memberPlace<C>(frame: Frame<C>): JsonPlace {
  frame.member ??= { name: frame.kind === 'object' ? frame.name : String(frame.index), within: frame.place };
  return frame.member;
}

function removal<C>({ going, place }: Frame<C>, start: number, end: number): JsonEdit {
  return { start, end, text: '', removed: going, changes: false, place };
}

function endMember<C>(frame: Frame<C>, end: number, edits: JsonEdit[]): void {
  if (frame.kind === 'object' && !frame.muted) {
    if (!frame.dropping) frame.kept = true;
    else if (frame.kept) {
      edits.push(removal(frame, frame.memberEnd, end));
      frame.going = 0;
    }
  }
  frame.dropping = false;
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
