import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { pages, root, textOf } from './snippets';

const ALL = [...pages(), 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];

/** A page without its blocks of code, where nothing is a link. */
const proseOf = (page: string): string =>
  textOf(page)
    .replace(/^```.*?^```/gms, '')
    .replace(/`[^`\n]*`/g, '');

/** Targets of links and pictures that are not addresses on the web. */
function targetsIn(prose: string): string[] {
  const found = [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)];
  return found.map(([, markdown, html]) => markdown ?? html).filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  const text = textOf(page).replace(/^```.*?^```/gms, '');
  return [...text.matchAll(/^#+ +(.*)$/gm)].map(([, heading]) => {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

/** What is wrong with a link on a page, if anything. */
function faultOf(page: string, target: string): string | undefined {
  const [path, anchor] = target.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), path));
  if (file.startsWith('..') || !existsSync(join(root, file))) return `${page}: there is no ${target}`;
  if (anchor === undefined) return undefined;
  const text = statSync(join(root, file)).isDirectory() ? join(file, 'README.md') : file;
  return anchorsOf(text).includes(anchor) ? undefined : `${page}: no heading for ${target}`;
}

test('every link within the package leads to a file, and to a heading where it names one', () => {
  const links = ALL.flatMap((page) => targetsIn(proseOf(page)).map((target) => ({ page, target })));
  expect(links.length).toBeGreaterThan(50);
  expect(links.flatMap(({ page, target }) => faultOf(page, target) ?? [])).toEqual([]);
});

test('a link to no file, and one to no heading, are found', () => {
  const [noFile, noHeading, ...others] = [
    'docs/no.md',
    'docs/spark.md#no',
    'docs/spark.md#on-a-cluster',
    '#limits',
  ];
  expect(faultOf('README.md', noFile)).toBe('README.md: there is no docs/no.md');
  expect(faultOf('README.md', noHeading)).toBe('README.md: no heading for docs/spark.md#no');
  expect(others.map((target) => faultOf('README.md', target))).toEqual([undefined, undefined]);
});

test('the index of the docs lists every page, and the README links the index', () => {
  const listed = targetsIn(proseOf('docs/README.md'));
  const there = readdirSync(join(root, 'docs')).filter(
    (file) => file.endsWith('.md') && file !== 'README.md',
  );
  expect(there.filter((file) => !listed.includes(file))).toEqual([]);
  expect(targetsIn(proseOf('README.md'))).toContain('docs/README.md');
});
