/** A record that nothing downstream can take for a flight. */
export interface Poison {
  /** Of its own: consumers hold back what follows a failed record of the same key. */
  readonly partitionKey: string;
  readonly data: string;
}

/** What is wrong with poison, taken in turns: JSON that is cut off, and JSON that is no flight. */
const TEXTS = [
  (id: string) => `{"poison":"${id}","date":"2001/01/31 23:59","delay":`,
  (id: string) => JSON.stringify({ poison: id, date: 'yesterday', delay: 'much', distance: -1 }),
] as const;

/** Poison that differs from any other, also from that of other runs. */
export function makePoison(run: string, index: number): Poison {
  const id = `${run}-${index}`;
  const text = TEXTS[index % TEXTS.length] ?? TEXTS[0];
  return { partitionKey: `poison-${id}`, data: text(id) };
}
