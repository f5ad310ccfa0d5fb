import type {
  FailedRedrive,
  MappingCounts,
  MessageOutcome,
  RedriveCount,
  RedriveCounts,
  RedriveResult,
  RedriveSource,
} from './contract';

/** Failures an answer names: the answer of a function is bounded. */
const MAX_FAILURES = 100;

type Stage = keyof RedriveCounts;
type Count = { -readonly [K in keyof RedriveCount]: RedriveCount[K] };

interface Tally {
  readonly source: RedriveSource;
  readonly counts: Record<Stage, Count>;
  readonly conditions: Record<string, Count>;
  busy: boolean;
}

/** Counts what a run finds and does. */
export class Report {
  private readonly totals = noCounts();
  private readonly tallies = new Map<string, Tally>();
  private readonly failures: FailedRedrive[] = [];

  constructor(private readonly dryRun: boolean) {}

  /** Batches counted as found. */
  public get found(): number {
    return this.totals.found.batches;
  }

  public add(stage: Stage, source: RedriveSource | undefined, records: number): void {
    const own = source === undefined ? [] : [this.tallyOf(source).counts[stage]];
    for (const count of [this.totals[stage], ...own]) increase(count, records);
  }

  public addCondition(source: RedriveSource, condition: string, records: number): void {
    const { conditions } = this.tallyOf(source);
    const count = Object.hasOwn(conditions, condition) ? conditions[condition] : noCount();
    increase(count, records);
    conditions[condition] = count;
  }

  public addFailure(failure: FailedRedrive): void {
    if (this.failures.length < MAX_FAILURES) this.failures.push(failure);
  }

  public markBusy(source: RedriveSource): void {
    this.tallyOf(source).busy = true;
  }

  public result(rest: { messages?: readonly MessageOutcome[]; next?: string } = {}): RedriveResult {
    return {
      dryRun: this.dryRun,
      ...this.totals,
      mappings: Object.fromEntries([...this.tallies].map(([mapping, tally]) => [mapping, countsOf(tally)])),
      failures: this.failures,
      ...rest,
    };
  }

  private tallyOf(source: RedriveSource): Tally {
    const known = this.tallies.get(source.mapping);
    if (known !== undefined) return known;
    const tally = { source, counts: noCounts(), conditions: {}, busy: false };
    this.tallies.set(source.mapping, tally);
    return tally;
  }
}

function countsOf({ source, counts, conditions, busy }: Tally): MappingCounts {
  const { functionArn, streamArn } = source;
  return { functionArn, streamArn, ...counts, conditions, ...(busy && { busy }) };
}

function increase(count: Count, records: number): void {
  count.batches += 1;
  count.records += records;
}

function noCount(): Count {
  return { batches: 0, records: 0 };
}

function noCounts(): Record<Stage, Count> {
  return { found: noCount(), redriven: noCount(), failed: noCount() };
}
