import type { PutRecordsClient } from '../producer/client';
import type { Runtime } from '../producer/runtime';
import type { ProducerStats } from '../producer/stats';
import { StreamProducer } from '../producer/stream-producer';
import type { ReplicationMode } from './contract';
import { type EntryOptions, entriesOf, type ReplicaEntry } from './entries';
import { isCopy } from './envelope';
import { FencedClient, type TokenStore } from './fence';
import { type Piece, piecesOf } from './pieces';
import { advance, doneBy, type Progress, towards } from './progress';
import type { SourceRecord } from './source-record';
import { holderAt, holderOf, type Token } from './token';

/** Where the progress of each shard is kept. */
export interface ProgressStore {
  /** Rejects when it cannot be read. */
  read(shard: string): Promise<Progress | undefined>;

  /**
   * Keeps `progress` in the place of what was read; leaves it if another run has changed that meanwhile. What arrived
   * before `replicatedTo`, milliseconds since 1970, is in the target.
   */
  write(shard: string, progress: Progress, replicatedTo: number): Promise<void>;
}

/** What a replica is set to. */
export interface ReplicaSettings extends EntryOptions {
  readonly mode: ReplicationMode;
  readonly targetStreamArn: string;

  /** The Region that the replica runs in, that of its source. */
  readonly region: string;

  /** How long a call may take, milliseconds. @default 10000 */
  readonly callTimeoutMs?: number;

  /** How long a look at the token counts, milliseconds. @default 1000 */
  readonly tokenValidMs?: number;

  /** Longest pause before the second attempt, milliseconds. @default 100 */
  readonly baseMs?: number;
}

/** What a replica works with. */
export interface ReplicaPorts {
  readonly target: PutRecordsClient;
  readonly progress: ProgressStore;
  readonly token: TokenStore;
  readonly runtime: Runtime;
}

/** What became of a batch. */
export interface ReplicaOutcome {
  /** Records to be handed over again, in their order: the first of them is where Lambda has to go on. */
  readonly left: readonly SourceRecord[];
  readonly replicated: readonly SourceRecord[];
  readonly duplicatesAvoided: number;
  readonly echoesPrevented: number;

  /** How many of those left were not to be sent, since another Region holds the token. */
  readonly held: number;
  readonly retries: number;

  /** Why the first record that failed did. */
  readonly failure?: Error;

  /** Why the progress could not be kept: should the batch come again, what it had done is done twice. */
  readonly unkept?: unknown;
}

/**
 * Copies the records of one batch of one shard.
 *
 * What the target is known to have is not sent. The rest goes out in waves with at most one entry of a partition key
 * that is not acknowledged, of which only what failed is sent again, until `deadlineMs` have passed. A record that was
 * taken apart is done when all of it is acknowledged; if it is left, a later call sends all of it, in order. Rejects,
 * before anything is sent, when progress or token cannot be read.
 */
export async function replicateBatch(
  records: readonly SourceRecord[],
  deadlineMs: number,
  settings: ReplicaSettings,
  ports: ReplicaPorts,
): Promise<ReplicaOutcome> {
  const { shardId } = records[0];
  const { runtime } = ports;
  const end = runtime.now() + deadlineMs;
  const { mode, region, targetStreamArn: target, tokenValidMs = 1_000 } = settings;
  const fence =
    mode === 'active-passive'
      ? new FencedClient(ports.target, ports.token, region, () => runtime.now(), tokenValidMs)
      : undefined;
  const [kept, token] = await Promise.all([ports.progress.read(shardId), fence?.token()]);
  const before = towards(target, kept);
  const plan = planFor(records, doneBy(before), settings, token);

  const sent = await send(
    entriesOf(plan.pieces, settings),
    Math.max(1, Math.floor(end - runtime.now())),
    settings,
    fence ?? ports.target,
    runtime,
  );
  const left = records.filter((record) => plan.held.has(record) || sent.failed.has(record));
  const outcome: ReplicaOutcome = {
    left,
    replicated: plan.due.filter((record) => !sent.failed.has(record)),
    duplicatesAvoided: plan.duplicates,
    echoesPrevented: plan.echoes,
    held: plan.held.size,
    retries: sent.stats.retries,
    failure: sent.failure,
  };
  const progress = advance(before, {
    sequenceNumbers: records.map(({ sequenceNumber }) => sequenceNumber),
    open: new Set(left.map(({ sequenceNumber }) => sequenceNumber)),
  });
  if (progress === undefined) return outcome;
  // Records come in the order of their arrival: those before the first that is left are in the target.
  const replicatedTo = (left[0] ?? records[records.length - 1]).arrivedAt;
  // The records are where they belong, whether or not that can be noted down.
  return ports.progress.write(shardId, { ...progress, target }, replicatedTo).then(
    () => outcome,
    (unkept) => ({ ...outcome, unkept }),
  );
}

