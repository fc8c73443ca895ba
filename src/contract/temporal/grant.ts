import type { Check } from '../api/onboarding-view.ts';
import { defined } from '../lib/optional.ts';
import type { OnboardingState, Step } from '../rules/states.ts';
import type { Acceptance, ConfirmedPerson, PinnedPolicy } from './step-data.ts';
import type { Timings } from './timings.ts';

/*
 * What passes between the workflow, the activity `grant` and the API. One activity does three steps, so that it must say
 * in which of them it is, and what it has done by then.
 */

/** The steps that `grant` does, in their order, and the state in which the onboarding is meanwhile. */
export const grantStates = {
  confirmPerson: 'granting',
  addMember: 'granting',
  verifyAccess: 'verifying',
} as const satisfies Partial<Record<Step, OnboardingState>>;

/** Temporal's name of the activity. */
export const grantActivity = 'grant';

export type GrantStep = keyof typeof grantStates;

export const firstGrantStep: GrantStep = 'confirmPerson';

export function isGrantStep(step: unknown): step is GrantStep {
  return typeof step === 'string' && Object.hasOwn(grantStates, step);
}

/** What `grant` has found and done. */
export type GrantEffects = {
  /** Present once the person is confirmed. */
  readonly person?: ConfirmedPerson;
  /**
   * For each group, by its ID, whether the onboarding added the person: `false` if they were in it already, absent if it is
   * not known yet. `true` from just before the write on, because a write whose outcome is unknown may have added them.
   */
  readonly added?: Readonly<Record<string, boolean>>;
};

/** A prepared group, and the policies that it gives. */
export type GroupToGrant = { readonly groupId: string; readonly policies: readonly PinnedPolicy[] };

export type GrantInput = {
  readonly email: string;
  /** Other emails that count as the person's. */
  readonly allowedAddresses: readonly string[];
  readonly acceptance: Acceptance;
  /** In the order in which the person is added to them. */
  readonly groups: readonly GroupToGrant[];
  /** The step to begin with. Steps before it are done, and `known` has what they found. */
  readonly from: GrantStep;
  /** Steps that an operator has skipped. */
  readonly skipped: readonly GrantStep[];
  /** What the workflow knows already. */
  readonly known: GrantEffects;
  readonly timings: Timings;
};

/** Heartbeats and failures of `grant` contain this. */
export type GrantProgress = {
  readonly step: GrantStep;
  /** When the step began: RFC 3339, UTC. */
  readonly since: string;
  readonly effects: GrantEffects;
};

/** What the details of a failure of `grant` contain, whatever else they say. */
export type GrantFailure = GrantProgress & {
  /** Whether something may have been written whose effect no read has shown yet. */
  readonly inDoubt: boolean;
  /** The workflow takes note of the effects and lets `grant` continue after this pause. Absent if the failure is permanent. */
  readonly continueAfterMs?: number;
};

/** The access that the person is to have. */
export type GrantedAccess = {
  readonly person: ConfirmedPerson;
  readonly groups: readonly GroupToGrant[];
};

export type AccessProof = { readonly checks: readonly Check[]; readonly warnings: readonly string[] };

export type GrantResult = {
  readonly effects: GrantEffects & { readonly person: ConfirmedPerson };
  /** Absent if an operator has skipped the verification. */
  readonly proof?: AccessProof;
};

/** Reads what a failure of `grant`, or its last heartbeat, says; `undefined` if that is something else. */
export function grantFailureOf(details: unknown): GrantFailure | undefined {
  const progress = grantProgressOf(details);
  if (progress === undefined) return undefined;
  const { inDoubt = true, continueAfterMs } = details as Partial<GrantFailure>;
  return { ...progress, inDoubt, ...defined({ continueAfterMs }) };
}

/** Reads the progress from the details of a heartbeat or a failure; `undefined` if they are something else. */
export function grantProgressOf(details: unknown): GrantProgress | undefined {
  if (typeof details !== 'object' || details === null) return undefined;
  const { step, since, effects } = details as Partial<GrantProgress>;
  if (!isGrantStep(step) || typeof since !== 'string' || typeof effects !== 'object') return undefined;
  return { step, since, effects };
}
