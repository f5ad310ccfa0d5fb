import fc from 'fast-check';
import type { ReplicationMode } from '../../../lambda/replicate-stream/contract';
import { redriveSuffix, retryFailedOnly } from './naive';
import { play, type Replicate } from './play';
import { copiesIn, lost, outOfOrder, unexplainedCopies } from './promises';
import { type Schedule, schedules } from './schedule';

/** How many schedules each property is tried on; `FC_RUNS=10000 npx jest schedules` takes two minutes. */
const numRuns = Number(process.env.FC_RUNS ?? 150);
jest.setTimeout(Math.max(60_000, numRuns * 200));

/** What a schedule comes to: nothing lost, nothing out of order, no copy without a reason. */
async function findings(schedule: Schedule, replicate?: Replicate): Promise<Record<string, unknown>> {
  const played = await play(schedule, replicate);
  const copies = copiesIn(played, schedule);
  return {
    lost: lost(copies, schedule),
    outOfOrder: outOfOrder(copies, schedule),
    unexplained: unexplainedCopies(copies, played, schedule),
    unfenced: played.unfenced,
  };
}

const NOTHING = { lost: [], outOfOrder: [], unexplained: [], unfenced: 0 };
const MODES: ReplicationMode[] = ['one-way', 'active-passive', 'active-active'];

test.each(
  MODES,
)('%s: nothing lost, first copies of a key in order, no unexplained copy, same bytes', (mode) =>
  fc.assert(
    fc.asyncProperty(schedules([mode]), async (schedule) => {
      expect(await findings(schedule)).toEqual(NOTHING);
    }),
    { numRuns },
  ));

test('schedules come to repeated batches, of which what was acknowledged is not sent again', async () => {
  const sample = fc.sample(schedules(['one-way']), { numRuns: 100, seed: 1 });
  const avoided = await Promise.all(sample.map(async (schedule) => (await play(schedule)).duplicatesAvoided));
  expect(avoided.filter((count) => count > 0).length).toBeGreaterThan(10);
});

describe('the properties notice', () => {
  test.each([
    ['to send again what failed, without regard to keys', retryFailedOnly],
    ['to report the first failure and let Lambda hand over the rest', redriveSuffix],
  ])('%s', async (_, naive) => {
    const plain = schedules(['one-way'], true).map((schedule) => ({
      ...schedule,
      envelope: false,
      misfortunes: [],
    }));
    let disordered = 0;
    for (const schedule of fc.sample(plain, { numRuns: 200, seed: 2 })) {
      const found = await findings(schedule, naive);
      expect(found.lost).toEqual([]);
      if ((found.outOfOrder as string[]).length > 0) disordered += 1;
    }
    expect(disordered).toBeGreaterThan(10);
  });
});