interface Plan {
  /** Records of which something is to be sent: done when all of it is in the target. */
  readonly due: readonly SourceRecord[];
  readonly pieces: readonly Piece[];
  readonly held: ReadonlySet<SourceRecord>;
  readonly duplicates: number;
  readonly echoes: number;
}

/** Sorts the records of a batch by what is to become of them. */
function planFor(
  records: readonly SourceRecord[],
  isDone: (sequenceNumber: string) => boolean,
  settings: ReplicaSettings,
  token: Token | undefined,
): Plan {
  const open = records.filter(({ sequenceNumber }) => !isDone(sequenceNumber));
  const pieces = open.flatMap(piecesOf).filter((piece) => !isEcho(piece, settings, token));
  const owed = new Set(pieces.map(({ record }) => record));
  const mayGo =
    settings.mode !== 'active-passive' || (token !== undefined && holderOf(token) === settings.region);
  return {
    due: mayGo ? [...owed] : [],
    pieces: mayGo ? pieces : [],
    held: mayGo ? new Set() : owed,
    duplicates: records.length - open.length,
    echoes: open.length - owed.size,
  };
}

/**
 * Whether a piece came to this stream as a copy. The envelope tells; without one, a record that came while another
 * Region held the token is taken for a copy.
 */
function isEcho(
  piece: Piece,
  { mode, envelope, region }: ReplicaSettings,
  token: Token | undefined,
): boolean {
  if (mode === 'one-way') return false;
  if (envelope) return isCopy(piece);
  return token !== undefined && holderAt(token, piece.record.arrivedAt) !== region;
}

interface Sent {
  readonly failed: ReadonlySet<SourceRecord>;
  readonly failure?: Error;
  readonly stats: ProducerStats;
}

/** Never rejects: what was not acknowledged is among the failed. */
async function send(
  entries: readonly ReplicaEntry[],
  deadlineMs: number,
  { targetStreamArn: streamArn, callTimeoutMs = 10_000, baseMs = 100 }: ReplicaSettings,
  client: PutRecordsClient,
  runtime: Runtime,
): Promise<Sent> {
  const failed = new Set<SourceRecord>();
  let failure: Error | undefined;
  // All are in memory anyway, and those that wait for room would not share in a call.
  const limits = { recordBytes: 10 * 1024 * 1024, bufferRecords: 10_000_000, bufferBytes: 256 * 1024 * 1024 };
  const retry = { deadlineMs, callTimeoutMs, baseMs, capMs: Math.max(2_000, baseMs) };
  const producer = new StreamProducer(
    { streamArn, client, ordered: true, lingerMs: 0, fullCalls: true, limits, retry },
    runtime,
  );
  const fail = (records: readonly SourceRecord[], error: Error): void => {
    failure ??= error;
    for (const record of records) failed.add(record);
  };
  const puts = busiestFirst(entries).map((entry) =>
    producer.put(entry).catch((error: Error) => fail(entry.records, error)),
  );
  await producer.flush();
  await Promise.all(puts);
  return { failed, failure, stats: producer.stats() };
}

/** Keys with most entries first, each in its order: every call takes one of theirs, so they are what a batch waits for. */
function busiestFirst(entries: readonly ReplicaEntry[]): ReplicaEntry[] {
  const counts = new Map<string, number>();
  for (const { partitionKey } of entries) counts.set(partitionKey, (counts.get(partitionKey) ?? 0) + 1);
  const count = ({ partitionKey }: ReplicaEntry): number => counts.get(partitionKey) ?? 0;
  return [...entries].sort((a, b) => count(b) - count(a));
}
