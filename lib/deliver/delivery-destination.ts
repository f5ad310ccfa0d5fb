import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { Grant } from 'aws-cdk-lib/aws-iam';
import type {
  CfnDeliveryStream,
  CfnDeliveryStreamProps,
  DestinationBindOptions,
  DestinationConfig,
  IDestination,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct, IDependable } from 'constructs';
import { objectDeletion } from '../shared/object-deletion';
import { RecordBucket } from '../shared/record-bucket';
import { acknowledgeWildcards } from '../shared/wildcards';
import { DeliveryBackup } from './destination-backup';
import { type BufferLimits, checkBufferWithin, checkRetry } from './destination-checks';
import type { DestinationOptions } from './destination-options';
import { type Backing, type BoundTarget, bindLog, bindTarget, hints } from './destination-target';
import { firehoseRole } from './firehose-access';
import type { Transform } from './transform';

/** What `DeliveryStream` makes the delivery stream of: it hands on what it has no type for, too. */
export type BoundDestination = DestinationConfig & Partial<CfnDeliveryStreamProps>;

/** What a destination has by default, and at most. */
export interface DestinationTraits extends BufferLimits {
  readonly bufferInterval?: Duration;
  readonly retryDuration?: Duration;
}

/** The settings that most destinations have, in CloudFormation's terms. */
export interface CommonConfiguration {
  readonly bufferingHints: CfnDeliveryStream.BufferingHintsProperty;
  readonly retryOptions: { readonly durationInSeconds: number };
  readonly cloudWatchLoggingOptions: CfnDeliveryStream.CloudWatchLoggingOptionsProperty;
  readonly processingConfiguration?: CfnDeliveryStream.ProcessingConfigurationProperty;
  readonly s3Configuration: CfnDeliveryStream.S3DestinationConfigurationProperty;
}

/** The common settings of one delivery stream, and what has to be there before it. */
export interface BoundCommon {
  readonly configuration: CommonConfiguration;
  readonly dependables: IDependable[];
}

/**
 * Where a delivery stream delivers to, beyond what the CDK's own module knows: give one to its
 * `DeliveryStream`.
 *
 * Each has a role of its own with the rights that Firehose needs and no more, a log of what goes wrong, and a
 * bucket for what it could not deliver.
 */
export abstract class DeliveryDestination implements IDestination {
  /** @internal */
  public readonly _options: DestinationOptions;

  /** @internal */
  protected readonly _backup: DeliveryBackup;

  /**
   * Folder of the records that are backed up, unless a prefix is set.
   *
   * @internal
   */
  protected readonly _backupFolder: string = 'data/';

  /** @internal */
  protected readonly _bufferSize: Size;

  /** @internal */
  protected readonly _transform?: Transform;

  /**
   * What it has by default, and at most.
   *
   * @internal
   */
  protected abstract get _traits(): DestinationTraits;

  /** @internal */
  protected constructor(options: DestinationOptions) {
    this._options = options;
    this._backup = options.backup ?? DeliveryBackup.failedRecords();
    this._bufferSize = options.bufferSize ?? Size.mebibytes(5);
    this._transform = options.transform;
  }

  /** @internal */
  public get _bufferInterval(): Duration {
    return this._options.bufferInterval ?? this._traits.bufferInterval ?? Duration.seconds(300);
  }

  /** @internal */
  protected get _retryDuration(): Duration {
    return this._options.retryDuration ?? this._traits.retryDuration ?? Duration.seconds(300);
  }

  /** Makes what stands behind the destination in `scope`, the delivery stream. */
  public bind(scope: Construct, _options: DestinationBindOptions): DestinationConfig {
    this._check(scope);
    return this._configure(scope, this._makeBacking(scope));
  }

  /**
   * Fails on settings that Firehose would refuse.
   *
   * @internal
   */
  public _check(scope: Construct): void {
    checkBufferWithin(scope, this._bufferSize, this._bufferInterval, this._traits);
    checkRetry(scope, this._retryDuration);
    this._transform?._check(scope);
    this._backup._check(scope, this._backupFolder);
    this._checkOwn(scope);
  }

  /**
   * Fails on settings of this destination alone.
   *
   * @internal
   */
  protected abstract _checkOwn(scope: Construct): void;

  /**
   * The destination in CloudFormation's terms, with its rights.
   *
   * @internal
   */
  public abstract _configure(scope: Construct, backing: Backing): BoundDestination;

  /**
   * Bucket, role and log group, those given or new ones in `scope`.
   *
   * @internal
   */
  public _makeBacking(scope: Construct): Backing {
    const { role, logGroup, removalPolicy = RemovalPolicy.RETAIN } = this._options;
    const given = this._givenBucket();
    const bucket = given ?? new RecordBucket(scope, 'Bucket', { removalPolicy }).bucket;
    const backing = {
      bucket,
      role: role ?? firehoseRole(scope, 'DeliveryRole', 'Firehose: transform and deliver'),
      logGroup: logGroup ?? new LogGroup(scope, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy }),
      removalPolicy,
    };
    if (given === undefined) {
      const reason = 'Firehose names the objects, in a bucket that is for this delivery alone';
      acknowledgeWildcards(backing.role, [bucket.arnForObjects('*')], reason);
    }
    return backing;
  }

  /**
   * The bucket that is written to beside the destination, where it is given.
   *
   * @internal
   */
  protected _givenBucket(): DeliveryBackup['_bucket'] {
    return this._backup._bucket;
  }

  /**
   * The settings that most destinations have.
   *
   * @param own rights that this destination needs beside those of all
   * @internal
   */
  protected _bindCommon(scope: Construct, backing: Backing, own: Grant[]): BoundCommon {
    const log = bindLog(scope, 'DeliveryLog', backing);
    const beside = this._bindBeside(scope, backing);
    const processing = this._transform?._bind(backing.role);
    const grants = [...own, log.grant, beside.grant, processing?.grant];
    return {
      configuration: {
        bufferingHints: hints(this._bufferSize, this._bufferInterval),
        retryOptions: { durationInSeconds: this._retryDuration.toSeconds() },
        cloudWatchLoggingOptions: log.options,
        processingConfiguration: processing && { enabled: true, processors: processing.processors },
        s3Configuration: beside.configuration,
      },
      // Firehose tries its rights when the delivery stream is made: they have to be there by then.
      dependables: [
        ...grants.filter((grant) => grant !== undefined),
        ...(this._givenBucket() === undefined ? objectDeletion(backing.bucket) : []),
      ],
    };
  }

  /**
   * What is written to S3 beside the destination.
   *
   * @internal
   */
  protected _bindBeside(scope: Construct, backing: Backing): BoundTarget {
    return bindTarget(
      scope,
      'BackupLog',
      backing,
      backing.bucket,
      this._backup._settings(this._backupFolder),
    );
  }
}
