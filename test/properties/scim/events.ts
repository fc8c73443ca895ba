import * as fc from 'fast-check';

/** Each role is one group of the identity provider, and one at Vultr. */
export const roleNames = ['developers', 'billing', 'support'] as const;
export type RoleName = (typeof roleNames)[number];

/** How an identity provider writes that a user is active: as Entra does, as Okta's catalogue does, or by a whole resource. */
export const dialects = ['entra', 'okta', 'put'] as const;

/** What happens to one user, from whichever side. */
export type ScimEvent =
  | { readonly type: 'create'; readonly active: boolean }
  /** The whole resource, in which `active` may be left out. */
  | { readonly type: 'replace'; readonly active: boolean | undefined }
  | { readonly type: 'set active'; readonly active: boolean; readonly dialect: (typeof dialects)[number] }
  | { readonly type: 'join' | 'leave'; readonly role: RoleName }
  /** Another `userName`, and another address with it. */
  | { readonly type: 'rename' }
  | { readonly type: 'delete' }
  /** `POST /v1/onboardings` by HR. */
  | { readonly type: 'post'; readonly roles: readonly RoleName[]; readonly rehire: boolean }
  /** A row of a CSV file, imported by HR. */
  | { readonly type: 'row'; readonly roles: readonly RoleName[] }
  /** An operator cancels the newest onboarding. */
  | { readonly type: 'cancel' }
  /** The person accepts every invitation that waits in the mailbox. */
  | { readonly type: 'accept' }
  /** The workers are replaced. */
  | { readonly type: 'restart' }
  /** Time passes until the service has taken up what is wished. */
  | { readonly type: 'pause' }
  /** Time passes until everything has come to its end. */
  | { readonly type: 'finish' };

const role = fc.constantFrom(...roleNames);
const someRoles = fc.subarray([...roleNames], { minLength: 1 });
const of = <Type extends ScimEvent['type']>(type: Type) => fc.record({ type: fc.constant(type) });

const create = fc.record({
  type: fc.constant('create' as const),
  active: fc.constantFrom(true, true, true, false),
});
const join = fc.record({ type: fc.constant('join' as const), role });
const hire = fc.record({ type: fc.constant('post' as const), roles: someRoles, rehire: fc.constant(false) });

const byProvider: fc.WeightedArbitrary<ScimEvent>[] = [
  { weight: 3, arbitrary: create },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('replace'), active: fc.constantFrom(true, false, undefined) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('set active'),
      active: fc.boolean(),
      dialect: fc.constantFrom(...dialects),
    }),
  },
  { weight: 5, arbitrary: join },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('leave'), role }) },
  { weight: 2, arbitrary: of('delete') },
];

const byOthers: fc.WeightedArbitrary<ScimEvent>[] = [
  { weight: 2, arbitrary: of('cancel') },
  { weight: 3, arbitrary: of('accept') },
  { weight: 1, arbitrary: of('restart') },
  { weight: 4, arbitrary: of('pause') },
  { weight: 1, arbitrary: of('finish') },
];

const byHr: fc.WeightedArbitrary<ScimEvent>[] = [
  { weight: 2, arbitrary: fc.record({ type: fc.constant('post'), roles: someRoles, rehire: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('row'), roles: someRoles }) },
];

const renaming: fc.WeightedArbitrary<ScimEvent>[] = [{ weight: 3, arbitrary: of('rename') }];

/**
 * Sequences of events about one user who is created. HR knows one address of a person, so what it asks for under an address that
 * the identity provider has changed is about somebody else: a sequence has either requests of HR or other addresses.
 */
export function scimSequences(maxLength: number): fc.Arbitrary<ScimEvent[]> {
  const sequence = (begin: fc.Arbitrary<ScimEvent[]>, events: fc.WeightedArbitrary<ScimEvent>[]) =>
    fc
      .tuple(
        begin,
        fc.array(fc.oneof(...byProvider, ...byOthers, ...events), { minLength: 3, maxLength, size: 'max' }),
      )
      .map(([first, others]) => first.concat(others));
  return fc.oneof(
    sequence(fc.oneof(fc.tuple(create, join), fc.tuple(hire, create, join), fc.tuple(create, hire)), byHr),
    sequence(fc.tuple(create, join), renaming),
  );
}

/** Describes a sequence so that a reader understands it. */
export function describeScimEvents(events: readonly ScimEvent[]): string {
  return events.map(describe).join(', ');
}

function describe(event: ScimEvent): string {
  switch (event.type) {
    case 'create':
      return event.active ? 'create' : 'create inactive';
    case 'replace':
      return event.active === undefined ? 'replace' : `replace with active ${event.active}`;
    case 'set active':
      return `active ${event.active} (${event.dialect})`;
    case 'join':
    case 'leave':
      return `${event.type} ${event.role}`;
    case 'post':
      return `${event.rehire ? 'POST of a rehire' : 'POST'} for ${event.roles.join('+')}`;
    case 'row':
      return `row for ${event.roles.join('+')}`;
    case 'rename':
    case 'delete':
    case 'cancel':
    case 'accept':
    case 'restart':
    case 'pause':
    case 'finish':
      return event.type;
  }
}
