import { Token } from 'aws-cdk-lib';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { differ } from '../shared/differ';

/** Whether two references are to different streams for certain. */
export function areDifferent(a: IStream, b: IStream): boolean {
  if (a instanceof Stream && b instanceof Stream) return a !== b;
  return differ(a.streamName, b.streamName);
}

/** A stream's name, or its place in the app when CloudFormation makes the name. */
export function nameOf(stream: IStream): string {
  return Token.isUnresolved(stream.streamName) ? stream.node.path : stream.streamName;
}
