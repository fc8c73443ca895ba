import { describe, expect, test } from 'vitest';
import type { GroupDrift } from '../../../src/contract/api/drift.ts';
import { exampleDrift, personId } from '../../api/fake-onboardings.ts';
import { textOf } from '../read-page.ts';
import { consoleOver } from '../signed-in.ts';

function group(changes: Partial<GroupDrift> = {}): GroupDrift {
  return {
    id: 'group-1',
    name: 'Developers',
    status: 'agrees',
    granted: 2,
    members: 2,
    missing: 0,
    missingItems: [],
    unknown: 0,
    unknownItems: [],
    missingPolicies: [],
    ...changes,
  };
}

const differing = group({
  status: 'differs',
  missing: 1,
  missingItems: [
    {
      personId,
      href: `/v1/people/${personId}`,
      email: 'ada@example.com',
      userId: 'user-1',
      since: '2026-06-29T09:00:00.000Z',
      reason: 'not_a_member',
    },
  ],
  unknown: 3,
  unknownItems: [{ userId: 'user-8', email: 'bot@example.com', serviceUser: true }, { userId: 'user-9' }],
  missingPolicies: [{ id: 'policy-1', name: 'Provisioning', granted: 2 }],
});

const withGroups = (groups: GroupDrift[]) => ({ readDrift: async () => exampleDrift({ groups }) });

async function compared(groups: GroupDrift[]) {
  const response = await consoleOver(withGroups(groups)).send('/console/drift', {});
  return { response, text: textOf(response) };
}

describe('the page of drift', () => {
  test('reads nothing before the reader asks for it', async () => {
    const { open, calls } = consoleOver();
    expect(textOf(await open('/console/drift'))).toContain('Compare');
    expect(calls).toEqual([]);
  });

  test('names who has lost access, who is unknown, and which policies are missing', async () => {
    const { response, text } = await compared([differing, group({ id: 'group-2', name: 'Billing' })]);
    expect(text).toContain('1 of 2 groups to look at.');
    expect(text).toMatch(
      /Have lost their access: 1 ada@example\.com ?: not a member, had it since 2026-06-29/,
    );
    expect(text).toMatch(/does not know: 3 bot@example\.com, a service user user-9 And 1 more\./);
    expect(text).toContain('Provisioning, given to 2 people');
    expect(text).toMatch(/No difference Billing: 2 people/);
    expect(response.body).toContain(`href="/console/people/${personId}"`);
  });

  test('says that a group is gone, or why it could not be read', async () => {
    const { text } = await compared([
      group({ status: 'gone' }),
      group({ id: 'group-2', status: 'unread', detail: 'Vultr forbids it.' }),
    ]);
    expect(text).toContain('Vultr shows no such group any more. 2 people had access to it.');
    expect(text).toContain('Could not be read: Vultr forbids it.');
  });

  test('says that nothing differs, and what it could not read', async () => {
    expect((await compared([group()])).text).toContain('1 group: Vultr shows what this service gave.');
    const partial = exampleDrift({ complete: false, unreadable: 4 });
    const { send } = consoleOver({ readDrift: async () => partial });
    const text = textOf(await send('/console/drift', {}));
    expect(text).toContain('4 cannot be decrypted');
    expect(text).toContain('Not everyone could be read');
  });
});
