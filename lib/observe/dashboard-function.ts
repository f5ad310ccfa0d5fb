import { CfnAlias, CfnFunction, CfnVersion } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { referencesIn } from './references';

/** A function as its metrics know it: by its bare name, whichever alias or version is called. */
export interface CalledFunction {
  readonly functionName: string;
  /** The function, when it is made in this app. */
  readonly function?: CfnFunction;
}

/** The function that a mapping names, in any of the ways that Lambda takes: name or ARN, with or without a qualifier. */
export function calledFunction(scope: IConstruct, nameOrArn: string): CalledFunction {
  for (const target of referencesIn(scope, nameOrArn)) {
    if (target instanceof CfnFunction) return { functionName: target.ref, function: target };
    if (target instanceof CfnAlias || target instanceof CfnVersion) {
      return calledFunction(target, target.functionName);
    }
  }
  return { functionName: bareName(nameOrArn) };
}

function bareName(nameOrArn: string): string {
  const [, name = nameOrArn] = /:function:(.+)/.exec(nameOrArn) ?? [];
  return name.split(':')[0];
}
