import * as fc from 'fast-check';
import { Aggregator, aggregate, deaggregate, isAggregate, type UserRecord } from '../../../lambda/records';
import {
  anyRecord,
  anyRecords,
  asUserRecord,
  encode,
  inOrder,
  PATIENCE,
  readByProtobufjs,
  runs,
  unseal,
} from './support';

/** The one aggregate that holds all of `records`, which fit. */
function together(records: readonly UserRecord[]): Buffer {
  const [packed, ...more] = aggregate(records, { mixedKeys: true });
  expect(more).toEqual([]);
  expect(packed.userRecords).toBe(records.length);
  return packed.data;
}

/** The records of each key in order. */
function byRoute(records: readonly UserRecord[]): Map<string, UserRecord[]> {
  const groups = new Map<string, UserRecord[]>();
  for (const record of records) groups.set(route(record), [...(groups.get(route(record)) ?? []), record]);
  return groups;
}

/** What decides the shard of a record. */
const route = ({ partitionKey, explicitHashKey }: UserRecord) =>
  JSON.stringify(explicitHashKey ?? [partitionKey]);

test(
  'records come back from an aggregate as they went in, in order',
  () => {
    fc.assert(
      fc.property(anyRecords, anyRecord, (records, one) => {
        const all = [one, ...records];
        const got = deaggregate({ partitionKey: 'outer', data: together(all).toString('base64') });
        expect(got).toStrictEqual(inOrder(all));
      }),
      runs(1000),
    );
  },
  PATIENCE,
);

test(
  'an aggregate is the bytes that protobufjs writes, and protobufjs reads it back',
  () => {
    fc.assert(
      fc.property(anyRecords, anyRecord, (records, one) => {
        const all = [one, ...records];
        const message = unseal(together(all));
        const partitionKeys = [...new Set(all.map((record) => record.partitionKey))];
        const explicitHashKeys = [...new Set(all.flatMap((record) => record.explicitHashKey ?? []))];
        const expected = encode({
          partition_key_table: partitionKeys,
          explicit_hash_key_table: explicitHashKeys,
          records: all.map(({ partitionKey, explicitHashKey, data }) => ({
            partition_key_index: partitionKeys.indexOf(partitionKey),
            ...(explicitHashKey !== undefined && {
              explicit_hash_key_index: explicitHashKeys.indexOf(explicitHashKey),
            }),
            data,
          })),
        });
        expect(message.equals(expected)).toBe(true);
        expect(readByProtobufjs(message)).toStrictEqual(all.map(asUserRecord));
      }),
      runs(1000),
    );
  },
  PATIENCE,
);

test(
  'each key keeps its records and their order, and shares no Kinesis record with another',
  () => {
    fc.assert(
      fc.property(anyRecords, fc.integer({ min: 2000, max: 4000 }), (records, maxRecordBytes) => {
        const packed = aggregate(records, { maxRecordBytes });
        const got = packed.flatMap((kinesisRecord) => {
          const users = deaggregate(kinesisRecord).map(asUserRecord);
          expect(users).toHaveLength(kinesisRecord.userRecords);
          expect(
            kinesisRecord.data.length + Buffer.byteLength(kinesisRecord.partitionKey),
          ).toBeLessThanOrEqual(maxRecordBytes);
          expect(users.filter((user) => route(user) !== route(kinesisRecord))).toEqual([]);
          return users;
        });
        expect(byRoute(got)).toStrictEqual(byRoute(records));
      }),
      runs(500),
    );
  },
  PATIENCE,
);

test(
  'the aggregator knows its size to the byte and ends an aggregate only when it must',
  () => {
    fc.assert(
      fc.property(
        anyRecords,
        fc.integer({ min: 2000, max: 4000 }),
        fc.boolean(),
        (records, maxRecordBytes, mixedKeys) => {
          const aggregator = new Aggregator({ maxRecordBytes, mixedKeys });
          let size = 0;
          let waiting: UserRecord[] = [];
          for (const record of records) {
            const finished = aggregator.add(record);
            if (finished !== undefined) {
              expect(finished.data.length + Buffer.byteLength(finished.partitionKey)).toBe(size);
              expect(deaggregate(finished).map(asUserRecord)).toStrictEqual(waiting);
              const joined = new Aggregator({ mixedKeys: true });
              for (const each of [...waiting, record]) joined.add(each);
              const otherKey = !mixedKeys && route(waiting[0]) !== route(record);
              expect(otherKey || joined.byteLength > maxRecordBytes).toBe(true);
              waiting = [];
            }
            waiting.push(record);
            size = aggregator.byteLength;
            expect(size).toBeLessThanOrEqual(maxRecordBytes);
            expect(aggregator.userRecords).toBe(waiting.length);
          }
          const last = aggregator.flush();
          expect(last?.data.length).toBe(size - Buffer.byteLength(waiting[0].partitionKey));
          expect(aggregator.byteLength).toBe(0);
          expect(aggregator.flush()).toBeUndefined();
        },
      ),
      runs(500),
    );
  },
  PATIENCE,
);

test(
  'an aggregate taken in as a record comes back whole, at any depth',
  () => {
    fc.assert(
      fc.property(anyRecords, anyRecord, (records, one) => {
        const inner = together([one, ...records]);
        const record = { partitionKey: 'inner', data: inner };
        const [outer] = aggregate([record]);
        expect(isAggregate(outer.data)).toBe(true);
        expect(deaggregate(outer)).toStrictEqual(inOrder([record]));
        expect(outer.userRecords).toBe(1);
      }),
      runs(200),
    );
  },
  PATIENCE,
);
