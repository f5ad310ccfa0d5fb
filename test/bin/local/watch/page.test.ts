import { createHash } from 'node:crypto';
import { pageOf } from '../../../../bin/local/watch/page-of';
import { GRAPH } from './watching';

const substitutions = [{ resource: 'One', type: 'AWS::A::B', instead: 'nothing', because: '</script><b>' }];
const { html, policy } = pageOf('App', GRAPH, [], substitutions, 'http://127.0.0.1:4566');
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('the policy lets the page run its own script and style, and ask its own server', () => {
  const [script] = /(?<=<script>)[\s\S]*(?=<\/script>\s*<\/body>)/.exec(html) ?? [];
  const [style] = /(?<=<style>)[\s\S]*?(?=<\/style>)/.exec(html) ?? [];
  expect(policy).toContain(`script-src ${hash(script ?? '')};`);
  expect(policy).toContain(`style-src ${hash(style ?? '')};`);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:/);
});

test('the page is in one piece: nothing is fetched, and no data ends the script', () => {
  expect(html).not.toMatch(/(?:src|href)="(?:https?:|\/)/);
  expect(html).not.toContain(' style="');
  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(html).not.toContain('<b>');
});

test('whatever is to be filled in is there', () => {
  const [json = '{}'] = /(?<=id="data">)[\s\S]*?(?=<\/script>)/.exec(html) ?? [];
  expect(JSON.parse(json)).toMatchObject({ stack: 'App', rate: { least: 1, most: 1000 }, substitutions });
  const [, script = ''] = /<script>([\s\S]*)<\/script>/.exec(html) ?? [];
  for (const id of [
    'rate',
    'rate-slider',
    'poison-records',
    'poison',
    'pause',
    'finish',
    'status',
    'outcome',
  ]) {
    expect(html).toContain(`id="${id}"`);
    expect(script).toContain(`"${id}"`);
  }
});
