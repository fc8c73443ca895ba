import { decideDeparture, isOfOffboarding, leave } from './departures.ts';
import type { Event, Group, Post } from './events.ts';
import {
  grant,
  type Model,
  type Reaction,
  reduceCommand,
  reduceWorld,
  type RequestMade,
  send,
} from './model.ts';

/** Returns what the event leads to, and what its caller gets. */
export function react(model: Model, event: Event): Reaction {
  switch (event.type) {
    case 'restart':
    case 'fault':
    case 'forget':
      return { response: { outcome: 'none' }, model };
    case 'accept':
    case 'expire':
      return { response: { outcome: 'none' }, model: reduceWorld(model, event) };
    case 'command':
      return reduceCommand(model, event.command);
    case 'post':
      return event.post.kind === 'rehire' ? rehire(model, 'first', 'post') : post(model, event.post);
    case 'leave':
      return leave(model);
    case 'departure':
      return decideDeparture(model, event.command);
    case 'rehire':
      return rehire(model, model.requests[0]?.group ?? 'first', 'command');
  }
}

export function reduce(model: Model, event: Event): Model {
  return react(model, event).model;
}

const isFinal = ({ state }: Model) => state === 'completed' || state === 'cancelled';
const isCancelled = ({ state }: Model) => state === 'guarding' || state === 'cancelled';
const isInProgress = (model: Model) => !isFinal(model) && !isCancelled(model) && !isOfOffboarding(model);

/** A repetition changes nothing but details, and those only while the onboarding was not cancelled. */
function post(model: Model, wanted: Exclude<Post, { kind: 'rehire' }>): Reaction {
  const moves = wanted.kind === 'move';
  const group = moves || wanted.kind === 'second group' ? 'second' : 'first';
  const same = model.requests.find((one) => one.group === group && (one.moves === true) === moves);
  if (same !== undefined) {
    const isAdopted = wanted.kind === 'renamed' && same.flow === model.flow && !isCancelled(model);
    return known(isAdopted ? { ...model, lastName: wanted.lastName } : model, same.flow);
  }
  if (isInProgress(model)) return refused(model, 'open_onboarding_conflict');
  if (model.state === 'suspended') return refused(model, 'open_offboarding_conflict');
  return model.state === 'completed' || model.state === 'reinstated'
    ? next(model, { group, ...(moves ? { moves } : {}) })
    : refused(model, 'rehire_required');
}

function rehire(model: Model, group: Group, by: 'post' | 'command'): Reaction {
  if (model.state === 'suspended') return refused(model, 'open_offboarding_conflict');
  if (isOfOffboarding(model)) return next(model, { group, rehire: by });
  const [newest] = model.requests;
  // The command asks for what the newest onboarding was asked for, whether that was a move or not.
  const isSame = newest?.group === group && (by === 'command' || newest.moves !== true);
  if (isInProgress(model))
    return isSame ? known(model, model.flow) : refused(model, 'open_onboarding_conflict');
  // The same order to hire again, once more. The command names the onboarding, so it is never the same order.
  if (isSame && by === 'post' && newest.rehire === 'post') return known(model, model.flow);
  const moves = by === 'command' && newest?.moves === true;
  return next(model, { group, rehire: by, ...(moves ? { moves } : {}) });
}

function next(before: Model, request: Omit<RequestMade, 'flow'>): Reaction {
  const flow = before.flow + 1;
  const { acceptedBy: _, lastName, ...rest } = before;
  const begun: Model = {
    ...rest,
    flow,
    earlier: [before.state === 'guarding' ? 'cancelled' : before.state, ...before.earlier],
    requests: [{ ...request, flow }, ...before.requests],
    approved: false,
    // The command asks for what the onboarding before was asked for, with all details.
    ...(request.rehire === 'command' && lastName !== undefined ? { lastName } : {}),
  };
  const response = { outcome: 'started', flow } as const;
  // A rehire takes over the invitation that was guarded.
  if (before.state === 'guarding') {
    return { response, model: { ...begun, state: 'awaiting_acceptance', number: 1 } };
  }
  const fresh: Model = { ...begun, baseline: before.inOrganization, number: 0 };
  const accounts = ['invited', ...fresh.granted] as const;
  const member = accounts.find((person) => fresh.inOrganization.has(person));
  return {
    response,
    model: member === undefined ? send({ ...fresh, reasons: fresh.reasons + 1 }) : grant(fresh, member),
  };
}

function known(model: Model, flow: number): Reaction {
  return { response: { outcome: 'existing', flow }, model };
}

function refused(model: Model, code: string): Reaction {
  return { response: { outcome: 'refused', code }, model };
}
