import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WireError } from '../../vultr/wire.ts';
import type { SimulatorContext } from '../context.ts';
import { effectOf, type FaultEffect } from '../fault-effect.ts';
import { HttpError } from '../http.ts';
import { admissionOf, finish, isObserver } from './admit.ts';
import type { ApiRequest, Operation } from './request.ts';
import { type ApiResponse, sendResponse } from './response.ts';

/** Executes an operation and sends the response, with the effect of a matching fault. */
export async function serve(
  context: SimulatorContext,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { entry } = admissionOf(request);
  const fault = isObserver(request) ? undefined : context.faults.take(entry.method, entry.path);
  if (fault !== undefined) entry.fault = fault.kind;
  const effect: FaultEffect = fault === undefined ? { executes: true } : effectOf(fault);
  await wait(context, effect.delayBeforeMs);
  // A request that is still delayed when the simulator closes is not executed.
  const executes = effect.executes && !context.closing.aborted;
  const realResponse = executes ? execute(operation, toApiRequest(context, request)) : undefined;
  await wait(context, effect.delayAfterMs);
  if (effect.dropsConnection === true || context.closing.aborted) {
    finish(context, request);
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  const response = effect.response ?? realResponse;
  if (response === undefined) throw new Error('A fault that executes nothing must have a response.');
  return sendResponse(reply, context.dialect, response);
}

function execute(operation: Operation, request: ApiRequest): ApiResponse {
  try {
    return operation.handle(request);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const body: WireError = { error: error.message, status: error.status };
    return { status: error.status, body };
  }
}

function toApiRequest({ store, dialect }: SimulatorContext, request: FastifyRequest): ApiRequest {
  const { now, caller, entry } = admissionOf(request);
  if (caller === undefined) throw new Error('The request was not admitted.');
  const params = request.params as Readonly<Record<string, string>>;
  return {
    path: entry.path,
    query: request.query as Readonly<Record<string, string>>,
    body: request.body,
    now,
    caller,
    dialect,
    // Without a delay, every commit is visible even if the clock was set back.
    readState: store.asOf(dialect.readDelayMs === 0 ? Infinity : now - dialect.readDelayMs),
    currentState: store.current,
    param: (name) => params[name] ?? '',
    nextSeq: () => store.nextSeq(),
    commit: (...changes) => store.commit(now, changes),
  };
}

async function wait({ closing }: SimulatorContext, ms = 0): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal: closing }).catch(() => {});
}
