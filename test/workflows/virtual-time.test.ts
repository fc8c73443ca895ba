import { describe, expect, inject, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { requiredSearchAttributes } from '../../src/contract/search-attributes.ts';
import { startStack } from '../support/stack.ts';
import { createVirtualTime } from '../support/virtual-time.ts';

const timeSkipping = inject('timeSkipping');
const dayMs = 86_400_000;
/** `temporal.api.enums.v1.IndexedValueType` */
const keyword = 2;

/** The defaults that a service without any configuration runs with: three days are three days here. */
const { timings, maxInvitations } = loadConfig({}).onboarding;

describe.skipIf('reason' in timeSkipping)('with the untouched default timings, in virtual time', () => {
  test('three days pass, one last look, a resend, accepted in the second window', async () => {
    if ('reason' in timeSkipping) return;
    const environment = await createVirtualTime(timeSkipping.path);
    await environment.connection.operatorService.addSearchAttributes({
      namespace: 'default',
      searchAttributes: Object.fromEntries(
        Object.keys(requiredSearchAttributes).map((name) => [name, keyword]),
      ),
    });
    const stack = await startStack({
      // Days of looks pass within seconds of the time that the rate limit counts by.
      dialect: { requestsPerSecond: 0 },
      timings,
      maxInvitations,
      temporal: {
        client: environment.client,
        nativeConnection: environment.nativeConnection,
        nowMs: () => environment.currentTimeMs(),
      },
    });
    try {
      const { id } = await stack.start();
      const first = await stack.reached(id, 'awaiting_acceptance');
      const sentAt = Date.parse(first.invitation?.sentAt ?? '');
      expect(Date.parse(first.invitation?.expiresAt ?? '') - sentAt).toBeGreaterThan(3 * dayMs - 2_000);

      await environment.sleep(2.9 * dayMs);
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
      await environment.sleep(0.2 * dayMs);
      const second = await stack.runs.get(id);
      expect(second).toMatchObject({ state: 'awaiting_acceptance', invitation: { number: 2 } });
      expect(await stack.vultr.counts()).toMatchObject({ mails: 2, invitations: 1 });
      expect(Date.parse(second.invitation?.expiresAt ?? '') - sentAt).toBeGreaterThan(6 * dayMs - 2_000);

      await environment.sleep(1 * dayMs);
      await stack.vultr.accept(first.invitation?.id ?? '');
      await environment.sleep(2 * timings.checkEveryMs);
      const done = await stack.reached(id, 'completed');
      // The person waited no longer than one pause between two looks.
      expect(done.timings.acceptanceToAccessMs).toBeLessThan(1.2 * timings.checkEveryMs);
      expect(await stack.vultr.counts()).toMatchObject({ mails: 2, groups: 1, memberships: 1 });
      expect(await stack.historyLength(id)).toBeLessThan(100);
    } finally {
      await stack.stop();
      await environment.teardown();
    }
  });
});
