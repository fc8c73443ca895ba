import { z } from 'zod';
import { offboardingStates, offboardingSteps } from '../rules/offboarding-states.ts';
import { explanation } from './explanation.ts';

/** The progress of an offboarding, for a reader who does not know this service. */
export const offboardingExplanation = explanation
  .omit({ access: true, accessUnavailable: true })
  .extend({
    state: z.enum(offboardingStates),
    step: z.enum(offboardingSteps),
    reason: z.string().meta({ description: 'Why the offboarding is in this state' }),
    temporalUiUrl: z.url().optional().meta({ description: "The offboarding's page in Temporal's UI" }),
  })
  .meta({ id: 'OffboardingExplanation' });

export type OffboardingExplanation = z.infer<typeof offboardingExplanation>;
