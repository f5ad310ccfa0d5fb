import { MINUTE, type Shard, widthOf } from '../../lambda/scale-shards/model';
import type { Query, Series } from '../../lambda/scale-shards/ports';

const LAG = 'GetRecords.IteratorAgeMilliseconds';
const REJECTED = 'WriteProvisionedThroughputExceeded';

/** What producers offer in a minute, in shard units. */
export interface Offered {
  /** Load that is spread over all hash keys. */
  readonly load: number;
  /** Load on single hash keys. */
  readonly hot?: ReadonlyMap<bigint, number>;
  /** How far the readers lag, if there are any. */
  readonly lagMs?: number;
}

/** CloudWatch's metrics of a stream and its shards, as what is offered to them makes them. */
export class StreamMetrics {
  /** Records offered and refused so far. */
  public offered = 0;
  public refused = 0;
  private readonly minutes = new Map<number, Map<string, Map<string, number>>>();

  /** A minute has passed. Of a metric without records CloudWatch says nothing. */
  public record(time: number, shards: readonly Shard[], { load, hot, lagMs }: Offered): void {
    const ofStream = new Map<string, number>();
    const all = new Map([['', ofStream]]);
    for (const shard of shards) {
      let offered = load * widthOf(shard);
      for (const [key, own] of hot ?? []) if (shard.start <= key && key <= shard.end) offered += own;
      const ofShard = metricsOf(offered);
      all.set(shard.id, ofShard);
      for (const [name, value] of ofShard) ofStream.set(name, (ofStream.get(name) ?? 0) + value);
    }
    this.refused += ofStream.get(REJECTED) ?? 0;
    this.offered += (ofStream.get(REJECTED) ?? 0) + (ofStream.get('IncomingRecords') ?? 0);
    if (lagMs !== undefined) ofStream.set(LAG, lagMs);
    this.minutes.set(time, all);
  }

  /** The minutes that start from `from` until before `to`. */
  public read({ name, dimensions }: Query, from: number, to: number): Series {
    const series = new Map<number, number>();
    for (let time = from; time < to; time += MINUTE) {
      const value = this.minutes
        .get(time)
        ?.get(dimensions.ShardId ?? '')
        ?.get(name);
      if (value !== undefined) series.set(time, value);
    }
    return series;
  }
}

function metricsOf(offered: number): Map<string, number> {
  const [accepted, refused] = [Math.min(1, offered), Math.max(0, offered - 1)].map((n) =>
    Math.round(n * 60_000),
  );
  const metrics = new Map<string, number>();
  if (accepted > 0) metrics.set('IncomingRecords', accepted).set('IncomingBytes', accepted * 100);
  if (refused > 0) metrics.set(REJECTED, refused);
  return metrics;
}
