import {
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  InvalidArgumentException,
  ResourceNotFoundException,
} from '@aws-sdk/client-kinesis';
import { KinesisShards } from '../../../lambda/redrive-batches/kinesis-shards';
import { client } from './client';
import { lettersOf, records, STREAM, TestClock } from './support';

const problem = { message: 'no', $metadata: {} };

describe('shards', () => {
  const all = records('abcdef');
  const stored = (letters: string): GetRecordsCommandOutput['Records'] =>
    all
      .filter((record) => letters.includes(lettersOf([record])))
      .map(({ kinesis }) => ({
        SequenceNumber: kinesis.sequenceNumber,
        PartitionKey: kinesis.partitionKey,
        Data: Buffer.from(kinesis.data, 'base64'),
        ApproximateArrivalTimestamp: new Date(kinesis.approximateArrivalTimestamp * 1000),
      }));
  const rangeOf = (letters: string) => {
    const [first, last] = [
      all.find((r) => lettersOf([r]) === letters[0]),
      all.find((r) => lettersOf([r]) === letters.at(-1)),
    ];
    return {
      streamArn: STREAM,
      shardId: 'shardId-000000000000',
      start: first?.kinesis.sequenceNumber ?? '',
      end: last?.kinesis.sequenceNumber ?? '',
    };
  };
  const page = (letters: string, more = true, behind = 1) => ({
    Records: stored(letters),
    MillisBehindLatest: behind,
    NextShardIterator: more ? 'next' : undefined,
  });
  /** Reads a range from these pages, one a call. */
  async function read(
    range: string,
    pages: object[],
    iterator: (type: unknown) => unknown = () => ({ ShardIterator: 'i' }),
  ) {
    let calls = 0;
    const { client: kinesis } = client<ConstructorParameters<typeof KinesisShards>[0]>((input, name) => {
      if (name === GetRecordsCommand.name) return pages[calls++];
      return iterator(input.ShardIteratorType);
    });
    const got = await new KinesisShards(kinesis, new TestClock()).read(rangeOf(range));
    return { got, letters: got && lettersOf(got), calls };
  }

  test('gives the records of the range in the form of an event', async () => {
    const { got } = await read('bcd', [page('bcdef')]);
    const { invokeIdentityArn: _, ...first } = all[1] ?? ({} as never);
    expect(got?.[0]).toEqual({ ...first, invokeIdentityArn: '' });
    expect(got && lettersOf(got)).toBe('bcd');
  });

  test('reads on over pages, empty ones too, to the end of the range and no further', async () => {
    const pages = [page(''), page('ab'), page(''), page('cd'), page('ef')];
    await expect(read('abcd', pages)).resolves.toMatchObject({ letters: 'abcd', calls: 4 });
  });

  test('a single record behind an empty page', async () => {
    await expect(read('c', [page(''), page('cd')])).resolves.toMatchObject({ letters: 'c' });
  });

  test('ends at the end of a closed shard, and at the newest record', async () => {
    await expect(read('abcdef', [page('ab', false)])).resolves.toMatchObject({ letters: 'ab' });
    await expect(read('abcdef', [page('ab'), page('', true, 0)])).resolves.toMatchObject({ letters: 'ab' });
  });

  test('records that expired are not there', async () => {
    await expect(read('ab', [page('cd')])).resolves.toMatchObject({ letters: '' });
  });

  test('a sequence number that is refused: from the oldest record on', async () => {
    const fussy = (type: unknown) => {
      if (type === 'TRIM_HORIZON') return { ShardIterator: 'i' };
      throw new InvalidArgumentException(problem);
    };
    await expect(read('abc', [page('cd')], fussy)).resolves.toMatchObject({ letters: 'c' });
  });

  test('a shard that is gone has no records', async () => {
    const gone = () => {
      throw new ResourceNotFoundException(problem);
    };
    await expect(read('abc', [], gone)).resolves.toMatchObject({ letters: '', calls: 0 });
  });

  test('gives nothing when the time is over first', async () => {
    const { client: kinesis } = client<ConstructorParameters<typeof KinesisShards>[0]>(() => ({
      ShardIterator: 'i',
    }));
    const range = rangeOf('abc');
    await expect(new KinesisShards(kinesis, new TestClock(5_000)).read(range)).resolves.toBeUndefined();
  });
});
