import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';

/** What one synthesis took and made. */
export interface Synthesis {
  readonly ms: number;
  readonly heapMiB: number;
  /** The template of the first stack. */
  readonly template: string;
}

/** Loaded when it is their turn, so that none pays for another. */
const contestants: Readonly<Record<string, () => Promise<{ pipeline(stack: Stack): void }>>> = {
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

/** Builds an app of `count` pipelines, each in a stack of its own, and writes its templates. */
async function synthesize(name: string, count: number, isWarm: boolean): Promise<Synthesis> {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    if (isWarm) globalThis.gc?.();
    const started = process.hrtime.bigint();
    const { pipeline } = await contestants[name]();
    const app = new App({ outdir, context });
    for (let i = 0; i < count; i++) {
      const env = { account: '111111111111', region: 'eu-west-1' };
      pipeline(new Stack(app, `Pipeline${i}`, { env }));
    }
    const [{ templateFullPath }] = app.synth().stacks;
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    const heapMiB = process.memoryUsage().heapUsed / 2 ** 20;
    return { ms, heapMiB, template: readFileSync(templateFullPath, 'utf8') };
  } finally {
    rmSync(outdir, { recursive: true });
  }
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
