import type { RedriveResult } from '../../../lambda/redrive-batches/contract';
import type { Leases } from '../../../lambda/redrive-batches/ports';
import { Redrive } from '../../../lambda/redrive-batches/redrive';
import {
  FUNCTION,
  failOn,
  free,
  type Kept,
  MAPPING,
  MemoryBucket,
  OTHER_MAPPING,
  plan,
  STREAM,
  succeed,
  TestClock,
  TestTarget,
} from './support';

const BATCHES: Kept[] = [
  { letters: 'ab', shard: 1, second: 9 },
  { letters: 'cd', shard: 0, second: 50 },
  { letters: 'ef', shard: 0, second: 7, condition: 'RecordAgeExceeded' },
  { letters: 'g', mapping: OTHER_MAPPING, second: 3 },
];

function run(
  bucket: MemoryBucket,
  request: object,
  target = new TestTarget(succeed),
  clock = new TestClock(),
  leases: Leases = free,
): Promise<RedriveResult> {
  return new Redrive(plan(request), { store: bucket, target, clock, leases }).run();
}

const live = { dryRun: false };
const counts = (batches: number, records: number) => ({ batches, records });

test('a dry run counts by mapping and condition, and touches nothing', async () => {
  const bucket = new MemoryBucket(BATCHES);
  const before = new Map(bucket.objects);
  const target = new TestTarget(succeed);
  const leases = { ...free, acquire: jest.fn() };
  const result = await run(bucket, {}, target, new TestClock(), leases);
  expect(result).toMatchObject({
    dryRun: true,
    found: counts(4, 7),
    redriven: counts(0, 0),
    failed: counts(0, 0),
    failures: [],
  });
  expect(result.mappings[MAPPING]).toEqual({
    functionArn: FUNCTION,
    streamArn: STREAM,
    found: counts(3, 6),
    redriven: counts(0, 0),
    failed: counts(0, 0),
    conditions: { RetryAttemptsExhausted: counts(2, 4), RecordAgeExceeded: counts(1, 2) },
  });
  expect(bucket.objects).toEqual(before);
  expect(target.sent).toEqual([]);
  expect(leases.acquire).not.toHaveBeenCalled();
});

test('each shard goes oldest first, and what succeeded moves with its key', async () => {
  const bucket = new MemoryBucket(BATCHES);
  const keys = bucket.keys('');
  const target = new TestTarget(succeed);
  const result = await run(bucket, live, target);
  expect(target.sent).toEqual(['ef', 'cd', 'ab', 'g']);
  expect(result).toMatchObject({ redriven: counts(4, 7), failed: counts(0, 0) });
  expect(result.next).toBeUndefined();
  expect(bucket.keys('')).toEqual(keys.map((key) => `redriven/${key}`));
});

test('batches of one second go by sequence number, whatever their random ids', async () => {
  const letters = [...'abcdefgh'];
  const bucket = new MemoryBucket(
    letters.map((letter, before) => ({ letters: letter, before })),
    3,
  );
  const byKey = bucket.keys('').map((key) => bucket.objects.get(key));
  expect(byKey).not.toEqual([...byKey].sort());
  const target = new TestTarget(succeed);
  await run(bucket, live, target);
  expect(target.sent).toEqual(letters);
});

test('a batch that fails again stays and is reported with what remains; the others go on', async () => {
  const bucket = new MemoryBucket(BATCHES);
  const target = new TestTarget(failOn('f'));
  const result = await run(bucket, live, target);
  const [stayed, ...others] = bucket.keys('aws/');
  expect(others).toEqual([]);
  expect(target.sent).toEqual(['ef', 'cd', 'ab', 'g']);
  expect(result).toMatchObject({ redriven: counts(3, 5), failed: counts(1, 2) });
  expect(result.failures).toEqual([
    {
      mapping: MAPPING,
      key: stayed,
      reason: 'bad record',
      remaining: { records: 1, fromSequenceNumber: expect.stringMatching(/2$/) },
    },
  ]);
});

test('in strict order a failure holds back its shard, and no other', async () => {
  const target = new TestTarget(failOn('f'));
  await run(new MemoryBucket(BATCHES), { ...live, strictOrder: true }, target);
  expect(target.sent).toEqual(['ef', 'ab', 'g']);
});

test.each([
  ['mapping', { mapping: OTHER_MAPPING }, ['g']],
  ['function by name', { function: 'settle' }, ['ef', 'cd', 'ab']],
  ['function by ARN', { function: FUNCTION }, ['ef', 'cd', 'ab']],
  ['from', { from: '2026-03-01T00:00:09Z' }, ['cd', 'ab']],
  ['to, which is not included', { to: '2026-03-01T00:00:09Z' }, ['ef', 'g']],
  ['from within a second', { from: '2026-03-01T00:00:09.900Z' }, ['cd', 'ab']],
  ['an offset', { to: '2026-03-01T01:00:04+01:00' }, ['g']],
])('filters by %s', async (_, filter, sent) => {
  const target = new TestTarget(succeed);
  await run(new MemoryBucket(BATCHES), { ...live, ...filter }, target);
  expect(target.sent).toEqual(sent);
});

