import { type App, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json';
import { context } from '../../cdk.json';
import { StreamingEtl } from '../../examples/streaming-etl/app';
import { StreamingSecurityChecks } from '../../lib/observe/streaming-security-checks';
import { strictApp, warningsIn } from '../support/strict-app';
import { examples } from './examples';

/** With the library's own rules too. */
function checkedApp(flags: Record<string, unknown> = {}): App {
  const app = strictApp({ ...flags, ...context });
  Validations.of(app).addPlugins(new StreamingSecurityChecks());
  return app;
}

describe.each([
  ['with the flags of a new app', recommended],
  ['without', {}],
])('%s', (_, flags) => {
  test.each(examples)('%s has no finding of CloudFormation or cdk-nag, and no warning', (_name, make) => {
    const app = checkedApp(flags);
    const stack = make(app);
    app.synth();
    expect(warningsIn(stack)).toEqual([]);
  });
});

test('a finding fails the synthesis: the check above is a check', () => {
  const app = checkedApp();
  const stack = new StreamingEtl(app, 'StreamingEtl');
  new Bucket(stack, 'Open');
  expect(() => app.synth()).toThrow('AwsSolutions-S1');
});
