import { type SynthesizedAlarm, statesOf } from '../../../test/support/alarm-evaluation';
import { isResource, type Landscape } from '../../diagram/landscape';
import type { Resource } from '../../diagram/stack';
import { MinuteMaxima } from './measured';

/** What an alarm is about, as far as the run measures it. */
type Source = { readonly lagOf: 'archive' } | { readonly ageAt: string };

/** An alarm of the template. */
export interface WatchedAlarm {
  /** Path of its construct. */
  readonly name: string;
  /** Metric and namespace. */
  readonly metric: string;
  /** Logical ids of what its dimensions name. */
  readonly watches: readonly string[];
  /** Milliseconds. */
  readonly threshold: number;
  /** Absent when the run has nothing to evaluate it with. */
  readonly source?: Source;
  readonly definition: SynthesizedAlarm;
}

/** How an alarm stands. */
export interface AlarmState {
  readonly name: string;
  readonly state: ReturnType<typeof statesOf>[number] | 'NOT_EVALUATED';
  /** The last value of its metric, in milliseconds. */
  readonly reading: number | null;
}

const MINUTE_S = 60;

/** The alarms of a template. */
export function readAlarms(landscape: Landscape): WatchedAlarm[] {
  return landscape.ofType('AWS::CloudWatch::Alarm').map((alarm) => {
    const definition = alarm.properties as unknown as SynthesizedAlarm & { readonly Namespace: string };
    const { Namespace, MetricName, Threshold, Dimensions = [] } = definition;
    const watched = Dimensions.flatMap(({ Value }) => landscape.read(Value, alarm).resources);
    const source = sourceOf(`${Namespace} ${MetricName}`, watched);
    return {
      name: alarm.path.join('/'),
      metric: `${Namespace} ${MetricName}`,
      watches: watched.map(({ id }) => id),
      threshold: Threshold,
      ...(source === undefined ? {} : { source }),
      definition,
    };
  });
}

/** The consumers of fan-out are not there in the emulator, and so have no lag; the archive is what reads by polling. */
function sourceOf(metric: string, watched: readonly Resource[]): Source | undefined {
  if (metric === 'AWS/Kinesis GetRecords.IteratorAgeMilliseconds') return { lagOf: 'archive' };
  const [one] = watched.filter(isResource);
  if (metric === 'AWS/Lambda IteratorAge' && one !== undefined) return { ageAt: one.id };
  return undefined;
}

/** Evaluates alarms by CloudWatch's rules, on what the run has measured. */
export class AlarmBoard {
  private readonly measured = new Map<string, { maxima: MinuteMaxima; last: number }>();

  /** @param start of the run, in milliseconds since 1970 */
  constructor(
    public readonly alarms: readonly WatchedAlarm[],
    private readonly start: number,
  ) {}

  /** Notes a lag in milliseconds: of `archive`, or of the function with a logical id. */
  public note(source: string, at: number, milliseconds: number): void {
    const known = this.measured.get(source) ?? { maxima: new MinuteMaxima(this.start), last: 0 };
    known.maxima.add(at, milliseconds);
    this.measured.set(source, { ...known, last: milliseconds });
  }

  public states(now: number): AlarmState[] {
    return this.alarms.map(({ name, source, definition }) => {
      if (source === undefined) return { name, state: 'NOT_EVALUATED', reading: null };
      const measured = this.measured.get('lagOf' in source ? source.lagOf : source.ageAt);
      const minutes = definition.Period / MINUTE_S;
      const periods = (measured?.maxima ?? new MinuteMaxima(this.start)).periods(minutes, now);
      return {
        name,
        state: statesOf(definition, periods).at(-1) ?? 'INSUFFICIENT_DATA',
        reading: measured?.last ?? null,
      };
    });
  }
}
