import type { IConstruct } from 'constructs';
import { checkWholeNumber, InvalidSettingError } from '../shared/checks';

type Render = (scope: IConstruct, setting: string) => string;

/** What Flink may do with a column as a time. */
type Time = 'event' | 'processing' | 'none';

/**
 * A column of a table in Flink SQL: a field of the records, or something computed from them.
 *
 * @example
 * const columns = {
 *   ticker_symbol: FlinkColumn.STRING,
 *   change: FlinkColumn.DOUBLE,
 *   put_at: FlinkColumn.BIGINT,
 *   event_time: FlinkColumn.timeOfMillis('put_at'),
 * };
 * FlinkTable.fromStream(stream, { columns, format: FlinkFormat.json(), eventTime: 'event_time' });
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/types/
 */
export class FlinkColumn {
  /** Text. */
  public static readonly STRING = FlinkColumn.plain('STRING');
  /** `true` or `false`. */
  public static readonly BOOLEAN = FlinkColumn.plain('BOOLEAN');
  /** A whole number of 32 bits. */
  public static readonly INT = FlinkColumn.plain('INT');
  /** A whole number of 64 bits. */
  public static readonly BIGINT = FlinkColumn.plain('BIGINT');
  /** A floating-point number of 32 bits. */
  public static readonly FLOAT = FlinkColumn.plain('FLOAT');
  /** A floating-point number of 64 bits. */
  public static readonly DOUBLE = FlinkColumn.plain('DOUBLE');
  /** Bytes; in JSON, as text in base64. */
  public static readonly BYTES = FlinkColumn.plain('BYTES');
  /** A day, such as `2026-11-19`. */
  public static readonly DATE = FlinkColumn.plain('DATE');
  /** A date and a time of day without a time zone, to the millisecond; in JSON such as `2026-11-19T07:15:00.123`. */
  public static readonly TIMESTAMP = new FlinkColumn(() => 'TIMESTAMP(3)', 'event', false);
  /** A moment, to the millisecond; in JSON with `Z`, such as `2026-11-19T07:15:00.123Z`. */
  public static readonly TIMESTAMP_LTZ = new FlinkColumn(() => 'TIMESTAMP_LTZ(3)', 'event', false);
  /** The time at which Flink handles the record: windows over it need no watermark, and another run gives another result. */
  public static readonly PROCESSING_TIME = new FlinkColumn(() => 'AS PROCTIME()', 'processing', true);

  /** An exact number of `precision` digits (1 to 38), `scale` of them (0 to `precision`) after the point. */
  public static decimal(precision: number, scale: number): FlinkColumn {
    return new FlinkColumn((scope, setting) => {
      checkWholeNumber(scope, `${setting}: precision of decimal`, precision, 1, 38);
      checkWholeNumber(scope, `${setting}: scale of decimal`, scale, 0, precision);
      return `DECIMAL(${precision}, ${scale})`;
    });
  }

  /** A list of values of one type. */
  public static array(element: FlinkColumn): FlinkColumn {
    return new FlinkColumn((scope, setting) => `ARRAY<${element.inside(scope, setting)}>`);
  }

  /** Values of one type, each by a key, which is text. */
  public static map(value: FlinkColumn): FlinkColumn {
    return new FlinkColumn((scope, setting) => `MAP<STRING, ${value.inside(scope, setting)}>`);
  }

  /** Fields of their own, by name: an object in JSON. */
  public static row(fields: { [name: string]: FlinkColumn }): FlinkColumn {
    return new FlinkColumn((scope, setting) => {
      const parts = Object.entries(fields).map(
        ([name, field]) => `${quoteName(name)} ${field.inside(scope, `${setting}.${name}`)}`,
      );
      return `ROW<${parts.join(', ')}>`;
    });
  }

  /** The moment that is so many milliseconds after 1970, as another column of whole numbers tells: a column to window by. */
  public static timeOfMillis(column: string): FlinkColumn {
    return new FlinkColumn(() => `AS TO_TIMESTAMP_LTZ(${quoteName(column)}, 3)`, 'event', true);
  }

  /** What an expression of Flink SQL gives, of other columns of the table; a column of a source alone. */
  public static computed(expression: string): FlinkColumn {
    return new FlinkColumn(() => `AS ${expression}`, 'event', true);
  }

  private static plain(type: string): FlinkColumn {
    return new FlinkColumn(() => type);
  }

  private constructor(
    private readonly render: Render,
    /** @internal */
    public readonly _time: Time = 'none',
    /** @internal */
    public readonly _computed: boolean = false,
  ) {}

  /** @internal */
  public _render(scope: IConstruct, setting: string): string {
    return this.render(scope, setting);
  }

  private inside(scope: IConstruct, setting: string): string {
    if (this._computed) {
      throw new InvalidSettingError(scope, setting, 'made of types', 'a computed column');
    }
    return this.render(scope, setting);
  }
}

/** A name as Flink takes it, whatever is in it. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
