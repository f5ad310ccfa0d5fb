import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { EncryptedStream, FirehoseToS3, Redrive, StreamProcessor, Transform } from 'kinesis-constructs';
import { bundle } from './bundle';
import { type DrillEnvironment, STACK } from './contract';

/** A stream with two consumers that keep what they fail on, what redrives it, and an archive behind a transform. */
const stack = new Stack(new App(), STACK);
const removalPolicy = RemovalPolicy.DESTROY;
const { stream } = new EncryptedStream(stack, 'Orders', { removalPolicy });
const ledger = new TableV2(stack, 'Ledger', {
  partitionKey: { name: 'id', type: AttributeType.STRING },
  billing: Billing.onDemand(),
  removalPolicy,
});
const environment = { LEDGER_TABLE: ledger.tableName } satisfies DrillEnvironment;
const [settleOrders, notifyCustomers, transform] = (['settle', 'notify', 'transform'] as const).map(
  (name) => {
    const fn = new LambdaFunction(stack, name, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(bundle(name)),
      memorySize: 512,
      timeout: name === 'transform' ? Duration.seconds(5) : Duration.minutes(1),
      environment: { POWERTOOLS_SERVICE_NAME: name, ...environment },
    });
    ledger.grant(fn, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    return fn;
  },
) as [LambdaFunction, LambdaFunction, LambdaFunction];

const settings = { stream, retryAttempts: 4 };
const settle = new StreamProcessor(stack, 'Settle', { ...settings, function: settleOrders });
const { failureBucket } = settle;
const notify = new StreamProcessor(stack, 'Notify', {
  ...settings,
  failureBucket,
  function: notifyCustomers,
});
const redrive = new Redrive(stack, 'Redrive', { processors: [settle, notify] });
const archive = new FirehoseToS3(stack, 'Archive', {
  stream,
  transform: Transform.lambdaFunction(transform),
  removalPolicy,
});

for (const [name, value] of Object.entries({
  StreamName: stream.streamName,
  LedgerTable: ledger.tableName,
  FailureBucket: failureBucket.bucketName,
  ArchiveBucket: archive.bucket.bucketName,
  SettleMapping: settle.eventSourceMapping.eventSourceMappingId,
  NotifyMapping: notify.eventSourceMapping.eventSourceMappingId,
  RedriveFunction: redrive.function.functionName,
})) {
  new CfnOutput(stack, name, { value });
}
