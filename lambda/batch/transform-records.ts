import type { Context, FirehoseTransformationEvent, FirehoseTransformationResult } from 'aws-lambda';
import { checkOptions } from './check-options';
import type { FirehoseRecord, RawFirehoseRecord } from './firehose-record';
import type { BatchOptions, BytesPayload, PayloadOptions, TextPayload } from './options';
import type { Outcome } from './outcome';
import type { InvalidReason } from './payload';
import type { RecordContext } from './process-records';
import { defaultLogger } from './report';
import { TransformBatch } from './transform-batch';

/** Decides what becomes of one record. What it throws, or rejects with, fails that record. */
export type RecordTransform<T> = (
  record: FirehoseRecord<T>,
  context: RecordContext,
) => Outcome | Promise<Outcome>;

/** Settings of `transformRecords` that do not concern the payload. */
export interface FirehoseRecordOptions extends BatchOptions {
  /**
   * Decides on a record whose bytes are not what `format` says, or do not match the schema.
   *
   * @default - the record fails with the reason
   */
  readonly onInvalid?: (
    record: RawFirehoseRecord,
    reason: InvalidReason,
    context: RecordContext,
  ) => Outcome | Promise<Outcome>;
}

/** Settings of `transformRecords`. */
export type TransformRecordsOptions<T = unknown> = FirehoseRecordOptions & PayloadOptions<T>;

/** A Lambda handler for the data transformation of Firehose. */
export type TransformHandler = (
  event: FirehoseTransformationEvent,
  context: Context,
) => Promise<FirehoseTransformationResult>;

/**
 * Makes the Lambda handler of a Firehose data transformation out of a function for one record.
 *
 * - Each record is answered once, in the order of the event: `deliver` becomes `Ok`, `drop` becomes
 *   `Dropped`; `fail`, a throw or an invalid record becomes `ProcessingFailed`, for that record only.
 * - Firehose never tries a `ProcessingFailed` record again: it writes the record, as it came, under the error
 *   prefix. So try again within the function what another try would cure.
 * - A response has room for 6 MB. What goes beyond becomes `ProcessingFailed`, the largest outputs first so
 *   that the fewest records do; nothing is ever cut. A smaller buffer of the transformation keeps clear of
 *   it.
 * - What the function's timeout would meet becomes `ProcessingFailed` shortly before it, and the rest is
 *   delivered. To throw would fail all records of the invocation: only network timeouts and throttled
 *   invocations are documented as retried.
 * - Firehose takes aggregated records of the Kinesis Producer Library apart itself, before the
 *   transformation.
 * - One line of metrics a batch, and one log line a failed record, at most 50 a batch, with record id and
 *   reason. No payload is logged, as far as your own reasons and errors do not quote it.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
 * @see https://docs.aws.amazon.com/streams/latest/dev/kpl-with-firehose.html
 *
 * @example
 * import { deliver, drop, fail, transformRecords } from 'kinesis-constructs/runtime';
 * import { z } from 'zod';
 *
 * const Flight = z.object({ date: z.string(), delay: z.number(), origin: z.string() });
 *
 * export const handler = transformRecords(
 *   ({ payload }) => {
 *     if (payload.origin === 'TEST') return drop();
 *     const [year, month] = payload.date.split('/');
 *     if (month === undefined) return fail('date has no month');
 *     return deliver({ ...payload, late: payload.delay > 60 }, { partitionKeys: { year, month } });
 *   },
 *   { schema: Flight },
 * );
 */
export function transformRecords(
  transform: RecordTransform<string>,
  options: FirehoseRecordOptions & TextPayload,
): TransformHandler;
export function transformRecords(
  transform: RecordTransform<Buffer>,
  options: FirehoseRecordOptions & BytesPayload,
): TransformHandler;
export function transformRecords<T = unknown>(
  transform: RecordTransform<T>,
  options?: TransformRecordsOptions<T>,
): TransformHandler;
export function transformRecords<T>(
  transform: RecordTransform<T>,
  options: FirehoseRecordOptions & (PayloadOptions<T> | TextPayload | BytesPayload) = {},
): TransformHandler {
  checkOptions('transformRecords', transform, options);
  const { concurrency = 16, format = 'json', logger = defaultLogger() } = options;
  const settings = { ...options, transform, concurrency, format, logger };
  return async (event, context) => new TransformBatch<T>(settings, event, context).run();
}
