import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { BatchStore, LeaseStore } from './ports';

/** The objects of failed batches, and the leases, in S3. */
export class S3Store implements BatchStore, LeaseStore {
  constructor(private readonly client: Pick<S3Client, 'send'>) {}

  public async list(bucket: string, prefix: string, after: string): Promise<string[]> {
    const page = await this.client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, StartAfter: after }),
    );
    return (page.Contents ?? []).flatMap(({ Key }) => Key ?? []);
  }

  public async read(bucket: string, key: string): Promise<string | undefined> {
    return (await this.get(bucket, key))?.text;
  }

  public async move(bucket: string, from: string, to: string): Promise<void> {
    const CopySource = `${bucket}/${from}`.split('/').map(encodeURIComponent).join('/');
    // The object has no tags, and to look for some would take another right.
    await this.client.send(
      new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource, TaggingDirective: 'REPLACE' }),
    );
    await this.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: from }));
  }

  public readLease(bucket: string, key: string): Promise<{ text: string; etag: string } | undefined> {
    return this.get(bucket, key);
  }

  public async writeLease(
    bucket: string,
    key: string,
    text: string,
    etag: string | undefined,
  ): Promise<boolean> {
    const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
    try {
      await this.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ...condition }));
      return true;
    } catch (error) {
      if (isConflict(error)) return false;
      throw error;
    }
  }

  public async deleteLease(bucket: string, key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }

  private async get(bucket: string, key: string): Promise<{ text: string; etag: string } | undefined> {
    try {
      const { Body, ETag } = await this.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return { text: (await Body?.transformToString()) ?? '', etag: ETag ?? '' };
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
}

/** Somebody else wrote it (412), writes it right now (409), or deleted it (404). */
function isConflict(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  return [404, 409, 412].includes(error.$metadata.httpStatusCode ?? 0);
}
