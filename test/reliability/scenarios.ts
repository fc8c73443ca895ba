import { acceptsSecondEmail } from './accepts-second-email.ts';
import { cancelledThenAccepts } from './cancelled-then-accepts.ts';
import { continuesAsNewAtEveryRest } from './continues-as-new-at-every-rest.ts';
import { leavesAndIsReinstated } from './leaves-and-is-reinstated.ts';
import { leavesOldGroups } from './leaves-old-groups.ts';
import { leavesWithEverything } from './leaves-with-everything.ts';
import { movesToAnotherRole } from './moves-to-another-role.ts';
import { rehiredAfterCompletion } from './rehired-after-completion.ts';
import { rehiredWhileGuarding } from './rehired-while-guarding.ts';
import { replacedAddress } from './replaced-address.ts';
import type { Scenario } from './scenario.ts';

/** Each scenario is combined with crashes, with every fault at each of the calls that it names, or with both. */
export const scenarios: readonly Scenario[] = [
  acceptsSecondEmail,
  cancelledThenAccepts,
  rehiredWhileGuarding,
  rehiredAfterCompletion,
  replacedAddress,
  continuesAsNewAtEveryRest,
  movesToAnotherRole,
  leavesAndIsReinstated,
  leavesWithEverything,
  leavesOldGroups,
];

export const scenariosWithCrashes = scenarios.filter(({ onlyFaults }) => onlyFaults !== true);

export const scenariosWithFaults = scenarios.filter(({ calls }) => calls.length > 0);
