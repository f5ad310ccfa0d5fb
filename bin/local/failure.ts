import { InputError } from './input';
import { Interruption } from './interruption';
import { CommandError } from './processes';
import { SetupError } from './python';
import { SubstitutionError } from './substitute/template';

const EXPECTED = [CommandError, InputError, Interruption, SetupError, SubstitutionError];

/** What to say of a failure: the message, and where it came from if nobody foresaw it. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return EXPECTED.some((kind) => error instanceof kind) ? error.message : (error.stack ?? error.message);
}
