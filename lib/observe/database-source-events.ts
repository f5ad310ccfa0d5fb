import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { description } from '../shared/description';
import type { DatabaseSource } from '../source/database-source';
import { letEventsWrite } from './event-log-policy';

/**
 * Keeps what DMS tells of a replication that stopped or failed, and counts it.
 *
 * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_EventBridge.html
 */
export class ReplicationEvents extends Construct {
  public readonly logGroup: LogGroup;

  private readonly rule: Rule;

  constructor(scope: Construct, id: string, source: DatabaseSource) {
    super(scope, id);
    const { arn, detailType, eventPrefix } = source._events;

    this.logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    letEventsWrite(this, this.logGroup);
    this.rule = new Rule(this, 'Rule', {
      description: description('Stopped or failed: replication of', source.node.path),
      eventPattern: {
        source: ['aws.dms'],
        detailType: [detailType],
        resources: [arn],
        detail: { eventType: [`${eventPrefix}STOPPED`, `${eventPrefix}FAILED`] },
      },
      targets: [this.target()],
    });
  }

  /** Events, sum over 1 minute. */
  public metric(): Metric {
    return new Metric({
      namespace: 'AWS/Events',
      metricName: 'TriggeredRules',
      dimensionsMap: { RuleName: this.rule.ruleName },
      statistic: Stats.SUM,
      period: Duration.minutes(1),
    }).attachTo(this);
  }

  /** The CDK's own target has a function made that writes the policy above. */
  private target(): IRuleTarget {
    const arn = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: this.logGroup.logGroupName,
    });
    return { bind: () => ({ arn }) };
  }
}
