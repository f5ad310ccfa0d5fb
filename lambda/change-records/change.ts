/** A row as DMS writes it: columns by name. Whole numbers beyond 2^53 lose digits where JSON is parsed. */
export type Row = Readonly<Record<string, unknown>>;

/** What is said of any record that DMS puts on a stream. */
export interface ChangeMetadata {
  /** When DMS made the record, to the millisecond. */
  readonly timestamp: Date;
  readonly schema: string;
  readonly table: string;
  /** What the partition key is, such as `primary-key`. */
  readonly partitionKeyType?: string;
  /** The partition key, with `includePartitionValue`. */
  readonly partitionKeyValue?: string;
}

/** A row that was loaded, inserted, updated or deleted. */
export interface RowChange<T = Row> extends ChangeMetadata {
  readonly kind: 'row';
  /** `load`: it was there before changes were read. */
  readonly operation: 'load' | 'insert' | 'update' | 'delete';
  /** The row afterwards; of a deleted row, what the source tells, its key at least. */
  readonly row: T;
  /** The columns as they were, with `beforeImage`; which ones depends on the source. */
  readonly before?: Partial<T>;
  /** Of the source; on changes alone. One that is a number beyond 2^53 has lost digits: others may then read the same. */
  readonly transactionId?: string;
  /** Place of the change in its transaction, from 1; with `includeTransactionDetails`. */
  readonly transactionRecordId?: number;
  /** When the source committed, with `includeTransactionDetails`. */
  readonly commitTimestamp?: Date;
  /** Place in the source's log, in its own notation; with `includeTransactionDetails`. */
  readonly streamPosition?: string;
}

/** Something that was done to a table: a control record. */
export interface TableChange extends ChangeMetadata {
  readonly kind: 'table';
  /** Such as `create-table`, `drop-table`, `rename-table`, `add-column`, `drop-column` and `rename-column`. */
  readonly operation: string;
  /** The table's columns, with `includeControlDetails`. */
  readonly definition?: TableDefinition;
  /** All that the record says of it. */
  readonly details: Row;
}

/** A table as it is after a change of its definition. */
export interface TableDefinition {
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  /** Names of the columns; empty without a primary key. */
  readonly primaryKey: readonly string[];
}

/** A column, in DMS's words. */
export interface ColumnDefinition {
  /** DMS's name for the type, such as `INT32`. */
  readonly type: string;
  readonly nullable: boolean;
  /** Characters or bytes, of types that have a length. */
  readonly length?: number;
}

/** What DMS puts on a stream. */
export type DatabaseChange<T = Row> = RowChange<T> | TableChange;
