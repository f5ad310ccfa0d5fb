import { gunzipSync } from 'node:zlib';

/** The beginning of an object. */
export interface Preview {
  readonly key: string;
  /** As it is in the bucket. */
  readonly bytes: number;
  /** Records in it, a line each. */
  readonly records: number;
  readonly lines: readonly string[];
  /** Of what could not be processed: the records themselves, of the same lines. */
  readonly decoded?: readonly string[];
}

const LINES = 5;
const LONGEST = 1200;

/** Unpacks an object and gives its first lines. Throws when it is damaged. */
export function preview(key: string, body: Buffer): Preview {
  const text = (key.endsWith('.gz') ? gunzipSync(body) : body).toString();
  const all = text.split('\n').filter((line) => line !== '');
  const first = all.slice(0, LINES);
  const decoded = first.flatMap((line) => rawData(line) ?? []);
  return {
    key,
    bytes: body.length,
    records: all.length,
    lines: first.map(cut),
    ...(decoded.length === first.length && first.length > 0 ? { decoded: decoded.map(cut) } : {}),
  };
}

function cut(line: string): string {
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`;
}

/** The record in what Firehose keeps of a failure. */
function rawData(line: string): string | undefined {
  try {
    const { rawData: data } = JSON.parse(line) as { rawData?: unknown };
    return typeof data === 'string' ? Buffer.from(data, 'base64').toString() : undefined;
  } catch {
    return undefined;
  }
}
