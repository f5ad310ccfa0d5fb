import { readGraph } from '../../../../bin/local/watch/graph';
import { graphSvg, NARROW, WIDE } from '../../../../bin/local/watch/graph-svg';
import { fakeAssembly } from '../../diagram/fake-assembly';

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const lambdaRole = (action: string, id: string) =>
  [
    'AWS::IAM::Role',
    { Policies: [{ PolicyDocument: { Statement: { Effect: 'Allow', Action: action, Resource: arn(id) } } }] },
  ] as const;

const { graph } = readGraph(
  fakeAssembly({
    App: {
      resources: {
        Flights: ['AWS::Kinesis::Stream'],
        Delays: ['AWS::Kinesis::StreamConsumer', { StreamARN: arn('Flights') }],
        Role: lambdaRole('dynamodb:UpdateItem', 'Table'),
        Count: ['AWS::Lambda::Function', { Role: arn('Role') }],
        Mapping: [
          'AWS::Lambda::EventSourceMapping',
          { EventSourceArn: { Ref: 'Delays' }, FunctionName: { Ref: 'Count' } },
        ],
        Table: ['AWS::DynamoDB::Table'],
        Bucket: ['AWS::S3::Bucket'],
        Archive: [
          'AWS::KinesisFirehose::DeliveryStream',
          {
            KinesisStreamSourceConfiguration: { KinesisStreamARN: arn('Flights') },
            ExtendedS3DestinationConfiguration: { BucketARN: arn('Bucket') },
          },
        ],
      },
      paths: { Count: '<Count & Co>/Resource' },
    },
    Other: { resources: { Elsewhere: ['AWS::Kinesis::Stream'] } },
  }),
  'App',
);
const nameOf = (id: string) => graph.nodes.find((node) => node.id === id)?.name;

test('the graph is that of the stack, fed by the run', () => {
  expect(graph.edges.map(({ from, to, measure }) => [nameOf(from), nameOf(to), measure])).toEqual([
    ['This run', 'Flights', 'sent'],
    ['Flights', 'Delays', { functions: ['Count'] }],
    ['Delays', '<Count & Co>', { functions: ['Count'] }],
    ['Flights', 'Archive', 'settled'],
    ['Archive', 'Bucket', 'landed'],
    ['<Count & Co>', 'Table', 'counted'],
  ]);
  expect(graph.nodes.find(({ name }) => name === 'Table')).toMatchObject({
    kind: 'table',
    resource: 'Table',
  });
});

test.each([WIDE, NARROW])('it is drawn with a place for each figure', (measures) => {
  const svg = graphSvg(graph, measures, 'one');
  for (const { id } of graph.edges) {
    expect(svg).toContain(`data-count="${id}"`);
    expect(svg).toContain(`data-rate="${id}"`);
  }
  for (const { id } of graph.nodes) expect(svg).toContain(`data-fact="${id}"`);
  expect(svg).toContain('&lt;Count &amp; Co&gt;');
  expect(svg).not.toMatch(/NaN|undefined|<Count/);
});
