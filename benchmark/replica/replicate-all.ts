import type { PutRecordsClient } from '../../lambda/producer/client';
import { systemRuntime } from '../../lambda/producer/runtime';
import type { Progress } from '../../lambda/replicate-stream/progress';
import { type ReplicaPorts, replicateBatch } from '../../lambda/replicate-stream/replicate-batch';
import type { SourceRecord } from '../../lambda/replicate-stream/source-record';

/** The default of `StreamReplica`. */
const BATCH = 1_000;

const DEADLINE_MS = 280_000;

export interface WorkerOptions {
  readonly target: PutRecordsClient;
  readonly streamArn: string;
  readonly packing: boolean;

  /** How long it takes to read or to keep the progress, milliseconds. */
  readonly stateMs: number;
}

/** One worker: what Lambda runs for one shard, batch after batch. */
export function worker({ target, streamArn, packing, stateMs }: WorkerOptions) {
  let kept: Progress | undefined;
  const ports: ReplicaPorts = {
    target,
    runtime: systemRuntime,
    token: { read: async () => undefined },
    progress: {
      read: async () => {
        await pause(stateMs);
        return kept;
      },
      write: async (_, progress) => {
        await pause(stateMs);
        kept = progress;
      },
    },
  };
  const settings = {
    mode: 'one-way',
    envelope: false,
    packing,
    targetStreamArn: streamArn,
    region: 'eu-west-1',
  } as const;

  return async (records: readonly SourceRecord[]): Promise<void> => {
    for (let at = 0; at < records.length; ) {
      const { left } = await replicateBatch(records.slice(at, at + BATCH), DEADLINE_MS, settings, ports);
      at = left.length === 0 ? at + BATCH : records.indexOf(left[0]);
    }
  };
}

export function pause(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
