import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { FirehoseDelivery, type FirehoseDeliveryProps } from './firehose-delivery';
import { RedshiftDestination, type RedshiftDestinationProps } from './redshift-destination';

/** Settings of a `FirehoseToRedshift`. */
export interface FirehoseToRedshiftProps extends FirehoseDeliveryProps, RedshiftDestinationProps {}

/**
 * Delivers the records of a stream to a table in Amazon Redshift by Amazon Data Firehose, through a staging
 * bucket.
 *
 * Where seconds matter, or Redshift has no public address, let Redshift read the stream itself by streaming
 * ingestion.
 *
 * @see https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion.html
 * @example
 * new FirehoseToRedshift(this, 'Warehouse', {
 *   stream: orders.stream,
 *   endpoint: RedshiftEndpoint.serverless('analytics', 'shop'),
 *   credentials: loader,
 *   table: 'public.orders',
 * });
 */
export class FirehoseToRedshift extends FirehoseDelivery {
  constructor(scope: Construct, id: string, props: FirehoseToRedshiftProps) {
    super(scope, id, props.stream, new RedshiftDestination(props), 'DeliveryToRedshift');
  }

  /** Records copied to Redshift, sum over 5 minutes by default. */
  public metricDeliveredRecords(options: MetricOptions = {}): Metric {
    return this._metric('DeliveryToRedshift.Records', 'Sum', options);
  }

  /**
   * Age of the oldest record that is not in the staging bucket yet, in seconds, maximum over 5 minutes by
   * default.
   */
  public metricStagingFreshness(options: MetricOptions = {}): Metric {
    return this._metric('DeliveryToS3.DataFreshness', 'Maximum', options);
  }

  /**
   * Age of the oldest record that is not in the backup of all records yet, in seconds, maximum over 5 minutes
   * by default.
   */
  public metricBackupFreshness(options: MetricOptions = {}): Metric {
    return this._metric('BackupToS3.DataFreshness', 'Maximum', options);
  }
}
