import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { letEventsWrite } from './event-log-policy';

/** Settings of `SparkJobEvents`. */
export interface SparkJobEventsProps {
  /** Path of what the events are of. */
  readonly of: string;
  /** Source of the events. */
  readonly source: string;
  /** What is in the details of each. */
  readonly detail: Readonly<Record<string, string>>;
}

/**
 * Keeps what EMR tells of a job that ended or was tried again, and counts it.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/using-eventbridge.html
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-manage-cloudwatch-events.html
 */
export class SparkJobEvents extends Construct {
  public readonly logGroup: LogGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SparkJobEventsProps,
  ) {
    super(scope, id);

    this.logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    letEventsWrite(this, this.logGroup);
  }

  /**
   * Events of a kind, sum over 1 minute.
   *
   * @param states only those of a change to one of these
   */
  public metric(id: string, detailType: string, states?: string[]): Metric {
    const arn = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: this.logGroup.logGroupName,
    });
    const { of, source, detail } = this.props;
    const rule = new Rule(this, id, {
      description: `${detailType} of ${of}`,
      eventPattern: {
        source: [source],
        detailType: [detailType],
        detail: {
          ...Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, [value]])),
          ...(states !== undefined && { state: states }),
        },
      },
      // The CDK's own target has a function made that writes the policy above.
      targets: [{ bind: () => ({ arn }) }],
    });
    return new Metric({
      namespace: 'AWS/Events',
      metricName: 'TriggeredRules',
      dimensionsMap: { RuleName: rule.ruleName },
      statistic: Stats.SUM,
      period: Duration.minutes(1),
    }).attachTo(this);
  }
}
