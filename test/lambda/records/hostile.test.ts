import * as fc from 'fast-check';
import { type DeaggregatedRecord, deaggregate, isAggregate } from '../../../lambda/records';
import {
  anyData,
  anyKey,
  asUserRecord,
  encode,
  encodeRecord,
  PATIENCE,
  readByProtobufjs,
  runs,
  seal,
  unseal,
} from './support';

/** One change of a buffer's bytes. */
interface Change {
  readonly kind: 'set' | 'flip' | 'insert' | 'remove' | 'cut' | 'repeat';
  readonly at: number;
  readonly value: number;
}

const anyChanges: fc.Arbitrary<Change[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('set', 'flip', 'insert', 'remove', 'cut', 'repeat'),
    at: fc.nat(),
    value: fc.oneof(fc.constantFrom(0, 1, 8, 0x0a, 0x12, 0x1a, 0x7f, 0x80, 0xff), fc.nat(255)),
  }),
  { minLength: 1, maxLength: 4 },
);

function change(bytes: Buffer, { kind, at, value }: Change): Buffer {
  if (bytes.length === 0) return Buffer.from([value]);
  const index = at % bytes.length;
  const [before, after] = [bytes.subarray(0, index), bytes.subarray(index)];
  switch (kind) {
    case 'set':
      return Buffer.concat([before, Buffer.from([value]), after.subarray(1)]);
    case 'flip':
      return Buffer.concat([before, Buffer.from([after[0] ^ (1 << (value & 7))]), after.subarray(1)]);
    case 'insert':
      return Buffer.concat([before, Buffer.from([value]), after]);
    case 'remove':
      return Buffer.concat([before, after.subarray(1 + (value & 3))]);
    case 'cut':
      return before;
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, 1 + (value & 31)), after]);
  }
}

const anyMessage: fc.Arbitrary<Buffer> = fc
  .record({
    keys: fc.array(fc.oneof(fc.string({ maxLength: 4 }), anyKey), { minLength: 1, maxLength: 3 }),
    hashKeys: fc.array(fc.nat().map(String), { maxLength: 2 }),
    records: fc.array(fc.record({ key: fc.nat(3), hashKey: fc.option(fc.nat(2)), data: anyData }), {
      maxLength: 4,
    }),
  })
  .map(({ keys, hashKeys, records }) =>
    encode({
      partition_key_table: keys,
      explicit_hash_key_table: hashKeys,
      records: records.map(({ key, hashKey, data }) => ({
        partition_key_index: key,
        ...(hashKey !== null && { explicit_hash_key_index: hashKey }),
        data,
      })),
    }),
  );

/** A varint has 10 bytes at most; protobufjs passes over longer ones in fields it does not know. */
const TOO_LONG_VARINT = /[\x80-\xff]{10}/;

function isPlain(got: DeaggregatedRecord[]): boolean {
  return got.length === 1 && !got[0].aggregated;
}

/** Fails unless `got` is a possible outcome for `bytes`: one unchanged record, or records that lie inside. */
function expectSound(bytes: Buffer, got: DeaggregatedRecord[]): void {
  if (isPlain(got)) {
    expect(got[0].data).toBe(bytes);
    expect(got[0]).toMatchObject({ partitionKey: 'outer', subSequenceNumber: 0 });
    return;
  }
  expect(isAggregate(bytes)).toBe(true);
  let total = 0;
  for (const [
    index,
    { partitionKey, explicitHashKey, data, subSequenceNumber, aggregated },
  ] of got.entries()) {
    expect([typeof partitionKey, subSequenceNumber, aggregated]).toEqual(['string', index, true]);
    expect(['string', 'undefined']).toContain(typeof explicitHashKey);
    total += data.length;
  }
  expect(total).toBeLessThan(bytes.length);
}

test(
  'changed, cut and re-sealed aggregates never throw; what protobufjs reads of them is read alike',
  () => {
    fc.assert(
      fc.property(anyMessage, anyChanges, fc.boolean(), (message, changes, sealedAfter) => {
        const bytes = sealedAfter
          ? seal(changes.reduce(change, message))
          : changes.reduce(change, seal(message));
        const got = deaggregate({ partitionKey: 'outer', data: bytes });
        expectSound(bytes, got);
        if (!isAggregate(bytes)) return;
        const expected = readByProtobufjs(unseal(bytes));
        if (expected === undefined || (isPlain(got) && TOO_LONG_VARINT.test(bytes.toString('latin1'))))
          return;
        expect(got.map(asUserRecord)).toStrictEqual(expected);
      }),
      runs(3000),
    );
  },
  PATIENCE,
);

