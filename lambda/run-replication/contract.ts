/** What the custom resource is told: everything in it is a string, as CloudFormation makes of anything. */
export interface RunReplicationProperties {
  readonly step: ReplicationStep;
  readonly compute: ReplicationCompute;
  readonly type: ReplicationType;
  /** Identifier of the replication configuration or the task, known before it is made. */
  readonly identifier: string;
  readonly arn: string;
  /** Changes with anything that the replication is to be stopped for and started again. */
  readonly revision: string;
}

/** `pause` comes before the replication in a deployment and stops it to be changed; `run` comes after it. */
export type ReplicationStep = 'pause' | 'run';
export type ReplicationCompute = 'serverless' | 'instance';
export type ReplicationType = 'full-load' | 'cdc' | 'full-load-and-cdc';
