import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { DatabaseTls } from './database-tls';

/** What every database needs. */
export interface DatabaseConnectionOptions {
  /**
   * Secret with `username`, `password`, `host` and `port`. What RDS manages for a master user has no host and port: make one of
   * your own, for a user that may only replicate.
   *
   * @see https://docs.aws.amazon.com/dms/latest/userguide/security_iam_secretsmanager.html
   */
  readonly secret: ISecret;
}

/** A database that is connected to with TLS unless told otherwise. */
export interface EncryptedDatabaseOptions extends DatabaseConnectionOptions {
  /** The database to read, in the server that the secret names. */
  readonly databaseName: string;

  /**
   * How the connection is encrypted: `require`, `verifyFull` or `none`; PostgreSQL takes `verifyCa` too.
   *
   * @default DatabaseTls.require()
   */
  readonly tls?: DatabaseTls;
}

/** MySQL, MariaDB, or Aurora MySQL. */
export interface MySqlEngineOptions extends DatabaseConnectionOptions {
  /** How the connection is encrypted: `verifyCa`, `verifyFull` or `none`. DMS has no `require` for it. */
  readonly tls: DatabaseTls;

  /**
   * Time zone of the server, such as `Europe/Madrid`.
   *
   * @default - UTC
   */
  readonly serverTimezone?: string;
}

/** PostgreSQL, or Aurora PostgreSQL. */
export interface PostgresEngineOptions extends EncryptedDatabaseOptions {
  /**
   * Logical replication slot that was made for it.
   *
   * @default - DMS makes one
   */
  readonly slotName?: string;

  /**
   * Whether DMS writes a heartbeat, so that the slot of a quiet database does not hold back its log. The user has to be able to
   * write then.
   *
   * @default false
   */
  readonly heartbeat?: boolean;

  /**
   * Whether changes of tables are captured, for which DMS makes a table and a trigger in the database.
   *
   * @default true
   */
  readonly captureDdls?: boolean;
}

/** Oracle. */
export interface OracleEngineOptions extends DatabaseConnectionOptions {
  /** The system identifier (SID) or service. */
  readonly databaseName: string;

  /** How the connection is encrypted: `verifyCa` or `none`. */
  readonly tls: DatabaseTls;

  /**
   * Whether DMS sets up supplemental logging at the tables, without which updates have no key.
   *
   * @default false
   */
  readonly addSupplementalLogging?: boolean;
}

/** MongoDB, or Amazon DocumentDB. */
export interface DocumentEngineOptions extends EncryptedDatabaseOptions {
  /**
   * Whether the fields of a document become columns; else each document is one column, `_doc`.
   *
   * @default false
   */
  readonly fieldsAsColumns?: boolean;
}
