import { randomUUID } from 'node:crypto';
import type { Client, Connection } from '@temporalio/client';
import { loadConfig } from '../../src/config/config.ts';
import type { Role } from '../../src/contract/config/roles.ts';
import { createOnboardings } from '../../src/onboardings/create.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import type { Onboardings } from '../../src/onboardings/onboardings.ts';
import { createClient } from '../../src/temporal/connect.ts';
import { testEncryptionKeys } from '../support/encryption.ts';
import { shortTimings } from '../support/timings.ts';

export const request = {
  email: 'ada@example.com',
  group: { name: 'Developers' },
  policies: ['Provisioning'],
};
export const hr = { name: 'hr' };

/** The client side of Temporal, of an organization of its own, with the server at the address. */
export function onboardingsAt(
  address: string,
  roles: () => readonly Role[] = () => [],
): {
  onboardings: Onboardings;
  client: Client;
  connection: Connection;
} {
  const client = createClient(loadConfig({ TEMPORAL_ADDRESS: address }).temporal, testEncryptionKeys);
  const settings = {
    idKey: 'k'.repeat(32),
    maxInvitations: 5,
    timings: shortTimings,
    roles,
  };
  return {
    onboardings: createOnboardings(createOrganizationClient(client, randomUUID()), settings),
    client,
    connection: client.connection,
  };
}
