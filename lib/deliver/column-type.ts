import type { IConstruct } from 'constructs';
import { checkWholeNumber, InvalidSettingError } from '../shared/checks';

/**
 * The type of a column in the Glue Data Catalog, as Athena and Firehose read it.
 *
 * @example
 * const columns = {
 *   order_id: ColumnType.STRING,
 *   amount: ColumnType.decimal(10, 2),
 *   placed: ColumnType.TIMESTAMP,
 *   lines: ColumnType.array(ColumnType.struct({ sku: ColumnType.STRING, count: ColumnType.INT })),
 * };
 * new FirehoseToS3(this, 'Orders', {
 *   stream: orders.stream,
 *   recordFormat: RecordFormat.parquet(),
 *   table: ArchiveTable.ofColumns(columns),
 * });
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/data-types.html
 */
export class ColumnType {
  /** Text. */
  public static readonly STRING = ColumnType.plain('string');
  /** `true` or `false`. */
  public static readonly BOOLEAN = ColumnType.plain('boolean');
  /** A whole number of 32 bits. */
  public static readonly INT = ColumnType.plain('int');
  /** A whole number of 64 bits. */
  public static readonly BIGINT = ColumnType.plain('bigint');
  /** A floating-point number of 32 bits. */
  public static readonly FLOAT = ColumnType.plain('float');
  /** A floating-point number of 64 bits. */
  public static readonly DOUBLE = ColumnType.plain('double');
  /** A day, such as `2026-11-19`. */
  public static readonly DATE = ColumnType.plain('date');
  /**
   * A moment. The OpenX reader takes `2026-11-19T07:15:00Z`, `2026-11-19 07:15:00` and seconds or
   * milliseconds since 1970; for other forms there is `HiveJsonInputFormat`.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
   */
  public static readonly TIMESTAMP = ColumnType.plain('timestamp');

  /** An exact number of `precision` digits (1 to 38), `scale` of them (0 to `precision`) after the point. */
  public static decimal(precision: number, scale: number): ColumnType {
    return new ColumnType((scope, setting) => {
      checkWholeNumber(scope, `${setting}: precision of decimal`, precision, 1, 38);
      checkWholeNumber(scope, `${setting}: scale of decimal`, scale, 0, precision);
      return `decimal(${precision},${scale})`;
    });
  }

  /** A list of values of one type. */
  public static array(element: ColumnType): ColumnType {
    return new ColumnType((scope, setting) => `array<${element._render(scope, setting)}>`);
  }

  /** Values of one type, each by a key, which is text. */
  public static map(value: ColumnType): ColumnType {
    return new ColumnType((scope, setting) => `map<string,${value._render(scope, setting)}>`);
  }

  /** Fields of their own names and types: one at least. */
  public static struct(fields: { [name: string]: ColumnType }): ColumnType {
    return new ColumnType((scope, setting) => {
      const rendered = renderColumns(scope, setting, fields);
      return `struct<${rendered.map(({ name, type }) => `${name}:${type}`).join(',')}>`;
    });
  }

  private static plain(name: string): ColumnType {
    return new ColumnType(() => name);
  }

  private constructor(private readonly render: (scope: IConstruct, setting: string) => string) {}

  /**
   * The type in Hive's words, once it is known to be one.
   *
   * @internal
   */
  public _render(scope: IConstruct, setting: string): string {
    return this.render(scope, setting);
  }
}

/** A column in CloudFormation's terms. */
export interface RenderedColumn {
  readonly name: string;
  readonly type: string;
}

/** Checks columns, and puts them in CloudFormation's terms. */
export function renderColumns(
  scope: IConstruct,
  setting: string,
  columns: Readonly<Record<string, ColumnType>>,
): RenderedColumn[] {
  const entries = Object.entries(columns);
  if (entries.length === 0) throw new InvalidSettingError(scope, setting, 'one column or more', 'none');
  return entries.map(([name, type]) => {
    checkColumnName(scope, setting, name);
    return { name, type: type._render(scope, `${setting}.${name}`) };
  });
}

/** Fails on a name that Glue would fold to another, or that queries would have to quote. */
export function checkColumnName(scope: IConstruct, setting: string, name: string): void {
  if (/^[a-z_][a-z0-9_]{0,254}$/.test(name)) return;
  const expected = 'named in a-z, 0-9 and _, not beginning with a digit, up to 255 characters each';
  throw new InvalidSettingError(scope, setting, expected, name);
}
