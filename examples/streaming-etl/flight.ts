import { z } from 'zod';

/** One departure, as the producer sends it. */
export const Flight = z.object({
  /** Scheduled departure, local time: `2001/01/31 23:59`. */
  date: z.string().regex(/^\d{4}\/(0[1-9]|1[0-2])\/(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d$/),
  /** Minutes late; negative when early. At most two days either way. */
  delay: z.number().int().min(-2880).max(2880),
  /** Miles. */
  distance: z.number().positive().max(12_500),
  /** IATA code. */
  origin: z.string().regex(/^[A-Z0-9]{3}$/),
  /** IATA code. */
  destination: z.string().regex(/^[A-Z0-9]{3}$/),
});
export type Flight = z.infer<typeof Flight>;

/** Flights shorter than this many miles, air taxis mostly, are of no interest to the archive. */
export const SHORTEST_FLIGHT = 100;

/** A flight delayed by more minutes than this raises an alert. */
export const ALERT_DELAY = 60;
