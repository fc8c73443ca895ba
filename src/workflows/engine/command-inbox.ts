import { condition, currentUpdateInfo, setHandler } from '@temporalio/workflow';
import { type CommandName, commandNames } from '../../contract/rules/commands.ts';
import { type CommandInput, commandUpdate } from '../../contract/temporal/messages.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { assertNew, assertPossible } from './command-validators.ts';
import type { Control } from './control.ts';
import { nowIso, type RunRecord } from './record.ts';

/** A command with what came with it. */
export type Command = { readonly command: CommandName } & CommandInput;

/** Commands that were given. `hold`, `resume` and `cancel` act at once; the others wait for the run to take them up. */
export type CommandInbox = {
  /** Whether an order waits. */
  readonly waiting: () => boolean;
  readonly take: () => Command | undefined;
  /** What was taken and not served is to be done again, before anything else. */
  readonly putBack: () => void;
  /** Whoever gave an order that was taken is answered: its work is done, or has failed. */
  readonly resolveTaken: () => void;
  /** Whoever told the run to stop or go on is answered, once it does. */
  readonly resolveEffective: () => void;
  /** The step is over: no order for it matters any more. */
  readonly resolveAll: () => void;
  /** Ids of the last updates that were accepted. */
  readonly handledUpdateIds: () => readonly string[];
};

type PendingCommand = { readonly order: Command; served: boolean };

/** By when a command for the whole run has had its effect. */
const effects: Partial<Record<CommandName, (view: OnboardingView) => boolean>> = {
  hold: ({ state, hold }) => state === 'on_hold' || hold === undefined,
  resume: ({ state }) => state !== 'on_hold',
  cancel: ({ state }) => state === 'guarding' || state === 'cancelled' || state === 'needs_attention',
};

const idsRemembered = 50;

export function createCommandInbox(record: RunRecord, control: Control): CommandInbox {
  const waiting: PendingCommand[] = [];
  const taken: PendingCommand[] = [];
  const standing: PendingCommand[] = [];
  const updateIds: string[] = [...(record.input.rehired?.handledUpdateIds ?? [])];
  const inherited: ReadonlySet<string> = new Set(updateIds);

  async function handle(order: Command): Promise<OnboardingView> {
    const ticket = { order, served: false };
    const { command, by, reason } = order;
    record.note(`${command} asked for by ${by}${reason === undefined ? '' : `: ${reason}`}`);
    updateIds.push(currentUpdateInfo()?.id ?? '');
    if (updateIds.length > idsRemembered) updateIds.shift();
    if (command === 'hold' || command === 'resume' || command === 'cancel') {
      control[command](order);
      // The step under way may need its time to end, and everybody should see what was decided.
      record.publish();
      standing.push(ticket);
    } else {
      apply(record, order);
      waiting.push(ticket);
    }
    await condition(() => ticket.served);
    return record.view;
  }

  const validator = (order: Command) => {
    const pending = [...waiting, ...taken, ...standing].map((ticket) => ticket.order);
    assertNew(record.view, order, pending, inherited);
    assertPossible(record.view, order);
  };
  for (const command of commandNames) {
    setHandler(commandUpdate(command), (input) => handle({ command, ...input }), {
      validator: (input) => validator({ command, ...input }),
    });
  }

  const answer = (tickets: readonly PendingCommand[]) => {
    for (const ticket of tickets) ticket.served = true;
  };
  function resolveEffective(): void {
    answer(standing.filter(({ order }) => effects[order.command]?.(record.view) ?? true));
    standing.splice(0, standing.length, ...standing.filter((ticket) => !ticket.served));
  }
  return {
    waiting: () => waiting.length > 0,
    take() {
      const ticket = waiting.shift();
      if (ticket !== undefined) taken.push(ticket);
      return ticket?.order;
    },
    putBack: () => void waiting.unshift(...taken.splice(0)),
    resolveTaken() {
      answer(taken.splice(0));
      resolveEffective();
    },
    resolveEffective,
    resolveAll() {
      answer(taken.splice(0));
      answer(waiting.splice(0));
      resolveEffective();
    },
    handledUpdateIds: () => updateIds,
  };
}

/** What a command says about the run itself is put down before the step is taken up again. */
function apply(record: RunRecord, { command, by, reason, policies, address }: Command): void {
  const { view } = record;
  const at = nowIso();
  if (command === 'retry' && policies !== undefined) {
    record.note(`policies: ${listed(policies)} instead of ${listed(view.policies.map(({ name }) => name))}`);
    record.change({ policies: policies.map((name) => ({ name })) });
  }
  if (command === 'approve-address' && address !== undefined) {
    const approved = { address, at, by, ...(reason === undefined ? {} : { reason }) };
    record.change({ approvedAddresses: [...(view.approvedAddresses ?? []), approved] });
  }
  if (command === 'skip') {
    const skipped = { step: view.step, at, by, reason: reason ?? 'no reason given' };
    record.change({ skipped: [...(view.skipped ?? []), skipped] });
  }
}

/** Every line of the history travels with every publication, so it is kept short. */
function listed(names: readonly string[]): string {
  const text = names.map((name) => `"${name}"`).join(', ');
  return text.length > 200 ? `${text.slice(0, 200)}… (${names.length})` : text;
}
