import { removeBackfilled } from '../../../src/aws/search/remove-backfilled.ts';
import { type SearchDomain, searchDomain } from '../../../src/aws/search/search-domain.ts';
import { searchTemplate } from '../../../src/domain/search/search-template.ts';
import { openEngine, type TestEngine } from '../../local/search/engine.ts';

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
