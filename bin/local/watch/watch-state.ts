import type { Counts } from '../counter';
import { total } from '../counter';
import type { Tally } from '../delivery/contract';
import type { Landed } from '../pipeline';
import { AlarmBoard, type WatchedAlarm } from './alarms';
import type { Feeder } from './feeder';
import type { BatchCounts, FunctionCounts } from './function-counts';
import type { Measure, PipelineGraph } from './graph';
import type { HashRange } from './hash-range';
import { Landings } from './landings';
import type { Ledger } from './ledger';
import { Meter } from './meter';
import { Notices } from './notices';
import { Series } from './series';
import { type History, type Outcome, type Phase, SERIES, type SeriesName, type Snapshot } from './snapshot';

/** How many seconds the charts go back. */
const SECONDS = 600;
const SECOND_MS = 1000;
/** Prefix of what Firehose could not process, wherever it is in the name. */
const ERROR_OUTPUT = 'processing-failed';

/** What the emulator was seen to hold. */
export interface Observation {
  /** New tallies, by their keys, in the order of each shard. */
  readonly tallies: readonly { readonly key: string; readonly tally: Tally }[];
  /** Flights in the table by airport of origin. */
  readonly delays: Counts;
  /** Messages in the queue. */
  readonly alerts: number;
  /** New batches, with the logical id of their function. */
  readonly batches: readonly { readonly functionId: string; readonly batch: BatchCounts }[];
}

/** What a watch is about. */
export interface WatchSettings {
  readonly graph: PipelineGraph;
  readonly alarms: readonly WatchedAlarm[];
  readonly ledger: Ledger;
  readonly feeder: Feeder;
  readonly limit: number;
  readonly shards: readonly (HashRange & { readonly id: string })[];
  /** Logical ids of the functions behind the consumers. */
  readonly consumers: Readonly<Record<'delays' | 'alerts', string>>;
  readonly startedAt: number;
}

/** Everything that the page shows. */
export class WatchState {
  public readonly notices = new Notices();
  public readonly landings = new Landings();
  public readonly board: AlarmBoard;
  public ending: 'landing' | 'checking' | undefined;
  public outcome: Outcome | undefined;

  private readonly meters = new Map<string, Meter>();
  private readonly series = new Series<SeriesName>(SERIES, SECONDS);
  private readonly functions = new Map<string, FunctionCounts>();
  private delays: Counts = new Map();
  private alerts = 0;
  private pointAt = 0;

  constructor(private readonly settings: WatchSettings) {
    this.board = new AlarmBoard(settings.alarms, settings.startedAt);
  }

  public get phase(): Phase {
    if (this.outcome !== undefined) return 'ended';
    return this.ending ?? (this.settings.feeder.paused ? 'paused' : 'flowing');
  }

  /** How far everything has come. */
  public get landed(): Landed {
    const { delays, alerts } = this.settings.consumers;
    return {
      settled: this.landings.totals.received,
      delays: total(this.delays),
      alerts: this.alerts,
      poison: Math.min(this.counts(delays).invalid, this.counts(alerts).invalid),
    };
  }

  /** Takes in what was seen at a time. */
  public observe({ tallies, delays, alerts, batches }: Observation, now: number): void {
    const { ledger, consumers } = this.settings;
    for (const { key, tally } of tallies) {
      const more = this.landings.take(key, tally, (object) => object.includes(ERROR_OUTPUT));
      ledger.delivered(tally.shardId, more, tally.landedAt);
    }
    for (const { functionId, batch } of batches) {
      const { seen, invalid } = this.counts(functionId);
      this.functions.set(functionId, { seen: seen + batch.seen, invalid: invalid + batch.invalid });
      if (batch.iteratorAge !== undefined) this.board.note(functionId, now, batch.iteratorAge);
    }
    this.delays = delays;
    this.alerts = alerts;
    ledger.counted(delays);
    ledger.seenByAlerts(this.counts(consumers.alerts).seen);
    this.board.note('archive', now, this.lag(now).archive);
  }

