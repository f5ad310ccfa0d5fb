import { findPython, type Python, SetupError } from '../../../bin/local/python';

const python = (minor: number, venv = true): Python => ({ version: [3, minor], venv });

/** A machine with these commands. */
function machine(commands: Record<string, Python>) {
  return (command: string): Python | undefined => commands[command];
}

test('takes python3 when it is recent enough', () => {
  expect(findPython({}, machine({ python3: python(11), 'python3.12': python(12) }))).toBe('python3');
});

test('looks further when python3 is too old or cannot make environments', () => {
  const commands = { python3: python(9), 'python3.13': python(13, false), 'python3.10': python(10) };
  expect(findPython({}, machine(commands))).toBe('python3.10');
});

test('takes what PYTHON names, and nothing else', () => {
  const commands = { python3: python(12), '/opt/python': python(11) };
  expect(findPython({ PYTHON: '/opt/python' }, machine(commands))).toBe('/opt/python');
  expect(() => findPython({ PYTHON: '/opt/none' }, machine(commands))).toThrow(
    'PYTHON is /opt/none, which is not Python 3.10 or later: set it to one that is',
  );
});

test.each([
  ['no Python', {}, /^install Python 3\.10 or later for the local run.*: there is none on the path$/],
  [
    'an old Python only',
    { python3: python(9) },
    /^install Python 3\.10 or later.*: the one on the path is 3\.9$/,
  ],
  ['Python 2 only', { python: { version: [2, 7], venv: false } as Python }, /the one on the path is 2\.7$/],
  [
    'no venv module',
    { python3: python(12, false) },
    /^python3 has no venv module: install it \(python3-venv/,
  ],
])('says in one line what to install when there is %s', (_name, commands, message) => {
  expect(() => findPython({}, machine(commands))).toThrow(SetupError);
  expect(() => findPython({}, machine(commands))).toThrow(message);
});

test('takes what does not answer like Python as no Python', () => {
  expect(() => findPython({ PYTHON: 'true' })).toThrow(SetupError);
  expect(() => findPython({ PYTHON: '/does/not/exist' })).toThrow(SetupError);
});
