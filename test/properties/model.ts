/**
 * What a run and the world around it come to, told without Temporal, Vultr or time: a pure reducer over what can
 * happen to one hire. It knows nothing of the workflow, so that the two can be held against each other.
 */
export const people = ['invited', 'stranger', 'colleague'] as const;
/** `colleague` is a member of before, with an account of another address. */
export type Person = (typeof people)[number];

export const orders = [
  'check',
  'resend',
  'hold',
  'resume',
  'retry',
  'skip',
  'approve-address',
  'cancel',
] as const;
export type Order = (typeof orders)[number];

export type Event =
  | { readonly type: 'accept'; readonly by: Person }
  | { readonly type: 'expire' }
  | { readonly type: 'order'; readonly order: Order }
  /** The HR system posts the same hire once more. */
  | { readonly type: 'post' }
  /** The worker goes and another comes. */
  | { readonly type: 'restart' }
  /** The next request to Vultr of this kind is refused, or done with its answer lost. */
  | { readonly type: 'fault'; readonly method: 'GET' | 'POST' | 'DELETE'; readonly kind: Fault };

export type Fault = 'error-before' | 'drop-after';

export type State =
  'awaiting_acceptance' | 'on_hold' | 'needs_attention' | 'guarding' | 'cancelled' | 'completed';

export type Model = {
  readonly state: State;
  readonly attention?: 'invitation_unanswered' | 'wrong_person';
  /** Counts the windows of the run from 1. */
  readonly number: number;
  readonly window: 'open' | 'over';
  readonly acceptedBy?: Person;
  readonly approved: boolean;
  readonly mails: number;
  /** What there was a mail for: a hire, a window that ended, an operator's word. */
  readonly reasons: number;
  readonly inOrganization: ReadonlySet<Person>;
  readonly inGroup: ReadonlySet<Person>;
};

export const maxInvitations = 2;

/** A hire whose first mail is out. */
export const beginning: Model = {
  state: 'awaiting_acceptance',
  number: 1,
  window: 'open',
  approved: false,
  mails: 1,
  reasons: 1,
  inOrganization: new Set(['colleague']),
  inGroup: new Set(),
};

/** Which orders the run takes where it stands. A second `hold` or `cancel` is taken and changes nothing. */
export function taken({ state, attention }: Model): readonly Order[] {
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
      return canBeAccepted(model) ? proceed(accepted(model, event.by)) : model;
    case 'expire':
      return canBeAccepted(model) ? proceed({ ...model, window: 'over' }) : model;
    case 'post':
      return post(model);
    case 'order':
      return taken(model).includes(event.order) ? obey(model, event.order) : model;
  }
}

function canBeAccepted({ window, acceptedBy }: Model): boolean {
  return window === 'open' && acceptedBy === undefined;
}

function accepted(model: Model, by: Person): Model {
  return { ...model, acceptedBy: by, inOrganization: new Set([...model.inOrganization, by]) };
}

function obey(model: Model, order: Order): Model {
  switch (order) {
    case 'check':
    case 'retry':
    case 'skip':
      return model;
    case 'resend':
      return sent({ ...model, reasons: model.reasons + 1 });
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

/** What the run makes of where things stand, until it rests. */
function proceed(model: Model): Model {
  if (model.state === 'on_hold') return model;
  if (model.state === 'guarding') return guard(model);
  if (model.acceptedBy !== undefined) return judge(model, model.acceptedBy);
  if (model.window === 'open') return model;
  if (model.number >= maxInvitations)
    return { ...model, state: 'needs_attention', attention: 'invitation_unanswered' };
  return sent({ ...model, reasons: model.reasons + 1 });
}

function judge(model: Model, by: Person): Model {
  if (by !== 'invited' && !model.approved)
    return { ...model, state: 'needs_attention', attention: 'wrong_person' };
  return { ...withoutAttention(model), state: 'completed', inGroup: new Set([...model.inGroup, by]) };
}

function sent(model: Model): Model {
  return {
    ...withoutAttention(model),
    state: 'awaiting_acceptance',
    number: model.number + 1,
    window: 'open',
    mails: model.mails + 1,
  };
}

/** A cancelled run takes out who came in by it, and stands guard as long as somebody still can. */
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
  // The new run takes the invitation over that the old one guarded.
  if (model.state === 'guarding') return { ...model, state: 'awaiting_acceptance', number: 1 };
  if (model.state !== 'cancelled') return model;
  const { mails, reasons } = model;
  return { ...beginning, mails: mails + 1, reasons: reasons + 1 };
}
