import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../config/config.ts';
import type { OffboardingView } from '../../contract/api/offboarding-view.ts';
import { formatDuration } from '../../contract/lib/duration.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import { type FlowView, isOffboarding } from '../../contract/temporal/flow-view.ts';
import { localApiKey, printableApiKey } from '../../processes/local-secrets.ts';
import { type DemoMember, describeAccess, lacksAccess, toMemberRow } from './member.ts';
import { createDemoServices, type DemoServices } from './services.ts';
import { createPrinter, formatTable } from './table.ts';

const tickMs = 400;
/** How long the reader can see that the leaver is suspended, before the operator ends the grace period. */
const pauseMs = 5_000;
const note = 'the grace period ends after seconds here, by remove-now, and after 14 days by default';

type Stage = {
  readonly services: DemoServices;
  readonly signal: AbortSignal;
  readonly show: () => void;
};

/** What Vultr has shown of a person while they moved. */
type Readings = { readonly all: number; readonly withoutAccess: number; readonly shown: readonly string[] };

/**
 * Lets one person leave and another one move, shows every change, and then the proof: the evidence of the departure, and
 * what Vultr showed of the mover meanwhile. Throws `StartError` if either does not end as it should.
 */
export async function runLeaveDemo(config: Config, signal: AbortSignal): Promise<void> {
  const services = createDemoServices(config, localApiKey(config), printableApiKey(config));
  const stamp = Math.floor(Date.now() / 1_000).toString(36);
  const leaver = createMember('Eve', 'leaves', stamp);
  const mover = createMember('Finn', 'moves to another role', stamp);
  const rows = () => [leaver, mover].map(toMemberRow);
  const startedAt = Date.now();
  const print = createPrinter(process.stdout);
  const show = () =>
    print(formatTable({ note, detail: 'access at Vultr', rows: rows() }, Date.now() - startedAt));
  const stage = { services, signal, show };
  try {
    const [departure, readings] = await Promise.all([leave(leaver, stage), move(mover, stage)]);
    const { all, withoutAccess } = readings;
    if (withoutAccess > 0)
      throw new StartError(`${withoutAccess} of ${all} readings showed ${mover.name} without access.`);
    process.stdout.write(closingText(leaver, departure, mover, readings, services));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function createMember(name: string, behaviour: string, stamp: string): DemoMember {
  const email = `${name.toLowerCase()}-${stamp}@example.com`;
  return { name, behaviour, email, flow: undefined, access: undefined };
}

/** HR orders the departure; once the person is suspended, an operator ends the grace period. */
async function leave(leaver: DemoMember, stage: Stage): Promise<OffboardingView> {
  const { services, signal } = stage;
  await join(leaver, stage);
  leaver.flow = await services.order({ email: leaver.email, reason: 'Last working day' });
  const suspended = await follow(leaver, 'suspended', stage);
  await sleep(pauseMs, undefined, { signal });
  leaver.flow = await services.removeNow(suspended.id, 'The demo does not wait for 14 days');
  const left = await follow(leaver, 'left', stage);
  if (isOffboarding(left)) return left;
  throw new StartError(`${left.id} is not an offboarding.`);
}

/** Reads what Vultr shows of the person as often as it can, from the order of the move to its end. */
async function move(mover: DemoMember, stage: Stage): Promise<Readings> {
  await join(mover, stage);
  mover.flow = await stage.services.start({ email: mover.email, roles: ['billing'], leaveGroups: 'managed' });
  const shown: string[] = [];
  let [all, withoutAccess] = [0, 0];
  await follow(mover, 'completed', stage, ({ access }) => {
    if (access === undefined || access.access.value === null) return;
    all += 1;
    if (lacksAccess(access)) withoutAccess += 1;
    const text = describeAccess(access);
    if (shown.at(-1) !== text) shown.push(text);
  });
  return { all, withoutAccess, shown };
}

async function join(member: DemoMember, stage: Stage): Promise<void> {
  const { services } = stage;
  member.flow = await services.start({ email: member.email, firstName: member.name, roles: ['developers'] });
  const waiting = await follow(member, 'awaiting_acceptance', stage);
  const invitationId = isOffboarding(waiting) ? undefined : waiting.invitation?.id;
  if (invitationId === undefined) throw new StartError(`${member.name} has no invitation.`);
  await services.accept(invitationId);
  await follow(member, 'completed', stage);
}

/** Reads and shows the member until their flow is in the state. Throws `StartError` if it needs attention. */
async function follow(
  member: DemoMember,
  state: FlowView['state'],
  { services, signal, show }: Stage,
  onReading: (member: DemoMember) => void = () => {},
): Promise<FlowView> {
  for (;;) {
    const { flow } = member;
    if (flow === undefined) throw new StartError(`Nothing happens to ${member.name}.`);
    const now = isOffboarding(flow) ? await services.getDeparture(flow.id) : await services.get(flow.id);
    member.access = await services.readAccess(member.email);
    member.flow = now;
    show();
    onReading(member);
    if (now.state === state) return now;
    if (now.state === 'needs_attention') throw new StartError(describeAttention(member.name, now));
    await sleep(tickMs, undefined, { signal });
  }
}

function describeAttention(name: string, { id, attention }: FlowView): string {
  const { meaning = '', remedy = '', detail = '' } = attention ?? {};
  return `${name} needs attention (${id}): ${meaning} ${detail} ${remedy}`;
}

function closingText(
  leaver: DemoMember,
  { id, timings, evidence }: OffboardingView,
  mover: DemoMember,
  { all, shown }: Readings,
  services: DemoServices,
): string {
  const cutOffMs = Date.parse(timings.cutOffAt ?? '') - Date.parse(timings.releasedAt ?? '');
  return [
    '',
    `${mover.name} has moved. Vultr was read ${all} times meanwhile, and showed access each time: ${shown.join(', then ')}.`,
    '',
    `${leaver.name} has left. The service cut them off ${formatDuration(cutOffMs)} after the brake let the departure go, and proves that nothing is left. The API returns this evidence:`,
    '',
    JSON.stringify(evidence, undefined, 2),
    '',
    'To see the whole departure, with what the person had and what each step took, run:',
    `  ${services.readCommand(id)}`,
    '',
  ].join('\n');
}
