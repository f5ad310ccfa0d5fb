import { gunzipSync } from 'node:zlib';
import { type DeliverySettings, toDelivery } from '../../../../bin/local/delivery/deliver';
import type { Answer, Answered } from '../../../../bin/local/delivery/transform';
import { sourceRecords } from './records';

const settings: DeliverySettings = {
  deliveryStream: 'flights',
  prefix: 'data/',
  errorPrefix: 'errors/!{firehose:error-output-type}/',
  timeZone: 'UTC',
  gzip: false,
  delimiter: Buffer.alloc(0),
  transformArn: 'arn:transform',
};
const DROPPED: Answer = { result: 'Dropped' };
const failed = {
  attemptsMade: 1,
  errorCode: 'Lambda.ProcessingFailedStatus',
  errorMessage: 'no',
  endedAt: 7,
};

function ok(text: string, partitionKeys = {}): Answer {
  return { result: 'Ok', data: Buffer.from(text), partitionKeys };
}

function run(answers: readonly Answer[], first = 1): Answered[] {
  const records = sourceRecords(
    answers.map((_, index) => `raw ${index}`),
    first,
  );
  return answers.map((answer, index) => ({ record: records[index]!, answer }));
}

test('writes what the transform answered into one object, in order, named by the first record', () => {
  const { objects, tally } = toDelivery(run([ok('a\n'), DROPPED, ok('b\n')]), settings);
  const key = 'data/2026/11/09/07/flights-1-2026-11-09-07-05-01-shardId-000000000003-49000000000001';
  expect(objects).toEqual([{ key, body: Buffer.from('a\nb\n') }]);
  expect(tally).toEqual({
    shardId: 'shardId-000000000003',
    first: '49000000000001',
    last: '49000000000003',
    received: 3,
    ok: 2,
    dropped: 1,
    failed: 0,
    objects: [{ key, bytes: expect.any(Number) }],
  });
});

test('writes what failed to the error output, in the form of Firehose', () => {
  const { objects } = toDelivery(run([ok('a\n'), { result: 'Failed', error: failed }]), settings);
  const [, errors] = objects;
  expect(errors?.key).toMatch(/^errors\/processing-failed\/flights-1-/);
  expect(errors?.body.toString()).toMatch(/\n$/);
  expect(JSON.parse(errors?.body.toString() ?? '')).toEqual({
    attemptsMade: 1,
    arrivalTimestamp: Date.UTC(2026, 10, 9, 7, 5, 2),
    errorCode: 'Lambda.ProcessingFailedStatus',
    errorMessage: 'no',
    attemptEndingTimestamp: 7,
    rawData: Buffer.from('raw 1').toString('base64'),
    lambdaArn: 'arn:transform',
  });
});

test('compresses', () => {
  const [object] = toDelivery(run([ok('a\n')]), { ...settings, gzip: true }).objects;
  expect(object?.key).toMatch(/\.gz$/);
  expect(gunzipSync(object?.body ?? '').toString()).toBe('a\n');
});

test('takes the extension and the delimiter that it is given', () => {
  const given = { ...settings, gzip: true, fileExtension: '.json.gz', delimiter: Buffer.from('\n') };
  const [object] = toDelivery(run([ok('a'), ok('b')]), given).objects;
  expect(object?.key).toMatch(/\d\.json\.gz$/);
  expect(gunzipSync(object?.body ?? '').toString()).toBe('a\nb\n');
});

test('writes an object for each combination of partition keys', () => {
  const answers = [ok('a', { day: '1' }), ok('b', { day: '2' }), ok('c', { day: '1' })];
  const { objects } = toDelivery(run(answers), { ...settings, prefix: 'day=!{partitionKeyFromLambda:day}/' });
  expect(objects.map(({ key, body }) => [key.split('/')[0], body.toString()])).toEqual([
    ['day=1', 'ac'],
    ['day=2', 'b'],
  ]);
});

test('writes nothing when everything is dropped, but tells of it', () => {
  const { objects, tally } = toDelivery(run([DROPPED, DROPPED]), settings);
  expect(objects).toEqual([]);
  expect(tally).toMatchObject({ received: 2, dropped: 2, objects: [] });
});

test('overwrites itself when more records come with the same first one', () => {
  const [once, again] = [run([ok('a')]), run([ok('a'), ok('b')])].map((records) =>
    toDelivery(records, settings),
  );
  expect(again?.objects.map(({ key }) => key)).toEqual(once?.objects.map(({ key }) => key));
});

test('never writes to the object of another run', () => {
  const [one, other] = [run([ok('a')], 1), run([ok('a')], 2)].map((records) => toDelivery(records, settings));
  expect(one?.objects[0]?.key).not.toBe(other?.objects[0]?.key);
});

test('files by what the query and the transform gave, each group in an object of its own', () => {
  const prefix = 'data/!{partitionKeyFromQuery:origin}/!{partitionKeyFromLambda:tenant}/';
  const { objects } = toDelivery(
    run([
      ok('a', { origin: 'DTW', tenant: 'x' }),
      ok('b', { origin: 'ORD', tenant: 'x' }),
      ok('c', { origin: 'DTW', tenant: 'x' }),
    ]),
    { ...settings, prefix },
  );
  expect(objects.map(({ key, body }) => [key.split('flights-1')[0], body.toString()])).toEqual([
    ['data/DTW/x/', 'ac'],
    ['data/ORD/x/', 'b'],
  ]);
});
