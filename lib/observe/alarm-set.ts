import { Alarm, type AlarmProps, CompositeAlarm, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { anyRaised, problemsOfRule } from './alarm-rule';
import { AlarmTopic } from './alarm-topic';

/** How urgent an alarm is: `warn` for working hours, `page` for now. */
export type Severity = 'warn' | 'page';

/** Where the alarms of a construct go. */
export interface AlarmRoutingProps {
  /**
   * What a warning sets off. An empty list keeps warnings to the console.
   *
   * @default - a message to an SNS topic made here, when the alarm is raised and when it is over
   */
  readonly warnActions?: IAlarmAction[];

  /**
   * What a page sets off. An empty list keeps pages to the console.
   *
   * @default - a message to an SNS topic made here, when the alarm is raised and when it is over
   */
  readonly pageActions?: IAlarmAction[];

  /**
   * Whether one composite alarm pages for all page alarms, so that one fault is one page; they have no
   * actions then. It takes 100 of them, fewer if their names are long: its rule has 10,240 characters.
   *
   * @default false
   */
  readonly compositeAlarm?: boolean;

  /**
   * Address of the runbook, which each alarm's description ends with.
   *
   * @default - none
   */
  readonly runbookUrl?: string;
}

/** The alarms of one construct, in two severities, with the topic and the composite alarm they share. */
export class AlarmSet {
  public readonly topic?: Topic;
  public readonly compositeAlarm?: CompositeAlarm;
  public readonly warnAlarms: Alarm[] = [];
  public readonly pageAlarms: Alarm[] = [];

  private readonly ownTopic?: AlarmTopic;

  /**
   * @param scope the construct that the alarms belong to
   * @param subject what the composite alarm is about, such as `readers of orders`
   */
  constructor(
    private readonly scope: Construct,
    private readonly props: AlarmRoutingProps,
    subject: string,
  ) {
    if (props.warnActions === undefined || props.pageActions === undefined) {
      this.ownTopic = new AlarmTopic(scope, 'AlarmTopic');
      this.topic = this.ownTopic.topic;
    }
    if (props.compositeAlarm === true) {
      this.compositeAlarm = new CompositeAlarm(scope, 'Composite', {
        alarmRule: anyRaised(this.pageAlarms),
        alarmDescription: this.describe(
          `At least one page alarm on ${subject} is raised. First: see which ones; they say what to do.`,
        ),
      });
      this.route(this.compositeAlarm, 'page');
      scope.node.addValidation({
        validate: () => problemsOfRule(scope, 'compositeAlarm', this.pageAlarms),
      });
    }
  }

  public get alarms(): Alarm[] {
    return [...this.warnAlarms, ...this.pageAlarms];
  }

  /** Adds an alarm. CloudFormation names it, so that two stacks never fight for a name. */
  public add(severity: Severity, id: string, props: AlarmProps): Alarm {
    const alarm = new Alarm(this.scope, id, {
      ...props,
      alarmDescription: this.describe(props.alarmDescription ?? ''),
    });
    (severity === 'warn' ? this.warnAlarms : this.pageAlarms).push(alarm);
    if (severity === 'warn' || this.compositeAlarm === undefined) this.route(alarm, severity);
    return alarm;
  }

  private route(alarm: Alarm | CompositeAlarm, severity: Severity): void {
    const given = severity === 'warn' ? this.props.warnActions : this.props.pageActions;
    if (given !== undefined) {
      alarm.addAlarmAction(...given);
    } else if (this.ownTopic !== undefined) {
      alarm.addAlarmAction(this.ownTopic.action);
      alarm.addOkAction(this.ownTopic.action);
    }
  }

  private describe(text: string): string {
    const { runbookUrl } = this.props;
    return runbookUrl === undefined ? text : `${text} Runbook: ${runbookUrl}`;
  }
}
