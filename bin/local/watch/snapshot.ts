import type { Row } from '../report';
import type { AlarmState } from './alarms';
import type { LandedObject } from './landings';
import type { Columns, Point } from './series';

/** What the run is at. */
export type Phase = 'flowing' | 'paused' | 'landing' | 'checking' | 'ended';

/** What is drawn over time: records a second, and milliseconds of lag. */
export const SERIES = [
  'put',
  'archived',
  'counted',
  'alerting',
  'archiveLag',
  'delaysLag',
  'alertsLag',
] as const;
export type SeriesName = (typeof SERIES)[number];

/** A count, and records a second over the last seconds. */
export interface Flow {
  readonly count: number;
  readonly rate: number;
}

/** A shard and what fell on it. */
export interface ShardState {
  readonly id: string;
  /** Hash keys, first and last, as 32 hexadecimal digits. */
  readonly from: string;
  readonly to: string;
  /** Share of all hash keys, 0 to 1. */
  readonly share: number;
  readonly records: number;
  readonly bytes: number;
  readonly rate: number;
}

/** What came of the run, when it is over. */
export interface Outcome {
  readonly rows: readonly Row[];
  readonly faults: readonly string[];
}

/** What the page shows at one moment. Times are in milliseconds, `at` and `startedAt` since 1970. */
export interface Snapshot {
  readonly at: number;
  readonly startedAt: number;
  readonly phase: Phase;
  /** Records a second that are asked for. */
  readonly rate: number;
  /** Records after which the run ends by itself. */
  readonly limit: number;
  readonly totals: {
    readonly sent: number;
    readonly poison: number;
    /** Records that the stream has not taken. */
    readonly refused: number;
    readonly settled: number;
    readonly archived: number;
    readonly dropped: number;
    readonly failed: number;
    readonly counted: number;
    readonly alerts: number;
    readonly alertsDue: number;
  };
  /** Age of the oldest record on its way; 0 when none is. */
  readonly lag: Readonly<Record<'archive' | 'delays' | 'alerts', number>>;
  /** By the id of the edge; those that nothing is counted on are left out. */
  readonly edges: Readonly<Record<string, Flow>>;
  /** What is said of a node, by its id. */
  readonly facts: Readonly<Record<string, string>>;
  /** Records that consumers and the transform could not read, by name of the function. */
  readonly invalid: Readonly<Record<string, number>>;
  readonly shards: readonly ShardState[];
  readonly landed: {
    readonly objects: number;
    readonly errorObjects: number;
    readonly bytes: number;
    readonly latest: readonly LandedObject[];
  };
  readonly alarms: readonly AlarmState[];
  readonly notices: readonly string[];
  readonly outcome?: Outcome;
  /** A new moment of the charts. */
  readonly point?: Point<SeriesName>;
}

/** What a page gets first: the moment, and how it came to it. */
export interface History {
  readonly snapshot: Snapshot;
  readonly columns: Columns<SeriesName>;
}
