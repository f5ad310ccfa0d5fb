import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '..');
const SLOWEST = 12;

interface Report {
  readonly numPassedTests: number;
  readonly startTime: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly { readonly duration?: number | null }[];
  }[];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** Runs the unit tests as a fresh clone does, with nothing cached. */
function run(folder: string): Report {
  const file = join(folder, 'report.json');
  const jest = require.resolve('jest/bin/jest');
  const args = [jest, '--no-cache', '--silent', '--json', `--outputFile=${file}`];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'ignore' });
  if (status !== 0) throw new Error(`the unit tests ended with ${status}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** How long the unit tests take, in which files, and how much of that is not in a test but in loading what it needs. */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-tests-'));
  try {
    const { testResults, numPassedTests, startTime } = run(folder);
    const files = testResults
      .map(({ name, startTime: from, endTime: to, assertionResults }) => ({
        name: relative(join(root, 'test'), name),
        ms: to - from,
        inTests: sum(assertionResults.map(({ duration }) => duration ?? 0)),
      }))
      .toSorted((a, b) => b.ms - a.ms);
    const wall = Math.max(...testResults.map(({ endTime }) => endTime)) - startTime;
    const ofFiles = sum(files.map(({ ms }) => ms));
    const ofTests = sum(files.map(({ inTests }) => inTests));
    console.log(`${numPassedTests} tests in ${files.length} files: ${seconds(wall)}, nothing cached`);
    console.log(`time of all files ${seconds(ofFiles)}, of that in tests ${seconds(ofTests)}; the slowest:`);
    for (const { name, ms } of files.slice(0, SLOWEST)) console.log(`  ${seconds(ms).padStart(7)}  ${name}`);
    console.log(JSON.stringify({ node: process.version, tests: numPassedTests, wall, ofFiles, ofTests }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
