/**
 * What the handlers' clients have in common. How long a call may take before the SDK gives it up and tries again: by
 * default it waits for ever on a connection that was lost. And the middleware of a command is put together once for each
 * client, not for each call, which is a tenth of what a call costs. Firehose's calls, of up to 4 MiB, have their own time
 * in within-deadline.
 */
export const CLIENT_SETTINGS = {
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  cacheMiddleware: true,
} as const;
