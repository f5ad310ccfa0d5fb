import { setTimeout as pause } from 'node:timers/promises';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Context } from 'aws-lambda';
import { CloudWatchMetrics } from './cloudwatch-metrics';
import { type ScaleShardsSettings, SETTINGS_VARIABLE } from './contract';
import { DynamoMemory } from './dynamo-memory';
import { KinesisStream } from './kinesis-stream';
import type { Clock, Ports } from './ports';

/** The settings that the construct has put into the environment. */
export function readSettings(environment: NodeJS.ProcessEnv): ScaleShardsSettings {
  const text = environment[SETTINGS_VARIABLE];
  if (text === undefined) throw new Error(`${SETTINGS_VARIABLE} is not set`);
  return JSON.parse(text);
}

/** The services of AWS, as a run that is called with a context works with them. */
export function connect({ streamName, tableName }: ScaleShardsSettings): (context: Context) => Ports {
  const stream = new KinesisStream(new KinesisClient(), new KinesisClient({ maxAttempts: 1 }), streamName);
  const metrics = new CloudWatchMetrics(new CloudWatchClient());
  const memory = new DynamoMemory(new DynamoDBClient(), tableName, streamName);
  return (context) => ({ stream, metrics, memory, clock: clockOf(context) });
}

function clockOf(context: Pick<Context, 'getRemainingTimeInMillis'>): Clock {
  const deadline = Date.now() + context.getRemainingTimeInMillis();
  return {
    now: () => Date.now(),
    deadline: () => deadline,
    pause: async (milliseconds) => {
      await pause(milliseconds);
    },
  };
}
