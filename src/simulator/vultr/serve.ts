import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WireError } from '../../vultr/wire.ts';
import { effectOf, type FaultEffect } from '../fault-effect.ts';
import type { SimulatorContext } from '../context.ts';
import { admittedOf, finish } from './admit.ts';
import { type ApiResponse, type Call, type Operation, HttpError } from './call.ts';
import { send } from './send.ts';

/** Carries an operation out and answers, with the fault that was asked for, if any. */
export async function serve(
  parts: SimulatorContext,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { entry } = admittedOf(request);
  const fault = parts.faults.take(entry.method, entry.path);
  if (fault !== undefined) entry.fault = fault.kind;
  const effect: FaultEffect = fault === undefined ? { carriesOut: true } : effectOf(fault);
  await wait(parts, effect.delayBeforeMs);
  // What was still held back when the simulator closed never happened.
  const real =
    effect.carriesOut && !parts.closing.aborted ? carryOut(operation, callOf(parts, request)) : undefined;
  await wait(parts, effect.delayAfterMs);
  if (effect.cutsConnection === true || parts.closing.aborted) {
    finish(parts, request);
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  const answer = effect.answer ?? real;
  if (answer === undefined) throw new Error('A fault that does nothing must carry an answer.');
  return send(reply, parts.dialect, answer);
}

function carryOut(operation: Operation, call: Call): ApiResponse {
  try {
    return operation.handle(call);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const body: WireError = { error: error.message, status: error.status };
    return { status: error.status, body };
  }
}

function callOf({ store, dialect }: SimulatorContext, request: FastifyRequest): Call {
  const { now, caller, entry } = admittedOf(request);
  if (caller === undefined) throw new Error('The request was not admitted.');
  const params = request.params as Readonly<Record<string, string>>;
  return {
    path: entry.path,
    query: request.query as Readonly<Record<string, string>>,
    body: request.body,
    now,
    caller,
    dialect,
    // Without a delay even a clock that was set back shows every commit.
    reads: store.asOf(dialect.readDelayMs === 0 ? Infinity : now - dialect.readDelayMs),
    truth: store.truth,
    param: (name) => params[name] ?? '',
    nextSeq: () => store.nextSeq(),
    commit: (...changes) => store.commit(now, changes),
  };
}

async function wait({ closing }: SimulatorContext, ms = 0): Promise<void> {
  if (ms > 0) await pause(ms, undefined, { signal: closing }).catch(() => {});
}
