import { isDeepStrictEqual } from 'node:util';
import type { ScimResponse } from './client.ts';

/** What a service does otherwise than the check expects. */
export class Unexpected extends Error {
  override readonly name = 'Unexpected';
}

/** Throws `Unexpected` unless the response has the status and, if it says no, the body of a SCIM error. */
export function expectStatus(
  { status, headers, body }: ScimResponse,
  expected: number,
  scimType?: string,
): void {
  if (status !== expected) {
    const { detail } = body;
    const reason = typeof detail === 'string' ? ` (${detail.slice(0, 200)})` : '';
    throw new Unexpected(`it returns ${status} instead of ${expected}${reason}`);
  }
  if (status === 204) return;
  const type = headers.get('content-type') ?? 'nothing';
  if (!type.includes('scim+json'))
    throw new Unexpected(`the Content-Type is ${type} instead of application/scim+json`);
  if (status < 400) return;
  if (body['status'] !== String(status)) throw new Unexpected('the body is not a SCIM error');
  if (scimType !== undefined) expectValue('scimType', body['scimType'], scimType);
}

/** Throws `Unexpected` unless the value is the expected one. */
export function expectValue(name: string, value: unknown, expected: unknown): void {
  if (isDeepStrictEqual(value, expected)) return;
  throw new Unexpected(
    `${name} is ${JSON.stringify(value) ?? 'missing'} instead of ${JSON.stringify(expected)}`,
  );
}
