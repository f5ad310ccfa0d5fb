import type { RunFlinkApplicationProperties } from './contract';
import { asksFlink, decide, type Goal } from './decide';
import type { Snapshot } from './snapshot';

/** One application as the service runs it. */
export interface ApplicationPort {
  describe(): Promise<Snapshot>;
  start(): Promise<void>;
  stop(force: boolean): Promise<void>;
}

/** What the CDK's provider framework hands over: at first the request, then, until it is complete, with what `begin` gave. */
export interface LifecycleEvent {
  readonly RequestType: Goal['request'];
  readonly ResourceProperties: RunFlinkApplicationProperties;
  readonly OldResourceProperties?: RunFlinkApplicationProperties;
  /** When the first call came, in milliseconds since 1970. */
  readonly Begun?: number;
  readonly Before?: Snapshot;
}

/** What the first call answers. */
export interface Beginning {
  readonly PhysicalResourceId: string;
  readonly Begun: number;
  readonly Before?: Snapshot;
}

export interface Surroundings {
  readonly now: () => number;
  readonly report: (message: string, details: Record<string, unknown>) => void;
}

/**
 * The properties of the application that is asked about: what is prepared for a change is the application as it was before,
 * which may have had another name.
 */
export function subjectOf(event: LifecycleEvent): RunFlinkApplicationProperties {
  const { ResourceProperties, OldResourceProperties } = event;
  return ResourceProperties.step === 'prepare'
    ? (OldResourceProperties ?? ResourceProperties)
    : ResourceProperties;
}

/**
 * Answers the first call, and only looks: the framework forgets a resource whose creation fails here, and with it to stop what
 * may have been started.
 */
export async function begin(
  event: LifecycleEvent,
  port: ApplicationPort,
  { now, report }: Surroundings,
): Promise<Beginning> {
  const { application, step } = event.ResourceProperties;
  const beginning: Beginning = { PhysicalResourceId: `${application}/${step}`, Begun: now() };
  if (!asksFlink(goalOf(event))) return beginning;
  try {
    return { ...beginning, Before: await port.describe() };
  } catch (error) {
    report('the service could not be asked yet', { error });
    return beginning;
  }
}

/** Does the next thing, and says whether all is done. Fails when no more calls would help. */
export async function advance(
  event: LifecycleEvent,
  port: ApplicationPort,
  { now: clock, report }: Surroundings,
): Promise<{ IsComplete: boolean }> {
  const goal = goalOf(event);
  if (!asksFlink(goal)) return { IsComplete: true };
  const stopping = goal.step === 'prepare' || goal.request === 'Delete';
  try {
    const now = await port.describe();
    const decision = decide(goal, event.Before, now, clock() - (event.Begun ?? clock()));
    report('decided', { goal, status: now.status, decision });
    if (decision.kind === 'start') await port.start();
    if (decision.kind === 'stop') await port.stop(decision.force);
    if (decision.kind === 'fail') throw new ApplicationFailure(decision.reason);
    return { IsComplete: decision.kind === 'done' };
  } catch (error) {
    if (error instanceof ApplicationFailure || isFinal(error, stopping)) throw error;
    // Not in a state for it, too many calls, no answer: whatever it is, the next look tells how things stand.
    report('the service did not do it yet', { error });
    return { IsComplete: false };
  }
}

/** An application that was started or changed, and does not run what it should. */
export class ApplicationFailure extends Error {
  public override readonly name = 'ApplicationFailure';
}

function goalOf(event: LifecycleEvent): Goal {
  const { step, update, code, application } = event.ResourceProperties;
  const renamed = event.OldResourceProperties !== undefined && subjectOf(event).application !== application;
  return { request: event.RequestType, step, update, code, renamed };
}

/** Whether it is no use to try again: what stops an application is tried for as long as there is time. */
function isFinal(error: unknown, stopping: boolean): boolean {
  const name = error instanceof Error ? error.name : '';
  return /AccessDenied/.test(name) || (!stopping && /^Invalid(Argument|ApplicationConfiguration)/.test(name));
}
