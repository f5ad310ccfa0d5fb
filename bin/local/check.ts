import { compareCounts, type Difference, total } from './counter';
import type { Expected } from './expected';
import type { Observed } from './pipeline';

/** The totals of a run. */
export interface Totals {
  readonly sent: number;
  /** Records that the transform has answered with. */
  readonly transformed: number;
  readonly dropped: number;
  readonly failed: number;
  readonly archived: number;
  readonly objects: number;
  readonly bytes: number;
  readonly processed: { readonly delays: number; readonly alerts: number };
  /** Records that are missing where they should have arrived, in the archive or at a consumer. */
  readonly lost: number;
}

/** Totals, and what is wrong with them, a line each. */
export interface Verdict {
  readonly totals: Totals;
  readonly faults: readonly string[];
}

/** Compares what came of the flights with what had to come of them, record by record. */
export function check(expected: Expected, { archive, tallies, delays, alerts }: Observed): Verdict {
  const sum = (field: 'received' | 'ok' | 'dropped' | 'failed'): number =>
    tallies.reduce((total, tally) => total + tally[field], 0);
  const differences = {
    'in the archive': compareCounts(expected.archived, archive.archived),
    'in the error output': compareCounts(expected.failed, archive.failed),
    'counted by airport of origin by the consumer delays': compareCounts(expected.delays, delays),
    'in the queue of the consumer alerts': compareCounts(expected.alerts, alerts),
    'dropped by the transform': compareCounts(
      new Map([['short flights', expected.dropped]]),
      new Map([['short flights', sum('dropped')]]),
    ),
  };
  const totals = {
    sent: expected.sent,
    transformed: sum('ok'),
    dropped: sum('dropped'),
    failed: total(archive.failed),
    archived: total(archive.archived),
    objects: archive.objects,
    bytes: archive.bytes,
    processed: { delays: total(delays), alerts: total(alerts) },
    lost: Object.values(differences).reduce((lost, { missing }) => lost + missing, 0),
  };
  return {
    totals,
    faults: Object.entries(differences).flatMap(([where, difference]) => fault(where, difference)),
  };
}

function fault(where: string, { missing, surplus, examples }: Difference): string[] {
  if (missing === 0 && surplus === 0) return [];
  return [`${missing} missing and ${surplus} too many ${where}: ${examples.join(', ')}`];
}
