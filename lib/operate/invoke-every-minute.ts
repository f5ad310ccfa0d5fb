import { Duration, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';

/** A function as the target of a schedule, with the right to call it and no more: the CDK's own covers all its versions. */
class FunctionTarget extends LambdaInvoke {
  constructor(
    private readonly target: IFunction,
    role: IRole,
  ) {
    // The next minute's call does it: no call is worth repeating.
    super(target, { role, retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  }

  protected override addTargetActionToRole(role: IRole): void {
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.target.functionArn] }),
    );
  }
}

/** Has EventBridge Scheduler call a function once a minute. */
export function invokeEveryMinute(scope: Construct, target: IFunction): Schedule {
  const { account } = Stack.of(scope);
  const group = Stack.of(scope).formatArn({
    service: 'scheduler',
    resource: 'schedule-group',
    resourceName: 'default',
  });
  const role = new Role(scope, 'ScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': group } },
    }),
  });
  const schedule = new Schedule(scope, 'EveryMinute', {
    schedule: ScheduleExpression.rate(Duration.minutes(1)),
    target: new FunctionTarget(target, role),
  });
  schedule.node.addDependency(role);
  return schedule;
}
