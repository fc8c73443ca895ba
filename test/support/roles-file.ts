import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What an identity provider calls the group whose people have the role. */
export function scimGroupOf(role: string): string {
  return `vultr-${role}`;
}

/**
 * Writes a roles file into the folder: each role is one group of its own name at Vultr, for the people of one group of
 * the identity provider, and for those whose attribute `role` names it. Returns its path.
 */
export async function writeRolesFile(folder: string, names: readonly string[]): Promise<string> {
  const roles = names.map((name) => [
    name,
    {
      group: { name },
      policies: ['Provisioning'],
      when: { scimGroups: [scimGroupOf(name)], scimRoles: [name] },
    },
  ]);
  const path = join(folder, 'roles.json');
  await writeFile(path, JSON.stringify({ roles: Object.fromEntries(roles) }));
  return path;
}
