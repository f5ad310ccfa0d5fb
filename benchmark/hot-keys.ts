import { cpus } from 'node:os';
import { hashKeyOf } from '../lambda/producer/hash-key';
import { KeyLoads } from '../lambda/report-hot-keys/key-loads';
import { SHARD_CAPACITY } from '../lambda/report-hot-keys/sample-shard';
import { STREAM_CAPACITY } from '../lambda/report-hot-keys/sample-stream';
import { ZipfKeys } from '../test/lambda/report-hot-keys/zipf';

/**
 * Whether the sketches of the hot-key report name the true top ten keys of a million records by Zipf's law, and in how much
 * memory. Run with `node --expose-gc --import tsx benchmark/hot-keys.ts`; fails when a key is missing or out of order.
 */

const RECORDS = 1_000_000;
const KEYS = 200_000;
const SHARDS = 16;
const TOP = 10;

/** As long as Kinesis lets a partition key be. */
const LONGEST_KEY = 256;

interface Result {
  readonly exponent: number;
  readonly differentKeys: number;
  readonly right: boolean;
  readonly largestError: number;
  readonly shareError: number;
  readonly nsPerRecord: number;
}

function run(exponent: number): Result {
  const next = new ZipfKeys(KEYS, exponent, 42);
  const records = Array.from({ length: RECORDS }, () => next.next());
  const exact = new Map<string, number>();
  for (const key of records) exact.set(key, (exact.get(key) ?? 0) + 1);
  const shardOf = new Map([...exact.keys()].map((key) => [key, Number(hashKeyOf(key) % BigInt(SHARDS))]));

  const started = process.hrtime.bigint();
  const shards = Array.from({ length: SHARDS }, () => new KeyLoads(SHARD_CAPACITY));
  for (const key of records) shards[shardOf.get(key) ?? 0].add(key, 200);
  const whole = new KeyLoads(STREAM_CAPACITY);
  for (const shard of shards) whole.merge(shard, 1);
  const named = whole.heaviest(TOP);
  const ns = Number(process.hrtime.bigint() - started);

  const top = [...exact].sort(([, a], [, b]) => b - a).slice(0, TOP);
  console.log(`\nZipf exponent ${exponent}: ${exact.size} different keys`);
  console.log('  true top ten      share      named             share, at least');
  for (const [i, [key, count]] of top.entries()) {
    const share = ((count * 100) / RECORDS).toFixed(3).padStart(8);
    const least = ((named[i]?.recordShare ?? 0) * 100).toFixed(3).padStart(8);
    console.log(`  ${key.padEnd(14)} ${share} %     ${(named[i]?.key ?? '').padEnd(14)} ${least} %`);
  }
  return {
    exponent,
    differentKeys: exact.size,
    right: top.every(([key], i) => named[i]?.key === key),
    largestError: Math.max(...top.map(([, count], i) => count / RECORDS - (named[i]?.recordShare ?? 0))),
    shareError: whole.shareError,
    nsPerRecord: Math.round(ns / RECORDS),
  };
}

/** Bytes of heap that full sketches hold: the stream's, and those of the shards read at one time, none of a key twice. */
function memory(keyLength: number): number {
  const heap = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  const before = heap();
  const sketches = [STREAM_CAPACITY, ...Array.from({ length: SHARDS }, () => SHARD_CAPACITY)].map(
    (capacity, sketch) => {
      const loads = new KeyLoads(capacity);
      for (let n = 0; n < capacity; n++) {
        loads.add(Buffer.from(`${sketch}-${n}-`.padEnd(keyLength, 'x')).toString('latin1'), 200);
      }
      return loads;
    },
  );
  const held = heap() - before;
  return sketches.length > 0 ? held : 0;
}

console.log(`Node.js ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`);
console.log(
  `${RECORDS} records over ${SHARDS} shards; keys counted: ${SHARD_CAPACITY} a shard, ${STREAM_CAPACITY} in all,`,
);
console.log('each by records and by bytes.');
const results = [1, 1.2, 0.8].map(run);
const mebibytes = (bytes: number) => Number((bytes / 2 ** 20).toFixed(1));
const memoryMiB = { keysOf16: mebibytes(memory(16)), longestKeys: mebibytes(memory(LONGEST_KEY)) };
console.log(`\nFull sketches take ${memoryMiB.keysOf16} MiB with keys of 16 characters, `);
console.log(`${memoryMiB.longestKeys} MiB with keys of ${LONGEST_KEY}.`);
console.log(JSON.stringify({ records: RECORDS, shards: SHARDS, memoryMiB, results }));
if (!results.every(({ right }) => right)) process.exitCode = 1;
