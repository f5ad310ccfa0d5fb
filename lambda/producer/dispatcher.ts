import { Alarm } from './alarm';
import { pauseMs } from './backoff';
import type { Caller, Outcome } from './caller';
import { Entry, type Listener } from './entry';
import type { GiveUpReason } from './errors';
import { type Lane, Lanes, type Shipment } from './lanes';
import { Ledger } from './ledger';
import type { Link } from './list';
import { packSingly, packTogether } from './pack';
import type { CheckedRecord } from './record';
import { Room } from './room';
import type { Runtime } from './runtime';
import type { Settings } from './settings';
import type { ProducerCounts, ProducerStats } from './stats';

/** Brings every record handed to it to its end, acknowledged or given up, within the bounds of the settings. */
export class Dispatcher {
  private readonly ledger = new Ledger();
  private readonly room: Room;
  private readonly lanes: Lanes;
  private readonly alarm: Alarm;
  private callsInFlight = 0;

  /** Lanes that wait for the next attempt at their first parcel. */
  private pauses: { readonly until: number; readonly lanes: readonly Lane[] }[] = [];

  /** Partition keys of which a record was given up in this step, when order is to be kept. */
  private readonly broken = new Set<string>();

  /** Entries given up in this step, whose listeners do not know yet. */
  private givenUp: { readonly entry: Entry; readonly reason: GiveUpReason }[] = [];

  constructor(
    private readonly settings: Settings,
    private readonly caller: Caller,
    private readonly runtime: Runtime,
    private readonly counts: ProducerCounts,
  ) {
    const { bufferRecords, bufferBytes, aggregateBytes, recordBytes } = settings.limits;
    this.room = new Room(bufferRecords, bufferBytes);
    this.lanes = new Lanes(
      settings,
      settings.aggregate ? packTogether(aggregateBytes, recordBytes) : packSingly,
    );
    this.alarm = new Alarm(runtime, () => this.step());
  }

  public hand(record: CheckedRecord, listener: Listener): void {
    const now = this.runtime.now();
    const deadline = now + this.settings.retry.deadlineMs;
    const entry = new Entry(record, this.ledger.next(), now, deadline, listener);
    this.ledger.open(entry);
    this.room.wait(entry);
    this.admit();
    if (this.canCall && (this.lanes.isFull || this.isCrowded)) this.step();
    else this.alarm.atLatest(Math.min(deadline, this.canCall ? this.lanes.dueAt : Number.POSITIVE_INFINITY));
  }

  /** Sends what was handed over without waiting for more, and ends once all of it is settled. */
  public flush(): Promise<void> {
    this.lanes.hurry(this.ledger.last);
    const settled = this.ledger.settled();
    this.step();
    return settled;
  }

  public stats(): ProducerStats {
    const { records: heldRecords, bytes: heldBytes } = this.room.taken;
    return { ...this.counts, heldRecords, heldBytes };
  }

  private get canCall(): boolean {
    if (!this.lanes.isReady || this.callsInFlight >= this.settings.limits.callsInFlight) return false;
    const isWorthWaiting = this.settings.fullCalls && this.callsInFlight > 0 && this.lanes.hasMore;
    return !isWorthWaiting || this.lanes.isFull;
  }

  private get isCrowded(): boolean {
    return this.room.waiting.size > 0;
  }

  /** Does all that is to be done now, and sets the alarm for what comes next. */
  private step(): void {
    const now = this.runtime.now();
    for (const entry of this.ledger.expired(now)) this.giveUp(entry, 'deadline');
    this.giveUpSuccessors();
    this.endPauses(now);
    this.admit();
    while (this.canCall && (this.lanes.isFull || this.isCrowded || this.lanes.dueAt <= now)) {
      void this.call(this.lanes.take());
    }
    this.alarm.set(this.nextMoment);
    this.report();
  }

  private get nextMoment(): number {
    const due = this.canCall ? this.lanes.dueAt : Number.POSITIVE_INFINITY;
    return Math.min(this.ledger.nextDeadline, due, ...this.pauses.map((pause) => pause.until));
  }

