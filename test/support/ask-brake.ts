import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { BrakeLimit } from '../../src/contract/temporal/brake.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { signalBrake } from '../../src/temporal/signal-brake.ts';
import { shortTimings } from './timings.ts';

/** Asks the brake of the organization about a flow that does not exist, so nothing hears the answer. */
export function askBrake(client: Client, organization: string, limits: BrakeLimit): Promise<void> {
  const settings = { ...limits, events: false, timings: shortTimings };
  return signalBrake(createOrganizationClient(client, organization), settings, {
    requestId: randomUUID(),
    flowId: `person-${randomUUID().replaceAll('-', '')}.1`,
    kind: 'suspend',
    orderedBy: 'hr',
    urgent: false,
    knowsHeld: false,
  });
}
