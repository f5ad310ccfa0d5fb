import type { Action, Merge, Split } from './decision';
import { MINUTE } from './model';
import type { Clock, StreamPort } from './ports';

/** How often it is looked whether the stream is ACTIVE again. */
const LOOK_EVERY = 2_000;

/** No step is begun with less time left than this. */
const MARGIN = MINUTE / 4;

/** What came of an action. */
export interface Carried {
  /** Steps that were begun: a call is one step, each split and merge is one. */
  readonly made: number;
  /** What ended it early. */
  readonly error?: unknown;
}

/**
 * Carries out an action. Splits and merges run one after another, since Kinesis changes an ACTIVE stream only; what does
 * not fit into the time of this run is left to later decisions.
 */
export async function carryOut(action: Action, stream: StreamPort, clock: Clock): Promise<Carried> {
  let made = 0;
  try {
    for (const step of stepsOf(action, stream)) {
      if (made > 0 && !(await becomesActive(stream, clock))) break;
      await step();
      made += 1;
    }
    return { made };
  } catch (error) {
    return { made, error };
  }
}

function stepsOf(action: Action, stream: StreamPort): (() => Promise<void>)[] {
  switch (action.kind) {
    case 'update':
      return [() => stream.updateShardCount(action.target)];
    case 'split':
      return action.splits.map((split: Split) => () => stream.split(split));
    case 'merge':
      return action.merges.map((merge: Merge) => () => stream.merge(merge));
    case 'none':
      return [];
  }
}

async function becomesActive(stream: StreamPort, clock: Clock): Promise<boolean> {
  while (clock.now() + LOOK_EVERY + MARGIN < clock.deadline()) {
    await clock.pause(LOOK_EVERY);
    if ((await stream.summary()).active) return true;
  }
  return false;
}
