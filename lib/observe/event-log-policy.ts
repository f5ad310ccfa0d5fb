import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ILogGroup, ResourcePolicy } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

const ID = 'KinesisConstructsEventLogs';

/**
 * Lets EventBridge write into a log group. An account has 10 such policies in a Region, for whatever writes logs, so all log
 * groups of a stack share one.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
 */
export function letEventsWrite(scope: Construct, { logGroupArn }: ILogGroup): void {
  const stack = Stack.of(scope);
  const found = stack.node.tryFindChild(ID) as EventLogPolicy | undefined;
  (found ?? new EventLogPolicy(stack, ID)).statement.addResources(logGroupArn);
}

class EventLogPolicy extends ResourcePolicy {
  public readonly statement: PolicyStatement;

  constructor(scope: Construct, id: string) {
    const statement = new PolicyStatement({
      principals: [
        new ServicePrincipal('events.amazonaws.com'),
        new ServicePrincipal('delivery.logs.amazonaws.com'),
      ],
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    });
    super(scope, id, { policyStatements: [statement] });
    this.statement = statement;
  }
}
