import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from '../../bin/jsii/library';
import { runTool } from '../../bin/jsii/tool';
import { HOME, pageExample, runApp, type Synthesis, synthesize } from './synthesis';

/**
 * What the app comes to in Python, with a new wheel in an environment of its own.
 *
 * @param cdk version of aws-cdk-lib
 */
export function inPython(cdk: string): Synthesis {
  const out = join(HOME, 'packages');
  pack('python', out);
  const wheel = readdirSync(join(out, 'python')).find((file) => file.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`there is no wheel in ${out}`);

  const home = join(HOME, `python-${cdk}`);
  const python = join(home, 'bin', 'python');
  if (!existsSync(python)) runTool('python3', ['-m', 'venv', home], { cwd: HOME });
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
  const file = join(out, 'python', wheel);
  // First alone: a wheel of a version that is there already would not replace it.
  runTool(python, [...pip, '--force-reinstall', '--no-deps', file], { cwd: HOME });
  runTool(python, [...pip, file, `aws-cdk-lib==${cdk}`], { cwd: HOME });
  runApp(python, [pageExample('python', 'orders.py')], join(HOME, 'orders.out'));
  return synthesize('python', python, [join(__dirname, 'app.py')]);
}
