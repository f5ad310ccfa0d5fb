import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SparkSessions } from '../../examples/spark-sessions/app';
import { maskAssets } from '../../lambda/testing';

test('the template is as it was', () => {
  const template = Template.fromStack(new SparkSessions(new App(), 'SparkSessions'));
  expect(maskAssets(template.toJSON())).toMatchSnapshot();
});
