import type { FaultGate } from '../../../src/local/context.ts';
import { AwsError } from '../../../src/local/errors.ts';
import { bulkOf, openEngine, shopArn, type TestEngine } from './engine.ts';

let engine: TestEngine;

beforeEach(() => {
  engine = openEngine();
});
afterEach(() => engine.close());

describe('_bulk', () => {
  it('indexes, creates, updates and deletes, each entry with its own outcome', async () => {
    const body = [
      '{"index":{"_index":"orders","_id":"1"}}',
      '{"total":5}',
      '{"create":{"_index":"orders","_id":"1"}}',
      '{"total":6}',
      '{"update":{"_index":"orders","_id":"1"}}',
      '{"doc":{"note":"x"}}',
      '{"delete":{"_index":"orders","_id":"2"}}',
      '{"index":{"_index":"orders","_id":"3"}}',
      '{"total":"many"}',
      '{"index":{"_index":"orders","_id":"4"}}',
      'no json',
      '',
    ].join('\n');
    const answer = await engine.search().bulk(shopArn, body);

    expect(answer.status).toBe(200);
    const { errors, items } = JSON.parse(answer.body);
    expect(errors).toBe(true);
    expect(items.map((item: object) => Object.values(item)[0].status)).toEqual([201, 409, 200, 404, 400, 400]);
    expect(items[1].create.error.type).toBe('version_conflict_engine_exception');
    expect(items[4].index.error).toMatchObject({
      type: 'mapper_parsing_exception',
      reason: "failed to parse field [total] of type [long] in document with id '3'. Preview of field's value: 'many'",
    });
    expect((await engine.ask('GET', '/orders/_doc/1')).body).toMatchObject({
      _version: 2,
      _source: { total: 5, note: 'x' },
    });
  });

  it('refuses a document with an _id inside, and a new field of two types', async () => {
    const answer = await engine
      .search()
      .bulk(shopArn, bulkOf('orders', [{ _id: 1 }, { prices: [100, 12.5] }, { ok: 1 }]));
    const reasons = JSON.parse(answer.body).items.map(
      (item: { index: { error?: { reason: string } } }) => item.index.error?.reason,
    );

    expect(reasons[0]).toContain('Field [_id] is a metadata field');
    expect(reasons[1]).toBe('mapper [prices] cannot be changed from type [long] to [float]');
    expect(reasons[2]).toBeUndefined();
  });

  it.each([
    ['{"index":{"_index":"a"}}\n{}', 'must be terminated by a newline'],
    ['\n', 'no requests added'],
    ['{"wat":{"_index":"a"}}\n{}\n', 'found [wat]'],
    ['{"index":{"_index":"a","routing":"r"}}\n{}\n', '[routing]'],
  ])('refuses %j as a whole', async (body, reason) => {
    const answer = await engine.search().bulk(shopArn, body);

    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body).error.reason).toContain(reason);
  });

  it('replaces a document that is sent again under its id', async () => {
    await engine.search().bulk(shopArn, bulkOf('orders', [{ n: 1 }]));
    await engine.search().bulk(shopArn, bulkOf('orders', [{ n: 2 }]));

    const { body } = await engine.ask('GET', '/orders/_search');
    expect(body.hits.total.value).toBe(1);
    expect(body.hits.hits[0]._source).toEqual({ n: 2 });
  });

  it('answers faults as a loaded node does: 429 for all, or for some entries', async () => {
    const kinds = ['throttle', 'partial'];
    const faults: FaultGate = {
      async pass() {
        if (kinds.shift() === 'throttle')
          throw new AwsError('rejected_execution_exception', 'rejected', { status: 429 });
        let fail = true;
        return {
          failNext() {
            fail = !fail;
            return !fail;
          },
        };
      },
    };
    const loaded = openEngine({ faults });
    const body = bulkOf('orders', [{ n: 1 }, { n: 2 }]);
    const all = await loaded.search().bulk(shopArn, body);
    const some = await loaded.search().bulk(shopArn, body);
    loaded.close();

    expect(all.status).toBe(429);
    const statuses = JSON.parse(some.body).items.map((item: { index: { status: number } }) => item.index.status);
    expect(statuses).toEqual([429, 201]);
  });

  it('answers for a domain that is not there', async () => {
    expect((await engine.search().bulk(`${shopArn}-other`, bulkOf('a', [{}]))).status).toBe(404);
  });
});

