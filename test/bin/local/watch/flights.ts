import type { Flight } from '../../../../examples/streaming-etl/flight';

/** A flight that the example's transform lets through. */
export const flight = (origin: string, delay = 0): Flight => ({
  date: '2001/01/01 00:47',
  delay,
  distance: 500,
  origin,
  destination: 'LAS',
});
