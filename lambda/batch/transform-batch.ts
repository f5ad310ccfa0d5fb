import type { Context, FirehoseTransformationEvent, FirehoseTransformationResult } from 'aws-lambda';
import { BatchDimension, TransformMetric } from './contract';
import { Deadline } from './deadline';
import { type RawFirehoseRecord, readFirehoseRecord } from './firehose-record';
import { fitResponse } from './fit-response';
import { type BatchLogger, BatchReport, libraryMetrics } from './report';
import { runInOrder } from './run-in-order';
import {
  failure,
  type TransformResult,
  type TransformSteps,
  type TransformVerdict,
  transformRecord,
} from './transform-record';
import type { FirehoseRecordOptions } from './transform-records';

/** Settings of `transformRecords` with their defaults. */
export interface TransformSettings<T>
  extends TransformSteps<T>,
    Pick<FirehoseRecordOptions, 'deadlineMargin' | 'metrics'> {
  readonly concurrency: number;
  readonly logger: BatchLogger;
}

/** One invocation: transforms the records of an event and answers Firehose. */
export class TransformBatch<T> {
  private readonly startedAt = Date.now();
  private readonly records: readonly RawFirehoseRecord[];
  private readonly results: TransformResult[];
  private readonly report: BatchReport;

  constructor(
    private readonly settings: TransformSettings<T>,
    private readonly event: FirehoseTransformationEvent,
    private readonly context: Context,
  ) {
    if (!Array.isArray(event.records)) {
      throw new TypeError('transformRecords takes events of Firehose, got one without records');
    }
    this.records = event.records.map(readFirehoseRecord);
    // Stays for those that the deadline meets.
    this.results = this.records.map(() => failure('UNPROCESSED', 'the function was about to time out'));
    this.report = new BatchReport(settings.logger, context);
  }

  public async run(): Promise<FirehoseTransformationResult> {
    if (this.records.length === 0) return { records: [] };
    const deadline = new Deadline(this.context, this.settings.deadlineMargin);
    const context = { lambda: this.context, signal: deadline.signal };
    const run = async (index: number): Promise<boolean> => {
      this.results[index] = await transformRecord(this.records[index], this.settings, context);
      return true;
    };
    // Each record is its own key: Firehose's answer has an order, the work needs none.
    const keys = this.records.map((_, index) => String(index));
    const { concurrency } = this.settings;
    const finished = runInOrder(keys, { concurrency, mayStart: () => !deadline.passed, run });
    await Promise.race([finished, deadline.lastCall]).finally(() => deadline.close());
    return this.conclude();
  }

  private conclude(): FirehoseTransformationResult {
    const answers = this.records.map(({ recordId }, index) => {
      const { result, data, partitionKeys } = this.results[index];
      return { recordId, result, data, partitionKeys };
    });
    const { response, bytes, oversized } = fitResponse(answers);
    for (const index of oversized) {
      const reason = `the response has no room for the ${answers[index].data?.length} bytes of output`;
      this.results[index] = failure('OVERSIZED', reason);
    }
    const counts = this.counts();
    this.logFailures(counts);
    this.publish(counts, bytes);
    return response;
  }

  private counts(): Record<string, number> {
    const counts = { DELIVERED: 0, DROPPED: 0, FAILED: 0, INVALID: 0, OVERSIZED: 0, UNPROCESSED: 0 };
    for (const { verdict } of this.results) counts[verdict]++;
    return Object.fromEntries(
      Object.entries(counts).map(([verdict, count]) => [TransformMetric[verdict as TransformVerdict], count]),
    );
  }

  private logFailures(counts: Record<string, number>): void {
    const deliveryStream = this.deliveryStream;
    let failures = 0;
    for (const [index, { result, verdict, reason, error }] of this.results.entries()) {
      if (result !== 'ProcessingFailed') continue;
      failures += 1;
      const { recordId, source } = this.records[index];
      this.report.line('error', verdict === 'INVALID' ? 'Record invalid' : 'Record failed', {
        deliveryStream,
        recordId,
        shard: source?.shardId,
        sequenceNumber: source?.sequenceNumber,
        subSequenceNumber: source?.subSequenceNumber,
        reason,
        ...(error === undefined ? {} : { error }),
      });
    }
    if (failures > 0) this.report.summary('Batch with failed records', { deliveryStream, ...counts });
  }

  private publish(counts: Record<string, number>, bytes: number): void {
    const metrics =
      this.settings.metrics ??
      libraryMetrics(this.context, BatchDimension.DELIVERY_STREAM_NAME, this.deliveryStream);
    this.report.publish(metrics, {
      Count: counts,
      Bytes: { [TransformMetric.RESPONSE_BYTES]: bytes },
      Milliseconds: { [TransformMetric.DURATION]: Date.now() - this.startedAt },
    });
  }

  /** `orders` of `arn:aws:firehose:…:deliverystream/orders`. */
  private get deliveryStream(): string {
    return this.event.deliveryStreamArn.split('/')[1] ?? this.event.deliveryStreamArn;
  }
}
