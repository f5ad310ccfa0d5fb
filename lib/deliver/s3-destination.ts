import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { Grant, Role } from 'aws-cdk-lib/aws-iam';
import {
  type CfnDeliveryStream,
  Compression,
  type DestinationConfig,
  type IDestination,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import { type ILogGroup, LogStream } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { BoundTable } from './archive-table';
import { boundProcessor, inOrder } from './delivery-processors';
import type { Partitioning } from './dynamic-partitioning';
import { grantDelivery, grantErrorLog } from './firehose-access';
import type { RenderedKeys } from './object-keys';
import type { RecordFormat } from './record-format';
import type { RenderedBackup } from './source-backup';
import { grantColumns, schemaOf } from './table-access';
import type { Transform } from './transform';

/** Settings of an `S3Destination`, checked, with the defaults filled in. */
export interface S3DestinationSettings {
  readonly bucket: IBucket;
  readonly keys: RenderedKeys;
  readonly format: RecordFormat;
  readonly schema?: BoundTable;
  readonly partitioning?: Partitioning;
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
    const { bucket, keys, transform, backup, format, schema, role } = this.settings;
    const processing = transform?._bind(role);
    const partitioning = this.settings.partitioning?._bind(role);
    const processors = inOrder([
      ...(processing?.processors ?? []),
      ...(partitioning?.processors ?? []),
      ...format._processors.map((own) => boundProcessor(own, role)),
    ]);
    const conversion = format._conversion(schema && schemaOf(schema, role));
    const { compression } = this.settings;
    // What comes of a conversion is compressed inside; what went into it is not.
    const backupCompression = conversion === undefined ? compression : Compression.GZIP;
    const delivery = this.target(scope, 'DeliveryLog', bucket, compression);
    const backupTarget =
      backup && this.target(scope, 'BackupLog', backup.bucket ?? bucket, backupCompression);
    const columns = conversion && schema && grantColumns(schema, role);
    const grants = [processing?.grant, delivery.grant, backupTarget?.grant, columns];
    return {
      extendedS3DestinationConfiguration: {
        ...delivery.configuration,
        ...keys,
        processingConfiguration: processors.length === 0 ? undefined : { enabled: true, processors },
        dynamicPartitioningConfiguration: partitioning?.configuration,
        dataFormatConversionConfiguration: conversion,
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
  private target(scope: Construct, logId: string, bucket: IBucket, compression: Compression): Target {
    const { bufferSize, bufferInterval, role, logGroup, removalPolicy } = this.settings;
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
