import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SparkStreamingJob } from '../../../lib/analyze/spark-streaming-job';
import { SparkStreamingJobAlarms } from '../../../lib/observe/spark-streaming-job-alarms';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { program } from '../analyze/spark-fixtures';

function analytics() {
  const made = new Stack(new App(), 'Analytics');
  const { stream } = new EncryptedStream(made, 'Clicks');
  const vpc = new Vpc(made, 'Vpc', { maxAzs: 2 });
  return {
    stack: made,
    job: new SparkStreamingJob(made, 'Job', { program: program(), sources: [stream], vpc }),
  };
}

const { stack, job } = analytics();
const alarms = new SparkStreamingJobAlarms(stack, 'Alarms', { job });
const template = Template.fromStack(stack);
const applicationId = { 'Fn::GetAtt': [Match.stringLikeRegexp('^JobApplication'), 'ApplicationId'] };

test.each([
  ['EMR Serverless Job Run State Change', { state: ['FAILED', 'SUCCESS'] }],
  ['EMR Serverless Job Run State Change', { state: ['CANCELLED'] }],
  ['EMR Serverless Job Run Retry', {}],
])('%s %j of the application is kept in the log', (detailType, detail) => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.emr-serverless'],
      'detail-type': [detailType],
      detail: { applicationId: [applicationId], ...detail },
    },
  });
});

test('the end of the job pages at once, retries warn', () => {
  const rule = (id: string) => [{ Name: 'RuleName', Value: { Ref: Match.stringLikeRegexp(id) } }];
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Dimensions: rule('Ended'),
    EvaluationPeriods: 1,
    Threshold: 1,
    TreatMissingData: 'notBreaching',
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Dimensions: rule('Retried'),
    DatapointsToAlarm: 3,
    EvaluationPeriods: 15,
  });
});

test('lag and silence of each source go to the same topic', () => {
  template.resourceCountIs('AWS::SNS::Topic', 1);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'GetRecords.IteratorAgeMilliseconds',
    TreatMissingData: 'breaching',
    AlarmActions: [Match.anyValue()],
    OKActions: [Match.anyValue()],
  });
  expect(alarms.alarms).toHaveLength(4);
  expect(alarms.lag).toHaveLength(1);
});

test('actions that are given take the place of the topic', () => {
  const silent = new SparkStreamingJobAlarms(stack, 'Silent', { job, warnActions: [], pageActions: [] });
  expect(silent.topic).toBeUndefined();
});

test('given actions hear of the beginning of a lag only, the topic of the other severity of the end too', () => {
  const other = analytics();
  const onCall = new Topic(other.stack, 'OnCall');
  const mixed = new SparkStreamingJobAlarms(other.stack, 'Mixed', {
    job: other.job,
    pageActions: [new SnsAction(onCall)],
  });
  const found = Object.entries(Template.fromStack(other.stack).findResources('AWS::CloudWatch::Alarm'));
  const actionsOf = (id: string) => {
    const [properties] = found
      .filter(([name]) => name.startsWith(id))
      .map(([, { Properties }]) => Properties);
    return [properties.AlarmActions, properties.OKActions];
  };
  const own = [other.stack.resolve(mixed.topic?.topicArn)];
  expect(actionsOf('MixedLag0PollingWarn')).toEqual([own, own]);
  expect(actionsOf('MixedLag0PollingPage')).toEqual([[other.stack.resolve(onCall.topicArn)], undefined]);
});

test('all of a stack let EventBridge write by one policy, for an account has few', () => {
  const other = analytics();
  const logs = ['A', 'B'].map(
    (id) => new SparkStreamingJobAlarms(other.stack, id, { job: other.job }).eventLog,
  );
  const found = Template.fromStack(other.stack).findResources('AWS::Logs::ResourcePolicy');
  const [policy, ...more] = Object.values(found);
  expect(more).toEqual([]);
  for (const { logGroupArn } of logs) {
    expect(policy.Properties.PolicyDocument['Fn::Join'][1]).toContainEqual(other.stack.resolve(logGroupArn));
  }
});
