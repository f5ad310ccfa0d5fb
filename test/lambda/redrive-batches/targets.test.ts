import type { KinesisStreamRecord } from 'aws-lambda';
import { FunctionTarget, MAX_CALL_BYTES } from '../../../lambda/redrive-batches/call-function';
import type { CallOutcome, PutRecord } from '../../../lambda/redrive-batches/ports';
import { StreamTarget } from '../../../lambda/redrive-batches/put-to-stream';
import { aggregatedRecord, kinesisEvent } from '../../../lambda/testing';
import { FUNCTION, lettersOf, records, STREAM, source, TestClock } from './support';

const returned = (...failed: (string | undefined)[]): CallOutcome => ({
  kind: 'returned',
  response: { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) },
});

/** A target, and the letters of each call it makes. */
function functionTarget(
  answer: (batch: KinesisStreamRecord[], call: number) => CallOutcome,
  clock = new TestClock(),
) {
  const calls: string[] = [];
  const payloads: string[] = [];
  const port = {
    call: async (arn: string, payload: string) => {
      expect(arn).toBe(FUNCTION);
      const batch = JSON.parse(payload).Records as KinesisStreamRecord[];
      payloads.push(payload);
      calls.push(lettersOf(batch));
      return answer(batch, calls.length);
    },
  };
  return { target: new FunctionTarget(port, clock, () => 1), calls, payloads };
}

describe('to the function', () => {
  test('a batch is sent as the event it was', async () => {
    const { target, payloads } = functionTarget(() => returned());
    await expect(target.send(source(), records('abc'))).resolves.toEqual({ kind: 'done' });
    expect(payloads).toEqual([JSON.stringify({ Records: records('abc') })]);
  });

  test('what it reports is sent again for as long as that gets the batch on', async () => {
    const { target, calls } = functionTarget((batch, call) =>
      call < 3 ? returned(batch[1]?.kinesis.sequenceNumber) : returned(),
    );
    await expect(target.send(source(), records('abcd'))).resolves.toEqual({ kind: 'done' });
    expect(calls).toEqual(['abcd', 'bcd', 'cd']);
  });

  test('a record that fails twice in a row ends the batch there', async () => {
    const { target, calls } = functionTarget((batch) =>
      returned(batch.find((record) => lettersOf([record]) === 'c')?.kinesis.sequenceNumber),
    );
    const outcome = await target.send(source(), records('abcd'));
    expect(outcome).toEqual({ kind: 'failed', reason: expect.stringContaining('was reported'), done: 2 });
    expect(calls).toEqual(['abcd', 'cd']);
  });

  test.each<[string, CallOutcome, string]>([
    ['a function that throws', { kind: 'error', reason: 'Unhandled: no' }, 'Unhandled: no'],
    ['a response that names a record of another batch', returned('1'), 'itemIdentifier 1 is of no record'],
    ['a response without an identifier', returned(''), 'an itemIdentifier is ""'],
  ])('%s fails the batch', async (_, answer, reason) => {
    const { target } = functionTarget(() => answer);
    const outcome = await target.send(source(), records('ab'));
    expect(outcome).toEqual({ kind: 'failed', reason: expect.stringContaining(reason), done: 0 });
  });

  test('a call that is turned away is made again after a pause, a few times', async () => {
    const clock = new TestClock();
    const throttled = { kind: 'throttled', reason: 'Rate Exceeded.' } as const;
    const some = functionTarget((_, call) => (call < 3 ? throttled : returned()), clock);
    await expect(some.target.send(source(), records('a'))).resolves.toEqual({ kind: 'done' });
    expect(clock.now() - new TestClock().now()).toBe(400 + 800);

    const always = functionTarget(() => throttled, clock);
    const outcome = await always.target.send(source(), records('a'));
    expect(outcome).toEqual({ kind: 'failed', reason: 'Rate Exceeded.', done: 0 });
    expect(always.calls).toHaveLength(8);
  });

  test('a batch of more than 6 MB goes in several calls, in order, none larger', async () => {
    const sizes = [3, 2, 1, 4, 4].map((mib) => ({ data: Buffer.alloc(mib * 2 ** 20 * 0.74) }));
    const { Records } = kinesisEvent(sizes);
    const { target, payloads } = functionTarget(() => returned());
    await expect(target.send(source(), Records)).resolves.toEqual({ kind: 'done' });
    expect(payloads.map((payload) => JSON.parse(payload).Records.length)).toEqual([3, 1, 1]);
    expect(payloads.flatMap((payload) => JSON.parse(payload).Records)).toEqual(Records);
    for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(MAX_CALL_BYTES);
  });

  test('a record that no call can carry fails, after those before it', async () => {
    const { Records } = kinesisEvent([{ data: 'a' }, { data: Buffer.alloc(5 * 2 ** 20) }]);
    const { target } = functionTarget(() => returned());
    await expect(target.send(source(), Records)).resolves.toEqual({
      kind: 'failed',
      reason: 'a record is too large for a call of 6 MB',
      done: 1,
    });
  });

  test('a payload of exactly 6 MB fits', async () => {
    const { Records } = kinesisEvent([{ data: 'a' }, { data: 'b' }]);
    const room = MAX_CALL_BYTES - JSON.stringify({ Records }).length;
    const [first, second] = Records as [KinesisStreamRecord, KinesisStreamRecord];
    const padded = { ...first, eventID: first.eventID + 'x'.repeat(room) };
    const exact = functionTarget(() => returned());
    await exact.target.send(source(), [padded, second]);
    expect(exact.calls).toEqual(['ab']);
    const over = functionTarget(() => returned());
    await over.target.send(source(), [{ ...padded, eventID: `${padded.eventID}x` }, second]);
    expect(over.calls).toEqual(['a', 'b']);
  });

  test('without time for another call the batch is cut off', async () => {
    const clock = new TestClock(60_000);
    const { target } = functionTarget((batch) => {
      clock.advance(55_000);
      return returned(batch[1]?.kinesis.sequenceNumber);
    }, clock);
    await expect(target.send(source(), records('abc'))).resolves.toEqual({ kind: 'cut', done: 1 });
  });
});

