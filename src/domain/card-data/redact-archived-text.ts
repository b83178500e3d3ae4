import * as v from 'valibot';
import { ENVELOPE_HEAD } from '../envelope-head.ts';
import type { JsonEdit, TopMember, ValueEdit } from '../json/edit-json.ts';
import { applyEdits, mergeEdits } from '../text-edits.ts';
import { editedNumber, textEdits, valueEdits } from './card-data-edits.ts';
import type { ExemptPaths } from './exempt-paths.ts';
import { type BodyLayout, exemptionOf } from './exemption.ts';
import { NOWHERE } from './keys/context.ts';
import { mayHoldCardData } from './plain-edits.ts';
import { redactCardData } from './redact-card-data.ts';
import { noteOf, RedactionNote } from './redaction-note.ts';
import type { RedactionRules } from './redaction-rules.ts';
import { type Scope, wholeScope } from './scope.ts';
import { editsOfText, type TextPieces } from './text-pieces.ts';

/**
 * Takes card data out of archive lines or a Firehose record as `redactCardData` does. An envelope's `id`, `publishedAt` and
 * `source`, and those of an SNS notification, are never touched; paths that are `exempt` begin at the body, wherever it is.
 * An envelope says in its member `redacted` what was done to it, before its body, and what it said before is kept:
 * so it may grow, by less than 50 KB. With `noted: false` nothing is added, and nothing grows.
 *
 * @example
 * redactArchivedText('{"id":…,"attributes":{},"event":{"a":"4…"}}')
 * // '{"id":…,"attributes":{},"redacted":{"dropped":0,"masked":["/event/a"]},"event":{"a":"****************"}}'
 */
export function redactArchivedText(
  text: string,
  { exempt = [], codeKeys, noted = true }: RedactionRules & { noted?: boolean } = {},
): string {
  const scope = wholeScope(codeKeys);
  if (!mayHoldCardData(text, scope)) return text;
  return applyEdits(text, editsOfText(text, NOWHERE, archivedPieces(scope, exempt, noted)));
}

interface Origin extends BodyLayout {
  /** What is never touched: who the event is, and whence it came. */
  readonly head: RegExp;
}

const ENVELOPE: Origin = { head: ENVELOPE_HEAD, root: ['event'], quoted: 'raw', attributes: ['attributes', 'value'] };

/** An SNS notification's first members in their order, up to the end of the topic's ARN. */
const NOTIFICATION_HEAD =
  /^\{\s*"Type"\s*:\s*"Notification"\s*,\s*"MessageId"\s*:\s*"[^"\\]*"\s*,(?:\s*"SequenceNumber"\s*:\s*"\d*"\s*,)?\s*"TopicArn"\s*:\s*"arn:[^"\\]*"/;

const NOTIFICATION: Origin = {
  head: NOTIFICATION_HEAD,
  root: undefined,
  quoted: 'Message',
  attributes: ['MessageAttributes', 'Value'],
};

function archivedPieces(scope: Scope, exempt: ExemptPaths, noted: boolean): TextPieces {
  return {
    editValue(text, start, context) {
      const value = text.slice(start);
      const origin = [ENVELOPE, NOTIFICATION].find(({ head }) => head.test(value));
      const exemption = exemptionOf(exempt, origin);
      const edited = valueEdits(text, start, { scope, context, exemption });
      const headEnd = start + (origin?.head.exec(value)?.[0].length ?? 0);
      const edits = (exemption?.due(edited.edits) ?? edited.edits).filter((edit) => edit.start >= headEnd);
      const isNoted = noted && origin === ENVELOPE && !edited.broken;
      return { ...edited, edits: isNoted ? withNote(text, edits, edited.members) : edits };
    },
    editPlain: (text, context) => mergeEdits(numberLines(text), textEdits(text, scope, context)),
  };
}

/** The edits of the lines that are a number of JSON each, as of an archive of bodies: they stay numbers. */
function numberLines(text: string): ValueEdit[] {
  return [...text.matchAll(NUMBER_LINE)].flatMap(({ 1: before = '', 2: number = '', index }) => {
    const edited = editedNumber(number, NOWHERE);
    if (edited === undefined) return [];
    const start = index + before.length;
    return [{ start, end: start + number.length, text: edited, removed: 0, changes: true }];
  });
}

/** A carriage return begins a line as well, so that none may be skipped before the number. */
const NUMBER_LINE = /^([ \t]*)(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)[ \t\r]*$/gm;

/** The edits of an envelope, with the one that says in it what they do. */
function withNote(text: string, edits: readonly JsonEdit[], members: readonly TopMember[]): readonly JsonEdit[] {
  const own = members.findLast(({ key }) => key === 'redacted');
  const body = members.find(({ key }) => BODY_MEMBERS.has(key));
  if (body === undefined || !members.some(({ key }) => key === 'attributes')) return edits;
  const others = edits.filter((edit) => !isIn(own, edit));
  // A body is counted once: `raw` holds the text that `event` was made of.
  const raw = members.findLast(({ key }) => key === 'raw');
  const counted = others.map((edit) => (isIn(raw, edit) ? { ...edit, removed: 0 } : edit));
  const note = noteOf(counted, own && readNote(text, own));
  if (note === undefined) return edits;
  const [start, end, comma] = own === undefined ? [body.start, body.start, ','] : [own.start, own.end, ''];
  const edit = {
    start,
    end,
    text: `"redacted":${byteWide(JSON.stringify(note))}${comma}`,
    removed: 0,
    changes: false,
    place: undefined,
  };
  const index = others.findIndex((other) => other.start >= start);
  return others.toSpliced(index === -1 ? others.length : index, 0, edit);
}

/** JSON without characters of more than a byte, for bytes that are not UTF-8 are read as Latin-1, and written so. */
function byteWide(json: string): string {
  return json.replace(/[^\0-\xff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const BODY_MEMBERS = new Set(['raw', 'text', 'event']);

function isIn(member: TopMember | undefined, { start, end }: { start: number; end: number }): boolean {
  return member !== undefined && start >= member.start && end <= member.end;
}

/** What a line says already; a pointer that another writer left a card number in is masked as all else. */
function readNote(text: string, { start, end }: TopMember): RedactionNote | undefined {
  const read = v.safeParse(v.object({ redacted: RedactionNote }), JSON.parse(`{${text.slice(start, end)}}`));
  if (!read.success) return undefined;
  const { masked, ...counts } = read.output.redacted;
  return { ...counts, masked: masked.map((pointer) => redactCardData(pointer)) };
}
