import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, type ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { HotKeysEnvironment } from '../../lambda/report-hot-keys/contract';
import { description } from '../shared/description';
import { HandlerFunction } from '../shared/handler-function';
import { grantOnStream } from '../shared/stream-access';

/** How a report names partition keys, which may be personal data. */
export enum KeyVisibility {
  /**
   * By the first 16 hexadecimal digits of their SHA-256 hash. Whoever has a key finds it in the report; whoever can guess
   * keys, such as telephone numbers, can find out which one it is.
   */
  HASHED = 'hashed',
  /** As they are, in the function's log and in its answer. */
  PLAIN = 'plain',
}

/** Settings of a `HotKeyReport`. */
export interface HotKeyReportProps {
  readonly stream: IStream;
  readonly window: Duration;
  readonly topKeys: number;
  readonly keyVisibility: KeyVisibility;
  readonly schedule?: ScheduleExpression;
}

/** The function that samples a stream's records and reports the heaviest partition keys, and its schedule. */
export class HotKeyReport extends Construct {
  public readonly function: IFunction;

  constructor(scope: Construct, id: string, props: HotKeyReportProps) {
    super(scope, id);
    const { stream, window, topKeys, keyVisibility, schedule } = props;

    const environment: HotKeysEnvironment = {
      STREAM_ARN: stream.streamArn,
      WINDOW_MS: String(window.toMilliseconds()),
      TOP_KEYS: String(topKeys),
      KEY_VISIBILITY: keyVisibility,
    };
    const handler = new HandlerFunction(this, 'Handler', {
      handler: 'report-hot-keys',
      description: description('Names the heaviest partition keys of', this.node.path),
      timeout: Duration.minutes(10),
      // Sixteen reads at a time, of up to 10 MB each.
      memorySize: 1024,
      environment: { ...environment },
    });
    this.function = handler.function;
    grantOnStream(
      stream,
      handler.role,
      [
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ],
      ['kms:Decrypt'],
    );
    if (schedule !== undefined) this.addSchedule(schedule);
  }

  private addSchedule(schedule: ScheduleExpression): void {
    const { account } = Stack.of(this);
    const group = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: 'default',
    });
    // The target's own role may invoke every version of the function too.
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': group } },
      }),
      inlinePolicies: {
        Invoke: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['lambda:InvokeFunction'],
              resources: [this.function.functionArn],
            }),
          ],
        }),
      },
    });
    new Schedule(this, 'Schedule', {
      schedule,
      target: new LambdaInvoke(this.function, {
        role: role.withoutPolicyUpdates(),
        retryAttempts: 3,
        maxEventAge: Duration.hours(1),
      }),
    });
  }
}
