import { setTimeout as wait } from 'node:timers/promises';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import {
  type EventSourceMappingConfiguration,
  LambdaClient,
  paginateListEventSourceMappings,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { KinesisStreamBatchResponse, KinesisStreamRecord } from 'aws-lambda';
import { kinesisClient } from 'kinesis-constructs/runtime';
import { LambdaFunctions } from '../../../lambda/redrive-batches/lambda-functions';
import { clientSettings } from '../account';
import { EmulatorShard } from '../emulator-shard';
import { ShardCopier } from './copier';

/** Longest that a call may take: the time-out of the function is 5 minutes. */
const CALL_MS = 300_000;
/** How long a shard with nothing to copy, or nothing that may be copied, is left alone. */
const IDLE_MS = 200;
/** Calls that may fail one after another. */
const MOST_FAILURES = 10;

/** The deployed replica of one Region with the stream that it copies. */
export class Replica {
  /** When a record was last done with. */
  public lastProgress = Date.now();

  private failures = 0;

  private constructor(
    public readonly region: string,
    public readonly streamName: string,
    public readonly kinesis: KinesisClient,
    private readonly functions: LambdaFunctions,
    private readonly mapping: EventSourceMappingConfiguration,
  ) {}

  /**
   * Finds the replica that reads `streamName`, and switches its mapping off: the emulator's own takes a batch that is
   * reported as failed for done.
   */
  public static async open(endpoint: string, region: string, streamName: string): Promise<Replica> {
    const settings = clientSettings(endpoint, region);
    const lambda = new LambdaClient({ ...settings, maxAttempts: 1 });
    // The emulator's HTTP/2 breaks calls of more than 500 KB.
    const kinesis = kinesisClient({ ...settings, http1: true });
    const mappings: EventSourceMappingConfiguration[] = [];
    for await (const page of paginateListEventSourceMappings({ client: lambda }, {})) {
      mappings.push(...(page.EventSourceMappings ?? []));
    }
    const mapping = mappings.find(({ EventSourceArn: arn }) => arn?.endsWith(`:stream/${streamName}`));
    if (mapping === undefined) throw new Error(`no mapping in ${region} reads the stream ${streamName}`);
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping.UUID, Enabled: false }));
    return new Replica(region, streamName, kinesis, new LambdaFunctions(lambda), mapping);
  }

  /** The shards of the stream, to be read from now on. */
  public openShards(): Promise<EmulatorShard[]> {
    return EmulatorShard.openAll(this.kinesis, this.streamName, this.region);
  }

  /** Calls the function with what the shards hold, side by side, until it is told to stop. */
  public async copy(shards: readonly EmulatorShard[], signal: AbortSignal): Promise<void> {
    const copiers = shards.map(
      (shard) => new ShardCopier(shard, (records) => this.call(records), this.mapping.BatchSize ?? 100),
    );
    await Promise.all(
      copiers.map(async (copier) => {
        while (!signal.aborted) {
          const done = await copier.step();
          if (done > 0) this.lastProgress = Date.now();
          else await wait(IDLE_MS);
        }
      }),
    );
  }

  /** A call that fails is made again with the same records, as Lambda would. */
  private async call(records: readonly KinesisStreamRecord[]): Promise<KinesisStreamBatchResponse> {
    const { FunctionArn: functionArn = '' } = this.mapping;
    const outcome = await this.functions.call(functionArn, JSON.stringify({ Records: records }), CALL_MS);
    if (outcome.kind === 'returned') {
      this.failures = 0;
      return outcome.response as KinesisStreamBatchResponse;
    }
    this.failures += 1;
    if (this.failures > MOST_FAILURES) throw new Error(`the replica in ${this.region}: ${outcome.reason}`);
    return { batchItemFailures: [{ itemIdentifier: records[0]?.kinesis.sequenceNumber ?? '' }] };
  }
}
