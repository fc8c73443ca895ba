import { acceptsSecondEmail } from './accepts-second-email.ts';
import { cancelledThenAccepts } from './cancelled-then-accepts.ts';
import type { Scenario } from './scenario.ts';

/** Each scenario is combined with every fault and every crash. */
export const scenarios: readonly Scenario[] = [acceptsSecondEmail, cancelledThenAccepts];
