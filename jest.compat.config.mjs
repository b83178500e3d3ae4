import base from './jest.config.mjs';

/** Comparisons with real engines; each is skipped by name where its engine cannot be started. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/compat/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
};
