import { scriptedDomain } from '../../support/scripted-domain.ts';

describe('a request to a search domain', () => {
  test('has its body as JSON, or none', async () => {
    const { domain, requests } = scriptedDomain([200, '{"a":1}'], [399, '']);

    expect(await domain.ask('GET', '/_cluster/health')).toEqual({ a: 1 });
    expect(await domain.ask('PUT', '/i', { b: 2 })).toEqual({});
    expect(await domain.bulk('{}\n')).toEqual({});
    expect(requests).toEqual([
      { method: 'GET', path: '/_cluster/health' },
      { method: 'PUT', path: '/i', body: '{"b":2}', contentType: 'application/json' },
      { method: 'POST', path: '/_bulk', body: '{}\n', contentType: 'application/x-ndjson' },
    ]);
  });

  test.each([
    ['the reason of its first cause', { error: { reason: 'r', type: 't', root_cause: [{ reason: 'c' }, {}] } }, 'c'],
    ['its reason', { error: { reason: 'r', type: 't', root_cause: [] }, message: 'm' }, 'r'],
    ['its reason where the causes are no list', { error: { reason: 'r', root_cause: 'x' } }, 'r'],
    ['the message of the service before it', { message: 'm', Message: 'M', error: { type: 't' } }, 'm'],
    ['that message in capitals', { Message: 'M', error: { type: 't' } }, 'M'],
    ['its type', { error: { type: 't' } }, 't'],
    ['its text', { error: 'no node' }, 'no node'],
    ['the answer itself', { other: 1 }, '{"other":1}'],
    ['the beginning of a long answer', { other: 'x'.repeat(300) }, `{"other":"${'x'.repeat(190)}`],
    ['a list as it is', '[1]', '[1]'],
  ])('that is refused is told by %s', async (_what, body, reason) => {
    const { domain } = scriptedDomain([400, body]);

    await expect(domain.ask('GET', '/')).rejects.toMatchObject({
      name: 'SearchDomainError',
      message: `the search domain answered 400: ${reason}`,
      status: 400,
      isMissing: false,
    });
  });

  test('that is answered by something else than JSON is told by its beginning', async () => {
    const { domain } = scriptedDomain([502, `<html>${'x'.repeat(300)}`]);

    await expect(domain.ask('GET', '/')).rejects.toThrow(
      /^the search domain answered 502: <html>x{194} \(SyntaxError: .*\)$/,
    );
  });

  test.each([
    [404, true, 'no such index'],
    [403, false, 'no such index (its resource policy, or the identity policy of these credentials, does not allow it)'],
  ])('that is refused with %i is about something missing: %s', async (status, isMissing, text) => {
    const { domain } = scriptedDomain([status, { error: 'no such index' }]);

    await expect(domain.ask('GET', '/')).rejects.toMatchObject({
      isMissing,
      message: `the search domain answered ${status}: ${text}`,
    });
  });
});
