/** The command line or what it names is wrong; the message says how. */
export class UsageError extends Error {}
