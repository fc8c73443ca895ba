import { callerMistake } from './error.ts';
import { isObject, type JsonObject } from './normalize-value.ts';
import { parseProjection, type Projection } from './projection.ts';
import type { ResourceType } from './schemas/resource-types.ts';

/** The most that one page holds; `/ServiceProviderConfig` says so. */
export const maxResults = 500;
const defaultResults = 100;

/** Which resources a client wants, and which page of them. */
export type ListRequest = {
  readonly filter: string | undefined;
  /** From 1. */
  readonly startIndex: number;
  readonly count: number;
  readonly projection: Projection;
};

/** Reads the parameters of a list, or the body of a search, which have the same names (RFC 7644 §3.4.2, §3.4.3). */
export function parseListRequest(type: ResourceType, given: unknown): ListRequest {
  if (!isObject(given)) throw callerMistake('invalidSyntax', 'Send a search as a JSON object.');
  const filter = given['filter'];
  if (filter !== undefined && filter !== null && typeof filter !== 'string')
    throw callerMistake('invalidFilter', 'Send one filter, as a string.');
  return {
    filter: filter?.trim() === '' ? undefined : (filter ?? undefined),
    startIndex: Math.max(1, wholeNumber(given, 'startIndex') ?? 1),
    count: Math.min(maxResults, Math.max(0, wholeNumber(given, 'count') ?? defaultResults)),
    projection: parseProjection(type, given),
  };
}

function wholeNumber(given: JsonObject, name: string): number | undefined {
  const value = given[name] ?? '';
  if (value === '') return undefined;
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw callerMistake('invalidValue', `${name} must be a whole number.`);
  return number;
}
