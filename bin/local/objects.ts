import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/** One object of a bucket, read. */
export interface ReadObject<T> {
  readonly key: string;
  readonly bytes: number;
  readonly content: T;
}

/** Objects fetched at the same time: as many as the client has connections. */
const AT_ONCE = 50;

/** Reads a bucket again and again, fetching what is new or changed. What is there at the first look is left out. */
export class Objects<T> {
  private readonly ignored = new Set<string>();
  private readonly known = new Map<
    string,
    { readonly etag: string | undefined; readonly object: ReadObject<T> }
  >();

  constructor(
    private readonly s3: S3Client,
    private readonly bucket: string,
    private readonly parse: (body: Buffer, key: string) => T,
  ) {}

  /** Leaves out from now on what the bucket holds now: it is not of this run. */
  public async ignorePresent(): Promise<void> {
    for (const { key } of await this.list()) this.ignored.add(key);
  }

  /** All objects, as they are now. */
  public async read(): Promise<ReadObject<T>[]> {
    const listed = (await this.list()).filter(({ key }) => !this.ignored.has(key));
    const changed = listed.filter(({ key, etag }) => this.known.get(key)?.etag !== etag);
    for (let from = 0; from < changed.length; from += AT_ONCE) {
      await Promise.all(
        changed
          .slice(from, from + AT_ONCE)
          .map(async ({ key, etag }) => this.known.set(key, { etag, object: await this.fetch(key) })),
      );
    }
    return [...this.known.values()].map(({ object }) => object);
  }

  private async list(): Promise<{ key: string; etag: string | undefined }[]> {
    const found = [];
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client: this.s3 },
      { Bucket: this.bucket },
    )) {
      for (const { Key: key = '', ETag: etag } of Contents) found.push({ key, etag });
    }
    return found;
  }

  private async fetch(key: string): Promise<ReadObject<T>> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
    const body = Buffer.from((await Body?.transformToByteArray()) ?? []);
    return { key, bytes: body.length, content: this.parse(body, key) };
  }
}
