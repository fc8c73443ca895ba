import { fastifySwagger } from '@fastify/swagger';
import { fastifySwaggerUi } from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { addUsedComponents, describeRoute } from './openapi-transform.ts';

export const tags = {
  onboardings: 'Onboardings',
  commands: 'Commands',
  offboardings: 'Offboardings',
  people: 'People',
  brake: 'Brake',
  access: 'Access',
  events: 'Events',
  health: 'Health',
} as const;

const securityScheme = 'apiKey';

/** `security` of every route that needs an API key. */
export const apiKeySecurity = [{ [securityScheme]: [] }];

const description = `Onboards new hires into a Vultr organization at the request of an HR system: invites the person, creates
the group and attaches its policies, waits for the acceptance, adds the member, and verifies that the access works.

One request starts an *onboarding*, which then runs by itself, for days if needed. Every request may be repeated: the
same request for the same person returns the existing onboarding and changes nothing, whatever has happened since. To
hire a person again, say so: \`"rehire": true\`.

Every error is a problem document (RFC 9457) with a stable \`code\`.`;

/** Allows scripts, fonts and requests of this server only, and no page to frame it. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Describes the routes that are added from here on, at `/openapi.json` for programs and at `/docs` for people. */
export function describeApi(app: FastifyInstance, version: string): void {
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
        { name: tags.onboardings, description: 'Start onboardings and follow their progress.' },
        { name: tags.commands, description: 'Control an onboarding.' },
        { name: tags.offboardings, description: 'Order that people leave, and control it.' },
        { name: tags.people, description: 'What this service remembers of each person.' },
        { name: tags.brake, description: 'Hold a mass of departures until an operator has looked.' },
        { name: tags.access, description: 'Check whether a person really has access.' },
        {
          name: tags.events,
          description: 'Events on their way to receivers, and those that were not delivered.',
        },
        { name: tags.health, description: 'For probes and monitoring.' },
      ],
      webhooks: {
        offboardingEvent: {
          post: {
            tags: [tags.events],
            operationId: 'offboardingEvent',
            summary: 'An event of an offboarding, delivered like one of an onboarding',
            requestBody: {
              required: true,
              content: { 'application/json': { schema: { $ref: '#/components/schemas/OffboardingEvent' } } },
            },
            responses: { '2XX': { description: 'The receiver acknowledges the event.' } },
          },
        },
        onboardingEvent: {
          post: {
            tags: [tags.events],
            operationId: 'onboardingEvent',
            summary: 'An event, as a receiver in ONBOARDING_WEBHOOKS gets it',
            description:
              'Signed according to Standard Webhooks (headers `webhook-id`, `webhook-timestamp`, `webhook-signature`). Delivery is retried for three days, until the response is 2xx.',
            requestBody: {
              required: true,
              content: { 'application/json': { schema: { $ref: '#/components/schemas/OnboardingEvent' } } },
            },
            responses: { '2XX': { description: 'The receiver acknowledges the event.' } },
          },
        },
        brakeEvent: {
          post: {
            tags: [tags.events],
            operationId: 'brakeEvent',
            summary: 'An event of the brake',
            description: 'Signed and delivered like an event of an onboarding.',
            requestBody: {
              required: true,
              content: { 'application/json': { schema: { $ref: '#/components/schemas/BrakeEvent' } } },
            },
            responses: { '2XX': { description: 'The receiver acknowledges the event.' } },
          },
        },
      },
      components: {
        securitySchemes: {
          [securityScheme]: {
            type: 'http',
            scheme: 'bearer',
            description:
              'The secret of one of the keys in ONBOARDING_API_KEYS, or a JWT of the configured issuer, with the scope of the route: `onboardings:read` for a GET, `onboardings:operate` for a command or to erase a person, `onboardings:release` for a decision about the brake, `onboardings:offboard` to order that a person leaves, otherwise `onboardings:write`.',
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

/** The name of a command as in an operation ID: `approve-address` becomes `approveAddress`. */
export function inCamelCase(command: string): string {
  return command.replace(/-(.)/g, (_, first: string) => first.toUpperCase());
}
