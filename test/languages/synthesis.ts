import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ANY_NODE } from '../../bin/jsii/library';
import { runTool } from '../../bin/jsii/tool';
import { CACHE } from '../../bin/local/paths';
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

/** Runs an app, in a folder of its own. */
export function synthesize(name: string, command: string, args: readonly string[], cwd = HOME): Synthesis {
  const out = join(HOME, `${name}.out`);
  rmSync(out, { recursive: true, force: true });
  const printed = runTool(command, args, { cwd, env: { ...ANY_NODE, CDK_OUTDIR: out } });
  const template = JSON.parse(readFileSync(join(out, 'Languages.template.json'), 'utf8'));
  return { template: maskAssets(template), printed };
}
