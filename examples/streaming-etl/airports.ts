import { parse } from 'csv-parse/sync';

/** Where an airport is. */
export interface Airport {
  readonly name: string;
  readonly city: string;
  readonly state: string;
}

/** Reads airports by IATA code from CSV with the columns `iata`, `name`, `city` and `state`. */
export function readAirports(csv: string): Map<string, Airport> {
  const rows = parse<Airport & { iata: string }>(csv, { columns: true });
  return new Map(rows.map(({ iata, name, city, state }) => [iata, { name, city, state }]));
}
