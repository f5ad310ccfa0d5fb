import { ModuleKind, transpileModule } from 'typescript';
import { withLazyExports } from '../../../bin/lazy-exports';

function compiled(source: string): string {
  return transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS } }).outputText;
}

/** What a CommonJS text exports, and the files it has required so far. */
function load(text: string): { exports: Record<string, unknown>; loaded: string[] } {
  const [module, loaded]: [{ exports: Record<string, unknown> }, string[]] = [{ exports: {} }, []];
  const require = (file: string) => {
    loaded.push(file);
    return { A: `A of ${file}`, B: `B of ${file}` };
  };
  new Function('module', 'exports', 'require', text)(module, module.exports, require);
  return { exports: module.exports, loaded };
}

const INDEX =
  "export { A } from './a';\nexport { B, type Props } from './b';\nexport type { Q } from './c';\n";

test('a file is loaded when something of it is asked for', () => {
  const { exports, loaded } = load(withLazyExports(compiled(INDEX)));
  expect(Object.keys(exports)).toEqual(expect.arrayContaining(['A', 'B']));
  expect(loaded).toEqual([]);
  expect([exports.B, exports.B]).toEqual(['B of ./b', 'B of ./b']);
  expect(loaded).toEqual(['./b']);
});

test('something that is exported under another name is found', () => {
  const { exports } = load(withLazyExports(compiled("export { A as Z } from './a';")));
  expect(exports.Z).toBe('A of ./a');
});

test('the names stay where Node.js looks for those of a CommonJS file', () => {
  expect(withLazyExports(compiled(INDEX))).toMatch(/exports\.B = exports\.A = void 0;/);
});

test.each([
  "export * from './a';",
  "import { A } from './a';\nexport const b = A;",
])('an index that loads a file at once is refused: %s', (source) => {
  expect(() => withLazyExports(compiled(source))).toThrow('loads a file at once');
});