  private admit(): void {
    for (let entry = this.room.admit(); entry !== undefined; entry = this.room.admit()) {
      this.counts.accepted += 1;
      this.lanes.add(entry);
      entry.listener.accepted();
    }
  }

  private async call(shipments: readonly Shipment[]): Promise<void> {
    this.callsInFlight += 1;
    for (const entry of shipments.flatMap((shipment) => shipment.entries)) {
      if (entry.attempts > 0) this.counts.retries += 1;
      entry.attempts += 1;
      entry.inFlight = true;
    }
    const outcomes = await this.caller.put(shipments);
    this.callsInFlight -= 1;
    const retries = new Map<number, Lane[]>();
    shipments.forEach((shipment, i) => {
      if (this.settle(shipment, outcomes[i])) {
        this.lanes.open(shipment.lane);
        return;
      }
      const { attempts } = shipment.entries[0];
      const alike = retries.get(attempts) ?? [];
      alike.push(shipment.lane);
      retries.set(attempts, alike);
    });
    for (const [attempts, lanes] of retries) this.pause(attempts, lanes);
    this.step();
  }

  /** Whether the lane may send again at once. */
  private settle({ entries }: Shipment, outcome: Outcome): boolean {
    entries.forEach((entry, subSequenceNumber) => {
      entry.inFlight = false;
      if (outcome.written) {
        const { shardId, sequenceNumber } = outcome;
        this.release(entry);
        this.counts.acknowledged += 1;
        const { attempts } = entry;
        entry.listener.acknowledged({ shardId, sequenceNumber, subSequenceNumber, attempts });
        return;
      }
      entry.lastFailure = outcome.error;
      entry.mayBeInStream ||= outcome.mayBeInStream;
      if (outcome.kind === 'refused' || outcome.kind === 'invalid') this.giveUp(entry, 'refused');
      else if (entry.attempts >= this.settings.retry.attempts) this.giveUp(entry, 'attempts');
    });
    return outcome.written || outcome.kind === 'refused' || outcome.kind === 'invalid';
  }

  /** All lanes of one call with as many attempts behind them pause together, so that they share the next call too. */
  private pause(attempts: number, lanes: readonly Lane[]): void {
    const pause = pauseMs(attempts, this.settings.retry, () => this.runtime.random());
    this.pauses.push({ until: this.runtime.now() + pause, lanes });
  }

  private endPauses(now: number): void {
    const over = this.pauses.filter((pause) => pause.until <= now || this.ledger.isEmpty);
    if (over.length === 0) return;
    this.pauses = this.pauses.filter((pause) => !over.includes(pause));
    for (const lane of over.flatMap((pause) => pause.lanes)) this.lanes.open(lane);
  }

  private giveUp(entry: Entry, reason: GiveUpReason): void {
    this.release(entry);
    this.counts.failed += 1;
    this.givenUp.push({ entry, reason });
    if (this.settings.ordered && reason !== 'predecessor') this.broken.add(entry.record.partitionKey);
  }

  private giveUpSuccessors(): void {
    if (this.broken.size === 0) return;
    const queued = [...this.broken].flatMap((key) => this.lanes.queued(key));
    const waiting = [...this.room.waiting].filter((entry) => this.broken.has(entry.record.partitionKey));
    for (const entry of [...queued, ...waiting]) this.giveUp(entry, 'predecessor');
    this.broken.clear();
  }

  /** Lets go of a settled entry. */
  private release(entry: Entry): void {
    if (entry.lane === undefined) {
      this.room.waiting.remove(entry.queue as Link<Entry>);
    } else {
      this.lanes.remove(entry);
      this.room.free(entry);
    }
    this.ledger.settle(entry);
  }

  /** Last of all, since listeners may put records. */
  private report(): void {
    const givenUp = this.givenUp;
    this.givenUp = [];
    for (const { entry, reason } of givenUp) entry.listener.givenUp(entry.failure(reason));
    this.ledger.lift();
  }
}
