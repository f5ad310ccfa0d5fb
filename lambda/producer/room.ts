import type { Entry } from './entry';
import { type Link, List } from './list';

/** The bound on what the producer holds. Who finds no room waits, in the order of the puts. */
export class Room {
  public readonly waiting = new List<Entry>();
  private held = { records: 0, bytes: 0 };

  constructor(
    private readonly maxRecords: number,
    private readonly maxBytes: number,
  ) {}

  /** Records and bytes held. */
  public get taken(): { readonly records: number; readonly bytes: number } {
    return { ...this.held };
  }

  public wait(entry: Entry): void {
    entry.queue = this.waiting.push(entry);
  }

  /** The one who waited longest and fits in now, let in; undefined if there is none. */
  public admit(): Entry | undefined {
    const entry = this.waiting.first;
    if (entry === undefined || this.held.records === this.maxRecords) return undefined;
    if (this.held.bytes + entry.record.bytes > this.maxBytes) return undefined;
    this.waiting.remove(entry.queue as Link<Entry>);
    this.held.records += 1;
    this.held.bytes += entry.record.bytes;
    return entry;
  }

  /** Gives back the room of an entry that was let in. */
  public free(entry: Entry): void {
    this.held.records -= 1;
    this.held.bytes -= entry.record.bytes;
  }
}
