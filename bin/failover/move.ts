import { holderOf, type Token } from '../../lambda/replicate-stream/token';
import type { MoveOptions } from './options';
import type { PairState, ShardReport } from './state';

/** What is to be done, worked out before anything is. */
export interface Move {
  /** The token after the move; undefined if the Region holds it already. */
  readonly token?: Token;
  readonly from?: string;

  /** Consumers in the new Region have to read from here, milliseconds since 1970; undefined when nothing tells. */
  readonly resumeAt?: number;

  /** Why the token should stay where it is, a line each. */
  readonly objections: readonly string[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Works out the move of the token to `region` at the time `now`. */
export function planMove(state: PairState, { region, consumerLag }: MoveOptions, now: number): Move {
  const from = state.token === undefined ? undefined : holderOf(state.token);
  // Asked for again, since the first answer did not get through: it is the same.
  if (from === region) return { from, resumeAt: state.token?.moves.at(-1)?.resumeAt, objections: [] };
  const shards = liveShards(state, from);
  const earliest = Math.min(...shards.map(({ replicatedTo }) => replicatedTo));
  const resumeAt = shards.length === 0 ? undefined : earliest - consumerLag * 1000;
  // Whoever gets the first token owes all that is in its stream.
  const since = from === undefined ? 0 : now;
  return {
    token: { moves: [...(state.token?.moves ?? []), { region, since, resumeAt }] },
    from,
    resumeAt,
    objections: [...objections(from, shards, now), ...objectionsTo(region, state)],
  };
}

/** Shards that the old Region's replica reported on in its last hour; others were closed or idle, and are copied. */
function liveShards({ shards }: PairState, from: string | undefined): ShardReport[] {
  const theirs = shards.filter((shard) => shard.region === from);
  const last = Math.max(...theirs.map(({ heartbeat }) => heartbeat));
  return theirs.filter(({ heartbeat, open }) => open > 0 || heartbeat > last - HOUR_MS);
}

/** A Region that no replica reports from copies nothing; before the first token there may be nothing to report. */
function objectionsTo(region: string, { token, shards }: PairState): string[] {
  const isQuiet = token === undefined && shards.length === 0;
  if (isQuiet || shards.some((shard) => shard.region === region)) return [];
  return [`no replica in ${region} has reported anything: without one, nothing is copied from there`];
}

function objections(from: string | undefined, shards: readonly ShardReport[], now: number): string[] {
  if (from === undefined) return [];
  if (shards.length === 0) return [`the replica of ${from} has reported nothing`];
  return shards.flatMap(({ shardId, open, heartbeat, replicatedTo }) => {
    if (open > 0) return [`${shardId} of ${from} has ${open} records that are not copied`];
    const behind = heartbeat - replicatedTo;
    if (behind > MINUTE_MS) return [`${shardId} of ${from} was ${Math.round(behind / 1000)} s behind`];
    return now - heartbeat > HOUR_MS ? [`${shardId} of ${from} has not reported for an hour`] : [];
  });
}
