import { fastifySwagger } from '@fastify/swagger';
import { fastifySwaggerUi } from '@fastify/swagger-ui';
import type { Server } from '../types.ts';
import { addUsedComponents, describeRoute } from './openapi-transform.ts';

export const tags = {
  onboardings: 'Onboardings',
  commands: 'Commands',
  access: 'Access',
  events: 'Events',
  health: 'Health',
} as const;

const securityScheme = 'apiKey';

/** For the description of a route that asks for an API key. */
export const apiKeyNeeded = [{ [securityScheme]: [] }];

const description = `Onboards new hires into a Vultr organization, as an HR system asks for it: invites the person, makes the
group and attaches its policies, waits for the acceptance, adds the member, and proves that the access works.

One request starts a *run*, which goes on by itself for days if need be. Everything may be repeated: the same request
for the same person answers the run that exists.

Every error is a problem document (RFC 9457) with a stable \`code\`.`;

/** Everything comes from here: no script, font or validator of somebody else. And no page may frame it. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Describes the routes that are added from here on: at `/openapi.json`, and for a reader at `/docs`. */
export function describeApi(app: Server, version: string): void {
  app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Vultr onboarding',
        version,
        description,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'This service' }],
      tags: [
        { name: tags.onboardings, description: 'Start runs and see where they stand.' },
        { name: tags.commands, description: 'Tell a run what to do.' },
        { name: tags.access, description: 'Does the person really have access?' },
        { name: tags.events, description: 'What receivers were told, and what did not arrive.' },
        { name: tags.health, description: 'For what watches the service.' },
      ],
      webhooks: {
        onboardingEvent: {
          post: {
            tags: [tags.events],
            operationId: 'onboardingEvent',
            summary: 'What a receiver in ONBOARDING_WEBHOOKS gets',
            description:
              'Signed by Standard Webhooks (headers `webhook-id`, `webhook-timestamp`, `webhook-signature`). Sent again until the answer is 2xx, for three days.',
            requestBody: {
              required: true,
              content: { 'application/json': { schema: { $ref: '#/components/schemas/OnboardingEvent' } } },
            },
            responses: { '2XX': { description: 'The receiver has it.' } },
          },
        },
      },
      components: {
        securitySchemes: {
          [securityScheme]: {
            type: 'http',
            scheme: 'bearer',
            description:
              'The secret of one of the keys in ONBOARDING_API_KEYS, or a JWT of the issuer, with the scope of the route: `onboardings:read` for a GET, `onboardings:operate` for a command, else `onboardings:write`.',
          },
        },
      },
    },
    transform: describeRoute,
    transformObject: addUsedComponents,
  });
  app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    staticCSP: contentSecurityPolicy,
    uiConfig: {
      layout: 'BaseLayout',
      docExpansion: 'list',
      tryItOutEnabled: true,
      defaultModelsExpandDepth: 0,
    },
    theme: { title: 'Vultr onboarding API' },
  });
  app.register((instance, _options, done) => {
    instance.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
    done();
  });
}
