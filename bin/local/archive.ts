import { gunzipSync } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import { addCounts, type Counts, countBy } from './counter';
import type { Tally } from './delivery/contract';
import { identifyEnriched, identifyFailed } from './expected';
import { Objects } from './objects';

/** What the bucket holds, read back. */
export interface ArchiveContent {
  readonly objects: number;
  readonly bytes: number;
  readonly archived: Counts;
  readonly failed: Counts;
}

/** The bucket that the flights land in. */
export class Archive {
  private readonly objects: Objects<Counts>;

  constructor(s3: S3Client, bucket: string) {
    this.objects = new Objects(s3, bucket, (body, key) => readObject(body, key));
  }

  public async ignorePresent(): Promise<void> {
    await this.objects.ignorePresent();
  }

  public async read(): Promise<ArchiveContent> {
    const objects = await this.objects.read();
    const archived = objects.filter(({ key }) => !isErrorOutput(key));
    return {
      objects: archived.length,
      bytes: archived.reduce((sum, { bytes }) => sum + bytes, 0),
      archived: addCounts(archived.map(({ content }) => content)),
      failed: addCounts(objects.filter(({ key }) => isErrorOutput(key)).map(({ content }) => content)),
    };
  }
}

/** What the delivery function says of the runs it has delivered. */
export class Tallies extends Objects<Tally> {
  constructor(s3: S3Client, bucket: string) {
    super(s3, bucket, (body) => JSON.parse(body.toString()));
  }
}

/** Firehose names the kind of error in the prefix of everything it could not process. */
function isErrorOutput(key: string): boolean {
  return key.includes('processing-failed');
}

/** The flights in an object: one a line, or inside the form in which Firehose keeps what failed. */
export function readObject(body: Buffer, key: string): Counts {
  const text = (key.endsWith('.gz') ? gunzipSync(body) : body).toString();
  const lines = text.split('\n').filter((line) => line !== '');
  return countBy(lines, (line) => {
    const value = JSON.parse(line);
    if (!isErrorOutput(key)) return identifyEnriched(value);
    return identifyFailed(Buffer.from(value.rawData, 'base64').toString());
  });
}
