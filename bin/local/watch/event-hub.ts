/** What a browser is sent events over: of a response of `node:http`, what is needed. */
export interface EventSink {
  readonly writableNeedDrain: boolean;
  write(text: string): boolean;
  end(): void;
  destroy(): void;
  once(event: 'close', listener: () => void): unknown;
}

interface Client {
  readonly sink: EventSink;
  /** Since when it takes nothing, in milliseconds since 1970. */
  stuckSince?: number;
}

/** A browser that takes nothing for so long is let go, in milliseconds. It comes back by itself when it can. */
const PATIENCE_MS = 30_000;
/** More pages than anybody has open. */
const MOST_CLIENTS = 100;

/**
 * Sends events to all pages that are open. To one that does not keep up, moments are not kept: it gets the history once it
 * takes something again.
 */
export class EventHub {
  private readonly clients = new Set<Client>();

  /** @param history what a page is sent first */
  constructor(private readonly history: () => unknown) {}

  public get isFull(): boolean {
    return this.clients.size >= MOST_CLIENTS;
  }

  /** Takes in a page. */
  public open(sink: EventSink): void {
    const client: Client = { sink };
    this.clients.add(client);
    sink.once('close', () => this.clients.delete(client));
    sink.write(eventText('history', this.history()));
  }

  /** Sends all pages a moment. */
  public publish(moment: unknown, now: number): void {
    const text = eventText('moment', moment);
    for (const client of this.clients) {
      const { sink, stuckSince } = client;
      if (sink.writableNeedDrain) {
        client.stuckSince ??= now;
        if (now - client.stuckSince > PATIENCE_MS) this.drop(client);
      } else {
        client.stuckSince = undefined;
        sink.write(stuckSince === undefined ? text : eventText('history', this.history()));
      }
    }
  }

  /** Sends the last moment, says that there is no more to come, and lets all pages go. */
  public close(moment: unknown): void {
    for (const { sink } of this.clients) {
      sink.write(eventText('end', moment));
      sink.end();
    }
  }

  private drop(client: Client): void {
    this.clients.delete(client);
    client.sink.destroy();
  }
}

/** An event as browsers read it: https://html.spec.whatwg.org/multipage/server-sent-events.html */
function eventText(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
