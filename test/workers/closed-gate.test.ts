import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { stackForTest } from '../support/with-stack.ts';

const operator = { name: 'ops', requestId: 'one' };
const hours = 30 * 60_000;

test('a long pause that Vultr asks for costs no onboarding its attempts', { timeout: 180_000 }, async () => {
  // In three attempts, an onboarding that kept trying would be at its end after 33 s.
  const timings = { attemptTimeoutMs: 10_000, stepTimeoutMs: 3_000, retryMaxMs: 2_000 };
  const { vultr, start, reached } = await stackForTest({ watch: {}, timings });
  const pause = { kind: 'rate-limited', retryAfter: '40' };
  await vultr.fault({ match: { method: 'GET', path: '/v2/policies' }, ...pause });
  const emails = Array.from({ length: 50 }, (_, index) => `person-${index}@example.com`);
  const runs = await Promise.all(emails.map((email) => start({ email })));
  await Promise.all(runs.map(({ id }) => reached(id, 'awaiting_acceptance', 150_000)));
  const { byStatus } = await vultr.requests();
  expect(byStatus['429']).toBe(1);
  expect(await vultr.counts()).toMatchObject({ mails: 50 });
});

test(
  'an operation that Vultr forbids stops the onboardings that need it, and nothing else',
  { timeout: 120_000 },
  async () => {
    const timings = { checkEveryMs: hours, invitationLifetimeMs: hours, stepTimeoutMs: 6_000 };
    const { vultr, start, reached, onboardings } = await stackForTest({ watch: {}, timings });
    await vultr.call('POST', '/v2/groups', { display_name: 'Operators', description: '' });
    const refusal = { kind: 'status', status: 403, body: { error: 'No permission.', status: 403 } };
    await vultr.fault({ match: { method: 'POST', path: '/v2/groups' }, ...refusal, times: 1_000_000 });
    const forbidden = async () => (await vultr.requests()).byStatus['403'] ?? 0;
    const first = await start({ email: 'ada@example.com', group: { name: 'New' } });
    await until('the first 403', forbidden, (count) => count > 0);

    const others = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        start({ email: `new-${index}@example.com`, group: { name: `New ${index}` } }),
      ),
    );
    const independent = await start({ email: 'grace@example.com', group: { name: 'Operators' } });
    const { invitation } = await reached(independent.id, 'awaiting_acceptance');
    // It would look for itself only in hours, so it is the watch that notices.
    await until(
      'its first look',
      async () => (await vultr.requests()).byOperation['GET /v2/invitation/{id}'] ?? 0,
      (count) => count > 1,
    );
    await vultr.accept(invitation?.id ?? '');
    await reached(independent.id, 'completed');

    for (const { id } of [first, ...others]) {
      const { attention } = await reached(id, 'needs_attention');
      expect(attention).toMatchObject({ code: 'vultr_forbidden' });
    }
    // Eleven onboardings that try at least four times each.
    expect(await forbidden()).toBeLessThan(20);

    await vultr.clearFaults();
    await onboardings.command(first.id, 'retry', {}, operator);
    await reached(first.id, 'awaiting_acceptance');
  },
);
