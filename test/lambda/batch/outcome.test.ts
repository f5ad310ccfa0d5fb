import {
  deliver,
  drop,
  fail,
  type Outcome,
  type PartitionKeys,
  type RecordTransform,
  transformRecords,
} from '../../../lambda/batch';
import { decodeFirehoseResult, firehoseEvent, lambdaContext } from '../../../lambda/testing';
import { quiet } from './support';

const context = lambdaContext();

/** Transforms one record, and decodes what became of it. */
async function one(outcome: unknown) {
  const event = firehoseEvent([{ data: 'in' }]);
  const options = { format: 'text', ...quiet() } as const;
  const response = await transformRecords(() => outcome as Outcome, options)(event, context);
  const [record] = decodeFirehoseResult(response, event).records;
  return { record, reason: options.logger.records[0]?.details.reason };
}

describe('outcomes', () => {
  test('each record is answered once, in the order of the event', async () => {
    const transform: RecordTransform<number> = async ({ payload }) => {
      // The later ones end first.
      for (let turn = payload; turn < 20; turn++) await Promise.resolve();
      if (payload % 3 === 0) return drop();
      return payload % 3 === 1 ? fail('one over') : deliver({ n: payload });
    };
    const event = firehoseEvent(Array.from({ length: 20 }, (_, data) => ({ data })));
    const result = decodeFirehoseResult(await transformRecords(transform, quiet())(event, context), event);
    expect(result.records.map(({ recordId }) => recordId)).toEqual(
      event.records.map(({ recordId }) => recordId),
    );
    expect(result.ok.map((record) => record.json())).toEqual([2, 5, 8, 11, 14, 17].map((n) => ({ n })));
    expect(result.dropped).toHaveLength(7);
    expect(result.failed).toHaveLength(7);
  });

  test.each<[string, Parameters<typeof deliver>[0], string]>([
    ['an object', { a: 1 }, '{"a":1}\n'],
    ['several lines', [{ a: 1 }, 'b', 3], '{"a":1}\nb\n3\n'],
    ['an array as a line', [[1, 2]], '[1,2]\n'],
    ['text', 'a,b', 'a,b\n'],
    ['text with its newline', 'a,b\n', 'a,b\n'],
    ['empty text', '', '\n'],
    ['null, false and zero', [null, false, 0], 'null\nfalse\n0\n'],
    ['unicode', { name: 'Łódź 🛩' }, '{"name":"Łódź 🛩"}\n'],
    ['bytes, and nothing else', Buffer.from('a'), 'a'],
    ['bytes between lines', ['a', Buffer.from('b')], 'a\nb'],
  ])('deliver takes %s', async (_, value, text) => {
    const { record } = await one(deliver(value));
    expect(record.result).toBe('Ok');
    expect(record.text()).toBe(text);
  });

  test('bytes are delivered bit by bit, a view of them too', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
    expect((await one(deliver(bytes.subarray(5, 250)))).record.data).toEqual(
      Buffer.from(bytes.subarray(5, 250)),
    );
  });

  test('deliver of no line is a drop', async () => {
    expect((await one(deliver([]))).record.result).toBe('Dropped');
  });

  test('fail logs its reason', async () => {
    const { record, reason } = await one(fail('no date'));
    expect(record.result).toBe('ProcessingFailed');
    expect(record.data).toHaveLength(0);
    expect(reason).toBe('no date');
  });

  const circular: Record<string, unknown> = {};
  circular.self = circular;
  test.each<[string, unknown, string]>([
    ['undefined', deliver(undefined as never), 'TypeError: cannot deliver undefined: it is not JSON'],
    ['a function among lines', deliver([1, () => 1]), 'TypeError: cannot deliver function: it is not JSON'],
    ['a bigint', deliver({ n: 1n }), 'TypeError: Do not know how to serialize a BigInt'],
    ['a circle', deliver(circular), 'TypeError: Converting circular structure to JSON'],
    ['a promise', deliver(Promise.resolve(1)), 'TypeError: cannot deliver Promise: await it first'],
    // biome-ignore lint/suspicious/noThenProperty: that is what is refused
    ['what can be awaited', deliver({ then() {} }), 'TypeError: cannot deliver Object: await it first'],
    ['a Map', deliver(new Map()), 'TypeError: cannot deliver Map: make an object or an array of it'],
    ['a Set', deliver([1, new Set()]), 'TypeError: cannot deliver Set: make an object or an array of it'],
    [
      'an ArrayBuffer',
      deliver(new ArrayBuffer(1)),
      'TypeError: cannot deliver ArrayBuffer: make a Uint8Array',
    ],
    [
      'numbers of 16 bits',
      deliver(new Uint16Array(1)),
      'TypeError: cannot deliver Uint16Array: make a Uint8Array',
    ],
    ['a DataView', deliver(new DataView(new ArrayBuffer(1))), 'TypeError: cannot deliver DataView: make a'],
  ])('deliver of %s fails the record', async (_, outcome, expected) => {
    const { record, reason } = await one(outcome);
    expect(record.result).toBe('ProcessingFailed');
    expect(reason).toContain(expected);
  });

  test('promises that reject fail their record, and are not left unhandled', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const { reason } = await one(deliver([1, 2].map(async () => Promise.reject(new Error('no')))));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(reason).toBe('TypeError: cannot deliver Promise: await it first');
    expect(unhandled).not.toHaveBeenCalled();
  });

  test.each([[undefined], [null], [{ n: 1 }], ['Ok']])('returning %p fails the record', async (outcome) => {
    const { record, reason } = await one(outcome);
    expect(record.result).toBe('ProcessingFailed');
    expect(reason).toBe('the transform must return deliver(…), drop() or fail(…)');
  });

  test('a throw fails that record only, whatever is thrown', async () => {
    const event = firehoseEvent([{ data: 1 }, { data: 2 }, { data: 3 }]);
    const transform: RecordTransform<number> = ({ payload }) => {
      if (payload === 2) throw undefined;
      return deliver(payload);
    };
    const result = decodeFirehoseResult(await transformRecords(transform, quiet())(event, context), event);
    expect(result.records.map(({ result }) => result)).toEqual(['Ok', 'ProcessingFailed', 'Ok']);
  });
});

describe('partition keys', () => {
  test('go along as metadata', async () => {
    const { record } = await one(deliver(1, { partitionKeys: { origin: 'ŁCJ', year: '2026' } }));
    expect(record.partitionKeys).toEqual({ origin: 'ŁCJ', year: '2026' });
  });

  test('a record without them has no metadata', async () => {
    const response = await transformRecords(() => deliver(1), quiet())(firehoseEvent([{ data: 1 }]), context);
    expect(Object.keys(response.records[0])).toEqual(['recordId', 'result', 'data']);
  });

  test.each<[unknown, string]>([
    [{ year: '' }, 'partition key year is empty'],
    [{ year: 2026 }, 'partition key year must be text, got number'],
    [{ year: undefined }, 'partition key year must be text, got undefined'],
    [{ '': 'a' }, 'a partition key has no name'],
  ])('%p fail the record', async (partitionKeys, expected) => {
    const { record, reason } = await one(deliver(1, { partitionKeys: partitionKeys as PartitionKeys }));
    expect(record.result).toBe('ProcessingFailed');
    expect(reason).toBe(expected);
  });
});
