import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct, IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import type { ArchiveTableOptions, ExistingTableOptions } from './archive-table-options';
import { type ColumnType, renderColumns } from './column-type';
import { literalFolder } from './prefix-expressions';
import { checkReadable, checkTableOptions, type TableDelivery } from './table-checks';
import { type ProjectedPartitions, projectPartitions } from './table-partitions';

/** Where the columns are to be found. */
export interface BoundTable {
  /** The table, if it is made here. */
  readonly table?: CfnTable;
  readonly databaseName: string;
  readonly tableName: string;
  readonly catalogId: string;
  readonly region: string;
  readonly versionId: string;
  readonly catalogKey?: IKey;
}

/**
 * A table over the archive in the Glue Data Catalog: what Athena reads, and what Parquet and ORC take their
 * columns from.
 *
 * The partitions are projected from the names of the objects, so that a query finds records as soon as they
 * are delivered, without a crawler. Dates are text, as in the names: `WHERE year = '2026' AND month = '11'`.
 *
 * @example
 * new FirehoseToS3(this, 'Orders', {
 *   stream: orders.stream,
 *   recordFormat: RecordFormat.jsonLines(),
 *   table: ArchiveTable.ofColumns({ order_id: ColumnType.STRING, amount: ColumnType.DOUBLE }),
 * });
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection-kinesis-firehose-example.html
 */
export abstract class ArchiveTable {
  /**
   * A new table. Names are in lower case; JSON keys are read as if they were.
   *
   * Retained when its stack is deleted, table and database have to be removed or imported before the stack can be deployed again: their
   * names are the same. A first deployment that fails retains neither.
   */
  public static ofColumns(
    columns: { [name: string]: ColumnType },
    options: ArchiveTableOptions = {},
  ): ArchiveTable {
    return new NewTable(columns, options);
  }

  /**
   * A table that is there: it gives its columns to Parquet or ORC, and stays as it is. If they are in a
   * schema registry, the delivery role needs `glue:GetSchemaVersion` too.
   */
  public static existing(options: ExistingTableOptions): ArchiveTable {
    return new ExistingTable(options);
  }

  /**
   * The names of the columns, where they are known.
   *
   * @internal
   */
  public abstract readonly _columns?: string[];

  /**
   * Fails on settings that Glue or Athena would refuse.
   *
   * @internal
   */
  public abstract _check(scope: IConstruct, delivery: TableDelivery): void;

  /**
   * Makes what is to be made, and says where the columns are.
   *
   * @internal
   */
  public abstract _bind(
    scope: Construct,
    delivery: TableDelivery,
    bucket: IBucket,
    removalPolicy: RemovalPolicy,
  ): BoundTable;
}

class ExistingTable extends ArchiveTable {
  public override readonly _columns = undefined;

  constructor(private readonly options: ExistingTableOptions) {
    super();
  }

  public override _check(scope: IConstruct, { format }: TableDelivery): void {
    if (format._convertsTo !== undefined) return;
    const expected =
      'ArchiveTable.ofColumns, or unset, without Parquet or ORC: an existing one gives columns alone';
    throw new InvalidSettingError(scope, 'table', expected, this.options.tableName);
  }

  public override _bind(scope: Construct): BoundTable {
    const { account, region: ownRegion } = Stack.of(scope);
    // One by one: an explicit undefined means the default too.
    const { catalogId = account, region = ownRegion, versionId = 'LATEST' } = this.options;
    return { ...this.options, catalogId, region, versionId };
  }
}

class NewTable extends ArchiveTable {
  public override readonly _columns: string[];

  constructor(
    private readonly columns: Readonly<Record<string, ColumnType>>,
    private readonly options: ArchiveTableOptions,
  ) {
    super();
    this._columns = Object.keys(columns);
  }

  public override _check(scope: IConstruct, delivery: TableDelivery): void {
    renderColumns(scope, COLUMNS, this.columns);
    checkTableOptions(scope, this.options, delivery.partitionKeys);
    checkReadable(scope, delivery);
    const clash = this.partitions(scope, delivery).columns.find(({ name }) => this._columns.includes(name));
    if (clash === undefined) return;
    throw new InvalidSettingError(scope, COLUMNS, 'none of the partitions', clash.name);
  }

  public override _bind(
    scope: Construct,
    delivery: TableDelivery,
    bucket: IBucket,
    removalPolicy: RemovalPolicy,
  ): BoundTable {
    const { account: catalogId, region } = Stack.of(scope);
    const { databaseName = this.database(scope, removalPolicy), catalogKey } = this.options;
    const table = new CfnTable(scope, 'Table', {
      catalogId,
      databaseName,
      tableInput: {
        name: this.options.tableName ?? 'records',
        tableType: 'EXTERNAL_TABLE',
        ...this.contents(scope, delivery, bucket),
      },
    });
    table.applyRemovalPolicy(ofNamed(removalPolicy));
    return { table, databaseName, tableName: table.ref, catalogId, region, versionId: 'LATEST', catalogKey };
  }

  private database(scope: Construct, removalPolicy: RemovalPolicy): string {
    // Made up here: a name of CloudFormation's making would have to be quoted in every query.
    const name = Names.uniqueResourceName(scope, { separator: '_', maxLength: 128 }).toLowerCase();
    const database = new CfnDatabase(scope, 'Database', {
      catalogId: Stack.of(scope).account,
      databaseInput: { name, description: `Records in ${scope.node.path}` },
    });
    database.applyRemovalPolicy(ofNamed(removalPolicy));
    return database.ref;
  }

  private contents(scope: Construct, delivery: TableDelivery, bucket: IBucket): CfnTable.TableInputProperty {
    const { classification, inputFormat, outputFormat, serializationLibrary } = delivery.format._storage;
    const { columns, location } = this.partitions(scope, delivery);
    const projections = columns.flatMap(({ name, projection }) =>
      Object.entries(projection).map(([property, value]) => [`projection.${name}.${property}`, value]),
    );
    return {
      partitionKeys: columns.map(({ name }) => ({ name, type: 'string' })),
      parameters: {
        EXTERNAL: 'TRUE',
        classification,
        'projection.enabled': 'true',
        ...Object.fromEntries(projections),
        'storage.location.template': `s3://${bucket.bucketName}/${location}`,
      },
      storageDescriptor: {
        columns: renderColumns(scope, COLUMNS, this.columns),
        location: `s3://${bucket.bucketName}/${literalFolder(delivery.keys.prefix)}`,
        inputFormat,
        outputFormat,
        serdeInfo: { serializationLibrary },
      },
    };
  }

  private partitions(scope: IConstruct, { keys }: TableDelivery): ProjectedPartitions {
    const { firstYear = 2026, keyValues = {} } = this.options;
    const { prefix, customTimeZone = 'UTC' } = keys;
    return projectPartitions(scope, prefix, { firstYear, keyValues, isLocalTime: customTimeZone !== 'UTC' });
  }
}

/** Their names are fixed: kept by a first deployment that fails, they would be in the way of the next one. */
function ofNamed(removalPolicy: RemovalPolicy): RemovalPolicy {
  return removalPolicy === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : removalPolicy;
}

const COLUMNS = 'columns of table';
