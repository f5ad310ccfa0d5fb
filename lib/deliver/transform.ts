import { Duration, Size, SizeRoundingBehavior } from 'aws-cdk-lib';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import {
  type CfnDeliveryStream,
  CloudWatchLogProcessor,
  DecompressionProcessor,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import { type IFunction, Function as LambdaFunction, QualifiedFunctionBase } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { checkDuration, checkWholeNumber, InvalidSettingError } from '../shared/checks';
import { boundProcessor, processor } from './delivery-processors';
import { grantTransform } from './firehose-access';

/** Settings of `Transform.lambdaFunction`. */
export interface LambdaTransformOptions {
  /**
   * How much Firehose gathers before it calls the function, 0.2 MiB to 3 MiB. The call carries the records in
   * base64, and it and its answer may each be 6 MB at most.
   *
   * @default Size.mebibytes(1)
   */
  readonly bufferSize?: Size;

  /**
   * How long Firehose gathers before it calls the function, 0 seconds to 900 seconds. It adds to the
   * archive's own `bufferInterval`.
   *
   * @default Duration.seconds(60)
   */
  readonly bufferInterval?: Duration;

  /**
   * How many times Firehose calls again after a time-out or a throttled call, 0 to 300. Then the batch goes
   * to the error prefix.
   *
   * @default 3
   */
  readonly retries?: number;
}

/** Settings of `Transform.cloudWatchLogs`. */
export interface CloudWatchLogsTransformOptions {
  /**
   * Whether the messages alone are delivered, a line each, or the documents with all their log events as they
   * are.
   *
   * @default true
   */
  readonly extractMessages?: boolean;

  /**
   * What is done then.
   *
   * @default - nothing
   */
  readonly next?: Transform;
}

/** The transform in CloudFormation's terms, with the right to run it. */
export interface BoundTransform {
  readonly grant: Grant;
  readonly processors: CfnDeliveryStream.ProcessorProperty[];
}

/**
 * What Firehose does to the records before it delivers them.
 *
 * @example
 * new FirehoseToS3(this, 'Orders', {
 *   stream: orders.stream,
 *   transform: Transform.lambdaFunction(enrich, { bufferInterval: Duration.seconds(10) }),
 * });
 */
export abstract class Transform {
  /**
   * Calls a function with each batch. It answers for every record, with `Ok`, `Dropped` or
   * `ProcessingFailed`, in at most 5 minutes.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
   */
  public static lambdaFunction(fn: IFunction, options: LambdaTransformOptions = {}): Transform {
    return new LambdaTransform(fn, options);
  }

  /**
   * Takes what CloudWatch Logs subscriptions put on the stream, which is compressed by GZIP, apart. The
   * stream has to carry nothing else: other records go to the error prefix (`decompression-failed`).
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/writing-with-cloudwatch-logs-decompression.html
   */
  public static cloudWatchLogs(options: CloudWatchLogsTransformOptions = {}): Transform {
    return new CloudWatchLogsTransform(options.extractMessages ?? true, options.next);
  }

  /**
   * Whether a function is called, which may give keys to partition by.
   *
   * @internal
   */
  public abstract readonly _callsFunction: boolean;

  /**
   * Fails on settings that Firehose would refuse.
   *
   * @internal
   */
  public abstract _check(scope: IConstruct): void;

  /**
   * Lets `role` do the work, and says how in CloudFormation's terms.
   *
   * @internal
   */
  public abstract _bind(role: Role): BoundTransform;
}

class LambdaTransform extends Transform {
  public override readonly _callsFunction = true;
  private readonly bufferSize: Size;
  private readonly bufferInterval: Duration;
  private readonly retries: number;

  constructor(
    private readonly fn: IFunction,
    options: LambdaTransformOptions,
  ) {
    super();
    this.bufferSize = options.bufferSize ?? Size.mebibytes(1);
    this.bufferInterval = options.bufferInterval ?? Duration.seconds(60);
    this.retries = options.retries ?? 3;
  }

  public override _check(scope: IConstruct): void {
    const { bufferSize, bufferInterval, retries } = this;
    if (!bufferSize.isUnresolved() && !(inMebibytes(bufferSize) >= 0.2 && inMebibytes(bufferSize) <= 3)) {
      const got = `${inMebibytes(bufferSize)} MiB`;
      throw new InvalidSettingError(scope, 'transform.bufferSize', '0.2 MiB to 3 MiB', got);
    }
    checkDuration(
      scope,
      'transform.bufferInterval',
      bufferInterval,
      Duration.seconds(0),
      Duration.seconds(900),
    );
    checkWholeNumber(scope, 'transform.retries', retries, 0, 300);
    const timeout = timeoutOf(this.fn);
    if (timeout !== undefined && !timeout.isUnresolved() && timeout.toSeconds() > 300) {
      const got = timeout.toHumanString();
      throw new InvalidSettingError(scope, "the timeout of transform's function", 'at most 5 minutes', got);
    }
  }

  public override _bind(role: Role): BoundTransform {
    const { fn } = this;
    const lambda = processor('Lambda', {
      LambdaArn: fn.functionArn,
      RoleArn: role.roleArn,
      NumberOfRetries: `${this.retries}`,
      BufferSizeInMBs: `${inMebibytes(this.bufferSize)}`,
      BufferIntervalInSeconds: `${this.bufferInterval.toSeconds()}`,
    });
    return { grant: grantTransform(fn, role), processors: [lambda] };
  }
}

class CloudWatchLogsTransform extends Transform {
  public override readonly _callsFunction: boolean;

  constructor(
    private readonly extractMessages: boolean,
    private readonly next: Transform | undefined,
  ) {
    super();
    this._callsFunction = next?._callsFunction ?? false;
  }

  public override _check(scope: IConstruct): void {
    if (this.next instanceof CloudWatchLogsTransform) {
      throw new InvalidSettingError(scope, 'transform.next', 'one that calls a function', 'cloudWatchLogs');
    }
    this.next?._check(scope);
  }

  public override _bind(role: Role): BoundTransform {
    const own = this.extractMessages
      ? [new DecompressionProcessor(), new CloudWatchLogProcessor({ dataMessageExtraction: true })]
      : [new DecompressionProcessor()];
    const next = this.next?._bind(role);
    const processors = own.map((each) => boundProcessor(each, role));
    return {
      grant: next?.grant ?? Grant.drop(role, 'Firehose does it by itself'),
      processors: [...processors, ...(next?.processors ?? [])],
    };
  }
}

function inMebibytes(size: Size): number {
  return size.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
}

function timeoutOf(fn: IFunction): Duration | undefined {
  const bare = fn instanceof QualifiedFunctionBase ? fn.lambda : fn;
  return bare instanceof LambdaFunction ? bare.timeout : undefined;
}
