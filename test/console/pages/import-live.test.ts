import { expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { stackForTest } from '../../support/with-stack.ts';
import { hiddenFieldsOf, textOf } from '../read-page.ts';
import { consoleOver } from '../signed-in.ts';

const rows = ['ada', 'grace', 'alan'].map((name) => `${name}@example.com,Developers,Provisioning`);
const text = ['email,group,policies', ...rows].join('\n');

test('hires by import on a real Temporal: the plan, its start, the progress in another process, and again', async () => {
  const { onboardings, vultr, reached } = await stackForTest();
  const { upload, send } = consoleOver(onboardings);
  const plan = await upload('/console/import', { text });
  expect(textOf(plan)).toContain('3 send an invitation');
  const fields = hiddenFieldsOf(plan, '/console/import/start');

  // Someone else hires one of them before the start.
  const ada = { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };
  const { onboarding } = await onboardings.start(ada, { name: 'hr' });
  const refused = await send('/console/import/start', fields);
  expect([refused.statusCode, textOf(refused)]).toEqual([
    409,
    expect.stringMatching(
      /2 send an invitation 1 already has this onboarding, no change .*Start 2 onboardings/,
    ),
  ]);
  await reached(onboarding.id, 'awaiting_acceptance');
  expect(await vultr.counts()).toMatchObject({ mails: 1 });

  const started = await send('/console/import/start', hiddenFieldsOf(refused, '/console/import/start'));
  expect(started.statusCode).toBe(303);
  const other = consoleOver(onboardings);
  const progress = await until(
    'both people in the progress',
    async () => textOf(await other.open(`${started.headers['location']}`)),
    (shown) => shown.includes('2 of 2 onboardings started') && shown.includes('2 Waiting for acceptance'),
  );
  expect(progress).toContain('grace@example.com');
  expect(progress).not.toContain('ada@example.com');
  expect(await vultr.counts()).toMatchObject({ mails: 3 });

  const again = textOf(await other.upload('/console/import', { text }));
  expect(again).toContain('3 already has this onboarding, no change');
  expect(again).toContain('There is nothing to start.');
});

test('offboards by import on a real Temporal: the plan, its start, the progress in another process, and again', async () => {
  const { onboardings, offboardings, reached } = await stackForTest();
  const consoleOfStack = () => consoleOver(onboardings, undefined, undefined, offboardings);
  const path = '/console/import/leavers';
  const leavers = 'email,reason\nada@example.com,Retires\ngrace@example.com,Moves away';
  const ada = { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };
  const { onboarding } = await onboardings.start(ada, { name: 'hr' });
  await reached(onboarding.id, 'awaiting_acceptance');

  const { upload, send } = consoleOfStack();
  const plan = await upload(path, { text: leavers });
  expect(textOf(plan)).toContain('2 not a user: pending invitations would be guarded');
  expect(textOf(plan)).toContain(`Warning: The order interrupts the open onboarding ${onboarding.id}.`);
  const started = await send(`${path}/start`, hiddenFieldsOf(plan, `${path}/start`));
  expect(started.statusCode).toBe(303);
  await until(
    'both people in the progress',
    async () => textOf(await consoleOfStack().open(`${started.headers['location']}`)),
    (shown) => /2 of 2 offboardings started.*1 Guarding the invitation 1 Left/.test(shown),
  );

  const again = textOf(await upload(path, { text: leavers }));
  expect(again).toContain('2 already has this offboarding, no change');
  expect(again).toContain('There is nothing to start.');
});
