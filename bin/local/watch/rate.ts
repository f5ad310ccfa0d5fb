/** What a number on the page may be, and what it is at first. */
export interface Limits {
  readonly least: number;
  readonly most: number;
  readonly start: number;
}

/** Records a second. */
export const RATE: Limits = { least: 1, most: 1000, start: 100 };

/** Records of poison that are sent at once. */
export const POISON: Limits = { least: 1, most: 100, start: 5 };
