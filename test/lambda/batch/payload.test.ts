import * as v from 'valibot';
import { z } from 'zod';
import {
  type InvalidReason,
  processRecords,
  type RawStreamRecord,
  type StandardSchemaV1,
} from '../../../lambda/batch';
import { kinesisEvent, lambdaContext } from '../../../lambda/testing';
import { named, quiet } from './support';

const context = lambdaContext();
const LATIN1 = Buffer.from([0x63, 0x61, 0x66, 0xe9]);

/** Runs one record through a schema, and says what came of it. */
async function validate<T>(schema: StandardSchemaV1<unknown, T>, data: unknown) {
  const seen: T[] = [];
  const reasons: InvalidReason[] = [];
  const handler = processRecords(({ payload }) => void seen.push(payload), {
    schema,
    onInvalid: (_, reason) => void reasons.push(reason),
    ...quiet(),
  });
  await handler(kinesisEvent([{ data }]), context);
  return { seen, reasons };
}

describe('formats', () => {
  test('bytes are as they were put', async () => {
    const seen: Buffer[] = [];
    const handler = processRecords(({ payload }) => void seen.push(payload), { format: 'bytes', ...quiet() });
    await handler(kinesisEvent([{ data: LATIN1 }, { data: '' }]), context);
    expect(seen).toEqual([LATIN1, Buffer.alloc(0)]);
  });

  test('text is UTF-8, with its byte order mark if it has one', async () => {
    const seen: string[] = [];
    const handler = processRecords(({ payload }) => void seen.push(payload), { format: 'text', ...quiet() });
    await handler(kinesisEvent([{ data: 'café 🛩' }, { data: '\ufeffa' }, { data: '' }]), context);
    expect(seen).toEqual(['café 🛩', '\ufeffa', '']);
  });

  test('JSON is the default', async () => {
    const seen: unknown[] = [];
    const handler = processRecords(({ payload }) => void seen.push(payload), quiet());
    await handler(kinesisEvent([{ data: '{"a":[1]}' }, { data: 'null' }]), context);
    expect(seen).toEqual([{ a: [1] }, null]);
  });

  test.each([
    ['json', LATIN1, 'not-utf8', 'not UTF-8'],
    ['text', LATIN1, 'not-utf8', 'not UTF-8'],
    ['json', '{"a":', 'not-json', 'not JSON'],
    ['json', '', 'not-json', 'not JSON'],
  ] as const)('%s of %p is invalid: %s', async (format, data, kind, message) => {
    const reasons: InvalidReason[] = [];
    const handler = processRecords(() => {}, {
      format,
      schema: z.unknown(),
      onInvalid: (_, reason) => void reasons.push(reason),
      ...quiet(),
    });
    await handler(kinesisEvent([{ data }]), context);
    expect(reasons).toEqual([{ kind, message, issues: [] }]);
  });
});

describe('schemas', () => {
  const validators: [string, StandardSchemaV1<unknown, { delay: number }>][] = [
    ['zod', z.object({ delay: z.coerce.number() })],
    [
      'zod, asynchronous',
      z.object({ delay: z.coerce.number().refine(async (delay) => !Number.isNaN(delay)) }),
    ],
    ['valibot', v.object({ delay: v.pipe(v.unknown(), v.transform(Number), v.number()) })],
    [
      'valibot, asynchronous',
      v.objectAsync({
        delay: v.pipeAsync(
          v.unknown(),
          v.transform(Number),
          v.number(),
          v.checkAsync(async () => true),
        ),
      }),
    ],
  ];

  test.each(validators)('%s validates and converts', async (_, schema) => {
    expect(await validate(schema, { delay: '12', more: 1 })).toEqual({ seen: [{ delay: 12 }], reasons: [] });
  });

  test.each(validators)('%s names what does not match', async (_, schema) => {
    const { seen, reasons } = await validate(schema, { delay: 'late' });
    expect(seen).toEqual([]);
    expect(reasons).toMatchObject([{ kind: 'schema', message: 'does not match the schema at /delay' }]);
    expect(reasons[0].issues).toHaveLength(1);
  });

  test('a schema judges text and bytes too', async () => {
    const seen: string[] = [];
    const handler = processRecords(({ payload }) => void seen.push(payload), {
      format: 'text',
      schema: z.string().startsWith('a').toUpperCase(),
      ...quiet(),
    });
    await handler(kinesisEvent([{ data: 'abc' }]), context);
    expect(seen).toEqual(['ABC']);
  });

  test('many issues are named in part, and one place once', async () => {
    const fields = Object.fromEntries([...'abcdefg'].map((name) => [name, z.number()]));
    const { reasons } = await validate(z.object({ in: z.array(z.object(fields)) }), { in: [{}] });
    const places = [...'abcde'].map((name) => `/in/0/${name}`).join(', ');
    expect(reasons[0].message).toBe(`does not match the schema at ${places} and 2 more`);
  });

  test('a schema that throws fails the record: it has said nothing about its data', async () => {
    const onInvalid = jest.fn();
    const schema = z.unknown().refine(() => {
      throw new Error('look-up failed');
    });
    const options = { schema, onInvalid, ...quiet() };
    const event = kinesisEvent([{ data: 1 }]);
    expect(named(await processRecords(() => {}, options)(event, context))).toHaveLength(1);
    expect(onInvalid).not.toHaveBeenCalled();
    expect(options.logger.records).toMatchObject([
      { message: 'Record failed', details: { reason: 'Error: look-up failed' } },
    ]);
  });
});

describe('invalid records', () => {
  const event = kinesisEvent([
    { partitionKey: 'a', data: '{' },
    { partitionKey: 'b', data: 1 },
    { partitionKey: 'a', data: 2 },
  ]);
  const [first] = event.Records.map(({ kinesis }) => kinesis.sequenceNumber);

  test('fail as any other without onInvalid, and stop their key', async () => {
    const seen: unknown[] = [];
    const response = await processRecords(({ payload }) => void seen.push(payload), quiet())(event, context);
    expect(named(response)).toEqual([first]);
    expect(seen).toEqual([1]);
  });

  test('are handled with onInvalid, which gets the raw record; their key goes on', async () => {
    const seen: unknown[] = [];
    const invalid: RawStreamRecord[] = [];
    const handler = processRecords(({ payload }) => void seen.push(payload), {
      onInvalid: async (record) => void invalid.push(record),
      ...quiet(),
    });
    expect(named(await handler(event, context))).toEqual([]);
    expect(seen.sort()).toEqual([1, 2]);
    expect(invalid).toMatchObject([{ sequenceNumber: first, data: Buffer.from('{') }]);
    expect(invalid[0]).not.toHaveProperty('payload');
  });

  test('fail when onInvalid throws', async () => {
    const options = { onInvalid: () => Promise.reject(new Error('queue is gone')), ...quiet() };
    expect(named(await processRecords(() => {}, options)(event, context))).toEqual([first]);
    expect(options.logger.records).toMatchObject([
      { level: 'error', message: 'Record invalid', details: { reason: 'Error: queue is gone' } },
    ]);
  });
});
