import { Stack } from 'aws-cdk-lib';
import { ShardAutoscalerAlarms } from '../../../lib/observe/shard-autoscaler-alarms';
import { ShardAutoscaler } from '../../../lib/operate/shard-autoscaler';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { strictApp, warningsIn } from '../../support/strict-app';

test('two in one stack, alarms and all, with no finding of cdk-nag and no warning', () => {
  const app = strictApp();
  const stack = new Stack(app, 'T', { env: { account: '111111111111', region: 'eu-west-1' } });
  for (const id of ['Orders', 'Returns']) {
    const { stream } = new EncryptedStream(stack, id, { shardCount: 4 });
    const autoscaler = new ShardAutoscaler(stack, `${id}Scaling`, { stream, minShards: 2, maxShards: 40 });
    new ShardAutoscalerAlarms(stack, `${id}Alarms`, { autoscaler });
  }
  app.synth();
  expect(warningsIn(stack)).toEqual([]);
});
