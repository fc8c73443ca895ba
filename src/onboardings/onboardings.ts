import type { AccessReport } from '../contract/api/access-report.ts';
import type { PlannedHire } from '../contract/api/batch.ts';
import type { CommandRequest } from '../contract/api/command-requests.ts';
import type { DeliveryPage, DeliveryStatus, DeliveryView } from '../contract/api/delivery-view.ts';
import type { CommandName } from '../contract/rules/commands.ts';
import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import type { OnboardingPage, OnboardingView } from '../contract/api/onboarding-view.ts';
import type { OnboardingState } from '../contract/rules/states.ts';

/**
 * The one door into Temporal for every caller. Every function throws a `ProblemError` with one of the codes of
 * `contract/problems.ts`: `temporal_unavailable` within the deadline where Temporal is away, `not_found` for an id
 * that Temporal does not know.
 */
export type Onboardings = {
  /**
   * Starts a run, or finds the one that this request already has.
   * Throws `open_onboarding_conflict` and `idempotency_key_reused`.
   */
  start(
    request: OnboardingRequest,
    caller: { readonly name: string; readonly idempotencyKey?: string },
  ): Promise<{ readonly outcome: 'started' | 'existing'; readonly run: OnboardingView }>;
  /** What would become of each request, in the order given. Reads only, by a worker. */
  plan(requests: readonly OnboardingRequest[]): Promise<PlannedHire[]>;
  /** What the run last published. Needs no worker. */
  get(id: string): Promise<OnboardingView>;
  /** One page in Temporal's own order, the open runs first. Needs no worker. Throws `invalid_cursor`. */
  list(filter: {
    readonly state?: OnboardingState;
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<OnboardingPage>;
  /** Throws `command_not_possible` and `worker_unavailable`. `requestId` makes a repeated call one command. */
  command(
    id: string,
    command: CommandName,
    request: CommandRequest,
    caller: CommandCaller,
  ): Promise<OnboardingView>;
  /** The newest run of a person, if Temporal remembers one. Needs no worker. */
  findByEmail(email: string): Promise<OnboardingView | undefined>;
  /** Live reads from Vultr, made by a worker. Throws `worker_unavailable` and `vultr_unavailable`. */
  reportAccess(email: string): Promise<AccessReport>;
  /** One page of events and where they stand on their way to a receiver. Needs no worker. Throws `invalid_cursor`. */
  listEvents(filter: {
    readonly status: DeliveryStatus;
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<DeliveryPage>;
  /** Starts a delivery again, under the same ids. Needs no worker to be taken. */
  replayEvent(id: string): Promise<DeliveryView>;
  /** How many open runs stand in each state; every open state is there. Needs no worker. */
  countOpen(): Promise<ReadonlyMap<OnboardingState, number>>;
  /** Resolves where Temporal answers and serves. */
  ping(): Promise<void>;
};

export type CommandCaller = { readonly name: string; readonly requestId: string };
