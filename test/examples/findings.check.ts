import { App, Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { context } from '../../cdk.json';
import { StreamingEtl } from '../../examples/streaming-etl/app';
import { StreamingSecurityChecks } from '../../lib/observe/streaming-security-checks';
import { examples } from './examples';

/** An app with CloudFormation's own rules and those of AWS Solutions: it does not synthesize with a finding. */
function strictApp(): App {
  delete process.env.CDK_VALIDATION;
  const app = new App({ context: { ...context, '@aws-cdk/core:validateAgainstDefaultRules': true } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new StreamingSecurityChecks());
  return app;
}

test.each(examples)('%s has no finding of CloudFormation or cdk-nag, and no warning', (_, make) => {
  const app = strictApp();
  const stack = make(app);
  app.synth();
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});

test('a finding fails the synthesis: the check above is a check', () => {
  const app = strictApp();
  const stack = new StreamingEtl(app, 'StreamingEtl');
  new Bucket(stack, 'Open');
  expect(() => app.synth()).toThrow('AwsSolutions-S1');
});
