import { z } from 'zod';
import { accessReport } from './access-report.ts';
import { onboardingStates, steps } from '../rules/states.ts';

/** The progress of an onboarding, for a reader who does not know this service. */
export const explanation = z
  .object({
    id: z.string(),
    state: z.enum(onboardingStates),
    step: z.enum(steps),
    reason: z.string().meta({ description: 'Why the onboarding is in this state' }),
    nextStep: z.string().meta({ description: 'What happens next' }),
    nextStepAt: z.iso
      .datetime()
      .optional()
      .meta({ description: 'The latest time at which it happens, if known' }),
    actions: z.array(
      z.object({
        description: z.string(),
        request: z.string().optional().meta({
          description: 'The request, with its body if it needs one; `…` is for you to fill in',
          example: 'POST /v1/onboardings/{id}/cancel {"reason":"…"}',
        }),
      }),
    ),
    access: accessReport.optional().meta({
      description: 'Read live from Vultr, if the onboarding has ended, needs attention or was cancelled',
    }),
    accessUnavailable: z.string().optional().meta({ description: 'Why Vultr could not be read' }),
    temporalUiUrl: z.url().optional().meta({ description: "The onboarding's page in Temporal's UI" }),
  })
  .meta({ id: 'Explanation' });

export type Explanation = z.infer<typeof explanation>;
