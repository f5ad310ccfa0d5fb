import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { StreamReplicaAlarms } from '../../../lib/observe/stream-replica-alarms';
import { ReplicaTarget } from '../../../lib/operate/replica-target';
import { StreamReplica } from '../../../lib/operate/stream-replica';
import { testStack } from '../../support/stack';
import { importedStream } from '../process/fixtures';

const ALARM = 'AWS::CloudWatch::Alarm';
const stack = testStack();
const replica = new StreamReplica(stack, 'Replica', {
  stream: importedStream(stack),
  target: ReplicaTarget.fromStreamName('orders', 'eu-central-1'),
});
const made = new StreamReplicaAlarms(stack, 'Alarms', { replica, maxLag: Duration.minutes(2) });
const template = Template.fromStack(stack);

test('each alarm watches this function on this stream', () => {
  const dimensions = [
    { Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('^ReplicaReplicator') } },
    { Name: 'StreamName', Value: 'orders' },
  ];
  template.hasResourceProperties(ALARM, {
    Namespace: 'KinesisConstructs',
    MetricName: 'ReplicationLag',
    Dimensions: dimensions,
    Statistic: 'Maximum',
    Threshold: 120_000,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    TreatMissingData: 'notBreaching',
  });
  for (const MetricName of ['RecordsNotReplicated', 'RecordsHeld']) {
    template.hasResourceProperties(ALARM, { MetricName, Dimensions: dimensions, EvaluationPeriods: 3 });
  }
});

test('records given up ring at once, kept or not', () => {
  for (const MetricName of ['OnFailureDestinationDeliveredEventCount', 'DroppedEventCount']) {
    template.hasResourceProperties(ALARM, { MetricName, Threshold: 1, EvaluationPeriods: 1 });
  }
});

test('silence is records coming in of which none is looked at', () => {
  template.hasResourceProperties(ALARM, {
    EvaluationPeriods: 3,
    Metrics: Match.arrayWith([
      Match.objectLike({ Expression: 'IF(FILL(incoming, 0) > 0 AND FILL(heartbeats, 0) == 0, 1, 0)' }),
      Match.objectLike({
        Id: 'incoming',
        MetricStat: Match.objectLike({
          Metric: {
            Namespace: 'AWS/Kinesis',
            MetricName: 'IncomingRecords',
            Dimensions: [{ Name: 'StreamName', Value: 'orders' }],
          },
        }),
      }),
    ]),
  });
});

test('every alarm says what to do first, and has somewhere to go', () => {
  const alarms = Object.values(template.findResources(ALARM));
  expect(alarms).toHaveLength(6);
  expect(made.alarms).toHaveLength(6);
  for (const { Properties } of alarms) {
    expect(JSON.stringify(Properties.AlarmDescription)).toContain('First:');
    expect(Properties.AlarmActions).toHaveLength(1);
  }
});

test('fails on a lag that no alarm can tell', () => {
  expect(() => new StreamReplicaAlarms(stack, 'Other', { replica, maxLag: Duration.seconds(1) })).toThrow(
    'maxLag must be 10 seconds to 7 days, got 1 second',
  );
});
