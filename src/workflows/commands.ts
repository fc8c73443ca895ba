import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import { commandNotPossible, type CommandInput, type RunCommand, runCommands } from '../contract/messages.ts';
import type { RunView } from '../contract/run-view.ts';
import { commandUpdates } from './messages.ts';
import { possibleCommands } from '../contract/possible-commands.ts';
import type { RunRecord } from './run-record.ts';

/** Commands that were given and wait to be taken up by the run, which alone does the work. */
export type Inbox = {
  /** Whether a command waits. */
  readonly waiting: () => boolean;
  /** Takes the next command; it counts as served at the next `rest`. */
  readonly take: () => RunCommand | undefined;
  /** The run has come to rest: whoever gave a command that was taken is answered now. */
  readonly rest: () => void;
  /** The run has moved on to where no command matters: everybody is answered. */
  readonly clear: () => void;
};

type Ticket = { readonly command: RunCommand; served: boolean };

export function openInbox(record: RunRecord): Inbox {
  const waiting: Ticket[] = [];
  const taken: Ticket[] = [];

  async function serve(command: RunCommand, { by }: CommandInput): Promise<RunView> {
    // The same command twice before it was served is one command with two who wait for it.
    const ticket =
      [...waiting, ...taken].find((other) => other.command === command) ?? newTicket(command, by);
    await condition(() => ticket.served);
    return record.view;
  }

  function newTicket(command: RunCommand, by: string): Ticket {
    const ticket = { command, served: false };
    waiting.push(ticket);
    record.note(`${command} asked for by ${by}`);
    return ticket;
  }

  for (const command of runCommands) {
    setHandler(commandUpdates[command], (input: CommandInput) => serve(command, input), {
      validator: (_input: CommandInput) => assertPossible(record.view, command),
    });
  }

  const answer = (tickets: Ticket[]) => {
    for (const ticket of tickets.splice(0)) ticket.served = true;
  };
  return {
    waiting: () => waiting.length > 0,
    take() {
      const ticket = waiting.shift();
      if (ticket !== undefined) taken.push(ticket);
      return ticket?.command;
    },
    rest: () => answer(taken),
    clear() {
      answer(taken);
      answer(waiting);
    },
  };
}

function assertPossible(view: RunView, command: RunCommand): void {
  const possible = possibleCommands(view);
  if (possible.includes(command)) return;
  const instead =
    possible.length > 0 ? `Possible now: ${possible.join(', ')}.` : 'No command is possible now.';
  throw ApplicationFailure.create({
    type: commandNotPossible,
    message: `The run is in ${view.state} (step ${view.step}), where ${command} does nothing. ${instead}`,
    nonRetryable: true,
  });
}
