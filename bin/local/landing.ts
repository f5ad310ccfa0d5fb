import { setTimeout as wait } from 'node:timers/promises';
import type { Landed } from './pipeline';

/** How long to wait for the next sign of life. */
export interface Patience {
  readonly pollMs: number;
  /** Gives up when nothing has changed for so long. */
  readonly stallMs: number;
}

export const PATIENCE: Patience = { pollMs: 200, stallMs: 20_000 };

/**
 * Waits until at least as much has landed as is expected. Gives what was missing when nothing had come for a while,
 * or `undefined` when all is there.
 */
export async function waitUntilLanded(
  expected: Landed,
  look: () => Promise<Landed>,
  report: (landed: Landed) => void,
  { pollMs, stallMs }: Patience = PATIENCE,
): Promise<string | undefined> {
  let before: Landed | undefined;
  for (let changed = Date.now(); ; await wait(pollMs)) {
    const landed = await look();
    report(landed);
    const short = shortfalls(expected, landed);
    if (short.length === 0) return undefined;
    if (JSON.stringify(landed) !== JSON.stringify(before)) changed = Date.now();
    before = landed;
    if (Date.now() - changed > stallMs) {
      return `nothing more has arrived for ${stallMs / 1000} s: ${short.join(', ')}`;
    }
  }
}

function shortfalls(expected: Landed, landed: Landed): string[] {
  const names = {
    settled: 'delivered or failed',
    delays: 'at the consumer delays',
    alerts: 'alerts',
    poison: 'records of poison refused by each consumer',
  };
  return (['settled', 'delays', 'alerts', 'poison'] as const).flatMap((name) => {
    const [there, wanted] = [landed[name] ?? 0, expected[name] ?? 0];
    return there < wanted ? [`${there} of ${wanted} ${names[name]}`] : [];
  });
}
