import { Lazy, Stack, Token } from 'aws-cdk-lib';
import {
  AlarmRule,
  CfnAlarm,
  CfnCompositeAlarm,
  type IAlarm,
  type IAlarmRule,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';

/**
 * What the rule of a composite alarm may have.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export const MOST_CHILDREN = 100;
const MOST_CHARACTERS = 10_240;

/** What CloudFormation puts behind a logical id to make a name. */
const SUFFIX = '-1234567890123';
const LONGEST_ALARM_NAME = 255;
const LONGEST_STACK_NAME = 128;

/**
 * Is true when any of the alarms is raised, of those that are there in the end. It has them by name: ARNs are longer, and fewer
 * fit.
 */
export function anyRaised(alarms: readonly IAlarm[]): IAlarmRule {
  const byName = ({ alarmName }: IAlarm) => AlarmRule.fromString(`ALARM("${alarmName}")`);
  const produce = () => AlarmRule.anyOf(...alarms.map(byName)).renderAlarmRule();
  return AlarmRule.fromString(Lazy.string({ produce }));
}

/** What CloudWatch would refuse of such a rule, for a validation: more alarms, or longer names, than it has room for. */
export function problemsOfRule(scope: IConstruct, setting: string, alarms: readonly IAlarm[]): string[] {
  const problem = (expected: string, got: string) => [
    new InvalidSettingError(scope, setting, `${expected} (make several of fewer alarms)`, got).message,
  ];
  if (alarms.length > MOST_CHILDREN) {
    return problem(`over ${MOST_CHILDREN} page alarms at most`, `${alarms.length}`);
  }
  const length = ruleLength(alarms.map(nameLength));
  if (length <= MOST_CHARACTERS) return [];
  return problem(
    `over page alarms whose names fit into a rule of ${MOST_CHARACTERS} characters`,
    `${alarms.length} that take ${length}`,
  );
}

/** As `anyRaised` writes it. */
function ruleLength(names: readonly number[]): number {
  const children = names.reduce((sum, length) => sum + 'ALARM("")'.length + length, 0);
  return '()'.length + children + ' OR '.length * (names.length - 1);
}

/** Characters of an alarm's name; of one that CloudFormation is going to give, as many as it takes. */
function nameLength(alarm: IAlarm): number {
  const resource = alarm.node.defaultChild;
  const isMade = resource instanceof CfnAlarm || resource instanceof CfnCompositeAlarm;
  const name = isMade ? resource.alarmName : alarm.alarmName;
  if (name !== undefined && !Token.isUnresolved(name)) return name.length;
  if (!isMade) return 0;
  const stack = Stack.of(resource);
  const made = `${stackName(stack)}-${stack.resolve(resource.logicalId)}${SUFFIX}`;
  return Math.min(made.length, LONGEST_ALARM_NAME);
}

/** A nested stack is named after its place in the one around it. */
function stackName(stack: Stack): string {
  const { nestedStackParent: parent, nestedStackResource: resource } = stack;
  if (parent === undefined || resource === undefined) {
    return Token.isUnresolved(stack.stackName) ? '' : stack.stackName;
  }
  return `${stackName(parent)}-${parent.resolve(resource.logicalId)}${SUFFIX}`.slice(0, LONGEST_STACK_NAME);
}
