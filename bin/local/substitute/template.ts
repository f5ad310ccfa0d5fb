/** A CloudFormation template, as far as it is looked at here. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly [section: string]: unknown;
}

/** One resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly [attribute: string]: unknown;
}

/** Something the emulator cannot do, and what stands in its place. */
export interface Substitution {
  /** Logical id. */
  readonly resource: string;
  readonly type: string;
  readonly instead: string;
  readonly because: string;
}

/** A template after one kind of substitution, and what was substituted. */
export interface Substituted {
  readonly template: Template;
  readonly substitutions: readonly Substitution[];
}

/** A setting that the stand-in cannot honour, so that the local run would show something other than AWS does. */
export class SubstitutionError extends Error {
  constructor(resource: string, reason: string) {
    super(`${resource} has no stand-in on this machine: ${reason}`);
    this.name = 'SubstitutionError';
  }
}

/** The resources of a type, by logical id. */
export function resourcesOfType(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
}

/** The template with some resources added or replaced. */
export function withResources(template: Template, resources: Readonly<Record<string, Resource>>): Template {
  return { ...template, Resources: { ...template.Resources, ...resources } };
}
