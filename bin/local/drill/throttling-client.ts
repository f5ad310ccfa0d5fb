import type {
  PutRecordsCommand,
  PutRecordsCommandOutput,
  PutRecordsResultEntry,
} from '@aws-sdk/client-kinesis';
import type { PutRecordsClient } from 'kinesis-constructs/runtime';
import { SeededRandom } from '../../../lambda/testing/seeded';

const THROTTLED: PutRecordsResultEntry = {
  ErrorCode: 'ProvisionedThroughputExceededException',
  ErrorMessage: 'Rate exceeded for shard.',
};

/** Refuses a part of the entries of each call, as a shard does that takes no more, and passes the others on. */
export class ThrottlingClient implements PutRecordsClient {
  /** Entries refused so far. */
  public throttled = 0;

  private readonly random = new SeededRandom(11);

  /** @param share how many of 100 entries are refused */
  constructor(
    private readonly client: PutRecordsClient,
    private readonly share: number,
  ) {}

  public async send(
    command: PutRecordsCommand,
    options: { readonly abortSignal: AbortSignal },
  ): Promise<PutRecordsCommandOutput> {
    const { Records: entries = [] } = command.input;
    const passes = entries.map(() => this.random.below(100) >= this.share);
    const passed = entries.filter((_, index) => passes[index]);
    this.throttled += entries.length - passed.length;
    const { Records: results = [], $metadata } = await this.put(command, passed, options);
    const rest = [...results];
    const Records = passes.map((pass) => (pass ? (rest.shift() as PutRecordsResultEntry) : THROTTLED));
    return { $metadata, Records, FailedRecordCount: Records.filter(({ ErrorCode }) => ErrorCode).length };
  }

  private put(
    command: PutRecordsCommand,
    passed: PutRecordsCommand['input']['Records'] & object,
    options: { readonly abortSignal: AbortSignal },
  ): Promise<PutRecordsCommandOutput> {
    if (passed.length === 0) return Promise.resolve({ $metadata: {}, Records: [] });
    const input = { ...command.input, Records: passed };
    return this.client.send(new (command.constructor as typeof PutRecordsCommand)(input), options);
  }
}
