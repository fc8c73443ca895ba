import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { personPath } from '../../../src/console/paths.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import {
  apiKey,
  apiOver,
  exampleOnboarding,
  examplePerson,
  onboardingId,
} from '../../api/fake-onboardings.ts';
import { lacksBrowser, openPage, startBrowser } from '../../support/browser.ts';

const eightHoursMs = 8 * 3_600_000;

const hired = {
  id: onboardingId,
  href: `/v1/onboardings/${onboardingId}`,
  kind: 'onboarding',
  state: 'completed',
  startedAt: '2026-06-29T09:00:00.000Z',
  since: '2026-06-29T09:00:00.000Z',
  group: 'Developers',
} as const;

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('API key').fill(apiKey.secret);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Lets the script refresh the page several times, if it wants to. */
async function waitForRefreshes(page: Page): Promise<void> {
  for (let count = 0; count < 4; count++) {
    await page.clock.runFor(11_000);
    await page.waitForLoadState('networkidle');
  }
}

describe.skipIf(lacksBrowser)('the refresh in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await startBrowser()));
  afterAll(() => browser.close());

  const cleanUps: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
  });

  /** Opens a page of a console that hires nobody again. `session.endedMs` moves its clock. */
  async function open(path: string) {
    const session = { endedMs: 0 };
    const { app, calls } = apiOver(
      {
        getPerson: async () => examplePerson({ state: 'completed', flows: [hired] }),
        get: async () => exampleOnboarding({ state: 'completed' }),
        rehire: () => Promise.reject(new ProblemError('worker_unavailable', 'No worker answers.')),
      },
      {
        console: {
          organization: 'example',
          sessionKey: Buffer.alloc(32, 's'),
          now: () => Date.now() + session.endedMs,
        },
      },
    );
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const { page, close } = await openPage(browser);
    cleanUps.push(() => app.close(), close);
    await page.clock.install();
    await page.goto(`${url}${path}`);
    await signIn(page);
    await page.waitForURL(`${url}${path}`);
    const callsOf = (wanted: string) => calls.filter(([name]) => name === wanted).length;
    return { page, session, callsOf, url };
  }

  test('sends no refused form again', async () => {
    const { page, callsOf } = await open(personPath(onboardingId));
    await page.getByRole('button', { name: 'Hire again' }).click();
    await page.getByRole('status').getByText('No worker answers.').waitFor();
    await waitForRefreshes(page);
    expect(callsOf('rehire')).toBe(1);
    expect(await page.getByRole('status').getByText('No worker answers.').count()).toBe(1);
  });

  test('sends no form again that came after the end of the session', async () => {
    const { page, session, callsOf } = await open(personPath(onboardingId));
    session.endedMs = eightHoursMs;
    await page.getByRole('button', { name: 'Hire again' }).click();
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    // The reader signs in again in another tab.
    session.endedMs = 0;
    await waitForRefreshes(page);
    expect(callsOf('rehire')).toBe(0);
    expect(await page.getByRole('heading', { name: 'Your session has ended' }).count()).toBe(1);
  });

  test('keeps what was pasted and cannot be read', async () => {
    const { page } = await open('/console/import');
    await page.getByLabel('or its rows').fill('Adresse\nada@example.com');
    await page.getByRole('button', { name: 'Show the plan' }).click();
    await page.getByRole('status').getByText('set “Columns”').waitFor();
    await waitForRefreshes(page);
    expect(await page.getByLabel('or its rows').inputValue()).toBe('Adresse\nada@example.com');
  });

  test('leads from an open page to the sign-in once the session has ended, and back', async () => {
    const { page, session, url } = await open('/console?state=completed');
    session.endedMs = eightHoursMs;
    await page.clock.runFor(11_000);
    await page.waitForURL(/\/console\/sign-in\?/);
    session.endedMs = 0;
    await signIn(page);
    await page.getByRole('heading', { name: 'People', level: 1 }).waitFor();
    expect(page.url()).toBe(`${url}/console?state=completed`);
  });
});
