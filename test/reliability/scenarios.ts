import { acceptsSecondEmail } from './accepts-second-email.ts';
import { cancelledThenAccepts } from './cancelled-then-accepts.ts';
import { continuesAsNewAtEveryRest } from './continues-as-new-at-every-rest.ts';
import { leavesAndIsReinstated } from './leaves-and-is-reinstated.ts';
import { movesToAnotherRole } from './moves-to-another-role.ts';
import { rehiredAfterCompletion } from './rehired-after-completion.ts';
import { rehiredWhileGuarding } from './rehired-while-guarding.ts';
import { replacedAddress } from './replaced-address.ts';
import type { Scenario } from './scenario.ts';

/** Each scenario is combined with crashes, and those that name calls with every fault at each of them. */
export const scenarios: readonly Scenario[] = [
  acceptsSecondEmail,
  cancelledThenAccepts,
  rehiredWhileGuarding,
  rehiredAfterCompletion,
  replacedAddress,
  continuesAsNewAtEveryRest,
  movesToAnotherRole,
  leavesAndIsReinstated,
];

export const scenariosWithFaults = scenarios.filter(({ calls }) => calls.length > 0);
