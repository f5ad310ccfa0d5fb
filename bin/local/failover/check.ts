import type { Order } from './orders';
import type { Held } from './reading';

/** What the streams held, by Region. */
export type Streams = ReadonlyMap<string, readonly Held[]>;

/** What was found when all was over. */
export interface Findings {
  /** Before the token came back. */
  readonly whileAway: Streams;
  readonly atTheEnd: Streams;
  /** When the token left the Region that was active first, and from when on no copy may have been made there. */
  readonly movedAt: number;
  readonly fencedFrom: number;
  /** How often the token was given to a Region. */
  readonly tokenMoves: number;
}

/** What the failover comes to. */
export interface FailoverVerdict {
  readonly sent: number;
  /** Different records that are in the stream of the other Region, too. */
  readonly replicated: number;
  /** Records put into the first Region's stream after the token had left it. */
  readonly late: number;
  readonly lost: number;
  readonly orderBreaks: number;
  readonly duplicates: number;
  readonly tokenMoves: number;
  readonly faults: readonly string[];
}

const EXAMPLES = 3;

/** Compares what was sent with what both streams hold, record by record. */
export function checkFailover(sent: readonly Order[], findings: Findings): FailoverVerdict {
  const { whileAway, atTheEnd, movedAt, fencedFrom, tokenMoves } = findings;
  const regions = [...atTheEnd.keys()];
  const other = (region: string): string => regions.find((name) => name !== region) ?? '';
  const copiesIn = (region: string, streams: Streams): Held[] =>
    (streams.get(region) ?? []).filter(({ origin }) => origin !== undefined);
  const own = new Map(
    regions.map((region) => [
      region,
      (atTheEnd.get(region) ?? []).filter(({ origin }) => origin === undefined),
    ]),
  );

  const notTaken = sent.filter(({ id, region }) => !own.get(region)?.some((held) => held.id === id));
  const copies = new Map(regions.map((region) => [region, copiesIn(region, atTheEnd)]));
  const copied = new Map([...copies].map(([region, held]) => [region, new Map(held.map((h) => [h.id, h]))]));
  const notCopied = sent.filter(({ id, region }) => !copied.get(other(region))?.has(id));
  const changed = sent.filter(({ id, region, data, partitionKey }) => {
    const copy = copied.get(other(region))?.get(id);
    return copy !== undefined && (copy.data !== data || copy.partitionKey !== partitionKey);
  });
  const lost = new Set([...notTaken, ...notCopied].map(({ id }) => id));
  const first = regions[0] ?? '';
  const late = (own.get(first) ?? []).filter(({ arrivedAt }) => arrivedAt > movedAt);
  const leaked = copiesIn(other(first), whileAway).filter(({ arrivedAt }) => arrivedAt > fencedFrom);
  const echoes = regions.flatMap((region) =>
    (copies.get(region) ?? []).filter(({ origin }) => origin === region),
  );
  const orderBreaks = regions.reduce(
    (sum, region) => sum + breaks(own.get(region) ?? [], copies.get(other(region)) ?? []),
    0,
  );
  const all = [...copies.values()].flat();
  const duplicates = all.length - [...copied.values()].reduce((sum, ids) => sum + ids.size, 0);
  return {
    sent: sent.length,
    replicated: sent.length - notCopied.length,
    late: late.length,
    lost: lost.size,
    orderBreaks,
    duplicates,
    tokenMoves,
    faults: [
      ...fault('is not in the stream it was put into', notTaken),
      ...fault('was not copied', notCopied),
      ...fault('was changed on the way', changed),
      ...fault('was copied although the token was elsewhere', leaked),
      ...fault('came back as a copy of a copy', echoes),
      ...(orderBreaks === 0 ? [] : [`${orderBreaks} records came before an earlier one of their key`]),
      ...(tokenMoves === 3 ? [] : [`the token moved ${tokenMoves} times, not 3 times`]),
      ...(late.length > 0 ? [] : ['no record came late: nothing was there to be fenced']),
    ],
  };
}

/** First copies that came before the first copy of an earlier record of their key. */
function breaks(own: readonly Held[], copies: readonly Held[]): number {
  const places = new Map<string, number>();
  for (const { id } of own) if (!places.has(id)) places.set(id, places.size);
  const seen = new Set<string>();
  const latest = new Map<string, number>();
  let found = 0;
  for (const { id, partitionKey } of copies) {
    const place = places.get(id);
    if (place === undefined || seen.has(id)) continue;
    seen.add(id);
    const before = latest.get(partitionKey) ?? -1;
    if (place < before) found += 1;
    latest.set(partitionKey, Math.max(place, before));
  }
  return found;
}

function fault(what: string, records: readonly { readonly id: string }[]): string[] {
  if (records.length === 0) return [];
  const ids = records.slice(0, EXAMPLES).map(({ id }) => id);
  const more = records.length > EXAMPLES ? ' …' : '';
  return [`${records.length} × ${what}: ${ids.join(', ')}${more}`];
}
