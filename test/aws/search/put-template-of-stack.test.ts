import { putTemplateOfStack } from '../../../src/aws/search/put-template-of-stack.ts';
import { openEngine, type TestEngine } from '../../local/search/engine.ts';

describe('putTemplateOfStack', () => {
  let engine: TestEngine;
  let warned: string[];
  let lookedUp: unknown[];
  const put = (outputs: Record<string, string>) => {
    const sendTo = (endpoint: string) => {
      lookedUp.push(endpoint);
      return engine.search().senderTo(endpoint);
    };
    return putTemplateOfStack({ outputs, sendTo }, (line) => warned.push(line));
  };
  const templates = async () =>
    (await engine.ask('GET', '/_index_template')).body.index_templates.map(({ name }: { name: string }) => name);

  beforeEach(() => {
    warned = [];
    lookedUp = [];
  });
  afterEach(() => engine.close());

  it('puts the template of the index that the outputs name, as often as it is deployed', async () => {
    engine = openEngine();
    const outputs = { SearchEndpoint: '127.0.0.1:4566/_search/shop', SearchIndexName: 'orders' };
    await put(outputs);
    await put(outputs);

    expect(await templates()).toEqual(['orders']);
    expect(warned).toEqual([]);
  });

  it.each([
    ['a stack that names no index', { SearchEndpoint: '127.0.0.1:4566/_search/shop' }, 0],
    ['a stack that names no domain', { SearchIndexName: 'orders' }, 0],
    ['a domain on AWS', { SearchEndpoint: 'search-x.us-east-1.es.amazonaws.com', SearchIndexName: 'orders' }, 1],
  ])('leaves %s alone', async (_title, outputs, lookUps) => {
    engine = openEngine();
    await put(outputs);

    expect(lookedUp).toHaveLength(lookUps);
    expect(await templates()).toEqual([]);
    expect(warned).toEqual([]);
  });

  it('warns where the given engine does not answer, and names what does it later', async () => {
    engine = openEngine({ endpoint: 'http://127.0.0.1:9' });
    await put({ SearchEndpoint: '127.0.0.1:9', SearchIndexName: 'orders' });

    expect(warned).toEqual([
      expect.stringMatching(/^the index template of orders could not be put \(forks search template does it later\): /),
    ]);
  });
});
