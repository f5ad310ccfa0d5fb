import { Annotations, type IResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { differ } from '../shared/differ';

/**
 * Fails when the metrics of `stream` are in another Region than the alarms. Warns when they are in another
 * account, and gives that account, which the metrics have to name then.
 */
export function checkMetricsInReach(scope: IConstruct, stream: IResource): string | undefined {
  const { account, region } = stream.env;
  const own = Stack.of(scope);
  if (differ(region, own.region)) {
    const expected = `in ${own.region}, since an alarm watches metrics of its own Region`;
    throw new InvalidSettingError(scope, 'stream', expected, region);
  }
  if (!differ(account, own.account)) return undefined;
  Annotations.of(scope).addWarningV2(
    'kinesis-constructs:otherAccountsMetrics',
    `the stream's metrics are in account ${account}: it has to share them with account ${own.account} ` +
      '(CloudWatch cross-account observability), or the alarms see no data',
  );
  return account;
}
