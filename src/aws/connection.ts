/** Where an operator's commands go: real AWS with the usual credentials, or an endpoint that takes any. */
export interface ConnectionOptions {
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/** Settings for any AWS SDK client. */
export interface Connection {
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** Settings for the SDK's clients; an endpoint gets dummy credentials, so that none of the machine's are sent to it. */
export function connect({ endpoint, region, profile }: ConnectionOptions, env: NodeJS.ProcessEnv): Connection {
  const maxAttempts = 5;
  if (endpoint === undefined) {
    return {
      maxAttempts,
      ...(region === undefined ? {} : { region }),
      ...(profile === undefined ? {} : { profile }),
    };
  }
  return {
    maxAttempts,
    endpoint,
    region: region ?? env['AWS_REGION'] ?? 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}
