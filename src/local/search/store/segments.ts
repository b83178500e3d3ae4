/**
 * Stands in for a shard's segments: 2048 consecutive documents each, with the columns of their fields.
 * Every document is searchable at once (OpenSearch: after a refresh); segments are never merged.
 */
import { bytes, integer, type LocalDatabase, type Row, text } from '../../database.ts';
import { type DocumentValues, readDocument } from '../mapping/document-values.ts';
import { columnKind, type Field } from '../mapping/field-types.ts';
import { SearchError } from '../search-error.ts';
import { createColumnCache } from './column-cache.ts';
import { type Column, type ColumnBuilder, columnBuilder, columnBytes, decodeColumn, encodeColumn } from './columns.ts';
import type { IndexState } from './index-state.ts';

const SEGMENT_SIZE = 2048;

/** A view of one segment, good until the next change of its index. */
export interface Segment {
  readonly index: IndexState;
  /** The sequence number of document 0. */
  readonly first: number;
  readonly size: number;
  /** 1 for a document that is there; undefined when all are. */
  readonly live: Uint8Array | undefined;
  column(name: string): Column | undefined;
  /** Something computed from the segment's columns, kept as long as they are. */
  derive<T extends object>(key: string, is: (value: object) => value is T, make: () => { value: T; bytes: number }): T;
}

export interface Segments {
  /** Adds the values of the document with a sequence number, which must be the index's next. */
  append(index: IndexState, sequence: number, values: readonly (readonly [Field, string | number])[]): void;
  /** The document with this number is there no more (or never was: a delete takes a number too). */
  kill(index: IndexState, sequence: number): void;
  of(index: IndexState): Segment[];
  count(index: IndexState): number;
  /** Forgets what is in memory, after a change that was rolled back or an index that is gone. */
  forget(index: IndexState): void;
}

interface Tail {
  readonly number: number;
  readonly builders: Map<string, ColumnBuilder>;
  readonly built: Map<string, Column>;
  readonly derived: Map<string, object>;
}

/** About this much memory holds what queries read: the rest is on disk. */
const CACHE_BYTES = 64 * 1024 * 1024;

/** Documents of all indices lie in one table, by position: the index's number, then the sequence number. */
export const positionOf = (index: IndexState, sequence: number): number => index.id * 2 ** 36 + sequence;

