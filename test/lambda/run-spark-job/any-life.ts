import fc from 'fast-check';
import {
  type Applications,
  advance,
  begin,
  type LifecycleEvent,
} from '../../../lambda/run-spark-job/advance';
import type { Fault } from './fake-emr';

export type Answer = 'SUCCESS' | 'FAILED';
export const LOOKS = 180;
export const quiet = () => undefined;

export interface Handling {
  readonly patience?: number;
  readonly repeated?: boolean;
}

/** One request, as the CDK's provider framework has it carried out. There is always an answer. */
export async function request<P extends { readonly name: string }>(
  places: Applications<P>,
  event: LifecycleEvent<P>,
  { patience = LOOKS, repeated = false }: Handling = {},
): Promise<Answer> {
  const later = { ...event, ...begin(event) };
  const look = () => advance(later, places, quiet);
  for (let count = 0; count < patience; count++) {
    // The same event twice at once: the framework repeats a call that was not answered.
    const looks = await Promise.allSettled(repeated ? [look(), look()] : [look()]);
    const last = looks.at(-1);
    if (last?.status === 'rejected') return 'FAILED';
    if (last?.value.IsComplete) return 'SUCCESS';
  }
  return 'FAILED';
}

/** A model of the service, and what goes wrong in it. */
export interface World {
  create(place: string): void;
  ask(
    type: 'Create' | 'Update' | 'Delete',
    id: string,
    to: string,
    old?: string,
    how?: Handling,
  ): Promise<Answer>;
  /** States of the jobs that are not over, anywhere. */
  alive(): string[];
  /** As CloudFormation does when a place is not needed any more; fails where that would cut off a job. */
  remove(place: string): void;
  /** The most jobs that ever ran at once. */
  most(): number;
}

export interface Trouble {
  readonly faults: readonly Fault[];
  readonly slowness: number;
  readonly failures: readonly number[];
}

const fault = fc.constantFrom<Fault>('none', 'none', 'none', 'refused', 'unanswered');
const change = fc.record({
  kind: fc.constantFrom('change', 'replace'),
  patience: fc.constantFrom(1, 3, LOOKS),
  repeated: fc.boolean(),
});
const trouble: fc.Arbitrary<Trouble> = fc.record({
  faults: fc.array(fault, { maxLength: 60 }),
  slowness: fc.nat({ max: 6 }),
  failures: fc.uniqueArray(fc.nat({ max: 6 })),
});

/** Whatever comes in whatever order, two jobs never run, and deletion leaves none. */
export async function anyLife(worldWith: (trouble: Trouble) => World): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 5 }), trouble, async (changes, troubles) => {
      const world = worldWith(troubles);
      let id = 0;
      const ask = (type: 'Create' | 'Update' | 'Delete', to: string, old?: string, how?: Handling) =>
        world.ask(type, `request-${id++}`, to, old, how);
      let current = 'place-0';
      world.create(current);
      let created = (await ask('Create', current, undefined, changes[0])) === 'SUCCESS';
      for (const [index, { kind, ...how }] of created ? changes.entries() : []) {
        const old = current;
        const next = kind === 'replace' ? `place-${index + 1}` : old;
        world.create(next);
        if ((await ask('Update', next, old, how)) === 'SUCCESS') current = next;
        // CloudFormation goes back; where that fails too, it needs help, and all that is left is to delete.
        else created = (await ask('Update', old, next, { patience: 400 })) === 'SUCCESS';
        if (!created) {
          for (const left of [next, old]) await ask('Delete', left, undefined, { patience: 400 });
          break;
        }
        expect(world.alive()).toEqual(['RUNNING']);
        for (const left of [old, next]) if (left !== current) world.remove(left);
      }
      await expect(ask('Delete', current, undefined, { patience: 400 })).resolves.toBe('SUCCESS');
      expect(world.alive()).toEqual([]);
      expect(() => world.remove(current)).not.toThrow();
      expect(world.most()).toBeLessThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
}
