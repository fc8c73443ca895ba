import { site } from '../call-sites.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutgoingRequest } from '../shared-worker.ts';
import type { CaseVultr } from '../case-vultr.ts';
import { createCallSites, nameOf } from './calls.ts';
import { callsIn, type FaultCase } from './fault-cases.ts';

/** A poll looks among the users if it reads an invitation that has expired, before the next email is sent. */
const ofAnExpiredInvitation = site('awaitAcceptance', 'GET /v2/users');

export type FaultInjection = {
  /** Called before the follow-up request, from which on some scenarios count calls and inject faults. */
  readonly arm: () => void;
  readonly onRequest: (request: OutgoingRequest) => Promise<void>;
  /** Resolves when the fault can have no further effects. */
  readonly aftermath: () => Promise<void>;
  /** Returns the calls that have no row in the matrix. */
  readonly unlisted: () => Promise<string[]>;
  /**
   * Returns what should have happened and did not: that the fault hit its call or, without a fault, a listed call. This can
   * happen to a case on a slow machine, if a request of another call is given up.
   */
  readonly missed: () => Promise<string[]>;
};

/** Injects the fault into the first request of its call, and records which calls were made. */
export function injectFault({ scenario, dialect, call, fault }: FaultCase, vultr: CaseVultr): FaultInjection {
  const siteOf = createCallSites();
  const target = call === undefined ? undefined : nameOf(call);
  const made = new Set<string>();
  let injectedAt: number | undefined;
  let isArmed = scenario.faultsAfterFollowUp !== true;
  return {
    arm: () => void (isArmed = true),

    async onRequest(request) {
      const name = nameOf(siteOf(request));
      if (!isArmed) return;
      made.add(name);
      if (name !== target || injectedAt !== undefined) return;
      injectedAt = Date.now();
      await fault?.inject(vultr, request, dialect.dialect.readDelayMs ?? 0);
    },

    async aftermath() {
      if (injectedAt !== undefined)
        await sleep(Math.max(0, injectedAt + (fault?.aftermathMs ?? 0) - Date.now()));
    },

    async unlisted() {
      const { calls, coveredElsewhere = [], afterFaults = [] } = scenario;
      const known = [...calls, ...coveredElsewhere, ...afterFaults, ofAnExpiredInvitation];
      const names = new Set(known.map(nameOf));
      const operations = new Set(known.map(({ operation }) => operation));
      const { byOperation } = await vultr.requests();
      return [
        ...[...made].filter((name) => !names.has(name) && !names.has(asSingleRead(name))),
        // Requests that reached Vultr without passing here.
        ...Object.keys(byOperation).filter((operation) => !operations.has(operation)),
      ].map((name) => `a call that is not listed: ${name}`);
    },

    async missed() {
      if (fault !== undefined) {
        const hasHit = injectedAt !== undefined && (await vultr.pendingFaults()) === 0;
        return hasHit ? [] : ['the fault did not hit its call'];
      }
      return callsIn(scenario, dialect)
        .map(nameOf)
        .filter((name) => !made.has(name))
        .map((name) => `a listed call that was not made: ${name}`);
    },
  };
}

/** Two reads of single items may share one read of the list. Returns the name of the single read that it stands for. */
function asSingleRead(name: string): string {
  return name.replace(/GET \S+/, '$&/{id}');
}
