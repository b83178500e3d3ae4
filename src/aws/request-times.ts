/**
 * How long a call may take before the SDK gives it up and tries again: by default it waits for ever on a connection that
 * was lost. Firehose's calls, of up to 4 MiB, have their own time in within-deadline.
 */
export const REQUEST_TIMES = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true } as const;
