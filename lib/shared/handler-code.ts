import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';

/** The bundled code of one of this library's own handlers, a folder of `lambda/`. Bundled when the package is built. */
export function handlerCode(name: string): Code {
  const folder = join(packageRoot(__dirname), 'dist', 'handlers', name);
  if (!existsSync(folder)) {
    throw new Error(`the handler ${name} is not built: run "npm run build" in ${packageRoot(__dirname)}`);
  }
  return Code.fromAsset(folder);
}

/** The nearest folder upwards that holds a package.json: this file runs from `lib/` and from `dist/lib/`. */
function packageRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder));
}
