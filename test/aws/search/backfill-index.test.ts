import {
  type BackfillProgress,
  backfillIndex,
  createBackfillIndex,
  showBackfill,
  unfinishedBackfills,
} from '../../../src/aws/search/backfill-index.ts';
import { scriptedDomain } from '../../support/scripted-domain.ts';

const progress: BackfillProgress = {
  version: 1,
  state: 'filling',
  bucket: 'archive',
  prefix: 'events/',
  from: 1,
  to: 2,
  lateMs: 3,
  position: { key: 'k', line: 4 },
  read: 5,
  filtered: 6,
  written: 7,
  refused: 8,
  unreadable: 9,
  withoutId: 10,
  removed: 11,
};
const mappingOf = (name: string, backfill: unknown) => ({ [name]: { mappings: { _meta: { backfill } } } });
const missing: [number, unknown] = [404, { error: 'no such index' }];

describe('the progress of a back-fill', () => {
  test('is kept in the mapping of its index', async () => {
    const { domain, asked } = scriptedDomain([200, {}], [200, mappingOf('b/1', progress)]);
    const index = backfillIndex(domain, 'b/1');

    await index.save(progress);

    expect(await index.read()).toEqual(progress);
    expect(asked()).toEqual([
      ['PUT', '/b%2F1/_mapping', { _meta: { backfill: progress } }],
      ['GET', '/b%2F1/_mapping'],
    ]);
  });

  test.each(['filling', 'removing', 'done'])('may be at %s', async (state) => {
    const { domain } = scriptedDomain([200, mappingOf('b', { ...progress, state })]);

    expect(await backfillIndex(domain, 'b').read()).toEqual({ ...progress, state });
  });

  test('may be before the first event', async () => {
    const { domain } = scriptedDomain([200, mappingOf('b', { ...progress, position: null })]);

    expect(await backfillIndex(domain, 'b').read()).toMatchObject({ position: null });
  });

  test.each([
    ['is not there', missing],
    ['has no mapping of its own', [200, {}]],
    ['remembers nothing', [200, { b: { mappings: {} } }]],
    ['remembers something else', [200, { b: { mappings: { _meta: { owner: 'shop' } } } }]],
    ['is another one', [200, mappingOf('c', progress)]],
    ...Object.keys(progress).map((key): [string, [number, unknown]] => [
      `does not know its ${key}`,
      [200, mappingOf('b', { ...progress, [key]: undefined })],
    ]),
    ['is of another version', [200, mappingOf('b', { ...progress, version: 2 })]],
    ['is in another state', [200, mappingOf('b', { ...progress, state: 'begun' })]],
    ['has read less than nothing', [200, mappingOf('b', { ...progress, read: -1 })]],
    ['has read half an event', [200, mappingOf('b', { ...progress, read: 1.5 })]],
    ['is at no line', [200, mappingOf('b', { ...progress, position: { key: 'k' } })]],
  ] as Array<[string, [number, unknown]]>)('is unknown of an index that %s', async (_what, answer) => {
    expect(await backfillIndex(scriptedDomain(answer).domain, 'b').read()).toBeUndefined();
  });

  test('is not read where the domain refuses', async () => {
    const { domain } = scriptedDomain([403, { Message: 'not you' }]);

    await expect(backfillIndex(domain, 'b').read()).rejects.toThrow('not you');
  });
});

describe('a back-fill index', () => {
  const template = { settings: { a: 1 }, mappings: {} };
  const found: [number, unknown] = [200, { index_templates: [{ name: 'o', index_template: { template } }] }];

  test('is created by the template of the live index', async () => {
    const { domain, asked } = scriptedDomain(found);

    await createBackfillIndex(domain, { indexName: 'o/1', name: 'backfill-o/1' });

    expect(asked()).toEqual([
      ['GET', '/_index_template/o%2F1'],
      ['PUT', '/backfill-o%2F1', template],
    ]);
  });

  test('is created by the template of checkout events where the live index has none', async () => {
    const { domain, asked } = scriptedDomain(missing, [200, { number_of_data_nodes: 1 }], [200, {}], [200, []], found);

    await createBackfillIndex(domain, { indexName: 'o', name: 'b' });

    expect(asked().map(([method, path]) => `${method} ${path}`)).toEqual([
      'GET /_index_template/o',
      'GET /_cluster/health',
      'PUT /_index_template/o',
      'GET /_cat/indices/o*?format=json&h=index',
      'GET /_index_template/o',
      'PUT /b',
    ]);
    expect(asked().at(-1)?.[2]).toEqual(template);
  });

  test('is empty where the template says nothing', async () => {
    const { domain, asked } = scriptedDomain([200, { index_templates: [] }]);

    await createBackfillIndex(domain, { indexName: 'o', name: 'b' });

    expect(asked()[1]).toEqual(['PUT', '/b', {}]);
  });

  test('is not created where the domain refuses', async () => {
    const { domain, asked } = scriptedDomain([403, { Message: 'not you' }]);

    await expect(createBackfillIndex(domain, { indexName: 'o', name: 'b' })).rejects.toThrow('not you');
    expect(asked()).toHaveLength(1);
  });

  test('is shown by its alias, whole', async () => {
    const { domain, asked } = scriptedDomain();

    await showBackfill(domain, { index: 'b/1', alias: 'o-backfill-1' });

    expect(asked()).toEqual([
      ['POST', '/b%2F1/_refresh'],
      ['POST', '/_aliases', { actions: [{ add: { index: 'b/1', alias: 'o-backfill-1' } }] }],
    ]);
  });

  test('is one to be resumed until it is done', async () => {
    const { domain, asked } = scriptedDomain([
      200,
      {
        ...mappingOf('backfill-o-1', progress),
        ...mappingOf('backfill-o-2', { ...progress, state: 'removing' }),
        ...mappingOf('backfill-o-3', { ...progress, state: 'done' }),
        ...mappingOf('backfill-o-4', { note: 'mine' }),
        'backfill-o-5': { mappings: {} },
        'backfill-o-6': { mappings: { _meta: { owner: 'shop' } } },
      },
    ]);

    expect(await unfinishedBackfills(domain, 'o')).toEqual(['1', '2']);
    expect(asked()).toEqual([['GET', '/backfill-o-*/_mapping']]);
  });
});
