import { applySearchTemplate } from '../../src/local/apply-search-template.ts';
import { openEngine, type TestEngine } from './search/engine.ts';

describe('applySearchTemplate', () => {
  let engine: TestEngine;
  let warned: string[];
  const apply = (outputs: Record<string, string>) =>
    applySearchTemplate(outputs, { search: engine.search(), warn: (line) => warned.push(line) });
  const templates = async () =>
    (await engine.ask('GET', '/_index_template')).body.index_templates.map(({ name }: { name: string }) => name);

  beforeEach(() => {
    warned = [];
  });
  afterEach(() => engine.close());

  it('puts the template of the index that the outputs name, as often as it is deployed', async () => {
    engine = openEngine();
    const outputs = { SearchEndpoint: '127.0.0.1:4566/_search/shop', SearchIndexName: 'orders' };
    await apply(outputs);
    await apply(outputs);

    expect(await templates()).toEqual(['orders']);
    expect(warned).toEqual([]);
  });

  it.each([
    ['a stack that names no index', { SearchEndpoint: '127.0.0.1:4566/_search/shop' }],
    ['a domain on AWS', { SearchEndpoint: 'search-x.us-east-1.es.amazonaws.com', SearchIndexName: 'orders' }],
  ])('leaves %s alone', async (_title, outputs) => {
    engine = openEngine();
    await apply(outputs);

    expect(await templates()).toEqual([]);
    expect(warned).toEqual([]);
  });

  it('warns where the given engine does not answer, and names what does it later', async () => {
    engine = openEngine({ endpoint: 'http://127.0.0.1:9' });
    await apply({ SearchEndpoint: '127.0.0.1:9', SearchIndexName: 'orders' });

    expect(warned).toEqual([
      expect.stringMatching(/^the index template of orders could not be put \(forks search template does it later\): /),
    ]);
  });
});
