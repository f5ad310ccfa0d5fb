import { mappingsOnStreams } from './consumer-mappings';
import { type CodeLocation, deliveryFunctions } from './delivery-functions';
import { leaveOut } from './left-out';
import type { Substituted, Template } from './template';

export { TALLY_OUTPUT } from './delivery-functions';
export type { Substituted, Substitution, Template } from './template';

/**
 * Puts stand-ins in the place of what the emulator cannot do, and lists them. A template without such resources comes
 * back as it is.
 */
export function substitute(template: Template, deliveryCode: CodeLocation): Substituted {
  const steps = [mappingsOnStreams, leaveOut, (t: Template) => deliveryFunctions(t, deliveryCode)];
  return steps.reduce<Substituted>(
    (before, step) => {
      const after = step(before.template);
      return { template: after.template, substitutions: [...before.substitutions, ...after.substitutions] };
    },
    { template, substitutions: [] },
  );
}
