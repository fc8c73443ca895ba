import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { BrakeView } from '../../src/contract/api/brake.ts';
import type { OffboardingView } from '../../src/contract/api/offboarding-view.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { PersonPage, PersonView } from '../../src/contract/api/person-view.ts';
import { runCommand } from '../../src/dev-server/run-command.ts';
import type { DevServer } from '../../src/dev-server/start-dev-server.ts';
import { projectDir } from '../deploy/compose-file.ts';
import { blocksOf, readPage } from '../docs/page.ts';
import { workflowIdOf } from '../support/executions.ts';
import { createIdentityProvider } from '../support/identity-provider.ts';
import { type Program, startProgram } from '../support/program.ts';
import { scimGroupOf, writeRolesFile } from '../support/roles-file.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../support/simulated-vultr.ts';
import { startTemporal } from '../support/test-environment.ts';
import { until } from '../support/until.ts';
import { workerEnvironment } from '../support/worker-process.ts';

/** The restore from an export as docs/deployment.md describes it, with the commands of the pages, in a shell. */

const hrSecret = 'a-secret-of-the-hr-system';
const providerSecret = 'a-secret-of-the-identity-provider';
const apiKeys = `hr/read+write+offboard:${hrSecret},okta/provision:${providerSecret}`;

const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

const hires = {
  ada: { email: 'ada@example.com', group: { name: 'Testers' }, policies: ['Provisioning'] },
  grace: { email: 'grace@example.com', role: 'Developers' },
  barbara: { email: 'barbara@example.com', role: 'Developers' },
  edsger: { email: 'edsger@example.com', role: 'Developers' },
  alan: { email: 'alan@example.com', role: 'Developers' },
} as const;
const graceMoves = { email: 'grace@example.com', role: 'Billing', leaveGroups: 'managed' };
const barbaraLeaves = { email: 'barbara@example.com', reason: 'Last working day', graceDays: 0 };
const edsgerLeaves = { email: 'edsger@example.com', reason: 'Last working day' };

let folder: string;
let vultr: SimulatedVultr;
/** What both deployments have in common. */
let settings: Record<string, string>;
let before: Service;
/** IDs of the newest flows, and what was remembered of the people. */
const ids: Record<string, string> = {};
let people: PersonView[];
let mails: number;
let temporal: DevServer;
let after: Service;
let newSettings: Record<string, string>;

type Service = {
  readonly get: <View>(path: string) => Promise<View>;
  readonly post: (path: string, body: object) => Promise<{ readonly status: number; readonly id: string }>;
  /** Waits until the flow at this path is in the state. */
  readonly reached: (path: string, state: string) => Promise<OnboardingView | OffboardingView>;
  readonly provider: ReturnType<typeof createIdentityProvider>;
  /** Waits for the state of the SCIM user. */
  readonly provisioned: (userName: string, state: string) => Promise<string>;
  readonly stop: () => Promise<void>;
};

/** Starts a worker, then an API. */
async function start(environment: Record<string, string>): Promise<Service> {
  const programs: Program[] = [];
  const run = (name: 'worker' | 'api') => {
    const program = startProgram(name, environment);
    programs.push(program);
    return program;
  };
  await run('worker').waitForLine(/worker started/);
  const [, url = ''] = await run('api').waitForLine(/"url":"(http[^"]+)"/);
  const headers = { authorization: `Bearer ${hrSecret}`, 'content-type': 'application/json' };
  async function get<View>(path: string): Promise<View> {
    const response = await fetch(`${url}${path}`, { headers });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as View;
  }
  const provider = createIdentityProvider([`${url}/scim/v2`], providerSecret);
  return {
    get,
    async post(path, body) {
      const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
      const { id } = (await response.json()) as { readonly id: string };
      return { status: response.status, id };
    },
    reached: (path, state) =>
      until(
        `${path} to be ${state}`,
        () => get<OnboardingView | OffboardingView>(path),
        (view) => view.state === state,
      ),
    provider,
    async provisioned(userName, state) {
      const find = async () => (await provider.listUsers()).find((user) => user.userName === userName);
      const user = await until(`${userName} to be ${state}`, find, (found) => found?.state === state);
      return user?.flowId ?? '';
    },
    async stop() {
      for (const program of programs) await program.stop();
    },
  };
}

/** Accepts every invitation but that of Alan. */
async function acceptAll(): Promise<void> {
  type Mail = { readonly invitationId: string; readonly status: string; readonly to: string };
  const { items } = (await vultr.call('GET', '/__sim/mail')) as { items: readonly Mail[] };
  const open = items.filter(({ status, to }) => status === 'open' && to !== hires.alan.email);
  for (const { invitationId } of open) await vultr.accept(invitationId);
}

/** Runs a command of the documentation in a folder that has what the project has. Throws if it fails. */
function runDocumented(command: string, environment: Record<string, string>) {
  return runCommand('bash', ['-euc', command], {
    cwd: folder,
    environment: { PATH: process.env['PATH'], HOME: folder, ...environment },
  });
}

