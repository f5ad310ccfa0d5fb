import { readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { compile, pack, stage } from './jsii/library';
import { parseLanguages, USAGE } from './jsii/options';
import { checkTools } from './jsii/requirements';
import { ToolError } from './jsii/tool';
import { PACKAGE_ROOT } from './local/paths';
import { UsageError } from './simulate/usage-error';

const OUT = join(PACKAGE_ROOT, 'dist', 'jsii');

async function main(args: string[]): Promise<number> {
  try {
    const languages = parseLanguages(args);
    if (languages === undefined) {
      process.stdout.write(USAGE);
      return 0;
    }
    checkTools(languages);
    await timed('staged', stage);
    await timed('compiled', compile);
    for (const language of languages) {
      const folder = join(OUT, language);
      rmSync(folder, { recursive: true, force: true });
      await timed(`packed for ${language}`, () => pack(language, OUT));
      for (const file of packagesIn(folder)) console.log(`  ${relative(PACKAGE_ROOT, file)}`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ToolError)) throw error;
    const hint = error instanceof UsageError ? '; npm run jsii -- --help lists them' : '';
    process.stderr.write(`✗ ${error.message}${hint}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function timed(done: string, work: () => void | Promise<void>): Promise<void> {
  const started = Date.now();
  await work();
  console.log(`${done} (${((Date.now() - started) / 1000).toFixed(0)} s)`);
}

function packagesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(whl|tar\.gz|jar)$/.test(file))
    .map((file) => join(folder, file));
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
