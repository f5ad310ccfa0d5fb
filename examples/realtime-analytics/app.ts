import { join } from 'node:path';
import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import {
  EncryptedStream,
  FlinkSql,
  FlinkSqlApplication,
  FlinkSqlApplicationAlarms,
  RecordBucket,
} from 'kinesis-constructs';
import { readByFlink } from './reference-data';
import { tradeTables } from './tables';

/** Settings of the example. */
export interface RealtimeAnalyticsProps extends StackProps {
  /** Path of the jar with Flink's Kinesis connector, which the README tells how to get. */
  readonly connectorJar: string;
}

/**
 * Trades from a stream, and what SQL makes of them: those of technology stocks and the unusual ones as streams, the averages of
 * each minute as files.
 *
 * What holds data goes when the stack is deleted, for this is an example: leave `removalPolicy` away in an app of your own.
 */
export class RealtimeAnalytics extends Stack {
  private readonly removalPolicy = RemovalPolicy.DESTROY;

  constructor(scope: Construct, id: string, props: RealtimeAnalyticsProps) {
    super(scope, id, props);
    const { removalPolicy } = this;

    const trades = this.stream('Trades', 2);
    const technologyTrades = this.stream('TechnologyTrades', 1);
    const unusualTrades = this.stream('UnusualTrades', 1);
    const averages = new RecordBucket(this, 'Averages', { removalPolicy });
    const companies = new Asset(this, 'Companies', { path: join(__dirname, 'companies.csv') });

    const application = new FlinkSqlApplication(this, 'Analytics', {
      sql: FlinkSql.files(join(__dirname, 'analytics.sql')),
      tables: tradeTables({
        trades: trades.stream,
        technologyTrades: technologyTrades.stream,
        unusualTrades: unusualTrades.stream,
        averages: averages.bucket,
      }),
      properties: { companies: `s3a://${companies.s3BucketName}/${companies.s3ObjectKey}` },
      connectorJar: props.connectorJar,
      removalPolicy,
    });
    readByFlink(companies, application.role);
    const alarms = new FlinkSqlApplicationAlarms(this, 'Alarms', { application });

    this.output('TradesStream', trades.stream.streamName);
    this.output('TechnologyTradesStream', technologyTrades.stream.streamName);
    this.output('UnusualTradesStream', unusualTrades.stream.streamName);
    this.output('AveragesBucket', averages.bucket.bucketName);
    this.output('AlarmTopic', alarms.topic?.topicArn ?? '');
  }

  private stream(id: string, shardCount: number): EncryptedStream {
    return new EncryptedStream(this, id, { shardCount, removalPolicy: this.removalPolicy });
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
