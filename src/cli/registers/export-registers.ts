import { setTimeout as sleep } from 'node:timers/promises';
import { parseFlowId } from '../../contract/temporal/flow-ids.ts';
import { personKeysAttribute, stateAttribute } from '../../contract/temporal/search-attributes.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import type { Execution } from '../../temporal/execution.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { allOf, anyOf, startedSince, isOpen } from '../../temporal/visibility-query.ts';
import { isOnboarding, isRegister, newestStart, registersPage } from './open-executions.ts';
import { checkRegister } from './parse-register.ts';
import { formatRegister } from './register-line.ts';

export type ExportOptions = {
  readonly client: OrganizationClient;
  readonly write: (line: string) => Promise<void>;
  readonly showProgress: (total: number) => (done: number, note: string) => void;
};

export type Exported = {
  readonly written: number;
  /** The people for whom a flow is in progress, with its state. */
  readonly inProgress: ReadonlyMap<string, string>;
  /** The people who cannot be read, with the reason. */
  readonly unreadable: ReadonlyMap<string, string>;
};

/** A register that continues as new while the list is read is missing on its later pages, and is found by another pass. */
const maxPasses = 10;
/** A change becomes visible a moment after it was made. */
const passPauseMs = 1_000;

/** Writes a line for every register. A person is written as they are when they are read. */
export async function exportRegisters(options: ExportOptions): Promise<Exported> {
  const { client, showProgress } = options;
  const written = new Set<string>();
  const inProgress = new Map<string, string>();
  const unreadable = new Map<string, string>();
  const show = showProgress(await client.count(allOf(isRegister, isOpen)));

  async function take(execution: Execution): Promise<void> {
    const { workflowId: id, type } = execution;
    if (written.has(id)) return;
    if (type === workflows.onboarding.name) {
      inProgress.set(id, execution.typedSearchAttributes.get(stateAttribute) ?? 'unknown');
      return;
    }
    const line = lineOf(execution);
    if ('reason' in line) unreadable.set(id, line.reason);
    else {
      written.add(id);
      inProgress.delete(id);
      unreadable.delete(id);
      await options.write(line.text);
    }
    show(written.size, `${unreadable.size} unreadable`);
  }

  const known = () => written.size + inProgress.size + unreadable.size;
  const everything = allOf(anyOf(isRegister, isOnboarding), isOpen);
  let condition = everything;
  for (let pass = 1; pass <= maxPasses; pass++) {
    const [before, since] = [known(), await newestStart(client)];
    for await (const execution of client.listAll(condition, registersPage)) await take(execution);
    if (since === undefined || (pass > 1 && known() === before)) break;
    condition = allOf(everything, startedSince(since));
    await sleep(passPauseMs);
  }
  return { written: written.size, inProgress, unreadable };
}

/** The line of a register, or why there is none. */
function lineOf(execution: Execution): { readonly text: string } | { readonly reason: string } {
  const { workflowId: id, memo, typedSearchAttributes, unreadable } = execution;
  if (unreadable !== undefined) return { reason: unreadable.reason };
  const { view } = memo as { readonly view?: { readonly id: string } };
  const personKeys = [...(typedSearchAttributes.get(personKeysAttribute) ?? [])];
  const input =
    view === undefined ? { id, ...memo } : { id, flow: parseFlowId(view.id).flow, personKeys, ...memo };
  // What an import would refuse is no backup.
  const checked = checkRegister(JSON.parse(JSON.stringify(input)));
  if ('register' in checked) return { text: formatRegister(checked.register) };
  const [{ field, message }] = checked.mistakes;
  return { reason: `its memo is not valid: ${field} ${message}` };
}
