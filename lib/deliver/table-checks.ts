import { Token } from 'aws-cdk-lib';
import type { Compression } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IConstruct } from 'constructs';
import { checkWholeNumber, InvalidSettingError } from '../shared/checks';
import type { ArchiveTableOptions } from './archive-table-options';
import type { PartitionKeys } from './dynamic-partitioning';
import type { RenderedKeys } from './object-keys';
import type { RecordFormat } from './record-format';

/** What a table is told of its archive. */
export interface TableDelivery {
  readonly keys: RenderedKeys;
  readonly partitionKeys?: PartitionKeys;
  readonly format: RecordFormat;
  readonly compression: Compression;
}

/** Fails on names, years and values that Glue would refuse, or Athena read wrongly. */
export function checkTableOptions(
  scope: IConstruct,
  options: ArchiveTableOptions,
  partitionKeys: PartitionKeys | undefined,
): void {
  const { databaseName, tableName, firstYear, keyValues = {} } = options;
  checkName(scope, 'table.databaseName', databaseName);
  checkName(scope, 'table.tableName', tableName);
  if (databaseName !== undefined && tableName === undefined) {
    const expected = 'set with databaseName, where other tables are';
    throw new InvalidSettingError(scope, 'table.tableName', expected, tableName);
  }
  checkWholeNumber(scope, 'table.firstYear', firstYear, 1970, 9999);
  checkKeyValues(scope, keyValues, partitionKeys);
}

/** Fails on objects that Athena cannot read as text. It goes by the ends of their names. */
export function checkReadable(scope: IConstruct, { format, compression, keys }: TableDelivery): void {
  if (format._convertsTo !== undefined) return;
  if (compression.value === 'ZIP') {
    throw new InvalidSettingError(
      scope,
      'compression with table',
      'one that Athena reads, such as GZIP',
      'ZIP',
    );
  }
  const { fileExtension } = keys;
  if (fileExtension === undefined || Token.isUnresolved(fileExtension)) return;
  if (compression.value === 'GZIP' && !fileExtension.endsWith('.gz')) {
    const setting = 'objectKeys.fileExtension with table and GZIP';
    throw new InvalidSettingError(scope, setting, 'one that ends in .gz', fileExtension);
  }
}

function checkName(scope: IConstruct, setting: string, name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name) || /^[a-z0-9_]{1,255}$/.test(name)) return;
  throw new InvalidSettingError(scope, setting, '1 to 255 of a-z, 0-9 and _', name);
}

function checkKeyValues(
  scope: IConstruct,
  keyValues: Readonly<Record<string, string[]>>,
  partitionKeys: PartitionKeys | undefined,
): void {
  const known = Object.values(partitionKeys ?? {}).flat();
  for (const [key, values] of Object.entries(keyValues)) {
    if (!known.includes(key)) {
      throw new InvalidSettingError(scope, 'table.keyValues', 'of keys of partitioning', key);
    }
    if (values.length === 0 || values.some((value) => value === '' || value.includes(','))) {
      const expected = 'one value or more, each of a character or more and without commas';
      throw new InvalidSettingError(scope, `table.keyValues.${key}`, expected, `[${values.join('; ')}]`);
    }
  }
}
