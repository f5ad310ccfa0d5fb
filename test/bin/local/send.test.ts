import type { KinesisClient, PutRecordsCommandInput } from '@aws-sdk/client-kinesis';
import { sendFlights } from '../../../bin/local/send';

const flight = (origin: string) => ({
  date: '2001/01/01 00:47',
  delay: 5,
  distance: 500,
  origin,
  destination: 'LAS',
});

/** A stream that refuses the records for which `refuses` says so. */
function stream(refuses: (position: number) => boolean = () => false) {
  const calls: PutRecordsCommandInput[] = [];
  let position = 0;
  const send = async ({ input }: { input: PutRecordsCommandInput }) => {
    calls.push(input);
    const Records = input.Records?.map(() =>
      refuses(++position)
        ? { ErrorCode: 'ProvisionedThroughputExceededException' }
        : { ShardId: 'shard', SequenceNumber: String(position) },
    );
    return { Records };
  };
  return { calls, client: { send } as unknown as KinesisClient };
}

test('puts 500 records a call, with the airport of origin as partition key, and tells how far it is', async () => {
  const { calls, client } = stream();
  const told: number[] = [];
  const flights = Array.from({ length: 1200 }, (_, index) => flight(index === 0 ? 'ORD' : 'SFO'));
  const sent = await sendFlights(client, 'flights', flights, (count) => told.push(count));
  expect(calls.map(({ Records }) => Records?.length)).toEqual([500, 500, 200]);
  expect(calls[0]?.StreamName).toBe('flights');
  expect(calls[0]?.Records?.[0]).toEqual({
    PartitionKey: 'ORD',
    Data: Buffer.from(JSON.stringify(flights[0])),
  });
  expect(told).toEqual([500, 1000, 1200]);
  expect(sent).toHaveLength(1200);
});

test('puts again what the stream refused, and that alone', async () => {
  const { calls, client } = stream((position) => position === 2);
  const flights = ['AAA', 'BBB', 'CCC'].map(flight);
  const sent = await sendFlights(client, 'flights', flights, () => undefined);
  expect(calls.map(({ Records }) => Records?.map(({ PartitionKey }) => PartitionKey))).toEqual([
    ['AAA', 'BBB', 'CCC'],
    ['BBB'],
  ]);
  expect(sent.map(({ sequenceNumber }) => sequenceNumber)).toEqual(['1', '3', '4']);
});
