import type { Context } from 'aws-lambda';

/**
 * Remembers which records are done, so that a retry leaves them out.
 *
 * The idempotency utility of Powertools for AWS Lambda fits:
 *
 * @example
 * import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
 * import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
 * import type { IdempotencyStore } from 'kinesis-constructs/runtime';
 *
 * const persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'done' });
 * const config = new IdempotencyConfig({ expiresAfterSeconds: 24 * 3600 });
 *
 * const idempotency: IdempotencyStore = {
 *   runOnce(id, work, context) {
 *     config.registerLambdaContext(context);
 *     return makeIdempotent((_id: string) => work(), { persistenceStore, config })(id);
 *   },
 * };
 */
export interface IdempotencyStore {
  /**
   * Runs `work` unless `id` is done, and marks `id` as done once `work` has resolved.
   *
   * When `work` rejects, `id` must stay open and the rejection must be passed on. A rejection of the store
   * itself, for instance because another invocation has `id` in progress, fails the record, which Lambda then
   * retries.
   */
  runOnce(id: string, work: () => Promise<void>, context: Context): Promise<void>;
}

/**
 * Remembers the latest records in memory of this execution environment.
 *
 * After a failed record Lambda sends everything behind it again, mostly to the same environment: this store
 * keeps what other keys had done from running twice then. It is an economy, not a guarantee: another
 * environment knows nothing.
 */
export class InMemoryIdempotencyStore implements IdempotencyStore {
  private readonly done = new Set<string>();

  /**
   * @param maxRecords how many user records to remember, at least 1; the oldest are forgotten first. The
   * default is the largest number of Kinesis records in a batch; aggregated records may hold more.
   */
  constructor(private readonly maxRecords = 10_000) {
    if (!Number.isInteger(maxRecords) || maxRecords < 1) {
      throw new RangeError(`maxRecords must be a whole number of at least 1, got ${String(maxRecords)}`);
    }
  }

  public async runOnce(id: string, work: () => Promise<void>): Promise<void> {
    if (this.done.has(id)) return;
    await work();
    this.done.add(id);
    for (const oldest of this.done) {
      if (this.done.size <= this.maxRecords) break;
      this.done.delete(oldest);
    }
  }
}
