import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
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
}

/** The deployed example, seen from outside: where flights go in and what they come to. */
export class Pipeline {
  public readonly kinesis: KinesisClient;
  public readonly streamName: string;
  public readonly bucketName: string;
  public readonly tableName: string;
  public readonly queueUrl: string;

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
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    this.streamName = output('StreamName');
    this.bucketName = output('ArchiveBucket');
    this.tableName = output('DelaysTable');
    this.queueUrl = output('AlertsQueue');
    // The emulator's HTTP/2 breaks calls of more than 500 KB.
    this.kinesis = kinesisClient({ ...settings, http1: true });
    this.dynamo = new DynamoDBClient(settings);
    this.sqs = new SQSClient(settings);
    this.archive = new Archive(s3, this.bucketName);
    this.tallies = new Tallies(s3, output(TALLY_OUTPUT));
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
    const delays = total(await readDelays(this.dynamo, this.tableName)) - total(this.delaysBefore);
    const alerts = (await countAlerts(this.sqs, this.queueUrl)) - this.alertsBefore;
    return { settled, delays, alerts };
  }

  /** Reads everything back. */
  public async observe(): Promise<Observed> {
    return {
      archive: await this.archive.read(),
      tallies: (await this.tallies.read()).map(({ content }) => content),
      delays: subtractCounts(await readDelays(this.dynamo, this.tableName), this.delaysBefore),
      alerts: await readAlerts(this.sqs, this.queueUrl, this.since),
    };
  }
}
