import type { RunReplicationProperties } from './contract';
import { asksDms, decide, type Goal, type StartType } from './decide';
import type { Snapshot } from './snapshot';

/** One replication as DMS runs it. */
export interface ReplicationPort {
  describe(): Promise<Snapshot>;
  start(startType: StartType): Promise<void>;
  stop(): Promise<void>;
}

/** What the CDK's provider framework hands over: at first the request, then, until it is complete, with what `begin` gave. */
export interface LifecycleEvent {
  readonly RequestType: Goal['request'];
  readonly ResourceProperties: RunReplicationProperties;
  readonly Begun?: true;
  readonly Before?: Snapshot;
}

/** What the first call answers. */
export interface Beginning {
  readonly PhysicalResourceId: string;
  readonly Begun: true;
  readonly Before?: Snapshot;
}

export type Report = (message: string, details: Record<string, unknown>) => void;

/**
 * Answers the first call, and only looks: the framework forgets a resource whose creation fails here, and with it to stop what
 * may have been started.
 */
export async function begin(
  event: LifecycleEvent,
  port: ReplicationPort,
  report: Report,
): Promise<Beginning> {
  const { arn, step } = event.ResourceProperties;
  const beginning: Beginning = { PhysicalResourceId: `${arn}/${step}`, Begun: true };
  if (!asksDms(goalOf(event))) return beginning;
  try {
    return { ...beginning, Before: await port.describe() };
  } catch (error) {
    report('DMS could not be asked yet', { error });
    return beginning;
  }
}

/** Does the next thing, and says whether all is done. Fails when no more calls would help. */
export async function advance(
  event: LifecycleEvent,
  port: ReplicationPort,
  report: Report,
): Promise<{ IsComplete: boolean }> {
  const goal = goalOf(event);
  if (!asksDms(goal)) return { IsComplete: true };
  const stopping = goal.step === 'pause' || goal.request === 'Delete';
  try {
    const now = await port.describe();
    const decision = decide(goal, event.Before, now);
    report('decided', { goal, status: now.status, decision });
    if (decision.kind === 'start') await port.start(decision.startType);
    if (decision.kind === 'stop') await port.stop();
    if (decision.kind === 'fail') throw new ReplicationFailure(decision.reason);
    return { IsComplete: decision.kind === 'done' };
  } catch (error) {
    if (error instanceof ReplicationFailure || isFinal(error, stopping)) throw error;
    // Not in a state for it, too many calls, no answer: whatever it is, the next look tells how things stand.
    report('DMS did not do it yet', { error });
    return { IsComplete: false };
  }
}

/** A replication that was started and did not run. */
export class ReplicationFailure extends Error {
  public override readonly name = 'ReplicationFailure';
}

function goalOf({ RequestType, ResourceProperties }: LifecycleEvent): Goal {
  return { request: RequestType, step: ResourceProperties.step, type: ResourceProperties.type };
}

/** Whether it is no use to try again: what stops a replication is tried for as long as there is time. */
function isFinal(error: unknown, stopping: boolean): boolean {
  const name = error instanceof Error ? error.name : '';
  return /AccessDenied/.test(name) || (!stopping && /InvalidParameter/.test(name));
}
