import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '..', '..');

/** A piece of TypeScript out of a page or a doc comment. */
export interface Snippet {
  /** Where it stands, as `file:line`. */
  readonly place: string;
  readonly text: string;
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(root, folder, file));
}

/** The blocks of TypeScript in the README and the pages of `docs/`. */
export function pageSnippets(): Snippet[] {
  const pages = [join(root, 'README.md'), ...filesBelow('docs', '.md')];
  return pages.flatMap((page) => {
    const text = readFileSync(page, 'utf8');
    return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map((match) => ({
      place: `${relative(root, page)}:${lineOf(text, match.index) + 1}`,
      text: match[1],
    }));
  });
}

/** The `@example`s of doc comments. */
export function exampleSnippets(): Snippet[] {
  return [...filesBelow('lib', '.ts'), ...filesBelow('lambda', '.ts')].flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return [...text.matchAll(/^ *\* @example\n((?: *\*(?! @|\/).*\n)*)/gm)].map((match) => ({
      place: `${relative(root, file)}:${lineOf(text, match.index) + 1}`,
      text: match[1].replace(/^ *\* ?/gm, ''),
    }));
  });
}

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** Modules whose names examples may use without importing them, the library's own first. */
const MODULES = [
  'kinesis-constructs',
  'kinesis-constructs/runtime',
  'kinesis-constructs/testing',
  'aws-cdk-lib',
];
const CDK_MODULES = [
  'cloudwatch',
  'ec2',
  'iam',
  'kinesis',
  'kinesisfirehose',
  'lambda',
  'opensearchserverless',
  's3',
  'scheduler',
  'secretsmanager',
  'sns-subscriptions',
];

/**
 * Compiles snippets as users would, in one program, and gives what is wrong with each. Names of the library and of the CDK
 * are imported where a snippet does not; any other name that it does not declare is something of the reader's.
 */
export function problemsOf(snippets: readonly Snippet[]): string[] {
  const exported = exportsOf([...MODULES, ...CDK_MODULES.map((name) => `aws-cdk-lib/aws-${name}`)]);
  const sources = snippets.map(({ text }) => inAStack(text, exported));
  const first = compile(sources);
  const missing = first.map((diagnostics) =>
    diagnostics.filter(({ code }) => code === 2304 || code === 2552 || code === 18004).map(nameIn),
  );
  const complete = sources.map(
    (source, i) => source + [...new Set(missing[i])].map((name) => `declare const ${name}: any;\n`).join(''),
  );
  return compile(complete).flatMap((diagnostics, i) =>
    diagnostics
      .filter((found) => !ofTheReader(found))
      .map(({ messageText }) => `${snippets[i].place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  );
}

/** What follows from things of the reader's that are not there: their types, and modules of their own. */
function ofTheReader(found: ts.Diagnostic): boolean {
  return found.code === 7006 || (found.code === 2307 && nameIn(found).startsWith('.'));
}

const nameIn = ({ messageText }: ts.Diagnostic): string =>
  /'([^']+)'/.exec(ts.flattenDiagnosticMessageText(messageText, ' '))?.[1] ?? '';

/** A module with the snippet inside a stack's constructor, where `this` is a scope; with imports of its own, as it is. */
function inAStack(text: string, exported: ReadonlyMap<string, string>): string {
  if (/^import /m.test(text)) return `export {};\n${text}\n`;
  const words = new Set(text.match(/\b[A-Za-z_$][\w$]*\b/g));
  const imports = [...exported].filter(
    ([name]) => words.has(name) && !new RegExp(`(const|class) ${name}\\b`).test(text),
  );
  return [
    ...imports.map(([name, module]) => `import { ${name} } from '${module}';`),
    "import { Stack as EnclosingStack } from 'aws-cdk-lib';",
    'export class Enclosing extends EnclosingStack { async enclosed() {',
    text,
    '} }',
    '',
  ].join('\n');
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
  const files = sources.map((_, i) => join(root, 'test', 'docs', `snippet-${i}.virtual.ts`));
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
