import { KINDS, type KindName, kindOfType } from './kinds';
import { type Meaning, References } from './references';
import type { Resource, Stack } from './stack';

/** Something that the app speaks of but does not make. */
export interface External {
  readonly kind: KindName;
  readonly name: string;

  /** Where it is, when that is known to be elsewhere. */
  readonly region?: string;
}

/** A node of the diagram to be. */
export type Place = Resource | External;

export const isResource = (place: Place): place is Resource => 'stack' in place;

/** What stands for another resource, and the property that says which. */
const STANDING_FOR: Readonly<Record<string, string>> = {
  'AWS::Lambda::Alias': 'FunctionName',
  'AWS::Lambda::Version': 'FunctionName',
};

/** All resources of an app, and what values in their templates lead to. */
export class Landscape {
  private readonly resources: readonly Resource[];
  private readonly references: References;

  constructor(stacks: readonly Stack[]) {
    const all = stacks.flatMap(withNested);
    this.resources = all.flatMap((stack) => [...stack.resources.values()]);
    this.references = new References(all);
  }

  public ofType(...types: string[]): Resource[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  public ofKind(kind: KindName): Resource[] {
    return this.ofType(...(KINDS[kind].types ?? []));
  }

  /** Resources of the app's own making, which functions act for. */
  public customResources(): Resource[] {
    return this.resources.filter(({ type }) => /^Custom::|^AWS::CloudFormation::CustomResource$/.test(type));
  }

  /** What a value says that stands in the template of `at`. */
  public read(value: unknown, at: Resource): Meaning {
    const meaning = this.references.read(value, at.stack);
    return { ...meaning, resources: meaning.resources.map((resource) => this.behind(resource)) };
  }

  /** The things of some kinds that a value leads to, by a reference or by an ARN. */
  public places(value: unknown, at: Resource, ...kinds: KindName[]): Place[] {
    if (Array.isArray(value)) return value.flatMap((item) => this.places(item, at, ...kinds));
    const { text, resources } = this.read(value, at);
    const found = resources.filter(({ type }) => kinds.includes(kindOfType(type) as KindName));
    if (found.length > 0) return [...new Set(found)];
    const named = kinds.map((kind) => this.byArn(text, kind, at)).find((place) => place !== undefined);
    return named === undefined ? [] : [named];
  }

  /** The resource with a physical name, as far as templates tell. */
  public named(kind: KindName, name: string, region?: string): Resource | undefined {
    return this.ofKind(kind).find((resource) => {
      const property = KINDS[kind].name;
      const isNamed = property !== undefined && resource.properties[property] === name;
      return isNamed && (region === undefined || isIn(resource, region));
    });
  }

  private behind(resource: Resource): Resource {
    const property = STANDING_FOR[resource.type];
    if (property === undefined) return resource;
    return this.read(resource.properties[property], resource).resources[0] ?? resource;
  }

  private byArn(text: string, kind: KindName, at: Resource): Place | undefined {
    const { arn } = KINDS[kind];
    const [prefix, , service, region = '', , ...rest] = text.split(':');
    const name = arn?.resource.exec(rest.join(':'))?.[1];
    // A name with a wildcard or without its reference is none.
    if (prefix !== 'arn' || service !== arn?.service || name === undefined || /[*?<]/.test(name)) return;
    const here = region === '' || region === (at.stack.region ?? '<AWS Region>');
    return (
      this.named(kind, name, region === '' ? undefined : region) ??
      (here ? { kind, name } : { kind, name, region })
    );
  }
}

/** Tables of several Regions are in all of them. */
function isIn({ stack, properties }: Resource, region: string): boolean {
  const replicas = Array.isArray(properties.Replicas) ? properties.Replicas : [];
  return (
    region === (stack.region ?? '<AWS Region>') || replicas.some((replica) => replica?.Region === region)
  );
}

function withNested(stack: Stack): Stack[] {
  return [stack, ...[...stack.nested.values()].flatMap(withNested)];
}
