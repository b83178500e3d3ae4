import { openEngine, shopArn } from './engine.ts';

it('says that a given engine does not answer, as an engine that is not available', async () => {
  const engine = openEngine({ endpoint: 'http://127.0.0.1:1' });
  const bulk = await engine.search().bulk(shopArn, '{"index":{"_index":"a"}}\n{}\n');
  const search = await engine.ask('GET', '/_search');
  const url = engine.search().url();
  const endpoint = engine.search().endpointOf('shop');
  engine.close();

  expect(bulk.status).toBe(503);
  expect(search.status).toBe(503);
  expect(search.body.error).toContain('http://127.0.0.1:1 does not answer');
  expect([url, endpoint]).toEqual(['http://127.0.0.1:1', '127.0.0.1:1']);
});
