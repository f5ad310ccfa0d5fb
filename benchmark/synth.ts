import { deepStrictEqual } from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { solutionsConstruct } from './alarms/peers';
import { bundleForUser, install, USER_FOLDER } from './support/installed';
import { median } from './support/rounds';
import { countTypes, difference } from './synth/compare';
import { Contestant } from './synth/contestant';
import type { Synthesis } from './synth/worker';

const NAMES = ['ours', 'raw', 'oursSmall', 'solutions'] as const;
type Name = (typeof NAMES)[number];
type Times = Readonly<Record<Name, number>>;

const isQuick = process.argv.includes('--quick');

/** Rounds by the number of pipelines: of processes that have done it before, and of new ones. */
const ROUNDS = isQuick
  ? [
      { count: 1, warm: 11, cold: 3 },
      { count: 10, warm: 7, cold: 3 },
      { count: 50, warm: 3, cold: 0 },
    ]
  : [
      { count: 1, warm: 41, cold: 9 },
      { count: 10, warm: 61, cold: 15 },
      { count: 50, warm: 25, cold: 11 },
    ];

/** Syntheses that are not counted, after which the times of a process do not fall any more. */
const WARM_UP = 5;

/** Processes of each contestant: how a process came to optimise its code stays with it, and shifts all of its times by some percent. */
const GENERATIONS = isQuick ? 2 : 5;

/** What the processes need to be told. */
function prepare(): Record<string, string> {
  install();
  solutionsConstruct('core', 'core');
  solutionsConstruct('aws-kinesisfirehose-s3', 'aws-kinesis-firehose-s3');
  const code = join(USER_FOLDER, 'function');
  mkdirSync(code, { recursive: true });
  writeFileSync(join(code, 'index.js'), 'exports.handler = async () => ({ batchItemFailures: [] });\n');
  return {
    FUNCTION_CODE: code,
    SOLUTIONS_LAMBDA: solutionsConstruct('aws-kinesisstreams-lambda', 'aws-kinesis-streams-lambda'),
    SOLUTIONS_FIREHOSE: solutionsConstruct(
      'aws-kinesisstreams-kinesisfirehose-s3',
      'aws-kinesis-streams-kinesis-firehose-s3',
    ),
  };
}

/** All contestants one after the other, from another one on each time. */
async function round(synthesize: (name: Name) => Promise<Synthesis>): Promise<Record<Name, Synthesis>> {
  const first = Math.floor(Math.random() * NAMES.length);
  const results: Partial<Record<Name, Synthesis>> = {};
  for (let turn = 0; turn < NAMES.length; turn++) {
    const name = NAMES[(first + turn) % NAMES.length];
    results[name] = await synthesize(name);
  }
  return results as Record<Name, Synthesis>;
}

async function warmRounds(start: (name: Name) => Contestant, count: number, rounds: number) {
  const results: Record<Name, Synthesis>[] = [];
  for (let generation = 0; generation < GENERATIONS; generation++) {
    results.push(...(await generationRounds(start, count, Math.ceil(rounds / GENERATIONS))));
  }
  return results;
}

async function generationRounds(start: (name: Name) => Contestant, count: number, rounds: number) {
  const contestants = new Map(NAMES.map((name) => [name, start(name)]));
  const synthesize = (name: Name) => (contestants.get(name) as Contestant).synthesize(count);
  try {
    const warmUp = count > 10 ? 1 : WARM_UP;
    for (let i = 0; i < warmUp; i++) await round(synthesize);
    const results: Record<Name, Synthesis>[] = [];
    for (let i = 0; i < rounds; i++) results.push(await round(synthesize));
    return results;
  } finally {
    for (const contestant of contestants.values()) contestant.end();
  }
}

async function coldRounds(start: (name: Name) => Contestant, count: number, rounds: number) {
  const results: Record<Name, Synthesis>[] = [];
  for (let i = 0; i < rounds; i++) {
    results.push(
      await round(async (name) => {
        const contestant = start(name);
        try {
          return await contestant.synthesize(count);
        } finally {
          contestant.end();
        }
      }),
    );
  }
  return results;
}

/** Median of each contestant, and its spread: the half of its times that lies in the middle, over the median. */
function summarise(title: string, results: readonly Record<Name, Synthesis>[]): Times {
  const timesOf = (name: Name) => results.map((result) => result[name].ms).toSorted((a, b) => a - b);
  const times = Object.fromEntries(NAMES.map((name) => [name, median(timesOf(name))])) as Times;
  const cells = NAMES.map((name) => {
    const sorted = timesOf(name);
    const half = sorted[Math.floor(sorted.length * 0.75)] - sorted[Math.floor(sorted.length * 0.25)];
    return `${name} ${times[name].toFixed(0)} ms (±${((50 * half) / times[name]).toFixed(0)} %)`;
  });
  const [last] = results.slice(-1);
  const heaps = NAMES.map((name) => `${last[name].heapMiB.toFixed(0)}`).join('/');
  console.log(`  ${title.padEnd(9)} ${cells.join('  ')}  heap after the last, MiB: ${heaps}`);
  return times;
}

/** Says what each makes; fails unless the hand-written pipeline is what ours makes. */
function checkTemplates(made: Record<Name, Synthesis>): Record<Name, { resources: number; bytes: number }> {
  const sizes = NAMES.map((name) => {
    const types = countTypes(made[name].template);
    const resources = Object.values(types).reduce((sum, n) => sum + n, 0);
    const bytes = Buffer.byteLength(JSON.stringify(JSON.parse(made[name].template)));
    const list = Object.entries(types).map(([type, n]) => `${n} ${type.replace('AWS::', '')}`);
    console.log(`  ${name}: ${resources} resources, ${bytes} bytes without blanks: ${list.join(', ')}`);
    return [name, { resources, bytes }];
  });
  deepStrictEqual(countTypes(made.ours.template), countTypes(made.raw.template));
  const differences = difference(made.ours.template, made.raw.template);
  if (differences.length > 0) throw new Error(`ours and raw differ:\n${differences.join('\n')}`);
  return Object.fromEntries(sizes);
}

async function main(): Promise<void> {
  const environment = prepare();
  const worker = bundleForUser('synth/worker.ts');
  // What the worker loads each time, as Node.js loads an app.
  writeFileSync(join(dirname(worker), 'app.js'), 'exports.result = globalThis.app();\n');
  const start = (name: Name) => new Contestant(worker, name, environment);

  console.log('A pipeline: stream, function on it, delivery to S3, alarms on lag; a stack each.');
  console.log('raw: what ours makes, by hand; oursSmall: near to what the two patterns of solutions make.');
  const [made] = await coldRounds(start, 1, 1);
  const templates = checkTemplates(made);

  const over: Record<string, number> = {};
  for (const { count, warm, cold } of ROUNDS) {
    console.log(`${count} pipelines`);
    for (const [kind, results] of [
      ['', await warmRounds(start, count, warm)],
      ['Cold', await coldRounds(start, count, cold)],
    ] as const) {
      if (results.length === 0) continue;
      const times = summarise(kind === '' ? 'warm' : 'cold', results);
      over[`overRaw${kind}${count}`] = ratio(times.ours, times.raw);
      over[`overSolutionsConstructs${kind}${count}`] = ratio(times.oursSmall, times.solutions);
    }
  }
  const rounds = ROUNDS.map(({ warm, cold }) => [warm, cold]);
  console.log(
    JSON.stringify({ node: process.version, cores: availableParallelism(), rounds, templates, ...over }),
  );
}

function ratio(a: number, b: number): number {
  return Number((a / b).toFixed(3));
}

void main();
