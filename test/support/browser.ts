import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const executablePath = paths.find((path) => existsSync(path));

const missing = `There is no Chromium at ${paths.join(' or ')}: install the package chromium.`;

/** Whether the tests that need Chromium are skipped: there is none, and the environment variable `CI` does not require it. */
export const lacksBrowser = executablePath === undefined && process.env['CI'] === undefined;

if (lacksBrowser) process.stderr.write(`Tests in a browser are skipped. ${missing}\n`);

export async function startBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error(missing);
  // Chromium has no sandbox for root, which containers run as. The pages are this service's own.
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}

export type WatchedPage = {
  readonly page: Page;
  /** What the browser has complained about: errors and warnings of its console, and of scripts. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
};

/** Opens a page whose complaints are collected. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints, close: () => context.close() };
}

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * Expects that everyone can use the page as it is now: axe finds no violation of WCAG 2.2 AA in light and dark, and
 * nothing overflows at a width of 320 CSS pixels.
 */
export async function expectUsable(page: Page): Promise<void> {
  const size = page.viewportSize();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(wcag).analyze();
    expect(violations.map(({ id, nodes }) => `${id} (${colorScheme}): ${nodes[0]?.html}`)).toEqual([]);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
  if (size !== null) await page.setViewportSize(size);
}
