/**
 * Stands in for AWS::ApiGatewayV2::Route.
 * API keys, models and request parameters are not performed.
 */
import { defineResource } from './provider.ts';
import { accepted, listOf, oneOf, performed, required, text } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

/** A method and path with what answers them. */
export const route = defineResource({
  type: 'AWS::ApiGatewayV2::Route',
  attributes: ['RouteId'],
  table: {
    ApiId: required(text, 'replaces'),
    RouteKey: required(text),
    Target: required(text),
    AuthorizationType: performed(oneOf('NONE', 'AWS_IAM', 'JWT')),
    AuthorizerId: performed(text),
    AuthorizationScopes: performed(listOf(text)),
    OperationName: accepted(),
  },
  create: (properties, { engines }) => engines.httpApi.put('Route', properties),
  update: (id, properties, { engines }) => engines.httpApi.put('Route', properties, id),
  delete: (id, { engines }, { ApiId }) => unlessGone(() => engines.httpApi.remove('Route', ApiId, id)),
  describe: (RouteId) => ({ ref: RouteId, attributes: { RouteId } }),
});
