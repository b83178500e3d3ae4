/**
 * Stands in for AWS::ApiGatewayV2::Api, for HTTP APIs.
 * WebSocket APIs, OpenAPI bodies and quick creation (Target, RouteKey) are not performed.
 */
import { defineResource } from './provider.ts';
import { accepted, flag, listOf, objectOf, oneOf, performed, required, text, whole } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

const cors = objectOf({
  AllowCredentials: performed(flag),
  AllowHeaders: performed(listOf(text)),
  AllowMethods: performed(listOf(text)),
  AllowOrigins: performed(listOf(text)),
  ExposeHeaders: performed(listOf(text)),
  MaxAge: performed(whole),
});

/** An HTTP API; its ApiEndpoint is the local base URL. */
export const api = defineResource({
  type: 'AWS::ApiGatewayV2::Api',
  attributes: ['ApiEndpoint', 'ApiId'],
  table: {
    Name: required(text),
    ProtocolType: required(oneOf('HTTP'), 'replaces'),
    CorsConfiguration: performed(cors),
    Description: accepted(text),
    DisableExecuteApiEndpoint: performed(flag),
    IpAddressType: accepted(),
    Tags: accepted(),
    Version: accepted(),
  },
  create: (properties, { engines }) => engines.httpApi.put('Api', properties),
  update: (id, properties, { engines }) => engines.httpApi.put('Api', properties, id),
  delete: (id, { engines }) => unlessGone(() => engines.httpApi.remove('Api', id)),
  exists: (id, { engines }) => engines.httpApi.has(id),
  describe: (ApiId, _properties, { engines }) => ({
    ref: ApiId,
    attributes: { ApiId, ApiEndpoint: engines.httpApi.endpointOf(ApiId) },
  }),
});
