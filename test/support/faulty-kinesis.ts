import {
  AccessDeniedException,
  InternalFailureException,
  InvalidArgumentException,
  ProvisionedThroughputExceededException,
  type PutRecordsCommand,
  type PutRecordsCommandOutput,
  type PutRecordsRequestEntry,
  type PutRecordsResultEntry,
} from '@aws-sdk/client-kinesis';
import { HASH_KEYS, hashKeyOf } from '../../lambda/producer/hash-key';

/** What befalls a call. */
export type Fault =
  | 'none'
  | 'throttled shard'
  | 'internal failures'
  | 'mixed failures'
  | 'throttled call'
  | 'no connection'
  | 'lost before'
  | 'lost after'
  | 'lost, applied late'
  | 'reset before'
  | 'reset after'
  | 'server error before'
  | 'server error after'
  | 'denied';

/** Faults after which the caller cannot know what was written. */
export const unansweredFaults: readonly Fault[] = [
  'lost before',
  'lost after',
  'lost, applied late',
  'reset before',
  'reset after',
  'server error before',
  'server error after',
];

/** A record in a shard. */
export interface Written extends PutRecordsRequestEntry {
  readonly shardId: string;
  readonly sequenceNumber: string;

  /** The call that wrote it, from 0. */
  readonly call: number;
}

/** A call and what befell it. */
export interface CallLog {
  readonly number: number;
  readonly fault: Fault;
  readonly records: readonly PutRecordsRequestEntry[];
  readonly results: readonly PutRecordsResultEntry[];

  /** Whether the caller still waits for it. */
  open: boolean;
}

interface Clock {
  now(): number;
  after(ms: number, action: () => void): () => void;
  random(): number;
}

interface FaultyKinesisOptions {
  readonly clock: Clock;
  readonly shards: number;

  /** One a call, in turn; all later calls succeed. */
  readonly faults: readonly Fault[];

  /** Whether the faults start over after the last. */
  readonly endless?: boolean;

  /** @default 1 MiB */
  readonly maxRecordBytes?: number;

  /** Called as each call arrives, before anything is done. */
  readonly onCall?: (call: CallLog) => void;
}

const MIB = 1024 * 1024;

/**
 * PutRecords in memory, as AWS documents it, with faults: records of a call are written in any order, each may fail by
 * itself, and the caller may not learn of what was written.
 */
export class FaultyKinesis {
  public readonly shards: Written[][];
  public readonly calls: CallLog[] = [];
  private sequence = 10n ** 55n;

  constructor(private readonly options: FaultyKinesisOptions) {
    this.shards = Array.from({ length: options.shards }, () => []);
  }

  /** All records of all shards, each shard's in its order. */
  public get written(): Written[] {
    return this.shards.flat();
  }

