import fc from 'fast-check';
import { type IdempotencyStore, processRecords } from '../../../lambda/batch';
import {
  aggregatedRecord,
  EventSourceMapping,
  type EventSourceMappingSettings,
  kinesisEvent,
  type MappingReport,
  type TestRecord,
  VirtualClock,
} from '../../../lambda/testing';
import { quiet, turns } from './support';

/** A user record: where it is, and how it behaves. */
export interface User {
  readonly name: string;
  readonly key: string;
  /** The Kinesis record that it is in. */
  readonly place: number;
  /** How often it fails before it succeeds; for ever when infinite. */
  readonly failures: number;
  readonly turns: number;
  readonly milliseconds: number;
}

export interface Scenario {
  readonly users: readonly User[];
  readonly records: readonly TestRecord[];
  readonly settings: EventSourceMappingSettings;
  readonly concurrency: number;
}

const TIMEOUT_MS = 10_000;

const user = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  failures: fc.oneof(
    { weight: 12, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
  ),
  turns: fc.nat(3),
  milliseconds: fc.nat(900),
});

/** Plain and aggregated records, mapping settings that end for every poison record, and a concurrency. */
export const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    groups: fc.array(
      fc.oneof(
        { weight: 3, arbitrary: user.map((one) => [one]) },
        { weight: 1, arbitrary: fc.array(user, { minLength: 2, maxLength: 4 }) },
      ),
      { minLength: 1, maxLength: 25 },
    ),
    settings: fc.record({
      batchSize: fc.integer({ min: 1, max: 12 }),
      bisectBatchOnFunctionError: fc.boolean(),
      maximumRetryAttempts: fc.nat(4),
      parallelizationFactor: fc.integer({ min: 1, max: 3 }),
      seed: fc.nat(1_000),
    }),
    concurrency: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ groups, settings, concurrency }) => {
    const users: User[] = [];
    const records = groups.map((group, place): TestRecord => {
      // Lambda keeps the order of a key over parallel batches only if the key is the Kinesis record's own.
      const common = settings.parallelizationFactor > 1 ? group[0].key : undefined;
      const own = group.map((one, index) => ({
        ...one,
        key: common ?? one.key,
        place,
        name: `${place}.${index}`,
      }));
      users.push(...own);
      const data = own.map(({ key, name }) => ({ partitionKey: key, data: name }));
      return data.length === 1 ? data[0] : { ...aggregatedRecord(data), partitionKey: data[0].partitionKey };
    });
    const model = {
      ...settings,
      reportBatchItemFailures: true,
      onFailure: 's3',
      functionTimeoutMs: TIMEOUT_MS,
    } as const;
    return { users, records, settings: model, concurrency };
  });

export interface Step {
  readonly kind: 'begin' | 'done' | 'failed';
  readonly name: string;
  readonly invocation: number;
}

/** Runs a scenario through the model of Lambda's mapping, and keeps what the handler saw. */
export async function simulate(
  { users, records, settings, concurrency }: Scenario,
  { idempotency, deadlineMargin }: { idempotency?: IdempotencyStore; deadlineMargin?: number } = {},
): Promise<{ steps: Step[]; report: MappingReport }> {
  const byName = new Map(users.map((one) => [one.name, one]));
  const failuresLeft = new Map(users.map(({ name, failures }) => [name, failures]));
  const clock = new VirtualClock();
  const steps: Step[] = [];
  let invocation = 0;
  const handler = processRecords(
    async ({ payload: name }) => {
      const { turns: count, milliseconds } = byName.get(name) as User;
      const number = invocation;
      steps.push({ kind: 'begin', name, invocation: number });
      if (deadlineMargin !== undefined) clock.advance(milliseconds);
      await turns(count);
      const left = failuresLeft.get(name) ?? 0;
      failuresLeft.set(name, left - 1);
      steps.push({ kind: left > 0 ? 'failed' : 'done', name, invocation: number });
      if (left > 0) throw new Error('planned');
    },
    { format: 'text', concurrency, idempotency, deadlineMargin, ...quiet() },
  );
  const mapping = new EventSourceMapping(
    (event, context) => {
      invocation += 1;
      return handler(event, context);
    },
    { ...settings, clock },
  );
  return { steps, report: await mapping.run(kinesisEvent(records)) };
}
