import type { IPostProcessor, IResolveContext } from 'aws-cdk-lib';
import { CfnElement, DefaultTokenResolver, type IResolvable, Reference, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * A value as CloudFormation gets it, but with references by the path of what they are to: a logical id counts within its
 * stack only, and what is in another stack is imported under a name that tells nothing.
 */
export function resolveByPath(scope: IConstruct, value: unknown): unknown {
  return Tokenization.resolve(value, { scope, resolver: new ByPath(), preparing: false });
}

/** The resources and parameters that a value refers to, also from within functions of CloudFormation. */
export function referencesIn(scope: IConstruct, value: unknown): CfnElement[] {
  const resolver = new ByPath();
  Tokenization.resolve(value, { scope, resolver, preparing: false });
  return resolver.targets;
}

class ByPath extends DefaultTokenResolver {
  public readonly targets: CfnElement[] = [];

  constructor() {
    super({
      join: (left, right) =>
        typeof left === 'string' && typeof right === 'string'
          ? left + right
          : { 'Fn::Join': ['', [...partsOf(left), ...partsOf(right)]] },
    });
  }

  public override resolveToken(
    token: IResolvable,
    context: IResolveContext,
    postProcessor: IPostProcessor,
  ): unknown {
    if (!Reference.isReference(token) || !CfnElement.isCfnElement(token.target)) {
      return super.resolveToken(token, context, postProcessor);
    }
    this.targets.push(token.target);
    return { Ref: token.target.node.path };
  }
}

/** Joins do not nest: left of a part are the parts before it. */
function partsOf(value: unknown): unknown[] {
  const [delimiter, parts] = (value as { 'Fn::Join'?: [string, unknown[]] })?.['Fn::Join'] ?? [];
  return delimiter === '' && parts !== undefined ? parts : [value];
}
