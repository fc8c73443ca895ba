import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVultrClient } from '../../../src/vultr/client.ts';
import { expectUsable, lacksBrowser } from '../../support/browser.ts';
import { askBrake } from '../../support/ask-brake.ts';
import { type ConsoleStack, startConsoleStack } from '../../support/console-stack.ts';
import { startReceiver, type TestReceiver } from '../../support/receiver.ts';
import { until } from '../../support/until.ts';

const withoutScript = { javaScriptEnabled: false };

/** A file with this many hires of people who are new. */
function hires(count: number): string[] {
  return Array.from({ length: count }, () => `${randomUUID()}@example.com`);
}

function csvOf(emails: readonly string[]): string {
  return ['email,group,policies', ...emails.map((email) => `${email},Developers,Provisioning`)].join('\n');
}

describe.skipIf(lacksBrowser)('the console in Chromium', () => {
  let console: ConsoleStack;
  let receiver: TestReceiver;
  beforeAll(async () => {
    receiver = await startReceiver();
    console = await startConsoleStack({ webhooks: receiver.webhooks(['onboarding.completed']) });
  });
  afterAll(async () => {
    await console.stop();
    receiver.stop();
  });

  /** Waits until each of these people has been invited, and returns the IDs of the invitations. */
  async function invited(emails: readonly string[]): Promise<string[]> {
    const views = await until(
      'the invitations',
      () => Promise.all(emails.map((email) => console.stack.onboardings.findByEmail(email))),
      (found) => found.every((view) => view?.state === 'awaiting_acceptance'),
    );
    return views.map((view) => view?.invitation?.id ?? '');
  }

  test('hires from a file, follows them to their access without a reload, and leads to each person', async () => {
    const emails = hires(3);
    await console.withPage('/console/import', async (page, complaints) => {
      await expectUsable(page);
      const buffer = Buffer.from(csvOf([...emails, 'nobody']));
      await page.getByLabel('CSV file').setInputFiles({ name: 'hires.csv', mimeType: 'text/csv', buffer });
      await page.getByRole('button', { name: 'Show the plan' }).click();
      await page.getByRole('heading', { name: 'Plan for 4 rows' }).waitFor();
      expect(await page.getByText('"nobody" must be an email address').count()).toBe(1);
      await expectUsable(page);
      await page.getByLabel('Leave out 1 row that cannot be started').check();
      await page.getByRole('button', { name: 'Start 3 onboardings' }).click();
      await page.waitForURL(/\/console\/import\/[0-9a-f]{32}\?rows=3$/);
      await expectUsable(page);
      for (const invitation of await invited(emails)) await console.stack.vultr.accept(invitation);
      let reloads = 0;
      page.on('load', () => (reloads += 1));
      const completed = page.getByRole('row', { name: /@example\.com Completed/ });
      await completed.nth(2).waitFor({ timeout: 60_000 });
      expect(reloads).toBe(0);
      await expectUsable(page);
      await page.getByRole('link', { name: emails[0] ?? '' }).click();
      await page.getByRole('heading', { name: emails[0] ?? '' }).waitFor();
      expect(complaints).toEqual([]);
    });
  }, 120_000);

  test('refuses a plan that has become stale, shows the new one, and starts that; without JavaScript', async () => {
    const emails = hires(2);
    const plan = async (page: Page) => {
      await page.getByLabel('or its rows').fill(csvOf(emails));
      await page.getByRole('button', { name: 'Show the plan' }).click();
    };
    await console.withPage(
      '/console/import',
      async (page) => {
        await plan(page);
        await console.stack.start({ email: emails[0] ?? '' });
        await page.getByRole('button', { name: 'Start 2 onboardings' }).click();
        await page.getByRole('status').getByText('Nothing was started').waitFor();
        expect(await console.stack.onboardings.findByEmail(emails[1] ?? '')).toBeUndefined();
        const sent = page.waitForEvent('load');
        await page.getByRole('button', { name: 'Start 1 onboarding' }).click();
        await sent;
        await invited(emails);
        await page.reload();
        await page.getByText('1 of 1 onboarding started').waitFor();
      },
      withoutScript,
    );
  });

  test('says what is wrong with a file, and keeps it', async () => {
    await console.withPage('/console/import', async (page, complaints) => {
      await page.getByLabel('or its rows').fill('Adresse\nada@example.com');
      await page.getByRole('button', { name: 'Show the plan' }).click();
      await page.getByRole('status').getByText('set “Columns” to email=Work Email').waitFor();
      expect(await page.getByLabel('or its rows').inputValue()).toBe('Adresse\nada@example.com');
      await expectUsable(page);
      // The status of the page is 400, which Chromium reports.
      expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
    });
  });

  test('explains the blank screen of a person without a group, and keeps the answer on the screen', async () => {
    const { vultr } = console.stack;
    const client = createVultrClient({ baseUrl: vultr.url, apiKey: vultr.apiKey, timeoutMs: 5_000 });
    const [email = ''] = hires(1);
    const invitation = await client.invitations.create({ email, apiAccess: false });
    await vultr.accept(invitation?.id ?? '');
    await console.withPage('/console/access', async (page, complaints) => {
      await expectUsable(page);
      await page.getByLabel('Email').fill(email);
      await page.getByRole('button', { name: 'Find out why' }).click();
      await page.getByRole('heading', { name: 'What fixes it' }).waitFor();
      expect(await page.locator('.questions').textContent()).toMatch(
        /Is the user Active\?\s*Yes.*Does anything give them access\?\s*No/s,
      );
      expect(await page.getByText('addMember').count()).toBe(1);
      expect(page.url()).not.toContain('@');
      await expectUsable(page);
      expect(complaints).toEqual([]);
    });
  });

  test('shows an event that did not arrive, and sends it again', async () => {
    receiver.respond(() => 410);
    const { id } = await console.stack.start({ email: hires(1)[0] ?? '' });
    const { invitation } = await console.stack.reached(id, 'awaiting_acceptance');
    await console.stack.vultr.accept(invitation?.id ?? '');
    await until(
      'the failed event',
      () => console.stack.onboardings.listEvents({ status: 'failed', limit: 10 }),
      ({ items }) => items.some(({ onboardingId }) => onboardingId === id),
    );
    receiver.respond(() => 204);
    await console.withPage('/console/events', async (page, complaints) => {
      const row = page.getByRole('row', { name: /onboarding\.completed hr .* responded with 410/ });
      await row.first().waitFor();
      await expectUsable(page);
      const before = receiver.received.length;
      await page.getByRole('button', { name: 'Send again' }).first().click();
      await page.getByRole('status').getByText('1 event will be sent again.').waitFor();
      await until(
        'the event',
        () => receiver.received.length,
        (count) => count > before,
      );
      await expectUsable(page);
      expect(complaints).toEqual([]);
    });
  });

  test('refuses one whom the brake holds, and releases the others', async () => {
    const { client, organization, onboardings } = console.stack;
    for (const _ of ['first', 'second', 'third'])
      await askBrake(client, organization, { settleMs: 0, limit: 0 });
    await until(
      'the brake to hold them',
      () => onboardings.getBrake(),
      ({ held }) => held === 3,
    );
    await console.withPage('/console/brake', async (page, complaints) => {
      await page.getByText('3 departures wait for a decision').waitFor();
      await expectUsable(page);
      await page.getByRole('checkbox').first().check();
      await page.getByLabel('Reason').last().fill('a wrong list');
      await page.getByRole('button', { name: 'Refuse the selected' }).click();
      await page.getByRole('status').getByText('1 departure refused.').waitFor();
      await page.getByLabel('Reason').first().fill('HR confirms');
      await page.getByRole('button', { name: 'Release all 2' }).click();
      await page.getByRole('status').getByText('2 departures released.').waitFor();
      await page.getByText('Off.').waitFor();
      await expectUsable(page);
      expect(complaints).toEqual([]);
    });
  });

  test('compares what Vultr shows with what was given', async () => {
    await console.withPage('/console/drift', async (page, complaints) => {
      await expectUsable(page);
      await page.getByRole('button', { name: 'Compare' }).click();
      await page.getByRole('button', { name: 'Compare again' }).waitFor();
      await expectUsable(page);
      expect(complaints).toEqual([]);
    });
  });

  test('shows the figures of today, which everyone can read', async () => {
    await console.withPage('/console/today', async (page, complaints) => {
      await page.getByRole('heading', { name: 'Acceptances per day' }).waitFor();
      expect(await page.getByRole('row').count()).toBeGreaterThan(14);
      await expectUsable(page);
      expect(complaints).toEqual([]);
    });
  });
});
