import type { KinesisStreamRecord } from 'aws-lambda';
import fc from 'fast-check';
import {
  EventSourceMapping,
  type EventSourceMappingSettings,
  FunctionThrottledError,
  type InvokeFunction,
  kinesisEvents,
} from '../../../lambda/testing';

const RUNS = Number(process.env.FC_RUNS ?? 100);

/** What a function does at one invocation: `salt` picks the records it reports. */
type Act =
  | { kind: 'succeed' | 'throw' | 'throttle' }
  | { kind: 'report'; salt: number; share: number }
  | { kind: 'nonsense'; response: unknown };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('succeed' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('throw' as const, 'throttle' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      salt: fc.nat(1000),
      share: fc.integer({ min: 2, max: 6 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('nonsense' as const),
      response: fc.constantFrom<unknown>(
        'ok',
        7,
        [{}],
        { batchItemFailures: 'x' },
        { batchItemFailures: [{}] },
      ),
    }),
  },
);

const settings: fc.Arbitrary<EventSourceMappingSettings> = fc
  .record({
    batchSize: fc.integer({ min: 1, max: 12 }),
    parallelizationFactor: fc.integer({ min: 1, max: 4 }),
    reportBatchItemFailures: fc.boolean(),
    bisectBatchOnFunctionError: fc.boolean(),
    maximumRetryAttempts: fc.constantFrom(-1, 0, 1, 3),
    maximumRecordAgeInSeconds: fc.constantFrom(-1, 60, 600),
    onFailure: fc.constantFrom(undefined, 's3' as const, 'sqs' as const),
    invocationDurationMs: fc.constantFrom(0, 100, 20_000),
    seed: fc.nat(),
  })
  // Unbounded on both sides each poison batch is tried for a day: right, but slow; it has a test of its own.
  .filter((s) => s.maximumRetryAttempts !== -1 || s.maximumRecordAgeInSeconds !== -1);

interface Scenario {
  settings: EventSourceMappingSettings;
  acts: Act[];
  keys: number[];
  shards: number;
  arrivalIntervalMs: number;
}

const scenario: fc.Arbitrary<Scenario> = fc.record({
  settings,
  acts: fc.array(act, { minLength: 1, maxLength: 12 }),
  keys: fc.array(fc.nat(5), { maxLength: 40 }),
  shards: fc.integer({ min: 1, max: 3 }),
  arrivalIntervalMs: fc.constantFrom(0, 500, 30_000),
});

const idOf = ({ eventID }: KinesisStreamRecord) => eventID;

/** Runs a scenario; `done` says for each invocation, by the acts alone, which records the function finished. */
async function play({ settings: chosen, acts, keys, shards, arrivalIntervalMs }: Scenario) {
  const done: string[][] = [];
  const handler: InvokeFunction = ({ Records }) => {
    const now = acts[done.length % acts.length] ?? { kind: 'succeed' };
    const ids = Records.map(idOf);
    const reported =
      now.kind === 'report' ? Records.filter((_, index) => (index * 7 + now.salt) % now.share === 0) : [];
    const lowest = reported[0] === undefined ? ids.length : Records.indexOf(reported[0]);
    const honoured = chosen.reportBatchItemFailures === true;
    const finished = { succeed: ids, throw: [], throttle: [], report: honoured ? ids.slice(0, lowest) : ids };
    done.push(now.kind === 'nonsense' ? (honoured ? [] : ids) : finished[now.kind]);
    if (now.kind === 'throw') throw new Error('no');
    if (now.kind === 'throttle') throw new FunctionThrottledError();
    if (now.kind === 'nonsense') return now.response;
    const inEitherOrder = acts.length % 2 === 0 ? reported : reported.toReversed();
    return {
      batchItemFailures: inEitherOrder.map(({ kinesis }) => ({ itemIdentifier: kinesis.sequenceNumber })),
    };
  };
  const records = keys.map((key, index) => ({ partitionKey: `k${key}`, data: String(index) }));
  const events = kinesisEvents(records, shards, { arrivalIntervalMs });
  const report = await new EventSourceMapping(handler, chosen).run(...events);
  return { report, done, ids: events.flatMap(({ Records }) => Records.map(idOf)) };
}

const check = (property: (scenario: Scenario) => Promise<void>) =>
  fc.assert(fc.asyncProperty(scenario, property), { numRuns: RUNS });

test('each record ends once: finished, given up on or out of the stream, and none is pending', () =>
  check(async (given) => {
    const { report, done, ids } = await play(given);
    expect(report.fates.map(({ record }) => idOf(record)).sort()).toEqual([...ids].sort());
    const { succeeded, sentToDestination, discarded, expired, pending, filtered } = report.totals;
    expect(succeeded + sentToDestination + discarded + expired).toBe(ids.length);
    expect([pending, filtered]).toEqual([0, 0]);
    expect(report.succeeded.map(idOf).sort()).toEqual(done.flat().sort());
    const destination = report.deliveries.flatMap(({ records }) => records.map(idOf));
    expect(destination.sort()).toEqual(report.sentToDestination.map(idOf).sort());
    // Nothing but age ends the wait for a function that cannot be invoked.
    const ends =
      given.settings.maximumRecordAgeInSeconds !== -1 || given.acts.every(({ kind }) => kind !== 'throttle');
    if (given.settings.onFailure !== undefined && ends) expect(report.lost).toEqual([]);
  }));

