/** Environment variables of the handler. */
export const RedriveVariable = {
  /** The sources, a list of `RedriveSource` as JSON. */
  SOURCES: 'REDRIVE_SOURCES',
  /** What the records go to, a `RedriveTargetKind`. */
  TARGET: 'REDRIVE_TARGET',
} as const;

/** What failed batches go to: the function that failed on them, or the stream they came from. */
export type RedriveTargetKind = 'function' | 'stream';

/** One event source mapping whose failed batches can be redriven. */
export interface RedriveSource {
  /** Id of the mapping. */
  readonly mapping: string;
  readonly functionArn: string;
  readonly streamArn: string;
  /** Name of the bucket that keeps its failed batches. */
  readonly bucket: string;
}

/** Below this prefix Lambda writes `<mapping id>/<shard id>/YYYY/MM/DD/<time>-<random id>`. */
export const KEPT_PREFIX = 'aws/lambda/';

/** Objects that were redriven move to their old key below this prefix. */
export const REDRIVEN_PREFIX = 'redriven/';

/** Key of the object by which one run keeps others off a mapping. */
export const LEASE_PREFIX = 'redriven/lease-';

/** Metrics in the namespace `KinesisConstructs`, with the dimension `FunctionName`: the name of the redrive function. */
export const RedriveMetric = {
  /** Batches whose records were all processed, count. */
  BATCHES_REDRIVEN: 'BatchesRedriven',
  /** Records of these, count. */
  RECORDS_REDRIVEN: 'RecordsRedriven',
  /** Batches that failed again, count. */
  BATCHES_FAILED: 'BatchesFailedAgain',
} as const;

/** What the handler is invoked with. Every field may be left out. */
export interface RedriveRequest {
  /** Whether to look only: nothing is called, put or moved. Default: true. */
  readonly dryRun?: boolean;
  /** Earliest time at which Lambda gave a batch up, such as `2026-03-01T00:00:00Z`. Default: no bound. */
  readonly from?: string;
  /** Time before which Lambda gave a batch up. Default: no bound. */
  readonly to?: string;
  /** Id of the one mapping to look at. Default: all. */
  readonly mapping?: string;
  /** Name or ARN of the one function to look at. Default: all. */
  readonly function?: string;
  /** Most batches to take, 1 or more. Default: as many as the time allows. */
  readonly limit?: number;
  /**
   * Whether a batch that fails again holds back the later ones of its shard. Default: true towards a stream; false
   * towards a function, as Lambda itself goes on after a batch that it gives up.
   */
  readonly strictOrder?: boolean;
  /** Where to go on: `next` of the answer before. The filters have to be given again. Default: from the beginning. */
  readonly next?: string;
  /**
   * Messages of an on-failure destination in SQS or SNS, in place of the objects in S3: each a message body, an SNS
   * notification, or an entry of `Messages` as `aws sqs receive-message` prints it. At most 1,000.
   */
  readonly messages?: readonly unknown[];
}

/** So many batches, and records in them. */
export interface RedriveCount {
  readonly batches: number;
  readonly records: number;
}

/** What was found and done. */
export interface RedriveCounts {
  /** Batches that the filters let pass and that were looked at. */
  readonly found: RedriveCount;
  /** Batches whose records were all processed again. */
  readonly redriven: RedriveCount;
  /** Batches that failed again or could not be read; they stay as they are. */
  readonly failed: RedriveCount;
}

/** What was found and done for one mapping. */
export interface MappingCounts extends RedriveCounts {
  readonly functionArn: string;
  readonly streamArn: string;
  /** The batches found, by the condition that Lambda gave them up for, such as `RetryAttemptsExhausted`. */
  readonly conditions: Readonly<Record<string, RedriveCount>>;
  /** True when another run was at this mapping, which was therefore left alone. */
  readonly busy?: boolean;
}

/** A batch that was not redriven. */
export interface FailedRedrive {
  readonly mapping?: string;
  /** Key of its object. */
  readonly key?: string;
  /** Place of its message in the request, from 0. */
  readonly message?: number;
  readonly reason: string;
  /** Records that remain to be processed, when that is known: those before them were. */
  readonly remaining?: { readonly records: number; readonly fromSequenceNumber: string };
}

/** What became of one message of the request. */
export interface MessageOutcome {
  /** Place in the request, from 0. */
  readonly message: number;
  /** `MessageId` of the message, if it had one. */
  readonly messageId?: string;
  /**
   * - `found`: a dry run, or the run ended before it: send it again
   * - `redriven`: all records that the stream still has were processed; the message can be deleted
   * - `failed`: see `failures`
   * - `expired`: the stream has none of its records any more
   */
  readonly status: 'found' | 'redriven' | 'failed' | 'expired';
  /** Records that the message counts and the stream no longer has; of a message that was read. */
  readonly missing?: number;
}

/** The handler's answer. */
export interface RedriveResult extends RedriveCounts {
  readonly dryRun: boolean;
  /** By id of the mapping. */
  readonly mappings: Readonly<Record<string, MappingCounts>>;
  /** The first 100 batches that failed. */
  readonly failures: readonly FailedRedrive[];
  /** Of a request with messages, one for each. */
  readonly messages?: readonly MessageOutcome[];
  /** Given when the run ended before the work: pass it, with the same filters, to go on behind what was looked at. */
  readonly next?: string;
}
