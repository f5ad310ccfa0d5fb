import type { Airport } from '../../examples/streaming-etl/airports';
import type { EnrichedFlight } from '../../examples/streaming-etl/enrich';
import { ALERT_DELAY, Flight, SHORTEST_FLIGHT } from '../../examples/streaming-etl/flight';
import { type Counts, countBy } from './counter';

/** What must come of the flights, reckoned from the flights alone. */
export interface Expected {
  readonly sent: number;
  readonly archived: Counts;
  readonly failed: Counts;
  readonly dropped: number;
  /** Flights by airport of origin. */
  readonly delays: Counts;
  readonly alerts: Counts;
}

/** A flight as a text that tells it from others. */
export function identify({ date, delay, distance, origin, destination }: Flight): string {
  return [date, delay, distance, origin, destination].join('|');
}

/** The same with what the transform has added. */
export function identifyEnriched(flight: EnrichedFlight): string {
  const { originAirport: from, destinationAirport: to, late } = flight;
  return [identify(flight), from.name, from.city, from.state, to.name, to.city, to.state, late].join('|');
}

/** What the transform failed on, from its text: a flight, or something that is none and stands for itself. */
export function identifyFailed(text: string): string {
  try {
    const flight = Flight.safeParse(JSON.parse(text));
    return flight.success ? identify(flight.data) : text;
  } catch {
    return text;
  }
}

/** Applies the example's rules: short flights are dropped, those with unknown airports fail, late ones raise an alert. */
export function expectOf(flights: readonly Flight[], airports: ReadonlyMap<string, Airport>): Expected {
  const long = flights.filter(({ distance }) => distance >= SHORTEST_FLIGHT);
  const enriched = long.flatMap((flight) => {
    const [from, to] = [airports.get(flight.origin), airports.get(flight.destination)];
    if (from === undefined || to === undefined) return [];
    return [{ ...flight, originAirport: from, destinationAirport: to, late: flight.delay >= 1 }];
  });
  const isUnknown = ({ origin, destination }: Flight): boolean =>
    !airports.has(origin) || !airports.has(destination);
  const isAlert = ({ delay }: Flight): boolean => delay > ALERT_DELAY;
  return {
    sent: flights.length,
    archived: countBy(enriched, identifyEnriched),
    failed: countBy(long.filter(isUnknown), identify),
    dropped: flights.length - long.length,
    delays: countBy(flights, ({ origin }) => origin),
    alerts: countBy(flights.filter(isAlert), identify),
  };
}
