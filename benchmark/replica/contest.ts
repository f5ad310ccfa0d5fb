import { MINISTACK_VERSION } from '../../bin/local/installation';
import type { PutRecordsClient } from '../../lambda/producer/client';
import type { SourceRecord } from '../../lambda/replicate-stream/source-record';
import { median } from '../support/rounds';
import { accountFor } from './account';
import { createStream, numbersIn, putPlainly, withEmulator } from './emulated';
import { ROUND_TRIP_MS, rateAfar } from './far-region';
import { sourceRecords, uniformKeys, zipfKeys } from './load';
import { worker } from './replicate-all';

const RECORDS = 100_000;
const ROUND = 20_000;
/** As many as records: most batches hold a few of them twice. */
const UNIFORM_KEYS = 100_000;

/** The first of them has a tenth of all records. */
const ZIPF_KEYS = 10_000;

/** Shards of the source, each with a worker of its own, as Lambda runs them. */
const WORKERS = 4;

/**
 * Copies and plain puts take turns, in rounds, so that both meet the same machine. Each round has new streams, since the
 * emulator takes longer for a call the more its stream holds, whatever the call holds.
 */
async function onEmulator() {
  const records = sourceRecords(RECORDS, uniformKeys(UNIFORM_KEYS));
  return withEmulator(async (client) => {
    const rates: { plain: number; replica: number }[] = [];
    const copies: number[][] = [];
    for (let at = 0; at < RECORDS; at += ROUND) {
      const round = records.slice(at, at + ROUND);
      const plainArn = await createStream(client, `plain-${at}`);
      const copyArn = await createStream(client, `copy-${at}`);
      const isEven = (at / ROUND) % 2 === 0;
      const putAll = () => putPlainly(client, plainArn, round);
      const before = isEven ? await rateOf(putAll) : undefined;
      const replica = await rateOf(() => replicate(client, copyArn, round));
      rates.push({ plain: before ?? (await rateOf(putAll)), replica });
      copies.push(...(await numbersIn(client, `copy-${at}`)));
    }
    return {
      ...accountFor(records, copies),
      plain: median(rates.map(({ plain }) => plain)),
      replica: median(rates.map(({ replica }) => replica)),
      share: median(rates.map(({ plain, replica }) => replica / plain)),
    };
  });
}

/** Records a second of a round. */
async function rateOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (ROUND * 1000) / (performance.now() - started);
}

async function replicate(
  client: PutRecordsClient,
  streamArn: string,
  round: readonly SourceRecord[],
): Promise<void> {
  const options = { target: client, streamArn, packing: false, stateMs: 0 };
  await Promise.all(shardsOf(round).map((records) => worker(options)(records)));
}

/** Each key belongs to one shard. */
function shardsOf(records: readonly SourceRecord[]): SourceRecord[][] {
  const shards = Array.from({ length: WORKERS }, (): SourceRecord[] => []);
  for (const record of records) shards[Number(record.partitionKey.split('-')[1]) % WORKERS].push(record);
  return shards;
}

async function main(): Promise<void> {
  const { lost, orderBreaks, duplicates, plain, replica, share } = await onEmulator();
  console.log(
    `MiniStack ${MINISTACK_VERSION}, ${RECORDS} records of ${UNIFORM_KEYS} keys, ${WORKERS} workers, medians of rounds:`,
  );
  console.log(`  PutRecords without order   ${plain.toFixed(0).padStart(8)} records/s`);
  console.log(
    `  replica, order of keys     ${replica.toFixed(0).padStart(8)} records/s, ${(share * 100).toFixed(0)} %`,
  );

  const uniform = await rateAfar(50_000, uniformKeys(UNIFORM_KEYS), false);
  const packedZipf = await rateAfar(50_000, zipfKeys(ZIPF_KEYS), true);
  const zipf = await rateAfar(2_000, zipfKeys(ZIPF_KEYS), false);
  console.log(`One worker, ${ROUND_TRIP_MS} ms to the target and back (modelled), batches of 1,000:`);
  console.log(`  uniform keys               ${uniform.toFixed(0).padStart(8)} records/s`);
  console.log(`  Zipf(1) keys, packed       ${packedZipf.toFixed(0).padStart(8)} records/s`);
  console.log(`  Zipf(1) keys, not packed   ${zipf.toFixed(0).padStart(8)} records/s`);
  console.log(
    `  one PutRecord at a time    ${(1000 / ROUND_TRIP_MS).toFixed(0).padStart(8)} records/s, at best`,
  );
  console.log(
    JSON.stringify({
      lost,
      orderBreaks,
      duplicates,
      shareOfPutRecords: Number(share.toFixed(3)),
      recordsPerSecondUniform: Math.round(uniform),
      recordsPerSecondPackedZipf: Math.round(packedZipf),
    }),
  );
}

void main();
