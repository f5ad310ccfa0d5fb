import { Duration } from 'aws-cdk-lib';
import { Color, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnDeliveryStream, type IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IConstruct } from 'constructs';
import { StreamChannel } from '../deliver/channel-base';
import { labelOf } from './dashboard-names';
import { type Graph, metricsOf, row, type Section } from './dashboard-section';
import { DeliveryKind } from './delivery-kind';
import { type DeliverySettings, settingsOf } from './delivery-settings';

/** Metrics of deliveries come at the pace of their buffers. */
const MINUTES = 5;

/** How late the records reach their destinations, and which do not. */
export function deliverySection(constructs: readonly IConstruct[]): Section {
  const firehoses = constructs
    .filter((construct) => construct instanceof CfnDeliveryStream)
    .flatMap((resource) => {
      const settings = settingsOfResource(resource);
      return settings === undefined ? [] : [firehoseRow(resource, settings)];
    });
  const channels = constructs.filter((construct) => construct instanceof StreamChannel).map(channelRow);
  return { title: 'Delivery', rows: [...firehoses, ...channels] };
}

/** What its resource says of a delivery stream. */
export function settingsOfResource(resource: CfnDeliveryStream): DeliverySettings | undefined {
  return settingsOf({ node: { defaultChild: resource } } as unknown as IDeliveryStream);
}

function firehoseRow(resource: CfnDeliveryStream, settings: DeliverySettings) {
  const { kind, bufferInterval, readsStream } = settings;
  const name = `${labelOf(resource)} to ${kind.label}`;
  const metric = metricsOf('AWS/Firehose', { DeliveryStreamName: resource.ref }, MINUTES);
  const share = !kind._countsSuccess;
  const success = metric(`${kind._prefix}.Success`, share ? Stats.AVERAGE : Stats.SUM, 'Success');
  const rows = kind === DeliveryKind.ICEBERG ? 'SuccessfulRowCount' : 'Records';
  return row(
    {
      title: `${name}: freshness, s`,
      left: [metric(`${kind._prefix}.DataFreshness`, Stats.MAXIMUM, 'Oldest undelivered record')],
      leftAnnotations: [{ value: bufferInterval.toSeconds(), label: 'Buffer', color: Color.GREY }],
    },
    {
      title: `${name}: delivered`,
      left: [metric(`${kind._prefix}.${rows}`, Stats.SUM, 'Records')],
      right: [share ? percentOf(success, 'Success, %') : success],
      rightYAxis: share ? { min: 0, max: 100 } : { min: 0 },
    },
    drops(name, resource, settings),
    readsStream
      ? {
          title: `${name}: behind the stream, ms`,
          left: [metric('KinesisMillisBehindLatest', Stats.MAXIMUM, 'Lag')],
          right: [metric('ThrottledGetRecords', Stats.SUM, 'Throttled reads', Color.ORANGE)],
          rightYAxis: { min: 0 },
        }
      : {
          title: `${name}: refused`,
          left: [metric('ThrottledRecords', Stats.SUM, 'Records not taken', Color.RED)],
        },
  );
}

/** Records that go elsewhere than to the destination; nothing where Firehose does not count them. */
function drops(name: string, resource: CfnDeliveryStream, settings: DeliverySettings): Graph | undefined {
  const { kind, transforms, convertsFormat, partitions, backsUpFailedOnly, errorLogGroupName } = settings;
  const metric = metricsOf('AWS/Firehose', { DeliveryStreamName: resource.ref }, MINUTES);
  const left = [];
  if (convertsFormat) left.push(metric('FailedConversion.Records', Stats.SUM, 'Not converted', Color.RED));
  if (partitions)
    left.push(metric('PartitionCountExceeded', Stats.MAXIMUM, 'Too many partitions', Color.BROWN));
  if (backsUpFailedOnly && kind._backup !== undefined) {
    left.push(
      metric(kind._backup.metricName, kind._backup.statistic, 'Backed up, not delivered', Color.ORANGE),
    );
  }
  if (errorLogGroupName !== undefined) {
    const logged = metricsOf('AWS/Logs', { LogGroupName: errorLogGroupName }, MINUTES);
    left.push(logged('IncomingLogEvents', Stats.SUM, 'Errors logged', Color.PURPLE));
  }
  const right = transforms
    ? [percentOf(metric('ExecuteProcessing.Success', Stats.AVERAGE, ''), 'Transform succeeded, %')]
    : [];
  if (left.length + right.length === 0) return undefined;
  return { title: `${name}: failed`, left, right, rightYAxis: { min: 0, max: 100 } };
}

function channelRow(channel: StreamChannel) {
  const name = `Channel ${labelOf(channel)}`;
  const labelled = (label: string, color?: string) => ({ label, color });
  return row(
    {
      title: `${name}: freshness, s`,
      left: [channel.metricDataFreshness(labelled('Oldest undelivered record'))],
      leftAnnotations: [{ value: channel.dataFreshness.toSeconds(), label: 'Promised', color: Color.GREY }],
    },
    {
      title: `${name}: delivered`,
      left: [channel.metricDelivered(labelled('Records'))],
      right: [channel.metricDeliveredBytes(labelled('Bytes'))],
      rightYAxis: { min: 0 },
    },
    {
      title: `${name}: failed`,
      left: [
        channel.metricFailed(labelled('Not delivered', Color.RED)),
        channel.metricDeadLettered(labelled('Told to the dead-letter bucket', Color.ORANGE)),
      ],
    },
  );
}

function percentOf(share: ReturnType<ReturnType<typeof metricsOf>>, label: string): MathExpression {
  const period = Duration.minutes(MINUTES);
  return new MathExpression({ expression: '100 * share', usingMetrics: { share }, label, period });
}
