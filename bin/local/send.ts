import { setTimeout as wait } from 'node:timers/promises';
import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { Flight } from '../../examples/streaming-etl/flight';
import { splitBySize } from './delivery/split';

/** A record that the stream has taken. */
export interface Sent {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** When the call that put it began, in milliseconds since 1970. */
  readonly putAt: number;
}

interface Entry {
  readonly Data: Buffer;
  readonly PartitionKey: string;
}

const MOST_RECORDS = 500;
/** Of data; the emulator takes less in one call than the 10 MiB that Kinesis does. */
const MOST_BYTES = 300 * 1024;
const ATTEMPTS = 5;

/** Puts all flights into the stream, those of one airport in order. */
export async function sendFlights(
  kinesis: KinesisClient,
  stream: string,
  flights: readonly Flight[],
  report: (sent: number) => void,
): Promise<Sent[]> {
  const entries = flights.map((flight) => ({
    Data: Buffer.from(JSON.stringify(flight)),
    PartitionKey: flight.origin,
  }));
  const sent: Sent[] = [];
  for (const batch of splitBySize(entries, MOST_BYTES, weight)) {
    sent.push(...(await putAll(kinesis, stream, batch)));
    report(sent.length);
  }
  return sent;
}

/** Bytes, but never so few that more than 500 records fit into a call. */
function weight({ Data }: Entry): number {
  return Math.max(Data.length, MOST_BYTES / MOST_RECORDS);
}

async function putAll(kinesis: KinesisClient, stream: string, batch: readonly Entry[]): Promise<Sent[]> {
  const sent: Sent[] = [];
  let left = [...batch];
  for (let attempt = 1; left.length > 0; attempt++) {
    if (attempt > ATTEMPTS) throw new Error(`the stream refused ${left.length} records ${ATTEMPTS} times`);
    if (attempt > 1) await wait(100 * 2 ** attempt);
    const putAt = Date.now();
    const { Records = [] } = await kinesis.send(new PutRecordsCommand({ StreamName: stream, Records: left }));
    for (const { ShardId: shardId, SequenceNumber: sequenceNumber } of Records) {
      if (shardId !== undefined && sequenceNumber !== undefined)
        sent.push({ shardId, sequenceNumber, putAt });
    }
    left = left.filter((_, index) => Records[index]?.SequenceNumber === undefined);
  }
  return sent;
}
