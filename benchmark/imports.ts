import { execFileSync } from 'node:child_process';
import { install, USER_FOLDER } from './support/installed';
import { median } from './support/rounds';

/** What an app asks for first, and what it is called here. */
const IMPORTS: readonly (readonly [string, string])[] = [
  ['aws-cdk-lib alone', "require('aws-cdk-lib').App"],
  ['the package, nothing of it', "require('kinesis-constructs')"],
  ['EncryptedStream', "require('kinesis-constructs').EncryptedStream"],
  ['FirehoseToS3', "require('kinesis-constructs').FirehoseToS3"],
  ['SparkStreamingJob', "require('kinesis-constructs').SparkStreamingJob"],
  ['PipelineDashboard', "require('kinesis-constructs').PipelineDashboard"],
  ['every construct', "Object.values(require('kinesis-constructs'))"],
  ['the runtime', "require('kinesis-constructs/runtime')"],
];
const ROUNDS = 9;

interface Loaded {
  readonly ms: number;
  readonly ours: number;
  readonly cdk: number;
  readonly others: number;
  readonly heapMiB: number;
}

function load(expression: string): Loaded {
  const program = `
    const started = process.hrtime.bigint();
    ${expression};
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    const files = Object.keys(require.cache);
    const count = (pattern) => files.filter((file) => pattern.test(file)).length;
    const ours = count(/node_modules.kinesis-constructs./);
    const cdk = count(/node_modules.(aws-cdk-lib|constructs)./);
    const heapMiB = process.memoryUsage().heapUsed / 2 ** 20;
    console.log(JSON.stringify({ ms, ours, cdk, others: files.length - ours - cdk, heapMiB }));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', program], { cwd: USER_FOLDER, encoding: 'utf8' }));
}

/** What it takes to import one thing or another, each in a new process, in turn. */
function main(): void {
  install();
  const rounds = Array.from({ length: ROUNDS }, () => IMPORTS.map(([, expression]) => load(expression)));
  const results = IMPORTS.map(([name], index) => {
    const runs = rounds.flatMap((round) => round[index] ?? []);
    const [{ ours, cdk, others, heapMiB }] = runs as [Loaded, ...Loaded[]];
    const ms = Math.round(median(runs.map((run) => run.ms)));
    console.log(
      `${name.padEnd(28)} ${String(ms).padStart(5)} ms  files: ours ${ours}, aws-cdk-lib ${cdk}, others ${others}; heap ${heapMiB.toFixed(0)} MiB`,
    );
    return [name, { ms, ours, cdk, others, heapMiB: Math.round(heapMiB) }];
  });
  console.log(JSON.stringify({ node: process.version, rounds: ROUNDS, ...Object.fromEntries(results) }));
}

main();
