import type { OffboardingPage, OffboardingView } from '../contract/api/offboarding-view.ts';
import type { OffboardingRequest } from '../contract/api/offboarding-request.ts';
import type { OffboardingCommandName } from '../contract/rules/offboarding-commands.ts';
import type { OffboardingState } from '../contract/rules/offboarding-states.ts';
import type { OffboardingPlanResponse, PlannedDeparture } from '../contract/api/offboarding-batch.ts';
import type { CommandCaller } from '../onboardings/onboardings.ts';
import type { Caller } from '../onboardings/new-flow.ts';

export type OrderCaller = Caller & {
  /** How many people the batch declares of which the order is a part. Left out, it is a single order. */
  readonly batchSize?: number;
  /** Lets lists find the offboarding by this key, as by an `Idempotency-Key`, and changes nothing else. */
  readonly listKey?: string;
};

type Ordered = { readonly outcome: 'started' | 'existing'; readonly offboarding: OffboardingView };

/**
 * What callers can do about people who leave. Every function throws a `ProblemError` with one of the codes of
 * `contract/api/problems.ts`, as those of `Onboardings` do.
 */
export type Offboardings = {
  /**
   * Orders a departure, or finds the one that this order has led to. Throws `open_offboarding_conflict`, `order_repeated`,
   * `idempotency_key_reused` and, if a worker has to take the order, `worker_unavailable`.
   */
  order(request: OffboardingRequest, caller: OrderCaller): Promise<Ordered>;
  /**
   * Orders each departure as `order` does, in the order given, and declares to the brake how many people leave: `batchSize`,
   * or as many of these as have not been ordered yet if that is more. An order that fails affects no other.
   */
  orderAll(
    requests: readonly OffboardingRequest[],
    caller: Caller,
    batchSize?: number,
  ): Promise<(Ordered | { readonly error: unknown })[]>;
  /**
   * Plans each order, in the order given, and whether the brake would hold them. A worker reads; nothing is written. Throws
   * `worker_unavailable` and `vultr_unavailable`.
   */
  plan(
    requests: readonly OffboardingRequest[],
    batchSize?: number,
  ): Promise<{ readonly items: PlannedDeparture[]; readonly brake: OffboardingPlanResponse['brake'] }>;
  /** Returns what the offboarding last published. Needs no worker. */
  get(id: string): Promise<OffboardingView>;
  /** Returns one page with the offboarding of each person whose newest flow is one. Needs no worker. Throws `invalid_cursor`. */
  list(filter: {
    readonly state?: OffboardingState;
    readonly email?: string;
    readonly externalId?: string;
    /** The `Idempotency-Key` or the `listKey` of the order. */
    readonly idempotencyKey?: string;
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<OffboardingPage>;
  /** Counts people by the state of their offboarding, if nothing has happened to them since. Needs no worker. */
  countByState(): Promise<ReadonlyMap<OffboardingState, number>>;
  /**
   * Sends a command and returns the offboarding once the command has taken effect. Calls with the same `requestId` count as
   * one. Throws `command_not_possible` and `worker_unavailable`.
   */
  command(
    id: string,
    command: OffboardingCommandName,
    request: { readonly reason?: string | undefined },
    caller: CommandCaller,
  ): Promise<OffboardingView>;
};
