import type { Dialect } from '../../src/simulator/dialect.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../support/simulated-vultr.ts';

/** A mail as the simulator's mailbox shows it. Instants are milliseconds since 1970. */
export type Mail = {
  readonly invitationId: string;
  readonly sentAt: number;
  readonly endsAt: number;
  /** Whether its link can be accepted now. */
  readonly isOpen: boolean;
  readonly isAccepted: boolean;
};

export type Counts = { readonly groups: number; readonly attachments: number; readonly memberships: number };

/** A Vultr of one's own, so that everything in it is there by the run of this cell. */
export type VultrOfACell = SimulatedVultr & {
  /** Oldest first. */
  readonly mails: () => Promise<readonly Mail[]>;
  readonly effects: () => Promise<Counts>;
};

export async function startVultr(dialect: Partial<Dialect>): Promise<VultrOfACell> {
  const vultr = await startSimulatedVultr(dialect);
  return {
    ...vultr,
    async mails() {
      const { items } = (await vultr.call('GET', '/__sim/mail')) as { items: MailRow[] };
      return items
        .map(({ invitationId, sentAt, expiresAt, status }) => ({
          invitationId,
          sentAt: Date.parse(sentAt),
          endsAt: Date.parse(expiresAt),
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

type MailRow = { invitationId: string; sentAt: string; expiresAt: string; status: string };
