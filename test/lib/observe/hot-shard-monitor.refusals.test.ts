import { App, Duration, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type IStream, ShardLevelMetrics, Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { HotShardMonitor, type HotShardMonitorProps } from '../../../lib/observe/hot-shard-monitor';
import { testStack } from '../../support/stack';

const ARN = 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders';

function imported(stack: Stack, streamArn = ARN): IStream {
  return Stream.fromStreamArn(stack, 'Stream', streamArn);
}

function monitorOf(props: Partial<HotShardMonitorProps> = {}) {
  const stack = testStack();
  const monitor = new HotShardMonitor(stack, 'Hot', { stream: props.stream ?? imported(stack), ...props });
  return { stack, monitor };
}

describe('shard-level metrics', () => {
  const warning = (shardLevelMetrics?: ShardLevelMetrics[]) => {
    const stack = testStack();
    new HotShardMonitor(stack, 'Hot', { stream: new Stream(stack, 'Stream', { shardLevelMetrics }) });
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('shardLevelMetricsOff'));
  };

  test('that are known to be off are warned of', () => {
    expect(warning()[0].entry.data).toContain('keeps no IncomingBytes and IncomingRecords for each shard');
    expect(warning([ShardLevelMetrics.INCOMING_BYTES])[0].entry.data).toContain(
      'keeps no IncomingRecords for',
    );
  });

  test('that are on, or not known of, are not', () => {
    expect(warning([ShardLevelMetrics.ALL])).toEqual([]);
    expect(warning([ShardLevelMetrics.INCOMING_BYTES, ShardLevelMetrics.INCOMING_RECORDS])).toEqual([]);
    const { stack } = monitorOf();
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });
});

describe('refuses', () => {
  test.each<[string, Partial<HotShardMonitorProps>, string]>([
    [
      'a load that only the deployment knows',
      { hotFrom: Token.asNumber({ Ref: 'HotFrom' }) },
      'hotFrom must be known while the app is built, got a token',
    ],
    [
      'a window under a minute',
      { reportWindow: Duration.seconds(59) },
      'reportWindow must be 1 minute to 1 hour',
    ],
    [
      'a window over an hour',
      { reportWindow: Duration.minutes(61) },
      'reportWindow must be 1 minute to 1 hour',
    ],
    ['no keys', { topKeys: 0 }, 'topKeys must be a whole number from 1 to 100, got 0'],
    ['101 keys', { topKeys: 101 }, 'topKeys must be a whole number from 1 to 100, got 101'],
    ['a shard hot at 9 %', { hotFrom: 0.09 }, 'hotFrom must be a number from 0.1 to 1, got 0.09'],
    ['a shard hot over its capacity', { hotFrom: 1.01 }, 'hotFrom must be a number from 0.1 to 1, got 1.01'],
    ['skew of every shard', { skewFrom: 1 }, 'skewFrom must be a number from 1.1 to 100, got 1'],
    ['skew out of reach', { skewFrom: 101 }, 'skewFrom must be a number from 1.1 to 100, got 101'],
  ])('%s', (_, props, message) => {
    expect(() => monitorOf(props)).toThrow(`[T/Hot] ${message}`);
  });

  test.each([
    ['Region', ARN.replace('eu-west-1', 'us-east-1'), 'stream must be in eu-west-1'],
    ['account', ARN.replace('111111111111', '222222222222'), 'stream must be of this account'],
  ])('a stream of another %s', (_, arn, message) => {
    const stack = testStack();
    expect(() => new HotShardMonitor(stack, 'Hot', { stream: imported(stack, arn) })).toThrow(message);
    expect(stack.node.findChild('Hot').node.children).toEqual([]);
  });
});

describe('fits in', () => {
  test('an app without account and Region, two in one stack', () => {
    const stack = new Stack(new App(), 'T');
    const stream = new Stream(stack, 'Stream', { shardLevelMetrics: [ShardLevelMetrics.ALL] });
    const schedule = ScheduleExpression.cron({ hour: '6', minute: '0' });
    for (const id of ['A', 'B']) new HotShardMonitor(stack, id, { stream, schedule });
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 6);
  });

  test('an imported stream with its key', () => {
    const stack = testStack();
    const stream = Stream.fromStreamAttributes(stack, 'Stream', {
      streamArn: ARN,
      encryptionKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/abc'),
    });
    new HotShardMonitor(stack, 'Hot', { stream });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'kms:Decrypt', Resource: 'arn:aws:kms:eu-west-1:111111111111:key/abc' }),
        ]),
      },
    });
  });
});
