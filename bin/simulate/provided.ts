import { SHARD_BYTES } from '../../lambda/scale-shards/model';
import type { History, Policy } from './policy';
import type { SimulatedStream } from './stream';
import { highestOf, type Trace } from './trace';

/** Share of a shard that may be in use on average so that bursts inside a minute fit. */
const WITHOUT_THROTTLING = 0.833;

/** Shards for the highest minute, for ever. */
export class Static implements Policy {
  public startShards(trace: Trace): number {
    return Math.ceil(highestOf(trace) / WITHOUT_THROTTLING);
  }

  public act(): void {}
}

/** Above this load a shard of an on-demand stream is split: 500 KB/s. */
const SPLIT_ABOVE = 500_000 / SHARD_BYTES;

/** Minutes until that is done. */
const SPLIT_WITHIN = 15;

/** Shards of a new on-demand stream. */
const FEWEST = 4;

/** A range of hash keys narrower than 2^-16 of them all holds a key that no split helps: it is left alone. */
const NARROWEST = 2n ** 112n;

/**
 * Kinesis's own scaling: splits what is above 500 KB/s within 15 minutes and keeps it, so that it takes about twice the peak.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
 */
export class OnDemand implements Policy {
  public readonly onDemand = true;
  private readonly dueAt = new Map<string, number>();

  public startShards({ loads }: Trace): number {
    return Math.max(FEWEST, Math.ceil((loads[0] ?? 0) / SPLIT_ABOVE));
  }

  public act(stream: SimulatedStream, history: History): void {
    const [latest] = history.last(1);
    if (latest === undefined) return;
    for (const { id, start, end, share } of [...stream.shards]) {
      const dueAt = this.dueAt.get(id);
      if (dueAt !== undefined && dueAt <= stream.now) {
        this.dueAt.delete(id);
        stream.splitByService(id);
      } else if (dueAt === undefined && latest.offered * share > SPLIT_ABOVE && end - start > NARROWEST) {
        this.dueAt.set(id, stream.now + SPLIT_WITHIN);
      }
    }
  }
}
