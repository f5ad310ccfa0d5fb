const { default: Runtime } = require('jest-runtime');

/** What a worker loads once for all of its test files: a second and more a file otherwise, most of it the CDK's template checker. */
const SHARED = /^(aws-cdk-lib|cdk-nag|constructs|esbuild|fast-check|typescript|valibot|zod)(\/|$)/;

/** Gives each file a registry of modules of its own, as Jest does, but for what is shared. */
module.exports = class extends Runtime {
  constructor(config, environment, ...others) {
    super(config, environment, ...others);
    // What is shared reads the real environment: a file that sets a variable sets it there. `setup.ts` begins each file.
    environment.global.process.env = process.env;
  }

  requireModuleOrMock(from, name) {
    return SHARED.test(name) ? require(name) : super.requireModuleOrMock(from, name);
  }
};
