import { parseOptions, UsageError } from '../../../bin/local/options';

test('sends everything to an emulator of its own by default', () => {
  expect(parseOptions([])).toEqual({ keep: false, json: false, help: false });
});

test('reads every option', () => {
  const args = ['--records', '500', '--input', 'flights.csv', '--keep', '--json', '--help'];
  expect(parseOptions(args)).toEqual({
    records: 500,
    input: 'flights.csv',
    keep: true,
    json: true,
    help: true,
  });
});

test.each(['partitioned', 'drill', 'failover', 'watch'])('runs %s instead when asked', (variant) => {
  expect(parseOptions([`--${variant}`]).variant).toBe(variant);
});

test('watches flights of a file, on a port of choice', () => {
  expect(parseOptions(['--watch', '--port', '8080', '--input', 'flights.csv', '--records', '9'])).toEqual({
    variant: 'watch',
    port: 8080,
    input: 'flights.csv',
    records: 9,
    keep: false,
    json: false,
    help: false,
  });
});

test('takes an endpoint with or without a slash at its end', () => {
  expect(parseOptions(['--endpoint', 'http://127.0.0.1:4566/']).endpoint).toBe('http://127.0.0.1:4566');
  expect(parseOptions(['--endpoint=https://localhost.example']).endpoint).toBe('https://localhost.example');
});

test.each([
  [['--bogus'], /--bogus/],
  [['flights.csv'], /flights\.csv/],
  [['--records'], /--records/],
  [['--records', '0'], /--records must be a whole number from 1 to 1000000, got "0"/],
  [['--records', '1.5'], /got "1\.5"/],
  [['--records', '1e3'], /got "1e3"/],
  [['--records', '1000001'], /got "1000001"/],
  [['--drill', '--partitioned'], /--partitioned and --drill do not go together/],
  [['--drill', '--input', 'flights.csv'], /--input does not go with --drill/],
  [['--failover', '--input', 'flights.csv'], /--input does not go with --failover/],
  [['--watch', '--drill'], /--drill and --watch do not go together/],
  [['--watch', '--failover'], /--failover and --watch do not go together/],
  [['--watch', '--partitioned'], /--partitioned and --watch do not go together/],
  [['--port', '8080'], /--port goes with --watch only/],
  [['--watch', '--port', '80'], /--port must be a whole number from 1024 to 65535, got "80"/],
  [['--watch', '--port', 'any'], /got "any"/],
  [['--endpoint', 'localhost:4566'], /--endpoint must be an http or https URL, got "localhost:4566"/],
  [['--endpoint', 'here'], /got "here"/],
  [['--endpoint', 'http://127.0.0.1:1', '--keep'], /--keep does not go with --endpoint/],
])('refuses %j', (args, message) => {
  expect(() => parseOptions(args)).toThrow(UsageError);
  expect(() => parseOptions(args)).toThrow(message);
});
