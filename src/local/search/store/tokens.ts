/**
 * The tokens of a text field, computed from its column: what match and phrase queries read.
 * Stands in for Lucene's postings; positions of several values of one document lie 100 apart, as OpenSearch sets them.
 */
import { analyze } from '../mapping/analyzer.ts';
import type { Field } from '../mapping/field-types.ts';
import type { Segment } from './segments.ts';

const VALUE_GAP = 100;

/** The tokens of document `i` are `tokens[offsets[i]]` up to `offsets[i + 1]`, each with its position. */
export class TokenView {
  readonly terms: ReadonlyMap<string, number>;
  readonly offsets: Uint32Array;
  readonly tokens: Uint32Array;
  readonly positions: Uint32Array;
  /** How many documents hold the field, and how many tokens they hold in all. */
  readonly documents: number;

  constructor(
    terms: ReadonlyMap<string, number>,
    offsets: Uint32Array,
    tokens: Uint32Array,
    positions: Uint32Array,
    documents: number,
  ) {
    this.terms = terms;
    this.offsets = offsets;
    this.tokens = tokens;
    this.positions = positions;
    this.documents = documents;
  }
}

/** The tokens of a text field in a segment; undefined when no document there has it. */
export function tokensOf(segment: Segment, field: Field): TokenView | undefined {
  const column = segment.column(field.column);
  if (column?.kind !== 'string') return undefined;
  return segment.derive(`tokens/${field.column}`, isTokenView, () => {
    const terms = new Map<string, number>();
    const analyzed = column.terms.map((term) => {
      const tokens = analyze(term);
      return Uint32Array.from(tokens, (token) => {
        let ordinal = terms.get(token);
        if (ordinal === undefined) {
          ordinal = terms.size;
          terms.set(token, ordinal);
        }
        return ordinal;
      });
    });
    const offsets = new Uint32Array(segment.size + 1);
    const tokens: number[] = [];
    const positions: number[] = [];
    let documents = 0;
    for (let document = 0; document < segment.size; document++) {
      let position = 0;
      const end = column.offsets[document + 1] ?? 0;
      const start = column.offsets[document] ?? 0;
      for (let at = start; at < end; at++) {
        if (at > start) position += VALUE_GAP;
        for (const token of analyzed[column.ordinals[at] ?? 0] ?? []) {
          tokens.push(token);
          positions.push(position++);
        }
      }
      if (tokens.length > (offsets[document] ?? 0)) documents++;
      offsets[document + 1] = tokens.length;
    }
    const view = new TokenView(terms, offsets, Uint32Array.from(tokens), Uint32Array.from(positions), documents);
    return { value: view, bytes: offsets.byteLength + tokens.length * 8 + terms.size * 80 };
  });
}

function isTokenView(value: object): value is TokenView {
  return value instanceof TokenView;
}
