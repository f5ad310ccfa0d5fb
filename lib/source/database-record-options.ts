import type { CfnEndpoint } from 'aws-cdk-lib/aws-dms';

/** How DMS lays out the JSON of a record. */
export enum ChangeMessageFormat {
  /** With line breaks and indents. */
  JSON = 'json',

  /** On one line that ends with a line break: what Firehose and Athena take as it is. */
  JSON_UNFORMATTED = 'json-unformatted',
}

/** Which columns a record of an update also gives as they were. What there is depends on the database. */
export enum BeforeImage {
  /** Those of the primary key. */
  PRIMARY_KEY = 'pk-only',

  /** All but large objects. */
  NON_LOB = 'non-lob',

  /** All that the database tells. */
  ALL = 'all',
}

/**
 * What the records hold.
 *
 * @see https://docs.aws.amazon.com/dms/latest/APIReference/API_KinesisSettings.html
 */
export interface DatabaseRecordOptions {
  /**
   * How the JSON is laid out.
   *
   * @default ChangeMessageFormat.JSON_UNFORMATTED
   */
  readonly messageFormat?: ChangeMessageFormat;

  /**
   * Whether a record tells the transaction, when it was committed, and where it is in the log.
   *
   * @default true
   */
  readonly includeTransactionDetails?: boolean;

  /**
   * Whether a record tells its partition key, unless that is the table.
   *
   * @default false
   */
  readonly includePartitionValue?: boolean;

  /**
   * Whether schema and table are part of a partition key that is a primary key: else row 1 of all tables is in one shard.
   *
   * @default true
   */
  readonly partitionIncludeSchemaTable?: boolean;

  /**
   * Whether there is a record for each change of a table: columns added, dropped and renamed, tables renamed and dropped.
   *
   * @default false
   */
  readonly includeTableAlterOperations?: boolean;

  /**
   * Whether records on tables give all columns with their types.
   *
   * @default false
   */
  readonly includeControlDetails?: boolean;

  /**
   * Whether columns without a value are in the records, as `null`. Without, a value that was removed cannot be told from one that
   * is not told.
   *
   * @default true
   */
  readonly includeNullAndEmpty?: boolean;

  /**
   * Whether raw bytes, in hexadecimal, come without `0x` before them.
   *
   * @default false
   */
  readonly noHexPrefix?: boolean;

  /**
   * What an update also gives as it was, as `before-image`. Only where changes are replicated.
   *
   * @default - nothing
   */
  readonly beforeImage?: BeforeImage;
}

/** The settings of the endpoint that is a stream. */
export function kinesisSettings(
  options: DatabaseRecordOptions,
  streamArn: string,
  serviceAccessRoleArn: string,
): CfnEndpoint.KinesisSettingsProperty {
  return {
    streamArn,
    serviceAccessRoleArn,
    messageFormat: options.messageFormat ?? ChangeMessageFormat.JSON_UNFORMATTED,
    includeTransactionDetails: options.includeTransactionDetails ?? true,
    includePartitionValue: options.includePartitionValue ?? false,
    partitionIncludeSchemaTable: options.partitionIncludeSchemaTable ?? true,
    includeTableAlterOperations: options.includeTableAlterOperations ?? false,
    includeControlDetails: options.includeControlDetails ?? false,
    includeNullAndEmpty: options.includeNullAndEmpty ?? true,
    noHexPrefix: options.noHexPrefix ?? false,
  };
}

/** The settings of the replication itself. DMS has no full LOB mode to a stream. */
export function replicationSettings(options: DatabaseRecordOptions, logging: boolean): object {
  const { beforeImage } = options;
  return {
    Logging: { EnableLogging: logging },
    TargetMetadata: { SupportLobs: true, FullLobMode: false, LimitedSizeLobMode: true, LobMaxSize: 32 },
    ...(beforeImage !== undefined && {
      BeforeImageSettings: {
        EnableBeforeImage: true,
        FieldName: 'before-image',
        ColumnFilter: beforeImage,
      },
    }),
  };
}
