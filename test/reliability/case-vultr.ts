import type { Dialect } from '../../src/simulator/dialect.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../support/simulated-vultr.ts';
import { type Watch, watchPerson } from './watch-person.ts';

/** An invitation email from the simulator's mailbox. Instants are milliseconds since 1970. */
export type InvitationEmail = {
  readonly invitationId: string;
  readonly to: string;
  readonly sentAt: number;
  readonly expiresAt: number;
  /** Whether its link can be accepted now. */
  readonly isOpen: boolean;
  readonly isAccepted: boolean;
};

export type EffectCounts = {
  readonly groups: number;
  readonly attachments: number;
  readonly memberships: number;
};

/** A simulated Vultr for one case, so that everything in it was created by the onboarding of this case. */
export type CaseVultr = SimulatedVultr & {
  /** Oldest first. */
  readonly emails: () => Promise<readonly InvitationEmail[]>;
  readonly effects: () => Promise<EffectCounts>;
  /** Returns a text for each change after which the watch found a violation. */
  readonly breaches: () => readonly string[];
};

/** `watch` is asked after every change, so that no moment without access goes unnoticed, however short it is. */
export async function startCaseVultr(dialect: Partial<Dialect>, watch?: Watch): Promise<CaseVultr> {
  const breaches: string[] = [];
  const afterWrite = watch && watchPerson(watch, (found) => breaches.push(...found));
  const vultr = await startSimulatedVultr(dialect, undefined, afterWrite);
  return {
    ...vultr,
    breaches: () => breaches,
    async emails() {
      const { items } = (await vultr.call('GET', '/__sim/mail')) as { items: MailboxRow[] };
      return items
        .map(({ invitationId, to, sentAt, expiresAt, status }) => ({
          invitationId,
          to,
          sentAt: Date.parse(sentAt),
          expiresAt: Date.parse(expiresAt),
          isOpen: status === 'open',
          isAccepted: status === 'accepted',
        }))
        .toReversed();
    },
    async effects() {
      const { groups = 0, attachments = 0, memberships = 0 } = await vultr.counts();
      return { groups, attachments, memberships };
    },
  };
}

type MailboxRow = { invitationId: string; to: string; sentAt: string; expiresAt: string; status: string };
