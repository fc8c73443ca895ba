import type { Event } from './events.ts';
import { type Model, type Reaction, type State, without } from './model.ts';

const ofOffboardings: ReadonlySet<State> = new Set(['suspended', 'reinstated', 'left']);

export function isOfOffboarding({ state }: Pick<Model, 'state'>): boolean {
  return ofOffboardings.has(state);
}

/**
 * Whether the model says what the event leads to. It knows departures of people who have accepted with their own account:
 * which of several accounts leaves is the survey's question, and has tests of its own.
 */
export function isModelled(model: Model, event: Event): boolean {
  const onlyInvited = [...model.acceptors, ...model.granted].every((person) => person === 'invited');
  if (event.type === 'leave') return onlyInvited && (model.state === 'completed' || isOfOffboarding(model));
  if (event.type === 'departure') return isOfOffboarding(model);
  // They name an onboarding.
  const isOfOnboarding = event.type === 'command' || event.type === 'rehire';
  return !isOfOnboarding || !isOfOffboarding(model);
}

/** A departure of a person who has access suspends them; of one who has left already, it finds nobody. */
export function leave(model: Model): Reaction {
  if (model.state === 'suspended') return { response: { outcome: 'existing', flow: model.flow }, model };
  const flow = model.flow + 1;
  const { lastName: _, acceptedBy: _by, attention: _attention, ...rest } = model;
  const isThere = model.inOrganization.has('invited');
  return {
    response: { outcome: 'started', flow },
    model: {
      ...rest,
      flow,
      earlier: [model.state, ...model.earlier],
      state: isThere ? 'suspended' : 'left',
      number: 0,
    },
  };
}

export function decideDeparture(
  model: Model,
  command: Extract<Event, { type: 'departure' }>['command'],
): Reaction {
  if (model.state !== 'suspended')
    return { response: { outcome: 'refused', code: 'command_not_possible' }, model };
  const response = { outcome: 'done' } as const;
  if (command === 'reinstate') return { response, model: { ...model, state: 'reinstated' } };
  const { first, second } = model.inGroup;
  const inGroup = { first: without(first, 'invited'), second: without(second, 'invited') };
  const inOrganization = without(model.inOrganization, 'invited');
  const baseline = without(model.baseline, 'invited');
  return { response, model: { ...model, state: 'left', inGroup, inOrganization, baseline } };
}
