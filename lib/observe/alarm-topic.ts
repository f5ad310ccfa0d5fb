import { Annotations, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** Settings of an `AlarmTopic`. */
export interface AlarmTopicProps {
  /**
   * Key that encrypts the messages. CloudWatch is let use it; the policy of an imported key has to allow that
   * already.
   *
   * @default - a new customer-managed key, rotated every year and deleted with the topic
   */
  readonly encryptionKey?: IKey;
}

/**
 * An SNS topic for CloudWatch alarms: encrypted, TLS only, and only alarms of this account and Region may
 * publish.
 *
 * The key AWS manages for SNS would swallow every alarm, since its policy does not let CloudWatch use it.
 *
 * @example
 * const oncall = new AlarmTopic(this, 'OnCall');
 * oncall.topic.addSubscription(new EmailSubscription('oncall@example.com'));
 * new IteratorAgeAlarms(this, 'Lag', {
 *   stream,
 *   readers: [Reader.polling()],
 *   warnActions: [],
 *   pageActions: [oncall.action],
 * });
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export class AlarmTopic extends Construct {
  /** The topic, to subscribe to. */
  public readonly topic: Topic;

  /** The key that encrypts the messages. */
  public readonly encryptionKey: IKey;

  /** The topic as an action of an alarm. */
  public readonly action: IAlarmAction;

  constructor(scope: Construct, id: string, props: AlarmTopicProps = {}) {
    super(scope, id);
    const { account, partition, region } = Stack.of(this);

    this.encryptionKey =
      props.encryptionKey ??
      new Key(this, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });
    const use = this.encryptionKey.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'], // in a key's policy: this key
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    if (!use.statementAdded) {
      Annotations.of(this).addWarningV2(
        'kinesis-constructs:alarmTopicKey',
        'the policy of an imported encryptionKey must let cloudwatch.amazonaws.com use kms:Decrypt and ' +
          'kms:GenerateDataKey*, or no alarm reaches the topic',
      );
    }

    this.topic = new Topic(this, 'Topic', { masterKey: this.encryptionKey, enforceSSL: true });
    // A policy of one's own takes the place of the one that lets the account's services publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      }),
    );
    this.action = new SnsAction(this.topic);
  }
}
