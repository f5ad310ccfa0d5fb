import { type TimeZone, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import type { PartitionKeys } from './dynamic-partitioning';
import { checkDataPrefix, checkErrorPrefix, warnWhenMixed } from './prefix-expressions';

/** What every way to name objects may set. */
export interface ObjectKeysOptions {
  /**
   * Time zone of the dates in the prefixes, one of the names of the IANA database that Firehose supports.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html
   * @default TimeZone.UTC
   */
  readonly timeZone?: TimeZone;

  /**
   * End of each object's name: `.`, then `0-9 a-z ! - _ . * ' ( )`, 128 characters at most.
   *
   * @default - what Firehose adds for the compression, such as `.gz`
   */
  readonly fileExtension?: string;
}

/** Settings of `ObjectKeys.hive`. */
export interface HiveObjectKeysOptions extends ObjectKeysOptions {
  /**
   * Folder of the delivered records, without expressions: empty, or ending in `/`.
   *
   * @default 'data/'
   */
  readonly prefix?: string;

  /**
   * Folder of the records that could not be transformed or delivered, without expressions: empty, or ending
   * in `/`.
   *
   * @default 'errors/'
   */
  readonly errorPrefix?: string;
}

/** Settings of `ObjectKeys.custom`. */
export interface CustomObjectKeysOptions extends ObjectKeysOptions {
  /**
   * Prefix of the delivered records, with expressions of the namespaces `timestamp` and `firehose`, 512
   * characters at most when evaluated. Without a timestamp Firehose adds `yyyy/MM/dd/HH/`. With
   * `partitioning` it has to use each of its keys, as `!{partitionKeyFromQuery:…}` or
   * `!{partitionKeyFromLambda:…}`.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
   */
  readonly prefix: string;

  /**
   * Prefix of the records that could not be transformed or delivered. With an expression it needs
   * `!{firehose:error-output-type}`.
   *
   * @default - that of `ObjectKeys.hive()`: `errors/`, then what failed, then the hour
   */
  readonly errorPrefix?: string;
}

/** The names in CloudFormation's terms. */
export interface RenderedKeys {
  readonly prefix: string;
  readonly errorOutputPrefix: string;
  readonly customTimeZone?: string;
  readonly fileExtension?: string;
}

/** A prefix of `folder`, then the hour a record arrived as Hive names partitions. */
export function byHour(folder: string): string {
  return `${folder}year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/`;
}

/** A prefix of `folder`, then what failed, then the hour. */
function byError(folder: string): string {
  return byHour(`${folder}!{firehose:error-output-type}/`);
}

/** A folder for each partition key, as Hive names partitions. */
function byKey(partitionKeys: PartitionKeys | undefined): string {
  return Object.entries(partitionKeys ?? {})
    .flatMap(([namespace, keys]: [string, string[]]) => keys.map((key) => `${key}=!{${namespace}:${key}}/`))
    .join('');
}

/**
 * How the objects of an archive are named.
 *
 * @example
 * new FirehoseToS3(this, 'Orders', {
 *   stream: orders.stream,
 *   objectKeys: ObjectKeys.hive({ prefix: 'orders/', timeZone: TimeZone.EUROPE_LISBON }),
 * });
 */
export class ObjectKeys {
  /**
   * By the hour a record arrived, as Hive names partitions: `data/year=2026/month=11/day=19/hour=07/…`. With
   * `partitioning` its keys come first: `data/country=pt/year=2026/…`.
   */
  public static hive(options: HiveObjectKeysOptions = {}): ObjectKeys {
    const { prefix = 'data/', errorPrefix = 'errors/' } = options;
    return new ObjectKeys((keys) => byHour(prefix + byKey(keys)), byError(errorPrefix), options, [
      ['objectKeys.prefix', prefix],
      ['objectKeys.errorPrefix', errorPrefix],
    ]);
  }

  /** By prefixes of your own. */
  public static custom(options: CustomObjectKeysOptions): ObjectKeys {
    return new ObjectKeys(() => options.prefix, options.errorPrefix ?? byError('errors/'), options, []);
  }

  private constructor(
    private readonly prefixOf: (partitionKeys?: PartitionKeys) => string,
    private readonly errorPrefix: string,
    private readonly options: ObjectKeysOptions,
    private readonly folders: [string, string][],
  ) {}

  /**
   * Checks the names, and puts them in CloudFormation's terms.
   *
   * @internal
   */
  public _render(scope: IConstruct, partitionKeys?: PartitionKeys): RenderedKeys {
    const { timeZone, fileExtension } = this.options;
    const prefix = this.prefixOf(partitionKeys);
    for (const [setting, folder] of this.folders) checkFolder(scope, setting, folder);
    checkDataPrefix(scope, 'objectKeys.prefix', prefix, partitionKeys);
    checkErrorPrefix(scope, 'objectKeys.errorPrefix', this.errorPrefix);
    warnWhenMixed(scope, 'objectKeys.errorPrefix', prefix, this.errorPrefix);
    checkTimeZone(scope, timeZone?.timezoneName);
    checkExtension(scope, fileExtension);
    return {
      prefix,
      errorOutputPrefix: this.errorPrefix,
      customTimeZone: timeZone?.timezoneName,
      fileExtension,
    };
  }
}

/** Fails on text that does not name a folder. Deploy-time tokens pass. */
export function checkFolder(scope: IConstruct, setting: string, value: string): void {
  if (Token.isUnresolved(value)) return;
  if (value.includes('!{') || !/^([^/].*\/)?$/.test(value)) {
    throw new InvalidSettingError(
      scope,
      setting,
      'a folder without expressions, empty or ending in /',
      value,
    );
  }
}

/** Of the IANA database Firehose takes UTC and the names like `Area/Place` that are letters and `_`. */
function checkTimeZone(scope: IConstruct, name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name)) return;
  if (!/^(UTC|(?!Etc\/)[A-Za-z]+(\/[A-Za-z_]+)+)$/.test(name) || name.length > 50 || !isTimeZone(name)) {
    const expected = 'UTC or a place in the IANA database such as Europe/Lisbon';
    throw new InvalidSettingError(scope, 'objectKeys.timeZone', expected, name);
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function checkExtension(scope: IConstruct, extension: string | undefined): void {
  if (extension === undefined || Token.isUnresolved(extension)) return;
  if (!/^\.[0-9a-z!\-_.*'()]{1,127}$/.test(extension)) {
    throw new InvalidSettingError(
      scope,
      'objectKeys.fileExtension',
      "a period and up to 127 of 0-9 a-z ! - _ . * ' ( )",
      extension,
    );
  }
}
