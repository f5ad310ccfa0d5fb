/** Prices in USD. */
export interface Prices {
  /** A shard for an hour. */
  readonly shardHour: number;
  /** A million PUT payload units of 25 KB. */
  readonly putUnits: number;
  /** An on-demand stream for an hour, and a GB into and out of it. */
  readonly streamHour: number;
  readonly gbIn: number;
  readonly gbOut: number;
}

/**
 * Prices in us-east-1.
 *
 * @see https://aws.amazon.com/kinesis/data-streams/pricing/
 */
export const US_EAST_1: Prices = {
  shardHour: 0.015,
  putUnits: 0.014,
  streamHour: 0.04,
  gbIn: 0.08,
  gbOut: 0.04,
};

/** What was used in the time that counts. */
export interface Usage {
  readonly onDemand: boolean;
  readonly hours: number;
  readonly shardHours: number;
  /** Million PUT payload units. */
  readonly putUnits: number;
  /** GB written; one reader reads each once. */
  readonly gb: number;
}

const MONTH_HOURS = 30 * 24;

/** What that usage costs in 30 days. */
export function usdPer30Days(usage: Usage, prices: Prices): number {
  const { onDemand, hours, shardHours, putUnits, gb } = usage;
  const usd = onDemand
    ? hours * prices.streamHour + gb * (prices.gbIn + prices.gbOut)
    : shardHours * prices.shardHour + putUnits * prices.putUnits;
  return hours === 0 ? 0 : (usd * MONTH_HOURS) / hours;
}
