/**
 * The properties of the AWS::ApiGatewayV2 resource types that the local stack takes, under CloudFormation's names.
 * Properties of WebSocket APIs, HTTP integrations and custom domains are not among them.
 */

export interface CorsConfiguration {
  readonly AllowCredentials?: boolean | undefined;
  readonly AllowHeaders?: readonly string[] | undefined;
  readonly AllowMethods?: readonly string[] | undefined;
  readonly AllowOrigins?: readonly string[] | undefined;
  readonly ExposeHeaders?: readonly string[] | undefined;
  readonly MaxAge?: number | undefined;
}

export interface ApiProperties {
  readonly Name: string;
  readonly ProtocolType: string;
  readonly Description?: string | undefined;
  readonly CorsConfiguration?: CorsConfiguration | undefined;
  readonly DisableExecuteApiEndpoint?: boolean | undefined;
}

export interface IntegrationProperties {
  readonly ApiId: string;
  readonly IntegrationType: string;
  /** The function's ARN, or API Gateway's invocation path around it. */
  readonly IntegrationUri: string;
  readonly PayloadFormatVersion?: string | undefined;
  /** Milliseconds, 50 to 30000; 30000 when absent. */
  readonly TimeoutInMillis?: number | undefined;
}

export interface RouteProperties {
  readonly ApiId: string;
  /** `POST /orders`, `ANY /{proxy+}` or `$default`. */
  readonly RouteKey: string;
  /** `integrations/<id>`. */
  readonly Target: string;
  readonly AuthorizationType?: string | undefined;
  readonly AuthorizerId?: string | undefined;
  readonly AuthorizationScopes?: readonly string[] | undefined;
}

export interface StageProperties {
  readonly ApiId: string;
  /** `$default`, or the first segment of the path. */
  readonly StageName: string;
  readonly AutoDeploy?: boolean | undefined;
  readonly StageVariables?: Readonly<Record<string, string>> | undefined;
  readonly DefaultRouteSettings?: unknown;
  readonly RouteSettings?: unknown;
  readonly AccessLogSettings?: unknown;
}

export interface AuthorizerProperties {
  readonly ApiId: string;
  readonly Name: string;
  readonly AuthorizerType: string;
  readonly IdentitySource?: readonly string[] | undefined;
  readonly JwtConfiguration?:
    | { readonly Issuer?: string | undefined; readonly Audience?: readonly string[] | undefined }
    | undefined;
}

/** Each kind of resource with the properties of its CloudFormation type `AWS::ApiGatewayV2::<kind>`. */
export interface HttpApiProperties {
  Api: ApiProperties;
  Integration: IntegrationProperties;
  Route: RouteProperties;
  Stage: StageProperties;
  Authorizer: AuthorizerProperties;
}

export type HttpApiKind = keyof HttpApiProperties;
