import type { CommandName } from '../../src/contract/rules/commands.ts';

/**
 * The outcome of an onboarding and of the world around it, without Temporal, Vultr or time: a pure reducer over the events
 * of one onboarding. It knows nothing of the workflow, so that the two can be compared.
 */
export const people = ['invited', 'stranger', 'colleague'] as const;
/** `colleague` was a member before, with an account of another email. */
export type Person = (typeof people)[number];

export type Event =
  | { readonly type: 'accept'; readonly by: Person }
  | { readonly type: 'expire' }
  | { readonly type: 'command'; readonly command: CommandName }
  /** The HR system repeats the POST of the same person. */
  | { readonly type: 'post' }
  /** The worker is replaced. */
  | { readonly type: 'restart' }
  /** The next request to Vultr with this method is refused, or executed with its response lost. */
  | { readonly type: 'fault'; readonly method: 'GET' | 'POST' | 'DELETE'; readonly kind: Fault };

type Fault = 'error-before' | 'drop-after';

type State = 'awaiting_acceptance' | 'on_hold' | 'needs_attention' | 'guarding' | 'cancelled' | 'completed';

export type Model = {
  readonly state: State;
  readonly attention?: 'invitation_unanswered' | 'wrong_person';
  /** The number of the invitation window, counted from 1. */
  readonly number: number;
  readonly window: 'open' | 'over';
  readonly acceptedBy?: Person;
  readonly approved: boolean;
  readonly emails: number;
  /** The number of reasons for an email: a new onboarding, a window that ended, a command. */
  readonly reasons: number;
  readonly inOrganization: ReadonlySet<Person>;
  readonly inGroup: ReadonlySet<Person>;
};

export const maxInvitations = 2;

/** An onboarding whose first email has been sent. */
export const initialModel: Model = {
  state: 'awaiting_acceptance',
  number: 1,
  window: 'open',
  approved: false,
  emails: 1,
  reasons: 1,
  inOrganization: new Set(['colleague']),
  inGroup: new Set(),
};

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
      return [];
  }
}

export function reduce(model: Model, event: Event): Model {
  switch (event.type) {
    case 'restart':
    case 'fault':
      return model;
    case 'accept':
      return canBeAccepted(model) ? proceed(accept(model, event.by)) : model;
    case 'expire':
      return canBeAccepted(model) ? proceed({ ...model, window: 'over' }) : model;
    case 'post':
      return post(model);
    case 'command':
      return acceptedCommands(model).includes(event.command) ? execute(model, event.command) : model;
  }
}

function canBeAccepted({ window, acceptedBy }: Model): boolean {
  return window === 'open' && acceptedBy === undefined;
}

function accept(model: Model, by: Person): Model {
  return { ...model, acceptedBy: by, inOrganization: new Set([...model.inOrganization, by]) };
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
  if (by !== 'invited' && !model.approved)
    return { ...model, state: 'needs_attention', attention: 'wrong_person' };
  return { ...withoutAttention(model), state: 'completed', inGroup: new Set([...model.inGroup, by]) };
}

function send(model: Model): Model {
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
  const inOrganization = new Set([...model.inOrganization].filter((person) => person === 'colleague'));
  const state = canBeAccepted(model) ? 'guarding' : 'cancelled';
  return { ...withoutAttention(model), inOrganization, state };
}

function withoutAttention(model: Model): Model {
  const { attention: _, ...rest } = model;
  return rest;
}

function post(model: Model): Model {
  // The rehire takes over the invitation that was guarded.
  if (model.state === 'guarding') return { ...model, state: 'awaiting_acceptance', number: 1 };
  if (model.state !== 'cancelled') return model;
  const { emails, reasons } = model;
  return { ...initialModel, emails: emails + 1, reasons: reasons + 1 };
}
