import { App, Stack } from 'aws-cdk-lib';

/** A stack in an app of its own, with an account and a Region. */
export function testStack(): Stack {
  return new Stack(new App(), 'T', { env: { account: '111111111111', region: 'eu-west-1' } });
}
