/**
 * Columns of field values, in segments of consecutive documents: what queries and aggregations read instead of documents.
 * Stands in for Lucene's doc values and postings; a column is kept packed and read whole.
 */
import type { ColumnKind } from '../mapping/field-types.ts';

/** Strings by document: the values of document `i` are `terms[ordinals[offsets[i]]]` up to `offsets[i + 1]`. */
export interface StringColumn {
  readonly kind: 'string';
  readonly offsets: Uint32Array;
  readonly ordinals: Uint32Array;
  readonly terms: readonly string[];
}

/** Numbers by document, dates as epoch milliseconds and booleans as 0 and 1. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly offsets: Uint32Array;
  readonly values: Float64Array;
}

export type Column = StringColumn | NumberColumn;

/** A column that grows document by document. */
export interface ColumnBuilder {
  readonly kind: ColumnKind;
  add(document: number, value: string | number): void;
  /** The column over the first `size` documents. */
  build(size: number): Column;
}

/** An empty column; documents must be added in ascending order. */
export function columnBuilder(kind: ColumnKind): ColumnBuilder {
  const documents: number[] = [];
  const values: number[] = [];
  const ordinals = new Map<string, number>();
  const offsetsOf = (size: number) => {
    const offsets = new Uint32Array(size + 1);
    for (const document of documents) offsets[document + 1] = (offsets[document + 1] ?? 0) + 1;
    for (let i = 1; i <= size; i++) offsets[i] = (offsets[i] ?? 0) + (offsets[i - 1] ?? 0);
    return offsets;
  };
  return {
    kind,
    add(document, value) {
      documents.push(document);
      if (typeof value === 'number') values.push(value);
      else {
        let ordinal = ordinals.get(value);
        if (ordinal === undefined) {
          ordinal = ordinals.size;
          ordinals.set(value, ordinal);
        }
        values.push(ordinal);
      }
    },
    build(size) {
      const offsets = offsetsOf(size);
      if (kind === 'number') return { kind, offsets, values: Float64Array.from(values) };
      return { kind, offsets, ordinals: Uint32Array.from(values), terms: [...ordinals.keys()] };
    },
  };
}

/** About how many bytes of memory a column takes. */
export function columnBytes(column: Column): number {
  if (column.kind === 'number') return column.offsets.byteLength + column.values.byteLength;
  let characters = 0;
  for (const term of column.terms) characters += term.length;
  return column.offsets.byteLength + column.ordinals.byteLength + column.terms.length * 24 + characters * 2;
}

/** Packs a column for the database. */
export function encodeColumn(column: Column): Buffer {
  const single = isDense(column.offsets);
  const terms = column.kind === 'string' ? Buffer.from(JSON.stringify(column.terms)) : Buffer.alloc(0);
  const values = column.kind === 'string' ? narrow(column.ordinals, column.terms.length) : column.values;
  const offsets = single ? new Uint32Array(0) : column.offsets;
  const width = values.BYTES_PER_ELEMENT;
  const header = Buffer.from(
    Uint32Array.of(
      column.offsets.length - 1,
      single ? 1 : 0,
      column.kind === 'string' ? 1 : 0,
      width,
      values.length,
      terms.length,
    ).buffer,
  );
  return Buffer.concat([header, bytesOf(values), bytesOf(offsets), terms]);
}

/** Reads what `encodeColumn` packed. */
export function decodeColumn(packed: Uint8Array): Column {
  const copy = packed.buffer.slice(packed.byteOffset, packed.byteOffset + packed.byteLength);
  const [size = 0, single = 0, text = 0, width = 8, count = 0, termBytes = 0] = new Uint32Array(copy, 0, 6);
  const valuesAt = 24;
  const offsetsAt = valuesAt + width * count;
  const offsetCount = single === 1 ? 0 : size + 1;
  const offsets =
    single === 1 ? Uint32Array.from({ length: size + 1 }, (_, i) => i) : readOffsets(copy, offsetsAt, offsetCount);
  if (text === 0) return { kind: 'number', offsets, values: new Float64Array(copy, valuesAt, count) };
  const narrowed = width === 2 ? new Uint16Array(copy, valuesAt, count) : new Uint32Array(copy, valuesAt, count);
  const terms: unknown = JSON.parse(Buffer.from(copy, offsetsAt + 4 * offsetCount, termBytes).toString('utf8'));
  return {
    kind: 'string',
    offsets,
    ordinals: narrowed instanceof Uint32Array ? narrowed : Uint32Array.from(narrowed),
    terms: Array.isArray(terms) ? terms.map(String) : [],
  };
}

function isDense(offsets: Uint32Array): boolean {
  for (let i = 0; i < offsets.length; i++) if (offsets[i] !== i) return false;
  return true;
}

function narrow(ordinals: Uint32Array, terms: number): Uint16Array | Uint32Array {
  return terms <= 65_536 ? Uint16Array.from(ordinals) : ordinals;
}

function bytesOf(array: Uint16Array | Uint32Array | Float64Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

/** Copied, for the place in the buffer need not be a multiple of four. */
function readOffsets(buffer: ArrayBufferLike, at: number, count: number): Uint32Array {
  return new Uint32Array(buffer.slice(at, at + 4 * count));
}
