import { z } from 'zod';

/** Name of the stack. */
export const STACK = 'FaultDrill';

/**
 * What is done to a record, and to whom:
 *
 * - `malformed`, `misfit`: JSON that is cut off, and JSON that is no order: poison to `settle` and to the transform
 * - `transient`: `notify` throws the first times
 * - `lasting`: `notify` throws for as long as the faults are armed
 * - `refused`: the transform throws
 * - `stuck`: the transform has no answer when its time is up
 * - `hung`: the transform blocks its function, the first time, until Lambda ends it
 */
export const RECORD_FAULTS = [
  'malformed',
  'misfit',
  'transient',
  'lasting',
  'refused',
  'stuck',
  'hung',
] as const;
export type RecordFault = (typeof RECORD_FAULTS)[number];

/** How often `notify` throws for a record with a transient fault. */
export const TRANSIENT_FAILURES = 2;

/** What the functions take for a valid record. */
export const Order = z.object({
  id: z.string(),
  fault: z.enum(RECORD_FAULTS).optional(),
  amount: z.number(),
});
export type Order = z.infer<typeof Order>;

/** Environment of the functions. */
export interface DrillEnvironment {
  readonly LEDGER_TABLE: string;
}

/** Where a record can arrive, as the ledger names it; `quarantine` takes poison once the faults are mended. */
export type Place = 'settle' | 'quarantine' | 'notify' | 'transform';

/** Key of the ledger's item that is there while faults are armed. */
export const ARMED = 'armed';

/** Key of the ledger's item for a record at a place. */
export function ledgerKey(place: Place, id: string): string {
  return `${place}#${id}`;
}
