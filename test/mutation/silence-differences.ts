import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Makes a failed expectation tell no difference, to be called before `expect` is loaded: Jest takes seconds for the difference
 * of two long texts, and of a mutant only that it fails is read.
 */
export function silenceDifferences(): void {
  const path = require.resolve('jest-matcher-utils');
  const utils = require(path);
  const loaded = require.cache[path];
  if (!loaded) throw new Error('jest-matcher-utils is loaded in another way than expected.');
  loaded.exports = { ...utils, diff: () => null, printDiffOrStringify: () => 'They differ.' };
}
