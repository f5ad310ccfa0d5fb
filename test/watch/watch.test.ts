import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launch } from './chromium';
import { WatchedRun } from './watched-run';

const PICTURES =
  process.env.WATCH_SCREENSHOTS ?? join(__dirname, '..', '..', 'node_modules', '.cache', 'watch');
const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 400] as const;

let run: WatchedRun;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let url: string;
const complaints: string[] = [];
const requested = new Set<string>();

beforeAll(async () => {
  browser = await launch();
  run = WatchedRun.start();
  url = await run.url();
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  context.on('request', (request) => requested.add(new URL(request.url()).origin));
  page = await open();
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await run?.stop();
}, 60_000);

/** Opens the page, and notes whatever the browser has to complain of, breaches of the page's policy included. */
async function open(): Promise<Page> {
  const opened = await context.newPage();
  opened.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  opened.on('pageerror', (error) => complaints.push(error.message));
  await opened.goto(url);
  return opened;
}

async function figure(name: string): Promise<number> {
  const text = await page.locator(`[data-figure="${name}"]`).textContent();
  return Number(text?.replaceAll(',', ''));
}

/** Waits until something holds. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await page.waitForTimeout(100)) {
    if (await holds()) return;
  }
  throw new Error(`not within 30 s: ${what}`);
}

/** Goes to a control by the tabulator alone. */
async function tabTo(id: string): Promise<void> {
  await page.locator('body').press('Control+Home');
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate('document.activeElement.id')) === id) return;
  }
  throw new Error(`${id} cannot be reached by the tabulator`);
}

/** What would keep somebody from using the page, as far as a program can tell. */
async function violations(): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run()')) as AxeResults;
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
  );
}

/** What sticks out of the page, or out of its panel. */
async function overflowing(): Promise<string[]> {
  return page.evaluate(`[document.documentElement, ...document.querySelectorAll('.panel, .tiles, header')]
    .filter((element) => element.scrollWidth > element.clientWidth)
    .map((element) => element.id || element.tagName)`);
}

test('records flow through the pipeline that the page draws', async () => {
  await until('200 records are sent', async () => (await figure('sent')) >= 200);
  await until('some are in the archive', async () => (await figure('archived')) > 0);
  await until('some are counted', async () => (await figure('counted')) > 0);
  expect(await page.locator('#phase').textContent()).toBe('Flowing');
  const nodes = await page.locator('.wide-graph .node .name').allTextContents();
  expect(nodes).toEqual(
    expect.arrayContaining(['This run', 'Flights', 'track-delays', 'transform-flight', 'UnreadAlerts']),
  );
  await until('records have gone along all ten edges that are counted', async () => {
    const counts = await page.locator('.wide-graph .count').allTextContents();
    return counts.filter((count) => Number(count.replaceAll(',', '')) > 0).length === 10;
  });
  expect(await page.locator('#shards-table tbody tr').count()).toBe(4);
});

test('the rate is set by the keyboard', async () => {
  await tabTo('rate');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('40');
  await page.keyboard.press('Enter');
  await until('the run is at 40', async () => (await page.getByText('40/s asked for').count()) > 0);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('0');
  await page.keyboard.press('Enter');
  expect(await page.getByRole('alert').textContent()).toBe(
    'Records a second: a whole number from 1 to 1000, got "0"',
  );
  await page.keyboard.press('Control+A');
  await page.keyboard.type('150');
  await page.keyboard.press('Enter');
  await until('the run is at 150', async () => (await page.getByText('150/s asked for').count()) > 0);
  expect(await page.locator('#control-error').textContent()).toBe('');
});

test('the run is paused and resumed by the keyboard', async () => {
  await tabTo('pause');
  await page.keyboard.press('Space');
  await until('it is paused', async () => (await page.locator('#phase').textContent()) === 'Paused');
  await until('all is delivered', async () => (await figure('way')) === 0);
  const before = await figure('sent');
  await page.waitForTimeout(1500);
  expect(await figure('sent')).toBe(before);
  expect(await page.locator('#pause').textContent()).toBe('Resume');
  await page.keyboard.press('Space');
  await until('more is sent', async () => (await figure('sent')) > before);
});

