import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { pictures } from '../../../bin/draw-dashboard';
import { widgetsOf } from '../../../bin/draw-dashboard/body';
import { short } from '../../../bin/draw-dashboard/graph';
import { ordersPipeline } from '../../../bin/draw-dashboard/pipeline';

const drawn = pictures();

test.each(['light', 'dark'])('the %s picture is that of the dashboard as it is synthesized now', (theme) => {
  const kept = readFileSync(`docs/images/dashboard-${theme}.svg`, 'utf8');
  for (const { properties } of widgetsOf(Template.fromStack(ordersPipeline()).toJSON(), 'Shop')) {
    const title = properties.title ?? properties.markdown?.replace('## ', '') ?? '';
    expect(kept).toContain(title.slice(0, 30));
  }
  // When this fails: node --import tsx bin/draw-dashboard.ts
  expect(kept === drawn[`dashboard-${theme}.svg`]).toBe(true);
});

test('numbers are short', () => {
  expect([0, 0.25, 12.345, 2_500, 4_194_304, 3e9].map(short)).toEqual([
    '0',
    '0.25',
    '12.3',
    '2.5k',
    '4.19M',
    '3G',
  ]);
});