  public send(
    command: PutRecordsCommand,
    { abortSignal }: { readonly abortSignal?: AbortSignal } = {},
  ): Promise<PutRecordsCommandOutput> {
    const records = command.input.Records ?? [];
    const { clock, faults, endless } = this.options;
    const number = this.calls.length;
    const fault = faults[endless === true ? number % faults.length : number] ?? 'none';
    const call: CallLog = { number, fault, records, results: [], open: true };
    this.calls.push(call);
    this.options.onCall?.(call);
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        call.open = false;
        settle();
      };
      abortSignal?.addEventListener('abort', () =>
        end(() => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }))),
      );
      const latency = 1 + Math.floor(clock.random() * 40);
      clock.after(latency / 2, () => {
        const answer = this.findInvalid(records) ?? this.befall(call, latency / 2);
        if (answer === undefined) return;
        clock.after(latency / 2, () =>
          end(() => (answer instanceof Error ? reject(answer) : resolve(answer))),
        );
      });
    });
  }

  /** Applies the call's fault. Returns the answer, or nothing for a call that is lost. */
  private befall(call: CallLog, rest: number): PutRecordsCommandOutput | Error | undefined {
    const { clock } = this.options;
    if (call.fault.endsWith(' after')) this.apply(call, () => undefined);
    switch (call.fault) {
      case 'throttled call':
        return new ProvisionedThroughputExceededException({
          message: 'rate',
          $metadata: { httpStatusCode: 400 },
        });
      case 'denied':
        return new AccessDeniedException({ message: 'not authorized', $metadata: { httpStatusCode: 400 } });
      case 'no connection':
        return Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      case 'lost before':
      case 'lost after':
        return undefined;
      case 'lost, applied late':
        clock.after(rest + clock.random() * 3_000, () => this.apply(call, () => undefined));
        return undefined;
      case 'reset before':
      case 'reset after':
        return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      case 'server error before':
      case 'server error after':
        return new InternalFailureException({ message: 'unknown', $metadata: { httpStatusCode: 500 } });
      default:
        return this.apply(call, this.recordFault(call.fault));
    }
  }

  /** Tells of each record which error it meets, if any. */
  private recordFault(fault: Fault): (shard: number) => string | undefined {
    const { clock } = this.options;
    const hot = Math.floor(clock.random() * this.shards.length);
    const chance = (code: string) => (clock.random() < 0.5 ? code : undefined);
    switch (fault) {
      case 'throttled shard':
        return (shard) => (shard === hot ? chance('ProvisionedThroughputExceededException') : undefined);
      case 'internal failures':
        return () => chance('InternalFailure');
      case 'mixed failures':
        return () => chance('InternalFailure') ?? chance('ProvisionedThroughputExceededException');
      default:
        return () => undefined;
    }
  }

  private apply(call: CallLog, faultOf: (shard: number) => string | undefined): PutRecordsCommandOutput {
    const results: PutRecordsResultEntry[] = call.records.map(() => ({}));
    for (const i of this.shuffled(call.records.length)) {
      const record = call.records[i];
      const shard = this.shardOf(record);
      const ErrorCode = faultOf(shard);
      if (ErrorCode !== undefined) {
        results[i] = { ErrorCode, ErrorMessage: `shard ${shard}` };
        continue;
      }
      this.sequence += 1n;
      const sequenceNumber = String(this.sequence);
      const shardId = `shardId-${String(shard).padStart(12, '0')}`;
      this.shards[shard].push({ ...record, shardId, sequenceNumber, call: call.number });
      results[i] = { ShardId: shardId, SequenceNumber: sequenceNumber };
    }
    Object.assign(call, { results });
    const FailedRecordCount = results.filter((result) => result.ErrorCode !== undefined).length;
    return { FailedRecordCount, Records: results, $metadata: { httpStatusCode: 200, attempts: 1 } };
  }

  private shardOf({ PartitionKey, ExplicitHashKey }: PutRecordsRequestEntry): number {
    const hashKey = ExplicitHashKey === undefined ? hashKeyOf(PartitionKey ?? '') : BigInt(ExplicitHashKey);
    return Number((hashKey * BigInt(this.shards.length)) / HASH_KEYS);
  }

  private shuffled(length: number): number[] {
    const order = Array.from({ length }, (_, i) => i);
    for (let i = length - 1; i > 0; i -= 1) {
      const j = Math.floor(this.options.clock.random() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  private findInvalid(records: readonly PutRecordsRequestEntry[]): Error | undefined {
    const { maxRecordBytes = MIB } = this.options;
    const sizes = records.map(
      ({ Data, PartitionKey = '' }) => (Data?.length ?? 0) + Buffer.byteLength(PartitionKey),
    );
    const problem =
      records.length < 1 || records.length > 500
        ? `${records.length} records`
        : sizes.some((size) => size > maxRecordBytes)
          ? `a record of ${Math.max(...sizes)} bytes`
          : sizes.reduce((sum, size) => sum + size, 0) > 10 * MIB
            ? 'a request of over 10 MiB'
            : undefined;
    return problem === undefined
      ? undefined
      : new InvalidArgumentException({ message: problem, $metadata: { httpStatusCode: 400 } });
  }
}
