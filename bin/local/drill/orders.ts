import { SeededRandom } from '../../../lambda/testing/seeded';
import { RECORD_FAULTS, type RecordFault } from './contract';

/** A record of the drill. */
export interface DrillRecord {
  readonly id: string;
  readonly fault: RecordFault | undefined;
  readonly partitionKey: string;
  readonly data: string;
}

/** What can be told of a record whatever its state. */
export interface Marks {
  readonly id: string;
  readonly fault: RecordFault | undefined;
}

/** A transform works on this many records at once: with more that are stuck, others would not get their turn. */
const STUCK = 4;
/** Each may take one of the three times that Firehose calls again. */
const HUNG = 2;
/** Records for each that has one of the other faults. */
const ONE_IN = 100;
/** Records that share a partition key, on average. */
const PER_KEY = 5;

/** So many records, with faults at places that look random and are the same each time. Ids begin with `run`. */
export function makeRecords(count: number, run: string): DrillRecord[] {
  const faults = faultsAmong(count);
  const keys = Math.ceil(count / PER_KEY);
  return Array.from({ length: count }, (_, index) => {
    const marks = { id: `${run}-${index}`, fault: faults.get(index) };
    return { ...marks, partitionKey: `customer-${index % keys}`, data: dataOf(marks, index) };
  });
}

/** Reads id and fault out of anything that holds a record's text, also one that is cut off. */
export function marksOf(text: string): Marks {
  const id = /"id":"([^"]+)"/.exec(text)?.[1];
  if (id === undefined) throw new Error(`a record without an id: ${text}`);
  const fault = /"fault":"([^"]+)"/.exec(text)?.[1];
  return { id, fault: RECORD_FAULTS.find((known) => known === fault) };
}

function dataOf(marks: Marks, index: number): string {
  const text = JSON.stringify({ ...marks, amount: marks.fault === 'misfit' ? 'much' : index });
  return marks.fault === 'malformed' ? text.slice(0, -1) : text;
}

function faultsAmong(count: number): Map<number, RecordFault> {
  const random = new SeededRandom(7);
  const places = Array.from({ length: count }, (_, index) => index);
  const howMany = { stuck: STUCK, hung: HUNG } as Partial<Record<RecordFault, number>>;
  const faults = RECORD_FAULTS.flatMap((fault) =>
    Array.from({ length: howMany[fault] ?? Math.ceil(count / ONE_IN) }, () => fault),
  );
  const chosen = faults.slice(0, count).map((fault) => {
    const [place = 0] = places.splice(random.below(places.length), 1);
    return [place, fault] as const;
  });
  return new Map(chosen);
}
