import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { drawAssembly } from '../../../bin/diagram/draw';
import { arn, fakeAssembly, templateResources, writeJson, writeManifest } from './fake-assembly';

const mapping = (EventSourceArn: unknown) =>
  ['AWS::Lambda::EventSourceMapping', { EventSourceArn, FunctionName: { Ref: 'Count' } }] as const;
const reader = (source: unknown) => ({ Count: ['AWS::Lambda::Function'], Mapping: mapping(source) }) as const;

test('a stream of another stack is reached by its export, and each stack has a frame', () => {
  const exported = { Arn: { Value: arn('Orders'), Export: { Name: 'Data:Orders' } } };
  const folder = fakeAssembly({
    Data: { resources: { Orders: ['AWS::Kinesis::Stream'] }, outputs: exported },
    Shop: { resources: reader({ 'Fn::ImportValue': 'Data:Orders' }) },
  });
  expect(drawAssembly(folder)).toBe(`flowchart LR
  subgraph stack_1["Data"]
    Orders_stream(["Orders<br/>Kinesis stream"])
  end
  subgraph stack_2["Shop"]
    Count_function["Count<br/>Lambda function"]
  end
  Orders_stream --> Count_function
`);
  expect(drawAssembly(folder, ['Data'])).toBe(
    'flowchart LR\n  Orders_stream(["Orders<br/>Kinesis stream"])\n',
  );
});

test.each([
  ['eu-west-1', 'Orders_stream --> Count_function'],
  ['us-east-1', 'orders_stream --> Count_function'],
])('a stream by its ARN in %s is that of the stack there, or none of the app', (region, edge) => {
  const source = {
    'Fn::Join': [':', ['arn', 'aws:kinesis', region, { Ref: 'AWS::AccountId' }, 'stream/orders']],
  };
  const folder = fakeAssembly({
    Data: { region: 'eu-west-1', resources: { Orders: ['AWS::Kinesis::Stream', { Name: 'orders' }] } },
    Shop: { region: 'eu-central-1', resources: reader(source) },
  });
  expect(drawAssembly(folder)).toContain(edge);
  expect(drawAssembly(folder).includes('orders<br/>Kinesis stream in us-east-1')).toBe(
    region === 'us-east-1',
  );
});

test('Fn::Sub leads where it points', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
  const source = { 'Fn::Sub': '${Orders.Arn}' };
  const folder = fakeAssembly({
    Shop: { resources: { Orders: ['AWS::Kinesis::Stream'], ...reader(source) } },
  });
  expect(drawAssembly(folder)).toContain('Orders_stream --> Count_function');
});

test('what is in a stage, and in a nested stack, is drawn', () => {
  const folder = fakeAssembly({});
  const stage = join(folder, 'assembly-Prod');
  mkdirSync(stage);
  writeManifest(folder, {
    Prod: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } },
  });
  writeJson(join(stage, 'shop.json'), {
    Resources: {
      ...templateResources({ Orders: ['AWS::Kinesis::Stream'] }),
      Inner: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { Parameters: { source: arn('Orders') } },
        Metadata: { 'aws:asset:path': 'inner.json' },
      },
    },
  });
  writeJson(join(stage, 'inner.json'), { Resources: templateResources(reader({ Ref: 'source' })) });
  writeManifest(stage, {
    Shop: {
      type: 'aws:cloudformation:stack',
      displayName: 'Prod/Shop',
      properties: { templateFile: 'shop.json' },
    },
  });
  expect(drawAssembly(folder, ['Prod/Shop'])).toContain('Orders_stream --> Count_function');
});

test('names are the constructs’ paths, short, and safe', () => {
  const folder = fakeAssembly({
    Shop: {
      paths: {
        A1B2: 'Orders/Stream/Resource',
        Other: 'Returns "#1" <b>/Stream/Resource',
        Third: 'Orders/Resource',
      },
      resources: {
        A1B2: ['AWS::Kinesis::Stream'],
        Other: ['AWS::Kinesis::Stream'],
        Third: ['AWS::Kinesis::Stream'],
        PlainAAAA1111: ['AWS::Kinesis::Stream'],
      },
    },
  });
  expect(drawAssembly(folder).split('\n').slice(1, 5)).toEqual([
    '  Orders_Stream_stream(["Orders/Stream<br/>Kinesis stream"])',
    '  Returns_1_b_stream(["Returns #34;#35;1#34; #60;b#62;<br/>Kinesis stream"])',
    '  Orders_stream(["Orders<br/>Kinesis stream"])',
    '  Plain_stream(["Plain<br/>Kinesis stream"])',
  ]);
});

test('what has nothing to do with streams is left out; alarms are counted', () => {
  const folder = fakeAssembly({
    Shop: {
      resources: {
        Orders: ['AWS::Kinesis::Stream'],
        Logs: ['AWS::S3::Bucket'],
        Dead: ['AWS::SQS::Queue'],
        Jobs: ['AWS::SQS::Queue', { RedrivePolicy: { deadLetterTargetArn: arn('Dead') } }],
        Late: ['AWS::CloudWatch::Alarm'],
        Any: ['AWS::CloudWatch::CompositeAlarm'],
      },
    },
  });
  expect(drawAssembly(folder)).toBe(
    'flowchart LR\n  Orders_stream(["Orders<br/>Kinesis stream"])\n  alarms_1("Alarms (2)")\n',
  );
});
