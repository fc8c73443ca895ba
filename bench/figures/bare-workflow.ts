import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';

const { nothing } = proxyActivities<{ nothing(): Promise<void> }>({ startToCloseTimeout: '10 s' });

/** The least that a run of this length costs the engine: five activities that do nothing, and a signal. */
export async function bare(): Promise<void> {
  let told = false;
  setHandler(defineSignal('tell'), () => void (told = true));
  for (let number = 0; number < 5; number++) await nothing();
  await condition(() => told);
}
