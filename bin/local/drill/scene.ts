import { DeleteItemCommand, DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { InvokeCommand, LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { kinesisClient } from 'kinesis-constructs/runtime';
import type { RedriveResult } from '../../../lambda/redrive-batches/contract';
import { clientSettings } from '../account';
import { Tallies } from '../archive';
import { EmulatorShard } from '../emulator-shard';
import { Objects } from '../objects';
import { TALLY_OUTPUT } from '../substitute';
import type { Found } from './check';
import { ARMED, ledgerKey, type Place } from './contract';
import { drive } from './mapping';
import { readArchived, readKept } from './read-objects';

/** The deployed drill, seen from outside. */
export class Scene {
  public readonly kinesis: KinesisClient;
  public readonly streamName: string;
  public readonly archive: Objects<readonly string[]>;
  public readonly kept: Objects<readonly string[]>;

  private readonly s3: S3Client;
  private readonly lambda: LambdaClient;
  private readonly dynamo: DynamoDBClient;
  private readonly tallies: Tallies;

  /** @param outputs those of the stack */
  constructor(
    endpoint: string,
    private readonly outputs: Readonly<Record<string, string>>,
  ) {
    const settings = clientSettings(endpoint);
    this.s3 = new S3Client({ ...settings, forcePathStyle: true });
    this.lambda = new LambdaClient({ ...settings, maxAttempts: 1 });
    this.dynamo = new DynamoDBClient(settings);
    // The emulator's HTTP/2 breaks calls of more than 500 KB.
    this.kinesis = kinesisClient({ ...settings, http1: true });
    this.streamName = this.output('StreamName');
    this.archive = new Objects(this.s3, this.output('ArchiveBucket'), readArchived);
    this.kept = new Objects(this.s3, this.output('FailureBucket'), readKept);
    this.tallies = new Tallies(this.s3, this.output(TALLY_OUTPUT));
  }

  /**
   * Takes what is there already as not of this run, and arms the faults. Gives the shards as each reader sees them.
   *
   * The emulator's own mappings know neither retry limits nor failure destinations, so they are switched off.
   */
  public async begin(): Promise<Readonly<Record<'stream' | 'settle' | 'notify', EmulatorShard[]>>> {
    await Promise.all([this.archive, this.kept, this.tallies].map((objects) => objects.ignorePresent()));
    for (const consumer of ['settle', 'notify'] as const) {
      const UUID = this.mappingId(consumer);
      await this.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    }
    await this.dynamo.send(new PutItemCommand({ ...this.armed(), Item: this.armed().Key }));
    const open = (): Promise<EmulatorShard[]> => EmulatorShard.openAll(this.kinesis, this.streamName);
    return { stream: await open(), settle: await open(), notify: await open() };
  }

  /** Mends the consumers. */
  public async disarm(): Promise<void> {
    await this.dynamo.send(new DeleteItemCommand(this.armed()));
  }

  public drive(mapping: 'settle' | 'notify', shards: readonly EmulatorShard[]) {
    return drive({ lambda: this.lambda, s3: this.s3 }, this.mappingId(mapping), shards);
  }

  /** Id of the deployed mapping. */
  public mappingId(mapping: 'settle' | 'notify'): string {
    return this.output(mapping === 'settle' ? 'SettleMapping' : 'NotifyMapping');
  }

  /** Has the deployed function redrive what was kept since `from`. */
  public async redrive(from: Date): Promise<RedriveResult> {
    const request = { dryRun: false, from: from.toISOString() };
    const { FunctionError, Payload } = await this.lambda.send(
      new InvokeCommand({ FunctionName: this.output('RedriveFunction'), Payload: JSON.stringify(request) }),
    );
    const answer = Buffer.from(Payload ?? []).toString();
    if (FunctionError !== undefined) throw new Error(`the redrive failed: ${answer}`);
    return JSON.parse(answer) as RedriveResult;
  }

  /** Records that the delivery has done with, whatever became of them. */
  public async delivered(): Promise<number> {
    return (await this.tallies.read()).reduce((sum, { content }) => sum + content.received, 0);
  }

  /** How often a count of the ledger stands at how much, by id of the record. */
  public async ledger(run: string): Promise<(place: Place, count: 'arrivals' | 'attempts') => Found> {
    const items = new Map<string, Record<string, number>>();
    const scan = { TableName: this.output('LedgerTable'), ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client: this.dynamo }, scan)) {
      for (const { id, arrivals, attempts } of Items) {
        items.set(id?.S ?? '', { arrivals: Number(arrivals?.N ?? 0), attempts: Number(attempts?.N ?? 0) });
      }
    }
    return (place, count) => {
      const prefix = ledgerKey(place, '');
      const ofRun = [...items].filter(([key]) => key.startsWith(`${prefix}${run}-`));
      const counts = ofRun.map(([key, item]) => [key.slice(prefix.length), item[count] ?? 0] as const);
      return new Map(counts.filter(([, times]) => times > 0));
    };
  }

  private armed() {
    return { TableName: this.output('LedgerTable'), Key: { id: { S: ARMED } } };
  }

  private output(name: string): string {
    const value = this.outputs[name];
    if (value === undefined) throw new Error(`the stack has no output ${name}`);
    return value;
  }
}
