/** Documents and values of `filter_path` by chance, of few names, so that they often meet. */
import type { Draw } from './shop-documents.ts';

const NAMES = ['a', 'b', 'ab', 'foo', 'foobar', 'a.b'];
const SEGMENTS = ['a', 'b', 'ab', 'foo', 'foobar', 'a\\.b', '*', '*', '**', 'a*', '*b', 'f*o*', '*o*r', '?', ''];

/** A document of objects and lists in one another, some of them empty. */
export function nestedDocument(draw: Draw): Record<string, unknown> {
  return objectOf(draw, 0);
}

/** One filter or several, some of them excluding. */
export function randomFilterPath(draw: Draw): string {
  const one = () => {
    const segments = Array.from({ length: draw.whole(1, 4) }, () => draw.pick(SEGMENTS));
    const path = draw.chance(0.7) ? ['_source', ...segments] : ['**', ...segments];
    return `${draw.chance(0.3) ? '-' : ''}${path.join('.')}${draw.chance(0.05) ? '.' : ''}`;
  };
  return Array.from({ length: draw.whole(1, 3) }, one).join(draw.chance(0.2) ? ' , ' : ',');
}

function objectOf(draw: Draw, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    NAMES.filter(() => draw.chance(depth === 0 ? 0.9 : 0.4)).map((name) => [name, anyValue(draw, depth + 1)]),
  );
}

function anyValue(draw: Draw, depth: number): unknown {
  if (depth < 4 && draw.chance(0.5)) return objectOf(draw, depth);
  if (depth < 4 && draw.chance(0.5)) return Array.from({ length: draw.whole(0, 3) }, () => anyValue(draw, depth + 1));
  return draw.pick<unknown>([1, 1.5, 'x', 'a.b', '', true, null, -7]);
}
