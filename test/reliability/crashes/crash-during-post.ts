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
  const { call, lost, statuses, orStatuses } = moment;
  const proxy = await startCuttingProxy(temporalAddress, texts[call], lost);
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
    const isExpected = [statuses, orStatuses].some(
      (expected) => JSON.stringify(returned) === JSON.stringify(expected),
    );
    const unexpected = isExpected ? [] : [`the repeated POST returned ${returned.join(', ')}`];
    return [...(await early), ...unexpected];
  } finally {
    await Promise.all([first, ...others].map((api) => api.kill()));
    await proxy.stop();
  }
}

/** Texts that only these calls to Temporal contain: a key of the memo, as protobuf writes it, and beginnings of update IDs. */
const texts = { start: '\n\u0006record', rehire: 'request:', cancel: 'cancel:' } as const;

/** How often a caller repeats a request that the API could not serve in time, on a machine that is busy with other cases. */
const attempts = 5;

async function post(api: ApiProcess, request: FollowUp): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const status = await (request.rehire === undefined ? api.post(request.post) : api.rehire(request.rehire));
    if (status !== 503 || attempt === attempts) return status;
  }
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
