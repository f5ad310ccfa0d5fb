import { setTimeout } from 'node:timers/promises';
import type { Context } from 'aws-lambda';

/** Time and chance, as sampling meets them: the tests put their own in. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;

  /** Milliseconds that sampling may still take. */
  left(): number;
  sleep(ms: number): Promise<void>;

  /** A number from 0 up to, and not including, 1. */
  random(): number;
}

/** Kept for calls under way and for the report. */
const MARGIN_MS = 20_000;

/** The clock of one invocation. */
export function invocationClock(context: Pick<Context, 'getRemainingTimeInMillis'>): Clock {
  return {
    now: Date.now,
    left: () => context.getRemainingTimeInMillis() - MARGIN_MS,
    sleep: async (ms) => {
      await setTimeout(ms);
    },
    random: Math.random,
  };
}
