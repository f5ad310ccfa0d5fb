import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { type BatchVerdict, judge } from './batch-response';
import { type CallResult, callFunction, type InvokeFunction } from './call-function';
import { type Clock, VirtualClock } from './clock';
import { lambdaContext } from './context';
import type { FailureCondition } from './failure-record';
import { InvocationLimitError } from './invocation-limit-error';
import { MappingLedger } from './mapping-ledger';
import type { MappingInvocation, MappingReport } from './mapping-report';
import { type EventSourceMappingSettings, type ResolvedSettings, resolveSettings } from './mapping-settings';
import { SeededRandom } from './seeded';
import { ageLimit, dropByAge, settleBatch } from './settle-batch';
import { type Batch, isTooLarge, type Lane, ShardLanes, type TrackedRecord, takeBatch } from './shard-lanes';

/** Reads a shard from where it stopped last, as far as the model is concerned: an emulator, a file, a list. */
export interface ShardReader {
  readonly shardId: string;

  /** The next records, `maxRecords` at most; none when there are none for now. */
  read(maxRecords: number): Promise<readonly KinesisStreamRecord[]>;
}

const MAX_RETRY_DELAY_MS = 60_000;

/**
 * A model of Lambda's event source mapping for Kinesis: what AWS documents about batches, retries, splits, age, filters
 * and failure destinations, in virtual time, with the same result at each run.
 *
 * One invocation runs at a time, in an order that keeps to that of the shards; `seed` varies the rest. Where the
 * documentation is silent, the comment at the rule says what the model does.
 *
 * Not modelled: tumbling windows, the batching window and the starting position (the records given are a backlog, read
 * from its start), shards that split or merge, a Kafka topic as failure destination, and that Lambda may merge
 * neighbouring failures into one message.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 *
 * @example
 * import { EventSourceMapping, kinesisEvent } from 'kinesis-constructs/testing';
 * import { handler } from '../src/orders';
 *
 * test('a poison record costs nobody else', async () => {
 *   const mapping = new EventSourceMapping(handler, {
 *     reportBatchItemFailures: true,
 *     bisectBatchOnFunctionError: true,
 *     maximumRetryAttempts: 2,
 *     onFailure: 's3',
 *   });
 *   const report = await mapping.run(kinesisEvent([{ data: { id: 1 } }, { data: 'poison' }, { data: { id: 3 } }]));
 *
 *   expect(report.totals).toMatchObject({ succeeded: 2, sentToDestination: 1 });
 *   expect(report.lost).toEqual([]);
 * });
 */
export class EventSourceMapping {
  /** The clock of the mapping: handlers may advance a virtual one to take time. */
  public readonly clock: Clock;

  /** Identifier of the mapping, part of the keys written to S3. */
  public readonly uuid: string;

  private readonly settings: ResolvedSettings;
  private readonly random: SeededRandom;
  private readonly lanes: ShardLanes;
  private readonly ledger: MappingLedger;
  private readonly readers: ShardReader[] = [];
  private newestArrival = 0;

  /**
   * @param invoke the handler, or a function that reaches it elsewhere.
   * @param settings those of the mapping, with AWS's defaults.
   */
  constructor(
    private readonly invoke: InvokeFunction,
    settings: EventSourceMappingSettings = {},
  ) {
    this.settings = resolveSettings(settings);
    this.random = new SeededRandom(settings.seed ?? 1);
    this.uuid = settings.uuid ?? this.random.uuid();
    this.clock = settings.clock ?? new VirtualClock(0);
    this.lanes = new ShardLanes(this.settings.parallelizationFactor);
    this.ledger = new MappingLedger(settings.onFailure);
  }

  /** Reads a shard from now on, besides what `add` is given. */
  public addShard(reader: ShardReader): void {
    this.readers.push(reader);
  }

  /** Puts the records of `events` into their shards; those of a shard must come in order. */
  public add(...events: readonly KinesisStreamEvent[]): void {
    for (const event of events) for (const record of event.Records) this.track(record);
  }

  /** Adds `events`, then invokes the function until no shard has a record left. */
  public async run(...events: readonly KinesisStreamEvent[]): Promise<MappingReport> {
    this.add(...events);
    for (;;) if ((await this.step()) === undefined) return this.report();
  }

  /**
   * Adds `events`, then does what begins within the next `ms` milliseconds; leaves the clock at their end, or where the
   * last invocation took it if that is later.
   */
  public async runFor(ms: number, ...events: readonly KinesisStreamEvent[]): Promise<MappingReport> {
    this.add(...events);
    await this.read();
    await this.waitUntil(this.newestArrival);
    const end = this.clock.now() + ms;
    while ((await this.stepBefore(end)) !== undefined);
    await this.waitUntil(end);
    return this.report();
  }

  /** Makes the next invocation, after what wait it needs. Undefined when no shard has a record for now. */
  public async step(): Promise<MappingInvocation | undefined> {
    return this.stepBefore(Number.POSITIVE_INFINITY);
  }

