import type {
  Context,
  KinesisStreamBatchResponse,
  KinesisStreamEvent,
  KinesisStreamTumblingWindowEvent,
} from 'aws-lambda';
import { batchItemFailures } from './checkpoint';
import { BatchDimension, BatchMetric } from './contract';
import { Deadline } from './deadline';
import type { RecordContext, StreamRecordOptions } from './process-records';
import { type BatchLogger, BatchReport, libraryMetrics } from './report';
import { runInOrder } from './run-in-order';
import type { RecordResult, Verdict } from './run-record';
import { type RawStreamRecord, readStreamEvent } from './stream-record';

/** What a batch is run with. */
export interface StreamSettings extends Pick<StreamRecordOptions, 'deadlineMargin' | 'metrics'> {
  readonly concurrency: number;
  readonly logger: BatchLogger;
  /** Cuts the batch into what is run at once: indices of records of one key, in their order. */
  readonly unitsOf: (records: readonly RawStreamRecord[]) => number[][];
  /** Runs one unit, and says what became of each of its records. Never rejects. */
  readonly runUnit: (records: RawStreamRecord[], context: RecordContext) => Promise<RecordResult[]>;
}

/** One invocation: runs the records of an event and answers Lambda. */
export class StreamBatch {
  private readonly startedAt = Date.now();
  private readonly records: readonly RawStreamRecord[];
  private readonly results: RecordResult[];
  private readonly report: BatchReport;

  constructor(
    private readonly settings: StreamSettings,
    private readonly event: KinesisStreamEvent,
    private readonly context: Context,
  ) {
    this.records = readStreamEvent(event);
    // Stays for those that never run, or not to the end.
    this.results = this.records.map(() => ({ verdict: 'UNPROCESSED', done: false }));
    this.report = new BatchReport(settings.logger, context);
  }

  public async run(): Promise<KinesisStreamBatchResponse> {
    const response = this.records.length === 0 ? { batchItemFailures: [] } : await this.runRecords();
    // A mapping with a tumbling window takes an answer without a state for a failure.
    const { window, state = {} } = this.event as Partial<KinesisStreamTumblingWindowEvent>;
    return window === undefined ? response : Object.assign(response, { state });
  }

  private async runRecords(): Promise<KinesisStreamBatchResponse> {
    const { concurrency, deadlineMargin, unitsOf, runUnit } = this.settings;
    const deadline = new Deadline(this.context, deadlineMargin);
    const context = { lambda: this.context, signal: deadline.signal };
    const units = unitsOf(this.records);
    const run = async (unit: number): Promise<boolean> => {
      const indices = units[unit];
      const results = await runUnit(
        indices.map((index) => this.records[index]),
        context,
      );
      indices.forEach((index, i) => {
        this.results[index] = results[i];
        this.log(this.records[index], results[i]);
      });
      return results.every(({ done }) => done);
    };
    const keys = units.map(([first]) => this.records[first].partitionKey);
    const finished = runInOrder(keys, { concurrency, mayStart: () => !deadline.passed, run });
    await Promise.race([finished, deadline.lastCall]).finally(() => deadline.close());
    return this.conclude(deadline.passed);
  }

  private conclude(deadlinePassed: boolean): KinesisStreamBatchResponse {
    const open = this.records.filter((_, index) => !this.results[index].done);
    const response = { batchItemFailures: batchItemFailures(open) };
    const counts = this.counts();
    if (open.length > 0) {
      const { streamName: stream, shardId: shard } = open[0];
      const retryFrom = response.batchItemFailures[0].itemIdentifier;
      this.report.summary('Batch not finished', { stream, shard, retryFrom, deadlinePassed, ...counts });
    }
    this.publish(counts);
    return response;
  }

  private counts(): Record<string, number> {
    const counts = { PROCESSED: 0, FAILED: 0, SKIPPED: 0, INVALID: 0, UNPROCESSED: 0 };
    for (const { verdict } of this.results) counts[verdict]++;
    return Object.fromEntries(
      Object.entries(counts).map(([verdict, n]) => [BatchMetric[verdict as Verdict], n]),
    );
  }

  private publish(counts: Record<string, number>): void {
    const { streamName, arrivalTime } = this.records[this.records.length - 1];
    const metrics =
      this.settings.metrics ?? libraryMetrics(this.context, BatchDimension.STREAM_NAME, streamName);
    this.report.publish(metrics, {
      Count: counts,
      Milliseconds: {
        [BatchMetric.ITERATOR_AGE]: Math.max(0, this.startedAt - arrivalTime.getTime()),
        [BatchMetric.DURATION]: Date.now() - this.startedAt,
      },
    });
  }

  private log(record: RawStreamRecord, { verdict, done, reason, error, records }: RecordResult): void {
    if ((verdict !== 'FAILED' && verdict !== 'INVALID') || reason === undefined) return;
    const { streamName: stream, shardId: shard, sequenceNumber, subSequenceNumber } = record;
    this.report.line(done ? 'warn' : 'error', verdict === 'FAILED' ? 'Record failed' : 'Record invalid', {
      stream,
      shard,
      sequenceNumber,
      subSequenceNumber,
      ...(records === undefined ? {} : { records }),
      reason,
      ...(error === undefined ? {} : { error }),
    });
  }
}
