import { readMetricData } from '../../../bin/simulate/cloudwatch';
import { readCsv, shardsAUnit } from '../../../bin/simulate/csv';
import { parseOptions } from '../../../bin/simulate/options';
import { DEFAULT_SETTINGS, POLICY_NAMES } from '../../../bin/simulate/policies';
import { US_EAST_1 } from '../../../bin/simulate/prices';
import { evenTrace, peakOf } from '../../../bin/simulate/trace';
import { UsageError } from '../../../bin/simulate/usage-error';

const START = Date.UTC(2026, 0, 1);

describe('CSV', () => {
  const expected = { start: START, loads: [10, 15, 20, 40] };

  test.each([
    ['a header', 'timestamp,value\n2026-01-01 00:00:00,10\n2026-01-01 00:02:00,20\n2026-01-01 00:03:00,40\n'],
    ['no header', '2026-01-01T00:00:00Z,10\n2026-01-01T00:02:00Z,20\n2026-01-01T00:03:00Z,40'],
    [
      'other columns',
      'value,host,timestamp\n10,a,2026-01-01\n20,a,2026-01-01T00:02\n40,a,2026-01-01T00:03\n',
    ],
    [
      'a byte order mark and CRLF',
      '\ufefftimestamp,value\r\n2026-01-01,10\r\n2026-01-01 00:02,20\r\n2026-01-01 00:03,40\r\n',
    ],
    ['seconds since 1970', `${START / 1000},10\n${START / 1000 + 120},20\n${START / 1000 + 180},40`],
    ['milliseconds since 1970', `${START},10\n${START + 120_000},20\n${START + 180_000},40`],
    ['any order', `${START + 180_000},40\n${START},10\n${START + 120_000},20`],
    [
      'points within a minute, averaged',
      `${START},5\n${START + 9000},15\n${START + 120_000},20\n${START + 180_000},40`,
    ],
    [
      'another time zone',
      '2026-01-01T01:00:00+01:00,10\n2026-01-01T01:02:00+01:00,20\n2026-01-01T01:03:00+01:00,40',
    ],
  ])('with %s', (_, text) => {
    expect(readCsv(text)).toEqual(expected);
  });

  test.each([
    [
      'timestamp,value\n2026-01-01,1\nyesterday,2',
      'line 3: the timestamp must be a date or seconds since 1970, got "yesterday"',
    ],
    [
      'timestamp,value\n2026-01-01,1\n2026-01-02,x',
      'line 3: the value must be a number of at least 0, got "x"',
    ],
    ['2026-01-01,-1\n2026-01-02,2', 'line 1: the value must be a number of at least 0, got "-1"'],
    ['timestamp,value\n2026-01-01', 'line 2: the value must be a number of at least 0, got ""'],
    ['timestamp,value\n', 'the trace has no two points in time'],
    ['', 'the trace has no two points in time'],
    ['2026-01-01,1\n2026-01-01,2', 'the trace has no two points in time'],
    ['1926-01-01,1\n2026-01-01,2', 'the trace spans 36525 days, which is more than 400'],
  ])('refuses %j', (text, message) => {
    expect(() => readCsv(text)).toThrow(new UsageError(message));
  });

  test('a quote that is not closed is refused with its line', () => {
    expect(() => readCsv('timestamp,value\n"2026-01-01,1\n')).toThrow(/line/);
  });
});

test('what one of a unit fills of a shard', () => {
  expect(shardsAUnit('bytes', 25_600)).toBe(1 / 1024 ** 2);
  expect(shardsAUnit('bytes', 100)).toBe(1 / 100_000);
  expect(shardsAUnit('records', 1024)).toBeCloseTo(1 / 1000, 3);
  expect(shardsAUnit('records', 1024 ** 2)).toBe(1);
  expect(shardsAUnit('shards', 5)).toBe(1);
});

test('the peak is the 99.9th percentile', () => {
  const loads = Array.from({ length: 10_000 }, (_, i) => i + 1);
  expect(peakOf(evenTrace('t', 0, loads, 1))).toBe(9990);
});