  /** What happened so far. */
  public report(): MappingReport {
    return this.ledger.report();
  }

  private async stepBefore(end: number): Promise<MappingInvocation | undefined> {
    for (;;) {
      await this.read();
      await this.waitUntil(this.newestArrival);
      const lane = this.lanes.next(this.clock.now(), this.random);
      if (lane === undefined || Math.max(lane.readyAt, this.clock.now()) > end) return undefined;
      await this.waitUntil(lane.readyAt);
      const batch = this.dropOld(lane, takeBatch(lane, this.settings.batchSize));
      if (batch === undefined) continue;
      if (!isTooLarge(batch)) return this.send(lane, batch);
      // It cannot be sent, so it blocks its lane until it is too old.
      lane.retrying.unshift(batch);
      lane.readyAt = (batch.records[0]?.arrivalMs ?? 0) + ageLimit(this.settings) + 1;
    }
  }

  private async read(): Promise<void> {
    const enough = this.settings.batchSize * this.settings.parallelizationFactor;
    for (const reader of this.readers) {
      while (this.lanes.waiting(reader.shardId) < enough) {
        const records = await reader.read(enough);
        for (const record of records) this.track(record);
        // Only an empty read is the end for now: filters may drop all of another.
        if (records.length === 0) break;
      }
    }
  }

  private track(record: KinesisStreamRecord): void {
    const tracked = this.lanes.add(record, this.settings.matches);
    this.ledger.read(tracked);
    this.newestArrival = Math.max(this.newestArrival, tracked.arrivalMs);
  }

  private dropOld(lane: Lane, batch: Batch): Batch | undefined {
    const { live, tooOld, expired } = dropByAge(batch, this.clock.now(), this.settings);
    for (const records of tooOld) this.giveUp(lane, records, 'RecordAgeExceeded', batch.invocations, null);
    for (const record of expired) record.status = 'expired';
    return live;
  }

  private async send(lane: Lane, batch: Batch): Promise<MappingInvocation> {
    this.checkLimit();
    const startedAt = this.clock.now();
    const records = batch.records.map(({ record }) => record);
    const result = await this.call(records);
    lane.readyAt = this.clock.now() + this.settings.invocationDurationMs;

    const sequenceNumbers = records.map(({ kinesis }) => kinesis.sequenceNumber);
    const verdict = judge(result, sequenceNumbers, this.settings.reportBatchItemFailures);
    if (verdict.kind !== 'throttled') for (const record of batch.records) record.runs += 1;
    this.settle(lane, batch, verdict, result.kind === 'error' ? 'Unhandled' : null);

    return this.ledger.invoked({
      shardId: lane.shardId,
      lane: lane.index,
      startedAt,
      records,
      retry: batch.retries,
      outcome: verdict.kind,
      response: result.kind === 'returned' ? result.response : undefined,
      reason: verdict.kind === 'success' ? undefined : verdict.reason,
    });
  }

  private call(records: KinesisStreamRecord[]): Promise<CallResult> {
    const { functionTimeoutMs, functionArn } = this.settings;
    const context = lambdaContext({
      clock: this.clock,
      remainingMs: functionTimeoutMs,
      functionArn,
      functionName: functionArn.split(':')[6],
      requestId: this.random.uuid(),
    });
    return callFunction(this.invoke, { Records: records }, context, this.clock, functionTimeoutMs);
  }

  private settle(lane: Lane, batch: Batch, verdict: BatchVerdict, functionError: string | null): void {
    const { succeeded, next, exhausted, delayed } = settleBatch(batch, verdict, this.settings);
    for (const record of succeeded) record.status = 'succeeded';
    lane.retrying.unshift(...next);
    if (exhausted.length > 0) {
      this.giveUp(lane, exhausted, 'RetryAttemptsExhausted', batch.invocations + 1, functionError);
    }
    lane.readyAt += delayed ? Math.min(this.settings.retryDelayMs * 2 ** lane.delays, MAX_RETRY_DELAY_MS) : 0;
    lane.delays = delayed ? lane.delays + 1 : 0;
  }

  private giveUp(
    lane: Lane,
    records: readonly TrackedRecord[],
    condition: FailureCondition,
    invokeCount: number,
    functionError: string | null,
  ): void {
    this.ledger.gaveUp(records, {
      condition,
      shardId: lane.shardId,
      invokeCount,
      functionError,
      functionArn: this.settings.functionArn,
      mappingUuid: this.uuid,
      requestId: this.random.uuid(),
      objectUuid: this.random.uuid(),
      now: this.clock.now(),
    });
  }

  private checkLimit(): void {
    const { invocationLimit } = this.settings;
    if (this.ledger.invocationCount < invocationLimit) return;
    const pending = this.ledger.pending();
    const shards = [...new Set(pending.map(({ shardId }) => shardId))];
    throw new InvocationLimitError(invocationLimit, pending.length, shards);
  }

  private async waitUntil(time: number): Promise<void> {
    const wait = time - this.clock.now();
    if (wait > 0) await this.clock.sleep(wait);
  }
}
