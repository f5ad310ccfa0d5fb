import { ALERT_DELAY, type Flight } from '../../../examples/streaming-etl/flight';
import type { Counts } from '../counter';
import { Backlog } from './backlog';
import type { Poison } from './poison';

/** Where the stream has put a record. */
export interface Place {
  readonly shardId: string;
  /** Size of its data. */
  readonly bytes: number;
  /** When it was put, in milliseconds since 1970. */
  readonly at: number;
}

/** What a shard was given. */
interface ShardLoad {
  records: number;
  bytes: number;
  readonly toDeliver: Backlog;
  settled: number;
}

/** Everything that the stream has taken, and how much of it has arrived where. */
export class Ledger {
  public readonly flights: Flight[] = [];
  public readonly poison: Poison[] = [];
  /** Times from put to S3 in milliseconds, a record each. */
  public readonly landingTimes: number[] = [];
  /** Alerts that are to arrive. */
  public alertsDue = 0;

  private readonly shards = new Map<string, ShardLoad>();
  private readonly byOrigin = new Map<string, Backlog>();
  private readonly toAlerts = new Backlog();

  public get sent(): number {
    return this.flights.length + this.poison.length;
  }

  public addFlight(flight: Flight, place: Place): void {
    this.flights.push(flight);
    if (flight.delay > ALERT_DELAY) this.alertsDue++;
    const origin = this.byOrigin.get(flight.origin) ?? new Backlog();
    this.byOrigin.set(flight.origin, origin);
    origin.add(place.at);
    this.add(place);
  }

  public addPoison(poison: Poison, place: Place): void {
    this.poison.push(poison);
    this.add(place);
  }

  /** What fell where. */
  public load(shardId: string): { readonly records: number; readonly bytes: number } {
    const { records, bytes } = this.shards.get(shardId) ?? { records: 0, bytes: 0 };
    return { records, bytes };
  }

  /** Notes that the delivery is done with more records of a shard. */
  public delivered(shardId: string, records: number, landedAt: number): void {
    const shard = this.shard(shardId);
    shard.settled += records;
    for (const { at, records: landed } of shard.toDeliver.settle(shard.settled)) {
      for (let i = 0; i < landed; i++) this.landingTimes.push(landedAt - at);
    }
  }

  /** Notes how many flights each airport of origin has in the table. */
  public counted(delays: Counts): void {
    for (const [origin, flights] of delays) this.byOrigin.get(origin)?.settle(flights);
  }

  /** Notes how many records the consumer of alerts has seen. */
  public seenByAlerts(records: number): void {
    this.toAlerts.settle(records);
  }

  /** When the oldest record was put that has not arrived; absent when none is on its way. */
  public get oldest(): Readonly<Record<'archive' | 'delays' | 'alerts', number | undefined>> {
    return {
      archive: earliest([...this.shards.values()].map(({ toDeliver }) => toDeliver)),
      delays: earliest(this.byOrigin.values()),
      alerts: this.toAlerts.oldest,
    };
  }

  private add({ shardId, bytes, at }: Place): void {
    const shard = this.shard(shardId);
    shard.records++;
    shard.bytes += bytes;
    shard.toDeliver.add(at);
    this.toAlerts.add(at);
  }

  private shard(shardId: string): ShardLoad {
    const known = this.shards.get(shardId);
    if (known !== undefined) return known;
    const shard = { records: 0, bytes: 0, toDeliver: new Backlog(), settled: 0 };
    this.shards.set(shardId, shard);
    return shard;
  }
}

function earliest(backlogs: Iterable<Backlog>): number | undefined {
  const times = [...backlogs].flatMap(({ oldest }) => oldest ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
