import { publishFlights } from '../../examples/streaming-etl/publish';
import { systemRuntime } from '../../lambda/producer/runtime';
import { type Fault, FaultyKinesis } from '../support/faulty-kinesis';

const flights = Array.from({ length: 2_500 }, (_, index) => ({
  date: '2001/01/01 00:47',
  delay: index % 50,
  distance: 500,
  origin: index === 0 ? 'ORD' : 'SFO',
  destination: 'LAS',
}));

function streamWith(...faults: Fault[]): FaultyKinesis {
  return new FaultyKinesis({ clock: systemRuntime, shards: 2, faults });
}

test('puts each flight under its airport of origin, and tells how far it is', async () => {
  const stream = streamWith();
  const told: number[] = [];
  const published = await publishFlights({ streamName: 'flights', client: stream }, flights, (n) =>
    told.push(n),
  );
  expect(told).toEqual([2_000, 2_500]);
  expect(stream.written.filter(({ PartitionKey }) => PartitionKey === 'ORD')).toEqual([
    expect.objectContaining({ Data: Buffer.from(JSON.stringify(flights[0])) }),
  ]);
  expect(new Set(published.map(({ sequenceNumber }) => sequenceNumber))).toEqual(
    new Set(stream.written.map(({ sequenceNumber }) => sequenceNumber)),
  );
});

test('what the stream refuses at first gets there all the same', async () => {
  const stream = streamWith('throttled shard', 'throttled call');
  await publishFlights({ streamName: 'flights', client: stream }, flights, () => undefined);
  expect(stream.written).toHaveLength(flights.length);
});