test('poison is seen wherever it comes, and can be looked at', async () => {
  await page.getByLabel('Poison, records').fill('6');
  await page.getByRole('button', { name: 'Send poison' }).press('Enter');
  await until('it is in the error output', async () => (await figure('failed')) === 6);
  const row = (name: string) =>
    page.locator('#poison-table tr', { hasText: name }).locator('td').first().textContent();
  for (const name of [
    'Sent',
    'Refused by track-delays',
    'Refused by alert-delays',
    'Refused by transform-flight',
  ]) {
    await until(`${name} is 6`, async () => (await row(name)) === '6');
  }
  await page.locator('#objects tr', { hasText: 'error output' }).first().getByRole('button').press('Enter');
  await until('the object is shown', async () => (await page.locator('#preview pre').count()) > 0);
  expect(await page.locator('#preview pre').textContent()).toContain('"poison"');
  expect(await page.locator('#preview').textContent()).toContain('Lambda.ProcessingFailedStatus');
});

test('alarms are evaluated where there is something to evaluate them with', async () => {
  const states = await page.locator('#alarms-table .badge').allTextContents();
  expect(states.filter((state) => state === 'OK')).toHaveLength(6);
  expect(states.filter((state) => state === 'Not evaluated')).toHaveLength(4);
});

test('a page that is opened late has what was before', async () => {
  const late = await open();
  await late.locator('#rates details summary').click();
  await late.locator('#rates-table tbody tr').nth(9).waitFor();
  await late.close();
});

test('a page that nobody sees lets go of the run, and one that loses it finds it again', async () => {
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  const phase = (text: string) => other.locator('#phase', { hasText: text }).waitFor();
  const hide = (hidden: boolean) =>
    other.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} });
      document.dispatchEvent(new Event('visibilitychange'))`);
  await other.goto(url);
  await phase('Flowing');
  await hide(true);
  await other.waitForTimeout(700);
  const before = await other.locator('[data-figure="sent"]').textContent();
  await other.waitForTimeout(1500);
  expect(await other.locator('[data-figure="sent"]').textContent()).toBe(before);
  await elsewhere.setOffline(true);
  await hide(false);
  await phase('Out of reach');
  await elsewhere.setOffline(false);
  await phase('Flowing');
  await elsewhere.close();
});

test.each(SCHEMES)('nobody is shut out of the %s page, however narrow', async (colorScheme) => {
  mkdirSync(PICTURES, { recursive: true });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(700);
    expect(await overflowing()).toEqual([]);
    expect(await violations()).toEqual([]);
    await page.evaluate('scrollTo(0, 0)');
    await page.screenshot({ path: join(PICTURES, `${colorScheme}-${width}.png`), fullPage: true });
  }
});

test('when it is finished the page says what the run says', async () => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('button', { name: 'Finish' }).press('Enter');
  const { code, result, log } = await run.end();
  expect({ code, faults: result.faults, log: code === 0 ? '' : log }).toEqual({
    code: 0,
    faults: [],
    log: '',
  });
  await page.locator('#outcome').waitFor();
  expect(await page.locator('#outcome h2').textContent()).toBe('Every record is accounted for');
  expect(await page.locator('#phase').textContent()).toBe('Ended');
  expect(result).toMatchObject({ ok: true, poison: 6, failed: 6, lost: 0 });
  expect({
    sent: await figure('sent'),
    archived: await figure('archived'),
    dropped: await figure('dropped'),
    failed: await figure('failed'),
    processed: { delays: await figure('counted'), alerts: await figure('alerts') },
  }).toEqual({
    sent: result.sent,
    archived: result.archived,
    dropped: result.dropped,
    failed: result.failed,
    processed: result.processed,
  });
  const rows = await page.locator('#outcome tr').allTextContents();
  expect(rows).toContain(`sent${result.sent.toLocaleString('en')}`);
  expect(rows).toContain('lost0');
  expect(await page.getByRole('button', { name: 'Finish' }).isDisabled()).toBe(true);
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      expect([await overflowing(), await violations()]).toEqual([[], []]);
    }
  }
  await page.screenshot({ path: join(PICTURES, 'ended.png'), fullPage: true });
});

test('the browser had nothing to complain of, and asked nobody else', () => {
  expect(complaints).toEqual([]);
  expect([...requested]).toEqual([new URL(url).origin]);
});
