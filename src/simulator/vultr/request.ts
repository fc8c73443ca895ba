import type { z } from 'zod';
import type { Dialect } from '../dialect.ts';
import { HttpError } from '../http.ts';
import type { Change, State, UserRow } from '../state/rows.ts';
import type { ApiResponse } from './response.ts';

/** One authenticated request to the imitated API, with everything that it may read and do. */
export type ApiRequest = {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly now: number;
  /** The owner of the key: the root user for the organization's key. */
  readonly caller: UserRow;
  readonly dialect: Dialect;
  /** The state that reads return, which may be delayed. */
  readonly readState: State;
  readonly currentState: State;
  /** Returns a parameter of the path by its name in the operation's pattern. */
  param(name: string): string;
  nextSeq(): number;
  commit(...changes: Change[]): void;
};

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type Operation = {
  readonly method: Method;
  /** The pattern for the router: `/v2/groups/:id`. */
  readonly path: string;
  /** Throws `HttpError`. */
  readonly handle: (request: ApiRequest) => ApiResponse;
};

/** Throws `HttpError` 400 that names the first invalid field. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') || 'request body';
  throw new HttpError(400, `Invalid ${field}.`);
}

/** Returns the row. Throws the dialect's error for an id that does not exist if there is none. */
export function requireRow<T>(request: ApiRequest, row: T | undefined, text: string): T {
  if (row === undefined) throw notFound(request, text);
  return row;
}

export function notFound({ dialect }: ApiRequest, text: string): HttpError {
  return new HttpError(Number(dialect.missing), text);
}
