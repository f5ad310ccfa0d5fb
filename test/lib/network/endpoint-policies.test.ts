import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PrivateService } from '../../../lib/network/private-service';
import { ALL_SERVICES, access, endpointsOf, policy } from '../../support/vpc-endpoints';

const arn = (id: string) => ({ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${id}`)), 'Arn'] });
const under = (id: string, path: string) => ({ 'Fn::Join': ['', [arn(id), path]] });
const BY_THIS_ACCOUNT = { StringEquals: { 'aws:PrincipalAccount': '111111111111' } };

describe('with everything given', () => {
  const { stack } = access((s) => ({
    streams: [new Stream(s, 'Orders'), new Stream(s, 'Payments')],
    services: ALL_SERVICES,
    buckets: [new Bucket(s, 'Archive')],
    downloadBuckets: [Bucket.fromBucketName(s, 'Ecr', 'prod-eu-west-1-starport-layer-bucket')],
    tables: [new Table(s, 'Leases', { partitionKey: { name: 'k', type: AttributeType.STRING } })],
  }));
  const endpoints = endpointsOf(stack);

  test('no endpoint is without a policy, and none without a bound on who calls but those named here', () => {
    for (const [name, endpoint] of Object.entries(endpoints)) {
      for (const { Sid, Effect, Condition } of policy(endpoint)) {
        const open = ['Downloads', 'Federated'].includes(Sid);
        expect([name, Sid, Effect]).toEqual([name, Sid, 'Allow']);
        expect(Condition).toEqual(open ? undefined : expect.objectContaining(BY_THIS_ACCOUNT));
      }
    }
  });

  test('Kinesis: the given streams and their consumers, and what is tied to no resource', () => {
    const [streams, accountWide, ...rest] = policy(endpoints['kinesis-streams']);
    expect(rest).toEqual([]);
    expect(streams.Resource).toEqual([
      arn('Orders'),
      under('Orders', '/consumer/*'),
      arn('Payments'),
      under('Payments', '/consumer/*'),
    ]);
    expect(streams.Action).toEqual(
      expect.arrayContaining(['kinesis:PutRecords', 'kinesis:GetRecords', 'kinesis:SubscribeToShard']),
    );
    expect(accountWide).toMatchObject({
      Resource: '*',
      Action: [
        'kinesis:DescribeAccountSettings',
        'kinesis:DescribeLimits',
        'kinesis:ListChannels',
        'kinesis:ListStreams',
      ],
    });
  });

  test('Kinesis: calls that manage streams do not pass', () => {
    const actions = policy(endpoints['kinesis-streams']).flatMap(({ Action }) => Action);
    expect(
      actions.filter((action) => /\*|Delete|Update|Split|Merge|Encryption|Policy|Tag/.test(action)),
    ).toEqual([]);
  });

  test('S3: the given buckets by this account, downloads by anyone from the named ones', () => {
    const [buckets, objects, downloads, ...rest] = policy(endpoints.s3);
    expect(rest).toEqual([]);
    expect(buckets.Resource).toEqual(arn('Archive'));
    expect(objects.Resource).toEqual(under('Archive', '/*'));
    expect(objects.Action).toEqual(
      expect.arrayContaining(['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload']),
    );
    expect(downloads.Action).toEqual(['s3:GetObject', 's3:GetObjectVersion']);
    expect(JSON.stringify(downloads.Resource)).toContain('starport-layer-bucket/*');
  });

  test('DynamoDB: the given tables with their indexes', () => {
    expect(policy(endpoints.dynamodb)).toEqual([
      expect.objectContaining({ Resource: [arn('Leases'), under('Leases', '/index/*')] }),
    ]);
  });

  test('other services: this account only, on both ends', () => {
    for (const [name, action] of Object.entries({
      monitoring: 'cloudwatch:*',
      logs: 'logs:*',
      kms: 'kms:*',
    })) {
      expect(policy(endpoints[name])).toEqual([
        {
          Sid: 'ThisAccount',
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: action,
          Resource: '*',
          Condition: { ...BY_THIS_ACCOUNT, StringEqualsIfExists: { 'aws:ResourceAccount': '111111111111' } },
        },
      ]);
    }
  });

  test('STS: identity tokens from elsewhere may become roles of this account', () => {
    const [, federated] = policy(endpoints.sts);
    expect(federated.Action).toEqual(['sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity']);
    expect(JSON.stringify(federated.Resource)).toContain(':iam::111111111111:role/*');
  });
});

test('without streams, every one of this account and Region may be reached, and no other', () => {
  const { stack } = access();
  const all = 'kinesis:eu-west-1:111111111111:stream/*';
  expect(JSON.stringify(policy(endpointsOf(stack)['kinesis-streams'])[0].Resource)).toBe(
    JSON.stringify([
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${all}`]] },
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${all}/consumer/*`]] },
    ]),
  );
});

test('streams of another account, callers of this one', () => {
  const theirs = 'arn:aws:kinesis:eu-west-1:222222222222:stream/orders';
  const { stack } = access((s) => ({ streams: [Stream.fromStreamArn(s, 'S', theirs)] }));
  expect(policy(endpointsOf(stack)['kinesis-streams'])[0]).toMatchObject({
    Resource: [theirs, `${theirs}/consumer/*`],
    Condition: BY_THIS_ACCOUNT,
  });
});

const extra = (action: string) =>
  new PolicyStatement({ actions: [action], resources: ['*'], principals: [new AnyPrincipal()] });

test('more may be let through an endpoint', () => {
  const { stack, made } = access(() => ({ services: [PrivateService.KMS] }));
  made.kinesisStreams.addToPolicy(extra('kinesis:UpdateShardCount'));
  made.endpoint(PrivateService.KMS)?.addToPolicy(extra('kms:Decrypt'));
  const endpoints = endpointsOf(stack);
  expect(policy(endpoints['kinesis-streams']).at(-1)?.Action).toBe('kinesis:UpdateShardCount');
  expect(policy(endpoints.kms).at(-1)?.Action).toBe('kms:Decrypt');
});
