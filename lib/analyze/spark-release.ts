import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';

/** The release of EMR that is run unless another is asked for. */
export const DEFAULT_RELEASE = 'emr-7.13.0';

/**
 * Fails for a release without the Kinesis connector.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-spark-streaming-connectors.html
 */
export function checkRelease(scope: IConstruct, release: string): void {
  if (Token.isUnresolved(release)) return;
  const minor = /^emr-7\.(\d+)\.\d+$/.exec(release)?.[1];
  if (minor === undefined || Number(minor) < 1) {
    const expected = 'emr-7.1.0 or later of emr-7, which have the Kinesis connector in them';
    throw new InvalidSettingError(scope, 'release', expected, release);
  }
}
