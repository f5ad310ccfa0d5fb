import { createHash } from 'node:crypto';
import { ArnFormat, Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Connections, type IConnectable, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { CfnApplication, CfnApplicationCloudWatchLoggingOption } from 'aws-cdk-lib/aws-kinesisanalyticsv2';
import { type ILogGroup, LogGroup, LogStream, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { description } from '../shared/description';
import { logStreamArn } from '../shared/log-stream-arn';
import { applicationRole, grantCode, grantLog, grantNetwork } from './flink-application-access';
import { type CheckedApplication, checkApplication } from './flink-application-checks';
import { configurationOf } from './flink-application-configuration';
import { FlinkApplicationRun } from './flink-application-run';
import { applicationCode } from './flink-code';
import { FlinkRuntime } from './flink-runtime';
import type { FlinkSqlApplicationProps } from './flink-sql-application-props';
import type { FlinkTableDefinition } from './flink-table-definition';
import { FlinkUpdate } from './flink-update';

/**
 * Runs SQL on streams without an end, on Amazon Managed Service for Apache Flink.
 *
 * The deployment starts the application and waits until it runs, changes it as `update` says, and stops it before it is deleted.
 * The SQL is checked while the app is built, as far as can be told without Flink; what Flink itself finds wrong is in the log, and
 * fails the deployment. It is billed by the KPU and hour while it runs, and one KPU more for the service's own part.
 *
 * The connector's jar has to be fetched from Maven first. Nothing of this has run on a real account: the SQL has on Flink itself,
 * the rest is what AWS and the connector document.
 *
 * @example
 * const trades = FlinkTable.fromStream(stream, {
 *   columns: { ticker: FlinkColumn.STRING, price: FlinkColumn.DOUBLE, event_time: FlinkColumn.TIMESTAMP_LTZ },
 *   format: FlinkFormat.json(),
 *   eventTime: 'event_time',
 *   shardCount: 2,
 * });
 * const averages = FlinkTable.toBucket(bucket, {
 *   columns: { ticker: FlinkColumn.STRING, average: FlinkColumn.DOUBLE },
 *   format: FlinkFormat.json(),
 * });
 * new FlinkSqlApplication(this, 'Averages', {
 *   sql: FlinkSql.text(`
 *     INSERT INTO averages
 *     SELECT ticker, AVG(price) FROM TABLE(TUMBLE(TABLE trades, DESCRIPTOR(event_time), INTERVAL '1' MINUTE))
 *     GROUP BY ticker, window_start, window_end;
 *   `),
 *   tables: { trades, averages },
 *   connectorJar,
 * });
 * @see https://docs.aws.amazon.com/managed-flink/latest/java/how-it-works.html
 */
export class FlinkSqlApplication extends Construct implements IConnectable {
  /** Name of the application. */
  public readonly applicationName: string;

  /** ARN of the application. */
  public readonly applicationArn: string;

  /** The role that the application runs with: what `EncryptedStream.letThrough` needs, where a stream has a network rule. */
  public readonly role: Role;

  /** Where the application writes its log. */
  public readonly logGroup: ILogGroup;

  /** Where the application connects from, when it is in a network of yours. */
  public readonly connections: Connections;

  /** The application itself, for anything this construct does not cover. */
  public readonly application: CfnApplication;

  /** The version of Flink. */
  public readonly runtime: FlinkRuntime;

  private readonly tables: Readonly<Record<string, FlinkTableDefinition>>;

  constructor(scope: Construct, id: string, props: FlinkSqlApplicationProps) {
    super(scope, id);
    const { runtime = FlinkRuntime.FLINK_1_20, update = FlinkUpdate.IN_PLACE, connectorJar } = props;
    const { removalPolicy = RemovalPolicy.RETAIN } = props;

    const checked = checkApplication(this, props, runtime);
    const { tables, sql, parallelism } = checked;

    this.tables = tables;
    this.runtime = runtime;
    this.applicationName =
      props.applicationName ?? Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    this.applicationArn = Stack.of(this).formatArn({
      service: 'kinesisanalytics',
      resource: 'application',
      resourceName: this.applicationName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    this.role = applicationRole(this, this.applicationArn);
    const code = applicationCode(this, sql, connectorJar);
    grantCode(this.role, code);
    const properties = this.bindTables(checked);
    this.logGroup =
      props.logGroup ?? new LogGroup(this, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy });
    this.connections = this.connect(props);
    const configuration = configurationOf(props, {
      code,
      parallelism,
      properties,
      connections: this.connections,
    });
    this.application = new CfnApplication(this, 'Application', {
      applicationName: this.applicationName,
      applicationDescription: description('SQL of', this.node.path),
      applicationMode: 'STREAMING',
      runtimeEnvironment: runtime.name,
      serviceExecutionRole: this.role.roleArn,
      applicationConfiguration: configuration,
    });
    this.application.node.addDependency(this.role);
    const logging = this.log(removalPolicy);
    const run = new FlinkApplicationRun(this, 'Run', {
      application: this.application,
      applicationArn: this.applicationArn,
      properties: {
        application: this.applicationName,
        update: update._kind,
        snapshot: update._snapshot,
        code: code.s3ObjectKey,
        revision: this.revisionOf({ runtime: runtime.name, configuration, update }),
      },
    });
    run.node.findChild('run').node.addDependency(logging);
  }

  /** How far the application is behind the newest record of a stream, in milliseconds: maximum over 1 minute by default. */
  public metricMillisBehindLatest(streamName: string, options?: MetricOptions): Metric {
    return this.metric('millisBehindLatest', {
      dimensionsMap: { Application: this.applicationName, Id: streamName, Flow: 'Input' },
      ...options,
    });
  }

  /**
   * A metric of the application, such as `numRecordsInPerSecond` or `lastCheckpointDuration`: maximum over 1 minute by default.
   *
   * @see https://docs.aws.amazon.com/managed-flink/latest/java/metrics-dimensions.html
   */
  public metric(metricName: string, options?: MetricOptions): Metric {
    return new Metric({
      namespace: 'AWS/KinesisAnalytics',
      metricName,
      dimensionsMap: { Application: this.applicationName },
      statistic: Stats.MAXIMUM,
      period: Duration.minutes(1),
      ...options,
    }).attachTo(this);
  }

  /**
   * Names of the streams that are read, by table.
   *
   * @internal
   */
  public get _sources(): [table: string, streamName: string][] {
    return Object.entries(this.tables).flatMap(([name, { stream }]): [string, string][] =>
      stream === undefined ? [] : [[name, stream.streamName]],
    );
  }

  private bindTables({ tables, properties }: CheckedApplication): Record<string, string> {
    const values: Record<string, string> = { ...properties };
    for (const [name, table] of Object.entries(tables)) {
      for (const [key, value] of Object.entries(table.bind(this, name, this.role)))
        values[`${name}.${key}`] = value;
    }
    return values;
  }

  private connect({ vpc, securityGroups }: FlinkSqlApplicationProps): Connections {
    if (vpc === undefined) return new Connections();
    grantNetwork(this.role);
    const groups = securityGroups ?? [
      new SecurityGroup(this, 'SecurityGroup', { vpc, description: description('Flink:', this.node.path) }),
    ];
    return new Connections({ securityGroups: groups });
  }

  /** Has the service write the log, from the first start on. */
  private log(removalPolicy: RemovalPolicy): CfnApplicationCloudWatchLoggingOption {
    const stream = new LogStream(this, 'LogStream', { logGroup: this.logGroup, removalPolicy });
    const arn = logStreamArn(this, this.logGroup.logGroupName, stream.logStreamName);
    grantLog(this.role, this.logGroup.logGroupArn, arn);
    const option = new CfnApplicationCloudWatchLoggingOption(this, 'Logging', {
      applicationName: this.applicationName,
      cloudWatchLoggingOption: { logStreamArn: arn },
    });
    option.node.addDependency(this.application);
    return option;
  }

  /** Changes with anything of the settings. */
  private revisionOf(settings: object): string {
    const text = JSON.stringify(Stack.of(this).resolve(settings));
    return createHash('sha256').update(text).digest('hex').slice(0, 16);
  }
}
