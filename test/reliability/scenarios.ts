import { acceptsSecondMail } from './accepts-second-mail.ts';
import { cancelledThenAccepts } from './cancelled-then-accepts.ts';
import type { Scenario } from './scenario.ts';

/** Every scenario is put through every fault and every death. */
export const scenarios: readonly Scenario[] = [acceptsSecondMail, cancelledThenAccepts];
