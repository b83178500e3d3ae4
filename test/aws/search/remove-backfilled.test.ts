import { removeBackfilled } from '../../../src/aws/search/remove-backfilled.ts';
import { type SearchDomain, searchDomain } from '../../../src/aws/search/search-domain.ts';
import { searchTemplate } from '../../../src/domain/search/search-template.ts';
import { openEngine, type TestEngine } from '../../local/search/engine.ts';
import { scriptedDomain } from '../../support/scripted-domain.ts';

describe('removeBackfilled', () => {
  let engine: TestEngine;
  let domain: SearchDomain;
  const backfill = 'backfill-orders-20260115-100000';
  const put = async (index: string, ...ids: unknown[]) => {
    for (const id of ids) {
      expect((await engine.ask('POST', `/${index}/_doc`, { id })).status).toBe(201);
    }
  };
  const idsIn = async (index: string) =>
    (await engine.ask('POST', `/${index}/_search`, { size: 100 })).body.hits.hits.map(
      (hit: { _source: { id: unknown } }) => hit._source.id,
    );
  const remove = () => removeBackfilled(domain, { indexName: 'orders', backfill, onProgress: () => {} });

  beforeEach(() => {
    engine = openEngine();
    domain = searchDomain(async ({ method, path, body }) => {
      const answer = await engine.ask(method, path, body);
      return { status: answer.status, body: JSON.stringify(answer.body) };
    });
  });
  afterEach(() => engine.close());

  it('removes what the back-fill has from every rotation and earlier back-fill, and nothing else', async () => {
    await engine.ask('PUT', '/_index_template/orders', searchTemplate('orders'));
    await put(backfill, 'a', 'order-1', 7);
    await engine.ask('PUT', `/${backfill}/_alias/orders-backfill-20260115-100000`);
    await put('orders', 'a', 'a', 'b', 'order-1');
    await put('orders-2026-01-15', 7, 'order', 'order-10', 'A');
    await put('backfill-orders-20260101-000000', 'a', 'c');
    await engine.ask('PUT', '/backfill-orders-20260101-000000/_alias/orders-backfill-20260101-000000');
    await put('orders_of_others', 'a');

    expect(await remove()).toBe(5);
    expect(await idsIn('orders')).toEqual(['b']);
    expect(await idsIn('orders-2026-01-15')).toEqual(['order', 'order-10', 'A']);
    expect(await idsIn('backfill-orders-20260101-000000')).toEqual(['c']);
    expect(await idsIn(backfill)).toEqual(['a', 'order-1', 7]);
    expect(await idsIn('orders_of_others')).toEqual(['a']);
    expect(await remove()).toBe(0);
  });

  it('leaves what has a masked id, which is the same for many events', async () => {
    const stars = '*'.repeat(16);
    await engine.ask('PUT', '/_index_template/orders', searchTemplate('orders'));
    await put(backfill, 'a', 0, stars);
    await put('orders', 'a', 0, stars, `A-${stars}`);

    expect(await remove()).toBe(1);
    expect(await idsIn('orders')).toEqual([0, stars, `A-${stars}`]);
  });

  it('finds the numbers of an index that grew without the template', async () => {
    await put('orders', 1, 2, 12);
    await engine.ask('PUT', '/_index_template/orders', searchTemplate('orders'));
    await put(backfill, 1, 12, 'order-2');

    expect(await remove()).toBe(2);
    expect(await idsIn('orders')).toEqual([2]);
  });

  it('has nothing to remove where no live index is', async () => {
    await engine.ask('PUT', '/_index_template/orders', searchTemplate('orders'));
    await put(backfill, 'a');

    expect(await remove()).toBe(0);
  });
});

