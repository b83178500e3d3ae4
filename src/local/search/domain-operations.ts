/**
 * Stands in for the configuration API of Amazon OpenSearch Service: domains are listed and described as their template
 * declares them. Nothing of what they declare has an effect here; making and changing a domain is the template's alone.
 * https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DescribeDomain.html
 */
import { isObject } from '../../domain/is-object.ts';
import type { ServiceRequest, ServiceResponse } from '../endpoint/service.ts';

/** An index may have this name too, but what follows an index begins with an underscore. */
const VERSION = /^\/2021-01-01\/(?=[^_])/;
/** Names that one DescribeDomains may hold. */
const MAX_NAMES = 5;

/** A domain with what was declared of it, under CloudFormation's names. */
export interface DeclaredDomain {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly endpoint: string;
  readonly declared: Readonly<Record<string, unknown>>;
}

/** Whether a request is for the configuration API, and not for a domain's own. */
export function isDomainOperation(request: Pick<ServiceRequest, 'path'>): boolean {
  return VERSION.test(request.path);
}

/** ListDomainNames, DescribeDomain, DescribeDomains, DescribeDomainConfig and ListTags; a 409 for a domain that is not there. */
export function domainOperation(
  request: Pick<ServiceRequest, 'method' | 'path' | 'query' | 'body'>,
  domains: readonly DeclaredDomain[],
): ServiceResponse {
  const path = request.path.replace(VERSION, '').replace(/\/$/, '');
  const call = `${request.method} ${path}`;
  const named = (name: string) => domains.find((domain) => domain.name === name);
  if (call === 'GET domain') return json(200, { DomainNames: listed(domains, request.query.get('engineType')) });
  if (call === 'POST opensearch/domain-info') return describeDomains(request.body.toString('utf8'), named);
  if (call === 'GET tags') {
    const domain = domains.find(({ arn }) => arn === request.query.get('arn'));
    return domain ? json(200, { TagList: domain.declared['Tags'] ?? [] }) : notFound(request.query.get('arn') ?? '');
  }
  const [, name, config] = /^GET opensearch\/domain\/([^/]+)(\/config)?$/.exec(call) ?? [];
  if (name === undefined) return refused(501, 'UnknownOperationException', `The local stack does not do ${call}.`);
  const domain = named(name);
  if (!domain) return notFound(name);
  return json(200, config ? { DomainConfig: configOf(domain) } : { DomainStatus: statusOf(domain) });
}

function listed(domains: readonly DeclaredDomain[], engineType: string | null): object[] {
  if (engineType !== null && engineType !== 'OpenSearch') return [];
  return domains.map(({ name }) => ({ DomainName: name, EngineType: 'OpenSearch' }));
}

function describeDomains(text: string, named: (name: string) => DeclaredDomain | undefined): ServiceResponse {
  const names = namesIn(text);
  if (!names) return refused(400, 'ValidationException', 'DomainNames must be a list of names.');
  if (names.length > MAX_NAMES) {
    return refused(400, 'ValidationException', 'Please provide a maximum of 5 domain names to describe.');
  }
  // Names that are not there are left out of the answer.
  return json(200, { DomainStatusList: names.flatMap((name) => named(name) ?? []).map(statusOf) });
}

function namesIn(text: string): string[] | undefined {
  try {
    const input: unknown = JSON.parse(text);
    const names: unknown = isObject(input) ? input['DomainNames'] : undefined;
    if (!Array.isArray(names)) return undefined;
    const known = names.filter((name) => typeof name === 'string');
    return known.length === names.length ? known : undefined;
  } catch {
    return undefined;
  }
}

function statusOf(domain: DeclaredDomain): object {
  return {
    DomainId: domain.id,
    DomainName: domain.name,
    ARN: domain.arn,
    Created: true,
    Deleted: false,
    Endpoint: domain.endpoint,
    Processing: false,
    UpgradeProcessing: false,
    ...optionsOf(domain),
  };
}

function configOf(domain: DeclaredDomain): object {
  const active = { State: 'Active', PendingDeletion: false };
  return Object.fromEntries(
    Object.entries(optionsOf(domain)).map(([name, Options]) => [name, { Options, Status: active }]),
  );
}

/** What was declared as the API writes it: the policy as a text, and what AWS takes where a safeguard is not declared. */
function optionsOf({ declared }: DeclaredDomain): Record<string, unknown> {
  const { Tags, DomainName, AccessPolicies: policies, ...rest } = declared;
  return {
    EncryptionAtRestOptions: { Enabled: false },
    NodeToNodeEncryptionOptions: { Enabled: false },
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    AccessPolicies: isObject(policies) ? JSON.stringify(policies) : (policies ?? ''),
  };
}

function notFound(name: string): ServiceResponse {
  return refused(409, 'ResourceNotFoundException', `Domain not found: ${name}`);
}

function refused(status: number, code: string, message: string): ServiceResponse {
  return json(status, { message }, { 'x-amzn-errortype': code });
}

function json(status: number, value: object, headers: Record<string, string> = {}): ServiceResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}
