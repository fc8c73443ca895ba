import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLocalLink } from '../../../src/console/sign-in/local-link.ts';
import type { OidcOptions } from '../../../src/console/sign-in/oidc-options.ts';
import type { SignInOptions } from '../../../src/console/sign-in/options.ts';
import { apiKey, apiOver } from '../../api/fake-onboardings.ts';
import { expectUsable, lacksBrowser, openPage, startBrowser } from '../../support/browser.ts';
import { freePort } from '../../support/free-port.ts';
import { client, startOpenIdProvider } from '../../support/openid-provider.ts';

async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function isPeople(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'People', level: 1 }).waitFor();
}

describe.skipIf(lacksBrowser)('the sign-in in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await startBrowser()));
  afterAll(() => browser.close());

  const cleanUps: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
  });

  /** Serves a console and opens an empty page. */
  async function setUp(options: (url: string) => Partial<SignInOptions> = () => ({})) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const console = { organization: 'example', sessionKey: Buffer.alloc(32, 's'), ...options(url) };
    const { app } = apiOver({}, { console });
    await app.listen({ host: '127.0.0.1', port });
    const { page, complaints, close } = await openPage(browser);
    cleanUps.push(() => app.close(), close);
    return { url, page, complaints };
  }

  test('by key leads to the page that was asked for, and the sign-out ends it', async () => {
    const { url, page, complaints } = await setUp();
    await page.goto(`${url}/console?state=completed`);
    await expectUsable(page);
    await signIn(page, apiKey.secret);
    await isPeople(page);
    expect(page.url()).toBe(`${url}/console?state=completed`);
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await page.goto(`${url}/console`);
    expect(page.url()).toBe(`${url}/console/sign-in`);
    expect(complaints).toEqual([]);
  });

  test('by a wrong key shows the form again, which works', async () => {
    const { url, page } = await setUp();
    await page.goto(`${url}/console`);
    await signIn(page, 'a-wrong-secret');
    await page.getByText('No API key has this secret.').waitFor();
    await expectUsable(page);
    await signIn(page, apiKey.secret);
    await isPeople(page);
    expect(page.url()).toBe(`${url}/console`);
  });

  test('is asked for again after eight hours', async () => {
    let now = Date.now();
    const { url, page, complaints } = await setUp(() => ({ now: () => now }));
    await page.goto(`${url}/console`);
    await signIn(page, apiKey.secret);
    await isPeople(page);
    // The browser still has the cookie: only the service's clock is ahead.
    now += 8 * 3_600_000;
    await page.reload();
    await page.getByText('Your session has ended. Sign in again.').waitFor();
    now = Date.now();
    await signIn(page, apiKey.secret);
    await isPeople(page);
    expect(complaints).toEqual([]);
  });

  test('at an identity provider takes one click', async () => {
    const provider = await startOpenIdProvider({ claims: { groups: ['hr'], preferred_username: 'ada' } });
    cleanUps.push(provider.close);
    const oidc: Omit<OidcOptions, 'publicUrl'> = {
      issuer: provider.issuer,
      clientId: client.id,
      clientSecret: client.secret,
      scope: 'openid',
      claim: 'groups',
      roles: { hr: ['read'] },
    };
    const { url, page, complaints } = await setUp((publicUrl) => ({
      publicUrl,
      oidc: { ...oidc, publicUrl },
    }));
    await page.goto(`${url}/console`);
    await expectUsable(page);
    await page.getByRole('link', { name: 'Sign in with your organization' }).click();
    await isPeople(page);
    await page.getByText('person:ada (u-1)').waitFor();
    expect(complaints).toEqual([]);
  });

  test('by the link of npm start takes one click, and again from the terminal', async () => {
    const localLink = createLocalLink(apiKey.secret);
    const { url, page, complaints } = await setUp(() => ({ localLink }));
    for (let click = 0; click < 2; click++) {
      await page.goto(`${url}${localLink.path}`);
      await isPeople(page);
      expect(page.url()).toBe(`${url}/console`);
    }
    expect(complaints).toEqual([]);
  });

  test('is not ended by a form on another site', async () => {
    const { url, page } = await setUp();
    await page.goto(`${url}/console`);
    await signIn(page, apiKey.secret);
    await isPeople(page);
    // For a browser, another name of this machine is another site.
    const elsewhere = url.replace('127.0.0.1', 'localhost');
    const form = `<form method="post" action="${url}/console/sign-out"><button>Win</button></form>`;
    await page.route(`${elsewhere}/prize`, (route) =>
      route.fulfill({ contentType: 'text/html', body: form }),
    );
    await page.goto(`${elsewhere}/prize`);
    await page.getByRole('button', { name: 'Win' }).click();
    await page.getByRole('heading', { name: 'Nothing was changed' }).waitFor();
    await page.goto(`${url}/console`);
    await isPeople(page);
    expect(page.url()).toBe(`${url}/console`);
  });
});
