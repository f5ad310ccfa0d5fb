import { App, Stack, Validations } from 'aws-cdk-lib';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { StreamingSecurityChecks } from '../../../lib/observe/streaming-security-checks';

test('runs with the CDK’s own validation, and fails the synthesis', () => {
  delete process.env.CDK_VALIDATION;
  const app = new App();
  Validations.of(app).addPlugins(new StreamingSecurityChecks());
  new Stream(new Stack(app, 'S'), 'Stream');
  expect(() => app.synth()).toThrow('KinesisConstructs-StreamKey');
});
