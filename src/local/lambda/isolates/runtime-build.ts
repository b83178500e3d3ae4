/**
 * Builds the runtime client that every isolate runs, so that no isolate has to load Node's own type stripper (30 MB, 100 ms).
 * Stands in for the runtime that Lambda ships.
 */
import { join } from 'node:path';
import type { Bundler } from '../bundling/bundler.ts';

/** The built file, absolute; from the cache after the first time. */
export async function buildRuntime(bundler: Bundler): Promise<string> {
  const { folder } = await bundler.bundle({
    name: 'isolate-runtime',
    handler: 'isolate-runtime.start',
    codeUri: import.meta.dirname,
    build: {
      EntryPoints: ['isolate-runtime.ts'],
      Format: 'esm',
      OutExtension: ['.js=.mjs'],
      Target: 'node24',
      Minify: false,
    },
  });
  return join(folder, 'isolate-runtime.mjs');
}
