import type { KinesisStreamRecord } from 'aws-lambda';
import type { MessageOutcome, RedriveResult, RedriveSource } from './contract';
import { type KeptBatch, messageIdOf, parseMessage } from './failed-batch';
import { Pace } from './pace';
import type { BatchTarget, RunClock, ShardPort } from './ports';
import { compareOrdinals } from './position';
import { Report } from './report';
import type { Plan } from './request';

/** What a run over messages works with. */
export interface MessagePorts {
  readonly shards: ShardPort;
  readonly target: BatchTarget;
  readonly clock: RunClock;
}

interface Job {
  readonly message: number;
  readonly source: RedriveSource;
  readonly batch: KeptBatch;
}

type Status = Pick<MessageOutcome, 'status' | 'missing'>;

/**
 * Redrives the batches that messages of SQS or SNS tell of, each shard's oldest first. Their records are read from the
 * stream again, as far as it still has them; what it no longer has is told.
 */
export class MessageRedrive {
  private readonly report: Report;
  private readonly pace: Pace;
  private readonly outcomes: Status[] = [];

  constructor(
    private readonly plan: Plan,
    private readonly messages: readonly unknown[],
    private readonly ports: MessagePorts,
  ) {
    this.report = new Report(plan.dryRun);
    this.pace = new Pace(ports.clock);
  }

  public async run(): Promise<RedriveResult> {
    const jobs = this.messages.flatMap((_, i) => this.jobOf(i) ?? []).sort(inOrder);
    const stopped = new Set<string>();
    for (const job of jobs) {
      const shard = `${job.batch.info.streamArn}/${job.batch.info.shardId}`;
      if (stopped.has(shard)) continue;
      if (this.report.found >= this.plan.limit || !this.pace.mayStart) break;
      const status = await this.pace.time(() => this.redrive(job));
      if (status === undefined) break;
      this.outcomes[job.message] = status;
      if (status.status === 'failed' && this.plan.strictOrder) stopped.add(shard);
    }
    return this.report.result({
      messages: this.messages.map((message, i) => {
        const messageId = messageIdOf(message);
        const status = this.outcomes[i] ?? { status: 'found' };
        return { message: i, ...(messageId !== undefined && { messageId }), ...status };
      }),
    });
  }

  /** None for a message that cannot be redriven here. */
  private jobOf(message: number): Job | undefined {
    try {
      const batch = parseMessage(this.messages[message]);
      const source = this.plan.sources.find(
        ({ functionArn, streamArn }) =>
          streamArn === batch.info.streamArn && unqualified(functionArn) === unqualified(batch.functionArn),
      );
      if (source !== undefined) return { message, source, batch };
      throw new Error(`not asked for: of ${batch.functionArn} on ${batch.info.streamArn}`);
    } catch (error) {
      this.report.add('found', undefined, 0);
      this.outcomes[message] = this.failed({ message, reason: messageOf(error) }, undefined, 0);
      return undefined;
    }
  }

  /** Undefined when the time was over first. */
  private async redrive({ message, source, batch }: Job): Promise<Status | undefined> {
    let records: readonly KinesisStreamRecord[] | undefined;
    try {
      records = batch.records ?? (await this.read(batch));
    } catch (error) {
      this.find(source, batch, 0);
      return this.failed({ mapping: source.mapping, message, reason: messageOf(error) }, source, 0);
    }
    if (records === undefined) return undefined;
    const missing = missingOf(batch, records);
    if (records.length === 0) {
      this.find(source, batch, 0);
      const reason = `expired: the stream has none of its ${missing} records any more`;
      this.failed({ mapping: source.mapping, message, reason }, source, 0);
      return { status: 'expired', missing };
    }
    if (this.plan.dryRun) {
      this.find(source, batch, records.length);
      return { status: 'found', missing };
    }
    const outcome = await this.ports.target.send(source, records);
    if (outcome.kind === 'cut' && !this.pace.isFirst) return undefined;
    this.find(source, batch, records.length);
    if (outcome.kind === 'done') {
      this.report.add('redriven', source, records.length);
      return { status: 'redriven', missing };
    }
    const reason = outcome.kind === 'cut' ? 'the run ended before all its records were sent' : outcome.reason;
    return {
      ...this.failed({ mapping: source.mapping, message, reason }, source, records.length),
      missing,
    };
  }

  private find(source: RedriveSource, { condition }: KeptBatch, records: number): void {
    this.report.add('found', source, records);
    this.report.addCondition(source, condition, records);
  }

  private read({ info }: KeptBatch): Promise<KinesisStreamRecord[] | undefined> {
    const { streamArn, shardId, startSequenceNumber: start, endSequenceNumber: end } = info;
    return this.ports.shards.read({ streamArn, shardId, start, end });
  }

  private failed(
    failure: { mapping?: string; message: number; reason: string },
    source: RedriveSource | undefined,
    records: number,
  ): Status {
    this.report.add('failed', source, records);
    this.report.addFailure(failure);
    return { status: 'failed' };
  }
}

/** A range can hold records of other batches too, so that a full count does not prove that the oldest are there. */
function missingOf({ info }: KeptBatch, records: readonly KinesisStreamRecord[]): number {
  const startsLate = records[0]?.kinesis.sequenceNumber !== info.startSequenceNumber;
  return Math.max(info.batchSize - records.length, Number(startsLate));
}

function inOrder(a: Job, b: Job): number {
  const [first, second] = [a, b].map(({ batch: { info }, message }) => ({
    shard: `${info.streamArn}/${info.shardId}`,
    ordinal: { sequenceNumber: info.startSequenceNumber, key: String(message) },
  })) as [Place, Place];
  if (first.shard !== second.shard) return first.shard < second.shard ? -1 : 1;
  return compareOrdinals(first.ordinal, second.ordinal);
}

interface Place {
  readonly shard: string;
  readonly ordinal: { readonly sequenceNumber: string; readonly key: string };
}

function unqualified(functionArn: string): string {
  return functionArn.split(':').slice(0, 7).join(':');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
