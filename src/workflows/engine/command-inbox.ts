import { CancellationScope, condition, currentUpdateInfo, setHandler } from '@temporalio/workflow';
import { type HandledUpdate, personLimits } from '../../contract/temporal/person-record.ts';
import { assertNew, deferred } from './command-validators.ts';
import type { Control } from './control.ts';
import type { Command, Flow, FlowCommandInput, FlowTypes } from './flow.ts';
import { nowIso } from './now.ts';
import type { RunRecord } from './record.ts';

/**
 * Commands of operators. `hold`, `resume` and the one that cancels take effect immediately; the others queue until the flow
 * takes them. No command calls Vultr; only the steps do.
 */
export type CommandInbox<Types extends FlowTypes> = {
  /** Whether a command waits to be taken. */
  readonly waiting: () => boolean;
  readonly take: () => Command<Types> | undefined;
  /** Returns taken commands to the front of the queue: their work was interrupted. */
  readonly putBack: () => void;
  /** Resolves the updates of taken commands: their work has succeeded or failed. */
  readonly resolveTaken: () => void;
  /** Resolves pending hold, resume and cancel updates once they have taken effect. */
  readonly resolveEffective: () => void;
  /** Resolves every command that was waiting or taken, and any hold, resume or cancel that has taken effect: the step is over. */
  readonly resolveAll: () => void;
  /** The most recent updates, those of earlier executions included. */
  readonly handledUpdates: () => readonly HandledUpdate[];
  /** Rejects further commands that queue, so that the execution can continue as new: their callers repeat them. */
  readonly drain: () => void;
};

type PendingCommand<Types extends FlowTypes> = { readonly command: Command<Types>; resolved: boolean };

/** `handledBefore`: the updates that earlier executions have handled. `number` counts the flows of the person. */
export function createCommandInbox<Types extends FlowTypes>(
  flow: Flow<Types>,
  record: RunRecord<Types>,
  control: Control<Types>,
  handledBefore: readonly HandledUpdate[],
  number: number,
): CommandInbox<Types> {
  const waiting: PendingCommand<Types>[] = [];
  const taken: PendingCommand<Types>[] = [];
  const untilEffective: PendingCommand<Types>[] = [];
  const updates: HandledUpdate[] = [...handledBefore];
  const before: ReadonlySet<string> = new Set(handledBefore.map(({ id }) => id));
  let draining = false;

  async function handle(command: Command<Types>): Promise<Types['view']> {
    const pending = { command, resolved: false };
    const { by, reason } = command;
    const name: string = command.command;
    record.note(`${name} requested by ${by}${reason === undefined ? '' : `: ${reason}`}`);
    updates.push({ id: currentUpdateInfo()?.id ?? '', flow: number });
    if (updates.length > personLimits.handledUpdates) updates.shift();
    const act = atOnce.get(name);
    if (act !== undefined) {
      act(command);
      // The attempt in progress may take a while to finish; the decision is visible at once.
      record.publish();
      untilEffective.push(pending);
    } else {
      apply(command);
      waiting.push(pending);
    }
    // After a cancellation in Temporal, the scope of the handler is cancelled; the command still takes effect.
    await CancellationScope.nonCancellable(() => condition(() => pending.resolved));
    // A caller that reads the flow afterwards sees what the command returned.
    record.publish();
    return record.view;
  }

  const atOnce: ReadonlyMap<string, (input: FlowCommandInput) => void> = new Map([
    ['hold', control.hold],
    ['resume', control.resume],
    [flow.cancelCommand, control.cancel],
  ]);

  /** Records what a command says about the flow before the step resumes. */
  function apply(command: Command<Types>): void {
    const { view } = record;
    if (command.command === 'skip') {
      const { by, reason = 'no reason given' } = command;
      const skipped = { step: view.step, at: nowIso(), by, reason };
      record.change({ skipped: [...(view.skipped ?? []), skipped] });
    }
    const { changes, note } = flow.applyCommand(view, command);
    if (note !== undefined) record.note(note);
    if (changes !== undefined) record.change(changes);
  }

  const validator = (command: Command<Types>) => {
    const pending = [...waiting, ...taken, ...untilEffective].map((one) => one.command);
    assertNew<Types>(flow, record.view, command, pending, before);
    if (draining && !atOnce.has(command.command)) throw deferred();
    flow.assertAllowed(record.view, command);
  };
  for (const command of flow.commands) {
    setHandler(flow.commandUpdate(command), (input) => handle({ command, ...input }), {
      validator: (input) => validator({ command, ...input }),
    });
  }

  function hasTakenEffect({ command: { command: name } }: PendingCommand<Types>): boolean {
    const { state, hold } = record.view;
    if (name === 'hold') return state === 'on_hold' || hold === undefined;
    if (name === 'resume') return state !== 'on_hold';
    return flow.traitsOf(state).cancelInEffect === true;
  }

  const resolve = (commands: readonly PendingCommand<Types>[]) => {
    for (const pending of commands) pending.resolved = true;
  };
  function resolveEffective(): void {
    resolve(untilEffective.filter(hasTakenEffect));
    untilEffective.splice(0, untilEffective.length, ...untilEffective.filter(({ resolved }) => !resolved));
  }
  return {
    waiting: () => waiting.length > 0,
    take() {
      const pending = waiting.shift();
      if (pending !== undefined) taken.push(pending);
      return pending?.command;
    },
    putBack: () => void waiting.unshift(...taken.splice(0)),
    resolveTaken() {
      resolve(taken.splice(0));
      resolveEffective();
    },
    resolveEffective,
    resolveAll() {
      resolve(taken.splice(0));
      resolve(waiting.splice(0));
      resolveEffective();
    },
    handledUpdates: () => updates,
    drain: () => void (draining = true),
  };
}
