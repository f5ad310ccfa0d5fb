import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';

/** Settings of `FlinkFormat.json`. */
export interface FlinkJsonOptions {
  /**
   * Whether a record that is no JSON, or does not fit the columns, is left out. Otherwise it fails the job, again and again.
   *
   * @default false
   */
  readonly ignoreParseErrors?: boolean;
}

/** Settings of `FlinkFormat.csv`. */
export interface FlinkCsvOptions {
  /**
   * What stands between two fields, one character; Flink reads escapes of Java, such as `\\t` for a tab, too.
   *
   * @default ','
   */
  readonly fieldDelimiter?: string;

  /**
   * Whether a record that does not fit the columns is left out. Otherwise it fails the job, again and again.
   *
   * @default false
   */
  readonly ignoreParseErrors?: boolean;
}

/** A character, or an escape that Flink takes for one. */
const ONE_CHARACTER = /^(?:[^\\]|\\[btnfr"'\\]|\\u[\da-fA-F]{4})$/;

/**
 * What a record is to Flink. These formats come with Flink itself; Avro and Parquet need jars of their own.
 *
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/connectors/table/formats/overview/
 */
export class FlinkFormat {
  /** An object of JSON, whose fields are the columns; times are written as in ISO 8601. */
  public static json(options: FlinkJsonOptions = {}): FlinkFormat {
    return new FlinkFormat({
      format: 'json',
      'json.timestamp-format.standard': 'ISO-8601',
      ...(options.ignoreParseErrors === true && { 'json.ignore-parse-errors': 'true' }),
    });
  }

  /** A line of fields, in the order of the columns. */
  public static csv(options: FlinkCsvOptions = {}): FlinkFormat {
    return new FlinkFormat({
      format: 'csv',
      ...(options.fieldDelimiter !== undefined && { 'csv.field-delimiter': options.fieldDelimiter }),
      ...(options.ignoreParseErrors === true && { 'csv.ignore-parse-errors': 'true' }),
    });
  }

  /** The whole record as it is: one column of text or bytes. */
  public static raw(): FlinkFormat {
    return new FlinkFormat({ format: 'raw' }, 1);
  }

  private constructor(
    /** @internal */
    public readonly _options: Readonly<Record<string, string>>,
    private readonly maxColumns: number = Number.POSITIVE_INFINITY,
  ) {}

  /**
   * Fails on settings that Flink refuses.
   *
   * @param columns those that are in a record
   * @internal
   */
  public _check(scope: IConstruct, table: string, columns: readonly string[]): void {
    const delimiter = this._options['csv.field-delimiter'];
    if (delimiter !== undefined && !ONE_CHARACTER.test(delimiter)) {
      const setting = `tables.${table}.format: fieldDelimiter`;
      throw new InvalidSettingError(
        scope,
        setting,
        'one character',
        delimiter === '' ? 'nothing' : delimiter,
      );
    }
    if (columns.length > this.maxColumns) {
      const expected = 'a single column in a raw record';
      throw new InvalidSettingError(scope, `tables.${table}.columns`, expected, columns.join(', '));
    }
  }
}
