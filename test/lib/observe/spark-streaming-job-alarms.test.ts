import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { SparkStreamingJob } from '../../../lib/analyze/spark-streaming-job';
import { SparkStreamingJobAlarms } from '../../../lib/observe/spark-streaming-job-alarms';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { program } from '../analyze/spark-fixtures';

const stack = new Stack(new App(), 'Analytics');
const { stream } = new EncryptedStream(stack, 'Clicks');
const job = new SparkStreamingJob(stack, 'Job', {
  program: program(),
  sources: [stream],
  vpc: new Vpc(stack, 'Vpc', { maxAzs: 2 }),
});
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
  });
  expect(alarms.alarms).toHaveLength(4);
  expect(alarms.lag).toHaveLength(1);
});

test('actions that are given take the place of the topic', () => {
  const silent = new SparkStreamingJobAlarms(stack, 'Silent', { job, warnActions: [], pageActions: [] });
  expect(silent.topic).toBeUndefined();
});
