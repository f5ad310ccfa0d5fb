/** What the custom resource is told: everything in it is a string, as CloudFormation makes of anything. */
export interface RunFlinkApplicationProperties {
  readonly step: FlinkApplicationStep;
  /** Name of the application, known before it is made. */
  readonly application: string;
  readonly update: FlinkUpdateKind;
  /** The snapshot to start from, where `update` is `from-snapshot`; else empty. */
  readonly snapshot: string;
  /** Key of the code in its bucket: what the application is to run in the end. */
  readonly code: string;
  /** Changes with anything of the application's settings. */
  readonly revision: string;
}

/** `prepare` comes before the application in a deployment and makes it ready to be changed; `run` comes after it. */
export type FlinkApplicationStep = 'prepare' | 'run';

/**
 * `in-place`: the service changes the application while it runs, and restores what it had in mind. In all others it is stopped
 * first, and started again as the name says.
 */
export type FlinkUpdateKind = 'in-place' | 'matching-state' | 'without-state' | 'from-snapshot';
