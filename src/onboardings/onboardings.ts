import type { AccessReport } from '../contract/api/access-report.ts';
import type { PlannedHire } from '../contract/api/batch.ts';
import type { BrakeDecisionRequest, BrakeView } from '../contract/api/brake.ts';
import type { CommandRequest } from '../contract/api/command-requests.ts';
import type { DeliveryPage, DeliveryStatus, DeliveryView } from '../contract/api/delivery-view.ts';
import type { DriftReport } from '../contract/api/drift.ts';
import type { CommandName } from '../contract/rules/commands.ts';
import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import type { OnboardingPage, OnboardingView } from '../contract/api/onboarding-view.ts';
import type { PersonPage, PersonView } from '../contract/api/person-view.ts';
import type { OffboardingState } from '../contract/rules/offboarding-states.ts';
import type { OnboardingState } from '../contract/rules/states.ts';
import type { FlowView } from '../contract/temporal/flow-view.ts';
import type { Caller } from './new-flow.ts';

type Started = { readonly outcome: 'started' | 'existing'; readonly onboarding: OnboardingView };

/**
 * The only way into Temporal for every caller. Every function throws a `ProblemError` with one of the codes of
 * `contract/api/problems.ts`: `temporal_unavailable` within the deadline if Temporal cannot be reached, `not_found` for an
 * ID that Temporal does not know.
 */
export type Onboardings = {
  /**
   * Starts an onboarding, or finds the one that this request has led to. Throws `open_onboarding_conflict`,
   * `open_offboarding_conflict`, `rehire_required`, `managed_by_scim`, `external_id_conflict`, `replace_not_possible`, `record_lost` and
   * `idempotency_key_reused`.
   */
  start(request: OnboardingRequest, caller: Caller): Promise<Started>;
  /**
   * Starts each onboarding as `start` does, those of one person in the order given, and returns the results in that order. A
   * request that fails affects no other.
   */
  startAll(
    requests: readonly OnboardingRequest[],
    caller: Caller,
  ): Promise<(Started | { readonly error: unknown })[]>;
  /** Hires the person of an onboarding again. Throws what `start` throws, and `command_not_possible`. */
  rehire(id: string, caller: { readonly name: string }): Promise<Started>;
  /** Returns what is remembered of a person. Needs no worker. */
  getPerson(id: string): Promise<PersonView>;
  /** Returns one page of people. Needs no worker. Throws `invalid_cursor`. */
  listPeople(filter: {
    readonly state?: OnboardingState | OffboardingState;
    readonly email?: string;
    readonly externalId?: string;
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<PersonPage>;
  /** Erases a person. Throws `erase_not_possible` while a flow is in progress. */
  erase(id: string): Promise<void>;
  /** Plans each request, in the order given: what would happen to it. A worker reads; nothing is written. */
  plan(requests: readonly OnboardingRequest[]): Promise<PlannedHire[]>;
  /** Returns what the onboarding last published. Needs no worker. */
  get(id: string): Promise<OnboardingView>;
  /** Returns one page with the newest onboarding of each person. Needs no worker. Throws `invalid_cursor`. */
  list(filter: {
    readonly state?: OnboardingState;
    readonly email?: string;
    readonly externalId?: string;
    /** The Idempotency-Key of the request that led to the onboarding: that of a batch finds all of its people. */
    readonly idempotencyKey?: string;
    /** Only onboardings that entered their state at this time or later. */
    readonly since?: Date;
    /** Only onboardings with a group of exactly this name. */
    readonly group?: string;
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<OnboardingPage>;
  /**
   * Sends a command and returns the onboarding once the command has taken effect. Calls with the same `requestId` count as
   * one. Throws `command_not_possible` and `worker_unavailable`.
   */
  command(
    id: string,
    command: CommandName,
    request: CommandRequest,
    caller: CommandCaller,
  ): Promise<OnboardingView>;
  /** Returns the newest flow of a person, if there is one. Needs no worker. */
  findByEmail(email: string): Promise<FlowView | undefined>;
  /** Has a worker read from Vultr what access a person has. Throws `worker_unavailable` and `vultr_unavailable`. */
  reportAccess(email: string): Promise<AccessReport>;
  /**
   * Has a worker read from Vultr the groups to which this service gave access, and compares. Reads everyone. Throws
   * `worker_unavailable` and `vultr_unavailable`.
   */
  readDrift(): Promise<DriftReport>;
  /** Returns one page of deliveries with a status. Needs no worker. Throws `invalid_cursor`. */
  listEvents(filter: {
    readonly status: DeliveryStatus;
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<DeliveryPage>;
  /** Starts a delivery again, under the same IDs. Needs no worker to be accepted. */
  replayEvent(id: string): Promise<DeliveryView>;
  /** Returns what the brake of the organization last published. Needs no worker. Throws `unreadable`. */
  getBrake(): Promise<BrakeView>;
  /**
   * Lets go whom the brake holds, and returns the brake after that. Throws `own_order`, `brake_changed` and
   * `worker_unavailable`.
   */
  releaseBrake(request: BrakeDecisionRequest, caller: { readonly name: string }): Promise<BrakeView>;
  /** Ends the flows that the brake holds, and returns the brake after that. Throws what `releaseBrake` throws. */
  refuseBrake(request: BrakeDecisionRequest, caller: { readonly name: string }): Promise<BrakeView>;
  /** Counts open onboardings by state; every state that is not final is a key. Needs no worker. */
  countOpen(): Promise<ReadonlyMap<OnboardingState, number>>;
  /** Counts people by the state of their newest onboarding; every state but `erased` is a key. Needs no worker. */
  countPeople(): Promise<ReadonlyMap<OnboardingState, number>>;
  /** Resolves if Temporal responds and serves requests. */
  ping(): Promise<void>;
};

export type CommandCaller = { readonly name: string; readonly requestId: string };
