/**
 * True when a text is the pieces of a pattern in their order, with anything between two of them.
 * Takes time in proportion to the text times its longest piece: between two stars the first place that fits is as good
 * as any later one, so nothing is tried twice.
 * @example matchesPieces('order-42-eu', 'order-', ['2'], 'eu') // true
 */
export function matchesPieces(text: string, first: string, middle: readonly string[], last: string): boolean {
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let position = first.length;
  for (const piece of middle) {
    const found = text.indexOf(piece, position);
    if (found === -1) return false;
    position = found + piece.length;
  }
  // The last piece shares no characters with those before it.
  return position <= end;
}