describe('mappings', () => {
  it('grow as OpenSearch grows them', async () => {
    const text =
      '{"id":7,"at":"2026-01-15T10:00:00Z","amount":450.00,"gift":true,"name":"x","day":"2026/01/15","n":"12","in":{"a":[1,2]},"none":null}';
    await engine.ask('PUT', '/orders/_doc/1', text);

    const keyword = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } };
    expect((await engine.ask('GET', '/orders/_mapping')).body.orders.mappings.properties).toEqual({
      amount: { type: 'float' },
      at: { type: 'date' },
      day: {
        type: 'date',
        format: 'yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis',
        print_format: 'yyyy/MM/dd HH:mm:ss',
      },
      gift: { type: 'boolean' },
      id: { type: 'long' },
      in: { properties: { a: { type: 'long' } } },
      n: keyword,
      name: keyword,
    });
  });

  it('come from the index template of the highest priority that matches', async () => {
    const template = (priority: number, type: string) => ({
      index_patterns: ['orders*'],
      priority,
      template: {
        mappings: { properties: { id: { type } } },
        aliases: { all: {} },
        settings: { number_of_replicas: 0 },
      },
    });
    await engine.ask('PUT', '/_index_template/low', template(1, 'long'));
    await engine.ask('PUT', '/_index_template/high', template(5, 'keyword'));
    await engine.ask('POST', '/orders-2026/_doc', { id: 7 });

    expect((await engine.ask('GET', '/orders-2026/_mapping')).body['orders-2026'].mappings.properties.id.type).toBe(
      'keyword',
    );
    expect((await engine.ask('GET', '/all/_count')).body.count).toBe(1);
    expect((await engine.ask('POST', '/all/_search', { query: { term: { id: 7 } } })).body.hits.total.value).toBe(1);
  });

  it.each([
    [{ properties: { a: { type: 'nested' } } }, 'field type [nested] of field [a]'],
    [{ properties: { a: { type: 'text', analyzer: 'english' } } }, 'analyzer [english]'],
    [{ properties: { a: { type: 'long', wat: 1 } } }, 'unknown parameter [wat]'],
    [{ wat: 1 }, 'unsupported parameters:  [wat : 1]'],
  ])('refuse %j by name', async (mappings, reason) => {
    const { status, body } = await engine.ask('PUT', '/orders', { mappings });

    expect(status).toBe(400);
    expect(body.error.reason).toContain(reason);
  });

  it('hold a field to its type', async () => {
    await engine.ask('PUT', '/orders', { mappings: { dynamic: 'strict', properties: { id: { type: 'keyword' } } } });

    const changed = await engine.ask('PUT', '/orders/_mapping', { properties: { id: { type: 'long' } } });
    expect(changed.body.error.reason).toBe('mapper [id] cannot be changed from type [keyword] to [long]');
    const unknown = await engine.ask('POST', '/orders/_doc', { other: 1 });
    expect(unknown.body.error.type).toBe('strict_dynamic_mapping_exception');
  });
});

describe('aliases', () => {
  it('move from one index to another at once', async () => {
    await engine.ask('PUT', '/v1/_doc/1', { n: 1 });
    await engine.ask('PUT', '/v2/_doc/1', { n: 2 });
    await engine.ask('PUT', '/v1/_alias/live');
    await engine.ask('POST', '/_aliases', {
      actions: [{ remove: { index: 'v1', alias: 'live' } }, { add: { index: 'v2', alias: 'live' } }],
    });

    expect((await engine.ask('GET', '/live/_doc/1')).body._source).toEqual({ n: 2 });
    expect((await engine.ask('GET', '/_alias/live')).body).toEqual({ v2: { aliases: { live: {} } } });
  });
});

