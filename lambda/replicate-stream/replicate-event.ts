import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { BatchDimension } from '../batch/contract';
import { reasonOf, toError } from '../batch/errors';
import { type BatchLogger, type BatchMetrics, BatchReport, libraryMetrics } from '../batch/report';
import { ReplicaMetric } from './contract';
import {
  type ReplicaOutcome,
  type ReplicaPorts,
  type ReplicaSettings,
  replicateBatch,
} from './replicate-batch';
import { type SourceRecord, sourceRecords } from './source-record';

/** What speaks of a batch. */
export interface ReplicaVoice {
  readonly logger: BatchLogger;
  readonly metrics?: BatchMetrics;
}

/** Time kept for noting the progress down and answering, milliseconds. */
const MARGIN_MS = 5_000;

/** Copies the records of an event, and tells Lambda from which one to go on. */
export async function replicateEvent(
  event: KinesisStreamEvent,
  context: Context,
  settings: ReplicaSettings,
  ports: ReplicaPorts,
  { logger, metrics }: ReplicaVoice,
): Promise<KinesisStreamBatchResponse> {
  const records = sourceRecords(event);
  if (records.length === 0) return { batchItemFailures: [] };
  const report = new BatchReport(logger, context);
  const { streamName: stream, shardId: shard } = records[0];
  const outcome = await replicateBatch(records, timeFor(context, settings), settings, ports);

  const { left, failure, unkept } = outcome;
  if (left.length > 0) {
    const retryFrom = left[0].sequenceNumber;
    const reason = failure === undefined ? 'another Region holds the token' : reasonOf(failure);
    report.summary('Batch not finished', { stream, shard, retryFrom, left: left.length, reason });
  }
  if (unkept !== undefined) {
    logger.warn('Progress not kept', { stream, shard, reason: reasonOf(toError(unkept)) });
  }
  report.publish(
    metrics ?? libraryMetrics(context, BatchDimension.STREAM_NAME, stream),
    measuredOf(outcome, records[records.length - 1]),
  );
  return {
    batchItemFailures: left.slice(0, 1).map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })),
  };
}

/** A call under way when the time is over is waited for, so it has to fit in as well. */
function timeFor(context: Context, { callTimeoutMs = 10_000 }: ReplicaSettings): number {
  return Math.max(1, Math.floor(context.getRemainingTimeInMillis() - callTimeoutMs - MARGIN_MS));
}

function measuredOf(outcome: ReplicaOutcome, last: SourceRecord): Parameters<BatchReport['publish']>[1] {
  const { replicated, left, held } = outcome;
  // Of a batch that is stuck, the lag is that of the record it is stuck on, so that it grows.
  const { arrivedAt } = left[0] ?? last;
  return {
    Count: {
      [ReplicaMetric.HEARTBEAT]: 1,
      [ReplicaMetric.REPLICATED]: replicated.length,
      [ReplicaMetric.RETRIES]: outcome.retries,
      [ReplicaMetric.DUPLICATES_AVOIDED]: outcome.duplicatesAvoided,
      [ReplicaMetric.ECHOES_PREVENTED]: outcome.echoesPrevented,
      [ReplicaMetric.HELD]: held,
      [ReplicaMetric.FAILED]: left.length - held,
    },
    Bytes: { [ReplicaMetric.BYTES]: replicated.reduce((sum, record) => sum + bytesOf(record), 0) },
    Milliseconds: { [ReplicaMetric.LAG]: Math.max(0, Date.now() - arrivedAt) },
  };
}

function bytesOf({ partitionKey, data }: SourceRecord): number {
  return Buffer.byteLength(partitionKey) + data.length;
}
