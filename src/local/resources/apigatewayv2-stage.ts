/**
 * Stands in for AWS::ApiGatewayV2::Stage; every stage deploys by itself.
 * Throttling and access logs are accepted without effect; deployments and certificates are not performed.
 */
import { defineResource } from './provider.ts';
import { accepted, flag, mapOf, performed, required, text } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

/** The stage under which an API is served; `$default` serves at the root. */
export const stage = defineResource({
  type: 'AWS::ApiGatewayV2::Stage',
  table: {
    ApiId: required(text, 'replaces'),
    StageName: required(text, 'replaces'),
    AutoDeploy: performed(flag),
    StageVariables: performed(mapOf(text)),
    AccessLogSettings: accepted(),
    DefaultRouteSettings: accepted(),
    Description: accepted(),
    RouteSettings: accepted(),
    Tags: accepted(),
  },
  // Two APIs may have a stage of the same name, so the name alone does not find it again.
  create: (properties, { engines }) => `${properties.ApiId}/${engines.httpApi.put('Stage', properties)}`,
  update: (_id, properties, { engines }) => engines.httpApi.put('Stage', properties, properties.StageName),
  delete: (_id, { engines }, { ApiId, StageName }) =>
    unlessGone(() => engines.httpApi.remove('Stage', ApiId, StageName)),
  describe: (_id, { StageName }) => ({ ref: StageName }),
});
