import { pictureOf } from '../../../../bin/diagram/draw';
import { AlarmBoard, readAlarms } from '../../../../bin/local/watch/alarms';
import { MinuteMaxima } from '../../../../bin/local/watch/measured';
import { fakeAssembly } from '../../diagram/fake-assembly';

const alarm = (Namespace: string, MetricName: string, Dimensions: object[], more = {}) =>
  [
    'AWS::CloudWatch::Alarm',
    {
      Namespace,
      MetricName,
      Dimensions,
      Threshold: 60_000,
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      ...more,
    },
  ] as const;
const named = (Name: string, id: string) => ({ Name, Value: { Ref: id } });

function board(start: number): AlarmBoard {
  const folder = fakeAssembly({
    App: {
      resources: {
        Stream: ['AWS::Kinesis::Stream'],
        Reader: ['AWS::Lambda::Function'],
        Mapping: [
          'AWS::Lambda::EventSourceMapping',
          { EventSourceArn: { 'Fn::GetAtt': ['Stream', 'Arn'] }, FunctionName: { Ref: 'Reader' } },
        ],
        Polling: alarm('AWS/Kinesis', 'GetRecords.IteratorAgeMilliseconds', [named('StreamName', 'Stream')]),
        Age: alarm('AWS/Lambda', 'IteratorAge', [named('FunctionName', 'Reader')], { Period: 120 }),
        FanOut: alarm('AWS/Kinesis', 'SubscribeToShardEvent.MillisBehindLatest', []),
      },
    },
  });
  return new AlarmBoard(readAlarms(pictureOf(folder).landscape), start);
}

const minute = (count: number) => count * 60_000;
const statesOf = (it: AlarmBoard, now: number) =>
  Object.fromEntries(it.states(now).map(({ name, state }) => [name, state]));

test('alarms are those of the template, with what they watch', () => {
  expect(
    board(0).alarms.map(({ name, watches, threshold, source }) => ({ name, watches, threshold, source })),
  ).toEqual([
    { name: 'Polling', watches: ['Stream'], threshold: 60_000, source: { lagOf: 'archive' } },
    { name: 'Age', watches: ['Reader'], threshold: 60_000, source: { ageAt: 'Reader' } },
    { name: 'FanOut', watches: [], threshold: 60_000, source: undefined },
  ]);
});

test('an alarm goes off by the rules of CloudWatch, on what was measured', () => {
  const it = board(0);
  it.note('archive', minute(0), 60_000);
  expect(statesOf(it, minute(0))).toMatchObject({ Polling: 'OK' });
  it.note('archive', minute(1), 10);
  it.note('archive', minute(2), 59_999);
  it.note('archive', minute(2), 70_000);
  it.note('archive', minute(2), 20);
  expect(it.states(minute(2))[0]).toEqual({ name: 'Polling', state: 'ALARM', reading: 20 });
  expect(statesOf(it, minute(4))).toMatchObject({ Polling: 'OK' });
});

test('a period is as long as the alarm says', () => {
  const it = board(0);
  it.note('Reader', minute(0), 90_000);
  it.note('Reader', minute(1), 90_000);
  expect(statesOf(it, minute(1))).toMatchObject({ Age: 'OK' });
  it.note('Reader', minute(2), 90_000);
  expect(statesOf(it, minute(2))).toMatchObject({ Age: 'ALARM' });
});

test('what nothing measures is not evaluated', () => {
  expect(board(0).states(minute(5)).at(-1)).toEqual({
    name: 'FanOut',
    state: 'NOT_EVALUATED',
    reading: null,
  });
});

test('minutes begin with that of the run, and may be empty', () => {
  const maxima = new MinuteMaxima(minute(10) + 30_000);
  maxima.add(minute(9), 1);
  maxima.add(minute(10), 5);
  maxima.add(minute(12), 7);
  maxima.add(minute(12), 3);
  expect(maxima.periods(1, minute(13))).toEqual([5, undefined, 7, undefined]);
  expect(maxima.periods(2, minute(13))).toEqual([5, 7]);
});
