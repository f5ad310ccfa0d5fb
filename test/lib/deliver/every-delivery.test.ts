import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { everyArchive, everyDestination } from './every-delivery';

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the template holds
  readonly Properties: any;
  readonly DependsOn?: string[];
}

/** Delivery streams that read a stream, by construct; the CDK's own `DeliveryStream` is given none here. */
function deliveriesIn(fill: (stack: Stack) => void) {
  const stack = new Stack(new App(), 'T', { env: { account: '111111111111', region: 'eu-west-1' } });
  fill(stack);
  const resources: Record<string, Resource> = Template.fromStack(stack).toJSON().Resources;
  const idsOf = (type: string) => Object.keys(resources).filter((id) => resources[id]?.Type === type);
  const [stream] = idsOf('AWS::Kinesis::Stream');
  const deliveries = idsOf('AWS::KinesisFirehose::DeliveryStream')
    .filter((id) => resources[id]?.Properties.KinesisStreamSourceConfiguration !== undefined)
    .map((id): [string, Resource] => [id, resources[id]!]);
  const policiesOf = (role: string) =>
    idsOf('AWS::IAM::Policy').filter((id) =>
      JSON.stringify(resources[id]?.Properties.Roles).includes(`"${role}"`),
    );
  return { resources, stream, deliveries, policiesOf };
}

describe.each([
  ['destination', everyDestination, 5],
  ['archive', everyArchive, 8],
])('every %s that reads a stream', (_, fill, count) => {
  const { resources, stream, deliveries, policiesOf } = deliveriesIn(fill);
  const key = resources[stream ?? '']?.Properties.StreamEncryption.KeyId;

  test('is in this test', () => {
    expect(deliveries).toHaveLength(count);
  });

  test.each(deliveries)('%s reads that stream and decrypts its records, and no more', (_id, {
    Properties,
  }) => {
    const { RoleARN, KinesisStreamARN } = Properties.KinesisStreamSourceConfiguration;
    expect(KinesisStreamARN).toEqual({ 'Fn::GetAtt': [stream, 'Arn'] });
    const [policy, ...others] = policiesOf(RoleARN['Fn::GetAtt'][0]);
    expect(others).toEqual([]);
    expect(resources[policy ?? '']?.Properties.PolicyDocument.Statement).toEqual([
      {
        Action: [
          'kinesis:DescribeStream',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
        ],
        Effect: 'Allow',
        Resource: KinesisStreamARN,
      },
      {
        Action: 'kms:Decrypt',
        Effect: 'Allow',
        Resource: key,
        Condition: {
          StringEquals: {
            'kms:ViaService': 'kinesis.eu-west-1.amazonaws.com',
            'kms:EncryptionContext:aws:kinesis:arn': KinesisStreamARN,
          },
        },
      },
    ]);
  });

  test.each(deliveries)('%s encrypts each object under a key', (_id, { Properties }) => {
    const targets = JSON.stringify(Properties).match(/"BucketARN"/g);
    const keys = JSON.stringify(Properties).match(/"KMSEncryptionConfig":\{"AWSKMSKeyARN":\{"Fn::GetAtt"/g);
    expect(keys).toHaveLength(targets?.length ?? 0);
  });

  test.each(deliveries)('%s is made after the policies of its roles', (_id, { Properties, DependsOn }) => {
    const roles = [...JSON.stringify(Properties).matchAll(/"RoleARN":\{"Fn::GetAtt":\["(\w+)"/gi)].map(
      ([, role]) => role ?? '',
    );
    const policies = [...new Set(roles)].flatMap(policiesOf);
    expect(policies).toHaveLength(2);
    expect(DependsOn).toEqual(expect.arrayContaining(policies));
  });
});
