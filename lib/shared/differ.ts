import { Token } from 'aws-cdk-lib';

/** Whether two values, such as Regions or accounts, are known while the app is built and are not the same. */
export function differ(a: string, b: string): boolean {
  return !Token.isUnresolved(a) && !Token.isUnresolved(b) && a !== b;
}
