import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { StreamRecord } from 'kinesis-constructs/runtime';
import type { Flight } from './flight';

/**
 * Counts a flight in with its airport of origin, unless that was done already.
 *
 * The producer's partition key is the airport, so its flights come in order: one that is not behind the last counted one has
 * come before. That makes the count exact though Kinesis delivers at least once.
 */
export function updateDelays(table: string, record: StreamRecord<Flight>): UpdateItemCommandInput {
  const { origin, delay } = record.payload;
  return {
    TableName: table,
    Key: { origin: { S: origin } },
    UpdateExpression: 'ADD flights :one, delayMinutes :delay SET lastRecord = :record',
    ConditionExpression: 'attribute_not_exists(lastRecord) OR lastRecord < :record',
    ExpressionAttributeValues: {
      ':one': { N: '1' },
      ':delay': { N: String(Math.max(0, delay)) },
      ':record': { S: positionOf(record) },
    },
  };
}

/** Where a record stands in the stream, in figures of one length, so that positions compare as text. */
function positionOf({ sequenceNumber, subSequenceNumber }: StreamRecord<Flight>): string {
  return `${sequenceNumber.padStart(64, '0')}.${String(subSequenceNumber).padStart(8, '0')}`;
}
