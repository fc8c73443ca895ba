import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { createSeal } from '../../auth/seal.ts';
import { personCaller } from '../../auth/person-caller.ts';
import { sendPage } from '../frame/send-page.ts';
import { consolePath } from '../paths.ts';
import { clearCookie, readCookie, setCookie } from './cookies.ts';
import {
  callbackPath,
  checks,
  createIdentityProvider,
  describeFailure,
  type ProviderFailure,
} from './identity-provider.ts';
import { fingerprintOf, type OidcOptions } from './oidc-options.ts';
import type { SignInOptions } from './options.ts';
import { safeTarget } from './paths.ts';
import { failedSignInView } from './sign-in-view.ts';
import { createSessionStarter } from './start-session.ts';

/** How long a person may take at the identity provider. */
const patienceSeconds = 10 * 60;

const query = z.object({ to: z.string().optional() });

/** Sign-in at an OpenID provider: the way there, and the way back. */
export const oidcRoutes: FastifyPluginAsync<SignInOptions & { readonly oidc: OidcOptions }> = async (
  app,
  options,
) => {
  const { oidc, logger, organization, now } = options;
  const provider = createIdentityProvider(oidc);
  const startSession = createSessionStarter(options);
  const rules = fingerprintOf(oidc);
  const pending = createSeal({
    key: options.sessionKey,
    purpose: 'console sign-in',
    lifetimeSeconds: patienceSeconds,
    schema: z.object({ checks, to: z.string() }),
    now,
  });

  // A link and not a form: the browser would apply `form-action` of our own policy to the redirect.
  app.get('/sign-in/oidc', { exposeHeadRoute: false }, async (request, reply) => {
    const to = safeTarget(query.safeParse(request.query).data?.to);
    try {
      const begun = await provider.begin();
      const value = await pending.seal({ checks: begun.checks, to });
      setCookie(request, reply, { cookie: 'console-sign-in', value, maxAgeSeconds: patienceSeconds });
      return await reply.redirect(begun.url, 303);
    } catch (error) {
      return await sendFailure(request, reply, error);
    }
  });

  app.get(callbackPath.slice(consolePath.length), { exposeHeadRoute: false }, async (request, reply) => {
    const sealed = readCookie(request, 'console-sign-in');
    const begun = sealed === undefined ? undefined : await pending.open(sealed);
    clearCookie(request, reply, 'console-sign-in');
    if (begun === undefined) return await show(reply, notBegun);
    try {
      const [, parameters = ''] = request.url.split('?', 2);
      const { subject, displayName, scopes } = await provider.finish(parameters, begun.checks);
      const caller = personCaller({ issuer: oidc.issuer, subject, displayName }, scopes);
      if (!scopes.includes('read')) {
        request.callerLabel = caller.label;
        const fields = { requestId: request.id, caller: caller.label, reason: 'no role' };
        logger.warn(fields, 'refused a sign-in to the console');
        return await show(reply, noRole(oidc.claim));
      }
      const session = { by: 'oidc', subject, displayName, scopes, rules } as const;
      return await startSession(request, reply, { session, caller, to: begun.to });
    } catch (error) {
      return await sendFailure(request, reply, error);
    }
  });

  async function sendFailure(request: FastifyRequest, reply: FastifyReply, error: unknown) {
    const { kind, reason } = describeFailure(error);
    logger.warn({ requestId: request.id, kind, reason }, 'a sign-in at the identity provider failed');
    return await show(reply, failures[kind]);
  }

  function show(reply: FastifyReply, { status, title, text }: Failure) {
    return sendPage(reply.code(status), { title, organization, main: failedSignInView({ title, text }) });
  }
};

type Failure = { readonly status: number; readonly title: string; readonly text: string };

const notBegun: Failure = {
  status: 400,
  title: 'Start the sign-in again',
  text: 'This browser did not start the sign-in, or it took longer than ten minutes. Start again from the sign-in page.',
};

function noRole(claim: string): Failure {
  return {
    status: 403,
    title: 'You have no access to this console',
    text: `The identity provider knows you, but none of your ${claim} may use this console. Ask the people who run this service: they map them in ONBOARDING_CONSOLE_ROLES.`,
  };
}

const failures: Readonly<Record<ProviderFailure['kind'], Failure>> = {
  unavailable: {
    status: 503,
    title: 'The identity provider is unavailable',
    text: 'The identity provider did not respond. Try again in a few seconds.',
  },
  refused: {
    status: 403,
    title: 'The identity provider did not sign you in',
    text: 'The identity provider refused the sign-in, or it was cancelled there. Start again from the sign-in page.',
  },
  invalid: {
    status: 403,
    title: 'The sign-in could not be verified',
    text: 'The response of the identity provider is not what this console expects, so you are not signed in. Start again. If it fails again, the log of the API has the reason.',
  },
};
