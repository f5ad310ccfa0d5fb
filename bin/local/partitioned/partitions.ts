import { gunzipSync } from 'node:zlib';
import type { Flight } from '../../../examples/streaming-etl/flight';
import { compareCounts, countBy } from '../counter';
import { identify } from '../expected';

/** Name of the stack. */
export const STACK = 'PartitionedArchive';

/** What one object holds: the partition it is filed under, if any, and the flights. */
export interface FiledFlights {
  readonly key: string;
  /** Value of the folder `origin=`; `undefined` outside of any partition, as in the error output. */
  readonly origin: string | undefined;
  readonly flights: readonly Flight[];
}

/** The totals of a run. */
export interface PartitionTotals {
  readonly sent: number;
  readonly archived: number;
  readonly partitions: number;
  /** Flights under another airport than theirs. */
  readonly misplaced: number;
  /** Flights in the error output. */
  readonly failed: number;
  readonly objects: number;
  readonly lost: number;
  /** Flights that are there more often than they were sent. */
  readonly surplus: number;
}

const PARTITION =
  /^data\/origin=([^/]+)\/status=flown\/year=\d{4}\/month=\d{2}\/day=\d{2}\/hour=\d{2}\/[^/]+$/;

/** The flights in an object: one a line. What failed is kept in the form of Firehose. */
export function readFiled(body: Buffer, key: string): FiledFlights {
  const text = (key.endsWith('.gz') ? gunzipSync(body) : body).toString();
  const lines = text.split('\n').filter((line) => line !== '');
  const isFailed = key.startsWith('errors/');
  const flights = lines.map((line) => {
    const value = JSON.parse(line);
    return isFailed ? JSON.parse(Buffer.from(value.rawData, 'base64').toString()) : value;
  });
  return { key, origin: PARTITION.exec(key)?.[1], flights };
}

/** Compares what was filed, and where, with what was sent. */
export function checkPartitions(
  sent: readonly Flight[],
  filed: readonly FiledFlights[],
): { totals: PartitionTotals; faults: string[] } {
  const failed = filed.filter(({ key }) => key.startsWith('errors/'));
  const archived = filed.filter(({ key }) => !key.startsWith('errors/'));
  const arrived = archived.flatMap(({ flights }) => flights);
  const astray = archived.flatMap(({ key, origin, flights }) =>
    flights.filter((flight) => flight.origin !== origin).map((flight) => ({ key, flight })),
  );
  const { missing, surplus, examples } = compareCounts(countBy(sent, identify), countBy(arrived, identify));
  const totals = {
    sent: sent.length,
    archived: arrived.length,
    partitions: new Set(archived.map(({ origin }) => origin)).size,
    misplaced: astray.length,
    failed: failed.reduce((sum, { flights }) => sum + flights.length, 0),
    objects: archived.length,
    lost: missing,
    surplus,
  };
  const [stray] = astray;
  const faults = [
    missing + surplus > 0 &&
      `${missing} missing and ${surplus} too many in the archive: ${examples.join(', ')}`,
    stray !== undefined && `${astray.length} in another partition: ${identify(stray.flight)} in ${stray.key}`,
    totals.failed > 0 && `${totals.failed} in the error output: ${failed[0]?.key}`,
  ];
  return { totals, faults: faults.filter((fault) => typeof fault === 'string') };
}
