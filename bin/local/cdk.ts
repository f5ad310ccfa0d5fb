import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, awsFreeEnvironment, emulatorEnvironment } from './account';
import type { Processes } from './processes';

/** It takes seconds; but it waits for ever for a stack that does not get ready. */
const LIMIT_MS = 180_000;

/** The CDK command line tool, kept away from AWS. */
export class Cdk {
  constructor(
    private readonly processes: Processes,
    /** Folder for what it writes. */
    private readonly folder: string,
  ) {}

  /** Synthesizes the app of the package into `assembly`. Templates are validated by the tests, not at each local run. */
  public async synthesize(packageRoot: string, assembly: string): Promise<void> {
    const env = { ...awsFreeEnvironment(process.env), CDK_VALIDATION: 'false' };
    await this.cdk(['synth', '--quiet', '--output', assembly], packageRoot, env);
  }

  /** Prepares a Region of the emulator for deployments. */
  public async bootstrap(endpoint: string, region: string): Promise<void> {
    await this.cdk(['bootstrap', `aws://${ACCOUNT}/${region}`], this.folder, this.talkingTo(endpoint));
  }

  /** Deploys one stack of an assembly, without synthesizing again. Gives its outputs. */
  public async deploy(endpoint: string, assembly: string, stack: string): Promise<Record<string, string>> {
    const outputs = join(this.folder, 'outputs.json');
    const options = [
      '--exclusively',
      '--require-approval',
      'never',
      '--method',
      'direct',
      '--outputs-file',
      outputs,
    ];
    await this.cdk(['deploy', stack, '--app', assembly, ...options], this.folder, this.talkingTo(endpoint));
    return JSON.parse(readFileSync(outputs, 'utf8'))[stack];
  }

  private talkingTo(endpoint: string): NodeJS.ProcessEnv {
    return emulatorEnvironment(process.env, endpoint);
  }

  private async cdk(args: string[], cwd: string, environment: NodeJS.ProcessEnv): Promise<void> {
    const env = {
      ...environment,
      // The tool remembers the account of a key, and asks for news of itself.
      CDK_HOME: join(this.folder, 'cdk'),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
    };
    const program = require.resolve('aws-cdk/bin/cdk');
    const name = `cdk ${args[0]}`;
    const options = { name, cwd, env, log: join(this.folder, 'cdk.log'), timeout: LIMIT_MS };
    await this.processes.run(process.execPath, [program, '--no-notices', '--no-color', ...args], options);
  }
}
