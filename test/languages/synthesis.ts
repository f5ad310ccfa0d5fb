import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANY_NODE } from '../../bin/jsii/library';
import { runTool } from '../../bin/jsii/tool';
import { CACHE, PACKAGE_ROOT } from '../../bin/local/paths';
import { maskAssets } from '../../lambda/testing/mask-assets';

/** Where everything is that these tests install and write. */
export const HOME = join(CACHE, 'languages');

/** What the app came to in one language. */
export interface Synthesis {
  /** Its template, the hashes of assets masked. */
  readonly template: unknown;
  /** What it printed: the refusal that it meets. */
  readonly printed: string;
}

/** A block of `docs/languages.md`, which is an app too, as a file of its own. */
export function pageExample(language: string, file: string): string {
  const page = readFileSync(join(PACKAGE_ROOT, 'docs', 'languages.md'), 'utf8');
  const code = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(page)?.[1];
  if (code === undefined) throw new Error(`docs/languages.md has no example in ${language}`);
  writeFileSync(join(HOME, file), code);
  return join(HOME, file);
}

/** Runs an app; gives what it printed, and puts what it synthesized into `out`. */
export function runApp(command: string, args: readonly string[], out: string, cwd = HOME): string {
  rmSync(out, { recursive: true, force: true });
  // What the CDK would check of each template is the same in all languages, and takes seconds.
  const env = { ...ANY_NODE, CDK_OUTDIR: out, CDK_VALIDATION: 'false' };
  return runTool(command, args, { cwd, env });
}

/** Runs the app that all languages have; `name` is that of its output. */
export function synthesize(name: string, command: string, args: readonly string[], cwd = HOME): Synthesis {
  const out = join(HOME, `${name}.out`);
  const printed = runApp(command, args, out, cwd);
  const template = JSON.parse(readFileSync(join(out, 'Languages.template.json'), 'utf8'));
  return { template: maskAssets(template), printed };
}