/** The segments of every index of the stack. */
export function createSegments(database: LocalDatabase): Segments {
  database.define(`
    CREATE TABLE IF NOT EXISTS search_columns (
      index_id INTEGER NOT NULL, segment INTEGER NOT NULL, field TEXT NOT NULL, data BLOB NOT NULL,
      UNIQUE (index_id, segment, field)
    );
    CREATE TABLE IF NOT EXISTS search_deleted (position INTEGER PRIMARY KEY);
  `);
  const cache = createColumnCache(CACHE_BYTES);
  const tails = new Map<number, Tail>();
  const dead = new Map<number, Map<number, Uint8Array>>();

  const deadOf = (index: IndexState) => {
    let segments = dead.get(index.id);
    if (!segments) {
      segments = new Map();
      dead.set(index.id, segments);
      const rows = database.all(
        'SELECT position FROM search_deleted WHERE position BETWEEN ? AND ?',
        positionOf(index, 0),
        positionOf(index, 2 ** 36 - 1),
      );
      for (const row of rows) markDead(segments, integer(row, 'position') - positionOf(index, 0));
    }
    return segments;
  };
  const store = (index: IndexState, tail: Tail) => {
    for (const [field, builder] of tail.builders) {
      database.run(
        'INSERT OR REPLACE INTO search_columns (index_id, segment, field, data) VALUES (?, ?, ?, ?)',
        index.id,
        tail.number,
        field,
        encodeColumn(builder.build(SEGMENT_SIZE)),
      );
    }
  };
  const addTo = (tail: Tail, document: number, values: readonly (readonly [Field, string | number])[]) => {
    tail.built.clear();
    tail.derived.clear();
    for (const [field, value] of values) {
      let builder = tail.builders.get(field.column);
      if (!builder) {
        builder = columnBuilder(columnKind(field.type));
        tail.builders.set(field.column, builder);
      }
      builder.add(document, value);
    }
  };
  const newTail = (number: number): Tail => ({ number, builders: new Map(), built: new Map(), derived: new Map() });
  /** The last segment, built again from its documents after a restart. */
  const tailOf = (index: IndexState): Tail => {
    let tail = tails.get(index.id);
    if (!tail) {
      tail = newTail(Math.floor(Math.max(0, index.nextSequence - 1) / SEGMENT_SIZE));
      const first = tail.number * SEGMENT_SIZE;
      const rows = database.all(
        'SELECT position, id, source FROM search_documents WHERE position BETWEEN ? AND ? ORDER BY position',
        positionOf(index, first),
        positionOf(index, first + SEGMENT_SIZE - 1),
      );
      for (const row of rows) {
        addTo(tail, integer(row, 'position') - positionOf(index, first), storedValues(index, row));
      }
      tails.set(index.id, tail);
    }
    return tail;
  };
  const tailSegment = (index: IndexState, tail: Tail): Segment => {
    const first = tail.number * SEGMENT_SIZE;
    const size = index.nextSequence - first;
    return {
      index,
      first,
      size,
      live: liveOf(deadOf(index).get(tail.number), size),
      column(name) {
        const builder = tail.builders.get(name);
        if (!builder) return undefined;
        let column = tail.built.get(name);
        if (!column) {
          column = builder.build(size);
          tail.built.set(name, column);
        }
        return column;
      },
      derive(key, is, make) {
        const known = tail.derived.get(key);
        if (known && is(known)) return known;
        const { value } = make();
        tail.derived.set(key, value);
        return value;
      },
    };
  };
  const storedSegment = (index: IndexState, number: number): Segment => ({
    index,
    first: number * SEGMENT_SIZE,
    size: SEGMENT_SIZE,
    live: liveOf(deadOf(index).get(number), SEGMENT_SIZE),
    column(name) {
      const key = `${number}/${name}`;
      const holder = cache.get(String(index.id), key, isHolder, () => {
        const row = database.get(
          'SELECT data FROM search_columns WHERE index_id = ? AND segment = ? AND field = ?',
          index.id,
          number,
          name,
        );
        const column = row && decodeColumn(bytes(row, 'data'));
        return { value: new ColumnHolder(column), bytes: 100 + (column ? columnBytes(column) : 0) };
      });
      return holder.column;
    },
    derive: (key, is, make) => cache.get(String(index.id), `${number}/${key}`, is, make),
  });

  return {
    append(index, sequence, values) {
      let tail = tailOf(index);
      const number = Math.floor(sequence / SEGMENT_SIZE);
      if (number > tail.number) {
        store(index, tail);
        tail = newTail(number);
        tails.set(index.id, tail);
      }
      addTo(tail, sequence % SEGMENT_SIZE, values);
    },
    kill(index, sequence) {
      database.run('INSERT OR IGNORE INTO search_deleted (position) VALUES (?)', positionOf(index, sequence));
      markDead(deadOf(index), sequence);
    },
    of(index) {
      if (index.nextSequence === 0) return [];
      const tail = tailOf(index);
      const segments = Array.from({ length: tail.number }, (_, number) => storedSegment(index, number));
      if (index.nextSequence > tail.number * SEGMENT_SIZE) segments.push(tailSegment(index, tail));
      return segments;
    },
    count(index) {
      let gone = 0;
      for (const marks of deadOf(index).values()) for (const mark of marks) gone += mark;
      return index.nextSequence - gone;
    },
    forget(index) {
      tails.delete(index.id);
      dead.delete(index.id);
      cache.drop(String(index.id));
    },
  };
}

class ColumnHolder {
  readonly column: Column | undefined;
  constructor(column: Column | undefined) {
    this.column = column;
  }
}

function isHolder(value: object): value is ColumnHolder {
  return value instanceof ColumnHolder;
}

function markDead(segments: Map<number, Uint8Array>, sequence: number): void {
  const number = Math.floor(sequence / SEGMENT_SIZE);
  let marks = segments.get(number);
  if (!marks) {
    marks = new Uint8Array(SEGMENT_SIZE);
    segments.set(number, marks);
  }
  marks[sequence % SEGMENT_SIZE] = 1;
}

function liveOf(marks: Uint8Array | undefined, size: number): Uint8Array | undefined {
  return marks?.subarray(0, size).map((mark) => 1 - mark);
}

/** None for a document that an earlier version took and this one refuses: it is still found by its id. */
function storedValues(index: IndexState, row: Row): DocumentValues['values'] {
  try {
    return readDocument(index.mapping, text(row, 'source'), text(row, 'id')).values;
  } catch (error) {
    if (error instanceof SearchError) return [];
    throw error;
  }
}
