import { Duration, RemovalPolicy, Size, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { DestinationOptions } from '../../../lib/deliver/destination-options';
import { Transform } from '../../../lib/deliver/transform';
import { testStack } from '../../support/stack';
import {
  configurationIn,
  DESTINATIONS,
  deliverTo,
  deliveryStreamIn,
  type MakeDestination,
  rights,
  rightsOn,
} from './destination-fixtures';

const HOUR = 'year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/';

/** Where each differs: most of a buffer, how long it is kept at most and by default, how long repeated. */
const LIMITS: Record<string, { mebibytes: number; longest: number; interval: number; retry: number }> = {
  RedshiftDestinationConfiguration: { mebibytes: 128, longest: 900, interval: 300, retry: 3600 },
  AmazonopensearchserviceDestinationConfiguration: {
    mebibytes: 100,
    longest: 900,
    interval: 300,
    retry: 300,
  },
  AmazonOpenSearchServerlessDestinationConfiguration: {
    mebibytes: 100,
    longest: 900,
    interval: 300,
    retry: 300,
  },
  IcebergDestinationConfiguration: { mebibytes: 128, longest: 900, interval: 300, retry: 300 },
  HttpEndpointDestinationConfiguration: { mebibytes: 64, longest: 900, interval: 300, retry: 300 },
  SplunkDestinationConfiguration: { mebibytes: 5, longest: 60, interval: 60, retry: 300 },
  SnowflakeDestinationConfiguration: { mebibytes: 128, longest: 900, interval: 300, retry: 300 },
};

function synthesized(name: string, make: MakeDestination, options?: (stack: Stack) => DestinationOptions) {
  const stack = testStack();
  deliverTo(stack, make(stack, options?.(stack)));
  return { stack, configuration: configurationIn(stack, name), template: Template.fromStack(stack) };
}

const echo = (stack: Stack) =>
  new LambdaFunction(stack, 'Fn', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('//'),
  });

