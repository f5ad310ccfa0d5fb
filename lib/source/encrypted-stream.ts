import { Annotations, Duration, Lazy, RemovalPolicy, Resource, Size, Stack, Token } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable, IRole } from 'aws-cdk-lib/aws-iam';
import { CfnStream, Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledge } from '../shared/acknowledge';
import { checkDuration, checkSize, checkWholeNumber, InvalidSettingError } from '../shared/checks';
import { keyBehind } from '../shared/key-resource';
import {
  grantOnStream,
  isAwsManaged,
  isOtherAccount,
  READ_ACTIONS,
  WRITE_ACTIONS,
} from '../shared/stream-access';
import type { EncryptedStreamProps } from './encrypted-stream-props';
import { grantKclApplication } from './kcl-access';
import type { RecordDistribution } from './record-distribution';
import type { TransportPolicy } from './transport-policy';

/**
 * A Kinesis data stream encrypted under a customer-managed key.
 *
 * Grants cover the key too, for this stream's records alone, so a producer or consumer needs one call.
 *
 * @example
 * const orders = new EncryptedStream(this, 'Orders', { retentionPeriod: Duration.days(7) });
 * orders.grantWrite(orderService);
 */
export class EncryptedStream extends Construct {
  /** The stream itself, for anything this construct does not cover. */
  public readonly stream: Stream;

  /** The key that encrypts the records. */
  public readonly encryptionKey: IKey;

  /** Whether Kinesis scales the shards itself. */
  public readonly onDemand: boolean;

  private readonly letThroughRoles: IRole[] = [];

  constructor(scope: Construct, id: string, props: EncryptedStreamProps = {}) {
    super(scope, id);
    const { retentionPeriod = Duration.hours(24), removalPolicy = RemovalPolicy.RETAIN, shardCount } = props;

    this.onDemand = shardCount === undefined;
    checkDuration(this, 'retentionPeriod', retentionPeriod, Duration.hours(24), Duration.days(365));
    checkWholeNumber(this, 'shardCount', shardCount, 1, 10_000);
    checkSize(this, 'maxRecordSize', props.maxRecordSize, Size.mebibytes(1), Size.mebibytes(10));
    checkWholeNumber(this, 'warmThroughputMiBps', props.warmThroughputMiBps, 1, 10_240);
    this.checkOnDemandOnly('warmThroughputMiBps', props.warmThroughputMiBps);
    this.checkOnDemandOnly('recordDistribution', props.recordDistribution);
    this.checkDistributionSupport(props.recordDistribution);

    this.encryptionKey =
      props.encryptionKey ?? new Key(this, 'Key', { enableKeyRotation: true, removalPolicy });
    this.stream = new Stream(this, 'Stream', {
      streamName: props.streamName,
      encryption: StreamEncryption.KMS,
      encryptionKey: this.encryptionKey,
      retentionPeriod,
      streamMode: this.onDemand ? StreamMode.ON_DEMAND : StreamMode.PROVISIONED,
      shardCount,
      shardLevelMetrics: props.shardLevelMetrics,
      removalPolicy,
    });
    acknowledge(this.stream, {
      id: 'AwsSolutions-KDS3',
      reason:
        'A customer-managed key is wanted: its policy says who may decrypt, and it can be shared between accounts',
    });
    // The L2 has no properties for these yet.
    const resource = this.stream.node.defaultChild as CfnStream;
    resource.maxRecordSizeInKiB = props.maxRecordSize?.toKibibytes();
    resource.warmThroughputMiBps = props.warmThroughputMiBps;
    resource.recordDistributionStrategy = props.recordDistribution;

    if (props.warmThroughputMiBps !== undefined) {
      Annotations.of(this).addWarningV2(
        'kinesis-constructs:warmThroughput',
        'warmThroughputMiBps deploys only in an account and Region with a minimum throughput billing commitment',
      );
    }
    for (const statement of this.transportStatements(props.transportPolicy)) {
      this.stream.addToResourcePolicy(statement);
    }
  }

  /** Lets `grantee` put records. */
  public grantWrite(grantee: IGrantable): Grant {
    return this.grantData('grantWrite', grantee, WRITE_ACTIONS, ['kms:GenerateDataKey']);
  }

  /** Lets `grantee` read records from the shards. Enhanced fan-out needs `FanOutConsumerSet` or `grantKclConsumer`. */
  public grantRead(grantee: IGrantable): Grant {
    return this.grantData('grantRead', grantee, READ_ACTIONS, ['kms:Decrypt']);
  }

