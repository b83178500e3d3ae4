/**
 * Stands in for AWS::ApiGatewayV2::Integration with a Lambda function.
 * HTTP, private and service integrations and parameter mapping are not performed.
 */
import { defineResource } from './provider.ts';
import { accepted, oneOf, performed, required, text, whole } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

/** What a route hands its requests to. */
export const integration = defineResource({
  type: 'AWS::ApiGatewayV2::Integration',
  attributes: ['IntegrationId'],
  table: {
    ApiId: required(text, 'replaces'),
    IntegrationType: required(oneOf('AWS_PROXY')),
    IntegrationUri: required(text),
    PayloadFormatVersion: required(oneOf('2.0', '1.0')),
    TimeoutInMillis: performed(whole),
    ConnectionType: accepted(oneOf('INTERNET')),
    Description: accepted(),
    IntegrationMethod: accepted(),
  },
  create: (properties, { engines }) => engines.httpApi.put('Integration', properties),
  update: (id, properties, { engines }) => engines.httpApi.put('Integration', properties, id),
  delete: (id, { engines }, { ApiId }) => unlessGone(() => engines.httpApi.remove('Integration', ApiId, id)),
  describe: (IntegrationId) => ({ ref: IntegrationId, attributes: { IntegrationId } }),
});
