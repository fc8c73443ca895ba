import { runStep } from '../engine/run-step.ts';
import type { Offboarding } from './context.ts';
import { giveBack } from './give-back.ts';

/**
 * Calls the departure off. If it had begun to take something, gives it back as far as the person had it before: up to the end
 * of the grace period everything can be given back.
 */
export async function reinstate(run: Offboarding): Promise<void> {
  const { control, record, results } = run;
  control.disableInterrupts();
  const { account } = results.survey ?? {};
  if (account === undefined || results.released === undefined) return;
  await runStep(
    run,
    'reinstateUser',
    'reinstating',
    async () => {
      await giveBack(run, account);
      record.note('suspension lifted, API access as before');
    },
    { skipped: () => undefined },
  );
}
