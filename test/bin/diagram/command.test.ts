import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { diagram } from '../../../bin/diagram';
import { fakeAssembly } from './fake-assembly';

const Shop = { resources: { Orders: ['AWS::Kinesis::Stream'] } } as const;
const Site = { resources: { Pages: ['AWS::S3::Bucket'] } } as const;
const folder = fakeAssembly({ Shop, Site });
const empty = mkdtempSync(join(tmpdir(), 'empty-'));
const broken = mkdtempSync(join(tmpdir(), 'broken-'));
writeFileSync(join(broken, 'manifest.json'), '{');

function run(...args: string[]) {
  const [out, err]: string[][] = [[], []];
  const around = {
    out: { write: (text: string) => out?.push(text) },
    err: { write: (text: string) => err?.push(text) },
  };
  return { code: diagram(args, around), out: out?.join(''), err: err?.join('') };
}

test('prints the flowchart of a folder, and nothing else', () => {
  expect(run(folder)).toEqual({
    code: 0,
    out: 'flowchart LR\n  Orders_stream(["Orders<br/>Kinesis stream"])\n',
    err: '',
  });
  expect(run(folder, '--stack', 'Site', '--stack', 'Shop').out).toBe(run(folder).out);
});

test('--help lists the options', () => {
  expect(run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('--stack NAME'), err: '' });
});

test.each([
  ['a folder that is not there', ['nowhere'], 'there is no folder nowhere: run cdk synth first'],
  ['a folder of something else', [empty], 'has no manifest.json: it is not what cdk synth writes'],
  ['a broken manifest', [broken], 'manifest.json cannot be read'],
  ['an unknown stack', [folder, '--stack', 'Shops'], `${folder} has no stack Shops, only Shop, Site`],
  ['a stack without streams', [folder, '--stack', 'Site'], 'nothing streams in Site'],
  ['two folders', ['one', 'two'], 'one folder at a time, got one and two'],
  ['an unknown option', ['--stacks', 'Shop'], '--stacks'],
])('refuses %s', (_, args, reason) => {
  expect(run(...args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(reason) });
});

test('is a command of the package', () => {
  const cwd = resolve(__dirname, '..', '..', '..');
  const command = ['--import', 'tsx', 'bin/cli.ts', 'diagram', folder];
  const { status, stdout } = spawnSync(process.execPath, command, { cwd, encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: run(folder).out });
});
