import { decide } from '../../lambda/scale-shards/decide';
import {
  NEW_STATE,
  type Observations,
  type ScalingSettings,
  type ScalingState,
} from '../../lambda/scale-shards/decision';
import { MINUTE } from '../../lambda/scale-shards/model';
import type { History, Policy } from './policy';
import type { SimulatedStream } from './stream';

/** Minutes of metrics that the function reads. */
const READ = 45;

/** The library's autoscaler: the code that its function runs. */
export class Ours implements Policy {
  private state: ScalingState = NEW_STATE;

  constructor(private readonly settings: ScalingSettings) {}

  public act(stream: SimulatedStream, history: History): void {
    const minutes = history.last(READ);
    const observed: Observations = { active: !stream.updating, shards: stream.shards, minutes };
    const now = stream.now * MINUTE;
    let decision = decide(this.settings, this.state, observed, now);
    if (decision.wantsShardLoads) {
      const offered = minutes.at(-1)?.offered ?? 0;
      const shardLoads = new Map(stream.shards.map(({ id, share }) => [id, offered * share]));
      decision = decide(this.settings, this.state, { ...observed, shardLoads }, now);
    }
    this.state = decision.state;
    const { action } = decision;
    if (action.kind === 'update') stream.updateShardCount(action.target);
    if (action.kind === 'split') for (const { shardId, at } of action.splits) stream.split(shardId, at);
    if (action.kind === 'merge') {
      for (const { shardId, adjacentShardId } of action.merges) stream.merge(shardId, adjacentShardId);
    }
  }
}
