import { DescribeTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { failback, failover } from '../../failover';
import { clientSettings } from '../account';
import { PRIMARY, SECONDARY } from './contract';

/** A move of the token, as the command prints it. */
export interface Moved {
  readonly from?: string;
  readonly region: string;
  readonly moved: boolean;
  readonly resumeAt?: string;
}

/** The table and the token of the deployed pair. */
export class PairToken {
  /** How often a Region got the token that had not held it. */
  public moves = 0;

  constructor(
    private readonly endpoint: string,
    private readonly table: string,
    private readonly token: string,
  ) {}

  /** Makes the copy of the table in the second Region, which the emulator's CloudFormation leaves out. */
  public async copyTable(): Promise<void> {
    const [home, away] = [PRIMARY, SECONDARY].map((region) => this.connect(region));
    const isThere = await away.send(new DescribeTableCommand({ TableName: this.table })).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    const ReplicaUpdates = [{ Create: { RegionName: SECONDARY } }];
    await home.send(new UpdateTableCommand({ TableName: this.table, ReplicaUpdates }));
  }

  /** Runs `kinesis-constructs failover` or `failback`. */
  public async move(command: 'failover' | 'failback', region: string): Promise<Moved> {
    const [out, err]: string[][] = [[], []];
    const args = ['--table', this.table, '--token', this.token, '--region', region, '--json'];
    const run = command === 'failover' ? failover : failback;
    const code = await run([...args, '--consumer-lag', '0'], {
      out: { write: (text: string) => out.push(text) },
      err: { write: (text: string) => err.push(text) },
      now: Date.now,
      connect: (options) => this.connect(options.region),
    });
    if (code !== 0) throw new Error(`${command} to ${region} ended with ${code}: ${err.join('')}`);
    const moved = JSON.parse(out.join('')) as Moved;
    if (moved.moved) this.moves += 1;
    return moved;
  }

  private connect(region: string): DynamoDBClient {
    return new DynamoDBClient(clientSettings(this.endpoint, region));
  }
}
