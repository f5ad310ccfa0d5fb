import {
  type EMRServerless,
  type JobRunSummary,
  ResourceNotFoundException,
} from '@aws-sdk/client-emr-serverless';
import type { ApplicationPort } from './advance';
import type { RunSparkJobProperties, SparkDriver } from './contract';
import { runName, tokenIn } from './run-name';
import { applicationPhaseOf, GONE, type Run, runPhaseOf, type Snapshot } from './snapshot';

/** The application that the custom resource names. */
export function applicationOf(properties: RunSparkJobProperties, emr: EMRServerless): ApplicationPort {
  const { application: applicationId, executionRole: executionRoleArn, name } = properties;
  const found = async (token: string): Promise<Snapshot> => {
    const { application } = await emr.getApplication({ applicationId });
    const status = application?.state ?? 'unknown';
    const runs = (await list(emr, applicationId)).map((summary) => runOf(summary, name));
    return {
      phase: applicationPhaseOf(status),
      status,
      runs: runs.filter((run) => run.phase !== 'over' || run.token === token),
    };
  };
  return {
    id: applicationId,
    describe: (token) => orElse(() => found(token), GONE),
    start: async (token) => {
      await emr.startJobRun({
        applicationId,
        clientToken: token,
        executionRoleArn,
        name: runName(name, token),
        mode: 'STREAMING',
        jobDriver: { sparkSubmit: JSON.parse(properties.driver) as SparkDriver },
        retryPolicy: { maxFailedAttemptsPerHour: Number(properties.maxFailedAttemptsPerHour) },
      });
    },
    cancel: (jobRunId) =>
      orElse(async () => {
        await emr.cancelJobRun({ applicationId, jobRunId });
      }, undefined),
    stop: async () => {
      await emr.stopApplication({ applicationId });
    },
  };
}

/** What is told of a job run. */
export function runOf({ id = '', name = '', state, stateDetails }: JobRunSummary, job: string): Run {
  const status = state ?? 'unknown';
  return {
    id,
    token: tokenIn(name, job),
    phase: runPhaseOf(status),
    status,
    reason: stateDetails || undefined,
  };
}

/** All that the service still tells of. */
async function list(emr: EMRServerless, applicationId: string): Promise<JobRunSummary[]> {
  const all: JobRunSummary[] = [];
  let nextToken: string | undefined;
  do {
    const page = await emr.listJobRuns({ applicationId, nextToken });
    all.push(...(page.jobRuns ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return all;
}

async function orElse<T>(call: () => Promise<T>, instead: T): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return instead;
    throw error;
  }
}