describe('to the stream', () => {
  async function putOf(batch: readonly KinesisStreamRecord[]): Promise<readonly PutRecord[]> {
    let put: readonly PutRecord[] = [];
    const port = {
      put: async (arn: string, all: readonly PutRecord[]) => {
        expect(arn).toBe(STREAM);
        put = all;
      },
    };
    const target = new StreamTarget(port, new TestClock());
    await expect(target.send(source(), batch)).resolves.toEqual({ kind: 'done' });
    return put;
  }

  test('records keep key, bytes and order', async () => {
    const data = Buffer.from([0, 255, 128, 10]);
    const { Records } = kinesisEvent([
      { partitionKey: '日本', data },
      { partitionKey: 'b', data: '' },
    ]);
    expect(await putOf(Records)).toEqual([
      { partitionKey: '日本', data },
      { partitionKey: 'b', data: Buffer.alloc(0) },
    ]);
  });

  test('an aggregate goes as it is, to the shard of the records inside', async () => {
    const plain = aggregatedRecord([
      { partitionKey: 'b', data: 'x' },
      { partitionKey: 'c', data: 'y' },
    ]);
    const placed = { partitionKey: 'b', explicitHashKey: '7', data: 'x' };
    const chosen = aggregatedRecord([placed, placed]);
    const { Records } = kinesisEvent([plain, chosen].map((record) => ({ ...record, partitionKey: 'a' })));
    const put = await putOf(Records);
    // The MD5 hash of "b", as a number.
    const ofB = BigInt('0x92eb5ffee6ae2fec3ad71c777531578f').toString();
    expect(put.map(({ explicitHashKey }) => explicitHashKey)).toEqual([ofB, '7']);
    expect(put.map(({ data }) => data.toString('base64'))).toEqual(
      Records.map(({ kinesis }) => kinesis.data),
    );
    expect(put.map(({ partitionKey }) => partitionKey)).toEqual(['a', 'a']);
  });

  test('a record that is not acknowledged fails the batch', async () => {
    const target = new StreamTarget({ put: () => Promise.reject(new Error('1 of 2')) }, new TestClock());
    await expect(target.send(source(), records('ab'))).resolves.toEqual({
      kind: 'failed',
      reason: '1 of 2',
      done: 0,
    });
  });
});
