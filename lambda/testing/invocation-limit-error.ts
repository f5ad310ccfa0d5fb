/** The model was about to invoke the function more often than `invocationLimit` allows. */
export class InvocationLimitError extends Error {
  constructor(limit: number, pending: number, shards: readonly string[]) {
    super(
      `invocationLimit of ${limit} reached with ${pending} records pending in ${shards.join(', ')}: ` +
        'bound the retries by maximumRetryAttempts or maximumRecordAgeInSeconds, or raise invocationLimit',
    );
    this.name = 'InvocationLimitError';
  }
}
