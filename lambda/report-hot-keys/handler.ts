import { Logger } from '@aws-lambda-powertools/logger';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Context } from 'aws-lambda';
import { invocationClock } from './clock';
import type { HotKeysEnvironment, HotKeysReport } from './contract';
import { publish } from './metrics';
import { reportOn } from './report';
import { sampleStream } from './sample-stream';
import { kinesisShards } from './shards';

const { STREAM_ARN, WINDOW_MS, TOP_KEYS, KEY_VISIBILITY } = process.env as unknown as HotKeysEnvironment;
const logger = new Logger();
const shards = kinesisShards(new KinesisClient(), new KinesisClient({ maxAttempts: 1 }), STREAM_ARN);

/** Samples the stream and says which keys and shards are heaviest; what it is invoked with does not matter. */
export async function handler(_event: unknown, context: Context): Promise<HotKeysReport> {
  logger.addContext(context);
  const sample = await sampleStream(shards, Number(WINDOW_MS), invocationClock(context));
  const report = reportOn(sample, {
    streamName: STREAM_ARN.slice(STREAM_ARN.indexOf('/') + 1),
    topKeys: Number(TOP_KEYS),
    plainKeys: KEY_VISIBILITY === 'plain',
  });
  logger.info('Hot keys', { report });
  publish(report);
  return report;
}