  /** Lets `grantee` put and read records. */
  public grantReadWrite(grantee: IGrantable): Grant {
    const actions = [...new Set([...READ_ACTIONS, ...WRITE_ACTIONS])];
    return this.grantData('grantReadWrite', grantee, actions, ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  /**
   * Lets `grantee` run an application of the Kinesis Client Library: read, by polling or enhanced fan-out, keep its tables
   * in DynamoDB and put its metrics.
   *
   * @param grantee a principal of the stream's own account: the tables are made there
   * @param applicationName the application's name, which KCL gives to its tables and metrics
   */
  public grantKclConsumer(grantee: IGrantable, applicationName: string): Grant {
    if (isOtherAccount(this, grantee)) {
      throw new InvalidSettingError(
        this,
        'the grantee of grantKclConsumer',
        "a principal of the stream's account, where the lease table is (use grantRead for another account)",
        `account ${grantee.grantPrincipal.principalAccount}`,
      );
    }
    const grant = grantKclApplication(this.stream, grantee, applicationName);
    this.warnWithoutKey('grantKclConsumer', grantee, grant);
    return grant;
  }

  /**
   * Exempts a role from the network rule of the transport policy: one that an AWS service assumes for you, such as the role
   * of a function with an event source mapping, of Firehose or of Managed Service for Apache Flink.
   */
  public letThrough(role: IRole): void {
    this.letThroughRoles.push(role);
  }

  /** How far polling readers lag, in milliseconds: age of the last record read, maximum over 1 minute by default. */
  public metricIteratorAge(options: MetricOptions = {}): Metric {
    return this.stream.metricGetRecordsIteratorAgeMilliseconds({ period: Duration.minutes(1), ...options });
  }

  /** Bytes put, sum over 1 minute by default. */
  public metricIncomingBytes(options: MetricOptions = {}): Metric {
    return this.stream.metricIncomingBytes({ period: Duration.minutes(1), statistic: 'Sum', ...options });
  }

  /** Records put, sum over 1 minute by default. */
  public metricIncomingRecords(options: MetricOptions = {}): Metric {
    return this.stream.metricIncomingRecords({ period: Duration.minutes(1), statistic: 'Sum', ...options });
  }

  /** Records refused because a shard was full, sum over 1 minute by default. */
  public metricWriteThrottled(options: MetricOptions = {}): Metric {
    return this.stream.metricWriteProvisionedThroughputExceeded({
      period: Duration.minutes(1),
      statistic: 'Sum',
      ...options,
    });
  }

  /** Reads refused because a shard was busy, sum over 1 minute by default. */
  public metricReadThrottled(options: MetricOptions = {}): Metric {
    return this.stream.metricReadProvisionedThroughputExceeded({
      period: Duration.minutes(1),
      statistic: 'Sum',
      ...options,
    });
  }

  /** Fails with an aws-cdk-lib that would leave the setting out of the template. */
  private checkDistributionSupport(value: RecordDistribution | undefined): void {
    if (value === undefined || 'recordDistributionStrategy' in CfnStream.prototype) return;
    throw new Error(`[${this.node.path}] recordDistribution needs a newer aws-cdk-lib: 2.274.0 has it`);
  }

  private checkOnDemandOnly(setting: string, value: unknown): void {
    if (value !== undefined && !this.onDemand) {
      throw new InvalidSettingError(this, setting, 'unset when shardCount is given (on-demand only)', value);
    }
  }

  private transportStatements(policy: TransportPolicy | undefined) {
    if (policy === undefined) return [];
    const { partition, account } = Stack.of(this);
    const serviceLinked = `arn:${partition}:iam::${account}:role/aws-service-role/*`;
    const exempt = () => [serviceLinked, ...this.letThroughRoles.map((role) => role.roleArn)];
    return policy.statements(this.stream.streamArn, Lazy.list({ produce: exempt }));
  }

  private grantData(name: string, grantee: IGrantable, actions: string[], keyActions: string[]): Grant {
    if (isOtherAccount(this, grantee) && isAwsManaged(this.encryptionKey)) {
      throw new InvalidSettingError(
        this,
        `encryptionKey of a stream with ${name} to account ${grantee.grantPrincipal.principalAccount}`,
        'a customer-managed key, since no other account can be let use an AWS-managed one',
        'alias/aws/kinesis',
      );
    }
    const grant = grantOnStream(this.stream, grantee, actions, keyActions);
    this.warnWithoutKey(name, grantee, grant);
    return grant;
  }

  /** Warns of a grantee that only the key's policy could let use the key, when that policy cannot be changed from here. */
  private warnWithoutKey(name: string, grantee: IGrantable, grant: Grant): void {
    const byOwnPolicy = grant.principalStatements.length > 0 && !isOtherAccount(this, grantee);
    const key = keyBehind(this.encryptionKey);
    if (byOwnPolicy || (key !== undefined && Resource.isOwnedResource(key))) return;
    if (!isAwsManaged(this.encryptionKey)) {
      Annotations.of(this).addWarningV2(
        'kinesis-constructs:importedKey',
        `${name}: let the grantee use the imported key too, in that key's policy, which cannot be changed from here`,
      );
    } else if (!this.isSameAccount(grantee)) {
      Annotations.of(this).addWarningV2(
        'kinesis-constructs:awsManagedKey',
        `${name}: other accounts cannot be let use alias/aws/kinesis: take a customer-managed key if the grantee is of another`,
      );
    }
  }

  /** AWS lets every principal of the account use the key that it manages there. */
  private isSameAccount(grantee: IGrantable): boolean {
    const { principalAccount } = grantee.grantPrincipal;
    if (principalAccount === undefined) return false;
    return Token.isUnresolved(principalAccount) || principalAccount === Stack.of(this).account;
  }
}
