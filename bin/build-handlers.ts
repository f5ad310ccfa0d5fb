import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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
  for (const folder of ['handlers', 'examples'])
    rmSync(join(root, 'dist', folder), { recursive: true, force: true });
  const { metafile } = await build({
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
  });
  writeFileSync(join(root, 'dist', 'handlers', 'LICENCES.txt'), licencesOf(metafile, root));
  // Python, which runs as it is.
  cpSync(join(root, FLINK_RUNNER), join(root, 'dist', 'handlers', 'flink-sql-runner', 'main.py'));
}

if (require.main === module) void buildHandlers();
