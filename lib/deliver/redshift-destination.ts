import { Duration } from 'aws-cdk-lib';
import { Compression } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { type BoundDestination, DeliveryDestination, type DestinationTraits } from './delivery-destination';
import { checkObjects, ERROR_PREFIX } from './destination-backup';
import { COMMON_LIMITS, checkLength } from './destination-checks';
import type { DestinationOptions } from './destination-options';
import { bindSecret, checkSecret } from './destination-secret';
import { type Backing, type BoundTarget, bindTarget, type TargetSettings } from './destination-target';
import { byHour } from './object-keys';
import { warnWhenMixed } from './prefix-expressions';
import type { RedshiftEndpoint } from './redshift-endpoint';

/** Settings of a `RedshiftDestination`. */
export interface RedshiftDestinationProps extends DestinationOptions {
  /** The database. */
  readonly endpoint: RedshiftEndpoint;

  /**
   * User and password of the database, as JSON with `username` and `password`, in the Region of the delivery
   * stream. The user needs `INSERT` on the table.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/secrets-manager-whats-secret.html
   */
  readonly credentials: ISecret;

  /** Table that the records are copied to, 1 to 512 characters. It has to be there already. */
  readonly table: string;

  /**
   * Columns that are copied to, 10,240 characters at most with the commas between them.
   *
   * @default - those of the table, in its order
   */
  readonly columns?: string[];

  /**
   * Options of the `COPY` command, 10,240 characters at most. `GZIP` is added where `compression` is it.
   *
   * @see https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html
   * @default "JSON 'auto'"
   */
  readonly copyOptions?: string;

  /**
   * Bucket that Firehose writes to and Redshift copies from. The objects stay: give it a lifecycle rule.
   *
   * @default - a new `RecordBucket`
   */
  readonly stagingBucket?: IBucket;

  /**
   * Prefix of the objects to copy, with expressions of the namespaces `timestamp` and `firehose`.
   *
   * @default - `data/`, then the hour a record arrived as Hive names partitions
   */
  readonly stagingPrefix?: string;

  /**
   * Prefix of the records that could not be transformed or copied. With an expression it needs
   * `!{firehose:error-output-type}`.
   *
   * @default - `errors/`, then what failed, then the hour
   */
  readonly errorPrefix?: string;

  /**
   * How the objects to copy are compressed: `GZIP` or `UNCOMPRESSED`.
   *
   * @default Compression.GZIP
   */
  readonly compression?: Compression;
}

/** What Redshift's `COPY` reads of what Firehose writes. */
const COPIED = ['GZIP', 'UNCOMPRESSED'];

/**
 * A table in Amazon Redshift, through objects in S3 that Redshift copies.
 *
 * The password stays in Secrets Manager: there is no setting that would put it in the template.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-rs
 * @example
 * new DeliveryStream(this, 'ToWarehouse', {
 *   destination: new RedshiftDestination({
 *     endpoint: RedshiftEndpoint.serverless('analytics', 'shop'),
 *     credentials: loader,
 *     table: 'public.orders',
 *   }),
 * });
 */
export class RedshiftDestination extends DeliveryDestination {
  /** @internal */
  protected override readonly _backupFolder = 'source/';

  constructor(private readonly props: RedshiftDestinationProps) {
    super(props);
  }

  /** @internal */
  protected override get _traits(): DestinationTraits {
    return { ...COMMON_LIMITS, retryDuration: Duration.seconds(3600) };
  }

  /** @internal */
  protected override _checkOwn(scope: Construct): void {
    const { endpoint, credentials, table, columns, copyOptions } = this.props;
    const { compression = Compression.GZIP } = this.props;
    endpoint._jdbcUrl(scope);
    checkSecret(scope, 'credentials', credentials);
    checkLength(scope, 'table', table, 1, 512);
    checkLength(scope, 'columns', columns?.join(','), 1, 10240);
    checkLength(scope, 'copyOptions', copyOptions, 0, 10240);
    if (!COPIED.includes(compression.value)) {
      const expected = 'GZIP or UNCOMPRESSED, which Redshift copies';
      throw new InvalidSettingError(scope, 'compression', expected, compression.value);
    }
    if (compression.value !== 'GZIP' && saysGzip(copyOptions)) {
      const expected = `without GZIP, since compression is ${compression.value}`;
      throw new InvalidSettingError(scope, 'copyOptions', expected, copyOptions);
    }
    const { prefix, errorPrefix } = this.target();
    checkObjects(scope, 'stagingPrefix', prefix, 'errorPrefix', errorPrefix);
    this.checkSource(scope);
  }

  /** @internal */
  public override _configure(scope: Construct, backing: Backing): BoundDestination {
    const { endpoint, credentials, table, columns, backup } = this.props;
    const secret = bindSecret(credentials, backing.role);
    const source =
      backup &&
      bindTarget(
        scope,
        'BackupLog',
        backing,
        backup._bucket ?? backing.bucket,
        backup._settings(this._backupFolder),
      );
    const own = source === undefined ? [secret.grant] : [secret.grant, source.grant];
    const { configuration, dependables } = this._bindCommon(scope, backing, own);
    // Redshift is loaded by object: the buffer is that of the objects.
    const { bufferingHints, ...common } = configuration;
    return {
      redshiftDestinationConfiguration: {
        ...common,
        roleArn: backing.role.roleArn,
        clusterJdbcurl: endpoint._jdbcUrl(scope),
        secretsManagerConfiguration: secret.configuration,
        copyCommand: {
          dataTableName: table,
          dataTableColumns: columns?.join(','),
          copyOptions: this.copyOptions(),
        },
        s3BackupMode: source && 'Enabled',
        s3BackupConfiguration: source?.configuration,
      },
      dependables,
    };
  }

  /** @internal */
  protected override _givenBucket(): IBucket | undefined {
    return this.props.stagingBucket;
  }

  /** @internal */
  protected override _bindBeside(scope: Construct, backing: Backing): BoundTarget {
    return bindTarget(scope, 'StagingLog', backing, backing.bucket, this.target());
  }

  private target(): TargetSettings {
    const { stagingPrefix = byHour('data/'), errorPrefix = ERROR_PREFIX } = this.props;
    return {
      prefix: stagingPrefix,
      errorPrefix,
      compression: this.props.compression ?? Compression.GZIP,
      bufferSize: this._bufferSize,
      bufferInterval: this._bufferInterval,
    };
  }

  /** Source records are kept apart from those to copy, also in the same bucket. */
  private checkSource(scope: Construct): void {
    const { backup } = this.props;
    if (backup === undefined) return;
    if (!backup._all) {
      const expected = 'DeliveryBackup.allRecords(): what could not be copied stays in the staging bucket';
      throw new InvalidSettingError(scope, 'backup', expected, 'DeliveryBackup.failedRecords()');
    }
    const { prefix } = backup._settings(this._backupFolder);
    if (backup._bucket === undefined) warnWhenMixed(scope, 'backup.prefix', this.target().prefix, prefix);
  }

  private copyOptions(): string {
    const { copyOptions = "JSON 'auto'", compression = Compression.GZIP } = this.props;
    if (compression.value !== 'GZIP' || saysGzip(copyOptions)) return copyOptions;
    return `${copyOptions} GZIP`.trim();
  }
}

function saysGzip(copyOptions: string | undefined): boolean {
  return /\bgzip\b/i.test(copyOptions ?? '');
}
