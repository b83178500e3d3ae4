import { type DomainRequest, type SearchDomain, searchDomain } from '../../src/aws/search/search-domain.ts';

/** A search domain that answers from a list of `[status, body]`, a 200 of `{}` behind its end, and remembers what it was asked. */
export function scriptedDomain(...answers: Array<[status: number, body: unknown]>) {
  const requests: DomainRequest[] = [];
  const domain: SearchDomain = searchDomain(async (request) => {
    const [status, body] = answers[requests.length] ?? [200, {}];
    requests.push(request);
    return { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
  });
  /** Method, path and body of each request. */
  const asked = () =>
    requests.map(({ method, path, body }) => [method, path, ...(body === undefined ? [] : [JSON.parse(body)])]);
  return { domain, requests, asked };
}
