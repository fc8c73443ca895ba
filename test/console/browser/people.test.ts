import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personPath } from '../../../src/console/paths.ts';
import type { OnboardingRequest } from '../../../src/contract/api/onboarding-request.ts';
import type { OnboardingView } from '../../../src/contract/api/onboarding-view.ts';
import { expectUsable, lacksBrowser } from '../../support/browser.ts';
import { type ConsoleStack, startConsoleStack } from '../../support/console-stack.ts';
import { until } from '../../support/until.ts';

/** Sends the form twice at once, as the page would, and returns the statuses of the pages that follow. */
const sendTwice = `{
  const form = document.querySelector('form:has([value=resend])');
  const send = () => fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  Promise.all([send(), send()]).then((responses) => responses.map(({ status }) => status));
}`;

describe.skipIf(lacksBrowser)('the console in Chromium', () => {
  let console: ConsoleStack;
  beforeAll(async () => void (console = await startConsoleStack()));
  afterAll(() => console.stop());

  /** Starts an onboarding that waits for its acceptance. */
  async function waiting(request: Partial<OnboardingRequest> = {}): Promise<OnboardingView> {
    const { id } = await console.stack.start({ email: `${randomUUID()}@example.com`, ...request });
    return console.stack.reached(id, 'awaiting_acceptance');
  }

  /** Starts an onboarding that stops, because no policy has this name. */
  async function stuck(): Promise<OnboardingView> {
    const { id } = await console.stack.start({
      email: `${randomUUID()}@example.com`,
      policies: ['Provisionning'],
    });
    return console.stack.reached(id, 'needs_attention');
  }

  test('lists people, those who need attention first, and finds one by email', async () => {
    const { email } = await stuck();
    const ada = await waiting({ externalId: 'personnel-17' });
    await console.withPage('/console', async (page, complaints) => {
      const attention = page.getByRole('table', { name: 'People who need attention' });
      expect(await attention.getByRole('link', { name: email }).count()).toBe(1);
      expect(await page.getByRole('link', { name: /^Needs attention \d+$/ }).count()).toBe(1);
      await expectUsable(page);
      await page.getByRole('link', { name: /^Waiting for acceptance/ }).click();
      expect(await page.getByRole('link', { name: ada.email }).count()).toBe(1);
      expect(await page.getByRole('link', { name: email }).count()).toBe(0);
      for (const wanted of [ada.email.toUpperCase(), 'personnel-17']) {
        await page.getByLabel('Email or external ID').fill(wanted);
        await page.getByRole('button', { name: 'Find' }).click();
        await page.waitForURL(`**${personPath(ada.id)}`);
        expect(page.url()).not.toContain('@');
        await page.goBack();
      }
      expect(complaints).toEqual([]);
    });
  });

  test('orders that a person leaves, and reinstates them', async () => {
    const { id, email, invitation } = await waiting();
    await console.stack.vultr.accept(invitation?.id ?? '');
    await console.stack.reached(id, 'completed');
    await console.withPage(personPath(id), async (page, complaints) => {
      await page.getByText('Offboard the person…').click();
      await page.getByLabel('Reason', { exact: true }).fill('Last working day');
      await expectUsable(page);
      await page.getByRole('button', { name: 'Offboard the person' }).click();
      await shows(page, 'Suspended');
      await expectUsable(page);
      expect(await page.getByRole('heading', { name: 'What the person had' }).count()).toBe(1);
      await page.getByText('Reinstate the person…').click();
      await page.locator('#reinstate-reason').fill('The contract was extended');
      await page.getByRole('button', { name: 'Reinstate the person' }).click();
      await shows(page, 'Reinstated');
      await expectUsable(page);
      await page.goto(`${console.url}/console?leaving=reinstated`);
      expect(await page.getByRole('link', { name: email }).count()).toBe(1);
      await expectUsable(page);
      expect(complaints).toEqual([]);
    });
  });

  test('shows without a reload that a person who accepts gets access', async () => {
    const { id, invitation } = await waiting();
    await console.withPage(personPath(id), async (page, complaints) => {
      await shows(page, 'Waiting for acceptance');
      await expectUsable(page);
      let reloads = 0;
      page.on('load', () => (reloads += 1));
      await console.stack.vultr.accept(invitation?.id ?? '');
      await shows(page, 'Completed');
      expect(reloads).toBe(0);
      expect(await page.locator('.checks li.passed').count()).toBe(4);
      expect(await page.getByRole('button', { name: 'Hire again' }).count()).toBe(1);
      await expectUsable(page);
      expect(complaints).toEqual([]);
    });
  });

  test('repairs a failure with the keyboard alone', async () => {
    const { id } = await stuck();
    await console.withPage(personPath(id), async (page, complaints) => {
      await shows(page, 'Needs attention');
      await expectUsable(page);
      await tabTo(page, 'Retry the failed step…');
      await page.keyboard.press('Enter');
      await expectUsable(page);
      await tabTo(page, 'Policies, one a line');
      await page.keyboard.press('Control+A');
      await page.keyboard.type('Provisioning');
      await tabTo(page, 'Retry the failed step');
      await page.keyboard.press('Enter');
      await page.getByText('Done: Retry the failed step.').waitFor();
      await console.stack.reached(id, 'awaiting_acceptance');
      await shows(page, 'Waiting for acceptance');
      expect(complaints).toEqual([]);
    });
  });

  test('holds, resumes and cancels with a reason', async () => {
    const { id } = await waiting();
    await console.withPage(personPath(id), async (page, complaints) => {
      await submit(page, 'Put the onboarding on hold', 'Starts a month later');
      await shows(page, 'On hold');
      await page.getByText('Starts a month later').first().waitFor();
      await expectUsable(page);
      await page.getByRole('button', { name: 'Resume an onboarding that is on hold' }).click();
      await shows(page, 'Waiting for acceptance');
      await submit(page, 'Cancel the onboarding and undo what it did', 'The offer was withdrawn');
      await shows(page, 'Guarding the invitation');
      expect((await console.stack.onboardings.get(id)).cancellation).toMatchObject({
        by: 'operator',
        reason: 'The offer was withdrawn',
      });
      await expectUsable(page);
      expect(complaints).toEqual([]);
    });
  });

  test('takes a double click as one command', async () => {
    const { id, invitation } = await waiting();
    await console.withPage(personPath(id), async (page) => {
      // Chromium holds a second submission of a form back; other browsers send it.
      await page.getByRole('button', { name: 'Resend the invitation' }).waitFor();
      expect(await page.evaluate(sendTwice)).toEqual([200, 200]);
    });
    const sent = await until(
      'the resend',
      () => console.stack.onboardings.get(id),
      (onboarding) => onboarding.invitation?.number === 2,
    );
    expect(sent.history.filter(({ message }) => message.startsWith('resend requested'))).toHaveLength(1);
    expect(invitation?.number).toBe(1);
  });

  test('shows in the words of the run that a command is no longer possible', async () => {
    const { id } = await waiting();
    await console.withPage(personPath(id), async (page) => {
      await console.stack.onboardings.command(id, 'hold', {}, { name: 'another', requestId: randomUUID() });
      await console.stack.reached(id, 'on_hold');
      await page.getByRole('button', { name: 'Resend the invitation' }).click();
      const notice = page.getByRole('status');
      expect(await notice.textContent()).toMatch(/state on_hold .* does not allow resend/);
      await shows(page, 'On hold');
      await expectUsable(page);
    });
  });

  test('works without JavaScript', async () => {
    const { id } = await waiting();
    const withoutScript = { javaScriptEnabled: false };
    await console.withPage(
      personPath(id),
      async (page) => {
        expect(await page.locator('time').first().textContent()).toMatch(/ UTC$/);
        // A reload while the form is being sent would abort it.
        const sent = page.waitForEvent('load');
        await submit(page, 'Put the onboarding on hold', 'Starts later');
        await sent;
        await console.stack.reached(id, 'on_hold');
        await page.reload();
        await shows(page, 'On hold');
      },
      withoutScript,
    );
  });

  test('shows times in the zone of the reader, and the exact instant as a title', async () => {
    const { id, since } = await waiting();
    await console.withPage(
      personPath(id),
      async (page) => {
        const time = page.locator('.standing time');
        const zoned = new Intl.DateTimeFormat('en-GB', {
          dateStyle: 'medium',
          timeStyle: 'short',
          timeZone: 'Asia/Tokyo',
        });
        expect(await time.textContent()).toBe(zoned.format(new Date(since)));
        expect(await time.getAttribute('title')).toBe(`${since.slice(0, 19).replace('T', ' ')} UTC`);
      },
      { timezoneId: 'Asia/Tokyo', locale: 'en-GB' },
    );
  });
});

/** Waits until the page shows this state. It may have to refresh. */
async function shows(page: Page, state: string): Promise<void> {
  await page.locator('.standing').getByText(state).waitFor({ timeout: 40_000 });
}

/** Opens the form of a command, fills in the reason and sends it. */
async function submit(page: Page, command: string, reason: string): Promise<void> {
  const details = page.locator('details', { hasText: `${command}…` });
  await details.locator('summary').click();
  await details.getByLabel('Reason').fill(reason);
  await details.getByRole('button', { name: command }).click();
}

/** Presses the tab key until an element with this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(
      `[document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent].map((text) => text.trim())[0]`,
    );
    if (focused === name) return;
  }
  throw new Error(`the tab key does not reach ${name}`);
}
