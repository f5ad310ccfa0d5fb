import type { Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';

/** What every contestant makes its function with; the code lies where the run keeps it. */
export const functionProps = () => ({
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromAsset(process.env.FUNCTION_CODE ?? ''),
});

/** The function that processes the records, which is the user's in all contests. */
export function userFunction(stack: Stack): LambdaFunction {
  return new LambdaFunction(stack, 'Function', functionProps());
}
