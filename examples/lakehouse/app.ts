import { CfnOutput, Duration, Names, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  ArchiveTable,
  ColumnType,
  Delivery,
  DeliveryAlarms,
  EncryptedStream,
  FirehoseToIceberg,
  FirehoseToS3,
  IcebergCatalog,
  RecordBucket,
  RecordFormat,
} from 'kinesis-constructs';

/** Settings of a `Lakehouse`. */
export interface LakehouseProps extends StackProps {
  /**
   * Whether the flights become rows of an Apache Iceberg table; otherwise Parquet files, by date.
   *
   * @default false
   */
  readonly iceberg?: boolean;
}

/** What Athena reads. */
interface Lake {
  readonly deliveryStream: IDeliveryStream;
  readonly bucket: IBucket;
  readonly database: string;
  readonly table: CfnTable;
  readonly today: string;
}

/** What holds data goes with the stack, for this is an example: leave it away in an app of your own. */
const removalPolicy = RemovalPolicy.DESTROY;

/**
 * Flights from a stream to files that Athena queries: Parquet under a table with projected partitions, or an Iceberg table.
 */
export class Lakehouse extends Stack {
  constructor(scope: Construct, id: string, props: LakehouseProps = {}) {
    super(scope, id, props);
    const { iceberg = false } = props;

    const flights = new EncryptedStream(this, 'Flights', { removalPolicy });
    const lake = iceberg ? this.icebergTable(flights) : this.parquetFiles(flights);
    const workGroup = this.workGroup(lake.bucket);
    const query = this.savedQuery(workGroup, lake);

    const alarms = new DeliveryAlarms(this, 'Deliveries', {
      deliveries: [Delivery.firehose(lake.deliveryStream)],
    });

    this.output('StreamName', flights.stream.streamName);
    this.output('LakeBucket', lake.bucket.bucketName);
    this.output('DatabaseName', lake.database);
    this.output('WorkGroupName', workGroup.name);
    this.output('SavedQuery', query.attrNamedQueryId);
    this.output('AlarmTopic', alarms.topic?.topicArn ?? '');
    Validations.of(this).acknowledge({
      id: 'CloudFormation-Validate::W7001',
      reason:
        'The CDK adds a mapping of address ranges with each delivery stream, which only network rules use',
    });
  }

  /** Large files by date: nothing to maintain, and nothing that is there is ever changed. */
  private parquetFiles(flights: EncryptedStream): Lake {
    const archive = new FirehoseToS3(this, 'Archive', {
      stream: flights.stream,
      recordFormat: RecordFormat.parquet(),
      table: ArchiveTable.ofColumns({
        date: ColumnType.STRING,
        delay: ColumnType.INT,
        distance: ColumnType.DOUBLE,
        origin: ColumnType.STRING,
        destination: ColumnType.STRING,
      }),
      bufferInterval: Duration.minutes(5),
      removalPolicy,
    });
    const table = archive.table as CfnTable;
    return {
      deliveryStream: archive.deliveryStream,
      bucket: archive.bucket,
      database: table.databaseName,
      table,
      today: "year = date_format(current_date, '%Y') AND month = date_format(current_date, '%m')",
    };
  }

  /** A table that readers see change at once, that other engines can write to, and whose files want compaction. */
  private icebergTable(flights: EncryptedStream): Lake {
    const name = Names.uniqueResourceName(this, { separator: '_', maxLength: 128 }).toLowerCase();
    const database = new CfnDatabase(this, 'Database', {
      catalogId: this.account,
      databaseInput: { name, description: 'Flights from a stream' },
    });
    const { bucket } = new RecordBucket(this, 'Lake', { removalPolicy });
    const columns = { date: 'string', delay: 'int', distance: 'double', origin: 'string' };
    const table = new CfnTable(this, 'Table', {
      catalogId: this.account,
      databaseName: database.ref,
      tableInput: {
        name: 'records',
        tableType: 'EXTERNAL_TABLE',
        storageDescriptor: {
          location: bucket.s3UrlForObject('records'),
          columns: Object.entries({ ...columns, destination: 'string' }).map(([name, type]) => ({
            name,
            type,
          })),
        },
      },
      openTableFormatInput: { icebergInput: { metadataOperation: 'CREATE', version: '2' } },
    });
    database.applyRemovalPolicy(removalPolicy);
    table.applyRemovalPolicy(removalPolicy);
    const archive = new FirehoseToIceberg(this, 'Archive', {
      stream: flights.stream,
      catalog: IcebergCatalog.glue(bucket),
      tables: [{ database: name, table: 'records' }],
      appendOnly: true,
      removalPolicy,
    });
    archive.deliveryStream.node.addDependency(table);
    return { deliveryStream: archive.deliveryStream, bucket, database: name, table, today: 'true' };
  }

  /** Where queries run: results encrypted, forgotten after a week, and no query reads more than 10 GB. */
  private workGroup(lake: IBucket): CfnWorkGroup {
    const { encryptionKey: key } = lake;
    const { bucket, encryptionKey } = new RecordBucket(this, 'Results', {
      encryptionKey: key,
      removalPolicy,
    });
    bucket.addLifecycleRule({ expiration: Duration.days(7) });
    return new CfnWorkGroup(this, 'WorkGroup', {
      name: Names.uniqueResourceName(this, { separator: '-', maxLength: 128 }),
      description: 'Queries on flights',
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: 10_000_000_000,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: bucket.s3UrlForObject(),
          expectedBucketOwner: this.account,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: encryptionKey.keyArn },
        },
      },
    });
  }

  private savedQuery(workGroup: CfnWorkGroup, { database, table, today }: Lake): CfnNamedQuery {
    const query = new CfnNamedQuery(this, 'DelaysByAirport', {
      name: 'Delays by airport',
      description: 'How late flights leave, the airport with the longest delays first',
      database,
      workGroup: workGroup.name,
      queryString: [
        'SELECT origin, count(*) AS flights, round(avg(delay), 1) AS minutes_late',
        'FROM records',
        `WHERE ${today}`,
        'GROUP BY origin',
        'ORDER BY minutes_late DESC',
        'LIMIT 20',
      ].join('\n'),
    });
    query.node.addDependency(workGroup);
    query.node.addDependency(table);
    return query;
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
