import { performance } from 'node:perf_hooks';

/** Time and chance, as the producer meets them: the tests put their own in. */
export interface Runtime {
  /** Milliseconds since some moment; never goes back. */
  now(): number;

  /** Runs `action` in `ms` milliseconds, unless the function it returns is called before. */
  after(ms: number, action: () => void): () => void;

  /** A number from 0 up to, and not including, 1. */
  random(): number;
}

export const systemRuntime: Runtime = {
  now: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
