import type { Client } from '@temporalio/client';
import { executeActivity } from './execute-activity.ts';
import type { OnboardingSettings } from './settings.ts';
import type { Onboardings } from './onboardings.ts';

const reportTimeoutMs = 10_000;

export function createReportAccess(
  client: Client,
  { organization, timings }: OnboardingSettings,
): Onboardings['reportAccess'] {
  return (email) =>
    executeActivity(client, {
      activity: 'reportAccess',
      input: { email, timings },
      idPrefix: 'access-report',
      summary: 'Live reads for an explanation',
      organization,
      timeoutMs: reportTimeoutMs,
    });
}
