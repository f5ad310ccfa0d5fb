import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { BATCH_METRIC_NAMESPACE } from '../../../lambda/batch/contract';
import { type BatchCounts, readBatch } from './function-counts';

/** How far before the last line the next look begins, in milliseconds: lines may come in late. */
const OVERLAP_MS = 2000;
/** Of the time, the share that asking may take: the emulator looks through everything each time. */
const BUSY_SHARE = 0.1;
const PAUSE_MS = 500;

/** Reads what a function says of its batches from its log. */
export class FunctionLogs {
  private readonly seen = new Map<string, number>();
  private from: number;
  private nextAt = 0;

  constructor(
    private readonly logs: CloudWatchLogsClient,
    private readonly logGroup: string,
    start: number,
  ) {
    this.from = start;
  }

  /** New batches; none when it was asked only just now, unless it is `urgent`. */
  public async read(now: number, urgent = false): Promise<BatchCounts[]> {
    if (now < this.nextAt && !urgent) return [];
    const batches: BatchCounts[] = [];
    let nextToken: string | undefined;
    do {
      const found = await this.logs.send(
        new FilterLogEventsCommand({
          logGroupName: this.logGroup,
          filterPattern: `"${BATCH_METRIC_NAMESPACE}"`,
          startTime: this.from - OVERLAP_MS,
          nextToken,
        }),
      );
      nextToken = found.nextToken;
      for (const { eventId, logStreamName, timestamp = 0, message = '' } of found.events ?? []) {
        const id = eventId ?? `${logStreamName} ${timestamp} ${message}`;
        if (this.seen.has(id)) continue;
        this.seen.set(id, timestamp);
        this.from = Math.max(this.from, timestamp);
        const batch = readBatch(message);
        if (batch !== undefined) batches.push(batch);
      }
    } while (nextToken !== undefined);
    for (const [id, at] of this.seen) if (at < this.from - OVERLAP_MS) this.seen.delete(id);
    this.nextAt = now + Math.max(PAUSE_MS, (Date.now() - now) / BUSY_SHARE);
    return batches;
  }
}
