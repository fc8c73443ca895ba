import { taskQueuesFor } from '../../../src/contract/temporal/task-queues.ts';
import { type ApiProcess, startApiProcess } from '../../support/api-process.ts';
import { testEncryptionSetting } from '../../support/encryption.ts';
import { testIdKey } from '../../support/id-key.ts';
import { shortTimings } from '../../support/timings.ts';
import type { FollowUp } from '../scenario.ts';
import type { ApiCrashMoment } from './api-crashes.ts';
import { startCuttingProxy } from './cutting-proxy.ts';

export type CrashingPost = {
  readonly request: FollowUp;
  readonly moment: ApiCrashMoment;
  readonly temporalAddress: string;
  readonly organization: string;
};

/** Kills an API in the middle of a POST and repeats the POST at others. Returns the violations. */
export async function crashDuringPost(crashing: CrashingPost): Promise<string[]> {
  const { request, moment, temporalAddress, organization } = crashing;
  const { call, lost, statuses } = moment;
  const proxy = await startCuttingProxy(temporalAddress, textOf(call, organization), lost);
  const startApi = (address: string) => startApiProcess(apiSettings(address, organization));
  const [first, ...others] = await Promise.all([
    startApi(proxy.address),
    ...statuses.map(() => startApi(temporalAddress)),
  ]);
  try {
    const early = post(first, request).then(
      (status) => [`the POST returned ${status} before the API crashed`],
      () => [],
    );
    await Promise.race([proxy.cut, early]);
    await first.kill();
    const repeated = await Promise.all(others.map((api) => post(api, request)));
    const returned = repeated.toSorted((a, b) => a - b);
    const isExpected = JSON.stringify(returned) === JSON.stringify(statuses);
    const unexpected = isExpected ? [] : [`the repeated POST returned ${returned.join(', ')}`];
    return [...(await early), ...unexpected];
  } finally {
    await Promise.all([first, ...others].map((api) => api.kill()));
    await proxy.stop();
  }
}

/** Returns a text that only this call to Temporal contains: a task queue, or the beginning of the ID of an update. */
function textOf(call: ApiCrashMoment['call'], organization: string): string {
  return { start: taskQueuesFor(organization).onboarding, rehire: 'request:', cancel: 'cancel:' }[call];
}

function post(api: ApiProcess, request: FollowUp): Promise<number> {
  return request.rehire === undefined ? api.post(request.post) : api.rehire(request.rehire);
}

function apiSettings(temporalAddress: string, organization: string): Record<string, string> {
  return {
    TEMPORAL_ADDRESS: temporalAddress,
    ONBOARDING_ORGANIZATION: organization,
    ONBOARDING_ID_KEY: testIdKey,
    ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
    ONBOARDING_CHECK_EVERY: `${shortTimings.checkEveryMs}ms`,
    ONBOARDING_SETTLE: `${shortTimings.settleMs}ms`,
    ONBOARDING_GROUP_IDLE: `${shortTimings.groupIdleMs}ms`,
  };
}
