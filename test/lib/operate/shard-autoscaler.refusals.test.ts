import type { Stack } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { type IStream, Stream, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { ScheduledMinimum } from '../../../lib/operate/scheduled-minimum';
import { ShardAutoscaler, type ShardAutoscalerProps } from '../../../lib/operate/shard-autoscaler';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { testStack } from '../../support/stack';

const ARN = 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders';
const imported = (stack: Stack, arn = ARN): IStream => Stream.fromStreamArn(stack, 'Imported', arn);
const daily = { startTime: '08:00', endTime: '18:00', timeZone: 'UTC', minShards: 2 };

test.each<[string, (stack: Stack) => Partial<ShardAutoscalerProps>, string]>([
  [
    'an on-demand stream',
    (stack) => ({ stream: new EncryptedStream(stack, 'S').stream }),
    'stream must be provisioned (give it a shardCount)',
  ],
  [
    'an on-demand stream of the CDK',
    (stack) => ({ stream: new Stream(stack, 'S', { streamMode: StreamMode.ON_DEMAND }) }),
    'stream must be provisioned',
  ],
  ['another Region', (s) => ({ stream: imported(s, ARN.replace('eu-west-1', 'us-east-1')) }), 'in eu-west-1'],
  [
    'another account',
    (s) => ({ stream: imported(s, ARN.replace(/1{12}/, '222222222222')) }),
    'of the account',
  ],
  ['no shards', () => ({ minShards: 0 }), 'minShards must be a whole number from 1 to 10000, got 0'],
  [
    'a maximum below the minimum',
    () => ({ minShards: 9 }),
    'maxShards must be a whole number from 9 to 10000',
  ],
  ['full shards', () => ({ targetUtilisation: 0.95 }), 'targetUtilisation must be a number from 0.1 to 0.9'],
  [
    'an expression as lag',
    () => ({ lagMetric: new MathExpression({ expression: '1 + 1' }) }),
    'lagMetric must be a metric of its own, got an expression',
  ],
  [
    'a minimum above the maximum',
    () => ({ scheduledMinimums: [ScheduledMinimum.daily({ ...daily, minShards: 9 })] }),
    'scheduledMinimums[0] minShards must be a whole number from 1 to 8, got 9',
  ],
  [
    'an end before its start',
    () => ({ scheduledMinimums: [ScheduledMinimum.between(new Date(2), new Date(1), 2)] }),
    'scheduledMinimums[0] must be a start before its end',
  ],
  [
    'no date',
    () => ({ scheduledMinimums: [ScheduledMinimum.between(new Date('soon'), new Date(1), 2)] }),
    'scheduledMinimums[0] must be a start before its end',
  ],
  [
    'no time of day',
    () => ({ scheduledMinimums: [ScheduledMinimum.daily({ ...daily, startTime: '8:00' })] }),
    'scheduledMinimums[0] startTime must be 00:00 to 23:59, got 8:00',
  ],
  [
    'an end at no time of day',
    () => ({ scheduledMinimums: [ScheduledMinimum.daily({ ...daily, endTime: '24:30' })] }),
    'scheduledMinimums[0] endTime must be 00:01 to 24:00, got 24:30',
  ],
  [
    'a day without length',
    () => ({ scheduledMinimums: [ScheduledMinimum.daily({ ...daily, endTime: '08:00' })] }),
    'scheduledMinimums[0] endTime must be another time than startTime',
  ],
  [
    'an unknown time zone',
    () => ({ scheduledMinimums: [ScheduledMinimum.daily({ ...daily, timeZone: 'Mars/Base' })] }),
    'scheduledMinimums[0] timeZone must be an IANA time zone, got Mars/Base',
  ],
  [
    'no days',
    () => ({ scheduledMinimums: [ScheduledMinimum.daily({ ...daily, days: [] })] }),
    'scheduledMinimums[0] days must be at least one, got none',
  ],
  [
    'more minimums than a function can be given',
    () => ({ scheduledMinimums: Array.from({ length: 60 }, () => ScheduledMinimum.daily(daily)) }),
    'scheduledMinimums must be at most 2800 characters as JSON, got 60 of ',
  ],
])('fails on %s', (_, props, message) => {
  const stack = testStack();
  const given = props(stack);
  const stream = given.stream ?? imported(stack);
  expect(
    () => new ShardAutoscaler(stack, 'Scaling', { stream, minShards: 1, maxShards: 8, ...given }),
  ).toThrow(message);
});
