/** The local stack's own environment for a handler, on the same files as the real runtime client. */
import { join } from 'node:path';
import { createBundler } from '../../../src/local/lambda/bundling/bundler.ts';
import { findHandlerFile, splitHandler } from '../../../src/local/lambda/bundling/handler-name.ts';
import { createIsolate } from '../../../src/local/lambda/isolates/isolate.ts';
import { createProcessGuard } from '../../../src/local/lambda/isolates/process-guard.ts';
import { buildRuntime } from '../../../src/local/lambda/isolates/runtime-build.ts';
import type { Ended } from './runtime-emulator.ts';

/** Invokes a handler of the folder once; the runtime client is built in `cacheFolder`. */
export async function runInOwnRuntime(job: {
  folder: string;
  handler: string;
  event: string;
  environment: Readonly<Record<string, string>>;
  files: readonly string[];
  cacheFolder: string;
}): Promise<Ended> {
  const lines: string[] = [];
  const guard = createProcessGuard();
  const isolate = createIsolate({
    runtimeFile: await buildRuntime(createBundler({ cacheFolder: job.cacheFolder })),
    setup: {
      file: join(job.folder, findHandlerFile(job.handler, job.files) ?? 'none'),
      handler: job.handler,
      exported: splitHandler(job.handler).exported,
      runtime: 'nodejs24.x',
      functionName: 'odd',
      functionArn: 'arn:aws:lambda:us-east-1:012345678912:function:odd',
      memorySize: 3008,
      logGroup: '/aws/lambda/Functions',
      logStream: '$LATEST',
    },
    environment: { PATH: '/usr/bin:/bin', TZ: 'UTC', ...job.environment },
    guard,
    onLine: (text) => lines.push(text),
  });
  try {
    const { payload } = await isolate.invoke({
      requestId: '00000000-0000-4000-8000-000000000000',
      payload: job.event,
      traceId: 'Root=1',
      timeoutMs: 3000,
    });
    return {
      payload,
      lines: lines.filter((line) => line !== '' && !/^(START|END|REPORT|\d\S+ \S+ RequestId:|RequestId:)/.test(line)),
    };
  } finally {
    await isolate.stop();
    guard.close();
  }
}
