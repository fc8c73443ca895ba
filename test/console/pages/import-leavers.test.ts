import { describe, expect, test } from 'vitest';
import type { PlannedDeparture } from '../../../src/contract/api/offboarding-batch.ts';
import type { OffboardingRequest } from '../../../src/contract/api/offboarding-request.ts';
import type { Offboardings } from '../../../src/offboardings/offboardings.ts';
import { exampleOffboarding } from '../../api/fake-offboardings.ts';
import { until } from '../../support/until.ts';
import { hiddenFieldsOf, textOf } from '../read-page.ts';
import { consoleOver } from '../signed-in.ts';

const path = '/console/import/leavers';
const text = 'email,reason\nada@example.com,Retires\ngrace@example.com,Moves away';
const before = {
  userId: 'user-1',
  email: 'ada@example.com',
  status: 'active',
  suspended: false,
  apiKeys: 1,
  groups: [{ id: 'group-1', name: 'Developers' }],
  policies: [],
  roles: [],
};
const brake = { holds: false, asking: 2, batchSize: 2, passed: 0, held: 0, limit: 10 };

/** A fake in which everyone has one group and one key, and whoever was ordered to leave is planned as existing. */
function world(changes: { holds?: boolean; plan?: PlannedDeparture } = {}, key?: string) {
  const ordered: OffboardingRequest[] = [];
  const fakes: Partial<Offboardings> = {
    plan: async (requests) => ({
      items: requests.map(({ email }): PlannedDeparture =>
        ordered.some((one) => one.email === email)
          ? { plan: 'existing', id: exampleOffboarding().id }
          : (changes.plan ?? { plan: 'offboard', before }),
      ),
      brake: { ...brake, holds: changes.holds ?? false, limit: changes.holds === true ? 1 : 10 },
    }),
    order: async (request) => {
      ordered.push(request);
      return { outcome: 'started', offboarding: exampleOffboarding() };
    },
    list: async () => ({
      items: ordered.map(({ email }) => exampleOffboarding({ email })),
      nextCursor: null,
    }),
  };
  const session = consoleOver({}, key, undefined, fakes);
  return { ...session, changes, orders: () => session.calls.filter(([name]) => name === 'order') };
}

describe('the import of leavers', () => {
  test('shows what each person would lose, and orders nothing', async () => {
    const { upload, orders } = world();
    const shown = textOf(await upload(path, { text }));
    expect(shown).toContain('2 lose everything, and leave');
    expect(shown).toContain('2 ada@example.com Developers, 1 API key Retires lose everything, and leave');
    expect(shown).toContain('Start 2 offboardings');
    expect(shown).not.toContain('brake');
    expect(orders()).toEqual([]);
  });

  test('orders exactly the plan, declares its size, and shows how far it is', async () => {
    const { upload, send, open, orders } = world();
    const fields = hiddenFieldsOf(await upload(path, { text }), `${path}/start`);
    const started = await send(`${path}/start`, fields);
    expect(started.statusCode).toBe(303);
    await until('both orders', orders, (made) => made.length === 2);
    const key = `import ${fields['request']}`;
    expect(orders().map(([, request, caller]) => [request, caller])).toEqual([
      [
        { email: 'ada@example.com', reason: 'Retires' },
        { name: 'hr-system', listKey: key, batchSize: 2 },
      ],
      [
        { email: 'grace@example.com', reason: 'Moves away' },
        { name: 'hr-system', listKey: key, batchSize: 2 },
      ],
    ]);
    const progress = textOf(await open(`${started.headers['location']}`));
    expect(progress).toContain('2 of 2 offboardings started');
    expect(progress).toContain('2 Suspended');
  });

  test('says that the brake would hold the list, and refuses a start if that has changed since', async () => {
    const { upload, send, changes, orders } = world();
    const fields = hiddenFieldsOf(await upload(path, { text }), `${path}/start`);
    changes.holds = true;
    const refused = await send(`${path}/start`, fields);
    expect(refused.statusCode).toBe(409);
    expect(textOf(refused)).toContain('The brake would hold all of them until an operator releases them');
    expect(orders()).toEqual([]);
  });

  test('refuses a start if a person would lose something else by now', async () => {
    const { upload, send, changes, orders } = world();
    const fields = hiddenFieldsOf(await upload(path, { text }), `${path}/start`);
    changes.plan = { plan: 'offboard', before: { ...before, apiKeys: 3 } };
    expect((await send(`${path}/start`, fields)).statusCode).toBe(409);
    expect(orders()).toEqual([]);
  });

  test('names a mistake by its line, and the field of the form that helps', async () => {
    const { upload } = world();
    const file = new File(['email;Austrittsdatum\nada@example.com;31.12.2026'], 'leavers.csv');
    const shown = textOf(await upload(path, { file, reason: 'The office closes' }));
    expect(shown).toContain('line 2, column "Austrittsdatum": "31.12.2026" needs a time');
    expect(shown).toContain('set “Time of dates without one” to 18:00+02:00');
  });

  test('needs the scope offboard', async () => {
    const { open, upload } = world({}, 'hr/read+write:secret-of-the-hr-system');
    expect((await open(path)).statusCode).toBe(403);
    expect((await upload(path, { text })).statusCode).toBe(403);
  });
});
