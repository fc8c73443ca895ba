import type { OrganizationClient } from '../temporal/organization-client.ts';
import { executeActivity } from './execute-activity.ts';
import type { OnboardingSettings } from './settings.ts';
import type { Onboardings } from './onboardings.ts';

const reportTimeoutMs = 10_000;

export function createReportAccess(
  client: OrganizationClient,
  { timings }: OnboardingSettings,
): Onboardings['reportAccess'] {
  return (email) =>
    executeActivity(client, {
      activity: 'reportAccess',
      input: { email, timings },
      idPrefix: 'access-report',
      summary: 'Live reads for an explanation',
      timeoutMs: reportTimeoutMs,
    });
}
