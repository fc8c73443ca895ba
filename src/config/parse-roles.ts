import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { groupDescription, groupName, policyNames, roleName } from '../contract/api/onboarding-request.ts';
import type { Role } from '../contract/config/roles.ts';
import { singleLine } from '../contract/lib/single-line.ts';
import { errorMessage } from '../contract/lib/error-message.ts';

const scimNames = z
  .array(singleLine(255))
  .min(1, 'must name at least one; leave it out for none')
  .max(100, 'must name at most 100');

const roleContent = z.strictObject({
  group: z.strictObject({ name: groupName, description: groupDescription.optional() }),
  policies: policyNames,
  apiAccess: z.boolean().optional(),
  when: z.strictObject({ scimGroups: scimNames.optional(), scimRoles: scimNames.optional() }).optional(),
});

const rolesFile = z.strictObject({
  roles: z
    .record(roleName, roleContent)
    .refine((roles) => Object.keys(roles).length > 0, 'must define at least one role')
    .refine((roles) => Object.keys(roles).length <= 50, 'must define at most 50 roles'),
  default: roleName.optional(),
});

/**
 * Parses the roles file: JSON, or YAML, of which JSON is a part. Checks it as a whole and returns every mistake, each
 * with its place. A name that is given twice is one, and so is a group of two roles: taking a person out of it for one
 * role would take away what the other gives.
 */
export function parseRoles(text: string): { value: readonly Role[] } | { mistakes: readonly string[] } {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    return {
      mistakes: document.errors.map(({ message, pos: [offset] }) => {
        const { line, col } = lineCounter.linePos(offset);
        return `line ${line}, column ${col}: ${message}`;
      }),
    };
  }
  const plain = toPlain(document);
  if ('mistake' in plain) return { mistakes: [plain.mistake] };
  const parsed = rolesFile.safeParse(plain.value, { error: describeIssue });
  if (!parsed.success) return { mistakes: parsed.error.issues.map(formatIssue) };
  const { roles: byName, default: defaultName } = parsed.data;
  const roles = Object.entries(byName).map(([name, role]): Role =>
    name === defaultName
      ? Object.assign(role, { name, isDefault: true as const })
      : Object.assign(role, { name }),
  );
  const mistakes = [...sharedGroups(roles), ...emptyConditions(roles), ...unknownDefault(roles, defaultName)];
  return mistakes.length > 0 ? { mistakes } : { value: roles };
}

/** An alias of YAML cannot be resolved if it names no anchor, or grows without end. */
function toPlain(
  document: ReturnType<typeof parseDocument>,
): { readonly value: unknown } | { readonly mistake: string } {
  try {
    return { value: document.toJS() };
  } catch (error) {
    return { mistake: errorMessage(error) };
  }
}

const describeIssue: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined
      ? 'is required'
      : `must be ${expectations[issue.expected] ?? 'of a different type'}`;
  }
  if (issue.code === 'unrecognized_keys') {
    return `has ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}, which is not known here`;
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => message).join('; ');
  return 'is not valid';
};

const expectations: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** `roles.developers.policies must name at least one managed policy` */
function formatIssue({ path, message }: z.core.$ZodIssue): string {
  return `${path.length === 0 ? 'the file' : path.map(String).join('.')} ${message}`;
}

function sharedGroups(roles: readonly Role[]): string[] {
  return [...Map.groupBy(roles, ({ group }) => group.name)].flatMap(([group, same]) =>
    same.length < 2
      ? []
      : [
          `the roles ${same.map(({ name }) => name).join(' and ')} have the same group "${group}"; give each role its own`,
        ],
  );
}

function emptyConditions(roles: readonly Role[]): string[] {
  return roles.flatMap(({ name, when }) =>
    when !== undefined && when.scimGroups === undefined && when.scimRoles === undefined
      ? [`roles.${name}.when must have scimGroups or scimRoles`]
      : [],
  );
}

function unknownDefault(roles: readonly Role[], name: string | undefined): string[] {
  if (name === undefined || roles.some((role) => role.name === name)) return [];
  return [
    `default is "${name}", which is not a role; the roles are ${roles.map((role) => role.name).join(', ')}`,
  ];
}
