import { InvalidRequestException } from '@aws-sdk/client-emr';
import { stepPhaseOf } from '../../../lambda/run-spark-step/states';
import { type Fault, named } from '../run-spark-job/fake-emr';

export interface FakeEmrOptions {
  /** What becomes of the calls, one after the other; those after the last are answered. */
  readonly faults?: readonly Fault[];
  /** How many looks each state takes. */
  readonly slowness?: number;
  /** Which steps, counted from 0, fail instead of running on. */
  readonly failures?: readonly number[];
}

interface Step {
  readonly id: string;
  readonly name: string;
  readonly fails: boolean;
  state: string;
  age: number;
}

interface Cluster {
  state: string;
  /** The newest first, as the service tells of them. */
  steps: Step[];
}

/** EMR on EC2, as far as steps are started and ended: one at a time in each cluster, slow, and with calls that get lost. */
export class FakeEmr {
  public readonly clusters = new Map<string, Cluster>();
  /** The most steps that ran at once, anywhere. */
  public most = 0;
  public added = 0;
  private calls = 0;

  constructor(private readonly options: FakeEmrOptions = {}) {}

  public create(id: string): void {
    if (!this.clusters.has(id)) this.clusters.set(id, { state: 'WAITING', steps: [] });
  }

  /** As CloudFormation does, which ends the cluster whatever runs in it: here that is a failure. */
  public remove(id: string): void {
    if (this.clusters.get(id)?.steps.some(isAlive)) throw new Error(`${id} would be ended under its job`);
    this.clusters.delete(id);
  }

  /** Steps that are not over, anywhere. */
  public get alive(): Step[] {
    return [...this.clusters.values()].flatMap(({ steps }) => steps).filter(isAlive);
  }

  public async describeCluster({ ClusterId: id }: { ClusterId: string }) {
    return this.answer(() => ({ Cluster: { Status: { State: this.cluster(id).state } } }));
  }

  public async listSteps({ ClusterId: id, Marker }: { ClusterId: string; Marker?: string }) {
    return this.answer(() => {
      const cluster = this.cluster(id);
      if (Marker === undefined) this.pass(cluster);
      const from = Number(Marker ?? 0);
      const page = cluster.steps.slice(from, from + 2);
      const more = from + 2 < cluster.steps.length;
      return {
        Steps: page.map((step) => ({ Id: step.id, Name: step.name, Status: { State: step.state } })),
        ...(more && { Marker: String(from + 2) }),
      };
    });
  }

  public async addJobFlowSteps({ JobFlowId: id, Steps }: { JobFlowId: string; Steps: { Name: string }[] }) {
    return this.answer(() => {
      for (const { Name: name } of Steps) {
        const number = this.added++;
        const fails = this.options.failures?.includes(number) ?? false;
        this.cluster(id).steps.unshift({ id: `s-${number}`, name, fails, state: 'PENDING', age: 0 });
      }
    });
  }

  public async cancelSteps({ ClusterId: id, StepIds }: { ClusterId: string; StepIds: string[] }) {
    return this.answer(() => {
      for (const step of this.cluster(id).steps) {
        if (!StepIds.includes(step.id) || !isAlive(step)) continue;
        // One that has not begun is over at once.
        Object.assign(step, { state: step.state === 'PENDING' ? 'CANCELLED' : 'CANCEL_PENDING', age: 0 });
      }
    });
  }

  private cluster(id: string): Cluster {
    const cluster = this.clusters.get(id);
    if (cluster === undefined)
      throw new InvalidRequestException({ message: `${id} is not valid`, $metadata: {} });
    return cluster;
  }

  /** Time goes on with each look. */
  private pass({ steps }: Cluster): void {
    const { slowness = 0 } = this.options;
    for (const step of [...steps].reverse()) {
      if (!isAlive(step) || step.age++ < slowness) continue;
      if (step.state === 'CANCEL_PENDING') step.state = 'CANCELLED';
      else if (step.state === 'RUNNING' && step.fails) this.fail(step, steps);
      else if (step.state === 'PENDING' && !steps.some(isUnderWay)) step.state = 'RUNNING';
      else continue;
      step.age = 0;
    }
    this.most = Math.max(this.most, this.alive.filter(isUnderWay).length);
  }

  /** `CANCEL_AND_WAIT`: those that wait behind it are cancelled. */
  private fail(step: Step, steps: Step[]): void {
    step.state = 'FAILED';
    for (const other of steps) if (other.state === 'PENDING') other.state = 'CANCELLED';
  }

  private answer<T>(call: () => T): T {
    const fault = this.options.faults?.[this.calls++] ?? 'none';
    if (fault === 'refused') throw named('ThrottlingException');
    const answer = call();
    if (fault === 'unanswered') throw named('TimeoutError');
    return answer;
  }
}

function isAlive({ state }: Step): boolean {
  return stepPhaseOf(state) !== 'over';
}

function isUnderWay({ state }: Step): boolean {
  return state === 'RUNNING' || state === 'CANCEL_PENDING';
}
