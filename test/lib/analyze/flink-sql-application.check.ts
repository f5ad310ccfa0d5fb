import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { FlowLogDestination, Vpc } from 'aws-cdk-lib/aws-ec2';
import { FlinkColumn } from '../../../lib/analyze/flink-column';
import { FlinkFormat } from '../../../lib/analyze/flink-format';
import { FlinkSql } from '../../../lib/analyze/flink-sql';
import { FlinkSqlApplication } from '../../../lib/analyze/flink-sql-application';
import { FlinkTable } from '../../../lib/analyze/flink-table';
import { FlinkUpdate } from '../../../lib/analyze/flink-update';
import { FlinkSqlApplicationAlarms } from '../../../lib/observe/flink-sql-application-alarms';
import { RecordBucket } from '../../../lib/shared/record-bucket';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { strictApp, warningsIn } from '../../support/strict-app';
import { CONNECTOR, COPY, results, trades, WINDOW } from './flink-fixtures';

test.each([
  ['an account that is not known', undefined],
  ['an account', { account: '111111111111', region: 'eu-west-1' }],
])('two applications in %s have no finding of CloudFormation or cdk-nag, and no warning', (_, env) => {
  const app = strictApp();
  const stack = new Stack(app, 'Analytics', { env });
  const { stream } = new EncryptedStream(stack, 'Trades', { shardCount: 2 });
  const { stream: sink } = new EncryptedStream(stack, 'Averages');
  const { bucket } = new RecordBucket(stack, 'Files');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  vpc.addFlowLog('Flows', { destination: FlowLogDestination.toCloudWatchLogs() });
  const averages = new FlinkSqlApplication(stack, 'AveragesApp', {
    sql: FlinkSql.text(WINDOW),
    tables: { trades: trades(stream, { enhancedFanOut: true }), results: results(sink) },
    connectorJar: CONNECTOR,
    vpc,
  });
  const files = FlinkTable.toBucket(bucket, {
    columns: { ticker: FlinkColumn.STRING, price: FlinkColumn.DOUBLE },
    format: FlinkFormat.json(),
  });
  const copy = new FlinkSqlApplication(stack, 'Copy', {
    sql: FlinkSql.text(COPY),
    tables: { trades: trades(stream), results: files },
    connectorJar: CONNECTOR,
    update: FlinkUpdate.KEEP_WHAT_MATCHES,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  new FlinkSqlApplicationAlarms(stack, 'AveragesAlarms', { application: averages });
  new FlinkSqlApplicationAlarms(stack, 'CopyAlarms', { application: copy, compositeAlarm: true });
  app.synth();
  expect(warningsIn(stack)).toEqual([]);
});
