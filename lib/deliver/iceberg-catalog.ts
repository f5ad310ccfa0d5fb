import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { acknowledgeWildcards } from '../shared/wildcards';
import { grantDelivery } from './firehose-access';

/** A table by its name. */
export interface CatalogTable {
  readonly database: string;
  readonly table: string;
}

/** Settings of `IcebergCatalog.glue`. */
export interface GlueCatalogOptions {
  /**
   * Folder of the bucket for tables that Firehose creates: empty, or ending in `/`.
   *
   * @default - the bucket itself
   */
  readonly prefix?: string;
}

/**
 * The catalog of the Iceberg tables, and where their data is.
 *
 * @example
 * const catalog = IcebergCatalog.s3Tables('analytics-tables');
 */
export abstract class IcebergCatalog {
  /**
   * The AWS Glue Data Catalog of the account and Region.
   *
   * @param bucket that holds the data of the tables. Import one with its key, so that the key is granted too
   */
  public static glue(bucket: IBucket, options: GlueCatalogOptions = {}): IcebergCatalog {
    return new GlueCatalog(bucket, options.prefix ?? '');
  }

  /**
   * A table bucket of Amazon S3 Tables in the account and Region, integrated with AWS analytics services.
   * Lake Formation has to let the delivery role into the tables.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-s3-tables
   * @param tableBucketName the name of the table bucket, not its ARN
   */
  public static s3Tables(tableBucketName: string): IcebergCatalog {
    return new TableBucketCatalog(tableBucketName);
  }

  /** @internal */
  public abstract readonly _warehouseLocation?: string;

  /** @internal */
  public abstract _arn(stack: Stack): string;

  /**
   * Lets `role` use the catalog, and write the data.
   *
   * @internal
   */
  public abstract _grant(role: Role, tables: CatalogTable[], actions: string[]): Grant;
}

class GlueCatalog extends IcebergCatalog {
  public readonly _warehouseLocation: string;

  constructor(
    private readonly bucket: IBucket,
    prefix: string,
  ) {
    super();
    this._warehouseLocation = `s3://${bucket.bucketName}/${prefix}`;
  }

  public override _arn(stack: Stack): string {
    return glueArn(stack, 'catalog');
  }

  public override _grant(role: Role, tables: CatalogTable[], actions: string[]): Grant {
    const objects = this.bucket.arnForObjects('*');
    acknowledgeWildcards(role, [objects], 'Iceberg names the files of a table');
    // Iceberg replaces files: Firehose deletes what it could not commit.
    const remove = Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:DeleteObject'],
      resourceArns: [objects],
    });
    return grantCatalog(role, ['catalog'], '', tables, actions).combine(
      grantDelivery(this.bucket, role).combine(remove),
    );
  }
}

class TableBucketCatalog extends IcebergCatalog {
  public readonly _warehouseLocation = undefined;

  constructor(private readonly tableBucketName: string) {
    super();
  }

  public override _arn(stack: Stack): string {
    return glueArn(stack, `catalog/s3tablescatalog/${this.tableBucketName}`);
  }

  public override _grant(role: Role, tables: CatalogTable[], actions: string[]): Grant {
    const name = `s3tablescatalog/${this.tableBucketName}`;
    const catalogs = ['catalog', 'catalog/s3tablescatalog', `catalog/${name}`];
    // Lake Formation hands out the rights to the data; it has no resources in IAM.
    acknowledgeWildcards(role, ['*'], 'Lake Formation decides on the tables: its action has no resources');
    const data = Grant.addToPrincipal({
      grantee: role,
      actions: ['lakeformation:GetDataAccess'],
      resourceArns: ['*'],
    });
    return grantCatalog(role, catalogs, `${name}/`, tables, actions).combine(data);
  }
}

function glueArn(stack: Stack, path: string): string {
  const [resource, ...rest] = path.split('/');
  return stack.formatArn({
    service: 'glue',
    resource,
    ...(rest.length > 0 && { resourceName: rest.join('/') }),
    ...(rest.length === 0 && { arnFormat: ArnFormat.NO_RESOURCE_NAME }),
  });
}

/** Without tables: each of the catalog, since it is the transform that names them. */
function grantCatalog(
  role: Role,
  catalogs: string[],
  parent: string,
  tables: CatalogTable[],
  actions: string[],
): Grant {
  const named = tables.length > 0 ? tables : [{ database: '*', table: '*' }];
  const databases = named.map(({ database }) => `database/${parent}${database}`);
  const paths = named.map(({ database, table }) => `table/${parent}${database}/${table}`);
  const resourceArns = [...new Set([...catalogs, ...databases, ...paths])].map((path) =>
    glueArn(Stack.of(role), path),
  );
  acknowledgeWildcards(role, resourceArns, 'The transform names the tables, any of the catalog');
  return Grant.addToPrincipal({ grantee: role, actions, resourceArns });
}
