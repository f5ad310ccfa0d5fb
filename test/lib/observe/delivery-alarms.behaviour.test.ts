import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { ChannelToS3 } from '../../../lib/deliver/channel-to-s3';
import { FirehoseToS3 } from '../../../lib/deliver/firehose-to-s3';
import { Transform } from '../../../lib/deliver/transform';
import { DeliveryAlarms } from '../../../lib/observe/delivery-alarms';
import { Delivery } from '../../../lib/observe/delivery-target';
import { type SynthesizedAlarm, statesOf } from '../../support/alarm-evaluation';
import { lambda } from '../../support/lag-alarms';
import { testStack } from '../../support/stack';

type Series = (number | undefined)[];

const streamIn = (stack: Stack) =>
  Stream.fromStreamArn(stack, 'S', 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders');

function alarmsOf(make: (stack: Stack) => Delivery): Record<string, SynthesizedAlarm> {
  const stack = testStack();
  new DeliveryAlarms(stack, 'Deliveries', { deliveries: [make(stack)] });
  const found = Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm');
  return Object.fromEntries(
    Object.entries(found).map(([id, { Properties }]) => [
      id.replace(/.*?[0-9A-F]{8}([A-Z][a-z]\w*)[0-9A-F]{8}$/, '$1'),
      Properties,
    ]),
  );
}

/** States after each period; an alarm on too little is one on too much of the opposite. */
function states(alarm: SynthesizedAlarm, series: Series) {
  if (alarm.ComparisonOperator !== 'LessThanOrEqualToThreshold') return statesOf(alarm, series);
  const opposite = {
    ...alarm,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: -alarm.Threshold,
  };
  return statesOf(
    opposite,
    series.map((value) => value && -value),
  );
}

const times = (n: number, value: number | undefined): Series => Array(n).fill(value);
const rings = (alarm: SynthesizedAlarm, series: Series) => states(alarm, series).includes('ALARM');
const since = (alarm: SynthesizedAlarm, series: Series) => states(alarm, series).indexOf('ALARM');

describe('a delivery stream', () => {
  const alarms = alarmsOf((stack) =>
    Delivery.firehose(
      new FirehoseToS3(stack, 'Archive', {
        stream: streamIn(stack),
        transform: Transform.lambdaFunction(lambda(stack)),
      }).deliveryStream,
    ),
  );

  test('that is idle rings nothing', () => {
    for (const alarm of Object.values(alarms)) expect(rings(alarm, times(24, undefined))).toBe(false);
  });

  test('that is well rings nothing: fresh within its buffer, one write in fifty repeated, a short lag', () => {
    for (const id of ['FreshnessWarn', 'FreshnessPage'])
      expect(rings(alarms[id], times(24, 420))).toBe(false);
    for (const id of ['SuccessWarn', 'TransformWarn']) expect(rings(alarms[id], times(24, 0.98))).toBe(false);
    for (const id of ['SourceLagWarn', 'SourceLagPage'])
      expect(rings(alarms[id], times(24, 30_000))).toBe(false);
    for (const id of ['Throttled', 'ErrorLog']) expect(rings(alarms[id], times(24, 0))).toBe(false);
  });

  test('whose lag is not known is not said to be well', () => {
    expect(states(alarms.SourceLagPage, times(3, undefined))).toEqual(
      times(3, undefined).map(() => 'INSUFFICIENT_DATA'),
    );
  });

  test('that gets slow warns after two late periods, pages when it is four times as late, and is over at once', () => {
    const slow = [300, 600, 1200, 1500, 2400, 4400, 4800, 300, 300, 300];
    expect(since(alarms.FreshnessWarn, slow)).toBe(3);
    expect(since(alarms.FreshnessPage, slow)).toBe(6);
    expect(states(alarms.FreshnessWarn, slow).at(-1)).toBe('OK');
  });

  test('that was late once rings nothing', () => {
    expect(rings(alarms.FreshnessWarn, [300, 5000, 300, 300])).toBe(false);
  });

  test('that is stuck pages within half an hour by its failing writes, later by its lag', () => {
    const stuck = [1, 1, ...times(8, 0)];
    expect(since(alarms.SuccessWarn, stuck)).toBe(4);
    expect(since(alarms.SuccessPage, stuck)).toBe(7);
    const lag = Array.from({ length: 200 }, (_, i) => i * 300_000);
    expect(since(alarms.SourceLagWarn, lag)).toBe(30);
    expect(since(alarms.SourceLagPage, lag)).toBe(145);
  });

  test('whose transform fails now and then warns, and always pages', () => {
    expect(since(alarms.TransformWarn, [1, ...times(5, 0.8)])).toBe(3);
    expect(rings(alarms.TransformPage, times(24, 0.8))).toBe(false);
    expect(since(alarms.TransformPage, times(8, 0))).toBe(5);
  });

  test('that logs a single error warns at once', () => {
    expect(states(alarms.ErrorLog, [undefined, 1, undefined])).toEqual(['OK', 'ALARM', 'OK']);
  });

  test('that is throttled for a moment rings nothing, all the time warns', () => {
    expect(rings(alarms.Throttled, [0, 5, 9, 0])).toBe(false);
    expect(since(alarms.Throttled, [0, 5, 9, 4])).toBe(3);
  });
});

describe('a channel', () => {
  const alarms = alarmsOf((stack) =>
    Delivery.channel(new ChannelToS3(stack, 'Archive', { stream: streamIn(stack) })),
  );

  test('that is idle rings nothing', () => {
    for (const alarm of Object.values(alarms)) expect(rings(alarm, times(24, undefined))).toBe(false);
  });

  test('that gets late warns, then pages', () => {
    const late = [300, 1000, 2000, 3700, 4000];
    expect([since(alarms.FreshnessWarn, late), since(alarms.FreshnessPage, late)]).toEqual([2, 4]);
  });

  test('with one failed record warns at once, with many pages', () => {
    expect(since(alarms.Failed, [0, 1, 0])).toBe(1);
    expect(rings(alarms.FailedMany, [0.1, 9, 20, 0.1])).toBe(false);
    expect(since(alarms.FailedMany, [0.1, 10, 20, 50])).toBe(3);
  });

  test('that stands still pages after four periods, not after the pause between two deliveries', () => {
    expect(since(alarms.Standstill, times(6, 1))).toBe(3);
    expect(rings(alarms.Standstill, [1, 0, 1, 1, 0, 1])).toBe(false);
  });
});
