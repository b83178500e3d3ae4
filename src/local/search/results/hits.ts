/**
 * Stands in for the fetch phase: the best documents of a search, and a hit's JSON with its source as it was sent.
 * Highlighting, stored and doc-value fields are not done.
 */
import { isObject, type Json, listOf, RawJson, toJson } from '../json.ts';
import { parsingError } from '../search-error.ts';
import type { Documents } from '../store/documents.ts';
import type { IndexState } from '../store/index-state.ts';
import type { Segment } from '../store/segments.ts';
import { wildcardPattern } from '../wildcard.ts';
import { compareSortValues, type SortKey, type SortValue } from './sort.ts';

/** A document that matched. */
export interface Candidate {
  readonly index: IndexState;
  readonly sequence: number;
  readonly score: number;
  readonly sort: readonly SortValue[];
}

export interface TopDocuments {
  enter(segment: Segment): void;
  collect(document: number, score: number): void;
  /** The best, in order. */
  best(): Candidate[];
  total(): number;
  maxScore(): number | null;
}

/** Keeps the best `size` documents by the keys (by score when there are none), in memory for twice as many. */
export function topDocuments(keys: readonly SortKey[], size: number, after?: readonly SortValue[]): TopDocuments {
  let kept: Candidate[] = [];
  let worst: Candidate | undefined;
  let segment: Segment | undefined;
  let total = 0;
  let maxScore: number | null = null;
  const compare = (a: Candidate, b: Candidate) =>
    keys.length === 0 ? b.score - a.score : compareSortValues(keys, a.sort, b.sort);
  const order = (a: Candidate, b: Candidate) =>
    compare(a, b) || (a.index === b.index ? a.sequence - b.sequence : a.index.name < b.index.name ? -1 : 1);
  const shrink = () => {
    kept = kept.sort(order).slice(0, size);
    worst = kept.length === size ? kept.at(-1) : undefined;
  };
  return {
    enter(next) {
      segment = next;
      for (const key of keys) key.enter(next);
    },
    collect(document, score) {
      total++;
      if (maxScore === null || score > maxScore) maxScore = score;
      if (!segment || size === 0) return;
      const sort = keys.map((key) => key.value(document, score));
      if (after && compareSortValues(keys, sort, after) <= 0) return;
      const candidate = { index: segment.index, sequence: segment.first + document, score, sort };
      if (worst && order(candidate, worst) > 0) return;
      kept.push(candidate);
      if (kept.length >= 2 * size + 64) shrink();
    },
    best() {
      shrink();
      return kept;
    },
    total: () => total,
    maxScore: () => maxScore,
  };
}

/** How hits are shown. */
export interface HitOptions {
  readonly keys: readonly SortKey[];
  readonly source: unknown;
  readonly version: boolean;
  readonly sequence: boolean;
}

/** One hit. A search sorted by fields scores nothing, unless it sorts by score too. */
export function hitBody(documents: Documents, candidate: Candidate, options: HitOptions): Json | undefined {
  const document = documents.at(candidate.index, candidate.sequence);
  if (!document) return undefined;
  const scored = options.keys.length === 0 || options.keys.some((key) => key.name === '_score');
  return {
    _index: candidate.index.name,
    _id: document.id,
    ...(options.version ? { _version: document.version } : {}),
    ...(options.sequence ? { _seq_no: document.sequence, _primary_term: 1 } : {}),
    _score: scored ? Math.fround(candidate.score) : null,
    ...(options.source === false ? {} : { _source: filterSource(document.source, options.source) }),
    ...(options.keys.length === 0 ? {} : { sort: options.keys.map((key, i) => key.show(candidate.sort[i]) ?? null) }),
  };
}

/** A source's text, whole or with the fields that `_source` asks for. */
export function filterSource(text: string, filter: unknown): RawJson {
  const { includes, excludes } = readFilter(filter);
  if (includes.length === 0 && excludes.length === 0) return new RawJson(text);
  const source: unknown = JSON.parse(text);
  const included = includes.map(subtreePattern);
  const excluded = excludes.map(subtreePattern);
  const leadsTo = (path: string) => includes.some((pattern) => pattern.includes('*') || pattern.startsWith(`${path}.`));
  const visit = (value: unknown, path: string, inside: boolean): unknown => {
    if (Array.isArray(value)) {
      const items = value.map((item) => visit(item, path, inside)).filter((item) => item !== undefined);
      return items.length > 0 || (inside && value.length === 0) ? items : undefined;
    }
    if (!isObject(value)) return inside ? value : undefined;
    const result: Record<string, unknown> = {};
    for (const [key, child] of Object.entries(value)) {
      const childPath = path === '' ? key : `${path}.${key}`;
      if (excluded.some((pattern) => pattern.test(childPath))) continue;
      const within = inside || included.some((pattern) => pattern.test(childPath));
      if (!within && !leadsTo(childPath)) continue;
      const kept = visit(child, childPath, within);
      if (kept !== undefined) result[key] = kept;
    }
    return Object.keys(result).length > 0 || inside || path === '' ? result : undefined;
  };
  return new RawJson(toJson(visit(source, '', includes.length === 0)));
}

function subtreePattern(pattern: string): RegExp {
  return wildcardPattern(pattern);
}

function readFilter(filter: unknown): { includes: string[]; excludes: string[] } {
  if (filter === undefined || filter === true) return { includes: [], excludes: [] };
  if (typeof filter === 'string' || Array.isArray(filter))
    return { includes: listOf(filter).map(String), excludes: [] };
  if (!isObject(filter))
    throw parsingError('Expected one of [VALUE_BOOLEAN, VALUE_STRING, START_ARRAY, START_OBJECT] for [_source]');
  return {
    includes: listOf(filter['includes'] ?? filter['include']).map(String),
    excludes: listOf(filter['excludes'] ?? filter['exclude']).map(String),
  };
}
