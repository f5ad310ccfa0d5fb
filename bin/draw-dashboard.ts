import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { widgetsOf } from './draw-dashboard/body';
import { draw } from './draw-dashboard/draw';
import { ordersPipeline } from './draw-dashboard/pipeline';
import { THEMES } from './draw-dashboard/theme';

const FOLDER = resolve(__dirname, '..', 'docs', 'images');

/** The pictures of a dashboard as it is synthesized, by the names of their files. */
export function pictures(): Record<string, string> {
  const widgets = widgetsOf(Template.fromStack(ordersPipeline()).toJSON(), 'Shop');
  return Object.fromEntries(
    Object.entries(THEMES).map(([name, theme]) => [
      `dashboard-${name}.svg`,
      draw(widgets, 'Shop / Orders', theme),
    ]),
  );
}

if (require.main === module) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, picture] of Object.entries(pictures())) writeFileSync(join(FOLDER, name), picture);
}
