import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OnboardingView } from '../src/contract/api/onboarding-view.ts';
import type { Service } from './service.ts';
import { inParallel, until } from './statistics.ts';

/** Accepts the invitations one after the other, and answers how long each person had to wait for verified access. */
export async function acceptAndMeasure(
  service: Service,
  people: readonly OnboardingView[],
  everyMs: number,
): Promise<number[]> {
  const { simulator, runs } = service;
  const waits: number[] = [];
  const waiting: Promise<void>[] = [];
  for (const { id, invitation } of people) {
    // At no fixed distance, or every one would meet the sweep at the same point.
    await sleep(everyMs * 2 * Math.random());
    const acceptedAt = Date.now();
    await simulator.accept(invitation?.id ?? '');
    const completed = async () => {
      const run = await until(async () => {
        const seen = await runs.get(id);
        return seen.state === 'completed' || seen.state === 'needs_attention' ? seen : undefined;
      }, 500);
      if (run.timings.completedAt === undefined) throw new Error(`${id} is in ${run.state}`);
      waits.push(Date.parse(run.timings.completedAt) - acceptedAt);
    };
    waiting.push(completed());
  }
  await Promise.all(waiting);
  return waits;
}

/**
 * The other side: each invitation is looked at by itself, in turn, at a steady rate and from an address of its own, so that
 * the steps of the runs have the whole rest. Who is found accepted is told to the run by the same hint.
 */
export async function pollEach(
  { client, simulator }: Service,
  invitations: ReadonlyMap<string, string>,
  requestsPerSecond: number,
  signal: AbortSignal,
): Promise<void> {
  const open = new Map(shuffled([...invitations]));
  let nextAt = performance.now();
  while (!signal.aborted) {
    for (const [invitationId, runId] of open) {
      nextAt += 1_000 / requestsPerSecond;
      await sleep(Math.max(0, nextAt - performance.now()));
      if (signal.aborted) return;
      if (!(await getFromElsewhere(simulator, invitationId)).includes('"Accepted"')) continue;
      open.delete(invitationId);
      const hint = {
        namespace: 'default',
        execution: { workflowId: runId },
        identity: 'bench',
        type: 'awaitAcceptance',
      };
      // Who was accepted before is waited for no more.
      await client.workflowService.resetActivity(hint).catch(() => undefined);
    }
  }
}

/** In the order of the map those who accept stand at its beginning, and the poller would come by them first. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  const placed = items.map((item) => ({ item, at: Math.random() }));
  return placed.toSorted((one, other) => one.at - other.at).map(({ item }) => item);
}

/** Vultr counts requests by the address that they come from. */
function getFromElsewhere({ url, apiKey }: Service['simulator'], invitationId: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const options = { localAddress: '127.0.0.2', headers: { authorization: `Bearer ${apiKey}` } };
  get(`${url}/v2/invitation/${invitationId}`, options, (response) => {
    let text = '';
    response.on('data', (part: Buffer) => (text += part.toString()));
    response.on('end', () => resolve(text));
  }).on('error', reject);
  return promise;
}

/** Accepts what is open as fast as mails go out, until so many have been accepted. */
export async function acceptAll({ simulator }: Service, count: number): Promise<void> {
  const accepted = new Set<string>();
  while (accepted.size < count) {
    const { items } = (await simulator.call('GET', '/__sim/mail')) as {
      items: { invitationId: string; status: string }[];
    };
    const open = items.filter(({ invitationId, status }) => status === 'open' && !accepted.has(invitationId));
    await inParallel(open, 10, async ({ invitationId }) => {
      accepted.add(invitationId);
      await simulator.accept(invitationId);
    });
    await sleep(1_000);
  }
}
