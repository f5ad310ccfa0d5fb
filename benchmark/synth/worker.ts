import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What one synthesis took and made. */
export interface Synthesis {
  readonly ms: number;
  readonly heapMiB: number;
  /** The template of the first stack. */
  readonly template: string;
}

type Pipeline = (stack: Stack) => void;

/** Loaded when it is their turn, so that none pays for another. */
const contestants: Readonly<Record<string, () => Promise<{ pipeline: Pipeline }>>> = {
  ours: () => import('./ours.js'),
  raw: () => import('./raw.js'),
  oursSmall: () => import('./ours-small.js'),
  solutions: () => import('./solutions.js'),
};

/** What the CDK's command line gives to an app, and `cdk init` to its cdk.json, as far as it matters here. */
const context = {
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:version-reporting': true,
  '@aws-cdk/core:target-partitions': ['aws'],
};

class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, pipeline: Pipeline) {
    super(scope, id, { env: { account: '111111111111', region: 'eu-west-1' } });
    pipeline(this);
  }
}

/** Builds an app of `count` pipelines, each in a stack of its own, and writes its templates. */
async function synthesize(name: string, count: number, isWarm: boolean): Promise<Synthesis> {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    if (isWarm) globalThis.gc?.();
    const started = process.hrtime.bigint();
    const { pipeline } = await contestants[name]();
    const template = fromFile(() => {
      const app = new App({ outdir, context });
      for (let i = 0; i < count; i++) new PipelineStack(app, `Pipeline${i}`, pipeline);
      return app.synth().stacks[0].templateFullPath;
    });
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    const heapMiB = process.memoryUsage().heapUsed / 2 ** 20;
    return { ms, heapMiB, template: readFileSync(template, 'utf8') };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/**
 * Calls as a file that Node.js loads does, as every app of the CDK is one: with each resource the CDK notes the ten calls
 * that led to it, which takes less when there are fewer.
 */
function fromFile<T>(app: () => T): T {
  const file = join(__dirname, 'app.js');
  delete require.cache[file];
  Object.assign(globalThis, { app });
  return (require(file) as { result: T }).result;
}

/** Answers each number of pipelines with a synthesis. */
function main(): void {
  const [, , name] = process.argv;
  let isWarm = false;
  process.on('message', async (count: number) => {
    process.send?.(await synthesize(name, count, isWarm));
    isWarm = true;
  });
}

main();
