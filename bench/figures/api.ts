import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import type { TestEnvironment } from '../../test/support/test-environment.ts';
import { type Service, startService } from '../service.ts';
import { inParallel, percentile } from '../statistics.ts';
import type { Figure } from './figure.ts';

const clients = 50;
/** The two sides take turns, so that what else the machine does meets both. */
const turns = 8;

/** POST and GET of the API at 50 clients, next to a bare start and describe of Temporal. No worker: only the way in. */
export async function measureApi(ground: TestEnvironment, calls: number): Promise<Figure[]> {
  const service = await startService(ground);
  const { program, url, secret } = await service.startApi();
  const api = { url, headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' } };
  try {
    const warmUp = calls / 4;
    const ids: string[] = [];
    const post = (index: number) => postHire(api, `api${index}@example.com`).then((id) => ids.push(id));
    const start = () => startBare(service);
    const get = (index: number) => getRun(api, ids[index % ids.length] ?? '');
    const describe = (index: number) =>
      service.client.workflow.getHandle(ids[index % ids.length] ?? '').describe();
    // Unmeasured, so that neither side pays for what is done only once, such as the compiling of what is called often.
    await timed(warmUp, (index) => post(-1 - index));
    await timed(warmUp, start);
    await timed(warmUp * 4, get);
    await timed(warmUp * 4, describe);
    const [posts, starts] = await inTurns(calls, post, start);
    const [gets, describes] = await inTurns(calls, get, describe);
    return [
      compared(`POST /v1/onboardings at ${clients} clients, next to a bare start`, posts, starts),
      compared(`GET /v1/onboardings/{id} at ${clients} clients, next to a bare describe`, gets, describes),
    ];
  } finally {
    await program.stop();
    await service.stop();
  }
}

type Call = (index: number) => Promise<unknown>;

async function inTurns(calls: number, ours: Call, bare: Call): Promise<[number[], number[]]> {
  const perTurn = Math.ceil(calls / turns);
  const times: [number[], number[]] = [[], []];
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [side, call] of [ours, bare].entries()) {
      times[side]?.push(...(await timed(perTurn, (index) => call(turn * perTurn + index))));
    }
  }
  return times;
}

async function timed(count: number, call: Call): Promise<number[]> {
  const times: number[] = [];
  await inParallel(Array.from({ length: count }), clients, async (_, index) => {
    const from = performance.now();
    await call(index);
    times.push(performance.now() - from);
  });
  return times;
}

type Api = { readonly url: string; readonly headers: Record<string, string> };

/** Connections that stay open, as a caller with much to ask has them; and Node's plain client costs less than its `fetch`. */
const agent = new Agent({ keepAlive: true, maxSockets: clients });

async function postHire(api: Api, email: string): Promise<string> {
  const hire = { email, group: { name: 'Developers' }, policies: ['Provisioning'] };
  const { status, text } = await send(api, 'POST', '/v1/onboardings', JSON.stringify(hire));
  if (status !== 202) throw new Error(`POST: ${status} ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}

async function getRun(api: Api, id: string): Promise<void> {
  const { status, text } = await send(api, 'GET', `/v1/onboardings/${id}`);
  if (status !== 200) throw new Error(`GET: ${status} ${text}`);
}

async function send({ url, headers }: Api, method: string, path: string, body?: string) {
  const sent = request(`${url}${path}`, { method, headers, agent });
  const answered = once(sent, 'response');
  sent.end(body);
  const [answer] = (await answered) as [IncomingMessage];
  const chunks = await answer.setEncoding('utf8').toArray();
  return { status: answer.statusCode ?? 0, text: chunks.join('') };
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
    reason:
      'the API is one process more on the same two cores, so that whatever HTTP costs is waited for; p99 of both sides wanders',
  };
}

function inWords(times: readonly number[]): string {
  return [50, 99].map((percent) => `${percentile(times, percent).toFixed(0)} ms`).join(' / ');
}