test('a record that is finished or given up on is never sent again, and each run is counted', () =>
  check(async (given) => {
    const { report, done } = await play(given);
    const finished = new Set<string>();
    const runs = new Map<string, number>();
    report.invocations.forEach(({ records, outcome }, index) => {
      for (const id of records.map(idOf)) {
        expect(finished.has(id)).toBe(false);
        if (outcome !== 'throttled') runs.set(id, (runs.get(id) ?? 0) + 1);
      }
      for (const id of done[index] ?? []) finished.add(id);
    });
    for (const { record, runs: counted } of report.fates) expect(counted).toBe(runs.get(idOf(record)) ?? 0);
  }));

test('no record overtakes an earlier one of its lane, and a key has one lane', () =>
  check(async (given) => {
    const { report } = await play(given);
    const lastRun = new Map<string, { lane: string; sequence: bigint; at: number }>();
    const laneOfKey = new Map<string, number>();
    for (const { records, shardId, lane, number } of report.invocations) {
      for (const record of records) {
        const sequence = BigInt(record.kinesis.sequenceNumber);
        lastRun.set(idOf(record), { lane: `${shardId} ${lane}`, sequence, at: number });
        const key = `${shardId} ${record.kinesis.partitionKey}`;
        expect(laneOfKey.get(key) ?? lane).toBe(lane);
        laneOfKey.set(key, lane);
      }
    }
    for (const { records, shardId, lane, number } of report.invocations) {
      const sequences = records.map(({ kinesis }) => BigInt(kinesis.sequenceNumber));
      expect(sequences).toEqual([...sequences].sort((x, y) => (x < y ? -1 : 1)));
      // What comes before the batch in its lane has been sent for the last time.
      for (const earlier of lastRun.values()) {
        const isBefore = earlier.lane === `${shardId} ${lane}` && earlier.sequence < (sequences[0] ?? 0n);
        if (isBefore) expect(earlier.at).toBeLessThan(number);
      }
    }
  }));

test('no batch is retried too often, is too large, or holds a record that is too old', () =>
  check(async (given) => {
    const { report } = await play(given);
    const { batchSize = 100, maximumRetryAttempts = -1, maximumRecordAgeInSeconds = -1 } = given.settings;
    const attempts = new Map<string, number>();
    for (const { records, outcome, startedAt, retry } of report.invocations) {
      expect(records.length).toBeGreaterThan(0);
      expect(records.length).toBeLessThanOrEqual(batchSize);
      expect(new Set(records.map((record) => idOf(record).split(':')[0])).size).toBe(1);
      const batch = records.map(idOf).join();
      if (outcome !== 'throttled') attempts.set(batch, (attempts.get(batch) ?? 0) + 1);
      if (maximumRetryAttempts !== -1) expect(retry).toBeLessThanOrEqual(maximumRetryAttempts);
      const limit = maximumRecordAgeInSeconds === -1 ? 24 * 3600 : maximumRecordAgeInSeconds;
      for (const { kinesis } of records) {
        expect(startedAt / 1000 - kinesis.approximateArrivalTimestamp).toBeLessThanOrEqual(limit);
      }
    }
    if (maximumRetryAttempts === -1) return;
    for (const count of attempts.values()) expect(count).toBeLessThanOrEqual(maximumRetryAttempts + 1);
  }));

test('what a destination is told of names its records by shard, first, last and number', () =>
  check(async (given) => {
    const { report } = await play(given);
    for (const { records, record } of report.deliveries) {
      const info = record.KinesisBatchInfo;
      const inShard = report.fates
        .filter(({ shardId }) => shardId === info.shardId)
        .map((fate) => fate.record.kinesis.sequenceNumber);
      const range = inShard.filter((n) => n >= info.startSequenceNumber && n <= info.endSequenceNumber);
      const told = records.map(({ kinesis }) => kinesis.sequenceNumber);
      expect(info).toMatchObject({
        batchSize: told.length,
        startSequenceNumber: told[0],
        endSequenceNumber: told.at(-1),
      });
      expect(range).toEqual(expect.arrayContaining(told));
      // With one lane nothing else lies between first and last.
      if (given.settings.parallelizationFactor === 1) expect(range).toEqual(told);
    }
  }));

test('without any bound a run still ends, when the stream lets its records go', async () => {
  const always: Omit<Scenario, 'settings'> = {
    acts: [{ kind: 'throw' }],
    keys: [1, 2, 3],
    shards: 1,
    arrivalIntervalMs: 0,
  };
  const { report } = await play({
    ...always,
    settings: { bisectBatchOnFunctionError: true, onFailure: 's3' },
  });
  expect(report.totals).toMatchObject({ expired: 3, pending: 0, sentToDestination: 0 });
});
