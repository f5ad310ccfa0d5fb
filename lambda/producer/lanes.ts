import type { Entry } from './entry';
import { type Link, List } from './list';
import type { Pack, Parcel } from './pack';
import type { Settings } from './settings';

/** Records that are sent one parcel after the other: those of a partition key, or a single record. */
export class Lane {
  /** In the order they were put; those in a call come first. */
  public readonly entries = new List<Entry>();

  /** Whether nothing may be sent now: a parcel is under way or waits for its next attempt. */
  public closed = false;

  /** Whether it has more than what is under way or waits for its next attempt. */
  public hasMore = false;

  /** Place among the ready lanes. */
  public ready: Link<Lane> | undefined;

  /** Bytes of all its entries. */
  public bytes = 0;

  /** Bytes its next parcel counts for among the ready lanes. */
  public weight = 0;

  constructor(public readonly key: string | undefined) {}
}

/** A parcel and the lane it came from. */
export interface Shipment extends Parcel {
  readonly lane: Lane;
}

/** The accepted records, by lane, and which of the lanes may send. */
export class Lanes {
  private readonly byKey = new Map<string, Lane>();
  private readonly ready = new List<Lane>();
  private readonly keyed: boolean;
  private readonly parcelBytes: number;
  private readyBytes = 0;
  private due = Number.POSITIVE_INFINITY;
  private hurriedUpTo = 0;
  private lanesWithMore = 0;

  constructor(
    private readonly settings: Settings,
    private readonly pack: Pack,
  ) {
    this.keyed = settings.ordered || settings.aggregate;
    this.parcelBytes = settings.aggregate ? settings.limits.aggregateBytes : 0;
  }

  /** Whether anything can be sent now. */
  public get isReady(): boolean {
    return this.ready.size > 0;
  }

  /** Whether what can be sent fills a call. */
  public get isFull(): boolean {
    const { callRecords, callBytes } = this.settings.limits;
    return this.ready.size >= callRecords || this.readyBytes >= callBytes;
  }

  /** Whether records wait for others of their key that are under way. */
  public get hasMore(): boolean {
    return this.lanesWithMore > 0;
  }

  /** When what can be sent must wait no longer. */
  public get dueAt(): number {
    return this.due;
  }

  public add(entry: Entry): void {
    const key = this.keyed ? entry.record.partitionKey : undefined;
    const lane = this.laneOf(key);
    entry.lane = lane;
    entry.queue = lane.entries.push(entry);
    lane.bytes += entry.record.bytes;
    if (lane.closed) this.note(lane, true);
    else this.offer(lane);
  }

  /** Takes out an entry that is settled. */
  public remove(entry: Entry): void {
    const lane = entry.lane as Lane;
    lane.entries.remove(entry.queue as Link<Entry>);
    lane.bytes -= entry.record.bytes;
    if (!lane.closed) this.offer(lane);
  }

  /** Records of a partition key that are in no call, in order. */
  public queued(partitionKey: string): Entry[] {
    return [...(this.byKey.get(partitionKey)?.entries ?? [])].filter((entry) => !entry.inFlight);
  }

  /** What goes into the next call. Its lanes are closed until `open`. */
  public take(): Shipment[] {
    const shipments: Shipment[] = [];
    let { callRecords, callBytes } = this.settings.limits;
    for (const lane of this.ready) {
      if (callRecords === 0) break;
      const parcel = this.pack(lane.entries);
      if (parcel.bytes > callBytes) break;
      callRecords -= 1;
      callBytes -= parcel.bytes;
      lane.closed = true;
      this.note(lane, lane.entries.size > parcel.entries.length);
      this.withdraw(lane);
      shipments.push({ ...parcel, lane });
    }
    return shipments;
  }

  /** Lets a lane send again. */
  public open(lane: Lane): void {
    lane.closed = false;
    this.note(lane, false);
    this.offer(lane);
  }

  /** Makes everything put up to record `number` due at once. */
  public hurry(number: number): void {
    this.hurriedUpTo = number;
    if (this.isReady) this.due = Number.NEGATIVE_INFINITY;
  }

  private note(lane: Lane, hasMore: boolean): void {
    if (lane.hasMore !== hasMore) this.lanesWithMore += hasMore ? 1 : -1;
    lane.hasMore = hasMore;
  }

  private laneOf(key: string | undefined): Lane {
    const known = key === undefined ? undefined : this.byKey.get(key);
    if (known !== undefined) return known;
    const lane = new Lane(key);
    if (key !== undefined) this.byKey.set(key, lane);
    return lane;
  }

  /** Sets an open lane among the ready ones, or forgets it when it is empty. */
  private offer(lane: Lane): void {
    const first = lane.entries.first;
    if (first === undefined) {
      this.withdraw(lane);
      if (lane.key !== undefined) this.byKey.delete(lane.key);
      return;
    }
    lane.ready ??= this.ready.push(lane);
    const weight = Math.max(first.record.bytes, Math.min(lane.bytes, this.parcelBytes));
    this.readyBytes += weight - lane.weight;
    lane.weight = weight;
    this.due = Math.min(this.due, this.dueTime(first));
  }

  /** A record waits for others to join it, but only once, and not when all are to go. */
  private dueTime(entry: Entry): number {
    const hurried = entry.attempts > 0 || entry.number <= this.hurriedUpTo;
    return hurried ? Number.NEGATIVE_INFINITY : entry.since + this.settings.lingerMs;
  }

  private withdraw(lane: Lane): void {
    if (lane.ready === undefined) return;
    this.ready.remove(lane.ready);
    lane.ready = undefined;
    this.readyBytes -= lane.weight;
    lane.weight = 0;
    if (!this.isReady) this.due = Number.POSITIVE_INFINITY;
  }
}
