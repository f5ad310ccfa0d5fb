import { join } from 'node:path';
import { REGION } from './account';
import { substituteInAssembly } from './assembly';
import { Cdk } from './cdk';
import { type Emulator, isBootstrapped, startEmulator } from './emulator';
import { installEmulator, MINISTACK_VERSION } from './installation';
import type { Interruptions } from './interruption';
import type { LocalOptions } from './options';
import { CACHE, PACKAGE_ROOT } from './paths';
import type { Processes } from './processes';
import { findPython } from './python';
import { substitutionsTable } from './report';
import type { Steps } from './steps';
import type { Substitution } from './substitute';

/** What a run works with. */
export interface Context {
  readonly options: LocalOptions;
  readonly processes: Processes;
  readonly steps: Steps;
  /** Folder of the run: logs, assembly, temporary files. */
  readonly folder: string;
  readonly out: NodeJS.WriteStream;
  readonly interruptions: Interruptions;
}

/** What is deployed to an emulator. */
export interface Deployment {
  readonly emulator: Emulator;
  readonly substitutions: readonly Substitution[];
  /** Outputs of the stack. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** A stack of an app, and the Region that it is for. */
export interface StackInRegion {
  readonly stack: string;
  readonly region: string;
}

/**
 * Deploys one stack.
 *
 * @param app folder of the app's `cdk.json`: this package's app when absent
 * @param inspect looks at the assembly as it was synthesized, before anything in it is substituted
 */
export async function deployStack(
  context: Context,
  stack: string,
  app = PACKAGE_ROOT,
  inspect?: (assembly: string) => void,
): Promise<Deployment> {
  const [deployment] = await deployStacks(context, [{ stack, region: REGION }], app, inspect);
  if (deployment === undefined) throw new Error(`${stack} was not deployed`);
  return deployment;
}

/** Deploys stacks of one app, one after another. The emulator comes up while the app is synthesized. */
export async function deployStacks(
  context: Context,
  stacks: readonly StackInRegion[],
  app: string,
  inspect?: (assembly: string) => void,
): Promise<Deployment[]> {
  const { options, processes, steps, folder } = context;
  // Before anything starts, so that nothing else is printed when there is none.
  const python = options.endpoint === undefined ? findPython(process.env) : undefined;
  const cdk = new Cdk(processes, folder);
  const assembly = join(folder, 'cdk.out');
  const names = stacks.map(({ stack }) => stack).join(', ');
  const synthesize = async (): Promise<readonly (readonly Substitution[])[]> => {
    await steps.run('synth', `synthesizing ${names} (cdk synth)`, () => cdk.synthesize(app, assembly));
    inspect?.(assembly);
    return stacks.map(({ stack }) => substituteInAssembly(assembly, stack));
  };
  const startUp = async (): Promise<Emulator> => {
    const emulator = python === undefined ? givenEmulator(options) : await ownEmulator(context, python);
    for (const region of new Set(stacks.map((stack) => stack.region))) {
      await bootstrap(emulator, region, cdk, steps);
    }
    return emulator;
  };
  const [emulator, substitutions] = await Promise.all([startUp(), synthesize()]);
  steps.print(substitutionsTable(substitutions.flat()));
  const deployments: Deployment[] = [];
  for (const [index, { stack }] of stacks.entries()) {
    const outputs = await steps.run('deploy', `deploying ${stack} (cdk deploy)`, () =>
      cdk.deploy(emulator.endpoint, assembly, stack),
    );
    deployments.push({ emulator, substitutions: substitutions[index] ?? [], outputs });
  }
  return deployments;
}

function givenEmulator({ endpoint = '' }: LocalOptions): Emulator {
  return { endpoint };
}

async function ownEmulator({ options, processes, steps, folder }: Context, found: string): Promise<Emulator> {
  const { python } = await steps.run(
    'install',
    `setting up MiniStack ${MINISTACK_VERSION} under node_modules/.cache (installed once)`,
    () => {
      const runOptions = { cwd: folder, env: process.env, log: join(folder, 'install.log') };
      return installEmulator(CACHE, found, processes, runOptions);
    },
    ({ installed }) => (installed ? `installed, with ${found}` : 'it was there'),
  );
  return steps.run(
    'start',
    'starting the emulator',
    () => startEmulator({ python, folder, keep: options.keep }, processes),
    ({ endpoint }) => endpoint,
  );
}

async function bootstrap({ endpoint }: Emulator, region: string, cdk: Cdk, steps: Steps): Promise<void> {
  await steps.run(
    'bootstrap',
    `preparing ${region} of the emulator for deployments (cdk bootstrap)`,
    async () => {
      const isDone = await isBootstrapped(endpoint, region);
      if (!isDone) await cdk.bootstrap(endpoint, region);
      return isDone;
    },
    (wasDone) => (wasDone ? 'it was prepared before' : 'done'),
  );
}
