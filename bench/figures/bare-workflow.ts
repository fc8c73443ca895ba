import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';

const { nothing } = proxyActivities<{ nothing(): Promise<void> }>({ startToCloseTimeout: '10 s' });

/** The minimum that an onboarding of this length costs the engine: five activities that do nothing, and a signal. */
export async function bare(): Promise<void> {
  let isSignalled = false;
  setHandler(defineSignal('finish'), () => void (isSignalled = true));
  for (let number = 0; number < 5; number++) await nothing();
  await condition(() => isSignalled);
}
