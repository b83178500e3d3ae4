import { readSources } from '../support/sources.ts';
import { readTemplateOf } from '../support/templates.ts';

interface Arrow {
  readonly from: string;
  readonly to: string;
}

const sources = readSources('src');
/** Every import within src, those of types too: a type is knowledge of the other file as well. */
const imports: Arrow[] = sources.flatMap(({ path, imports }) =>
  imports.filter(({ target }) => target.startsWith('src/')).map(({ target }) => ({ from: path, to: target })),
);
const foldersOf = (path: string): string[] =>
  path.split('/').flatMap((_, depth, parts) => (depth === 0 ? [] : parts.slice(0, depth).join('/')));
const folders = [...new Set(sources.flatMap(({ path }) => foldersOf(path)))].sort();

/** What lies directly in a folder: a file, or a folder with all that is in it. */
const partOf = (folder: string, path: string): string | undefined =>
  path.startsWith(`${folder}/`) ? path.split('/', folder.split('/').length + 1).join('/') : undefined;

/** The arrows between the parts of a folder, those within one left out. */
function arrowsIn(folder: string, between = imports): Arrow[] {
  return between.flatMap(({ from, to }) => {
    const [a, b] = [partOf(folder, from), partOf(folder, to)];
    return a === undefined || b === undefined || a === b ? [] : [{ from: a, to: b }];
  });
}

/** The shortest way from a part back to itself, first and last the same; empty where arrows run one way only. */
function circleIn(arrows: readonly Arrow[]): string[] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of arrows) next.set(from, (next.get(from) ?? new Set()).add(to));
  let shortest: string[] = [];
  for (const start of next.keys()) {
    const cameFrom = new Map<string, string>();
    const waiting = [start];
    for (let at = waiting.shift(); at !== undefined && !cameFrom.has(start); at = waiting.shift()) {
      for (const to of next.get(at) ?? []) {
        if (cameFrom.has(to)) continue;
        cameFrom.set(to, at);
        waiting.push(to);
      }
    }
    if (!cameFrom.has(start)) continue;
    const circle = [start];
    do circle.unshift(cameFrom.get(circle[0] ?? '') ?? '');
    while (circle[0] !== start);
    if (shortest.length === 0 || circle.length < shortest.length) shortest = circle;
  }
  return shortest;
}

describe('the structure of src', () => {
  it('has no file that imports itself by way of others', () => {
    expect(circleIn(imports)).toEqual([]);
  });

  it.each(folders)('has arrows that run one way between the parts of %s', (folder) => {
    expect(circleIn(arrowsIn(folder))).toEqual([]);
  });

  it('has at most 25 files in a folder, but for resource types, one a file', () => {
    const crowded = folders
      .filter((folder) => folder !== 'src/local/resources')
      .map((folder) => [folder, sources.filter(({ path }) => foldersOf(path).at(-1) === folder).length] as const)
      .filter(([, files]) => files > 25);

    expect(crowded).toEqual([]);
  });
});

describe('the local stack', () => {
  const outputs = Object.keys(readTemplateOf('shop').Outputs);
  const names = new RegExp([`\\b(?:${outputs.join('|')})\\b`, '(?<![a-z])shop|Shop|[Cc]heckout'].join('|'), 'g');
  const mentioned = (text: string): string[] => text.match(names) ?? [];

  it('knows templates and AWS, not the shop: its caller says what the shop needs', () => {
    const knowing = sources
      .filter(({ path }) => path.startsWith('src/local/'))
      .flatMap(({ path, text }) => mentioned(text).map((name) => `${path}: ${name}`));

    expect(knowing).toEqual([]);
  });

  it('would be seen to know it by any name of the shop', () => {
    expect(mentioned("const { SearchEndpoint, CheckoutApiUrl } = outputs; name = 'shop-orders'")).toEqual([
      'SearchEndpoint',
      'CheckoutApiUrl',
      'shop',
    ]);
    expect(mentioned('publishOperations(orders)')).toEqual([]);
  });
});

describe('a circle', () => {
  const arrows = (...pairs: string[]): Arrow[] =>
    pairs.map((pair) => {
      const [from = '', to = ''] = pair.split(' ');
      return { from, to };
    });

  it('is found by its shortest way', () => {
    expect(circleIn(arrows('a b', 'b c', 'c d', 'd a', 'c a', 'x a', 'c y', 'x y'))).toEqual(['a', 'b', 'c', 'a']);
    expect(circleIn(arrows('a b', 'b c', 'c b'))).toEqual(['b', 'c', 'b']);
    expect(circleIn(arrows('a a'))).toEqual(['a', 'a']);
    expect(circleIn(arrows('a b', 'a c', 'b c'))).toEqual([]);
  });

  it('of rooms is found where no file is in one', () => {
    const between = arrows('src/r/one/a.ts src/r/two/b.ts', 'src/r/two/c.ts src/r/one/d.ts');

    expect(circleIn(between)).toEqual([]);
    expect(circleIn(arrowsIn('src/r', between))).toEqual(['src/r/one', 'src/r/two', 'src/r/one']);
    expect(arrowsIn('src', between)).toEqual([]);
  });
});
