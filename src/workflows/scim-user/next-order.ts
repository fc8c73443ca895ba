import { defined } from '../../contract/lib/optional.ts';
import type { ReconcilerState } from '../../contract/scim/reconciler-state.ts';
import { type ResolvedWish, rolesOfTarget, type ScimSettle, targetKey } from '../../contract/scim/target.ts';

/**
 * Returns the state with which a wish is brought about. Another target or another address is another order; anything else is
 * the same one, and what an operator has decided about it counts until the identity provider asks for something else.
 */
export function nextOrder(state: ReconcilerState, resolved: ResolvedWish): ReconcilerState {
  if (!isAnother(state, resolved)) return state;
  const { target, identity } = resolved;
  const { turn, order, knownAddress } = state;
  const wasOut = state.target === undefined || state.target.kind === 'left';
  return {
    turn: wasOut && target.kind !== 'left' ? turn + 1 : turn,
    order: order + 1,
    target,
    followed: false,
    ...defined({ wishedAddress: identity.address, knownAddress }),
  };
}

/** How long a wish has to stand still, in milliseconds: 0 for one that comes to what was brought about before. */
export function settleMsFor(
  state: ReconcilerState,
  resolved: ResolvedWish,
  { giveMs, takeMs }: ScimSettle,
): number {
  const { target } = resolved;
  if (!isAnother(state, resolved) || (target.kind === 'left' && target.removed)) return 0;
  if (target.kind === 'left' || state.target === undefined) return giveMs;
  const wanted = rolesOfTarget(target);
  return rolesOfTarget(state.target).every((role) => wanted.includes(role)) ? giveMs : takeMs;
}

function isAnother({ target, wishedAddress }: ReconcilerState, resolved: ResolvedWish): boolean {
  if (target === undefined || targetKey(target) !== targetKey(resolved.target)) return true;
  return wishedAddress !== resolved.identity.address;
}
