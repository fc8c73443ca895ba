import { z } from 'zod';
import { offboardingStates } from '../rules/offboarding-states.ts';
import { onboardingStates } from '../rules/states.ts';
import { departureEvidence } from './offboarding-view.ts';
import { evidenceView } from './onboarding-view.ts';
import { unreadableFlow } from './unreadable-flow.ts';

const instant = z.iso.datetime().meta({ description: 'UTC, RFC 3339', example: '2026-06-29T09:00:00.000Z' });

/** The states of a person are those of their newest flow. */
const states = [...onboardingStates, ...offboardingStates] as const;

export const grantView = z.object({
  group: z.object({ id: z.string(), name: z.string() }),
  policies: z.array(z.object({ id: z.string(), name: z.string() })),
  since: instant,
  flowId: z.string().meta({ description: 'The onboarding that gave it' }),
  verified: z.boolean().meta({ description: 'False if an operator skipped the verification' }),
});

export const personFlow = z.object({
  id: z.string(),
  href: z.string().meta({ example: '/v1/onboardings/person-0123456789abcdef0123456789abcdef.1' }),
  kind: z.enum(['onboarding', 'offboarding']),
  state: z.enum(states),
  startedAt: instant,
  since: instant.meta({ description: 'When it entered its state' }),
  requestedBy: z.string().optional(),
  group: z.string().optional().meta({ description: 'Of an onboarding' }),
  reason: z.string().optional().meta({ description: 'Of an offboarding' }),
  evidence: z.union([evidenceView, departureEvidence]).optional(),
});

export const personView = z
  .object({
    id: z.string().meta({ description: 'One person has one ID, whatever happens to them' }),
    state: z.enum(states).meta({ description: 'The state of the newest flow, or `erased`' }),
    since: instant,
    email: z.string().optional().meta({ description: 'Left out if the person was erased' }),
    firstName: z.string().optional(),
    lastName: z.string().optional(),
    externalId: z.string().optional(),
    userId: z.string().optional().meta({ description: "Vultr's ID of the user" }),
    grants: z.array(grantView).meta({
      description: 'The access that this service gave and that, as far as it knows, the person still has',
    }),
    flows: z.array(personFlow).meta({ description: 'The last ten flows, the newest first' }),
  })
  .meta({ id: 'Person' });

export type PersonView = z.infer<typeof personView>;

export const personPage = z
  .object({
    items: z.array(personView),
    unreadable: z.array(unreadableFlow).optional().meta({
      description: 'People of this page who cannot be decrypted; absent if there is none',
    }),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'Pass as `cursor` for the next page; null on the last one' }),
  })
  .meta({ id: 'PersonPage' });

export type PersonPage = z.infer<typeof personPage>;
