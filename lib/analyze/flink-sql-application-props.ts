import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { FlinkRuntime } from './flink-runtime';
import type { FlinkSql } from './flink-sql';
import type { FlinkTable } from './flink-table';
import type { FlinkUpdate } from './flink-update';

/** How much an application writes to its log. */
export enum FlinkLogLevel {
  /** Failures alone. */
  ERROR = 'ERROR',
  /** What may become a failure too. */
  WARN = 'WARN',
  /** What goes on too. */
  INFO = 'INFO',
  /** Everything: it slows an application down, and is billed. */
  DEBUG = 'DEBUG',
}

/** Settings of a `FlinkSqlApplication`. */
export interface FlinkSqlApplicationProps {
  /** What runs. */
  readonly sql: FlinkSql;

  /** Tables that the SQL reads and writes, by the names that it has for them: letters, digits and `_`. */
  readonly tables: { [name: string]: FlinkTable };

  /**
   * Path of the jar of the Kinesis connector for SQL, version 5 or later, from Maven:
   * `org.apache.flink:flink-sql-connector-aws-kinesis-streams`, 5.1.0-1.20 for Flink 1.20.
   */
  readonly connectorJar: string;

  /**
   * Version of Flink.
   *
   * @default FlinkRuntime.FLINK_1_20
   */
  readonly runtime?: FlinkRuntime;

  /**
   * Name of the application, 1 to 128 letters, digits, `_`, `.` and `-`. Another name later makes another application, without the
   * state of the first, which is stopped before and deleted after that.
   *
   * @default - one made of the construct's path
   */
  readonly applicationName?: string;

  /**
   * Values for `${key}` in the SQL, 1 to 2,048 characters each; keys are of letters, digits, `_`, `.` and `-`.
   *
   * @default - those of the tables alone
   */
  readonly properties?: { [key: string]: string };

  /**
   * What a deployment that changes the application does with its state.
   *
   * @default FlinkUpdate.IN_PLACE
   */
  readonly update?: FlinkUpdate;

  /**
   * How many tasks run side by side at least. Fewer than a stream has shards is a danger to windows.
   *
   * @default - as many as the stream that is read has shards, 4 where that is not known
   */
  readonly parallelism?: number;

  /**
   * How many of the tasks share a KPU, which has 1 vCPU and 4 GB of memory and is what is billed: 1 to 8.
   *
   * @default 1
   */
  readonly parallelismPerKpu?: number;

  /**
   * Whether the service adds tasks when the CPU is busy, and takes them away again down to `parallelism`.
   *
   * @default true
   */
  readonly autoScaling?: boolean;

  /**
   * How often what the application has in mind is saved, so that it goes on from there after a failure, 1 second to 1 hour.
   * Files in a bucket can be read after that.
   *
   * @default Duration.minutes(1)
   */
  readonly checkpointInterval?: Duration;

  /**
   * Whether the service takes a snapshot when the application is changed, scaled or stopped. Without, a change loses what it has
   * in mind.
   *
   * @default true
   */
  readonly snapshots?: boolean;

  /**
   * Whether the service goes back to the version before when a change or a scaling does not run.
   *
   * @default true
   */
  readonly systemRollback?: boolean;

  /**
   * After how long without records a task no longer holds back the time of the others, 1 second to 1 day, in whole seconds. A
   * task without a shard has none ever.
   *
   * @default Duration.seconds(30)
   */
  readonly idleTimeout?: Duration;

  /**
   * Network to run in, from which it has to reach Kinesis, S3 and CloudWatch Logs.
   *
   * @default - one of the service's own
   */
  readonly vpc?: IVpc;

  /**
   * Subnets of the network.
   *
   * @default - the private ones, or isolated ones where there are none; a network with neither is refused
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Security groups of the application in the network, 1 to 5.
   *
   * @default - a new one, which lets everything out
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Where the application writes its log.
   *
   * @default - a new log group, kept for a month
   */
  readonly logGroup?: ILogGroup;

  /**
   * How much it writes.
   *
   * @default FlinkLogLevel.INFO
   */
  readonly logLevel?: FlinkLogLevel;

  /**
   * What becomes of a log group made here when it leaves the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
