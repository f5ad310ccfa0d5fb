import { CfnElement, type IResolvable, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledge } from './acknowledge';

/** Says to cdk-nag why rights on more than one resource are as narrow as AWS has them. */
export function acknowledgeWildcards(scope: IConstruct, resourceArns: string[], reason: string): void {
  for (const arn of resourceArns) {
    const shown = Tokenization.reverseString(arn)
      .mapTokens({ mapToken: (token) => showToken(scope, token) })
      .join({ join: (left, right) => `${left}${right}` });
    if (!shown.includes('*')) continue;
    acknowledge(scope, { id: `AwsSolutions-IAM5[Resource::${shown}]`, reason });
  }
}

/** A part of an ARN the way findings show it: what CloudFormation fills in stands in `<>`. */
function showToken(scope: IConstruct, token: IResolvable): string {
  // Nearly all are of this kind, and resolving is slow.
  if (Reference.isReference(token) && CfnElement.isCfnElement(token.target) && token.displayName === 'Arn') {
    return `<${Stack.of(token.target).getLogicalId(token.target)}.Arn>`;
  }
  return show(Stack.of(scope).resolve(token));
}

function show(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument]] = Object.entries(value);
  if (name === 'Ref') return `<${argument}>`;
  if (name === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (name !== 'Fn::Join') return JSON.stringify(value);
  const [delimiter, parts] = argument as [string, unknown[]];
  return parts.map(show).join(delimiter);
}
