import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Aws, Duration, type Stack, Stage, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { FlinkRuntime } from '../../../lib/analyze/flink-runtime';
import { FlinkSql } from '../../../lib/analyze/flink-sql';
import {
  FlinkLogLevel,
  type FlinkSqlApplicationProps,
} from '../../../lib/analyze/flink-sql-application-props';
import { FlinkUpdate } from '../../../lib/analyze/flink-update';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { testStack } from '../../support/stack';
import {
  COPY,
  flinkApplication,
  importedStream,
  only,
  results,
  rightsOf,
  trades,
  WINDOW,
} from './flink-fixtures';

// Files are looked at where they are staged.
process.env.CDK_CONTEXT_JSON = '{}';

const APPLICATION = 'AWS::KinesisAnalyticsV2::Application';
const RUN = 'Custom::RunFlinkApplication';

/** The custom resources, by step. */
function steps(stack: Stack) {
  const found = Object.entries(Template.fromStack(stack).findResources(RUN));
  return Object.fromEntries(found.map(([id, resource]) => [resource.Properties.step, { id, ...resource }]));
}

/** The files of the application's code. */
function codeOf(stack: Stack): Record<string, string> {
  const { directory } = (Stage.of(stack) as App).synth();
  const key = only(stack, APPLICATION).ApplicationConfiguration.ApplicationCodeConfiguration.CodeContent;
  const hash = key.S3ContentLocation.FileKey.replace('.zip', '');
  const folder = join(directory, `asset.${hash}`);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}

