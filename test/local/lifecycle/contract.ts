export const STATE_TABLE = 'stub-applications';
export const STATE_ID = 'all';

/** What the stand-in of EMR Serverless keeps from one look to the next. */
export interface SavedApplications {
  readonly applications: Readonly<
    Record<string, { state: string; jobs: { token: string; state: string }[] }>
  >;
  /** How many jobs were ever started. */
  readonly started: number;
  /** The most jobs that ran at once. */
  readonly most: number;
}
