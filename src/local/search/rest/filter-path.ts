/**
 * `filter_path`: which parts of an answer are wanted. Stands in for OpenSearch's FilterPath and FilterPathBasedFilter (libs/x-content)
 * over Jackson's filtering generator; what is kept stands as it did, where OpenSearch writes a number of a document anew.
 */
import { scanJson } from '../../../domain/json/scan-json.ts';
import { illegalArgument } from '../search-error.ts';
import { wildcardPattern } from '../wildcard.ts';

/** Filters by the texts of their segments; `**` stands for one segment or more. */
type Filters = readonly (readonly Segment[])[];

interface Segment {
  readonly isMany: boolean;
  matches(name: string): boolean;
}

/** How far each filter has matched on the way to a value, as `filter:segment`. */
type Places = readonly string[];

/** What becomes of a value: it matches, cannot match, or what is in it may. */
type Verdict = 'match' | 'none' | State;

interface State {
  readonly places: Places;
  /** What follows under a name, once it has been asked for. */
  readonly under: Map<string, Verdict>;
}

/**
 * Keeps of a JSON text what the comma-separated filters name, without what those with a minus before them name; all of it where
 * there are none. An object or a list in which nothing is left is gone; of an answer that is an object, `{}` is left. Takes time in
 * proportion to the text. Throws SearchError for a minus alone.
 */
export function filterPath(text: string, filters: string): string {
  const given = filters
    .split(',')
    .map((filter) => filter.trim())
    .filter((filter) => filter !== '');
  const excluded = given.filter((filter) => filter.startsWith('-')).map((filter) => filter.slice(1));
  const included = given.filter((filter) => !filter.startsWith('-'));
  if (excluded.includes('')) throw illegalArgument('filters cannot be null or empty');
  const kept = included.length === 0 ? text : filtered(text, included.map(segmentsOf), true);
  return excluded.length === 0 || kept === '' ? kept : filtered(kept, excluded.map(segmentsOf), false);
}

/** Segments end at dots; `\.` is a dot in a name. A dot at the end ends nothing. */
function segmentsOf(filter: string): Segment[] {
  const written = [...filter.matchAll(/((?:\\[\s\S]|[^.])*)(?:\.|$)/g)].map(([, segment = '']) => segment);
  while (written.length > 1 && written.at(-1) === '') written.pop();
  return written.map((segment) => {
    const plain = segment.replaceAll(/\\[\s\S]/g, '.');
    const pattern = wildcardPattern(plain.replaceAll('?', '\\?'));
    return { isMany: plain === '**', matches: (name) => pattern.test(name) };
  });
}

interface Frame {
  readonly kind: 'object' | 'array';
  readonly state: State;
  /** The key under which it stands, with its colon. */
  readonly key: string;
  /** What was written in it; it is opened with the first of that. */
  written: number;
}

function filtered(text: string, filters: Filters, isInclusive: boolean): string {
  const out: string[] = [];
  const frames: Frame[] = [];
  const states = new Map<string, State>();
  let key = '';
  /** Of a container that is kept or left out as a whole, where it begins, and how deep the scan is in it. */
  let whole: { from: number; depth: number; isKept: boolean } | undefined;
  let verdict: Verdict = stateOf(
    states,
    filters.map((_, filter) => `${filter}:0`),
  );
  const isKept = (judged: Verdict) => (judged === 'match') === isInclusive;

  const write = (value: string) => {
    // Opens what is not open yet, from the outermost on.
    let first = frames.length;
    while (first > 0 && frames[first - 1]?.written === 0) first--;
    for (let at = first; at < frames.length; at++) {
      const frame = frames[at];
      const outer = frames[at - 1];
      if (outer !== undefined && outer.written++ > 0) out.push(',');
      if (frame) out.push(frame.key, frame.kind === 'object' ? '{' : '[');
    }
    const inner = frames.at(-1);
    if (inner !== undefined && inner.written++ > 0) out.push(',');
    out.push(key, value);
  };
  /** The next value in a list is judged as the list is. */
  const ended = () => {
    key = '';
    verdict = frames.at(-1)?.state ?? 'none';
  };

  scanJson(text, 0, {
    open(kind, start) {
      if (whole !== undefined) whole.depth++;
      else if (typeof verdict === 'string') whole = { from: start, depth: 1, isKept: isKept(verdict) };
      else {
        frames.push({ kind, state: verdict, key, written: 0 });
        ended();
      }
    },
    close(end) {
      if (whole === undefined) {
        const frame = frames.pop();
        if (frame !== undefined && frame.written > 0) out.push(frame.kind === 'object' ? '}' : ']');
        ended();
      } else if (--whole.depth === 0) {
        if (whole.isKept) write(text.slice(whole.from, end));
        whole = undefined;
        ended();
      }
    },
    key(start, end) {
      const state = whole === undefined ? frames.at(-1)?.state : undefined;
      if (state === undefined) return;
      const written = text.slice(start, end);
      key = `${written}:`;
      const name = written.includes('\\') ? String(JSON.parse(written)) : written.slice(1, -1);
      verdict = state.under.get(name) ?? verdictOf(states, filters, state, name);
      state.under.set(name, verdict);
    },
    scalar(_kind, start, end) {
      if (whole !== undefined) return;
      if (typeof verdict === 'string' ? isKept(verdict) : !isInclusive) write(text.slice(start, end));
      ended();
    },
  });
  return out.length === 0 && text.startsWith('{') ? '{}' : out.join('');
}

function verdictOf(states: Map<string, State>, filters: Filters, { places }: State, name: string): Verdict {
  const next = new Set<string>();
  for (const place of places) {
    const [filter = 0, at = 0] = place.split(':').map(Number);
    const segments = filters[filter] ?? [];
    const segment = segments[at];
    if (segment === undefined || !segment.matches(name)) continue;
    if (at + 1 === segments.length) return 'match';
    if (segment.isMany) next.add(place);
    next.add(`${filter}:${at + 1}`);
  }
  return next.size === 0 ? 'none' : stateOf(states, [...next]);
}

/** The same for the same places, so that what follows is found out once. */
function stateOf(states: Map<string, State>, places: Places): State {
  const id = places.toSorted().join(' ');
  const state = states.get(id) ?? { places, under: new Map() };
  states.set(id, state);
  return state;
}
