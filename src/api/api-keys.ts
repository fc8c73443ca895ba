import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../contract/problems.ts';
import { sendProblem } from './send-problem.ts';

export type ApiKey = { readonly name: string; readonly secret: string };

declare module 'fastify' {
  interface FastifyRequest {
    /** Name of the API key that the request came with; empty where none is asked for. */
    caller: string;
  }
}

/**
 * A hook that lets a request pass with one of the keys and writes the key's name into `request.caller`. Else 401 with
 * the challenge of https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
export function requireApiKey(apiKeys: readonly ApiKey[]) {
  // Digests have one length, which timingSafeEqual needs, and do not tell the length of a secret.
  const known = apiKeys.map(({ name, secret }) => ({ name, digest: sha256(secret) }));

  /** Compares with every key, so that the time taken tells nothing about which one it was. */
  function nameOf(secret: string): string | undefined {
    const digest = sha256(secret);
    const names = known.map((key) => (timingSafeEqual(key.digest, digest) ? key.name : undefined));
    return names.find((name) => name !== undefined);
  }

  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const secret = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const name = secret === undefined ? undefined : nameOf(secret);
    if (name === undefined) {
      const wrong = secret === undefined ? '' : ', error="invalid_token"';
      reply.header('WWW-Authenticate', `Bearer realm="onboarding"${wrong}`);
      sendProblem(new ProblemError('unauthorized', detailOf(secret)), request, reply);
      return reply;
    }
    request.caller = name;
    return undefined;
  };
}

function detailOf(secret: string | undefined): string {
  return secret === undefined
    ? 'Send the header Authorization: Bearer <key>.'
    : 'This key is not among those the service knows (ONBOARDING_API_KEYS).';
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
