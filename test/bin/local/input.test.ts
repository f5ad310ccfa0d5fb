import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError, parseFlights, readFlights } from '../../../bin/local/input';

const FLIGHT = { date: '2001/01/01 00:47', delay: 66, distance: 1750, origin: 'DTW', destination: 'LAS' };
const HEADER = 'date,delay,distance,origin,destination';
const ROW = '2001/01/01 00:47,66,1750,DTW,LAS';

describe('the data set', () => {
  test('is sent as it is', () => {
    expect(readFlights(undefined, undefined)).toHaveLength(20_000);
    expect(readFlights(undefined, 1)).toEqual([FLIGHT]);
  });

  test('starts over beyond its end', () => {
    const flights = readFlights(undefined, 20_001);
    expect(flights).toHaveLength(20_001);
    expect(flights.at(-1)).toEqual(FLIGHT);
  });
});

describe('a file', () => {
  test.each([
    ['NDJSON', `${JSON.stringify(FLIGHT)}\n\n${JSON.stringify(FLIGHT)}\n`],
    ['CSV', `${HEADER}\n${ROW}\n\n${ROW}\n`],
    ['CSV with carriage returns', `${HEADER}\r\n${ROW}\r\n${ROW}`],
    [
      'CSV with its columns in another order',
      [HEADER, ROW, ROW].map((l) => l.split(',').reverse().join(',')).join('\n'),
    ],
    ['CSV with quotation marks', `${HEADER}\n${ROW}\n"2001/01/01 00:47","66",1750,"DTW",LAS`],
  ])('may be %s', (_name, text) => {
    expect(parseFlights('f', text)).toEqual([FLIGHT, FLIGHT]);
  });

  test.each([
    ['not JSON', `${JSON.stringify(FLIGHT)}\n{"date":`, /^f:2: not JSON: /],
    ['a JSON array', JSON.stringify([FLIGHT]), /^f:1: this is a JSON array/],
    ['not an object', `${JSON.stringify(FLIGHT)}\n7`, /^f:2: record: .*got 7$/],
    ['a fraction of a minute', JSON.stringify({ ...FLIGHT, delay: 6.5 }), /^f:1: delay: .*got 6\.5$/],
    [
      'an origin that is no code',
      JSON.stringify({ ...FLIGHT, origin: 'Detroit' }),
      /^f:1: origin: .*got "Detroit"$/,
    ],
    [
      'a missing field',
      JSON.stringify({ ...FLIGHT, destination: undefined }),
      /^f:1: destination: .*got nothing$/,
    ],
    ['an impossible date', `${HEADER}\n${ROW.replace('/01/01', '/13/01')}`, /^f:2: date: /],
    ['text for a number', `${HEADER}\n${ROW}\n\n${ROW.replace('66', 'late')}`, /^f:4: delay: .*got "late"$/],
    ['an empty number', `${HEADER}\n${ROW.replace('66', '')}`, /^f:2: delay: .*got ""$/],
    ['a row that is too short', `${HEADER}\n${ROW}\n2001/01/01 00:47,66`, /^f:3: /],
    ['a quotation mark without an end', `${HEADER}\n"${ROW}`, /^f:2: /],
    ['other columns', 'a,b\n1,2', /^f:2: date: .*got nothing$/],
    ['a header alone', HEADER, /^f holds no records$/],
    ['nothing', '', /^f holds no records$/],
  ])('is refused with line and reason: %s', (_name, text, message) => {
    expect(() => parseFlights('f', text)).toThrow(InputError);
    expect(() => parseFlights('f', text)).toThrow(message);
  });
});

describe('a path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flights-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('leads to the flights to send', () => {
    const file = join(folder, 'flights.csv');
    writeFileSync(file, `\ufeff${HEADER}\n${ROW}\n`);
    expect(readFlights(file, 3)).toEqual([FLIGHT, FLIGHT, FLIGHT]);
  });

  test('is looked for where npm was called, which runs commands in the folder of the package', () => {
    writeFileSync(join(folder, 'here.csv'), `${HEADER}\n${ROW}`);
    const { INIT_CWD } = process.env;
    process.env.INIT_CWD = folder;
    try {
      expect(readFlights('here.csv', undefined)).toEqual([FLIGHT]);
    } finally {
      if (INIT_CWD === undefined) delete process.env.INIT_CWD;
      else process.env.INIT_CWD = INIT_CWD;
    }
  });

  test('is refused when there is no such file', () => {
    expect(() => readFlights(join(folder, 'none.csv'), undefined)).toThrow(/none\.csv: no such file$/);
  });

  test('is refused when it is a folder', () => {
    expect(() => readFlights(folder, undefined)).toThrow(InputError);
  });

  test('is refused when it is not text', () => {
    const file = join(folder, 'flights.csv.gz');
    writeFileSync(file, Buffer.from([0x1f, 0x8b, 0xff, 0xfe]));
    expect(() => readFlights(file, undefined)).toThrow(/flights\.csv\.gz: not UTF-8 text$/);
  });
});
