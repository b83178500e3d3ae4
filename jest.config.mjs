/** Jest in ESM mode over the same .ts files that Node runs; swc only strips the types. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/compat/', '<rootDir>/test/endurance/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  setupFiles: ['<rootDir>/test/support/repeatable-properties.ts'],
  // Jest would take one worker on two cores.
  maxWorkers: 2,
  // Only what never ends is to be stopped: a busy machine makes a test slow, not wrong.
  testTimeout: 300_000,
};
