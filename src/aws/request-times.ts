/** How long a call may take before the SDK gives it up: by default it waits for ever on a connection that was lost. */
export const REQUEST_TIMES = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true } as const;
