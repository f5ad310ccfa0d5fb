import type { FirehoseTransformationEvent } from 'aws-lambda';
import { DEFAULT_START } from './clock';
import { kinesisEvent, type TestRecord } from './kinesis-event';
import { toBytes, toMillis } from './record-data';

/** Settings of `firehoseEvent`. */
export interface FirehoseEventOptions {
  /** @default 'test-delivery-stream' */
  readonly deliveryStreamName?: string;

  /**
   * Kinesis stream that the Firehose stream reads; the records then carry their Kinesis metadata.
   *
   * @default - none: producers put records straight into Firehose
   */
  readonly sourceStreamName?: string;

  /**
   * Shard of the source stream: its number, or its whole id.
   *
   * @default 0
   */
  readonly shard?: number | string;

  /** Arrival of the records without one of their own. @default - 1 January 2026, 00:00 UTC */
  readonly arrivalTime?: Date | number;
}

/**
 * The event that Amazon Data Firehose hands a transformation function.
 *
 * Firehose takes aggregated records apart before it calls the function, so none belong in here.
 *
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 *
 * @example
 * const event = firehoseEvent([{ data: { id: 1 } }, { data: { id: 2 } }], { sourceStreamName: 'orders' });
 * const result = decodeFirehoseResult(await transform(event, lambdaContext()), event);
 * expect(result.ok.map((record) => record.json())).toEqual([{ id: 1 }, { id: 2 }]);
 */
export function firehoseEvent(
  records: Iterable<TestRecord>,
  options: FirehoseEventOptions = {},
): FirehoseTransformationEvent {
  const {
    deliveryStreamName = 'test-delivery-stream',
    arrivalTime = DEFAULT_START,
    sourceStreamName,
  } = options;
  const event = {
    invocationId: 'b8a5d4a4-4d1f-4a5e-8f0d-5a6f0e1c2d3b',
    deliveryStreamArn: `arn:aws:firehose:eu-west-1:111122223333:deliverystream/${deliveryStreamName}`,
    region: 'eu-west-1',
  };
  if (sourceStreamName === undefined) {
    return {
      ...event,
      records: Array.from(records, (record, index) => ({
        recordId: `4967${String(index + 1).padStart(64, '0')}`,
        approximateArrivalTimestamp: toMillis(record.arrivalTime ?? arrivalTime),
        data: toBytes(record.data).toString('base64'),
      })),
    };
  }
  const source = kinesisEvent(records, { streamName: sourceStreamName, shard: options.shard, arrivalTime });
  return {
    ...event,
    sourceKinesisStreamArn: `arn:aws:kinesis:eu-west-1:111122223333:stream/${sourceStreamName}`,
    records: source.Records.map(({ kinesis, eventID }) => {
      const arrival = Math.round(kinesis.approximateArrivalTimestamp * 1000);
      const shardId = eventID.slice(0, eventID.lastIndexOf(':'));
      return {
        recordId: `${shardId}${kinesis.sequenceNumber}000000`,
        approximateArrivalTimestamp: arrival,
        data: kinesis.data,
        kinesisRecordMetadata: {
          shardId,
          partitionKey: kinesis.partitionKey,
          approximateArrivalTimestamp: arrival,
          sequenceNumber: kinesis.sequenceNumber,
          subsequenceNumber: '',
        },
      };
    }),
  };
}
