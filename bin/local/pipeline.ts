import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { kinesisClient } from 'kinesis-constructs/runtime';
import { clientSettings } from './account';
import { Archive, type ArchiveContent, Tallies } from './archive';
import { countAlerts, readAlerts, readDelays } from './consumers';
import { type Counts, subtractCounts, total } from './counter';
import type { Tally } from './delivery/contract';
import { TALLY_OUTPUT } from './substitute';

/** What the flights have come to, everywhere they are to arrive. */
export interface Observed {
  readonly archive: ArchiveContent;
  readonly tallies: readonly Tally[];
  readonly delays: Counts;
  readonly alerts: Counts;
}

/** How far the flights have come, as numbers only. */
export interface Landed {
  /** Records that the delivery has done with, whatever became of them. */
  readonly settled: number;
  readonly delays: number;
  readonly alerts: number;
  /** Records of poison that each consumer has refused, where poison is sent. */
  readonly poison?: number;
}

/** The deployed example, seen from outside: where flights go in and what they come to. */
export class Pipeline {
  public readonly kinesis: KinesisClient;
  public readonly streamName: string;
  public readonly bucketName: string;
  public readonly tableName: string;
  public readonly queueUrl: string;

  private readonly s3: S3Client;
  private readonly dynamo: DynamoDBClient;
  private readonly sqs: SQSClient;
  private readonly archive: Archive;
  private readonly tallies: Tallies;
  private since = 0;
  private delaysBefore: Counts = new Map();
  private alertsBefore = 0;

  /** @param outputs those of the stack */
  constructor(endpoint: string, outputs: Readonly<Record<string, string>>) {
    const output = (name: string): string => {
      const value = outputs[name];
      if (value === undefined) throw new Error(`the stack has no output ${name}`);
      return value;
    };
    const settings = clientSettings(endpoint);
    this.s3 = new S3Client({ ...settings, forcePathStyle: true });
    this.streamName = output('StreamName');
    this.bucketName = output('ArchiveBucket');
    this.tableName = output('DelaysTable');
    this.queueUrl = output('AlertsQueue');
    // The emulator's HTTP/2 breaks calls of more than 500 KB.
    this.kinesis = kinesisClient({ ...settings, http1: true });
    this.dynamo = new DynamoDBClient(settings);
    this.sqs = new SQSClient(settings);
    this.archive = new Archive(this.s3, this.bucketName);
    this.tallies = new Tallies(this.s3, output(TALLY_OUTPUT));
  }

  /** Commands that show what has landed. */
  public lookCommands(): string[] {
    return [
      `aws s3 ls --recursive s3://${this.bucketName}`,
      `aws dynamodb scan --table-name ${this.tableName}`,
      `aws sqs receive-message --queue-url ${this.queueUrl}`,
      `aws kinesis describe-stream-summary --stream-name ${this.streamName}`,
    ];
  }

  /** An object as it is in the bucket. */
  public async readObject(key: string): Promise<Buffer> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucketName, Key: key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  /** Takes what is there already, in an emulator that has run before, as not of this run. */
  public async begin(): Promise<void> {
    this.since = Date.now();
    await Promise.all([this.archive.ignorePresent(), this.tallies.ignorePresent()]);
    this.delaysBefore = await readDelays(this.dynamo, this.tableName);
    this.alertsBefore = await countAlerts(this.sqs, this.queueUrl);
  }

  /** How far the flights have come. */
  public async landed(): Promise<Landed> {
    const tallies = await this.tallies.read();
    const settled = tallies.reduce((sum, { content }) => sum + content.received, 0);
    return { settled, delays: total(await this.delays()), alerts: await this.alerts() };
  }

  /** The flights by airport of origin that are in the table. */
  public async delays(): Promise<Counts> {
    return subtractCounts(await readDelays(this.dynamo, this.tableName), this.delaysBefore);
  }

  /** How many alerts are in the queue. */
  public async alerts(): Promise<number> {
    return (await countAlerts(this.sqs, this.queueUrl)) - this.alertsBefore;
  }

  /** Reads everything back. */
  public async observe(): Promise<Observed> {
    return {
      archive: await this.archive.read(),
      tallies: (await this.tallies.read()).map(({ content }) => content),
      delays: await this.delays(),
      alerts: await readAlerts(this.sqs, this.queueUrl, this.since),
    };
  }
}
