import { setTimeout as sleep } from 'node:timers/promises';
import type { Passing } from '../shared-worker.ts';
import type { VultrOfACell } from '../case-vultr.ts';
import { createCallSites, nameOf } from './calls.ts';
import { callsIn, type FaultCell } from './fault-cases.ts';

export type Trap = {
  readonly onPassing: (request: Passing) => Promise<void>;
  /** Resolves when nothing more can come of the fault. */
  readonly aftermath: () => Promise<void>;
  /** Calls that have no row. */
  readonly unlisted: () => Promise<string[]>;
  /**
   * What should have happened and did not: the fault at its call; or, without a fault, a call of the list. A machine
   * that is late can do this to a cell, when a request of another call is given up on.
   */
  readonly missed: () => Promise<string[]>;
};

/** Lets the fault befall the call when it comes by, once; and writes down which calls were made. */
export function setTrap({ scenario, dialect, call, fault }: FaultCell, vultr: VultrOfACell): Trap {
  const siteOf = createCallSites();
  const wanted = call === undefined ? undefined : nameOf(call);
  const made = new Set<string>();
  let sprungAt: number | undefined;
  return {
    async onPassing(request) {
      const name = nameOf(siteOf(request));
      made.add(name);
      if (name !== wanted || sprungAt !== undefined) return;
      sprungAt = Date.now();
      await fault?.befall(vultr, request, dialect.dialect.readDelayMs ?? 0);
    },

    async aftermath() {
      if (sprungAt !== undefined) await sleep(Math.max(0, sprungAt + (fault?.aftermathMs ?? 0) - Date.now()));
    },

    async unlisted() {
      const known = [...scenario.calls, ...(scenario.elsewhere ?? [])];
      const names = new Set(known.map(nameOf));
      const operations = new Set(known.map(({ operation }) => operation));
      const { byOperation } = await vultr.requests();
      return [
        ...[...made].filter((name) => !names.has(name) && !names.has(ofOneThing(name))),
        // What did not pass here, and Vultr was asked all the same.
        ...Object.keys(byOperation).filter((operation) => !operations.has(operation)),
      ].map((name) => `a call that is not in the list: ${name}`);
    },

    async missed() {
      if (fault !== undefined) {
        const befell = sprungAt !== undefined && (await vultr.pendingFaults()) === 0;
        return befell ? [] : ['the fault did not befall its call'];
      }
      return callsIn(scenario, dialect)
        .map(nameOf)
        .filter((name) => !made.has(name))
        .map((name) => `a call of the list that was not made: ${name}`);
    },
  };
}

/** A list that was read because two wanted one thing of it each: the call that it stands for. */
function ofOneThing(name: string): string {
  return name.replace(/GET \S+/, '$&/{id}');
}
