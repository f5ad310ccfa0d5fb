import { ArnFormat, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { type Grant, type IGrantable, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import { DeliveryStream, KinesisStreamSource } from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, LogStream, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { bucketKeyStatement, recordBucket } from './raw-bucket';

const HOUR = 'year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/';

/** The L2's source lets its role do more than is needed; a person who minds writes this. */
class StreamSource extends KinesisStreamSource {
  constructor(private readonly source: Stream) {
    super(source);
  }

  public override grantRead(grantee: IGrantable): Grant {
    const { region } = this.source.env;
    const onStream = this.source.grant(
      grantee,
      'kinesis:DescribeStream',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
    );
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [this.source.encryptionKey?.keyArn ?? ''],
        conditions: {
          StringEquals: {
            'kms:ViaService': `kinesis.${region}.amazonaws.com`,
            'kms:EncryptionContext:aws:kinesis:arn': this.source.streamArn,
          },
        },
      }),
    );
    return onStream;
  }
}

export function archive(stack: Stack, stream: Stream): void {
  const bucket = recordBucket(stack, 'Archive', 'Archive/Bucket');
  const removalPolicy = RemovalPolicy.RETAIN;
  const logGroup = new LogGroup(stack, 'ArchiveLog', { retention: RetentionDays.ONE_MONTH, removalPolicy });
  const { logStreamName } = new LogStream(stack, 'ArchiveLogStream', { logGroup, removalPolicy });
  const [sourceRole, deliveryRole] = [
    firehoseRole(stack, 'SourceRole', 'Firehose: read the stream'),
    firehoseRole(stack, 'DeliveryRole', 'Firehose: transform and deliver'),
  ];
  const granted = [
    new PolicyStatement({
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [bucket.bucketArn],
    }),
    new PolicyStatement({
      actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
      resources: [bucket.arnForObjects('*')],
    }),
    bucketKeyStatement(stack, bucket, ['kms:Decrypt', 'kms:GenerateDataKey']),
    new PolicyStatement({
      actions: ['logs:PutLogEvents'],
      resources: [
        stack.formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: `${logGroup.logGroupName}:log-stream:${logStreamName}`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
    }),
  ].map((statement) => deliveryRole.addToPrincipalPolicy(statement).policyDependable);
  new DeliveryStream(stack, 'DeliveryStream', {
    source: new StreamSource(stream),
    role: sourceRole,
    destination: {
      bind: () => ({
        extendedS3DestinationConfiguration: {
          bucketArn: bucket.bucketArn,
          roleArn: deliveryRole.roleArn,
          bufferingHints: { sizeInMBs: 5, intervalInSeconds: 300 },
          compressionFormat: 'GZIP',
          encryptionConfiguration: {
            kmsEncryptionConfig: { awskmsKeyArn: bucket.encryptionKey?.keyArn ?? '' },
          },
          cloudWatchLoggingOptions: { enabled: true, logGroupName: logGroup.logGroupName, logStreamName },
          prefix: `data/${HOUR}`,
          errorOutputPrefix: `errors/!{firehose:error-output-type}/${HOUR}`,
        },
        dependables: granted.filter((policy) => policy !== undefined),
      }),
    },
  });
}

function firehoseRole(stack: Stack, id: string, description: string): Role {
  return new Role(stack, id, {
    description,
    assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
      conditions: { StringEquals: { 'sts:ExternalId': stack.account } },
    }),
  });
}
