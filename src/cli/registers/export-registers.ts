import { setTimeout as sleep } from 'node:timers/promises';
import { parseFlowId } from '../../contract/temporal/flow-ids.ts';
import { personKeysAttribute, refAttribute } from '../../contract/temporal/search-attributes.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import type { PersonMemo } from '../../contract/temporal/memo.ts';
import type { Execution } from '../../temporal/execution.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { allOf, startedSince, isOpen } from '../../temporal/visibility-query.ts';
import { type InProgress, inProgressOf } from './in-progress.ts';
import { isPerson, newestStart, registersPage } from './open-executions.ts';
import { checkRegister, type Parsed } from './parse-register.ts';
import { formatRegister } from './register-line.ts';

export type ExportOptions = {
  readonly client: OrganizationClient;
  readonly write: (line: string) => Promise<void>;
  readonly showProgress: (total: number) => (done: number, note: string) => void;
};

export type Exported = {
  readonly written: number;
  /** The people for whom a flow is in progress. */
  readonly inProgress: readonly InProgress[];
  /** The people who cannot be read, with the reason. */
  readonly unreadable: ReadonlyMap<string, string>;
};

type Line = Exclude<Parsed, { readonly mistakes: unknown }>;

/** A register that continues as new while the list is read is missing on its later pages, and is found by another pass. */
const maxPasses = 10;
/** A change becomes visible a moment after it was made. */
const passPauseMs = 1_000;

/** Writes a line for everyone. A person is written as they are when they are read, and a flow in progress as what to send again. */
export async function exportRegisters(options: ExportOptions): Promise<Exported> {
  const { client, showProgress } = options;
  const written = new Set<string>();
  const inProgress = new Map<string, InProgress>();
  const unreadable = new Map<string, string>();
  const everything = allOf(isPerson, isOpen);
  const show = showProgress(await client.count(everything));

  async function take(execution: Execution): Promise<void> {
    const { workflowId: id } = execution;
    if (written.has(id)) return;
    const line = lineOf(execution);
    if ('reason' in line) unreadable.set(id, line.reason);
    else {
      unreadable.delete(id);
      if ('inProgress' in line) inProgress.set(id, line.inProgress);
      else {
        written.add(id);
        inProgress.delete(id);
        await options.write(formatRegister(line.register));
      }
    }
    show(known(), `${unreadable.size} unreadable`);
  }

  const known = () => written.size + inProgress.size + unreadable.size;
  let condition = everything;
  for (let pass = 1; pass <= maxPasses; pass++) {
    const [before, since] = [known(), await newestStart(client)];
    for await (const execution of client.listAll(condition, registersPage)) await take(execution);
    if (since === undefined || (pass > 1 && known() === before)) break;
    condition = allOf(everything, startedSince(since));
    await sleep(passPauseMs);
  }
  // Last, because a flow may have ended by a later pass.
  for (const line of inProgress.values()) await options.write(JSON.stringify(line));
  return { written: written.size, inProgress: [...inProgress.values()], unreadable };
}

/** What to write of a person, or why that is not possible. */
function lineOf(execution: Execution): Line | { readonly reason: string } {
  const { workflowId: id, type, memo, unreadable } = execution;
  if (unreadable !== undefined) return { reason: unreadable.reason };
  const line = type === workflows.person.name ? registerOf(execution) : inProgressOf(id, memo as PersonMemo);
  // What an import would refuse is no backup.
  const checked = checkRegister(JSON.parse(JSON.stringify(line)));
  if (!('mistakes' in checked)) return checked;
  const [{ field, message }] = checked.mistakes;
  return { reason: `its memo is not valid: ${field} ${message}` };
}

function registerOf({ workflowId: id, memo, typedSearchAttributes }: Execution): object {
  const { view } = memo as Partial<PersonMemo>;
  if (view === undefined) return { id, ...memo };
  const personKeys = [...(typedSearchAttributes.get(personKeysAttribute) ?? [])];
  const plainRef = typedSearchAttributes.get(refAttribute) === undefined ? undefined : true;
  return { id, flow: parseFlowId(view.id).flow, personKeys, plainRef, ...memo };
}
