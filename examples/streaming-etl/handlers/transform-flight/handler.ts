import { transformRecords } from 'kinesis-constructs/runtime';
import airportsCsv from '../../../../node_modules/vega-datasets/data/airports.csv';
import { readAirports } from '../../airports';
import { enrich } from '../../enrich';
import { Flight } from '../../flight';

const airports = readAirports(airportsCsv);

/** Validates and enriches each flight on its way to the archive. */
export const handler = transformRecords<Flight>((record) => enrich(record.payload, airports), {
  schema: Flight,
});
