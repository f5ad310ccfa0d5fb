import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..');
const PAGE = join(root, 'docs', 'performance.md');

/** Each benchmark has a section of the page, which its output replaces. */
const ALL = ['synth', 'imports', 'handlers', 'records', 'replica', 'hot-keys', 'scaling', 'alarms', 'tests'];

/** Runs one benchmark as its command does; gives what it printed. */
function outputOf(name: string): string {
  console.error(`… npm run bench:${name}`);
  const { stdout, status } = spawnSync('npm', ['run', '--silent', `bench:${name}`], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`bench:${name} ended with ${status}`);
  return stdout.trimEnd();
}

/** The page with another text between the section's markers, and the day and machine of the run. */
function withSection(page: string, name: string, output: string): string {
  const [begin, end] = [`<!-- bench: ${name} -->`, '<!-- /bench -->'];
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${PAGE} has no section ${begin} … ${end}`);
  const day = new Date().toISOString().slice(0, 10);
  const machine = `${availableParallelism()} cores of ${cpus()[0]?.model.trim()}, Node.js ${process.version}`;
  const lines = output.split('\n').filter((line) => !line.startsWith('{'));
  const text = [begin, `${day}, ${machine}:`, '', '```text', ...lines, '```', ''].join('\n');
  return page.slice(0, from) + text + page.slice(to);
}

/** Runs the benchmarks that are named, or all of them, one after the other, and writes what they say into the page. */
function main(names: readonly string[]): void {
  const unknown = names.filter((name) => !ALL.includes(name));
  if (unknown.length > 0) throw new Error(`no benchmark ${unknown.join(', ')}; there are ${ALL.join(', ')}`);
  for (const name of names.length > 0 ? names : ALL) {
    const output = outputOf(name);
    writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), name, output));
  }
}

main(process.argv.slice(2));
