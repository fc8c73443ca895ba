import { plural } from '../../../contract/lib/plural.ts';
import { formatDuration } from '../../../contract/lib/duration.ts';
import { type Dialect, dialectSchema } from '../../../simulator/dialect.ts';
import { decodeInstant, isObject, type JsonObject } from '../../../vultr/decode.ts';
import type { Invitation } from '../../../vultr/types.ts';
import { type Answer, isUnseen, moot, other, remedies, seen, unseen } from '../answer.ts';
import type { ListRead, Observed } from '../read-organization.ts';
import { agreed, tally } from './agreement.ts';

const noInvitation = unseen('There is no invitation in the list', remedies.walk);

/** How invitations look, how long they live, and which of them the list shows. */
export const invitationQuestions = {
  permissions({ invitations }: Observed): Answer<Dialect['permissions']> {
    if (isUnseen(invitations)) return invitations;
    const forms = invitations.rows.map(({ permissions }) => {
      if (permissions === undefined) return 'absent';
      if (isObject(permissions)) return 'object';
      return parsePermissions(permissions) === undefined ? null : 'json';
    });
    if (forms.length === 0) return noInvitation;
    const known = forms.filter((form) => form !== null);
    if (known.length < forms.length) return other('another form', `in ${plural(forms.length, 'invitation')}`);
    return agreed(known, tally(known));
  },

  apiEnabled({ invitations }: Observed): Answer<Dialect['apiEnabled']> {
    if (isUnseen(invitations)) return invitations;
    if (invitations.rows.length === 0) return noInvitation;
    const flags = invitations.rows.flatMap(({ permissions }) => {
      const flag = parsePermissions(permissions)?.['api_enabled'];
      return flag === undefined ? [] : [flag];
    });
    if (flags.length === 0) return moot('no invitation shows api_enabled');
    const forms = flags.map((flag) => {
      if (typeof flag === 'boolean') return 'boolean';
      return flag === 'yes' || flag === 'no' ? 'yes' : null;
    });
    const known = forms.filter((form) => form !== null);
    if (known.length < forms.length)
      return other(`a ${typeof flags[0]}`, `in ${plural(flags.length, 'invitation')}`);
    return agreed(known, `in ${plural(flags.length, 'invitation')}`);
  },

  invitationLifetimeMs({ invitations }: Observed): Answer<number> {
    if (isUnseen(invitations)) return invitations;
    const shortest = Math.min(...invitations.rows.map(lifetimeOf).filter((ms) => ms !== undefined));
    if (shortest === Infinity) return noInvitation;
    const documented = dialectSchema.parse({}).invitationLifetimeMs;
    // A resend makes the end later, so a longer life may be that of an invitation that was resent.
    if (shortest === documented) return seen(documented, 'from date_created to expiration_date');
    return unseen(
      `The shortest invitation lives ${formatDuration(shortest)}, but it may have been resent`,
      remedies.walk,
    );
  },

  invitationList({ invitations }: Observed): Answer<Dialect['invitationList']> {
    if (isUnseen(invitations)) return invitations;
    const accepted = invitations.items.filter(({ status }) => status === 'accepted').length;
    if (accepted > 0) return seen('all', `lists ${plural(accepted, 'accepted invitation')}`);
    return unseen('No invitation in the list is accepted', remedies.walk);
  },

  expiredListed({ invitations }: Observed): Answer<boolean> {
    if (isUnseen(invitations)) return invitations;
    const count = expiredIn(invitations).length;
    if (count > 0) return seen(true, `lists ${plural(count, 'expired invitation')}`);
    return unseen('No invitation in the list has expired', remedies.expired);
  },

  expiredStatus({ invitations }: Observed): Answer<Dialect['expiredStatus']> {
    if (isUnseen(invitations)) return invitations;
    const texts = expiredIn(invitations).map(({ statusText }) => statusText);
    if (texts.length === 0) return unseen('No invitation in the list has expired', remedies.expired);
    const known = texts.filter((text) => text === 'Pending' || text === 'Expired');
    return known.length < texts.length
      ? other([...new Set(texts)].join(', '), tally(texts))
      : agreed(known, tally(texts));
  },
};

/** The invitations that are past their end and were not accepted, by the clock of the server. */
export function expiredIn(list: ListRead<Invitation>): Invitation[] {
  const now = serverTime(list);
  return list.items.filter(
    ({ status, expiresAt }) => status !== 'accepted' && expiresAt !== undefined && expiresAt <= now,
  );
}

/** The pending invitations that are not past their end. */
export function openIn(list: ListRead<Invitation>): Invitation[] {
  const now = serverTime(list);
  return list.items.filter(({ status, expiresAt = Infinity }) => status === 'pending' && expiresAt > now);
}

function serverTime({ pages }: ListRead<unknown>): number {
  const date = Date.parse(pages.at(-1)?.headers.get('date') ?? '');
  return Number.isNaN(date) ? Date.now() : date;
}

/** Instants have a resolution of one second, and either end may be rounded. */
const roundingMs = 2_000;
const minuteMs = 60_000;

/** How long the invitation lives, to the minute if it is close to one. `undefined` without both dates. */
export function lifetimeOf(row: JsonObject): number | undefined {
  const [created, expires] = [decodeInstant(row['date_created']), decodeInstant(row['expiration_date'])];
  if (created === undefined || expires === undefined) return undefined;
  const ms = expires - created;
  const minutes = Math.round(ms / minuteMs) * minuteMs;
  return minutes > 0 && Math.abs(ms - minutes) <= roundingMs ? minutes : ms;
}

/** An object, or one that is written as JSON in a text. */
function parsePermissions(value: unknown): JsonObject | undefined {
  if (isObject(value)) return value;
  try {
    const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : undefined;
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
