import { Duration, Stack } from 'aws-cdk-lib';
import { ShardLevelMetrics } from 'aws-cdk-lib/aws-kinesis';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { HotShardMonitor } from '../../../lib/observe/hot-shard-monitor';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { strictApp, warningsIn } from '../../support/strict-app';

test('what CloudFormation and AWS Solutions ask for, two in one stack', () => {
  const app = strictApp();
  const stack = new Stack(app, 'T', { env: { account: '111111111111', region: 'eu-west-1' } });
  const { stream } = new EncryptedStream(stack, 'Orders', { shardLevelMetrics: [ShardLevelMetrics.ALL] });
  for (const id of ['A', 'B']) {
    new HotShardMonitor(stack, id, { stream, schedule: ScheduleExpression.rate(Duration.days(1)) });
  }
  app.synth();
  expect(warningsIn(stack)).toEqual([]);
});
