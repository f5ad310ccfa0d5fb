import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { toDelivery } from './deliver';
import type { StandIn } from './environment';
import { partition } from './partition';
import { splitBySize } from './split';
import { type Answered, type SourceRecord, transformAll } from './transform';

/** What the stand-in needs of AWS. */
export interface Services {
  put(bucket: string, key: string, body: Buffer | string): Promise<void>;
  invoke(functionArn: string, payload: unknown): Promise<unknown>;
}

/** Delivers one batch of a shard, in runs as large as the delivery stream's buffer. */
export async function deliverBatch(
  { Records: records }: KinesisStreamEvent,
  standIn: StandIn,
  services: Services,
): Promise<void> {
  const [first] = records;
  if (first === undefined) return;
  for (const run of splitBySize(
    records.map(toSourceRecord),
    standIn.bufferBytes,
    ({ data }) => data.length,
  )) {
    const answered = partition(await answer(run, first, standIn, services), standIn.query);
    const { objects, tally } = toDelivery(answered, standIn.delivery);
    await Promise.all(objects.map(({ key, body }) => services.put(standIn.bucket, key, body)));
    const name = `${standIn.delivery.deliveryStream}/${tally.shardId}/${tally.first}.json`;
    await services.put(standIn.tallyBucket, name, JSON.stringify({ ...tally, landedAt: Date.now() }));
  }
}

async function answer(
  run: readonly SourceRecord[],
  { awsRegion, eventSourceARN }: KinesisStreamRecord,
  { transform, delivery }: StandIn,
  services: Services,
): Promise<Answered[]> {
  if (transform === undefined) {
    return run.map((record) => ({ record, answer: { result: 'Ok', data: record.data, partitionKeys: {} } }));
  }
  const settings = {
    ...transform,
    region: awsRegion,
    sourceStreamArn: eventSourceARN,
    deliveryStreamArn: eventSourceARN
      .replace(/:kinesis:/, ':firehose:')
      .replace(/:stream\/.*/, `:deliverystream/${delivery.deliveryStream}`),
  };
  return transformAll(run, settings, (event) => services.invoke(transform.functionArn, event));
}

function toSourceRecord({ eventID, kinesis }: KinesisStreamRecord): SourceRecord {
  return {
    shardId: eventID.slice(0, eventID.indexOf(':')),
    sequenceNumber: kinesis.sequenceNumber,
    partitionKey: kinesis.partitionKey,
    arrival: Math.round(kinesis.approximateArrivalTimestamp * 1000),
    data: Buffer.from(kinesis.data, 'base64'),
  };
}
