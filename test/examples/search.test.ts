import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Search } from '../../examples/search/app';
import { maskAssets } from '../../lambda/testing';

const template = Template.fromStack(new Search(new App(), 'Search'));

test('the template is as it was', () => {
  expect(maskAssets(template.toJSON())).toMatchSnapshot();
});

const policiesIn = (found: ReturnType<Template['findResources']>): string[] =>
  Object.values(found).map(({ Properties }) => JSON.stringify(Properties.Policy));

test('the collection comes after the policies that it takes key and reach from', () => {
  const names = Object.keys(template.findResources('AWS::OpenSearchServerless::SecurityPolicy'));
  expect(names).toHaveLength(2);
  template.hasResource('AWS::OpenSearchServerless::Collection', {
    DependsOn: Match.arrayWith(names.sort()),
  });
});

test('names of policies and collection are as OpenSearch Serverless takes them', () => {
  const long = new Search(new App(), 'SearchOfAllFlightsThatEverLeftAnyAirport', {
    reader: 'arn:aws:iam::1:role/r',
  });
  const resources: { Type: string; Properties: { Name: string } }[] = Object.values(
    Template.fromStack(long).toJSON().Resources,
  );
  const found = resources
    .filter(({ Type }) => Type.startsWith('AWS::OpenSearchServerless::'))
    .map(({ Properties }) => Properties.Name);
  expect(found).toHaveLength(5);
  for (const name of found) expect(name).toMatch(/^[a-z][a-z0-9-]{2,31}$/);
});

test('nobody but Firehose gets in, unless a reader is given; it reads this index', () => {
  const type = 'AWS::OpenSearchServerless::AccessPolicy';
  expect(policiesIn(template.findResources(type))).toHaveLength(1);
  const reader = 'arn:aws:iam::111122223333:role/Reader';
  const read = Template.fromStack(new Search(new App(), 'Search', { reader }));
  const [policy] = policiesIn(read.findResources(type)).filter((text) => text.includes(reader));
  expect(policy).toContain('aoss:ReadDocument');
  expect(policy).not.toContain('aoss:WriteDocument');
  expect(policy).toMatch(/index\/flights-[a-z0-9]+\/flights/);
});
