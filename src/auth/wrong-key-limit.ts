import { fastifyRateLimit } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';

/** Limits how many wrong keys a sign-in form takes from one address. */
export type WrongKeyLimit = {
  /** Returns for how many seconds no key is taken from the address of the request; 0 if one is. */
  readonly secondsToWait: (request: FastifyRequest) => Promise<number>;
  /** Counts a wrong key. */
  readonly count: (request: FastifyRequest) => Promise<void>;
};

/** More than a person mistypes in a minute. */
const maxWrongKeys = 10;
const windowMs = 60_000;

/** Counts in this process only, and only for the routes of the plugin that calls it. */
export async function createWrongKeyLimit(app: FastifyInstance): Promise<WrongKeyLimit> {
  await app.register(fastifyRateLimit, { global: false });
  const check = app.createRateLimit({ max: maxWrongKeys, timeWindow: windowMs, keyGenerator: addressOf });
  return {
    async secondsToWait(request) {
      const state = await check(request, { increment: false });
      return state.isAllowed || state.remaining > 0 ? 0 : state.ttlInSeconds;
    },
    async count(request) {
      await check(request);
    },
  };
}

/** Networks that a proxy in front of this server is in, by the names of ipaddr.js. */
const internalRanges: ReadonlySet<string> = new Set([
  'loopback',
  'private',
  'uniqueLocal',
  'linkLocal',
  'carrierGradeNat',
]);

/**
 * The address of the browser. Behind a proxy, that is what the proxy has appended to `X-Forwarded-For`; what stands before
 * it, anyone can write. An IPv6 address counts by its network, of which one subscriber has all addresses.
 */
function addressOf({ ip, headers }: FastifyRequest): string {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join().split(',').at(-1)?.trim() ?? '';
  const peer = ipaddr.process(ip);
  const address =
    internalRanges.has(peer.range()) && ipaddr.isValid(forwarded) ? ipaddr.process(forwarded) : peer;
  if (address.kind() === 'ipv4') return address.toString();
  return address.toByteArray().slice(0, 8).join('.');
}
