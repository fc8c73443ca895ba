import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Dialect, dialectSchema } from '../../../../src/simulator/dialect.ts';
import { dialects } from '../../../reliability/faults/dialects.ts';
import type { SimulatedVultr } from '../../../support/simulated-vultr.ts';
import { leftOut, partOf, simulate, verify } from '../verify.ts';

const email = 'Ada@example.com';
const seeded = { users: 1, groups: 0, memberships: 0, attachments: 0 };

/** Accepts the newest email, as the invited person would. */
function acceptAt(vultr: SimulatedVultr, account?: string): () => Promise<void> {
  return async () => {
    const { items } = (await vultr.call('GET', '/__sim/mail')) as { items: { invitationId: string }[] };
    await vultr.accept(items[0]?.invitationId ?? '', account);
  };
}

/** The walk leaves these open: they take a suspended or removed user, an expired invitation or a 429. */
const staysOpen = [
  'expiredListed',
  'expiredStatus',
  'resendExpired',
  'expiredBlocksNew',
  'suspendedUsers',
  'duplicateSuspension',
  'suspendedKey',
  'reinvitedAccess',
  'rootRemoval',
  'sessionListKey',
  'requestsPerSecond',
  'retryAfter',
];
/** Some options do not arise in some dialects. */
const doNotArise: Readonly<Record<string, readonly string[]>> = {
  likeliest: ['invitationKey', 'rootListed'],
  description: ['bareStatus', 'userStatusCase', 'rootListed'],
  strict: ['invitationKey', 'rootListed'],
  lax: ['invitationKey', 'bareStatus', 'metaTotal'],
  sparse: ['invitationKey', 'apiEnabled', 'userStatusCase', 'rootListed'],
};

/** Every value of every option that the walk can see, so that a new one is tested without a change here. */
const singleChanges = Object.entries(dialectSchema.shape).flatMap(([name, option]): Partial<Dialect>[] => {
  const type = option.unwrap();
  // The default of these cannot be told from the absence of what would show it.
  if ([...staysOpen, 'rootListed', 'bareStatus'].includes(name)) return [];
  const needed = name === 'invitationKey' ? { envelope: 'wrapped' as const } : {};
  if (type instanceof z.ZodEnum) return type.options.map((value) => ({ ...needed, [name]: value }));
  return type instanceof z.ZodBoolean ? [{ [name]: true }, { [name]: false }] : [];
});

describe('the walk', () => {
  test('is tested with every value', () => {
    expect(singleChanges.length).toBeGreaterThan(50);
  });

  test.each(dialects.filter(({ name }) => name in doNotArise))(
    'recognizes the whole dialect $name, also a second time from its file',
    async ({ name, dialect }) => {
      const vultr = await simulate(dialect);
      const first = await verify(vultr, { email, whileWaiting: acceptAt(vultr) });
      expect(first.isComplete).toBe(true);
      expect(first.dialect).toEqual(partOf(dialect, Object.keys(first.dialect)));
      expect(leftOut(first.dialect).toSorted()).toEqual(
        [...staysOpen, ...(doNotArise[name] ?? [])].toSorted(),
      );
      expect(await vultr.counts()).toMatchObject(seeded);

      const copy = await simulate(first.dialect);
      const second = await verify(copy, { email, whileWaiting: acceptAt(copy) });
      expect(second.report).toBe(first.report);
    },
  );

  test.each<Partial<Dialect>>([...singleChanges, { envelope: 'bare', bareStatus: 'present' }])(
    'recognizes %j',
    async (change) => {
      const vultr = await simulate(change);
      const { dialect } = await verify(vultr, { email, whileWaiting: acceptAt(vultr) });
      expect(dialect).toMatchObject(change);
      expect(await vultr.counts()).toMatchObject(seeded);
    },
  );

  test('measures how far reads lag', async () => {
    const vultr = await simulate({ readDelayMs: 700, duplicateInvitation: 'doubled' });
    const { dialect } = await verify(vultr, {
      email,
      whileWaiting: acceptAt(vultr),
      timings: { pollMs: 20, settleMs: 5_000 },
    });
    expect(dialect).toMatchObject({ duplicateInvitation: 'doubled', memberWrite: 'effective' });
    expect(dialect.readDelayMs).toBeGreaterThanOrEqual(700);
    expect(dialect.readDelayMs).toBeLessThanOrEqual(4_000);
  });

  test.each<[Dialect['resendExpired'], Partial<Dialect>]>([
    ['allowed', { resendExpired: 'allowed' }],
    ['400', { resendExpired: '400', expiredBlocksNew: false }],
    ['404', { resendExpired: '404', expiredBlocksNew: true }],
  ])('begins with the resend of an expired invitation: %s', async (_name, change) => {
    const vultr = await simulate(change);
    await vultr.call('POST', '/__sim/lifetimes', { emailSuffix: '@example.com', lifetimeMs: 1 });
    await vultr.call('POST', '/v2/invitation', { email_invited: email });
    await vultr.call('POST', '/__sim/lifetimes', { emailSuffix: '@example.com', lifetimeMs: 3_600_000 });
    await expect
      .poll(async () => (await verify(vultr)).dialect)
      .toMatchObject({ expiredListed: true, expiredStatus: 'Pending' });
    const { dialect, asked } = await verify(vultr, { email });
    expect(asked[0]).toMatch(/^Resend the invitation of Ada@example\.com that has expired/);
    expect(dialect).toMatchObject(change);
  });

  test('finds the person who accepted with another account', async () => {
    const vultr = await simulate();
    const { asked } = await verify(vultr, { email, whileWaiting: acceptAt(vultr, 'ada.l@example.com') });
    expect(asked.at(-1)).toContain('Remove ada.l@example.com from the organization.');
    expect(await vultr.counts()).toMatchObject(seeded);
  });

  test('says before the first write that an email goes out and cannot be revoked', async () => {
    const { output } = await verify(await simulate(), { email, agree: () => false });
    expect(output).toMatch(/invites Ada@example\.com, and Vultr sends them an email\. Vultr cannot revoke/);
  });

  test('never gives the person a policy', async () => {
    const vultr = await simulate();
    const effective: unknown[] = [];
    await verify(vultr, {
      email,
      whileWaiting: acceptAt(vultr),
      agree: (question) => {
        if (question.startsWith('Add ')) effective.push(vultr.counts());
        return true;
      },
    });
    expect(await Promise.all(effective)).toContainEqual(expect.objectContaining({ attachments: 0 }));
    expect(await Promise.all(effective)).not.toContainEqual(expect.objectContaining({ attachments: 1 }));
  });
});

