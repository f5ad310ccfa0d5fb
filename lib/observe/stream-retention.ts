import { Duration, Token } from 'aws-cdk-lib';
import { CfnStream, type IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IConstruct } from 'constructs';
import { checkDuration, InvalidSettingError } from '../shared/checks';

/** How long a stream keeps its records, and whether that is known or assumed. */
export interface Retention {
  readonly period: Duration;
  readonly known: boolean;
}

/**
 * The shortest that Kinesis offers. A threshold taken from too short a retention is reached early, never too
 * late.
 */
const SHORTEST = Duration.hours(24);

/** Retention of `stream`: what its resource says, or else `given`, or else the service's shortest. */
export function retentionOf(scope: IConstruct, stream: IStream, given: Duration | undefined): Retention {
  checkDuration(scope, 'retentionPeriod', given, SHORTEST, Duration.days(365));
  const own = ownRetention(stream);
  if (own !== undefined && given !== undefined && !given.isUnresolved()) {
    if (own.toMilliseconds() !== given.toMilliseconds()) {
      const expected = `the stream's own, ${own.toHumanString()}, or unset`;
      throw new InvalidSettingError(scope, 'retentionPeriod', expected, given.toHumanString());
    }
  }
  const period = own ?? (given?.isUnresolved() ? undefined : given);
  return { period: period ?? SHORTEST, known: period !== undefined };
}

/** What a stream made in this app says of itself; an imported one says nothing. */
function ownRetention(stream: IStream): Duration | undefined {
  const resource = stream.node.defaultChild;
  if (!(resource instanceof CfnStream)) return undefined;
  const hours = resource.retentionPeriodHours ?? SHORTEST.toHours();
  return Token.isUnresolved(hours) ? undefined : Duration.hours(hours);
}
