/**
 * Refuses what API Gateway would refuse in an HTTP API, and by name what the local stack does not perform.
 * It does not know every pattern and quota of API Gateway.
 */
import { AwsError } from '../errors.ts';
import type { HttpApiKind, HttpApiProperties } from './api-properties.ts';
import { parseRouteKey } from './route-key.ts';

/** Longest and shortest wait for an integration of an HTTP API, in milliseconds (API Gateway quotas). */
const TIMEOUT = { least: 50, most: 30_000 };

function refuse(message: string): never {
  throw new AwsError('BadRequestException', message);
}

const checks: { readonly [K in HttpApiKind]: (properties: HttpApiProperties[K]) => void } = {
  Api({ Name, ProtocolType, DisableExecuteApiEndpoint, CorsConfiguration: cors }) {
    if (ProtocolType !== 'HTTP')
      refuse(`API ${Name}: ProtocolType is ${ProtocolType}; the local stack performs HTTP only.`);
    if (DisableExecuteApiEndpoint)
      refuse(`API ${Name}: DisableExecuteApiEndpoint is true, but locally an API has no other endpoint.`);
    // API Gateway's own text, as it stands in github.com/aws/aws-cdk/issues/9076.
    if (cors?.AllowCredentials && cors.AllowOrigins?.includes('*'))
      refuse("allow-credentials is not supported if 'allow-origin' is *");
  },
  Integration({ IntegrationType, IntegrationUri, PayloadFormatVersion, TimeoutInMillis }) {
    if (IntegrationType !== 'AWS_PROXY')
      refuse(`IntegrationType is ${IntegrationType}; the local stack performs AWS_PROXY only.`);
    if (PayloadFormatVersion === undefined)
      refuse('PayloadFormatVersion is a required parameter for AWS_PROXY integrations; expected 2.0.');
    if (PayloadFormatVersion !== '2.0')
      refuse(`PayloadFormatVersion is ${PayloadFormatVersion}; the local stack performs 2.0 only.`);
    if (!/:function:[\w-]+/.test(IntegrationUri))
      refuse(`IntegrationUri is ${IntegrationUri}; expected the ARN of a function.`);
    if (TimeoutInMillis !== undefined && (TimeoutInMillis < TIMEOUT.least || TimeoutInMillis > TIMEOUT.most)) {
      refuse(`TimeoutInMillis is ${TimeoutInMillis}; it must be from ${TIMEOUT.least} to ${TIMEOUT.most}.`);
    }
  },
  Route({ RouteKey, Target, AuthorizationType = 'NONE' }) {
    if (!parseRouteKey(RouteKey))
      refuse(
        `The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default", not "${RouteKey}".`,
      );
    if (!/^integrations\/[\w-]+$/.test(Target)) refuse(`Target is ${Target}; expected integrations/<id>.`);
    if (AuthorizationType !== 'NONE' && AuthorizationType !== 'AWS_IAM') {
      refuse(
        `Route ${RouteKey}: AuthorizationType is ${AuthorizationType}; the local stack performs NONE, and AWS_IAM without checking the signature.`,
      );
    }
  },
  Stage({ StageName }) {
    if (StageName !== '$default' && !/^[\w-]{1,128}$/.test(StageName))
      refuse(`StageName is ${StageName}; expected $default, or letters, digits, - and _.`);
  },
  Authorizer({ Name, AuthorizerType }) {
    // Checking a token needs the issuer's keys, and no request may leave the machine; not checking it would be a false promise.
    refuse(
      `Authorizer ${Name}: ${AuthorizerType} is not performed locally; use the authorization type NONE on the local stack.`,
    );
  },
};

/** Throws AwsError `BadRequestException` that names the property and its value. */
export function checkProperties<K extends HttpApiKind>(kind: K, properties: HttpApiProperties[K]): void {
  checks[kind](properties);
}
