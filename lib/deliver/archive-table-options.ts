import type { IKey } from 'aws-cdk-lib/aws-kms';

/** Settings of `ArchiveTable.ofColumns`. */
export interface ArchiveTableOptions {
  /**
   * Database to make the table in: the name of one that is there.
   *
   * @default - a new database, named after the construct
   */
  readonly databaseName?: string;

  /**
   * Name of the table: `a-z`, `0-9` and `_`. With `databaseName` it has to be set.
   *
   * @default 'records'
   */
  readonly tableName?: string;

  /**
   * Year of the earliest object, 1970 to 9999. Queries without a date look at every hour from then on.
   *
   * @default 2026
   */
  readonly firstYear?: number;

  /**
   * The values of partition keys that have few and known ones, such as `{ country: ['de', 'pt'] }`: other
   * values are not found.
   *
   * @default - any value; each query then has to say which, by `WHERE country = …`
   */
  readonly keyValues?: { [key: string]: string[] };

  /**
   * Key that encrypts the Glue Data Catalog, if it is a customer-managed one.
   *
   * @default - nothing is granted
   */
  readonly catalogKey?: IKey;
}

/** Settings of `ArchiveTable.existing`. */
export interface ExistingTableOptions {
  /** Database of the table. */
  readonly databaseName: string;

  /** Table that gives the columns. */
  readonly tableName: string;

  /**
   * Catalog of the database: the account it belongs to.
   *
   * @default - the account of the stack
   */
  readonly catalogId?: string;

  /**
   * Region of the catalog.
   *
   * @default - the Region of the stack
   */
  readonly region?: string;

  /**
   * Version of the table, a number.
   *
   * @default 'LATEST': changes of the table take effect by themselves
   */
  readonly versionId?: string;

  /**
   * Key that encrypts the catalog, if it is a customer-managed one.
   *
   * @default - nothing is granted
   */
  readonly catalogKey?: IKey;
}
