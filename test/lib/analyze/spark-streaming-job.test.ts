import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { SparkProgram } from '../../../lib/analyze/spark-program';
import { SparkStreamingJob } from '../../../lib/analyze/spark-streaming-job';
import type { SparkStreamingJobProps } from '../../../lib/analyze/spark-streaming-job-props';
import { SparkWorkerSize } from '../../../lib/analyze/spark-worker-size';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { JAR, MODULES, program, SCRIPT } from './spark-fixtures';

type Changes = { -readonly [K in keyof SparkStreamingJobProps]?: SparkStreamingJobProps[K] };

function stackWith(changes: (stack: Stack) => Changes = () => ({})): Stack {
  const stack = new Stack(new App(), 'Analytics');
  const { stream } = new EncryptedStream(stack, 'Clicks');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  new SparkStreamingJob(stack, 'Job', { program: program(), sources: [stream], vpc, ...changes(stack) });
  return stack;
}

const template = Template.fromStack(stackWith());
const policyOf = (role: RegExp) =>
  Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => role.test(Ref)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action }) => Action)
    .sort();

test('the application is private, logs under the key of the bucket, and has a ceiling', () => {
  template.hasResourceProperties('AWS::EMRServerless::Application', {
    ReleaseLabel: 'emr-7.13.0',
    Type: 'SPARK',
    MaximumCapacity: { Cpu: '20 vCPU', Memory: '80 GB', Disk: '100 GB' },
    InitialCapacity: Match.absent(),
    NetworkConfiguration: {
      SubnetIds: [{ Ref: Match.stringLikeRegexp('Private') }, { Ref: Match.stringLikeRegexp('Private') }],
      SecurityGroupIds: [Match.anyValue()],
    },
    MonitoringConfiguration: {
      CloudWatchLoggingConfiguration: { Enabled: true, LogGroupName: Match.anyValue() },
      S3MonitoringConfiguration: { LogUri: Match.anyValue(), EncryptionKeyArn: Match.anyValue() },
    },
  });
});

test('the job has exactly these rights', () => {
  const folder = [
    'AbortMultipartUpload',
    'DeleteObject',
    'GetObject',
    'ListMultipartUploadParts',
    'PutObject',
  ];
  const bucket = ['GetBucketLocation', 'ListBucket', 'ListBucketMultipartUploads'];
  // Checkpoints and logs are a folder each, and the program is read.
  const s3 = [...folder, ...folder, ...bucket, 'GetObject'].map((action) => `s3:${action}`).sort();
  expect(policyOf(/^JobRole/)).toEqual([
    'kinesis:DescribeStream',
    'kinesis:DescribeStreamSummary',
    'kinesis:GetRecords',
    'kinesis:GetShardIterator',
    'kinesis:ListShards',
    'kms:Decrypt',
    'kms:Decrypt',
    'kms:GenerateDataKey',
    'logs:CreateLogStream',
    'logs:DescribeLogGroups',
    'logs:DescribeLogStreams',
    'logs:PutLogEvents',
    ...s3,
  ]);
});

test('what starts it has exactly these rights, on this application alone', () => {
  expect(policyOf(/^JobRunLifecycleHandlerRole/)).toEqual([
    ...['emr-serverless:CancelJobRun', 'emr-serverless:GetApplication', 'emr-serverless:ListJobRuns'],
    ...['emr-serverless:StartApplication', 'emr-serverless:StartJobRun', 'emr-serverless:StopApplication'],
    ...['iam:PassRole', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  ]);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: Match.objectLike({
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 'emr-serverless:CancelJobRun',
          Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.anyValue(), 'Arn'] }, '/jobruns/*']] },
        }),
      ]),
    }),
  });
});

test('the job gets the connector of EMR, its files, its checkpoint and settings that fill its workers', () => {
  const [{ Properties }] = Object.values(template.findResources('Custom::RunSparkJob'));
  const driver = JSON.stringify(Properties.driver);
  for (const part of [
    '--jars /usr/share/aws/kinesis/spark-sql-kinesis/lib/spark-streaming-sql-kinesis-connector.jar,',
    ' --py-files ',
    '--conf spark.executor.memory=14G',
    '--conf spark.dynamicAllocation.maxExecutors=4',
    '--conf spark.sql.shuffle.partitions=8',
    '/v1',
  ]) {
    expect(driver).toContain(part);
  }
  expect(driver.replaceAll('\\', '')).toContain(
    '"entryPointArguments":["--stream","clicks","--checkpoint","s3://',
  );
  expect(Properties.maxFailedAttemptsPerHour).toBe('5');
});

test('a changed application is another one, with rights of its own, and the same else', () => {
  const ids = (release: string) => {
    const changed = Template.fromStack(stackWith(() => ({ release })));
    const rights = Object.keys(changed.findResources('AWS::IAM::Policy')).filter((id) => /Rights/.test(id));
    return [...Object.keys(changed.findResources('AWS::EMRServerless::Application')), ...rights];
  };
  const [before, after] = [ids('emr-7.12.0'), ids('emr-7.13.0')];
  expect(before).toHaveLength(2);
  expect(after.filter((id) => before.includes(id))).toEqual([]);
  expect(ids('emr-7.13.0')).toEqual(after);
});

