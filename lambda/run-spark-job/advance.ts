import { decide, type Goal } from './decide';
import type { Snapshot } from './snapshot';

/** Where a job runs: one application of EMR Serverless, or one cluster. */
export interface ApplicationPort {
  readonly id: string;
  /** Its job runs that are not over, and with them all of `token`. */
  describe(token: string): Promise<Snapshot>;
  /** Starts the job under the token, by which it is known from then on. */
  start(token: string): Promise<void>;
  cancel(run: string): Promise<void>;
  /** Refused while a job runs. Asked only of what says that it is `started`. */
  stop(): Promise<void>;
}

/** The place that the custom resource's properties name. */
export type Applications<P> = (properties: P) => ApplicationPort;

/** What the CDK's provider framework hands over: at first the request, then, until it is complete, with what `begin` gave. */
export interface LifecycleEvent<P extends { readonly name: string }> {
  readonly RequestType: Goal['request'];
  /** Names the request, also when it comes again. */
  readonly RequestId: string;
  readonly ResourceProperties: P;
  readonly OldResourceProperties?: P;
  readonly Begun?: true;
}

/** What the first call answers. */
export interface Beginning {
  readonly PhysicalResourceId: string;
  readonly Begun: true;
}

export type Report = (message: string, details: Record<string, unknown>) => void;

/**
 * Answers the first call, and does nothing: the framework forgets a resource whose creation fails here, and with it to cancel
 * what may have been started.
 */
export function begin({ ResourceProperties }: LifecycleEvent<{ readonly name: string }>): Beginning {
  return { PhysicalResourceId: ResourceProperties.name, Begun: true };
}

/** Does the next thing, and says whether all is done. Fails when no more calls would help. */
export async function advance<P extends { readonly name: string }>(
  event: LifecycleEvent<P>,
  applications: Applications<P>,
  report: Report,
): Promise<{ IsComplete: boolean }> {
  const goal: Goal = { request: event.RequestType, token: event.RequestId };
  const current = applications(event.ResourceProperties);
  const previous = previousOf(event, applications, current);
  let starting = false;
  try {
    const [now, before] = await Promise.all([current.describe(goal.token), previous?.describe(goal.token)]);
    const decision = decide(goal, now, before);
    report('decided', { goal, status: now.status, previous: before?.status, decision });
    const place = 'at' in decision && decision.at === 'previous' ? (previous ?? current) : current;
    if (decision.kind === 'cancel') await Promise.all(decision.runs.map((run) => place.cancel(run)));
    if (decision.kind === 'stop') await place.stop();
    if (decision.kind === 'fail') throw new SparkJobFailure(decision.reason);
    if (decision.kind === 'start') {
      starting = true;
      await current.start(goal.token);
    }
    return { IsComplete: decision.kind === 'done' };
  } catch (error) {
    if (error instanceof SparkJobFailure || isFinal(error, starting)) throw error;
    // Not in a state for it, too many calls, no answer: whatever it is, the next look tells how things stand.
    report('the service did not do it yet', { error });
    return { IsComplete: false };
  }
}

/** A job that was started and does not run. */
export class SparkJobFailure extends Error {
  public override readonly name = 'SparkJobFailure';
}

function previousOf<P extends { readonly name: string }>(
  { RequestType, OldResourceProperties: old }: LifecycleEvent<P>,
  applications: Applications<P>,
  current: ApplicationPort,
): ApplicationPort | undefined {
  if (RequestType !== 'Update' || old === undefined) return undefined;
  const previous = applications(old);
  return previous.id === current.id ? undefined : previous;
}

/** Whether it is no use to try again: what ends a job is tried for as long as there is time. */
function isFinal(error: unknown, starting: boolean): boolean {
  const name = error instanceof Error ? error.name : '';
  return /AccessDenied/.test(name) || (starting && /ValidationException|InvalidRequestException/.test(name));
}
