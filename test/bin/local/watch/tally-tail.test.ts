import { GetObjectCommand, type ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { TallyTail } from '../../../../bin/local/watch/tally-tail';

/** A bucket in memory, with pages of two keys, that counts what it is asked for. */
function bucket() {
  const objects = new Map<string, { etag: string; body: string }>();
  const listed: number[] = [];
  const send = async (command: unknown) => {
    if (command instanceof GetObjectCommand) {
      return { Body: { transformToString: async () => objects.get(command.input.Key ?? '')?.body } };
    }
    const { Prefix = '', StartAfter = '' } = (command as ListObjectsV2Command).input;
    const keys = [...objects.keys()]
      .filter((key) => key.startsWith(Prefix) && key > StartAfter)
      .sort()
      .slice(0, 2);
    listed.push(keys.length);
    return { Contents: keys.map((Key) => ({ Key, ETag: objects.get(Key)?.etag })) };
  };
  let version = 0;
  const put = (shard: string, sequence: number, received: number) => {
    const body = JSON.stringify({ shardId: shard, received });
    objects.set(`d/${shard}/${String(sequence).padStart(5, '0')}.json`, { etag: String(version++), body });
  };
  const tail = new TallyTail({ send } as unknown as S3Client, 'bucket', 'd', ['a', 'b']);
  const read = async () => (await tail.read()).map(({ key, tally }) => [key.slice(2, -5), tally.received]);
  return { put, tail, read, listed };
}

test('gives each tally once, in the order of its shard', async () => {
  const { put, read } = bucket();
  expect(await read()).toEqual([]);
  put('a', 1, 10);
  put('b', 2, 20);
  expect(await read()).toEqual([
    ['a/00001', 10],
    ['b/00002', 20],
  ]);
  expect(await read()).toEqual([]);
  put('a', 3, 30);
  expect(await read()).toEqual([['a/00003', 30]]);
  put('a', 4, 40);
  expect(await read()).toEqual([['a/00004', 40]]);
});

test('gives the last tally of a shard again when it was written again', async () => {
  const { put, read } = bucket();
  put('a', 1, 10);
  put('a', 2, 20);
  await read();
  put('a', 2, 25);
  expect(await read()).toEqual([['a/00002', 25]]);
  put('a', 2, 26);
  put('a', 3, 30);
  expect(await read()).toEqual([
    ['a/00002', 26],
    ['a/00003', 30],
  ]);
  expect(await read()).toEqual([]);
});

test('leaves out what is there before it begins', async () => {
  const { put, read, tail } = bucket();
  for (let i = 1; i <= 5; i++) put('a', i, i);
  await tail.begin();
  expect(await read()).toEqual([]);
  put('a', 6, 6);
  expect(await read()).toEqual([['a/00006', 6]]);
});

test('does not list what it has read', async () => {
  const { put, read, listed } = bucket();
  for (let i = 1; i <= 50; i++) {
    put('a', i, i);
    await read();
  }
  listed.length = 0;
  await read();
  expect(listed).toEqual([1, 0]);
});
