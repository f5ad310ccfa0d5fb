import { Arn, ArnFormat, Duration, type IResource, Names, Token } from 'aws-cdk-lib';
import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import type { StreamChannel } from '../deliver/channel-base';
import { checkDuration, InvalidSettingError } from '../shared/checks';
import type { AlarmSpec } from './delivery-alarm-spec';
import { channelAlarms } from './delivery-channel-alarms';
import { firehoseAlarms } from './delivery-firehose-alarms';
import { type FreshnessOptions, freshnessOf } from './delivery-freshness';
import type { DeliveryKind } from './delivery-kind';
import { settingsOf } from './delivery-settings';
import { checkMetricsInReach } from './metrics-in-reach';

/** What the app cannot know of a delivery stream that is made elsewhere. */
export interface ImportedDeliveryOptions extends FreshnessOptions {
  /**
   * How long the delivery stream buffers, the buffer of a transform included, 0 seconds to 1,800 seconds.
   *
   * @default Duration.seconds(300)
   */
  readonly bufferInterval?: Duration;

  /**
   * Whether it reads a Kinesis data stream; otherwise producers put into it.
   *
   * @default true
   */
  readonly readsStream?: boolean;

  /**
   * Whether it calls a Lambda function.
   *
   * @default false
   */
  readonly transforms?: boolean;

  /**
   * Whether it converts the records to Parquet or ORC.
   *
   * @default false
   */
  readonly convertsFormat?: boolean;

  /**
   * Whether it partitions dynamically.
   *
   * @default false
   */
  readonly partitions?: boolean;

  /**
   * Whether it backs up all records; otherwise those that it could not deliver.
   *
   * @default false
   */
  readonly backsUpAll?: boolean;

  /**
   * Where it logs its errors, and nothing else is logged.
   *
   * @default - not known: errors of single records are not watched
   */
  readonly errorLogGroup?: ILogGroup;
}

/** One delivery, to watch. */
export class Delivery {
  /**
   * A delivery stream of this app: of `FirehoseToS3` and the like, or the CDK's own. What it does is read from its resource.
   */
  public static firehose(deliveryStream: IDeliveryStream, options: FreshnessOptions = {}): Delivery {
    return new Delivery(deliveryStream, (scope) => {
      const settings = settingsOf(deliveryStream);
      if (settings === undefined) {
        const expected = 'made in this app, with its destination known (Delivery.importedFirehose otherwise)';
        throw new InvalidSettingError(scope, 'deliveries', expected, deliveryStream.node.path);
      }
      const account = checkInReach(scope, deliveryStream);
      const freshness = freshnessOf(scope, settings.bufferInterval, options);
      return firehoseAlarms(deliveryStream, settings, freshness, account);
    });
  }

  /** A delivery stream that is made elsewhere. */
  public static importedFirehose(
    deliveryStream: IDeliveryStream,
    kind: DeliveryKind,
    options: ImportedDeliveryOptions = {},
  ): Delivery {
    const { bufferInterval = Duration.seconds(300), readsStream = true, transforms = false } = options;
    const { convertsFormat = false, partitions = false, backsUpAll = false } = options;
    return new Delivery(deliveryStream, (scope) => {
      if (settingsOf(deliveryStream) !== undefined) {
        const expected = 'imported (Delivery.firehose otherwise, which knows what it does)';
        throw new InvalidSettingError(scope, 'deliveries', expected, deliveryStream.node.path);
      }
      checkDuration(scope, 'bufferInterval', bufferInterval, Duration.seconds(0), Duration.seconds(1800));
      const account = checkInReach(scope, deliveryStream);
      const settings = {
        kind,
        bufferInterval,
        readsStream,
        transforms,
        convertsFormat,
        partitions,
        backsUpFailedOnly: !backsUpAll,
        errorLogGroupName: options.errorLogGroup?.logGroupName,
      };
      return firehoseAlarms(deliveryStream, settings, freshnessOf(scope, bufferInterval, options), account);
    });
  }

  /** A `ChannelToS3` or a `ChannelToIceberg`. */
  public static channel(channel: StreamChannel, options: FreshnessOptions = {}): Delivery {
    return new Delivery(channel, (scope) => {
      checkMetricsInReach(scope, channel.stream);
      return channelAlarms(channel, freshnessOf(scope, channel.dataFreshness, options));
    });
  }

  private constructor(
    private readonly delivery: IConstruct,
    private readonly render: (scope: IConstruct) => AlarmSpec[],
  ) {}

  /**
   * Part of the alarms' construct ids, hence of what is deployed.
   *
   * @internal
   */
  public get _id(): string {
    return Names.nodeUniqueId(this.delivery.node);
  }

  /**
   * The alarms, after the settings are checked.
   *
   * @internal
   */
  public _alarms(scope: IConstruct): AlarmSpec[] {
    return this.render(scope);
  }
}

/** As `checkMetricsInReach`; where an imported delivery stream is, its ARN alone says. */
function checkInReach(scope: IConstruct, { deliveryStreamArn, env }: IDeliveryStream): string | undefined {
  if (Token.isUnresolved(deliveryStreamArn)) return checkMetricsInReach(scope, { env } as IResource);
  const { account = env.account, region = env.region } = Arn.split(
    deliveryStreamArn,
    ArnFormat.SLASH_RESOURCE_NAME,
  );
  return checkMetricsInReach(scope, { env: { account, region } } as IResource);
}
