import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { refreshSignal } from '../../contract/temporal/messages.ts';
import type { Execution } from '../../temporal/execution.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { allOf, type Condition, startedBefore, isOpen } from '../../temporal/visibility-query.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';
import { isOnboarding, isRefreshable, newestStart, refreshPage } from './open-executions.ts';

export type RefreshOptions = {
  readonly client: OrganizationClient;
  /** It gives up once the number of registers that are left has not gone down for so long. */
  readonly stallMs: number;
  /** Only what started before then; everything that is open if left out. */
  readonly before: Date | undefined;
  readonly showProgress: (total: number) => (done: number, note: string) => void;
};

export type Refreshed = {
  /** Everything below is about what started before this time. */
  readonly before: Date;
  /** How many registers were open. SCIM users, groups and names count as registers. */
  readonly total: number;
  /** Those that have not continued as new. */
  readonly left: readonly Execution[];
  /** How many onboardings are open that started before. */
  readonly onboardings: number;
  /** How many executions of other workflow types are open that started before. */
  readonly others: number;
};

const lookPauseMs = 500;

/**
 * Makes every register that started before a time continue as new, and waits until they have or no more do. Executions that
 * start from now on are left alone: they run under the current code and key already.
 */
export async function refreshRegisters(options: RefreshOptions): Promise<Refreshed> {
  const { client } = options;
  const before = options.before ?? (await afterNewestStart(client));
  const isOlder = allOf(isOpen, startedBefore(before));
  const registers = allOf(isRefreshable, isOlder);
  const total = await client.count(registers);
  await forEachConcurrently(client.listAll(registers, refreshPage), async (execution) => {
    await unlessClosed(() => client.signal(execution, refreshSignal));
  });
  await waitUntilFewest(options, registers, total);
  const left: Execution[] = [];
  for await (const execution of client.listAll(registers, refreshPage)) left.push(withoutMemo(execution));
  const onboardings = await client.count(allOf(isOnboarding, isOlder));
  const all = await client.count(isOlder);
  return { before, total, left, onboardings, others: Math.max(0, all - onboardings - left.length) };
}

/** The first moment after the newest open execution has started, so that everything that is open started before. */
async function afterNewestStart(client: OrganizationClient): Promise<Date> {
  const newest = await newestStart(client);
  // Temporal's clock is finer than milliseconds.
  return newest === undefined ? new Date() : new Date(newest.getTime() + 1);
}

/** An execution that has closed in the meantime has continued as new by itself. */
async function unlessClosed(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** Returns once no register is left, or their number has not gone down for too long. */
async function waitUntilFewest(
  { client, stallMs, showProgress }: RefreshOptions,
  registers: Condition,
  total: number,
): Promise<void> {
  const show = showProgress(total);
  let fewest = total;
  let movedAt = performance.now();
  for (;;) {
    const left = await client.count(registers);
    if (left < fewest) [fewest, movedAt] = [left, performance.now()];
    show(total - fewest, `${fewest} left`);
    if (fewest === 0 || performance.now() - movedAt > stallMs) return;
    await sleep(lookPauseMs);
  }
}

/** A hundred thousand memos need not fit into memory. */
function withoutMemo(execution: Execution): Execution {
  return { ...execution, memo: {} };
}
