import { App, Duration, Size, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { StreamAlarms, type StreamAlarmsProps } from '../../../lib/observe/stream-alarms';
import { StreamCapacity } from '../../../lib/observe/stream-capacity';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { type SynthesizedAlarm, statesOf } from '../../support/alarm-evaluation';
import { type ExpressionAlarm, type Series, seriesOf } from '../../support/metric-maths';
import { testStack } from '../../support/stack';

type AnyAlarm = SynthesizedAlarm & ExpressionAlarm;

/** The alarms of a `StreamAlarms`, by id. */
function alarmsOf(props: (stack: Stack) => StreamAlarmsProps): Record<string, AnyAlarm> {
  const stack = testStack();
  new StreamAlarms(stack, 'A', props(stack));
  const found = Object.entries(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  return Object.fromEntries(
    found.map(([id, { Properties }]) => [id.replace(/^A|[0-9A-F]{8}$/g, ''), Properties as AnyAlarm]),
  );
}

const alarms = alarmsOf((stack) => ({
  stream: new Stream(stack, 'S', { shardCount: 2 }),
  silentAfter: Duration.minutes(30),
  runbookUrl: 'https://wiki.example.com/streams',
}));

/** Which alarms are raised after the last minute of `metrics`. */
function raised(metrics: Record<string, Series>, of = alarms): string[] {
  return Object.entries(of)
    .filter(([, alarm]) => {
      const series = alarm.Metrics === undefined ? byPeriod(alarm, metrics) : seriesOf(alarm, metrics);
      const silent: Series = new Array(30).fill(undefined);
      return statesOf(alarm, series.length > 0 ? series : silent).at(-1) === 'ALARM';
    })
    .map(([id]) => id)
    .sort();
}

/** Sums by the alarm's period of a metric that comes by the minute. */
function byPeriod({ MetricName, Period }: AnyAlarm, metrics: Record<string, Series>): Series {
  const minutes = Period / 60;
  const series = metrics[MetricName] ?? [];
  return Array.from({ length: Math.ceil(series.length / minutes) }, (_, period) => {
    const values = series
      .slice(period * minutes, (period + 1) * minutes)
      .filter((value) => value !== undefined);
    return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
  });
}

const of = (count: number, value: number | undefined): Series => new Array(count).fill(value);
const HOUR = 60;
const busy = {
  IncomingRecords: of(HOUR, 6_000),
  IncomingBytes: of(HOUR, 6_000_000),
  'PutRecords.TotalRecords': of(HOUR, 6_000),
  'PutRecords.FailedRecords': of(HOUR, 0),
  'GetRecords.Success': of(HOUR, 1),
};
const last = (count: number, value: number | undefined, before: number | undefined = 0): Series => [
  ...of(HOUR - count, before),
  ...of(count, value),
];
const MIB = 1024 * 1024;

test.each<[string, Record<string, Series>, string[]]>([
  ['a busy stream', busy, []],
  ['one bad minute', { ...busy, WriteProvisionedThroughputExceeded: last(1, 50_000) }, []],
  [
    '2 % refused for 3 minutes',
    { ...busy, WriteProvisionedThroughputExceeded: last(3, 122) },
    ['WriteThrottledWarn'],
  ],
  [
    'a third refused for 5 minutes',
    { ...busy, WriteProvisionedThroughputExceeded: last(5, 3_000) },
    ['WriteThrottledPage', 'WriteThrottledWarn'],
  ],
  [
    'what was refused, and is no more',
    { ...busy, WriteProvisionedThroughputExceeded: [...of(50, 9_000), ...of(10, 0)] },
    [],
  ],
  [
    'a shard that takes nothing at all',
    { ...busy, IncomingRecords: last(5, 1, 6_000), WriteProvisionedThroughputExceeded: last(5, 6_000) },
    ['WriteThrottledPage', 'WriteThrottledWarn'],
  ],
  [
    'a reader that is refused now and then',
    { ...busy, ReadProvisionedThroughputExceeded: of(HOUR / 2, 0).flatMap(() => [0, 9]) },
    [],
  ],
  [
    'readers that are refused all the time',
    { ...busy, ReadProvisionedThroughputExceeded: of(HOUR, 9) },
    ['ReadThrottledWarn'],
  ],
  [
    'Kinesis failing half of the records',
    { ...busy, 'PutRecords.FailedRecords': last(5, 3_000) },
    ['PutFailedPage', 'PutFailedWarn'],
  ],
  ['reads failing', { ...busy, 'GetRecords.Success': last(12, 0.5, 1) }, ['GetFailedWarn']],
  [
    'bytes at 90 % of two shards',
    { ...busy, IncomingBytes: last(10, 0.9 * 60 * 2 * MIB, 0) },
    ['UtilisationWarn'],
  ],
  [
    'records at 90 % of two shards',
    { ...busy, IncomingRecords: last(10, 0.9 * 60 * 2_000, 10) },
    ['UtilisationWarn'],
  ],
  ['half full', { ...busy, IncomingBytes: of(HOUR, 0.5 * 60 * 2 * MIB) }, []],
  ['silent for 25 minutes', { ...busy, IncomingRecords: last(25, undefined, 6_000) }, []],
  ['silent for 30 minutes', { ...busy, IncomingRecords: last(30, undefined, 6_000) }, ['SilentPage']],
  ['silent with zeros', { ...busy, IncomingRecords: last(30, 0, 6_000) }, ['SilentPage']],
])('%s', (_, metrics, expected) => {
  expect(raised(metrics)).toEqual(expected);
});

test('an idle stream without any data rings nothing, but where silence is watched', () => {
  expect(raised({})).toEqual(['SilentPage']);
  const quiet = alarmsOf((stack) => ({ stream: new Stream(stack, 'S') }));
  expect(raised({}, quiet)).toEqual([]);
  expect(quiet).not.toHaveProperty('SilentPage');
});

test('every alarm names its stream, and says what to do first and where the runbook is', () => {
  const name = { Ref: 'S509448A1' };
  for (const alarm of Object.values(alarms)) {
    const text = JSON.stringify(alarm.AlarmDescription);
    expect(text).toMatch(/First: .*Runbook: https:\/\/wiki.example.com\/streams"/);
    expect(alarm).not.toHaveProperty('AlarmName');
    const metrics = JSON.stringify(alarm.Metrics ?? alarm.Dimensions);
    expect(metrics).toContain(JSON.stringify({ Name: 'StreamName', Value: name }).slice(1, -1));
  }
});

describe('capacity', () => {
  const full = { ...busy, IncomingBytes: of(HOUR, 9 * 60 * MIB) };
  const on = (stream: (stack: Stack) => IStream, capacity?: StreamCapacity) =>
    alarmsOf((stack) => ({ stream: stream(stack), capacity }));
  const imported = (stack: Stack) =>
    Stream.fromStreamArn(stack, 'S', 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders');
  const openShards = new Metric({ namespace: 'KinesisConstructs', metricName: 'OpenShards' });

  test.each<[string, Record<string, AnyAlarm>, string[]]>([
    ['the template says 20 shards', on((s) => new Stream(s, 'S', { shardCount: 20 })), []],
    ['the template says 10 shards', on((s) => new Stream(s, 'S', { shardCount: 10 })), ['UtilisationWarn']],
    ['imported, 10 shards', on(imported, StreamCapacity.shards(10)), ['UtilisationWarn']],
    ['a quota of 10 MiB/s', on(imported, StreamCapacity.throughput(Size.mebibytes(10))), ['UtilisationWarn']],
    ['a quota of 20 MiB/s', on(imported, StreamCapacity.throughput(Size.mebibytes(20))), []],
  ])('%s', (_, of, expected) => {
    expect(raised(full, of)).toEqual(expected);
  });

  test('follows the stream as it is scaled', () => {
    const scaled = on(imported, StreamCapacity.openShards(openShards));
    expect(raised({ ...full, OpenShards: of(HOUR, 10) }, scaled)).toEqual(['UtilisationWarn']);
    expect(raised({ ...full, OpenShards: [...of(30, 10), ...of(30, 20)] }, scaled)).toEqual([]);
    expect(raised({ ...full, OpenShards: [20, ...of(HOUR - 1, undefined)] }, scaled)).toEqual([]);
  });

  test('is not guessed: on-demand and imported streams have no alarm on utilisation without it', () => {
    for (const stream of [imported, (s: Stack) => new EncryptedStream(s, 'E').stream]) {
      expect(on(stream)).not.toHaveProperty('UtilisationWarn');
    }
  });
});

test('one composite alarm pages for all, if asked for', () => {
  const stack = testStack();
  const { compositeAlarm, pageAlarms } = new StreamAlarms(stack, 'A', {
    stream: new Stream(stack, 'S'),
    compositeAlarm: true,
  });
  expect(compositeAlarm).toBeDefined();
  expect(pageAlarms).toHaveLength(2);
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
});

test.each<[string, Omit<StreamAlarmsProps, 'stream'>, RegExp]>([
  [
    'too short a silence',
    { silentAfter: Duration.minutes(4) },
    /silentAfter must be 5 minutes to 1 day, got 4 minutes/,
  ],
  [
    'a silence that only the deployment knows',
    { silentAfter: Duration.seconds(Token.asNumber({ Ref: 'Silence' })) },
    /silentAfter must be known while the app is built, got a token/,
  ],
  ['too long a silence', { silentAfter: Duration.hours(25) }, /silentAfter must be 5 minutes to 1 day, got/],
  [
    'no shards',
    { capacity: StreamCapacity.shards(0) },
    /shards must be a whole number from 1 to 10000, got 0/,
  ],
  [
    'half a shard',
    { capacity: StreamCapacity.shards(0.5) },
    /shards must be a whole number from 1 to 10000, got 0.5/,
  ],
  [
    'too little throughput',
    { capacity: StreamCapacity.throughput(Size.kibibytes(1)) },
    /throughput must be 1 MiB to 10 GiB, got 1 KiB/,
  ],
])('fails on %s', (_, props, message) => {
  expect(() => alarmsOf((stack) => ({ stream: new Stream(stack, 'S'), ...props }))).toThrow(message);
});

test('fails on a stream of another Region, whose metrics an alarm cannot see', () => {
  const stack = new Stack(new App(), 'T', { env: { account: '111111111111', region: 'eu-west-1' } });
  const stream = Stream.fromStreamArn(stack, 'S', 'arn:aws:kinesis:us-east-1:111111111111:stream/orders');
  expect(() => new StreamAlarms(stack, 'A', { stream })).toThrow(
    /stream must be in eu-west-1, .* got us-east-1/,
  );
});