test('workers wait by choice, with the size that the job asks for', () => {
  const changed = stackWith(() => ({ preInitializedExecutors: 2, workerSize: SparkWorkerSize.CPU_1 }));
  const waiting = (Key: string, WorkerCount: number) => ({
    Key,
    Value: { WorkerCount, WorkerConfiguration: { Cpu: '1 vCPU', Memory: '4 GB', Disk: '20 GB' } },
  });
  Template.fromStack(changed).hasResourceProperties('AWS::EMRServerless::Application', {
    InitialCapacity: [waiting('Driver', 1), waiting('Executor', 2)],
  });
});

test.each([1, 2, 4, 8, 16] as const)('heap and overhead fit into a worker of %d vCPU', (vcpu) => {
  const size = SparkWorkerSize[`CPU_${vcpu}`];
  const heap = Number.parseInt(size._properties['spark.executor.memory'] ?? '', 10);
  expect(heap + Math.max(0.375, heap / 10)).toBeLessThanOrEqual(size.memory);
});

test('it reads and writes imported streams too', () => {
  const stack = stackWith((scope) => {
    const imported = Stream.fromStreamArn(scope, 'In', 'arn:aws:kinesis:eu-west-1:111111111111:stream/in');
    return { sources: [imported], sinks: [imported] };
  });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: Match.objectLike({
      Statement: Match.arrayWith([
        Match.objectLike({ Action: Match.arrayWith(['kinesis:GetRecords', 'kinesis:ListShards']) }),
        Match.objectLike({ Action: Match.arrayWith(['kinesis:PutRecord', 'kinesis:PutRecords']) }),
      ]),
    }),
  });
});

const python = SparkProgram.python;
test.each<[string, (stack: Stack) => Changes, string]>([
  ['no source', () => ({ sources: [] }), 'sources must be at least one stream, got none'],
  ['an old release', () => ({ release: 'emr-7.0.0' }), 'release must be emr-7.1.0 or later of emr-7'],
  ['a release of Spark 4', () => ({ release: 'emr-spark-8.0.0' }), 'release must be emr-7.1.0 or later'],
  ['no executor', () => ({ maximumExecutors: 0 }), 'maximumExecutors must be a whole number from 1 to 1000'],
  ['too many waiting', () => ({ preInitializedExecutors: 5 }), 'must be a whole number from 0 to 4, got 5'],
  ['no attempt', () => ({ maxFailedAttemptsPerHour: 0 }), 'must be a whole number of at least 1, got 0'],
  ['a checkpoint elsewhere', () => ({ checkpointName: 'a/b' }), 'checkpointName must be 1 to 100 letters'],
  ['no security group', () => ({ securityGroups: [] }), 'securityGroups must be 1 to 5, got 0'],
  [
    'six security groups',
    (stack) => {
      const group = SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
      return { securityGroups: Array(6).fill(group) };
    },
    'securityGroups must be 1 to 5, got 6',
  ],
  [
    'public subnets',
    () => ({ subnets: { subnetType: SubnetType.PUBLIC } }),
    'subnets must be private or isolated',
  ],
  [
    'a vpc without others',
    (stack) => ({
      vpc: new Vpc(stack, 'Public', { subnetConfiguration: [{ name: 'p', subnetType: SubnetType.PUBLIC }] }),
    }),
    'subnets must be private or isolated ones of the vpc, got none',
  ],
  [
    'a script of Scala',
    () => ({ program: python('job.scala') }),
    'program must be a Python file, got job.scala',
  ],
  ['no such script', () => ({ program: python('no.py') }), 'program must be a Python file that exists'],
  [
    'a single module',
    () => ({ program: python(SCRIPT, { modules: [SCRIPT] }) }),
    'must be a folder, .zip or .egg',
  ],
  [
    'a folder of jars',
    () => ({ program: python(SCRIPT, { jars: [MODULES] }) }),
    'program.jars must be a jar file',
  ],
  ['no such jar', () => ({ program: python(SCRIPT, { jars: [`${JAR}.jar`] }) }), 'a jar file that exists'],
  [
    'a setting of something else',
    () => ({ program: python(SCRIPT, { sparkProperties: { yarn: '1' } }) }),
    'must be names that begin with spark., got yarn',
  ],
  [
    'a setting that is made here',
    () => ({ program: python(SCRIPT, { sparkProperties: { 'spark.executor.memory': '1G' } }) }),
    'must be without spark.executor.memory, set here',
  ],
  [
    'a value with spaces',
    () => ({ program: python(SCRIPT, { sparkProperties: { 'spark.app.name': 'a b' } }) }),
    'must be without spaces, quotes and backslashes in spark.app.name, got a b',
  ],
])('fails for %s', (_, changes, message) => {
  expect(() => stackWith(changes)).toThrow(message);
});