/** The block of a page with this text. */
function blockWith(page: string, text: string): string {
  const found = blocksOf(readPage(page), 'bash').filter((block) => block.includes(text));
  if (found.length !== 1) throw new Error(`${page} has ${found.length} blocks with ${text}`);
  return found[0] ?? '';
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-restore-'));
  for (const name of ['package.json', 'node_modules', 'src'])
    await symlink(join(projectDir, name), join(folder, name));
  vultr = await startSimulatedVultr({ requestsPerSecond: 0 });
  settings = {
    ...workerEnvironment({
      temporalAddress: inject('temporalAddress'),
      workflowBundlePath: inject('workflowBundlePath'),
      organization: randomUUID(),
      vultr,
    }),
    ONBOARDING_ENCRYPTION_KEYS: newKey('before'),
    ONBOARDING_ROLES_FILE: await writeRolesFile(folder, ['Developers', 'Billing', 'Support']),
    ONBOARDING_API_KEYS: apiKeys,
    ONBOARDING_API_RATE: '1000',
    ONBOARDING_SCIM_URL: 'http://127.0.0.1',
    ONBOARDING_SCIM_SETTLE: '1s',
    ONBOARDING_SCIM_SETTLE_GIVE: '0s',
    ONBOARDING_BRAKE_SETTLE: '0s',
    ONBOARDING_SETTLE: '1s',
    VULTR_REQUESTS_PER_SECOND: '500',
    PORT: '0',
    LOG_LEVEL: 'info',
  };
  before = await start(settings);
  await everyoneArrives(before);
  mails = (await vultr.counts())['mails'] ?? 0;
}, 120_000);

