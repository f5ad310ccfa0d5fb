import fc from 'fast-check';
import type { Fault } from '../../support/faulty-kinesis';
import type { Scenario } from './play';

const passingFaults: readonly Fault[] = [
  'none',
  'throttled shard',
  'internal failures',
  'mixed failures',
  'throttled call',
  'no connection',
  'lost before',
  'lost after',
  'lost, applied late',
  'reset before',
  'reset after',
  'server error before',
  'server error after',
];

interface Choices {
  readonly ordered?: boolean;
  readonly aggregate?: boolean;
  readonly endless?: boolean;
  readonly deadlineMs: number;
  readonly attempts?: number;
  readonly faults?: readonly Fault[];
}

const RECORD_BYTES = 400;

/** Scenarios with few keys, small calls and a small buffer, so that everything gets in each other's way. */
export function scenarios(choices: Choices): fc.Arbitrary<Scenario> {
  const { faults = passingFaults, endless = false, deadlineMs, attempts } = choices;
  return fc.record({
    seed: fc.nat(),
    shards: fc.integer({ min: 1, max: 4 }),
    faults: fc.array(fc.constantFrom(...faults), { minLength: endless ? 1 : 0, maxLength: 25 }),
    endless: fc.constant(endless),
    puts: fc.array(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c', 'ключ', '7'),
        wait: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 60 })),
        size: fc.integer({ min: 0, max: RECORD_BYTES - 100 }),
        enqueue: fc.boolean(),
      }),
      { minLength: 1, maxLength: 30 },
    ),
    options: fc.record({
      ordered: choices.ordered === undefined ? fc.boolean() : fc.constant(choices.ordered),
      aggregate: choices.aggregate === undefined ? fc.boolean() : fc.constant(choices.aggregate),
      lingerMs: fc.constantFrom(0, 5, 40),
      limits: fc.record({
        recordBytes: fc.constant(RECORD_BYTES),
        aggregateBytes: fc.constantFrom(150, RECORD_BYTES),
        callRecords: fc.integer({ min: 1, max: 8 }),
        callBytes: fc.integer({ min: RECORD_BYTES, max: 2000 }),
        callsInFlight: fc.integer({ min: 1, max: 3 }),
        bufferRecords: fc.integer({ min: 1, max: 20 }),
        bufferBytes: fc.integer({ min: RECORD_BYTES, max: 4000 }),
      }),
      retry: fc.constant({
        deadlineMs,
        callTimeoutMs: 200,
        baseMs: 20,
        capMs: 300,
        ...(attempts === undefined ? {} : { attempts }),
      }),
    }),
  });
}

/** How many scenarios a property is tried on. */
export const numRuns = Number(process.env.FC_RUNS ?? 100);
