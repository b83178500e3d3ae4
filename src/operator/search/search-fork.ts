import { FirehoseClient } from '@aws-sdk/client-firehose';
import { readSearchDestination, type SearchDestination } from '../../aws/describe/search-destination.ts';
import { domainUrl } from '../../aws/search/domain-url.ts';
import { type SearchDomain, searchDomain } from '../../aws/search/search-domain.ts';
import { createSignedFetch, type SignedFetch } from '../../aws/search/signed-fetch.ts';
import { AmbiguousError, OperationError, RequestError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import { type Deployment, type LocatedResource, resourcesOf } from '../stack/deployment.ts';
import { findDeployment } from '../stack/find-deployment.ts';

/** A search fork of a stack: its delivery stream, its index and its domain. */
export interface SearchFork {
  readonly stream: LocatedResource;
  readonly indexName: string;
  readonly domain: SearchDomain;
  /** The domain's URL, without a slash at its end. */
  readonly url: string;
  readonly signedFetch: SignedFetch;
}

/**
 * Opens the search fork of the operator's stack, or the one whose stream is named by its physical name or its place in the
 * stacks. Throws RequestError when it cannot choose.
 */
export async function openSearchFork(
  operator: Operator,
  { stream }: { stream?: string | undefined },
): Promise<SearchFork> {
  const all = await findSearchStreams(operator, await findDeployment(operator));
  const named = ({ physicalId, name }: LocatedResource) => physicalId === stream || name === stream;
  const [found, ...more] = stream === undefined ? all : all.filter((each) => named(each.stream));
  const names = all.map((each) => each.stream.name);
  if (all.length === 0) throw new OperationError('the stack has no search fork: nest the search-analytics application');
  if (found === undefined)
    throw new RequestError(`no search stream of the stack is called ${stream}; there are: ${names.join(', ')}`);
  if (more.length > 0) throw new AmbiguousError('the stack has several search forks', { names, wish: 'stream' });
  return openFork(operator, found);
}

/** Every search fork of a deployment. */
export async function openSearchForks(
  operator: Pick<Operator, 'connection'>,
  deployment: Deployment,
): Promise<SearchFork[]> {
  const streams = await findSearchStreams(operator, deployment);
  return Promise.all(streams.map((each) => openFork(operator, each)));
}

interface SearchStream {
  readonly stream: LocatedResource;
  readonly destination: SearchDestination;
}

async function findSearchStreams(
  { connection }: Pick<Operator, 'connection'>,
  deployment: Deployment,
): Promise<SearchStream[]> {
  const firehose = new FirehoseClient(connection);
  const streams = await Promise.all(
    resourcesOf(deployment, 'AWS::KinesisFirehose::DeliveryStream').map(async (stream) => ({
      stream,
      destination: await readSearchDestination(firehose, stream.physicalId),
    })),
  );
  return streams.flatMap(({ stream, destination }) => (destination === undefined ? [] : [{ stream, destination }]));
}

async function openFork(
  { connection }: Pick<Operator, 'connection'>,
  { stream, destination }: SearchStream,
): Promise<SearchFork> {
  const signedFetch = createSignedFetch(connection);
  const url = await domainUrl(connection, destination, signedFetch);
  const domain = searchDomain(async ({ method, path, body, contentType }) => {
    const response = await signedFetch(new URL(`${url}${path}`), {
      method,
      headers: contentType === undefined ? {} : { 'content-type': contentType },
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, body: await response.text() };
  });
  return { stream, indexName: destination.indexName, domain, url, signedFetch };
}
