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
   * What stands between two fields, one character.
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
    return new FlinkFormat({ format: 'raw' });
  }

  private constructor(
    /** @internal */
    public readonly _options: Readonly<Record<string, string>>,
  ) {}
}
