/** What of the tables is put on the stream. */
export enum ReplicationType {
  /** The rows that are there, once. */
  FULL_LOAD = 'full-load',

  /** Changes from the first start on. */
  CHANGES = 'cdc',

  /** The rows that are there, then changes since the load began. */
  FULL_LOAD_AND_CHANGES = 'full-load-and-cdc',
}
