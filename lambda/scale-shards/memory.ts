import { type HotRange, NEW_STATE, type ScalingState } from './decision';

/** What is kept from one run to the next. Times in epoch milliseconds. */
export interface Memory {
  /** Counts the writes, so that a run that another one overtook notices. */
  readonly version: number;
  readonly state: ScalingState;
  /** Until when the run that reserved an action may be carrying it out. */
  readonly busyUntil?: number;
  /** When the load of each shard was read last and nothing came of it. */
  readonly lookedInVain?: number;
}

export const NEW_MEMORY: Memory = { version: 0, state: NEW_STATE };

/** A hash key has 128 bits, more than a JSON number keeps: it is written as text. */
interface WrittenRange extends Omit<HotRange, 'start' | 'end'> {
  readonly start: string;
  readonly end: string;
}

/** As text, to be kept. */
export function writeMemory({ version, ...kept }: Memory): string {
  return JSON.stringify(kept, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}

/** From the text and the version that were kept. */
export function readMemory(text: string, version: number): Memory {
  const { state, ...kept } = JSON.parse(text);
  const hotRanges = state.hotRanges.map((range: WrittenRange) => ({
    ...range,
    start: BigInt(range.start),
    end: BigInt(range.end),
  }));
  return { ...kept, version, state: { ...state, hotRanges } };
}
