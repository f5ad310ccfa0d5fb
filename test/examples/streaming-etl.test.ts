import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readAirports } from '../../examples/streaming-etl/airports';
import { StreamingEtl } from '../../examples/streaming-etl/app';
import { sumDelays } from '../../examples/streaming-etl/delays';
import { enrich } from '../../examples/streaming-etl/enrich';
import { Flight } from '../../examples/streaming-etl/flight';
import { drop, type StreamRecord } from '../../lambda';
import { maskAssets } from '../../lambda/testing';

test('the template is as it was', () => {
  const template = Template.fromStack(new StreamingEtl(new App(), 'StreamingEtl'));
  expect(maskAssets(template.toJSON())).toMatchSnapshot();
});

const data = join(__dirname, '..', '..', 'node_modules', 'vega-datasets', 'data');
const flight: Flight = {
  date: '2001/01/31 23:59',
  delay: 61,
  distance: 1750,
  origin: 'DTW',
  destination: 'LAS',
};

describe('a flight', () => {
  test.each([
    ['without a date', { date: undefined }],
    ['of a 13th month', { date: '2001/13/01 00:00' }],
    ['late by a fraction', { delay: 1.5 }],
    ['late by days', { delay: 3000 }],
    ['of no distance', { distance: 0 }],
    ['from nowhere', { origin: '' }],
  ])('%s is invalid', (_, wrong) => {
    expect(Flight.safeParse({ ...flight, ...wrong }).success).toBe(false);
    expect(Flight.safeParse(flight).success).toBe(true);
  });

  test('all of the sample data are valid', () => {
    const rows: unknown[] = JSON.parse(readFileSync(join(data, 'flights-20k.json'), 'utf8'));
    expect(rows).toHaveLength(20_000);
    expect(rows.filter((row) => !Flight.safeParse(row).success)).toEqual([]);
  });
});

describe('enrich', () => {
  const airports = readAirports(readFileSync(join(data, 'airports.csv'), 'utf8'));

  test('adds the airports, and whether it left late', () => {
    expect(enrich(flight, airports)).toMatchObject({
      values: [
        {
          ...flight,
          originAirport: { city: 'Detroit', state: 'MI' },
          destinationAirport: { city: 'Las Vegas', state: 'NV' },
          late: true,
        },
      ],
    });
  });

  test('reads airports with commas in their names', () => {
    expect(airports.get('BTR')?.name).toBe('Baton Rouge Metropolitan, Ryan');
  });

  test('leaves out short flights', () => {
    expect(enrich({ ...flight, distance: 99 }, airports)).toEqual(drop());
    expect(enrich({ ...flight, distance: 100 }, airports)).not.toEqual(drop());
  });

  test.each(['origin', 'destination'])('fails on an unknown %s', (end) => {
    expect(enrich({ ...flight, [end]: 'XXX' }, airports)).toMatchObject({
      reason: `unknown airport of ${end} XXX`,
    });
  });
});

describe('delays', () => {
  const record = (sequenceNumber: string, delay = 61, subSequenceNumber = 0) =>
    ({ payload: { ...flight, delay }, sequenceNumber, subSequenceNumber }) as StreamRecord<Flight>;

  test('count minutes late, not early', () => {
    expect(sumDelays([record('1', 61), record('2', -5), record('3', 9)], undefined)).toMatchObject({
      flights: 3,
      delayMinutes: 70,
    });
  });

  test('leave out what was counted before', () => {
    const flights = [record('9'), record('10'), record('10', 5, 2), record('10', 7, 10), record('11', 1)];
    const upTo = (n: number) => sumDelays(flights.slice(0, n), undefined)?.lastRecord;
    expect(sumDelays(flights, upTo(3))).toMatchObject({ flights: 2, delayMinutes: 8 });
    expect(sumDelays(flights, upTo(4))).toMatchObject({ flights: 1, delayMinutes: 1 });
    expect(sumDelays(flights, upTo(5))).toBeUndefined();
  });
});
