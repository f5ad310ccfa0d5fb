import * as fc from 'fast-check';
import { type AggregatedRecord, aggregate, deaggregate, type UserRecord } from '../../../lambda/records';
import { anyData, inOrder, runs, seal } from './support';

/** The parts of aws-kinesis-agg used here; its own types leave `RecordAggregator` out. */
interface KinesisAgg {
  deaggregateSync(
    record: { partitionKey: string; sequenceNumber: string; data: string },
    computeChecksums: boolean,
    callback: (error?: Error, records?: PeerRecord[]) => void,
  ): void;
  readonly RecordAggregator: new () => {
    addUserRecord(record: UserRecord): void;
    checkIfUserRecordFits(record: UserRecord): boolean;
    build(): { partitionKey: string; data: Buffer };
  };
}

interface PeerRecord {
  readonly partitionKey: string;
  readonly explicitPartitionKey?: string;
  readonly subSequenceNumber: number;
  readonly data: string;
}

const peer = jest.requireActual<KinesisAgg>('aws-kinesis-agg');
const data = Buffer.from('x');

function peerAggregate(records: readonly UserRecord[]): Buffer {
  const aggregator = new peer.RecordAggregator();
  for (const record of records) aggregator.addUserRecord({ ...record });
  return aggregator.build().data;
}

/** Keys and data as aws-kinesis-agg reads them, or its error. */
function peerDeaggregate(bytes: Buffer): (UserRecord | undefined)[] | Error {
  const outer = { partitionKey: 'outer', sequenceNumber: '1', data: bytes.toString('base64') };
  let result: (UserRecord | undefined)[] | Error = [];
  peer.deaggregateSync(outer, true, (error, records = []) => {
    if (error !== undefined) result = error;
    else
      result = records.map(({ partitionKey, explicitPartitionKey, data: text }) => ({
        partitionKey,
        ...(explicitPartitionKey !== undefined && { explicitHashKey: explicitPartitionKey }),
        data: Buffer.from(text, 'base64'),
      }));
  });
  return result;
}

const ours = (bytes: Buffer) => deaggregate({ partitionKey: 'outer', data: bytes });
const ourAggregate = (records: readonly UserRecord[]): AggregatedRecord =>
  aggregate(records, { mixedKeys: true })[0];

describe('where aws-kinesis-agg is right, both write and read the same', () => {
  const safeKey = fc.stringMatching(/^[a-z][a-z0-9-]{0,15}$/).filter((key) => !(key in {}));
  const anyRecords = (explicitHashKey?: string) =>
    fc.array(
      fc.tuple(safeKey, anyData).map(([partitionKey, data]) => ({
        partitionKey,
        ...(explicitHashKey !== undefined && { explicitHashKey }),
        data,
      })),
      { minLength: 2 },
    );

  test.each([
    ['without', anyRecords()],
    ['with', anyRecords('7')],
  ])('records %s explicit hash key', (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (records: UserRecord[]) => {
        const theirs = peerAggregate(records);
        const own = ourAggregate(records).data;
        expect(own.equals(theirs)).toBe(true);
        expect(ours(theirs)).toStrictEqual(inOrder(records));
        expect(peerDeaggregate(own)).toStrictEqual(records);
      }),
      runs(200),
    );
  });
});

describe('where aws-kinesis-agg 4.2.8 goes wrong, this does not', () => {
  test('keys that look like integers come back on the wrong records', () => {
    const records = ['10', '2'].map((partitionKey) => ({
      partitionKey,
      data: Buffer.from(`of ${partitionKey}`),
    }));
    expect(peerDeaggregate(peerAggregate(records))).toStrictEqual([
      { partitionKey: '2', data: Buffer.from('of 10') },
      { partitionKey: '10', data: Buffer.from('of 2') },
    ]);
    expect(ours(ourAggregate(records).data)).toStrictEqual(inOrder(records));
  });

  test('explicit hash keys, integers all, come back on the wrong records', () => {
    const records = ['10', '2'].map((explicitHashKey) => ({ partitionKey: 'a', explicitHashKey, data }));
    expect(peerDeaggregate(peerAggregate(records))).toMatchObject([
      { explicitHashKey: '2' },
      { explicitHashKey: '10' },
    ]);
    expect(ours(ourAggregate(records).data)).toStrictEqual(inOrder(records));
  });

  test('a record without explicit hash key gets that of another', () => {
    const records = [
      { partitionKey: 'a', explicitHashKey: '5', data },
      { partitionKey: 'b', data },
    ];
    const { data: bytes } = ourAggregate(records);
    expect(bytes.equals(peerAggregate(records))).toBe(true);
    expect(peerDeaggregate(bytes)).toMatchObject([{ explicitHashKey: '5' }, { explicitHashKey: '5' }]);
    expect(ours(bytes)).toStrictEqual(inOrder(records));
  });

  test('the key __proto__ is lost', () => {
    const records = ['a', '__proto__'].map((partitionKey) => ({ partitionKey, data }));
    expect(peerDeaggregate(peerAggregate(records))).toMatchObject([
      { partitionKey: 'a' },
      { partitionKey: 'a' },
    ]);
    expect(ours(ourAggregate(records).data)).toStrictEqual(inOrder(records));
  });

  test('the empty key is refused', () => {
    const records = ['', 'a'].map((partitionKey) => ({ partitionKey, data }));
    expect(() => peerAggregate(records)).toThrow('partitionKey field is mandatory');
    expect(ours(ourAggregate(records).data)).toStrictEqual(inOrder(records));
  });

  test('a record of 1 MiB by its count is larger, as it counts keys in UTF-16 and not the outer key', () => {
    const record = { partitionKey: '€'.repeat(256), data: Buffer.alloc(2 ** 20 - 300) };
    const aggregator = new peer.RecordAggregator();
    expect(aggregator.checkIfUserRecordFits(record)).toBe(true);
    aggregator.addUserRecord(record);
    const { partitionKey, data: bytes } = aggregator.build();
    expect(bytes.length + Buffer.byteLength(partitionKey)).toBeGreaterThan(2 ** 20);
    expect(() => ourAggregate([record])).toThrow(RangeError);
  });

  test('records whose keys belong to different shards share an aggregate', () => {
    const records = ['a', 'b'].map((partitionKey) => ({ partitionKey, data }));
    expect(peerDeaggregate(peerAggregate(records))).toHaveLength(2);
    expect(aggregate(records)).toHaveLength(2);
  });

  test.each([
    ['of which the digest is wrong', Buffer.concat([seal(Buffer.from('0a0161', 'hex')), Buffer.alloc(1)])],
    ['that only begin like an aggregate', Buffer.from('f3899ac20102', 'hex')],
    ['whose message lacks a required field', seal(Buffer.from('0a01611a020800', 'hex'))],
  ])('bytes %s are an error, and lost', (_, bytes) => {
    expect(peerDeaggregate(bytes)).toBeInstanceOf(Error);
    expect(ours(bytes)).toStrictEqual([
      { partitionKey: 'outer', data: bytes, subSequenceNumber: 0, aggregated: false },
    ]);
  });

  test('an index outside the table gives a record without key', () => {
    const bytes = seal(Buffer.from('0a01611a0508011a0178', 'hex'));
    expect(peerDeaggregate(bytes)).toMatchObject([{ partitionKey: undefined }]);
    expect(ours(bytes)).toMatchObject([{ partitionKey: 'outer', aggregated: false }]);
  });
});
