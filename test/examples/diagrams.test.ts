import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { drawAssembly } from '../../bin/diagram/draw';
import { examples } from './examples';

const ROOT = resolve(__dirname, '..', '..');

/** Between them is what the command prints of the stacks that the first one names. */
const BLOCK = /<!-- diagram: (.+?) -->\n([\s\S]*?)<!-- \/diagram -->/g;

/** Examples as they are without settings of their own, by their folders. */
const DRAWN = examples.filter(([name]) => !/ of |secondary/.test(name));

const FRONT = 'README.md';

/** The README of an example, which has its diagram, and that of the whole, which has one if it likes. */
function readmesOf(example: string): string[] {
  return [join('examples', example.replace(/,.*/, ''), 'README.md'), FRONT];
}

function assemblyOf(make: (app: App) => unknown): { folder: string; stacks: string[] } {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'diagram-')) });
  make(app);
  const { directory, stacks } = app.synth();
  return { folder: directory, stacks: stacks.map(({ displayName }) => displayName) };
}

/** The text with the diagrams of stacks of this app as they should be, and how many it has. */
function redrawn(text: string, { folder, stacks }: ReturnType<typeof assemblyOf>) {
  let count = 0;
  const current = text.replace(BLOCK, (block, names: string) => {
    if (!names.split(' ').every((name) => stacks.includes(name))) return block;
    count++;
    const picture = drawAssembly(folder, names.split(' '));
    return `<!-- diagram: ${names} -->\n\`\`\`mermaid\n${picture}\`\`\`\n<!-- /diagram -->`;
  });
  return { current, count };
}

describe.each(DRAWN)('%s', (example, make) => {
  const assembly = assemblyOf(make);

  test.each(readmesOf(example))('%s shows what is deployed; UPDATE_DIAGRAMS=1 draws it anew', (page) => {
    const readme = join(ROOT, page);
    const text = readFileSync(readme, 'utf8');
    const { current, count } = redrawn(text, assembly);
    if (process.env.UPDATE_DIAGRAMS === '1' && current !== text) writeFileSync(readme, current);
    else expect(text).toBe(current);
    if (page !== FRONT) expect(count).toBe(1);
  });

  test('is small enough to take in', () => {
    const nodes = drawAssembly(assembly.folder).match(/^ +\w+[[({].*"[\])}]+$|^ +\w+\[\/".*"\/\]$/gm) ?? [];
    expect(nodes.length).toBeGreaterThan(2);
    expect(nodes.length).toBeLessThanOrEqual(20);
  });
});

test('a README that is behind is told of', () => {
  const assembly = assemblyOf((app) => DRAWN[0]?.[1](app));
  const stale = '<!-- diagram: StreamingEtl -->\n```mermaid\nflowchart LR\n```\n<!-- /diagram -->';
  expect(redrawn(stale, assembly).current).toContain('Flights_stream --> Archive_delivery');
});
