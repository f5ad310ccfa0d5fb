import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisStreamHandler } from 'aws-lambda';
import { defaultLogger } from '../batch/report';
import { kinesisClient } from '../producer/client';
import { systemRuntime } from '../producer/runtime';
import { DynamoProgressStore, DynamoTokenStore } from './dynamo-stores';
import { replicateEvent } from './replicate-event';
import { settingsFrom } from './settings';

const { replica, place, targetRegion } = settingsFrom(process.env);
// A table that does not answer must not use up the time in which the batch is to be reported.
const dynamo = new DynamoDBClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_000, throwOnRequestTimeout: true },
});
const ports = {
  target: kinesisClient({ region: targetRegion }),
  progress: new DynamoProgressStore(dynamo, place),
  token: new DynamoTokenStore(dynamo, place),
  runtime: systemRuntime,
};
const logger = defaultLogger();

export const handler: KinesisStreamHandler = (event, context) =>
  replicateEvent(event, context, replica, ports, { logger });
