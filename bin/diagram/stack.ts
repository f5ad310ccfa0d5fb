/** Properties of a resource as they stand in a template, intrinsic functions and all. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource of a template. */
export interface Resource {
  readonly stack: Stack;

  /** Logical id. */
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;

  /** Ids of its construct and of those around it, within the stack. */
  readonly path: readonly string[];
}

/** A template, with what it takes to follow its references. */
export interface Stack {
  readonly name: string;

  /** Absent when whoever deploys decides. */
  readonly region?: string;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly outputs: Readonly<Record<string, Output>>;

  /** Stacks nested in it, by the logical ids of their resources. */
  readonly nested: ReadonlyMap<string, Stack>;

  /** Where its parameters get their values from, of a nested stack. */
  readonly parent?: { readonly stack: Stack; readonly parameters: Properties };
}

/** A value that a stack shows to others. */
export interface Output {
  readonly Value: unknown;
  readonly Export?: { readonly Name?: unknown };
}
