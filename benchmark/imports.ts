import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** What stands in the package's one file where a module of it is evaluated. */
const EVALUATION = 'return mod || (';

/** Has the installed package count the modules that are evaluated out of its one file. */
function countEvaluations(): void {
  const index = join(USER_FOLDER, 'node_modules', 'kinesis-constructs', 'dist', 'lib', 'index.js');
  const text = readFileSync(index, 'utf8');
  if (!text.includes(EVALUATION)) throw new Error(`${index} evaluates its modules in another way`);
  const counting = `${EVALUATION}globalThis.evaluated = (globalThis.evaluated ?? 0) + 1, `;
  writeFileSync(index, text.replace(EVALUATION, counting));
}

interface Loaded {
  readonly ms: number;
  /** Modules of this package, evaluated out of its one file or loaded from their own. */
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
    const own = count(/node_modules.kinesis-constructs./);
    const ours = globalThis.evaluated ?? own;
    const cdk = count(/node_modules.(aws-cdk-lib|constructs)./);
    const heapMiB = process.memoryUsage().heapUsed / 2 ** 20;
    console.log(JSON.stringify({ ms, ours, cdk, others: files.length - own - cdk, heapMiB }));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', program], { cwd: USER_FOLDER, encoding: 'utf8' }));
}

/** What it takes to import one thing or another, each in a new process, in turn. */
function main(): void {
  install();
  countEvaluations();
  const rounds = Array.from({ length: ROUNDS }, () => IMPORTS.map(([, expression]) => load(expression)));
  const results = IMPORTS.map(([name], index) => {
    const runs = rounds.flatMap((round) => round[index] ?? []);
    const [{ ours, cdk, others, heapMiB }] = runs as [Loaded, ...Loaded[]];
    const ms = Math.round(median(runs.map((run) => run.ms)));
    console.log(
      `${name.padEnd(28)} ${String(ms).padStart(5)} ms  modules: ours ${ours}, aws-cdk-lib ${cdk}, others ${others}; heap ${heapMiB.toFixed(0)} MiB`,
    );
    return [name, { ms, ours, cdk, others, heapMiB: Math.round(heapMiB) }];
  });
  console.log(JSON.stringify({ node: process.version, rounds: ROUNDS, ...Object.fromEntries(results) }));
}

main();
