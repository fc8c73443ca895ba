import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect, onTestFinished, test } from 'vitest';
import { createReportAccess } from '../../../src/activities/access-report/report-access.ts';
import { type AccessReport, accessReport } from '../../../src/contract/api/access-report.ts';
import { createVultrClient } from '../../../src/vultr/client.ts';
import { startSimulatedVultr } from '../../support/simulated-vultr.ts';
import { shortTimings } from '../../support/timings.ts';

const email = 'ada@example.com';

// The tests cause failures whose log lines would fill the screen.
const logger = new DefaultLogger('ERROR');

async function present<T>(promise: Promise<T | undefined>): Promise<T> {
  const value = await promise;
  if (value === undefined) throw new Error('Vultr did not return what was created');
  return value;
}

/** Onboards a person by hand, as the guide does; after each part the report must name the next one. */
test.each([
  ['in the dialect of the Go client', {}],
  [
    'in the dialect of the OpenAPI description',
    { envelope: 'wrapped', groupPolicies: 'relationships', userPolicies: 'rows', roleLists: 'rows' },
  ],
  ['with invited people among the users', { pendingUsersListed: true }],
  [
    'with invited people among the users and a boolean status',
    { pendingUsersListed: true, userStatus: 'boolean' },
  ],
  ['with invited people among the users and no status', { pendingUsersListed: true, userStatus: 'absent' }],
] as const)('the report follows the guide, %s', async (_case, dialect) => {
  const vultr = await startSimulatedVultr({ requestsPerSecond: 0, ...dialect });
  onTestFinished(() => vultr.stop());
  const client = createVultrClient({ baseUrl: vultr.url, apiKey: vultr.apiKey, timeoutMs: 5_000 });
  const reportOn = async (about = email): Promise<AccessReport> => {
    const environment = new MockActivityEnvironment({ attempt: 1 }, { logger });
    const input = { email: about, timings: shortTimings };
    return accessReport.strict().parse(await environment.run(createReportAccess(client), input));
  };

  expect((await reportOn()).fix.step).toBe('inviteUser');

  const invitation = await present(client.invitations.create({ email, apiAccess: false }));
  const invited = await reportOn('ADA@Example.com');
  expect(invited).toMatchObject({ invitation: { status: 'pending' }, fix: { step: 'awaitAcceptance' } });
  expect(invited.fix.action).toMatch(/^Wait/);

  await vultr.accept(invitation.id);
  const user = await present(client.users.list().then((all) => all.find((one) => one.email === email)));
  expect(await reportOn()).toMatchObject({
    userCount: 1,
    invitation: { status: 'accepted', acceptedBy: email },
    active: { value: true },
    access: { value: false },
    fix: { step: 'addMember' },
  });

  const group = await present(client.groups.create({ name: 'Developers', description: '' }));
  await client.groups.addMember(group.id, { id: user.id, name: email });
  expect((await reportOn()).fix.step).toBe('attachPolicies');

  const policy = await present(client.policies.list().then(([first]) => first));
  await client.policies.attachToGroup(policy.id, group.id);
  expect(await reportOn()).toMatchObject({
    access: {
      value: true,
      groups: [{ id: group.id, name: 'Developers', policies: [policy.name] }],
      policies: [policy.name],
    },
    fix: { step: 'none' },
  });

  const other = await present(client.invitations.create({ email: 'eve@example.com', apiAccess: false }));
  await vultr.accept(other.id, 'eve.private@example.com');
  expect(await reportOn('eve@example.com')).toMatchObject({
    userCount: 0,
    invitation: { acceptedBy: 'eve.private@example.com' },
    fix: { step: 'confirmPerson' },
  });
  expect((await reportOn('eve.private@example.com')).invitation?.sentTo).toBe('eve@example.com');
});

test('a key that Vultr refuses is an error, and so is a Vultr that does not respond', async () => {
  const vultr = await startSimulatedVultr();
  const reportWith = (apiKey: string) => {
    const client = createVultrClient({ baseUrl: vultr.url, apiKey, timeoutMs: 5_000 });
    const environment = new MockActivityEnvironment({ attempt: 1 }, { logger });
    return environment.run(createReportAccess(client), { email, timings: shortTimings });
  };
  await expect(reportWith('wrong-key')).rejects.toMatchObject({ type: 'vultr_unauthorized' });
  await vultr.stop();
  await expect(reportWith(vultr.apiKey)).rejects.toMatchObject({ type: 'vultr_unavailable' });
});
