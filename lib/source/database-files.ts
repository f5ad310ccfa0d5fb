import { Token } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { checkWholeNumber, InvalidSettingError } from '../shared/checks';
import { fileRole } from './database-access';
import type { EngineEndpoint } from './database-engine';
import { ReplicationType } from './database-replication-type';

/** Files in S3 as a database. */
export interface FileSourceOptions {
  /** Bucket that holds the files; import one with its key, so that the key is granted too. */
  readonly bucket: IBucket;

  /** The tables that the files make up, at least one. */
  readonly tables: FileTable[];

  /**
   * Folder that the paths of the tables are in.
   *
   * @default - the whole bucket
   */
  readonly folder?: string;

  /**
   * Folder with the files of changes, from the bucket's root; required where changes are replicated.
   *
   * @default - none
   */
  readonly changesFolder?: string;

  /**
   * Lines at the start of each file that are no rows, from 0.
   *
   * @default 0
   */
  readonly headerLines?: number;
}

/** A table that consists of files of comma-separated values. */
export interface FileTable {
  readonly schema: string;
  readonly name: string;
  /** Folder of its files, with a slash at the end, such as `hr/employee/`. */
  readonly path: string;
  /** In the order of the files, at least one. */
  readonly columns: FileColumn[];
}

/** A column of files. */
export interface FileColumn {
  readonly name: string;

  /**
   * DMS's type, such as `STRING`, `INT8`, `NUMERIC` and `DATETIME`.
   *
   * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.S3.html
   */
  readonly type: string;

  /**
   * Characters of a `STRING`, from 1.
   *
   * @default - none: needed for strings
   */
  readonly length?: number;

  /**
   * Whether it belongs to the primary key.
   *
   * @default false
   */
  readonly primaryKey?: boolean;
}

/** Fails when the files cannot be read as `type` says. */
export function checkFiles(scope: Construct, options: FileSourceOptions, type: ReplicationType): void {
  const { tables, changesFolder, headerLines } = options;
  if (tables.length === 0) throw new InvalidSettingError(scope, 'engine.tables', 'at least one', 'none');
  checkWholeNumber(scope, 'engine.headerLines', headerLines, 0);
  if (type !== ReplicationType.FULL_LOAD && changesFolder === undefined) {
    throw new InvalidSettingError(scope, 'engine.changesFolder', 'given to replicate changes', 'nothing');
  }
  for (const [i, table] of tables.entries()) checkTable(scope, `engine.tables[${i}]`, table);
}

/** The endpoint's settings, with a role made in `scope`. */
export function renderFiles(scope: Construct, options: FileSourceOptions): EngineEndpoint {
  const { bucket, folder, changesFolder, headerLines = 0, tables } = options;
  return {
    engineName: 's3',
    s3Settings: {
      bucketName: bucket.bucketName,
      bucketFolder: folder,
      cdcPath: changesFolder,
      ignoreHeaderRows: headerLines,
      serviceAccessRoleArn: fileRole(scope, bucket).roleArn,
      externalTableDefinition: JSON.stringify({
        TableCount: String(tables.length),
        Tables: tables.map(definitionOf),
      }),
    },
  };
}

function checkTable(scope: Construct, setting: string, { path, columns }: FileTable): void {
  if (!Token.isUnresolved(path) && !path.endsWith('/')) {
    throw new InvalidSettingError(scope, `${setting}.path`, 'a folder that ends with /', path);
  }
  if (columns.length === 0)
    throw new InvalidSettingError(scope, `${setting}.columns`, 'at least one', 'none');
  for (const { name, type, length } of columns) {
    checkWholeNumber(scope, `${setting}.${name}.length`, length, 1);
    if (type === 'STRING' && length === undefined) {
      throw new InvalidSettingError(scope, `${setting}.${name}.length`, 'given for a STRING', 'nothing');
    }
  }
}

function definitionOf({ schema, name, path, columns }: FileTable): object {
  return {
    TableName: name,
    TablePath: path,
    TableOwner: schema,
    TableColumns: columns.map((column) => ({
      ColumnName: column.name,
      ColumnType: column.type,
      ...(column.length !== undefined && { ColumnLength: String(column.length) }),
      ...(column.primaryKey === true && { ColumnNullable: 'false', ColumnIsPk: 'true' }),
    })),
    TableColumnsTotal: String(columns.length),
  };
}
