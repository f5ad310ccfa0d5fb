import type { Duration, Size } from 'aws-cdk-lib';
import { Compression, type DestinationConfig, type IDestination } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Construct } from 'constructs';
import type { BoundTable } from './archive-table';
import { boundProcessor, inOrder } from './delivery-processors';
import { type Backing, bindTarget } from './destination-target';
import type { Partitioning } from './dynamic-partitioning';
import type { RenderedKeys } from './object-keys';
import type { RecordFormat } from './record-format';
import type { RenderedBackup } from './source-backup';
import { grantColumns, schemaOf } from './table-access';
import type { Transform } from './transform';

/** Settings of an `S3Destination`, checked, with the defaults filled in. */
export interface S3DestinationSettings extends Backing {
  readonly keys: RenderedKeys;
  readonly format: RecordFormat;
  readonly schema?: BoundTable;
  readonly partitioning?: Partitioning;
  readonly compression: Compression;
  readonly bufferSize: Size;
  readonly bufferInterval: Duration;
  readonly transform?: Transform;
  readonly backup?: RenderedBackup;
}

/**
 * Objects in S3 as the destination of the CDK's `DeliveryStream`, with the rights that Firehose needs and no
 * more.
 */
export class S3Destination implements IDestination {
  constructor(private readonly settings: S3DestinationSettings) {}

  public bind(scope: Construct): DestinationConfig {
    const { bucket, keys, transform, backup, format, schema, role, compression } = this.settings;
    const processing = transform?._bind(role);
    const partitioning = this.settings.partitioning?._bind(role);
    const processors = inOrder([
      ...(processing?.processors ?? []),
      ...(partitioning?.processors ?? []),
      ...format._processors.map((own) => boundProcessor(own, role)),
    ]);
    const conversion = format._conversion(schema && schemaOf(schema, role));
    const { bufferSize, bufferInterval } = this.settings;
    const common = { errorPrefix: keys.errorOutputPrefix, bufferSize, bufferInterval };
    const delivery = bindTarget(scope, 'DeliveryLog', this.settings, bucket, {
      ...common,
      prefix: keys.prefix,
      compression,
    });
    const backupTarget =
      backup &&
      bindTarget(scope, 'BackupLog', this.settings, backup.bucket ?? bucket, {
        ...common,
        prefix: backup.prefix,
        // What comes of a conversion is compressed inside; what went into it is not.
        compression: conversion === undefined ? compression : Compression.GZIP,
      });
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
        s3BackupConfiguration: backupTarget?.configuration,
      },
      // Firehose tries its rights when the delivery stream is made: they have to be there by then.
      dependables: grants.filter((grant) => grant !== undefined),
    };
  }
}
