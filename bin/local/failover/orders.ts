import { SeededRandom } from '../../../lambda/testing/seeded';
import { PRIMARY, SECONDARY } from './contract';

/** An order, and the Region whose stream it is put into. */
export interface Order {
  readonly id: string;
  readonly partitionKey: string;
  readonly data: string;
  readonly region: string;
}

/** Records put at once; producers of two Regions take a half each while some have moved and others have not. */
export interface Wave {
  readonly orders: readonly Order[];
}

const WAVES = 40;
const KEYS = 200;

/** From this wave on some producers put into the secondary Region, and from the second on all do. */
export const MOVING = { first: 16, last: 28 } as const;

/** So many orders with keys of which few have most, the same each time but for their ids, which begin with `run`. */
export function makeWaves(count: number, run: string): Wave[] {
  const random = new SeededRandom(11);
  const perWave = Math.ceil(count / WAVES);
  return Array.from({ length: WAVES }, (_, wave) => {
    const size = Math.max(0, Math.min(perWave, count - wave * perWave));
    const orders = Array.from({ length: size }, (_, index): Order => {
      const id = `${run}-${wave * perWave + index}`;
      // The square of an even draw: of 200 keys the first has one record in fourteen.
      const key = Math.floor((random.below(10_000) / 10_000) ** 2 * KEYS);
      return {
        id,
        partitionKey: `customer-${key}`,
        data: JSON.stringify({ id, note: 'é'.repeat(random.below(60)) }),
        region: regionOf(wave, index),
      };
    });
    return { orders };
  });
}

function regionOf(wave: number, index: number): string {
  if (wave < MOVING.first) return PRIMARY;
  if (wave >= MOVING.last) return SECONDARY;
  return index % 2 === 0 ? PRIMARY : SECONDARY;
}
