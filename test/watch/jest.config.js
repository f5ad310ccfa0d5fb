const base = require('../../jest.config.js');

/** The page of the watched run in a real browser: `jest --config test/watch/jest.config.js`. */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/watch'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
  maxWorkers: 1,
};
