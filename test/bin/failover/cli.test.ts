import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(__dirname, '..', '..', '..');

function cli(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const command = ['--import', 'tsx', 'bin/cli.ts', ...args];
  return spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
}

test('failover and failback are commands of the package', () => {
  expect(cli('failover', '--help')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Usage: kinesis-constructs failover|failback'),
  });
  const { status, stderr } = cli('failback', '--table', 'replicas');
  expect(status).toBe(2);
  expect(stderr).toContain('✗ --token is missing; --help lists the options');
});

test('the package lists its commands, and refuses others', () => {
  expect(cli('--help')).toMatchObject({ status: 0, stdout: expect.stringMatching(/failover.*\n.*failback/) });
  expect(cli('failsafe')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('unknown command "failsafe"'),
  });
});
