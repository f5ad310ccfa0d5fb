import { types } from 'node:util';

/** What was thrown, as an error: code may throw anything. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error || types.isNativeError(thrown)) return thrown as Error;
  // An object that is no error may be the payload itself, which does not belong in a log.
  return new Error(typeof thrown === 'string' ? thrown : `${describe(thrown)} was thrown, not an Error`);
}

/** One line on an error. */
export function reasonOf({ name, message }: Error): string {
  return message === '' ? name : `${name}: ${message}`;
}

function describe(thrown: unknown): string {
  return thrown === null ? 'null' : typeof thrown;
}
