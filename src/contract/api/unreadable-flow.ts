import { z } from 'zod';
import { offboardingStates, offboardingSteps } from '../rules/offboarding-states.ts';
import { onboardingStates, steps } from '../rules/states.ts';
import { unreadableFields } from './unreadable.ts';

/** An onboarding or an offboarding of the organization whose encryption key this API does not have. */
export const unreadableFlow = z
  .object({
    id: z.string(),
    state: z.enum([...onboardingStates, ...offboardingStates]).optional(),
    step: z.enum([...steps, ...offboardingSteps]).optional(),
    since: z.iso.datetime().optional().meta({ description: 'When it entered this state' }),
    ...unreadableFields,
  })
  .meta({ id: 'UnreadableFlow' });

export type UnreadableFlow = z.infer<typeof unreadableFlow>;
