import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { FirehoseDelivery, type FirehoseDeliveryProps } from './firehose-delivery';
import { IcebergDestination, type IcebergDestinationProps } from './iceberg-destination';

/** Settings of a `FirehoseToIceberg`. */
export interface FirehoseToIcebergProps extends FirehoseDeliveryProps, IcebergDestinationProps {}

/**
 * Delivers the records of a stream to Apache Iceberg tables by Amazon Data Firehose.
 *
 * @example
 * new FirehoseToIceberg(this, 'Lake', {
 *   stream: orders.stream,
 *   catalog: IcebergCatalog.glue(lake),
 *   tables: [{ database: 'shop', table: 'orders' }],
 *   appendOnly: true,
 * });
 */
export class FirehoseToIceberg extends FirehoseDelivery {
  constructor(scope: Construct, id: string, props: FirehoseToIcebergProps) {
    super(scope, id, props.stream, new IcebergDestination(props), 'DeliveryToIceberg');
  }

  /** Rows delivered, sum over 5 minutes by default. */
  public metricDeliveredRecords(options: MetricOptions = {}): Metric {
    return this._metric('DeliveryToIceberg.SuccessfulRowCount', 'Sum', options);
  }

  /** Rows that went to the bucket since they could not be delivered, sum over 5 minutes by default. */
  public metricFailedRecords(options: MetricOptions = {}): Metric {
    return this._metric('DeliveryToIceberg.FailedRowCount', 'Sum', options);
  }
}
