import { type ProducerOptions, StreamProducer } from 'kinesis-constructs/runtime';
import type { Flight } from './flight';

/** A flight that the stream has taken. */
export interface Published {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** When it was handed to the producer, in milliseconds since 1970. */
  readonly putAt: number;
}

/** Flights put before the first of them has to be in the stream: what keeps the memory in bounds. */
const AT_ONCE = 2_000;

/**
 * Puts all flights into the stream, by airport of origin. Nothing downstream depends on their order, so calls go side by
 * side; with `ordered: true` the flights of an airport would follow one another.
 */
export async function publishFlights(
  options: ProducerOptions,
  flights: readonly Flight[],
  report: (published: number) => void,
): Promise<Published[]> {
  const producer = new StreamProducer(options);
  const published: Published[] = [];
  try {
    for (let from = 0; from < flights.length; from += AT_ONCE) {
      const putAt = Date.now();
      const puts = flights.slice(from, from + AT_ONCE).map(async (flight) => {
        const { shardId, sequenceNumber } = await producer.put({
          partitionKey: flight.origin,
          data: JSON.stringify(flight),
        });
        return { shardId, sequenceNumber, putAt };
      });
      published.push(...(await Promise.all(puts)));
      report(published.length);
    }
  } finally {
    await producer.close();
  }
  return published;
}
