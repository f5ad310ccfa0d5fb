/** How a node looks. */
export type Shape = 'stadium' | 'round' | 'box' | 'frame' | 'hexagon' | 'cylinder' | 'slanted';

/** A sort of thing that a diagram shows. */
export interface Kind {
  /** What the reader calls it. */
  readonly word: string;
  readonly shape: Shape;

  /** Whether records move wherever one is: what has nothing to do with any such thing is not drawn. */
  readonly streams?: boolean;

  /** Resource types of CloudFormation. */
  readonly types?: readonly string[];

  /** Property with the physical name. */
  readonly name?: string;

  /** Ids of constructs that tell no more than the word. */
  readonly ids?: readonly string[];

  /** What its ARN is after partition, Region and account; the group is the name. */
  readonly arn?: { readonly service: string; readonly resource: RegExp };
}
