import { randomUUID } from 'node:crypto';
import { type Change, put } from './rows.ts';

/** Some names from Vultr's page about the former ACL flags, the closest to a public list of managed policies. */
const managedPolicies = {
  Billing: 'Billing and payments',
  DNS: 'DNS domains and records',
  Firewall: 'Firewall groups and rules',
  LoadBalancer: 'Load balancers',
  ManageUsers: 'Users, groups and policies of the organization',
  ObjStore: 'Object storage',
  Provisioning: 'Deploying and destroying servers; includes viewing them',
  SubscriptionsView: 'Viewing servers and subscriptions',
  Support: 'Support tickets',
  VKE: 'Kubernetes clusters',
} as const;

const seededAt = Date.parse('2026-01-01T12:00:00Z');

/** Creates an organization as it is before the first invitation: its root user, Vultr's policies and a custom one. */
export function seed(nextSeq: () => number): Change[] {
  const created = { createdAt: seededAt };
  const policy = (name: string, description: string, managed: boolean) =>
    put('policies', { id: randomUUID(), seq: nextSeq(), name, description, managed, ...created });
  return [
    put('organizations', {
      id: randomUUID(),
      seq: nextSeq(),
      name: 'Example Organization',
      type: 'organization',
      ...created,
    }),
    put('users', {
      id: randomUUID(),
      seq: nextSeq(),
      email: 'root@example.com',
      normalizedEmail: 'root@example.com',
      name: 'Root Example',
      status: 'active',
      root: true,
      apiEnabled: true,
      acls: [],
      appearsAt: seededAt,
    }),
    ...Object.entries(managedPolicies).map(([name, description]) => policy(name, description, true)),
    policy('Staging operators', 'A custom policy of the organization', false),
  ];
}
