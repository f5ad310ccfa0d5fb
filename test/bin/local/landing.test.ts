import { waitUntilLanded } from '../../../bin/local/landing';
import type { Landed } from '../../../bin/local/pipeline';

const EXPECTED = { settled: 3, delays: 3, alerts: 1 };

/** Looks that give one state after another, and then the last one for ever. */
function looks(...states: Landed[]) {
  let at = 0;
  return async (): Promise<Landed> => states[Math.min(at++, states.length - 1)]!;
}

test('waits until everything is there', async () => {
  const seen: Landed[] = [];
  const states = [
    { settled: 0, delays: 0, alerts: 0 },
    { settled: 3, delays: 2, alerts: 1 },
    { settled: 3, delays: 3, alerts: 1 },
  ];
  const patience = { pollMs: 0, stallMs: 60_000 };
  await expect(
    waitUntilLanded(EXPECTED, looks(...states), (state) => seen.push(state), patience),
  ).resolves.toBeUndefined();
  expect(seen).toEqual(states);
});

test('says what is missing when nothing comes any more', async () => {
  const look = looks({ settled: 1, delays: 0, alerts: 0 }, { settled: 3, delays: 2, alerts: 0 });
  await expect(waitUntilLanded(EXPECTED, look, () => undefined, { pollMs: 1, stallMs: 5 })).resolves.toMatch(
    /^nothing more has arrived for 0\.005 s: 2 of 3 at the consumer delays, 0 of 1 alerts$/,
  );
});

test('does not wait for what there is too much of', async () => {
  const look = looks({ settled: 4, delays: 5, alerts: 6 });
  await expect(waitUntilLanded(EXPECTED, look, () => undefined)).resolves.toBeUndefined();
});

test('waits for poison to be refused where it is sent', async () => {
  const look = looks({ ...EXPECTED, poison: 1 });
  const patience = { pollMs: 1, stallMs: 5 };
  await expect(waitUntilLanded({ ...EXPECTED, poison: 2 }, look, () => undefined, patience)).resolves.toMatch(
    /: 1 of 2 records of poison refused by each consumer$/,
  );
});
