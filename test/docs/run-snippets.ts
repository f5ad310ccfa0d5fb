import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { CompiledSnippet } from './compile-snippets';
import { standIns } from './stand-ins';

/** Flag of the CDK with which what its rules refuse is an error. */
const REFUSE = '@aws-cdk/core:validateAgainstDefaultRules';
const env = { account: '111122223333', region: 'eu-west-1' };
// biome-ignore lint/complexity/useArrowFunction: the constructor of asynchronous functions has no other name
const AsyncFunction = async function () {}.constructor as new (
  ...code: string[]
) => (...args: unknown[]) => Promise<void>;

/** What the snippets of one page have: a stack, and names. */
class Page {
  public readonly stack: Stack;
  private readonly names = new Map<string, unknown>();

  constructor(app: App, file: string) {
    this.stack = new Stack(app, file.replace(/[^A-Za-z0-9]+/g, '-'), { env });
  }

  /** What an earlier snippet of the page declared under this name, or what stands in for it. */
  public get(name: string): unknown {
    if (!this.names.has(name)) {
      if (!Object.hasOwn(standIns, name)) throw new Error(`nothing stands in for ${name}`);
      const make: (scope: Construct) => unknown = standIns[name as keyof typeof standIns];
      this.names.set(name, make(new Construct(this.stack, `Your ${name}`)));
    }
    return this.names.get(name);
  }

  public set(names: object): void {
    for (const [name, value] of Object.entries(names)) this.names.set(name, value);
  }
}

/** Runs snippets, each page's in a stack of its own, in the order of the page; gives all apps that this makes. */
export class SnippetRun {
  public readonly apps = [new App({ context: { [REFUSE]: true } })];
  public readonly problems: string[] = [];
  private readonly pages = new Map<string, Page>();
  /** The CDK, in which a new app is known to this run. */
  private readonly cdk: object;

  /** @param load `require`, for the modules that snippets import */
  constructor(private readonly load: (module: string) => object) {
    const { apps } = this;
    class KnownApp extends App {
      constructor() {
        super({ context: { [REFUSE]: true } });
        apps.push(this);
      }
    }
    this.cdk = Object.create(load('aws-cdk-lib'), { App: { value: KnownApp } });
  }

  /** Runs one snippet and builds the stacks that it exports. */
  public async run(snippet: CompiledSnippet): Promise<void> {
    try {
      await this.evaluate(snippet);
    } catch (error) {
      this.problems.push(`${snippet.place}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Synthesizes all apps. The CDK checks their templates by the rules of CloudFormation; what they refuse throws. */
  public synthesize(): void {
    const withResources = this.apps.filter(({ node }) => node.findAll().some(CfnResource.isCfnResource));
    for (const app of withResources) {
      // A page of handlers makes no resource, and CloudFormation takes no stack without one.
      for (const stack of app.node.children.filter(Stack.isStack)) {
        if (!stack.node.findAll().some(CfnResource.isCfnResource)) app.node.tryRemoveChild(stack.node.id);
      }
      const errors = app
        .synth()
        .stacks.flatMap(({ messages }) => messages.filter(({ level }) => level === 'error'));
      this.problems.push(...errors.map(({ id, entry }) => `${id}: ${String(entry.data)}`));
    }
  }

  private async evaluate({ page: file, place, javascript, free, declared }: CompiledSnippet): Promise<void> {
    const page = this.pages.get(file) ?? new Page(this.apps[0], file);
    this.pages.set(file, page);
    const scope = new Construct(page.stack, place.replace(/.*:/, 'line '));
    const own = new Proxy({}, { get: (_, name) => page.get(String(name)) });
    const load = (module: string) =>
      module.startsWith('.') ? own : module === 'aws-cdk-lib' ? this.cdk : this.load(module);
    const exports: Record<string, unknown> = {};
    const body = `${javascript}\nreturn { ${declared.join(', ')} };`;
    const code = new AsyncFunction('require', 'exports', 'test', 'expect', ...free, body);
    // Tests that a snippet has run within ours.
    const tests: unknown[] = [];
    const test = (_name: string, body: () => unknown) => tests.push(body());
    const names = free.map((name) => page.get(name));
    const found = (await code.call(scope, load, exports, test, expectation, ...names)) as unknown as object;
    await Promise.all(tests);
    page.set({ ...exports, ...found });
    for (const exported of Object.values(exports)) if (isStack(exported)) this.build(exported, scope, page);
  }

  /** Makes a stack of a class, with what stands in for the parameters that its constructor has beyond scope and id. */
  private build(type: typeof Stack, scope: Construct, page: Page): void {
    const parameters = /constructor\(([^)]*)\)/.exec(String(type))?.[1].split(/, */) ?? [];
    const given = parameters.slice(2).map((name) => (name === 'props' ? { env } : page.get(name)));
    Reflect.construct(type, [scope, type.name, ...given]);
  }
}

const isStack = (value: unknown): value is typeof Stack =>
  typeof value === 'function' && value.prototype instanceof Stack;

/** Jest's, without a snapshot: what readers would keep of their templates is not kept here. */
const expectation = (value: unknown) => ({ ...expect(value), toMatchSnapshot: () => {} });
