/** What the custom resource is told: everything in it is a string, as CloudFormation makes of anything. */
export interface RunSparkStepProperties {
  /** Name of the job; the same for as long as the construct is where it is. */
  readonly name: string;
  /** Id of the cluster that runs the job and nothing else. A changed one is another cluster. */
  readonly cluster: string;
  /** What the cluster's `command-runner.jar` is given, as a JSON array of strings. */
  readonly command: string;
}
