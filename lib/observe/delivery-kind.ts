/** Where a delivery stream of Firehose delivers to, with what its metrics are called. */
export class DeliveryKind {
  /** Objects in S3. */
  public static readonly S3 = new DeliveryKind('S3', 'DeliveryToS3', 'extendedS3DestinationConfiguration');

  /** Rows of a Redshift table, by way of S3. */
  public static readonly REDSHIFT = new DeliveryKind(
    'Redshift',
    'DeliveryToRedshift',
    'redshiftDestinationConfiguration',
  );

  /** Documents of an OpenSearch Service domain. */
  public static readonly OPENSEARCH = new DeliveryKind(
    'OpenSearch',
    'DeliveryToAmazonOpenSearchService',
    'amazonopensearchserviceDestinationConfiguration',
    { metricName: 'DeliveryToS3.Success', statistic: 'SampleCount' },
  );

  /** Documents of an OpenSearch Serverless collection. */
  public static readonly OPENSEARCH_SERVERLESS = new DeliveryKind(
    'OpenSearch Serverless',
    'DeliveryToAmazonOpenSearchServerless',
    'amazonOpenSearchServerlessDestinationConfiguration',
    { metricName: 'DeliveryToS3.Success', statistic: 'SampleCount' },
  );

  /** Rows of Iceberg tables. */
  public static readonly ICEBERG = new DeliveryKind(
    'Iceberg',
    'DeliveryToIceberg',
    'icebergDestinationConfiguration',
    { metricName: 'DeliveryToIceberg.FailedRowCount', statistic: 'Sum' },
    true,
  );

  /** Events of Splunk. */
  public static readonly SPLUNK = new DeliveryKind(
    'Splunk',
    'DeliveryToSplunk',
    'splunkDestinationConfiguration',
    { metricName: 'DeliveryToS3.Success', statistic: 'SampleCount' },
  );

  /** Rows of a Snowflake table. */
  public static readonly SNOWFLAKE = new DeliveryKind(
    'Snowflake',
    'DeliveryToSnowflake',
    'snowflakeDestinationConfiguration',
    { metricName: 'DeliveryToS3.Bytes', statistic: 'Sum' },
  );

  /** Requests to an HTTP endpoint. */
  public static readonly HTTP_ENDPOINT = new DeliveryKind(
    'HTTP endpoint',
    'DeliveryToHttpEndpoint',
    'httpEndpointDestinationConfiguration',
  );

  /** @internal */
  public static readonly _ALL = [
    DeliveryKind.REDSHIFT,
    DeliveryKind.OPENSEARCH,
    DeliveryKind.OPENSEARCH_SERVERLESS,
    DeliveryKind.ICEBERG,
    DeliveryKind.SPLUNK,
    DeliveryKind.SNOWFLAKE,
    DeliveryKind.HTTP_ENDPOINT,
    DeliveryKind.S3,
  ];

  private constructor(
    /** The destination, as AWS calls it. */
    public readonly label: string,
    /** @internal */
    public readonly _prefix: string,
    /** Property of `AWS::KinesisFirehose::DeliveryStream` that holds the destination. @internal */
    public readonly _property: string,
    /** What tells that records went to the backup bucket since they could not be delivered. @internal */
    public readonly _backup?: BackupMetric,
    /**
     * Whether its `Success` is the number of successes, as AWS says of commits to Iceberg tables; of others it is their share.
     *
     * @see https://docs.aws.amazon.com/firehose/latest/dev/apache-iceberg-metric.html
     * @internal
     */
    public readonly _countsSuccess: boolean = false,
  ) {}
}

/** A metric that has data above 0 only when failed records are backed up. */
export interface BackupMetric {
  readonly metricName: string;
  readonly statistic: string;
}
