import * as v from 'valibot';
import { nameOfArn, parseArn } from '../../domain/arn.ts';
import type { Connection } from '../connection.ts';
import type { SearchDestination } from '../describe/search-destination.ts';
import type { SignedFetch } from './signed-fetch.ts';

const Described = v.object({
  DomainStatus: v.object({
    Endpoint: v.optional(v.string()),
    Endpoints: v.optional(v.record(v.string(), v.string())),
  }),
});

/**
 * The URL of a stream's search domain, without a slash at its end: under the local stack's own port, or the host that
 * OpenSearch Service tells (`DescribeDomain`). Throws an Error with the domain's ARN where it tells none.
 */
export async function domainUrl(
  connection: Connection,
  { domainArn, clusterEndpoint }: SearchDestination,
  signedFetch: SignedFetch,
): Promise<string> {
  if (domainArn === undefined) return (clusterEndpoint ?? '').replace(/\/$/, '');
  const { partition, region } = parseArn(domainArn);
  const name = nameOfArn(domainArn);
  if (connection.endpoint !== undefined) return `${connection.endpoint}/_search/${name}`;
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(`https://es.${region}.${suffix}/2021-01-01/opensearch/domain/${name}`);
  const response = await signedFetch(url, { method: 'GET' });
  const body = await response.text();
  if (!response.ok) throw new Error(`the domain ${domainArn} cannot be described (${response.status}): ${body}`);
  const { Endpoint, Endpoints } = v.parse(Described, JSON.parse(body)).DomainStatus;
  const host = Endpoint ?? Endpoints?.['vpc'];
  if (host === undefined) throw new Error(`the domain ${domainArn} has no endpoint yet: wait until it is active`);
  return `https://${host}`;
}
