import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { checkOptions } from './check-options';
import type { IdempotencyStore } from './idempotency';
import type { BatchOptions, BytesPayload, PayloadOptions, TextPayload } from './options';
import type { InvalidReason } from './payload';
import { defaultLogger } from './report';
import { runRecord } from './run-record';
import { StreamBatch, type StreamSettings } from './stream-batch';
import type { RawStreamRecord, StreamRecord } from './stream-record';

/** What a handler gets beside the record. */
export interface RecordContext {
  /** The context of the invocation. */
  readonly lambda: Context;

  /**
   * Aborted shortly before the function's timeout. Hand it to what takes long, such as `fetch` or a call of
   * the SDK.
   */
  readonly signal: AbortSignal;
}

/** Handles one record. What it throws, or rejects with, fails the record. */
export type RecordHandler<T> = (record: StreamRecord<T>, context: RecordContext) => Promise<void> | void;

/** Settings of `processRecords` that do not concern the payload. */
export interface StreamRecordOptions extends BatchOptions {
  /**
   * Takes a record whose bytes are not what `format` says, or do not match the schema, for instance to a
   * queue. The record then counts as handled, unless this throws.
   *
   * @default - the record fails: Lambda retries it, and in the end sends it to the mapping's failure
   * destination
   */
  readonly onInvalid?: (
    record: RawStreamRecord,
    reason: InvalidReason,
    context: RecordContext,
  ) => Promise<void> | void;

  /**
   * Leaves out records that are done already, known by `record.id`.
   *
   * @default - records may run more than once, as Lambda delivers at least once
   */
  readonly idempotency?: IdempotencyStore;
}

/** Settings of `processRecords`. */
export type ProcessRecordsOptions<T = unknown> = StreamRecordOptions & PayloadOptions<T>;

/**
 * A Lambda handler for a mapping on a Kinesis stream, or on a consumer of one, that has
 * `ReportBatchItemFailures`.
 */
export type StreamHandler = (
  event: KinesisStreamEvent,
  context: Context,
) => Promise<KinesisStreamBatchResponse>;

/**
 * Makes the Lambda handler of a mapping on a Kinesis stream out of a function for one record.
 *
 * - Aggregated records of the Kinesis Producer Library are taken apart, and each user record is handled by
 *   itself.
 * - Records of one partition key run one after the other, records of different keys at the same time.
 * - When a record fails, its key stops and the other keys go on. The answer names the lowest sequence number
 *   that is not done, and Lambda sends the batch again from there: nothing is lost, and what came before does
 *   not run again. What other keys had done behind that point does, unless `idempotency` leaves it out.
 * - Lambda knows sequence numbers only: when one record of an aggregated record is not done, all in it run
 *   again.
 * - Shortly before the function's timeout nothing more is started, and what is not done is reported as such.
 *   Lambda counts that as a failed attempt, so choose a batch size and a timeout that rarely meet. A call
 *   that ignores `signal` and outlasts the margin is no longer waited for and may end beside its own retry:
 *   pass `signal` on, or give the call a timeout of its own.
 * - One line of metrics a batch, and one log line a failed or invalid record, at most 50 a batch, with
 *   stream, shard, sequence number and reason. No payload is logged, as far as your own errors do not quote
 *   it.
 *
 * The mapping must have `ReportBatchItemFailures`, as `StreamProcessor` sets it: without it Lambda takes
 * every answer for a success, and failed records are lost. Bound its retries and give it a failure
 * destination, for a record that fails for ever holds up its shard. A failed record does not count in the
 * function's metric `Errors`; `RecordsFailed` tells of it.
 *
 * With a `ParallelizationFactor` above 1 Lambda keeps the order of Kinesis records by their own key:
 * aggregated records should then hold user records of one key only.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 *
 * @example
 * import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
 * import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
 * import { processRecords } from 'kinesis-constructs/runtime';
 * import { z } from 'zod';
 *
 * const [dynamo, sqs] = [new DynamoDBClient({}), new SQSClient({})];
 * const { ORDERS_TABLE, INVALID_QUEUE } = process.env;
 * const Order = z.object({ id: z.string(), amount: z.number() });
 *
 * export const handler = processRecords(
 *   async ({ payload: { id, amount } }, { signal }) => {
 *     const item = { id: { S: id }, amount: { N: String(amount) } };
 *     await dynamo.send(new PutItemCommand({ TableName: ORDERS_TABLE, Item: item }), { abortSignal: signal });
 *   },
 *   {
 *     schema: Order,
 *     onInvalid: async ({ id, data }, { message }) => {
 *       const body = JSON.stringify({ id, message, data: data.toString('base64') });
 *       await sqs.send(new SendMessageCommand({ QueueUrl: INVALID_QUEUE, MessageBody: body }));
 *     },
 *   },
 * );
 */
export function processRecords(
  handler: RecordHandler<string>,
  options: StreamRecordOptions & TextPayload,
): StreamHandler;
export function processRecords(
  handler: RecordHandler<Buffer>,
  options: StreamRecordOptions & BytesPayload,
): StreamHandler;
export function processRecords<T = unknown>(
  handler: RecordHandler<T>,
  options?: ProcessRecordsOptions<T>,
): StreamHandler;
export function processRecords<T>(
  handler: RecordHandler<T>,
  options: StreamRecordOptions & (PayloadOptions<T> | TextPayload | BytesPayload) = {},
): StreamHandler {
  checkOptions('processRecords', handler, options);
  const { concurrency = 16, format = 'json', logger = defaultLogger() } = options;
  const steps = { ...options, handler, format };
  const settings: StreamSettings = {
    ...options,
    concurrency,
    logger,
    unitsOf: (records) => records.map((_, index) => [index]),
    runUnit: async ([record], context) => [await runRecord(record, steps, context)],
  };
  return async (event, context) => new StreamBatch(settings, event, context).run();
}
