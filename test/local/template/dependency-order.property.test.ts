import fc from 'fast-check';
import { dependencyOrder } from '../../../src/local/template/dependency-order.ts';

const fail = (path: readonly string[]) => new Error(path.join(' → '));

describe('the dependency order', () => {
  test('puts everything once, after all it depends on', () => {
    // Edges lead only to smaller numbers, so there is no cycle, whatever the order in which names are given.
    const graphs = fc
      .array(fc.array(fc.nat(30)), { minLength: 1, maxLength: 30 })
      .chain((edges) =>
        fc.tuple(fc.constant(edges), fc.shuffledSubarray([...edges.keys()], { minLength: edges.length })),
      );
    fc.assert(
      fc.property(graphs, ([edges, names]) => {
        const dependencies = new Map(
          names.map((n) => [`r${n}`, new Set((edges[n] ?? []).filter((to) => to < n).map((to) => `r${to}`))]),
        );

        const order = dependencyOrder(dependencies, fail);

        expect([...order].sort()).toEqual([...dependencies.keys()].sort());
        for (const [name, set] of dependencies) {
          for (const dependency of set) expect(order.indexOf(dependency)).toBeLessThan(order.indexOf(name));
        }
      }),
    );
  });

  test('keeps the order of the template where nothing else is asked', () => {
    const none = new Set<string>();

    expect(
      dependencyOrder(
        new Map([
          ['b', none],
          ['a', none],
          ['c', none],
        ]),
        fail,
      ),
    ).toEqual(['b', 'a', 'c']);
  });

  test('names the way round a cycle', () => {
    const cycle = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['b'])],
    ]);

    expect(() => dependencyOrder(cycle, fail)).toThrow('b → c → b');
  });
});
