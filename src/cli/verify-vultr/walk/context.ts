import { setTimeout as sleep } from 'node:timers/promises';
import type { VultrClient } from '../../../vultr/types.ts';
import { type Endpoint, endpoint } from '../../../vultr/request.ts';
import type { Send } from '../../../vultr/send.ts';
import { paths } from '../../../vultr/wire.ts';
import { type Answer, moot, seen } from '../answer.ts';
import { type Answers, learn } from '../answers.ts';
import type { Dialog } from '../dialog.ts';
import type { QuestionName } from '../questions/questions.ts';
import { keysOf, totalOf } from '../raw-response.ts';
import type { Recorder, Recording } from '../recorder.ts';
import type { Created } from './created.ts';

export type WalkTimings = {
  /** Between two looks at the invitation while the person has not accepted. */
  readonly pollMs: number;
  /** How long a read may lag behind a write. */
  readonly settleMs: number;
};

/** What every step of the walk uses. */
export type WalkContext = {
  readonly recorder: Recorder;
  readonly dialog: Dialog;
  readonly email: string;
  readonly answers: Answers;
  readonly created: Created;
  readonly timings: WalkTimings;
};

/** Notes what a step showed. */
export function note({ answers }: WalkContext, name: QuestionName, answer: Answer): void {
  learn(answers, [[name, answer]]);
}

/** Asks for agreement, then writes, and prints the response. Returns `undefined` if the person did not agree. */
export async function step<Value>(
  { dialog, recorder, created }: WalkContext,
  write: string,
  call: (client: VultrClient, send: Send) => Promise<Value>,
): Promise<Recording<Value> | undefined> {
  dialog.print('');
  if (!(await dialog.confirm(write))) {
    dialog.print('  Skipped.');
    return undefined;
  }
  created.unconfirmed = write;
  const recording = await recorder.write(call);
  created.unconfirmed = undefined;
  dialog.print(`  ${describeResponse(recording)}`);
  return recording;
}

export function sendDelete(target: Endpoint): (client: VultrClient, send: Send) => Promise<void> {
  return (_client, send) => send({ method: 'DELETE', ...target }, () => undefined);
}

/** The status of the last response. */
export function statusOf({ responses }: Recording<unknown>): string {
  return String(responses.at(-1)?.status);
}

export function succeeded(recording: Recording<unknown>): boolean {
  return statusOf(recording).startsWith('2');
}

function describeResponse({ responses, error }: Recording<unknown>): string {
  const response = responses.at(-1);
  if (response === undefined) return 'no response';
  const { request, status, isEmpty } = response;
  const keys = keysOf(response).join(', ') || 'no JSON object';
  const body = isEmpty ? 'an empty body' : `the keys ${keys}`;
  return `${request} → ${status}, ${error?.responseText ?? body}`;
}

const readBackEveryMs = 500;

/**
 * Reads until `isThere` accepts the value, or until reads have had time to show it. `delayMs` is 0 if the first read
 * shows it, otherwise the time rounded up to whole seconds, and `undefined` if no read does.
 */
export async function readBack<Value>(
  { recorder, timings }: WalkContext,
  read: (client: VultrClient) => Promise<Value>,
  isThere: (value: Value) => boolean,
): Promise<{ readonly last: Recording<Value>; readonly delayMs: number | undefined }> {
  const startedAt = performance.now();
  for (let reads = 1; ; reads++) {
    const last = await recorder.read(read);
    const elapsedMs = performance.now() - startedAt;
    if (last.value !== undefined && isThere(last.value))
      return { last, delayMs: reads === 1 ? 0 : Math.ceil(elapsedMs / 1_000) * 1_000 };
    if (elapsedMs > timings.settleMs) return { last, delayMs: undefined };
    await sleep(readBackEveryMs);
  }
}

export type Totals = { readonly invitations: number | undefined; readonly users: number | undefined };

/** Reads the totals as the invitation watch could: one row of each list. */
export async function readTotals({ recorder }: WalkContext): Promise<Totals> {
  const total = async (list: Endpoint) => {
    const response = (await recorder.get(list, { per_page: '1' })).responses.at(-1);
    return response && totalOf(response);
  };
  return {
    invitations: await total(endpoint(paths.invitations)),
    users: await total(endpoint(paths.users)),
  };
}

/** How the totals moved: `invitations +1`. */
export function compareTotals(before: Totals, after: Totals): Answer<string> {
  const changes = (['invitations', 'users'] as const).map((name) => {
    const [from, to] = [before[name], after[name]];
    return from === undefined || to === undefined ? undefined : { name, from, to };
  });
  const known = changes.filter((change) => change !== undefined);
  if (known.length === 0) return moot('lists have no total');
  const moved = known.filter(({ from, to }) => from !== to);
  const value = moved.map(({ name, from, to }) => `${name} ${to > from ? '+' : ''}${to - from}`).join(', ');
  return seen(
    value || 'nothing moves',
    known.map(({ name, from, to }) => `${name} ${from} → ${to}`).join(', '),
  );
}
