import { readFileSync } from 'node:fs';
import { readAirports } from '../../../examples/streaming-etl/airports';
import { check, type Verdict } from '../check';
import { addCounts, countBy, total } from '../counter';
import { type Expected, expectOf } from '../expected';
import { summarize } from '../latency';
import { AIRPORTS } from '../paths';
import type { Landed, Observed } from '../pipeline';
import { type Row, totalsRows } from '../report';
import type { Ledger } from './ledger';

/** What must come of everything that was sent: of flights by the example's rules, of poison an entry in the error output. */
export function expectedOf({ flights, poison }: Ledger): Expected {
  const expected = expectOf(flights, readAirports(readFileSync(AIRPORTS, 'utf8')));
  return {
    ...expected,
    sent: expected.sent + poison.length,
    failed: addCounts([expected.failed, countBy(poison, ({ data }) => data)]),
  };
}

/** How much has to have landed before it is compared. */
export function targetOf(expected: Expected, { poison }: Ledger): Landed {
  return {
    settled: expected.sent,
    delays: total(expected.delays),
    alerts: total(expected.alerts),
    poison: poison.length,
  };
}

/** What went wrong on the way into the stream, and on the way out of it. */
export interface Mishaps {
  /** Records that the stream has not taken, and why the first of them. */
  readonly refused: number;
  readonly refusal: string | undefined;
  /** Records that the producer has put again because a call was not answered. */
  readonly possibleDuplicates: number;
  /** What had not landed when nothing more came. */
  readonly shortfall: string | undefined;
}

/** The totals of a watched run. */
export interface Reckoning extends Verdict {
  readonly rows: readonly Row[];
  readonly json: Readonly<Record<string, unknown>>;
}

/** Compares what came of the records with what had to come of them. */
export function reckon(
  expected: Expected,
  observed: Observed,
  { poison, landingTimes }: Ledger,
  { refused, refusal, possibleDuplicates, shortfall }: Mishaps,
): Reckoning {
  const { totals, faults } = check(expected, observed);
  const latency = summarize(landingTimes);
  const twice =
    faults.length === 0 || possibleDuplicates === 0
      ? []
      : [
          `${possibleDuplicates} records were put again after a call without an answer: the stream may have them twice`,
        ];
  const untaken = refused === 0 ? [] : [`${refused} records were not taken by the stream: ${refusal}`];
  const seen = shortfall === undefined ? '; refused by both consumers too' : '';
  const note = `of the failed, sent on purpose${seen}`;
  const rows = totalsRows(totals, latency).flatMap((row): Row[] =>
    row[0] === 'failed' && poison.length > 0 ? [row, ['poison', poison.length, note]] : [row],
  );
  return {
    totals,
    rows,
    faults: [...(shortfall === undefined ? [] : [shortfall]), ...untaken, ...faults, ...twice],
    json: { ...totals, poison: poison.length, refused, latency },
  };
}
