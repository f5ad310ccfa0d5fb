const { AsyncLocalStorage } = require('node:async_hooks');
const { CloudAssembly } = require('aws-cdk-lib/cx-api');
const { default: Runtime } = require('jest-runtime');

/** What a worker loads once for all of its test files: a second and more a file otherwise, most of it the CDK's template checker. */
const SHARED = /^(aws-cdk-lib|cdk-nag|constructs|esbuild|fast-check|typescript|valibot|zod)(\/|$)/;

/** Those in use since the last file. Each is passed on by every promise made in the process, until it is disabled. */
const storages = new Set();
for (const name of ['run', 'enterWith']) {
  const method = AsyncLocalStorage.prototype[name];
  AsyncLocalStorage.prototype[name] = function (...args) {
    storages.add(this);
    return method.apply(this, args);
  };
}

/** Gives each file a registry of modules of its own, as Jest does, but for what is shared. */
module.exports = class extends Runtime {
  constructor(config, environment, ...others) {
    super(config, environment, ...others);
    // What is shared reads the real environment: a file that sets a variable sets it there, until it ends.
    environment.global.process.env = process.env;
    this.variables = { ...process.env };
  }

  requireModuleOrMock(from, name) {
    return SHARED.test(name) ? require(name) : super.requireModuleOrMock(from, name);
  }

  teardown() {
    // At its end a process would remove the assemblies of all its files, for longer than Jest waits.
    CloudAssembly.cleanupTemporaryDirectories();
    for (const storage of storages) storage.disable();
    storages.clear();
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, this.variables);
    super.teardown();
  }
};
