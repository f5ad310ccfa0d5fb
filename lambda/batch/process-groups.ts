import { checkOptions } from './check-options';
import type { BytesPayload, PayloadOptions, TextPayload } from './options';
import type { RecordContext, StreamHandler, StreamRecordOptions } from './process-records';
import { defaultLogger } from './report';
import { runGroup } from './run-group';
import { StreamBatch, type StreamSettings } from './stream-batch';
import type { RawStreamRecord, StreamRecord } from './stream-record';

/** Handles the records of one partition key, in their order. What it throws, or rejects with, fails all of them. */
export type GroupHandler<T> = (records: StreamRecord<T>[], context: RecordContext) => Promise<void> | void;

/** Settings of `processGroups` that do not concern the payload. */
export type StreamGroupOptions = Omit<StreamRecordOptions, 'idempotency'>;

/** Settings of `processGroups`. */
export type ProcessGroupsOptions<T = unknown> = StreamGroupOptions & PayloadOptions<T>;

/**
 * As `processRecords`, for a function that takes all records of a batch with one partition key at once: to add them up and
 * write once, for instance.
 *
 * Keys run side by side, `concurrency` of them. A group that fails is named by its first record, and comes again from
 * there, whole or with more records than before: make what it writes safe to repeat, as by the `sequenceNumber` of the last
 * record. An invalid record without `onInvalid` ends its group: the records before it are handled, those behind it wait.
 * A group that fails is one log line, with the number of its `records`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 *
 * @example
 * import { processGroups } from 'kinesis-constructs/runtime';
 *
 * export const handler = processGroups<{ amount: number }>(async (orders) => {
 *   const sum = orders.reduce((total, { payload }) => total + payload.amount, 0);
 *   console.log(`${orders[0].partitionKey} ordered for ${sum}`);
 * });
 */
export function processGroups(
  handler: GroupHandler<string>,
  options: StreamGroupOptions & TextPayload,
): StreamHandler;
export function processGroups(
  handler: GroupHandler<Buffer>,
  options: StreamGroupOptions & BytesPayload,
): StreamHandler;
export function processGroups<T = unknown>(
  handler: GroupHandler<T>,
  options?: ProcessGroupsOptions<T>,
): StreamHandler;
export function processGroups<T>(
  handler: GroupHandler<T>,
  options: StreamGroupOptions & (PayloadOptions<T> | TextPayload | BytesPayload) = {},
): StreamHandler {
  checkOptions('processGroups', handler, options);
  if ((options as StreamRecordOptions).idempotency !== undefined) {
    throw new TypeError('processGroups: idempotency must be unset: a group comes again with other records');
  }
  const { concurrency = 16, format = 'json', logger = defaultLogger() } = options;
  const steps = { ...options, handler, format };
  const settings: StreamSettings = {
    ...options,
    concurrency,
    logger,
    unitsOf: byPartitionKey,
    runUnit: (records, context) => runGroup(records, steps, context),
  };
  return async (event, context) => new StreamBatch(settings, event, context).run();
}

/** Indices of the records of each key, the key with the earliest record first. */
function byPartitionKey(records: readonly RawStreamRecord[]): number[][] {
  const groups = new Map<string, number[]>();
  records.forEach(({ partitionKey }, index) => {
    const group = groups.get(partitionKey);
    if (group === undefined) groups.set(partitionKey, [index]);
    else group.push(index);
  });
  return [...groups.values()];
}
