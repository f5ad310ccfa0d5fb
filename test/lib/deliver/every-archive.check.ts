import { Stack } from 'aws-cdk-lib';
import { strictApp, warningsIn } from '../../support/strict-app';
import { everyArchive } from './every-delivery';

test('no shape has a finding of CloudFormation or cdk-nag, or a warning', () => {
  const app = strictApp();
  const stack = new Stack(app, 'T', { env: { account: '111111111111', region: 'eu-west-1' } });
  everyArchive(stack);
  app.synth();
  expect(warningsIn(stack)).toEqual([]);
});