describe('a change of indices, which never goes through an alias', () => {
  const names = async () => Object.keys((await engine.ask('GET', '/_alias')).body);
  beforeEach(async () => {
    for (const name of ['v1', 'v2', 'other']) await engine.ask('PUT', `/${name}`);
    await engine.ask('PUT', '/v1/_alias/live');
    await engine.ask('PUT', '/other/_alias/v-other');
  });

  it.each([
    ['DELETE', '/live', undefined],
    ['DELETE', '/v1,live', undefined],
    ['DELETE', '/v*,-live', undefined],
    ['POST', '/_aliases', { actions: [{ remove_index: { index: 'live' } }] }],
    ['POST', '/_aliases', { actions: [{ add: { index: 'live', alias: 'more' } }] }],
    ['POST', '/_aliases', { actions: [{ remove: { index: 'live', alias: 'live' } }] }],
    ['PUT', '/live/_alias/more', undefined],
    ['DELETE', '/live/_alias/live', undefined],
  ])('refuses %s %s %j', async (method, path, body) => {
    const { status, body: answer } = await engine.ask(method, path, body);

    expect([status, answer.error]).toMatchObject([
      400,
      {
        type: 'illegal_argument_exception',
        reason: 'The provided expression [live] matches an alias, specify the corresponding concrete indices instead.',
      },
    ]);
    expect(await names()).toEqual(['other', 'v1', 'v2']);
  });

  it.each([
    ['DELETE', '/liv*', 200, ['other', 'v1', 'v2']],
    ['DELETE', '/liv*?allow_no_indices=false', 404, ['other', 'v1', 'v2']],
    ['DELETE', '/live?ignore_unavailable=true', 200, ['other', 'v1', 'v2']],
    ['DELETE', '/v*', 200, ['other']],
    ['DELETE', '/v1,live?ignore_unavailable=true', 200, ['other', 'v2']],
    ['DELETE', '/v1,-v1', 404, ['other', 'v1', 'v2']],
    ['DELETE', '/*,-v1', 200, ['v1']],
    ['PUT', '/liv*/_alias/more', 404, ['other', 'v1', 'v2']],
  ])('answers %s %s with %i and leaves %j', async (method, path, status, left) => {
    expect((await engine.ask(method, path)).status).toBe(status);
    expect(await names()).toEqual(left);
  });

  it('leaves the indices of an alias in a search that leaves the alias out', async () => {
    expect((await engine.ask('GET', '/v*,-live/_count')).body._shards.total).toBe(3);
    expect((await engine.ask('GET', '/v*,-v1/_count')).body._shards.total).toBe(2);
    expect((await engine.ask('GET', '/v*,-nowhere/_count')).status).toBe(404);
  });
});

describe('a state folder', () => {
  it('opened again holds documents, mappings, aliases and templates', async () => {
    await engine.ask('PUT', '/_index_template/t', { index_patterns: ['x*'] });
    await engine.search().bulk(shopArn, bulkOf('orders', [{ n: 1 }, { n: 2 }]));
    await engine.ask('DELETE', '/orders/_doc/1');
    await engine.ask('PUT', '/orders/_alias/live');
    engine.reopen();

    expect((await engine.ask('GET', '/live/_search?q=n:2')).body.hits.total.value).toBe(1);
    expect((await engine.ask('GET', '/live/_count')).body.count).toBe(1);
    expect((await engine.ask('GET', '/_index_template/t')).status).toBe(200);
    expect(engine.search().documents('shop')).toBe(1);
  });

  it('forgets a deleted index and a deleted domain', async () => {
    await engine.search().bulk(shopArn, bulkOf('orders', [{ n: 1 }]));
    await engine.ask('DELETE', '/orders');
    expect((await engine.ask('GET', '/orders/_search')).body).toMatchObject({
      status: 404,
      error: { type: 'index_not_found_exception', reason: 'no such index [orders]' },
    });

    await engine.search().bulk(shopArn, bulkOf('orders', [{ n: 1 }]));
    engine.search().deleteDomain('shop');
    expect((await engine.ask('GET', '/')).status).toBe(404);
    expect(engine.search().documents('shop')).toBe(0);
  });
});

describe('paths', () => {
  it.each([
    ['GET', '/_nodes', 400, 'the API [_nodes]'],
    ['GET', '/_wat', 400, 'no handler found for uri [/_wat]'],
    ['GET', '/orders/_search?wat=1', 400, 'unrecognized parameter: [wat]'],
    ['PUT', '/Orders', 400, 'must be lowercase'],
    ['POST', '/orders/_search', 404, 'no such index [orders]'],
  ])('%s %s answers %i and says why', async (method, path, status, reason) => {
    const answer = await engine.ask(method, path);

    expect(answer.status).toBe(status);
    expect(answer.body.error.reason).toContain(reason);
  });

  it('greet, and tell that the cluster is green', async () => {
    expect((await engine.ask('GET', '/')).body.version.distribution).toBe('opensearch');
    expect((await engine.ask('GET', '/_cluster/health')).body.status).toBe('green');
    expect((await engine.ask('HEAD', '/orders')).status).toBe(404);
  });
});
