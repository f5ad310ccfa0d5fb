import { Stack } from 'aws-cdk-lib';
import { strictApp, warningsIn } from '../../support/strict-app';
import { everyDestination } from './every-delivery';

test('every destination has no finding of CloudFormation or cdk-nag, and no warning', () => {
  const app = strictApp();
  const stack = new Stack(app, 'T', { env: { account: '111111111111', region: 'eu-west-1' } });
  everyDestination(stack);
  app.synth();
  expect(warningsIn(stack)).toEqual([]);
});
