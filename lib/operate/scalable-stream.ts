import { Annotations, Token } from 'aws-cdk-lib';
import { CfnStream, type IStream } from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import { checkRegion, isOfAnotherAccount } from '../process/known-limits';
import { InvalidSettingError } from '../shared/checks';

/** Fails on a stream that is known not to be scalable from here. Of an imported one nothing is known but its ARN. */
export function checkScalable(scope: Construct, stream: IStream): void {
  checkRegion(scope, stream);
  if (isOfAnotherAccount(scope, stream)) {
    const expected = 'of the account of the stack, since its metrics are read there';
    throw new InvalidSettingError(scope, 'stream', expected, `one of ${stream.env.account}`);
  }
  if (modeOf(resourceOf(stream)) === 'ON_DEMAND') {
    const expected = 'provisioned (give it a shardCount): Kinesis scales an on-demand stream itself';
    throw new InvalidSettingError(scope, 'stream', expected, 'one on demand');
  }
}

/** Warns of a count in the template that the autoscaler would change at once, and each deployment of a change back. */
export function warnOfDrift(scope: Construct, stream: IStream, minShards: number, maxShards: number): void {
  const count = resourceOf(stream)?.shardCount;
  if (count === undefined || [count, minShards, maxShards].some(Token.isUnresolved)) return;
  if (count >= minShards && count <= maxShards) return;
  Annotations.of(scope).addWarningV2(
    'kinesis-constructs:shardCountOutOfBounds',
    `the stream's shardCount of ${count} is not within minShards to maxShards, ${minShards} to ${maxShards}: the autoscaler ` +
      'changes it as soon as both are deployed',
  );
}

function resourceOf(stream: IStream): CfnStream | undefined {
  const child = stream.node.defaultChild;
  return CfnStream.isCfnStream(child) ? child : undefined;
}

function modeOf(resource: CfnStream | undefined): string | undefined {
  const details = resource?.streamModeDetails as CfnStream.StreamModeDetailsProperty | undefined;
  return details?.streamMode;
}
