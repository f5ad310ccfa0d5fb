/** A record as a producer writes it and a consumer's code sees it. */
export interface UserRecord {
  readonly partitionKey: string;

  /** Absent unless the producer chose the hash key itself. */
  readonly explicitHashKey?: string;

  readonly data: Buffer;
}

/** A user record taken out of the Kinesis record it travelled in. */
export interface DeaggregatedRecord extends UserRecord {
  /** Place of the record in its aggregate, from 0; 0 for a record that travelled alone. */
  readonly subSequenceNumber: number;

  /** Whether the record travelled in an aggregate. */
  readonly aggregated: boolean;
}

/** One entry of a PutRecords request that carries one or more user records. */
export interface AggregatedRecord {
  readonly partitionKey: string;

  /** Absent unless the user records have one. */
  readonly explicitHashKey?: string;

  readonly data: Buffer;

  /** Number of user records inside. */
  readonly userRecords: number;
}
