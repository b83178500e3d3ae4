import * as v from 'valibot';
import { type JsonPlace, pathOf, pathOfPointer } from '../json/json-place.ts';

/** Fields of an event's body that never hold a card number, each by its keys from the top; `*` is any key or index. */
export type ExemptPaths = readonly (readonly string[])[];

/** Most characters of the list: all of a function's variables have 4 KB together (Lambda guide, quotas). */
const MAX_CHARACTERS = 1024;

/**
 * A list of exempt fields as a parameter gives it: JSON pointers (RFC 6901) into the body, parted by commas, in which the
 * segment `*` stands for any one key or index. None for an empty text.
 *
 * @example v.parse(ExemptPathList, '/id,/payment/id') // [['id'], ['payment', 'id']]
 */
export const ExemptPathList = v.pipe(
  v.string(),
  v.maxLength(MAX_CHARACTERS, `REDACTION_EXEMPT_PATHS has at most ${MAX_CHARACTERS} characters`),
  v.rawTransform(({ dataset, addIssue, NEVER }): ExemptPaths => {
    const paths: string[][] = [];
    for (const pointer of dataset.value === '' ? [] : dataset.value.split(',')) {
      const path = pathOfPointer(pointer);
      if (path === undefined) {
        addIssue({
          message: `REDACTION_EXEMPT_PATHS: '${pointer}' is no JSON pointer into the body: write /payment/id, with * for any one key or index, ~1 for a slash and ~0 for a tilde in a key, and commas between pointers`,
        });
        return NEVER;
      }
      paths.push(path);
    }
    return paths;
  }),
);

/** True for what a document has at one of the paths, which begin at `root` in it. */
export function isExempt(place: JsonPlace, paths: ExemptPaths, root: readonly string[]): boolean {
  const deepest = Math.max(0, ...paths.map(({ length }) => length)) + root.length;
  const path = pathOf(place, deepest);
  return path !== undefined && paths.some((exempt) => fits(path, [...root, ...exempt]));
}

function fits(path: readonly string[], pattern: readonly string[]): boolean {
  return path.length === pattern.length && pattern.every((key, index) => key === '*' || key === path[index]);
}
