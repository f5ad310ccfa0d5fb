import type { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { CfnChannel, type CfnChannelProps } from 'aws-cdk-lib/aws-kinesis';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** What a channel says of itself besides its destination. */
export interface ChannelResourceProps {
  readonly channelName: string;
  readonly role: Role;
  /** All that the role may do. */
  readonly statements: PolicyStatement[];
  readonly logGroup: ILogGroup;
  readonly streamArn: string;
  readonly recordConfiguration: CfnChannel.RecordConfigurationProperty;
  readonly encryptionKeyArn?: string;
  readonly s3Destination?: CfnChannel.S3DestinationConfigurationProperty;
  readonly tablesDestination?: CfnChannel.S3TablesDestinationConfigurationProperty;
}

/** Fails with an aws-cdk-lib that does not know channels yet: this library works with older ones but for them. */
export function checkChannelSupport(scope: Construct): void {
  if (CfnChannel !== undefined) return;
  throw new Error(
    `[${scope.node.path}] channels need aws-cdk-lib 2.272.0 or later, where AWS::Kinesis::Channel came in`,
  );
}

/** Makes the channel, after its role may do all that Kinesis tries when it makes one. */
export function createChannel(scope: Construct, props: ChannelResourceProps): CfnChannel {
  const { role, logGroup, recordConfiguration, encryptionKeyArn } = props;
  for (const statement of props.statements) role.addToPolicy(statement);
  const settings: CfnChannelProps = {
    channelName: props.channelName,
    serviceExecutionRoleArn: role.roleArn,
    streamConfigurationList: [{ streamArn: props.streamArn, recordConfiguration }],
    s3DestinationConfiguration: props.s3Destination,
    s3TablesDestinationConfiguration: props.tablesDestination,
    encryptionConfiguration: encryptionKeyArn
      ? { encryptionType: 'KMS', keyId: encryptionKeyArn }
      : undefined,
    loggingConfiguration: {
      cloudWatchLogs: {
        enabled: true,
        logGroupName: logGroup.logGroupName,
        logStreamName: 'DestinationDelivery',
      },
    },
  };
  const channel = new CfnChannel(scope, 'Channel', settings);
  channel.node.addDependency(role);
  return channel;
}

/** Where failed records go, in CloudFormation's terms. */
export function deadLetterConfiguration(
  bucket: IBucket,
  prefix: string,
): CfnChannel.DeadLetterQueueS3ConfigurationProperty {
  return {
    bucketArn: bucket.bucketArn,
    expectedBucketOwner: bucket.env.account,
    errorOutputPrefix: prefix,
  };
}
