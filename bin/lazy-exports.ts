const REQUIRE = /^(?:var|const) (\w+) = require\("([^"]+)"\);\n/gm;
const GETTER =
  /^Object\.defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return (\w+)\.(\w+); \} \}\);$/gm;
const DEFINE = `const lazy = (name, get) =>
  Object.defineProperty(exports, name, {
    enumerable: true,
    configurable: true,
    get: () => {
      const value = get();
      Object.defineProperty(exports, name, { enumerable: true, value });
      return value;
    },
  });
`;

/**
 * A compiled index of `export { A } from './b'`, such that each file is loaded when something of it is asked for: an app
 * that takes one construct does not wait for all the others.
 *
 * Node.js finds the names for `import { A }` in the line `exports.A = exports.B = void 0`, and forgets those that it sees
 * defined in a way it does not know: hence the function.
 *
 * @param index what the TypeScript compiler wrote, as CommonJS
 */
export function withLazyExports(index: string): string {
  const files = new Map([...index.matchAll(REQUIRE)].map(([, variable, file]) => [variable, file]));
  const result = index.replace(REQUIRE, '').replace(GETTER, (_, name, variable, original) => {
    return `lazy("${name}", () => require("${files.get(variable)}").${original});`;
  });
  const atOnce = new RegExp(
    `^.*\\b(?:${[...files.keys(), '__exportStar', '__importStar'].join('|')})\\b.*$`,
    'm',
  );
  const left = result.match(atOnce);
  if (left !== null) throw new Error(`the index of the package loads a file at once: ${left[0]}`);
  return result.replace('lazy(', `${DEFINE}lazy(`);
}
