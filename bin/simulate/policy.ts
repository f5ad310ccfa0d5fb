import type { SimulatedStream, Step } from './stream';
import type { Trace } from './trace';

/** The minutes whose metrics can be read by now. */
export interface History {
  /** The last `count` of them or fewer, oldest first. */
  last(count: number): readonly Step[];
}

/** What looks after a simulated stream: called each minute. */
export interface Policy {
  /** Shards to start with; a share of the peak when absent. */
  startShards?(trace: Trace): number;
  /** Billed as an on-demand stream. */
  readonly onDemand?: boolean;
  act(stream: SimulatedStream, history: History): void;
}
