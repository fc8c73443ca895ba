import { isDeepStrictEqual } from 'node:util';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { parseFlowId } from '../../contract/temporal/flow-ids.ts';
import { registerOptions } from '../../contract/temporal/register-options.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import { type Execution, isOpenExecution } from '../../temporal/execution.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';
import type { Register } from './register-line.ts';
import { readRegisters } from './validate-file.ts';

export type ImportOptions = {
  readonly client: OrganizationClient;
  /** A file that `validateFile` has accepted. */
  readonly file: string;
  /** How many registers it has. */
  readonly registers: number;
  readonly showProgress: (total: number) => (done: number, note: string) => void;
};

export type Imported = {
  readonly started: number;
  /** How many existed before and are as in the file. */
  readonly same: number;
  /** Those that existed before and are not as in the file. */
  readonly different: readonly { readonly id: string; readonly reason: string }[];
};

/** Starts a register for each line that has one. One that exists is left alone, whatever it contains. */
export async function importRegisters(options: ImportOptions): Promise<Imported> {
  const { client, file, registers, showProgress } = options;
  const show = showProgress(registers);
  const different: { id: string; reason: string }[] = [];
  let [started, same] = [0, 0];
  await forEachConcurrently(readRegisters(file), async (register) => {
    if (await start(client, register)) started++;
    else {
      const reason = differenceOf(await client.describe(register.id), register);
      if (reason === undefined) same++;
      else different.push({ id: register.id, reason });
    }
    show(started + same + different.length, `${started} started`);
  });
  return { started, same, different };
}

/** Returns whether the register was started; otherwise Temporal knows the person already. */
async function start(client: OrganizationClient, { id, input }: Register): Promise<boolean> {
  try {
    await client.start(workflows.person, {
      workflowId: id,
      args: [input],
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      ...registerOptions(input),
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

/** Says how what Temporal knows of the person differs from the line; `undefined` if it does not. */
function differenceOf(existing: Execution, { input }: Register): string | undefined {
  const { status, type, memo, unreadable } = existing;
  if (unreadable !== undefined) return unreadable.reason;
  if (!isOpenExecution(existing))
    return `was ended in Temporal (${status.name.toLowerCase()}); to import the line, delete its executions there first`;
  if (type !== workflows.person.name) return `an ${type} is in progress`;
  const { memo: wanted } = registerOptions(input);
  if (isDeepStrictEqual(memo, wanted)) return undefined;
  const flow = flowOf(memo);
  if (flow !== input.flow) return `its newest flow is ${flow}, in the file it is ${input.flow}`;
  return 'its content differs';
}

function flowOf(memo: Execution['memo']): number {
  const { flow, view } = memo as { readonly flow?: number; readonly view?: { readonly id: string } };
  return flow ?? parseFlowId(view?.id ?? '').flow;
}
