/** Stands in for HTTP to one search domain, in process: what the stack is given to do after a deployment asks the domain by it. */
import type { SendToDomain } from '../../../aws/search/search-domain.ts';
import type { ServiceRequest, ServiceResponse } from '../../endpoint/service.ts';

/** Requests to the domain of a name, answered by the handler of `/_search/<domain>/…`. */
export function domainSender(
  handle: (request: ServiceRequest) => Promise<ServiceResponse>,
  name: string,
): SendToDomain {
  return async ({ method, path, body = '', contentType = 'application/json' }) => {
    const url = new URL(path, 'http://domain');
    const answer = await handle({
      method,
      path: `/_search/${name}${url.pathname}`,
      query: url.searchParams,
      headers: { 'content-type': contentType },
      body: Buffer.from(body),
      requestId: 'deployment',
    });
    return { status: answer.status, body: String(answer.body) };
  };
}
