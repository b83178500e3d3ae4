/**
 * Stands in for AWS::ApiGatewayV2::Authorizer.
 * Lambda authorizers are not performed.
 */
import { defineResource } from './provider.ts';
import { listOf, objectOf, oneOf, performed, required, text } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

/** Who may call a route, by a JSON web token. */
export const authorizer = defineResource({
  type: 'AWS::ApiGatewayV2::Authorizer',
  attributes: ['AuthorizerId'],
  table: {
    ApiId: required(text, 'replaces'),
    AuthorizerType: required(oneOf('JWT')),
    Name: required(text),
    IdentitySource: performed(listOf(text)),
    JwtConfiguration: performed(objectOf({ Issuer: performed(text), Audience: performed(listOf(text)) })),
  },
  create: (properties, { engines }) => engines.httpApi.put('Authorizer', properties),
  update: (id, properties, { engines }) => engines.httpApi.put('Authorizer', properties, id),
  delete: (id, { engines }, { ApiId }) => unlessGone(() => engines.httpApi.remove('Authorizer', ApiId, id)),
  describe: (AuthorizerId) => ({ ref: AuthorizerId, attributes: { AuthorizerId } }),
});
