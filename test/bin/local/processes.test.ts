import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, Processes } from '../../../bin/local/processes';

const folder = mkdtempSync(join(tmpdir(), 'processes-'));
const log = join(folder, 'log');
afterAll(() => rmSync(folder, { recursive: true }));
const options = { cwd: folder, env: process.env, log };
/** A script that starts another process, tells its id, and waits. */
const PARENT = `
const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)']);
console.log(child.pid);
setInterval(() => {}, 1000);
`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // Where there is /proc: one that has ended is listed until its new parent has taken notice.
  const status = `/proc/${pid}/status`;
  return !existsSync(status) || !/State:\s+Z/.test(readFileSync(status, 'utf8'));
}

/** Waits, but not for ever, until a process is gone. */
async function gone(pid: number): Promise<boolean> {
  for (let turns = 0; isAlive(pid) && turns < 20_000; turns++) await new Promise(setImmediate);
  return !isAlive(pid);
}

test('gives what a command prints, and keeps all of it in the log', async () => {
  const script = 'console.log("out"); console.error("err")';
  await expect(new Processes().run(process.execPath, ['-e', script], options)).resolves.toBe('out\n');
  expect(readFileSync(log, 'utf8')).toMatch(/out[\s\S]*err|err[\s\S]*out/);
});

test('fails with the last lines of a command that fails', async () => {
  const script = 'for (let i = 0; i < 100; i++) console.error("line " + i); process.exitCode = 3';
  const running = new Processes().run(process.execPath, ['-e', script], options);
  await expect(running).rejects.toThrow(CommandError);
  await expect(running).rejects.toThrow(/ended with 3:\nline 85\n[\s\S]*line 99$/);
});

test('fails when there is no such command', async () => {
  await expect(new Processes().run('/does/not/exist', [], options)).rejects.toThrow(/ENOENT/);
});

test('stops a command that takes too long', async () => {
  const running = new Processes().run(process.execPath, ['-e', PARENT], { ...options, timeout: 1 });
  await expect(running).rejects.toThrow(/was stopped after 0\.001 s/);
});

test('stops what a process has started along with it, even if that does not want to', async () => {
  const processes = new Processes();
  const child = processes.start(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
  const grandchild = await new Promise<number>((resolve) =>
    child.stdout?.once('data', (id) => resolve(Number(id))),
  );
  expect([child.pid ?? 0, grandchild].map(isAlive)).toEqual([true, true]);
  expect(processes.areRunning).toBe(true);
  await processes.stopAll();
  expect(await gone(grandchild)).toBe(true);
  expect(isAlive(child.pid ?? 0)).toBe(false);
  expect(processes.areRunning).toBe(false);
});

test('starts nothing once everything has been stopped', async () => {
  const processes = new Processes();
  await processes.stopAll();
  expect(() => processes.start(process.execPath, ['-e', ''], {})).toThrow('the run has ended');
});

test('leaves alone what it has released', async () => {
  const processes = new Processes();
  const child = processes.start(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  processes.release(child);
  await processes.stopAll();
  expect(isAlive(child.pid ?? 0)).toBe(true);
  await processes.stop(child);
});
