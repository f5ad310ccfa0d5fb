import { type EMR, InvalidRequestException, type StepSummary } from '@aws-sdk/client-emr';
import type { ApplicationPort } from '../run-spark-job/advance';
import { runName, tokenIn } from '../run-spark-job/run-name';
import { GONE, type Run, type Snapshot } from '../run-spark-job/snapshot';
import type { RunSparkStepProperties } from './contract';
import { clusterPhaseOf, stepPhaseOf } from './states';

/** The cluster that the custom resource names. */
export function clusterOf({ cluster, name, command }: RunSparkStepProperties, emr: EMR): ApplicationPort {
  const steps = async (): Promise<Run[]> => {
    const found: Run[] = [];
    let marker: string | undefined;
    do {
      const page = await emr.listSteps({ ClusterId: cluster, Marker: marker });
      found.push(...(page.Steps ?? []).map((step) => runOf(step, name)));
      marker = page.Marker;
    } while (marker !== undefined);
    // The service tells of the newest first.
    return found.reverse();
  };
  return {
    id: cluster,
    describe: async (token): Promise<Snapshot> => {
      const status = await statusOf(cluster, emr);
      const phase = status === undefined ? 'gone' : clusterPhaseOf(status);
      if (status === undefined || phase === 'gone') return { ...GONE, status: status ?? GONE.status };
      const runs = (await steps()).filter((run) => run.phase !== 'over' || run.token === token);
      return { phase, status, runs };
    },
    start: async (token) => {
      const jar = { Jar: 'command-runner.jar', Args: JSON.parse(command) as string[] };
      // What waits behind a job that fails is not to run instead of it.
      const step = {
        Name: runName(name, token),
        ActionOnFailure: 'CANCEL_AND_WAIT' as const,
        HadoopJarStep: jar,
      };
      await emr.addJobFlowSteps({ JobFlowId: cluster, Steps: [step] });
    },
    cancel: async (step) => {
      // The driver is the step's own process, and ends with the signal.
      const how = { StepIds: [step], StepCancellationOption: 'SEND_INTERRUPT' as const };
      await emr.cancelSteps({ ClusterId: cluster, ...how });
    },
    stop: async () => undefined,
  };
}

/** The service's word for how the cluster is; none if there is no such cluster. */
async function statusOf(cluster: string, emr: EMR): Promise<string | undefined> {
  try {
    const { Cluster } = await emr.describeCluster({ ClusterId: cluster });
    return Cluster?.Status?.State ?? 'unknown';
  } catch (error) {
    if (error instanceof InvalidRequestException) return undefined;
    throw error;
  }
}

/** What is told of a step. The request that started it is in its name. */
function runOf(
  { Id: id = '', Name: name = '', Status: { State, ...why } = {} }: StepSummary,
  job: string,
): Run {
  const status = State ?? 'unknown';
  return {
    id,
    token: tokenIn(name, job),
    phase: stepPhaseOf(status),
    status,
    reason: why.FailureDetails?.Message ?? why.StateChangeReason?.Message,
  };
}
