import type { ProducerRecord, PutResult } from 'kinesis-constructs/runtime';
import { Feeder } from '../../../../bin/local/watch/feeder';
import { Ledger } from '../../../../bin/local/watch/ledger';
import { flight } from './flights';

/** A feeder of a stream that answers when it is told to. */
function feeding(limit = 1_000_000) {
  const ledger = new Ledger();
  const records: ProducerRecord[] = [];
  const answers: { take: () => void; refuse: (why: string) => void }[] = [];
  const feeder = new Feeder({
    put: (record) => {
      records.push(record);
      return new Promise<PutResult>((resolve, reject) => {
        answers.push({
          take: () => resolve({ shardId: 's', sequenceNumber: '1' } as PutResult),
          refuse: (why) => reject(new Error(why)),
        });
      });
    },
    flights: [flight('ORD'), flight('SFO'), flight('LAX')],
    ledger,
    run: 'run',
    limit,
  });
  const settle = async () => {
    for (const { take } of answers.splice(0)) take();
    await new Promise(setImmediate);
  };
  feeder.step(0);
  return { feeder, ledger, records, answers, settle };
}

test('sends so many a second, round and round', () => {
  const { feeder, records } = feeding();
  feeder.rate = 50;
  for (let at = 100; at <= 1000; at += 100) feeder.step(at);
  expect(records).toHaveLength(50);
  expect(records.slice(0, 4).map(({ partitionKey }) => partitionKey)).toEqual(['ORD', 'SFO', 'LAX', 'ORD']);
});

test('a rate of less than one record a step is kept too', () => {
  const { feeder, records } = feeding();
  feeder.rate = 1;
  for (let at = 50; at <= 10_000; at += 50) feeder.step(at);
  expect(records.length).toBeGreaterThanOrEqual(9);
  expect(records.length).toBeLessThanOrEqual(10);
});

test('a pause sends nothing, and is not made up for', () => {
  const { feeder, records } = feeding();
  feeder.paused = true;
  for (let at = 100; at <= 60_000; at += 100) feeder.step(at);
  expect(records).toHaveLength(0);
  feeder.paused = false;
  feeder.step(60_100);
  expect(records).toHaveLength(10);
});

test('a process that stood still does not send all at once', () => {
  const { feeder, records } = feeding();
  feeder.step(3_600_000);
  expect(records).toHaveLength(50);
});

test('a stream that takes nothing is not handed more than memory has room for', async () => {
  const { feeder, records, settle } = feeding();
  feeder.rate = 1000;
  for (let at = 100; at <= 10_000; at += 100) feeder.step(at);
  expect(records).toHaveLength(2000);
  expect(feeder.underWay).toBe(2000);
  await settle();
  expect(feeder.underWay).toBe(0);
  feeder.step(10_100);
  expect(records).toHaveLength(2100);
});

test('ends where it is told to, poison included', () => {
  const { feeder, records } = feeding(10);
  expect(feeder.poison(4, 0)).toBe(4);
  feeder.step(500);
  expect(records).toHaveLength(10);
  expect(feeder.isFull).toBe(true);
  expect(feeder.poison(1, 500)).toBe(0);
});

test('only what the stream has taken is sent', async () => {
  const { feeder, ledger, answers, settle } = feeding();
  feeder.poison(1, 0);
  feeder.rate = 20;
  feeder.step(100);
  expect(ledger.sent).toBe(0);
  answers.shift()?.refuse('no room');
  answers.shift()?.take();
  await settle();
  expect(ledger.flights).toHaveLength(2);
  expect(ledger.poison).toHaveLength(0);
  expect({ refused: feeder.refused, refusal: feeder.refusal }).toEqual({ refused: 1, refusal: 'no room' });
});
