import type { Tally } from '../../../bin/local/delivery/contract';
import { putToLanding } from '../../../bin/local/latency';

const run = (shardId: string, first: number, last: number, landedAt: number): Tally => ({
  shardId,
  first: String(first),
  last: String(last),
  landedAt,
  received: last - first + 1,
  ok: 0,
  dropped: 0,
  failed: 0,
  objects: [],
});
const sent = (shardId: string, position: number, putAt: number) => ({
  shardId,
  sequenceNumber: String(position),
  putAt,
});

test('matches each record to the run that holds it, shard by shard', () => {
  const records = [sent('a', 9, 100), sent('a', 10, 100), sent('a', 12, 200), sent('b', 10, 0)];
  const runs = [run('a', 12, 12, 260), run('a', 9, 10, 150), run('b', 10, 10, 1000)];
  expect(putToLanding(records, runs)).toEqual({ median: 50, p99: 1000 });
});

test('leaves out what has not landed', () => {
  const records = [sent('a', 1, -1000), sent('a', 5, 0), sent('a', 9, -1000), sent('b', 5, -1000)];
  expect(putToLanding(records, [run('a', 4, 6, 30)])).toEqual({ median: 30, p99: 30 });
  expect(putToLanding(records, [])).toBeUndefined();
});

test('tells sequence numbers apart that differ beyond the precision of a number', () => {
  const position = 49_671_246_667_567_228_643_283_430_150_187n;
  const runs = [0n, 1n].map((step) => ({
    ...run('a', 0, 0, 10 + Number(step)),
    first: String(position + step),
    last: String(position + step),
  }));
  const records = [{ shardId: 'a', sequenceNumber: String(position + 1n), putAt: 0 }];
  expect(putToLanding(records, runs)).toEqual({ median: 11, p99: 11 });
});

test('p99 is the time within which 99 of 100 have landed', () => {
  const records = Array.from({ length: 100 }, (_, index) => sent('a', index, 1000 - index));
  expect(putToLanding(records, [run('a', 0, 99, 1000)])).toEqual({ median: 49, p99: 98 });
});
