import type { History, Policy } from './policy';
import type { SimulatedStream, Step } from './stream';

/** Mean utilisation of `points` periods of `period` minutes, newest last; undefined when there are too few minutes. */
function utilisations(seen: readonly Step[], period: number, points: number): number[] | undefined {
  if (seen.length < period * points) return undefined;
  const recent = seen.slice(-period * points);
  return Array.from({ length: points }, (_, i) => {
    const minutes = recent.slice(i * period, (i + 1) * period);
    return minutes.reduce((sum, { accepted, shards }) => sum + accepted / shards, 0) / period;
  });
}

/** All of these look at their metrics every five minutes. */
const due = (stream: SimulatedStream): boolean => stream.now % 5 === 0 && !stream.updating;

/** aws-samples/kinesis-auto-scaling: 5-minute points; 5 of 5 at 75 % double, 57 of 60 under 25 % halve. */
export class AwsSample implements Policy {
  private last = 0;

  public act(stream: SimulatedStream, history: History): void {
    if (!due(stream)) return;
    const since = history.last(300).filter(({ minute }) => minute >= this.last);
    const up = utilisations(since, 5, 5);
    const down = utilisations(since, 5, 60);
    if (up?.every((u) => u >= 0.75)) this.resize(stream, stream.shards.length * 2);
    else if (down !== undefined && down.filter((u) => u < 0.25).length >= 57) {
      this.resize(stream, Math.ceil(stream.shards.length / 2));
    }
  }

  private resize(stream: SimulatedStream, target: number): void {
    if (stream.updateShardCount(target)) this.last = stream.now;
  }
}

/** awslabs/amazon-kinesis-scaling-utils at 200 and 50 %: two 1-minute samples; shard by shard when out of calls. */
export class ScalingUtils implements Policy {
  private upAgain = 0;
  private downAgain = 0;

  public act(stream: SimulatedStream, history: History): void {
    if (!due(stream)) return;
    const samples = utilisations(history.last(2), 1, 2);
    if (samples === undefined) return;
    const count = stream.shards.length;
    if (samples.every((u) => u > 0.75) && stream.now >= this.upAgain) {
      this.upAgain = stream.now + 5;
      if (!stream.updateShardCount(count * 2)) splitEach(stream);
    } else if (samples.every((u) => u < 0.25) && stream.now >= this.downAgain && count > 1) {
      this.downAgain = stream.now + 2;
      if (!stream.updateShardCount(Math.ceil(count / 2))) mergePairs(stream);
    }
  }
}

function splitEach(stream: SimulatedStream): void {
  for (const { id, start, end } of stream.shards) stream.split(id, start + (end - start + 1n) / 2n);
}

function mergePairs(stream: SimulatedStream): void {
  const { shards } = stream;
  for (let i = 0; i + 1 < shards.length; i += 2) stream.merge(shards[i].id, shards[i + 1].id);
}

/** epsagon/kinesis-autoscaler: one 5-minute point at 75 % grows by 100, 50 or 25 %; down after a day under 25 %. */
export class Epsagon implements Policy {
  public act(stream: SimulatedStream, history: History): void {
    if (!due(stream)) return;
    const count = stream.shards.length;
    const [last] = utilisations(history.last(5), 5, 1) ?? [];
    if (last === undefined) return;
    if (last >= 0.75) stream.updateShardCount(Math.ceil(count * (count <= 3 ? 2 : count <= 50 ? 1.5 : 1.25)));
    else if (last <= 0.25 && utilisations(history.last(1440), 5, 288)?.every((u) => u <= 0.25)) {
      stream.updateShardCount(Math.ceil(count * (count <= 3 ? 0.5 : 0.75)));
    }
  }
}
