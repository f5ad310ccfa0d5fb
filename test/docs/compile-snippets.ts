import { join } from 'node:path';
import ts from 'typescript';
import { root, type Snippet } from './snippets';
import { standIns } from './stand-ins';

/** Modules whose names examples may use without importing them, the library's own first. */
const MODULES = [
  'kinesis-constructs',
  'kinesis-constructs/runtime',
  'kinesis-constructs/testing',
  'aws-cdk-lib',
];
const CDK_MODULES = [
  'assertions',
  'aws-cloudwatch',
  'aws-ec2',
  'aws-iam',
  'aws-kinesis',
  'aws-kinesisfirehose',
  'aws-kms',
  'aws-lambda',
  'aws-opensearchserverless',
  'aws-s3',
  'aws-scheduler',
  'aws-secretsmanager',
  'aws-sns-subscriptions',
];

/** A snippet as a user would have compiled it. */
export interface CompiledSnippet extends Snippet {
  /** What the compiler says against it. */
  readonly problems: string[];
  /** The body of a function with the parameters `require`, `exports` and `free`. */
  readonly javascript: string;
  /** Names that it uses and does not declare: things of the reader's. */
  readonly free: string[];
  /** Names that it declares, for the snippets below it on the page. */
  readonly declared: string[];
}

/**
 * Compiles snippets in one program. Names of the library and of the CDK are imported where a snippet does not. Any other
 * name that it does not declare is something of the reader's: of the type of its stand-in, where it has one.
 */
export function compileSnippets(snippets: readonly Snippet[]): CompiledSnippet[] {
  const exported = exportsOf([...MODULES, ...CDK_MODULES.map((name) => `aws-cdk-lib/${name}`)]);
  const imports = snippets.map(({ text }) => (isModule(text) ? '' : importsOf(text, exported)));
  const scripts = snippets.map(({ text }, i) => emitted(imports[i] + text));
  const sources = snippets.map(
    ({ text }, i) => imports[i] + (isModule(text) ? text : inAStack(text, scripts[i].declared)),
  );
  const missing = compile(sources).map((diagnostics) =>
    diagnostics.filter(({ code }) => [2304, 2552, 18004].includes(code)).map(nameIn),
  );
  const free = missing.map((names) => [...new Set(names)]);
  const complete = sources.map((source, i) => {
    const declarations = free[i].map((name) => {
      const above = snippets.findLastIndex(
        ({ page, text }, j) =>
          j < i && page === snippets[i].page && !isModule(text) && scripts[j].declared.includes(name),
      );
      return `declare const ${name}: ${typeOf(name, above)};\n`;
    });
    return `${source}\nexport {};\n${declarations.join('')}`;
  });
  return compile(complete).map((diagnostics, i) => ({
    ...snippets[i],
    ...scripts[i],
    free: free[i],
    problems: diagnostics
      .filter((found) => !ofTheReader(found))
      .map(({ messageText }) => `${snippets[i].place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  }));
}

const isModule = (text: string): boolean => /^import /m.test(text);

/** The type of a name of the reader's: what the snippet `above` on the page declares, or the stand-in's. */
function typeOf(name: string, above: number): string {
  if (above >= 0) return `Awaited<ReturnType<import('./${fileOf(above)}').Enclosing['enclosed']>>['${name}']`;
  return Object.hasOwn(standIns, name) ? `import('./stand-ins').StandIns['${name}']` : 'any';
}

const fileOf = (snippet: number): string => `snippet-${snippet}.virtual`;

/** What follows from things of the reader's that are not there: their types, and modules of their own. */
function ofTheReader(found: ts.Diagnostic): boolean {
  return found.code === 7006 || (found.code === 2307 && nameIn(found).startsWith('.'));
}

const nameIn = ({ messageText }: ts.Diagnostic): string =>
  /'([^']+)'/.exec(ts.flattenDiagnosticMessageText(messageText, ' '))?.[1] ?? '';

function importsOf(text: string, exported: ReadonlyMap<string, string>): string {
  const words = new Set(text.match(/\b[A-Za-z_$][\w$]*\b/g));
  return [...exported]
    .filter(([name]) => words.has(name) && !new RegExp(`(const|class) ${name}\\b`).test(text))
    .map(([name, module]) => `import { ${name} } from '${module}';\n`)
    .join('');
}

/** A module with the snippet inside a method of a stack, where `this` is a scope; the method gives what it declares. */
const inAStack = (text: string, declared: readonly string[]): string =>
  "import { Stack as EnclosingStack } from 'aws-cdk-lib';\n" +
  `export class Enclosing extends EnclosingStack { async enclosed() {\n${text}\nreturn { ${declared.join(', ')} };\n} }\n`;

/** The names that a declaration binds, those of patterns too. */
function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

/** Modifiers of what is no value, or is among the exports anyway. */
const NOT_LOCAL: ts.SyntaxKind[] = [ts.SyntaxKind.DeclareKeyword, ts.SyntaxKind.ExportKeyword];

/** JavaScript for a snippet, which gives back the names that it declares. */
function emitted(source: string): { javascript: string; declared: string[] } {
  const file = ts.createSourceFile('snippet.ts', source, ts.ScriptTarget.ES2022);
  const declared = file.statements
    .filter(ts.isVariableStatement)
    .filter(({ modifiers }) => !modifiers?.some(({ kind }) => NOT_LOCAL.includes(kind)))
    .flatMap(({ declarationList }) => declarationList.declarations)
    .flatMap(({ name }) => namesIn(name));
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(`${source}\nexport {};`, { compilerOptions });
  return { javascript: outputText, declared };
}

const OPTIONS: ts.CompilerOptions = {
  ...ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    root,
  ).options,
  noUnusedLocals: false,
  noUnusedParameters: false,
  incremental: false,
  tsBuildInfoFile: undefined,
};

/** The value exports of modules, the first module first where several have a name. */
function exportsOf(modules: string[]): Map<string, string> {
  const file = join(root, 'test', 'docs', 'exports.virtual.ts');
  const program = programOf(new Map([[file, modules.map((name) => `import '${name}';`).join('\n')]]));
  const checker = program.getTypeChecker();
  const names = new Map<string, string>();
  for (const statement of program.getSourceFile(file)?.statements ?? []) {
    const specifier = (statement as ts.ImportDeclaration).moduleSpecifier as ts.StringLiteral;
    const symbol = checker.getSymbolAtLocation(specifier);
    for (const { name } of symbol === undefined ? [] : checker.getExportsOfModule(symbol)) {
      if (!names.has(name) && name !== 'Function') names.set(name, specifier.text);
    }
  }
  return names;
}

function compile(sources: readonly string[]): ts.Diagnostic[][] {
  const files = sources.map((_, i) => join(root, 'test', 'docs', `${fileOf(i)}.ts`));
  const program = programOf(new Map(files.map((file, i) => [file, sources[i]])));
  return files.map((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
}

let previous: ts.Program | undefined;

/** A program over files that are not on disk; what it shares with the one before is not read again. */
function programOf(files: ReadonlyMap<string, string>): ts.Program {
  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, readFile, getSourceFile } = host;
  const known = new Map<string, ts.SourceFile | undefined>();
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  host.getSourceFile = (file, ...rest) => {
    const text = files.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
    if (!known.has(file)) known.set(file, previous?.getSourceFile(file) ?? getSourceFile(file, ...rest));
    return known.get(file);
  };
  previous = ts.createProgram([...files.keys()], OPTIONS, host);
  return previous;
}
