import type { FlowTypes, State, Step } from './flow.ts';
import type { RunContext } from './run-context.ts';
import { runStep } from './run-step.ts';

/** How a flow shows that it waits for its time. */
export type Scheduled<Types extends FlowTypes> = {
  readonly step: Step<Types>;
  readonly state: State<Types>;
  /** RFC 3339. It may change while the flow waits. */
  readonly startsAt: () => string;
};

/** Waits for the time at which the flow begins. It is a point in time, so neither a hold nor a restart moves it. */
export function awaitStart<Types extends FlowTypes>(
  run: RunContext<Types>,
  { step, state, startsAt }: Scheduled<Types>,
): Promise<true> {
  return runStep<Types, true>(run, step, state, async () => {
    for (;;) {
      const awaited = startsAt();
      const timer = { ms: Date.parse(awaited) - Date.now(), summary: 'the scheduled time comes' };
      if (!(await run.rest(() => startsAt() !== awaited, timer))) break;
    }
    run.record.note('the scheduled time has come');
    return true;
  });
}
