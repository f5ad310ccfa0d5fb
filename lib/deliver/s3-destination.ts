import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { Grant, Role } from 'aws-cdk-lib/aws-iam';
import type {
  CfnDeliveryStream,
  Compression,
  DestinationConfig,
  IDestination,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import { type ILogGroup, LogStream } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { grantDelivery, grantErrorLog } from './firehose-access';
import type { RenderedKeys } from './object-keys';
import type { RenderedBackup } from './source-backup';
import type { Transform } from './transform';

/** Settings of an `S3Destination`, checked, with the defaults filled in. */
export interface S3DestinationSettings {
  readonly bucket: IBucket;
  readonly keys: RenderedKeys;
  readonly compression: Compression;
  readonly bufferSize: Size;
  readonly bufferInterval: Duration;
  readonly transform?: Transform;
  readonly backup?: RenderedBackup;
  readonly role: Role;
  readonly logGroup: ILogGroup;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Objects in S3 as the destination of the CDK's `DeliveryStream`, with the rights that Firehose needs and no
 * more.
 */
export class S3Destination implements IDestination {
  constructor(private readonly settings: S3DestinationSettings) {}

  public bind(scope: Construct): DestinationConfig {
    const { bucket, keys, transform, backup, role } = this.settings;
    const processing = transform?._bind(role);
    const delivery = this.target(scope, 'DeliveryLog', bucket);
    const backupTarget = backup && this.target(scope, 'BackupLog', backup.bucket ?? bucket);
    const grants = [processing?.grant, delivery.grant, backupTarget?.grant];
    return {
      extendedS3DestinationConfiguration: {
        ...delivery.configuration,
        ...keys,
        processingConfiguration: processing && { enabled: true, processors: processing.processors },
        s3BackupMode: backup && 'Enabled',
        s3BackupConfiguration: backupTarget && {
          ...backupTarget.configuration,
          prefix: backup?.prefix,
          errorOutputPrefix: keys.errorOutputPrefix,
        },
      },
      // Firehose tries its rights when the delivery stream is made: they have to be there by then.
      dependables: grants.filter((grant) => grant !== undefined),
    };
  }

  /** A bucket to write to, a log of what goes wrong, and the rights to both. */
  private target(scope: Construct, logId: string, bucket: IBucket): Target {
    const { bufferSize, bufferInterval, compression, role, logGroup, removalPolicy } = this.settings;
    const { logStreamName } = new LogStream(scope, logId, { logGroup, removalPolicy });
    return {
      grant: grantDelivery(bucket, role).combine(grantErrorLog(logGroup, logStreamName, role)),
      configuration: {
        bucketArn: bucket.bucketArn,
        roleArn: role.roleArn,
        bufferingHints: {
          sizeInMBs: bufferSize.toMebibytes(),
          intervalInSeconds: bufferInterval.toSeconds(),
        },
        compressionFormat: compression.value,
        // Said even though it is the bucket's default: bucket policies may ask for the header.
        encryptionConfiguration: bucket.encryptionKey && {
          kmsEncryptionConfig: { awskmsKeyArn: bucket.encryptionKey.keyArn },
        },
        cloudWatchLoggingOptions: { enabled: true, logGroupName: logGroup.logGroupName, logStreamName },
      },
    };
  }
}

interface Target {
  readonly grant: Grant;
  readonly configuration: CfnDeliveryStream.S3DestinationConfigurationProperty;
}
