import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { InstanceClass, InstanceSize, InstanceType, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { EmrCapacity } from '../../../lib/analyze/emr-capacity';
import { EmrStreamingCluster } from '../../../lib/analyze/emr-streaming-cluster';
import type { EmrStreamingClusterProps } from '../../../lib/analyze/emr-streaming-cluster-props';
import { EmrStreamingClusterAlarms } from '../../../lib/observe/emr-streaming-cluster-alarms';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { program } from './spark-fixtures';

type Changes = { -readonly [K in keyof EmrStreamingClusterProps]?: EmrStreamingClusterProps[K] };

function stackWith(changes: (stack: Stack) => Changes = () => ({})): Stack {
  const stack = new Stack(new App(), 'Analytics');
  const { stream } = new EncryptedStream(stack, 'Clicks');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  new EmrStreamingCluster(stack, 'Job', { program: program(), sources: [stream], vpc, ...changes(stack) });
  return stack;
}

const template = Template.fromStack(stackWith());
const clusterOf = (found: Template) => {
  const [[id, resource] = ['', undefined]] = Object.entries(found.findResources('AWS::EMR::Cluster'));
  return { id, properties: resource?.Properties };
};
const statementsOf = (role: RegExp) =>
  Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => role.test(Ref)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
const actionsOf = (role: RegExp) =>
  statementsOf(role)
    .flatMap(({ Action }) => Action)
    .sort();

test('the cluster is private and stays when its step ends, without SSH, and takes one step at a time', () => {
  template.hasResourceProperties('AWS::EMR::Cluster', {
    ReleaseLabel: 'emr-7.13.0',
    Applications: [{ Name: 'Spark' }],
    StepConcurrencyLevel: 1,
    Instances: {
      Ec2KeyName: Match.absent(),
      Ec2SubnetId: { Ref: Match.stringLikeRegexp('Private') },
      KeepJobFlowAliveWhenNoSteps: true,
      TerminationProtected: false,
      MasterInstanceGroup: { InstanceCount: 1, InstanceType: 'm5.xlarge', Market: 'ON_DEMAND' },
      CoreInstanceGroup: { InstanceCount: 1, InstanceType: 'm5.xlarge', Market: 'ON_DEMAND' },
      ServiceAccessSecurityGroup: Match.anyValue(),
    },
    ManagedScalingPolicy: {
      ComputeLimits: { UnitType: 'Instances', MinimumCapacityUnits: 1, MaximumCapacityUnits: 4 },
    },
    Tags: [{ Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' }],
  });
});

test('disks, objects and logs are under the key of the bucket, and instances speak IMDSv2 alone', () => {
  const key = { 'Fn::GetAtt': [Match.stringLikeRegexp('FilesKey'), 'Arn'] };
  template.hasResourceProperties('AWS::EMR::SecurityConfiguration', {
    SecurityConfiguration: {
      EncryptionConfiguration: {
        EnableAtRestEncryption: true,
        EnableInTransitEncryption: false,
        AtRestEncryptionConfiguration: {
          S3EncryptionConfiguration: { EncryptionMode: 'SSE-KMS', AwsKmsKey: key },
          LocalDiskEncryptionConfiguration: { EnableEbsEncryption: true, AwsKmsKey: key },
        },
      },
      InstanceMetadataServiceConfiguration: {
        MinimumInstanceMetadataServiceVersion: 2,
        HttpPutResponseHopLimit: 1,
      },
    },
  });
  template.hasResourceProperties('AWS::EMR::Cluster', { LogEncryptionKmsKeyId: key });
});

test('instances have exactly these rights', () => {
  const folder = [
    'AbortMultipartUpload',
    'DeleteObject',
    'GetObject',
    'ListMultipartUploadParts',
    'PutObject',
  ];
  const bucket = ['GetBucketLocation', 'ListBucket', 'ListBucketMultipartUploads'];
  // Checkpoints and logs are a folder each; EMR's own files and the program are read.
  const s3 = [...folder, ...folder, ...bucket, 'GetObject', 'ListBucket', 'GetObject'].map(
    (name) => `s3:${name}`,
  );
  expect(actionsOf(/^JobRole/)).toEqual(
    [
      ...['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards'].map(
        (name) => `kinesis:${name}`,
      ),
      ...['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'].map(
        (name) => `kms:${name}`,
      ),
      // Of the bucket's key by the folders, and of the stream's.
      ...['kms:Decrypt', 'kms:Decrypt', 'kms:GenerateDataKey'],
      ...s3,
      'ssm:UpdateInstanceInformation',
      ...['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(
        (name) => `ssmmessages:${name}`,
      ),
    ].sort(),
  );
});

test('EMR makes instances in these subnets and groups alone, with this role and key', () => {
  expect(actionsOf(/^JobService/)).toEqual(
    [
      ...['CreateFleet', 'CreateLaunchTemplate', 'CreateLaunchTemplateVersion', 'CreateNetworkInterface'],
      'RunInstances',
    ]
      .map((name) => `ec2:${name}`)
      .concat('iam:PassRole')
      .concat(
        [
          'CreateGrant',
          'Decrypt',
          'DescribeKey',
          'GenerateDataKeyWithoutPlaintext',
          'ReEncryptFrom',
          'ReEncryptTo',
        ].map((name) => `kms:${name}`),
      )
      .sort(),
  );
  const [made] = statementsOf(/^JobService/);
  expect(made.Resource).toHaveLength(4);
  expect(JSON.stringify(made.Resource)).not.toContain('*');
});

test('what starts the step has exactly these rights, on this cluster alone', () => {
  expect(actionsOf(/^JobRunLifecycleHandlerRole/)).toEqual([
    ...['AddJobFlowSteps', 'CancelSteps', 'DescribeCluster', 'ListSteps'].map(
      (name) => `elasticmapreduce:${name}`,
    ),
    ...['logs:CreateLogStream', 'logs:PutLogEvents'],
  ]);
  const [steps] = statementsOf(/^JobRunLifecycleHandlerRole/).filter(({ Action }) =>
    String(Action).includes('elasticmapreduce'),
  );
  expect(JSON.stringify(steps.Resource)).toContain(`:cluster/",{"Ref":"${clusterOf(template).id}"`);
});

test('every rule that EMR would write is there, so that the groups can be deleted', () => {
  const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(
    ({ Properties: { IpProtocol, FromPort, ToPort } }) => `${IpProtocol} ${FromPort}-${ToPort}`,
  );
  const own = Object.values(template.findResources('AWS::EC2::SecurityGroup')).flatMap(
    ({ Properties }) => Properties.SecurityGroupIngress ?? [],
  );
  expect(own).toEqual([]);
  expect(rules.sort()).toEqual([
    ...Array(4).fill('icmp -1--1'),
    ...Array(4).fill('tcp 0-65535'),
    ...['tcp 8443-8443', 'tcp 8443-8443', 'tcp 9443-9443'],
    ...Array(4).fill('udp 0-65535'),
  ]);
});

test('the step submits the program with its driver in the step itself', () => {
  const [{ Properties }] = Object.values(template.findResources('Custom::RunSparkStep'));
  const command = JSON.stringify(Properties.command).replaceAll('\\', '');
  expect(command).toContain(
    '["spark-submit","--deploy-mode","client","--jars","/usr/share/aws/kinesis/spark-sql-kinesis/lib/',
  );
  expect(command).toContain('"--conf","spark.sql.shuffle.partitions=8"');
  expect(command).toContain('"--stream","clicks","--checkpoint","s3://');
});

test('a changed cluster is another one with rights of its own; scaling and protection change in place', () => {
  const ids = (changes: Changes) => {
    const changed = Template.fromStack(stackWith(() => changes));
    const rights = Object.keys(changed.findResources('AWS::IAM::Policy')).filter((id) => /Rights/.test(id));
    return [clusterOf(changed).id, ...rights];
  };
  const before = ids({});
  expect(before).toHaveLength(2);
  expect(ids({ release: 'emr-7.12.0' }).filter((id) => before.includes(id))).toEqual([]);
  expect(ids({ minimumInstances: 2, maximumInstances: 8, terminationProtection: true })).toEqual(before);
});

test('fleets take several types and subnets', () => {
  const types = [InstanceClass.M5, InstanceClass.M6I].map((kind) =>
    InstanceType.of(kind, InstanceSize.XLARGE),
  );
  const capacity = EmrCapacity.fleets({ primary: types, core: types });
  const { properties } = clusterOf(Template.fromStack(stackWith(() => ({ capacity }))));
  const fleet = {
    TargetOnDemandCapacity: 1,
    InstanceTypeConfigs: [
      { InstanceType: 'm5.xlarge', WeightedCapacity: 1 },
      { InstanceType: 'm6i.xlarge', WeightedCapacity: 1 },
    ],
  };
  expect(properties.Instances.Ec2SubnetIds).toHaveLength(2);
  expect(properties.Instances.MasterInstanceFleet).toMatchObject(fleet);
  expect(properties.Instances.CoreInstanceFleet).toMatchObject(fleet);
  expect(properties.Instances.CoreInstanceGroup).toBeUndefined();
  expect(properties.ManagedScalingPolicy.ComputeLimits.UnitType).toBe('InstanceFleetUnits');
});

test('with certificates, instances speak TLS and may read them; without, a warning says so', () => {
  const warning = Match.stringLikeRegexp('without certificates');
  const stack = stackWith((scope) => ({
    certificates: {
      bucket: Bucket.fromBucketName(scope, 'Certificates', 'certificates'),
      objectKey: 'cluster.zip',
    },
  }));
  Annotations.fromStack(stack).hasNoWarning('*', warning);
  Annotations.fromStack(stackWith()).hasWarning('*', warning);
  Template.fromStack(stack).hasResourceProperties('AWS::EMR::SecurityConfiguration', {
    SecurityConfiguration: {
      EncryptionConfiguration: {
        EnableInTransitEncryption: true,
        InTransitEncryptionConfiguration: {
          TLSCertificateConfiguration: {
            CertificateProviderType: 'PEM',
            S3Object: 's3://certificates/cluster.zip',
          },
        },
      },
    },
  });
});

test('a bucket without a key gets one for the disks', () => {
  const stack = stackWith((scope) => ({ bucket: Bucket.fromBucketName(scope, 'Own', 'own') }));
  expect(Object.keys(Template.fromStack(stack).findResources('AWS::KMS::Key'))).toContainEqual(
    expect.stringMatching(/^JobKey/),
  );
});

test.each<[string, (stack: Stack) => Changes, string]>([
  ['no source', () => ({ sources: [] }), 'sources must be at least one stream, got none'],
  ['an old release', () => ({ release: 'emr-6.15.0' }), 'release must be emr-7.1.0 or later of emr-7'],
  ['a checkpoint elsewhere', () => ({ checkpointName: 'a/b' }), 'checkpointName must be 1 to 100 letters'],
  ['no instance', () => ({ minimumInstances: 0 }), 'minimumInstances must be a whole number of at least 1'],
  [
    'fewer at most than at least',
    () => ({ minimumInstances: 3, maximumInstances: 2 }),
    'maximumInstances must be a whole number from 3 to 1000, got 2',
  ],
  [
    'a fleet of nothing',
    () => ({ capacity: EmrCapacity.fleets({ primary: [], core: [] }) }),
    'capacity.primary must be 1 to 5 instance types, got 0',
  ],
  [
    'public subnets',
    () => ({ subnets: { subnetType: SubnetType.PUBLIC } }),
    'subnets must be private or isolated',
  ],
])('fails for %s', (_, changes, message) => {
  expect(() => stackWith(changes)).toThrow(message);
});

test('alarms tell of a step that ended, a cluster that was terminated, and lag', () => {
  const stack = new Stack(new App(), 'Analytics');
  const { stream } = new EncryptedStream(stack, 'Clicks');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  const cluster = new EmrStreamingCluster(stack, 'Job', { program: program(), sources: [stream], vpc });
  const { alarms } = new EmrStreamingClusterAlarms(stack, 'Alarms', { cluster, compositeAlarm: true });
  const found = Template.fromStack(stack);
  const rule = (detailType: string, state: string[]) =>
    found.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.emr'],
        'detail-type': [detailType],
        detail: { clusterId: [{ Ref: Match.stringLikeRegexp('^JobCluster') }], state },
      },
    });
  rule('EMR Step Status Change', ['FAILED', 'COMPLETED', 'INTERRUPTED']);
  rule('EMR Step Status Change', ['CANCELLED']);
  rule('EMR Cluster State Change', ['TERMINATED', 'TERMINATED_WITH_ERRORS']);
  expect(alarms).toHaveLength(4);
  found.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
});
