import { ControlError, controlAt, readControl } from '../../../../bin/local/watch/controls';

test('knows the paths that control something', () => {
  expect(['/rate', '/poison', '/pause', '/resume', '/finish'].map(controlAt)).toEqual([
    'rate',
    'poison',
    'pause',
    'resume',
    'finish',
  ]);
  expect(['/', '/rates', '/events', 'rate'].map(controlAt)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('reads what is asked for', () => {
  expect(readControl('rate', '{"rate":1}')).toEqual({ name: 'rate', rate: 1 });
  expect(readControl('rate', '{"rate":1000}')).toEqual({ name: 'rate', rate: 1000 });
  expect(readControl('poison', '{"records":100}')).toEqual({ name: 'poison', records: 100 });
  expect(readControl('pause', '')).toEqual({ name: 'pause' });
  expect(readControl('finish', '{}')).toEqual({ name: 'finish' });
});

test.each([
  ['rate', '{"rate":0}', 'rate must be a whole number from 1 to 1000, got 0'],
  ['rate', '{"rate":1001}', 'rate must be a whole number from 1 to 1000, got 1001'],
  ['rate', '{"rate":1.5}', 'rate must be a whole number from 1 to 1000, got 1.5'],
  ['rate', '{"rate":"5"}', 'rate must be a whole number from 1 to 1000, got "5"'],
  ['rate', '{"rate":null}', 'rate must be a whole number from 1 to 1000, got null'],
  ['rate', '{"rate":1e999}', 'rate must be a whole number from 1 to 1000, got null'],
  ['rate', '{}', 'rate must be a whole number from 1 to 1000, got nothing'],
  ['rate', '', 'rate must be a whole number from 1 to 1000, got nothing'],
  ['rate', '{"rate":5,"more":1}', 'there is no "more" in rate'],
  ['rate', '{"rate":', 'the body must be JSON'],
  ['rate', '[5]', 'the body must be a JSON object'],
  ['rate', 'null', 'the body must be a JSON object'],
  ['poison', '{"records":101}', 'records must be a whole number from 1 to 100, got 101'],
  ['pause', '{"rate":5}', 'there is no "rate" in pause'],
] as const)('refuses %s with %j', (name, body, message) => {
  expect(() => readControl(name, body)).toThrow(new ControlError(400, message));
});
