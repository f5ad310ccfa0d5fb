import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AlarmTopic } from '../../../lib/observe/alarm-topic';
import { testStack } from '../../support/stack';

const stack = testStack();
new AlarmTopic(stack, 'A');
new AlarmTopic(stack, 'B');
const template = Template.fromStack(stack);

const statements = (type: string, property: string) =>
  Object.values(template.findResources(type)).flatMap((r) => r.Properties[property].Statement);

test('each topic is encrypted under a rotated key of its own, which goes with it', () => {
  template.resourceCountIs('AWS::SNS::Topic', 2);
  template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
  template.allResourcesProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  template.allResources('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
});

test('CloudWatch may use the key for alarms of this account, and nothing more', () => {
  const toCloudWatch = statements('AWS::KMS::Key', 'KeyPolicy').filter(
    (s) => s.Principal.Service === 'cloudwatch.amazonaws.com',
  );
  expect(toCloudWatch).toHaveLength(2);
  expect(toCloudWatch[0]).toEqual({
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
  });
});

test('plain-text publishing is denied, and only alarms of this account and Region are allowed', () => {
  expect(statements('AWS::SNS::TopicPolicy', 'PolicyDocument').slice(0, 2)).toEqual([
    expect.objectContaining({
      Effect: 'Deny',
      Action: 'sns:Publish',
      Principal: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
    {
      Sid: 'AllowAlarmsOfThisAccount',
      Effect: 'Allow',
      Action: 'sns:Publish',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Resource: { Ref: expect.stringMatching(/^ATopic/) },
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111111111111' },
        ArnLike: {
          'aws:SourceArn': {
            'Fn::Join': [
              '',
              ['arn:', { Ref: 'AWS::Partition' }, ':cloudwatch:eu-west-1:111111111111:alarm:*'],
            ],
          },
        },
      },
    },
  ]);
});

test('a given key is used, and opened to CloudWatch', () => {
  const own = testStack();
  new AlarmTopic(own, 'A', { encryptionKey: new Key(own, 'Shared') });
  const t = Template.fromStack(own);
  t.resourceCountIs('AWS::KMS::Key', 1);
  t.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({ Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: Match.anyValue() }),
      ]),
    },
  });
});

test('an imported key, whose policy cannot be changed here, brings a warning', () => {
  const own = new Stack(new App(), 'T');
  new AlarmTopic(own, 'A', {
    encryptionKey: Key.fromKeyArn(own, 'K', 'arn:aws:kms:eu-west-1:111111111111:key/0a'),
  });
  Annotations.fromStack(own).hasWarning(
    '/T/A',
    Match.stringLikeRegexp('must let cloudwatch.amazonaws.com use'),
  );
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});
