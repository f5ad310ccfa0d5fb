import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { THEMES, type Theme } from '../../draw-dashboard/theme';
import { body } from './page-body';
import type { PageData } from './page-data';

/** A page that needs nothing but itself and this server's events. */
export interface Page {
  readonly html: string;
  /** Its Content-Security-Policy: these scripts and styles, and requests to this server. */
  readonly policy: string;
}

/** What is drawn on the page already. */
export interface Drawings {
  readonly wide: string;
  readonly narrow: string;
}

/** What is later counts where two say something of the same. */
const STYLES = ['base', 'bar', 'panels', 'tables', 'drawings', 'narrow'];

const ICON =
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><rect width='16' height='16' rx='4' fill='#0969da'/><path d='M2.5 5.5c3-3 5 3 11 0M2.5 10.5c3-3 5 3 11 0' fill='none' stroke='white' stroke-width='1.8' stroke-linecap='round'/></svg>";

/** Builds the page, its script bundled. */
export function buildPage(data: PageData, drawings: Drawings, endpoint: string): Page {
  const script = bundle();
  const style = [
    readFileSync(require.resolve('uplot/dist/uPlot.min.css'), 'utf8'),
    themeStyle(),
    ...STYLES.map((name) => readFileSync(join(__dirname, 'style', `${name}.css`), 'utf8')),
  ].join('\n');
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${data.stack}, on this machine</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
<style>${style}</style>
</head>
<body>
${body(data, drawings, endpoint)}
<script type="application/json" id="data">${JSON.stringify(data).replace(/</g, '\\u003c')}</script>
<script>${script}</script>
</body>
</html>
`;
  return { html, policy };
}

/** What runs in the browser, as one script. */
function bundle(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'client', 'main.ts')],
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
  });
  // An end of the script inside it would be one.
  return (outputFiles[0]?.text ?? '').replace(/<\/script/g, '<\\/script');
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** The colours of the dashboard's pictures, as the reader's system is set. */
function themeStyle(): string {
  const variables = ({ lines, named: _named, ...colours }: Theme): string =>
    [...Object.entries(colours), ...lines.map((colour, index) => [`line-${index + 1}`, colour])]
      .map(([name, colour]) => `--${name}:${colour};`)
      .join('');
  return `:root{${variables(THEMES.light)}}@media (prefers-color-scheme:dark){:root{${variables(THEMES.dark)}}}`;
}
