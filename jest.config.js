/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/local/', '/test/analytics/', '/test/watch/'],
  // dist/ and cdk.out/ hold copies of package.json, which the module map would trip over.
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdk.out', '<rootDir>/node_modules/.cache/'],
  runtime: '<rootDir>/test/support/runtime.js',
  maxWorkers: '100%',
  transform: { '^.+\\.ts$': '<rootDir>/test/support/transform.js' },
  moduleNameMapper: {
    '^kinesis-constructs$': '<rootDir>/lib/index.ts',
    '^kinesis-constructs/runtime$': '<rootDir>/lambda/index.ts',
    '^kinesis-constructs/testing$': '<rootDir>/lambda/testing/index.ts',
  },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  // CDK validates each template with a wasm checker, seconds a file; the `*.check.ts` files turn it on.
  setupFiles: ['<rootDir>/test/support/setup.ts'],
};
