const unit = require('./jest.config.js');

/** What takes seconds an example: findings of rule packs, and whether all snippets compile. `jest --config jest.checks.config.js`. */
module.exports = { ...unit, testMatch: ['**/*.check.ts'] };