describe('removeBackfilled, of what a domain tells', () => {
  type Answer = [status: number, body: unknown];
  const keyword = { type: 'keyword' };
  const mapping = (index: string, properties?: object): Answer => [200, { [index]: { mappings: { properties } } }];
  const page = (...ids: string[]): Answer => [200, { hits: { hits: ids.map((id) => ({ sort: [id] })) } }];
  const outcome = (deleted: number, conflicts = 0): Answer => [200, { deleted, version_conflicts: conflicts }];

  async function remove(...answers: Answer[]) {
    const { domain, asked } = scriptedDomain(...answers);
    const seen: number[] = [];
    const onProgress = (ids: number) => seen.push(ids);
    const removed = removeBackfilled(domain, { indexName: 'o/1', backfill: 'backfill-o/1-x', onProgress });
    return { removed: await removed.catch(({ message }) => message), seen, asked: asked() };
  }
  /** The terms that are looked for in an index of this mapping. */
  const terms = async (properties: object | undefined, ...ids: string[]) => {
    const { seen, asked } = await remove(mapping('o', properties), page(...ids), outcome(1), page());
    expect(seen[0]).toBe(ids.length);
    return asked
      .filter(([, target]) => target.includes('_delete_by_query'))
      .map(([, target, { query }]) => [target, query.terms]);
  };

  const path = '/o/_delete_by_query?refresh=true&conflicts=proceed';
  it.each<[string, object | undefined, unknown[]]>([
    ['no documents yet', undefined, []],
    ['no ids', { date: { type: 'date' } }, []],
    ['objects for ids', { id: { properties: {} } }, []],
    ['ids that are words of a text', { id: { type: 'text' } }, []],
    ['ids that are kept otherwise', { id: { type: 'text', fields: { raw: keyword } } }, []],
    ['the template', { id: { type: 'text', fields: { keyword } } }, [[path, { 'id.keyword': ['1', 'a'] }]]],
    ['ids as keywords', { id: keyword }, [[path, { id: ['1', 'a'] }]]],
    ['ids as numbers', { id: { type: 'long' } }, [[path, { id: ['1'] }]]],
  ])('looks as it can into an index that has %s', async (_title, properties, expected) => {
    expect(await terms(properties, '1', 'a')).toEqual(expected);
  });

  it('looks among numbers for what can be one, and not at all for nothing', async () => {
    const most = '9'.repeat(18);

    expect(await terms({ id: { type: 'long' } }, '-7', most, `${most}9`, '12ab', 'b12', '1.5', '')).toEqual([
      [path, { id: ['-7', most] }],
    ]);
    expect(await terms({ id: { type: 'long' } }, 'a')).toEqual([]);
  });

  it('goes through the ids page by page, and tells how many it has seen', async () => {
    const { removed, seen, asked } = await remove(
      mapping('o', { id: keyword }),
      page('a', 'b', 'c'),
      outcome(4),
      page('d', 'e'),
      outcome(0),
      page(),
    );

    expect([removed, seen]).toEqual([4, [3, 5]]);
    const search = {
      size: 5000,
      _source: false,
      track_total_hits: false,
      query: { exists: { field: 'id.keyword' } },
      sort: [{ 'id.keyword': { order: 'asc', unmapped_type: 'keyword' } }],
    };
    const searchPath = '/backfill-o%2F1-x/_search';
    expect(asked).toEqual([
      ['GET', '/o%2F1,o%2F1-*/_mapping?ignore_unavailable=true&allow_no_indices=true'],
      ['POST', searchPath, search],
      ['POST', path, { query: { terms: { id: ['a', 'b', 'c'] } } }],
      ['POST', searchPath, { ...search, search_after: ['c'] }],
      ['POST', path, { query: { terms: { id: ['d', 'e'] } } }],
      ['POST', searchPath, { ...search, search_after: ['e'] }],
    ]);
  });

  it('looks again for a document that was written meanwhile', async () => {
    const { removed, asked } = await remove(
      mapping('o', { id: keyword }),
      page('a'),
      outcome(2, 1),
      outcome(0, 1),
      outcome(1),
      page(),
    );

    expect(removed).toBe(3);
    expect(asked).toHaveLength(6);
  });

  it('gives up on documents that never rest, and names their index', async () => {
    const { removed, asked } = await remove(
      mapping('o', { id: keyword }),
      page('a'),
      ...Array.from({ length: 9 }, () => outcome(0, 2)),
    );

    expect(removed).toBe('2 documents of o change too often to be removed');
    expect(asked).toHaveLength(2 + 5);
  });
});
