import type { Authenticate } from '../auth/caller.ts';
import type { People } from '../people/people.ts';
import type { ApiMetrics } from '../telemetry/api-metrics.ts';
import type { Logger } from '../telemetry/logger.ts';

export type ScimOptions = {
  readonly people: People;
  /** The origin under which identity providers reach this service, such as `https://onboarding.example.com`. */
  readonly publicUrl: string;
  readonly authenticate: Authenticate;
  /** How many requests per second one caller may send to this process. */
  readonly requestsPerSecond: number;
  readonly logger: Logger;
  readonly metrics: Pick<ApiMetrics, 'countScimRequest'>;
};

export const scimPath = '/scim/v2';
