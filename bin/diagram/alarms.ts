import type { Landscape } from './landscape';

/** How many alarms a stack has. */
export interface Alarms {
  readonly stack: string;
  readonly count: number;
}

/** Counts alarms: one by one they would hide what they watch. */
export function alarmsOf(landscape: Landscape): Alarms[] {
  const counts = new Map<string, number>();
  for (const { stack } of landscape.ofType('AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm')) {
    counts.set(stack.name, (counts.get(stack.name) ?? 0) + 1);
  }
  return [...counts].map(([stack, count]) => ({ stack, count }));
}
