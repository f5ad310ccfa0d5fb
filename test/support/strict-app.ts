import { App, type Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';

/** An app with CloudFormation's own rules and those of AWS Solutions: it does not synthesize with a finding. */
export function strictApp(context: Record<string, unknown> = {}): App {
  // Until the file ends: the CDK asks this variable before it checks templates.
  delete process.env.CDK_VALIDATION;
  const app = new App({ context: { ...context, '@aws-cdk/core:validateAgainstDefaultRules': true } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

/** The warnings that constructs in `stack` gave. */
export function warningsIn(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
}
