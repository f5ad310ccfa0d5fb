import { type CfnResource, Duration, Names, Token } from 'aws-cdk-lib';
import { MathExpression, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { checkChannelStream, checkDataFreshness } from './channel-checks';
import { checkChannelSupport } from './channel-resource';

/** How the metrics of one kind of destination are named. */
export interface ChannelMetricNames {
  readonly prefix: string;
  /** What is counted: records, or rows of a table. */
  readonly unit: string;
}

/**
 * What channels have in common, wherever they deliver to: a stream, a role, a log, a place for failed records, and metrics.
 * Make a `ChannelToS3` or a `ChannelToIceberg`.
 */
export abstract class StreamChannel extends Construct {
  /** The stream that the channel delivers from. */
  public readonly stream: IStream;

  /** The name of the channel, made of its place in the app. */
  public readonly channelName: string;

  /** How long the channel gathers at most: what freshness is to be judged by. */
  public readonly dataFreshness: Duration;

  /** The channel itself, an `AWS::Kinesis::Channel`, for anything this construct does not cover. */
  public abstract readonly channel: CfnResource;

  /** The role that Kinesis delivers with. */
  public abstract readonly role: Role;

  /** Where the channel reports what it delivered and what it could not. */
  public abstract readonly logGroup: ILogGroup;

  /** The bucket that says which records could not be delivered, and why; the records themselves it does not keep. */
  public abstract readonly deadLetterBucket: IBucket;

  /** @internal */
  public abstract get _metricNames(): ChannelMetricNames;

  /** @internal */
  protected constructor(scope: Construct, id: string, stream: IStream, dataFreshness: Duration) {
    super(scope, id);
    this.stream = stream;
    this.dataFreshness = dataFreshness;
    // CloudFormation wants a name, unique in the account and Region.
    this.channelName = Names.uniqueResourceName(this, { maxLength: 128, separator: '-' });
    checkChannelSupport(this);
    checkChannelStream(this, stream);
    checkDataFreshness(this, dataFreshness);
    this.checkOnlyOne();
  }

  /** The id that Kinesis gives the channel. */
  public get channelId(): string {
    return this.channel.getAtt('ChannelId').toString();
  }

  /** Age of the oldest record that is not delivered yet, in seconds, maximum over 5 minutes by default. */
  public metricDataFreshness(options: MetricOptions = {}): Metric {
    return this.metric('DataFreshness', { statistic: 'Maximum', ...options });
  }

  /** Records or rows delivered, sum over 5 minutes by default. */
  public metricDelivered(options: MetricOptions = {}): Metric {
    return this.metric(`Successful${this._metricNames.unit}Count`, options);
  }

  /** Records or rows that could not be delivered, sum over 5 minutes by default. */
  public metricFailed(options: MetricOptions = {}): Metric {
    return this.metric(`Failed${this._metricNames.unit}Count`, options);
  }

  /** Failed records that the dead-letter bucket was told of, sum over 5 minutes by default. */
  public metricDeadLettered(options: MetricOptions = {}): Metric {
    return this.metric('DLQDeliverySuccess', options);
  }

  /** Bytes read from the stream, sum over 5 minutes by default. */
  public metricReadBytes(options: MetricOptions = {}): Metric {
    return this.metric('BytesIn', options);
  }

  /** Bytes written to the destination, sum over 5 minutes by default. */
  public metricDeliveredBytes(options: MetricOptions = {}): Metric {
    return this.metric('BytesOut', options);
  }

  /** Share of the records that were delivered, 0 to 1, over 5 minutes by default; none while there are no records. */
  public metricDeliverySuccess(options: MetricOptions = {}): MathExpression {
    const { period = Duration.minutes(5), label = 'Delivered share', color } = options;
    return new MathExpression({
      expression: 'delivered / (delivered + failed)',
      usingMetrics: { delivered: this.metricDelivered({ period }), failed: this.metricFailed({ period }) },
      period,
      label,
      color,
    });
  }

  /** Kinesis reports under all three names: an alarm on fewer sees no data. */
  private metric(name: string, options: MetricOptions): Metric {
    return new Metric({
      namespace: 'AWS/Kinesis',
      metricName: `${this._metricNames.prefix}.${name}`,
      dimensionsMap: {
        ChannelName: this.channelName,
        ChannelId: this.channelId,
        StreamName: this.stream.streamName,
      },
      statistic: 'Sum',
      period: Duration.minutes(5),
      ...options,
    });
  }

  /** A stream has room for one channel to S3 and one to a table, a limit that AWS does not raise. */
  private checkOnlyOne(): void {
    const { prefix } = this._metricNames;
    const other = this.node.root.node
      .findAll()
      .filter((node): node is StreamChannel => node instanceof StreamChannel && node !== this)
      .filter(
        (node) => node._metricNames.prefix === prefix && node.node.tryFindChild('Channel') !== undefined,
      )
      .find((node) => isSame(node.stream, this.stream));
    if (other === undefined) return;
    const expected = 'one without such a channel yet, since Kinesis allows one';
    throw new InvalidSettingError(this, 'stream', expected, `one that ${other.node.path} delivers`);
  }
}

/** Whether two references are to one stream for certain. */
function isSame(a: IStream, b: IStream): boolean {
  if (a === b) return true;
  if (a instanceof Stream && b instanceof Stream) return false;
  return !Token.isUnresolved(a.streamArn) && !Token.isUnresolved(b.streamArn) && a.streamArn === b.streamArn;
}
