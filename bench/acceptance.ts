import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OnboardingView } from '../src/contract/api/onboarding-view.ts';
import { hintSignal } from '../src/contract/temporal/messages.ts';
import type { Service } from './service.ts';
import { inParallel, until } from './statistics.ts';

/** Accepts the invitations one after the other. Returns how long each person waited for verified access, in milliseconds. */
export async function acceptAndMeasure(
  service: Service,
  people: readonly OnboardingView[],
  everyMs: number,
): Promise<number[]> {
  const { simulator, onboardings } = service;
  const waits: number[] = [];
  const waiting: Promise<void>[] = [];
  for (const { id, invitation } of people) {
    // The pauses are random, or every acceptance would come at the same point of a sweep.
    await sleep(everyMs * 2 * Math.random());
    const acceptedAt = Date.now();
    await simulator.accept(invitation?.id ?? '');
    const completed = async () => {
      const { state, timings } = await until(async () => {
        const onboarding = await onboardings.get(id);
        return ['completed', 'needs_attention'].includes(onboarding.state) ? onboarding : undefined;
      }, 500);
      if (timings.completedAt === undefined) throw new Error(`${id} is in ${state}`);
      waits.push(Date.parse(timings.completedAt) - acceptedAt);
    };
    waiting.push(completed());
  }
  await Promise.all(waiting);
  return waits;
}

/**
 * The other side of the comparison: polls each invitation in turn, at a steady rate and from a network address of its own,
 * so that the whole rate limit is left to the steps of the onboardings. Reports an acceptance by the hint that the watch uses.
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
    for (const [invitationId, workflowId] of open) {
      nextAt += 1_000 / requestsPerSecond;
      await sleep(Math.max(0, nextAt - performance.now()));
      if (signal.aborted) return;
      if (!(await getInvitation(simulator, invitationId)).includes('"Accepted"')) continue;
      open.delete(invitationId);
      // The hint fails for an onboarding that no longer waits.
      await client.workflow
        .getHandle(workflowId)
        .signal(hintSignal)
        .catch(() => undefined);
    }
  }
}

/** The people who accept are first in the map, so without shuffling the poller would reach them first. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  const placed = items.map((item) => ({ item, at: Math.random() }));
  return placed.toSorted((one, other) => one.at - other.at).map(({ item }) => item);
}

/** Uses a network address of its own, because Vultr counts requests by their source address. */
function getInvitation({ url, apiKey }: Service['simulator'], invitationId: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const options = { localAddress: '127.0.0.2', headers: { authorization: `Bearer ${apiKey}` } };
  get(`${url}/v2/invitation/${invitationId}`, options, (response) => {
    let text = '';
    response.on('data', (part: Buffer) => (text += part.toString()));
    response.on('end', () => resolve(text));
  }).on('error', reject);
  return promise;
}

/** Accepts open invitations as fast as emails are sent, until `count` have been accepted. */
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
