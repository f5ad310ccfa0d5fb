import { Alarm, AlarmStatusWidget, CompositeAlarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { ShardAutoscaler } from '../operate/shard-autoscaler';
import { COLUMNS, type Section } from './dashboard-section';

/** Alarms that one widget shows. */
const ALARMS_A_WIDGET = 100;

/** Alarms that stand side by side. */
const ALARMS_A_ROW = 8;

/** The state of the alarms, composite ones first: those on what has a fault of its own follow. */
export function alarmSection(constructs: readonly IConstruct[]): Section {
  const composite = constructs.filter((construct) => construct instanceof CompositeAlarm);
  const single = constructs.filter((construct) => construct instanceof Alarm).filter(tellsPeople);
  const alarms: IAlarm[] = [...composite, ...single];
  const rows = [];
  for (let from = 0; from < alarms.length; from += ALARMS_A_WIDGET) {
    const shown = alarms.slice(from, from + ALARMS_A_WIDGET);
    const height = 1 + Math.ceil(shown.length / ALARMS_A_ROW);
    rows.push([new AlarmStatusWidget({ title: 'Alarms', alarms: shown, width: COLUMNS, height })]);
  }
  return { title: 'State', rows };
}

/** An autoscaler's own alarm calls its function in the course of things. */
function tellsPeople(alarm: IConstruct): boolean {
  return !alarm.node.scopes.some((scope) => scope instanceof ShardAutoscaler);
}
