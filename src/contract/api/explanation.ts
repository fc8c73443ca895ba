import { z } from 'zod';
import { accessReport } from './access-report.ts';
import { onboardingStates, steps } from '../rules/states.ts';

/** Where a run stands, for somebody who does not know this service. */
export const explanation = z
  .object({
    id: z.string(),
    state: z.enum(onboardingStates),
    step: z.enum(steps),
    reason: z.string().meta({ description: 'Why the run stands where it stands' }),
    nextStep: z.string().meta({ description: 'What happens next' }),
    nextStepAt: z.iso
      .datetime()
      .optional()
      .meta({ description: 'When it happens at the latest, where that is known' }),
    actions: z.array(
      z.object({
        description: z.string(),
        request: z.string().optional().meta({
          description: 'The call, with its body where it needs one; `…` is yours to fill in',
          example: 'POST /v1/onboardings/{id}/cancel {"reason":"…"}',
        }),
      }),
    ),
    access: accessReport.optional().meta({
      description: 'Read from Vultr now; for a run that has ended, needs attention or was cancelled',
    }),
    accessUnavailable: z.string().optional().meta({ description: 'Why Vultr could not be read now' }),
    temporalUiUrl: z.url().optional().meta({ description: "The run's page in Temporal's UI" }),
  })
  .meta({ id: 'Explanation' });

export type Explanation = z.infer<typeof explanation>;
