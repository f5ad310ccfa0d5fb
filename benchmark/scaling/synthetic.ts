import { EVEN, type Skew } from '../../bin/simulate/service';
import { DAY_MINUTES, type Trace } from '../../bin/simulate/trace';
import { HASH_KEYS } from '../../lambda/scale-shards/model';

const DAYS = 30;
const WARMUP_DAYS = 3;
const RECORD_BYTES = 25 * 1024;
const START = Date.UTC(2026, 0, 1);

type Random = () => number;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A day's wave around 1, lowest at midnight, with 3 % of noise. */
function diurnal(amplitude: number, random: Random): number[] {
  return Array.from(
    { length: DAYS * DAY_MINUTES },
    (_, m) => (1 - amplitude * Math.cos((2 * Math.PI * m) / DAY_MINUTES)) * (0.97 + 0.06 * random()),
  );
}

/** Scaled so that the load after the warm-up is `mean` shards on average. */
function trace(name: string, loads: readonly number[], mean: number, skew: Skew = EVEN): Trace {
  const counted = loads.slice(WARMUP_DAYS * DAY_MINUTES);
  const factor = (mean * counted.length) / counted.reduce((sum, load) => sum + load, 0);
  return { name, start: START, loads: loads.map((load) => load * factor), recordBytes: RECORD_BYTES, skew };
}

/** Ten crowds that come in three minutes, two to five times the usual load for an hour, and go within another. */
export function flashCrowds(seed = 2): Trace {
  const random = seeded(seed);
  const loads = diurnal(0.5, random);
  for (let i = 0; i < 10; i++) {
    const at = Math.floor((WARMUP_DAYS + 2.7 * (i + random())) * DAY_MINUTES);
    const factor = 2 + 3 * random();
    for (let k = 0; k < 600 && at + k < loads.length; k++) {
      const height = k < 3 ? (k + 1) / 3 : k < 60 ? 1 : Math.exp((60 - k) / 15);
      loads[at + k] *= 1 + (factor - 1) * height;
    }
  }
  return trace('synthetic flash crowds', loads, 8.86);
}

/** Twice the load every nine days. */
export function growing(seed = 1): Trace {
  const loads = diurnal(0.72, seeded(seed)).map((load, m) => load * 2 ** (m / DAY_MINUTES / 9));
  return trace('synthetic growing', loads, 8.93);
}

/** 60 % of the load on 300 keys, the i-th with a weight of i to the power of -0.9. */
export function zipfKeys(seed = 8): Trace {
  const random = seeded(seed);
  const loads = diurnal(0.85, random);
  const weights = Array.from({ length: 300 }, (_, i) => (i + 1) ** -0.9);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const keys = weights.map((weight) => ({
    hash: BigInt(Math.floor(random() * 2 ** 50)) * (HASH_KEYS / 2n ** 50n),
    share: (0.6 * weight) / total,
  }));
  return trace('synthetic Zipf keys', loads, 6.78, { even: 0.4, keys });
}
