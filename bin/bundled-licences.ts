import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** What a bundler says of what went into its outputs. */
export interface Bundled {
  readonly inputs: Readonly<Record<string, unknown>>;
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.\w+)?$/i;

/**
 * The licences of the packages that bundles carry, as a text: name, version, licence and its words, each package once.
 *
 * @param root where the bundler's paths begin
 * @throws where a package names no licence, so that nothing is shipped under an unknown one
 */
export function licencesOf({ inputs }: Bundled, root: string): string {
  const folders = new Set(Object.keys(inputs).flatMap((path) => packageFolder(join(root, path)) ?? []));
  return [...folders]
    .map(licenceIn)
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** The folder of the package that a file is from; none for this package's own. */
function packageFolder(file: string): string | undefined {
  const marker = `${sep}node_modules${sep}`;
  const at = file.lastIndexOf(marker);
  if (at < 0) return undefined;
  const [scope = '', name = ''] = file.slice(at + marker.length).split(sep);
  return join(file.slice(0, at + marker.length), scope, scope.startsWith('@') ? name : '');
}

function licenceIn(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${name} ${version} names no licence: it is in a bundle`);
  const words = readdirSync(folder)
    .filter((file) => LICENCE_FILE.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, '', ...words, ''].join('\n');
}
