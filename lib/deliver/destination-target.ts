import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { Grant, Role } from 'aws-cdk-lib/aws-iam';
import type { CfnDeliveryStream, Compression } from 'aws-cdk-lib/aws-kinesisfirehose';
import { CfnLogStream, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { grantDelivery, grantErrorLog } from './firehose-access';

/** What stands behind every destination: its role, its log, the bucket of what it could not deliver. */
export interface Backing {
  readonly bucket: IBucket;
  readonly role: Role;
  readonly logGroup: ILogGroup;
  readonly removalPolicy: RemovalPolicy;
}

/** How objects are written to S3 beside a destination, checked, with the defaults filled in. */
export interface TargetSettings {
  readonly prefix: string;
  readonly errorPrefix: string;
  readonly compression: Compression;
  readonly bufferSize: Size;
  readonly bufferInterval: Duration;
}

/** Objects in S3 in CloudFormation's terms, with the right to write them. */
export interface BoundTarget {
  readonly grant: Grant;
  readonly configuration: CfnDeliveryStream.S3DestinationConfigurationProperty;
}

/** A log of what goes wrong in CloudFormation's terms, with the right to write it. */
export interface BoundLog {
  readonly grant: Grant;
  readonly options: CfnDeliveryStream.CloudWatchLoggingOptionsProperty;
}

/** A log stream of its own, as `id` in `scope`. */
export function bindLog(scope: Construct, id: string, backing: Backing): BoundLog {
  const { logGroup, role, removalPolicy } = backing;
  const { logGroupName } = logGroup;
  const logStream = new CfnLogStream(scope, id, { logGroupName });
  logStream.applyRemovalPolicy(removalPolicy);
  return {
    grant: grantErrorLog(logGroup, logStream.ref, role),
    options: { enabled: true, logGroupName, logStreamName: logStream.ref },
  };
}

/** Objects in `bucket`, with a log stream of their own as `logId` in `scope`. */
export function bindTarget(
  scope: Construct,
  logId: string,
  backing: Backing,
  bucket: IBucket,
  settings: TargetSettings,
): BoundTarget {
  const delivery = grantDelivery(bucket, backing.role);
  const log = bindLog(scope, logId, backing);
  return {
    grant: delivery.combine(log.grant),
    configuration: {
      bucketArn: bucket.bucketArn,
      roleArn: backing.role.roleArn,
      prefix: settings.prefix,
      errorOutputPrefix: settings.errorPrefix,
      bufferingHints: hints(settings.bufferSize, settings.bufferInterval),
      compressionFormat: settings.compression.value,
      // Said even though it is the bucket's default: bucket policies may ask for the header.
      encryptionConfiguration: bucket.encryptionKey && {
        kmsEncryptionConfig: { awskmsKeyArn: bucket.encryptionKey.keyArn },
      },
      cloudWatchLoggingOptions: log.options,
    },
  };
}

/** Both limits of a buffer in CloudFormation's terms: Firehose wants both or none. */
export function hints(size: Size, interval: Duration): CfnDeliveryStream.BufferingHintsProperty {
  return { sizeInMBs: size.toMebibytes(), intervalInSeconds: interval.toSeconds() };
}
