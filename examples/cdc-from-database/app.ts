import { join } from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IConnectable, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import {
  AlarmTopic,
  DatabaseAccountRoles,
  DatabaseEngine,
  DatabaseSource,
  DatabaseSourceAlarms,
  EncryptedStream,
  IteratorAgeAlarms,
  Reader,
  RecordBucket,
  StreamProcessor,
  TableRule,
} from 'kinesis-constructs';

/** What holds data goes with the stack, for this is an example: leave it away in an app of your own. */
const removalPolicy = RemovalPolicy.DESTROY;

/** Settings of `CdcFromDatabase`. */
export interface CdcFromDatabaseProps extends StackProps {
  /** Network of the database, with a way to Kinesis and Secrets Manager from its subnets. */
  readonly vpc: IVpc;
  readonly vpcSubnets?: SubnetSelection;

  /** PostgreSQL or Aurora PostgreSQL, with logical replication; DMS is let in at its port. */
  readonly database: IConnectable;
  readonly databaseName: string;

  /** `username`, `password`, `host` and `port`. */
  readonly secret: ISecret;

  /** Whether to make the roles that DMS looks for by name. An account has each once, perhaps already. */
  readonly makesAccountRoles?: boolean;
}

/**
 * The changes of a PostgreSQL database on a stream, and a function that keeps the current state of each row in a table of
 * DynamoDB: read models, caches and search indexes are kept in the same way.
 */
export class CdcFromDatabase extends Stack {
  constructor(scope: Construct, id: string, props: CdcFromDatabaseProps) {
    const { vpc, vpcSubnets, database, databaseName, secret, makesAccountRoles = false, ...rest } = props;
    super(scope, id, rest);

    const { stream } = new EncryptedStream(this, 'Changes', { removalPolicy });
    const source = new DatabaseSource(this, 'Shop', {
      stream,
      vpc,
      vpcSubnets,
      engine: DatabaseEngine.auroraPostgres({ secret, databaseName, heartbeat: true }),
      // By primary key, so that the changes of a row stay in order.
      tables: [TableRule.include('public', 'customers'), TableRule.include('public', 'orders')],
      accountRoles: makesAccountRoles ? new DatabaseAccountRoles(this, 'AccountRoles') : undefined,
    });
    source.connections.allowToDefaultPort(database, 'DMS reads changes');

    const rows = this.rowTable();
    const keepState = this.keepState(rows);
    const failures = new RecordBucket(this, 'Failures', { removalPolicy });
    const processor = new StreamProcessor(this, 'Consumer', {
      stream,
      function: keepState,
      batchSize: 500,
      maxBatchingWindow: Duration.seconds(1),
      failureBucket: failures.bucket,
    });

    const { topic, action } = new AlarmTopic(this, 'Alarms');
    const routing = { warnActions: [action], pageActions: [action] };
    new DatabaseSourceAlarms(this, 'SourceAlarms', { source, ...routing });
    new IteratorAgeAlarms(this, 'Lag', {
      stream,
      readers: [Reader.lambdaFunction(processor.function)],
      ...routing,
    });

    this.output('StreamName', stream.streamName);
    this.output('RowsTable', rows.tableName);
    this.output('FailureBucket', failures.bucket.bucketName);
    this.output('AlarmTopic', topic.topicArn);
  }

  /** An item a row, of whichever table. */
  private rowTable(): TableV2 {
    return new TableV2(this, 'Rows', {
      partitionKey: { name: 'key', type: AttributeType.STRING },
      timeToLiveAttribute: 'expires',
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
  }

  /** Bundled before synthesis (`build` in cdk.json); `NodejsFunction` does the same while an app synthesizes. */
  private keepState(rows: TableV2): LambdaFunction {
    const name = 'keep-current-state';
    const logGroup = new LogGroup(this, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy });
    const role = new Role(this, 'KeepStateRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const keepState = new LambdaFunction(this, 'KeepState', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(join(__dirname, '..', '..', 'dist', 'examples', 'cdc-from-database', name)),
      memorySize: 512,
      timeout: Duration.minutes(1),
      environment: { POWERTOOLS_SERVICE_NAME: name, ROWS_TABLE: rows.tableName },
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role,
    });
    logGroup.grantWrite(role);
    rows.grant(role, 'dynamodb:PutItem');
    return keepState;
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
