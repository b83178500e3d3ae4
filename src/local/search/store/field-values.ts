/**
 * How queries, sorts and aggregations read the values of a field in a segment.
 * Stands in for Lucene's doc values: a keyword's are a set without those longer than `ignore_above`.
 */
import type { Field } from '../mapping/field-types.ts';
import type { NumberColumn, StringColumn } from './columns.ts';
import type { Segment } from './segments.ts';

/** The numbers of a numeric, date or boolean field; undefined when no document of the segment has one. */
export function numbersOf(segment: Segment, field: Field): NumberColumn | undefined {
  const column = segment.column(field.column);
  return column?.kind === 'number' ? column : undefined;
}

/** The strings of a keyword field as its documents hold them, or the raw values of a text field. */
export function stringsOf(segment: Segment, field: Field): StringColumn | undefined {
  const column = segment.column(field.column);
  if (column?.kind !== 'string') return undefined;
  if (field.type === 'text' || column.terms.every((term) => term.length <= field.ignoreAbove)) return column;
  return segment.derive(`short/${field.path}/${field.ignoreAbove}`, isStringColumn, () => {
    const offsets = new Uint32Array(segment.size + 1);
    const ordinals: number[] = [];
    for (let document = 0; document < segment.size; document++) {
      for (let at = column.offsets[document] ?? 0; at < (column.offsets[document + 1] ?? 0); at++) {
        const ordinal = column.ordinals[at] ?? 0;
        if ((column.terms[ordinal] ?? '').length <= field.ignoreAbove) ordinals.push(ordinal);
      }
      offsets[document + 1] = ordinals.length;
    }
    const value: StringColumn = { kind: 'string', offsets, ordinals: Uint32Array.from(ordinals), terms: column.terms };
    return { value, bytes: offsets.byteLength + ordinals.length * 4 };
  });
}

function isStringColumn(value: object): value is StringColumn {
  return 'kind' in value && value.kind === 'string';
}

/** Documents of which some string satisfies a test. */
export function maskStrings(
  segment: Segment,
  column: StringColumn | undefined,
  test: (term: string) => boolean,
): Uint8Array {
  const mask = new Uint8Array(segment.size);
  if (!column) return mask;
  const hits = Uint8Array.from(column.terms, (term) => (test(term) ? 1 : 0));
  if (!hits.includes(1)) return mask;
  for (let document = 0; document < segment.size; document++) {
    for (let at = column.offsets[document] ?? 0; at < (column.offsets[document + 1] ?? 0); at++) {
      if (hits[column.ordinals[at] ?? 0] === 1) {
        mask[document] = 1;
        break;
      }
    }
  }
  return mask;
}

/** Documents of which some number satisfies a test. */
export function maskNumbers(
  segment: Segment,
  column: NumberColumn | undefined,
  test: (value: number) => boolean,
): Uint8Array {
  const mask = new Uint8Array(segment.size);
  if (!column) return mask;
  for (let document = 0; document < segment.size; document++) {
    for (let at = column.offsets[document] ?? 0; at < (column.offsets[document + 1] ?? 0); at++) {
      if (test(column.values[at] ?? 0)) {
        mask[document] = 1;
        break;
      }
    }
  }
  return mask;
}

/** Orders texts as their UTF-8 bytes do. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left === right) continue;
    // A surrogate stands for a character beyond every other code unit.
    const leftHigh = left >= 0xd800 && left <= 0xdfff;
    const rightHigh = right >= 0xd800 && right <= 0xdfff;
    if (leftHigh !== rightHigh) return leftHigh ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}