describe('each write', () => {
  test('is made only after agreement', async () => {
    const vultr = await simulate();
    const { asked, output } = await verify(vultr, { email, agree: () => false });
    expect(asked).toEqual([expect.stringContaining('Invite Ada@example.com')]);
    expect(await writesAt(vultr)).toEqual([]);
    expect(output).toContain('Nothing that was created remains.');
  });

  test.each([
    ['Invite Ada@example.com a second time', 'duplicateInvitation'],
    ['Resend', 'resendId'],
    ['Create a second group', 'duplicateGroupName'],
    ['Attach it a second time', 'duplicateAttachment'],
    ['Add them a second time', 'duplicateMember'],
    ['Remove them from the group', 'removedMember'],
  ])('that is declined leaves its question open: %s', async (declined, option) => {
    const vultr = await simulate();
    const { dialect, output } = await verify(vultr, {
      email,
      whileWaiting: acceptAt(vultr),
      agree: (question) => !question.startsWith(declined),
    });
    expect(dialect).not.toHaveProperty(option);
    expect(dialect).toHaveProperty('memberWrite', 'effective');
    expect(output).toMatch(new RegExp(`Only a write shows it: [^:]*\\b${option} `));
  });

  test('of an attachment that is not undone keeps the person out of the group', async () => {
    const vultr = await simulate();
    const { asked } = await verify(vultr, {
      email,
      whileWaiting: acceptAt(vultr),
      agree: (question) => !question.startsWith('Detach'),
    });
    expect(asked.filter((question) => question.startsWith('Add '))).toEqual([]);
  });
});

describe('what remains', () => {
  test('is named if the person does not accept and nothing is undone', async () => {
    const vultr = await simulate();
    const { output, isComplete } = await verify(vultr, {
      email,
      agree: (question) => !question.startsWith('Delete'),
    });
    expect(isComplete).toBe(true);
    expect(output).toMatch(
      /This remains:\n {2}- an invitation to Ada@example\.com, which cannot be revoked and expires at \d{4}-.* UTC\n {2}- the group verify-vultr-\w{6}\n/,
    );
  });

  test('is named, and what was learned is written, if Vultr fails on the way', async () => {
    const vultr = await simulate();
    await vultr.fault({ kind: 'drop-after', match: { method: 'POST', path: '/v2/groups' } });
    const output: string[] = [];
    const dialog = {
      print: (text: string) => void output.push(text),
      confirm: async () => true,
      enterPressed: async () => {},
    };
    await expect(verify(vultr, { email, dialog })).rejects.toThrow(/POST \/v2\/groups: no response/);
    const text = output.join('\n');
    expect(text).toMatch(
      /This remains:\n {2}- an invitation to Ada@example\.com.*\n {2}- perhaps .*: Create the group/,
    );
    expect(text).toMatch(/✓ resendId .*[\s\S]*Written to /);
  });
});

describe('a person who cannot be invited', () => {
  test.each([
    [
      'has a pending invitation',
      (vultr: SimulatedVultr) => vultr.call('POST', '/v2/invitation', { email_invited: 'ada@example.com' }),
      'Ada@example.com has a pending invitation already. Nothing was written.',
    ],
    [
      'is a user',
      (vultr: SimulatedVultr) => vultr.addUser('ada@example.com'),
      'Ada@example.com is a user of the organization already. Nothing was written.',
    ],
    [
      'may be invited already, if the key may not read users',
      (vultr: SimulatedVultr) =>
        vultr.fault({ kind: 'status', status: 403, body: {}, match: { path: '/v2/users' } }),
      'The key must be able to read users and invitations',
    ],
  ])('because they %s is refused before any write', async (_name, prepare, message) => {
    const vultr = await simulate();
    await prepare(vultr);
    await vultr.forgetRequests();
    const { output, isComplete, asked } = await verify(vultr, { email });
    expect(output).toContain(message);
    expect({ isComplete, asked }).toEqual({ isComplete: false, asked: [] });
    expect(await writesAt(vultr)).toEqual([]);
  });
});

async function writesAt(vultr: SimulatedVultr): Promise<string[]> {
  const { byOperation } = await vultr.requests();
  return Object.keys(byOperation).filter((operation) => !operation.startsWith('GET '));
}
