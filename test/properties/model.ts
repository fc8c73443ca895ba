import type { CommandName } from '../../src/contract/rules/commands.ts';
import { type Event, type Group, groups, type Person, type Response } from './events.ts';

/**
 * A person, their onboardings, and the world around them, without Temporal, Vultr or time: a pure reducer over events. It
 * knows nothing of the workflows, so that the two can be compared. `requests.ts` adds what requests lead to.
 */
export type Model = {
  readonly state: State;
  readonly attention?: 'invitation_unanswered' | 'wrong_person';
  /** The number of the onboarding, counted from 1. */
  readonly flow: number;
  /** How the onboardings before it ended, the newest first. */
  readonly earlier: readonly State[];
  /** What led to each onboarding, the newest first. */
  readonly requests: readonly RequestMade[];
  readonly lastName?: string;
  /** The members of the organization when the onboarding began. */
  readonly baseline: ReadonlySet<Person>;
  /** The number of the invitation window, counted from 1; 0 if no invitation was needed. */
  readonly number: number;
  readonly window: 'open' | 'over';
  readonly acceptedBy?: Person;
  /** Everyone who has ever accepted an invitation. */
  readonly acceptors: ReadonlySet<Person>;
  readonly approved: boolean;
  /** The people who were given access. Those whom an operator had to approve for it stay approved. */
  readonly granted: ReadonlySet<Person>;
  readonly emails: number;
  /** The number of reasons for an email: a new onboarding, a window that ended, a command. */
  readonly reasons: number;
  readonly inOrganization: ReadonlySet<Person>;
  readonly inGroup: Readonly<Record<Group, ReadonlySet<Person>>>;
};

export type State =
  | 'awaiting_acceptance'
  | 'on_hold'
  | 'needs_attention'
  | 'guarding'
  | 'cancelled'
  | 'completed'
  // Those of an offboarding.
  | 'suspended'
  | 'reinstated'
  | 'left';

/** `rehire`: how the request asked to hire again, if it did. */
export type RequestMade = {
  readonly flow: number;
  readonly group: Group;
  readonly rehire?: 'post' | 'command';
  /** Whether it takes the person out of every other group. */
  readonly moves?: true;
};

export const maxInvitations = 2;

/** An onboarding whose first email has been sent. */
export const initialModel: Model = {
  state: 'awaiting_acceptance',
  flow: 1,
  earlier: [],
  requests: [{ flow: 1, group: 'first' }],
  baseline: new Set(['colleague']),
  number: 1,
  window: 'open',
  approved: false,
  acceptors: new Set(),
  granted: new Set(),
  emails: 1,
  reasons: 1,
  inOrganization: new Set(['colleague']),
  inGroup: { first: new Set(), second: new Set() },
};

export type Reaction = { readonly response: Response; readonly model: Model };

/** Returns the commands that the onboarding accepts. A second `hold` or `cancel` is accepted and changes nothing. */
export function acceptedCommands({ state, attention }: Model): readonly CommandName[] {
  switch (state) {
    case 'awaiting_acceptance':
      return ['check', 'resend', 'hold', 'cancel'];
    case 'on_hold':
      return ['hold', 'resume', 'cancel'];
    case 'needs_attention':
      return attention === 'wrong_person'
        ? ['approve-address', 'retry', 'cancel']
        : ['check', 'resend', 'cancel'];
    case 'guarding':
      return ['check', 'cancel'];
    case 'cancelled':
    case 'completed':
    case 'suspended':
    case 'reinstated':
    case 'left':
      return [];
  }
}

export function canBeAccepted({ window, acceptedBy, number }: Model): boolean {
  return number > 0 && window === 'open' && acceptedBy === undefined;
}

/** What happens at Vultr: somebody accepts the invitation, or it expires. */
export function reduceWorld(model: Model, event: Extract<Event, { type: 'accept' | 'expire' }>): Model {
  if (!canBeAccepted(model)) return model;
  return proceed(event.type === 'expire' ? { ...model, window: 'over' } : accept(model, event.by));
}

function accept(model: Model, by: Person): Model {
  return {
    ...model,
    acceptedBy: by,
    acceptors: new Set([...model.acceptors, by]),
    inOrganization: new Set([...model.inOrganization, by]),
  };
}

export function reduceCommand(model: Model, command: CommandName): Reaction {
  return acceptedCommands(model).includes(command)
    ? { response: { outcome: 'done' }, model: execute(model, command) }
    : { response: { outcome: 'refused', code: 'command_not_possible' }, model };
}

function execute(model: Model, command: CommandName): Model {
  switch (command) {
    case 'check':
    case 'retry':
    case 'skip':
      return model;
    case 'resend':
      return send({ ...model, reasons: model.reasons + 1 });
    case 'hold':
      return { ...model, state: 'on_hold' };
    case 'resume':
      return proceed({ ...model, state: 'awaiting_acceptance' });
    case 'approve-address':
      return proceed({ ...model, state: 'awaiting_acceptance', approved: true });
    case 'cancel':
      return guard(model);
  }
}

/** Continues until the onboarding waits for something. */
function proceed(model: Model): Model {
  if (model.state === 'on_hold') return model;
  if (model.state === 'guarding') return guard(model);
  if (model.acceptedBy !== undefined) return confirm(model, model.acceptedBy);
  if (model.window === 'open') return model;
  if (model.number >= maxInvitations)
    return { ...model, state: 'needs_attention', attention: 'invitation_unanswered' };
  return send({ ...model, reasons: model.reasons + 1 });
}

function confirm(model: Model, by: Person): Model {
  if (by !== 'invited' && !model.approved && !model.granted.has(by))
    return { ...model, state: 'needs_attention', attention: 'wrong_person' };
  return grant(withoutAttention(model), by);
}

/** Gives access to the group of the onboarding. A move then takes the person out of every other one. */
export function grant(model: Model, person: Person): Model {
  const group = model.requests[0]?.group ?? 'first';
  const members = new Set([...model.inGroup[group], person]);
  const granted = new Set([...model.granted, person]);
  const inGroup = { ...model.inGroup, [group]: members };
  for (const other of groups) {
    if (other !== group && model.requests[0]?.moves === true)
      inGroup[other] = without(inGroup[other], person);
  }
  return { ...model, state: 'completed', granted, inGroup };
}

export function send(model: Model): Model {
  return {
    ...withoutAttention(model),
    state: 'awaiting_acceptance',
    number: model.number + 1,
    window: 'open',
    emails: model.emails + 1,
  };
}

/** A cancelled onboarding removes the people who came in by it, and guards the invitation while it can be accepted. */
function guard(model: Model): Model {
  const inOrganization = new Set([...model.inOrganization].filter((person) => model.baseline.has(person)));
  const state = canBeAccepted(model) ? 'guarding' : 'cancelled';
  return { ...withoutAttention(model), inOrganization, state };
}

function withoutAttention(model: Model): Model {
  const { attention: _, ...rest } = model;
  return rest;
}

export function without(people: ReadonlySet<Person>, person: Person): ReadonlySet<Person> {
  return new Set([...people].filter((one) => one !== person));
}
