import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json';
import { AwsSolutionsChecks } from 'cdk-nag';

/**
 * An app with CloudFormation's own rules and those of AWS Solutions: it does not synthesize with a finding.
 *
 * @param context by default the flags that `cdk init` gives a new app
 */
export function strictApp(context: Record<string, unknown> = recommended): App {
  // Until the file ends: the CDK asks this variable before it checks templates.
  delete process.env.CDK_VALIDATION;
  const app = new App({ context: { ...context, '@aws-cdk/core:validateAgainstDefaultRules': true } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

interface ValidationReport {
  readonly pluginReports: {
    readonly violations: { readonly ruleName: string; readonly description: string }[];
  }[];
}

/** What the constructs in `stack` warned of, and what the rules did in all of its app, which has been synthesized. */
export function warningsIn(stack: Stack): string[] {
  const given = Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
  const { outdir } = stack.node.root as App;
  const report: ValidationReport = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  const found = report.pluginReports
    .flatMap(({ violations }) => violations)
    // With the flags of a new app the report repeats what is given above.
    .filter(({ ruleName }) => !ruleName.startsWith('Annotation::'))
    .map(({ ruleName, description }) => `${ruleName}: ${description}`);
  return [...given, ...found];
}
