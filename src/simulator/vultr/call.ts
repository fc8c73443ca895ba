import type { z } from 'zod';
import type { Dialect } from '../dialect.ts';
import type { Change, State, UserRow } from '../state/rows.ts';

/** One authenticated request to the imitated API, with all it may see and do. */
export type Call = {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly now: number;
  /** The person whose key it is: the root user for the organization's key. */
  readonly caller: UserRow;
  readonly dialect: Dialect;
  /** The state as reads see it, which may be a while ago. */
  readonly reads: State;
  readonly truth: State;
  /** A part of the path by its name in the operation's pattern. */
  param(name: string): string;
  nextSeq(): number;
  commit(...changes: Change[]): void;
};

export type ApiResponse = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type Operation = {
  readonly method: Method;
  /** As the router takes it: `/v2/groups/:id`. */
  readonly path: string;
  /** Throws `Refusal`. */
  readonly handle: (call: Call) => ApiResponse;
};

/** An answer that is an error: Vultr's status and its English text. */
export class HttpError extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}

/** Throws `Refusal` 400 that names the first offending field. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') || 'request body';
  throw new HttpError(400, `Invalid ${field}.`);
}

/** The row, or the refusal that the dialect gives for an id that is not there. */
export function found<T>(call: Call, row: T | undefined, text: string): T {
  if (row !== undefined) return row;
  throw new HttpError(Number(call.dialect.missing), text);
}

/** `agreed`: OpenAPI description and Go client both expect the wrapping here. */
export function single(call: Call, key: string, object: object, agreed = false): object {
  const { envelope } = call.dialect;
  const wrap = envelope === 'wrapped' || (envelope === 'mixed' && agreed);
  return wrap ? { [key]: object } : object;
}

/** The answer to a successful write: some dialects leave the body out. */
export function written(call: Call, status: number, key: string, object: object): ApiResponse {
  if (call.dialect.writeBodies === 'empty') return { status };
  return { status, body: single(call, key, object) };
}
