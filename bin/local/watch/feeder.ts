import type { ProducerRecord, PutResult } from 'kinesis-constructs/runtime';
import type { Flight } from '../../../examples/streaming-etl/flight';
import type { Ledger, Place } from './ledger';
import { makePoison } from './poison';
import { RATE } from './rate';

/** Records on their way to the stream, at most: when it takes no more, the rate is not kept. */
const MOST_UNDER_WAY = 2000;
/** A pause of the process is made up for by no more than this, in milliseconds. */
const LONGEST_STEP_MS = 500;

/** What the feeder is given. */
export interface FeederOptions {
  put(record: ProducerRecord): Promise<PutResult>;
  readonly flights: readonly Flight[];
  readonly ledger: Ledger;
  /** Tells poison of this run from that of others. */
  readonly run: string;
  /** Records after which it ends. */
  readonly limit: number;
}

/** Puts flights into the stream, round and round, so many a second. */
export class Feeder {
  public rate = RATE.start;
  public paused = false;
  /** Records that the stream has not taken, and why the first of them. */
  public refused = 0;
  public refusal: string | undefined;

  private handed = 0;
  private flightsHanded = 0;
  private poisonHanded = 0;
  private open = 0;
  private due = 0;
  private last: number | undefined;

  constructor(private readonly options: FeederOptions) {}

  /** Whether as many records were handed to the stream as there may be. */
  public get isFull(): boolean {
    return this.handed >= this.options.limit;
  }

  /** Records that the stream has not answered for yet. */
  public get underWay(): number {
    return this.open;
  }

  /** Records that may still be sent. */
  public get left(): number {
    return Math.max(0, this.options.limit - this.handed);
  }

  /** Sends what is due by now. */
  public step(now: number): void {
    const elapsed = Math.min(now - (this.last ?? now), LONGEST_STEP_MS);
    this.last = now;
    if (this.paused) return;
    this.due += (this.rate * elapsed) / 1000;
    const records = Math.min(Math.floor(this.due), this.left, MOST_UNDER_WAY - this.open);
    // What did not fit is not made up for later.
    this.due -= Math.floor(this.due);
    for (let i = 0; i < records; i++) this.sendFlight(now);
  }

  /** Sends so many records of poison at once; at most as many as may still be sent. Gives how many. */
  public poison(records: number, now: number): number {
    const count = Math.min(records, this.left);
    for (let i = 0; i < count; i++) this.sendPoison(now);
    return count;
  }

  private sendFlight(now: number): void {
    const { flights, ledger } = this.options;
    const flight = flights[this.flightsHanded++ % flights.length] as Flight;
    const record = { partitionKey: flight.origin, data: JSON.stringify(flight) };
    this.send(record, now, (place) => ledger.addFlight(flight, place));
  }

  private sendPoison(now: number): void {
    const poison = makePoison(this.options.run, this.poisonHanded++);
    this.send(poison, now, (place) => this.options.ledger.addPoison(poison, place));
  }

  private send(record: ProducerRecord & { data: string }, at: number, taken: (place: Place) => void): void {
    this.handed++;
    this.open++;
    void this.options
      .put(record)
      .then(
        ({ shardId }) => taken({ shardId, bytes: Buffer.byteLength(record.data), at }),
        (error: unknown) => {
          this.refused++;
          this.refusal ??= error instanceof Error ? error.message : String(error);
        },
      )
      .finally(() => this.open--);
  }
}
