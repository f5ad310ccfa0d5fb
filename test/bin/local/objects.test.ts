import { GetObjectCommand, type ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { Objects } from '../../../bin/local/objects';

/** A bucket in memory, that knows how many objects were asked for at once. */
function bucket() {
  const etags = new Map<string, string>();
  const asked = { now: 0, most: 0, all: 0 };
  class FakeS3 {
    public readonly config = {};
    public async send(command: GetObjectCommand | ListObjectsV2Command) {
      if (!(command instanceof GetObjectCommand)) {
        return { Contents: [...etags].map(([Key, ETag]) => ({ Key, ETag })) };
      }
      asked.all++;
      asked.most = Math.max(asked.most, ++asked.now);
      await new Promise(setImmediate);
      asked.now--;
      return { Body: { transformToByteArray: async () => Buffer.from(command.input.Key ?? '') } };
    }
  }
  const { S3Client: Client } = jest.requireActual('@aws-sdk/client-s3');
  const s3 = Object.assign(Object.create(Client.prototype), { send: new FakeS3().send }) as S3Client;
  return { etags, asked, objects: new Objects(s3, 'bucket', (body) => body.toString()) };
}

test('reads what is new or changed, and leaves out what was there', async () => {
  const { etags, asked, objects } = bucket();
  etags.set('old', '1');
  await objects.ignorePresent();
  etags.set('a', '1').set('b', '1');
  expect((await objects.read()).map(({ content }) => content)).toEqual(['a', 'b']);
  etags.set('b', '2').set('c', '1');
  expect((await objects.read()).map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  expect(asked.all).toBe(4);
});

test('does not ask for thousands of objects at once', async () => {
  const { etags, asked, objects } = bucket();
  for (let i = 0; i < 500; i++) etags.set(`key-${i}`, '1');
  expect(await objects.read()).toHaveLength(500);
  expect(asked.most).toBe(50);
});
