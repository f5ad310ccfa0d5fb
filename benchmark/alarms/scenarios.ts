import type { Series } from '../../test/support/metric-maths';
import type { Metrics } from './evaluate';

/** What happens, and who has to know. */
export interface Scenario {
  readonly name: string;
  readonly metrics: Metrics;
  /** `page`: somebody is woken; `warn`: somebody looks in the morning; `quiet`: nothing is to be done. */
  readonly expected: 'page' | 'warn' | 'quiet';
  /** What is built, when it is not the usual: only registered consumers read, or an autoscaler tells the open shards. */
  readonly pipeline?: 'fan-out' | 'scaled';
}

/** Length of each, a multiple of every alarm's period. */
export const MINUTES = 240;

const HOUR_MS = 3_600_000;
const all = (value: number | undefined): Series => new Array(MINUTES).fill(value);

/** `value` in the last minutes, `before` until then. */
const last = (minutes: number, value: number | undefined, before: number | undefined): Series => [
  ...new Array(MINUTES - minutes).fill(before),
  ...new Array(minutes).fill(value),
];

/** A stream of four shards with a quarter of its load, read by Lambda and by Firehose, both in time. */
const WELL: Metrics = {
  IncomingRecords: all(60_000),
  IncomingBytes: all(60_000_000),
  'PutRecords.TotalRecords': all(60_000),
  'PutRecords.SuccessfulRecords': all(60_000),
  'PutRecords.FailedRecords': all(0),
  'PutRecords.ThrottledRecords': all(0),
  'PutRecords.Success': all(1),
  WriteProvisionedThroughputExceeded: all(0),
  ReadProvisionedThroughputExceeded: all(0),
  'GetRecords.Success': all(1),
  'GetRecords.IteratorAgeMilliseconds': all(800),
  IteratorAge: all(900),
  Errors: all(0),
  'DeliveryToS3.DataFreshness': all(320),
  'DeliveryToS3.Success': all(1),
  'DeliveryToS3.Records': all(60_000),
  KinesisMillisBehindLatest: all(1_200),
  ThrottledGetRecords: all(0),
  BytesPerSecondLimit: all(10_000_000),
};

const without = (...names: string[]): Metrics =>
  Object.fromEntries(Object.entries(WELL).filter(([name]) => !names.includes(name)));

export const scenarios: readonly Scenario[] = [
  { name: 'all is well', expected: 'quiet', metrics: WELL },
  {
    // Readers poll on; nothing is written, so nothing is processed or delivered.
    name: 'idle stream',
    expected: 'quiet',
    metrics: {
      'GetRecords.Success': all(1),
      'GetRecords.IteratorAgeMilliseconds': all(0),
      KinesisMillisBehindLatest: all(0),
    },
  },
  {
    name: 'enhanced fan-out only',
    expected: 'quiet',
    pipeline: 'fan-out',
    metrics: {
      ...without('GetRecords.Success', 'GetRecords.IteratorAgeMilliseconds', 'KinesisMillisBehindLatest'),
      'SubscribeToShardEvent.MillisBehindLatest': all(300),
    },
  },
  {
    // Retries without end: the shard stands still, and its age grows with the clock to 20 hours of 24.
    name: 'poison record, tried for ever',
    expected: 'page',
    metrics: {
      ...WELL,
      'GetRecords.IteratorAgeMilliseconds': all(20 * HOUR_MS),
      IteratorAge: all(20 * HOUR_MS),
      Errors: all(12),
    },
  },
  {
    name: 'slow consumer, 3 of 24 hours behind',
    expected: 'warn',
    metrics: {
      ...WELL,
      'GetRecords.IteratorAgeMilliseconds': all(3 * HOUR_MS),
      IteratorAge: all(3 * HOUR_MS),
    },
  },
  {
    name: 'consumer 2 minutes behind for a moment',
    expected: 'quiet',
    metrics: {
      ...WELL,
      'GetRecords.IteratorAgeMilliseconds': last(1, 120_000, 800),
      IteratorAge: last(1, 120_000, 900),
    },
  },
  {
    name: 'nobody reads any more, for 40 minutes',
    expected: 'page',
    metrics: {
      ...WELL,
      'GetRecords.Success': last(40, undefined, 1),
      'GetRecords.IteratorAgeMilliseconds': last(40, undefined, 800),
      IteratorAge: last(40, undefined, 900),
      KinesisMillisBehindLatest: last(40, undefined, 1_200),
      'DeliveryToS3.DataFreshness': last(40, undefined, 320),
    },
  },
  {
    name: 'one refused record in 240 minutes',
    expected: 'quiet',
    metrics: { ...WELL, WriteProvisionedThroughputExceeded: last(1, 1, 0) },
  },
  {
    name: 'throttled producer, a third refused for 10 minutes',
    expected: 'page',
    metrics: {
      ...WELL,
      WriteProvisionedThroughputExceeded: last(10, 30_000, 0),
      'PutRecords.ThrottledRecords': last(10, 30_000, 0),
    },
  },
  {
    name: 'Firehose stuck for an hour',
    expected: 'page',
    metrics: {
      ...WELL,
      'DeliveryToS3.DataFreshness': [
        ...all(320).slice(60),
        ...Array.from({ length: 60 }, (_, i) => 320 + i * 60),
      ],
      'DeliveryToS3.Success': last(60, 0, 1),
    },
  },
  {
    name: 'shards at 90 % for 15 minutes',
    expected: 'warn',
    metrics: { ...WELL, IncomingRecords: last(15, 216_000, 60_000) },
  },
  {
    name: 'the same load on twice the shards',
    expected: 'quiet',
    pipeline: 'scaled',
    metrics: { ...WELL, IncomingRecords: last(15, 216_000, 60_000), OpenShards: last(15, 8, 4) },
  },
  {
    name: 'nine tenths of twice the shards',
    expected: 'warn',
    pipeline: 'scaled',
    metrics: { ...WELL, IncomingRecords: last(15, 432_000, 60_000), OpenShards: last(15, 8, 4) },
  },
];

/**
 * Whether those who have to know are told, and nobody else.
 *
 * @param hasSeverities whether a page is told from a warning; for those that have one kind any alarm will do
 */
export function isRight(names: readonly string[], { expected }: Scenario, hasSeverities: boolean): boolean {
  if (expected === 'quiet') return names.length === 0;
  if (!hasSeverities) return names.length > 0;
  const pages = names.some((name) => name.endsWith('Page'));
  return names.length > 0 && pages === (expected === 'page');
}
