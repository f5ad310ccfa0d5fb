import { Annotations, type IResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';

/**
 * Fails when the metrics of `stream` are in another Region than the alarms. Warns when they are in another
 * account, and gives that account, which the metrics have to name then.
 */
export function checkMetricsInReach(scope: IConstruct, stream: IResource): string | undefined {
  const { account, region } = stream.env;
  const own = Stack.of(scope);
  if (bothKnown(region, own.region) && region !== own.region) {
    const expected = `in ${own.region}, since an alarm watches metrics of its own Region`;
    throw new InvalidSettingError(scope, 'stream', expected, region);
  }
  if (!bothKnown(account, own.account) || account === own.account) return undefined;
  Annotations.of(scope).addWarningV2(
    'kinesis-constructs:otherAccountsMetrics',
    `the stream's metrics are in account ${account}: it has to share them with account ${own.account} ` +
      '(CloudWatch cross-account observability), or the alarms see no data',
  );
  return account;
}

/** Whether both are known while the app is built, so that they can be compared. */
export function bothKnown(a: string, b: string): boolean {
  return !Token.isUnresolved(a) && !Token.isUnresolved(b);
}
