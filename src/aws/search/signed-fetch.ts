import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Connection } from '../connection.ts';

/** A request with its body whole. */
export interface WholeRequest {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** `fetch`, with an AWS signature where the request goes to AWS. */
export type SignedFetch = (url: URL, request: WholeRequest) => Promise<Response>;

/**
 * Signs requests for OpenSearch Service (`es`) with the credentials and the Region that the SDK's clients find. Only the host,
 * the content type and what the signature itself adds are signed, so that anything between may change the other headers.
 * An endpoint that takes any credentials is given none.
 */
export function createSignedFetch(connection: Connection): SignedFetch {
  if (connection.endpoint !== undefined) return (url, request) => send(url, request, {});
  const { credentials, region, sha256 } = new CloudFormationClient(connection).config;
  const signer = new SignatureV4({ service: 'es', credentials, region, sha256 });
  return async (url, request) => {
    const type = request.headers?.['content-type'];
    const { headers } = await signer.sign({
      method: request.method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: queryOf(url),
      // Stryker disable next-line ConditionalExpression: the signer passes over a header whose value is undefined.
      headers: { host: url.host, ...(type === undefined ? {} : { 'content-type': type }) },
      body: request.body,
    });
    return send(url, request, headers);
  };
}

function send(
  url: URL,
  { method, headers = {}, body }: WholeRequest,
  signature: Readonly<Record<string, string>>,
): Promise<Response> {
  const { host: _host, ...added } = signature;
  return fetch(url, {
    method,
    headers: { ...headers, ...added },
    redirect: 'manual',
    body: body ?? null,
  });
}

function queryOf({ searchParams }: URL): Record<string, string[]> {
  return Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]));
}
