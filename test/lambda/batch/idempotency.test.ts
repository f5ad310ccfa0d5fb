import {
  IdempotencyConfig,
  IdempotencyItemAlreadyExistsError,
  IdempotencyItemNotFoundError,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { BasePersistenceLayer, type IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence';
import { type IdempotencyStore, InMemoryIdempotencyStore, processRecords } from '../../../lambda/batch';
import { aggregatedRecord, kinesisEvent, lambdaContext } from '../../../lambda/testing';
import { named, quiet } from './support';

/** A persistence layer in memory, with the conditional put that the utility relies on. */
class FakePersistenceLayer extends BasePersistenceLayer {
  public readonly records = new Map<string, IdempotencyRecord>();

  protected async _putRecord(record: IdempotencyRecord): Promise<void> {
    const existing = this.records.get(record.idempotencyKey);
    if (existing !== undefined) throw new IdempotencyItemAlreadyExistsError('exists', existing);
    this.records.set(record.idempotencyKey, record);
  }

  protected async _getRecord(key: string): Promise<IdempotencyRecord> {
    const record = this.records.get(key);
    if (record === undefined) throw new IdempotencyItemNotFoundError('not found');
    return record;
  }

  protected async _updateRecord(record: IdempotencyRecord): Promise<void> {
    this.records.set(record.idempotencyKey, record);
  }

  protected async _deleteRecord(record: IdempotencyRecord): Promise<void> {
    this.records.delete(record.idempotencyKey);
  }
}

/** The adapter of the documentation of `IdempotencyStore`. */
function powertoolsStore(persistenceStore: BasePersistenceLayer): IdempotencyStore {
  const config = new IdempotencyConfig({ expiresAfterSeconds: 24 * 3600 });
  return {
    runOnce(id, work, context) {
      config.registerLambdaContext(context);
      return makeIdempotent((_id: string) => work(), { persistenceStore, config })(id);
    },
  };
}

const context = lambdaContext();
const event = kinesisEvent([
  { partitionKey: 'a', data: 'a1' },
  { partitionKey: 'b', data: 'b1' },
  aggregatedRecord([
    { partitionKey: 'c', data: 'c1' },
    { partitionKey: 'b', data: 'b2' },
  ]),
]);

describe.each<[string, () => IdempotencyStore]>([
  ['the store in memory', () => new InMemoryIdempotencyStore()],
  ['Powertools', () => powertoolsStore(new FakePersistenceLayer())],
])('%s', (_, newStore) => {
  /** Sends the event again and again; `b1` fails the first time. */
  function prepare() {
    const ran: string[] = [];
    const options = { format: 'text', idempotency: newStore(), ...quiet() } as const;
    let failures = 1;
    const handler = processRecords(async ({ payload }) => {
      ran.push(payload);
      if (payload === 'b1' && failures-- > 0) throw new Error('not yet');
    }, options);
    return { ran, options, send: () => handler(event, context) };
  }

  test('leaves out what is done, down to one record of an aggregated record', async () => {
    const { ran, send, options } = prepare();
    expect(named(await send())).toEqual([event.Records[1].kinesis.sequenceNumber]);
    expect(ran.sort()).toEqual(['a1', 'b1', 'c1']);

    ran.length = 0;
    expect(named(await send())).toEqual([]);
    expect(ran).toEqual(['b1', 'b2']);
    expect(options.metrics.published[1]).toMatchObject({
      RecordsProcessed: 2,
      RecordsSkipped: 2,
      RecordsFailed: 0,
    });
  });

  test('logs the error of the record, not one of the store', async () => {
    const { send, options } = prepare();
    await send();
    expect(options.logger.records).toMatchObject([{ details: { reason: 'Error: not yet' } }]);
  });

  test('a handled invalid record is done too', async () => {
    const onInvalid = jest.fn();
    const handler = processRecords(() => {}, { onInvalid, idempotency: newStore(), ...quiet() });
    const invalid = kinesisEvent([{ data: '{' }]);
    await handler(invalid, context);
    await handler(invalid, context);
    expect(onInvalid).toHaveBeenCalledTimes(1);
  });

  test('an invalid record that nobody handles is not done', async () => {
    const handler = processRecords(() => {}, { idempotency: newStore(), ...quiet() });
    const invalid = kinesisEvent([{ data: '{' }]);
    for (const _ of [1, 2]) expect(named(await handler(invalid, context))).toHaveLength(1);
  });
});

test('a record that another invocation has in progress fails, so that it comes again', async () => {
  const layer = new FakePersistenceLayer();
  const store = powertoolsStore(layer);
  let finish: () => void = () => {};
  const first = store.runOnce(
    'orders:1',
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
    context,
  );
  await Promise.resolve();

  await expect(store.runOnce('orders:1', async () => {}, context)).rejects.toThrow('in progress');
  finish();
  await first;
  const again = jest.fn();
  await store.runOnce('orders:1', again, context);
  expect(again).not.toHaveBeenCalled();
});

test.each([
  ['before the work', (): Promise<void> => Promise.reject(new Error('table is gone'))],
  [
    'after the work',
    (work: () => Promise<void>) => work().then(() => Promise.reject(new Error('table is gone'))),
  ],
])('a store that fails %s fails the record', async (_, run) => {
  const options = {
    format: 'text',
    idempotency: { runOnce: (_id: string, work: () => Promise<void>) => run(work) },
    ...quiet(),
  } as const;
  const response = await processRecords(() => {}, options)(event, context);
  expect(named(response)).toEqual([event.Records[0].kinesis.sequenceNumber]);
  expect(options.logger.records[0].details).toMatchObject({ reason: 'Error: table is gone' });
});

test('what is thrown reaches the store as an error', async () => {
  const caught: unknown[] = [];
  const idempotency: IdempotencyStore = {
    runOnce: (_, work) =>
      work().catch((error) => {
        caught.push(error);
        throw error;
      }),
  };
  const thrower = () => {
    throw 'text';
  };
  await processRecords(thrower, { format: 'text', idempotency, ...quiet() })(
    kinesisEvent([{ data: '' }]),
    context,
  );
  expect(caught).toEqual([new Error('text')]);
});

describe('the store in memory', () => {
  const once = async (store: IdempotencyStore, id: string) => {
    let ran = false;
    await store.runOnce(
      id,
      async () => {
        ran = true;
      },
      context,
    );
    return ran;
  };

  test('forgets the oldest first', async () => {
    const store = new InMemoryIdempotencyStore(2);
    for (const id of ['1', '2', '3']) expect(await once(store, id)).toBe(true);
    expect(await once(store, '3')).toBe(false);
    expect(await once(store, '2')).toBe(false);
    expect(await once(store, '1')).toBe(true);
  });

  test.each([[0], [1.5], [Number.NaN]])('refuses to remember %p records', (maxRecords) => {
    expect(() => new InMemoryIdempotencyStore(maxRecords)).toThrow(
      `maxRecords must be a whole number of at least 1, got ${maxRecords}`,
    );
  });
});
