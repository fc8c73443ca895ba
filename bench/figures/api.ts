import { randomUUID } from 'node:crypto';
import type { Ground } from '../ground.ts';
import { startProgram } from '../process.ts';
import { type Service, startService } from '../service.ts';
import { inParallel, percentile } from '../statistics.ts';
import type { Figure } from './figure.ts';

const clients = 50;
const secret = 'a-secret-for-the-benchmark-only';

/** POST and GET of the API at 50 clients, next to a bare start and describe of Temporal. No worker: only the way in. */
export async function measureApi(ground: Ground, calls: number): Promise<Figure[]> {
  const service = await startService(ground);
  const api = startProgram('api', {
    ...service.environment,
    PORT: '0',
    ONBOARDING_API_KEYS: `bench:${secret}`,
  });
  try {
    const [, url = ''] = await api.said(/"url":"(http[^"]+)"/);
    const ids: string[] = [];
    const post = (index: number) => postHire(url, `api${index}@example.com`).then((id) => ids.push(id));
    const start = () => startBare(service);
    const get = (index: number) => getRun(url, ids[index % ids.length] ?? '');
    const describe = (index: number) =>
      service.client.workflow.getHandle(ids[index % ids.length] ?? '').describe();
    // Once unmeasured, so that neither side pays for what is done only once.
    await timed(100, (index) => post(index + calls));
    await timed(100, start);
    const posts = await timed(calls, post);
    const starts = await timed(calls, start);
    const gets = await timed(calls, get);
    const describes = await timed(calls, describe);
    return [
      compared(`POST /v1/onboardings at ${clients} clients, next to a bare start`, posts, starts),
      compared(`GET /v1/onboardings/{id} at ${clients} clients, next to a bare describe`, gets, describes),
    ];
  } finally {
    await api.stop();
    await service.stop();
  }
}

async function timed(count: number, call: (index: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  await inParallel(Array.from({ length: count }), clients, async (_, index) => {
    const from = performance.now();
    await call(index);
    times.push(performance.now() - from);
  });
  return times;
}

async function postHire(url: string, email: string): Promise<string> {
  const response = await fetch(`${url}/v1/onboardings`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ email, group: { name: 'Developers' }, policies: ['Provisioning'] }),
  });
  if (response.status !== 202) throw new Error(`POST: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}

async function getRun(url: string, id: string): Promise<void> {
  const response = await fetch(`${url}/v1/onboardings/${id}`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  if (response.status !== 200) throw new Error(`GET: ${response.status}`);
  await response.text();
}

async function startBare({ client, organization }: Service): Promise<void> {
  await client.workflow.start('onboarding', {
    workflowId: randomUUID(),
    taskQueue: `nobody-${organization}`,
    args: [{}],
  });
}

function compared(what: string, ours: readonly number[], bare: readonly number[]): Figure {
  const ratios = [50, 99].map((percent) => percentile(ours, percent) / percentile(bare, percent));
  return {
    what: `${what}, p50 / p99`,
    aim: '≤ 1.3 times',
    measured: `${inWords(ours)} next to ${inWords(bare)}: ${ratios.map((ratio) => ratio.toFixed(2)).join(' / ')} times`,
    reached: ratios.every((ratio) => ratio <= 1.3),
  };
}

function inWords(times: readonly number[]): string {
  return [50, 99].map((percent) => `${percentile(times, percent).toFixed(0)} ms`).join(' / ');
}
