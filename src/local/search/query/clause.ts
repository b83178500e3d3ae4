/**
 * What a compiled query is: for each segment, which documents match and how well.
 * Stands in for Lucene's Query and Weight; a clause is compiled for one index and used once.
 */
import type { IndexState } from '../store/index-state.ts';
import type { Segment } from '../store/segments.ts';

/** The documents of one segment that match. */
export interface Matches {
  /** 1 for a match. Deleted documents are not left out here. */
  readonly docs: Uint8Array;
  /** By document; undefined when every match scores `constant`. */
  readonly scores: Float64Array | undefined;
  readonly constant: number;
}

export interface Clause {
  evaluate(segment: Segment): Matches;
}

/** What a query is compiled for. */
export interface QueryContext {
  readonly index: IndexState;
  readonly segments: readonly Segment[];
  /** Epoch milliseconds, for `now` in dates. */
  readonly now: number;
  /** False in filter context, where term statistics need not be counted. */
  readonly scoring: boolean;
  /** The sequence number of the document with an id. */
  sequenceOf(id: string): number | undefined;
}

/** Compiles any query clause: what a query that holds others is given, since it knows no kind but its own. */
export type CompileQuery = (context: QueryContext, query: unknown) => Clause;

/** Every match of a mask scores the same. */
export function constantMatches(docs: Uint8Array, constant: number): Matches {
  return { docs, scores: undefined, constant };
}

/** A clause whose matches all score the same. */
export function constantClause(boost: number, mask: (segment: Segment) => Uint8Array): Clause {
  return { evaluate: (segment) => constantMatches(mask(segment), boost) };
}

/** Matches every document alike. */
export function everyDocument(boost: number): Clause {
  return constantClause(boost, (segment) => new Uint8Array(segment.size).fill(1));
}

/** Matches nothing. */
export const noMatch: Clause = constantClause(0, (segment) => new Uint8Array(segment.size));

/** How well one document matches. */
export function scoreOf(matches: Matches, document: number): number {
  return matches.scores ? (matches.scores[document] ?? 0) : matches.constant;
}
