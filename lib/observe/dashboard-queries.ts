import { Stack } from 'aws-cdk-lib';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { FlinkSqlApplication } from '../analyze/flink-sql-application';
import { ShardAutoscaler } from '../operate/shard-autoscaler';
import { settingsOfResource } from './dashboard-delivery';
import { consumersIn } from './dashboard-inventory';
import { HotShardMonitor } from './hot-shard-monitor';

/** What to ask of one kind of log. */
interface Query {
  readonly id: string;
  readonly name: string;
  readonly lines: readonly string[];
}

/** Logs of functions that write JSON, as this library's code and its functions do. */
const OF_FUNCTIONS: readonly Query[] = [
  {
    id: 'Failures',
    name: 'Failures of functions',
    lines: [
      'fields @timestamp, @log, level, message, stream, shard, sequenceNumber, reason',
      'filter level in ["ERROR", "WARN"]',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
  {
    id: 'Calls',
    name: 'Duration and memory of functions',
    lines: [
      'filter type = "platform.report"',
      'stats count(*) as calls, pct(record.metrics.durationMs, 50) as median, max(record.metrics.durationMs) as longest, ' +
        'max(record.metrics.maxMemoryUsedMB) as memory by @log, bin(5m)',
      'sort longest desc',
    ],
  },
];

/** @see https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-logs.html */
const OF_DELIVERIES: readonly Query[] = [
  {
    id: 'Deliveries',
    name: 'Errors of deliveries',
    lines: [
      'fields @timestamp, @log, errorCode, message, destination',
      'stats count(*) as times, latest(message) as example by errorCode, @log',
      'sort times desc',
    ],
  },
];

/** @see https://docs.aws.amazon.com/managed-flink/latest/java/cloudwatch-logs-reading.html */
const OF_FLINK: readonly Query[] = [
  {
    id: 'Flink',
    name: 'Errors of Flink',
    lines: [
      'fields @timestamp, @log, messageType, logger, message, throwableInformation.0',
      'filter messageType in ["ERROR", "WARN"] or ispresent(throwableInformation.0)',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
];

/** Queries in CloudWatch Logs Insights, over the logs whose groups are known; none of what has no log. */
export class PipelineQueries extends Construct {
  constructor(scope: Construct, id: string, constructs: readonly IConstruct[]) {
    super(scope, id);
    this.save(OF_FUNCTIONS, functionLogs(constructs));
    this.save(OF_DELIVERIES, deliveryLogs(constructs));
    this.save(OF_FLINK, flinkLogs(constructs));
  }

  private save(queries: readonly Query[], logGroupNames: readonly string[]): void {
    if (logGroupNames.length === 0) return;
    for (const { id, name, lines } of queries) {
      new CfnQueryDefinition(this, id, {
        name: `${Stack.of(this).stackName}/${this.node.scope?.node.id}/${name}`,
        queryString: lines.join('\n| '),
        logGroupNames: [...logGroupNames],
      });
    }
  }
}

function functionLogs(constructs: readonly IConstruct[]): string[] {
  const readers = consumersIn(constructs).map((consumer) => consumer.function);
  const own = constructs.flatMap((construct) => {
    if (construct instanceof ShardAutoscaler) return [construct.function.node.defaultChild];
    return construct instanceof HotShardMonitor ? [construct.reportFunction.node.defaultChild] : [];
  });
  const functions = [...readers, ...own].filter((resource) => resource instanceof CfnFunction);
  return unique(functions.map(logGroupOf));
}

function logGroupOf({ loggingConfig }: CfnFunction): string | undefined {
  return (loggingConfig as CfnFunction.LoggingConfigProperty | undefined)?.logGroup as string | undefined;
}

function deliveryLogs(constructs: readonly IConstruct[]): string[] {
  const deliveries = constructs.filter((construct) => construct instanceof CfnDeliveryStream);
  return unique(deliveries.map((delivery) => settingsOfResource(delivery)?.errorLogGroupName));
}

function flinkLogs(constructs: readonly IConstruct[]): string[] {
  const applications = constructs.filter((construct) => construct instanceof FlinkSqlApplication);
  return unique(applications.map(({ logGroup }) => logGroup.logGroupName));
}

function unique(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names.filter((name) => name !== undefined))];
}
