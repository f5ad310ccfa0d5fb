import { strictEqual } from 'node:assert/strict';
import { createHash, hash, randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { aggregate, deaggregate } from '../../lambda/records';
import { type Contest, heapOfRound, timeRounds } from './rounds';

/** The part of a Lambda event that both readers take. */
interface KinesisPayload {
  readonly partitionKey: string;
  readonly sequenceNumber: string;
  readonly data: string;
}

interface PeerRecord {
  readonly partitionKey: string;
  readonly data: string;
}

/** The call of aws-kinesis-agg; its own types need the AWS SDK for JavaScript v2. */
interface KinesisAgg {
  deaggregateSync(
    record: KinesisPayload,
    computeChecksums: boolean,
    callback: (error?: Error, records?: PeerRecord[]) => void,
  ): void;
}

const peer: KinesisAgg = require('aws-kinesis-agg');

const AGGREGATES = 500;
const RECORDS = 100;
const DATA_BYTES = 200;

/** Rounds of a run that may be quoted, and of a quick look. */
const rounds = process.argv.includes('--quick') ? 10 : 60;

const contest: Contest<KinesisPayload> = {
  ours: (record) => deaggregate(record),
  peer: readWithPeer,
  peerToBytes: (record) => readWithPeer(record).map(({ data }) => Buffer.from(data, 'base64')),
  floor: ({ data }) => {
    const bytes = Buffer.from(data, 'base64');
    return md5(bytes.subarray(4, bytes.length - 16));
  },
};

function readWithPeer(record: KinesisPayload): PeerRecord[] {
  let result: PeerRecord[] = [];
  peer.deaggregateSync(record, true, (error, records) => {
    if (error !== undefined) throw error;
    result = records ?? [];
  });
  return result;
}

/** The quicker way that this Node.js has, so that the floor is one. */
function md5(bytes: Uint8Array): Buffer {
  return typeof hash === 'function' ? hash('md5', bytes, 'buffer') : createHash('md5').update(bytes).digest();
}

/** Aggregates as Lambda delivers them, with the key that `keyOf` gives to each record. */
function events(keyOf: (record: number) => string): KinesisPayload[] {
  return Array.from({ length: AGGREGATES }, (_, i) => {
    const records = Array.from({ length: RECORDS }, (_, j) => ({
      partitionKey: keyOf(i * RECORDS + j),
      data: randomBytes(DATA_BYTES),
    }));
    const [{ partitionKey, data }] = aggregate(records, { mixedKeys: true });
    return { partitionKey, sequenceNumber: String(i), data: data.toString('base64') };
  });
}

/** Fails unless both readers find the same in all of `inputs`. */
function checkAgreement(inputs: readonly KinesisPayload[]): void {
  for (const input of inputs) {
    const own = deaggregate(input);
    const theirs = readWithPeer(input);
    strictEqual(own.length, RECORDS);
    for (const [index, { partitionKey, data }] of own.entries()) {
      strictEqual(partitionKey, theirs[index].partitionKey);
      strictEqual(data.toString('base64'), theirs[index].data);
    }
  }
}

/** Measures one kind of aggregate and shows it. */
function measure(title: string, inputs: readonly KinesisPayload[]) {
  checkAgreement(inputs);
  const ms = timeRounds(contest, inputs, rounds);
  const heap = heapOfRound(contest, inputs);
  const result = {
    peerOverOurs: round(ms.peer / ms.ours, 2),
    peerToBytesOverOurs: round(ms.peerToBytes / ms.ours, 2),
    oursOverFloor: round(ms.ours / ms.floor, 2),
    ms: mapValues(ms, (value) => round(value, 2)),
    heapMiB: mapValues(heap, (value) => round(value / 2 ** 20, 2)),
  };
  console.log(`\n${title}`);
  for (const name of Object.keys(contest)) {
    const cells = [result.ms[name].toFixed(2).padStart(8), result.heapMiB[name].toFixed(2).padStart(8)];
    console.log(`  ${name.padEnd(12)} ${cells[0]} ms ${cells[1]} MiB of heap`);
  }
  console.log(`  peer / ours ${result.peerOverOurs} (down to bytes ${result.peerToBytesOverOurs}),`);
  console.log(`  ours / floor ${result.oursOverFloor}`);
  return result;
}

function mapValues(
  values: Record<string, number>,
  change: (value: number) => number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

console.log(
  `Node.js ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, medians of ${rounds} rounds`,
);
console.log(
  `A round takes apart ${AGGREGATES} aggregates of ${RECORDS} records of ${DATA_BYTES} bytes, from base64.`,
);
console.log(
  'ours: deaggregate; peer: aws-kinesis-agg 4.2.8 deaggregateSync with its MD5 on, whose data are base64',
);
console.log('text; peerToBytes: that with the text decoded; floor: base64 and MD5 alone.');

const manyKeys = measure(
  'A key for each record, as producers of many keys write',
  events((n) => `device-${1e6 + n}`),
);
const oneKey = measure(
  'One key an aggregate, as the Aggregator writes by default',
  events((n) => `device-${1e6 + Math.floor(n / RECORDS)}`),
);

console.log(JSON.stringify({ node: process.version, rounds, ...manyKeys, oneKey }));
