import { z } from 'zod';
import { offboardingRequest } from '../../contract/api/offboarding-request.ts';
import { onboardingRequest, roleName } from '../../contract/api/onboarding-request.ts';
import { offboardingView } from '../../contract/api/offboarding-view.ts';
import { onboardingView } from '../../contract/api/onboarding-view.ts';
import { flowIdPattern, personIdPattern } from '../../contract/temporal/flow-ids.ts';
import type { PersonInput, RememberedPerson } from '../../contract/temporal/person-input.ts';
import {
  type Grant,
  personLimits,
  type PersonRecord,
  type RequestRecord,
} from '../../contract/temporal/person-record.ts';

/*
 * One line of an export: everything that a register needs to start elsewhere, or, of a person for whom a flow is in
 * progress, what to send again. A field that this version does not know is refused instead of dropped: the file may come
 * from a newer one. `Fields` makes this version know all of its own.
 */

/** The address of the console is left out: it is a setting, and the next flow brings it along. */
type Line = { readonly id: string } & Omit<RememberedPerson, 'consoleUrl'>;
type Fields<Value> = { readonly [Name in keyof Required<Value>]: z.ZodType };

const id = z.string().regex(personIdPattern, 'must be person- and 32 hexadecimal digits');
const flow = z.int().min(1, 'must be at least 1');
const flowId = z.string().regex(flowIdPattern, 'must be the id of an onboarding');
const instant = z.iso.datetime('must be a time in UTC, such as 2026-06-29T09:00:00.000Z');
const named = z.strictObject({ id: z.string(), name: z.string() });

const requestRecord = z.strictObject({
  flow,
  fingerprint: z.string(),
  content: z.string(),
  requestedBy: z.string(),
  idempotencyKey: z.string().optional(),
  rehire: z.literal(true, 'must be true or absent').optional(),
  offboard: z.literal(true, 'must be true or absent').optional(),
} satisfies Fields<RequestRecord>);

const grant = z.strictObject({
  userId: z.string(),
  group: named,
  policies: z.array(named),
  at: instant,
  flowId,
  verified: z.boolean(),
} satisfies Fields<Grant>);

/** An onboarding has no kind, so a mistake in a line is one of the kind that the line says. */
const view = z.discriminatedUnion('kind', [
  offboardingView.strict(),
  onboardingView.extend({ kind: z.undefined().optional() }).strict(),
]);

/** Without any role, an identity provider asks for an onboarding that only leaves groups. */
const request = onboardingRequest.safeExtend({ roles: z.array(roleName).optional() });

const record = z.strictObject({
  request: request.optional(),
  owner: z
    .string()
    .regex(/^scim-user-[0-9a-f]{32}$/, 'must be scim-user- and 32 hexadecimal digits')
    .optional(),
  requests: z
    .array(requestRecord)
    .min(1, 'must have at least one request')
    .max(personLimits.requests, `must have at most ${personLimits.requests} requests`),
  earlier: z.array(view).max(personLimits.earlier, `must have at most ${personLimits.earlier} onboardings`),
  grants: z.array(grant).max(personLimits.grants, `must have at most ${personLimits.grants} grants`),
  formerAccounts: z
    .array(z.string())
    .max(personLimits.formerAccounts, `must have at most ${personLimits.formerAccounts} accounts`)
    .optional(),
  approvedAddresses: z
    .array(z.string())
    .max(personLimits.approvedAddresses, `must have at most ${personLimits.approvedAddresses} emails`)
    .optional(),
  ownInvitationIds: z
    .array(z.string())
    .max(personLimits.ownInvitationIds, `must have at most ${personLimits.ownInvitationIds} invitations`)
    .optional(),
  handledUpdates: z
    .array(z.strictObject({ id: z.string(), flow }))
    .max(personLimits.handledUpdates, `must have at most ${personLimits.handledUpdates} updates`),
} satisfies Fields<PersonRecord>);

export const rememberedLine = z.strictObject({
  id,
  flow,
  personKeys: z.array(z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits')),
  plainRef: z.literal(true).optional(),
  view,
  record,
} satisfies Fields<Line>);

export const inProgressLine = z.strictObject({
  id,
  inProgress: z.strictObject({
    flowId,
    state: z.string(),
    email: z.string(),
    request: request.optional(),
    order: offboardingRequest.optional(),
  }),
});

export const erasedLine = z.strictObject({ id, flow, erasedAt: instant });

/** A person, and the input of their register. */
export type Register = { readonly id: string; readonly input: PersonInput };

/** Formats a line. The order of its fields is the same in every export, so that exports can be compared. */
export function formatRegister({ id: personId, input }: Register): string {
  if ('erasedAt' in input)
    return JSON.stringify({ id: personId, flow: input.flow, erasedAt: input.erasedAt });
  const { view: newest, record: remembered, personKeys, plainRef } = input;
  return JSON.stringify({
    id: personId,
    flow: input.flow,
    personKeys,
    plainRef,
    view: newest,
    record: remembered,
  });
}
