import { gzipSync } from 'node:zlib';
import { checkPartitions, readFiled } from '../../../../bin/local/partitioned/partitions';

const flight = (origin: string, delay = 0) => ({
  date: '2001/01/31 23:59',
  delay,
  distance: 1750,
  origin,
  destination: 'LAS',
});
const folder = (origin: string) => `data/origin=${origin}/status=flown/year=2026/month=11/day=09/hour=07/`;
const lines = (...flights: object[]) =>
  Buffer.from(flights.map((one) => `${JSON.stringify(one)}\n`).join(''));
const sent = [flight('DTW'), flight('DTW', 5), flight('ORD')];

test('reads flights, packed or not, and the folder they are under', () => {
  expect(readFiled(gzipSync(lines(sent[0]!, sent[1]!)), `${folder('DTW')}a.gz`)).toMatchObject({
    origin: 'DTW',
    flights: [sent[0], sent[1]],
  });
  expect(readFiled(lines(sent[2]!), `${folder('ORD')}a`)).toMatchObject({
    origin: 'ORD',
    flights: [sent[2]],
  });
});

test.each([
  'data/origin=DTW/year=2026/month=11/day=09/hour=07/a',
  'data/origin=DTW/status=late/year=2026/month=11/day=09/hour=07/a',
  'data/year=2026/month=11/day=09/hour=07/a',
])('%s is no partition of a flight', (key) => {
  const { totals, faults } = checkPartitions([sent[0]!], [readFiled(lines(sent[0]!), key)]);
  expect(totals).toMatchObject({ archived: 1, misplaced: 1, lost: 0 });
  expect(faults).toEqual([expect.stringContaining('1 in another partition')]);
});

test('all in its place is no fault', () => {
  const filed = [
    readFiled(lines(sent[0]!, sent[1]!), `${folder('DTW')}a`),
    readFiled(lines(sent[2]!), `${folder('ORD')}a`),
  ];
  expect(checkPartitions(sent, filed)).toEqual({
    totals: { sent: 3, archived: 3, partitions: 2, misplaced: 0, failed: 0, objects: 2, lost: 0, surplus: 0 },
    faults: [],
  });
});

test('tells what is missing, double, misplaced and failed', () => {
  const failure = { rawData: Buffer.from(JSON.stringify(sent[2])).toString('base64') };
  const filed = [
    readFiled(lines(sent[0]!, sent[0]!), `${folder('ORD')}a`),
    readFiled(lines(failure), 'errors/processing-failed/2026/11/09/07/a'),
  ];
  const { totals, faults } = checkPartitions(sent, filed);
  expect(totals).toMatchObject({ archived: 2, misplaced: 2, failed: 1, lost: 2, surplus: 1 });
  expect(faults).toEqual([
    expect.stringContaining('2 missing and 1 too many'),
    expect.stringContaining('2 in another partition'),
    expect.stringContaining('1 in the error output: errors/processing-failed/'),
  ]);
});