afterAll(async () => {
  await before?.stop();
  await after?.stop();
  await temporal?.stop();
  await vultr?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Ada is hired, Grace has moved, Barbara has left, Edsger is leaving, Alan is invited; Katherine and Joan come by SCIM. */
async function everyoneArrives({ post, get, reached, provider, provisioned }: Service): Promise<void> {
  const hire = async (name: keyof typeof hires) => {
    ids[name] = (await post('/v1/onboardings', hires[name])).id;
  };
  for (const name of ['ada', 'grace', 'barbara', 'edsger'] as const) await hire(name);
  const support = await provider.createGroup(scimGroupOf('Support'));
  const users = [
    await provider.createUser('katherine@example.com'),
    await provider.createUser('joan@example.com'),
  ];
  await provider.changeMembers(support, 'Add', users);
  const hired = ['ada', 'grace', 'barbara', 'edsger'].map((name) => ids[name] ?? '');
  await until(
    'everyone to have access',
    async () => {
      await acceptAll();
      const states = await Promise.all(
        hired.map(async (id) => (await get<OnboardingView>(`/v1/onboardings/${id}`)).state),
      );
      return [...states, ...(await provider.listUsers()).map(({ state }) => state)];
    },
    (states) => states.every((state) => state === 'completed' || state === 'access'),
  );
  await provider.changeMembers(support, 'Remove', users.slice(1));
  ids['grace'] = (await post('/v1/onboardings', graceMoves)).id;
  ids['barbara'] = (await post('/v1/offboardings', barbaraLeaves)).id;
  ids['edsger'] = (await post('/v1/offboardings', edsgerLeaves)).id;
  await hire('alan');
  await reached(`/v1/onboardings/${ids['grace']}`, 'completed');
  await reached(`/v1/offboardings/${ids['barbara']}`, 'left');
  await reached(`/v1/offboardings/${ids['edsger']}`, 'suspended');
  await reached(`/v1/onboardings/${ids['alan']}`, 'awaiting_acceptance');
  ids['katherine'] = await provisioned('katherine@example.com', 'access');
  await provisioned('joan@example.com', 'no_role');
  people = await registered(before);
}

/** The five people who are remembered, as soon as Temporal lists them. */
async function registered({ get }: Service): Promise<PersonView[]> {
  const states = new Set(['completed', 'left']);
  const list = async () =>
    (await get<PersonPage>('/v1/people?limit=50')).items.filter(({ state }) => states.has(state));
  const found = await until('the people in the list', list, ({ length }) => length === 5);
  return found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

type Again = { readonly order?: object; readonly request?: object };

/** What the export says to send again for a person. */
async function inProgress(name: keyof typeof hires): Promise<Again> {
  const [, decrypt = ''] =
    /^ *(openssl cms -decrypt [^|]+)\|/m.exec(blockWith('docs/deployment.md', 'registers -- import -')) ?? [];
  const { stdout } = await runDocumented(decrypt.replaceAll('\n', ' '), {});
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; inProgress?: Again });
  return lines.find(({ id }) => id === workflowIdOf(ids[name] ?? ''))?.inProgress ?? {};
}

describe('a restore from an export, as docs/deployment.md describes it', () => {
  test('the export is encrypted, and says what to send again', async () => {
    await runDocumented(blockWith('docs/operations.md', 'openssl req'), {});
    const { stderr } = await runDocumented(blockWith('docs/operations.md', 'openssl cms -encrypt'), settings);
    expect(stderr).toContain('5 people written.');
    expect(stderr).toContain('1 person has an onboarding in progress. After an import, send the "request"');
    expect(stderr).toContain(`  ${workflowIdOf(ids['alan'] ?? '')}: awaiting_acceptance`);
    expect(stderr).toContain('1 person is leaving. After an import, before any other request');
    expect(stderr).toContain(`  ${workflowIdOf(ids['edsger'] ?? '')}: suspended`);
    expect(await readFile(join(folder, 'people.ndjson.cms'), 'latin1')).not.toContain('example.com');
    await before.stop();
  });

  test('the import brings everyone else into an empty Temporal, under another encryption key', async () => {
    temporal = await startTemporal(inject('temporalBinary'), folder);
    newSettings = {
      ...settings,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: 'onboarding',
      ONBOARDING_ENCRYPTION_KEYS: newKey('after'),
      ONBOARDING_BRAKE_LIMIT: '0',
    };
    await runDocumented('npm run prepare:temporal', newSettings);
    const { stdout } = await runDocumented(
      blockWith('docs/deployment.md', 'registers -- import -'),
      newSettings,
    );
    expect(stdout).toContain('5 people imported, 0 existed already and are the same, 0 existed and differ.');
    after = await start(newSettings);
    const { stdout: report } = await runDocumented('npm run doctor', newSettings);
    expect(report).toContain('ONBOARDING_ENCRYPTION_KEYS decrypts the newest onboarding');
    expect(await registered(after)).toEqual(people);
  });

  test('a repeated request has the result that it had, and nobody gets a second email', async () => {
    const { post } = after;
    const grace = workflowIdOf(ids['grace'] ?? '');
    const barbara = workflowIdOf(ids['barbara'] ?? '');
    expect(await post('/v1/onboardings', hires.ada)).toEqual({ status: 200, id: ids['ada'] });
    expect(await post('/v1/onboardings', hires.grace)).toEqual({ status: 200, id: `${grace}.1` });
    expect(await post('/v1/onboardings', graceMoves)).toEqual({ status: 200, id: ids['grace'] });
    expect(await post('/v1/onboardings', hires.barbara)).toEqual({ status: 200, id: `${barbara}.1` });
    expect(await post('/v1/offboardings', barbaraLeaves)).toEqual({ status: 200, id: ids['barbara'] });
    expect(await vultr.counts()).toMatchObject({ mails });
  });

  test('the request of a person who was in progress adopts their invitation, without a second email', async () => {
    const { request } = await inProgress('alan');
    const { status, id } = await after.post('/v1/onboardings', request ?? {});
    expect(status).toBe(202);
    const path = `/v1/onboardings/${id}`;
    const { invitation } = await after.reached(path, 'awaiting_acceptance');
    expect(await vultr.counts()).toMatchObject({ mails });
    await vultr.accept(invitation?.id ?? '');
    expect((await after.reached(path, 'completed')).evidence).toBeDefined();
  });

  test('a person leaves by their record, and one who was leaving by an order that is sent again', async () => {
    const atOnce = { reason: 'Last working day', graceDays: 0, urgent: true };
    const { order } = await inProgress('edsger');
    const orders = [
      { ...atOnce, email: hires.ada.email },
      { ...order, ...atOnce },
    ];
    for (const each of orders) {
      const { id } = await after.post('/v1/offboardings', each);
      expect((await after.reached(`/v1/offboardings/${id}`, 'left')).evidence).toBeDefined();
    }
    expect(await vultr.userEmails()).not.toContain(hires.ada.email);
    expect(await vultr.userEmails()).not.toContain(hires.edsger.email);
  });

  test('the identity provider provisions the same users again, and nobody loses access meanwhile', async () => {
    const { provider, provisioned, get } = after;
    await vultr.forgetRequests();
    const katherine = await provider.createUser('katherine@example.com');
    await provisioned('katherine@example.com', 'held');
    expect(await get<BrakeView>('/v1/brake')).toMatchObject({ held: 1 });
    const support = await provider.createGroup(scimGroupOf('Support'));
    await provider.changeMembers(support, 'Add', [katherine]);
    await provisioned('katherine@example.com', 'access');
    await until(
      'nobody to be held',
      () => get<BrakeView>('/v1/brake'),
      ({ held }) => held === 0,
    );
    const { byOperation } = await vultr.requests();
    expect(Object.keys(byOperation).filter((operation) => !operation.startsWith('GET '))).toEqual([]);
    expect(await vultr.counts()).toMatchObject({ mails });
  });
});
