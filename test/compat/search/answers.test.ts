/** What of an answer is shown, and what a write tells: the embedded search shows and tells what a real OpenSearch does. */
import { type BothEngines, startBothEngines } from '../support/both-engines.ts';
import type { Ask } from '../support/engines.ts';
import { findTools } from '../support/opensearch.ts';
import { nestedDocument, randomFilterPath } from '../support/random-filters.ts';
import { createDraw } from '../support/shop-documents.ts';

const tools = findTools();
if (typeof tools === 'string') console.warn(`Skipped: the answers compared with OpenSearch, because ${tools}.`);
const suite = typeof tools === 'string' ? describe.skip : describe;

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const FILTERS = 60;

suite('answers', () => {
  let engines: BothEngines;
  const both = (...asked: Parameters<Ask>) => engines.both(...asked);

  beforeAll(async () => {
    if (typeof tools === 'string') return;
    engines = await startBothEngines(tools);
    const settings = { number_of_shards: 1, number_of_replicas: 0 };
    await both('PUT', '/plain', { settings, mappings: { dynamic: false } });
    await both('PUT', '/copied', { settings: { ...settings, number_of_replicas: 1 } });
  });

  afterAll(async () => {
    await engines?.stop();
  });

  it.each(SEEDS)('of seed %i are filtered alike', async (seed) => {
    const draw = createDraw(seed);
    await both('PUT', `/plain/_doc/${seed}?refresh=true`, nestedDocument(draw));
    for (let i = 0; i < FILTERS; i++) {
      const filter = randomFilterPath(draw);
      const [ours, other] = await both('GET', `/plain/_doc/${seed}?filter_path=${encodeURIComponent(filter)}`);
      expect({ filter, ...ours }).toEqual({ filter, ...other });
    }
  });

  it.each([
    ['GET', '/plain/_search?filter_path=hits.hits._id,hits.total.value'],
    ['GET', '/plain/_search?filter_path=hits.hits._id,-hits.hits._id'],
    ['GET', '/plain/_search?filter_path=-hits.hits,-took,-_shards'],
    ['GET', '/plain/_search?filter_path=none&filter_path=timed_out'],
    ['GET', '/plain/_doc/none?filter_path=found'],
    ['GET', '/plain/_source/1?filter_path=none'],
    ['GET', '/copied/_mapping?filter_path=**.type&pretty'],
    ['GET', '/_cat/indices?format=json&filter_path=index&s=index'],
    ['GET', '/_cat/indices?format=json&filter_path=none'],
    ['GET', '/_cluster/health?filter_path=timed_out,number_of_*'],
    ['GET', '/plain/_count?filter_path='],
    ['GET', '/plain/_count?filter_path=%20,'],
  ])('to %s %s are filtered alike', async (method, path) => {
    const [ours, other] = await both(method, path);

    expect(ours).toEqual(other.body === '' ? { ...other, body: '' } : other);
  });

  it.each(['-', '-,took', '-,%20-'])('are refused alike for the filter %s', async (filter) => {
    const [ours, other] = await both('GET', `/plain/_search?filter_path=${filter}`);

    expect(ours).toEqual(other);
  });

  it.each(['', '?refresh=true', '?refresh', '?refresh=wait_for', '?refresh=false'])(
    'to writes with %s tell of the refresh and of the copies alike',
    async (refresh) => {
      const id = `id${refresh.length}`;
      const writes: [string, string, object | string][] = [
        ['PUT', `/plain/_doc/${id}`, { a: 1 }],
        ['PUT', `/copied/_doc/${id}`, { a: 1 }],
        ['POST', `/copied/_update/${id}`, { doc: { a: 1 } }],
        ['POST', `/copied/_update/${id}`, { doc: { a: 2 } }],
        ['DELETE', `/plain/_doc/${id}`, ''],
        ['DELETE', `/plain/_doc/${id}`, ''],
        ['POST', `/copied/_bulk`, `{"update":{"_id":"${id}"}}\n{"doc":{"a":2}}\n`],
        ['POST', `/copied/_bulk`, `{"update":{"_id":"${id}"}}\n{"doc":{"a":2}}\n{"delete":{"_id":"none"}}\n`],
        [
          'POST',
          '/_bulk',
          `{"create":{"_id":"${id}","_index":"copied"}}\n{}\n{"index":{"_id":"${id}","_index":"plain"}}\n{}\n`,
        ],
      ];
      for (const [method, path, body] of writes) {
        const told = (await both(method, `${path}${refresh}`, body)).map((answer) =>
          JSON.stringify(answer, (key, value: unknown) =>
            ['took', '_seq_no', '_version', 'error'].includes(key) ? undefined : value,
          ),
        );
        expect(told[0]).toBe(told[1]);
      }
    },
  );
});
