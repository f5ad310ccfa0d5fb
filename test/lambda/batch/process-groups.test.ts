import fc from 'fast-check';
import { z } from 'zod';
import { processGroups } from '../../../lambda/batch';
import { EventSourceMapping, kinesisEvent, lambdaContext } from '../../../lambda/testing';
import { cases, named, quiet, schemaOf } from './support';

const context = lambdaContext();

/** Records of which each has its own name as data; the first letter is the key. */
const records = (...names: string[]) => names.map((name) => ({ partitionKey: name[0], data: name }));

/** Runs an event of text records with a handler that throws on the groups of some keys. */
async function run(names: string[], failing: string[] = []) {
  const event = kinesisEvent(records(...names));
  const groups: string[][] = [];
  const options = { format: 'text', ...quiet() } as const;
  const handler = processGroups((group) => {
    groups.push(group.map(({ payload }) => payload));
    if (failing.includes(group[0].partitionKey)) throw new Error('broken');
  }, options);
  const open = named(await handler(event, context));
  const positions = event.Records.map(({ kinesis }) => kinesis.sequenceNumber);
  return { groups, open: open.map((number) => names[positions.indexOf(number)]), options };
}

test('each key gets one call with its records in order', async () => {
  const { groups, open } = await run(['a1', 'b1', 'a2', 'c1', 'b2', 'a3']);
  expect(groups.sort()).toEqual([['a1', 'a2', 'a3'], ['b1', 'b2'], ['c1']]);
  expect(open).toEqual([]);
});

test('a group that fails is named by its first record, and the others go on', async () => {
  const { groups, open, options } = await run(['a1', 'b1', 'a2', 'c1', 'b2'], ['b', 'c']);
  expect(groups).toHaveLength(3);
  expect(open).toEqual(['b1']);
  expect(options.metrics.published[0]).toMatchObject({ RecordsProcessed: 2, RecordsFailed: 3 });
});

test('a group that fails is one log line with the number of its records', async () => {
  const names = Array.from({ length: 60 }, (_, n) => `a${n}`);
  const { options } = await run(['c1', ...names, 'b1'], ['a', 'c']);
  const line = { level: 'error', message: 'Record failed' };
  const details = { reason: 'Error: broken', error: new Error('broken') };
  expect(options.logger.records).toMatchObject([
    { ...line, details: { ...details, records: 1 } },
    { ...line, details: { ...details, records: 60 } },
  ]);
  const [summary] = options.logger.lines.slice(-1);
  expect(summary).toMatchObject({ message: 'Batch not finished', details: { RecordsFailed: 61 } });
  expect(summary.details).not.toHaveProperty('unlogged');
});

const failed = new RangeError('look-up failed');
test.each<[string, () => Promise<never>]>([
  [
    'throws',
    () => {
      throw failed;
    },
  ],
  ['rejects', () => Promise.reject(failed)],
])('a schema that %s fails its record, as any other failure of a group', async (_, fail) => {
  const seen: number[][] = [];
  const schema = schemaOf((value) => (value === 2 ? fail() : { value: value as number }));
  const options = { schema, ...quiet() };
  const handler = processGroups((group) => void seen.push(group.map(({ payload }) => payload)), options);
  const event = kinesisEvent(
    [1, 2, 3, 4].map((data) => ({ partitionKey: data === 4 ? 'other' : 'k', data })),
  );
  expect(named(await handler(event, context))).toEqual([event.Records[1].kinesis.sequenceNumber]);
  expect(seen.sort()).toEqual([[1], [4]]);
  expect(options.metrics.published).toMatchObject([
    { RecordsProcessed: 2, RecordsFailed: 1, RecordsUnprocessed: 1, RecordsInvalid: 0 },
  ]);
  expect(options.logger.records).toMatchObject([
    { message: 'Record failed', details: { reason: 'RangeError: look-up failed' } },
  ]);
});

describe('an invalid record', () => {
  const schema = z.object({ n: z.number() });
  const event = kinesisEvent([{ n: 1 }, { n: 'no' }, { n: 3 }].map((data) => ({ partitionKey: 'k', data })));
  const [, second] = event.Records.map(({ kinesis }) => kinesis.sequenceNumber);

  test('ends its group: what is before it is handled, what is behind it waits', async () => {
    const seen: number[][] = [];
    const handler = processGroups((group) => void seen.push(group.map(({ payload }) => payload.n)), {
      schema,
      ...quiet(),
    });
    expect(named(await handler(event, context))).toEqual([second]);
    expect(seen).toEqual([[1]]);
  });

  test('goes to onInvalid, and the group goes on', async () => {
    const seen: number[][] = [];
    const invalid: string[] = [];
    const handler = processGroups((group) => void seen.push(group.map(({ payload }) => payload.n)), {
      schema,
      onInvalid: ({ sequenceNumber }) => void invalid.push(sequenceNumber),
      ...quiet(),
    });
    expect(named(await handler(event, context))).toEqual([]);
    expect(seen).toEqual([[1, 3]]);
    expect(invalid).toEqual([second]);
  });

  test('that onInvalid throws on ends its group', async () => {
    const onInvalid = () => {
      throw new Error('queue is gone');
    };
    const handler = processGroups(() => {}, { schema, onInvalid, ...quiet() });
    expect(named(await handler(event, context))).toEqual([second]);
  });

  test('alone in its group calls nobody', async () => {
    const handler = jest.fn();
    const alone = kinesisEvent([{ partitionKey: 'k', data: 'not JSON' }]);
    expect(named(await processGroups(handler, quiet())(alone, context))).toHaveLength(1);
    expect(handler).not.toHaveBeenCalled();
  });
});

test('refuses an idempotency store, which it could not keep its word with', () => {
  const options = { idempotency: { runOnce: async () => {} } };
  expect(() => processGroups(() => {}, options as object)).toThrow(
    'processGroups: idempotency must be unset',
  );
  processGroups(() => {}, { idempotency: undefined } as object);
  expect(() => processGroups('no' as never)).toThrow('processGroups: the first argument must be a function');
});

test('under any failures nothing is lost and each key keeps its order', async () => {
  const scenario = fc.record({
    keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 60 }),
    fails: fc.infiniteStream(fc.boolean()),
    batchSize: fc.integer({ min: 1, max: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ keys, fails, batchSize }) => {
      const done = new Map<string, number>();
      const handler = processGroups<number>((group) => {
        const key = group[0].partitionKey;
        const last = done.get(key) ?? -1;
        // A group may repeat what is done, but never skips what is not.
        expect(group[0].payload).toBeLessThanOrEqual(last + 1);
        group.slice(1).forEach(({ payload }, i) => {
          expect(payload).toBe(group[i].payload + 1);
        });
        if (fails.next().value) throw new Error('broken');
        done.set(key, Math.max(last, group[group.length - 1].payload));
      }, quiet());
      const counts = new Map<string, number>();
      const numbered = keys.map((partitionKey) => {
        const n = counts.get(partitionKey) ?? 0;
        counts.set(partitionKey, n + 1);
        return { partitionKey, data: n };
      });
      const mapping = new EventSourceMapping((event) => handler(event, lambdaContext()), {
        batchSize,
        reportBatchItemFailures: true,
        maximumRetryAttempts: 10_000,
      });
      await mapping.run(kinesisEvent(numbered));
      for (const [key, n] of counts) expect(done.get(key)).toBe(n - 1);
    }),
    cases(150),
  );
});