describe('by default', () => {
  const stack = testStack();
  const { stream } = new EncryptedStream(stack, 'Trades', { shardCount: 3 });
  const sink = new EncryptedStream(stack, 'Results').stream;
  const application = flinkApplication(stack, {
    tables: { trades: trades(stream), results: results(sink) },
    properties: { sector: 'TECHNOLOGY' },
  });
  const found = only(stack, APPLICATION);
  const { applicationName } = application;

  test('it runs on Flink 1.20, with as many tasks as the stream has shards, and nothing set is ignored', () => {
    expect(found).toMatchObject({
      ApplicationName: applicationName,
      ApplicationMode: 'STREAMING',
      RuntimeEnvironment: 'FLINK-1_20',
      ServiceExecutionRole: stack.resolve(application.role.roleArn),
    });
    const { FlinkApplicationConfiguration, ...rest } = found.ApplicationConfiguration;
    expect(FlinkApplicationConfiguration).toEqual({
      CheckpointConfiguration: {
        ConfigurationType: 'CUSTOM',
        CheckpointingEnabled: true,
        CheckpointInterval: 60_000,
        MinPauseBetweenCheckpoints: 5_000,
      },
      MonitoringConfiguration: {
        ConfigurationType: 'CUSTOM',
        LogLevel: 'INFO',
        MetricsLevel: 'APPLICATION',
      },
      ParallelismConfiguration: {
        ConfigurationType: 'CUSTOM',
        AutoScalingEnabled: true,
        Parallelism: 3,
        ParallelismPerKPU: 1,
      },
    });
    expect(rest).toMatchObject({
      ApplicationCodeConfiguration: { CodeContentType: 'ZIPFILE' },
      ApplicationSnapshotConfiguration: { SnapshotsEnabled: true },
      ApplicationSystemRollbackConfiguration: { RollbackEnabled: true },
    });
    expect(rest).not.toHaveProperty('VpcConfigurations');
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('the runner is told what to run, and the values for the SQL', () => {
    expect(found.ApplicationConfiguration.EnvironmentProperties.PropertyGroups).toEqual([
      {
        PropertyGroupId: 'kinesis.analytics.flink.run.options',
        PropertyMap: { python: 'main.py', jarfile: 'lib/connector.jar' },
      },
      {
        PropertyGroupId: 'sql',
        PropertyMap: {
          sector: 'TECHNOLOGY',
          'trades.arn': stack.resolve(stream.streamArn),
          'trades.region': 'eu-west-1',
          'results.arn': stack.resolve(sink.streamArn),
          'results.region': 'eu-west-1',
        },
      },
    ]);
  });

  test('the code is the runner, the jar, and the tables before the SQL', () => {
    const files = codeOf(stack);
    expect(Object.keys(files).sort()).toEqual(['application.sql', 'lib/connector.jar', 'main.py']);
    expect(files['lib/connector.jar']).toBe('a jar');
    expect(files['main.py']).toBe(readFileSync('lambda/flink-sql-runner/main.py', 'utf8'));
    expect(files['application.sql']).toMatch(
      /^SET 'table\.exec\.source\.idle-timeout' = '30 s';\n\nCREATE TABLE/,
    );
    expect(files['application.sql'].endsWith(COPY)).toBe(true);
  });

  test('it may read its code, write its log, read and write the streams under their keys, and nothing else', () => {
    const underKey = (of: EncryptedStream['stream'], Action: string) => ({
      Effect: 'Allow',
      Action,
      Resource: stack.resolve(of.encryptionKey?.keyArn),
      Condition: {
        StringEquals: {
          'kms:ViaService': 'kinesis.eu-west-1.amazonaws.com',
          'kms:EncryptionContext:aws:kinesis:arn': stack.resolve(of.streamArn),
        },
      },
    });
    const allow = (Action: string | string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
    const { FileKey } =
      found.ApplicationConfiguration.ApplicationCodeConfiguration.CodeContent.S3ContentLocation;
    const bucket = 'cdk-hnb659fds-assets-111111111111-eu-west-1';
    const option = only(stack, 'AWS::KinesisAnalyticsV2::ApplicationCloudWatchLoggingOption');
    const logStream = option.CloudWatchLoggingOption.LogStreamARN;
    expect(rightsOf(stack, 'AppRole')).toEqual([
      allow(['s3:GetObject', 's3:GetObjectVersion'], {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${bucket}/${FileKey}`]],
      }),
      allow(
        [
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
        ],
        stack.resolve(stream.streamArn),
      ),
      underKey(stream, 'kms:Decrypt'),
      allow(
        ['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:PutRecords'],
        stack.resolve(sink.streamArn),
      ),
      underKey(sink, 'kms:GenerateDataKey'),
      allow('logs:DescribeLogGroups', {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:111111111111:log-group:*']],
      }),
      allow('logs:DescribeLogStreams', stack.resolve(application.logGroup.logGroupArn)),
      allow('logs:PutLogEvents', logStream),
    ]);
    const trust = JSON.stringify(
      Template.fromStack(stack).findResources('AWS::IAM::Role', {
        Properties: { Description: Match.stringLikeRegexp('Apache Flink') },
      }),
    );
    expect(trust).toContain('"Service":"kinesisanalytics.amazonaws.com"');
    expect(trust).toContain('"aws:SourceAccount":"111111111111"');
    expect(trust).toContain(`:application/${applicationName}`);
  });

  test('it is prepared before a change, and started after that and its log', () => {
    const { prepare, run } = steps(stack);
    const [[applicationId, { DependsOn }]] = Object.entries(
      Template.fromStack(stack).findResources(APPLICATION),
    );
    const [loggingId] = Object.keys(
      Template.fromStack(stack).findResources('AWS::KinesisAnalyticsV2::ApplicationCloudWatchLoggingOption'),
    );
    expect(DependsOn).toContain(prepare.id);
    expect(prepare.DependsOn).not.toContain(applicationId);
    expect(run.DependsOn).toEqual(expect.arrayContaining([applicationId, loggingId]));
    const { ServiceToken, step, ...properties } = run.Properties;
    expect(properties).toEqual({
      application: applicationName,
      update: 'in-place',
      snapshot: '',
      code: found.ApplicationConfiguration.ApplicationCodeConfiguration.CodeContent.S3ContentLocation.FileKey,
      revision: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(prepare.Properties).toEqual({ ...properties, ServiceToken, step: 'prepare' });
    expect(step).toBe('run');
  });

  test('what starts and stops it may do so with this application alone', () => {
    const rights = rightsOf(stack, 'AppRunLifecycleHandler').filter((statement) =>
      JSON.stringify(statement).includes('kinesisanalytics:'),
    );
    expect(rights).toEqual([
      {
        Effect: 'Allow',
        Action: [
          'kinesisanalytics:DescribeApplication',
          'kinesisanalytics:DescribeApplicationOperation',
          'kinesisanalytics:ListApplicationOperations',
          'kinesisanalytics:ListApplicationSnapshots',
          'kinesisanalytics:StartApplication',
          'kinesisanalytics:StopApplication',
        ],
        Resource: stack.resolve(application.applicationArn),
      },
    ]);
  });

  test('its metrics are told by its name', () => {
    expect(application.metric('downtime')).toMatchObject({
      namespace: 'AWS/KinesisAnalytics',
      dimensions: { Application: applicationName },
      statistic: 'Maximum',
    });
    expect(application.metricMillisBehindLatest('trades').dimensions).toEqual({
      Application: applicationName,
      Flow: 'Input',
      Id: 'trades',
    });
  });
});

test('each setting reaches the service', () => {
  const stack = testStack();
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  const group = new SecurityGroup(stack, 'Group', { vpc });
  const logGroup = new LogGroup(stack, 'Logs');
  const application = flinkApplication(stack, {
    runtime: FlinkRuntime.FLINK_2_2,
    applicationName: 'trades-1.0',
    update: FlinkUpdate.WITHOUT_STATE,
    parallelism: 8,
    parallelismPerKpu: 2,
    autoScaling: false,
    checkpointInterval: Duration.seconds(20),
    snapshots: false,
    idleTimeout: Duration.minutes(2),
    vpc,
    vpcSubnets: { subnets: [vpc.privateSubnets[0]] },
    securityGroups: [group],
    logGroup,
    logLevel: FlinkLogLevel.WARN,
  });
  const { ApplicationConfiguration: configuration, ...rest } = only(stack, APPLICATION);
  expect(rest).toMatchObject({ ApplicationName: 'trades-1.0', RuntimeEnvironment: 'FLINK-2_2' });
  expect(configuration).toMatchObject({
    ApplicationSnapshotConfiguration: { SnapshotsEnabled: false },
    ApplicationSystemRollbackConfiguration: { RollbackEnabled: false },
    FlinkApplicationConfiguration: {
      CheckpointConfiguration: { CheckpointInterval: 20_000 },
      MonitoringConfiguration: { LogLevel: 'WARN' },
      ParallelismConfiguration: { AutoScalingEnabled: false, Parallelism: 8, ParallelismPerKPU: 2 },
    },
    VpcConfigurations: [
      {
        SubnetIds: [stack.resolve(vpc.privateSubnets[0].subnetId)],
        SecurityGroupIds: [stack.resolve(group.securityGroupId)],
      },
    ],
  });
  expect(steps(stack).run.Properties).toMatchObject({ update: 'without-state', snapshot: '' });
  expect(codeOf(stack)['application.sql']).toContain("'table.exec.source.idle-timeout' = '120 s'");
  expect(application.logGroup).toBe(logGroup);
  Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroup', 1);
  expect(rightsOf(stack, 'AppRole')).toContainEqual({
    Effect: 'Allow',
    Action: [
      'ec2:DescribeDhcpOptions',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
      'ec2:CreateNetworkInterface',
      'ec2:CreateNetworkInterfacePermission',
      'ec2:DeleteNetworkInterface',
    ],
    Resource: '*',
  });
});

test('its name and its properties may be known at deployment alone', () => {
  const stack = testStack();
  flinkApplication(stack, {
    applicationName: `${Aws.STACK_NAME}-trades`,
    properties: { region: Aws.URL_SUFFIX },
  });
  const { ApplicationName, ApplicationConfiguration } = only(stack, APPLICATION);
  expect(ApplicationName).toEqual({ 'Fn::Join': ['', [{ Ref: 'AWS::StackName' }, '-trades']] });
  const [, { PropertyMap }] = ApplicationConfiguration.EnvironmentProperties.PropertyGroups;
  expect(PropertyMap.region).toEqual({ Ref: 'AWS::URLSuffix' });
});

test('it may be in isolated subnets where there are no private ones', () => {
  const stack = testStack();
  const vpc = new Vpc(stack, 'Vpc', {
    subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
  flinkApplication(stack, { vpc });
  const [{ SubnetIds }] = only(stack, APPLICATION).ApplicationConfiguration.VpcConfigurations;
  expect(SubnetIds).toEqual(vpc.isolatedSubnets.map(({ subnetId }) => stack.resolve(subnetId)));
});

describe('a later deployment', () => {
  const runWith = (props: Partial<FlinkSqlApplicationProps>) => {
    const stack = testStack();
    flinkApplication(stack, props);
    return steps(stack).run.Properties;
  };
  const before = runWith({});

  test.each<[string, Partial<FlinkSqlApplicationProps>]>([
    ['the SQL', { sql: FlinkSql.text(COPY.replace('price', 'price * 2')) }],
    ['a property', { properties: { sector: 'ENERGY' } }],
    ['the parallelism', { parallelism: 5 }],
    ['the version', { runtime: FlinkRuntime.FLINK_2_2 }],
    ['how it is changed', { update: FlinkUpdate.WITHOUT_STATE }],
  ])('that changes %s has the application looked after', (_, props) => {
    const after = runWith(props);
    expect(after.application).toBe(before.application);
    expect(after.revision).not.toBe(before.revision);
  });

  test('tells which snapshot to start from', () => {
    const { update, snapshot } = runWith({ update: FlinkUpdate.fromSnapshot('friday') });
    expect({ update, snapshot }).toEqual({ update: 'from-snapshot', snapshot: 'friday' });
  });

  test('that changes the SQL expects other code', () => {
    expect(runWith({ sql: FlinkSql.text(`${COPY}\n-- again`) }).code).not.toBe(before.code);
  });

  test('that changes nothing leaves it alone', () => expect(runWith({})).toEqual(before));
});

describe('windows and shards', () => {
  const warningsOf = (props: Parameters<typeof trades>[1], own: Partial<FlinkSqlApplicationProps> = {}) => {
    const stack = testStack();
    const tables = {
      trades: trades(importedStream(stack), props),
      results: results(importedStream(stack, 'results')),
    };
    flinkApplication(stack, { tables, sql: FlinkSql.text(WINDOW), ...own });
    const { ParallelismConfiguration: configuration } = only(stack, APPLICATION).ApplicationConfiguration
      .FlinkApplicationConfiguration;
    const warnings = Annotations.fromStack(stack).findWarning('/T/App', Match.anyValue());
    return {
      parallelism: configuration.Parallelism,
      warnings: warnings.map(({ entry }) => String(entry.data)),
    };
  };

  test('as many tasks as shards need no warning', () => {
    expect(warningsOf({ shardCount: 6 })).toEqual({ parallelism: 6, warnings: [] });
    expect(warningsOf({}, { parallelism: 9 })).toEqual({ parallelism: 9, warnings: [] });
  });

  test('fewer tasks than shards are warned of', () => {
    const { warnings } = warningsOf({ shardCount: 6 }, { parallelism: 2 });
    expect(warnings).toEqual([expect.stringContaining('parallelism is 2, and trades has 6 shards')]);
  });

  test('shards that are not known are warned of, and taken for 4', () => {
    const { parallelism, warnings } = warningsOf({});
    expect(parallelism).toBe(4);
    expect(warnings).toEqual([
      expect.stringContaining('how many shards trades has is not known, 4 are taken'),
    ]);
  });

  test('shards that are known at deployment alone are not known', () => {
    const { parallelism, warnings } = warningsOf({ shardCount: Token.asNumber({ Ref: 'Shards' }) });
    expect(parallelism).toBe(4);
    expect(warnings).toEqual([expect.stringContaining('how many shards trades has is not known')]);
  });

  test('without windows nothing is lost', () => {
    expect(warningsOf({}, { sql: FlinkSql.text(COPY) }).warnings).toEqual([]);
  });

  test('more KPUs than the quota are warned of', () => {
    const { warnings } = warningsOf({}, { parallelism: 130, parallelismPerKpu: 2 });
    expect(warnings).toEqual([expect.stringContaining('needs more than 64 KPUs')]);
  });
});

test('a table that the SQL does not name is warned of', () => {
  const stack = testStack();
  const idle = trades(importedStream(stack, 'idle'), { shardCount: 1 });
  const tables = {
    trades: trades(importedStream(stack), { shardCount: 1 }),
    results: results(importedStream(stack, 'results')),
    idle,
  };
  flinkApplication(stack, { tables });
  Annotations.fromStack(stack).hasWarning(
    '/T/App',
    Match.stringLikeRegexp('names none of these tables: idle'),
  );
});
