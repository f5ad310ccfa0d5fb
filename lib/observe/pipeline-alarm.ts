import { Annotations, Stack } from 'aws-cdk-lib';
import {
  CfnAlarm,
  CfnCompositeAlarm,
  CompositeAlarm,
  type IAlarm,
  type IAlarmAction,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { checkWholeNumber } from '../shared/checks';
import { anyRaised, MOST_CHILDREN, problemsOfRule } from './alarm-rule';
import { AlarmTopic } from './alarm-topic';

/** Settings of a `PipelineAlarm`. */
export interface PipelineAlarmProps {
  /**
   * The page alarms of everything in the pipeline, of this account and Region, which have no actions of their own: give their
   * constructs `pageActions: []`. 1 to 100, or fewer if their names are long: the rule has 10,240 characters.
   */
  readonly pageAlarms: IAlarm[];

  /**
   * What a page sets off. An empty list keeps it to the console.
   *
   * @default - a message to an SNS topic made here, when the alarm is raised and when it is over
   */
  readonly pageActions?: IAlarmAction[];

  /**
   * Address of the runbook, which the description ends with.
   *
   * @default - none
   */
  readonly runbookUrl?: string;
}

/**
 * One alarm for a whole pipeline: a fault that shows in the stream, its readers and its deliveries wakes somebody once.
 *
 * Which alarms are raised, and what each says to do first, is in the console and on the `PipelineDashboard`.
 *
 * @example
 * const quiet = { pageActions: [] };
 * const load = new StreamAlarms(this, 'Load', { stream, ...quiet });
 * const lag = new IteratorAgeAlarms(this, 'Lag', { stream, readers: [Reader.polling()], ...quiet });
 * new PipelineAlarm(this, 'Page', { pageAlarms: [...load.pageAlarms, ...lag.pageAlarms] });
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html
 */
export class PipelineAlarm extends Construct {
  /** The one that pages. */
  public readonly alarm: CompositeAlarm;

  /** The topic made here; undefined if `pageActions` are given. */
  public readonly topic?: Topic;

  constructor(scope: Construct, id: string, props: PipelineAlarmProps) {
    super(scope, id);
    const { pageAlarms, pageActions, runbookUrl } = props;
    checkWholeNumber(this, 'pageAlarms.length', pageAlarms.length, 1, MOST_CHILDREN);
    this.warnOfActions(pageAlarms);
    this.node.addValidation({ validate: () => problemsOfRule(this, 'pageAlarms', pageAlarms) });

    const runbook = runbookUrl === undefined ? '' : ` Runbook: ${runbookUrl}`;
    this.alarm = new CompositeAlarm(this, 'Alarm', {
      alarmRule: anyRaised(pageAlarms),
      alarmDescription: `At least one page alarm of the pipeline is raised. First: see which ones; they say what to do.${runbook}`,
    });
    if (pageActions !== undefined) {
      this.alarm.addAlarmAction(...pageActions);
      return;
    }
    const { topic, action } = new AlarmTopic(this, 'AlarmTopic');
    this.topic = topic;
    this.alarm.addAlarmAction(action);
    this.alarm.addOkAction(action);
  }

  private warnOfActions(alarms: readonly IAlarm[]): void {
    const loud = alarms.filter((alarm) => {
      const resource = alarm.node.defaultChild;
      if (!(resource instanceof CfnAlarm || resource instanceof CfnCompositeAlarm)) return false;
      const actions: unknown[] | undefined = Stack.of(this).resolve(resource.alarmActions);
      return actions !== undefined && actions.length > 0;
    });
    if (loud.length === 0) return;
    Annotations.of(this).addWarningV2(
      'kinesis-constructs:pagesTwice',
      `One fault is more than one page: ${loud.map(({ node }) => node.path).join(', ')} have actions of their own. ` +
        'Give their constructs pageActions: [].',
    );
  }
}
