import { Construct } from 'constructs';
import * as library from 'kinesis-constructs';
import { exampleBill, type Prices } from './costs';
import { textOf } from './snippets';

const page = textOf('docs/costs.md');

/** The rows of the table whose heading begins so. */
function table(heading: string): string[][] {
  const lines = page.slice(page.indexOf(`| ${heading} |`)).split('\n');
  const rows = lines.slice(
    2,
    lines.findIndex((line) => !line.startsWith('|')),
  );
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code);

/** Prices of the page; those that it has no number for are not among them. */
const prices: Prices = Object.fromEntries(
  table('name').flatMap(([name, usd]) => (usd === '–' ? [] : [[codeIn(name)[0], Number(usd)]])),
);

test('every construct has a row, and nothing else has', () => {
  const exported = Object.entries(library).flatMap(([name, value]) =>
    typeof value === 'function' && (value as { prototype: unknown }).prototype instanceof Construct
      ? [name]
      : [],
  );
  const rows = table('construct').flatMap(([construct]) => codeIn(construct));
  expect(exported.length).toBeGreaterThan(30);
  expect([...new Set(rows)].sort()).toEqual(exported.sort());
});

test('formulas use the names of prices, and every price is used', () => {
  const names = table('name').map(([name]) => codeIn(name)[0]);
  const used = table('construct').flatMap(([, idle, load]) => codeIn(idle + load));
  expect([...new Set(used)].sort()).toEqual([...names].sort());
  expect(Object.values(prices).every((usd) => usd > 0)).toBe(true);
});

test('the example costs what the page says', () => {
  const bill = exampleBill(prices).map(([what, provisioned, onDemand]) => [
    what,
    provisioned.toFixed(2),
    onDemand.toFixed(2),
  ]);
  expect(table('USD in 30 days')).toEqual(bill);
});
