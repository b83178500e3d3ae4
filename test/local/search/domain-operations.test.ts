import { domainOperation, isDomainOperation } from '../../../src/local/search/domain-operations.ts';

describe('the configuration API of search domains', () => {
  const domain = (name: string, declared: Record<string, unknown> = {}) => ({
    ...{ name, arn: `arn:aws:es:us-east-1:000000000000:domain/${name}`, id: `000000000000/${name}` },
    ...{ endpoint: `127.0.0.1:4566/_search/${name}`, declared },
  });
  const policy = { Version: '2012-10-17', Statement: [] };
  const domains = [
    domain('events', {
      DomainName: 'events',
      EngineVersion: 'OpenSearch_2.19',
      AccessPolicies: policy,
      EncryptionAtRestOptions: { Enabled: true },
      Tags: [{ Key: 'team', Value: 'shop' }],
    }),
    domain('plain'),
  ];
  const ask = (method: string, path: string, body = '') => {
    const url = new URL(`http://x/2021-01-01/${path}`);
    const request = { method, path: url.pathname, query: url.searchParams, body: Buffer.from(body) };
    const { status, headers, body: answer } = domainOperation(request, domains);
    return { status, code: headers?.['x-amzn-errortype'], ...JSON.parse(String(answer)) };
  };

  it.each([
    ['/2021-01-01/domain', true],
    ['/events/_search', false],
    ['/2021-01-01/_doc/1', false],
    ['/_search/2021-01-01/x', false],
  ])('is asked at %s: %s', (path, expected) => {
    expect(isDomainOperation({ path })).toBe(expected);
  });

  it.each([
    ['domain', ['events', 'plain']],
    ['domain/?engineType=OpenSearch', ['events', 'plain']],
    ['domain?engineType=Elasticsearch', []],
  ])('lists the names: %s', (path, names) => {
    expect(ask('GET', path)).toEqual({
      status: 200,
      DomainNames: names.map((DomainName) => ({ DomainName, EngineType: 'OpenSearch' })),
    });
  });

  it('describes a domain as it is declared', () => {
    expect(ask('GET', 'opensearch/domain/events')).toEqual({
      status: 200,
      DomainStatus: {
        DomainId: '000000000000/events',
        DomainName: 'events',
        ARN: 'arn:aws:es:us-east-1:000000000000:domain/events',
        Created: true,
        Deleted: false,
        Endpoint: '127.0.0.1:4566/_search/events',
        Processing: false,
        UpgradeProcessing: false,
        EngineVersion: 'OpenSearch_2.19',
        AccessPolicies: JSON.stringify(policy),
        EncryptionAtRestOptions: { Enabled: true },
        NodeToNodeEncryptionOptions: { Enabled: false },
      },
    });
  });

  it('describes several, without those that are not there', () => {
    const { DomainStatusList: list } = ask('POST', 'opensearch/domain-info', '{"DomainNames":["plain","gone"]}');

    expect(list).toEqual([expect.objectContaining({ DomainName: 'plain', AccessPolicies: '' })]);
  });

  it('describes the configuration, each option with its state', () => {
    const { DomainConfig: config } = ask('GET', 'opensearch/domain/events/config');

    expect(config.EngineVersion).toEqual({
      Options: 'OpenSearch_2.19',
      Status: { State: 'Active', PendingDeletion: false },
    });
    expect(config).not.toHaveProperty('Tags');
  });

  it.each([
    ['events', [{ Key: 'team', Value: 'shop' }]],
    ['plain', []],
  ])('gives the tags of %s', (name, tags) => {
    expect(ask('GET', `tags/?arn=arn:aws:es:us-east-1:000000000000:domain/${name}`)).toEqual({
      status: 200,
      TagList: tags,
    });
  });

  it.each([
    ['GET', 'opensearch/domain/gone', '', 409, 'ResourceNotFoundException', 'Domain not found: gone'],
    ['GET', 'tags?arn=arn:x', '', 409, 'ResourceNotFoundException', 'Domain not found: arn:x'],
    ['POST', 'opensearch/domain-info', '{', 400, 'ValidationException', 'DomainNames must be'],
    ['POST', 'opensearch/domain-info', '{"DomainNames":[1]}', 400, 'ValidationException', 'DomainNames must be'],
    [
      'POST',
      'opensearch/domain-info',
      '{"DomainNames":["a","b","c","d","e","f"]}',
      400,
      'ValidationException',
      'maximum',
    ],
    ['POST', 'opensearch/domain', '{}', 501, 'UnknownOperationException', 'does not do POST opensearch/domain'],
  ])('refuses %s %s with %s', (method, path, body, status, code, message) => {
    expect(ask(method, path, body)).toEqual({ status, code, message: expect.stringContaining(message) });
  });
});
