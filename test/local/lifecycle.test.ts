import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormation, waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { buildSync } from 'esbuild';
import { clientSettings, REGION } from '../../bin/local/account';
import { Cdk } from '../../bin/local/cdk';
import { type Emulator, startEmulator } from '../../bin/local/emulator';
import { installEmulator } from '../../bin/local/installation';
import { CACHE } from '../../bin/local/paths';
import { Processes } from '../../bin/local/processes';
import { findPython } from '../../bin/local/python';
import { runPhaseOf } from '../../lambda/run-spark-job/snapshot';
import { Lifecycle } from '../../lib/shared/lifecycle';
import { type SavedApplications, STATE_ID, STATE_TABLE } from './lifecycle/contract';

const STACK = 'Lifecycle';
const folder = mkdtempSync(join(tmpdir(), 'lifecycle-'));
const processes = new Processes();
const cdk = new Cdk(processes, folder);
let emulator: Emulator;
let cloudFormation: CloudFormation;
let versions = 0;

/** One file of JavaScript of what is run in the emulator. */
function bundled(source: string): string {
  const entryPoints = [join(__dirname, 'lifecycle', source)];
  const { outputFiles } = buildSync({
    entryPoints,
    bundle: true,
    platform: 'node',
    write: false,
    target: 'node20',
  });
  return outputFiles[0]?.text ?? '';
}

const HANDLER = bundled('handler.ts');
const OUTBOUND = bundled('outbound.ts');

/** Synthesizes the stack, with the stand-in behind the framework, and deploys it by the CDK's command line tool. */
async function deploy(application: string, driver: string): Promise<void> {
  const outdir = join(folder, `version-${versions++}`);
  const app = new App({ outdir, context: { '@aws-cdk/core:validateAgainstDefaultRules': false } });
  const stack = new Stack(app, STACK);
  new Table(stack, 'Applications', {
    tableName: STATE_TABLE,
    partitionKey: { name: 'id', type: AttributeType.STRING },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const lifecycle = new Lifecycle(stack, 'Jobs', {
    handler: 'run-spark-job',
    description: 'starts and ends jobs',
    queryInterval: Duration.seconds(1),
    totalTimeout: Duration.minutes(2),
  });
  const properties = { name: 'sessions', executionRole: 'role', maxFailedAttemptsPerHour: '5' };
  lifecycle.resource(stack, 'Job', 'RunSparkJob', { ...properties, application, driver });
  app.synth();
  for (const asset of readdirSync(outdir).filter((name) => name.startsWith('asset.'))) {
    const files = readdirSync(join(outdir, asset));
    if (files.includes('framework.js')) writeFileSync(join(outdir, asset, 'outbound.js'), OUTBOUND);
    else if (files.includes('index.js')) writeFileSync(join(outdir, asset, 'index.js'), HANDLER);
  }
  await cdk.deploy(emulator.endpoint, outdir, STACK);
}

async function applications(): Promise<SavedApplications> {
  const dynamodb = new DynamoDB(clientSettings(emulator.endpoint));
  const { Item } = await dynamodb.getItem({ TableName: STATE_TABLE, Key: { id: { S: STATE_ID } } });
  dynamodb.destroy();
  return JSON.parse(Item?.state?.S ?? '{}');
}

/** The jobs that are not over, with the application that each is in. */
async function alive(): Promise<string[]> {
  const { applications: all } = await applications();
  return Object.entries(all).flatMap(([id, { jobs }]) =>
    jobs.filter(({ state }) => runPhaseOf(state) !== 'over').map(({ state }) => `${id} ${state}`),
  );
}

beforeAll(async () => {
  const python = findPython(process.env);
  const install = { cwd: folder, env: process.env, log: join(folder, 'install.log') };
  const installed = await installEmulator(CACHE, python, processes, install);
  emulator = await startEmulator({ python: installed.python, folder, keep: false }, processes);
  cloudFormation = new CloudFormation(clientSettings(emulator.endpoint));
  await cdk.bootstrap(emulator.endpoint, REGION);
});

afterAll(async () => {
  cloudFormation?.destroy();
  await processes.stopAll();
  rmSync(folder, { recursive: true, force: true });
});

test('creation starts the job, and waits until it runs', async () => {
  await deploy('a', 'first');
  await expect(alive()).resolves.toEqual(['a RUNNING']);
});

test('a change whose job fails is rolled back: the job before runs again', async () => {
  await expect(deploy('a', 'fails')).rejects.toThrow('cdk deploy ended with 1');
  const { Stacks = [] } = await cloudFormation.describeStacks({ StackName: STACK });
  expect(Stacks[0]?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  await expect(alive()).resolves.toEqual(['a RUNNING']);
  expect((await applications()).started).toBe(3);
});

test('a changed application takes over, and the one before is left to be deleted', async () => {
  await deploy('b', 'first');
  await expect(alive()).resolves.toEqual(['b RUNNING']);
  expect((await applications()).applications.a?.state).toBe('STOPPED');
});

test('deletion leaves no job, and there were never two', async () => {
  await cloudFormation.deleteStack({ StackName: STACK });
  await waitUntilStackDeleteComplete(
    { client: cloudFormation, maxWaitTime: 120, minDelay: 1, maxDelay: 1 },
    { StackName: STACK },
  );
  await expect(alive()).resolves.toEqual([]);
  expect((await applications()).most).toBe(1);
});
