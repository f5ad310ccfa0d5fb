import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { licencesOf } from './bundled-licences';

const root = resolve(__dirname, '..');

const FLINK_RUNNER = join('lambda', 'flink-sql-runner', 'main.py');

/** Folders below `parent` that hold a `handler.ts`, by name. */
function handlersIn(parent: string): string[] {
  if (!existsSync(join(root, parent))) return [];
  return readdirSync(join(root, parent)).filter((name) => existsSync(join(root, parent, name, 'handler.ts')));
}

/** Where each handler's source is, and where its bundle goes: the library's, and those of the examples. */
function entryPoints(): Record<string, string> {
  const own = handlersIn('lambda').map((name) => [`handlers/${name}/index`, `lambda/${name}/handler.ts`]);
  const examples = readdirSync(join(root, 'examples')).flatMap((example) =>
    handlersIn(`examples/${example}/handlers`).map((name) => [
      `examples/${example}/${name}/index`,
      `examples/${example}/handlers/${name}/handler.ts`,
    ]),
  );
  return Object.fromEntries([...own, ...examples]);
}

/** Puts everything that runs elsewhere into `dist/`, all in one run, so that synthesis starts no bundler. */
export async function buildHandlers(): Promise<void> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: entryPoints(),
    outdir: 'dist',
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    tsconfig: 'tsconfig.json',
    legalComments: 'none',
    loader: { '.csv': 'text' },
    logLevel: 'warning',
    metafile: true,
    write: false,
  });
  const handlers = join(root, 'dist', 'handlers');
  const files = new Map<string, Uint8Array>(outputFiles.map(({ path, contents }) => [path, contents]));
  files.set(join(handlers, 'LICENCES.txt'), Buffer.from(licencesOf(metafile, root)));
  // Python, which runs as it is.
  files.set(join(handlers, 'flink-sql-runner', 'main.py'), readFileSync(join(root, FLINK_RUNNER)));
  for (const folder of [handlers, join(root, 'dist', 'examples')]) removeOthers(folder, files);
  for (const [path, contents] of files) put(path, contents);
}

/** Removes the files below `folder` that are none of `files`. */
function removeOthers(folder: string, files: ReadonlyMap<string, unknown>): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !files.has(path)) rmSync(path, { force: true });
  }
}

/** Writes a file whole, or leaves it alone when it is as it should be: tests or a local run may be reading it. */
function put(path: string, contents: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = join(root, 'dist', `.${process.pid}`);
  writeFileSync(unfinished, contents);
  renameSync(unfinished, path);
}

if (require.main === module) void buildHandlers();