test('a limit ends a run, and next goes on behind it, past what failed', async () => {
  const bucket = new MemoryBucket(BATCHES);
  const target = new TestTarget(failOn('e'));
  const first = await run(bucket, { ...live, limit: 2 }, target);
  expect(target.sent).toEqual(['ef', 'cd']);
  const second = await run(bucket, { ...live, limit: 1, next: first.next }, target);
  const third = await run(bucket, { ...live, next: second.next }, target);
  expect(target.sent).toEqual(['ef', 'cd', 'ab', 'g']);
  expect(third.next).toBeUndefined();
});

test('next goes on within a second', async () => {
  const bucket = new MemoryBucket([...'abcd'].map((letters, before) => ({ letters, before })));
  const target = new TestTarget(failOn('abcd'));
  const first = await run(bucket, { ...live, limit: 3 }, target);
  await run(bucket, { ...live, next: first.next }, target);
  expect(target.sent).toEqual(['a', 'b', 'c', 'd']);
});

test('a run ends when another batch like the longest might not fit', async () => {
  const clock = new TestClock(101_000);
  const target = new TestTarget(() => {
    clock.advance(30_000);
    return succeed();
  });
  const result = await run(new MemoryBucket(BATCHES), live, target, clock);
  expect(target.sent).toEqual(['ef', 'cd']);
  expect(result.next).toBeDefined();
});

test('a batch cut off by time is the first of the next run; if it was this one’s first, it failed', async () => {
  const bucket = new MemoryBucket(BATCHES);
  const cut = new TestTarget((_, call) => (call === 2 ? { kind: 'cut', done: 1 } : succeed()));
  const first = await run(bucket, live, cut);
  expect(first).toMatchObject({ found: counts(1, 2), redriven: counts(1, 2), failed: counts(0, 0) });

  const alwaysCut = new TestTarget(() => ({ kind: 'cut', done: 1 }));
  const second = await run(bucket, { ...live, next: first.next }, alwaysCut);
  expect(alwaysCut.sent).toEqual(['cd', 'ab']);
  expect(second.failures).toMatchObject([
    { reason: 'the run ended before all its records were sent', remaining: { records: 1 } },
  ]);
  expect(second.next).toBeDefined();
});

test('what is no failed batch is reported and stays', async () => {
  const bucket = new MemoryBucket(BATCHES);
  const [key] = bucket.keys('aws/');
  bucket.objects.set(key, '{"payload":');
  bucket.objects.set('aws/lambda/11111111-1111-4111-8111-111111111111/notes.txt', 'mine');
  const result = await run(bucket, live);
  expect(result).toMatchObject({ found: counts(4, 5), redriven: counts(3, 5), failed: counts(1, 0) });
  expect(result.failures).toEqual([{ mapping: MAPPING, key, reason: 'not a failed batch: it is no JSON' }]);
  expect(bucket.keys('aws/')).toHaveLength(2);
});

test('an object that was deleted meanwhile is passed over', async () => {
  const bucket = new MemoryBucket(BATCHES);
  const target = new TestTarget((_, call) => {
    if (call === 1) bucket.objects.delete(bucket.keys('aws/')[1]);
    return succeed();
  });
  const result = await run(bucket, live, target);
  expect(result).toMatchObject({ found: counts(3, 5), redriven: counts(3, 5), failed: counts(0, 0) });
});

test('a batch that was processed but not moved is told as such', async () => {
  const bucket = new MemoryBucket(BATCHES.slice(0, 1), 1000, (call) => {
    if (call === 'delete') throw new Error('AccessDenied');
  });
  const { failures, redriven } = await run(bucket, live);
  expect(redriven).toEqual(counts(0, 0));
  expect(failures).toMatchObject([{ reason: 'processed, but not moved: AccessDenied' }]);
});

test('a mapping at which another run is busy is left alone', async () => {
  const target = new TestTarget(succeed);
  const release = jest.fn();
  const leases: Leases = { acquire: async ({ mapping }) => mapping !== MAPPING, release };
  const result = await run(new MemoryBucket(BATCHES), live, target, new TestClock(), leases);
  expect(target.sent).toEqual(['g']);
  expect(result.mappings[MAPPING]).toMatchObject({ busy: true, found: counts(0, 0) });
  expect(release).toHaveBeenCalledTimes(1);
});
