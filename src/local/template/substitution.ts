/**
 * Stands in for the text of CloudFormation's Fn::Sub.
 * It splits the text only; what the names stand for is the evaluator's matter.
 */
import { type Place, usageError } from './nodes.ts';

/** A piece of a Fn::Sub text: what stands there, or the name in `${…}`. */
export type Piece = { readonly text: string } | { readonly name: string };

/** Splits a Fn::Sub text at its `${Name}`; `${!Name}` is the text `${Name}` itself. */
export function subPieces(text: string, place: Place): Piece[] {
  const pieces: Piece[] = [];
  let rest = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    if (match.index > rest) pieces.push({ text: text.slice(rest, match.index) });
    const name = (match[1] ?? '').trim();
    if (name === '') throw usageError(place, 'Fn::Sub holds a name that is empty');
    pieces.push(name.startsWith('!') ? { text: `\${${name.slice(1)}}` } : { name });
    rest = match.index + match[0].length;
  }
  if (rest < text.length) pieces.push({ text: text.slice(rest) });
  return pieces;
}
