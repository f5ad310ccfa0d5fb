import type { Output, Resource, Stack } from './stack';

/** What a value says: its text as far as it is known, and the resources that it refers to. */
export interface Meaning {
  readonly text: string;
  readonly resources: readonly Resource[];
}

type Fields = Readonly<Record<string, unknown>>;

const NOTHING: Meaning = { text: '', resources: [] };
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Follows the references of templates, within a stack and from one to another. */
export class References {
  /** Exported values by name, and those that the CDK carries from one Region to another. */
  private readonly exports = new Map<string, { readonly value: unknown; readonly stack: Stack }>();

  constructor(stacks: readonly Stack[]) {
    for (const stack of stacks) {
      for (const { Value: value, Export } of Object.values(stack.outputs)) {
        if (typeof Export?.Name === 'string') this.exports.set(Export.Name, { value, stack });
      }
      for (const { type, properties } of stack.resources.values()) {
        if (type !== 'Custom::CrossRegionExportWriter') continue;
        const { exports = {} } = (properties.WriterProps ?? {}) as { exports?: Fields };
        for (const [name, value] of Object.entries(exports)) this.exports.set(name, { value, stack });
      }
    }
  }

  /** What `value`, in a template of `stack`, says; what only the deployment knows stands as `<AWS Region>`. */
  public read(value: unknown, stack: Stack): Meaning {
    if (typeof value === 'string' || typeof value === 'number') return { text: String(value), resources: [] };
    if (!isFields(value)) return NOTHING;
    const [[name, argument] = ['', undefined], ...more] = Object.entries(value);
    if (Array.isArray(value) || more.length > 0) return this.all(Object.values(value), stack);
    if (name === 'Ref') return this.ref(String(argument), stack);
    if (name === 'Fn::GetAtt') return this.attribute(argument, stack);
    if (name === 'Fn::Join') return this.join(argument, stack);
    if (name === 'Fn::Sub') return this.substitute(argument, stack);
    if (name === 'Fn::ImportValue') return this.exported(this.read(argument, stack).text);
    return this.all([argument], stack);
  }

  /** What an unknown function of values may lead to: anything in them. */
  private all(values: readonly unknown[], stack: Stack): Meaning {
    return { text: '', resources: values.flatMap((value) => this.read(value, stack).resources) };
  }

  private ref(name: string, stack: Stack): Meaning {
    if (name === 'AWS::Region' && stack.region !== undefined) return { text: stack.region, resources: [] };
    if (name === 'AWS::Partition') return { text: 'aws', resources: [] };
    const { parent } = stack;
    const resource = stack.resources.get(name);
    if (resource !== undefined) return { text: '', resources: [resource] };
    if (parent !== undefined && name in parent.parameters) {
      return this.read(parent.parameters[name], parent.stack);
    }
    return { text: `<${name.replace('::', ' ')}>`, resources: [] };
  }

  private attribute(argument: unknown, stack: Stack): Meaning {
    const [id = '', name = ''] = Array.isArray(argument) ? argument : String(argument).split(/\.(.*)/s);
    const nested = stack.nested.get(id);
    if (nested !== undefined)
      return this.output(nested.outputs[String(name).replace('Outputs.', '')], nested);
    if (stack.resources.get(id)?.type === 'Custom::CrossRegionExportReader') return this.exported(name);
    return this.ref(id, stack);
  }

  private output(output: Output | undefined, stack: Stack): Meaning {
    return output === undefined ? NOTHING : this.read(output.Value, stack);
  }

  private exported(name: string): Meaning {
    const found = this.exports.get(name);
    return found === undefined ? NOTHING : this.read(found.value, found.stack);
  }

  private join(argument: unknown, stack: Stack): Meaning {
    const [separator, parts] = Array.isArray(argument) ? argument : [];
    if (!Array.isArray(parts)) return this.all([parts], stack);
    return concatenation(
      parts.map((part) => this.read(part, stack)),
      String(separator),
    );
  }

  private substitute(argument: unknown, stack: Stack): Meaning {
    const [text, values = {}] = (Array.isArray(argument) ? argument : [argument]) as [string, Fields?];
    // Every second part is what was between braces.
    const parts = text.split(/\$\{([^!}][^}]*)\}/).map((part, index) => {
      if (index % 2 === 0) return { text: part, resources: [] };
      if (part in values) return this.read(values[part], stack);
      return part.includes('.') ? this.attribute(part, stack) : this.ref(part, stack);
    });
    return concatenation(parts, '');
  }
}

function concatenation(parts: readonly Meaning[], separator: string): Meaning {
  return {
    text: parts.map(({ text }) => text).join(separator),
    resources: parts.flatMap(({ resources }) => resources),
  };
}
