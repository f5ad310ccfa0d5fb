import {
  type ApplicationPort,
  advance,
  type Beginning,
  begin,
  type LifecycleEvent,
  type Surroundings,
  subjectOf,
} from '../../../lambda/run-flink-application/advance';
import type { RunFlinkApplicationProperties } from '../../../lambda/run-flink-application/contract';

export const properties = (
  changes: Partial<RunFlinkApplicationProperties> = {},
): RunFlinkApplicationProperties => ({
  step: 'run',
  application: 'trades',
  update: 'in-place',
  snapshot: '',
  code: 'first',
  revision: 'a',
  ...changes,
});

export type Answer = 'SUCCESS' | 'FAILED';

export interface Handling {
  /** How many looks there is time for. */
  readonly patience?: number;
  /** Whether the first call comes twice. */
  readonly repeated?: boolean;
}

/** A look every 20 seconds for an hour, as the `Lifecycle` has it. */
const LOOKS = 180;
const EVERY = 20_000;

/**
 * One request of CloudFormation, as the CDK's provider framework has it carried out: the first call, perhaps twice, then one
 * look after the other until all is done, it fails, or the time is over. There is always an answer.
 */
export async function request(
  applications: Record<string, ApplicationPort>,
  event: LifecycleEvent,
  { patience = LOOKS, repeated = false }: Handling = {},
): Promise<Answer> {
  let time = 1_000_000;
  const surroundings: Surroundings = { now: () => time, report: () => undefined };
  const port = applications[subjectOf(event).application];
  let beginning: Beginning = await begin(event, port, surroundings);
  if (repeated) beginning = await begin(event, port, surroundings);
  const later: LifecycleEvent = { ...event, ...beginning };
  for (let look = 0; look < patience; look++) {
    time += EVERY;
    try {
      if ((await advance(later, port, surroundings)).IsComplete) return 'SUCCESS';
    } catch {
      return 'FAILED';
    }
  }
  return 'FAILED';
}
