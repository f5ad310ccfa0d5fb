import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installEmulator, MINISTACK_VERSION } from '../../../bin/local/installation';
import { CommandError } from '../../../bin/local/processes';
import { SetupError } from '../../../bin/local/python';

const options = { cwd: '/', env: {}, log: '/dev/null' };
let cache: string;
beforeEach(() => {
  cache = join(mkdtempSync(join(tmpdir(), 'installation-')), 'cache');
});
afterEach(() => rmSync(join(cache, '..'), { recursive: true }));

const home = () => join(cache, `ministack-${MINISTACK_VERSION}`);

/** Python and pip, as far as they are called here. */
function machine(answers: { version?: string; pip?: () => void } = {}) {
  const { version = MINISTACK_VERSION, pip = () => undefined } = answers;
  const ran: string[] = [];
  return {
    ran,
    async run(command: string, args: readonly string[]) {
      ran.push(args.slice(0, 2).join(' '));
      if (args[1] === 'venv') {
        mkdirSync(join(String(args[2]), 'bin'), { recursive: true });
        writeFileSync(join(String(args[2]), 'bin', 'python'), '');
      } else if (args[1] === 'pip') pip();
      else if (!existsSync(command)) throw new CommandError('no such Python');
      else return `${version}\n`;
      return '';
    },
  };
}

test('makes an environment of its own the first time, and uses it from then on', async () => {
  const [first, second] = [machine(), machine()];
  const python = join(home(), 'bin', 'python');
  await expect(installEmulator(cache, 'python3', first, options)).resolves.toEqual({
    python,
    installed: true,
  });
  expect(first.ran).toEqual(['-m venv', '-m pip']);
  await expect(installEmulator(cache, 'python3', second, options)).resolves.toEqual({
    python,
    installed: false,
  });
  expect(second.ran).toEqual([expect.stringMatching(/^-c /)]);
  expect(readdirSync(cache)).toEqual([`ministack-${MINISTACK_VERSION}`]);
});

test('leaves nothing behind when the installation fails', async () => {
  const offline = machine({
    pip: () => {
      throw new CommandError('no matching distribution');
    },
  });
  const installing = installEmulator(cache, 'python3', offline, options);
  await expect(installing).rejects.toThrow(SetupError);
  await expect(installing).rejects.toThrow('the emulator could not be installed: no matching distribution');
  expect(readdirSync(cache)).toEqual([]);
});

test.each([
  ['holds something else', '1.0.0'],
  ['does not start', undefined],
])('makes the environment anew when it %s', async (_name, version) => {
  mkdirSync(join(home(), 'bin'), { recursive: true });
  writeFileSync(join(home(), 'bin', 'python'), '');
  writeFileSync(join(home(), 'stale'), '');
  const broken = machine({ version });
  if (version === undefined) {
    const { run } = broken;
    broken.run = (command, args) =>
      args[0] === '-c' ? Promise.reject(new CommandError('broken')) : run(command, args);
  }
  await expect(installEmulator(cache, 'python3', broken, options)).resolves.toMatchObject({
    installed: true,
  });
  expect(existsSync(join(home(), 'stale'))).toBe(false);
});
