import type { JsonEdit } from '../json/edit-json.ts';
import { type JsonPlace, pathOf } from '../json/json-place.ts';
import { type ExemptPaths, isExempt } from './exempt-paths.ts';

/** Where a document has the body of an event, and the event's attributes. */
export interface BodyLayout {
  /** Where the body's own JSON begins; undefined where there is only its text. */
  readonly root: readonly string[] | undefined;
  /** The member at the top that holds the body as a text. */
  readonly quoted?: string;
  /** The member at the top that holds the attributes, and what the text of each is called. */
  readonly attributes?: readonly [member: string, value: string];
}

/** A document that is a body. */
const WHOLE: BodyLayout = { root: [] };

/** The fields of one document that keep their values, as far as these are whole numbers or strings of digits. */
export interface Exemption {
  /** True for a value that is not to be masked. */
  keeps(place: JsonPlace | undefined, value: string): boolean;
  /** The same for the body that a member of the document holds as a text; undefined for any other member. */
  quotedAt(place: JsonPlace | undefined): Exemption | undefined;
  /**
   * Of the document's edits those that are due: an attribute that repeats a kept value of the body keeps it too. It is
   * in the same document in clear, and a replay needs the attribute as it was.
   */
  due(edits: readonly JsonEdit[]): readonly JsonEdit[];
}

/** What is exempt in one document by paths into the body; what it says holds for that document alone. */
export function exemptionOf(
  paths: ExemptPaths,
  layout: BodyLayout = WHOLE,
  kept: Set<string> = new Set(),
): Exemption | undefined {
  if (paths.length === 0) return undefined;
  const { root, quoted, attributes } = layout;
  const copies = new Map<JsonPlace, string>();
  return {
    keeps(place, value) {
      if (place === undefined || !/^-?\d+$/.test(value)) return false;
      if (root !== undefined && isExempt(place, paths, root)) {
        kept.add(value);
        return true;
      }
      if (attributes !== undefined && isAttribute(place, attributes)) copies.set(place, value);
      return false;
    },
    quotedAt: (place) =>
      place !== undefined && place.within === undefined && place.name === quoted
        ? exemptionOf(paths, WHOLE, kept)
        : undefined,
    due: (edits) =>
      copies.size === 0
        ? edits
        : edits.filter(({ place }) => place === undefined || !kept.has(copies.get(place) ?? '')),
  };
}

function isAttribute(place: JsonPlace, [member, value]: readonly [string, string]): boolean {
  const path = pathOf(place, 3);
  return path?.length === 3 && path[0] === member && path[2] === value;
}
