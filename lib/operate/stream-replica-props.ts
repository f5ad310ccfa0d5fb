import type { Duration } from 'aws-cdk-lib';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { StartPosition } from '../process/start-position';
import type { ReplicaMode } from './replica-mode';
import type { ReplicaTarget } from './replica-target';

/** Settings of a `StreamReplica`. */
export interface StreamReplicaProps {
  /**
   * Stream to copy, made here or imported, of the stack's Region. A customer key is to be imported with it. One whose
   * record distribution is `AUTO` has no order of keys to keep, and is refused.
   */
  readonly stream: IStream;

  /** Stream that gets the copies. One whose record distribution is `AUTO` would lose the order of keys. */
  readonly target: ReplicaTarget;

  /**
   * Whether copies go one way, from the active to a passive Region, or both ways.
   *
   * @default ReplicaMode.oneWay()
   */
  readonly mode?: ReplicaMode;

  /**
   * Whether each copy says where it came from: Region, stream, shard, sequence number and arrival time, about 150 bytes
   * before the data. Consumers of the target then read with `readReplicated` or `openEnvelope`.
   *
   * @default false, the target's records are the source's byte for byte, but for KPL aggregates that were taken apart
   */
  readonly envelope?: boolean;

  /**
   * Whether records of one partition key travel together, up to 51,200 bytes, in the KPL's format, which consumers of
   * the target then have to take apart. A hot key needs it: without, one record of a key is copied in a round trip.
   * User records out of an aggregate travel so in any case.
   *
   * @default false
   */
  readonly packing?: boolean;

  /**
   * Most records in one call of the function, 1 to 5,000. It is the most that a crash can bring twice.
   *
   * @default 1000
   */
  readonly batchSize?: number;

  /**
   * Whether the replica reads as a registered consumer, with 2 MB/s of each shard for itself.
   *
   * @default true
   */
  readonly enhancedFanOut?: boolean;

  /**
   * Where in the stream to start. A change starts there anew, but for what the checkpoints know to be copied.
   *
   * @default StartPosition.TRIM_HORIZON
   */
  readonly startingPosition?: StartPosition;

  /**
   * Age from which a record that cannot be copied is given up and kept in `failureBucket`, 60 seconds to 7 days. Give
   * less than the stream keeps records. Until then it is tried without end, and the records of its shard wait.
   *
   * @default - an hour less than the stream keeps records, 7 days at most; 7 days for a stream made elsewhere
   */
  readonly maxRecordAge?: Duration;

  /**
   * Bucket for batches that were given up, each with its records.
   *
   * @default - a new bucket: TLS only, not public, versioned, under a key of its own, retained with the stack
   */
  readonly failureBucket?: IBucket;
}
