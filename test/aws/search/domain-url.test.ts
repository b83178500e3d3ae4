import { domainUrl } from '../../../src/aws/search/domain-url.ts';
import { putSearchTemplate } from '../../../src/aws/search/put-search-template.ts';
import { searchTemplate } from '../../../src/domain/search/search-template.ts';
import { scriptedDomain } from '../../support/scripted-domain.ts';

const aws = { maxAttempts: 1 };
const domainArn = 'arn:aws:es:eu-west-1:000000000000:domain/shop';
const toDomain = { indexName: 'i', domainArn, clusterEndpoint: undefined };

async function described(arn: string, body: unknown, status = 200) {
  const asked: string[] = [];
  const url = await domainUrl(aws, { ...toDomain, domainArn: arn }, async (target, { method }) => {
    asked.push(`${method} ${target}`);
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  });
  return { url, asked };
}
const nobody = () => Promise.reject(new Error('nobody is to be asked'));

describe('the URL of a search domain', () => {
  test.each([
    ['https://search.example', 'https://search.example'],
    ['https://search.example/a/', 'https://search.example/a'],
    [undefined, ''],
  ])('is the one that the stream was given: %s', async (clusterEndpoint, url) => {
    expect(await domainUrl(aws, { indexName: 'i', domainArn: undefined, clusterEndpoint }, nobody)).toBe(url);
  });

  test("is under the local stack's own port", async () => {
    expect(await domainUrl({ ...aws, endpoint: 'http://127.0.0.1:4570' }, toDomain, nobody)).toBe(
      'http://127.0.0.1:4570/_search/shop',
    );
  });

  test.each([
    [domainArn, 'https://es.eu-west-1.amazonaws.com/2021-01-01/opensearch/domain/shop'],
    [
      'arn:aws-cn:es:cn-north-1:000000000000:domain/shop',
      'https://es.cn-north-1.amazonaws.com.cn/2021-01-01/opensearch/domain/shop',
    ],
  ])('of %s is asked of the service', async (arn, asked) => {
    expect(await described(arn, { DomainStatus: { Endpoint: 'host.example' } })).toEqual({
      url: 'https://host.example',
      asked: [`GET ${asked}`],
    });
  });

  test('in a VPC is that of the VPC', async () => {
    expect((await described(domainArn, { DomainStatus: { Endpoints: { vpc: 'vpc.example' } } })).url).toBe(
      'https://vpc.example',
    );
  });

  test.each([[{ DomainStatus: {} }], [{ DomainStatus: { Endpoints: { other: 'x' } } }]])(
    'is not there yet: %j',
    async (body) => {
      await expect(described(domainArn, body)).rejects.toThrow(
        new Error(`the domain ${domainArn} has no endpoint yet: wait until it is active`),
      );
    },
  );

  test('is not told to whoever may not ask', async () => {
    await expect(described(domainArn, 'not you', 403)).rejects.toThrow(
      new Error(`the domain ${domainArn} cannot be described (403): not you`),
    );
  });
});

describe('the template of checkout events', () => {
  test.each([
    [1, 0],
    [2, 1],
  ])('is put to a domain of %i nodes with %i replicas', async (nodes, replicas) => {
    const { domain, asked } = scriptedDomain(
      [200, { number_of_data_nodes: nodes }],
      [200, {}],
      [200, [{ index: 'o/1-b' }, { index: 'o/1-a' }]],
    );

    expect(await putSearchTemplate(domain, 'o/1')).toEqual({
      template: 'o/1',
      patterns: ['o/1', 'o/1-*', 'backfill-o/1-*'],
      replicas,
      existing: ['o/1-a', 'o/1-b'],
    });
    expect(asked()).toEqual([
      ['GET', '/_cluster/health'],
      ['PUT', '/_index_template/o%2F1', searchTemplate('o/1', { replicas })],
      ['GET', '/_cat/indices/o%2F1*?format=json&h=index'],
    ]);
  });
});
