import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkWholeNumber, InvalidSettingError } from '../shared/checks';
import { checkRelease, DEFAULT_RELEASE } from './spark-release';
import type { SparkStreamingJobProps } from './spark-streaming-job-props';

/**
 * Fails for settings that cannot work.
 *
 * @param fixed settings of Spark that are made of other ones
 */
export function checkSparkJob(
  scope: IConstruct,
  props: SparkStreamingJobProps,
  fixed: readonly string[],
): void {
  const { sources, securityGroups, program, release = DEFAULT_RELEASE, maximumExecutors = 4 } = props;
  if (sources.length === 0) {
    throw new InvalidSettingError(scope, 'sources', 'at least one stream', 'none');
  }
  if (securityGroups !== undefined && (securityGroups.length < 1 || securityGroups.length > 5)) {
    throw new InvalidSettingError(scope, 'securityGroups', '1 to 5', securityGroups.length);
  }
  checkRelease(scope, release);
  checkCheckpointName(scope, props.checkpointName);
  checkWholeNumber(scope, 'maximumExecutors', maximumExecutors, 1, 1000);
  checkWholeNumber(scope, 'preInitializedExecutors', props.preInitializedExecutors, 0, maximumExecutors);
  checkWholeNumber(scope, 'maxFailedAttemptsPerHour', props.maxFailedAttemptsPerHour, 1);
  // They are computed with.
  for (const setting of ['maximumExecutors', 'preInitializedExecutors'] as const) {
    if (Token.isUnresolved(props[setting])) {
      throw new InvalidSettingError(scope, setting, 'known while the app is built', 'a token');
    }
  }
  program._check(scope, fixed);
}

/** Fails for a name that is no folder. */
export function checkCheckpointName(scope: IConstruct, name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name) || /^[\w-]{1,100}$/.test(name)) return;
  const expected = '1 to 100 letters, digits, `-` and `_`';
  throw new InvalidSettingError(scope, 'checkpointName', expected, name === '' ? 'nothing' : name);
}
