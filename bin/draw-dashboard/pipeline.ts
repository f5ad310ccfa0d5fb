import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { GraphWidget, Metric, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { FlinkColumn } from '../../lib/analyze/flink-column';
import { FlinkFormat } from '../../lib/analyze/flink-format';
import { FlinkSql } from '../../lib/analyze/flink-sql';
import { FlinkSqlApplication } from '../../lib/analyze/flink-sql-application';
import { FlinkTable } from '../../lib/analyze/flink-table';
import { FirehoseToS3 } from '../../lib/deliver/firehose-to-s3';
import { DeliveryAlarms } from '../../lib/observe/delivery-alarms';
import { Delivery } from '../../lib/observe/delivery-target';
import { IteratorAgeAlarms } from '../../lib/observe/iterator-age-alarms';
import { PipelineDashboard } from '../../lib/observe/pipeline-dashboard';
import { Reader } from '../../lib/observe/reader';
import { ShardAutoscalerAlarms } from '../../lib/observe/shard-autoscaler-alarms';
import { StreamAlarms } from '../../lib/observe/stream-alarms';
import { ReplicaTarget } from '../../lib/operate/replica-target';
import { ShardAutoscaler } from '../../lib/operate/shard-autoscaler';
import { StreamReplica } from '../../lib/operate/stream-replica';
import { FanOutConsumerSet } from '../../lib/process/fan-out-consumer-set';
import { RecordBucket } from '../../lib/shared/record-bucket';
import { EncryptedStream } from '../../lib/source/encrypted-stream';

/** A shop's orders, with a little of everything that a dashboard shows. */
export class OrdersPipeline extends Stack {
  public readonly dashboard: PipelineDashboard;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const removalPolicy = RemovalPolicy.DESTROY;
    const { stream } = new EncryptedStream(this, 'Orders', { shardCount: 4, removalPolicy });
    const archive = new FirehoseToS3(this, 'Archive', {
      stream,
      bufferInterval: Duration.minutes(2),
      removalPolicy,
    });
    const consumers = new FanOutConsumerSet(this, 'Consumers', {
      stream,
      failureBucket: archive.bucket,
      consumers: ['billing', 'search'].map((name) => ({ name, function: this.function(name) })),
    });
    this.sales(stream, removalPolicy);
    const autoscaler = new ShardAutoscaler(this, 'Scaling', { stream, minShards: 2, maxShards: 40 });
    new StreamReplica(this, 'Replica', {
      stream,
      target: ReplicaTarget.fromStreamName('orders', 'eu-central-1'),
      failureBucket: archive.bucket,
    });

    const severities = { warnActions: [], pageActions: [] };
    new StreamAlarms(this, 'StreamAlarms', { stream, ...severities });
    new IteratorAgeAlarms(this, 'Lag', {
      stream,
      readers: consumers.consumers.map(({ processor }) => Reader.lambdaFunction(processor.function)),
      ...severities,
    });
    new DeliveryAlarms(this, 'DeliveryAlarms', {
      deliveries: [Delivery.firehose(archive.deliveryStream)],
      ...severities,
    });
    new ShardAutoscalerAlarms(this, 'ScalingAlarms', { autoscaler, ...severities });

    const business = (metricName: string, label: string) =>
      new Metric({ namespace: 'Shop', metricName, label, statistic: 'Sum', period: Duration.minutes(1) });
    this.dashboard = new PipelineDashboard(this, 'Dashboard', {
      businessWidgets: [
        new GraphWidget({
          title: 'Orders a minute, by shop',
          left: [
            business('OrdersWeb', 'Web'),
            business('OrdersApp', 'App'),
            business('OrdersStore', 'Store'),
          ],
          stacked: true,
          width: 18,
          height: 5,
        }),
        new SingleValueWidget({
          title: 'Revenue of the last hour, EUR',
          metrics: [business('Revenue', 'Revenue').with({ period: Duration.hours(1) })],
          width: 6,
          height: 5,
        }),
      ],
    });
  }

  private function(id: string): LambdaFunction {
    return new LambdaFunction(this, id, {
      code: Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] });'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      timeout: Duration.seconds(10),
    });
  }

  /** Sums of the orders, in SQL. */
  private sales(stream: EncryptedStream['stream'], removalPolicy: RemovalPolicy): void {
    const { bucket } = new RecordBucket(this, 'Sums', { removalPolicy });
    const columns = { shop: FlinkColumn.STRING, total: FlinkColumn.DOUBLE };
    const format = FlinkFormat.json();
    new FlinkSqlApplication(this, 'Sales', {
      tables: {
        orders: FlinkTable.fromStream(stream, { columns, format }),
        sums: FlinkTable.toBucket(bucket, { columns, format }),
      },
      sql: FlinkSql.text('INSERT INTO sums SELECT shop, total FROM orders;'),
      connectorJar: connector(),
      removalPolicy,
    });
  }
}

/** The pipeline in an app of its own. */
export function ordersPipeline(): OrdersPipeline {
  return new OrdersPipeline(new App(), 'Shop');
}

/** A file in place of the connector, which nothing here runs. */
function connector(): string {
  const jar = join(mkdtempSync(join(tmpdir(), 'connector-')), 'connector.jar');
  writeFileSync(jar, '');
  return jar;
}
