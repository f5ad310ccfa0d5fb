import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { Tally } from '../delivery/contract';
import type { Observation } from './watch-state';

/** A tally that was read, and the one before it in its shard. */
interface Position {
  readonly before?: string;
  readonly key?: string;
  readonly etag?: string;
}

/**
 * Reads tallies as they come, without listing all there are each time. The last one of a shard is looked at again: it is
 * written once more when a run is delivered again.
 */
export class TallyTail {
  private readonly positions = new Map<string, Position>();

  /** @param folder of a delivery stream's tallies in the bucket: a folder a shard is below it */
  constructor(
    private readonly s3: S3Client,
    private readonly bucket: string,
    private readonly folder: string,
    private readonly shardIds: readonly string[],
  ) {}

  /** Leaves out what is there already. */
  public async begin(): Promise<void> {
    for (const shardId of this.shardIds) {
      for (let found = await this.list(shardId); found.length > 0; found = await this.list(shardId)) {
        const { key } = found.at(-1) as Found;
        this.positions.set(shardId, { before: key });
      }
    }
  }

  /** What is new or has changed, in the order of each shard. */
  public async read(): Promise<Observation['tallies']> {
    const all = await Promise.all(this.shardIds.map((shardId) => this.readShard(shardId)));
    return all.flat();
  }

  private async readShard(shardId: string): Promise<Observation['tallies'][number][]> {
    const position = this.positions.get(shardId) ?? {};
    const found = (await this.list(shardId)).filter(
      ({ key, etag }) => key !== position.key || etag !== position.etag,
    );
    const tallies = await Promise.all(found.map(async ({ key }) => ({ key, tally: await this.fetch(key) })));
    const [beforeLast, last] = [found.at(-2), found.at(-1)];
    if (last !== undefined) {
      const before = last.key === position.key ? position.before : (beforeLast?.key ?? position.key);
      this.positions.set(shardId, { ...last, before: before ?? position.before });
    }
    return tallies;
  }

  private async list(shardId: string): Promise<Found[]> {
    const { Contents = [] } = await this.s3.send(
      new ListObjectsV2Command({
        Bucket: this.bucket,
        Prefix: `${this.folder}/${shardId}/`,
        StartAfter: this.positions.get(shardId)?.before,
      }),
    );
    return Contents.map(({ Key: key = '', ETag: etag = '' }) => ({ key, etag }));
  }

  private async fetch(key: string): Promise<Tally> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
    return JSON.parse((await Body?.transformToString()) ?? '');
  }
}

interface Found {
  readonly key: string;
  readonly etag: string;
}
