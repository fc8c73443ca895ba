import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { portsForStart, startEverything } from '../support/npm-start.ts';
import { workflowIdOf } from '../support/executions.ts';
import { until } from '../support/until.ts';

const hrSecret = 'secret-of-the-hr-system-7f3a';
const userKey = 'USERKEYOFTHENEWHIRE7Q5W3E1R9T8Y6';
const encryptionKey = Buffer.alloc(32, 'Zq').toString('base64');
const idKey = 'an-id-key-that-is-long-enough-for-this-test';
const metricsPort = 15_000 + Math.floor(Math.random() * 15_000);

const request = {
  email: 'Wilhelmina.Featherstone@example.com',
  firstName: 'Wilhelmina',
  lastName: 'Featherstone',
  group: { name: 'Quokka Keepers', description: 'Who keeps the quokkas' },
  policies: ['Provisioning'],
  allowedAddresses: ['mina.private@example.com'],
  externalId: 'personnel-918273645',
};

/** Only Vultr may store these. The name of a group is a search attribute, so Temporal may store it as well. */
const personal = [
  'wilhelmina',
  'featherstone',
  'who keeps the',
  'mina.private',
  '918273645',
  'left the company in a huff',
  hrSecret,
  userKey,
  encryptionKey,
  idKey,
];

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-personal-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function metricsAt(port: string | number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

/** Returns the occurrences with the text around them. */
function findOccurrences(where: string, text: string, wanted: readonly string[] = personal): string[] {
  const lower = text.toLowerCase();
  return wanted.flatMap((one) => {
    const at = lower.indexOf(one.toLowerCase());
    return at < 0 ? [] : [`${where}: …${text.slice(Math.max(0, at - 200), at + 80)}…`];
  });
}

test('Temporal’s database, the logs and the metrics contain no personal data and no secret', async () => {
  const ports = await portsForStart();
  const service = startEverything(folder, {
    ...ports,
    ONBOARDING_API_KEYS: `hr:${hrSecret}`,
    ONBOARDING_ENCRYPTION_KEYS: `test:${encryptionKey}`,
    ONBOARDING_ID_KEY: idKey,
    ONBOARDING_WORKER_METRICS: `127.0.0.1:${metricsPort}`,
    LOG_LEVEL: 'debug',
  });
  await service.ready();
  const api = `http://127.0.0.1:${ports.PORT}/v1`;
  const simulator = `http://127.0.0.1:${ports.SIMULATOR_PORT}/__sim`;
  const headers = { authorization: `Bearer ${hrSecret}`, 'content-type': 'application/json' };
  const post = (path: string, body: object) =>
    fetch(`${api}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const reached = (id: string, state: string) =>
    until(
      state,
      async () => (await (await fetch(`${api}/onboardings/${id}`, { headers })).json()) as OnboardingView,
      (onboarding) => onboarding.state === state,
      60_000,
    );
  const start = async (body: object) =>
    ((await (await post('/onboardings', body)).json()) as OnboardingView).id;

  // The first onboarding completes, the second needs attention and is cancelled, and requests of the third fail.
  const id = await start(request);
  const { invitation } = await reached(id, 'awaiting_acceptance');
  await fetch(`${simulator}/invitations/${invitation?.id}/accept`, { method: 'POST' });
  await reached(id, 'completed');
  const failed = await start({
    ...request,
    email: 'x.featherstone@example.com',
    externalId: 'personnel-x',
    policies: ['Quokka handling'],
  });
  const { attention } = await reached(failed, 'needs_attention');
  expect(JSON.stringify(attention)).toContain('Quokka handling');
  await post(`/onboardings/${failed}/cancel`, { reason: 'left the company in a huff' });
  await reached(failed, 'cancelled');
  // Vultr's error text contains an email, once in a step and once in a request of an operator.
  const body = { error: `Nothing for y.featherstone@example.com.`, status: 500 };
  const failNext = async (method: string, path: string, status: number) => {
    const fault = { kind: 'status', match: { method, path }, times: 1, status, body };
    const response = await fetch(`${simulator}/faults`, {
      method: 'POST',
      headers,
      body: JSON.stringify(fault),
    });
    expect(response.status).toBe(201);
  };
  await failNext('POST', '/v2/groups', 500);
  const other = await start({
    ...request,
    email: 'y.featherstone@example.com',
    externalId: 'personnel-y',
    group: { name: 'Quokka Chasers' },
  });
  await reached(other, 'awaiting_acceptance');
  await fetch(`${api}/onboardings/${other}/explain`, { headers });
  await failNext('GET', '/v2/users', 400);
  const refused = await fetch(`${api}/access?email=${request.email}`, { headers });
  expect(await refused.text()).toContain('y.featherstone@example.com');
  await fetch(`${api}/access?email=${request.email}`, { headers });
  const { items: pendingFaults } = (await (await fetch(`${simulator}/faults`)).json()) as {
    items: unknown[];
  };
  expect(pendingFaults).toEqual([]);
  // A caller may put anything into its idempotency key.
  await fetch(`${api}/onboardings/${other}/hold`, {
    method: 'POST',
    headers: { ...headers, 'idempotency-key': 'hold-wilhelmina' },
    body: '{}',
  });
  await post('/access-checks', { userApiKey: userKey });

  const metrics = (await metricsAt(metricsPort)) + (await metricsAt(ports.PORT));
  expect(metrics).toContain('onboarding_watch_pending');
  expect(metrics).toContain('onboarding_api_request_duration');
  service.signal('SIGINT');
  await service.ended;
  expect(service.log()).toContain(workflowIdOf(id));

  const files = globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    // Vultr, and so the simulator, knows people by name, and the keys must be stored somewhere.
    .filter((file) => !/^(simulator\.db|secrets\.json)/.test(basename(file)));
  const contents = files.map((file) => ({ file: basename(file), text: readFileSync(file, 'latin1') }));
  // Proves that the search works: an ID that is not secret is found.
  expect(contents.filter(({ text }) => text.includes(workflowIdOf(id))).map(({ file }) => file)).toContain(
    'temporal.db',
  );
  expect([
    ...contents.flatMap(({ file, text }) => findOccurrences(file, text)),
    ...findOccurrences('the log', service.log(), [...personal, 'quokka']),
    ...findOccurrences('the metrics', metrics, [...personal, 'quokka']),
  ]).toEqual([]);
}, 180_000);
