import { Duration, Size } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type BufferLimits, checkLength, checkPattern } from './destination-checks';

/** How often Firehose begins a new index. */
export enum IndexRotation {
  /** Never: all records go into one index. */
  NONE = 'NoRotation',
  HOURLY = 'OneHour',
  DAILY = 'OneDay',
  WEEKLY = 'OneWeek',
  MONTHLY = 'OneMonth',
}

/** Who makes the ids of the documents. */
export enum DocumentId {
  /** Firehose, the same for each delivery of a record: it is indexed once. */
  FIREHOSE = 'FIREHOSE_DEFAULT',
  /** OpenSearch, which is faster; a record that is delivered again is indexed again. */
  OPENSEARCH = 'NO_DOCUMENT_ID',
}

/** What a domain and a collection take of a buffer. */
export const SEARCH_LIMITS: BufferLimits = {
  maxSize: Size.mebibytes(100),
  maxInterval: Duration.seconds(900),
};

/** Fails on a name that Firehose or OpenSearch refuses. */
export function checkIndexName(scope: IConstruct, indexName: string): void {
  checkLength(scope, 'indexName', indexName, 1, 80);
  checkPattern(
    scope,
    'indexName',
    indexName,
    /^[^A-Z_\s"*+\\<|,>/?:#-][^A-Z\s"*\\<|,>/?:#]*$/,
    'in lower case, without spaces or "*\\<|,>/?:#, and not beginning with _ - or +',
  );
}
