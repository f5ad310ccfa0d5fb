import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of the package. */
export const root = resolve(__dirname, '..', '..');

/** A piece of TypeScript out of a page or a doc comment. */
export interface Snippet {
  /** The file that it stands in, from the package's folder. */
  readonly page: string;
  /** Where it stands, as `file:line`. */
  readonly place: string;
  readonly text: string;
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file))
    .sort();
}

/** The README, the pages of `docs/` and those of the examples, from the package's folder. */
export function pages(): string[] {
  return ['README.md', ...filesBelow('docs', '.md'), ...filesBelow('examples', 'README.md')];
}

/** The text of a file of the package. */
export const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The blocks of TypeScript in all pages. */
export function pageSnippets(): Snippet[] {
  return pages().flatMap((page) => find(page, /^```ts\n(.*?)^```/gms, (found) => found));
}

/** The `@example`s of doc comments. */
export function exampleSnippets(): Snippet[] {
  return [...filesBelow('lib', '.ts'), ...filesBelow('lambda', '.ts')].flatMap((file) =>
    find(file, /^ *\* @example\n((?: *\*(?! @|\/).*\n)*)/gm, (found) => found.replace(/^ *\* ?/gm, '')),
  );
}

function find(file: string, pattern: RegExp, clean: (found: string) => string): Snippet[] {
  const text = textOf(file);
  return [...text.matchAll(pattern)].map((match) => ({
    page: file,
    place: `${file}:${text.slice(0, match.index).split('\n').length + 1}`,
    text: clean(match[1]),
  }));
}