test(
  'random bytes never throw, sealed or not, as bytes or as text',
  () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary' }), (random, text) => {
        const bytes = Buffer.from(random);
        for (const each of [bytes, seal(bytes), Buffer.concat([Buffer.from('f3899ac2', 'hex'), bytes])]) {
          expectSound(each, deaggregate({ partitionKey: 'outer', data: each }));
        }
        expect(deaggregate({ partitionKey: 'outer', data: text })).toHaveLength(1);
      }),
      runs(1000),
    );
  },
  PATIENCE,
);

/** A protobuf field with a number that may be known, any wire type, and a value that fits it. */
const { field } = fc.letrec<{ field: Buffer }>((tie) => {
  const tagged = (type: number, body: fc.Arbitrary<Buffer>) =>
    fc.tuple(fc.constantFrom(1, 2, 3, 4, 5, 99, 2 ** 29 - 1), body).map(([number, bytes]) => {
      const ends = type === 3 ? [varint(number * 8 + 4)] : [];
      return Buffer.concat([varint(number * 8 + type), bytes, ...ends]);
    });
  const bytes = fc.oneof(
    anyData,
    fc.array(tie('field'), { maxLength: 3 }).map((fields) => Buffer.concat(fields)),
    fc.record({ partition_key_index: fc.nat(3), data: anyData }).map(encodeRecord),
    fc
      .record({ partition_key_index: fc.nat(2), explicit_hash_key_index: fc.nat(2), data: anyData })
      .map(encodeRecord),
  );
  return {
    field: fc.oneof(
      { maxDepth: 3 },
      tagged(0, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(varint)),
      tagged(1, fc.uint8Array({ minLength: 8, maxLength: 8 }).map(Buffer.from)),
      tagged(5, fc.uint8Array({ minLength: 4, maxLength: 4 }).map(Buffer.from)),
      tagged(
        2,
        bytes.map((body) => Buffer.concat([varint(body.length), body])),
      ),
      tagged(
        3,
        fc.array(tie('field'), { maxLength: 3 }).map((fields) => Buffer.concat(fields)),
      ),
    ),
  };
});

test(
  'messages of arbitrary fields are read as protobufjs reads them, or refused as it refuses them',
  () => {
    const anyFields = fc.array(field, { maxLength: 8 });
    let read = 0;
    fc.assert(
      fc.property(anyFields, fc.option(fc.nat(1000), { freq: 4 }), (fields, cut) => {
        const whole = Buffer.concat([Buffer.from('0a01610a0162120135', 'hex'), ...fields]);
        const message = cut === null ? whole : whole.subarray(0, 1 + (cut % whole.length));
        const got = deaggregate({ partitionKey: 'outer', data: seal(message) });
        const expected = readByProtobufjs(message);
        if (expected === undefined) expect(got).toMatchObject([{ aggregated: false }]);
        else expect(got.map(asUserRecord)).toStrictEqual(expected);
        if (expected !== undefined && expected.length > 0) read++;
      }),
      runs(2000),
    );
    expect(read).toBeGreaterThan(0);
  },
  PATIENCE,
);

test('a record of 1 MiB made to be costly is read or refused like any other', () => {
  const fill = (unit: string, bytes = 2 ** 20) =>
    Buffer.alloc(Math.floor(bytes / (unit.length / 2)) * (unit.length / 2), unit, 'hex');
  const keys = fill('0a00');
  const got = (message: Buffer) => deaggregate({ partitionKey: 'outer', data: seal(message) });

  expect(got(keys)).toEqual([]);
  expect(got(Buffer.concat([Buffer.from('0a00', 'hex'), fill('1a0408001a00')]))).toHaveLength(174_762);
  expect(got(Buffer.concat([keys, fill('1a00')]))).toMatchObject([{ aggregated: false }]);
  expect(got(fill('2b'))).toMatchObject([{ aggregated: false }]);
  expect(got(fill('2b2c'))).toEqual([]);
  expect(got(fill('80'))).toMatchObject([{ aggregated: false }]);
  // One long key for many records is one string.
  const key = Buffer.concat([Buffer.from('0a808020', 'hex'), Buffer.alloc(2 ** 19, 'k')]);
  const records = got(Buffer.concat([key, fill('1a0408001a00', 2 ** 19)]));
  expect(new Set(records.map((record) => record.partitionKey)).size).toBe(1);
  expect(records).toHaveLength(87_381);
});

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}
