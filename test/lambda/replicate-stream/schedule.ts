import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { aggregate } from '../../../lambda/records';
import type { ReplicationMode } from '../../../lambda/replicate-stream/contract';
import type { SourceRecord } from '../../../lambda/replicate-stream/source-record';
import type { Fault } from '../../support/faulty-kinesis';

/** What befalls one call of the function. */
export type Misfortune =
  | 'none'
  /** Its work is done, and it dies before it notes that down. */
  | 'dies before progress'
  /** It dies some milliseconds after its start. */
  | 'dies amid'
  /** It works to the end, and Lambda takes it for failed. */
  | 'answer lost'
  /** Lambda calls twice at once with one batch. */
  | 'called twice'
  | 'progress unreadable'
  | 'progress unwritable'
  | 'short of time';

/** Records in one shard, and what befalls their replication. */
export interface Schedule {
  readonly seed: number;
  readonly shards: number;
  readonly records: readonly SourceRecord[];
  readonly batchSize: number;
  readonly faults: readonly Fault[];
  readonly misfortunes: readonly Misfortune[];
  readonly bisect: boolean;
  readonly envelope: boolean;
  readonly packing: boolean;
  readonly mode: ReplicationMode;

  /** Milliseconds at which the token goes, and comes again, and so on. */
  readonly tokenTurns: readonly number[];
  readonly tokenUnreadable: readonly boolean[];
}

const faults: readonly Fault[] = [
  'none',
  'throttled shard',
  'internal failures',
  'mixed failures',
  'throttled call',
  'no connection',
  'lost before',
  'lost after',
  'lost, applied late',
  'reset after',
  'server error after',
  'denied',
];

const misfortunes: readonly Misfortune[] = [
  'none',
  'dies before progress',
  'dies amid',
  'answer lost',
  'called twice',
  'progress unreadable',
  'progress unwritable',
  'short of time',
];

/** Schedules with few keys and small batches, so that everything gets in each other's way. */
export function schedules(modes: readonly ReplicationMode[], plain = false): fc.Arbitrary<Schedule> {
  return fc
    .record({
      seed: fc.nat(),
      shards: fc.integer({ min: 1, max: 4 }),
      drafts: fc.array(
        fc.record({
          key: fc.constantFrom('a', 'b', 'c', 'ключ', '7'),
          kind: plain
            ? fc.constant('bytes' as const)
            : fc.constantFrom('bytes', 'bytes', 'aggregate', 'large'),
        }),
        { minLength: 1, maxLength: 30 },
      ),
      batchSize: fc.integer({ min: 1, max: 12 }),
      faults: fc.array(fc.constantFrom(...faults), { maxLength: 20 }),
      misfortunes: fc.array(fc.constantFrom(...misfortunes), { maxLength: 6 }),
      bisect: fc.boolean(),
      envelope: fc.boolean(),
      packing: plain ? fc.constant(false) : fc.boolean(),
      mode: fc.constantFrom(...modes),
      tokenTurns: fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 4 }),
      tokenUnreadable: fc.array(fc.boolean(), { maxLength: 10 }),
    })
    .map(({ drafts, ...rest }) => ({
      ...rest,
      envelope: rest.envelope || rest.mode === 'active-active',
      records: drafts.map((draft, i) => sourceRecord(i, draft.key, draft.kind)),
    }));
}

export const TARGET_ARN = 'arn:aws:kinesis:eu-central-1:111122223333:stream/orders';
export const SOURCE = { shardId: 'shardId-000000000000', streamName: 'orders', region: 'eu-west-1' };

function sourceRecord(i: number, partitionKey: string, kind: 'bytes' | 'aggregate' | 'large'): SourceRecord {
  const bytes = createHash('sha256').update(`${partitionKey}:${i}`).digest();
  const data =
    kind === 'aggregate'
      ? aggregate([1, 2].map((n) => ({ partitionKey, data: Buffer.from(`${n} of ${i}`) })))[0].data
      : kind === 'large'
        ? Buffer.concat([bytes, Buffer.alloc(60_000, i)])
        : bytes;
  // Sequence numbers grow in length too.
  const sequenceNumber = String(99_999_990n + BigInt(i) * 3n);
  return { ...SOURCE, partitionKey, data, sequenceNumber, arrivedAt: 1_000 + i };
}
