import { readReplicated } from 'kinesis-constructs/runtime';
import type { ShardReader } from 'kinesis-constructs/testing';

/** A record as a stream holds it. */
export interface Held {
  readonly id: string;
  readonly partitionKey: string;
  readonly data: string;
  /** When its first stream took it in, milliseconds since 1970. */
  readonly arrivedAt: number;
  /** The Region it was copied from; none for one that was put here. */
  readonly origin: string | undefined;
}

/** Reads on in all shards to their ends, and gives all that was read so far, shard by shard. */
export class Reading {
  private readonly held: Held[][];

  constructor(private readonly shards: readonly ShardReader[]) {
    this.held = shards.map(() => []);
  }

  public async read(): Promise<readonly Held[]> {
    for (const [index, shard] of this.shards.entries()) {
      for (let page = await shard.read(10_000); page.length > 0; page = await shard.read(10_000)) {
        for (const { kinesis } of page) {
          for (const { partitionKey, data, origin } of readReplicated(kinesis)) {
            const text = data.toString();
            this.held[index]?.push({
              id: JSON.parse(text).id,
              partitionKey,
              data: text,
              arrivedAt: origin?.arrivalTime.getTime() ?? kinesis.approximateArrivalTimestamp * 1000,
              origin: origin?.region,
            });
          }
        }
      }
    }
    return this.held.flat();
  }
}
