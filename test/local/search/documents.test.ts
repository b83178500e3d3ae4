/** What a document is taken or refused for; each row was answered so by OpenSearch 3.8. */
import { openEngine, type TestEngine } from './engine.ts';

describe('a document', () => {
  let engine: TestEngine;
  beforeEach(() => {
    engine = openEngine();
  });
  afterEach(() => engine.close());

  const indexed = async (text: string, properties?: object) => {
    if (properties) await engine.ask('PUT', '/orders', { mappings: { properties } });
    const { status, body } = await engine.ask('PUT', '/orders/_doc/1', text);
    return status < 300 ? 'taken' : `${status} ${body.error.type}`;
  };

  it.each([
    ['a key twice', '{"a":1,"a":1}'],
    ['a key twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['a key twice in a list', '{"l":[{"a":1,"a":1}]}'],
    ['a key of half a character', '{"\\ud800":1}'],
    ['an empty name', '{"":null}'],
    ['an empty name within', '{"o":{"":1}}'],
    ['an empty part between dots', '{"a..b":{}}'],
    ['an empty part before a dot', '{"o":{".x":1}}'],
    ['nothing but dots', '{"..":[]}'],
    ['a part of white space', '{"a. .b":1}'],
    ['a name that is kept for the engine', '{"_nested_path":"x"}'],
    ['a month that is none', '{"sku":"1406-21"}'],
    ['a month that is none, with slashes', '{"sku":"2024/13/01"}'],
    ['a number beyond a long', '{"n":-9223372036854775809}'],
  ])('is refused for %s', async (_what, text) => {
    expect(await indexed(text)).toBe('400 mapper_parsing_exception');
    expect((await engine.ask('GET', '/orders/_mapping')).body.orders.mappings).toEqual({});
  });

  it.each([
    ['a value and an object', '{"a.b":1,"a":2}'],
    ['a value, then an object', '{"a":2,"a.b":1}'],
    ['an empty list below it and a value', '{"a.b":[],"a":1}'],
    ['two formats of a date', '{"a":["2024-01-15","2024/01/15"]}'],
    ['a name of white space within an object', '{"o":{" ":1}}'],
  ])('is refused where a new field is %s', async (_what, text) => {
    expect(await indexed(text)).toBe('400 illegal_argument_exception');
  });

  it.each([
    ['{"a.":1}', { a: { type: 'long' } }],
    [
      '{"a.b":1,"a":{"c.d":true}}',
      { a: { properties: { b: { type: 'long' }, c: { properties: { d: { type: 'boolean' } } } } } },
    ],
    ['{"a":{}}', { a: { type: 'object' } }],
    ['{"a.b":null,"a":1}', { a: { type: 'long' } }],
    ['{" ":1}', { ' ': { type: 'long' } }],
    [
      '{"constructor":1,"o":{"__proto__":{"toString":1}}}',
      JSON.parse(
        '{"constructor":{"type":"long"},"o":{"properties":{"__proto__":{"properties":{"toString":{"type":"long"}}}}}}',
      ),
    ],
    ['{"n":9223372036854775807}', { n: { type: 'long' } }],
    ['{"t":"2024T"}', { t: { type: 'date' } }],
    ['{"t":"-2024-01"}', { t: { type: 'date' } }],
    ['{"t":"2024-01-15T10:00:00Europe/Paris"}', { t: { type: 'date' } }],
  ])('%s is taken and mapped', async (text, properties) => {
    expect(await indexed(text)).toBe('taken');
    expect((await engine.ask('GET', '/orders/_mapping')).body.orders.mappings.properties).toEqual(properties);
  });

  it.each([
    ['2024-13-01'],
    ['2024-01-15T10:00:00+18:30'],
    ['2024-01-15T10:00:00Mars/Base'],
    ['12024-01-01'],
    ['2024/01/15 24:00:00'],
  ])('makes text of %s, which is no date', async (value) => {
    await indexed(JSON.stringify({ t: value }));

    expect((await engine.ask('GET', '/orders/_mapping')).body.orders.mappings.properties.t.type).toBe('text');
  });

  it.each([
    ['long', '""', 'taken'],
    ['long', '"1e3"', 'taken'],
    ['long', '" 5"', 'refused'],
    ['long', '"0x10"', 'refused'],
    ['long', '9223372036854775808', 'refused'],
    ['integer', '" 5d "', 'taken'],
    ['integer', '1.7e12', 'refused'],
    ['double', '"\\u00a05"', 'refused'],
    ['double', '"NaN"', 'refused'],
    ['float', '1e39', 'refused'],
    ['date', '1700000000000', 'taken'],
    ['date', '1.7e12', 'refused'],
    ['date', '9223372036854775808', 'refused'],
    ['boolean', '1', 'refused'],
  ])('of a field that is a %s with the value %s is %s', async (type, value, outcome) => {
    const answer = await indexed(`{"f":${value}}`, { f: { type } });

    expect(answer).toBe(outcome === 'taken' ? 'taken' : '400 mapper_parsing_exception');
  });

  it.each(['long', 'integer', 'double', 'date'])(
    'keeps its other fields where a %s ignores what is malformed',
    async (type) => {
      const text = '{"f":"1406-21-x","g":"kept"}';

      expect(await indexed(text, { f: { type, ignore_malformed: true } })).toBe('taken');
      expect((await engine.ask('GET', '/orders/_search?q=g:kept')).body.hits.total.value).toBe(1);
      expect(await indexed('{"f":[{"a":{"..":1}}],"g":"kept"}')).toBe('taken');
      expect((await engine.ask('GET', '/orders/_mapping')).body.orders.mappings.properties.f).not.toHaveProperty(
        'properties',
      );
    },
  );
});

it('counts years before the year 100 from the year 0', async () => {
  const engine = openEngine();
  await engine.ask('PUT', '/orders/_doc/1', { at: '0050-01-01' });
  const found = await engine.ask('POST', '/orders/_search', { query: { range: { at: { lt: '1000-01-01' } } } });
  engine.close();

  expect(found.body.hits.total.value).toBe(1);
});

it('that an earlier version took and this one refuses does not keep its index from opening', async () => {
  const engine = openEngine();
  await engine.ask('PUT', '/orders/_doc/1', { n: 1 });
  await engine.ask('PUT', '/orders/_doc/2', { n: 1 });
  engine.database().run(`UPDATE search_documents SET source = '{"n":1,"n":1}' WHERE id = '1'`);
  engine.reopen();
  const found = await engine.ask('GET', '/orders/_search?q=n:1');
  const all = await engine.ask('GET', '/orders/_count');
  engine.close();

  expect(found.body.hits.hits.map((hit: { _id: string }) => hit._id)).toEqual(['2']);
  expect(all.body.count).toBe(2);
});
