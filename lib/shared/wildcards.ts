import { Stack, Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says to cdk-nag why rights on more than one resource are as narrow as AWS has them. */
export function acknowledgeWildcards(scope: IConstruct, resourceArns: string[], reason: string): void {
  for (const arn of resourceArns.filter((it) => Token.isUnresolved(it) || it.includes('*'))) {
    const shown = show(Stack.of(scope).resolve(arn));
    if (!shown.includes('*')) continue;
    Validations.of(scope).acknowledge({ id: `AwsSolutions-IAM5[Resource::${shown}]`, reason });
  }
}

/** An ARN the way findings show it: what CloudFormation fills in stands in `<>`. */
function show(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument]] = Object.entries(value);
  if (name === 'Ref') return `<${argument}>`;
  if (name === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (name !== 'Fn::Join') return JSON.stringify(value);
  const [delimiter, parts] = argument as [string, unknown[]];
  return parts.map(show).join(delimiter);
}