describe.each(DESTINATIONS)('%s', (name, make) => {
  const { mebibytes, longest, interval, retry } = LIMITS[name];
  const { stack, configuration, template } = synthesized(name, make);
  const hintsOf = (of: typeof configuration) => of.BufferingHints ?? of.S3Configuration.BufferingHints;

  test('gathers and repeats as Firehose does by default', () => {
    expect(hintsOf(configuration)).toEqual({ SizeInMBs: 5, IntervalInSeconds: interval });
    expect(configuration.RetryOptions).toEqual({ DurationInSeconds: retry });
  });

  test('files what could not be delivered, compressed and under the key of a bucket of its own', () => {
    const [bucket] = Object.keys(template.findResources('AWS::S3::Bucket')).filter((id) =>
      /^DeliveryBucket[0-9A-F]{8}$/.test(id),
    );
    const [key] = Object.keys(template.findResources('AWS::KMS::Key')).filter((id) =>
      id.startsWith('DeliveryBucketKey'),
    );
    expect(configuration.S3Configuration).toMatchObject({
      BucketARN: { 'Fn::GetAtt': [bucket, 'Arn'] },
      Prefix: `data/${HOUR}`,
      ErrorOutputPrefix: `errors/!{firehose:error-output-type}/${HOUR}`,
      CompressionFormat: 'GZIP',
      EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: { 'Fn::GetAtt': [key, 'Arn'] } } },
    });
  });

  test('logs its errors and those of the bucket apart', () => {
    const logs = [configuration, configuration.S3Configuration].map((it) => it.CloudWatchLoggingOptions);
    expect(logs.map(({ Enabled }) => Enabled)).toEqual([true, true]);
    expect(logs[0].LogGroupName).toEqual(logs[1].LogGroupName);
    expect(logs[0].LogStreamName).not.toEqual(logs[1].LogStreamName);
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  test('is delivered to by a role that only Firehose assumes, for this account', () => {
    const role = configuration.S3Configuration.RoleARN;
    if (name !== 'SplunkDestinationConfiguration') expect(configuration.RoleARN).toEqual(role);
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'firehose.amazonaws.com' },
            Condition: { StringEquals: { 'sts:ExternalId': '111111111111' } },
          },
        ],
      },
    });
  });

  test('the role may write to the bucket and the two logs, use the key through S3, and no more', () => {
    const bucket = configuration.S3Configuration.BucketARN;
    const objects = { 'Fn::Join': ['', [bucket, '/*']] };
    const ofBucket = rightsOn(['s3', 'kms'], stack).filter(
      ({ Resource, Condition }: { Resource: object; Condition?: { StringLike?: object } }) =>
        [bucket, objects].some((it) => JSON.stringify(it) === JSON.stringify(Resource)) ||
        JSON.stringify(Condition?.StringLike ?? '').includes(JSON.stringify(objects)),
    );
    expect(ofBucket).toEqual([
      {
        Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        Effect: 'Allow',
        Resource: bucket,
      },
      {
        Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
        Effect: 'Allow',
        Resource: objects,
      },
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Effect: 'Allow',
        Resource: configuration.S3Configuration.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN,
        Condition: {
          StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
          StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucket, objects] },
        },
      },
    ]);
    const streams = Object.keys(template.findResources('AWS::Logs::LogStream'));
    const logs = rightsOn(['logs'], stack);
    expect(logs).toHaveLength(2);
    for (const { Action, Resource } of logs) {
      expect(Action).toBe('logs:PutLogEvents');
      expect(streams).toContain(Resource['Fn::Join'][1].at(-1).Ref);
    }
  });

  test('no action is a wildcard, and every right on all resources has its reason in AWS', () => {
    for (const { Action, Resource } of rights(stack)) {
      expect(JSON.stringify(Action)).not.toContain('*');
      expect(Resource).not.toBe('*');
    }
  });

  test('the delivery stream is made after the policy of its role', () => {
    const policies = Object.keys(template.findResources('AWS::IAM::Policy'));
    const mine = policies.filter((id) => id.startsWith('DeliveryDeliveryRole'));
    expect(mine).toHaveLength(1);
    expect(deliveryStreamIn(stack).DependsOn).toEqual(expect.arrayContaining(mine));
  });

  test('keeps no secret in the template', () => {
    const text = JSON.stringify(deliveryStreamIn(stack));
    for (const plain of ['Password', 'HECToken', 'AccessKey', 'PrivateKey', 'KeyPassphrase', 'resolve:']) {
      expect(text).not.toContain(plain);
    }
  });

  test('bucket, key and logs are retained, and there is nothing to warn of', () => {
    template.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain' });
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  test('takes what it is given', () => {
    const given = synthesized(name, make, (inner) => ({
      role: new Role(inner, 'Role', { assumedBy: new ServicePrincipal('firehose.amazonaws.com') }),
      logGroup: new LogGroup(inner, 'Given', { removalPolicy: RemovalPolicy.DESTROY }),
      bufferSize: Size.mebibytes(1),
      bufferInterval: Duration.seconds(0),
      retryDuration: Duration.seconds(0),
      transform: Transform.lambdaFunction(echo(inner)),
      removalPolicy: RemovalPolicy.DESTROY,
    }));
    expect(hintsOf(given.configuration)).toEqual({ SizeInMBs: 1, IntervalInSeconds: 0 });
    expect(given.configuration.RetryOptions).toEqual({ DurationInSeconds: 0 });
    expect(given.configuration.ProcessingConfiguration).toMatchObject({
      Enabled: true,
      Processors: [{ Type: 'Lambda' }],
    });
    expect(JSON.stringify(given.configuration.S3Configuration.RoleARN)).toContain('Role');
    given.template.resourceCountIs('AWS::Logs::LogGroup', 1);
    given.template.allResources('AWS::Logs::LogStream', { DeletionPolicy: 'Delete' });
    expect(rightsOn(['lambda'], given.stack, 'RoleDefaultPolicy')).toHaveLength(1);
    // With removal the delivery stream goes before the objects.
    expect(deliveryStreamIn(given.stack).DependsOn).toContainEqual(
      expect.stringMatching(/BucketAutoDeleteObjects/),
    );
  });

  test.each<[DestinationOptions, string]>([
    [
      { bufferSize: Size.kibibytes(512) },
      `bufferSize must be 1 MiB to ${mebibytes} MiB in whole MiB, got 0.5 MiB`,
    ],
    [
      { bufferSize: Size.mebibytes(mebibytes + 1) },
      `bufferSize must be 1 MiB to ${mebibytes} MiB in whole MiB, got ${mebibytes + 1} MiB`,
    ],
    [
      { bufferInterval: Duration.seconds(longest + 1) },
      `bufferInterval must be 0 seconds to ${Duration.seconds(longest).toHumanString()}, got`,
    ],
    [
      { retryDuration: Duration.seconds(7201) },
      'retryDuration must be 0 seconds to 2 hours, got 2 hours 1 second',
    ],
  ])('refuses %o', (options, message) => {
    const inner = testStack();
    const destination = make(inner, options);
    expect(() => deliverTo(inner, destination)).toThrow(`[T/Delivery] ${message}`);
    const made = inner.node.findChild('Delivery').node.children.map(({ node }) => node.id);
    expect(made).toEqual([]);
  });

  test('takes the most of a buffer, and two fit in one stack', () => {
    const inner = testStack();
    const destination = make(inner, {
      bufferSize: Size.mebibytes(mebibytes),
      bufferInterval: Duration.seconds(longest),
      retryDuration: Duration.seconds(7200),
    });
    deliverTo(inner, destination, 'One');
    new DeliveryStream(inner, 'Two', { destination });
    Template.fromStack(inner).resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 2);
  });
});
