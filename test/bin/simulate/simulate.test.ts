import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { simulate } from '../../../bin/simulate';

const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
const trace = join(folder, 'a <script> day.csv');
const MINUTES = 12 * 60 + 1;

beforeAll(() => {
  const rows = Array.from(
    { length: 13 },
    (_, i) => `${i * 3600},${Math.round(2e6 - 1.5e6 * Math.cos((i * Math.PI) / 6))}`,
  );
  writeFileSync(trace, `timestamp,value\n${rows.join('\n')}\n`);
});

afterAll(() => rmSync(folder, { recursive: true }));

function run(args: string[], tty = false) {
  const [out, err] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: tty })];
  const code = simulate(args, { out, err });
  const text = (stream: PassThrough) => String(stream.read() ?? '');
  return { code, out: text(out), err: text(err) };
}

test('--json prints one array, an object a policy, and nothing else', () => {
  const { code, out, err } = run(['--trace', trace, '--peak', '10', '--warmup', '0.25', '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const scores: object[] = JSON.parse(out);
  const keys = [
    'policy',
    'throttledPercent',
    'usdPer30Days',
    'shardHours',
    'updateShardCounts',
    'splitsAndMerges',
  ];
  expect(scores.map((score) => Object.keys(score))).toEqual(Array(6).fill(keys));
  expect(scores.map((score) => 'policy' in score && score.policy)).toEqual([
    'ours',
    'static',
    'onDemand',
    'awsSample',
    'scalingUtils',
    'epsagon',
  ]);
  expect(scores[1]).toMatchObject({
    throttledPercent: 0,
    shardHours: expect.closeTo((13 * (MINUTES - 360)) / 60, 1),
    updateShardCounts: 0,
  });
});

test('a table for people, of the policies asked for', () => {
  const { out } = run(['--trace', trace, '--policy', 'static,ours']);
  expect(out).toMatch(/^policy +throttled %.*\nstatic .*\nours .*\n$/);
});

test('a progress bar on a terminal, on standard error', () => {
  const { out, err } = run(['--trace', trace, '--policy', 'ours'], true);
  expect(err).toMatch(/[█░]{30} ours/);
  expect(out).not.toMatch(/[█░]/);
});

test('the report holds everything it needs, and text that would end its script does not', () => {
  const report = join(folder, 'report.html');
  const { code, err } = run([
    '--trace',
    trace,
    '--peak',
    '10',
    '--policy',
    'ours,static',
    '--report',
    report,
  ]);
  expect({ code, err }).toEqual({ code: 0, err: `report written to ${report}\n` });
  const page = readFileSync(report, 'utf8');
  expect(page).not.toMatch(/(?:src|href)\s*=|@import|url\((?!data:)/);
  expect(page).toContain("default-src 'none'");
  expect(page).toContain('uPlot');
  const [, json = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page) ?? [];
  expect(json).not.toContain('<');
  const data = JSON.parse(json);
  expect(data).toMatchObject({
    name: 'a <script> day.csv',
    step: 60,
    start: 0,
    policies: [{ name: 'ours' }, { name: 'static' }],
  });
  expect([data.demand.length, data.policies[0].series.shards.length]).toEqual([MINUTES, MINUTES]);
  expect(data.whatIfs.map(({ setting }: { setting: string }) => setting)).toEqual(
    expect.arrayContaining(['targetUtilisation 0.5', 'minShards 5', 'maxShards 10', 'dailyReshards 0']),
  );
});

test.each([
  [['--trace', 'nowhere.csv'], /✗ nowhere\.csv: .*ENOENT/],
  [['--trace', trace, '--warmup', '1'], /--warmup 1 leaves nothing of a trace of 0\.5 days/],
  [['--trace', trace, '--speed', '9'], /✗ .*--speed.*--help lists the options/s],
  [['--trace', trace, '--policy', 'static', '--report', folder], /EISDIR/],
])('a mistake is told in words, with exit code 2: %j', (args, message) => {
  const { code, err } = run(args);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

test('a trace without load is refused', () => {
  const idle = join(folder, 'idle.csv');
  writeFileSync(idle, '0,0\n3600,0\n');
  expect(run(['--trace', idle]).err).toBe(`✗ ${idle}: there is no load in it; --help lists the options\n`);
});

test('a trace with load in less than a thousandth of its minutes is replayed, and not scaled to a peak', () => {
  const rare = join(folder, 'rare.csv');
  writeFileSync(rare, Array.from({ length: 2_000 }, (_, m) => `${m * 60},${m === 900 ? 5e6 : 0}\n`).join(''));
  expect(run(['--trace', rare, '--policy', 'static'])).toMatchObject({ code: 0, err: '' });
  expect(run(['--trace', rare, '--peak', '8']).err).toContain(
    'its 99.9th percentile is 0, which --peak cannot scale',
  );
});

test('--help lists every option', () => {
  const { code, out } = run(['--help']);
  expect(code).toBe(0);
  for (const option of [
    '--trace',
    '--unit',
    '--peak',
    '--warmup',
    '--reshard-slowdown',
    '--policy',
    '--report',
    '--json',
  ]) {
    expect(out).toContain(option);
  }
});
