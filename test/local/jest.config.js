const base = require('../../jest.config.js');

/** Tests against emulators: `jest --config test/local/jest.config.js`. */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/local'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
  maxWorkers: 1,
};
