import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CrossRegion } from '../../examples/cross-region/app';
import { maskAssets } from '../../lambda/testing';

const app = new App();
const example = new CrossRegion(app, 'CrossRegion', {
  primaryRegion: 'eu-west-1',
  secondaryRegion: 'eu-central-1',
});
const templates = {
  primary: Template.fromStack(example.primary),
  secondary: Template.fromStack(example.secondary),
};

test.each(Object.entries(templates))('the template of the %s is as it was', (_, template) => {
  expect(maskAssets(template.toJSON())).toMatchSnapshot();
});

test.each([
  ['primary', 'eu-central-1'],
  ['secondary', 'eu-west-1'],
] as const)('the %s copies to %s, under the same token as the other', (name, region) => {
  templates[name].hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: { TARGET_REGION: region, MODE: 'active-passive', STATE_NAME: 'orders', ENVELOPE: 'true' },
    },
  });
  templates[name].hasResourceProperties('AWS::Kinesis::Stream', { Name: 'orders' });
});

test('one stack makes the table of both Regions, and is deployed first', () => {
  templates.primary.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    TableName: 'orders-replicas',
    Replicas: [{ Region: 'eu-central-1' }, { Region: 'eu-west-1' }],
  });
  templates.secondary.resourceCountIs('AWS::DynamoDB::GlobalTable', 0);
  expect(example.secondary.dependencies).toEqual([example.primary]);
});

test('neither template takes anything from the other', () => {
  const texts = Object.values(templates).map((template) => JSON.stringify(template.toJSON()));
  for (const text of texts) expect(text).not.toMatch(/Fn::ImportValue|Custom::CrossRegion/);
});
