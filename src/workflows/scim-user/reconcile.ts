import { defined } from '../../contract/lib/optional.ts';
import type { BringAboutInput, BroughtAbout } from '../../contract/scim/bring-about.ts';
import type { ReconcilerState } from '../../contract/scim/reconciler-state.ts';
import type { UserAccess } from '../../contract/scim/resource.ts';
import { type ResolvedWish, rolesOfTarget, type ScimSettle, targetKey } from '../../contract/scim/target.ts';
import type { Wish } from '../../contract/scim/wish.ts';
import { nextOrder, settleMsFor } from './next-order.ts';

/** A wish that does not stand still is followed after this many times as long as it should have stood still. */
const patience = 10;

/** Everything that the reconciler does to the world. Unit tests replace it. */
export type ReconcilerEffects = {
  /** Resolves a wish by the roles file as it is now. */
  readonly resolve: (wish: Wish) => Promise<ResolvedWish & { readonly settle: ScimSettle }>;
  /** Looks at the person, and does the next thing that the target needs. */
  readonly bringAbout: (input: BringAboutInput) => Promise<BroughtAbout>;
  /** Waits until the condition holds, up to `ms` milliseconds if they are given. Returns whether it holds. */
  readonly waitFor: (condition: () => boolean, ms?: number) => Promise<boolean>;
  readonly nowMs: () => number;
};

export type ReconcilerOptions = {
  /** ID of the workflow of the user. */
  readonly owner: string;
  /** As in `Order`. */
  readonly life: string;
  readonly wish: () => Wish;
  /** Counts the changes of the wish. */
  readonly revision: () => number;
  /** How many signals have come that something may have happened to the person. */
  readonly told: () => number;
  readonly access: () => UserAccess;
  readonly publish: (access: UserAccess) => void;
  readonly state: () => ReconcilerState;
  /** Takes over what the next execution needs. */
  readonly keep: (state: ReconcilerState) => void;
  readonly effects: ReconcilerEffects;
};

/**
 * Brings about what the newest wish asks for, again and again: it looks at what is, not at what has happened, so a lost or a
 * repeated message changes nothing. Returns once the user was deleted and the departure is ordered, or nothing is left to
 * take.
 */
export async function reconcile(options: ReconcilerOptions): Promise<void> {
  const { owner, life, wish, revision, told, access, publish, state, keep, effects } = options;

  function show({ state: shown, flowId, detail }: BroughtAbout, roles: readonly string[]): void {
    const before = access();
    const now = { state: shown, roles: [...roles], ...defined({ flowId, detail }) };
    const { since, ...rest } = before;
    if (JSON.stringify(sorted(rest)) === JSON.stringify(sorted(now))) return;
    publish({ ...now, since: before.state === shown ? since : new Date(effects.nowMs()).toISOString() });
  }

  /** Waits until the wish stands still, unless it comes to what was brought about before. */
  async function settle(): Promise<{ readonly seen: number; readonly resolved: ResolvedWish }> {
    const beganMs = effects.nowMs();
    let stoodMs = 0;
    for (;;) {
      const seen = revision();
      const resolved = await effects.resolve(wish());
      const ms = settleMsFor(state(), resolved, resolved.settle);
      const leftMs = Math.min(ms - stoodMs, beganMs + patience * ms - effects.nowMs());
      if (leftMs > 0) {
        show({ state: 'settling' }, rolesOfTarget(resolved.target));
        await effects.waitFor(() => revision() !== seen, leftMs);
      }
      if (revision() === seen) return { seen, resolved };
      stoodMs = await pauseOfChanges(resolved.settle.giveMs, beganMs);
    }
  }

  /** A burst of changes is looked at once it is over. Returns how long the wish has stood still. */
  async function pauseOfChanges(ms: number, beganMs: number): Promise<number> {
    for (;;) {
      const seen = revision();
      const leftMs = Math.min(ms, beganMs + patience * ms - effects.nowMs());
      if (wish().removed || leftMs <= 0) return 0;
      if (!(await effects.waitFor(() => revision() !== seen, leftMs))) return leftMs;
    }
  }

  for (;;) {
    const { seen, resolved } = await settle();
    const next = nextOrder(state(), resolved);
    keep(next);
    // From here on, whatever is told may be news.
    const heard = told();
    const { order, turn, followed, knownAddress } = next;
    const { target, identity } = resolved;
    const outcome = await effects.bringAbout({
      owner,
      life,
      order,
      turn,
      target,
      identity,
      followed,
      ...defined({ knownAddress }),
    });
    const { address, lookAgainMs } = outcome;
    keep({
      ...next,
      followed: followed || outcome.followed === true,
      ...defined({ knownAddress: address ?? knownAddress }),
    });
    show(outcome, rolesOfTarget(target));
    if (targetKey(target) === 'removed' && revision() === seen && lookAgainMs === undefined) return;
    await effects.waitFor(() => revision() !== seen || told() !== heard, lookAgainMs);
  }
}

function sorted(access: object): [string, unknown][] {
  return Object.entries(access).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
