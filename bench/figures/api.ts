import { workflowIdOf } from '../../test/support/executions.ts';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type IncomingMessage, request as startRequest } from 'node:http';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { type Service, startService } from '../service.ts';
import { inParallel, percentile } from '../statistics.ts';
import type { Figure } from './figure.ts';

const clients = 50;
/** The two sides take turns, so that other work of the machine affects both. */
const turns = 8;
/** Of both sides together. */
const pacedPerSecond = 100;

/** Measures POST and GET of the API with 50 clients, and a bare start and describe of Temporal. Runs no worker. */
export async function measureApi(environment: StartedTestEnvironment, calls: number): Promise<Figure[]> {
  const service = await startService(environment);
  const { program, url, secret } = await service.startApi();
  const api = { url, headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' } };
  try {
    const warmUp = calls / 4;
    const ids: string[] = [];
    const post = (index: number) => postOnboarding(api, `api${index}@example.com`).then((id) => ids.push(id));
    const start = () => startBare(service);
    const get = (index: number) => getOnboarding(api, ids[index % ids.length] ?? '');
    const describe = (index: number) =>
      service.client.workflow.getHandle(workflowIdOf(ids[index % ids.length] ?? '')).describe();
    // Not measured, so that neither side pays for one-time work such as compiling hot code.
    await measure(warmUp, (index) => post(-1 - index));
    await measure(warmUp, start);
    await measure(warmUp * 4, get);
    await measure(warmUp * 4, describe);
    const [posts, starts] = await inTurns(calls, post, start);
    const [gets, describes] = await inTurns(calls, get, describe);
    const [pacedGets, pacedDescribes] = await paced(calls / 4, get, describe);
    return [
      compare(
        `POST /v1/onboardings with ${clients} clients, compared with a bare workflow start`,
        posts,
        starts,
      ),
      compare(
        `GET /v1/onboardings/{id} with ${clients} clients, compared with a bare describe`,
        gets,
        describes,
      ),
      compareAdded(pacedGets, pacedDescribes),
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
      times[side]?.push(...(await measure(perTurn, (index) => call(turn * perTurn + index))));
    }
  }
  return times;
}

/** Sends the calls at a steady rate, one of each side in turn, so that neither waits for its own kind. */
async function paced(calls: number, ours: Call, bare: Call): Promise<[number[], number[]]> {
  const times: [number[], number[]] = [[], []];
  const sent: Promise<unknown>[] = [];
  const from = performance.now();
  for (let index = 0; index < calls * 2; index += 1) {
    await sleep(Math.max(0, from + (index * 1_000) / pacedPerSecond - performance.now()));
    const side = index % 2;
    const call = side === 0 ? ours : bare;
    sent.push(
      measure(1, () => call(Math.floor(index / 2))).then((measured) => times[side]?.push(...measured)),
    );
  }
  await Promise.all(sent);
  return times;
}

/** Returns the duration of each call in milliseconds. */
async function measure(count: number, call: Call): Promise<number[]> {
  const times: number[] = [];
  await inParallel(Array.from({ length: count }), clients, async (_, index) => {
    const from = performance.now();
    await call(index);
    times.push(performance.now() - from);
  });
  return times;
}

type Api = { readonly url: string; readonly headers: Record<string, string> };

/** Keeps connections open, as a busy caller does. Node's plain HTTP client costs less than its `fetch`. */
const agent = new Agent({ keepAlive: true, maxSockets: clients });

async function postOnboarding(api: Api, email: string): Promise<string> {
  const request = { email, group: { name: 'Developers' }, policies: ['Provisioning'] };
  const { status, text } = await send(api, 'POST', '/v1/onboardings', JSON.stringify(request));
  if (status !== 202) throw new Error(`POST: ${status} ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}

async function getOnboarding(api: Api, id: string): Promise<void> {
  const { status, text } = await send(api, 'GET', `/v1/onboardings/${id}`);
  if (status !== 200) throw new Error(`GET: ${status} ${text}`);
}

async function send({ url, headers }: Api, method: string, path: string, body?: string) {
  const sent = startRequest(`${url}${path}`, { method, headers, agent });
  const responded = once(sent, 'response');
  sent.end(body);
  const [response] = (await responded) as [IncomingMessage];
  const chunks = await response.setEncoding('utf8').toArray();
  return { status: response.statusCode ?? 0, text: chunks.join('') };
}

async function startBare({ client, organization }: Service): Promise<void> {
  await client.workflow.start('onboarding', {
    workflowId: randomUUID(),
    taskQueue: `without-worker-${organization}`,
    args: [{}],
  });
}

function compare(name: string, ours: readonly number[], bare: readonly number[]): Figure {
  const ratios = [50, 99].map((percent) => percentile(ours, percent) / percentile(bare, percent));
  return {
    name: `${name}, p50 / p99`,
    aim: '≤ 1.3×',
    measured: `${format(ours)} vs ${format(bare)}: ${ratios.map((ratio) => `${ratio.toFixed(2)}×`).join(' / ')}`,
    reached: ratios.every((ratio) => ratio <= 1.3),
    reason:
      'the API is one more process on the same two cores, so the cost of HTTP adds to the waiting time; p99 varies on both sides',
  };
}

function compareAdded(ours: readonly number[], bare: readonly number[]): Figure {
  const added = percentile(ours, 50) - percentile(bare, 50);
  return {
    name: `GET /v1/onboardings/{id} at ${pacedPerSecond / 2} requests/s: added to a bare describe at the same rate, p50`,
    aim: '≤ 3 ms',
    measured: `${added.toFixed(1)} ms (${percentile(ours, 50).toFixed(1)} ms vs ${percentile(bare, 50).toFixed(1)} ms)`,
    reached: added <= 3,
  };
}

function format(times: readonly number[]): string {
  return [50, 99].map((percent) => `${percentile(times, percent).toFixed(0)} ms`).join(' / ');
}
