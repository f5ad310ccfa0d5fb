import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { type ITable, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import {
  AlarmTopic,
  RecordBucket,
  ReplicaMode,
  ReplicaTable,
  ReplicaTarget,
  StreamAlarms,
  StreamReplica,
  StreamReplicaAlarms,
  StreamReplicaTarget,
} from 'kinesis-constructs';

/** Names that are the same in both Regions: each stack finds by them what the other one makes. */
const STREAM = 'orders';
const TABLE = 'orders-replicas';
const TOKEN = 'orders';

/** What holds data goes with the stack, for this is an example: leave it away in an app of your own. */
const removalPolicy = RemovalPolicy.DESTROY;

/** Settings of `OrdersRegion`. */
export interface OrdersRegionProps extends StackProps {
  /** Where this stack is. */
  readonly region: string;

  /** Where the other one is. */
  readonly otherRegion: string;

  /** Whether this stack makes the table of both. */
  readonly makesTable: boolean;
}

/**
 * One Region of a stream of orders: the stream itself, and the replica that copies it to the other Region for as long as
 * this one holds the token.
 */
export class OrdersRegion extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { region, otherRegion, makesTable, ...props }: OrdersRegionProps,
  ) {
    super(scope, id, { ...props, env: { ...props.env, region } });

    // Producers write here while this Region is active, and the copies of the other Region's orders come here.
    const { stream } = new StreamReplicaTarget(this, 'Orders', { streamName: STREAM, removalPolicy });

    const table = makesTable ? this.globalTable(otherRegion) : TableV2.fromTableName(this, 'Tokens', TABLE);
    const failures = new RecordBucket(this, 'Failures', { removalPolicy });
    const replica = new StreamReplica(this, 'Replica', {
      stream,
      target: ReplicaTarget.fromStreamName(STREAM, otherRegion),
      mode: ReplicaMode.activePassive(table, TOKEN),
      envelope: true,
      failureBucket: failures.bucket,
    });

    const { topic, action } = new AlarmTopic(this, 'Alarms');
    const routing = { warnActions: [action], pageActions: [action] };
    new StreamReplicaAlarms(this, 'ReplicaAlarms', { replica, ...routing });
    new StreamAlarms(this, 'StreamAlarms', { stream, ...routing });

    this.output('StreamName', stream.streamName);
    this.output('ReplicaTable', TABLE);
    this.output('ReplicaToken', TOKEN);
    this.output('AlarmTopic', topic.topicArn);
  }

  private globalTable(otherRegion: string): ITable {
    const settings = { tableName: TABLE, replicaRegions: [otherRegion], removalPolicy };
    return new ReplicaTable(this, 'Tokens', settings).table;
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}

/** Settings of `CrossRegion`. */
export interface CrossRegionProps extends StackProps {
  /** The Region that is to be active first. */
  readonly primaryRegion: string;
  readonly secondaryRegion: string;
}

/** A stream in two Regions, of which one is active and the other holds a copy. */
export class CrossRegion {
  public readonly primary: OrdersRegion;
  public readonly secondary: OrdersRegion;

  constructor(scope: Construct, id: string, props: CrossRegionProps) {
    const { primaryRegion, secondaryRegion, ...rest } = props;
    this.primary = new OrdersRegion(scope, `${id}Primary`, {
      ...rest,
      region: primaryRegion,
      otherRegion: secondaryRegion,
      makesTable: true,
    });
    this.secondary = new OrdersRegion(scope, `${id}Secondary`, {
      ...rest,
      region: secondaryRegion,
      otherRegion: primaryRegion,
      makesTable: false,
    });
    // Neither refers to the other; but the copy of the table comes with the primary.
    this.secondary.addStackDependency(this.primary);
  }
}
