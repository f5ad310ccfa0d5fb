import { gunzipSync } from 'node:zlib';
import { parseBatch } from '../../../lambda/redrive-batches/failed-batch';
import { marksOf } from './orders';

/** Prefix of what Firehose could not process. */
const ERRORS = 'errors/';

/** Whether an object of the archive holds what the transform failed on. */
export function isErrorOutput(key: string): boolean {
  return key.startsWith(ERRORS);
}

/** Ids of the records in an object of the archive. */
export function readArchived(body: Buffer, key: string): string[] {
  const text = (key.endsWith('.gz') ? gunzipSync(body) : body).toString();
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const { rawData } = JSON.parse(line) as { rawData?: string };
    return marksOf(isErrorOutput(key) ? Buffer.from(rawData ?? '', 'base64').toString() : line).id;
  });
}

/** Ids of the records in a failed batch; none in what else the bucket holds. */
export function readKept(body: Buffer, key: string): string[] {
  if (!/(^|\/)aws\/lambda\//.test(key)) return [];
  const { records = [] } = parseBatch(body.toString());
  return records.map(({ kinesis }) => marksOf(Buffer.from(kinesis.data, 'base64').toString()).id);
}
