import type { HttpApiKind, HttpApiProperties } from '../../../src/local/http-api/api-properties.ts';
import { checkProperties } from '../../../src/local/http-api/api-validation.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:echo';
const valid: HttpApiProperties = {
  Api: { Name: 'shop', ProtocolType: 'HTTP' },
  Integration: { ApiId: 'shop', IntegrationType: 'AWS_PROXY', IntegrationUri: ARN, PayloadFormatVersion: '2.0' },
  Route: { ApiId: 'shop', RouteKey: 'GET /a', Target: 'integrations/echo' },
  Stage: { ApiId: 'shop', StageName: 'dev' },
  Authorizer: { ApiId: 'shop', Name: 'tokens', AuthorizerType: 'JWT' },
};
const check = <K extends HttpApiKind>(kind: K, changes: Partial<HttpApiProperties[K]>) =>
  checkProperties(kind, { ...valid[kind], ...changes });

describe.each<[HttpApiKind, object[]]>([
  [
    'Api',
    [
      {},
      { DisableExecuteApiEndpoint: false },
      { CorsConfiguration: { AllowOrigins: ['*'] } },
      { CorsConfiguration: { AllowCredentials: false, AllowOrigins: ['*'] } },
      { CorsConfiguration: { AllowCredentials: true, AllowOrigins: ['https://*'] } },
      { CorsConfiguration: { AllowCredentials: true } },
    ],
  ],
  [
    'Integration',
    [
      {},
      { TimeoutInMillis: 50 },
      { TimeoutInMillis: 30_000 },
      { IntegrationUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${ARN}/invocations` },
    ],
  ],
  [
    'Route',
    [
      { RouteKey: '$default' },
      { RouteKey: 'ANY /{proxy+}' },
      { AuthorizationType: 'NONE' },
      { AuthorizationType: 'AWS_IAM' },
      { Target: 'integrations/a-b_C1' },
    ],
  ],
  ['Stage', [{ StageName: '$default' }, { StageName: 'a-b_C1' }, { StageName: 'x'.repeat(128) }]],
])('%s', (kind, taken) => {
  test.each(taken)('takes %j', (changes) => {
    expect(() => check(kind, changes)).not.toThrow();
  });
});

const DEFAULT_KEY =
  'The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default", not "a".';

test.each<[HttpApiKind, object, string]>([
  ['Api', { ProtocolType: 'WEBSOCKET' }, 'API shop: ProtocolType is WEBSOCKET; the local stack performs HTTP only.'],
  [
    'Api',
    { DisableExecuteApiEndpoint: true },
    'API shop: DisableExecuteApiEndpoint is true, but locally an API has no other endpoint.',
  ],
  [
    'Api',
    { CorsConfiguration: { AllowCredentials: true, AllowOrigins: ['https://a.test', '*'] } },
    "allow-credentials is not supported if 'allow-origin' is *",
  ],
  [
    'Integration',
    { IntegrationType: 'HTTP_PROXY' },
    'IntegrationType is HTTP_PROXY; the local stack performs AWS_PROXY only.',
  ],
  [
    'Integration',
    { PayloadFormatVersion: undefined },
    'PayloadFormatVersion is a required parameter for AWS_PROXY integrations; expected 2.0.',
  ],
  ['Integration', { PayloadFormatVersion: '1.0' }, 'PayloadFormatVersion is 1.0; the local stack performs 2.0 only.'],
  [
    'Integration',
    { IntegrationUri: 'https://example.test' },
    'IntegrationUri is https://example.test; expected the ARN of a function.',
  ],
  [
    'Integration',
    { IntegrationUri: 'arn:aws:lambda:us-east-1:000000000000:function:' },
    'IntegrationUri is arn:aws:lambda:us-east-1:000000000000:function:; expected the ARN of a function.',
  ],
  ['Integration', { TimeoutInMillis: 49 }, 'TimeoutInMillis is 49; it must be from 50 to 30000.'],
  ['Integration', { TimeoutInMillis: 30_001 }, 'TimeoutInMillis is 30001; it must be from 50 to 30000.'],
  ['Route', { RouteKey: 'a' }, DEFAULT_KEY],
  ['Route', { Target: 'echo' }, 'Target is echo; expected integrations/<id>.'],
  ['Route', { Target: 'xintegrations/a' }, 'Target is xintegrations/a; expected integrations/<id>.'],
  ['Route', { Target: 'integrations/a/b' }, 'Target is integrations/a/b; expected integrations/<id>.'],
  ['Route', { Target: 'integrations/' }, 'Target is integrations/; expected integrations/<id>.'],
  [
    'Route',
    { AuthorizationType: 'JWT' },
    'Route GET /a: AuthorizationType is JWT; the local stack performs NONE, and AWS_IAM without checking the signature.',
  ],
  ['Stage', { StageName: 'a b' }, 'StageName is a b; expected $default, or letters, digits, - and _.'],
  ['Stage', { StageName: '' }, 'StageName is ; expected $default, or letters, digits, - and _.'],
  ['Stage', { StageName: '$other' }, 'StageName is $other; expected $default, or letters, digits, - and _.'],
  [
    'Stage',
    { StageName: 'x'.repeat(129) },
    `StageName is ${'x'.repeat(129)}; expected $default, or letters, digits, - and _.`,
  ],
  [
    'Authorizer',
    {},
    'Authorizer tokens: JWT is not performed locally; use the authorization type NONE on the local stack.',
  ],
])('%s does not take %j', (kind, changes, message) => {
  expect(() => check(kind, changes)).toThrow(
    expect.objectContaining({ code: 'BadRequestException', status: 400, message }),
  );
});
