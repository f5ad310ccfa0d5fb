import { deliver, drop, fail, type Outcome } from 'kinesis-constructs/runtime';
import type { Airport } from './airports';
import { type Flight, SHORTEST_FLIGHT } from './flight';

/** What is archived: the flight with the places it connects, and whether it left late. */
export interface EnrichedFlight extends Flight {
  readonly originAirport: Airport;
  readonly destinationAirport: Airport;
  readonly late: boolean;
}

/** Leaves out short flights, fails those with an airport nobody knows, and adds the airports to the others. */
export function enrich(flight: Flight, airports: Map<string, Airport>): Outcome {
  if (flight.distance < SHORTEST_FLIGHT) return drop();
  const originAirport = airports.get(flight.origin);
  const destinationAirport = airports.get(flight.destination);
  if (originAirport === undefined) return fail(`unknown airport of origin ${flight.origin}`);
  if (destinationAirport === undefined) return fail(`unknown airport of destination ${flight.destination}`);
  const enriched: EnrichedFlight = { ...flight, originAirport, destinationAirport, late: flight.delay > 0 };
  return deliver(enriched);
}
