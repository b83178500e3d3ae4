/**
 * Stands in for AWS::OpenSearchService::Domain: an embedded search engine under the stack's own port.
 * Size, storage, encryption and access are accepted without effect; VPC domains are not performed.
 */
import { arnOf } from '../../domain/arn.ts';
import { defineResource } from './provider.ts';
import { accepted, performed, text } from './shapes.ts';

/** A domain; its endpoint is host, port and path without a scheme, as AWS gives the host. */
export const domain = defineResource({
  type: 'AWS::OpenSearchService::Domain',
  attributes: ['Arn', 'DomainArn', 'DomainEndpoint', 'Id'],
  table: {
    DomainName: performed(text, 'replaces'),
    AccessPolicies: accepted(),
    AdvancedOptions: accepted(),
    AdvancedSecurityOptions: accepted(),
    ClusterConfig: accepted(),
    DomainEndpointOptions: accepted(),
    EBSOptions: accepted(),
    EncryptionAtRestOptions: accepted(),
    EngineVersion: accepted(),
    IPAddressType: accepted(),
    LogPublishingOptions: accepted(),
    NodeToNodeEncryptionOptions: accepted(),
    OffPeakWindowOptions: accepted(),
    SnapshotOptions: accepted(),
    SoftwareUpdateOptions: accepted(),
    Tags: accepted(),
  },
  create(properties, { engines, generatedName }) {
    const name = properties.DomainName ?? generatedName(28, 'lower case');
    engines.search.createDomain(name);
    engines.search.declareDomain(name, properties);
    return name;
  },
  update: (name, properties, { engines }) => engines.search.declareDomain(name, properties),
  delete: (name, { engines }) => engines.search.deleteDomain(name),
  describe(name, _properties, context) {
    const Arn = arnOf(context, 'es', `domain/${name}`);
    const DomainEndpoint = context.engines.search.endpointOf(name);
    return { ref: name, attributes: { Arn, DomainArn: Arn, DomainEndpoint, Id: `${context.accountId}/${name}` } };
  },
  dataOf(name, { engines }) {
    const documents = engines.search.documents(name);
    return documents === 0 ? undefined : `${documents} document${documents === 1 ? '' : 's'}`;
  },
});