describe('get-metric-data', () => {
  const result = (
    Label: string,
    Values: unknown[],
    Timestamps: unknown[] = Values.map((_, i) => `2026-01-01T00:0${i}:00+00:00`),
  ) => ({
    Id: 'm1',
    Label,
    Timestamps,
    Values,
    StatusCode: 'Complete',
  });
  const json = (...MetricDataResults: object[]) => JSON.stringify({ MetricDataResults, Messages: [] });
  const FULL = 60 * 1024 ** 2;

  test('sums a minute become shard units, by bytes or records, whichever is more', () => {
    const text = json(result('IncomingBytes', [FULL, FULL / 2]), result('IncomingRecords', [600, 90_000]));
    expect(readMetricData(text, 25_600)).toEqual({
      start: START,
      loads: [1, 1.5],
      recordBytes: (1.5 * FULL) / 90_600,
    });
  });

  test('newest first, several pages, and a minute without a value', () => {
    const first = result(
      'orders IncomingBytes',
      [FULL, FULL * 2],
      ['2026-01-01T00:04:00Z', '2026-01-01T00:03:00Z'],
    );
    const second = result('orders IncomingBytes', [FULL * 3], ['2026-01-01T00:00:00Z']);
    expect(readMetricData(json(first, second), 25_600).loads).toEqual([3, 0, 0, 2, 1]);
  });

  test('a longer period is spread over its minutes', () => {
    const times = ['2026-01-01T00:00:00Z', '2026-01-01T00:05:00Z'];
    expect(readMetricData(json(result('IncomingBytes', [FULL * 5, 0], times)), 25_600).loads).toEqual([
      ...Array(5).fill(1),
      ...Array(5).fill(0),
    ]);
  });

  test('what was throttled is part of the demand', () => {
    const text = json(
      result('IncomingBytes', [FULL, FULL]),
      result('IncomingRecords', [600, 600]),
      result('WriteProvisionedThroughputExceeded', [0, 200]),
    );
    expect(readMetricData(text, 25_600).loads).toEqual([1, expect.closeTo(800 / 600)]);
  });

  test.each([
    ['{', /the file is no JSON/],
    ['{}', /no list MetricDataResults/],
    [json(result('GetRecords.Bytes', [1, 2])), /names IncomingBytes or IncomingRecords/],
    [json(result('IncomingBytes', [1, 'x'])), /Values\[1\] must be a number of at least 0, got "x"/],
    [json(result('IncomingBytes', [1, 2], ['2026-01-01', 'soon'])), /Timestamps\[1\] is no date: "soon"/],
    [json(result('IncomingBytes', [1, 2], ['2026-01-01'])), /lists of the same length/],
    [json(result('IncomingBytes', [1, 2], [0, 10])), /must be whole minutes, got 10 seconds/],
    [json(result('IncomingBytes', [1, 2], ['1926-01-01', '2026-01-01'])), /whole|more than 400 days/],
  ])('refuses %s', (text, message) => {
    expect(() => readMetricData(text, 25_600)).toThrow(message);
  });
});

describe('options', () => {
  test('defaults', () => {
    expect(parseOptions(['--trace', 'a.csv'])).toEqual({
      trace: 'a.csv',
      unit: 'bytes',
      recordBytes: 25_600,
      peak: undefined,
      warmupDays: 0,
      slowdown: 1,
      policies: POLICY_NAMES,
      settings: DEFAULT_SETTINGS,
      prices: US_EAST_1,
      report: undefined,
      json: false,
    });
    expect(parseOptions(['--trace', 'a.csv', '--unit', 'records'])?.recordBytes).toBe(1024);
    expect(parseOptions(['--help'])).toBeUndefined();
  });

  test('all of them', () => {
    const line =
      '--trace a --peak 12.5 --warmup 2 --reshard-slowdown 3 --policy ours,static,ours --target 0.6 --min 2 --max 9 ' +
      '--daily-reshards 0 --price shardHour=0.02 --price gbIn=0 --report r.html --json';
    expect(parseOptions(line.split(' '))).toMatchObject({
      peak: 12.5,
      warmupDays: 2,
      slowdown: 3,
      policies: ['ours', 'static'],
      settings: { minShards: 2, maxShards: 9, targetUtilisation: 0.6, dailyReshards: 0 },
      prices: { ...US_EAST_1, shardHour: 0.02, gbIn: 0 },
      report: 'r.html',
      json: true,
    });
  });

  test.each([
    ['', '--trace is missing'],
    ['--trace a --unit miles', '--unit must be one of bytes, records, shards, got "miles"'],
    ['--trace a --peak 0', '--peak must be a number from 0.001 to 10000, got "0"'],
    ['--trace a --peak many', '--peak must be a number from 0.001 to 10000, got "many"'],
    ['--trace a --target 70', '--target must be a number from 0.1 to 0.95, got "70"'],
    ['--trace a --min 1.5', '--min must be a whole number, got "1.5"'],
    ['--trace a --min 5 --max 4', '--min must be at most --max, got 5 and 4'],
    [
      '--trace a --policy ours,theirs',
      '--policy must be one of ours, static, onDemand, awsSample, scalingUtils, epsagon, got "theirs"',
    ],
    ['--trace a --price shardHour', '--price must be like shardHour=0.015, got "shardHour"'],
    ['--trace a --price shardHour=1=2', '--price must be like shardHour=0.015, got "shardHour=1=2"'],
    [
      '--trace a --price tea=1',
      '--price must be one of shardHour, putUnits, streamHour, gbIn, gbOut, got "tea"',
    ],
  ])('refuses %j', (line, message) => {
    expect(() => parseOptions(line.split(' ').filter((word) => word !== ''))).toThrow(
      new UsageError(message),
    );
  });

  test('refuses what it does not know', () => {
    expect(() => parseOptions(['--trace', 'a', '--tracer'])).toThrow(/--tracer/);
    expect(() => parseOptions(['--trace', 'a', 'b.csv'])).toThrow(/b\.csv/);
  });
});
