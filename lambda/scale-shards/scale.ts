import { carryOut } from './carry-out';
import { type Considered, consider } from './consider';
import type { ScaleShardsSettings } from './contract';
import type { Memory } from './memory';
import { MINUTE } from './model';
import type { Ports } from './ports';
import { settle } from './settle';

/** No run lasts longer: Lambda ends a function after 15 minutes. */
const LONGEST_RUN = 15 * MINUTE;

/** What one run came to. */
export interface Run {
  /** Absent when another run was still acting. */
  readonly considered?: Considered;
  readonly outcome:
    | 'nothing to do'
    | 'done'
    | 'in part'
    | 'dry run'
    | 'another run acts'
    | 'another run was faster';
  /** What went wrong with acting; the next run tries again. */
  readonly error?: unknown;
}

/**
 * One run: looks, decides, and acts if it is the one run that may.
 *
 * The memory is loaded before anything is looked at, and an action is reserved in it before it is begun, on condition that
 * the memory is still the same. So what a decision was made from is never older than the last action; of runs at the same time one
 * reserves; and while it acts the others leave the stream alone, until it is done or has been ended. A crash after the
 * reservation leaves an action that is counted and not made.
 */
export async function scale(ports: Ports, settings: ScaleShardsSettings): Promise<Run> {
  const { memory, stream, clock } = ports;
  const loaded = await memory.load();
  if (isBusy(loaded, clock.now())) return { outcome: 'another run acts' };
  const considered = await consider(ports, settings, loaded);
  const { decision, shards, lookedInVain } = considered;
  const acts = decision.action.kind !== 'none';
  const pretends = acts && settings.dryRun;

  const reserved: Memory = {
    version: loaded.version + 1,
    state: pretends ? loaded.state : decision.state,
    lookedInVain,
    busyUntil: acts && !pretends ? clock.deadline() : undefined,
  };
  if (!(await memory.save(reserved, loaded))) return { considered, outcome: 'another run was faster' };
  if (pretends) return { considered, outcome: 'dry run' };
  if (!acts) return { considered, outcome: 'nothing to do' };

  const carried = await carryOut(decision.action, stream, clock);
  const state = settle(loaded.state, decision, carried, shards);
  await memory.save({ version: reserved.version + 1, state, lookedInVain }, reserved);
  const whole = carried.error === undefined && state === decision.state;
  return { considered, outcome: whole ? 'done' : 'in part', error: carried.error };
}

/** A time too far ahead was noted under a clock that was wrong. */
function isBusy({ busyUntil }: Memory, now: number): boolean {
  return busyUntil !== undefined && now < busyUntil && busyUntil <= now + LONGEST_RUN;
}
