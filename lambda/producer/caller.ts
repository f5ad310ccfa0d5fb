import { types } from 'node:util';
import {
  PutRecordsCommand,
  type PutRecordsCommandOutput,
  type PutRecordsResultEntry,
} from '@aws-sdk/client-kinesis';
import type { PutRecordsClient } from './client';
import { CallTimeoutError } from './errors';
import { type FailureKind, kindOf, kindOfCode, sdkAttempts } from './failure';
import type { Parcel } from './pack';
import type { Runtime } from './runtime';
import type { Settings } from './settings';
import type { ProducerCounts } from './stats';

/** What became of a parcel: written, or not as far as is known. */
export type Outcome =
  | { readonly written: true; readonly shardId: string; readonly sequenceNumber: string }
  | {
      readonly written: false;
      readonly kind: FailureKind;
      readonly mayBeInStream: boolean;
      readonly error: Error;
    };

/** Makes PutRecords calls, one attempt each, and reads what came of them. */
export class Caller {
  constructor(
    private readonly client: PutRecordsClient,
    private readonly settings: Settings,
    private readonly runtime: Runtime,
    private readonly counts: ProducerCounts,
  ) {}

  /** An outcome a parcel, in the same order. Never rejects. */
  public async put(parcels: readonly Parcel[]): Promise<Outcome[]> {
    this.counts.calls += 1;
    try {
      const output = await this.send(parcels);
      this.countUnanswered(sdkAttempts(output) - 1, parcels);
      return this.read(output, parcels);
    } catch (thrown) {
      const error = types.isNativeError(thrown) ? thrown : new Error(String(thrown));
      const kind = kindOf(error);
      const unanswered = sdkAttempts(error) - (kind === 'unknown' ? 0 : 1);
      this.countUnanswered(unanswered, parcels);
      if (kind === 'invalid' && parcels.length > 1) return this.putHalves(parcels);
      if (kind === 'throttled') this.counts.throttled += recordsIn(parcels);
      return parcels.map(() => ({ written: false, kind, mayBeInStream: unanswered > 0, error }));
    }
  }

  /** One bad record fails its whole call: halving the call finds it and saves the others. */
  private async putHalves(parcels: readonly Parcel[]): Promise<Outcome[]> {
    const middle = Math.ceil(parcels.length / 2);
    const first = await this.put(parcels.slice(0, middle));
    return [...first, ...(await this.put(parcels.slice(middle)))];
  }

  private async send(parcels: readonly Parcel[]): Promise<PutRecordsCommandOutput> {
    const { callTimeoutMs } = this.settings.retry;
    const command = new PutRecordsCommand({
      ...this.settings.stream,
      Records: parcels.map((parcel) => parcel.request),
    });
    const controller = new AbortController();
    let cancel = (): void => undefined;
    const timeout = new Promise<never>((_, reject) => {
      cancel = this.runtime.after(callTimeoutMs, () => {
        reject(new CallTimeoutError(callTimeoutMs));
        controller.abort();
      });
    });
    try {
      return await Promise.race([this.client.send(command, { abortSignal: controller.signal }), timeout]);
    } finally {
      cancel();
    }
  }

  private read(output: PutRecordsCommandOutput, parcels: readonly Parcel[]): Outcome[] {
    const results = output.Records ?? [];
    if (results.length !== parcels.length) {
      throw new Error(`PutRecords answered for ${results.length} records instead of ${parcels.length}`);
    }
    const mayBeInStream = sdkAttempts(output) > 1;
    return parcels.map((parcel, i) => {
      const { ShardId: shardId, SequenceNumber: sequenceNumber, ErrorCode: code } = results[i];
      if (code === undefined && shardId !== undefined && sequenceNumber !== undefined) {
        return { written: true, shardId, sequenceNumber };
      }
      const kind = kindOfCode(code ?? 'InternalFailure');
      this.counts[kind === 'throttled' ? 'throttled' : 'internalFailures'] += parcel.entries.length;
      return { written: false, kind, mayBeInStream, error: entryError(results[i]) };
    });
  }

  private countUnanswered(calls: number, parcels: readonly Parcel[]): void {
    this.counts.unansweredCalls += calls;
    this.counts.possibleDuplicates += calls * recordsIn(parcels);
  }
}

function recordsIn(parcels: readonly Parcel[]): number {
  return parcels.reduce((sum, parcel) => sum + parcel.entries.length, 0);
}

function entryError({ ErrorCode, ErrorMessage }: PutRecordsResultEntry): Error {
  const error = new Error(ErrorMessage ?? 'no message');
  error.name = ErrorCode ?? 'NoSequenceNumber';
  return error;
}
