import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { StreamChannel } from '../deliver/channel-base';
import { type AlarmSpec, atLeast } from './delivery-alarm-spec';
import { type Freshness, periodOf } from './delivery-freshness';

/** Periods without any delivery after which a channel stands still: the first may have begun with an empty stream. */
const STANDSTILL = 4;

/** Percent of the records from which it is not single records that fail. */
const MANY = 10;

/**
 * The alarms on a channel of Kinesis.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/data-delivery-monitoring.html
 */
export function channelAlarms(channel: StreamChannel, freshness: Freshness): AlarmSpec[] {
  const name = `Channel ${channel.channelName}`;
  const period = periodOf(channel.dataFreshness);
  const late = channel.metricDataFreshness({ period });
  const lateness = (limit: Duration) =>
    `${name} has not delivered records for ${limit.toHumanString()}; it is to within ` +
    `${channel.dataFreshness.toHumanString()}. First: read its log, then check the rights of its role and the destination.`;
  const failed = channel.metricFailed();
  const share = new MathExpression({
    expression: '100 * failed / (failed + FILL(delivered, 0))',
    usingMetrics: { failed, delivered: channel.metricDelivered() },
    period: Duration.minutes(5),
    label: 'Failed records, %',
  });
  const lost = new MathExpression({
    expression: 'IF(failed > 0 AND FILL(told, 0) < 1, 1, 0)',
    usingMetrics: { failed, told: channel.metricDeadLettered() },
    period: Duration.minutes(5),
    label: 'Failed, and the dead-letter bucket not told',
  });
  const still = new MathExpression({
    expression: 'IF(put > 0 AND FILL(delivered, 0) < 1, 1, 0)',
    usingMetrics: {
      put: channel.stream.metricIncomingRecords({ statistic: 'Sum', period }),
      delivered: channel.metricDelivered({ period }),
    },
    period,
    label: 'Records put, and none delivered',
  });
  const where =
    'the dead-letter bucket names shard and sequence number: read it from the stream before it expires';
  return [
    atLeast('warn', 'FreshnessWarn', late, freshness.warn.toSeconds(), [2, 3], lateness(freshness.warn)),
    atLeast('page', 'FreshnessPage', late, freshness.page.toSeconds(), [2, 3], lateness(freshness.page)),
    atLeast('warn', 'Failed', failed, 1, [1, 1], `${name} could not deliver a record. First: ${where}.`),
    atLeast(
      'page',
      'FailedMany',
      share,
      MANY,
      [3, 3],
      `${name} cannot deliver ${MANY} % of the records or more. First: stop what puts them; ${where}.`,
    ),
    atLeast(
      'page',
      'DeadLetters',
      lost,
      1,
      [2, 3],
      `${name} could not deliver records, nor say which. First: check the rights of its role on the dead-letter bucket.`,
    ),
    atLeast(
      'page',
      'Standstill',
      still,
      1,
      [STANDSTILL, STANDSTILL],
      `${name} delivers nothing while its stream takes records. First: see its status and the reason ` +
        '(aws kinesis describe-channel); one that failed or was suspended has to be removed and made again.',
    ),
  ];
}