  /** The moment, with a new point for the charts when a second has passed. */
  public moment(now: number): Snapshot {
    const snapshot = this.snapshot(now);
    if (now - this.pointAt < SECOND_MS) return snapshot;
    this.pointAt = now;
    const { archive, delays, alerts } = snapshot.lag;
    const values = {
      put: this.flow('sent', now, this.settings.ledger.sent).rate,
      archived: this.flow('settled', now, this.landings.totals.received).rate,
      counted: this.flow('counted', now, total(this.delays)).rate,
      alerting: this.flow('alerting', now, this.counts(this.settings.consumers.alerts).seen).rate,
      archiveLag: archive,
      delaysLag: delays,
      alertsLag: alerts,
    };
    const point = { at: now, values };
    this.series.add(point);
    return { ...snapshot, point };
  }

  /** For a page that is opened only now. */
  public history(now: number): History {
    return { snapshot: this.snapshot(now), columns: this.series.columns() };
  }

  private snapshot(now: number): Snapshot {
    const { ledger, feeder, limit, graph, startedAt, shards } = this.settings;
    const { totals, latest } = this.landings;
    return {
      at: now,
      startedAt,
      phase: this.phase,
      rate: feeder.rate,
      limit,
      totals: {
        sent: ledger.sent,
        poison: ledger.poison.length,
        refused: feeder.refused,
        settled: totals.received,
        archived: totals.ok,
        dropped: totals.dropped,
        failed: totals.failed,
        counted: total(this.delays),
        alerts: this.alerts,
        alertsDue: ledger.alertsDue,
      },
      lag: this.lag(now),
      edges: Object.fromEntries(
        graph.edges
          .filter(({ measure }) => measure !== 'nothing')
          .map(({ id, measure }) => [id, this.flow(id, now, this.countOf(measure))]),
      ),
      facts: Object.fromEntries(graph.nodes.map((node) => [node.id, this.fact(node)])),
      invalid: Object.fromEntries(
        graph.nodes.flatMap(({ kind, name, resource = '' }) =>
          kind === 'function' ? [[name, this.counts(resource).invalid]] : [],
        ),
      ),
      shards: shards.map((shard) => {
        const load = ledger.load(shard.id);
        return { ...shard, ...load, rate: this.flow(shard.id, now, load.records).rate };
      }),
      landed: { objects: totals.objects, errorObjects: totals.errorObjects, bytes: totals.bytes, latest },
      alarms: this.board.states(now),
      notices: this.notices.all,
      ...(this.outcome === undefined ? {} : { outcome: this.outcome }),
    };
  }

  private lag(now: number): Snapshot['lag'] {
    const { archive, delays, alerts } = this.settings.ledger.oldest;
    const age = (at: number | undefined): number => (at === undefined ? 0 : Math.max(0, now - at));
    return { archive: age(archive), delays: age(delays), alerts: age(alerts) };
  }

  private countOf(measure: Measure): number {
    const { ok, failed, received } = this.landings.totals;
    if (typeof measure === 'object')
      return Math.max(0, ...measure.functions.map((id) => this.counts(id).seen));
    if (measure === 'sent') return this.settings.ledger.sent;
    if (measure === 'settled') return received;
    if (measure === 'landed') return ok + failed;
    if (measure === 'counted') return total(this.delays);
    return measure === 'queued' ? this.alerts : 0;
  }

  private fact({ kind, resource = '' }: PipelineGraph['nodes'][number]): string {
    const { landings, settings } = this;
    const { objects } = landings.totals;
    const invalid = this.counts(resource).invalid;
    if (kind === 'run') return `${settings.feeder.rate}/s asked for`;
    if (kind === 'stream') return many(settings.shards.length, 'shard');
    if (kind === 'bucket') return many(objects, 'object');
    if (kind === 'table') return many(this.delays.size, 'airport');
    if (kind === 'function') return invalid === 0 ? '' : `${invalid.toLocaleString('en')} refused`;
    return '';
  }

  private counts(functionId: string): FunctionCounts {
    return this.functions.get(functionId) ?? { seen: 0, invalid: 0 };
  }

  private flow(name: string, now: number, count: number): { count: number; rate: number } {
    const meter = this.meters.get(name) ?? new Meter();
    this.meters.set(name, meter);
    meter.sample(now, count);
    return { count, rate: this.outcome === undefined ? Math.round(meter.rate * 10) / 10 : 0 };
  }
}

function many(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
}
