/** What the custom resource is told: everything in it is a string, as CloudFormation makes of anything. */
export interface RunSparkJobProperties {
  /** Name of the job; the same for as long as the construct is where it is. */
  readonly name: string;
  /** Id of the application that runs the job and no other. A changed one is another application. */
  readonly application: string;
  /** ARN of the role that the job runs with. */
  readonly executionRole: string;
  /** A `SparkDriver` as JSON. */
  readonly driver: string;
  /** How often the job may fail in an hour before it is given up. */
  readonly maxFailedAttemptsPerHour: string;
}

/** What is run. */
export interface SparkDriver {
  readonly entryPoint: string;
  readonly entryPointArguments: string[];
  readonly sparkSubmitParameters: string;
}
