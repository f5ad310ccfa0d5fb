import { Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { IteratorAgeAlarms } from '../../../lib/observe/iterator-age-alarms';
import { Reader } from '../../../lib/observe/reader';
import { type SynthesizedAlarm, statesOf } from '../../support/alarm-evaluation';
import { testStack } from '../../support/stack';

const stack = testStack();
new IteratorAgeAlarms(stack, 'Lag', {
  stream: new Stream(stack, 'Stream'),
  readers: [
    Reader.polling(),
    Reader.enhancedFanOutNamed('a'),
    Reader.lambdaFunction(LambdaFunction.fromFunctionName(stack, 'Fn', 'indexer')),
  ],
});
const synthesized = Object.entries(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));

function alarm(reader: string, severity: string): SynthesizedAlarm {
  const [, found] = synthesized.find(([id]) => id.startsWith(`Lag${reader}`) && id.includes(severity)) ?? [];
  if (found === undefined) throw new Error(`no ${severity} alarm on ${reader}`);
  return found.Properties as SynthesizedAlarm;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SILENT = undefined;
const of = <T>(count: number, value: T): T[] => new Array<T>(count).fill(value);

/** Whether the alarm rings after each reading, period by period. */
const rings = (reader: string, severity: string, series: (number | undefined)[]) =>
  statesOf(alarm(reader, severity), series).map((state) => state === 'ALARM');

/** The last state of the warning and the page. */
const last = (reader: string, series: (number | undefined)[]) =>
  ['Warn', 'Page'].map((severity) => rings(reader, severity, series).at(-1));

const [QUIET, WARNED, PAGED] = [
  [false, false],
  [true, false],
  [true, true],
];

describe.each(['Polling', 'FanOuta', 'Lambda'])('%s', (reader) => {
  test('is quiet while it keeps up', () => {
    expect(last(reader, of(20, 500))).toEqual(QUIET);
  });

  test('warns on a tenth of the retention and pages on half of it', () => {
    expect(last(reader, of(20, 3 * HOUR))).toEqual(WARNED);
    expect(last(reader, of(20, 13 * HOUR))).toEqual(PAGED);
  });

  test('ends when the reader has caught up', () => {
    expect(last(reader, [...of(20, 13 * HOUR), ...of(6, 0)])).toEqual(QUIET);
  });

  test('does not ring for one late period', () => {
    expect(rings(reader, 'Warn', [...of(6, 0), 13 * HOUR, ...of(6, 0)])).not.toContain(true);
  });

  test('rings again and again for a reader that is late in every other period', () => {
    const alternating = of(10, [13 * HOUR, 0]).flat();
    expect(rings(reader, 'Warn', alternating)).toContain(true);
  });
});

describe.each(['Polling', 'FanOuta'])('%s, which reports on an idle stream too', (reader) => {
  test('is quiet on an idle stream', () => {
    expect(last(reader, of(300, 0))).toEqual(QUIET);
  });

  test('warns when it is dead for 10 minutes and pages at 20, whatever its last lag was', () => {
    for (const before of [0, 13 * HOUR]) {
      expect(last(reader, [...of(6, before), ...of(2, SILENT)])[0]).toBe(true);
      expect(last(reader, [...of(6, before), ...of(4, SILENT)])).toEqual(PAGED);
      expect(last(reader, [...of(6, before), ...of(300, SILENT)])).toEqual(PAGED);
    }
  });

  test('pages nobody for a deployment that stops reading for a quarter of an hour', () => {
    expect(rings(reader, 'Page', [...of(6, 0), ...of(3, SILENT), ...of(6, 0)])).not.toContain(true);
  });
});

describe('Lambda, which reports with a batch only', () => {
  test('is quiet on an idle stream, also when the last batch was late', () => {
    expect(last('Lambda', of(300, SILENT))).toEqual(QUIET);
    expect(last('Lambda', [...of(20, 13 * HOUR), ...of(6, SILENT)])).toEqual(QUIET);
  });

  test('rings for a lagging function whose batches take 15 minutes', () => {
    expect(last('Lambda', of(8, [SILENT, SILENT, 13 * HOUR]).flat())).toEqual(PAGED);
  });
});

describe('what others do, by the same rules', () => {
  test('missing data breaching on a Lambda reader: an idle stream rings for ever', () => {
    const breaching = { ...alarm('Lambda', 'Page'), TreatMissingData: 'breaching' };
    expect(statesOf(breaching, of(300, SILENT)).at(-1)).toBe('ALARM');
  });

  test('an alarm without dimensions: it sees no data, and never rings', () => {
    const { TreatMissingData: _, ...unset } = alarm('Polling', 'Page');
    expect(statesOf(unset, of(300, SILENT)).at(-1)).toBe('INSUFFICIENT_DATA');
    for (const [, { Properties }] of synthesized) expect(Properties.Dimensions.length).toBeGreaterThan(0);
  });
});
