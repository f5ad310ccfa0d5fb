import { Annotations, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { type BoundDestination, DeliveryDestination, type DestinationTraits } from './delivery-destination';
import { COMMON_LIMITS, checkLength, checkPattern } from './destination-checks';
import type { DestinationOptions } from './destination-options';
import type { Backing } from './destination-target';
import type { IcebergCatalog } from './iceberg-catalog';
import { checkErrorPrefix } from './prefix-expressions';

/** A table that records are delivered to. */
export interface IcebergTable {
  /** Database of the table, 1 to 255 of letters, digits, `.` and `_`. */
  readonly database: string;

  /** Name of the table, 1 to 255 of letters, digits, `.` and `_`. */
  readonly table: string;

  /**
   * Columns that identify a row, for updates and deletes. The table has to be there when the delivery stream
   * is made.
   *
   * @default - rows are inserted only
   */
  readonly uniqueKeys?: string[];

  /**
   * Prefix of the records that could not be delivered to this table, 1,024 characters at most.
   *
   * @default - that of the backup
   */
  readonly errorPrefix?: string;

  /**
   * Columns whose values the table is partitioned by, when Firehose creates it. Only with `tableCreation`.
   * AWS calls it a preview.
   *
   * @default - a created table is not partitioned
   */
  readonly partitionColumns?: string[];
}

/** Settings of an `IcebergDestination`. */
export interface IcebergDestinationProps extends DestinationOptions {
  /** The catalog of the tables. */
  readonly catalog: IcebergCatalog;

  /**
   * The tables. One takes all records; for another number the transform says which table each record goes to,
   * and the delivery role may write to these alone.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/apache-iceberg-format-input-record.html
   * @default - those that the transform names, any of the catalog
   */
  readonly tables?: IcebergTable[];

  /**
   * Whether rows are inserted only, so that Firehose scales with the stream. Set when the delivery stream is
   * made, and not later.
   *
   * @default false
   */
  readonly appendOnly?: boolean;

  /**
   * Whether Firehose adds columns that records bring. Only with `IcebergCatalog.glue`. AWS calls it a
   * preview.
   *
   * @default false
   */
  readonly schemaEvolution?: boolean;

  /**
   * Whether Firehose creates tables that are not there. Only with `IcebergCatalog.glue`. AWS calls it a
   * preview.
   *
   * @default false
   */
  readonly tableCreation?: boolean;
}

/**
 * Apache Iceberg tables, in the AWS Glue Data Catalog or in Amazon S3 Tables. Records are JSON objects.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/apache-iceberg-destination.html
 * @example
 * new DeliveryStream(this, 'ToLake', {
 *   destination: new IcebergDestination({
 *     catalog: IcebergCatalog.glue(lake),
 *     tables: [{ database: 'shop', table: 'orders', uniqueKeys: ['order_id'] }],
 *   }),
 * });
 */
export class IcebergDestination extends DeliveryDestination {
  constructor(private readonly props: IcebergDestinationProps) {
    super(props);
  }

  /** @internal */
  protected override get _traits(): DestinationTraits {
    return COMMON_LIMITS;
  }

  /** @internal */
  protected override _checkOwn(scope: Construct): void {
    const { catalog, tables = [], schemaEvolution, tableCreation } = this.props;
    this._backup._checkFailedOnly(scope, 'Firehose to Iceberg');
    if (tables.length !== 1 && this._transform === undefined) {
      const expected = 'one table, unless transform says which table each record goes to';
      throw new InvalidSettingError(scope, 'tables', expected, `${tables.length}`);
    }
    tables.forEach((table, i) => {
      this.checkTable(scope, `tables[${i}]`, table);
    });
    for (const [setting, value] of Object.entries({ schemaEvolution, tableCreation })) {
      if (value !== true || catalog._warehouseLocation !== undefined) continue;
      const expected = 'unset with IcebergCatalog.s3Tables: it needs a warehouse location in S3';
      throw new InvalidSettingError(scope, setting, expected, value);
    }
  }

  /** @internal */
  public override _configure(scope: Construct, backing: Backing): BoundDestination {
    const { catalog, tables = [], appendOnly, schemaEvolution, tableCreation } = this.props;
    const { role } = backing;
    const actions = ['glue:GetDatabase', 'glue:GetTable', 'glue:UpdateTable'];
    if (tableCreation === true) actions.unshift('glue:CreateDatabase', 'glue:CreateTable');
    const own = [catalog._grant(role, tables, actions)];
    const { configuration, dependables } = this._bindCommon(scope, backing, own);
    const warehouse = schemaEvolution === true || tableCreation === true;
    return {
      icebergDestinationConfiguration: {
        ...configuration,
        roleArn: role.roleArn,
        appendOnly,
        catalogConfiguration: {
          catalogArn: catalog._arn(Stack.of(scope)),
          warehouseLocation: warehouse ? catalog._warehouseLocation : undefined,
        },
        destinationTableConfigurationList: tables.length === 0 ? undefined : tables.map(render),
        s3BackupMode: 'FailedDataOnly',
        schemaEvolutionConfiguration:
          schemaEvolution === undefined ? undefined : { enabled: schemaEvolution },
        tableCreationConfiguration: tableCreation === undefined ? undefined : { enabled: tableCreation },
      },
      dependables,
    };
  }

  private checkTable(scope: Construct, place: string, settings: IcebergTable): void {
    const { database, table, uniqueKeys, errorPrefix, partitionColumns } = settings;
    for (const [name, value] of Object.entries({ database, table })) {
      checkLength(scope, `${place}.${name}`, value, 1, 255);
      checkPattern(scope, `${place}.${name}`, value, /^[a-zA-Z0-9._]+$/, 'of letters, digits, . and _');
    }
    for (const key of uniqueKeys ?? []) {
      checkPattern(scope, `${place}.uniqueKeys`, key, /^\S{1,1024}$/, '1 to 1024 characters without spaces');
    }
    if (uniqueKeys !== undefined && this.props.appendOnly === true) {
      Annotations.of(scope).addWarningV2(
        'kinesis-constructs:appendOnlyUpdates',
        `${place}.uniqueKeys are for updates and deletes, which arrive out of order with appendOnly`,
      );
    }
    checkLength(scope, `${place}.errorPrefix`, errorPrefix, 0, 1024);
    if (errorPrefix !== undefined) checkErrorPrefix(scope, `${place}.errorPrefix`, errorPrefix);
    if (partitionColumns !== undefined && this.props.tableCreation !== true) {
      const expected = 'unset without tableCreation: the table is partitioned as it was created';
      throw new InvalidSettingError(
        scope,
        `${place}.partitionColumns`,
        expected,
        partitionColumns.join(', '),
      );
    }
  }
}

function render({ database, table, uniqueKeys, errorPrefix, partitionColumns }: IcebergTable) {
  return {
    destinationDatabaseName: database,
    destinationTableName: table,
    uniqueKeys,
    s3ErrorOutputPrefix: errorPrefix,
    partitionSpec: partitionColumns && { identity: partitionColumns.map((sourceName) => ({ sourceName })) },
  };
}
