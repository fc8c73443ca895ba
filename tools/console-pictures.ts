import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { parseArguments } from '../src/cli/parse-arguments.ts';
import { openPage, startBrowser } from '../test/support/browser.ts';

/** The pages to show, each with how to get there from the list of people. */
const pages: readonly (readonly [name: string, open: (page: Page, url: string) => Promise<unknown>])[] = [
  ['people', async (page, url) => page.goto(`${url}/console`)],
  ['person', openFirst('needs_attention')],
  ['waiting', openFirst('awaiting_acceptance')],
  ['completed', openFirst('completed')],
  ['departure', openFirst('all', 'leaving')],
  ['brake', async (page, url) => page.goto(`${url}/console/brake`)],
  ['drift', async (page, url) => page.goto(`${url}/console/drift`)],
  ['import', openPlan],
  ['access', openExplanation],
  ['events', async (page, url) => page.goto(`${url}/console/events`)],
  ['today', async (page, url) => page.goto(`${url}/console/today`)],
];

const appearances: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['light', { colorScheme: 'light', viewport: { width: 1200, height: 800 } }],
  ['dark', { colorScheme: 'dark', viewport: { width: 1200, height: 800 } }],
  ['phone', { colorScheme: 'light', viewport: { width: 360, height: 740 } }],
];

function openFirst(state: string, filter = 'state') {
  return async (page: Page, url: string) => {
    await page.goto(`${url}/console?${filter}=${state}`);
    await page.locator('.people tbody a').first().click();
    await page.locator('.standing').waitFor();
  };
}

/** A plan that is never started. */
async function openPlan(page: Page, url: string) {
  await page.goto(`${url}/console/import`);
  const rows = [
    'grace@example.com,Grace,Developers,Provisioning',
    'alan@example.com,Alan,Developers,Billing',
  ];
  await page.getByLabel('or its rows').fill(['email,firstName,group,policies', ...rows, 'ada'].join('\n'));
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByRole('heading', { name: /^Plan for/ }).waitFor();
}

/** Why the newest person who has not accepted yet sees a blank screen. */
async function openExplanation(page: Page, url: string) {
  await page.goto(`${url}/console?state=awaiting_acceptance`);
  const email = await page.locator('.people tbody a').first().innerText();
  await page.goto(`${url}/console/access`);
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Find out why' }).click();
  await page.locator('[data-answer]').waitFor();
}

const usage = `npm run console:pictures -- URL KEY [FOLDER]

Takes a picture of every page of the console at the URL, such as http://127.0.0.1:3000, in light and dark and as on a
phone. KEY is an API key with the scopes read and write. The pictures go to docs, or to FOLDER, as console-<page>-<appearance>.png.
The console must show a person in each of the states needs_attention, awaiting_acceptance and completed, and one who leaves.`;

/** `npm run console:pictures`: takes the pictures of `docs/console.md` from a running console. */
const { url, key, folder } = parseArguments(usage, () => {
  const [at = '', secret, target = join(import.meta.dirname, '../docs')] = parseArgs({
    allowPositionals: true,
  }).positionals;
  if (!URL.canParse(at) || secret === undefined) throw new TypeError('Name the URL of the API and a key.');
  return { url: new URL(at).origin, key: secret, folder: target };
});
await mkdir(folder, { recursive: true });
const browser = await startBrowser();
for (const [appearance, options] of appearances) {
  const { page, close } = await openPage(browser, {
    ...options,
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
  });
  await page.goto(`${url}/console/sign-in`);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'People', level: 1 }).waitFor();
  for (const [name, open] of pages) {
    await open(page, url);
    const path = join(folder, `console-${name}-${appearance}.png`);
    await page.screenshot({ path, fullPage: true });
    process.stdout.write(`${path}\n`);
  }
  await close();
}
await browser.close();
