import base from './jest.config.mjs';

/** Minutes of load under faults and kills; one stack at a time, since each is `npm start`'s own process. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/endurance/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 900_000,
  maxWorkers: 1,
};
