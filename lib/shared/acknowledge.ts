import { type Acknowledgment, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Says to the rules of a pack why what they report of `scope` is right.
 *
 * The CDK keeps with each acknowledgement the stack of the call, which is always here: that takes longer, and more memory,
 * than many a construct.
 */
export function acknowledge(scope: IConstruct, ...rules: Acknowledgment[]): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 1;
  try {
    Validations.of(scope).acknowledge(...rules);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
