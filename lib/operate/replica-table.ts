import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { AttributeType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { StateKey } from '../../lambda/replicate-stream/contract';
import { InvalidSettingError } from '../shared/checks';

/** Settings of a `ReplicaTable`. */
export interface ReplicaTableProps {
  /**
   * Name of the table, by which the stacks of the other Regions and the `failover` command find it: 3 to 255 letters,
   * digits, `_`, `-` and `.`.
   *
   * @default - CloudFormation makes one
   */
  readonly tableName?: string;

  /**
   * Other Regions that have a copy of the table. The stack's own Region must be known then.
   *
   * @default - none
   */
  readonly replicaRegions?: string[];

  /**
   * What becomes of the table when it leaves the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A table for the state of replicas: one item a source shard, and one for each token.
 *
 * It is billed by request, can be restored to any second of the last 35 days, and is encrypted with the key that AWS
 * keeps for DynamoDB in each Region: it holds sequence numbers, no data. DynamoDB brings a change to the copies within
 * about a second, later when Regions cannot reach each other.
 *
 * @example
 * const table = new ReplicaTable(this, 'Replicas', { tableName: 'replicas', replicaRegions: ['eu-central-1'] });
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html
 */
export class ReplicaTable extends Construct {
  /** The table itself. */
  public readonly table: TableV2;

  constructor(scope: Construct, id: string, props: ReplicaTableProps = {}) {
    super(scope, id);
    const { tableName, replicaRegions = [], removalPolicy = RemovalPolicy.RETAIN } = props;
    const { region } = Stack.of(this);
    if (replicaRegions.length > 0 && Token.isUnresolved(region)) {
      throw new InvalidSettingError(this, 'replicaRegions', 'given in a stack with a Region', 'one without');
    }
    if (replicaRegions.includes(region)) {
      throw new InvalidSettingError(this, 'replicaRegions', "other Regions than the stack's", region);
    }

    this.table = new TableV2(this, 'Table', {
      tableName,
      partitionKey: { name: StateKey.PARTITION, type: AttributeType.STRING },
      sortKey: { name: StateKey.SORT, type: AttributeType.STRING },
      timeToLiveAttribute: StateKey.EXPIRY,
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      replicas: replicaRegions.map((replica) => ({ region: replica })),
      removalPolicy,
    });
  }
}
