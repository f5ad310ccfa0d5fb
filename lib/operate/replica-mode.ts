import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { ReplicationMode } from '../../lambda/replicate-stream/contract';

/** What a `StreamReplica` is for, which decides what of its source it copies and when. */
export class ReplicaMode {
  /** A copy in another Region that nothing comes back from: everything is copied, always. */
  public static oneWay(): ReplicaMode {
    return new ReplicaMode('one-way');
  }

  /**
   * Producers write in one Region at a time, the one that holds a token; it alone copies to the other. Each Region has
   * a replica in this mode, with the same `name`. Nothing is copied until the token is given to a Region for the first
   * time, and none when it cannot be read: the records wait in the source.
   *
   * `kinesis-constructs failover` moves the token. What came to a stream as a copy is told by its envelope; without
   * envelopes, by the time it came, and then producers must have stopped in one Region before the token moves.
   *
   * @param table a global table with a copy in both Regions, as `ReplicaTable` makes it
   * @param name name of the token, the same in both Regions and of no other pair of replicas, 1 to 255 characters
   */
  public static activePassive(table: ITable, name: string): ReplicaMode {
    return new ReplicaMode('active-passive', table, name);
  }

  /** Producers write in both Regions, and each gets the other's records. Needs `envelope`, or copies would echo. */
  public static activeActive(): ReplicaMode {
    return new ReplicaMode('active-active');
  }

  private constructor(
    /** @internal */
    public readonly _kind: ReplicationMode,
    /** @internal */
    public readonly _table?: ITable,
    /** @internal */
    public readonly _name?: string,
  ) {}
}
