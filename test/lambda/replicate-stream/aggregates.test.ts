import fc from 'fast-check';
import { HASH_KEYS, hashKeyOf } from '../../../lambda/producer/hash-key';
import { aggregate, deaggregate, type UserRecord } from '../../../lambda/records';
import type { ReplicationMode } from '../../../lambda/replicate-stream/contract';
import { readReplicated } from '../../../lambda/replicate-stream/envelope';
import type { SourceRecord } from '../../../lambda/replicate-stream/source-record';
import { play } from './play';
import { type Schedule, SOURCE, schedules } from './schedule';

/** How many schedules are tried, as in `schedules.test.ts`. */
const numRuns = Number(process.env.FC_RUNS ?? 150);
jest.setTimeout(Math.max(60_000, numRuns * 200));

const MODES: ReplicationMode[] = ['one-way', 'active-passive', 'active-active'];

type Keys = Omit<UserRecord, 'data'>;

const keys: fc.Arbitrary<Keys> = fc.record(
  {
    partitionKey: fc.constantFrom('a', 'b', 'c', 'ключ', '7'),
    explicitHashKey: fc.constantFrom('0', String(HASH_KEYS / 2n), String(HASH_KEYS - 1n)),
  },
  { requiredKeys: ['partitionKey'] },
);

/** Schedules of what the KPL writes: aggregates of several keys under the key "a", and single records. */
const kplSchedules: fc.Arbitrary<Schedule> = fc
  .record({
    schedule: schedules(MODES),
    drafts: fc.array(fc.array(keys, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 20 }),
  })
  .map(({ schedule, drafts }) => ({ ...schedule, records: drafts.map(kplRecord) }));

function kplRecord(users: readonly Keys[], i: number): SourceRecord {
  const records = users.map((user, n) => ({ ...user, data: Buffer.from(`${n} of ${i}`) }));
  const [{ data }] = aggregate(records, { mixedKeys: true });
  const partitionKey = users.length === 1 ? users[0].partitionKey : 'a';
  return { ...SOURCE, partitionKey, data, sequenceNumber: String(1_000 + i), arrivedAt: 1_000 + i };
}

test('every user record of a KPL stream comes to its own shard, those of a key in their order', () =>
  fc.assert(
    fc.asyncProperty(kplSchedules, async (schedule) => {
      const { kinesis } = await play(schedule);
      const written = kinesis.written.sort((a, b) => (a.sequenceNumber < b.sequenceNumber ? -1 : 1));
      const arrived = written.flatMap(
        ({ PartitionKey = '', ExplicitHashKey, Data = Buffer.alloc(0), shardId }) =>
          readReplicated({ partitionKey: PartitionKey, explicitHashKey: ExplicitHashKey, data: Data }).map(
            (user) => ({ ...user, shard: Number(shardId.slice(-12)) }),
          ),
      );
      const misplaced = arrived.filter((user) => user.shard !== shardOf(user, schedule.shards));
      expect(misplaced).toEqual([]);

      const wanted = schedule.records.flatMap((record) =>
        deaggregate(record).map((user) => ({ ...user, sequenceNumber: record.sequenceNumber })),
      );
      const first = new Map<string, number>();
      for (const [i, user] of arrived.entries()) if (!first.has(idOf(user))) first.set(idOf(user), i);
      expect([...first.keys()].sort()).toEqual(wanted.map(idOf).sort());
      for (const key of new Set(wanted.map(({ partitionKey }) => partitionKey))) {
        const places = wanted
          .filter(({ partitionKey }) => partitionKey === key)
          .map((user) => first.get(idOf(user)) ?? -1);
        expect(places).toEqual([...places].sort((a, b) => a - b));
      }
      if (!schedule.envelope) return;
      const origins = arrived.map(
        (user) => `${user.origin?.sequenceNumber}/${user.subSequenceNumber}:${idOf(user)}`,
      );
      const told = wanted.map((user) => `${user.sequenceNumber}/${user.subSequenceNumber}:${idOf(user)}`);
      expect([...new Set(origins)].sort()).toEqual(told.sort());
    }),
    { numRuns },
  ));

function shardOf({ partitionKey, explicitHashKey }: Keys, shards: number): number {
  const hashKey = explicitHashKey === undefined ? hashKeyOf(partitionKey) : BigInt(explicitHashKey);
  return Number((hashKey * BigInt(shards)) / HASH_KEYS);
}

/** Tells one user record from all others, keys included. A single record's explicit hash key is not told by Lambda. */
function idOf({ partitionKey, explicitHashKey, data }: UserRecord): string {
  return `${partitionKey}|${explicitHashKey ?? ''}|${data.toString()}`;
}
