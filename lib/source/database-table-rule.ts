import type { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { RowPartitionKey } from './row-partition-key';

/** How the rows of tables become records. */
export interface RecordMappingOptions {
  /**
   * What the partition key of a record is, which decides what stays in order.
   *
   * @default RowPartitionKey.PRIMARY_KEY
   */
  readonly partitionKey?: RowPartitionKey;

  /**
   * Columns that are left out of the records.
   *
   * @default - none
   */
  readonly excludeColumns?: string[];

  /**
   * Attributes that are made of columns, by name: text with columns as `${column}`. One of them may be the partition key.
   *
   * @default - none
   */
  readonly attributes?: Record<string, string>;

  /**
   * Whether all columns go into one attribute, `_doc`.
   *
   * @default false
   */
  readonly asDocument?: boolean;
}

/**
 * One rule on which tables are read, and how. Names are as the database has them, with upper and lower case; in those of schemas
 * and tables `%` is any text and `_` any character.
 *
 * @example
 * const tables = [
 *   TableRule.include('shop', '%'),
 *   TableRule.exclude('shop', 'audit%'),
 *   TableRule.mapRecords('shop', '%', { partitionKey: RowPartitionKey.column('customer_id') }),
 *   TableRule.removeColumn('shop', 'customers', 'card_number'),
 * ];
 * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TableMapping.html
 */
export class TableRule {
  /** Reads tables: all of the schema without `table`. */
  public static include(schema: string, table = '%'): TableRule {
    return new TableRule('selection', { schema, table }, { 'rule-action': 'include' });
  }

  /** Leaves out tables that another rule includes. */
  public static exclude(schema: string, table: string): TableRule {
    return new TableRule('selection', { schema, table }, { 'rule-action': 'exclude' });
  }

  /** Says how rows become records. Without any such rule, those of all included tables go by their primary key. */
  public static mapRecords(schema: string, table: string, options: RecordMappingOptions = {}): TableRule {
    const { partitionKey = RowPartitionKey.PRIMARY_KEY, excludeColumns, attributes = {} } = options;
    const mappings = Object.entries(attributes).map(([name, value]) => ({
      'target-attribute-name': name,
      'attribute-type': 'scalar',
      'attribute-sub-type': 'string',
      value,
    }));
    return new TableRule(
      'object-mapping',
      { schema, table, column: partitionKey._column },
      {
        'rule-action': options.asDocument === true ? 'map-record-to-document' : 'map-record-to-record',
        'mapping-parameters': {
          'partition-key-type': partitionKey._type,
          'partition-key-name': partitionKey._column,
          'exclude-columns': excludeColumns,
          'attribute-mappings': mappings.length > 0 ? mappings : undefined,
        },
      },
    );
  }

  /** Gives a schema another name in the records. */
  public static renameSchema(schema: string, newName: string): TableRule {
    return transformation('schema', { schema }, 'rename', newName);
  }

  /** Gives a table another name in the records. */
  public static renameTable(schema: string, table: string, newName: string): TableRule {
    return transformation('table', { schema, table }, 'rename', newName);
  }

  /** Gives a column another name in the records. */
  public static renameColumn(schema: string, table: string, column: string, newName: string): TableRule {
    return transformation('column', { schema, table, column }, 'rename', newName);
  }

  /** Leaves a column out of the records. */
  public static removeColumn(schema: string, table: string, column: string): TableRule {
    return transformation('column', { schema, table, column }, 'remove-column');
  }

  private constructor(
    /** @internal */
    public readonly _type: 'selection' | 'object-mapping' | 'transformation',
    /** @internal */
    public readonly _locator: { readonly schema: string; readonly table?: string; readonly column?: string },
    private readonly body: Readonly<Record<string, unknown>>,
    private readonly name?: string,
  ) {}

  /** The same rule under a name of its own, which DMS logs; 1 to 255 characters, and of one rule only. */
  public named(name: string): TableRule {
    return new TableRule(this._type, this._locator, this.body, name);
  }

  /** @internal */
  public static _transformation(
    target: string,
    locator: TableRule['_locator'],
    action: string,
    value: string | undefined,
  ): TableRule {
    return new TableRule('transformation', locator, { 'rule-target': target, 'rule-action': action, value });
  }

  /** @internal */
  public get _isInclusion(): boolean {
    return this._type === 'selection' && this.body['rule-action'] === 'include';
  }

  /** @internal */
  public _check(scope: Construct, setting: string): void {
    const { value } = this.body;
    const texts = { ...this._locator, name: this.name, value: value as string | undefined };
    for (const [key, text] of Object.entries(texts)) {
      if (text === undefined || (text.trim() !== '' && text.length <= 255)) continue;
      const got = text.trim() === '' ? 'nothing' : `${text.length} characters`;
      throw new InvalidSettingError(scope, `${setting}.${key}`, '1 to 255 characters', got);
    }
  }

  /**
   * The rule in DMS's JSON.
   *
   * @param position from 1
   * @internal
   */
  public _render(position: number): RenderedRule {
    const { schema, table, column } = this._locator;
    const isColumnRule = this._type === 'transformation' && column !== undefined;
    return {
      'rule-type': this._type,
      'rule-id': String(position),
      'rule-name': this.name ?? String(position),
      'object-locator': {
        'schema-name': schema,
        'table-name': table,
        ...(isColumnRule && { 'column-name': column }),
      },
      ...this.body,
    };
  }
}

/** A rule as DMS takes it. */
export interface RenderedRule {
  readonly 'rule-type': string;
  readonly 'rule-id': string;
  readonly 'rule-name': string;
  readonly 'object-locator': Readonly<Record<string, string | undefined>>;
}

function transformation(
  target: string,
  locator: TableRule['_locator'],
  action: string,
  value?: string,
): TableRule {
  return TableRule._transformation(target, locator, action, value);
}
