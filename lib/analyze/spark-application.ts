import type { CfnApplication, CfnApplicationProps } from 'aws-cdk-lib/aws-emrserverless';
import type { SparkWorkerSize } from './spark-worker-size';

/** What an application of EMR Serverless is made of. */
export interface SparkApplicationSettings {
  readonly name: string;
  readonly release: string;
  readonly workerSize: SparkWorkerSize;
  readonly maximumExecutors: number;
  readonly preInitializedExecutors: number;
  readonly subnetIds: string[];
  readonly securityGroupIds: string[];
  readonly logGroupName: string;
  readonly logUri: string;
  readonly logKeyArn?: string;
}

/** Disk of each worker in GB: the least there is. */
const DISK = 20;

/** How the application is written in a template. */
export function applicationProps(settings: SparkApplicationSettings): CfnApplicationProps {
  const { name, release, workerSize, maximumExecutors, preInitializedExecutors: waiting } = settings;
  const { vcpu, memory } = workerSize;
  const workers = maximumExecutors + 1;
  return {
    name,
    type: 'SPARK',
    releaseLabel: release,
    architecture: 'X86_64',
    autoStartConfiguration: { enabled: true },
    autoStopConfiguration: { enabled: true, idleTimeoutMinutes: 15 },
    initialCapacity:
      waiting === 0
        ? undefined
        : [initial('Driver', 1, workerSize), initial('Executor', waiting, workerSize)],
    maximumCapacity: {
      cpu: `${vcpu * workers} vCPU`,
      memory: `${memory * workers} GB`,
      disk: `${DISK * workers} GB`,
    },
    networkConfiguration: {
      subnetIds: settings.subnetIds,
      securityGroupIds: settings.securityGroupIds,
    },
    monitoringConfiguration: {
      cloudWatchLoggingConfiguration: { enabled: true, logGroupName: settings.logGroupName },
      s3MonitoringConfiguration: { logUri: settings.logUri, encryptionKeyArn: settings.logKeyArn },
    },
  };
}

function initial(
  key: string,
  workerCount: number,
  { vcpu, memory }: SparkWorkerSize,
): CfnApplication.InitialCapacityConfigKeyValuePairProperty {
  const workerConfiguration = { cpu: `${vcpu} vCPU`, memory: `${memory} GB`, disk: `${DISK} GB` };
  return { key, value: { workerCount, workerConfiguration } };
}
